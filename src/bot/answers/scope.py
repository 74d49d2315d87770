"""Which passages a question can be about, by all that it names."""

from collections.abc import Iterable

from bot.library import Snapshot, Unit
from bot.model import Mention, Part, Passage, Question, Sort


def organisations(question: Question, *, generic: bool = False) -> list[Mention]:
    """Return the organisations that a question names; with `generic`, the forms (救援队)."""
    return [
        m
        for m in question.mentions
        if m.entities[0].sort is Sort.ORGANISATION and m.generic is generic
    ]


def scope(question: Question, snapshot: Snapshot) -> list[Unit]:
    """Return the passages of what is named: its bulletin, organisations, role, category.

    A form beside a name says nothing more; two names of one sort widen, two sorts narrow.
    """
    units = [
        u
        for u in snapshot.units
        if (not question.bulletins or u.passage.bulletin in question.bulletins)
        and question.excluded.isdisjoint(u.passage.organisations)
    ]
    named: dict[Sort, set[str]] = {}
    for mention in question.mentions:
        if not (mention.generic and organisations(question)):
            names = named.setdefault(mention.entities[0].sort, set())
            names.update(e.name for e in mention.entities)
    for sort, names in named.items():
        narrowed = [u for u in units if not names.isdisjoint(_names(u.passage, sort))]
        units = narrowed if narrowed or question.bulletins else units
    return units


def _names(passage: Passage, sort: Sort) -> tuple[str | None, ...]:
    match sort:
        case Sort.ORGANISATION:
            return passage.organisations
        case Sort.ROLE:
            return (passage.role,)
        case Sort.CATEGORY:
            return (passage.category,)


def placed(question: Question, snapshot: Snapshot) -> list[Unit]:
    """Return those passages of the scope that are of every place that is named.

    A passage is of a place that it, its organisations or its bulletin's title or source names.
    Where none is of all of them (福建和江苏), those that are of any; none if a place has none.
    """
    units = scope(question, snapshot)
    of = [{u.number for u in units if _of(u, place, snapshot)} for place in question.places]
    every = [u for u in units if all(u.number in told for told in of)]
    if every or not all(of):
        return every
    return [u for u in units if any(u.number in told for told in of)]


def _of(unit: Unit, place: str, snapshot: Snapshot) -> bool:
    title = snapshot.titles[unit.passage.bulletin]
    return place in unit.text or place in unit.scope or place in title


def body(units: Iterable[Unit]) -> list[Unit]:
    """Return those units that tell what an organisation did."""
    return [u for u in units if u.passage.part is Part.BODY]
