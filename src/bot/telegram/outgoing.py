"""Reply → messages that Telegram accepts: text, entities and keyboard, never markup."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity

from bot.chinese.text import clauses, sentences
from bot.model import Reply, Span, Style
from bot.telegram import callbacks

MAX_UNITS: Final = 4096
"""Telegram's limit on a message, in UTF-16 units."""

MAX_ENTITIES: Final = 100
"""Telegram shows no more entities than these in one message."""

MAX_BUTTONS: Final = 100
"""Telegram's limit on the buttons under one message."""

_ENTITY: Final = {
    Style.BOLD: MessageEntity.BOLD,
    Style.ITALIC: MessageEntity.ITALIC,
    Style.QUOTE: MessageEntity.BLOCKQUOTE,
    Style.LONG_QUOTE: MessageEntity.EXPANDABLE_BLOCKQUOTE,
    Style.LINK: MessageEntity.TEXT_LINK,
}

_UNSENDABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""What no message may hold: NUL, and halves of characters, which UTF-8 cannot express."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message to be sent."""

    text: str
    entities: tuple[MessageEntity, ...]
    keyboard: InlineKeyboardMarkup | None


def parts(reply: Reply, version: str, digest: Callable[[str], str]) -> tuple[Part, ...]:
    """Return the messages that a reply becomes, the buttons under the last one.

    A long reply is cut at the end of a sentence, or of a clause, or else where the limit is; a
    styled span that is cut goes on in the next message. A reply without text raises ValueError.
    """
    text = sendable(reply.text)
    pieces = _pieces(text, reply.spans)
    if not pieces:
        raise ValueError("a reply must say something")
    last = len(pieces) - 1
    return tuple(
        Part(
            text[start:end],
            _entities(text, start, end, reply.spans),
            keyboard(reply, version, digest) if number == last else None,
        )
        for number, (start, end) in enumerate(pieces)
    )


def part_of(message: Message) -> Part:
    """Return what one of the bot's messages shows, without what Telegram added to it."""
    ours = tuple(entity for entity in message.entities if entity.type in _ENTITY.values())
    return Part(message.text or "", ours, message.reply_markup)


def keyboard(
    reply: Reply, version: str, digest: Callable[[str], str]
) -> InlineKeyboardMarkup | None:
    """Return the reply's buttons, made from a version of the knowledge; None if it has none."""
    rows = [
        [
            InlineKeyboardButton(
                sendable(button.label),
                callback_data=callbacks.pack(sendable(button.says), version, digest),
            )
            for button in row
        ]
        for row in reply.buttons
        if row
    ]
    fits = [
        row
        for row, many in zip(rows, accumulate(map(len, rows)), strict=True)
        if many <= MAX_BUTTONS
    ]
    return InlineKeyboardMarkup(fits) if fits else None


def sendable(text: str) -> str:
    """Put a sign in place of what no message may hold, one for one."""
    return _UNSENDABLE.sub("\ufffd", text)


def _pieces(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Cut the text so that each piece fits into a message; blank edges belong to no piece."""
    units = [0, *accumulate(2 if ord(char) > 0xFFFF else 1 for char in text)]
    pieces, start = [], 0
    while start < len(text):
        limit = bisect_right(units, units[start] + MAX_UNITS) - 1
        crowded = [span for span in spans if start < span.end][MAX_ENTITIES:]
        limit = min([limit, *(span.start for span in crowded if span.start > start)])
        end = limit if limit == len(text) else _last_end(text, start, limit)
        first, stop = _trimmed(text, start, end)
        if first < stop:
            pieces.append((first, stop))
        start = end
    return pieces


def _last_end(text: str, start: int, limit: int) -> int:
    """Return the last sentence end, or else clause end, within the limit, or else the limit."""
    for cut in (sentences, clauses):
        ends = [end for _, end in cut(text) if start < end <= limit]
        if ends:
            return ends[-1]
    return limit


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out blank edges, which Telegram would cut off and so move what follows."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _entities(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[MessageEntity, ...]:
    """Return the spans within a piece. Spans count characters; Telegram counts UTF-16 units."""
    cut = [
        MessageEntity(_ENTITY[span.style], first - start, stop - first, url=span.url or None)
        for span in spans
        for first, stop in [_trimmed(text, max(start, span.start), min(end, span.end))]
        if first < stop
    ]
    return tuple(MessageEntity.adjust_message_entities_to_utf_16(text[start:end], cut))
