"""A heading → the role, the category and the organisation that it names, or none of them.

慈善组织:当好“后勤保障员” · 【用药指导员】 · 三是当好返乡工友的“领路员”。 · 云溪市曲艺家协会
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chinese.folding import shadow
from bot.chinese.name_parts import split
from bot.chinese.text import words
from bot.chinese.word_lists import alternatives
from bot.intake.naming.acting import generic
from bot.intake.naming.actors import form_of, names
from bot.intake.naming.roles import PART, find_roles, headwords, listed_words, without_asides
from bot.intake.naming.views import in_lists, mask_of

_FILE = "headings.txt"

MAX_CATEGORY = 24
"""Characters of the longest category that is believed."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a heading says; None for what it does not say."""

    role: str | None = None
    category: str | None = None
    organisations: tuple[str, ...] = ()


_NUMBER = re.compile(
    r"\s*(?:第[一二三四五六七八九十\d]+(?:大?类|部分|篇|章|是)?[、.,:\s]*|"
    r"[一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3}(?:[、.,:\s]+|是要?|要)|其[一二三四五六七八九十][,:是]?|"
    r"\([一二三四五六七八九十\d]+\)|\d{1,2}(?:[、.)]|\s+|(?=[\u4e00-\u9fff“【]))|[①-⑳㈠-㈩]|"
    r"(?:PART|NO|No|Part)[.\s]*\d+|[■◆●▲★▍▌▎※◎○◇□▪◼▶►☆·*#>\-—]+|"
    r"首先|其次|再次|最后|此外)[、.,:\s]*"
)
"""What numbers a heading or marks it."""

_EDGES = " \t、.,:;。!?—-|·*#★■◆●▲~【】[]"


def number_end(shade: str) -> int:
    """Return where a heading's number or mark ends, 0 where it has none."""
    match = _NUMBER.match(shade)
    return match.end() if match else 0


def read(heading: str) -> Named:
    """Say what a heading names, in the heading's own words, without numbers and quotes."""
    shade = shadow(heading)
    at = number_end(shade)
    end = len(shade.rstrip(_EDGES))
    return _named(heading, shade, at, end, find_roles(shade, at, end))


def read_level(said: Sequence[str]) -> list[Named]:
    """Read the headings of one level: if some name roles, others of the same shape do so too."""
    named = [read(heading) for heading in said]
    shapes = Counter(_shape(h, n.role) for h, n in zip(said, named, strict=True) if n.role)
    for shape, times in shapes.items():
        if shape and times * FEWEST_ALIKE >= len(said):
            named = [
                n if n.role else _read_as(shape, heading) or n
                for heading, n in zip(said, named, strict=True)
            ]
    return named


FEWEST_ALIKE = 3
"""One heading in so many must name a role in a shape for the others of that shape to do so."""

MAX_ALIKE = 6
"""Characters of a role that only its place among others tells."""


def _shape(heading: str, role: str) -> re.Pattern[str] | None:
    """Return how a heading shows its role: in marks, or by being nothing else."""
    shade = shadow(heading)
    bare = shade[number_end(shade) :].strip(_EDGES)
    if f"“{shadow(role)}" in shade or f"【{shadow(role)}" in shade:
        return _MARKED
    return _WHOLE if bare == shadow(role) else None


_MARKED = re.compile(rf"[“【](?P<role>[^“”【】,。:;]{{2,{MAX_ALIKE}}})[”】]")
_WHOLE = re.compile(rf"(?P<role>[^\W\d]{{2,{MAX_ALIKE}}})$")


def _read_as(shape: re.Pattern[str], heading: str) -> Named | None:
    """Read a heading whose role has a shape, None if it has not."""
    shade = shadow(heading)
    at, end = number_end(shade), len(shade.rstrip("。:;!? "))
    match = shape.match(shade, at, end) if shape is _WHOLE else shape.search(shade, at, end)
    if not match or match.group("role") in listed_words("no roles"):
        return None
    if read(heading).category and shape is _WHOLE:
        return None
    return _named(heading, shade, at, end, [match.span("role")])


