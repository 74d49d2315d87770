"""A question as an index sees it: its letters and pairs of letters, and what each is worth."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.asking import CUES, LIGHT_WORDS, long_words, without_question_words
from bot.postings import Postings, Term

LIGHT_PAIR = (1.0, 0.3, 0.05)
"""What a pair is worth with none, one or both of its letters in a light word."""
LIGHT_LETTER = 0.3
"""What a letter of a light word is worth."""

Shares = NDArray[np.float64]


def worth(count: int, having: NDArray[np.integer]) -> Shares:
    """Return the information of a term that so many of `count` texts have (BM25's)."""
    return np.log1p((count - having + 0.5) / (having + 0.5))


class Question:
    """A question as an index sees it: its letters and pairs, and what each is worth."""

    def __init__(self, text: str, postings: Postings) -> None:
        """Read a normal form."""
        self.asked = tuple(cue for cue in CUES if cue.asks.search(text))
        self.whole = postings.encode(text)
        self.original = text
        codes = self.whole.copy()
        bare = without_question_words(text)
        codes[[place for place, letter in enumerate(bare) if letter == "\n"]] = 0
        light = np.zeros(len(codes), np.int64)
        for match in LIGHT_WORDS.finditer(bare):
            light[match.start() : match.end()] = 1
        at = np.flatnonzero((codes[:-1] > 0) & (codes[1:] > 0))
        _, first, unit = np.unique(
            codes[at] << 32 | codes[at + 1], return_index=True, return_inverse=True
        )
        self.at, self.unit = at, unit
        """Where each pair of the question stands, and which one it is."""
        self.first, self.second = codes[at[first]], codes[at[first] + 1]
        begin, end = postings.find(self.first, self.second)
        self.begin, self.end = begin, end
        factor = np.array(LIGHT_PAIR)[light[at[first]] + light[at[first] + 1]]
        self.pair_worth = worth(len(postings), end - begin) * factor
        places = np.flatnonzero(codes)
        self.letters, first = np.unique(codes[places], return_index=True)
        self.size = max(len(places), 1)
        known = self.letters < len(postings.spread)
        spread = np.where(known, postings.spread[np.where(known, self.letters, 0)], 0)
        heavy = np.where(light[places[first]] == 1, LIGHT_LETTER, 1.0)
        self.letter_worth = worth(len(postings), spread) * heavy

    @property
    def terms(self) -> list[Term]:
        """The pairs that some text has."""
        columns = (self.begin.tolist(), self.end.tolist(), self.pair_worth.tolist())
        return [Term(b, e, w) for b, e, w in zip(*columns, strict=True) if e > b]

    def share_at(self, places: Iterable[int]) -> float:
        """Return the share of the question's information in the pairs at these places."""
        near = {place - step for place in places for step in (0, 1)}
        units = {
            u for at, u in zip(self.at.tolist(), self.unit.tolist(), strict=True) if at in near
        }
        total = float(self.pair_worth.sum())
        return float(self.pair_worth[sorted(units)].sum()) / total if total > 0 else 0.0

    @cached_property
    def words(self) -> list[list[int]]:
        """The pairs of each word of two letters or more."""
        unit_at = dict(zip(self.at.tolist(), self.unit.tolist(), strict=True))
        spans = {(word.start, word.end) for word in long_words(self.original)}
        found = [[unit_at[i] for i in range(a, b - 1) if i in unit_at] for a, b in sorted(spans)]
        return [pairs for pairs in found if pairs]
