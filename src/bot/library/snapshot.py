"""Everything known at one moment, built once from the bulletins and never changed."""

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.chinese.cues import cues, synonyms
from bot.chinese.name_parts import SHORT_PLACE, bare, split
from bot.chinese.numbers import Quantity, quantities
from bot.chinese.text import clauses, normalise, sentences, syllables, words
from bot.library.gazetteer.gazetteer import Gazetteer, entities_of
from bot.model import Bulletin, Part, Passage, Sort

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


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage made ready to be searched."""

    number: int
    passage: Passage
    text: str
    """The passage in normal form."""
    scope: str
    """What is true of the passage besides its text: organisations, aliases, heading."""
    clauses: tuple[Clause, ...]


class Snapshot:
    """The bulletins with all that is needed to answer from them."""

    def __init__(self, bulletins: Sequence[Bulletin], earlier: "Snapshot | None" = None) -> None:
        """`earlier` is what was known before, whose index is taken over where nothing changed."""
        self._before: Index | None = earlier.__dict__.get("index") if earlier else None
        self.bulletins: Mapping[str, Bulletin] = {b.id: b for b in bulletins}
        passages = [p for b in bulletins for p in passages_of(b)]
        self.units = tuple(_unit(i, p, self.bulletins[p.bulletin]) for i, p in enumerate(passages))
        self.passages = frozenset(passages)
        self.text = "\n".join(u.text for u in self.units)
        self.gazetteer = Gazetteer(entities_of(bulletins), self.text, synonyms())
        self.homes = frozenset(
            bare(place)
            for e in self.gazetteer.of(Sort.ORGANISATION)
            for place in split(normalise(e.name)).places
        )
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
        return tuple(
            u
            for u in self.units
            if u.passage.bulletin == bulletin and part in (None, u.passage.part)
        )

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
        return sum(term in u.text for u in self.units)


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


def _unit(number: int, passage: Passage, bulletin: Bulletin) -> Unit:
    names = [n for o in passage.organisations for n in (o, *bulletin.aliases.get(o, ()))]
    names += [x for x in (passage.role, passage.category) if x]
    names += [a for n in (passage.role, passage.category) if n for a in bulletin.aliases.get(n, ())]
    if passage.section is not None:
        names.append(bulletin.sections[passage.section].heading or "")
    return Unit(
        number,
        passage,
        normalise(passage.text),
        normalise("\n".join(names)),
        tuple(_clauses(passage)) if passage.part not in (Part.DATE, Part.URL) else (),
    )


def _clauses(passage: Passage) -> Iterator[Clause]:
    text, ends = passage.text, [end for _, end in sentences(passage.text)]
    names = sorted(map(normalise, passage.organisations), key=len, reverse=True)
    for start, end in clauses(text):
        sentence = next((i for i, e in enumerate(ends) if end <= e), len(ends))
        told = folded = normalise(text[start:end])
        for name in names:
            told = told.replace(name, " " * len(name))
        yield Clause(start, end, sentence, folded, told, tuple(quantities(folded)))
