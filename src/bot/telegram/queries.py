"""What people type after the bot's name in any chat."""

import asyncio
import logging
import time
from typing import Final

from telegram import Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.replies import frame
from bot.telegram import articles as offers
from bot.telegram import incoming
from bot.telegram.desk import Desk
from bot.telegram.pace import Pace, Verdict

log = logging.getLogger(__name__)

MOST: Final = 120
"""Queries of one person in a minute that are looked up: each key that is typed makes one."""


class Queries:
    """Offers what is found while somebody types."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._pace = desk, Pace(MOST)

    async def query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer what is found; for somebody too fast nothing is looked up, and that is said."""
        query = update.inline_query
        if query is None:
            return
        self._desk.metrics.updates.labels("inline").inc()
        language = incoming.language_of(query.from_user)
        words = frame(language)
        answer: offers.Offered
        if self._pace.judge(str(query.from_user.id), time.time()) is Verdict.ANSWER:
            given = query.query, query.offset, language
            page = await asyncio.to_thread(self._desk.conversation.offer, *given)
            answer = offers.offered(page, context.bot.username, words)
        else:
            answer = offers.nothing(words)
        try:
            await query.answer(
                answer.results,
                cache_time=answer.seconds,
                is_personal=True,  # the frame is in the person's language
                next_offset=answer.following or None,  # the library would send "" as a list
                button=answer.button,
            )
        except BadRequest as error:
            log.info("an inline query was answered too late: %s", error)
