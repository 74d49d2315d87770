"""Finds names in a text that somebody meant to write and misspelt."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from bot.chinese import spelling
from bot.chinese.text import lexicon, words
from bot.library.gazetteer.surface_forms import Handle, Handles

ALIKE_FROM = 60
"""A stretch that sounds less like a name than this (rapidfuzz, 0 to 100) is not compared."""

SHORTEST = 4
"""Names of fewer characters are recognised by sound or shape alone, never with a slip."""

SHIFT = 2
"""How far from where a name sounds best it may begin, with a character missing or too many."""

WORTH = 0.15
"""What each further character of a name is worth against the slips that it takes to read it."""

REACH = 24
"""So many characters beside a phrase are looked at for the rest of a name that it is part of."""

TWO_SLIPS_FROM = 8
"""From so many characters on, a name may have two slips."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A stretch of a text that may be a misspelt name."""

    cost: float
    """How much must be forgiven, as `spelling.distance` counts it."""
    start: int
    end: int
    handle: Handle


def near(text: str, handles: Handles, over: int | None = None) -> list[Slip]:
    """Every stretch that may be a misspelt name, the best for each name; the likeliest first.

    If `over` is given, only those that have the character before that place.
    """
    heard, ends = handles.heard(text), {w.end for w in words(text)}
    found: list[Slip] = []
    for handle in handles.near(text):
        size = len(handle.text)
        if size < SHORTEST:
            found += _homophones(text, handle, over)
        elif size <= len(text) + 1:
            window = fuzz.partial_ratio_alignment(handle.heard, heard, score_cutoff=ALIKE_FROM)
            if window is not None:
                starts = (window.dest_start, window.dest_end - size)
                around = range(max(min(starts) - SHIFT, 0), max(starts) + SHIFT)
                spans = [(at, at + size + more) for at in around for more in (0, -1, 1)]
                found += _best(text, spans, ends, handle, over)
    return sorted(found, key=lambda s: (s.cost - WORTH * len(s.handle.text), s.start))


def around(text: str, begin: int, end: int, handles: Handles) -> list[Slip]:
    """Misspelt names that a phrase built like a name may be all or part of; the likeliest first.

    The phrase's form stands before `end`: a name that ends there has that form, and one that goes
    on is looked for as far as it is long.
    """
    first, last = max(begin - REACH, 0), end + REACH
    return [
        replace(s, start=first + s.start, end=first + s.end)
        for s in near(text[first:last], handles, end - first)
        if s.handle.fixed
    ]


def whole(text: str, start: int, end: int, handle: Handle) -> Slip | None:
    """Find the whole of a name whose piece from `start` to `end` is spelt right, if it is there."""
    at = handle.text.find(text[start:end])
    if at < 0:
        return None
    first, last = start - at, end + len(handle.text) - at - (end - start)
    spans = [
        (first, last),
        (first - 1, last),
        (first + 1, last),
        (first, last - 1),
        (first, last + 1),
    ]
    spans = [(a, b) for a, b in spans if 0 <= a <= start and end <= b]
    best = _best(text, spans, {w.end for w in words(text)}, handle)
    return best[0] if best else None


def _most(handle: Handle) -> float:
    return spelling.SLIP if len(handle.text) < TWO_SLIPS_FROM else 2 * spelling.SLIP


def _best(
    text: str,
    spans: Iterable[tuple[int, int]],
    ends: Container[int],
    handle: Handle,
    over: int | None = None,
) -> list[Slip]:
    """The window that costs least, if any will do; of equal ones, the first that cuts no word."""
    ranked: list[tuple[float, bool, int, Slip]] = []
    for start, end in spans:
        if end > len(text) or (over is not None and not start < over <= end):
            continue
        cost = spelling.distance(text[start:end], handle.text, handle.fixed, _most(handle))
        if cost is not None:
            ranked.append((cost, end not in ends, len(ranked), Slip(cost, start, end, handle)))
    return [min(ranked)[-1]] if ranked else []


def _homophones(text: str, handle: Handle, over: int | None) -> list[Slip]:
    """Windows that sound or look like a short name and are no word of their own."""
    size = len(handle.text)
    hits = []
    for at in range(len(text) - size + 1):
        if over is not None and not at < over <= at + size:
            continue
        window = text[at : at + size]
        if spelling.alike(window[0], handle.text[0]) and not lexicon().get(window):
            most = size * spelling.ALIKE
            cost = spelling.distance(window, handle.text, handle.fixed, most)
            if cost is not None and window != handle.text:
                hits.append(Slip(cost, at, at + size, handle))
    return hits


def rivals(best: Slip, others: Sequence[Slip], margin: float) -> Iterable[Slip]:
    """Readings of the same stretch that cost hardly more than the best one."""
    return (
        s
        for s in others
        if (s.start, s.end) == (best.start, best.end) and s.cost - best.cost < margin
    )
