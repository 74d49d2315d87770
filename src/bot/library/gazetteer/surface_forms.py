"""Every name that something can be called by, found by its letters or by its sound."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.chinese.name_parts import TELLING, Name, bare, split
from bot.chinese.spelling import lookalikes
from bot.chinese.text import normalise_all, syllables
from bot.model import Entity, Sort

COUNCIL, _COUNCILS = "协", frozenset({"协会", "行业协会"})
"""The character that these forms are cut to: 粮协, 台协, 书协."""

MOSTLY = 2
"""One in so many characters of a name that has no brand, such as a role's, must be heard."""

_WITHOUT_KIND = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:社会组织|组织|协会|机构)")
"""A category that has no 类 in its name, as one with it: 慈善组织, 慈善类社会组织."""

_UNHEARD = 0xE000
"""Where the private use area begins, whose characters stand for syllables in `Handle.heard`."""


@dataclass(frozen=True, slots=True)
class Handle:
    """One name of one entity or several."""

    text: str
    """In normal form."""
    whole: str
    """As a person would write it, to show what was read."""
    fixed: frozenset[int]
    """Positions that may not be misspelt into another name: the place, and what tells a brand."""
    brand: str
    """The characters that tell it from others of its place and form; all, where nothing is sure."""
    heard: str
    """Its sound, a character for each of its characters."""
    owners: list[int] = field(default_factory=list)
    """Whose name it is, by number."""


class Handles:
    """The names of all entities."""

    def __init__(
        self,
        entities: Sequence[Entity],
        parts: Mapping[int, Name],
        variants: Mapping[str, Iterable[str]],
        brands: Mapping[int, str],
    ) -> None:
        """`parts` are the organisations' names, by number, in normal form.

        `variants` are everyday words for kinds; `brands` those that are shared, by number.
        """
        self._table: dict[str, Handle] = {}
        self._sounds: dict[str, str] = {}
        self._of: list[list[Handle]] = [[] for _ in entities]
        names = [
            (number, name)
            for number, entity in enumerate(entities)
            for name in (
                entity.name,
                *entity.aliases,
                *_derived(entity, variants),
                *([brands[number]] if number in brands else ()),
            )
        ]
        texts = normalise_all(name for _, name in names)
        for (number, name), text in zip(names, texts, strict=True):
            self._add(number, name, text, parts.get(number))
        self._longest: dict[str, int] = {}
        self._beginning: dict[str, dict[str, list[Handle]]] = {}
        """Of names all of whose brand must be met: by its first and its second character."""
        self._telling: defaultdict[str, list[tuple[Handle, int]]] = defaultdict(list)
        for handle in self._table.values():
            self._index(handle)

    def _add(self, number: int, name: str, text: str, parts: Name | None) -> None:
        if len(text) < 2:  # a single character names nothing
            return
        handle = self._table.get(text)
        if handle is None:
            first, last = _telling(text, parts) if parts else (0, text.find("类") + 1)
            for sound in sorted({s[0] for c in text if (s := syllables(c))} - self._sounds.keys()):
                self._sounds[sound] = chr(_UNHEARD + len(self._sounds))
            fixed, brand = frozenset(range(last)), text[first:last] or text
            handle = self._table[text] = Handle(text, name, fixed, brand, self.heard(text))
        if number not in handle.owners:
            handle.owners.append(number)
            self._of[number].append(handle)

    def _index(self, handle: Handle) -> None:
        first = handle.text[0]
        self._longest[first] = max(self._longest.get(first, 0), len(handle.text))
        if handle.text.isascii():
            return
        if handle.fixed and len(handle.brand) > 1:
            for one in _signs(handle.brand[0]):
                seconds = self._beginning.setdefault(one, {})
                for other in _signs(handle.brand[1]):
                    seconds.setdefault(other, []).append(handle)
            return
        for at, character in enumerate(handle.brand):
            for sign in _signs(character):
                self._telling[sign].append((handle, 1 << at))

    def heard(self, text: str) -> str:
        """Write a text by its sound: characters that sound alike become the same one.

        What sounds like nothing in any name stays as it is.
        """
        return "".join(self._sounds.get(s[0], c) if (s := syllables(c)) else c for c in text)

    def get(self, text: str) -> Handle | None:
        """Return the name that is written exactly so, in normal form."""
        return self._table.get(text)

    def of(self, number: int) -> Sequence[Handle]:
        """Return all names of an entity."""
        return self._of[number]

    def written(self, text: str) -> list[tuple[int, Handle]]:
        """Names that stand in a text, with where; the longest first, none across another."""
        hits = [
            (start, handle)
            for start, first in enumerate(text)
            for end in range(start + 2, min(len(text), start + self._longest.get(first, 0)) + 1)
            if (handle := self._table.get(text[start:end]))
        ]
        found: list[tuple[int, Handle]] = []
        for start, handle in sorted(hits, key=lambda h: (-len(h[1].text), h[0])):
            end = start + len(handle.text)
            if not any(a < end and start < a + len(h.text) for a, h in found):
                found.append((start, handle))
        return [(s, h) for s, h in found if not _inside_latin(text, s, s + len(h.text))]

    def near(self, text: str) -> list[Handle]:
        """Names whose brand, every character of it, sounds or looks like some in a text.

        Not those that are cut to two characters (粮协): too much sounds like them.
        """
        signs = {s for c in set(text) for s in (*syllables(c), *lookalikes(c))}
        met: dict[str, int] = {}
        handles: dict[str, Handle] = {}
        for sign in signs:
            for handle, bit in self._telling.get(sign, ()):
                met[handle.text] = met.get(handle.text, 0) | bit
                handles[handle.text] = handle
        near = {name for name, bits in met.items() if _enough(bits.bit_count(), handles[name])}
        for seconds in (self._beginning[one] for one in signs & self._beginning.keys()):
            for handle in (h for other in signs & seconds.keys() for h in seconds[other]):
                if all(not signs.isdisjoint(_signs(c)) for c in handle.brand[TELLING:]):
                    handles[handle.text] = handle
                    near.add(handle.text)
        return [handles[name] for name in sorted(near) if not name.endswith(COUNCIL)]


