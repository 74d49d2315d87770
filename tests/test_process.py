"""The real process over HTTP: how it begins and ends, and what it does with what Telegram does."""

import asyncio
import json
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.library.files.folder import load
from people import STARTING, Telegram
from running import ADMIN, QUOTES, ROOT, RUN, Running, ask, environment, start, turn

pytestmark = pytest.mark.anyio

HOOK = {"BOT_WEBHOOK_URL": "https://example.org/telegram/hook"}


async def test_an_answer_quotes_the_bulletin(bot: Running) -> None:
    """Every block quote stands word for word in the knowledge folder."""
    answer = await ask(bot, 102, "蓝天救援队做了什么")
    quotes = [text for _, text in answer.entity_texts(*QUOTES)]
    passages = [
        passage.text
        for bulletin in load(bot.knowledge).bulletins
        for section in bulletin.sections
        for passage in section.passages
    ]

    assert quotes
    for quote in quotes:
        assert any(quote.strip("“”") in passage for passage in passages)
    assert "2020-04-15" in answer.text


async def test_browsing_stays_in_one_message(bot: Running) -> None:
    """From the roles to a role's organisations to an organisation, and back."""
    page = await ask(bot, 103, "/roles")
    await turn(bot, page, "疫情防护员")
    assert "长汀县蓝天救援队" in page.text
    await turn(bot, page, "长汀县蓝天救援队")
    assert page.entity_texts(*QUOTES)
    await turn(bot, page, "疫情防护员")
    assert len(bot.server.replies(103)) == 1


async def test_organisations_are_paged(bot: Running) -> None:
    """The list turns forth and back within its message."""
    page = await ask(bot, 104, "/orgs")
    first = page.text
    await turn(bot, page, "下一页")
    assert page.text != first
    await turn(bot, page, "上一页")
    assert page.text == first


async def test_reload(bot: Running) -> None:
    """An admin's reload serves the edited folder and says what has changed; nobody else's does."""
    (original,) = bot.knowledge.glob("*.yaml")
    second = bot.knowledge / "2021-01-01-second.yaml"
    text = original.read_text("utf-8")
    assert "管理员" in (await ask(bot, 106, "/reload")).text

    second.write_text(text.replace(original.stem, second.stem), "utf-8")
    original.write_text(text.replace("长汀县蓝天救援队", "长汀县碧空救援队"), "utf-8")
    report = (await ask(bot, ADMIN, "/reload")).text
    assert second.stem in report
    assert original.stem in report

    second.unlink()
    assert second.stem in (await ask(bot, ADMIN, "/reload")).text
    assert "碧空" in (await ask(bot, 106, "碧空救援队做了什么")).text

    original.write_text(text.replace("title:", "titel:", 1), "utf-8")
    report = (await ask(bot, ADMIN, "/reload")).text
    assert original.name in report
    assert "2" in report
    assert "碧空" in (await ask(bot, 106, "碧空救援队做了什么")).text

    original.write_text(text, "utf-8")
    assert original.stem in (await ask(bot, ADMIN, "/reload")).text


async def test_bad_moments_are_survived(bot: Running) -> None:
    """Telegram's refusals and broken connections cost time, not answers."""
    bot.server.inject("429", methods="sendMessage", retry_after=1)
    bot.server.inject("502", methods="answerCallbackQuery")
    bot.server.inject("drop", methods="editMessageText")
    page = await ask(bot, 107, "/roles")
    await turn(bot, page, "疫情防护员")

    assert "长汀县蓝天救援队" in page.text


async def test_a_second_poller_is_told_of(bot: Running) -> None:
    """When another process polls, the log says so once, and polling goes on."""
    bot.server.inject("409", methods="getUpdates")
    await ask(bot, 108, "你好")

    assert await ask(bot, 108, "你好")
    assert bot.process.log.count("another process polls with this token") == 1


async def test_menus_are_set(bot: Running) -> None:
    """A private chat has a menu, in Chinese, without what only admins may do."""
    menu = {row["command"]: row["description"] for row in bot.server.commands_for(101)}
    assert {"start", "help", "roles", "orgs", "bulletins", "source", "whoami"} <= menu.keys()
    assert "reload" not in menu
    assert not any(text.isascii() for text in menu.values())


