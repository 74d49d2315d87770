"""Who is remembered, for how long, and apart from whom."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.conversation import turns as dialogues
from bot.conversation.conversation import Conversation
from bot.conversation.turns import MOST_DIALOGUES, Dialogues
from bot.library.library import Library
from bot.model import Dialogue, Kind, Message, Quotation, Reply
from bot.replies.wording import compose
from bot.storage.database import open_database
from bot.storage.journal_table import Store

FIRST, SECOND = "蓝天救援队", "他们做了什么"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time, in seconds."""
        return self.now


@pytest.mark.parametrize(
    "other",
    [
        Message(SECOND, "乙", "群", "1"),
        Message(SECOND, "甲", "另一群", "1"),
        Message(SECOND, "甲", "群", "2"),
    ],
)
def test_conversations_are_apart(other: Message, library: Library) -> None:
    """Another person, chat or thread is another conversation."""
    bot = Conversation(library)
    bot.reply(Message(FIRST, "甲", "群", "1"))

    assert bot.reply(other).kind is Kind.CLARIFY
    assert bot.reply(Message(SECOND, "甲", "群", "1")).kind is Kind.ANSWER


def test_a_cold_conversation_is_a_new_one(library: Library) -> None:
    """After half an hour of silence 他们 is nobody; before, every turn keeps it warm."""
    clock = Clock()
    bot = Conversation(library, clock=clock)
    bot.reply(Message(FIRST))
    for _ in range(3):
        clock.now += 30 * 60 - 1
        assert bot.reply(Message(SECOND)).kind is Kind.ANSWER
    clock.now += 30 * 60

    assert bot.reply(Message(SECOND)).kind is Kind.CLARIFY


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of too many conversations the one silent for longest is forgotten."""
    assert MOST_DIALOGUES > 1000
    monkeypatch.setattr(dialogues, "MOST_DIALOGUES", 2)
    kept = Dialogues(Clock())
    told = Dialogue(choices=("甲",))
    for person in ("甲", "乙", "甲", "丙"):
        kept.remember(Message("", person), told)

    assert [kept.recall(Message("", p)) == told for p in ("甲", "乙", "丙")] == [True, False, True]


def test_many_people_at_once(library: Library) -> None:
    """Whoever asks at the same time gets the answer to their own question."""
    bot = Conversation(library)
    said = {
        "甲": ("蓝天", "测温枪10把"),
        "乙": ("剪纸协会", "27.35万次"),
        "丙": ("药学会", "10余篇"),
    }
    wrong: list[str] = []

    def talk(person: str) -> None:
        name, told = said[person]
        turns = (name, SECOND) * 5
        wrong.extend(t for t in turns if told not in bot.reply(Message(t, person)).text)

    threads = [threading.Thread(target=talk, args=(p,)) for p in said]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


@pytest.mark.parametrize(("language", "told"), [("zh", "稍后再试"), ("en", "try again later")])
def test_without_its_database_it_answers(
    library: Library,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    language: str,
    told: str,
) -> None:
    """A question is answered though it cannot be kept; the log, and nobody else, learns why."""
    with closing(open_database(tmp_path, "")) as database:
        bot = Conversation(library, journal=Store(database))
        with closing(sqlite3.connect(tmp_path / "bot.sqlite")) as broken:
            broken.execute("DROP TABLE questions")
        answered = bot.reply(Message(FIRST, language=language, reply_to=5))
        excused = bot.reply(Message("/forget", language=language))

    assert answered.kind is Kind.ANSWER
    assert answered.entry is None
    assert told in excused.text
    assert "questions" not in excused.text
    assert caplog.text.count("no such table: questions") == 3


def test_contact_on_refusals_alone(library: Library) -> None:
    """Whom else to ask is said where the bulletins do not say it."""
    bot = Conversation(library, contact="办公室 0000")

    assert "办公室 0000" in bot.reply(Message("火箭是谁发射的")).text
    assert "办公室 0000" not in bot.reply(Message("蓝天")).text


def test_a_quotation_that_is_none_never_leaves(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A reply that fails the last check is stopped and logged, whatever made it."""
    passage = library.current.units[-1].passage

    def reply_with(quotation: Quotation, text: str) -> Callable[..., Reply]:
        return lambda *_: compose(Kind.ANSWER, [text], quotations=(quotation,))

    for quotation, text in (
        (Quotation(passage, 0, 5), "另说一套"),
        (Quotation(passage, 3, 3), "空的"),
        (Quotation(passage, 0, len(passage.text) + 9), passage.text),
    ):
        caplog.clear()
        monkeypatch.setattr("bot.conversation.conversation.word", reply_with(quotation, text))
        reply = Conversation(library).reply(Message("蓝天"))
        assert reply.kind is Kind.REFUSE
        assert not reply.quotations
        assert "stopped" in caplog.text
