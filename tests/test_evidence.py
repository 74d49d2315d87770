"""Proposed, locked, weighed, decided: which sentences answer, and how surely."""

import pytest

from bot.answers.evidence import weigh
from bot.answers.views import VIEWS
from bot.answers.weights import weights
from bot.library import Snapshot
from bot.model import Answer, Dialogue, Kind
from bot.questions import understand
from conftest import Ask, bulletin
from test_answers import answered, organisations, told

FLOOD = bulletin(
    "防汛",
    {
        "晨光志愿队": "晨光志愿队送水300桶。晨光志愿队清淤12公里。",
        "朝霞志愿队": "朝霞志愿队送水80桶,转移村民46人。",
        "晚晴志愿队": "晚晴志愿队煮粥,送到堤上。",
    },
)
"""Three teams of a flood: who gave how much water, and who gave none."""


@pytest.fixture
def flood() -> Snapshot:
    """Serve them alone."""
    return Snapshot([FLOOD])


def quoted(said: Answer) -> str:
    """Return all that an answer quotes."""
    return "".join(q.text for q in said.quotations)


def test_there_is_a_weight_for_each_view() -> None:
    """The table of weights is of the views that there are, and its thresholds are in order."""
    fitted = weights()

    assert len(fitted.choose) == len(fitted.decide) == len(set(VIEWS)) == len(VIEWS)
    assert 0 < fitted.nearest < fitted.answer < 1


def test_the_clause_that_has_it_all_is_enough(flood: Snapshot) -> None:
    """A figure is answered with its clause and not with what stands beside it."""
    said = answered("朝霞志愿队转移了多少村民", flood)

    assert said.kind is Kind.ANSWER
    assert quoted(said) == "转移村民46人。"


def test_all_of_whom_it_is_asked(flood: Snapshot) -> None:
    """Whoever did it is told, and nobody else."""
    said = answered("谁送了水", flood)

    assert {o for q in said.quotations for o in q.passage.organisations} == {
        "晨光志愿队",
        "朝霞志愿队",
    }


def test_a_number_locks(flood: Snapshot) -> None:
    """What has another number is not even the nearest."""
    assert answered("谁送了500桶水", flood).kind is Kind.REFUSE
    assert "300桶" in quoted(answered("谁送了300桶水", flood))


def test_another_occasion_locks(flood: Snapshot) -> None:
    """What was given in a flood was not given in an epidemic."""
    assert answered("疫情期间谁送了水", flood).kind is Kind.REFUSE


@pytest.mark.parametrize(
    "said", ["除了晨光志愿队还有谁送了水", "除晨光志愿队外,还有哪些组织送了水"]
)
def test_whom_a_question_leaves_out_is_left_out(said: str, flood: Snapshot) -> None:
    """除了 names those who are not asked about."""
    shown = answered(said, flood)

    assert {o for q in shown.quotations for o in q.passage.organisations} == {"朝霞志愿队"}


@pytest.mark.parametrize("said", ["哪些组织没送水", "没有送水的有谁"])
def test_who_did_not_is_not_said(said: str, flood: Snapshot) -> None:
    """The bulletins tell what was done; who did not do it is refused."""
    assert answered(said, flood).kind is Kind.REFUSE


@pytest.mark.parametrize("said", ["谁卖了水", "朝霞志愿队卖水吗", "晨光志愿队的队长是谁"])
def test_no_plain_answer_without_the_deed_or_the_thing(said: str, flood: Snapshot) -> None:
    """What lacks the deed or the very thing that is asked about never passes for the answer."""
    assert answered(said, flood).kind is not Kind.ANSWER


def test_the_nearest_is_said_to_be_only_that(ask: Ask) -> None:
    """What is near is shown with a word before it, under the name of whose it is."""
    reply = ask("湖北收到了什么")

    assert reply.kind is Kind.NEAREST
    assert reply.text.startswith("简报没有直接写")
    assert told(reply)
    assert len(organisations(reply)) > 0


def test_what_shares_too_little_is_not_near(ask: Ask) -> None:
    """A thing that nobody gave is refused, though somebody gave something."""
    reply = ask("谁捐了呼吸机")

    assert reply.kind is Kind.REFUSE
    assert "呼吸机" in reply.text


@pytest.mark.parametrize("said", ["3", "12"])
def test_a_bare_number_is_never_searched_for(said: str, ask: Ask) -> None:
    """With nothing to choose from, a number is asked back about."""
    assert ask(said).kind is Kind.CLARIFY


def test_missing_is_what_stands_nowhere(flood: Snapshot) -> None:
    """A word that any of the passages has is never said to be missing."""
    question = understand("谁送了水和呼吸机", flood, Dialogue())
    evidence = weigh(question, flood.units, flood)

    assert "呼吸机" in evidence.missing
    assert "水" not in evidence.missing
