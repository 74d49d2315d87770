"""Which kind of question a sentence is, learnt from the examples of `data/kinds.txt`.

A multinomial logistic regression over runs of one to three tokens, fitted by `tools/fit_kinds.py`.
A token is a Chinese character, an English word, a number, a name, or the beginning or end of the
sentence or of one of its clauses; a run that no example has says nothing.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HOLE = "\ufffc"
"""Stands where a name stood, so that no word is read across it."""

SILENT = ("chat", "topic", "more", "why_so")
"""Kinds that ask for nothing by themselves."""

LONGEST = 3
"""Tokens of the longest runs."""

_QUOTED = re.compile(r"[“”\"'‘’「」『』《》【】]")
_WORD = re.compile(r"[a-z]+")
_TOKEN = re.compile(rf"[a-z]+|[\d.]+|{HOLE}+|〇+|[^\W_]|[^\w\s{HOLE}]+")


@dataclass(frozen=True, slots=True)
class Weights:
    """What was fitted: for each run of tokens a row of weights, one for each kind."""

    kinds: tuple[str, ...]
    runs: Mapping[str, int]
    """The row of each run; the last row is every sentence's."""
    table: memoryview
    scale: float
    """What the bytes of the table count in, the temperature included."""
    examples: str
    """The fingerprint of the examples that they were fitted on."""


@cache
def weights() -> Weights:
    """Read the weights, once."""
    head, runs, table = (files("bot") / "data" / "kinds.bin").read_bytes().split(b"\n", 2)
    said = json.loads(head)
    return Weights(
        tuple(said["kinds"]),
        {run: row for row, run in enumerate(runs.decode().split("\t"))},
        memoryview(table).cast("b"),
        said["scale"],
        said["examples"],
    )


def tokens(text: str) -> list[str]:
    """Cut a text in normal form: characters, English words, 0 for a number, 〇 for a name."""
    told = ["^"]
    for token in _TOKEN.findall(_QUOTED.sub("", text)):
        if token[0] in HOLE + "〇":
            told.append("〇")
        elif token[0].isdigit():
            told.append("0")
        elif token[0].isalnum():
            told.append(token)
        elif told[-1] != "^":
            told.append(",")
    return [*told[: -1 if told[-1] == "," else None], "$"]


def runs(text: str) -> set[str]:
    """Return the runs of tokens by which a text is known."""
    told = tokens(text)
    return {
        " ".join(told[start : start + length])
        for length in range(1, LONGEST + 1)
        for start in range(len(told) - length + 1)
    }


def classify(text: str) -> tuple[tuple[str, float], ...]:
    """Give each kind its probability for a text in normal form, the most probable first."""
    fitted = weights()
    wide = len(fitted.kinds)
    rows = [fitted.runs[run] for run in runs(text) if run in fitted.runs]
    rows.append(len(fitted.runs))
    columns = zip(*(fitted.table[r * wide : (r + 1) * wide] for r in rows), strict=True)
    scores = [sum(column) * fitted.scale for column in columns]
    most = max(scores)
    shares = [math.exp(score - most) for score in scores]
    total = sum(shares)
    told = [(kind, share / total) for kind, share in zip(fitted.kinds, shares, strict=True)]
    return tuple(sorted(told, key=lambda t: -t[1]))


def in_english(text: str) -> bool:
    """Whether most of a text's Latin words are English that examples have, and no pinyin."""
    words = _WORD.findall(text)
    return len(words) > 1 and sum(word in weights().runs for word in words) * 2 > len(words)


def asks(text: str, silent: tuple[str, ...] = SILENT) -> float:
    """How probable it is that a part of a message asks something, by kinds that are not silent."""
    return sum(share for kind, share in classify(text) if not kind.startswith(silent))
