"""How much of a question a text covers, seen in several ways, each a share from 0 to 1.

`FEATURES` is the table: what is looked at, and what it weighs. `docs/retrieval.md` says how the
weights were found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.asking import KINDS, Cue
from bot.postings import K1, B, Numbers, Postings
from bot.units import Question, Shares

NARROW, WIDE = 1.0, 1.5
"""Windows, as multiples of the question's length."""
HEAD = 60
"""So many characters of a text, its title first, are its head."""
BEFORE, AFTER = 120, 60
"""What a question asks for is looked for so many characters around the best window."""

_FAR = np.int64(1 << 60)


@dataclass(frozen=True, slots=True)
class Hits:
    """Where units of a question stand in texts laid end to end: in which, where, which one."""

    text: Numbers
    place: Numbers
    unit: Numbers


class Found:
    """The texts that a question found, laid end to end, and where its letters and pairs stand."""

    def __init__(
        self, question: Question, postings: Postings, numbers: Numbers, weight: Shares
    ) -> None:
        """`weight` is what the pairs weigh in each text."""
        self.question, self.postings, self.numbers = question, postings, numbers
        self.weight = weight
        pieces = postings.letters_of(numbers)
        lengths = np.array([len(piece) for piece in pieces])
        self.codes = np.concatenate(pieces)
        self.end = np.cumsum(lengths)
        self.begin = self.end - lengths
        self.letters = self._letters(lengths)
        self.pairs = self._pairs()
        self.relative = postings.relative_sizes(numbers)

    def _letters(self, lengths: Numbers) -> Hits:
        known = self.question.letters < len(self.postings.spread)
        which = np.zeros(len(self.postings.spread), np.uint8)
        which[self.question.letters[known]] = np.flatnonzero(known) + 1
        unit = which[self.codes]
        place = np.flatnonzero(unit)
        owner = np.repeat(np.arange(len(lengths)), lengths)
        return Hits(owner[place], place, unit[place].astype(np.int64) - 1)

    def _pairs(self) -> Hits:
        hits, question = self.letters, self.question
        kinds = len(question.letters)
        table = np.full((kinds, kinds), -1)
        first = np.searchsorted(question.letters, question.first)
        second = np.searchsorted(question.letters, question.second)
        table[first, second] = np.arange(len(question.first))
        next_to = np.flatnonzero(np.diff(hits.place) == 1)
        unit = table[hits.unit[next_to], hits.unit[next_to + 1]]
        kept = next_to[unit >= 0]
        return Hits(hits.text[kept], hits.place[kept], unit[unit >= 0])

    def counts(self, hits: Hits, kinds: int) -> Numbers:
        """How often each text has each unit."""
        table = np.bincount(hits.text * kinds + hits.unit, minlength=len(self.numbers) * kinds)
        return table.reshape(len(self.numbers), kinds)

    @cached_property
    def pair_counts(self) -> Numbers:
        """How often each text has each pair."""
        return self.counts(self.pairs, len(self.question.pair_worth))

    @cached_property
    def letter_counts(self) -> Numbers:
        """How often each text has each letter."""
        return self.counts(self.letters, len(self.question.letter_worth))

    def density(self, hits: Hits, unit_worth: Shares, length: int) -> Shares:
        """At each place, what the different units in the `length` characters up to it are worth."""
        order = np.argsort(hits.unit, kind="stable")
        unit, place = hits.unit[order], hits.place[order]
        again = np.full(len(place), _FAR)
        again[:-1] = np.where(unit[1:] == unit[:-1], place[1:], _FAR)
        # A unit counts from its place until the window has left it, or it comes again.
        until = np.minimum(np.minimum(place + length, again), self.end[hits.text[order]])
        size, value = len(self.codes) + 1, unit_worth[unit]
        change = np.bincount(place, value, size) - np.bincount(until, value, size)
        return np.cumsum(change)[:-1]

    @cached_property
    def wide(self) -> Shares:
        """The density of pairs."""
        length = int(WIDE * self.question.size) + 1
        return self.density(self.pairs, self.question.pair_worth, length)

    @cached_property
    def focus(self) -> Numbers:
        """Where the best window of each text ends."""
        peak = np.maximum.reduceat(self.wide, self.begin)
        top = np.flatnonzero(self.wide >= np.repeat(peak, self.end - self.begin))
        ends: Numbers = top[np.searchsorted(top, self.begin)]
        return ends


def _share(part: Shares, whole: float) -> Shares:
    return np.minimum(part / whole, 1.0) if whole > 0 else np.zeros(len(part))


# --- the features


def pairs_weighed(found: Found) -> Shares:
    """Weigh the pairs (BM25)."""
    total = float(found.question.pair_worth.sum())
    return found.weight / total if total > 0 else found.weight


def letters_weighed(found: Found) -> Shares:
    """Weigh the letters (BM25)."""
    room = K1 * (1 - B + B * found.relative)
    counts = found.letter_counts
    weights = counts * (1 + K1) / (counts + room[:, None])
    total = float(found.question.letter_worth.sum())
    return weights @ found.question.letter_worth / total if total > 0 else room * 0


