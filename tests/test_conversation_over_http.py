"""What people expect of a good bot: the real process over HTTP, on both servers."""

import stat
from collections import Counter

import pytest
from random_conversations import Talk

from bot.commands import digest
from running import ADMIN, QUOTES, Running, ask, toast

pytestmark = pytest.mark.anyio

ENGLISH = 9001
"""Somebody whose client is in English."""


def english(bot: Running, person: int) -> int:
    """Let a person have an English client, on the server where that has to be told."""
    if hasattr(bot.server, "add_user"):
        bot.server.add_user(person, language_code="en")
    return person


async def test_who_it_is(bot: Running) -> None:
    """Before anybody has asked, the bot says what it does, in Chinese and in English."""
    for name in ("description", "short_description"):
        assert "简报" in bot.server.profile[name, ""]
        assert "bulletin" in bot.server.profile[name, "en"]


async def test_a_deep_link_opens_its_page(bot: Running) -> None:
    """A link into the bot opens an organisation or a role; one that nobody knows greets."""
    says = digest("/orgs 长汀县蓝天救援队")
    opened = await ask(bot, 201, f"/start {says}")
    assert "测温枪10把" in opened.text
    assert "福建省蓝豹救援队" in (await ask(bot, 201, f"/start {digest('/roles 疫情防护员')}")).text
    assert "您好" in (await ask(bot, 201, "/start nobody-knows_this")).text


async def test_source_and_why_are_new_turns(bot: Running) -> None:
    """Under an answer stand source and why; what they say comes below, the answer stays."""
    answer = await ask(bot, 202, "蓝天救援队做了什么")
    text = answer.text
    for label, told in (("来源", "2020-04-15"), ("为什么", "问题类型")):
        await bot.server.user_clicks(answer, label)
        assert told in (await bot.server.next_reply(202)).text
    assert answer.text == text


async def test_the_source_is_a_link(bot: Running) -> None:
    """Where a bulletin has an address, its title leads there, and no preview is shown.

    A button from before that still answers, and says that the knowledge is newer than it.
    """
    old = await ask(bot, 203, "/roles")
    (file,) = bot.knowledge.glob("*.yaml")
    text = file.read_text("utf-8")
    offered = (await bot.server.user_inline("蓝天", 203))["results"]
    file.write_text(
        text.replace("url: null", "url: https://example.org/a?b=1&c=%E7%A6%8F"), "utf-8"
    )
    await ask(bot, ADMIN, "/reload")
    answer = await ask(bot, 203, "蓝天救援队做了什么")
    ((link, words),) = answer.entity_texts("text_link")
    assert link["url"] == "https://example.org/a?b=1&c=%E7%A6%8F"
    assert words.startswith("《")
    sent = bot.server.calls_of("sendMessage")[-1].params
    assert "is_disabled" in str(sent["link_preview_options"])

    assert "更新" in await toast(bot, old, "疫情防护员")
    await bot.server.wait_edit(old, edits=1)
    assert "长汀县蓝天救援队" in old.text
    assert await toast(bot, old, "长汀县蓝天救援队") == ""
    newer = (await bot.server.user_inline("蓝天", 203))["results"]
    assert {r["id"] for r in newer}.isdisjoint(r["id"] for r in offered)

    file.write_text(text, "utf-8")
    await ask(bot, ADMIN, "/reload")


async def test_votes(bot: Running) -> None:
    """A thumb is thanked for in passing, counts once, and the admins see it by its question."""
    answer = await ask(bot, 204, "红十字基金会接收多少防护服")
    for thumb in "👍👎👎":
        assert "谢谢" in await toast(bot, answer, thumb)
    told = (await ask(bot, ADMIN, "/feedback")).text
    assert "👍 0 👎 1：红十字基金会接收多少防护服" in told
    assert "👎 1" in (await ask(bot, ADMIN, "/stats")).text
    assert "管理员" in (await ask(bot, 204, "/feedback")).text


