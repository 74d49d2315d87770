"""Finds what a question names: organisations, roles and categories, under any of their names.

An organisation is itself only with its brand and its place: 蓝豹救援队 is not 蓝天救援队, and
泉州市蓝天救援队 is not 长汀县蓝天救援队. Slips are forgiven towards names that the bulletins have,
and only where they cannot lead to another name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.chinese.name_parts import TELLING, parted
from bot.chinese.text import lexicon, normalise, words
from bot.library.gazetteer import misspelt_names as slips
from bot.library.gazetteer.linking import Reader
from bot.library.gazetteer.spans import joined, phrases
from bot.library.gazetteer.surface_forms import Handle, Handles
from bot.model import Bulletin, Entity, Mention, Sort, Unknown

EVERYDAY = 1000
"""A word that jieba's dictionary counts as often is everybody's, and no brand: 中心."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a question names, in the order in which it does."""

    mentions: tuple[Mention, ...] = ()
    unknown: tuple[Unknown, ...] = ()


class Gazetteer:
    """All that can be named in a set of bulletins."""

    def __init__(
        self,
        entities: Sequence[Entity],
        text: str,
        variants: Mapping[str, Iterable[str]],
    ) -> None:
        """`text` is all that the bulletins say, in normal form; `variants` are everyday words."""
        self.entities = tuple(entities)
        self._handles = Handles(self.entities, variants, _shared_brands(self.entities, text))
        self._reader = Reader(self.entities, self._handles, text, variants)

    def named(self, name: str) -> Entity | None:
        """Return the entity of exactly this name or alias, if there is just one."""
        handle = self._handles.get(normalise(name))
        return self.entities[handle.owners[0]] if handle and len(handle.owners) == 1 else None

    def of(self, sort: Sort) -> tuple[Entity, ...]:
        """Return all entities of a sort, in the order of the bulletins."""
        return tuple(e for e in self.entities if e.sort is sort)

    def find(self, text: str) -> Found:
        """Find what a question in normal form names, its names spelt right or built like one."""
        pieces = joined(words(text), text, self._reader.brands)
        exact = [self._mention(h, s, text) for s, h in self._handles.written(text)]
        read = [self._reader.phrase(p) for p in phrases(text, pieces, exact)]
        found: list[Mention | Unknown] = [r for r in read if isinstance(r, Mention)]
        for nobody in read:
            if isinstance(nobody, Unknown) and not _overlaps(nobody.start, nobody.end, found):
                found.append(nobody)
        for mention in sorted(exact, key=lambda m: -m.start):
            if not _overlaps(mention.start, mention.end, found):
                earlier = [m for m in exact if m.end <= mention.start]
                found.append(self._reader.known(mention, text, pieces, earlier))
        found.sort(key=lambda f: f.start)
        return Found(
            tuple(f for f in found if isinstance(f, Mention)),
            tuple(f for f in found if isinstance(f, Unknown)),
        )

    def misspelt(self, text: str) -> tuple[Mention, ...]:
        """Find names that somebody tried to write.

        `text` has blanks where the question's other words have been understood.
        """
        found: list[Mention] = []
        for start, end in _gaps(text):
            hits = slips.near(text[start:end], self._handles)
            for slip in hits:
                at, to = start + slip.start, start + slip.end
                if not _overlaps(at, to, found):
                    found.append(self._reader.repaired(slip, hits, at, text[at:to]))
        return tuple(sorted(found, key=lambda m: m.start))

    def _mention(self, handle: Handle, start: int, text: str) -> Mention:
        end = start + len(handle.text)
        return Mention(tuple(self.entities[i] for i in handle.owners), start, end, text[start:end])


def _shared_brands(entities: Sequence[Entity], text: str) -> Mapping[int, str]:
    """Brands that several organisations have and that nothing else is called by: 雄鹰."""
    brands = {
        n: _short_brand(parted(normalise(e.name)).brand)
        for n, e in enumerate(entities)
        if e.sort is Sort.ORGANISATION
    }
    names = "\n".join(normalise(e.name) for e in entities)
    besides = text
    for entity in sorted(entities, key=lambda e: -len(e.name)):
        besides = besides.replace(normalise(entity.name), "\n")
    return {
        n: brand
        for n, brand in brands.items()
        if len(brand) > 1
        and names.count(brand) > 1
        and brand not in besides
        and lexicon().get(brand, 0) < EVERYDAY
    }


def _short_brand(brand: str) -> str:
    """What a brand is called by: 雄鹰 of 雄鹰户外运动."""
    return brand if len(brand) <= TELLING + 1 else brand[:TELLING]


def _overlaps(start: int, end: int, found: Iterable[Mention | Unknown]) -> bool:
    return any(f.start < end and start < f.end for f in found)


def _gaps(text: str) -> list[tuple[int, int]]:
    """The stretches of two letters or more, between blanks and signs."""
    return [m.span() for m in re.finditer(r"[^\W_]{2,}", text)]


def entities_of(bulletins: Iterable[Bulletin]) -> list[Entity]:
    """Everything that the bulletins name, each once, in their order."""
    names: dict[tuple[Sort, str], dict[str, None]] = {}
    for bulletin in bulletins:
        for section in bulletin.sections:
            told: list[tuple[Sort, str | None]] = [
                (Sort.ROLE, section.role),
                (Sort.CATEGORY, section.category),
            ]
            told += [(Sort.ORGANISATION, o) for p in section.passages for o in p.organisations]
            for sort, name in told:
                if name:
                    known = names.setdefault((sort, name), {})
                    known.update(dict.fromkeys(bulletin.aliases.get(name, ())))
    return [Entity(sort, name, tuple(aliases)) for (sort, name), aliases in names.items()]
