"""What goes away and comes back, and what `/readyz` says of it: the real process over HTTP."""

import asyncio
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
from running import ROOT, RUN, environment
from test_process import HOOK, free_port

pytestmark = pytest.mark.anyio

GONE, BACK = 30, 5
"""Seconds within which it must be seen that something is gone, and that it is back."""

STARTING = 60
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

    async def answers(self, *people: int, seconds: float = 3.0) -> None:
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
    part: str,
    take: Callable[[], Any],
    give: Callable[[], Any],
    meanwhile: Callable[[], Awaitable[None]] | None = None,
) -> Outage:
    """Take something away from a bot that is ready, and give it back."""
    await bot.health.ready(wanted=True, seconds=STARTING)
    outage = Outage(bot)
    if asyncio.iscoroutine(taken := take()):
        await taken
    if meanwhile:
        await meanwhile()
    outage.gone = await bot.health.ready(wanted=False, seconds=GONE, part=part)
    outage.metric = await bot.health.metric(f'bot_ready{{part="{part}"}}')
    assert await bot.health.page("healthz") == (200, "ok\n")
    if asyncio.iscoroutine(given := give()):
        await given
    await bot.health.ready(wanted=True, seconds=BACK)
    outage.failures = await bot.health.metric("bot_journal_failures_total")
    return outage


# --- what can be gone


async def telegram_away(bot: Bot) -> Outage:
    """Nobody listens where Telegram was; what is asked when it is back is answered."""
    outage = await through(bot, "telegram", bot.server.go, bot.server.come)
    await bot.answers(1, seconds=BACK)
    return outage


async def webhook_away(bot: Bot) -> Outage:
    """The same, where Telegram delivers."""
    return await through(bot, "telegram", bot.server.go, bot.server.come)


async def nothing_sent(bot: Bot) -> Outage:
    """Telegram turns every message down; it takes them later."""

    async def ask() -> None:
        await bot.server.user_says(1, 1, QUESTION)

    def take() -> None:
        bot.server.inject("502", math.inf, "sendMessage")

    outage = await through(bot, "sending", take, bot.server.clear_faults, ask)
    assert ANSWER in (await bot.server.next_reply(1, timeout=BACK)).text
    return outage


async def all_wait(bot: Bot) -> Outage:
    """More people ask than are answered at the same time, and none is."""

    async def ask() -> None:
        for person in range(1, 301):
            await bot.server.user_says(person, person, "你好")

    def take() -> None:
        bot.server.inject("502", math.inf, "sendMessage")

    return await through(bot, "workers", take, bot.server.clear_faults, ask)


async def file_locked(bot: Bot) -> Outage:
    """Another program writes to the database file, and does not end."""
    await bot.health.ready(wanted=True, seconds=STARTING)
    file = bot.folder / "data" / "bot.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        return await through(
            bot,
            "database",
            lambda: other.execute("BEGIN EXCLUSIVE"),
            lambda: other.execute("ROLLBACK"),
            lambda: bot.answers(*range(1, 13)),
        )


async def server_hangs(bot: Bot, road: Road) -> Outage:
    """The database server takes what is asked, and says nothing more."""
    return await through(bot, "database", road.hang, road.come, lambda: bot.answers(*range(1, 13)))


async def server_gone(bot: Bot, road: Road) -> Outage:
    """The database server is stopped."""
    return await through(bot, "database", road.go, road.come, lambda: bot.answers(*range(1, 13)))


@pytest.fixture(scope="module")
async def outages(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[dict[str, Outage | BaseException]]:
    """Go through everything, all at the same time: each takes half a minute."""
    make = tmp_path_factory.mktemp
    async with AsyncExitStack() as stack:
        socket = await stack.enter_async_context(postgres(make("postgres")))
        hangs, goes = await Road(socket).come(), await Road(socket).come()
        hook = HOOK | {"BOT_WEBHOOK_LISTEN": f"127.0.0.1:{free_port()}"}
        plans: list[tuple[Callable[..., Awaitable[Outage]], dict[str, str], tuple[Road, ...]]] = [
            (telegram_away, {}, ()),
            (webhook_away, hook, ()),
            (nothing_sent, {}, ()),
            (all_wait, {}, ()),
            (file_locked, {}, ()),
            (server_hangs, {"BOT_DATABASE": hangs.url}, (hangs,)),
            (server_gone, {"BOT_DATABASE": goes.url}, (goes,)),
        ]
        bots = [await bot_in(make(plan.__name__), **settings) for plan, settings, _ in plans]
        for bot in bots:
            await stack.enter_async_context(bot.server)
            await bot.start()
        found = await asyncio.gather(
            *(plan(bot, *roads) for bot, (plan, _, roads) in zip(bots, plans, strict=True)),
            return_exceptions=True,
        )
        for road in (hangs, goes):
            road.go()
        yield {plan.__name__: outage for (plan, *_), outage in zip(plans, found, strict=True)}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("telegram_away", "telegram"),
        ("webhook_away", "telegram"),
        ("nothing_sent", "sending"),
        ("all_wait", "workers"),
        ("file_locked", "database"),
        ("server_hangs", "database"),
        ("server_gone", "database"),
    ],
)
async def test_ready_means_ready(
    outages: dict[str, Outage | BaseException], name: str, part: str
) -> None:
    """What keeps people from being answered is told in 30 s, its end in 5; the process is well.

    Where it is the database, everybody is answered meanwhile, and what was not kept is counted.
    """
    outage = outages[name]
    if isinstance(outage, BaseException):
        raise outage
    assert part in outage.gone
    assert outage.metric == 0
    assert (outage.failures > 0) is (part == "database")
    assert outage.bot.log.count("the database is away") == (part == "database")
    assert "Traceback" not in outage.bot.log


async def test_a_database_file_is_deleted(tmp_path: Path) -> None:
    """It is said, and a new one begun, in a folder of its own: what is asked next is kept."""
    bot = await bot_in(tmp_path)
    async with bot.server as server:
        await bot.start()
        await bot.health.ready(wanted=True, seconds=STARTING)
        shutil.rmtree(tmp_path / "data")
        assert bot.process
        await server.wait_log(bot.process, "a new one is begun")
        await bot.health.ready(wanted=True, seconds=BACK)
        await bot.answers(1)
        assert (tmp_path / "data" / "salt").exists()
        with closing(sqlite3.connect(tmp_path / "data" / "bot.sqlite")) as file:
            assert file.execute("SELECT count(*) FROM questions").fetchone() == (1,)


async def test_a_start_waits(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database that is not there yet is waited for, which is said; no line shows its password.

    A stop is heard meanwhile.
    """
    async with postgres(tmp_path_factory.mktemp("postgres")) as socket:
        road = await Road(socket).come()
        road.go()
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
            road.go()
            assert bot.process
            assert await bot.process.stop() == 0
        messages = [json.loads(line)["message"] for line in bot.log.splitlines()]
        assert "the database is not there, again in 1 s" in messages[0]
        assert "pass-word-1" not in bot.log
