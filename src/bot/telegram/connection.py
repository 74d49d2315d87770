"""The way to Telegram: two HTTP clients, and what is said when the way is blocked."""

import asyncio
import logging
import time
from http import HTTPStatus
from typing import Any, Final

from telegram.error import Conflict, TelegramError
from telegram.request import HTTPXRequest

log = logging.getLogger(__name__)

READ_SECONDS: Final = 20.0
"""How long an answer may take; short of that, a slow server is no failure."""

CONNECT_SECONDS: Final = 10.0

POLL_SECONDS: Final = 25
"""How long Telegram may hold a request for updates open, waiting for one."""

CALLS_AT_ONCE: Final = 64
"""Connections kept for calls."""

SILENCE: Final = 3 * (POLL_SECONDS + READ_SECONDS)
"""Seconds without an answer to a poll after which the bot is not ready."""


class Connection(HTTPXRequest):
    """An HTTP client that remembers when Telegram last answered it."""

    def __init__(self, proxy: str | None, size: int = CALLS_AT_ONCE) -> None:
        """ValueError if the proxy is none that the client can use."""
        super().__init__(
            connection_pool_size=size,
            read_timeout=READ_SECONDS,
            write_timeout=READ_SECONDS,
            connect_timeout=CONNECT_SECONDS,
            pool_timeout=CONNECT_SECONDS,
            proxy=proxy,
        )
        self.answered: float | None = None
        """On the monotonic clock; None if it never answered."""
        self.refused = asyncio.Event()
        """Set when Telegram does not know the token, be it that it was revoked meanwhile."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401
        """Make a request as the library does, and note that it was answered."""
        status, payload = await super().do_request(*args, **kwargs)
        if status == HTTPStatus.OK:
            self.answered = time.monotonic()
        elif status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            self.refused.set()
        return status, payload

    @property
    def alive(self) -> bool:
        """Whether Telegram has answered of late."""
        return self.answered is not None and time.monotonic() - self.answered < SILENCE


class Troubles:
    """Says once, not at every try, that polling fails, and why."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._told: tuple[str, float | None] | None = None

    def __call__(self, error: TelegramError) -> None:
        """Log a failure unless it is the one that was told last, with no success between."""
        trouble = type(error).__name__, self._connection.answered
        if trouble == self._told:
            return
        self._told = trouble
        if isinstance(error, Conflict):
            log.error("another process polls with this token; stop one of the two: %s", error)
        else:
            log.warning("Telegram cannot be polled, trying on: %s", error)
