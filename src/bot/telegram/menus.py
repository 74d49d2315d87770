"""What Telegram shows before anybody has asked: the commands menus, by scope."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Final

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.conversation import COMMANDS, Command
from bot.replies import frame
from bot.telegram.incoming import GROUP_COMMANDS

log = logging.getLogger(__name__)

PATIENCE: Final = 10.0
"""Seconds after which the bot begins without its menus being set; the old ones remain."""

LANGUAGES: Final = {None: "zh", "en": "en"}
"""Telegram's language code, None for everybody else's, and our name for it."""


async def publish(bot: Bot) -> None:
    """Set descriptions and menus, in each language.

    The bot works without them, so a failure is logged and no more.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            for code, language in LANGUAGES.items():
                say = frame(language).say
                await bot.set_my_description(say["description"], code)
                await bot.set_my_short_description(say["short_description"], code)
                menu = _menu(language, [c for c in COMMANDS.values() if not c.admin])
                in_group = _menu(language, [COMMANDS[name] for name in GROUP_COMMANDS])
                private, group = BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()
                await bot.set_my_commands(menu, scope=private, language_code=code)
                await bot.set_my_commands(in_group, scope=group, language_code=code)
    except (TelegramError, TimeoutError) as error:
        log.warning("the commands menu could not be set: %s", error or "no answer in time")


class AdminMenus:
    """Gives an admin a menu of their own, once: Telegram refuses it for chats never opened."""

    def __init__(self) -> None:
        self._given: set[int] = set()

    async def give(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Set the menu in the private chat that an admin's message came from."""
        chat = update.effective_chat
        if chat is None or chat.id in self._given:
            return
        self._given.add(chat.id)
        try:
            for code, language in LANGUAGES.items():
                await context.bot.set_my_commands(
                    _menu(language, COMMANDS.values()),
                    scope=BotCommandScopeChat(chat.id),
                    language_code=code,
                )
        except TelegramError as error:
            log.warning("an admin's menu could not be set: %s", error)


def _menu(language: str, commands: Iterable[Command]) -> list[BotCommand]:
    told = frame(language).commands
    return [BotCommand(command.name, told[command.name]) for command in commands]
