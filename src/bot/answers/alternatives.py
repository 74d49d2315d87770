"""What is said instead of an answer, and what a person may say next."""

from collections.abc import Sequence

from bot.answers.scope import body
from bot.answers.term_match import worth
from bot.library import Snapshot
from bot.model import Answer, Kind, Passage, Question, Sort

MOST_CHOICES = 7
"""Things that a reply offers to say next."""

MOST_NEIGHBOURS = 4
"""Organisations of the same section that are offered after an answer."""

DESCRIBED = 0.8
"""An organisation that has this share of what the best one has may be the one described."""


def refuse(question: Question, snapshot: Snapshot, missing: Sequence[str] = ()) -> Answer:
    """Say that the bulletins do not say it: what is missing, and what there is."""
    found = tuple(dict.fromkeys(e.name for m in question.mentions for e in m.entities))
    return Answer(
        Kind.REFUSE,
        "not_said",
        choices=(found or roles(snapshot))[:MOST_CHOICES],
        missing=tuple(missing),
        found=found[:MOST_CHOICES],
        confidence=0.0,
    )


def unknown(question: Question, snapshot: Snapshot) -> Answer:
    """Say that there is no organisation or role of that name, and which there are like it."""
    roled = any(e.sort is Sort.ROLE for u in question.unknown for e in u.similar)
    similar = tuple(dict.fromkeys(e.name for u in question.unknown for e in u.similar))
    return Answer(
        Kind.REFUSE,
        "unknown_role" if roled else "unknown_name",
        choices=(similar or roles(snapshot))[:MOST_CHOICES],
        missing=tuple(u.said for u in question.unknown),
        found=similar[:MOST_CHOICES],
        confidence=0.0,
    )


def ask_back(topic: str, question: Question, snapshot: Snapshot) -> Answer:
    """Ask which one is meant."""
    return Answer(Kind.CLARIFY, topic, choices=suggested(question, snapshot))


def ask_which(readings: tuple[str, ...]) -> Answer:
    """Ask which of the names is meant that a name may stand for."""
    return Answer(Kind.CLARIFY, "which", choices=readings, found=readings)


def roles(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the roles of all bulletins, or their organisations where none has roles."""
    entities = snapshot.gazetteer.of(Sort.ROLE) or snapshot.gazetteer.of(Sort.ORGANISATION)
    return tuple(e.name for e in entities[:MOST_CHOICES])


def examples(snapshot: Snapshot) -> tuple[str, ...]:
    """Return three names to start with."""
    first = snapshot.gazetteer.of(Sort.ORGANISATION)[:1]
    return tuple(e.name for e in (*first, *snapshot.gazetteer.of(Sort.ROLE)[:2]))


def suggested(question: Question, snapshot: Snapshot) -> tuple[str, ...]:
    """Return those who may be meant by a question that names nobody but may describe somebody."""
    kind = [e.name for m in question.mentions for e in m.entities]
    told = {
        u.passage.organisations[0]: sum(t.weight * worth(t, u.text) for t in question.terms)
        for u in body(snapshot.units)
        if u.passage.organisations
    }
    best = max(told.values(), default=0.0)
    described = [n for n, weight in told.items() if best and weight >= DESCRIBED * best]
    return tuple((kind or described)[:MOST_CHOICES]) or roles(snapshot)


def following(question: Question, told: Sequence[Passage], snapshot: Snapshot) -> tuple[str, ...]:
    """Return others of the sections that an answer was from, then their roles."""
    sections = {(p.bulletin, p.section) for p in told if p.section is not None}
    asked = {e.name for m in question.mentions for e in m.entities}
    names = dict.fromkeys(
        name
        for unit in snapshot.units
        if (unit.passage.bulletin, unit.passage.section) in sections
        for name in unit.passage.organisations[:1]
        if name not in asked
    )
    played = dict.fromkeys(p.role for p in told if p.role)
    return tuple(dict.fromkeys([*list(names)[:MOST_NEIGHBOURS], *played]))[:MOST_CHOICES]
