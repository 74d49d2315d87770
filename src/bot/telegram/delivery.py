"""Calls to Telegram that outlast its moods: paced, in order for each chat, repeated with care.

Repeating an edit leaves the chat as it is; repeating `sendMessage` may say a thing twice. So a
call that sends is repeated freely only if it cannot have arrived: Telegram refused it (429, 5xx),
or no connection came about. If the connection broke before the answer, or the answer is garbled, it
is repeated once, since most often an idle connection was closed under it and a question without an
answer is worse than one answered twice. If no answer came in time it is not repeated: a slow server
has the message.

What puts something into a chat is repeated for as long as anybody may wait for it; what ends a
waiting sign is of no use later.
"""

import asyncio
import itertools
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import BaseRateLimiter

log = logging.getLogger(__name__)

PAUSES: Final = (0.5, 1.0, 2.0, 3.0)
"""Seconds before the second, third, fourth try, and before all later ones."""

LASTING: Final = 3600.0
"""Seconds of pauses after which what belongs in a chat is given up."""

PASSING: Final = 5.0
"""And all else."""

STUCK: Final = 15.0
"""Seconds that a call goes without success, and no other has any, before nothing can be sent."""

FRESH: Final = 5.0
"""Seconds that a call which was given up says anything about now."""

TOLD: Final = 3
"""Tries that are logged; when Telegram is away for long, all that waits is tried again and again.
"""

PATIENCE: Final = 120.0
"""Seconds that Telegram may ask to wait; after more, nobody waits for the answer."""

MARGIN: Final = 0.1
"""Seconds to wait beyond what Telegram asks for; it counts in whole seconds."""

OVERALL: Final = (30, 1.0)
"""Messages and seconds: Telegram's limit for a bot."""

IN_GROUP: Final = (20, 60.0)
"""Messages and seconds: Telegram's limit in a group."""

IN_CHAT: Final = (5, 5.0)
"""Messages and seconds: one a second, in short bursts more, as Telegram advises."""

SLACK: Final = 0.02
"""Seconds more: two clocks are never quite alike."""

LATE: Final = 3.0
"""Seconds after which a call that is not answered has arrived, if it ever does."""

LOOK: Final = 0.05
"""Seconds between two looks whether one of the calls that fill a limit is answered."""

MAX_LANES: Final = 1000
"""Chats remembered at once; idle ones are forgotten first."""

_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)

Answered = bool | dict[str, Any] | list[dict[str, Any]]


@dataclass(slots=True)
class _Passage:
    """A call that counts: Telegram may count it at any time until it is answered."""

    begun: float
    ended: float = math.inf


class Window:
    """Lets so many pass in any so many seconds: not twice as many around a full second."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds + SLACK
        self._passages: list[_Passage] = []

    def wait(self, now: float) -> float:
        """Return in how many seconds to look again whether one may pass; 0 if one may now."""
        self._passages = [one for one in self._passages if self._until(one, now) > now]
        if len(self._passages) < self._most:
            return 0.0
        return max(LOOK, min(self._until(one, now) for one in self._passages) - now)

    def take(self, passage: _Passage) -> None:
        """Take note that one passes."""
        self._passages.append(passage)

    def idle(self, now: float) -> bool:
        """Whether nothing that has passed matters any more."""
        return all(self._until(one, now) <= now for one in self._passages)

    def _until(self, one: _Passage, now: float) -> float:
        """Return until when a call counts, as far as is known."""
        return min(one.ended, now, one.begun + LATE) + self._seconds


@dataclass
class _Lane:
    """One chat's queue: calls leave in order, and not faster than the chat may be written to."""

    windows: tuple[Window, ...]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def idle(self, now: float) -> bool:
        return not self.lock.locked() and all(window.idle(now) for window in self.windows)


@dataclass(frozen=True, slots=True)
class _Loss:
    """When calls were given up, the first and the last since one was answered."""

    first: float = -math.inf
    last: float = -math.inf


