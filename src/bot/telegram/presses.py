"""What people press: the buttons under the bot's messages."""

import asyncio
import logging
import time

import telegram
from telegram import Bot, CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.replies import command_replies as screens
from bot.replies import frame
from bot.telegram import callbacks, incoming
from bot.telegram.chats import Place
from bot.telegram.desk import Desk
from bot.telegram.pace import Verdict
from bot.telegram.turns import Turns

log = logging.getLogger(__name__)


class Presses:
    """Does what buttons say."""

    def __init__(self, desk: Desk, turns: Turns) -> None:
        self._desk, self._turns = desk, turns

    async def press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button says, in the turn of its conversation.

        Telegram is told of the press at once, whatever comes of it and whoever is before it.
        """
        query = update.callback_query
        if query is None:
            return
        self._desk.metrics.updates.labels("press").inc()
        say = frame(incoming.language_of(query.from_user)).say
        pressed = callbacks.unpack(query.data or "", self._desk.conversation.resolve)
        if self._desk.pace.judge(str(query.from_user.id), time.time()) is not Verdict.ANSWER:
            await _acknowledge(query, say["too_many"])
        elif vote := callbacks.vote_of(pressed.says or ""):
            kept = await self._vote(query, *vote)
            await _acknowledge(query, say["thanks" if kept else "no_entry"])
        else:
            renewed = (
                pressed.says is not None
                and not callbacks.administers(pressed.says)
                and pressed.version != self._desk.conversation.version
            )
            await asyncio.gather(
                _acknowledge(query, say["renewed"] if renewed else None),
                self._in_turn(query, pressed.says, context.bot),
            )

    async def _vote(self, query: CallbackQuery, entry: int, good: bool) -> bool:
        """Keep a vote; False if what it is about is no longer kept."""
        person = str(query.from_user.id)
        return await asyncio.to_thread(self._desk.conversation.vote, person, entry, good=good)

    async def _in_turn(self, query: CallbackQuery, says: str | None, bot: Bot) -> None:
        said = incoming.pressed(query, "")
        async with self._turns.turn((said.person, said.chat, said.thread)):
            await self._follow(query, says, bot)

    async def _follow(self, query: CallbackQuery, says: str | None, bot: Bot) -> None:
        message = query.message
        if message is None:
            return
        over: tuple[int, ...] = ()
        if says is None:
            reply = screens.gone(frame(incoming.language_of(query.from_user)))
        else:
            reply = await self._desk.reply(incoming.pressed(query, says))
            if isinstance(message, telegram.Message) and _turns(message, says):
                over = (message.message_id,)
                self._desk.chats.seen(message)
        await self._desk.say(bot, Place.beside(message), reply, over)


def _turns(message: telegram.Message, says: str) -> bool:
    """Whether a button turns the page that it stands under; an answer is no page, and stays.

    The library makes a message without content of one that Telegram no longer shows.
    """
    is_page = message.is_accessible and callbacks.entry_of(message.reply_markup) is None
    return is_page and callbacks.browses(says)


async def _acknowledge(query: CallbackQuery, toast: str | None = None) -> None:
    """End the button's waiting sign, perhaps with a line that passes.

    Too late is no fault: the press came before a restart.
    """
    try:
        await query.answer(toast)
    except TelegramError as error:
        log.info("a press could not be acknowledged: %s", error)
