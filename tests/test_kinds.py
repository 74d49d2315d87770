"""Which kind of question a sentence is, learnt from examples."""

import time
from importlib.resources import files

import pytest
from fit_kinds import examples, fingerprint

from bot.chinese.text import normalise
from bot.questions.kinds import HOLE, classify, weights

TEXT = (files("bot") / "data" / "kinds.txt").read_text("utf-8")
FEWEST = 40


def test_the_weights_are_of_the_examples() -> None:
    """Who adds an example without fitting anew is told."""
    assert weights().examples == fingerprint(TEXT)


def test_every_kind_has_examples_enough() -> None:
    """A kind of a handful of examples would be guessed at; none of them is given twice."""
    told = examples(TEXT)
    kinds = [kind for kind, _ in told]

    assert set(kinds) == set(weights().kinds)
    assert all(kinds.count(kind) >= FEWEST for kind in kinds)
    assert len({sentence for _, sentence in told}) == len(told)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("老乡们的苹果最后卖到哪里去了", "where"),
        ("苹果是哪位帮着卖掉的", "who"),
        ("果园那边苹果卖了几斤", "figure"),
        ("苹果几月份卖完的", "when"),
        ("隔壁县有没有人来收苹果", "yesno"),
        ("苹果收购价今天多少钱一斤", "outside:world"),
        ("给我写个卖苹果的广告", "outside:order"),
        (f"{HOLE}{HOLE}是以什么员的身份去的", "role_of"),
    ],
)
def test_unseen_sentences_are_known_by_what_they_ask(sentence: str, kind: str) -> None:
    """A subject of which no example speaks hides nothing."""
    told = classify(normalise(sentence))

    assert told[0][0] == kind
    assert sum(p for _, p in told) == pytest.approx(1)


def test_a_sentence_takes_no_time() -> None:
    """Kinds are told of every message and of each of its clauses."""
    classify("")
    started = time.process_time()
    for _ in range(100):
        classify("想请教一下前年冬天下大雪的时候到底是哪几个组织的志愿者去给老人们扫雪送煤的")
    assert (time.process_time() - started) / 100 < 0.002
