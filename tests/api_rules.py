"""What Telegram asks of a message: the rules that our own server turns calls down by."""

import itertools
from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

MAX_TEXT = 4096
"""UTF-16 units in a message."""

MAX_CALLBACK_DATA = 64
"""Bytes behind a button."""

MAX_ENTITIES, MAX_BUTTONS, MAX_RESULTS = 100, 100, 50

QUOTES = ("blockquote", "expandable_blockquote")
ENTITY_TYPES = (*QUOTES, "bold", "italic", "underline", "code", "pre", "text_link", "spoiler")


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def slice_units(text: str, offset: int, length: int) -> str:
    """Return a slice that is counted in UTF-16 units; an error if it halves a character."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")


def most(times: Iterable[float], seconds: float) -> int:
    """Return how many there are in the fullest stretch of so many seconds."""
    found = list(times)
    return max(sum(begin <= at < begin + seconds for at in found) for begin in found)


class RefusedError(Exception):
    """What Telegram would answer to a call that it does not carry out."""

    def __init__(
        self, description: str, code: int = 400, *, wanted: bool = False, **parameters: int
    ) -> None:
        """`wanted` says that a test asked for it."""
        super().__init__(description)
        self.code, self.wanted, self.parameters = code, wanted, parameters


def text_of(params: Json) -> Json:
    """Return a message's text and entities; RefusedError if Telegram would not show them."""
    text, entities = params.get("text", ""), params.get("entities", [])
    if not text.strip():
        raise RefusedError("message text is empty")
    if text != text.strip():
        raise RefusedError("blank edges are cut off, which moves entities")
    if units(text) > MAX_TEXT:
        raise RefusedError("message is too long")
    if "parse_mode" in params:
        raise RefusedError("this bot never writes markup")
    for entity in entities:
        _check_entity(text, entity)
    if len(entities) > MAX_ENTITIES:
        raise RefusedError("only the first 100 entities are shown")
    quotes = sorted((e["offset"], e["length"]) for e in entities if e["type"] in QUOTES)
    if any(a + length > b for (a, length), (b, _) in itertools.pairwise(quotes)):
        raise RefusedError("block quotes cannot be nested")
    return {"text": text, **({"entities": entities} if entities else {})}


def _check_entity(text: str, entity: Json) -> None:
    offset, length = entity["offset"], entity["length"]
    if entity["type"] not in ENTITY_TYPES:
        raise RefusedError(f"unsupported entity {entity['type']}")
    if offset < 0 or length <= 0 or offset + length > units(text):
        raise RefusedError("an entity lies outside the text")
    try:
        slice_units(text, offset, length)
    except UnicodeDecodeError:
        raise RefusedError("an entity halves a character") from None


def keyboard_of(params: Json) -> Json:
    """Return a message's buttons; RefusedError if Telegram would not show them."""
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    for button in buttons:
        if not button["text"].strip():
            raise RefusedError("a button without a label")
        data = button.get("callback_data", "").encode()
        if "url" not in button and not 0 < len(data) <= MAX_CALLBACK_DATA:
            raise RefusedError("BUTTON_DATA_INVALID")
    if len(buttons) > MAX_BUTTONS:
        raise RefusedError("reply markup is too long")
    return {"reply_markup": {"inline_keyboard": rows}} if buttons else {}
