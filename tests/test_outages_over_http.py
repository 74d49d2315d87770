"""What goes away and comes back, and what `/readyz` says of it: the real process over HTTP."""

import asyncio
import functools
import json
import math
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from outages import Health, Road, postgres
from people import Process, Telegram
from running import ADMIN, ROOT, RUN, environment
from test_process import HOOK, free_port

pytestmark = pytest.mark.anyio

GONE, BACK = 30, 10
"""Seconds within which it must be seen that something is gone, and that it is back: five, on a
machine that has nothing else to do.
"""

STARTING = 120
"""Seconds for several to begin, on a machine that is busy with other tests."""

QUESTION, ANSWER = "蓝天救援队做了什么", "测温枪"


@dataclass
class Bot:
    """A bot that tells of itself."""

    server: Telegram
    folder: Path
    settings: dict[str, str]
    health: Health
    process: Process | None = None

    async def start(self) -> None:
        """Run it, without waiting for anything."""
        given = environment(self.server, self.folder) | {"BOT_LOG_LEVEL": "INFO"} | self.settings
        self.process = await self.server.spawn(RUN, given, self.folder)

    @property
    def log(self) -> str:
        """All that it has logged."""
        assert self.process
        return self.process.log

    async def begun(self) -> None:
        """Wait until it has told that it is ready."""
        assert self.process
        await self.server.wait_log(self.process, "is ready", STARTING)

    async def answers(self, *people: int, seconds: float = 20.0) -> None:
        """Have people ask at once, each a question and for the roles; all are answered in time."""
        for person in people:
            await self.server.user_says(person, person, QUESTION)
            await self.server.user_says(person, person, "/roles")
        for person in people:
            for told in (ANSWER, "疫情防护员"):
                assert told in (await self.server.next_reply(person, timeout=seconds)).text


@dataclass
class Outage:
    """What a bot said while something was gone."""

    bot: Bot
    gone: str = ""
    """What `/readyz` said then."""
    metric: float = 1.0
    """And what the metrics said of the part."""
    failures: float = 0.0


async def bot_in(folder: Path, **settings: str) -> Bot:
    """Return a bot that does not run yet, with a server of its own."""
    shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    port = free_port()
    server = Telegram()
    listen = {"BOT_HTTP_LISTEN": f"127.0.0.1:{port}"}
    return Bot(server, folder, listen | settings, Health(port))


async def through(
    bot: Bot,
    parts: tuple[str, ...],
    take: Callable[[], Any],
    give: Callable[[], Any],
    meanwhile: Callable[[], Awaitable[None]] | None = None,
) -> Outage:
    """Take something away from a bot that is ready, and give it back."""
    await bot.begun()
    await bot.health.ready(wanted=True, seconds=BACK)
    outage = Outage(bot)
    if asyncio.iscoroutine(taken := take()):
        await taken
    if meanwhile:
        await meanwhile()
    for part in parts:
        outage.gone = await bot.health.ready(wanted=False, seconds=GONE, part=part)
        outage.metric = await bot.health.metric(f'bot_ready{{part="{part}"}}')
    assert await bot.health.page("healthz") == (200, "ok\n")
    if asyncio.iscoroutine(given := give()):
        await given
    await bot.health.ready(wanted=True, seconds=BACK)
    outage.failures = await bot.health.metric("bot_journal_failures_total")
    return outage


# --- what can be gone

Plan = AsyncIterator[tuple[str, Outage]]
"""What is gone through, one after another, by name."""


async def telegram(bot: Bot) -> Plan:
    """Nobody listens where Telegram was; what is asked when it is back is answered."""
    yield "telegram", await through(bot, ("telegram",), bot.server.go, bot.server.come)
    await bot.answers(1)


async def webhook(bot: Bot) -> Plan:
    """The same, where Telegram delivers."""
    yield "webhook", await through(bot, ("telegram",), bot.server.go, bot.server.come)


async def sending(bot: Bot) -> Plan:
    """Telegram turns every message down, when more people ask than are answered at once."""
    people = range(1, 301)

    async def ask() -> None:
        for person in people:
            await bot.server.user_says(person, person, "你好")

    def take() -> None:
        bot.server.inject("502", math.inf, "sendMessage")

    parts = ("workers", "sending")
    yield "sending", await through(bot, parts, take, bot.server.clear_faults, ask)
    for person in people:
        assert "您好" in (await bot.server.next_reply(person, timeout=len(people) / 10)).text


