"""What was meant: terms of a question that no text has, read as ones that the texts do have.

A repair changes one letter, or swaps, drops or adds one, and is made only where pairs of letters
that no text has become pairs that some text has, in surroundings that a text has as well.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.asking import ASKING_PAIRS, LIGHT_WORDS, QUESTION_WORDS
from bot.postings import Numbers, Postings
from bot.text import lexicon, syllables

MAX_REPAIRS = 3
"""A question that would need more is not misspelt but about something else."""
_TEXTS = 50
"""So many texts are read to see whether a run of letters occurs."""
_CHOICES = 12
"""So many candidates for one place are looked at, the commonest first."""

_FLAT = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_Letters = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to a question's letters: those from `start` to `end` become `taken`."""

    start: int
    end: int
    taken: str


def sound(syllable: str) -> int:
    """Return a number for a syllable; those that many speakers do not tell apart share it."""
    for rolled, flat in _FLAT:
        syllable = syllable.replace(rolled, flat)
    if syllable.endswith(("ang", "eng", "ing")):
        syllable = syllable[:-1]
    return zlib.crc32(syllable.encode())


class Sounds:
    """Which letters of the texts sound alike."""

    def __init__(self, keys: NDArray[np.uint32], codes: NDArray[np.uint16]) -> None:
        """`keys` are sounds in order; `codes` the letters that have them."""
        self.keys, self.codes = keys, codes

    @classmethod
    def of(cls, postings: Postings) -> "Sounds":
        """Look up how each letter sounds."""
        both = sorted(
            (key, code)
            for code, point in enumerate(postings.letters.tolist(), 1)
            for key in {sound(syllable) for syllable in syllables(chr(point))}
        )
        table = np.array(both, np.int64).reshape(-1, 2)
        return cls(table[:, 0].astype(np.uint32), table[:, 1].astype(np.uint16))

    def like(self, letter: str, code: int) -> Numbers:
        """Return the other letters of the texts that sound like this one, by code."""
        known = self.keys[self.codes == code] if code < 1 << 16 else self.keys[:0]
        keys = known.tolist() or [sound(syllable) for syllable in syllables(letter)]
        found = [
            self.codes[np.searchsorted(self.keys, key) : np.searchsorted(self.keys, key, "right")]
            for key in map(np.uint32, keys)
        ]
        alike = np.unique(np.concatenate(found)) if found else np.zeros(0, np.uint16)
        return alike[alike != code].astype(np.int64)


