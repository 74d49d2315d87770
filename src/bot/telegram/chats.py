"""What the bot shows in chats: new messages, and changes of those that stand there."""

import contextlib
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeVar

import telegram
from telegram import Bot, InputFile, ReplyParameters
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from bot.conversation import digest
from bot.model import Reply
from bot.telegram import incoming, outgoing

log = logging.getLogger(__name__)

MAX_RECENT: Final = 4096
"""Messages that are remembered; an older one is only handled with less grace."""

T = TypeVar("T")


class Recent(OrderedDict[tuple[int, int | str], T]):
    """Something about recent messages, by chat and number."""

    def __setitem__(self, key: tuple[int, int | str], value: T) -> None:
        super().__setitem__(key, value)
        if len(self) > MAX_RECENT:
            self.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply goes."""

    chat: int
    thread: int | None = None
    question: int | None = None
    """The message that is visibly answered: in a group, where others talk in between."""

    @classmethod
    def under(cls, message: telegram.Message) -> Self:
        """Return where a message is answered."""
        in_group = message.chat.type != ChatType.PRIVATE
        return cls(
            message.chat.id, incoming.thread_of(message), message.message_id if in_group else None
        )

    @classmethod
    def beside(cls, message: telegram.MaybeInaccessibleMessage) -> Self:
        """Return where another message of the bot's goes; of one too old only the chat is known."""
        thread = incoming.thread_of(message) if isinstance(message, telegram.Message) else None
        return cls(message.chat.id, thread)


class Chats:
    """Puts replies into chats."""

    def __init__(self) -> None:
        self._shown: Recent[outgoing.Part] = Recent()
        """What stands in a message: Telegram refuses an edit that changes nothing."""

    def seen(self, message: telegram.Message) -> None:
        """Take note of what one of the bot's messages shows, as a press on it tells."""
        key = message.chat.id, message.message_id
        self._shown.setdefault(key, outgoing.part_of(message))

    async def say(
        self, bot: Bot, place: Place, reply: Reply, version: str, over: Sequence[int] = ()
    ) -> tuple[int, ...]:
        """Show a reply, in place of the messages `over` as far as they go; return its messages.

        `version` is that of the knowledge; the buttons carry it.
        """
        shown = []
        parts = outgoing.parts(reply, version, digest)
        for number, part in enumerate(parts):
            if number < len(over) and await self._change(bot, place, over[number], part):
                shown.append(over[number])
            else:
                shown.append(await _send(bot, place, part))
                self._shown[place.chat, shown[-1]] = part
        for left in over[len(parts) :]:
            with contextlib.suppress(BadRequest):  # somebody was faster
                await bot.delete_message(place.chat, left)
        try:
            for file in reply.files:
                await bot.send_document(
                    place.chat, InputFile(file.data, file.name), message_thread_id=place.thread
                )
        except TelegramError as error:
            log.warning("a file could not be sent: %s", error)
            await _send(bot, place, outgoing.Part(reply.without, (), None))
        return tuple(shown)

    async def _change(self, bot: Bot, place: Place, message: int, part: outgoing.Part) -> bool:
        """Put a part in a message's place; False if that message cannot be changed any more."""
        key = place.chat, message
        if self._shown.get(key) == part:
            return True
        self._shown[key] = part  # before the call: another press may compare meanwhile
        try:
            await bot.edit_message_text(
                part.text,
                place.chat,
                message,
                entities=part.entities,
                reply_markup=part.keyboard,
            )
        except TelegramError as error:
            if isinstance(error, BadRequest) and "not modified" in error.message.lower():
                return True
            self._shown.pop(key, None)
            if not isinstance(error, BadRequest):
                raise
            log.info("message %s cannot be changed: %s", message, error)
            return False
        return True


async def _send(bot: Bot, place: Place, part: outgoing.Part) -> int:
    """Send a message; return its id."""
    sent = await bot.send_message(
        place.chat,
        part.text,
        entities=part.entities,
        reply_markup=part.keyboard,
        message_thread_id=place.thread,
        reply_parameters=ReplyParameters(place.question, allow_sending_without_reply=True)
        if place.question
        else None,
    )
    return sent.message_id