async def file(bot: Bot) -> Plan:
    """Another program writes to the database file and does not end; then forty files are sent."""
    await bot.begun()
    path = bot.folder / "data" / "bot.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        yield (
            "file",
            await through(
                bot,
                ("database",),
                lambda: other.execute("BEGIN EXCLUSIVE"),
                lambda: other.execute("ROLLBACK"),
                lambda: bot.answers(*range(1, 13)),
            ),
        )
    names = [f"{number}.txt" for number in range(1, 41)]
    for name in names:
        await bot.server.user_sends_document(ADMIN, ADMIN, name, b"no bulletin")
    for name in names:
        assert f"{name}：" in (await bot.server.next_reply(ADMIN)).text
    yield "forty files", Outage(bot)


async def server(bot: Bot, road: Road) -> Plan:
    """The database server takes what is asked, and says nothing more; then it is stopped."""
    for name, take, people in (
        ("server hangs", road.hang, range(1, 13)),
        ("server gone", road.go, range(13, 25)),
    ):
        ask = functools.partial(bot.answers, *people)
        yield name, await through(bot, ("database",), take, road.come, ask)


@pytest.fixture(scope="module")
async def outages(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Outage]]:
    """Go through all that takes half a minute, at the same time."""
    make = tmp_path_factory.mktemp
    found: dict[str, Outage] = {}

    async def gone_through(plan: Plan) -> None:
        async for name, outage in plan:
            found[name] = outage  # noqa: PERF403 - those before one that fails are of use

    async with AsyncExitStack() as stack:
        socket = await stack.enter_async_context(postgres())
        road = await Road(socket).come()
        stack.push_async_callback(road.go)
        hook = HOOK | {"BOT_WEBHOOK_LISTEN": f"127.0.0.1:{free_port()}"}
        database = {"BOT_DATABASE": road.url}
        bots = [await bot_in(make("bot"), **given) for given in ({}, hook, {}, {}, database)]
        for bot in bots:
            await stack.enter_async_context(bot.server)
            await bot.start()
        plans = [
            plan(bot)
            for plan, bot in zip((telegram, webhook, sending, file), bots[:4], strict=True)
        ]
        wrong = await asyncio.gather(
            *map(gone_through, (*plans, server(bots[4], road))), return_exceptions=True
        )
        assert [error for error in wrong if error] == []
        yield found


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("telegram", "telegram"),
        ("webhook", "telegram"),
        ("sending", "sending"),
        ("file", "database"),
        ("server hangs", "database"),
        ("server gone", "database"),
    ],
)
async def test_ready_means_ready(outages: dict[str, Outage], name: str, part: str) -> None:
    """What keeps people from being answered is told in 30 s, its end soon; the process is well.

    Where it is the database, everybody is answered meanwhile, and what was not kept is counted.
    """
    outage = outages[name]
    assert part in outage.gone
    assert outage.metric == 0
    assert (outage.failures > 0) is (part == "database")
    assert ("the database is away" in outage.bot.log) is (part == "database")
    assert "Traceback" not in outage.bot.log


async def test_forty_files_at_once(outages: dict[str, Outage]) -> None:
    """However many files an admin sends, none is met with silence, nor told that it is too fast."""
    assert outages["forty files"]


async def test_a_database_file_is_deleted(tmp_path: Path) -> None:
    """It is said, and a new one begun, in a folder of its own: what is asked next is kept."""
    bot = await bot_in(tmp_path)
    async with bot.server as server:
        await bot.start()
        await bot.begun()
        shutil.rmtree(tmp_path / "data")
        assert bot.process
        await server.wait_log(bot.process, "a new one is begun")
        await bot.health.ready(wanted=True, seconds=BACK)
        await bot.answers(1)
        assert (tmp_path / "data" / "salt").exists()
        with closing(sqlite3.connect(tmp_path / "data" / "bot.sqlite")) as file:
            assert file.execute("SELECT count(*) FROM questions").fetchone() == (1,)


async def test_a_start_waits(tmp_path: Path) -> None:
    """A database that is not there yet is waited for, which is said; no line shows its password.

    A stop is heard meanwhile.
    """
    async with postgres() as socket:
        road = await Road(socket).come()
        await road.go()
        settings = {"BOT_LOG_FORMAT": "json", "BOT_LOG_LEVEL": "DEBUG", "BOT_DATABASE": road.url}
        bot = await bot_in(tmp_path, **settings)
        async with bot.server as server:
            for wanted in ("again in 2 s", "again in 3 s"):
                await bot.start()
                assert bot.process
                await server.wait_log(bot.process, wanted)
                assert await bot.health.page("healthz") == (200, "ok\n")
                assert "begun" in await bot.health.ready(wanted=False, seconds=1)
                if wanted == "again in 2 s":
                    assert await bot.process.stop() == 0
            await road.come()
            await bot.health.ready(wanted=True, seconds=15)
            await bot.answers(1)
            await road.go()
            assert bot.process
            assert await bot.process.stop() == 0
        messages = [json.loads(line)["message"] for line in bot.log.splitlines()]
        assert "the database is not there, again in 1 s" in messages[0]
        assert "pass-word-1" not in bot.log
