"""Which updates are worked on at the same time: all, but one at a time for each conversation."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable
from typing import Any, Final
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import ApplicationHandlerStop, BaseUpdateProcessor, ContextTypes

from bot.telegram import incoming

MAX_AT_ONCE: Final = 256
"""Updates worked on at the same time; one person's flood must not fill it soon."""

MAX_SEEN: Final = 4096
"""Updates remembered so that a repeated delivery is not answered again."""


class Turns(BaseUpdateProcessor):
    """Keeps the turns of one conversation in the order in which they were said."""

    def __init__(self) -> None:
        super().__init__(MAX_AT_ONCE)
        self._locks: WeakValueDictionary[tuple[str, str, str], asyncio.Lock] = WeakValueDictionary()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Work on an update when its conversation's turn before it has ended."""
        if not isinstance(update, Update):
            await coroutine
            return
        lock = self._locks.setdefault(incoming.conversation_of(update), asyncio.Lock())
        async with lock:
            await coroutine


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
