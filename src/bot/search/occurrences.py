"""Where the letters and pairs of a question stand in the texts that it found."""

import numpy as np
from numpy.typing import NDArray

from bot.search.postings import K1, B, Numbers, Postings
from bot.search.query import Question, Shares

WIDE, LOOSE = 1.5, 3.0
"""Windows, as multiples of the question's length."""
_GRAIN = 4096.0
"""Worths are summed in whole grains: exactly, so that it does not matter which text comes first."""


class Hits:
    """Where units of a question stand in texts laid end to end: which one, at which place."""

    def __init__(
        self, place: Numbers, unit: NDArray[np.uint16], begin: Numbers, end: Numbers
    ) -> None:
        """Places are in order; the texts begin and end where the last two say."""
        self.place, self.unit = place, unit
        self.first = place.searchsorted(begin)
        """Which hit is the first of each text, or would be."""
        self.many = place.searchsorted(end) - self.first
        self.text = np.arange(len(begin)).repeat(self.many)
        self._begin, self._end = begin, end
        self._unit, self._place, self._until = self._alike()
        before = np.zeros(int(end[-1]) + 1, np.int64)
        before[place + 1] = 1
        self._before = before.cumsum(out=before)
        """How many hits there are before each place."""

    def counts(self, kinds: int) -> Shares:
        """How often each text (a row) has each of so many units."""
        size = len(self.many) * kinds
        table = np.bincount(self.text * kinds + self.unit, minlength=size)
        return table.reshape(len(self.many), kinds).astype(np.float64)

    def _alike(self) -> tuple[NDArray[np.uint16], Numbers, Numbers]:
        """Which each is, the same ones together, where it stands, and until where it counts.

        That is where the same comes again, or the text ends.
        """
        order = self.unit.argsort(kind="stable")
        unit, place, until = self.unit[order], self.place[order], self._end[self.text[order]]
        until[:-1] = np.where(unit[1:] == unit[:-1], np.minimum(until[:-1], place[1:]), until[:-1])
        return unit, place, until

    def density(self, length: int, worth: Shares) -> Shares:
        """At each hit, what the different units in the `length` places up to it are worth."""
        grains = np.rint(worth * _GRAIN)
        gone = self._before[np.minimum(self._place + length, self._until)]
        lost = np.bincount(gone, grains[self._unit], len(self.place) + 1)[:-1]
        change = grains[self.unit] - lost
        return change.cumsum() / _GRAIN

    def most(self, density: Shares) -> Shares:
        """Return the highest of what each text's hits have, 0 for a text of none."""
        peak = np.maximum.reduceat(np.concatenate((density, [0.0])), self.first)
        return np.where(self.many > 0, peak, 0.0)

    def where_most(self, density: Shares) -> Numbers:
        """Return where each text has its highest density first; its begin, where it has none."""
        top = (density >= self.most(density).repeat(self.many)).nonzero()[0]
        at = np.append(self.place[top], 0)[top.searchsorted(self.first)]
        return np.where(self.many > 0, at, self._begin)


class Found:
    """The texts that a question found, laid end to end, and where its letters and pairs stand."""

    def __init__(self, question: Question, postings: Postings, numbers: Numbers) -> None:
        self.question, self.postings, self.numbers = question, postings, numbers
        pieces = postings.letters_of(numbers)
        lengths = np.array([len(piece) for piece in pieces])
        self.codes = np.concatenate(pieces)
        self.end = lengths.cumsum()
        self.begin = self.end - lengths
        self.letters = self._letters()
        self.pairs = self._pairs()
        self.letter_counts = self.letters.counts(len(question.letter_worth))
        """How often each text has each letter."""
        self.pair_counts = self.pairs.counts(len(question.pair_worth))
        """How often each text has each pair."""
        self.close = self.pairs.density(int(WIDE * question.size) + 1, question.pair_worth)
        """At each pair, what the different ones in a wide window up to it are worth."""
        self.focus = self.pairs.where_most(self.close)
        """Where the pairs stand closest together in each text, first."""
        self.relative = postings.relative_sizes(numbers)
        """How long each text is, as a multiple of the average."""
        self.saturation = (K1 * (1 - B + B * self.relative))[:, None]
        """How often a unit must come to count a half (BM25), in each text; a column."""

    def _letters(self) -> Hits:
        known = self.question.letters < len(self.postings.spread)
        which = np.zeros(len(self.postings.spread), np.uint16)
        which[self.question.letters[known]] = known.nonzero()[0] + 1
        unit = which.take(self.codes)
        place = unit.nonzero()[0]
        return Hits(place, unit[place] - np.uint16(1), self.begin, self.end)

    def _pairs(self) -> Hits:
        hits, question = self.letters, self.question
        table = np.zeros((len(question.letters), len(question.letters)), np.uint16)
        table[question.first_letter, question.second_letter] = np.arange(1, len(question.first) + 1)
        next_to = (hits.place[1:] - hits.place[:-1] == 1).nonzero()[0]
        unit = table[hits.unit.take(next_to), hits.unit.take(next_to + 1)]
        kept = unit.nonzero()[0]
        at = next_to[kept]
        return Hits(hits.place[at], unit[kept] - np.uint16(1), self.begin, self.end)
