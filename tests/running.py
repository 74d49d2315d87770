"""A bot's real process over HTTP, against our own Bot API server.

`BOT_TEST_SERVER` may name a file with another server of the same interface; it is used besides.
"""

import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from people import Process, Telegram

ROOT = Path(__file__).resolve().parents[1]
NAMED = os.environ.get("BOT_TEST_SERVER", "")
SERVERS = ("own", "named") if NAMED else ("own",)
RUN = [sys.executable, "-m", "bot", "run"]
ADMIN = 7
"""The id of the one admin."""

ANYBODY = 1_087_968_824
"""Telegram's id for whoever speaks in a group's own name; a careless operator may list it."""

QUOTES = ("blockquote", "expandable_blockquote")
"""The entities of a quotation."""


def server_of(kind: str) -> Any:
    """Make a server; the one that is named lets a bot hear everything in a group."""
    if kind == "own":
        return Telegram()
    spec = importlib.util.spec_from_file_location("named_server", NAMED)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.FakeTelegram(privacy_mode=False)


@dataclass
class Running:
    """A bot that runs, with the server that it talks to and a folder of its own."""

    server: Any
    folder: Path
    process: Process

    @property
    def knowledge(self) -> Path:
        """The folder that an admin edits."""
        return self.folder / "knowledge"

    async def restart(self) -> None:
        """Stop the process and start another."""
        assert await self.process.stop() == 0
        self.process = await start(self.server, self.folder)


async def start(server: Any, folder: Path, **settings: str) -> Process:
    """Start a bot with a log that tells everything, and wait until it polls."""
    process: Process = await server.spawn(RUN, environment(server, folder) | settings, cwd=folder)
    await server.wait_ready()
    return process


def environment(server: Any, folder: Path) -> dict[str, str]:
    """Return the settings of a bot that talks to a server."""
    return {
        "PYTHONPATH": str(ROOT / "src"),  # these files, whatever is installed
        "BOT_TOKEN": server.token,
        "BOT_API_URL": f"http://{server.host}:{server.port}",
        "BOT_ADMINS": f"{ADMIN},{ANYBODY}",
        "BOT_KNOWLEDGE": str(folder / "knowledge"),
        "BOT_DATA": str(folder / "data"),
        "BOT_CONTACT": "省民政厅咨询台",
        "BOT_LOG_LEVEL": "DEBUG",
    }


async def ask(bot: Running, person: int, text: str) -> Any:
    """Say something in private, and return what the bot answers."""
    await bot.server.user_says(person, person, text)
    return await bot.server.next_reply(person)


async def turn(bot: Running, page: Any, label: str) -> None:
    """Press a button that browses, and wait for the page to change."""
    edits = page.edits
    press = await bot.server.user_clicks(page, label)
    await press.answer()
    await bot.server.wait_edit(page, edits=edits + 1)


async def toast(bot: Running, message: Any, label: str) -> str:
    """Press a button and return the line that passes by."""
    press = await bot.server.user_clicks(message, label)
    return str((await press.answer()).get("text", ""))