async def test_the_menu_of_a_group_is_answered(bot: Running) -> None:
    """What a group's menu offers is answered as it stands there, without the bot's name."""
    bot.server.add_chat(-1_003_000, "supergroup")
    menu = [row["command"] for row in bot.server.commands_for(-1_003_000)]
    assert "ask" in menu
    for command in menu:
        await bot.server.user_says(-1_003_000, 109, f"/{command}", "supergroup")
        assert await bot.server.next_reply(-1_003_000)


async def test_an_admin_has_a_menu_of_their_own(bot: Running) -> None:
    """Once an admin has written in private, their menu there shows what they may do besides."""
    for _ in range(2):  # the second answer comes when the first message is done with
        await ask(bot, ADMIN, "你好")

    assert "reload" in {row["command"] for row in bot.server.commands_for(ADMIN)}


# --- beginnings and ends


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
async def own() -> AsyncIterator[Telegram]:
    """Run our own server without a bot."""
    async with Telegram() as server:
        yield server


async def outcome(settings: dict[str, str], folder: Path) -> tuple[int | None, str]:
    """Run a bot that cannot begin; return its exit status and what it says."""
    server = Telegram()
    process = await server.spawn(RUN, settings, folder)
    async with asyncio.timeout(STARTING):
        status = await process.proc.wait()
        await asyncio.gather(*server.tasks)
    return status, process.log


@pytest.mark.parametrize(
    ("settings", "status", "told"),
    [
        ({"BOT_TOKEN": ""}, 2, "BOT_TOKEN"),
        ({"BOT_TOKEN": "123:wrong"}, 2, "BOT_TOKEN"),
        ({"BOT_TOKEN": "with blanks/and slashes"}, 2, "BOT_TOKEN"),
        ({"BOT_HTTP_LISTEN": "{taken}"}, 2, "{taken}"),
        (
            {"BOT_WEBHOOK_URL": "https://example.org/", "BOT_WEBHOOK_LISTEN": "{taken}"},
            2,
            "{taken}",
        ),
        ({"BOT_WEBHOOK_SECRET": "含有汉字"}, 2, "BOT_WEBHOOK_SECRET"),
        ({"BOT_DATABASE": "nothing://x"}, 2, "BOT_DATABASE"),
        ({"BOT_DATABASE": "postgresql://me:pa55word@127.0.0.1:port/x"}, 2, "BOT_DATABASE"),
        ({"BOT_DATABASE": "sqlite:///x.db?timeout=pa55word"}, 2, "BOT_DATABASE"),
        ({"BOT_DATA": "/dev/null/data"}, 2, "BOT_DATA"),
        ({"BOT_DATABASE": "sqlite:////no/such/folder/x.sqlite"}, 2, "BOT_DATABASE"),
        ({"BOT_PROXY": "ftp://who:pass-word-1@127.0.0.1"}, 2, "BOT_PROXY"),
        ({"BOT_PROXY": "http://who:pass-word-1@127.0.0.1:{closed}"}, 1, "Telegram"),
        ({"BOT_API_URL": "http://who:pass-word-1@127.0.0.1:{closed}"}, 1, "Telegram"),
        ({"BOT_API_URL": "http://127.0.0.1:{closed}"}, 1, "Telegram"),
    ],
)
async def test_what_keeps_it_from_beginning(
    own: Telegram, tmp_path: Path, settings: dict[str, str], status: int, told: str
) -> None:
    """Each is told in a line that names what to change, with the status, and no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        names = {"taken": f"127.0.0.1:{taken.getsockname()[1]}", "closed": str(free_port())}
        given = {name: value.format(**names) for name, value in settings.items()}
        shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
        found = await outcome(environment(own, tmp_path) | given, tmp_path)

    assert found[0] == status, found[1]
    assert told.format(**names) in found[1]
    assert "Traceback" not in found[1]
    assert own.token.partition(":")[2] not in found[1]
    assert "pa55word" not in found[1]
    assert "pass-word-1" not in found[1]


@pytest.mark.parametrize(
    ("settings", "status", "told"),
    [
        ({"BOT_TOKEN": ""}, 2, "没有 Telegram 令牌"),
        ({"BOT_ADMINS": "甲"}, 2, "BOT_ADMINS"),
        ({"BOT_DATA": "/dev/null/data"}, 2, "BOT_DATA"),
        ({"BOT_KNOWLEDGE": "nowhere"}, 1, "nowhere"),
        ({"BOT_API_URL": "http://127.0.0.1:{closed}"}, 1, "没有载入"),
    ],
)
async def test_a_collector_reads_every_line(
    own: Telegram, tmp_path: Path, settings: dict[str, str], status: int, told: str
) -> None:
    """Where the log is wanted as JSON, what is wrong at the start is told as JSON too."""
    given = {name: value.format(closed=free_port()) for name, value in settings.items()}
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    (tmp_path / "knowledge" / "broken.yaml").write_text("titel: 甲", "utf-8")
    wanted = {"BOT_LOG_FORMAT": "json", "BOT_LOG_LEVEL": "INFO"}
    found = await outcome(environment(own, tmp_path) | wanted | given, tmp_path)

    messages = [json.loads(line)["message"] for line in found[1].splitlines()]
    assert found[0] == status
    assert any(told in message for message in messages)


async def test_an_address_with_credentials_is_no_secret_told(own: Telegram, tmp_path: Path) -> None:
    """Not even the log that tells everything tells a password."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    url = f"http://who:pass-word-1@{own.host}:{own.port}"
    process = await own.spawn(RUN, environment(own, tmp_path) | {"BOT_API_URL": url}, tmp_path)
    await own.wait_log(process, "is ready")
    assert await process.stop() == 0

    assert "DEBUG" in process.log
    assert "pass-word-1" not in process.log


