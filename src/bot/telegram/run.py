"""The bot's life: built, connected, listening, stopped."""

import asyncio
import contextlib
import itertools
import logging
import re
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, Final

from telegram import LinkPreviewOptions, Update
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    Defaults,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.app import Settings
from bot.conversation import Conversation
from bot.errors import BadSetting, BadToken, NoToken, StoreUnavailable, Unreachable
from bot.storage import Answered
from bot.storage.opening import Storage
from bot.telegram import logs, menus, web
from bot.telegram.connection import Connection
from bot.telegram.delivery import Delivery
from bot.telegram.desk import Desk
from bot.telegram.failures import Failures
from bot.telegram.health import Health
from bot.telegram.messages import Messages
from bot.telegram.metrics import Metrics
from bot.telegram.polling import ALLOWED, Asking, Poller
from bot.telegram.presses import Presses
from bot.telegram.queries import Queries
from bot.telegram.reach import Reach
from bot.telegram.reading import Reader
from bot.telegram.turns import Repeats, Turns
from bot.telegram.web import App

log = logging.getLogger(__name__)

GRACE: Final = 8.0
"""Seconds that work under way is given at the end; container engines kill after ten."""

WAITS: Final = (1, 2, 3)
"""Seconds before a database that is not there is looked for again."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9:_-]+")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


def run(
    settings: Settings,
    opened: Callable[[], Storage],
    assembled: Callable[[Storage], Conversation],
) -> None:
    """Run the bot until it is told to stop; KeyboardInterrupt if that was Ctrl-C.

    `opened` gives what is kept, and is asked again while that is not there; `assembled` makes the
    bot of it. Raises NoToken, BadToken, BadSetting, AddressInUse, StoreUnavailable or Unreachable
    if it cannot begin.
    """
    if not settings.token:
        raise NoToken
    if not _TOKEN.fullmatch(settings.token):
        raise BadToken
    secret = settings.webhook_secret or secrets.token_urlsafe(32)
    if not _SECRET.fullmatch(secret):
        raise BadSetting("BOT_WEBHOOK_SECRET", "…", secrets.token_urlsafe(32))
    addresses = settings.proxy, settings.database, settings.api_url, settings.webhook_url
    hidden = logs.secrets_of(settings.token, secret, addresses=addresses)
    logs.configure(settings.log_format, settings.log_level, settings.timezone, hidden)
    bot = Running(settings, secret)
    try:
        stopped_by = asyncio.run(_until_signal(bot.serve(opened, assembled)))
    except InvalidToken:
        raise BadToken from None
    except TelegramError as error:
        raise Unreachable(logs.redact(str(error), hidden)) from None
    if stopped_by == signal.SIGINT:
        raise KeyboardInterrupt


def build(  # noqa: PLR0913, PLR0917 - all that the application is made of
    settings: Settings,
    conversation: Conversation,
    metrics: Metrics,
    calls: BaseRequest,
    updates: BaseRequest,
    answered: Answered,
) -> App:
    """Put the library's application together; `calls` and `updates` are the way to Telegram."""
    bot = Asking(
        settings.token,
        f"{settings.api_url}/bot",
        f"{settings.api_url}/file/bot",
        request=calls,
        get_updates_request=updates,
        rate_limiter=Delivery(),
        defaults=Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)),
    )
    turns = Turns()
    app = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .concurrent_updates(turns)
        .job_queue(None)
        .build()
    )
    desk = Desk(conversation, metrics)
    messages = Messages(desk, answered)
    words = filters.TEXT | filters.CAPTION | filters.ATTACHMENT
    app.add_handler(TypeHandler(Update, Repeats().stop), group=-1)
    app.add_handler(CallbackQueryHandler(Presses(desk, turns).press))
    app.add_handler(InlineQueryHandler(Queries(desk).query))
    app.add_handler(MessageHandler(filters.UpdateType.MESSAGE & words, messages.message))
    app.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE & words, messages.edit))
    admins = filters.User([int(person) for person in settings.admins])
    app.add_handler(
        MessageHandler(filters.ChatType.PRIVATE & admins, menus.AdminMenus().give), group=1
    )
    app.add_error_handler(Failures(desk).failure)
    return app


async def _until_signal(work: Coroutine[Any, Any, None]) -> signal.Signals | None:
    """Do the work until it ends or a signal asks to stop; return that signal."""
    task = asyncio.create_task(work)
    asked: list[signal.Signals] = []

    def stop(number: signal.Signals) -> None:
        if not asked:  # a second one must not cut the ending short
            task.cancel()
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # on Windows, Ctrl-C cancels us as it is
            asyncio.get_running_loop().add_signal_handler(number, stop, number)
    try:
        await task
    except asyncio.CancelledError:
        if not asked:
            raise
    return asked[0] if asked else None


