"""What was meant: terms of a question that no text has, read as ones that the texts do have.

A repair changes one letter, or swaps, drops or adds one, and is made only where pairs of letters
that no text has become pairs that some text has, in surroundings that a text has as well.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.asking import ASKING_PAIRS, LIGHT_WORDS, QUESTION_WORDS, long_words
from bot.postings import Numbers, Postings
from bot.text import Word, lexicon, pinyin, syllables

MAX_REPAIRS = 3
"""A question that would need more is not misspelt but about something else."""
_TEXTS = 50
"""So many texts are read to see whether a run of letters occurs."""
_CHOICES = 12
"""So many candidates for one place are looked at, the commonest first."""

_READINGS = 2
"""A letter of the texts may have its second reading; what was typed has its first."""
_RARE = 20
"""A word that the dictionary counted less often, and no text has, may be a slip."""

_FLAT = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_HAN = "\u3400"
"""Where Chinese characters begin."""


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
            for key in {sound(syllable) for syllable in syllables(chr(point))[:_READINGS]}
        )
        table = np.array(both, np.int64).reshape(-1, 2)
        return cls(table[:, 0].astype(np.uint32), table[:, 1].astype(np.uint16))

    def like(self, letter: str, code: int) -> Numbers:
        """Return the other letters of the texts that sound like this one, by code."""
        reading = syllables(letter)[:1]
        key = np.uint32(sound(reading[0])) if reading else np.uint32(0)
        low, high = np.searchsorted(self.keys, key), np.searchsorted(self.keys, key, "right")
        alike = self.codes[low:high].astype(np.int64)
        return alike[alike != code]


_ENDS: defaultdict[str, str] = defaultdict(str)
"""For each first letter of a question word, its second ones."""
_BEGINS: defaultdict[str, str] = defaultdict(str)
"""For each second letter, the first ones."""
for _first, _second in sorted(ASKING_PAIRS):
    _ENDS[_first] += _second
    _BEGINS[_second] += _first


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
        yield from _asking(page)
        if not page.unknown.any():
            return
        yield from self._alike(page)
        sites = page.sites
        loose = set(sites)
        for at in np.flatnonzero(page.unknown).tolist():
            if at in loose and at + 1 in loose and not page.light[at : at + 2].any():
                yield from self._slips(page, at)
        for site in sites:
            if not page.light[site] and page.odd(site - 1) and page.odd(site):
                yield from self._wrong(page, site)

    def _letter(self, code: int) -> str:
        return chr(int(self._postings.letters[code - 1]))

    def _alike(self, page: "_Page") -> Iterator[Edit]:
        """A letter that sounds like the one that was typed, the best proved first."""
        found = [
            (proof, -common, site, letter)
            for site in page.sites
            for proof, common, letter in self._homophones(page, site)
        ]
        for _, _, site, letter in sorted(found):
            yield Edit(site, site + 1, letter)

    def _homophones(self, page: "_Page", site: int) -> Iterator[tuple[int, int, str]]:
        """How well each letter is proved (0 is best), in how many texts, and which it is."""
        choices = self._sounds.like(page.text[site], int(page.codes[site]))
        before, after = page.code(site - 1), page.code(site + 1)
        left, right = self._common(before, choices), self._common(choices, after)
        gained = np.maximum(left * page.odd(site - 1), right * page.odd(site))
        fits = ((left > 0) | (not page.binds(site - 1))) & (
            (right > 0) | (not page.binds(site + 1))
        )
        order = np.lexsort((choices, -gained))
        order = order[(gained[order] > 0) & fits[order]]
        # A pair that texts have on the other side speaks for the letter as it is.
        torn = (page.binds(site - 1) and page.held(site - 1)) or (
            page.binds(site + 1) and page.held(site)
        )
        for at in order[:_CHOICES].tolist():
            code, common = int(choices[at]), int(gained[at])
            letter = self._letter(code)
            runs = [bool(run) and self.occurs(run) for run in page.around(site, code)]
            if LIGHT_WORDS.match(letter):
                continue
            if runs[0] or (any(runs) and not torn):
                yield runs.index(True) > 0, common, letter
            elif _makes_word(page, site, letter, left=left[at] > 0, right=right[at] > 0):
                yield 2, common, letter
            elif len(order) == 1 and not torn and not page.settled(site):
                yield 3, common, letter

    def _slips(self, page: "_Page", at: int) -> Iterator[Edit]:
        """A pair the wrong way round, a letter twice, a letter left out."""
        one, two = int(page.codes[at]), int(page.codes[at + 1])
        before, after = page.code(at - 1), page.code(at + 2)
        if one == two:
            if self.occurs(
                (before, one, after) if before and after else (before or one, after or one)
            ):
                yield Edit(at, at + 2, page.text[at])
            return
        for run in ((before, two, one), (two, one, after)):
            if all(run) and self.occurs(run):
                yield Edit(at, at + 2, page.text[at + 1] + page.text[at])
        if not (before and after):
            return
        for code in self._between(one, two):
            letter = self._letter(code)
            word = page.text[at] + letter + page.text[at + 1]
            known = any(lexicon().tag(part) is not None for part in (word, word[:2], word[1:]))
            if known and not LIGHT_WORDS.match(letter):
                if self.occurs((before, one, code, two)) and self.occurs((one, code, two, after)):
                    yield Edit(at, at + 2, word)

    def _wrong(self, page: "_Page", site: int) -> Iterator[Edit]:
        """Any other letter, where it makes a word and four letters in a row fit."""
        before, after = page.code(site - 1), page.code(site + 1)
        for code in self._between(before, after):
            if not _makes_word(page, site, self._letter(code), left=True, right=True):
                continue
            outer = (page.code(site - 2), page.code(site + 2))
            runs = ((outer[0], before, code, after), (before, code, after, outer[1]))
            if any(all(run) and self.occurs(run) for run in runs):
                yield Edit(site, site + 1, self._letter(code))

    def _common(self, first: int | Numbers, second: int | Numbers) -> Numbers:
        """How many texts have each pair."""
        pair = np.broadcast_arrays(np.asarray(first, np.int64), np.asarray(second, np.int64))
        begin, end = self._postings.find(pair[0], pair[1])
        return end - begin

    def _between(self, one: int, two: int) -> list[int]:
        """Letters that follow the one and precede the other, the commonest first."""
        if max(one, two) > len(self._postings.letters):
            return []
        low, high = np.searchsorted(self._postings.pairs, (one << 16, (one + 1) << 16))
        between = self._postings.pairs[low:high].astype(np.int64) & 0xFFFF
        common = np.minimum(self._common(one, between), self._common(between, two))
        order = np.lexsort((between, -common))
        return between[order[common[order] > 0]][:_CHOICES].tolist()

    def occurs(self, run: tuple[int, ...]) -> bool:
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
        han = np.fromiter((c >= _HAN for c in text), bool, len(text)) & (self.codes > 0)
        begin, end = postings.find(self.codes[:-1], self.codes[1:])
        self.bare = (end == begin) & han[:-1] & han[1:]
        """Which pairs no text has."""
        self.unknown = self.bare & ~self.fixed[:-1] & ~self.fixed[1:]
        if not self.bare.any():
            return
        for word in self.words:
            self.unknown[word.start : word.end - 1] = False
        for at in np.flatnonzero(self.unknown).tolist():
            if lexicon().get(text[at : at + 2], 0) >= _RARE:
                self.unknown[at] = False

    @cached_property
    def words(self) -> list[Word]:
        """The dictionary's words of two letters or more, but for its rarest."""
        return [word for word in long_words(self.text) if lexicon().get(word.text, _RARE) >= _RARE]

    def settled(self, at: int) -> bool:
        """Whether the letter here stands in such a word."""
        return any(word.start <= at < word.end for word in self.words)

    @cached_property
    def sites(self) -> list[int]:
        """Where a letter may be wrong: beside an unknown pair, in no word that the texts have
        and no word of asking.
        Those beside two unknown pairs come first.
        """
        beside = np.zeros(len(self.text), np.int64)
        beside[:-1] += self.unknown
        beside[1:] += self.unknown
        beside[self.fixed | self.light] = 0
        for word in self.words:
            if not self.bare[word.start : word.end - 1].any():
                beside[word.start : word.end] = 0
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
        """Whether the letter here must go with its neighbour: not a break or a word of asking."""
        return self.code(at) > 0 and not self.light[at] and not self.fixed[at]

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


def _makes_word(page: _Page, site: int, letter: str, left: bool, right: bool) -> bool:
    """Whether a letter makes a word of the dictionary of an unknown pair, and breaks none."""
    known = lexicon()
    if left and page.odd(site - 1) and known.tag(page.text[site - 1] + letter) is not None:
        return page.odd(site) or not page.binds(site + 1)
    if right and page.odd(site) and known.tag(letter + page.text[site + 1]) is not None:
        return page.odd(site - 1) or not page.binds(site - 1)
    return False


def _asking(page: _Page) -> Iterator[Edit]:
    """A letter that makes a question word of an unknown pair: 身么 is 什么."""
    for at in np.flatnonzero(page.bare).tolist():
        said = page.text[at : at + 2]
        if not page.fixed[at + 1] and not page.settled(at + 1):
            for right in _ENDS[said[0]]:
                if said[1] != right and pinyin(said[1]) == pinyin(right):
                    yield Edit(at + 1, at + 2, right)
        if not page.fixed[at] and not page.settled(at):
            for left in _BEGINS[said[1]]:
                if said[0] != left and pinyin(said[0]) == pinyin(left):
                    yield Edit(at, at + 1, left)


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
