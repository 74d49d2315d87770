"""Is Telegram there? Asked now and then, since nobody may write for hours."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from telegram.error import TelegramError

from bot.telegram.connection import Connection

SELDOM, OFTEN = 3.0, 1.0
"""Seconds between two questions while it answers, and while it does not."""

PATIENT, IMPATIENT = 4.0, 2.5
"""Seconds that an answer may take, then and then."""

AWAY: Final = 10.0
"""Seconds without an answer to anything after which Telegram is not reached."""


class Reach:
    """Knows whether Telegram answers."""

    def __init__(self, connections: tuple[Connection, ...], url: str) -> None:
        """The last connection is used for asking, at the URL that bears the token."""
        self._connections, self._url = connections, url

    @property
    def alive(self) -> bool:
        """Whether Telegram has answered of late."""
        return self._silent_for() < AWAY

    async def watch(self, returned: Callable[[], None]) -> None:
        """Look again and again; tell when Telegram is back after it was gone for a while."""
        missed = False
        while True:
            await asyncio.sleep(OFTEN if missed else SELDOM)
            if not missed and self._silent_for() < SELDOM:
                continue
            answers = await self._ask(IMPATIENT if missed else PATIENT)
            if answers and missed:
                returned()
            missed = not answers

    def _silent_for(self) -> float:
        answered = [one.answered for one in self._connections if one.answered is not None]
        return time.monotonic() - max(answered, default=-AWAY)

    async def _ask(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._connections[-1].post(f"{self._url}/getMe")
        except (TelegramError, TimeoutError):
            return False
        return True
