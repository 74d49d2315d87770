"""What the tagger sees of each character: itself, its word, the lists and forms it belongs to.

A view is a column of numbers, one for each character; a feature is a few views of a character and
its neighbours taken together, hashed. Names themselves are never looked up: what is learned are
the ways in which names are built and what stands around them.
"""

import re
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.chinese.name_parts import AREA, FORMS
from bot.chinese.text import lexicon
from bot.chinese.word_lists import kinds, listed

FILE = "organisations.txt"

Rows = NDArray[np.int64]

BUCKETS = 1 << 17
"""Different features that are told apart; a power of two."""

_COLUMNS = (
    *("letter", "sort", "word", "place in word", "lists", "form", "area", "ahead"),
    *("word before", "lists before", "tag before", "word behind", "lists behind", "tag behind"),
)
_AT = {name: number for number, name in enumerate(_COLUMNS)}


def _template(*parts: tuple[str, int]) -> tuple[tuple[int, int], ...]:
    return tuple((_AT[name], offset) for name, offset in parts)


TEMPLATES = (
    *(_template(("letter", at)) for at in (-2, -1, 0, 1, 2)),
    *(_template(("letter", at), ("letter", at + 1)) for at in (-2, -1, 0, 1)),
    *(_template(("sort", at), ("sort", at + 1)) for at in (-2, -1, 0, 1)),
    *(_template(("place in word", at)) for at in (-2, -1, 0, 1, 2)),
    *(_template(("lists", at)) for at in (-1, 0, 1)),
    *(_template(("form", at)) for at in (-2, -1, 0, 1, 2)),
    *(_template(("area", at)) for at in (-1, 0, 1)),
    _template(("ahead", 0)),
    _template(("word", 0)),
    _template(("word", -1)),
    _template(("word", 1)),
    _template(("word before", 0)),
    _template(("word behind", 0)),
    _template(("lists before", 0), ("place in word", 0)),
    _template(("lists behind", 0), ("place in word", 0)),
    _template(("tag before", 0), ("place in word", 0)),
    _template(("tag behind", 0), ("place in word", 0)),
    _template(("ahead", 0), ("place in word", 0)),
    _template(("ahead", 0), ("lists before", 0)),
    _template(("ahead", 0), ("area", 0)),
    _template(("ahead", 0), ("area", -1), ("sort", -1)),
    _template(("ahead", 0), ("letter", -1)),
    _template(("form", 0), ("form", 1)),
    _template(("form", 0), ("letter", 1)),
    _template(("form", 0), ("place in word", 1)),
    _template(("form", 0), ("lists", 1)),
    _template(("area", -1), ("area", 0), ("place in word", 0)),
    _template(("sort", -1), ("place in word", 0), ("place in word", 1)),
    _template(("sort", -1), ("tag before", 0), ("tag behind", 0)),
)
"""Which views are taken together, each of a character so many places away."""


_REACH = max(abs(offset) for template in TEMPLATES for _, offset in template)
_STEPS = tuple(
    (
        [number for number, template in enumerate(TEMPLATES) if len(template) > depth],
        np.array([t[depth][0] for t in TEMPLATES if len(t) > depth])[:, None],
        np.array([t[depth][1] + _REACH for t in TEMPLATES if len(t) > depth])[:, None],
    )
    for depth in range(max(map(len, TEMPLATES)))
)
"""The first view of each template, the second of those that have one, …: their numbers, columns and
where they stand."""

_AT_ONCE = 1 << 12
"""Characters whose features are made together, lest a long text take much memory."""


