"""Many ask at once, and some very much: the real process over HTTP."""

import shutil
from pathlib import Path

import pytest

from api_rules import most
from people import Telegram
from running import ROOT, start

pytestmark = pytest.mark.anyio

SOON = 10.0
"""Seconds that others wait at most: two, on a machine that has nothing else to do."""


async def greeted(server: Telegram, person: int) -> None:
    """Say hello, and be answered soon."""
    await server.user_says(person, person, "你好")
    assert "您好" in (await server.next_reply(person, timeout=SOON)).text


async def test_one_chat_holds_up_nobody(tmp_path: Path) -> None:
    """While Telegram does not answer in one chat, however much is said there, all others go on.

    Presses there are acknowledged all the same; what was said there is answered when it can be.
    """
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    async with Telegram() as server:
        process = await start(server, tmp_path, BOT_LOG_LEVEL="INFO")
        await server.user_says(1, 1, "/roles")
        page = await server.next_reply(1)
        await greeted(server, 2)
        gate = server.hold(1)
        for _ in range(300):
            await server.user_says(1, 1, "你好")
        presses = [await server.forged_callback(page, "=/roles", 1) for _ in range(20)]
        for person in range(3, 9):
            await greeted(server, person)
        for press in presses:
            await press.answer(timeout=SOON)
        gate.set()
        assert "您好" in (await server.next_reply(1)).text
        assert await process.stop() == 0
        assert not server.violations


async def test_many_at_once_within_the_limits(tmp_path: Path) -> None:
    """A hundred people are answered as fast as Telegram allows it, and no faster."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    people = range(1, 101)
    async with Telegram() as server:
        process = await start(server, tmp_path, BOT_LOG_LEVEL="INFO")
        for person in people:
            await server.user_says(person, person, "你好")
        shown = [await server.next_reply(person, timeout=30) for person in people]
        assert await process.stop() == 0
    assert most((message.at for message in shown), 1.0) <= 30
