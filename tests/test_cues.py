"""How people ask, as data: each table of the files can be used."""

import re
import string
import time
from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml

from bot.chinese.cues import cues, english, synonyms
from bot.chinese.text import normalise
from bot.library.snapshot import Snapshot
from bot.model import Dialogue
from bot.questions.kinds import weights
from bot.questions.understanding import understand
from test_questions import SAID

SLOW = 0.05
"""Seconds of this process's own time; reading a message takes all cues together a tenth of that."""

PATTERNS: dict[str, re.Pattern[str]] = {
    **{f"asking {name}": pattern for name, pattern in cues().asking.items()},
    **{f"context {name}": pattern for name, pattern in cues().context.items()},
    "frames": cues().frames,
    "english_frames": cues().english_frames,
}


@pytest.mark.parametrize("name", PATTERNS)
def test_no_cue_in_nothing(name: str) -> None:
    """No cue is found where nothing is said: it would be found in every question."""
    assert PATTERNS[name].search("") is None


@pytest.mark.parametrize("name", PATTERNS)
def test_cues_are_in_normal_form(name: str) -> None:
    """A cue in another script or width could never match what is compared with it."""
    pattern = PATTERNS[name].pattern
    plain = re.sub(r"\\.|\s", "", pattern)
    capitals = set(string.ascii_uppercase) & set(re.sub(r"\(\?P<\w+>", "", plain))

    assert not capitals
    assert all(normalise(c) == c for c in plain if "\u4e00" <= c <= "\u9fff")


def test_no_cue_takes_forever() -> None:
    """What begins like a question and goes on for long is read in no time, by every cue.

    A pattern that tries every way to cut the rest into pieces takes twice as long for each piece.
    """
    sentences = [s for row in SAID["understood"] for s in row["say"]] + SAID["refused"]
    beginnings = {normalise(s[:end]) for s in sentences for end in range(1, len(s) + 1)}

    for name, pattern in PATTERNS.items():
        for text in sorted(beginnings):
            started = time.process_time()
            pattern.search(text + "好" * 28)
            assert time.process_time() - started < SLOW, (name, text)


def test_every_kind_has_an_example() -> None:
    """No kind of question is there without a sentence in `questions.yaml` that it recognises."""
    shown = {row["intent"] for row in SAID["understood"]}

    assert {*weights().kinds} - {"why_so"} <= shown
    assert shown - {*weights().kinds} == {"empty", "pick"}
    assert {*cues().asking} - {"any"} <= {*weights().kinds}


def test_words_that_carry_nothing_are_no_terms(snapshot: Snapshot) -> None:
    """Words so general that a bulletin need not have them are not looked for."""
    question = understand("请问大家在疫情期间具体开展了哪些工作啊", snapshot, Dialogue())

    assert question.terms == ()


def test_synonyms_go_both_ways() -> None:
    """Each everyday word that stands for another is stood for by it; none stands for itself."""
    table = synonyms()
    assert len(table) > 1000

    for word, others in table.items():
        assert word not in others, word
        assert all(word in table[other] for other in others), word


def test_tables_are_in_normal_form() -> None:
    """A word that is not in normal form would never be found."""
    words = {*synonyms(), *english(), *english().values(), *cues().generic}
    words |= {*cues().spoken, *cues().spoken.values()}

    assert [w for w in words if normalise(w) != w] == []


@pytest.mark.parametrize("name", ["cues", "english", "synonyms"])
def test_no_key_is_given_twice(name: str) -> None:
    """Of two lines with one key the first is dead, and YAML says nothing."""
    text = (files("bot") / "data" / f"{name}.yaml").read_text("utf-8")

    assert not list(_twice(yaml.compose(text)))


def _twice(node: yaml.Node | None) -> Iterator[str]:
    """Every key that a mapping within a node has before."""
    if isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            yield from _twice(inner)
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        yield from (key for at, key in enumerate(keys) if key in keys[:at])
        for _, inner in node.value:
            yield from _twice(inner)
