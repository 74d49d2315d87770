"""Updates of every kind, also such as cannot be read: the real process over HTTP."""

import json
import shutil
import time
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from generated_updates import FEW, KINDS, Updates, send_all

from outages import Health
from people import Telegram
from running import ROOT, RUN, environment, start
from test_process import HOOK, free_port

pytestmark = pytest.mark.anyio

SECRET = "secret-of-the-hook-000"
SECONDS = 5.0
"""Within which the next update is answered: one, on a machine that has nothing else to do."""

PRIVATE = "悄悄话"


def old_poll(text: str) -> dict[str, Any]:
    """Return a poll as a server of an earlier Bot API sends it, which the library cannot read."""
    options = [{"text": text, "voter_count": 0}, {"text": "否", "voter_count": 0}]
    return {
        "id": "1",
        "question": text,
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
    }


async def greeted(server: Telegram, person: int) -> float:
    """Say hello; return how long the answer took."""
    began = time.perf_counter()
    await server.user_says(person, person, "你好")
    assert "您好" in (await server.next_reply(person)).text
    return time.perf_counter() - began


async def test_one_bad_update_stops_nobody(tmp_path: Path) -> None:
    """It is passed over: told in a line without its words, counted, and never asked for again."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    port = free_port()
    async with Telegram() as server:
        settings = {"BOT_LOG_LEVEL": "INFO", "BOT_HTTP_LISTEN": f"127.0.0.1:{port}"}
        process = await start(server, tmp_path, **settings)
        await server.user_sends(501, 501, poll=old_poll(PRIVATE))
        assert await greeted(server, 502) < SECONDS
        assert await Health(port).metric("bot_unreadable_updates_total") == 1
        polls = server.polls
        assert await greeted(server, 503) < SECONDS
        assert server.polls - polls < 5
        assert await process.stop() == 0
        second = await start(server, tmp_path, **settings)
        assert await greeted(server, 504) < SECONDS
        assert await second.stop() == 0

    lines = [line for line in process.log.splitlines() if "cannot be read" in line]
    assert len(lines) == 1
    assert f"update {server.first + 1} cannot be read and is passed over" in lines[0]
    assert PRIVATE not in process.log
    assert "Traceback" not in process.log
    assert "cannot be read" not in second.log


async def test_generated_updates_stop_nobody(tmp_path: Path) -> None:
    """A small part of what `tools/generated_updates.py` sends."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    async with Telegram() as server:
        process = await start(server, tmp_path, BOT_LOG_LEVEL="INFO")
        await send_all(server, process, 8 * FEW, seed=2)
        assert await process.stop() == 0
    assert "cannot be read and is passed over" in process.log


async def test_a_bad_delivery_is_taken(tmp_path: Path) -> None:
    """By webhook Telegram is told that it came, else it would come again; the next is answered."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    port = free_port()
    hook = {"BOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}", "BOT_WEBHOOK_SECRET": SECRET}
    async with Telegram() as server, httpx.AsyncClient(trust_env=False) as client:
        settings = environment(server, tmp_path) | HOOK | hook | {"BOT_LOG_LEVEL": "INFO"}
        process = await server.spawn(RUN, settings, tmp_path)
        await server.wait_log(process, "is ready")

        async def deliver(update: dict[str, Any]) -> int:
            head = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
            url = f"http://127.0.0.1:{port}/telegram/hook"
            return (await client.post(url, headers=head, content=json.dumps(update))).status_code

        message = {"message_id": 1, "date": 1, "chat": server.add_chat(505)}
        person = {"id": 505, "is_bot": False, "first_name": "甲"}
        made, numbers = Updates(3), count(2)
        bad = {"update_id": 1, "message": message | {"from": person, "poll": old_poll(PRIVATE)}}
        assert await deliver(bad) == 200
        for kind in KINDS:
            assert await deliver(made.update(next(numbers), kind)) == 200
        good = message | {"from": person, "text": "你好"}
        assert await deliver({"update_id": next(numbers), "message": good}) == 200
        assert "您好" in (await server.next_reply(505, timeout=SECONDS)).text
        assert await process.stop() == 0
    assert "update 1 cannot be read and is passed over" in process.log
    assert PRIVATE not in process.log
