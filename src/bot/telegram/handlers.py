"""What the bot does with a message, an edit and a press."""

import asyncio
import contextlib
import logging
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import telegram
from telegram import Bot, CallbackQuery, ReplyParameters, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ContextTypes

from bot import model, screens, wording
from bot.commands import digest
from bot.conversation import Conversation
from bot.telegram import callbacks, incoming, offers, outgoing
from bot.telegram.extras import extended
from bot.telegram.metrics import Metrics
from bot.telegram.pace import Pace, Verdict

log = logging.getLogger(__name__)

MAX_RECENT: Final = 4096
"""Messages that are remembered; an older one is only handled with less grace."""

Context = ContextTypes.DEFAULT_TYPE
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply goes."""

    chat: int
    thread: int | None = None
    question: int | None = None
    """The message that is visibly answered: in a group, where others talk in between."""


class Recent(OrderedDict[tuple[int, int | str], T]):
    """Something about recent messages, by chat and number."""

    def __setitem__(self, key: tuple[int, int | str], value: T) -> None:
        super().__setitem__(key, value)
        if len(self) > MAX_RECENT:
            self.popitem(last=False)


class Handlers:
    """Takes updates to the conversation and its replies back."""

    def __init__(self, conversation: Conversation, metrics: Metrics) -> None:
        self._conversation, self._metrics = conversation, metrics
        self._answers: Recent[tuple[int, ...]] = Recent()
        """The messages that answer a question, so that its edit can edit them."""
        self._albums: Recent[None] = Recent()
        """Albums that were answered: each of their photos is a message of its own."""
        self._pace = Pace()
        self._shown: Recent[outgoing.Part] = Recent()
        """What stands in a message: Telegram refuses an edit that changes nothing."""

    async def message(self, update: Update, context: Context) -> None:
        """Answer what is said to the bot."""
        await self._answer(update, context.bot)

    async def edit(self, update: Update, context: Context) -> None:
        """Answer an edited question in its answer's place; other edits concern nobody."""
        message = update.effective_message
        if message and (message.chat.id, message.message_id) in self._answers:
            await self._answer(update, context.bot)

    async def press(self, update: Update, context: Context) -> None:
        """Do what a button says. Telegram is told of the press at once, whatever comes of it."""
        query = update.callback_query
        if query is None:
            return
        self._metrics.updates["press"] += 1
        say = wording.frame(incoming.language_of(query.from_user)).say
        pressed = callbacks.unpack(query.data or "", self._conversation.resolve)
        if self._pace.judge(str(query.from_user.id)) is not Verdict.ANSWER:
            await _acknowledge(query, say["too_many"])
        elif vote := callbacks.vote_of(pressed.says or ""):
            await _acknowledge(
                query, say["thanks" if await self._vote(query, *vote) else "no_entry"]
            )
        else:
            stale = pressed.version != self._conversation.version
            renewed = stale and pressed.says is not None and callbacks.tells(pressed.says)
            await asyncio.gather(
                _acknowledge(query, say["renewed"] if renewed else None),
                self._follow(query, pressed.says, context.bot),
            )

    async def inline(self, update: Update, context: Context) -> None:
        """Offer what is found for what somebody types after the bot's name in any chat."""
        query = update.inline_query
        if query is None:
            return
        self._metrics.updates["inline"] += 1
        words = wording.frame(incoming.language_of(query.from_user))
        page = await asyncio.to_thread(self._conversation.offer, query.query, query.offset)
        try:
            await query.answer(
                [offers.article(r, context.bot.username, words) for r in page.results],
                cache_time=offers.CACHE_SECONDS,
                next_offset=page.following or None,  # the library would send "" as a list
                button=offers.entrance(words),
            )
        except BadRequest as error:
            log.info("an inline query was answered too late: %s", error)

    async def failure(self, update: object, context: Context) -> None:
        """Log an unexpected error under an id, and give the person an apology with that id."""
        error = context.error
        self._metrics.errors[type(error).__name__] += 1
        if _is_delivery(error):
            log.warning("not delivered: %s", error)
            return
        number = secrets.token_hex(4)
        log.error("error %s", number, exc_info=error)
        if isinstance(update, Update) and update.effective_chat:
            place = Place(update.effective_chat.id, _thread(update.effective_message))
            words = wording.frame(incoming.language_of(update.effective_user))
            try:
                await self._say(context.bot, place, screens.failure(number, words))
            except TelegramError as second:
                log.warning("no apology for %s: %s", number, second)

    async def _answer(self, update: Update, bot: Bot) -> None:
        message = update.effective_message
        text = incoming.heard(message, bot.bot) if message else None
        if message is None or text is None or self._of_an_answered_album(message, text):
            return
        verdict = self._pace.judge(incoming.person_of(message))
        if verdict is Verdict.IGNORE:
            return
        self._metrics.updates["message"] += 1
        said = incoming.spoken(message, text)
        words = wording.frame(said.language)
        if verdict is Verdict.WARN:
            reply = screens.too_many(words)
        elif text or message.text:
            reply = await self._reply(said)
        else:
            reply = screens.no_text(words)
        key = message.chat.id, message.message_id
        self._answers[key] = await self._say(
            bot, _place(message), reply, self._answers.get(key, ())
        )

    def _of_an_answered_album(self, message: telegram.Message, text: str) -> bool:
        """Whether it is but another photo without words of an album that was answered."""
        if message.media_group_id is None:
            return False
        key = message.chat.id, message.media_group_id
        known = key in self._albums
        self._albums[key] = None
        return known and not text

    async def _vote(self, query: CallbackQuery, entry: int, good: bool) -> bool:
        """Keep a vote; False if what it is about is no longer kept."""
        person = str(query.from_user.id)
        return await asyncio.to_thread(self._conversation.vote, person, entry, good=good)

    async def _follow(self, query: CallbackQuery, says: str | None, bot: Bot) -> None:
        message = query.message
        if message is None:
            return
        over: tuple[int, ...] = ()
        if says is None:
            reply = screens.gone(wording.frame(incoming.language_of(query.from_user)))
        else:
            reply = await self._reply(incoming.pressed(query, says))
            if isinstance(message, telegram.Message) and callbacks.browses(says):
                over = (message.message_id,)
                self._shown.setdefault((message.chat.id, *over), outgoing.part_of(message))
        await self._say(bot, Place(message.chat.id, _thread(message)), reply, over)

    async def _reply(self, message: model.Message) -> model.Reply:
        """Ask the conversation, which is synchronous, without holding up anybody else."""
        with self._metrics.timed():
            reply = await asyncio.to_thread(self._conversation.reply, message)
        self._metrics.replies[reply.kind] += 1
        return extended(reply, wording.frame(message.language))

    async def _say(
        self, bot: Bot, place: Place, reply: model.Reply, over: Sequence[int] = ()
    ) -> tuple[int, ...]:
        """Show a reply, in place of the messages `over` as far as they go; return its messages."""
        shown = []
        parts = outgoing.parts(reply, self._conversation.version, digest)
        for number, part in enumerate(parts):
            if number < len(over) and await self._change(bot, place, over[number], part):
                shown.append(over[number])
            else:
                shown.append(await _send(bot, place, part))
                self._shown[place.chat, shown[-1]] = part
        for left in over[len(parts) :]:
            with contextlib.suppress(BadRequest):  # somebody was faster
                await bot.delete_message(place.chat, left)
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


def _place(message: telegram.Message) -> Place:
    in_group = message.chat.type != ChatType.PRIVATE
    return Place(message.chat.id, _thread(message), message.message_id if in_group else None)


def _thread(message: object) -> int | None:
    return incoming.thread_of(message) if isinstance(message, telegram.Message) else None


def _is_delivery(error: BaseException | None) -> bool:
    """Whether nothing is wrong but that Telegram, or the person, does not let the bot write."""
    refused = isinstance(error, Forbidden | RetryAfter)
    return refused or (isinstance(error, NetworkError) and not isinstance(error, BadRequest))


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


async def _acknowledge(query: CallbackQuery, toast: str | None = None) -> None:
    """End the button's waiting sign, perhaps with a line that passes.

    Too late is no fault: the press came before a restart.
    """
    try:
        await query.answer(toast)
    except TelegramError as error:
        log.info("a press could not be acknowledged: %s", error)