def _signs(character: str) -> tuple[str, ...]:
    """Return what a character of a name is heard and seen by."""
    return (character, *syllables(character))


def _enough(met: int, handle: Handle) -> bool:
    return met * (1 if handle.fixed else MOSTLY) >= len(handle.brand)


def _telling(text: str, parts: Name) -> tuple[int, int]:
    """Where what tells a name from others of its place begins and ends."""
    size = len(parts.brand) if len(parts.brand) <= TELLING + 1 else TELLING
    at = text.find(parts.brand[:size]) if size else -1
    if at >= 0:
        return at, at + size
    return 0, len(text) - (len(parts.form) if text.endswith(parts.form) else 0)


def _derived(entity: Entity, variants: Mapping[str, Iterable[str]]) -> list[str]:
    """Names that follow from a name: without its place, cut short, or one of a category's kinds."""
    if entity.sort is Sort.ORGANISATION:
        parts = split(entity.name)
        places = [bare(p) for p in parts.places]
        if not parts.brand:
            return []
        shorts = [parts.short]
        if parts.form in _COUNCILS and len(parts.brand) <= TELLING:
            shorts.append(parts.brand[0] + COUNCIL)
        fronts = ["", *places, "".join(places)]
        return [front + short for short in shorts for front in fronts]
    if entity.sort is Sort.CATEGORY:
        halves = re.split(r"[和与及、]", entity.name)
        kinds = re.findall(r"([\u4e00-\u9fff]+?)类", entity.name)
        kinds += [m[1] for half in halves if (m := _WITHOUT_KIND.fullmatch(half))]
        kinds += [v for kind in kinds for v in variants.get(kind, ()) if len(v) > 1]
        tails = ("类社会组织", "类组织", "类")
        return [k + t for k in kinds for t in tails] + [h for h in halves if len(h) >= 4]
    return []


def _inside_latin(text: str, start: int, end: int) -> bool:
    """Whether a Latin name would be cut out of a longer Latin word."""
    if not text[start:end].isascii():
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())