async def test_a_group_in_which_it_may_not_write(own: Telegram, tmp_path: Path) -> None:
    """That is no fault of the bot's: one warning, no traceback, and no apology that fails too."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    process = await start(own, tmp_path, BOT_LOG_LEVEL="INFO")
    told = "not enough rights to send text messages to the chat"
    own.inject("400", methods="sendMessage", description=told)
    await own.user_says(-1_004_000, 302, "/ask 你好", "supergroup")
    await own.wait_log(process, told.capitalize())
    await own.user_says(-1_004_000, 302, "/ask 你好", "supergroup")
    assert await own.next_reply(-1_004_000)
    assert len(own.replies(-1_004_000)) == 1
    assert await process.stop() == 0

    assert len([line for line in process.log.splitlines() if "WARNING" in line]) == 1
    assert "Traceback" not in process.log
    assert " ERROR " not in process.log


async def test_ctrl_c(own: Telegram, tmp_path: Path) -> None:
    """An interrupt stops cleanly, with the status that says so."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    process = await start(own, tmp_path)

    assert await process.stop(signal.SIGINT) == 130
    assert "Traceback" not in process.log


async def test_webhook_and_health(own: Telegram, tmp_path: Path) -> None:
    """Deliveries with the secret are answered, others are turned away; health and metrics tell."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    hook, health = free_port(), free_port()
    settings = HOOK | {
        "BOT_WEBHOOK_LISTEN": f"127.0.0.1:{hook}",
        "BOT_HTTP_LISTEN": f"127.0.0.1:{health}",
    }
    await own.spawn(RUN, environment(own, tmp_path) | settings, tmp_path)
    await own.until(lambda: own.webhook, STARTING)
    update = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": own.add_chat(301),
            "from": {"id": 301, "is_bot": False, "first_name": "甲"},
            "text": "你好",
        },
    }
    secret = {"X-Telegram-Bot-Api-Secret-Token": own.webhook["secret_token"]}
    async with httpx.AsyncClient(trust_env=False) as client:
        url = f"http://127.0.0.1:{hook}/telegram/hook"
        for body, headers, status in (
            (json.dumps(update), {}, 403),
            (json.dumps(update), {"X-Telegram-Bot-Api-Secret-Token": "guess"}, 403),
            ("no update", secret, 400),
            ('{"update_id":' + "[" * 200_000, secret, 400),
            ('{"update_id": 9, "message": {"date": 1e30, "chat": {"id": 1}}}', secret, 200),
            (json.dumps(update), secret, 200),
        ):
            assert (await client.post(url, content=body, headers=headers)).status_code == status
        assert "您好" in (await own.next_reply(301)).text
        pages = {
            page: await client.get(f"http://127.0.0.1:{health}/{page}")
            for page in ("healthz", "readyz", "metrics")
        }

    assert all(page.status_code == 200 for page in pages.values())
    assert 'bot_replies_total{kind="chat"} 1' in pages["metrics"].text
