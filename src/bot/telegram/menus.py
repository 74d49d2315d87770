"""What Telegram shows before anybody has asked: the commands menus, by scope."""

import asyncio
import logging
from typing import Final

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError

from bot.commands import COMMANDS

log = logging.getLogger(__name__)

PATIENCE: Final = 10.0
"""Seconds after which the bot begins without its menus being set; the old ones remain."""


async def publish(bot: Bot) -> None:
    """Set the menus. The bot works without them, so a failure is logged and no more."""
    everyone = [BotCommand(row.name, row.description) for row in COMMANDS.values() if not row.admin]
    try:
        async with asyncio.timeout(PATIENCE):
            for scope in (BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()):
                await bot.set_my_commands(everyone, scope=scope)
    except (TelegramError, TimeoutError) as error:
        log.warning("the commands menu could not be set: %s", error or "no answer in time")
