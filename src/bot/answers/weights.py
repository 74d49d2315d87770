"""What each view weighs, and from which confidence on an answer is given: read from data."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.answers.views import VIEWS


@dataclass(frozen=True, slots=True)
class Weights:
    """What `tools/fit_reader.py` has fitted; `data/reader.txt` says on what."""

    choose: tuple[float, ...]
    """By view: how much it speaks for a sentence beside the others."""
    decide: tuple[float, ...]
    """By view: how much it speaks for the best sentence's being an answer (log odds)."""
    bias: float
    """The log odds where no view sees anything."""
    answer: float
    """The confidence from which the best sentence is given as the answer."""
    nearest: float
    """The confidence from which it is shown, said to be the nearest only."""


@cache
def weights() -> Weights:
    """Return the shipped weights."""
    return parsed((files("bot") / "data" / "reader.txt").read_text("utf-8"))


def parsed(text: str) -> Weights:
    """Read the table: a view, a tab and its two weights a line, then one number a line."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    table = {name: [float(n) for n in numbers] for name, *numbers in (x.split("\t") for x in lines)}
    return Weights(
        tuple(table[view][0] for view in VIEWS),
        tuple(table[view][1] for view in VIEWS),
        *(table[name][0] for name in ("bias", "answer", "nearest")),
    )
