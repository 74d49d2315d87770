"""The bot's own HTTP side: health and metrics for the operator, the webhook for Telegram."""

import errno
import hmac
import json
import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from telegram.ext import Application
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application as WebApplication
from tornado.web import RequestHandler

from bot.errors import AddressInUse, BadSetting
from bot.telegram.reading import Reader, is_update

log = logging.getLogger(__name__)

MAX_UPDATE: Final = 1 << 20
"""Bytes of the largest delivery that is read; an update is a few thousand."""

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name, not its value

_NO_UPDATE: Final = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,  # brackets in brackets
    OverflowError,  # a date of another age
    OSError,
)
"""What reading a delivery raises that is none."""

App = Application[Any, Any, Any, Any, Any, Any]
Route = tuple[str, type[RequestHandler], dict[str, Any]]


class Plain(RequestHandler):
    """Says one thing in plain text."""

    def initialize(self, say: Callable[[], tuple[int, str]]) -> None:
        """`say` returns status and text."""
        self._say = say

    def get(self) -> None:
        """Answer a GET."""
        status, text = self._say()
        self.set_status(status)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(text)


class Delivered(RequestHandler):
    """Takes updates that Telegram delivers, and from nobody else."""

    def initialize(self, app: App, reader: Reader, secret: str) -> None:
        """`secret` was told to Telegram alone."""
        self._app, self._reader, self._secret = app, reader, secret

    async def post(self) -> None:
        """Queue an update; 403 without the secret, 400 for what is no update.

        One that cannot be read is taken like any other: Telegram would only send it again.
        """
        shown = self.request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self._secret.encode()):
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        try:
            raw = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raw = None
        if not is_update(raw):
            log.warning("a delivery that is no update")
            self.send_error(HTTPStatus.BAD_REQUEST)
        elif update := self._reader.read(raw):
            await self._app.update_queue.put(update)


def webhook(url: str, app: App, reader: Reader, secret: str) -> list[Route]:
    """Route for deliveries to the public URL, the path of which a proxy is to leave as it is."""
    path = re.escape(urlsplit(url).path or "/")
    return [(path, Delivered, {"app": app, "reader": reader, "secret": secret})]


def health(ready: Callable[[], tuple[int, str]], metrics: Callable[[], str]) -> list[Route]:
    """Routes for the operator: alive at all, ready to answer, and what was done."""
    return [
        ("/healthz", Plain, {"say": lambda: (HTTPStatus.OK, "ok\n")}),
        ("/readyz", Plain, {"say": ready}),
        ("/metrics", Plain, {"say": lambda: (HTTPStatus.OK, metrics())}),
    ]


def listen(name: str, address: tuple[str, int], routes: list[Route]) -> HTTPServer:
    """Serve the routes at a host and port, which a setting called `name` gives.

    Raises AddressInUse if something else does, BadSetting if the address is none of ours.
    """
    host, port = address
    try:
        sockets = bind_sockets(port, host)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AddressInUse(f"{host}:{port}") from error
        raise BadSetting(name, f"{host}:{port}", "127.0.0.1:8080") from error
    server = HTTPServer(
        WebApplication(list(routes), log_function=lambda _: None), max_buffer_size=MAX_UPDATE
    )
    server.add_sockets(sockets)
    return server