def _named(heading: str, shade: str, at: int, end: int, roles: list[tuple[int, int]]) -> Named:
    organisations = _organisations(heading, shade, at, end)
    category = None if organisations else _category(shade, at, end, roles)
    return Named(
        "、".join(dict.fromkeys(heading[a:b] for a, b in roles)) or None,
        heading[category[0] : category[1]] if category else None,
        organisations,
    )


# --- the category


def _category(
    shade: str, at: int, end: int, roles: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return where the kind of organisations stands: before the role's verb, or as a part."""
    for x, y in roles:
        shade = shade[:x] + ":" * (y - x) + shade[y:]
    shade = without_asides(shade)
    for match in PART.finditer(shade, at, end):
        a, b = match.span()
        b = _without_verb(shade, a, b)
        a += len(shade[a:b]) - len(shade[a:b].lstrip("“”\"‘’'【】["))
        if _is_category(shade[a:b], alone=not roles):
            return a, b
    return None


def _without_verb(shade: str, a: int, b: int) -> int:
    """Return where the subject before a verb ends, adverbs left out."""
    for match in headwords("role verbs").finditer(shade, a, b):
        b = min(b, match.start())
    text = shade[a:b].rstrip("“\"‘'【[”’】] ")
    text = re.sub(f"(?:{alternatives(_FILE, 'weak role verbs')}|当)(?:[^,]{{0,10}}的)?$", "", text)
    quiet = headwords("quiet words", at_end=True)
    while found := quiet.search(text):
        if found.group() == "类":
            break
        text = text[: found.start()]
    return a + len(text)


def _is_category(said: str, *, alone: bool) -> bool:
    """Tell whether words name a kind of organisations; alone, they must be nothing else."""
    if not 2 <= len(said) <= MAX_CATEGORY:
        return False
    cut = words(said)
    if any(in_lists(w.text) & mask_of("verbs") for w in cut):
        return False
    known = bool(headwords("category ends", at_end=True).search(said))
    if not alone:
        deeds = any(w.tag in ("v", "vd", "p") and len(w.text) > 1 for w in cut[:-1])
        return known or (said[-1] in _BODIES and not deeds)
    begins = bool(headwords("category beginnings").match(said)) or said.endswith(_SURELY_KINDS)
    return known and (begins or len(said) <= MAX_SHORT)


_SURELY_KINDS = ("组织", "社团", "类", "机构", "企业", "单位", "团体", "行业协会商会")
"""Ends that only the name of a kind has."""

_BODIES = frozenset("会社团队院馆校店企户业站司构者吧园所行网台类界局坊厂场派军族家盟帮组班营")
"""Last characters of words for bodies of people: 民办博物馆, 义务消防队."""

MAX_SHORT = 6
"""Characters of a category that may be any words, if a heading is nothing else."""


# --- organisations


def _organisations(heading: str, shade: str, at: int, end: int) -> tuple[str, ...]:
    """Return the organisations that a heading names as those who act."""
    named = names(shade[at:end])
    found = [n for n in named if (n.acts or n.name == shade[at:end]) and _is_specific(n.name)]
    return tuple(dict.fromkeys(heading[at + a.start : at + a.end] for a in found))


def _is_specific(name: str) -> bool:
    """Tell an organisation (云溪市书法家协会) from a kind of them (书法家协会)."""
    parts = split(name, form_of(name))
    if parts.brand.endswith(("类", "性", "型")):
        return False
    if any(not generic().fullmatch(place) for place in parts.places) or "“" in name:
        return True
    if in_lists(parts.form) & mask_of("weak forms") or generic().fullmatch(parts.brand):
        return False
    return any(len(w.text) < 2 or w.tag in ("x", "nz", "nr", "ns") for w in words(parts.brand))
