"""Texts as letters, and which texts hold which pair of letters: what an index is made of.

A letter is a character that is a letter or a digit, numbered by its code point's rank among those
that the texts have; everything else is a break, 0. Pairs never reach over a break.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

K1, B = 0.6, 0.5
"""BM25: how soon a repeated pair stops counting, how much a long text is held against it."""
TOP_WEIGHT = 1 + K1
"""What a pair in a text weighs at most; stored in 255 steps."""


Codes = NDArray[np.uint16]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Term:
    """A pair of letters of a question: its postings and what it is worth."""

    first: int
    last: int
    worth: float


@dataclass(frozen=True, slots=True)
class Postings:
    """Everything known of a number of texts; every field is a flat array."""

    letters: NDArray[np.uint32]
    """Code points in order; the letter of code c is number c - 1."""
    spread: NDArray[np.uint32]
    """How many texts have each letter, by code."""
    codes: Codes
    """Title, break, text, one after another, with a break before, between and after."""
    starts: Numbers
    """Where each begins in `codes`, and the end of the last."""
    bodies: Numbers
    """Where each text proper begins, after its title."""
    sizes: NDArray[np.uint32]
    """How many letters each has."""
    total: Numbers
    """How many letters they have together; one number."""
    digests: NDArray[np.uint64]
    """What each was made from: equal texts with equal titles have equal digests."""
    pairs: NDArray[np.uint32]
    """Pairs of letters in order, the first one's code in the upper half."""
    slices: Numbers
    """Where each pair's postings begin, and the end of the last."""
    texts: NDArray[np.uint32]
    """The numbers of the texts that have the pair, in order."""
    weights: NDArray[np.uint8]
    """How much the pair tells of that text, in 255ths of `TOP_WEIGHT`."""

    def __len__(self) -> int:
        return len(self.bodies)

    def relative_sizes(self, numbers: Numbers) -> NDArray[np.float64]:
        """Return the sizes of some texts as multiples of the average."""
        return (self.sizes[numbers] * (len(self) / max(int(self.total[0]), 1))).astype(np.float64)

    def encode(self, text: str) -> Numbers:
        """Turn a normal form into letters; those that no text has get numbers beyond all others."""
        points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
        letter = np.fromiter(map(str.isalnum, text), bool, len(text))
        at = np.searchsorted(self.letters, points)
        known = np.zeros(len(text), bool)
        inside = at < len(self.letters)
        known[inside] = self.letters[at[inside]] == points[inside]
        unknown = len(self.letters) + 1 + points.astype(np.int64)
        return np.where(letter, np.where(known, at + 1, unknown), 0)

    def find(self, first: Numbers, second: Numbers) -> tuple[Numbers, Numbers]:
        """Return where each pair's postings begin and end; both the same for an unknown pair."""
        known = (first <= len(self.letters)) & (second <= len(self.letters))
        keys = np.where(known, first << 16 | second, 0).astype(np.uint32)
        at = np.searchsorted(self.pairs, keys)
        known &= at < len(self.pairs)
        known[known] = self.pairs[at[known]] == keys[known]
        at = np.where(known, at, 0)
        begin, end = self.slices[at], self.slices[np.minimum(at + 1, len(self.slices) - 1)]
        return begin, np.where(known, end, begin)

    def letters_of(self, numbers: Numbers) -> list[Codes]:
        """Return the letters of some texts, their titles first."""
        return [self.codes[self.starts[n] : self.starts[n + 1]] for n in numbers.tolist()]

    def having(self, letter: int) -> Numbers:
        """Return the texts that have a letter, found by reading all of them."""
        owners = np.searchsorted(self.starts, np.flatnonzero(self.codes == letter), "right") - 1
        return np.unique(owners)

    def best(
        self, terms: Sequence[Term], depth: int, among: NDArray[np.bool_] | None
    ) -> tuple[Numbers, NDArray[np.float32]]:
        """Return the texts in which the terms weigh most, at most `depth`, with their weight.

        Rare terms go first; once the common ones that are left could not bring a new text among
        the best, only the texts found so far are looked up in them.
        """
        order = sorted(terms, key=lambda term: (term.last - term.first, term.first))
        left = np.cumsum([term.worth for term in reversed(order)])[::-1] * TOP_WEIGHT
        scores = np.zeros(len(self), np.float32)
        alive: Numbers | None = None
        for term, rest in zip(order, left, strict=True):
            worth = np.float32(term.worth * TOP_WEIGHT / 255)
            texts, weights = (
                self.texts[term.first : term.last],
                self.weights[term.first : term.last],
            )
            if alive is None and len(texts) > 8 * depth:
                alive = _survivors(scores, depth, float(rest), among)
            if alive is None:
                scores[texts] += weights * worth
            else:
                at = np.searchsorted(texts, alive.astype(np.uint32))
                at[at == len(texts)] = 0
                shared = texts[at] == alive
                scores[alive[shared]] += weights[at[shared]] * worth
        found = np.flatnonzero(scores > 0) if alive is None else alive
        if among is not None:
            found = found[among[found]]
        return self.head(found, scores, depth)

    def head(
        self, found: Numbers, scores: NDArray[np.float32], depth: int
    ) -> tuple[Numbers, NDArray[np.float32]]:
        """Keep the best of `found`; equals at the edge are chosen by their content."""
        if len(found) > depth:
            edge = np.partition(scores[found], -depth)[-depth]
            found = found[scores[found] >= edge]
            found = found[np.lexsort((self.digests[found], -scores[found]))[:depth]]
        return found, scores[found]


def _survivors(
    scores: NDArray[np.float32], depth: int, rest: float, among: NDArray[np.bool_] | None
) -> Numbers | None:
    """Return the texts that can still be among the best, or None where a new one still could."""
    # A hair's breadth is left for the rounding of sums.
    ahead = scores > rest * 1.001
    if among is not None:
        ahead &= among
    if np.count_nonzero(ahead) < depth:
        return None
    edge = float(np.partition(scores[ahead], -depth)[-depth])
    return np.flatnonzero(scores >= (edge - rest) * 0.999)


ARRAYS = tuple(field.name for field in fields(Postings))
