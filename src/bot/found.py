"""Where the letters and pairs of a question stand in the texts that it found."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.postings import K1, B, Numbers, Postings
from bot.units import Question, Shares

WIDE, LOOSE = 1.5, 3.0
"""Windows, as multiples of the question's length."""
_GRAIN = 4096.0
"""Worths are summed in whole grains: exactly, so that it does not matter which text comes first."""
EVERY = slice(None)


class Hits:
    """Where units of a question stand in texts laid end to end: which one, at which place."""

    def __init__(
        self, place: Numbers, unit: NDArray[np.uint16], begin: Numbers, end: Numbers
    ) -> None:
        """Places are in order; the texts begin and end where the last two say."""
        self.place, self.unit = place, unit
        self.first = np.searchsorted(place, begin)
        """Which hit is the first of each text, or would be."""
        self.many = np.searchsorted(place, end) - self.first
        self.text = np.repeat(np.arange(len(begin)), self.many)
        self._begin, self._end = begin, end

    def counts(self, kinds: int, kept: NDArray[np.bool_] | slice = EVERY) -> Shares:
        """How often each text (a row) has each of so many units; of the hits kept alone."""
        size = len(self.many) * kinds
        table = np.bincount(self.text[kept] * kinds + self.unit[kept], minlength=size)
        return table.reshape(len(self.many), kinds).astype(np.float64)

    @cached_property
    def _alike(self) -> tuple[NDArray[np.uint16], Numbers, Numbers]:
        """Which each is, the same ones together, where it stands, and until where it counts.

        That is where the same comes again, or the text ends.
        """
        order = np.argsort(self.unit, kind="stable")
        unit, place, until = self.unit[order], self.place[order], self._end[self.text[order]]
        until[:-1] = np.where(unit[1:] == unit[:-1], np.minimum(until[:-1], place[1:]), until[:-1])
        return unit, place, until

    @cached_property
    def _before(self) -> Numbers:
        """How many hits there are before each place."""
        before = np.zeros(int(self._end[-1]) + 1, np.int64)
        before[self.place + 1] = 1
        return np.cumsum(before, out=before)

    def density(self, length: int, worth: Shares) -> Shares:
        """At each hit, what the different units in the `length` places up to it are worth."""
        unit, place, until = self._alike
        grains = np.rint(worth * _GRAIN)
        gone = self._before[np.minimum(place + length, until)]
        change = grains[self.unit] - np.bincount(gone, grains[unit], len(place) + 1)[:-1]
        return np.cumsum(change) / _GRAIN

    def most(self, density: Shares) -> Shares:
        """Return the highest of what each text's hits have, 0 for a text of none."""
        peak = np.maximum.reduceat(np.append(density, 0.0), self.first)
        return np.where(self.many > 0, peak, 0.0)

    def where_most(self, density: Shares) -> Numbers:
        """Return where each text has its highest density first; its begin, where it has none."""
        top = np.flatnonzero(density >= np.repeat(self.most(density), self.many))
        at = np.append(self.place[top], 0)[np.searchsorted(top, self.first)]
        return np.where(self.many > 0, at, self._begin)


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
        self.letters = self._letters()
        self.pairs = self._pairs()

    def _letters(self) -> Hits:
        known = self.question.letters < len(self.postings.spread)
        which = np.zeros(len(self.postings.spread), np.uint16)
        which[self.question.letters[known]] = np.flatnonzero(known) + 1
        unit = which.take(self.codes)
        place = np.flatnonzero(unit > 0)
        return Hits(place, unit[place] - np.uint16(1), self.begin, self.end)

    def _pairs(self) -> Hits:
        hits, question = self.letters, self.question
        table = np.zeros((len(question.letters), len(question.letters)), np.uint16)
        table[question.first_letter, question.second_letter] = np.arange(1, len(question.first) + 1)
        next_to = np.flatnonzero(hits.place[1:] - hits.place[:-1] == 1)
        unit = table[hits.unit.take(next_to), hits.unit.take(next_to + 1)]
        kept = np.flatnonzero(unit)
        at = next_to[kept]
        return Hits(hits.place[at], unit[kept] - np.uint16(1), self.begin, self.end)

    @cached_property
    def pair_counts(self) -> Shares:
        """How often each text has each pair."""
        return self.pairs.counts(len(self.question.pair_worth))

    @cached_property
    def letter_counts(self) -> Shares:
        """How often each text has each letter."""
        return self.letters.counts(len(self.question.letter_worth))

    @cached_property
    def close(self) -> Shares:
        """At each pair, what the different ones in a wide window up to it are worth."""
        return self.pairs.density(int(WIDE * self.question.size) + 1, self.question.pair_worth)

    @cached_property
    def focus(self) -> Numbers:
        """Where the pairs stand closest together in each text, first."""
        return self.pairs.where_most(self.close)

    @cached_property
    def relative(self) -> Shares:
        """How long each text is, as a multiple of the average."""
        return self.postings.relative_sizes(self.numbers)

    @cached_property
    def saturation(self) -> Shares:
        """How often a unit must come to count a half (BM25), in each text; a column."""
        return (K1 * (1 - B + B * self.relative))[:, None]
