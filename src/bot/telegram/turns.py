"""Which updates are worked on at the same time: all, but nobody at the expense of others.

The turns of one conversation come one after another, in the order in which they were said. Chats
take turns: one that is slow, or in which very many ask, fills no more than a few places.
"""

import asyncio
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any, Final

from telegram import Update
from telegram.ext import ApplicationHandlerStop, BaseUpdateProcessor, ContextTypes

from bot.telegram import incoming

MAX_AT_ONCE: Final = 256
"""Turns at the same time."""

MAX_IN_CHAT: Final = 8
"""And in one chat: more would only wait for one another when they are answered."""

MAX_WAITING: Final = 1_000_000
"""Updates that are there at the same time; the library wants a number."""

STUCK: Final = 10.0
"""Seconds in which all places are taken and hardly one is left before the workers are stuck."""

FEW: Final = 10
"""Turns ended in that time: fewer are hardly any."""

MAX_SEEN: Final = 4096
"""Updates remembered so that a repeated delivery is not answered again."""

Key = tuple[str, str, str]
"""A conversation: its person, chat and thread."""


class Turns(BaseUpdateProcessor):
    """Gives turns; used from the event loop alone."""

    def __init__(self) -> None:
        super().__init__(MAX_WAITING)
        self._waiting: OrderedDict[str, OrderedDict[Key, deque[asyncio.Future[None]]]]
        self._waiting = OrderedDict()
        """By chat and conversation; those whose turn is next come first."""
        self._busy: set[Key] = set()
        self._in_chat: Counter[str] = Counter()
        self._full_since: float | None = None
        self._ended: deque[float] = deque(maxlen=FEW)

    @property
    def alive(self) -> bool:
        """Whether there is a place for who asks next, or there soon will be."""
        if self._full_since is None:
            return True
        now = time.monotonic()
        slow = len(self._ended) < FEW or now - self._ended[0] > STUCK
        return now - self._full_since < STUCK or not slow

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Work on an update in its turn; a press takes its own, once it is acknowledged."""
        if not isinstance(update, Update) or update.callback_query:
            await coroutine
            return
        async with self.turn(incoming.conversation_of(update)):
            await coroutine

    @asynccontextmanager
    async def turn(self, key: Key) -> AsyncIterator[None]:
        """Wait for a conversation's turn, and have it for as long as this lasts."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        chat = _chat(key)
        self._waiting.setdefault(chat, OrderedDict()).setdefault(key, deque()).append(mine)
        self._give(chat)
        try:
            await mine
        except asyncio.CancelledError:
            if not mine.cancelled():  # it was given in the same moment
                self._end(key)
            raise
        try:
            yield
        finally:
            self._end(key)

    def _give(self, *chats: str) -> None:
        """Give turns in these chats, one after another, as long as there are places."""
        left = deque(chats)
        while left and len(self._busy) < MAX_AT_ONCE:
            chat = left.popleft()
            if self._in_chat[chat] < MAX_IN_CHAT and self._give_one(chat):
                left.append(chat)
        if len(self._busy) < MAX_AT_ONCE:
            self._full_since = None
        elif self._full_since is None:
            self._full_since = time.monotonic()

    def _give_one(self, chat: str) -> bool:
        """Give a turn to the first conversation of a chat that waits; False if none can have it."""
        waiting = self._waiting.get(chat, OrderedDict())
        key = next((one for one in waiting if one not in self._busy), None)
        if key is None:
            return False
        turn = waiting[key].popleft()
        waiting.move_to_end(key)
        if not waiting[key]:
            del waiting[key]
        self._waiting.move_to_end(chat)
        if not waiting:
            del self._waiting[chat]
        if not turn.cancelled():
            self._busy.add(key)
            self._in_chat[chat] += 1
            turn.set_result(None)
        return True

    def _end(self, key: Key) -> None:
        chat, was_full = _chat(key), self._full_since is not None
        self._busy.remove(key)
        self._in_chat[chat] -= 1
        if not self._in_chat[chat]:
            del self._in_chat[chat]
        self._ended.append(time.monotonic())
        self._give(*(tuple(self._waiting) if was_full else (chat,)))


def _chat(key: Key) -> str:
    """Return whose turn it is: a chat's, or a person's who types elsewhere."""
    person, chat, _ = key
    return f"{chat} {person}" if chat == incoming.INLINE else chat


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