def pairs_covered(found: Found) -> Shares:
    """Look for each pair, however often it comes."""
    value = found.question.pair_worth
    return _share((found.pair_counts > 0) @ value, float(value.sum()))


def letters_covered(found: Found) -> Shares:
    """Look for each letter, however often it comes."""
    value = found.question.letter_worth
    return _share((found.letter_counts > 0) @ value, float(value.sum()))


def longest_run(found: Found) -> Shares:
    """Find the part of the question that stands word for word, in one piece."""
    hits, question = found.pairs, found.question
    result = np.zeros(len(found.numbers))
    if not len(hits.place):
        return result
    # One row for each place at which a pair stands in the question.
    order = np.argsort(question.unit, kind="stable")
    times = np.bincount(question.unit, minlength=len(question.pair_worth))
    begin = np.cumsum(times) - times
    many = times[hits.unit]
    row = np.repeat(np.arange(len(many)), many)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    place = hits.place[row]
    diagonal = place - question.at[order[begin[hits.unit[row]] + nth]]
    line = np.lexsort((place, diagonal))
    row, place, diagonal = row[line], place[line], diagonal[line]
    fresh = np.ones(len(line), bool)
    fresh[1:] = (np.diff(diagonal) != 0) | (np.diff(place) != 1)
    heads = np.flatnonzero(fresh)
    runs = np.add.reduceat(question.pair_worth[hits.unit[row]], heads)
    np.maximum.at(result, hits.text[row[heads]], runs)
    return _share(result, float(question.pair_worth.sum()))


def wide_window(found: Found) -> Shares:
    """Find the most pairs that stand close together."""
    best = np.maximum.reduceat(found.wide, found.begin)
    return _share(best, float(found.question.pair_worth.sum()))


def narrow_window(found: Found) -> Shares:
    """Find the most letters, all the same, in a window as long as the question."""
    same = np.ones(len(found.question.letters))
    window = found.density(found.letters, same, int(NARROW * found.question.size))
    return _share(np.maximum.reduceat(window, found.begin), float(same.sum()))


def head_covered(found: Found) -> Shares:
    """Look for each pair in the title or the first words."""
    hits, value = found.pairs, found.question.pair_worth
    early = hits.place - found.begin[hits.text] < HEAD
    kept = Hits(hits.text[early], hits.place[early], hits.unit[early])
    return _share((found.counts(kept, len(value)) > 0) @ value, float(value.sum()))


def words_covered(found: Found) -> Shares:
    """Look for each word of two letters or more."""
    groups = found.question.words
    if not groups:
        return pairs_covered(found)
    flat = np.array([pair for group in groups for pair in group])
    heads = np.cumsum([0] + [len(group) for group in groups[:-1]])
    has = np.minimum.reduceat(found.pair_counts[:, flat] > 0, heads, axis=1)
    value = np.maximum.reduceat(found.question.pair_worth[flat], heads)
    return _share(has @ value, float(value.sum()))


def brevity(found: Found) -> Shares:
    """Give a half to a text of average length, more to a shorter one."""
    return 1 / (1 + found.relative)


@dataclass(frozen=True, slots=True)
class Feature:
    """One way of looking at texts, and what it weighs."""

    weight: float
    measure: Callable[[Found], Shares]


FEATURES = {
    "pairs weighed": Feature(4.5, pairs_weighed),
    "letters weighed": Feature(2.5, letters_weighed),
    "pairs covered": Feature(2.4, pairs_covered),
    "letters covered": Feature(1.5, letters_covered),
    "longest run": Feature(1.8, longest_run),
    "wide window": Feature(1.8, wide_window),
    "narrow window": Feature(4.6, narrow_window),
    "head covered": Feature(0.8, head_covered),
    "words covered": Feature(1.2, words_covered),
    "brevity": Feature(2.8, brevity),
}

CUE_WEIGHTS = {
    "contact": 1.6,
    "date": 0.1,
    "number": 0.5,
    "place": 0.7,
    "body": 1.0,
    "way": 0.7,
    "person": 0.5,
    "cause": 0.5,
}
"""What it weighs that a text has, near its best window, what the question asks for."""


def kinds_of_letters(postings: Postings) -> NDArray[np.uint16]:
    """Which of `KINDS` each letter is of, one bit for each."""
    letters = [chr(point) for point in postings.letters.tolist()]
    sets = [frozenset(kind) for kind in KINDS]
    bits = [sum(1 << bit for bit, kind in enumerate(sets) if letter in kind) for letter in letters]
    return np.array([0, *bits], np.uint16)


def answers(found: Found, cue: Cue, kinds: NDArray[np.uint16]) -> Shares:
    """1 for a text that has what the question asks for near its best window, else 0."""
    near = kinds[found.codes]
    there = np.ones(len(near), bool)
    for shift, kind in enumerate(cue.answer):
        bit = np.uint16(1 << KINDS.index(kind))
        there[: len(near) - shift] &= near[shift:] & bit > 0
        there[len(near) - shift :] = False
    upto = np.concatenate(([0], np.cumsum(there)))
    low = np.maximum(found.focus - BEFORE, found.begin)
    high = np.minimum(found.focus + AFTER, found.end)
    inside: NDArray[np.float64] = (upto[high] > upto[low]).astype(np.float64)
    return inside
