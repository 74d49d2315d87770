"""Which of the names in a text act: what stands between them and around them, weighed.

A name acts if it is a subject or acts together with one; who receives, is thanked or lends an
account does not. Each name is judged after the one before, whose part is a view as well.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from zlib import crc32

from bot.chinese.text import Word, words
from bot.chinese.word_lists import alternatives
from bot.intake.naming.views import FILE, form_pattern, in_lists, mask_of

BUCKETS = 1 << 14

_BREAK = re.compile(r"[。!?;\n]")
_CLAUSE = re.compile(r"[,:]")
_ASIDE = re.compile(r"\([^()]*\)|《[^《》]*》")
_LISTED = re.compile(r"[^、,:。;]{0,10}[、和与及/·]|以及|暨|")
_GOVERNORS = ("joiners", "pivots", "prepositions", "verbs", "soft verbs", "deeds")


@cache
def _governing() -> int:
    return mask_of(*_GOVERNORS)


@cache
def _never() -> re.Pattern[str]:
    return re.compile(alternatives(FILE, "never"))


_OFFICES = ("厅", "局")


def is_barred(name: str) -> bool:
    """Tell whether a name is of government, media or another body that no bulletin is about."""
    return name.endswith(_OFFICES) or bool(_never().search(name))


def _kind(word: str) -> str:
    return next(kind for kind in _GOVERNORS if in_lists(word) & mask_of(kind))


@lru_cache(maxsize=1 << 12)
def _cut(text: str) -> tuple[Word, ...]:
    return tuple(words(text))


@cache
def generic() -> re.Pattern[str]:
    """Return what matches words that say no more than a form does."""
    return re.compile(f"(?:{alternatives(FILE, 'generic')})*")


def links(shade: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return what stands before each name in its clause."""
    return [_CLAUSE.split(_fresh(shade, spans, n)[0])[-1].strip() for n in range(len(spans))]


def part(acts: bool | None) -> str:
    """Return how the part of the name before is called, None where there was none."""
    return "none" if acts is None else "acts" if acts else "not"


def _fresh(shade: str, spans: Sequence[tuple[int, int]], number: int) -> tuple[str, bool]:
    """Return what stands between a name and the one before in its sentence, and if it is first."""
    low = spans[number - 1][1] if number else 0
    start = spans[number][0]
    link = _ASIDE.sub("", shade[max(low, start - REACH) : start])
    fresh = _BREAK.split(link)[-1]
    return fresh, not number or len(fresh) != len(link)


REACH = 60
"""Characters before a name that are looked at."""


def views(shade: str, spans: Sequence[tuple[int, int]]) -> list[list[str]]:
    """Return what is seen of each name, but for the part of the one before."""
    return [_views(shade, spans, number) for number in range(len(spans))]


def _views(shade: str, spans: Sequence[tuple[int, int]], number: int) -> list[str]:
    start, end = spans[number]
    fresh, first = _fresh(shade, spans, number)
    clause = _CLAUSE.split(fresh)[-1].strip()
    cut = _cut(clause)
    governor = next((w for w in reversed(cut) if in_lists(w.text) & _governing()), None)
    kind = _kind(governor.text) if governor else "none"
    behind = _cut(shade[end : end + 14])
    next_word = behind[0].text if behind else ""
    verb = next((w for w in behind if w.tag[:1] == "v" or in_lists(w.text) & _governing()), None)
    name = shade[start:end]
    form = [m.group() for m in form_pattern().finditer(name) if m.end() == len(name)]
    listed = not first and _LISTED.fullmatch(fresh) is not None
    place = "first" if first else "listed" if listed else "same" if "," not in fresh else "clause"
    opens = not clause
    return [
        f"place {place}",
        f"opens {place} {opens}",
        f"governor {kind} {place}",
        f"governor {governor.text if governor else ''}",
        f"governed {kind} {len(cut) and cut[-1].tag[:1]} {len(clause) > 6}",
        f"before {clause[-1:]}",
        f"before {clause[-2:]}",
        f"last {cut[-1].text if cut else ''}",
        f"last lists {in_lists(cut[-1].text) if cut else ''} {place}",
        f"behind {shade[end : end + 1]}",
        f"behind {shade[end : end + 2]}",
        f"next {next_word}",
        f"next lists {in_lists(next_word)} {behind[0].tag[:1] if behind else ''}",
        f"next {opens} {in_lists(next_word)} {behind[0].tag[:1] if behind else ''}",
        f"verb {verb.text if verb else ''}",
        f"verb {in_lists(verb.text) if verb else ''} {kind}",
        f"end {name[-1:]}",
        f"end {name[-2:]}",
        f"form {form[-1] if form else ''}",
        f"barred {is_barred(name)}",
        f"barred {is_barred(name)} {kind} {place}",
        f"clauses {fresh.count(',')} {opens}",
    ]


def receives(seen: Sequence[str], *, before: bool) -> bool:
    """Tell whether a name is what a preposition governs, or listed behind one that is."""
    governed = seen[2].startswith("governor prepositions")
    return governed or (seen[0] == "place listed" and before)


def numbers(seen: Sequence[str], before: str) -> list[int]:
    """Return the features of a name as numbers, the part of the name before taken in."""
    place = seen[0]
    more = (f"after {before} {place}", f"after {before} {seen[2]}", f"after {before} {seen[1]}")
    return [crc32(view.encode()) % BUCKETS for view in (*seen, *more)]
