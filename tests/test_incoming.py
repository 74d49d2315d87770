"""Who is heard, and as whom: read off updates as Telegram sends them."""

from typing import Any

import pytest
import telegram

from bot.telegram.incoming import conversation_of, heard, person_of, spoken

ME = telegram.User(1, "机器人", is_bot=True, username="paper_bot")
GROUP = {"id": -100, "type": "supergroup"}
MINE: dict[str, Any] = {"from": ME.to_dict(), "text": "答"}


def message(text: str = "捐了多少", **fields: Any) -> telegram.Message:
    """Say something in a group."""
    said = {"message_id": 9, "date": 0, "chat": GROUP, "text": text}
    sender = {"id": 7, "is_bot": False, "first_name": "林"}
    return telegram.Message.de_json({**said, "from": sender, **fields}, None)


def earlier(number: int, **fields: Any) -> dict[str, Any]:
    """Return a message that another replies to."""
    return {"message_id": number, "date": 0, "chat": GROUP, **fields}


def test_a_reply_to_the_bot_is_heard() -> None:
    """In a group the bot is spoken to in a reply to what it said, and in none to others."""
    assert heard(message(reply_to_message=earlier(5, **MINE)), ME) == "捐了多少"
    other = {"id": 8, "is_bot": False, "first_name": "王"}
    assert heard(message(reply_to_message=earlier(5, **{**MINE, "from": other})), ME) is None
    assert heard(message(), ME) is None


def test_a_topics_first_message_is_no_one_spoken_to() -> None:
    """In a topic that the bot opened, everything "replies" to it: only real replies are heard."""
    topic: dict[str, Any] = {"is_topic_message": True, "message_thread_id": 5}
    made = {"from": ME.to_dict(), "forum_topic_created": {"name": "捐赠", "icon_color": 0}}

    assert heard(message(**topic, reply_to_message=earlier(5, **MINE)), ME) is None
    assert heard(message(**topic, reply_to_message=earlier(4, **made)), ME) is None
    assert heard(message(**topic, reply_to_message=earlier(6, **MINE)), ME) == "捐了多少"
    assert heard(message(message_thread_id=5, reply_to_message=earlier(5, **MINE)), ME)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "@paper_bot 捐了多少"}, "捐了多少"),
        ({"text": "请问＠PAPER_BOT，捐了多少"}, "请问 捐了多少"),
        ({"text": "@paper_bots 捐了多少"}, None),
        ({"text": "/ask捐了多少"}, "/ask 捐了多少"),
        ({"text": "/ASK 捐了多少"}, "/ASK 捐了多少"),
        ({"text": "/roles"}, None),
        ({"text": "/roles@paper_bot"}, "/roles"),
        ({"text": "/roles@other_bot"}, None),
        ({"text": "@paper_bot", "reply_to_message": earlier(5, text="谁捐的")}, "谁捐的"),
        ({"text": "/ask", "reply_to_message": earlier(5, caption="谁捐的")}, "谁捐的"),
        ({"text": "@paper_bot", "reply_to_message": earlier(5, **MINE)}, ""),
        (
            {
                "text": "@paper_bot",
                "reply_to_message": earlier(5, text="谁捐的，捐了多少"),
                "quote": {"text": "谁捐的", "position": 0},
            },
            "谁捐的",
        ),
        ({"text": "@paper_bot 好", "via_bot": ME.to_dict()}, None),
        ({"text": "@paper_bot 好", "is_automatic_forward": True}, None),
        ({"text": "@paper_bot 好", "from": {**ME.to_dict(), "id": 2}}, None),
    ],
)
def test_in_a_group(fields: dict[str, Any], said: str | None) -> None:
    """It is called by its name or by /ask, on somebody's message too; no machine is heard."""
    assert heard(message(**fields), ME) == said


@pytest.mark.parametrize("text", ["/roles", "/roles@other_bot", "你好", ""])
def test_in_private_everything_is_heard(text: str) -> None:
    """Alone with a person, whatever they send is for the bot."""
    private = {"id": 7, "type": "private", "first_name": "林"}
    assert heard(message(text, chat=private), ME) == text.removesuffix("@other_bot")


def test_whoever_speaks_for_a_group_has_no_users_id() -> None:
    """An anonymous admin may be anybody, so nobody's rights are theirs."""
    anonymous = message(sender_chat=GROUP)
    assert heard(message("@paper_bot 好", sender_chat=GROUP, **{"from": ME.to_dict()}), ME) == "好"

    assert person_of(anonymous) == "chat -100"
    assert person_of(message()) == "7"


def test_a_conversation_is_a_person_in_a_chat_and_a_topic() -> None:
    """A thread of replies in an ordinary group is no topic."""
    threaded: dict[str, Any] = {"message_thread_id": 5}
    said = telegram.Update(1, message=message(**threaded, is_topic_message=True))

    assert conversation_of(said) == ("7", "-100", "5")
    assert spoken(message(**threaded), "好").thread == ""
