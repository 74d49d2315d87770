"""Finds what a question names: organisations, roles and categories, under any of their names.

An organisation is itself only with its brand and its place: 蓝豹救援队 is not 蓝天救援队, and
泉州市蓝天救援队 is not 长汀县蓝天救援队. Slips are forgiven towards names that the bulletins have,
and only where they cannot lead to another name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.chinese.name_parts import Name, bare, parted, split
from bot.chinese.text import normalise, normalise_all, words
from bot.library.gazetteer import misspelt_names as slips
from bot.library.gazetteer.linking import Reader
from bot.library.gazetteer.shared_brands import Brands
from bot.library.gazetteer.spans import joined, phrases
from bot.library.gazetteer.surface_forms import Handle, Handles
from bot.model import Bulletin, Entity, Mention, Sort, Unknown


@dataclass(frozen=True, slots=True)
class Found:
    """What a question names, in the order in which it does."""

    mentions: tuple[Mention, ...] = ()
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What follows from the names alone, whatever the bulletins say of them."""

    of: Mapping[Sort, tuple[Entity, ...]]
    parts: Mapping[int, Name]
    """The names of organisations, each by its number among all entities."""
    homes: frozenset[str]
    brands: Brands


def _known(entities: Sequence[Entity]) -> _Known:
    names = normalise_all(e.name for e in entities)
    organisations = [n for n, e in enumerate(entities) if e.sort is Sort.ORGANISATION]
    parts = {n: parted(names[n]) for n in organisations}
    return _Known(
        {s: tuple(e for e in entities if e.sort is s) for s in Sort},
        parts,
        frozenset(bare(p) for n in organisations for p in split(names[n]).places),
        Brands(names, parts),
    )


class Gazetteer:
    """All that can be named in a set of bulletins."""

    def __init__(
        self,
        entities: Sequence[Entity],
        texts: Sequence[str],
        variants: Mapping[str, Iterable[str]],
        earlier: "Gazetteer | None" = None,
    ) -> None:
        """`texts` are what each bulletin says, in normal form; `variants` are everyday words.

        `earlier` is what could be named before: where that is the same, it is taken over.
        """
        self.entities = tuple(entities)
        same = earlier if earlier and earlier.entities == self.entities else None
        self.known: _Known = same.known if same else _known(self.entities)
        self.homes = self.known.homes
        """The places of organisations, without their last word."""
        self.shared: Mapping[int, str] = self.known.brands.shared(texts)
        text, parts = "\n".join(texts), self.known.parts
        if same and same.shared == self.shared:
            self.reader: Reader = same.reader.over(text)
        else:
            handles = Handles(self.entities, parts, variants, self.shared)
            self.reader = Reader(self.entities, parts, handles, text, variants)
        self._handles = self.reader.handles

    def named(self, name: str) -> Entity | None:
        """Return the entity of exactly this name or alias, if there is just one."""
        handle = self._handles.get(normalise(name))
        return self.entities[handle.owners[0]] if handle and len(handle.owners) == 1 else None

    def of(self, sort: Sort) -> tuple[Entity, ...]:
        """Return all entities of a sort, in the order of the bulletins."""
        return self.known.of[sort]

    def find(self, text: str) -> Found:
        """Find what a question in normal form names, its names spelt right or built like one."""
        pieces = joined(words(text), text, self.reader.brands)
        exact = [self._mention(h, s, text) for s, h in self._handles.written(text)]
        read = [self.reader.phrase(p) for p in phrases(text, pieces, exact)]
        found: list[Mention | Unknown] = [r for r in read if isinstance(r, Mention)]
        for nobody in read:
            if isinstance(nobody, Unknown) and not _overlaps(nobody.start, nobody.end, found):
                found.append(nobody)
        for mention in sorted(exact, key=lambda m: -m.start):
            if not _overlaps(mention.start, mention.end, found):
                earlier = [m for m in exact if m.end <= mention.start]
                found.append(self.reader.known(mention, text, pieces, earlier))
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
                    found.append(self.reader.repaired(slip, hits, at, text[at:to]))
        return tuple(sorted(found, key=lambda m: m.start))

    def _mention(self, handle: Handle, start: int, text: str) -> Mention:
        end = start + len(handle.text)
        return Mention(tuple(self.entities[i] for i in handle.owners), start, end, text[start:end])


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
