"""What was meant: terms of a question that no text has, read as ones that the texts do have.

A repair changes one letter, or swaps, drops or adds one, and is made only where pairs of letters
that no text has become pairs that some text has, in surroundings that a text has as well.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.chinese.numbers import chinese_value
from bot.chinese.text import lexicon, pinyin
from bot.search.homophones import Sounds
from bot.search.light_words import ASKING_PAIRS, LIGHT_WORDS
from bot.search.postings import Numbers, Postings
from bot.search.slip_sites import Page

MAX_REPAIRS = 3
"""A question that would need more is not misspelt but about something else."""
_TEXTS = 50
"""So many texts are read to see whether a run of letters occurs."""
_CHOICES = 12
"""So many candidates for one place are looked at, the commonest first."""

_DIGITS = "零一二三四五六七八九"
_NUMERAL = re.compile(
    rf"(?<![\d{_DIGITS}十百千两])(\d{{1,4}}|[{_DIGITS}十百千两]{{1,7}})(?=[^\W\d{_DIGITS}十百千两万亿])"
)
"""A number below ten thousand with what it counts after it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to a question's letters: those from `start` to `end` become `taken`."""

    start: int
    end: int
    taken: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A letter that may have been meant."""

    code: int
    left: bool
    """Whether some text has it after the letter before, …"""
    right: bool
    """… before the letter after."""
    alone: bool
    """Whether there is no other."""


_ENDS: defaultdict[str, str] = defaultdict(str)
"""For each first letter of a question word, its second ones."""
_BEGINS: defaultdict[str, str] = defaultdict(str)
"""For each second letter, the first ones."""
for _pair in sorted(ASKING_PAIRS):
    _ENDS[_pair[0]] += _pair[1]
    _BEGINS[_pair[1]] += _pair[0]


class Speller:
    """Reads a question towards what the texts have."""

    def __init__(self, postings: Postings, sounds: Sounds) -> None:
        self._postings, self._sounds = postings, sounds

    def read(self, text: str) -> tuple[str, tuple[tuple[str, str], ...], tuple[int, ...]]:
        """Return the text as it was meant, (said, taken) of each repair, and where they stand."""
        repairs: list[tuple[str, str]] = []
        places: list[int] = []
        while len(repairs) < MAX_REPAIRS:
            page = Page(text, self._postings, frozenset(places))
            edit = next(self._edits(page), None)
            if edit is None:
                break
            repairs.append(_named(text, edit))
            text = text[: edit.start] + edit.taken + text[edit.end :]
            grown = len(edit.taken) - (edit.end - edit.start)
            places = [p + grown if p >= edit.end else p for p in places]
            places.extend(range(edit.start, edit.start + max(len(edit.taken), 1)))
        return text, tuple(repairs), tuple(places)

    def _edits(self, page: Page) -> Iterator[Edit]:
        """What may be done, the likeliest slip first."""
        yield from _asking(page)
        yield from self._numerals(page)
        if not page.unknown.any():
            return
        yield from self._alike(page)
        sites = page.sites
        loose = set(sites)
        for at in np.flatnonzero(page.unknown).tolist():
            if page.codes[at] == page.codes[at + 1]:
                yield from self._doubled(page, at)
            elif at in loose and at + 1 in loose and not page.light[at : at + 2].any():
                yield from self._slips(page, at)
        for site in sites:
            if not page.light[site] and page.odd(site - 1) and page.odd(site):
                yield from self._wrong(page, site)

    def _letter(self, code: int) -> str:
        return chr(int(self._postings.letters[code - 1]))

    def _numerals(self, page: Page) -> Iterator[Edit]:
        """A number in digits where the texts have it in words, or the other way round."""
        for match in _NUMERAL.finditer(page.text):
            start, end = match.span(1)
            if page.fixed[start:end].any():
                continue
            # What is counted goes with the number: 12个 may stand where 12元 does not.
            after = page.text[end : end + 1]
            if self._stands(match[1] + after):
                continue
            for other in _other_numerals(match[1]):
                if self._stands(other + after):
                    yield Edit(start, end, other)

    def _stands(self, text: str) -> bool:
        codes = self._postings.encode(text)
        return bool(codes.all()) and self.occurs(tuple(codes.tolist()))

    def _alike(self, page: Page) -> Iterator[Edit]:
        """A letter that sounds like the one that was typed, the best proved first."""
        sounding = [self._sounds.like(page.text[s], int(page.codes[s])) for s in page.sites]
        if not sounding:
            return
        sites = np.repeat(page.sites, [len(choices) for choices in sounding])
        letters = np.concatenate(sounding)
        codes = np.concatenate(([0], page.codes, [0]))
        left, right = self._common(codes[sites], letters), self._common(letters, codes[sites + 2])
        # What comes of it: pairs that some text has, in place of one that none has.
        odd = np.concatenate(([False], page.unknown, [False]))
        gained = np.maximum(left * odd[sites], right * odd[sites + 1])
        bound = np.concatenate(([False], page.bound, [False]))
        fits = ((left > 0) | ~bound[sites]) & ((right > 0) | ~bound[sites + 2])
        good = np.flatnonzero((gained > 0) & fits)
        found = []
        for site in dict.fromkeys(sites[good].tolist()):
            own = good[sites[good] == site]
            own = own[np.lexsort((letters[own], -gained[own]))]
            for at in own[:_CHOICES].tolist():
                choice = Choice(int(letters[at]), left[at] > 0, right[at] > 0, len(own) == 1)
                proof = self._proof(page, site, choice)
                if proof is not None:
                    found.append((proof, -int(gained[at]), site, self._letter(choice.code)))
        for _, _, site, letter in sorted(found):
            yield Edit(site, site + 1, letter)

    def _proof(self, page: Page, site: int, choice: Choice) -> int | None:
        """How well a letter is proved (0 is best), None where it is not."""
        letter = self._letter(choice.code)
        if LIGHT_WORDS.match(letter):
            return None
        runs = [bool(run) and self.occurs(run) for run in page.around(site, choice.code)]
        # A pair that texts have on the other side speaks for the letter as it is.
        torn = (page.binds(site - 1) and page.held(site - 1)) or (
            page.binds(site + 1) and page.held(site)
        )
        if runs[0] or (any(runs) and not torn and not page.light[site]):
            return int(runs.index(True) > 0)
        if page.light[site]:
            return None
        if _makes_word(page, site, letter, left=choice.left, right=choice.right):
            return 2
        return 3 if choice.alone and not torn and not page.settled(site) else None

    def _doubled(self, page: Page, at: int) -> Iterator[Edit]:
        """One letter where two were typed."""
        around = (page.code(at - 1), int(page.codes[at]), page.code(at + 2))
        run = tuple(code for code in around if code)
        if len(run) > 1 and self.occurs(run):
            yield Edit(at, at + 2, page.text[at])

    def _slips(self, page: Page, at: int) -> Iterator[Edit]:
        """A pair the wrong way round, a letter left out."""
        one, two = int(page.codes[at]), int(page.codes[at + 1])
        before, after = page.code(at - 1), page.code(at + 2)
        for run in ((before, two, one), (two, one, after)):
            if all(run) and self.occurs(run):
                yield Edit(at, at + 2, page.text[at + 1] + page.text[at])
        for code in self._between(one, two):
            letter = self._letter(code)
            word = page.text[at] + letter + page.text[at + 1]
            known = any(lexicon().tag(part) is not None for part in (word, word[:2], word[1:]))
            if not known or LIGHT_WORDS.match(letter):
                continue
            runs = ((before, one, code, two), (one, code, two, after))
            proofs = [self.occurs(run) for run in runs if all(run)]
            if proofs and all(proofs):
                yield Edit(at, at + 2, word)

    def _wrong(self, page: Page, site: int) -> Iterator[Edit]:
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
        begin, end = self._postings.find(np.asarray(first), np.asarray(second))
        return end - begin

    def _between(self, one: int, two: int) -> list[int]:
        """Letters that follow the one and precede the other, the commonest first."""
        if max(one, two) > len(self._postings.letters):
            return []
        low, high = np.searchsorted(self._postings.pairs, (one << 16, (one + 1) << 16))
        between = self._postings.pairs[low:high].astype(np.int64) & 0xFFFF
        common = np.minimum(self._common(one, between), self._common(between, two))
        order = np.lexsort((between, -common))
        chosen: list[int] = between[order[common[order] > 0]][:_CHOICES].tolist()
        return chosen

    def occurs(self, run: tuple[int, ...]) -> bool:
        """Whether some text has these letters in a row; of a common run, one of the first texts."""
        codes = np.array(run, np.int64)
        begin, end = self._postings.find(codes[:-1], codes[1:])
        rarest = int(np.argmin(end - begin))
        numbers = self._postings.texts[begin[rarest] : end[rarest]][:_TEXTS]
        for first, last in zip(begin.tolist(), end.tolist(), strict=True):
            numbers = numbers[self._postings.stands(first, last, numbers)]
        if not len(numbers):
            return False
        if len(run) == 2:
            return True
        texts = np.concatenate(self._postings.letters_of(numbers.astype(np.int64)))
        starts = np.flatnonzero(texts[: len(texts) - len(run) + 1] == codes[0])
        for step, code in enumerate(codes[1:], 1):
            starts = starts[texts[starts + step] == code]
        return bool(len(starts))


def _makes_word(page: Page, site: int, letter: str, left: bool, right: bool) -> bool:
    """Whether a letter makes a word of the dictionary of an unknown pair, and breaks none."""
    known = lexicon()
    if left and page.odd(site - 1) and known.tag(page.text[site - 1] + letter) is not None:
        return page.odd(site) or not page.binds(site + 1)
    if right and page.odd(site) and known.tag(letter + page.text[site + 1]) is not None:
        return page.odd(site - 1) or not page.binds(site - 1)
    return False


def _asking(page: Page) -> Iterator[Edit]:
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


def _other_numerals(printed: str) -> list[str]:
    """Print a number in the other way: digits in words, words in digits."""
    if not printed.isascii():
        value = chinese_value(printed)
        return [] if value is None else [str(value)]
    words = ""
    for place, digit in zip("千百十 "[-len(printed) :], printed, strict=True):
        if digit != "0":
            words += _DIGITS[int(digit)] + place.strip()
        elif words and not words.endswith("零"):
            words += "零"
    words = words.rstrip("零").removeprefix("一") if printed[:-1] == "1" else words.rstrip("零")
    return [words, *(["两"] if words == "二" else [])] if words else []


def _named(text: str, edit: Edit) -> tuple[str, str]:
    """Name a repair by the term it stands in: the letters changed and a neighbour."""
    low, high = edit.start, edit.end
    before, after = text[max(low - 1, 0) : low], text[high : high + 1]
    right = edit.taken + after if after.isalnum() else ""
    left = before + edit.taken if before.isalnum() else ""
    known = lexicon()
    if len(edit.taken) > 1:
        return text[low:high], edit.taken
    if right and (not left or known.tag(right) is not None or known.tag(left) is None):
        return text[low : high + 1], right
    if left:
        return text[low - 1 : high], left
    return text[low:high], edit.taken
