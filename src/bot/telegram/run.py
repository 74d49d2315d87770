"""The bot's life: built, connected, listening, stopped."""

import asyncio
import contextlib
import logging
import re
import secrets
import signal
from collections.abc import AsyncIterator, Coroutine
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
from bot.errors import BadSetting, BadToken, NoToken, Unreachable
from bot.telegram import logs, menus, web
from bot.telegram.connection import POLL_SECONDS, Connection, Troubles
from bot.telegram.delivery import Delivery
from bot.telegram.desk import Desk
from bot.telegram.failures import Failures
from bot.telegram.messages import Messages
from bot.telegram.metrics import Metrics
from bot.telegram.presses import Presses
from bot.telegram.queries import Queries
from bot.telegram.turns import Repeats, Turns
from bot.telegram.web import App

log = logging.getLogger(__name__)

ALLOWED: Final = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
)
"""The updates that are asked for: those that are handled."""

GRACE: Final = 8.0
"""Seconds that work under way is given at the end; container engines kill after ten."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9:_-]+")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


def run(settings: Settings, conversation: Conversation) -> None:
    """Run the bot until it is told to stop; KeyboardInterrupt if that was Ctrl-C.

    Raises NoToken, BadToken, BadSetting, AddressInUse or Unreachable if it cannot begin.
    """
    if not settings.token:
        raise NoToken
    if not _TOKEN.fullmatch(settings.token):
        raise BadToken
    secret = settings.webhook_secret or secrets.token_urlsafe(32)
    if not _SECRET.fullmatch(secret):
        raise BadSetting("BOT_WEBHOOK_SECRET", "…", secrets.token_urlsafe(32))
    hidden = logs.secrets_of(settings.token, secret, settings.proxy)
    logs.configure(settings.log_level, settings.log_format, settings.timezone, hidden)
    try:
        stopped_by = asyncio.run(_until_signal(_serve(settings, conversation, secret)))
    except InvalidToken:
        raise BadToken from None
    except TelegramError as error:
        raise Unreachable(logs.redact(str(error), hidden)) from None
    if stopped_by == signal.SIGINT:
        raise KeyboardInterrupt


def build(
    settings: Settings,
    conversation: Conversation,
    metrics: Metrics,
    calls: BaseRequest,
    updates: BaseRequest,
) -> App:
    """Put the library's application together; `calls` and `updates` are the way to Telegram."""
    app = (
        Application.builder()
        .token(settings.token)
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(calls)
        .get_updates_request(updates)
        .rate_limiter(Delivery())
        .concurrent_updates(Turns())
        .job_queue(None)
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .build()
    )
    desk = Desk(conversation, metrics)
    messages = Messages(desk)
    words = filters.TEXT | filters.CAPTION | filters.ATTACHMENT
    app.add_handler(TypeHandler(Update, Repeats().stop), group=-1)
    app.add_handler(CallbackQueryHandler(Presses(desk).press))
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
        asked.append(number)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # on Windows, Ctrl-C cancels us as it is
            asyncio.get_running_loop().add_signal_handler(number, stop, number)
    try:
        await task
    except asyncio.CancelledError:
        if not asked:
            raise
    return asked[0] if asked else None


async def _serve(settings: Settings, conversation: Conversation, secret: str) -> None:
    """Listen first, so that a taken port is told at once; then connect and work until cancelled.

    InvalidToken if Telegram does not know the token, now or later.
    """
    metrics = Metrics()
    try:
        calls, updates = Connection(settings.proxy or None), Connection(settings.proxy or None, 2)
    except ValueError as error:
        raise BadSetting("BOT_PROXY", "…", "socks5://127.0.0.1:1080") from error
    app = build(settings, conversation, metrics, calls, updates)

    def alive() -> bool:
        return bool(settings.webhook_url) or updates.alive

    async with contextlib.AsyncExitStack() as stack:
        if settings.http_listen:
            routes = web.health(lambda: app.running and alive(), metrics.render)
            stack.callback(web.listen("BOT_HTTP_LISTEN", settings.http_listen, routes).stop)
        if settings.webhook_url:
            route = web.webhook(settings.webhook_url, app, secret)
            stack.callback(web.listen("BOT_WEBHOOK_LISTEN", settings.webhook_listen, route).stop)
        await stack.enter_async_context(_running(app))
        await menus.publish(app.bot)
        await _receive(app, settings, secret, Troubles(updates))
        log.info("@%s is ready", app.bot.username)
        await updates.refused.wait()
        raise InvalidToken


async def _receive(app: App, settings: Settings, secret: str, troubles: Troubles) -> None:
    """Have updates come in: delivered to the webhook, or by asking for them."""
    if settings.webhook_url:
        try:
            await app.bot.set_webhook(
                settings.webhook_url, allowed_updates=ALLOWED, secret_token=secret
            )
        except BadRequest as error:
            log.error("Telegram refuses the webhook: %s", error)  # noqa: TRY400 - one line says it
            raise BadSetting("BOT_WEBHOOK_URL", settings.webhook_url, "https://…") from None
    elif app.updater:
        await app.updater.start_polling(
            timeout=POLL_SECONDS,
            bootstrap_retries=-1,
            allowed_updates=ALLOWED,
            drop_pending_updates=False,
            error_callback=troubles,
        )


@contextlib.asynccontextmanager
async def _running(app: App) -> AsyncIterator[None]:
    """Connect and start the application; at the end give what is under way some seconds."""
    await app.initialize()
    try:
        await app.start()
        yield
    finally:
        if app.updater and app.updater.running:
            await _within_grace(app.updater.stop())
        if app.running:
            await _within_grace(app.stop())
        await app.shutdown()


async def _within_grace(work: Coroutine[Any, Any, None]) -> None:
    try:
        await asyncio.wait_for(work, GRACE / 2)
    except TimeoutError:
        log.warning("something was still under way and is given up")
