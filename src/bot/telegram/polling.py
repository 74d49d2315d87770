"""Asking Telegram for updates, over and over, whatever comes of it.

Not the library's own loop: that one reads all updates of an answer or none, so that one which it
cannot read keeps all others away for ever; and it pauses up to half a minute after a failure.
"""

import asyncio
import logging
import math
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from telegram import Update
from telegram.error import Conflict, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.telegram.connection import READ_SECONDS
from bot.telegram.reading import Reader, is_update

log = logging.getLogger(__name__)

POLL_SECONDS: Final = 20.0
"""How long Telegram may hold a request for updates open, waiting for one."""

SLACK: Final = 5.0
"""Seconds more after which an answer is late."""

PAUSES: Final = (0.5, 1.0, 2.0, 3.0)
"""Seconds after the first, second, … failure in a row, and after all later ones."""

EMPTY: Final = 1.0
"""Seconds within which nobody says that there is nothing, who was asked to wait for something."""

FAILING: Final = 15.0
"""Seconds of failures after which no updates come."""

PARTING: Final = 2.0
"""Seconds at the end for telling Telegram what was received."""

ALLOWED: Final = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
)
"""The updates that are asked for: those that are handled."""


class Asking(ExtBot[Any]):
    """The library's bot, which returns updates as they came as well."""

    async def raw_updates(
        self, offset: int | None, wait: float, patience: float
    ) -> list[dict[str, Any]]:
        """Ask for updates from a number on; wait for one so many seconds, and for the answer."""
        data = {"offset": offset, "timeout": int(wait), "allowed_updates": list(ALLOWED)}
        found = await self._post("getUpdates", data, read_timeout=wait + patience)
        return [raw for raw in found if is_update(raw)] if isinstance(found, list) else []


class Troubles:
    """Says once, not at every try, that polling fails, and why."""

    def __init__(self) -> None:
        self._told: str | None = None

    def __call__(self, error: TelegramError) -> None:
        """Log a failure unless it is the one that was told last."""
        trouble = type(error).__name__
        if trouble == self._told:
            return
        self._told = trouble
        if isinstance(error, Conflict):
            log.error("another process polls with this token; stop one of the two: %s", error)
        else:
            log.warning("Telegram cannot be polled, trying on: %s", error)

    def over(self) -> None:
        """Take note that it works."""
        self._told = None


class Poller:
    """Puts what Telegram has into a queue."""

    def __init__(self, bot: Asking, reader: Reader, queue: "asyncio.Queue[object]") -> None:
        self._bot, self._reader, self._queue = bot, reader, queue
        self._troubles = Troubles()
        self._offset: int | None = None
        self._webhook_gone = False
        self._failures = 0
        self._failing_since: float | None = -math.inf
        """None while all is well; until a first answer has come it is not."""
        self._asked: float | None = None
        self._at_once = asyncio.Event()

    @property
    def alive(self) -> bool:
        """Whether updates come."""
        now = time.monotonic()
        late = self._asked is not None and now - self._asked > POLL_SECONDS + SLACK
        failing = self._failing_since is not None and now - self._failing_since > FAILING
        return not (late or failing)

    def ask_at_once(self) -> None:
        """Give up a request under way, which may hang, and ask anew: Telegram is back."""
        self._at_once.set()

    async def run(self) -> None:
        """Ask until cancelled; tell Telegram then what was received."""
        try:
            while True:
                await self._ask()
        finally:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(PARTING):
                    await self._bot.raw_updates(self._offset, 0, PARTING)

    async def _ask(self) -> None:
        """Ask once, and pause if that failed, unless there is reason to ask at once."""
        self._at_once.clear()
        asking = asyncio.create_task(self._once())
        again = asyncio.create_task(self._at_once.wait())
        try:
            await asyncio.wait((asking, again), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (asking, again):
                task.cancel()
            await asyncio.wait((asking, again))
            self._asked = None
        pause = 0.0 if asking.cancelled() else asking.result()
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._at_once.wait()

    async def _once(self) -> float:
        """Take what Telegram has; return how long to pause."""
        try:
            if not self._webhook_gone:
                self._webhook_gone = await self._bot.delete_webhook()
            # After a failure an answer is wanted at once: it shows that all is well again.
            wait = POLL_SECONDS if self._failing_since is None else 0.0
            self._asked = asked = time.monotonic()
            updates = await self._bot.raw_updates(self._offset, wait, READ_SECONDS)
        except TelegramError as error:
            return self._failed(error)
        except Exception as error:  # noqa: BLE001 - whatever came, the next answer may be read
            return self._failed(TelegramError(type(error).__name__))
        self._failures, self._failing_since = 0, None
        self._troubles.over()
        await self._take(updates)
        # Telegram does not come back with nothing at once; what does must not be asked without end.
        early = wait > 0 and not updates and time.monotonic() - asked < EMPTY
        return EMPTY if early else 0.0

    def _failed(self, error: TelegramError) -> float:
        self._troubles(error)
        self._failing_since = (
            time.monotonic() if self._failing_since is None else self._failing_since
        )
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        if isinstance(error, RetryAfter):
            asked = error.retry_after
            pause = asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
        return pause

    async def _take(self, updates: Sequence[dict[str, Any]]) -> None:
        """Queue what can be read; what cannot is passed over like it."""
        for raw in updates:
            update = self._reader.read(raw)
            if update is not None:
                await self._queue.put(update)
            self._offset = max(self._offset or 0, raw["update_id"] + 1)
