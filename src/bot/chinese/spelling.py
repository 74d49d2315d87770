"""How far what was typed is from what was meant: sound, shape, and slips of the hand."""

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import Levenshtein

from bot.chinese.text import lexicon, syllables

SLIP = 1.0
"""The cost of a character wrong, missing, too many or swapped with its neighbour."""

_GRAMMAR = frozenset("的了在是有和与被把")
"""Characters that stand for themselves and are no slip for a name's: 预防医的会徽."""

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


def lookalikes(character: str) -> Collection[str]:
    """Return the character and those that it is easily taken for by its look."""
    return _groups().get(character, (character,))


def looks_alike(one: str, other: str) -> bool:
    """Whether two characters are easily taken for one another on paper or screen."""
    return other in lookalikes(one)


def alike(one: str, other: str) -> bool:
    """Whether one character is an understandable slip for the other."""
    return one == other or looks_alike(one, other) or sounds_alike(one, other)


def distance(said: str, meant: str, fixed: Container[int], most: float) -> float | None:
    """How many slips lead from what was meant to what was said; None if more than `most`.

    `fixed` are the positions in `meant` that make it what it is (a brand, a place): there, only a
    character that sounds or looks alike is forgiven, since another one would name another thing.
    Nowhere is one forgiven that makes another word (工会 is no slip for 学会), nor two in a row.
    """
    if abs(len(said) - len(meant)) > most:
        return None
    cost, last = 0.0, -2
    for step in _aligned(said, meant) if len(said) == len(meant) else _edited(said, meant):
        forgiven = _forgiven(step, said, meant, fixed)
        if forgiven is None or (forgiven == SLIP and step.at - last <= 1):
            return None
        last = step.at if forgiven == SLIP else last
        cost += forgiven
        if cost > most:
            return None
    return cost


@dataclass(frozen=True, slots=True)
class _Step:
    """One difference between what was said and what was meant."""

    tag: str
    """`replace`, `insert`, `delete`, or `swap` of two neighbours."""
    at: int
    """Where in what was meant."""
    to: int
    """Where in what was said."""


def _aligned(said: str, meant: str) -> Iterator[_Step]:
    """Compare place by place; two neighbours swapped are one slip."""
    at = 0
    while at < len(meant):
        swapped = said[at : at + 2] == meant[at : at + 2][::-1] and len(meant) > at + 1
        if said[at] != meant[at]:
            yield _Step("swap" if swapped else "replace", at, at)
            at += swapped
        at += 1


def _edited(said: str, meant: str) -> Iterator[_Step]:
    for operation in Levenshtein.editops(meant, said):
        yield _Step(operation.tag, operation.src_pos, operation.dest_pos)


def _forgiven(step: _Step, said: str, meant: str, fixed: Container[int]) -> float | None:
    """What one difference costs; None if it makes another name."""
    at, to = step.at, step.to
    match step.tag:
        case "replace" if alike(said[to], meant[at]):
            return ALIKE
        case "insert" if said[to] in (said[to - 1 : to], said[to + 1 : to + 2]):
            return ALIKE
        case "insert" if at in fixed or at - 1 in fixed:
            return None
        case "replace" | "delete" if at in fixed:
            return None
        case "replace" | "insert" if said[to] in _GRAMMAR or _makes_a_word(said, to, meant):
            return None
        case "swap" if at + 1 in fixed and _makes_a_word(said, to, meant):
            return None
    return SLIP


def _makes_a_word(said: str, at: int, meant: str) -> bool:
    """Whether a wrong character makes a word with a neighbour that the right name does not have."""
    pairs = (said[max(at - 1, 0) : at + 1], said[at : at + 2])
    return any(lexicon().get(p) and p not in meant for p in pairs if len(p) > 1)