class Speller:
    """Reads a question towards what the texts have."""

    def __init__(self, postings: Postings, sounds: Sounds) -> None:
        self._postings, self._sounds = postings, sounds

    def read(self, text: str) -> tuple[str, tuple[tuple[str, str], ...], tuple[int, ...]]:
        """Return the text as it was meant, (said, taken) of each repair, and where they stand."""
        repairs: list[tuple[str, str]] = []
        places: list[int] = []
        while len(repairs) < MAX_REPAIRS:
            page = _Page(text, self._postings, frozenset(places))
            edit = next(self._edits(page), None)
            if edit is None:
                break
            repairs.append(_named(text, edit))
            text = text[: edit.start] + edit.taken + text[edit.end :]
            grown = len(edit.taken) - (edit.end - edit.start)
            places = [p + grown if p >= edit.end else p for p in places]
            places.extend(range(edit.start, edit.start + max(len(edit.taken), 1)))
        return text, tuple(repairs), tuple(places)

    def _edits(self, page: "_Page") -> Iterator[Edit]:
        """What may be done, the likeliest slip first."""
        if not page.unknown.any():
            return
        sites = page.sites
        for site in sites:
            yield from self._alike(page, site)
        for at in np.flatnonzero(page.unknown).tolist():
            yield from self._slips(page, at)
        for site in sites:
            yield from self._wrong(page, site)

    def _letter(self, code: int) -> str:
        return chr(int(self._postings.letters[code - 1]))

    def _alike(self, page: "_Page", site: int) -> Iterator[Edit]:
        """A letter that sounds like the one that was typed."""
        choices = self._sounds.like(page.text[site], int(page.codes[site]))
        before, after = page.codes[site - 1] if site else 0, page.codes[site + 1 : site + 2].sum()
        left, right = self._common(before, choices), self._common(choices, after)
        # Pairs that some text has, on at least one side and, where it was unknown, on both.
        fits = ((left > 0) | (before == 0) | page.fixed[site - 1]) & (
            (right > 0) | (after == 0) | page.fixed[min(site + 1, len(page.codes) - 1)]
        )
        common = np.maximum(left, right)
        order = np.lexsort((choices, -common))
        order = order[common[order] > 0]
        for at in order[fits[order]][:_CHOICES].tolist():
            code = int(choices[at])
            if any(self.occurs(run) for run in page.around(site, site + 1, (code,), 3)):
                yield Edit(site, site + 1, self._letter(code))
        if page.light[site]:
            return
        for at in order[:_CHOICES].tolist():
            letter = self._letter(int(choices[at]))
            if self._word(page, site, letter, bool(left[at]), bool(right[at])):
                yield Edit(site, site + 1, letter)
        for letter in _asking(page, site):
            yield Edit(site, site + 1, letter)

    def _word(self, page: "_Page", site: int, letter: str, left: bool, right: bool) -> bool:
        """Whether a letter makes a dictionary's word, of an unknown pair, with a neighbour."""
        known = lexicon()
        if left and page.odd(site - 1) and not page.sound(site):
            return known.tag(page.text[site - 1] + letter) is not None
        if right and page.odd(site) and not page.sound(site - 1):
            return known.tag(letter + page.text[site + 1]) is not None
        return False

    def _slips(self, page: "_Page", at: int) -> Iterator[Edit]:
        """A pair the wrong way round, a letter twice, a letter left out."""
        one, two = (int(code) for code in page.codes[at : at + 2])
        if page.text[at] == page.text[at + 1]:
            if any(self.occurs(run) for run in page.around(at, at + 2, (one,), 3)):
                yield Edit(at, at + 2, page.text[at])
            return
        for run in page.around(at, at + 2, (two, one), 3):
            if self.occurs(run):
                yield Edit(at, at + 2, page.text[at + 1] + page.text[at])
        for code in self._between(one, two):
            runs = list(page.around(at, at + 2, (one, code, two), 5))
            if runs and all(self.occurs(run) for run in runs):
                yield Edit(at, at + 2, page.text[at] + self._letter(code) + page.text[at + 1])

    def _wrong(self, page: "_Page", site: int) -> Iterator[Edit]:
        """Any other letter, where both of its pairs are unknown and four letters in a row fit."""
        if not (page.odd(site - 1) and page.odd(site)):
            return
        for code in self._between(int(page.codes[site - 1]), int(page.codes[site + 1])):
            if any(self.occurs(run) for run in page.around(site, site + 1, (code,), 4)):
                yield Edit(site, site + 1, self._letter(code))

    def _common(self, first: Numbers, second: Numbers) -> Numbers:
        """How many texts have each pair."""
        begin, end = self._postings.find(*np.broadcast_arrays(first, second))
        return end - begin

    def _between(self, one: int, two: int) -> list[int]:
        """Letters that follow the one and precede the other, the commonest first."""
        if max(one, two) > len(self._postings.letters):
            return []
        low, high = np.searchsorted(self._postings.pairs, (one << 16, (one + 1) << 16))
        between = self._postings.pairs[low:high].astype(np.int64) & 0xFFFF
        common = np.minimum(self._common(np.int64(one), between), self._common(between, np.int64(two)))
        order = np.lexsort((between, -common))
        return between[order[common[order] > 0]][:_CHOICES].tolist()

    def occurs(self, run: _Letters) -> bool:
        """Whether some text has these letters in a row; of a common run, one of the first texts."""
        codes = np.array(run, np.int64)
        begin, end = self._postings.find(codes[:-1], codes[1:])
        rarest = int(np.argmin(end - begin))
        numbers = self._postings.texts[begin[rarest] : end[rarest]][:_TEXTS]
        if not len(numbers):
            return False
        if len(run) == 2:
            return True
        texts = np.concatenate(self._postings.letters_of(numbers))
        starts = np.flatnonzero(texts[: len(texts) - len(run) + 1] == codes[0])
        for step, code in enumerate(codes[1:], 1):
            starts = starts[texts[starts + step] == code]
        return bool(len(starts))


