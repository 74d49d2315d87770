"""What people say: messages and their edits."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Final

import telegram
from telegram import Bot, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import model
from bot.errors import StoreUnavailable
from bot.publishing import replies as publications
from bot.replies import command_replies as screens
from bot.replies import frame
from bot.storage import ANSWERED_DAYS, Answered, Given
from bot.telegram import incoming
from bot.telegram.chats import Place, Recent
from bot.telegram.desk import Desk
from bot.telegram.pace import Verdict

log = logging.getLogger(__name__)

MOST_BYTES: Final = 20_000_000
"""Telegram gives bots no larger file."""


class Messages:
    """Answers what is said to the bot."""

    def __init__(self, desk: Desk, answered: Answered) -> None:
        """`answered` remembers what was answered, also over a restart."""
        self._desk, self._kept = desk, answered
        self._answered: Recent[tuple[str, tuple[int, ...]]] = Recent()
        """What recent messages said and which messages answer them."""
        self._albums: Recent[None] = Recent()
        """Albums that were answered: each of their photos is a message of its own."""

    async def message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer what is said to the bot."""
        if message := update.effective_message:
            await self._answer(message, context.bot)

    async def edit(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer an edited question in its answer's place, and one that becomes one by the edit.

        Other edits concern nobody: Telegram tells of those that change no word, and of places that
        move.
        """
        message = update.effective_message
        if message is None or incoming.heard(message, context.bot.bot) in (None, ""):
            return
        before = await self._given(message)
        if before is None and _edited_soon(message):
            await self._answer(message, context.bot)
        elif before and not before.same:
            await self._answer(message, context.bot, before.answers)

    async def _answer(
        self, message: telegram.Message, bot: Bot, over: tuple[int, ...] = ()
    ) -> None:
        text = incoming.heard(message, bot.bot)
        page = self._page_of(message)
        if text is None or (page is None and self._of_an_answered_album(message, text)):
            return
        person = incoming.person_of(message)
        # Forty pages sent at once are forty pages that an admin wants in.
        verdict = (
            self._desk.pace.judge(person, _said_at(message)) if page is None else Verdict.ANSWER
        )
        if verdict is Verdict.IGNORE:
            return
        self._desk.metrics.updates.labels("message").inc()
        said = incoming.spoken(message, text)
        words = frame(said.language)
        if verdict is Verdict.WARN:
            reply = screens.too_many(words)
        elif page is not None:
            reply = await self._offer(page, said)
        elif text or message.text:
            reply = await self._desk.reply(said)
        else:
            reply = screens.no_text(words)
        answers = await self._desk.say(bot, Place.under(message), reply, over)
        await self._keep(person, message, answers)

    async def _given(self, message: telegram.Message) -> Given | None:
        """Return what a message was answered with; None if it was not, as far as is known."""
        key, says = _key(message), _words_of(message)
        if known := self._answered.get(key):
            return Given(known[1], known[0] == says)
        try:
            return await asyncio.to_thread(self._kept.find, key, says)
        except StoreUnavailable as error:
            log.error("what was answered is not known: %s", error.reason)  # noqa: TRY400
            return None

    async def _keep(self, person: str, message: telegram.Message, answers: tuple[int, ...]) -> None:
        key, says = _key(message), _words_of(message)
        self._answered[key] = says, answers
        try:
            await asyncio.to_thread(self._kept.keep, person, key, says, answers)
        except StoreUnavailable as error:
            log.debug("what was answered is not kept: %s", error.reason)  # the database told it

    def _page_of(self, message: telegram.Message) -> telegram.Document | None:
        """Return the document that an admin sends in a private chat; nobody else's is looked at."""
        private = message.chat.type == ChatType.PRIVATE
        admin = self._desk.conversation.is_admin(incoming.person_of(message))
        return message.document if private and admin else None

    async def _offer(self, page: telegram.Document, said: model.Message) -> model.Reply:
        """Fetch a document and say what it would become."""
        words = frame(said.language)
        name = page.file_name or words.say["unnamed"]
        if (page.file_size or 0) > MOST_BYTES:
            return publications.too_large(name, MOST_BYTES, words)
        try:
            data = await (await page.get_file()).download_as_bytearray()
        except TelegramError as error:
            log.warning("a document could not be fetched: %s", error)
            return publications.no_file(words)
        return await self._desk.reply(replace(said, file=model.File(name, bytes(data))))

    def _of_an_answered_album(self, message: telegram.Message, text: str) -> bool:
        """Whether it is but another photo without words of an album that was answered."""
        if message.media_group_id is None:
            return False
        key = message.chat.id, message.media_group_id
        known = key in self._albums
        self._albums[key] = None
        return known and not text


def _key(message: telegram.Message) -> tuple[int, int]:
    return message.chat.id, message.message_id


def _words_of(message: telegram.Message) -> str:
    return message.text or message.caption or ""


def _said_at(message: telegram.Message) -> float:
    return (message.edit_date or message.date).timestamp()


def _edited_soon(message: telegram.Message) -> bool:
    """Whether a message was edited while it would be known if it had been answered."""
    edited = message.edit_date
    return edited is not None and edited - message.date < timedelta(days=ANSWERED_DAYS)
