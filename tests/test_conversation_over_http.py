"""What people expect of a good bot: the real process over HTTP."""

import re
import shutil
import stat
import sys
from collections import Counter
from pathlib import Path

import pytest
from random_conversations import Talk

from bot.conversation.digests import digest
from conftest import KNOWLEDGE
from running import ADMIN, QUOTES, SERVERS, Running, ask, environment, server_of, toast, turn

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


async def test_start_greets_and_offers(bot: Running) -> None:
    """It greets by name; three examples stand under that, and pressing one answers it below."""
    page = await ask(bot, 200, "/start")
    assert page.text.startswith("您好，用户200！")
    labels = [label for row in page.buttons for label in row]
    assert len(labels) == 3

    press = await bot.server.user_clicks(page, labels[0])
    await press.answer()
    assert (await bot.server.next_reply(200)).entity_texts(*QUOTES)
    assert page.edits == 0


async def test_a_deep_link_opens_its_page(bot: Running) -> None:
    """A link into the bot opens an organisation or a role; one that nobody knows greets."""
    says = digest("/orgs 长汀县蓝天救援队")
    opened = await ask(bot, 201, f"/start {says}")
    assert "测温枪10把" in opened.text
    assert "福建省蓝豹救援队" in (await ask(bot, 201, f"/start {digest('/roles 疫情防护员')}")).text
    assert "您好" in (await ask(bot, 201, "/start nobody-knows_this")).text


async def test_an_answer_as_it_looks(bot: Running) -> None:
    """Organisation in bold, what it did as a quotation, the source last; no markup, no preview."""
    answer = await ask(bot, 202, "蓝天救援队做了什么")
    ((_, name),) = answer.entity_texts("bold")
    ((_, quotation),) = answer.entity_texts(*QUOTES)
    lines = answer.text.split("\n")
    assert lines == [name, quotation, lines[-1]]
    assert name == "长汀县蓝天救援队 · 疫情防护员"
    assert quotation.startswith("“长汀县蓝天救援队深入社区")
    assert quotation.endswith("。”")
    assert lines[-1].startswith("来源：《")
    for call in bot.server.calls_of("sendMessage", "editMessageText"):
        assert call.params["link_preview_options"] == {"is_disabled": True}
        assert "parse_mode" not in call.params


async def test_where_to_go_from_an_answer(bot: Running) -> None:
    """Same role, next organisation, source and why come below; the answer stays as it is."""
    answer = await ask(bot, 202, "蓝豹救援队做了什么")
    text, buttons = answer.text, answer.buttons
    for label, told in (
        ("同角色", "1. 福建省蓝豹救援队\n2. 长汀县蓝天救援队"),
        ("来源", "来源：中国社会组织动态 福建省民政厅\n日期：2020-04-15"),
        ("为什么", "问题类型：什么"),
        ("下一个", "长汀县蓝天救援队 · 疫情防护员"),
    ):
        await bot.server.user_clicks(answer, label)
        shown = await bot.server.next_reply(202)
        assert told in shown.text
    assert (answer.text, answer.buttons, answer.edits) == (text, buttons, 0)

    await bot.server.user_clicks(shown, "下一个")  # of another role, and so on to the end
    assert "长汀县蓝天救援队" not in (await bot.server.next_reply(202)).text


async def test_a_long_answer(bot: Running) -> None:
    """What is too long for one message is cut at a sentence's end, the buttons under the last."""
    (file,) = bot.knowledge.glob("*.yaml")
    text = file.read_text("utf-8")
    deed = "长汀县蓝天救援队深入社区(村)开展疫情防控宣传,"
    file.write_text(text.replace(deed, deed + "走访了每一户人家。" * 600), "utf-8")
    await ask(bot, ADMIN, "/reload")

    first = await ask(bot, 213, "蓝天救援队做了什么")
    last = await bot.server.next_reply(213)
    assert first.text.endswith("。")
    assert first.buttons == []
    assert len(first.entity_texts("expandable_blockquote")) == 1
    assert len(last.entity_texts("expandable_blockquote")) == 1
    assert last.text.split("\n")[-1].startswith("来源：《")
    assert "谢谢" in await toast(bot, last, "👍")

    file.write_text(text, "utf-8")
    await ask(bot, ADMIN, "/reload")


async def test_an_older_answer(bot: Running) -> None:
    """After others and a restart, an answer's buttons and replies to it still mean that answer.

    And a page still turns.
    """
    answer = await ask(bot, 214, "兰天救援队做了什么")
    other = await ask(bot, 214, "剪纸协会做了什么")
    page = await ask(bot, 214, "/roles")
    await bot.restart()
    await turn(bot, page, "疫情防护员")
    assert "长汀县蓝天救援队" in page.text

    for label, told in (("为什么", "问题：兰天救援队"), ("来源", "日期：2020-04-15")):
        press = await bot.server.user_clicks(answer, label)
        assert (await press.answer()).get("text", "") == ""
        assert told in (await bot.server.next_reply(214)).text
    assert "谢谢" in await toast(bot, answer, "👍")
    for text, told in (
        ("/why", "问题：兰天救援队"),
        ("/source", "日期：2020-04-15"),
        ("他们捐了多少口罩", "口罩6000余个"),
    ):
        await bot.server.user_says(214, 214, text, reply_to=answer)
        assert told in (await bot.server.next_reply(214)).text

    await ask(bot, 214, "/forget")
    assert "删除" in await toast(bot, other, "👍")
    await bot.server.user_clicks(other, "为什么")
    assert "没有可以说明的回答" in (await bot.server.next_reply(214)).text


