"""The way to Telegram: HTTP clients that remember what came of their requests."""

import asyncio
import time
from http import HTTPStatus
from typing import Any, Final

from telegram.request import HTTPXRequest

READ_SECONDS: Final = 20.0
"""How long an answer may take; short of that, a slow server is no failure."""

CONNECT_SECONDS: Final = 10.0

CALLS_AT_ONCE: Final = 64
"""Connections kept for calls."""


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