class _Page:
    """A question's letters, which of their pairs no text has, and which must stay."""

    def __init__(self, text: str, postings: Postings, done: frozenset[int]) -> None:
        self.text = text
        self.codes = postings.encode(text)
        self.fixed = np.zeros(len(text), bool)
        self.light = np.zeros(len(text), bool)
        for match in QUESTION_WORDS.finditer(text):
            self.fixed[match.start() : match.end()] = True
        for match in LIGHT_WORDS.finditer(text):
            self.light[match.start() : match.end()] = True
        self.fixed[[place for place in done if place < len(text)]] = True
        han = np.fromiter((c >= "\u3400" for c in text), bool, len(text)) & (self.codes > 0)
        inside = han[:-1] & han[1:] & ~self.fixed[:-1] & ~self.fixed[1:]
        begin, end = postings.find(self.codes[:-1], self.codes[1:])
        self.known = (end > begin) & inside
        self.unknown = (end == begin) & inside
        for at in np.flatnonzero(self.unknown).tolist():
            pair = text[at : at + 2]
            if pair in ASKING_PAIRS or lexicon().tag(pair) is not None:
                self.unknown[at] = False
                self.known[at] = True

    @cached_property
    def sites(self) -> list[int]:
        """Where a letter may be wrong: beside an unknown pair, those beside two first."""
        beside = np.zeros(len(self.text), np.int64)
        beside[:-1] += self.unknown
        beside[1:] += self.unknown
        beside[self.fixed] = 0
        order = np.lexsort((np.arange(len(beside)), -beside))
        return order[beside[order] > 0].tolist()

    def odd(self, at: int) -> bool:
        """Whether no text has the pair that begins here."""
        return 0 <= at < len(self.unknown) and bool(self.unknown[at])

    def sound(self, at: int) -> bool:
        """Whether a text, or the dictionary, has the pair that begins here."""
        return 0 <= at < len(self.known) and bool(self.known[at])

    def around(self, start: int, end: int, taken: _Letters, size: int) -> Iterator[_Letters]:
        """Runs of at least `size` letters: what is taken, with letters of one side or of both."""
        low, high = start, end
        while low and self._joins(low - 1) and start - low < size:
            low -= 1
        while high < len(self.codes) and self._joins(high) and high - end < size:
            high += 1
        left = tuple(self.codes[low:start].tolist())
        right = tuple(self.codes[end:high].tolist())
        need = size - len(taken)
        if left and right and need >= 2:
            both = need // 2
            if len(left) >= both and len(right) >= need - both:
                yield (*left[len(left) - both :], *taken, *right[: need - both])
            return
        if len(left) >= need:
            yield (*left[len(left) - need :], *taken)
        if len(right) >= need:
            yield (*taken, *right[:need])

    def _joins(self, at: int) -> bool:
        return bool(self.codes[at]) and not (self.fixed[at] and self.text[at : at + 1] == "\n")


def _asking(page: _Page, site: int) -> Iterator[str]:
    """A letter that makes a question word of an unknown pair: 身么 is 什么."""
    wanted = set(syllables(page.text[site]))
    for pair in ASKING_PAIRS:
        for mine, at in ((0, site), (1, site - 1)):
            if page.odd(at) and page.text[at + 1 - mine] == pair[1 - mine]:
                if not wanted.isdisjoint(syllables(pair[mine])):
                    yield pair[mine]


def _named(text: str, edit: Edit) -> tuple[str, str]:
    """Name a repair by the term it stands in: the letters changed and a neighbour."""
    low, high = edit.start, edit.end
    if high < len(text) and text[high].isalnum():
        right = edit.taken[-1:] + text[high]
    else:
        right = ""
    left = text[low - 1] + edit.taken[:1] if low and text[low - 1].isalnum() else ""
    known = lexicon()
    if len(edit.taken) > 1:
        return text[low:high], edit.taken
    if right and (not left or known.tag(right) is not None):
        return text[low : high + 1], edit.taken + text[high]
    if left:
        return text[low - 1 : high], text[low - 1] + edit.taken
    return text[low:high], edit.taken