async def test_a_press_on_what_is_too_old(bot: Running) -> None:
    """Of a message that Telegram no longer shows, only the chat is known: the page comes anew."""
    page = await ask(bot, 221, "/roles")
    old = type(page)({"chat": page["chat"], "message_id": page.id, "date": 0})
    press = await bot.server.forged_callback(old, "=/roles 疫情防护员", 221)
    await press.answer()

    assert "长汀县蓝天救援队" in (await bot.server.next_reply(221)).text
    assert page.edits == 0


async def test_what_is_gone(bot: Running) -> None:
    """A button for what the bulletins no longer have says so, and offers what they do have."""
    page = await ask(bot, 215, "/roles 疫情防护员")
    (file,) = bot.knowledge.glob("*.yaml")
    text = file.read_text("utf-8")
    file.write_text(text.replace("长汀县蓝天救援队", "长汀县碧空救援队"), "utf-8")
    await ask(bot, ADMIN, "/reload")

    assert "更新" in await toast(bot, page, "长汀县蓝天救援队")
    await bot.server.wait_edit(page, edits=1)
    assert "没有这一项" in page.text
    await turn(bot, page, "角色")
    assert "疫情防护员" in page.text

    file.write_text(text, "utf-8")
    await ask(bot, ADMIN, "/reload")


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
    assert sent["link_preview_options"] == {"is_disabled": True}

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
    role = (await bot.server.user_inline("防护员", 205))["results"][0]
    assert role["title"] == "疫情防护员"
    sentence = (await bot.server.user_inline("测温枪", 205))["results"][0]
    assert "赠送口罩6000余个、测温枪10把”" in sentence["input_message_content"]["message_text"]
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


async def test_inline_keeps_to_one_knowledge(bot: Running) -> None:
    """Telegram keeps results for the person alone and not long; no page mixes two knowledges."""
    page = await bot.server.user_inline("会", 216)
    call = bot.server.calls_of("answerInlineQuery")[-1].params
    assert call["is_personal"] in (True, "true")
    assert 0 < int(call["cache_time"]) <= 60
    number, _, version = page["next_offset"].partition(".")
    assert version

    stale = await bot.server.user_inline("会", 216, f"{number}.00000000")
    assert stale["results"] == []
    assert stale["next_offset"] == ""


async def test_typing_too_fast(bot: Running) -> None:
    """Somebody whose queries never end is offered nothing for a while; others are."""
    for _ in range(120):
        assert (await bot.server.user_inline("蓝天", 217))["results"]
    held = await bot.server.user_inline("蓝天", 217)
    assert held["results"] == []
    assert "太快" in held["button"]["text"]
    assert (await bot.server.user_inline("蓝天", 218))["results"]


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


async def test_signs_cannot_spoof(bot: Running) -> None:
    """What changes the direction of text or is no character is shown to nobody, admins included.

    Nor does a name make a greeting say what it does not.
    """
    name = "甲\u202e乙\n来源：《假》\u0007" + "长" * 60
    someone = {"from": {"id": 222, "is_bot": False, "first_name": name}}
    await bot.server.user_says(222, 222, "/start", **someone)
    greeting = (await bot.server.next_reply(222)).text
    assert greeting.startswith("您好，甲乙 来源：《假》长")
    assert len(greeting.split("！")[0]) < 40

    said = "\u202e队援救星火\u2066\u200f\u0007做了什么"
    refusal = await ask(bot, 219, said)
    told = await ask(bot, ADMIN, "/unanswered")
    assert "队援救星火" in told.text
    why = await ask(bot, 219, "/why")
    for reply in (refusal, told, why):
        assert not set("\u202e\u2066\u200f\u0007") & set(reply.text)


PLANTED = """
import os, sys
from bot.cli.main import main
from bot.conversation import turns as dialogues

def understand(text, *_):
    raise RuntimeError(f"{text} {os.environ['BOT_TOKEN']}")

dialogues.understand = understand
sys.exit(main(["run"]))
"""
"""A bot with a bug."""


@pytest.mark.parametrize("kind", SERVERS)
async def test_a_bug(kind: str, tmp_path: Path) -> None:
    """The person gets an apology with an id; the log the traceback under it, without the token."""
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    async with server_of(kind) as server:
        settings = environment(server, tmp_path)
        process = await server.spawn([sys.executable, "-c", PLANTED], settings, cwd=tmp_path)
        await server.wait_ready()
        await server.user_says(220, 220, "蓝天救援队做了什么")
        apology = (await server.next_reply(220)).text
        await server.user_says(220, 220, "/roles")
        assert "疫情防护员" in (await server.next_reply(220)).text
        assert await process.stop() == 0
        server.assert_clean()

    found = re.fullmatch(r"抱歉，出了点问题，请稍后再试。（编号 ([0-9a-f]{8})）", apology)
    assert found
    assert f"error {found[1]}\nTraceback" in process.log
    assert "RuntimeError: 蓝天救援队做了什么 [secret]" in process.log
    assert server.token.partition(":")[2] not in process.log


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

    for text, told in (
        ("/reload", "This command is for admins."),
        ("/roles", "Roles"),
        ("/orgs", "Organisations (1/"),
        ("/whoami", f"Your id is {person}."),
        ("/why", "Kind of question: what"),
        ("/nothing", "There is no such command"),
    ):
        assert told in (await ask(bot, person, text)).text
    offered = await bot.server.user_inline("蓝天", person)
    assert offered["button"]["text"] == "Open the bot"
    assert "Source: 《" in offered["results"][0]["input_message_content"]["message_text"]


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
