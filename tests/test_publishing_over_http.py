"""A clerk publishes from the chat: the real process over HTTP, on both servers."""

import pytest

from bot.library.files.folder import PINS
from running import ADMIN, QUOTES, Running, ask
from test_publishing import FACT, PAGE, QUESTION

pytestmark = pytest.mark.anyio

ANYBODY = 411


async def test_sent_seen_published_undone(bot: Running) -> None:
    """A page is sent, seen, published, answered from, and undone, all in the chat."""
    await bot.server.user_sends_document(ADMIN, ADMIN, "防汛.txt", PAGE.encode())
    offer = await bot.server.next_reply(ADMIN)
    assert "永和县飞鱼救援队" in offer.text
    attached = await bot.server.next_reply(ADMIN)
    assert attached["document"]["file_name"].endswith(".yaml")

    await (await bot.server.user_clicks(offer, "发布")).answer()
    published = await bot.server.next_reply(ADMIN)
    assert "已发布" in published.text
    answer = await ask(bot, ANYBODY, QUESTION)
    assert any(FACT in text for _, text in answer.entity_texts(*QUOTES))

    press = await bot.server.user_clicks(published, "撤销")
    assert not (await press.answer()).get("text")
    assert "已回到" in (await bot.server.next_reply(ADMIN)).text
    assert FACT not in (await ask(bot, ANYBODY, QUESTION)).text


async def test_the_button_works_after_a_restart(bot: Running) -> None:
    """What was offered before the bot was started again can be published."""
    await bot.server.user_sends_document(
        ADMIN, ADMIN, "又.txt", PAGE.replace("永和", "安泰").encode()
    )
    offer = await bot.server.next_reply(ADMIN)
    await bot.server.next_reply(ADMIN)
    await bot.restart()
    await (await bot.server.user_clicks(offer, "发布")).answer()
    assert "已发布" in (await bot.server.next_reply(ADMIN)).text
    assert "发布《安泰县" in (await ask(bot, ADMIN, "/history")).text


async def test_several_files_at_once(bot: Running) -> None:
    """Each file of an album is looked at."""
    for place in ("甲州", "乙州"):
        page = PAGE.replace("永和", place).encode()
        await bot.server.user_sends_document(ADMIN, ADMIN, f"{place}.txt", page)
    shown = [await bot.server.next_reply(ADMIN) for _ in range(4)]
    assert [
        place for place in ("甲州", "乙州") if any(place in s.get("text", "") for s in shown)
    ] == [
        "甲州",
        "乙州",
    ]


async def test_a_pinned_answer_stays(bot: Running) -> None:
    """An admin pins an answer; what would change it is not published."""
    await ask(bot, ADMIN, "长汀县蓝天救援队做了什么")
    assert "钉住了" in (await ask(bot, ADMIN, "/pin")).text
    held = {p.name: p.read_text("utf-8") for p in bot.knowledge.glob("*.yaml") if p.name != PINS}
    (name,) = (name for name, text in held.items() if "测温枪10把" in text)
    changed = held[name].replace("测温枪10把", "测温枪12把").encode()
    await bot.server.user_sends_document(ADMIN, ADMIN, name, changed)
    offer = await bot.server.next_reply(ADMIN)
    await bot.server.next_reply(ADMIN)
    await (await bot.server.user_clicks(offer, "发布")).answer()
    assert "pins.yaml" in (await bot.server.next_reply(ADMIN)).text
    await (await bot.server.user_clicks(await ask(bot, ADMIN, "/pin all"), "取消")).answer()
    assert "不再钉住" in (await bot.server.next_reply(ADMIN)).text


async def test_export(bot: Running) -> None:
    """All bulletins come as one file."""
    await ask(bot, ADMIN, "/export")
    sent = await bot.server.next_reply(ADMIN)
    assert sent["document"]["file_name"] == "knowledge.zip"


async def test_an_attachment_that_cannot_be_sent(bot: Running) -> None:
    """The offer stands all the same, and the clerk is told that only the attachment is missing."""
    bot.server.inject("502", n=4, methods="sendDocument")
    page = PAGE.replace("永和", "丁州").encode()
    await bot.server.user_sends_document(ADMIN, ADMIN, "丁州.txt", page)
    assert "丁州" in (await bot.server.next_reply(ADMIN)).text
    assert "附件没能发出" in (await bot.server.next_reply(ADMIN)).text


async def test_what_cannot_be_read(bot: Running) -> None:
    """A file that is no bulletin is turned down with its reason."""
    await bot.server.user_sends_document(ADMIN, ADMIN, "坏的.pdf", b"%PDF-1.4 broken")
    assert "坏的.pdf" in (await bot.server.next_reply(ADMIN)).text


async def test_nobody_else_publishes(bot: Running) -> None:
    """A file from anybody else is no page; nothing is fetched."""
    fetched = len(bot.server.calls_of("getFile")) if hasattr(bot.server, "calls_of") else 0
    await bot.server.user_sends_document(ANYBODY, ANYBODY, "防汛.txt", PAGE.encode())
    assert "文字" in (await bot.server.next_reply(ANYBODY)).text
    if hasattr(bot.server, "calls_of"):
        assert len(bot.server.calls_of("getFile")) == fetched
