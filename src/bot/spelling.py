"""How far what was typed is from what was meant: sound, shape, and slips of the hand."""

from collections.abc import Container
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import Levenshtein

from bot.text import syllables

SLIP = 1.0
"""The cost of a character wrong, missing, too many or swapped with its neighbour."""
ALIKE = 0.1
"""The cost of a character that sounds or looks like the right one."""


@cache
def _groups() -> dict[str, set[str]]:
    """Give each character those it may be taken for by its look."""
    table: dict[str, set[str]] = {}
    for line in (files("bot") / "data" / "lookalikes.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            for character in line:
                table.setdefault(character, set()).update(line)
    return table


def sounds_alike(one: str, other: str) -> bool:
    """Whether two characters have a toneless reading in common."""
    return one == other or not set(syllables(one)).isdisjoint(syllables(other))


def looks_alike(one: str, other: str) -> bool:
    """Whether two characters are easily taken for one another on paper or screen."""
    return other in _groups().get(one, ())


def alike(one: str, other: str) -> bool:
    """Whether one character is an understandable slip for the other."""
    return one == other or looks_alike(one, other) or sounds_alike(one, other)


def distance(said: str, meant: str, fixed: Container[int], most: float) -> float | None:
    """How many slips lead from what was meant to what was said; None if more than `most`.

    `fixed` are the positions in `meant` that make it what it is (a brand, a place): there, only a
    character that sounds or looks alike is forgiven, since another one would name another thing.
    """
    if abs(len(said) - len(meant)) > most:
        return None
    if len(said) == len(meant):
        return _substituted(said, meant, fixed, most)
    cost = 0.0
    for operation in Levenshtein.editops(meant, said):
        at, to = operation.src_pos, operation.dest_pos
        if operation.tag == "replace" and alike(said[to], meant[at]):
            cost += ALIKE
        elif operation.tag == "insert" and to and said[to] == said[to - 1]:
            cost += ALIKE
        elif operation.tag != "insert" and at in fixed:
            return None
        elif operation.tag == "insert" and at in fixed and at - 1 in fixed:
            return None
        else:
            cost += SLIP
        if cost > most:
            return None
    return cost


def _substituted(said: str, meant: str, fixed: Container[int], most: float) -> float | None:
    """Compare place by place; two neighbours swapped are one slip."""
    cost, at = 0.0, 0
    while at < len(meant):
        if said[at] == meant[at]:
            pass
        elif said[at : at + 2] == meant[at : at + 2][::-1] and len(meant) > at + 1:
            cost += SLIP
            at += 1
        elif alike(said[at], meant[at]):
            cost += ALIKE
        elif at in fixed:
            return None
        else:
            cost += SLIP
        if cost > most:
            return None
        at += 1
    return cost
