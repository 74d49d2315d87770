"""Texts as letters, and which texts hold which pair of letters: what an index is made of.

A letter is a character that is a letter or a digit, numbered by its code point's rank among those
that the texts have; everything else is a break, 0. Pairs never reach over a break.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

K1, B = 0.6, 0.5
"""BM25: how soon a repeated pair stops counting, how much a long text is held against it."""
HEAD = 60
"""So many characters of a text, its title first, are its head."""
TOP_WEIGHT = 1 + K1
"""What a pair in a text weighs at most; stored in 255 steps."""

Codes = NDArray[np.uint16]
Numbers = NDArray[np.int64]
Weights = NDArray[np.float64]

_SURE = 0.9
"""Terms are spared once they are worth less than this share of what the best texts have."""
_SAMPLE = 300
"""So many postings tell how well the best texts do at least."""
_FEW = 20_000
"""So many postings are summed before it is asked whether the others can be spared."""


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
    placed: NDArray[np.bool_]
    """Whether the head of each names a place."""
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
        at, known = _look_up(self.letters, points)
        codes = np.where(known, at + 1, 0)
        for place in np.flatnonzero(~known).tolist():
            if text[place].isalnum():
                codes[place] = len(self.letters) + 1 + ord(text[place])
        return codes

    def find(self, first: Numbers, second: Numbers) -> tuple[Numbers, Numbers]:
        """Return where each pair's postings begin and end; both the same for an unknown pair."""
        inside = np.maximum(first, second) <= len(self.letters)
        at, known = _look_up(self.pairs, np.where(inside, first << 16 | second, 0))
        begin = self.slices[at]
        return begin, np.where(known, self.slices[at + known], begin)

    def letters_of(self, numbers: Numbers) -> list[Codes]:
        """Return the letters of some texts, their titles first."""
        return [self.codes[self.starts[n] : self.starts[n + 1]] for n in numbers.tolist()]

    def having(self, letter: int) -> Numbers:
        """Return the texts that have a letter, found by reading all of them."""
        owners = self.starts.searchsorted(np.flatnonzero(self.codes == letter), "right") - 1
        return np.unique(owners)

    def best(self, terms: Sequence[Term], depth: int, among: NDArray[np.bool_] | None) -> Numbers:
        """Return the texts in which the terms weigh most, at most `depth`.

        Rare terms go first. Once the common ones that are left could not bring a new text among
        the best, they are only looked up in the texts that can still be among them.
        """
        order = sorted(terms, key=lambda term: (term.last - term.first, term.first))
        rest = accumulate((term.worth * TOP_WEIGHT for term in reversed(order)), initial=0.0)
        left = list(rest)[::-1]
        """What the terms from each on can weigh."""
        sizes = list(accumulate(term.last - term.first for term in order))
        done = max(bisect_right(sizes, _FEW), 1)
        scores = self._summed(order[:done], among)
        edge = self._edge(scores, order[:done], depth)
        if left[done] >= _SURE * edge:
            upto = next((n for n, most in enumerate(left) if most < _SURE * edge), len(order))
            scores += self._summed(order[done:upto], among)
            edge, done = self._edge(scores, order[:upto], depth), upto
        floor = _less(edge - left[done])
        found = (scores >= floor if floor > 0 else scores > 0).nonzero()[0]
        weights = scores[found]
        for at, term in enumerate(order[done:], done):
            if len(found) <= depth:
                return found
            weights += self._looked_up(term, found)
            kept = weights >= _less(np.partition(weights, -depth)[-depth] - left[at + 1])
            found, weights = found[kept], weights[kept]
        return self.head(found, weights, depth)

    def _summed(self, terms: Sequence[Term], among: NDArray[np.bool_] | None) -> Weights:
        """Return what some terms weigh in every text; nothing in those that are not `among`."""
        if not terms:
            return np.zeros(len(self))
        texts = np.concatenate([self.texts[term.first : term.last] for term in terms])
        weights = np.concatenate([self.weights[term.first : term.last] for term in terms])
        worths = [term.worth * (TOP_WEIGHT / 255) for term in terms]
        worth = np.repeat(worths, [term.last - term.first for term in terms])
        scores = np.bincount(texts, weights * worth, len(self)).astype(np.float64, copy=False)
        return scores if among is None else scores * among

    def _looked_up(self, term: Term, texts: Numbers) -> Weights:
        """Return what a term weighs in some texts."""
        at, having = _look_up(self.texts[term.first : term.last], texts)
        weights = self.weights[term.first : term.last].take(at, mode="clip")
        return np.where(having, weights * (term.worth * (TOP_WEIGHT / 255)), 0.0)

    def stands(self, first: int, last: int, texts: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Return which of some texts are among the postings from one place to another."""
        return _look_up(self.texts[first:last], texts)[1]

    def _edge(self, scores: Weights, terms: Sequence[Term], depth: int) -> float:
        """Return a score that `depth` texts have or pass, 0 where no such thing is known.

        The best texts have rare terms; those that have the rarest ones are looked at.
        """
        having, size = [], 0
        for term in terms:
            if size >= depth and size + term.last - term.first > _SAMPLE:
                break
            having.append(self.texts[term.first : term.last])
            size += term.last - term.first
        texts = np.concatenate(having)
        texts.sort()
        own = scores[texts[np.append(True, texts[1:] != texts[:-1])]]
        return float(np.partition(own, -depth)[-depth]) if len(own) >= depth else 0.0

    def head(self, found: Numbers, weights: Weights, depth: int) -> Numbers:
        """Keep the best of `found`; equals at the edge are chosen by their content."""
        if len(found) <= depth:
            return found
        kept = weights >= np.partition(weights, -depth)[-depth]
        found, weights = found[kept], weights[kept]
        return found[np.lexsort((self.digests[found], -weights))[:depth]]


def _less(score: float) -> float:
    """Leave a hair's breadth for the rounding of sums."""
    return score - 1e-6


def _look_up(
    ordered: NDArray[np.uint32], values: NDArray[np.integer]
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return where each value stands or would stand, and whether it does."""
    if not len(ordered):
        return np.zeros(values.shape, np.int64), np.zeros(values.shape, bool)
    at = ordered.searchsorted(values.astype(np.uint32))
    return at, ordered.take(at, mode="clip") == values


ARRAYS = tuple(field.name for field in fields(Postings))
