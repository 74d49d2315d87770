"""What is offered while `@bot words` is typed in any chat: each result can stand alone there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from bot.answers import answer
from bot.chinese.text import normalise
from bot.conversation.digests import digest
from bot.library import Snapshot
from bot.model import (
    Answer,
    Dialogue,
    Entity,
    Kind,
    Part,
    Passage,
    Quotation,
    Reply,
    Sort,
)
from bot.questions import understand
from bot.replies import Words, faults, heading_of, label, word

PAGE = 20
"""Results that are offered at once; Telegram allows 50."""

MOST_RESULTS = 200
"""Results for one query; nobody scrolls further."""

ROOM = 3000
"""Characters that one result quotes: it has to fit into one message with its names."""

MOST_QUERY = 200
"""Characters of a query that are read."""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing to send."""

    id: str
    """Other words or other knowledge have another; ASCII, at most 64 bytes."""
    title: str
    description: str
    reply: Reply
    link: str = ""
    """What a deep link into the bot carries to open the same page there; may be empty."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the results for a query."""

    results: tuple[Result, ...]
    following: str
    """The offset of the next page; empty after the last one."""


def results(query: str, snapshot: Snapshot, words: Words, offset: str = "") -> Page:
    """Return a page of what a query finds: the answer, organisations, roles, sentences.

    An empty query offers the roles. An offset that this function never gave starts at the front;
    after one of other knowledge nothing follows, since what came before it may be elsewhere now.
    """
    number, _, version = offset.partition(".")
    if version not in ("", snapshot.version):
        return Page((), "")
    start = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    said = normalise(query[:MOST_QUERY])
    found: dict[str, Result] = {}
    for result in islice(_found(said, snapshot, words), MOST_RESULTS):
        if not faults(result.reply, snapshot):
            found.setdefault(result.reply.text, result)
    page = tuple(found.values())[start : start + PAGE]
    more = len(found) > start + PAGE
    return Page(page, f"{start + PAGE}.{snapshot.version}" if more else "")


def _found(said: str, snapshot: Snapshot, words: Words) -> Iterator[Result]:
    if not said:
        yield from _pages(snapshot.gazetteer.of(Sort.ROLE), snapshot, words)
        return
    question = understand(said, snapshot, Dialogue())
    answered = answer(question, snapshot, Dialogue())
    named = [e for m in question.mentions if not m.generic for e in m.entities]
    named += [
        e
        for e in snapshot.gazetteer.entities
        if any(said in normalise(name) for name in (e.name, *e.aliases))
    ]
    for sort in (Sort.ORGANISATION, Sort.ROLE, Sort.CATEGORY):
        yield from _pages((e for e in dict.fromkeys(named) if e.sort is sort), snapshot, words)
    if answered.kind is Kind.ANSWER and not answered.listed:
        yield from _result(said, answered.quotations, snapshot, words)
    for unit in snapshot.units:
        if unit.passage.part not in (Part.LEAD, Part.SECTION_LEAD, Part.BODY, Part.CLOSING):
            continue
        for clause in unit.clauses:
            if said in clause.text:
                quotation = Quotation(unit.passage, clause.start, clause.end)
                yield from _result(quotation.text.strip(), (quotation,), snapshot, words)


def _pages(entities: Iterable[Entity], snapshot: Snapshot, words: Words) -> Iterator[Result]:
    """For each organisation, role or category, its own passages."""
    for entity in entities:
        told = [u.passage for u in snapshot.units if _of(entity, u.passage)]
        whole = tuple(Quotation.whole(p) for p in told)
        command = "/orgs" if entity.sort is Sort.ORGANISATION else "/roles"
        link = digest(f"{command} {entity.name}")
        yield from _result(entity.name, whole, snapshot, words, link)


def _of(entity: Entity, passage: Passage) -> bool:
    if passage.part is not Part.BODY:
        return False
    return entity.name in (*passage.organisations, passage.role, passage.category)


def _result(
    title: str,
    quotations: tuple[Quotation, ...],
    snapshot: Snapshot,
    words: Words,
    link: str = "",
) -> Iterator[Result]:
    """One result of as many whole quotations as one message holds, if there is any."""
    kept: list[Quotation] = []
    for quotation in quotations:
        if sum(len(q.text) for q in (*kept, quotation)) > ROOM:
            break
        kept.append(quotation)
    if not kept:
        return
    said = Answer(Kind.ANSWER, "topic", tuple(kept))
    reply = word(said, snapshot.bulletins, words=words)
    first = kept[0].passage
    about = heading_of(first, words) or snapshot.bulletins[first.bulletin].title
    description = about if title in kept[0].text else kept[0].text
    id_ = f"{snapshot.version}-{digest(title + reply.text)}"
    yield Result(id_, label(title), description, reply, link)
