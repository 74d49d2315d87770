"""Which updates are worked on at the same time: all, but one at a time for each conversation."""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Final
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import ApplicationHandlerStop, BaseUpdateProcessor, ContextTypes

from bot.telegram import incoming

MAX_AT_ONCE: Final = 256
"""Updates worked on at the same time; one person's flood must not fill it soon."""

STUCK: Final = 10.0
"""Seconds in which all workers are busy and hardly one is done before they count as stuck."""

FEW: Final = 10
"""Updates done in that time: fewer are hardly any."""

MAX_SEEN: Final = 4096
"""Updates remembered so that a repeated delivery is not answered again."""


class Turns(BaseUpdateProcessor):
    """Keeps the turns of one conversation in the order in which they were said."""

    def __init__(self) -> None:
        super().__init__(MAX_AT_ONCE)
        self._locks: WeakValueDictionary[tuple[str, str, str], asyncio.Lock] = WeakValueDictionary()
        self._busy_since: float | None = None
        self._done: deque[float] = deque(maxlen=FEW)

    @property
    def alive(self) -> bool:
        """Whether there is a worker for who asks next, or there soon will be."""
        now = time.monotonic()
        if self.current_concurrent_updates < MAX_AT_ONCE or self._busy_since is None:
            return True
        slow = len(self._done) < FEW or now - self._done[0] > STUCK
        return now - self._busy_since < STUCK or not slow

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Work on an update when its conversation's turn before it has ended."""
        if self.current_concurrent_updates < MAX_AT_ONCE:
            self._busy_since = None
        elif self._busy_since is None:
            self._busy_since = time.monotonic()
        try:
            async with self._turn_of(update):
                await coroutine
        finally:
            self._done.append(time.monotonic())

    def _turn_of(self, update: object) -> AbstractAsyncContextManager[object]:
        if not isinstance(update, Update):
            return nullcontext()
        return self._locks.setdefault(incoming.conversation_of(update), asyncio.Lock())


class Repeats:
    """Stops an update that was delivered before: Telegram repeats what it thinks was lost."""

    def __init__(self) -> None:
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def stop(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Let an update through once."""
        if update.update_id in self._seen:
            raise ApplicationHandlerStop
        self._seen[update.update_id] = None
        if len(self._seen) > MAX_SEEN:
            self._seen.popitem(last=False)
