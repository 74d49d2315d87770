"""What people say: messages and their edits."""

import logging
from dataclasses import dataclass, replace
from typing import Final

import telegram
from telegram import Bot, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import model
from bot.publishing import replies as publications
from bot.replies import command_replies as screens
from bot.replies import frame
from bot.telegram import incoming
from bot.telegram.chats import Place, Recent
from bot.telegram.desk import Desk
from bot.telegram.pace import Verdict

log = logging.getLogger(__name__)

MOST_BYTES: Final = 20_000_000
"""Telegram gives bots no larger file."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A message that was answered."""

    words: int
    """The hash of what it said: Telegram tells of edits that change no word."""
    answers: tuple[int, ...]
    """The messages that answer it."""


class Messages:
    """Answers what is said to the bot."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._answered: Recent[Answered] = Recent()
        self._albums: Recent[None] = Recent()
        """Albums that were answered: each of their photos is a message of its own."""

    async def message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer what is said to the bot."""
        if message := update.effective_message:
            await self._answer(message, context.bot)

    async def edit(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer an edited question in its answer's place; other edits concern nobody."""
        if message := update.effective_message:
            before = self._answered.get((message.chat.id, message.message_id))
            if before and before.words != _words_of(message):
                await self._answer(message, context.bot, before.answers)

    async def _answer(
        self, message: telegram.Message, bot: Bot, over: tuple[int, ...] = ()
    ) -> None:
        text = incoming.heard(message, bot.bot)
        page = self._page_of(message)
        if text is None or (page is None and self._of_an_answered_album(message, text)):
            return
        verdict = self._desk.pace.judge(incoming.person_of(message))
        if verdict is Verdict.IGNORE:
            return
        self._desk.metrics.updates["message"] += 1
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
        key = message.chat.id, message.message_id
        self._answered[key] = Answered(_words_of(message), answers)

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


def _words_of(message: telegram.Message) -> int:
    return hash(message.text or message.caption)