async def test_inline(bot: Running) -> None:
    """In any chat, a word offers organisations, roles and sentences, each whole by itself."""
    roles = await bot.server.user_inline("", 205)
    assert "疫情防护员" in {r["title"] for r in roles["results"]}
    found = await bot.server.user_inline("蓝天", 205)
    first = found["results"][0]
    assert first["title"] == "长汀县蓝天救援队"
    for result in found["results"]:
        text = result["input_message_content"]["message_text"]
        assert "蓝天" in text
        assert "来源：《" in text
        assert "疫情防护员" in text
    link = first["reply_markup"]["inline_keyboard"][0][0]["url"].partition("?start=")[2]
    assert "测温枪10把" in (await ask(bot, 205, f"/start {link}")).text


async def test_inline_is_paged(bot: Running) -> None:
    """The pages of one query follow each other without a gap and without a thing twice."""
    seen: list[str] = []
    offset, pages = "", 0
    while pages == 0 or (offset and pages < 20):
        page = await bot.server.user_inline("会", 206, offset)
        seen += [r["id"] for r in page["results"]]
        offset, pages = page["next_offset"], pages + 1
    assert pages > 1
    assert len(seen) == len(set(seen)) > 20


async def test_a_refusal_helps(bot: Running) -> None:
    """It says whom to ask; the admins see the question, how often, and not by whom."""
    for person in (207, 208):
        assert "省民政厅咨询台" in (await ask(bot, person, "火星上有没有水")).text
    told = (await ask(bot, ADMIN, "/unanswered")).text
    assert "2 次：火星上有没有水" in told
    assert "207" not in told


async def test_what_is_kept(bot: Running) -> None:
    """It is said and can be deleted; the data folder is its owner's alone and names no person."""
    person = 209_876_543
    await ask(bot, person, "木星上有没有水")
    assert "90 天" in (await ask(bot, person, "/privacy")).text
    data = bot.folder / "data"
    files = [data, *data.iterdir()]
    assert all(stat.S_IMODE(f.stat().st_mode) & 0o077 == 0 for f in files)
    assert not any(str(person).encode() in f.read_bytes() for f in files if f.is_file())

    assert "1 条" in (await ask(bot, person, "/forget")).text
    assert "木星" not in (await ask(bot, ADMIN, "/unanswered")).text


async def test_too_fast(bot: Running) -> None:
    """Somebody who presses without end is told so; others are answered."""
    page = await ask(bot, 210, "/roles")
    for _ in range(30):
        last = await bot.server.forged_callback(page, "=/roles", 210)
        await last.answer()
    assert "太快" in (await last.answer())["text"]
    assert await ask(bot, 211, "/roles")


async def test_the_frame_in_english(bot: Running) -> None:
    """Whose client is in English is spoken to in English, and quoted to in Chinese."""
    person = english(bot, ENGLISH)
    assert "Hello" in (await ask(bot, person, "/start")).text
    assert "bulletins" in (await ask(bot, person, "火星上有没有水")).text
    answer = await ask(bot, person, "蓝天救援队做了什么")
    assert "测温枪10把" in answer.entity_texts(*QUOTES)[0][1]
    assert any("Why" in label for row in answer.buttons for label in row)
    menu = {
        row["command"]: row["description"] for row in bot.server.commands_for(person, lang="en")
    }
    assert menu["help"].isascii()


async def test_an_album_is_one_message(bot: Running) -> None:
    """An album without words is answered by one line, not by one for each photo."""
    photo = {"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}
    for _ in range(3):
        await bot.server.user_sends(212, 212, photo=[photo], media_group_id="77")
    assert "文字" in (await bot.server.next_reply(212)).text
    assert "您好" in (await ask(bot, 212, "你好")).text


async def test_random_conversations(bot: Running) -> None:
    """Whatever people do in whatever order, every question and every press is answered.

    The fixture looks for malformed calls at the end; `tools/random_conversations.py` holds more.
    """
    done: Counter[str] = Counter()
    for seed in range(1, 13):
        await Talk(bot.server, seed, done).hold()
    assert len(done) > 3
    assert "Traceback" not in bot.process.log
