"""A question as an index sees it: its letters and pairs of letters, and what each is worth."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.chinese.text import lexicon
from bot.search.light_words import CUES, LIGHT_WORDS, long_words, without_question_words
from bot.search.postings import Numbers, Postings, Term

LIGHT_PAIR = (1.0, 0.5, 0.05)
"""What a pair is worth with none, one or both of its letters in a light word."""
LIGHT_LETTER = 0.15
"""What a letter of a light word is worth."""
LONG_WORD = 1.25
"""What a pair within a word of three letters or more is worth: such words are seldom chance."""
LEADING_PLACE = 0.6
"""What a pair within a place that the question begins with is worth: it says where, not what."""

Shares = NDArray[np.float64]


def worth(count: int, having: NDArray[np.integer]) -> Shares:
    """Return the information of a term that so many of `count` texts have (BM25's)."""
    return np.log1p((count - having + 0.5) / (having + 0.5))


class Question:
    """A question as an index sees it: its letters and pairs, and what each is worth."""

    def __init__(self, text: str, postings: Postings) -> None:
        """Read a normal form."""
        self._text = text
        self.asked = tuple(cue for cue in CUES if cue.asks.search(text))
        bare = without_question_words(text)
        light = np.zeros(len(text), np.int64)
        for match in LIGHT_WORDS.finditer(bare):
            light[match.start() : match.end()] = 1
        codes = postings.encode(text).tolist()
        codes = [0 if letter == "\n" else code for letter, code in zip(bare, codes, strict=True)]
        self._read_letters(codes, light, postings)
        self._read_pairs(codes, light, postings)

    def _read_letters(self, codes: list[int], light: Numbers, postings: Postings) -> None:
        where: dict[int, int] = {}
        number: dict[int, int] = {}
        self.letter_at: dict[int, int] = {}
        """Which letter stands at each place of the question that has one."""
        for at, code in enumerate(codes):
            if code:
                where.setdefault(code, at)
                self.letter_at[at] = number.setdefault(code, len(number))
        self.size = max(len(self.letter_at), 1)
        self.letters = np.fromiter(where, np.int64, len(where))
        known = self.letters < len(postings.spread)
        spread = np.where(known, postings.spread[np.where(known, self.letters, 0)], 0)
        heavy = np.where(light[list(where.values())] == 1, LIGHT_LETTER, 1.0)
        self.letter_worth = worth(len(postings), spread) * heavy

    def _read_pairs(self, codes: list[int], light: Numbers, postings: Postings) -> None:
        where: dict[tuple[int, int], int] = {}
        self.unit_at: dict[int, int] = {}
        """Which pair stands at each place of the question that has one."""
        number: dict[tuple[int, int], int] = {}
        for at, pair in enumerate(pairwise(codes)):
            if all(pair):
                where.setdefault(pair, at)
                self.unit_at[at] = number.setdefault(pair, len(number))
        self.first_letter = [self.letter_at[at] for at in where.values()]
        self.second_letter = [self.letter_at[at + 1] for at in where.values()]
        both = np.array(list(where), np.int64).reshape(-1, 2)
        self.first, self.second = both[:, 0], both[:, 1]
        self.begin, self.end = postings.find(self.first, self.second)
        places = np.fromiter(where.values(), np.int64, len(where))
        factor = np.array(LIGHT_PAIR)[light[places] + light[places + 1]] * self._within()[places]
        self.pair_worth = worth(len(postings), self.end - self.begin) * factor

    def _within(self) -> Shares:
        """What being within a word makes of the worth of the pair at each place."""
        factor = np.ones(len(self._text))
        for start, end in long_words(self._text):
            if start == 0 and self._names_place(start, end):
                factor[start : end - 1] = LEADING_PLACE
            elif end - start > 2:
                factor[start : end - 1] = LONG_WORD
        return factor

    def _names_place(self, start: int, end: int) -> bool:
        return lexicon().tag(self._text[start:end]) == "ns"

    @property
    def terms(self) -> list[Term]:
        """The pairs that some text has."""
        columns = (self.begin.tolist(), self.end.tolist(), self.pair_worth.tolist())
        return [Term(b, e, w) for b, e, w in zip(*columns, strict=True) if e > b]

    def share_at(self, places: Iterable[int]) -> float:
        """Return the share of the question's information in the pairs at these places."""
        near = {place - step for place in places for step in (0, 1)}
        units = sorted({unit for at, unit in self.unit_at.items() if at in near})
        total = float(self.pair_worth.sum())
        return float(self.pair_worth[units].sum()) / total if total > 0 else 0.0

    @cached_property
    def words(self) -> tuple[list[list[int]], list[int]]:
        """The pairs of each word of two letters or more, and the letters that are in none."""
        spans = dict(long_words(self._text))
        within = {at for start, end in spans.items() for at in range(start, end)}
        alone = {unit for at, unit in self.letter_at.items() if at not in within}
        return list(self._pairs_of(spans.items())), sorted(alone)

    @cached_property
    def places(self) -> list[list[int]]:
        """The pairs of the name of each place, without its kind: 北京市 is 北京."""
        spans = []
        for start, end in long_words(self._text):
            if self._names_place(start, end):
                kind = end - start > 2 and self._text[end - 1] in "省市"
                spans.append((start, end - kind))
        return list(self._pairs_of(spans))

    def _pairs_of(self, spans: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
        for start, end in spans:
            pairs = [self.unit_at[at] for at in range(start, end - 1) if at in self.unit_at]
            if pairs:
                yield pairs