class Delivery(BaseRateLimiter[int]):
    """Stands between the bot and its connection, for every call but `getUpdates`."""

    def __init__(
        self,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`sleep` waits for some seconds, which `clock` tells; a test need not wait."""
        self._sleep, self._clock = sleep, clock
        self._overall, self._door = Window(*OVERALL), asyncio.Lock()
        self._lanes: dict[int | str, _Lane] = {}
        self._numbers = itertools.count()
        self._under_way: dict[int, float] = {}
        """Since when calls to chats are tried."""
        self._answered = -math.inf
        """When Telegram last took one, or refused it for good reason."""
        self._lost = _Loss()

    @property
    def alive(self) -> bool:
        """Whether what is said reaches the chats, or nothing speaks against it."""
        now = self._clock()
        tried = [begun for begun in self._under_way.values() if begun > self._answered]
        if self._lost.first > self._answered and (tried or now - self._lost.last < FRESH):
            tried.append(self._lost.first)
        return now - min(tried, default=math.inf) < STUCK

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def process_request(  # noqa: PLR0913, PLR0917 - the library's own signature
        self,
        callback: Callable[..., Coroutine[Any, Any, Answered]],
        args: Any,  # noqa: ANN401
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,  # noqa: ARG002
    ) -> Answered:
        """Carry out a call; TelegramError when it failed for good."""
        chat = data.get("chat_id")
        if chat is None:
            return await self._persist(lambda: callback(*args, **kwargs), endpoint, data)
        lane = self._lane(chat)

        async def call() -> Answered:
            if not _sends(endpoint):
                return await callback(*args, **kwargs)
            async with self._passage(lane):
                return await callback(*args, **kwargs)

        async with lane.lock:
            return await self._in_view(call, endpoint, data)

    @asynccontextmanager
    async def _passage(self, lane: _Lane) -> AsyncIterator[None]:
        """Wait until a message may leave: first for its chat, which holds up nobody else."""
        while wait := max(window.wait(self._clock()) for window in lane.windows):
            await self._sleep(wait)
        async with self._door:
            while wait := self._overall.wait(self._clock()):
                await self._sleep(wait)
            passage = _Passage(self._clock())
            for window in (self._overall, *lane.windows):
                window.take(passage)
        try:
            yield
        finally:
            passage.ended = self._clock()

    async def _in_view(
        self,
        call: Callable[[], Coroutine[Any, Any, Answered]],
        endpoint: str,
        data: dict[str, Any],
    ) -> Answered:
        """Persist, and let it be seen that this is tried, and whether it succeeds."""
        number, begun = next(self._numbers), self._clock()
        self._under_way[number] = begun
        try:
            answered = await self._persist(call, endpoint, data)
        except (BadRequest, Forbidden):
            self._answered = self._clock()
            raise
        except TelegramError:
            first = self._lost.first if self._lost.first > self._answered else begun
            self._lost = _Loss(first, self._clock())
            raise
        finally:
            del self._under_way[number]
        self._answered = self._clock()
        return answered

    def _lane(self, chat: int | str) -> _Lane:
        if len(self._lanes) > MAX_LANES:
            now = self._clock()
            self._lanes = {key: lane for key, lane in self._lanes.items() if not lane.idle(now)}
        if chat not in self._lanes:
            in_private = isinstance(chat, int) and chat > 0
            limits = (IN_CHAT,) if in_private else (IN_CHAT, IN_GROUP)
            self._lanes[chat] = _Lane(tuple(Window(*limit) for limit in limits))
        return self._lanes[chat]

    async def _persist(
        self,
        call: Callable[[], Coroutine[Any, Any, Answered]],
        endpoint: str,
        data: dict[str, Any],
    ) -> Answered:
        """Call, and call again after what can pass."""
        tries, waited = 0, 0.0
        while True:
            try:
                return await call()
            except ChatMigrated as error:
                if tries >= 1:
                    raise
                log.info("group %s is now %s", data.get("chat_id"), error.new_chat_id)
                data["chat_id"] = error.new_chat_id  # the call reads it anew
            except TelegramError as error:
                pause = _pause(error, endpoint, tries)
                waited += pause or 0.0
                if pause is None or waited > _patience(endpoint):
                    raise
                if tries < TOLD:
                    log.warning("%s: %s; again in %.1f s", endpoint, error, pause)
                await self._sleep(pause)
            tries += 1


def _sends(endpoint: str) -> bool:
    """Whether the call puts a message into a chat, so that twice is not the same as once."""
    return endpoint.startswith("send") and endpoint != "sendChatAction"


def _patience(endpoint: str) -> float:
    """Return for how many seconds of pauses a call is worth repeating.

    A file is not: what it belongs to stands, and says that the file is missing.
    """
    lasts = endpoint.startswith(("sendMessage", "edit", "delete"))
    return LASTING if lasts else PASSING


def _pause(error: TelegramError, endpoint: str, tries: int) -> float | None:
    """Return how many seconds to wait before the call is repeated; None if it should not be."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        return seconds + MARGIN if seconds <= PATIENCE else None
    pause = PAUSES[min(tries, len(PAUSES) - 1)]
    return pause if tries < _repeats(error, endpoint) else None


def _repeats(error: TelegramError, endpoint: str) -> float:
    """Return how often a call that failed so may be repeated."""
    cause = error.__cause__
    garbled = type(error) is TelegramError
    if not garbled and (isinstance(error, BadRequest) or not isinstance(error, NetworkError)):
        return 0  # it would be as bad again
    lost = garbled or (isinstance(cause, httpx.HTTPError) and not isinstance(cause, _NOT_SENT))
    if not lost or not _sends(endpoint):
        return math.inf
    return 0 if isinstance(cause, httpx.TimeoutException) else 1