class Running:
    """A bot from the opening of its ports to its end."""

    def __init__(self, settings: Settings, secret: str) -> None:
        """`secret` is what Telegram shows when it delivers."""
        self._settings, self._secret = settings, secret
        self._metrics, self._health = Metrics(), Health()
        self._storage: Storage | None = None
        self._health.add(database=lambda: bool(self._storage and self._storage.alive()))
        failures = lambda: self._storage.failures() if self._storage else 0  # noqa: E731 - one line
        self._metrics.watch(self._health.states, failures)

    async def serve(
        self, opened: Callable[[], Storage], assembled: Callable[[Storage], Conversation]
    ) -> None:
        """Listen first, so that a taken port is told at once; then connect, work until cancelled.

        InvalidToken if Telegram does not know the token, now or later.
        """
        proxy = self._settings.proxy or None
        try:
            ways = Connection(proxy), Connection(proxy, 3)
        except ValueError as error:
            raise BadSetting("BOT_PROXY", "…", "socks5://127.0.0.1:1080") from error
        async with contextlib.AsyncExitStack() as stack:
            if address := self._settings.http_listen:
                routes = web.health(self._health.page, self._metrics.render)
                stack.callback(web.listen("BOT_HTTP_LISTEN", address, routes).stop)
            self._storage = storage = await _patiently(opened)
            stack.callback(storage.close)
            conversation = await asyncio.to_thread(assembled, storage)
            app = build(self._settings, conversation, self._metrics, *ways, storage.answered)
            await self._connect(app, ways, stack)

    async def _connect(
        self, app: App, ways: tuple[Connection, Connection], stack: contextlib.AsyncExitStack
    ) -> None:
        """Have updates come in and answers go out until the token is refused."""
        bot, turns = app.bot, app.update_processor
        reader, reach = Reader(bot, self._metrics), Reach(ways, bot.base_url)
        poller = Poller(bot, reader, app.update_queue)
        if self._settings.webhook_url:
            route = web.webhook(self._settings.webhook_url, app, reader, self._secret)
            address = self._settings.webhook_listen
            stack.callback(web.listen("BOT_WEBHOOK_LISTEN", address, route).stop)
        else:
            self._health.add(updates=lambda: poller.alive)
        self._health.add(
            telegram=lambda: reach.alive,
            sending=lambda: bot.rate_limiter.alive,
            workers=lambda: isinstance(turns, Turns) and turns.alive,
        )
        await stack.enter_async_context(_running(app))
        await menus.publish(bot)
        await stack.enter_async_context(_meanwhile(reach.watch(poller.ask_at_once)))
        ends = [await stack.enter_async_context(_meanwhile(ways[1].refused.wait()))]
        if self._settings.webhook_url:
            await self._set_webhook(app)
        else:
            ends.append(await stack.enter_async_context(_meanwhile(poller.run())))
        self._health.begun = True
        log.info("@%s is ready", bot.username)
        done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()  # polling ends only by what nobody expected
        raise InvalidToken

    async def _set_webhook(self, app: App) -> None:
        url = self._settings.webhook_url
        try:
            await app.bot.set_webhook(url, allowed_updates=ALLOWED, secret_token=self._secret)
        except BadRequest as error:
            log.error("Telegram refuses the webhook: %s", error)  # noqa: TRY400 - one line says it
            raise BadSetting("BOT_WEBHOOK_URL", url, "https://…") from None


async def _patiently(opened: Callable[[], Storage]) -> Storage:
    """Open what is kept, waiting for a database that is not there yet.

    StoreUnavailable if waiting cannot help.
    """
    for pause in itertools.chain(WAITS, itertools.repeat(WAITS[-1])):
        try:
            return await asyncio.to_thread(opened)
        except StoreUnavailable as error:
            if not error.passing:
                raise
            log.warning("the database is not there, again in %d s: %s", pause, error.reason)
        await asyncio.sleep(pause)
    raise AssertionError  # the pauses have no end


@contextlib.asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, Any]) -> AsyncIterator[asyncio.Task[Any]]:
    """Do something until the end, which waits for its ending."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@contextlib.asynccontextmanager
async def _running(app: App) -> AsyncIterator[None]:
    """Connect and start the application; at the end give what is under way some seconds."""
    await app.initialize()
    try:
        await app.start()
        yield
    finally:
        if app.running:
            await _within_grace(app.stop())
        await app.shutdown()


async def _within_grace(work: Coroutine[Any, Any, None]) -> None:
    try:
        await asyncio.wait_for(work, GRACE / 2)
    except TimeoutError:
        log.warning("something was still under way and is given up")
