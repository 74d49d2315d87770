"""Everything known at one moment, built once from the bulletins and never changed."""

import hashlib
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.chinese.cues import cues, synonyms
from bot.chinese.name_parts import SHORT_PLACE
from bot.chinese.numbers import Quantity, quantities
from bot.chinese.text import clauses, normalise, sentences, syllables, words
from bot.library.gazetteer.gazetteer import Gazetteer, entities_of
from bot.model import Bulletin, Part, Passage

if TYPE_CHECKING:
    from bot.search import Index

COMMON = 0.3
"""A term that more than this share of the passages has belongs to the bulletins' subject."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest piece that is quoted: a clause of a passage."""

    start: int
    end: int
    sentence: int
    """Which sentence of its passage, from 0."""
    text: str
    """In normal form."""
    told: str
    """The same with blanks for the names of those whose passage it is: what is told of them."""
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True)
class Unit:
    """A passage made ready to be searched; what few questions ask of it is made when one does."""

    number: int
    passage: Passage
    text: str
    """The passage in normal form."""
    bulletin: Bulletin = field(repr=False, compare=False)

    def numbered(self, number: int) -> "Unit":
        """Return the unit in another place, with all that was made of it."""
        moved = Unit(number, self.passage, self.text, self.bulletin)
        vars(moved).update({k: v for k, v in vars(self).items() if k != "number"})
        return moved

    @cached_property
    def scope(self) -> str:
        """What is true of the passage besides its text: organisations, aliases, heading."""
        passage, bulletin = self.passage, self.bulletin
        names = [n for o in passage.organisations for n in (o, *bulletin.aliases.get(o, ()))]
        about = [x for x in (passage.role, passage.category) if x]
        names += about + [a for name in about for a in bulletin.aliases.get(name, ())]
        if passage.section is not None:
            names.append(bulletin.sections[passage.section].heading or "")
        return normalise("\n".join(names))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses of the passage; none of a date or an address."""
        if self.passage.part in (Part.DATE, Part.URL):
            return ()
        return tuple(_clauses(self.passage))


class Snapshot:
    """The bulletins with all that is needed to answer from them."""

    def __init__(self, bulletins: Sequence[Bulletin], earlier: "Snapshot | None" = None) -> None:
        """`earlier` is what was known before, whose index is taken over where nothing changed."""
        self._before: Index | None = earlier.__dict__.get("index") if earlier else None
        self.bulletins: Mapping[str, Bulletin] = {b.id: b for b in bulletins}
        self.told: Mapping[str, tuple[Unit, ...]] = _units(
            bulletins, earlier.told if earlier else {}
        )
        """The units of each bulletin, by its id."""
        self.units = tuple(u for units in self.told.values() for u in units)
        self.passages = frozenset(u.passage for u in self.units)
        texts = ["\n".join(u.text for u in units) for units in self.told.values()]
        self.text = "\n".join(texts)
        self._starts = tuple(accumulate((len(u.text) + 1 for u in self.units), initial=0))
        names = earlier.gazetteer if earlier else None
        self.gazetteer: Gazetteer = Gazetteer(entities_of(bulletins), texts, synonyms(), names)
        self.homes = self.gazetteer.homes
        self.titles = {b.id: normalise(f"{b.title} {b.source or ''}") for b in bulletins}
        self._having = lru_cache(maxsize=1 << 14)(self._count)

    @cached_property
    def index(self) -> "Index":
        """The passages as `search` indexes them, to choose among more than can be weighed.

        Built when first needed: numpy takes 0.1 s that one bulletin's answers need not pay.
        """
        from bot.search import Index  # noqa: PLC0415

        before, self._before = self._before, None  # it is let go once it has been taken over
        texts, heads = [u.text for u in self.units], [u.scope for u in self.units]
        return Index.build(texts, heads, before)

    @cached_property
    def version(self) -> str:
        """Eight characters that change whenever the knowledge does."""
        return hashlib.sha256(repr(sorted(self.bulletins.items())).encode()).hexdigest()[:8]

    @cached_property
    def names_heard(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """Where each syllable sounds in the names: the name and the place in it."""
        names = [normalise(n) for e in self.gazetteer.entities for n in (e.name, *e.aliases)]
        return _heard(names)

    @cached_property
    def text_heard(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """Where each syllable sounds in the passages."""
        return _heard(u.text for u in self.units)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the passages, of two characters or more, and what may be a place's name."""
        known = {w.text for u in self.units for w in words(u.text) if len(w.text) > 1}
        places = frozenset(SHORT_PLACE.findall(self.text))
        return frozenset(w for w in known if w.isalpha()) | places | self.homes

    @cached_property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Words that tell one bulletin from another: of its title, its source and its date."""
        labels: dict[str, list[str]] = {}
        for bulletin in self.bulletins.values():
            for label in _labels(bulletin):
                labels.setdefault(label, []).append(bulletin.id)
        return {
            w: tuple(ids) for w, ids in labels.items() if len(ids) < max(2, len(self.bulletins))
        }

    def units_of(self, bulletin: str, part: Part | None = None) -> tuple[Unit, ...]:
        """Return the units of a bulletin, all or those of one part."""
        units = self.told.get(bulletin, ())
        return tuple(u for u in units if part in (None, u.passage.part))

    def rarity(self, term: str) -> float:
        """How much a term tells: 1 if no passage has it or just one, towards 0 for all of them.

        The inverse document frequency log(N / n), as a share of log(N).
        """
        total = max(len(self.units), 2)
        return math.log((total + 1) / max(self._having(term), 1)) / math.log(total + 1)

    def common(self, term: str) -> bool:
        """Whether a term belongs to what all the bulletins are about."""
        return self._having(term) > COMMON * len(self.units)

    def _count(self, term: str) -> int:
        """In how many units a term stands: from where it does to where the next unit begins."""
        found, at = 0, self.text.find(term)
        while at >= 0:
            found += "\n" not in term
            at = self.text.find(term, self._starts[bisect_right(self._starts, at)])
        return found


def _units(
    bulletins: Sequence[Bulletin], earlier: Mapping[str, tuple[Unit, ...]]
) -> dict[str, tuple[Unit, ...]]:
    """Return the units of each bulletin; those of one that has not changed are the same as ever."""
    made: dict[str, tuple[Unit, ...]] = {}
    number = 0
    for bulletin in bulletins:
        units = earlier.get(bulletin.id, ())
        if not units or (units[0].bulletin is not bulletin and units[0].bulletin != bulletin):
            units = tuple(
                Unit(number + n, p, normalise(p.text), bulletin)
                for n, p in enumerate(passages_of(bulletin))
            )
        elif units[0].number != number:
            units = tuple(u.numbered(number + n) for n, u in enumerate(units))
        made[bulletin.id] = units
        number += len(units)
    return made


def passages_of(bulletin: Bulletin) -> Iterator[Passage]:
    """All that can be quoted of a bulletin, in its order."""
    yield Passage(bulletin.id, Part.TITLE, bulletin.title)
    for part, text in (
        (Part.DATE, bulletin.date),
        (Part.SOURCE, bulletin.source),
        (Part.URL, bulletin.url),
        (Part.LEAD, bulletin.lead),
    ):
        if text:
            yield Passage(bulletin.id, part, text)
    for number, section in enumerate(bulletin.sections):
        about = (number, section.role, section.category)
        if section.heading:
            yield Passage(bulletin.id, Part.HEADING, section.heading, (), *about)
        if section.lead:
            yield Passage(bulletin.id, Part.SECTION_LEAD, section.lead, (), *about)
        yield from section.passages
    if bulletin.closing:
        yield Passage(bulletin.id, Part.CLOSING, bulletin.closing)


def _heard(texts: Iterable[str]) -> Mapping[str, tuple[tuple[str, int], ...]]:
    table: dict[str, list[tuple[str, int]]] = {}
    for text in texts:
        for at, character in enumerate(text):
            for sound in syllables(character):
                table.setdefault(sound, []).append((text, at))
    return {sound: tuple(places) for sound, places in table.items()}


def _labels(bulletin: Bulletin) -> set[str]:
    """What a person may call a bulletin by."""
    labels = {normalise(bulletin.title)}
    for text in (bulletin.title, bulletin.source or ""):
        labels.update(normalise(q) for q in re.findall(r"[“\"]([^”\"]{2,})[”\"]", text))
        labels.update(re.findall(r"[^\W_]{3,}", normalise(text)))
        labels.update(
            w.text for w in words(normalise(text)) if len(w.text) > 1 and w.tag[0] in "njv"
        )
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", bulletin.date or ""):
        year, month, day = match[1], int(match[2]), int(match[3])
        ends = [f"{day}日", f"{day}号"]
        labels |= {f"{year}年", match[0], *(f"{month}月{e}" for e in ends)}
        labels |= {f"{year}年{month}月", *(f"{year}年{month}月{e}" for e in ends)}
    return {label for label in labels if label not in cues().generic}


def _clauses(passage: Passage) -> Iterator[Clause]:
    text, ends = passage.text, [end for _, end in sentences(passage.text)]
    names = sorted(map(normalise, passage.organisations), key=len, reverse=True)
    for start, end in clauses(text):
        sentence = bisect_left(ends, end)
        told = folded = normalise(text[start:end])
        for name in names:
            told = told.replace(name, " " * len(name))
        yield Clause(start, end, sentence, folded, told, tuple(quantities(folded)))
