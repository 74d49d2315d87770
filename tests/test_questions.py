"""The sentences of `questions.yaml` are understood, and those that must be refused are."""

from typing import Any

import pytest
import yaml

from bot.library.snapshot import Snapshot
from bot.model import Dialogue, Kind
from bot.questions.understanding import MOST, understand
from conftest import TESTS, Ask

SAID: dict[str, Any] = yaml.safe_load((TESTS / "questions.yaml").read_text("utf-8"))
CASES = [(s, row) for row in SAID["understood"] for s in row["say"]]


@pytest.mark.parametrize(("sentence", "row"), CASES)
def test_understood(sentence: str, row: dict[str, Any], snapshot: Snapshot) -> None:
    """Each phrasing is read as its kind of question, about those whom it names."""
    question = understand(sentence, snapshot, Dialogue())
    named = {e.name for m in question.mentions for e in m.entities}

    assert (question.intent, named) == (row["intent"], set(row.get("mentions", ()))), sentence


@pytest.mark.parametrize("sentence", SAID["refused"])
def test_refused(sentence: str, ask: Ask) -> None:
    """What the bulletin does not say is refused, and something that it does say is offered."""
    reply = ask(sentence)

    assert reply.kind is Kind.REFUSE, (sentence, reply.text)
    assert not reply.quotations, sentence
    assert reply.buttons, sentence


def test_every_sentence_once() -> None:
    """No sentence is listed twice, so that none is expected to mean two things."""
    sentences = [s for s, _ in CASES] + SAID["refused"]

    assert len(sentences) == len(set(sentences))


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [("15400公斤的消毒液", 15400, 15400), ("9亿多的捐款", 900_000_000, 1_000_000_000)],
)
def test_numbers_are_values(said: str, least: int, most: int, snapshot: Snapshot) -> None:
    """A number in a question is the values that it may stand for."""
    (number,) = [t for t in understand(said, snapshot, Dialogue()).terms if t.least is not None]

    assert number.least == least
    assert number.most == most


def test_a_long_message_is_read_at_both_ends(snapshot: Snapshot) -> None:
    """Of ten thousand characters the first and the last are read, where a question stands."""
    filler = "嗯" * 10_000
    for message in (f"蓝天救援队做了什么{filler}", f"{filler}蓝天救援队做了什么"):
        question = understand(message, snapshot, Dialogue())
        assert len(question.text) <= MOST + 1
        assert [e.name for m in question.mentions for e in m.entities] == ["长汀县蓝天救援队"]


def test_a_rambling_message_is_read_for_its_question(snapshot: Snapshot) -> None:
    """Of many words around a question, the clause that asks says which kind it is."""
    question = understand(
        "各位老师好，我在整理去年的材料，里面讲到很多单位，想请教一下蓝天救援队送了多少口罩，辛苦了",
        snapshot,
        Dialogue(),
    )

    assert question.intent == "figure"
    assert "口罩" in {t.text for t in question.terms}