def features(shade: str) -> Rows:
    """Return the features of each character of a text, as numbers below `BUCKETS`."""
    padded = np.zeros((len(_COLUMNS), len(shade) + 2 * _REACH), np.uint64)
    padded[:, _REACH : _REACH + len(shade)] = _views(shade)
    rows = np.empty((len(TEMPLATES), len(shade)), np.int64)
    for start in range(0, len(shade), _AT_ONCE):
        at = np.arange(start, min(start + _AT_ONCE, len(shade)))
        mixed = np.repeat(np.arange(1, len(TEMPLATES) + 1, dtype=np.uint64)[:, None], len(at), 1)
        for numbers, columns, offsets in _STEPS:
            more = mixed[numbers] * np.uint64(0x9E3779B97F4A7C15) + padded[columns, offsets + at]
            mixed[numbers] = more ^ (more >> np.uint64(29))
        rows[:, at] = (mixed * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(64 - 17)
    return rows.T


def _views(shade: str) -> NDArray[np.uint64]:
    """Return the views, a row a column of `_COLUMNS`."""
    views = np.zeros((len(_COLUMNS), len(shade)), np.uint64)
    views[0] = np.frombuffer(shade.encode("utf-32-le"), np.uint32)
    views[1] = list(map(_sort, shade))
    cut = list(lexicon().cut(shade))
    seen = [(0, 0, 0, 0), *map(_word, cut), (0, 0, 0, 0)]
    lengths = np.array(list(map(len, cut)), np.int64)
    table = np.array(seen, np.uint64)
    number = np.repeat(np.arange(1, len(cut) + 1), lengths)
    first = np.repeat(np.cumsum(lengths) - lengths, lengths)
    at = np.arange(len(shade)) - first
    left = np.minimum(lengths[number - 1] - 1 - at, 2) if cut else at
    text, tag, lists, area = table.T
    position = (np.minimum(at, 2) * 3 + left).astype(np.uint64)
    views[2:5] = text[number], tag[number] * np.uint64(16) + position, lists[number]
    views[6] = area[number] * np.uint64(16) + position
    views[8:11] = text[number - 1], lists[number - 1], tag[number - 1]
    views[11:14] = text[number + 1], lists[number + 1], tag[number + 1]
    views[5], views[7] = _forms(shade, lists[number])
    return views


_SORTS = ("、和与及", ",", ";:", "。!?", "“‘《", "”’》", "(【[", ")】]", "·-—", "\n", " \t")


@lru_cache(maxsize=1 << 13)
def _sort(letter: str) -> int:
    """Return what sort of character one is: of a script, or which punctuation."""
    for number, signs in enumerate(_SORTS, 5):
        if letter in signs:
            return number
    if letter.isdigit():
        return 2
    if letter.isascii() and letter.isalpha():
        return 3
    return 1 if letter.isalpha() else 4


@lru_cache(maxsize=1 << 14)
def _word(word: str) -> tuple[int, int, int, int]:
    """Return a word's number, its tag's, which lists have it, and how it sounds like a place."""
    tag = lexicon().tag(word)
    area = 1 if tag == "ns" else 2 if word in AREA else 3 if word[-1] in AREA else 0
    known = len(word) > 1 and tag is not None
    return (
        crc32(word.encode()) if known else len(word),
        crc32((tag or "x").encode()) >> 8,
        in_lists(word),
        area,
    )


@lru_cache(maxsize=1 << 14)
def in_lists(word: str) -> int:
    """Return which lists have a word, a bit a list."""
    return sum(1 << number for number, kind in enumerate(kinds(FILE)) if word in _list(kind))


@cache
def mask_of(*names: str) -> int:
    """Return the bits of some lists."""
    return sum(1 << number for number, kind in enumerate(kinds(FILE)) if kind in names)


@cache
def _list(kind: str) -> frozenset[str]:
    return frozenset(listed(FILE, kind))


@cache
def form_pattern() -> re.Pattern[str]:
    """Return what finds the form that a name ends in, the longest first."""
    forms = sorted({*FORMS, *listed(FILE, "forms"), *listed(FILE, "single forms")}, key=len)
    return re.compile("|".join(map(re.escape, reversed(forms))))


_ENDERS = ("stops", "prepositions", "verbs", "pivots", "joiners", "leading words", "adverbs")
"""Lists whose words are no part of any name."""

AHEAD = 16
"""Characters within which a form is looked for, behind where a name may begin."""


def _forms(shade: str, lists: NDArray[np.uint64]) -> tuple[list[int], list[int]]:
    """Return where forms stand (1 first, 2 inside, 3 last), and how far ahead the next ends."""
    found, ahead = [0] * len(shade), [0] * len(shade)
    weak = _list("weak forms")
    for match in form_pattern().finditer(shade):
        form, (start, end) = match.group(), match.span()
        kind = 8 if len(form) == 1 else 4 if form in weak else 0
        found[start:end] = [kind + 2] * (end - start)
        found[start], found[end - 1] = kind + 1, kind + 3
    bars = (lists & np.uint64(mask_of(*_ENDERS))).astype(bool).tolist()
    near = 0
    for i in reversed(range(len(shade))):
        if found[i] % 4 == 3 and found[i] < 8:
            near = 1
        elif near:
            near += 1
        if (not shade[i].isalnum() and shade[i] not in "“”()·-") or near > AHEAD:
            near = 0
        ahead[i] = near and (min(near, 9) * 2 + bars[i])
        if bars[i]:
            near = 0
    return found, ahead
