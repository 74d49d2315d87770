"""The organisations that a text names, and which of them act."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter

from bot.chinese.name_parts import NEUTRAL_FORMS, split
from bot.chinese.text import words
from bot.intake.naming import acting, elided, model, views
from bot.intake.naming.views import form_pattern, in_lists, mask_of

Spans = tuple[tuple[int, int], ...]

MAX_NAME = 40
"""Characters of the longest name that is believed."""


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation, where a text names it."""

    start: int
    end: int
    name: str
    acts: bool = False
    opens: bool = False
    """Nothing stands before it in its clause."""
    pieces: tuple[tuple[int, int], ...] = ()
    """Where the pieces of a name stand that shares its end with another."""


@lru_cache(maxsize=1 << 12)
def names(shade: str, known: frozenset[str] = frozenset()) -> tuple[Named, ...]:
    """Return the names in a text, in order; those that a page has `known` before among them."""
    return _named(shade, _with_known(shade, _found(shade), known)) if len(shade) > 1 else ()


@lru_cache(maxsize=1 << 12)
def _found(shade: str) -> Spans:
    """Return where the names of a text stand, whatever its page has taught."""
    spans = (s for run in _tagged(shade) for s in _parted(shade, run))
    return tuple(s for s in spans if _may_be_name(shade[slice(*s)]))


@lru_cache(maxsize=1 << 12)
def _named(shade: str, spans: Spans) -> tuple[Named, ...]:
    """Return the names that stand in these places."""
    parts = model.acting().judge(acting.views(shade, spans))
    found = [
        Named(a, b, shade[a:b], acts and not acting.is_barred(shade[a:b]), not seen, ((a, b),))
        for (a, b), acts, seen in zip(spans, parts, acting.links(shade, spans), strict=True)
    ]
    return tuple(_completed(shade, found))


def actors(shade: str, known: frozenset[str] = frozenset()) -> list[Named]:
    """Return those who act in a text, in order."""
    return [name for name in names(shade, known) if name.acts]


def _parted(shade: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the names that a preposition parts, which none goes over: 某公司 + 向 + 某基金会."""
    start, end = span
    for word in words(shade[start:end]):
        at = span[0] + word.start
        if at > start and in_lists(word.text) & mask_of("prepositions"):
            yield start, at
            start = at + len(word.text)
    if start < end:
        yield start, end


LEAN, LEANING = -0.2, -0.7
"""What is added to a character's being none of a name: where who acts is told, where who may."""

_WIDE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
FEWEST_BLANKS = 3
"""Blanks between letters from which on a text is set wide, so that they part nothing."""


@lru_cache(maxsize=1 << 12)
def _tagged(shade: str, bias: float = LEAN) -> list[tuple[int, int]]:
    """Return where the tagger sees names; the blanks of a text that is set wide are passed over."""
    if len(_WIDE.findall(shade)) < FEWEST_BLANKS or not shade.rstrip("”").endswith(
        ("。", "!", "?")
    ):
        return model.tagger().spans(views.features(shade), bias)
    wide = {m.start() for m in _WIDE.finditer(shade)}
    at = [i for i in range(len(shade)) if i not in wide]
    spans = model.tagger().spans(views.features("".join(shade[i] for i in at)), bias)
    return [(at[a], at[b - 1] + 1) for a, b in spans]


def likely(shade: str) -> tuple[int, int] | None:
    """Return where the first words stand that look like a name, if not enough to be one."""
    spans = _tagged(shade, LEANING) if len(shade) > 1 else []
    return next((s for s in spans if _may_be_name(shade[slice(*s)])), None)


def _may_be_name(said: str) -> bool:
    """Tell whether a name is whole: neither too long nor half in quotation marks or brackets."""
    pairs = all(said.count(a) == said.count(b) for a, b in ("“”", "()", "【】", "‹›"))
    return 1 < len(said) <= MAX_NAME and pairs and not form_pattern().fullmatch(said)


def is_generic(name: str) -> bool:
    """Tell whether a text is no name but words that many organisations share."""
    parts = split(name)
    vague = not parts.places or parts.form in NEUTRAL_FORMS
    return vague and bool(acting.generic().fullmatch(split(name, form_of(name)).brand))


def form_of(name: str) -> str:
    """Return the form that a name ends in, an empty string for none."""
    return next((m.group() for m in form_pattern().finditer(name) if m.end() == len(name)), "")


def _with_known(shade: str, found: Spans, known: frozenset[str]) -> Spans:
    """Add where names stand that a page has taught, the longest first, over shorter ones."""
    spans = list(found)
    for name in sorted(known, key=len, reverse=True):
        at = shade.find(name)
        while at >= 0:
            span, at = (at, at + len(name)), shade.find(name, at + len(name))
            first = bisect_right(spans, span[0], key=itemgetter(1))
            last = bisect_left(spans, span[1], key=itemgetter(0))
            if all(span[0] <= a and b <= span[1] for a, b in spans[first:last]):
                spans[first:last] = [span]
    return tuple(spans)


def _completed(shade: str, found: list[Named]) -> list[Named]:
    """Put the names of lists that share an end in the place of what stands there."""
    whole, gone = [], set()
    for pieces in elided.shared(shade, [(n.start, n.end) for n in found]):
        last = next(n for n in found if n.start < pieces[-1][1] <= n.end)
        (start, end), name = pieces[0], "".join(shade[a:b] for a, b in pieces)
        whole.append(replace(last, start=start, end=end, name=name, pieces=pieces))
        gone |= {n for n in found if (n.start < end and start < n.end) or n is last}
    return sorted({*whole, *found} - (gone - {*whole}), key=lambda n: (n.start, -n.end))
