"""Groups, topics and what is not a question: the real process over HTTP."""

from itertools import count
from typing import Any

import pytest

from running import Running, ask, turn

pytestmark = pytest.mark.anyio

GROUPS = count(-1_002_000, -1)
TOPIC = 5
NAMES, NAMED = "七大员有哪些", "后勤保障员"


def group_of(bot: Running, *, forum: bool = False) -> int:
    """Return a group in which nobody has said anything yet; a forum has a topic."""
    group = next(GROUPS)
    bot.server.add_chat(group, "supergroup", is_forum=forum)
    if forum and hasattr(bot.server, "topics"):
        bot.server.topics[group] = {TOPIC: "话题"}
    return group


async def heard(bot: Running, group: int, text: str, person: int = 401, **how: Any) -> Any:
    """Say something in a group, and return what the bot answers."""
    await bot.server.user_says(group, person, text, "supergroup", **how)
    return await bot.server.next_reply(group)


async def silent(bot: Running, group: int, *said: str, **how: Any) -> None:
    """Check that nothing is answered: what is asked afterwards is answered first."""
    before = len(bot.server.replies(group))
    for text in said:
        await bot.server.user_says(group, 402, text, "supergroup", **how)
    assert "402" in (await heard(bot, group, f"/whoami@{bot.server.username}", 402)).text
    assert len(bot.server.replies(group)) == before + 1


async def test_silent_unless_addressed(bot: Running) -> None:
    """Chatter, another bot's commands and bare commands are not answered."""
    group = group_of(bot)
    other = ("@other_bot 你好", "/ask@other_bot 你好", "/roles@other_bot")
    await silent(bot, group, "今天天气不错", NAMES, "/roles", *other)


@pytest.mark.parametrize(
    "text",
    [
        *("@{}七大员有哪些", "七大员有哪些@{}", "请问 ＠{}，七大员有哪些", "@{} 七大员有哪些"),
        *("/ask 七大员有哪些", "/ask@{} 七大员有哪些", "／ask 七大员有哪些", "／roles＠{}"),
    ],
)
async def test_addressed(bot: Running, text: str) -> None:
    """A mention glued to Chinese, in full width or other case, and /ask are answered visibly."""
    group = group_of(bot)
    for name in (bot.server.username, bot.server.username.upper()):
        said = await bot.server.user_says(group, 401, text.format(name), "supergroup")
        reply = await bot.server.next_reply(group)
        assert NAMED in reply.text
        assert reply["reply_to_message"]["message_id"] == said.id


async def test_a_reply_is_an_address(bot: Running) -> None:
    """Whoever replies to the bot speaks to it; whoever replies to somebody else does not."""
    group = group_of(bot)
    answer = await heard(bot, group, "/ask 你好")
    assert NAMED in (await heard(bot, group, NAMES, reply_to=answer)).text

    chatter = await bot.server.user_says(group, 403, "随便聊聊", "supergroup")
    await silent(bot, group, NAMES, reply_to=chatter)


async def test_what_somebody_else_asked(bot: Running) -> None:
    """Whoever calls the bot in a reply to a question, and says nothing else, has it answered."""
    group = group_of(bot)
    question = await bot.server.user_says(group, 403, NAMES, "supergroup")
    for text in (f"@{bot.server.username}", f"/ask@{bot.server.username}", "/ask"):
        assert NAMED in (await heard(bot, group, text, reply_to=question)).text
    long = await bot.server.user_says(group, 403, f"大家好。{NAMES}？谢谢", "supergroup")
    cut = {"text": "蓝天救援队做了什么", "position": 0}
    assert "测温枪" in (await heard(bot, group, "/ask", reply_to=long, quote=cut)).text
    answer = await heard(bot, group, "/ask", 403)
    assert "/ask 后面" in answer.text
    assert "/ask 后面" in (await heard(bot, group, "/ask", 403, reply_to=answer)).text


async def test_topics(bot: Running) -> None:
    """What is asked in a topic is answered there, pages too; its root is no message of the bot."""
    group = group_of(bot, forum=True)
    before = len(bot.server.replies(group))
    await bot.server.user_says(group, 401, NAMES, "supergroup", thread_id=TOPIC)
    page = await heard(bot, group, f"/roles@{bot.server.username}", thread_id=TOPIC)
    assert page["message_thread_id"] == TOPIC
    assert len(bot.server.replies(group)) == before + 1

    answer = await heard(bot, group, "/ask 蓝天救援队做了什么", thread_id=TOPIC)
    await bot.server.user_clicks(answer, "来源", 401)
    assert (await bot.server.next_reply(group))["message_thread_id"] == TOPIC


async def test_a_thread_of_replies_is_no_topic(bot: Running) -> None:
    """In an ordinary group a chain of replies has a thread id that must not be sent back."""
    group = group_of(bot)
    reply = await heard(bot, group, "/ask 你好", message_thread_id=99)
    assert not reply.get("is_topic_message")


