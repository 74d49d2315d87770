"""Where a question has pairs of letters that no text has, and which of them may be slips."""

from functools import cached_property

import numpy as np

from bot.chinese.text import lexicon
from bot.search.light_words import LIGHT_WORDS, QUESTION_WORDS, long_words
from bot.search.postings import Postings

_RARE = 20
"""A word that the dictionary counted less often, and no text has, may be a slip."""
_HAN = 0x3400
"""Where Chinese characters begin."""


class Page:
    """A question's letters, which of their pairs no text has, and which must stay."""

    def __init__(self, text: str, postings: Postings, done: frozenset[int]) -> None:
        self.text = text
        self.codes = postings.encode(text)
        self.fixed = np.zeros(len(text), bool)
        self.light = np.zeros(len(text), bool)
        for match in QUESTION_WORDS.finditer(text):
            self.fixed[match.start() : match.end()] = True
        self.bound = (self.codes > 0) & ~self.fixed
        """Which letters must go with their neighbours: not breaks or words of asking."""
        for match in LIGHT_WORDS.finditer(text):
            self.light[match.start() : match.end()] = True
        self.bound &= ~self.light
        self.fixed[[place for place in done if place < len(text)]] = True
        points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
        han = (points >= _HAN) & (self.codes > 0)
        begin, end = postings.find(self.codes[:-1], self.codes[1:])
        self.bare = (end == begin) & han[:-1] & han[1:]
        """Which pairs no text has."""
        self.unknown = self.bare & ~self.fixed[:-1] & ~self.fixed[1:]
        if not self.bare.any():
            return
        for word in self.words:
            self.unknown[word[0] : word[1] - 1] = False
        for at in np.flatnonzero(self.unknown).tolist():
            if (lexicon().frequency(text[at : at + 2]) or 0) >= _RARE:
                self.unknown[at] = False

    @cached_property
    def words(self) -> list[tuple[int, int]]:
        """The dictionary's words of two letters or more, but for its rarest."""
        known, text = lexicon(), self.text
        return [(a, b) for a, b in long_words(text) if (known.frequency(text[a:b]) or 0) >= _RARE]

    def settled(self, at: int) -> bool:
        """Whether the letter here stands in such a word."""
        return any(start <= at < end for start, end in self.words)

    @cached_property
    def sites(self) -> list[int]:
        """Where a letter may be wrong: beside an unknown pair, in no word that the texts have.

        Those beside two unknown pairs come first.
        """
        beside = np.zeros(len(self.text), np.int64)
        beside[:-1] += self.unknown
        beside[1:] += self.unknown
        beside[self.fixed] = 0
        for start, end in self.words:
            if not self.bare[start : end - 1].any():
                beside[start:end] = 0
        order = np.lexsort((np.arange(len(beside)), -beside))
        found: list[int] = order[beside[order] > 0].tolist()
        return found

    def odd(self, at: int) -> bool:
        """Whether no text has the pair that begins here."""
        return 0 <= at < len(self.unknown) and bool(self.unknown[at])

    def held(self, at: int) -> bool:
        """Whether some text has the pair that begins here."""
        return 0 <= at < len(self.bare) and not self.bare[at]

    def code(self, at: int) -> int:
        """The letter at a place, or a break."""
        return int(self.codes[at]) if 0 <= at < len(self.codes) else 0

    def binds(self, at: int) -> bool:
        """Whether the letter here is one of them."""
        return 0 <= at < len(self.bound) and bool(self.bound[at])

    def around(self, site: int, code: int) -> list[tuple[int, ...]]:
        """Three letters in a row with one in place of the one at the site, () for none.

        The first run has both neighbours; the others are for a neighbour that need not fit.
        """
        near = [self.code(site + step) for step in (-2, -1, 1, 2)]
        before = (near[0], near[1], code)
        after = (code, near[2], near[3])
        runs = (
            (near[1], code, near[2]),
            before if self.odd(site) or not self.binds(site + 1) else (),
            after if self.odd(site - 1) or not self.binds(site - 1) else (),
        )
        return [run if all(run) else () for run in runs]
