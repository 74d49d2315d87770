"""Answers out of what organisations did: the sentences that answer, or whole passages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.answers.alternatives import ask_back, ask_which, refuse
from bot.answers.clause_kinds import suits
from bot.answers.evidence import Evidence, Finding, unweighed, weigh
from bot.answers.quoting import beginnings, listed, names_in, passages, quoted
from bot.answers.scope import body, organisations, placed, scope
from bot.answers.term_match import worth
from bot.library import Snapshot, Unit
from bot.model import Answer, Dialogue, Kind, Mention, Part, Question, Sort

OPEN_KINDS = frozenset({"topic", "what", "how", "yesno", "reason", "organisations"})
"""Kinds of question that an organisation's whole passage answers where they ask no more of it."""

LISTED_KINDS = frozenset({"who", "organisations", "what"})
"""Kinds of question that the names of a role's or a kind's organisations answer."""

BODIES = frozenset({"家", "支", "所", "个", "队"})
"""Measure words for organisations: 救援队有几支 asks for their names."""


def facts(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """Quote the sentences that answer; a name alone is answered with its passages."""
    units = placed(question, snapshot)
    if not units:
        return refuse(question, snapshot, question.places)
    if counted := stated(question, snapshot):
        return quoted(question, unweighed(counted), snapshot)
    if readings := open_readings(question, snapshot):
        if "several" in question.cues:
            return facts(_as_form(question), snapshot, dialogue)
        tried = [facts(q, snapshot, dialogue) for q in _one_by_one(question)]
        answering = [a for a in tried if a.kind is Kind.ANSWER]
        return answering[0] if len(answering) == 1 else ask_which(readings)
    question = _by_bare_role(question, snapshot)
    units = placed(question, snapshot)
    if _names_only(question, units, snapshot):
        return _named(question, units, snapshot)
    if len(organisations(question)) > 1:
        return quoted(question, _each(question, units, snapshot), snapshot)
    return quoted(question, _found(question, units, snapshot), snapshot)


def _names_only(question: Question, units: Sequence[Unit], snapshot: Snapshot) -> bool:
    """Whether a question asks for nothing but what it names."""
    if not question.terms:
        return True
    if not organisations(question):
        kinds = [m for m in question.mentions if not m.generic]
        return bool(kinds) and question.intent in LISTED_KINDS and not _matched(question, units)
    if question.intent not in OPEN_KINDS:
        return False
    if "at_large" in question.cues:
        return not _matched(question, units)
    return all(
        any(worth(t, u.scope) or t.text in snapshot.titles[u.passage.bulletin] for u in units)
        for t in question.terms
    )


def _matched(question: Question, units: Sequence[Unit]) -> bool:
    """Whether a question has a word that must be found, or one that is."""
    return any(t.hard or any(worth(t, u.text) for u in units) for t in question.terms)


def stated(question: Question, snapshot: Snapshot) -> tuple[Finding, ...]:
    """Find where the bulletins count what a question counts: 多少家商会参加, 93家商会.

    Not where one organisation is asked about: its passage tells how many of what it has.
    """
    named = any(not m.generic for m in question.mentions)
    if question.counted is None or named or any(t.hard for t in question.terms):
        return ()
    measure, what = question.counted
    return tuple(
        Finding(unit, 1.0, (number,))
        for unit in scope(replace(question, mentions=()), snapshot)
        if unit.passage.part in (Part.LEAD, Part.SECTION_LEAD, Part.CLOSING)
        for number, clause in enumerate(unit.clauses)
        for q in clause.quantities
        if q.measure == measure and clause.text.startswith(what, q.end)
    )


def _one_by_one(question: Question) -> Iterator[Question]:
    """Read a name with several readings as each of them: only one may have what is asked."""
    mention = next(m for m in organisations(question) if len(m.entities) > 1)
    for entity in mention.entities:
        one = replace(mention, entities=(entity,))
        rest = tuple(one if m is mention else m for m in question.mentions)
        yield replace(question, mentions=rest)


def _as_form(question: Question) -> Question:
    """有哪些支教队: read a name with several readings as what they have in common."""
    mentions = tuple(
        replace(m, generic=True) if len(m.entities) > 1 else m for m in question.mentions
    )
    return replace(question, mentions=mentions)


def _by_bare_role(question: Question, snapshot: Snapshot) -> Question:
    """转运员, 后勤: a word by itself that only one role has names that role."""
    if question.intent != "topic" or len(question.terms) != 1:
        return question
    return _by_part_of_role(question, snapshot)


def _found(question: Question, units: list[Unit], snapshot: Snapshot) -> Evidence:
    """Weigh the passages, first those in which an answer to this kind of question should stand."""
    texts = [u for u in units if u.passage.part is not Part.SOURCE]
    if "whole" in question.cues and not organisations(question):
        leads = [u for u in texts if u.passage.part in (Part.LEAD, Part.CLOSING)]
        if (told := weigh(question, leads, snapshot)).found:
            return told
    if question.intent == "who":
        by_role = _by_part_of_role(question, snapshot)
        if by_role is not question and not by_role.terms:
            return beginnings(body(scope(by_role, snapshot)))
    return weigh(question, texts, snapshot)


def _by_part_of_role(question: Question, snapshot: Snapshot) -> Question:
    """搞后勤的是哪几家: what only one role begins with, or has if said alone, names that role."""
    for term in question.terms:
        alone = len(question.terms) == 1
        roles = [
            e
            for e in snapshot.gazetteer.of(Sort.ROLE)
            if e.name.startswith(term.text) or (alone and term.text in e.name)
        ]
        if term.hard and len(roles) == 1 and not question.mentions:
            mention = Mention((roles[0],), 0, 0, term.text)
            rest = tuple(t for t in question.terms if t is not term)
            return replace(question, mentions=(mention,), terms=rest)
    return question


def _each(question: Question, units: list[Unit], snapshot: Snapshot) -> Evidence:
    """Weigh for each of several organisations what is asked of that one."""
    found: dict[int, Finding] = {}
    for mention in organisations(question):
        own = [u for u in units if mention.entities[0].name in u.passage.organisations]
        told = weigh(replace(question, mentions=(mention,)), own, snapshot)
        for finding in told.found:
            found.setdefault(finding.unit.number, finding)
    return unweighed(found.values(), [t.text for t in question.terms if t.hard])


def open_readings(question: Question, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the names that a name may stand for, where they lead to different passages."""
    for mention in organisations(question):
        told = {
            tuple(u.number for u in snapshot.units if e.name in u.passage.organisations)
            for e in mention.entities
        }
        if len(told) > 1:
            return tuple(e.name for e in mention.entities)
    return ()


# --- a name and nothing else


def _named(question: Question, units: list[Unit], snapshot: Snapshot) -> Answer:
    """Answer a name with its passages, or with those clauses of the kind that is asked for."""
    told = body(units) or units
    names = any(not m.generic for m in question.mentions)
    if "whole" in question.cues and not names:
        return refuse(question, snapshot)
    if _asks_names(question):
        return listed(question, names_in(told, question), snapshot)
    if not question.mentions and question.places:
        return quoted(question, _by_place(told, question), snapshot)
    if not question.mentions:
        return ask_back("what", question, snapshot)
    if question.intent not in ("figure", "when", "where"):
        whole = bool(organisations(question))
        return passages(question, told, snapshot, whole=whole)
    return quoted(question, _of_kind(question, told), snapshot)


def _asks_names(question: Question) -> bool:
    """Whether a question that names a role, a kind or a form wants the names of its members."""
    if organisations(question):
        return False
    if question.measures and question.measures <= BODIES:
        return True
    by_form = bool(organisations(question, generic=True))
    asks = ("who", "organisations", "what") if by_form else ("who", "organisations")
    return bool(question.mentions) and question.intent in asks


def _by_place(units: Iterable[Unit], question: Question) -> Evidence:
    """Return the clauses that name the places, or else the first of a passage that is of them."""
    found = []
    for unit in units:
        said = [i for i, c in enumerate(unit.clauses) if any(p in c.text for p in question.places)]
        found.append(Finding(unit, 1.0, tuple(said or [0])))
    return unweighed(found)


def _of_kind(question: Question, units: Iterable[Unit]) -> Evidence:
    """Return every clause of the kind that a question wants: with a figure, a time, a place."""
    return unweighed(
        Finding(u, 1.0, chosen)
        for u in units
        if (
            chosen := tuple(
                i
                for i, c in enumerate(u.clauses)
                if suits(question, c) and all(n.search(c.text) for n in question.needs)
            )
        )
    )