async def test_an_anonymous_admin_is_no_admin(bot: Running) -> None:
    """Who hides behind the group may be anybody."""
    group = group_of(bot)
    await bot.server.anonymous_admin_says(group, f"/reload@{bot.server.username}")
    assert "管理员" in (await bot.server.next_reply(group)).text


async def test_one_conversation_for_each_person(bot: Running) -> None:
    """他们 are those whom the same person asked about, whatever others ask in between."""
    group = group_of(bot)
    await heard(bot, group, "/ask 蓝天救援队做了什么", 404)
    assert "您指的是哪一个" in (await heard(bot, group, "/ask 他们做了什么", 405)).text
    assert "测温枪10把" in (await heard(bot, group, "/ask 他们做了什么", 404)).text


async def test_a_group_becomes_a_supergroup(bot: Running) -> None:
    """What was asked in the group is answered in the supergroup that it has become."""
    group, successor = next(GROUPS), next(GROUPS)
    bot.server.add_chat(group, "group")
    bot.server.migrate(group, successor)
    await bot.server.user_says(group, 406, "/ask 七大员有哪些", "group")

    assert NAMED in (await bot.server.next_reply(successor)).text
    # Some servers count the one refusal that tells of the new chat.
    left = [v for v in bot.server.violations if "upgraded" not in str(v)]
    assert len(bot.server.violations) - len(left) <= 1
    bot.server.violations[:] = left


# --- edits, and what is not a question


async def test_an_edit_changes_the_answer(bot: Running) -> None:
    """An edited question edits its answer; an edit that changes no word changes nothing."""
    question = await bot.server.user_says(407, 407, "谁捐了口罩")
    answer = await bot.server.next_reply(407)
    await bot.server.user_edits(question, "谁捐了口罩")
    await bot.server.user_edits(question, NAMES)
    await bot.server.wait_edit(answer, edits=1)

    assert NAMED in answer.text
    assert len(bot.server.replies(407)) == 1
    await turn(bot, await ask(bot, 407, "/roles"), "疫情防护员")
    assert answer.edits == 1


async def test_an_edit_after_a_restart(bot: Running) -> None:
    """What was asked before the bot was started again still has its answer edited; once is enough.

    An edit that changes no word still changes nothing.
    """
    first, second = [await bot.server.user_says(412, 412, "谁捐了口罩") for _ in range(2)]
    answer, other = await bot.server.next_reply(412), await bot.server.next_reply(412)
    await bot.restart()
    await bot.server.user_edits(second, "谁捐了口罩")
    await bot.server.user_edits(first, NAMES)
    await bot.server.wait_edit(answer, edits=1)
    assert NAMED in answer.text
    assert other.edits == 0
    assert len(bot.server.replies(412)) == 2


async def test_an_edit_that_calls_the_bot(bot: Running) -> None:
    """Who forgot to mention the bot can add it; the edit after that edits the answer."""
    group = group_of(bot)
    said = await bot.server.user_says(group, 413, NAMES, "supergroup")
    await bot.server.user_edits(said, f"@{bot.server.username} {NAMES}")
    answer = await bot.server.next_reply(group)
    assert NAMED in answer.text
    assert answer["reply_to_message"]["message_id"] == said.id
    await bot.server.user_edits(said, f"@{bot.server.username} 蓝天救援队做了什么")
    await bot.server.wait_edit(answer, edits=1)
    await silent(bot, group)


@pytest.mark.parametrize("kind", ["voice", "photo", "sticker", "contact", "location"])
async def test_what_is_no_text(bot: Running, kind: str) -> None:
    """Whatever is not text gets one friendly line; in a group it is nobody's business."""
    file = {"file_id": "1", "file_unique_id": "1"}
    looks = {**file, "width": 1, "height": 1}
    sticker = {**looks, "type": "regular", "is_animated": False, "is_video": False}
    fields: dict[str, Any] = {
        "voice": {**file, "duration": 1},
        "photo": [looks],
        "sticker": sticker,
        "contact": {"phone_number": "1", "first_name": "甲"},
        "location": {"latitude": 26.1, "longitude": 119.3},
    }
    await bot.server.user_sends(408, 408, **{kind: fields[kind]})
    assert (await bot.server.next_reply(408)).text == "我只看得懂文字，请把问题打成一句话。"

    group = group_of(bot)
    await bot.server.user_sends(group, 408, "supergroup", **{kind: fields[kind]})
    await silent(bot, group)


async def test_a_caption_is_a_question(bot: Running) -> None:
    """What is written under a photo is read like any other text."""
    photo = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]
    await bot.server.user_sends(409, 409, photo=photo, caption=NAMES)
    assert NAMED in (await bot.server.next_reply(409)).text


async def test_forwarded_text_is_a_question(bot: Running) -> None:
    """What somebody forwards to the bot is asked by whoever forwards it."""
    sender = {"id": 410, "is_bot": False, "first_name": "乙"}
    origin = {"type": "user", "date": 1_700_000_000, "sender_user": sender}
    await bot.server.user_says(411, 411, NAMES, forward_origin=origin)
    assert NAMED in (await bot.server.next_reply(411)).text
