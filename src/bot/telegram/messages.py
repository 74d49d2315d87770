"""What people say: messages and their edits."""

from dataclasses import dataclass

import telegram
from telegram import Bot, Update
from telegram.ext import ContextTypes

from bot import screens, wording
from bot.telegram import incoming
from bot.telegram.chats import Place, Recent
from bot.telegram.desk import Desk
from bot.telegram.pace import Verdict


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
        if text is None or self._of_an_answered_album(message, text):
            return
        verdict = self._desk.pace.judge(incoming.person_of(message))
        if verdict is Verdict.IGNORE:
            return
        self._desk.metrics.updates["message"] += 1
        said = incoming.spoken(message, text)
        words = wording.frame(said.language)
        if verdict is Verdict.WARN:
            reply = screens.too_many(words)
        elif text or message.text:
            reply = await self._desk.reply(said)
        else:
            reply = screens.no_text(words)
        answers = await self._desk.say(bot, Place.under(message), reply, over)
        key = message.chat.id, message.message_id
        self._answered[key] = Answered(_words_of(message), answers)

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
