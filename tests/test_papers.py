"""The examination papers are well-formed, and no change loses what they once reached."""

from functools import cache
from itertools import chain
from typing import Any

import pytest
import score
import yaml

from bot.library import Library
from conftest import TESTS

PAPERS = {paper.stem: paper for paper in sorted(score.PAPERS.glob("*.yaml"))}
REACHED = TESTS / "papers_reached.yaml"
"""How many items of each paper and of each kind are right, and how many false answers there are:
rewritten by `--update-golden`, so that whoever gives an item up sees it in the difference."""


library = cache(Library)


@cache
def asked(name: str) -> list[score.Asked]:
    """Ask a paper, once for all tests."""
    return score.ask(PAPERS[name], library(score.knowledge(PAPERS[name])))


@pytest.fixture(scope="module")
def reached(request: pytest.FixtureRequest) -> dict[str, dict[str, int]]:
    """What must be reached; rewritten where that is asked for."""
    if request.config.getoption("--update-golden"):
        everything = score.by_kind(chain.from_iterable(map(asked, PAPERS)))
        now = {
            "right of paper": {name: score.right(asked(name)) for name in PAPERS},
            "right of kind": {kind: score.right(a) for kind, a in everything.items()},
            "false answers": {name: score.false_answers(asked(name)) for name in PAPERS},
        }
        REACHED.write_text(yaml.safe_dump(now, sort_keys=False), "utf-8", newline="\n")
    read: dict[str, dict[str, int]] = yaml.safe_load(REACHED.read_text("utf-8"))
    return read


def wrong(rows: list[score.Asked]) -> str:
    """List what is not right, and why."""
    return "\n".join(f"{a.item.kind}: {a.item.q}: {'; '.join(a.why)}" for a in rows if a.why)


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_well_formed(name: str) -> None:
    """Each item has its fields, of a known kind and noise, and asks one thing once."""
    questions = [(item.q, *item.after) for item in score.read(PAPERS[name])]

    assert len(questions) == len(set(questions))


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_passed(name: str, reached: dict[str, dict[str, int]]) -> None:
    """No item is lost of any paper in the repository, and no false answer comes to it."""
    assert score.right(asked(name)) >= reached["right of paper"][name], wrong(asked(name))
    assert score.false_answers(asked(name)) <= reached["false answers"][name], wrong(asked(name))


@pytest.mark.parametrize("kind", sorted(score.KINDS))
def test_a_kind_of_question_is_understood(kind: str, reached: dict[str, dict[str, int]]) -> None:
    """No kind of question pays for what another gains."""
    rows = score.by_kind(chain.from_iterable(map(asked, PAPERS)))[kind]

    assert score.right(rows) >= reached["right of kind"][kind], wrong(rows)


TOLD = {"q": "捐了多少", "kind": "figure", "contains": ["3万元"], "excludes": ["5辆"]}
BARE = {"q": "你好", "kind": "chitchat"}
OPEN = {"q": "那个呢", "kind": "ambiguous", "contains": ["蓝天"]}
NEVER = {"q": "火星上呢", "kind": "near_miss", "refuse": True, "excludes": ["3万元"]}


@pytest.mark.parametrize(
    ("fields", "kind", "text", "choices", "right"),
    [
        (TOLD, "answer", "捐了<b>３ 万</b>元", [], True),
        (TOLD, "nearest", "捐了3万元", [], True),
        (TOLD, "answer", "捐了3万元和5辆", [], False),
        (TOLD, "clarify", "捐了3万元", [], False),
        (TOLD, "clarify", "捐给谁", ["3万元"], False),
        (TOLD, "chat", "捐了3万元", [], False),
        (BARE, "chat", "你好", [], True),
        (BARE, "refuse", "没有", [], False),
        (OPEN, "clarify", "哪一个", ["蓝天救援队"], True),
        (OPEN, "clarify", "哪一个", ["长" * 64 + "蓝天"], False),
        (OPEN, "answer", "蓝天", [], True),
        (NEVER, "refuse", "没有提到", [], True),
        (NEVER, "refuse", "没有提到3万元", [], False),
        (NEVER, "nearest", "有关的是", [], False),
        (NEVER, "clarify", "哪一个", [], False),
    ],
)
def test_a_reply_is_judged(
    fields: dict[str, Any], kind: str, text: str, choices: list[str], *, right: bool
) -> None:
    """What is due is shown, what is not is not, and what nobody said is refused outright."""
    rest: dict[str, Any] = {"contains": [], "excludes": [], "organisations": [], "role": None}
    rest |= {"refuse": False, "after": [], "noise": "none", "hardness": 1}
    item = score.Item(**rest | fields)

    assert (not list(score.judge(item, kind, text, choices))) is right


def test_the_nearest_is_no_false_answer() -> None:
    """Only an answer to what must be refused is a false one."""
    item = next(i for i in score.read(PAPERS["fujian"]) if i.refuse)
    kinds = ("answer", "nearest", "clarify", "chat", "refuse")

    assert score.false_answers(score.Asked(item, kind, ("",)) for kind in kinds) == 1
