"""What went wrong unexpectedly: logged under an id, and apologised for with that id."""

import logging
import secrets
from typing import Final

import telegram
from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ContextTypes

from bot.replies import command_replies as screens
from bot.replies import frame
from bot.telegram import incoming
from bot.telegram.chats import Place
from bot.telegram.desk import Desk

log = logging.getLogger(__name__)

CLOSED: Final = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat not found",
    "thread not found",
    "topic_closed",
    "topic_deleted",
    "chat_restricted",
    "_forbidden",
    "peer_id_invalid",
    "user_is_blocked",
    "user is deactivated",
)
"""What Telegram says of a chat in which the bot may not write, or not this, or not any more."""


class Failures:
    """Catches what no handler did."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def failure(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log an unexpected error under an id, and give the person an apology with that id."""
        error = context.error
        self._desk.metrics.errors.labels(type(error).__name__).inc()
        if _is_delivery(error):
            log.warning("not delivered: %s", error)
            return
        number = secrets.token_hex(4)
        log.error("error %s", number, exc_info=error)
        message = update.effective_message if isinstance(update, Update) else None
        if isinstance(update, Update) and message:
            words = frame(incoming.language_of(update.effective_user))
            place = Place.beside(message)
            if isinstance(message, telegram.Message) and not update.callback_query:
                place = Place.under(message)
            try:
                await self._desk.say(context.bot, place, screens.failure(number, words))
            except TelegramError as second:
                log.warning("no apology for %s: %s", number, second)


def _is_delivery(error: BaseException | None) -> bool:
    """Whether nothing is wrong but that Telegram, or a chat, does not let the bot write."""
    if isinstance(error, BadRequest):
        said = error.message.lower()
        return any(sign in said for sign in CLOSED)
    return isinstance(error, Forbidden | RetryAfter | NetworkError) or type(error) is TelegramError
