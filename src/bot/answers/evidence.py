"""Which clause of which passage answers a question, and how surely.

Entities narrow, terms rank: the scope is chosen by what the question names, and the clauses in it
are ranked by how much of the question's weight they carry. A thing that is asked about and that a
passage does not have rules the passage out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.answers.clause_kinds import counts_people, exactly, suits
from bot.answers.term_match import OTHER, worth
from bot.chinese.cues import cues
from bot.chinese.name_parts import bare
from bot.library import Clause, Snapshot, Unit
from bot.model import Question, Term

NEAR, HERE, ABOUT, AROUND = 0.9, 0.75, 0.75, 0.5
"""What is left of a term's worth where it is not in the clause itself but in the same sentence,
the same passage, the passage's organisations or heading, or in what the whole bulletin is about."""

ANSWER_FROM = 0.42
"""A passage that carries less of the question than this does not answer it."""

HOW_FROM = 0.75
"""A how that names nobody is likely to ask for advice: its answer must carry more of it."""

SURE_FROM = 0.2
"""The passages of a name that have every thing asked about are what there is to say of it."""

SPARED = 1 / 3
"""The share of a question's weight that a passage may lack among the things asked about."""

AS_GOOD, AS_GOOD_OF_ALL = 0.92, 0.65
"""A passage that carries this share of what the best one does answers as well; the second where
all are asked for (哪些, 分别)."""

BACKGROUND = 0.3
"""What the words around a rambling question can add to a passage's coverage."""

BESIDE, REACH = 0.15, 3
"""What a clause gains in rank whose figure stands within so many characters of the thing."""

MOST_WEIGHED = 300
"""Passages that are weighed one by one, in about a millisecond: some ten bulletins' worth."""

MOST_CLAUSES = 3
"""Clauses that are put together to answer from one passage."""

EXACT = 0.15
"""What a clause gains in rank that counts in the very measure word that is asked for."""

EQUAL = 1e-9
"""Ranks that differ by less are equal; the earlier clause is taken."""

MOST_SENTENCE = 130
"""A sentence of more characters is not quoted whole where a clause answers."""

CLAUSE_KINDS = frozenset({"figure", "who", "when"})
"""Kinds of question that one clause answers; the others want the sentence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One passage that answers, and where in it."""

    unit: Unit
    coverage: float
    """The share of the question's weight that it carries, from 0 to 1."""
    clauses: tuple[int, ...]
    """The clauses to quote, in order."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a scope has on a question."""

    found: tuple[Finding, ...] = ()
    """What answers, best first."""
    considered: tuple[Finding, ...] = ()
    """All that could be measured, best first, answering or not."""
    missing: tuple[str, ...] = ()
    """The things asked about that the best passage lacks, where nothing was found."""


def unweighed(found: Iterable[Finding], missing: Iterable[str] = ()) -> Evidence:
    """Findings that answer as they are; where there are none, `missing` is what they lack."""
    told = tuple(found)
    return Evidence(told, told, () if told else tuple(missing))


def weigh(question: Question, units: Sequence[Unit], snapshot: Snapshot) -> Evidence:
    """Rank the passages of a scope by how much of a question they carry.

    Of more than MOST_WEIGHED, the index chooses those that are weighed.
    """
    considered: list[Finding] = []
    lacking: list[tuple[str, ...]] = []
    for unit in _nominated(question, units, snapshot):
        missing = [
            t
            for t in question.terms
            if t.hard and bare(t.text) not in question.places and not _has(unit, t, snapshot)
        ]
        lacking.append(tuple(t.text for t in missing))
        if _spared(question, missing) and _does(question, unit):
            considered += _best(question, unit, snapshot)
    considered.sort(key=lambda f: (-f.coverage, f.unit.number))
    if not considered:
        return Evidence(missing=min(lacking, key=len, default=()))
    as_good = AS_GOOD_OF_ALL if cues().context["all"].search(question.text) else AS_GOOD
    limit = max(answer_from(question), as_good * considered[0].coverage)
    found = tuple(f for f in considered if f.coverage >= limit)
    return Evidence(found, tuple(considered))


def _nominated(question: Question, units: Sequence[Unit], snapshot: Snapshot) -> Sequence[Unit]:
    """Those that share most with a question's terms and what else may be said for them, if many.

    The index knows pairs of characters; what has a word of one only, such as 捐, comes after. It
    knows no values, so that a number is looked for everywhere.
    """
    if len(units) <= MOST_WEIGHED or any(t.least is not None for t in question.terms):
        return units
    said = [w for t in question.terms for w in (t.text, *t.others)] or [question.text]
    numbers = {u.number for u in units}
    hits = snapshot.index.search("\n".join(said), MOST_WEIGHED, numbers)
    chosen = dict.fromkeys(h.number for h in hits)
    chosen |= dict.fromkeys(u.number for u in units if any(w in u.text for w in said))
    return [snapshot.units[number] for number in sorted(list(chosen)[:MOST_WEIGHED])]


def answer_from(question: Question) -> float:
    """Return the coverage from which the best passage answers this question."""
    if question.intent == "how" and not question.mentions:
        return HOW_FROM
    named = any(not m.generic for m in question.mentions)
    sure = named and any(t.hard for t in question.terms)
    return SURE_FROM if sure else ANSWER_FROM


def _spared(question: Question, missing: Sequence[Term]) -> bool:
    """Whether a passage may answer all the same though it lacks things that are asked about.

    One circumstance of several may be told in words that nobody foresaw; the very thing that a
    question asks for, and a number, may not be.
    """
    if any(t.asked or t.least is not None for t in missing):
        return False
    total = sum(t.weight for t in question.terms if bare(t.text) not in question.places)
    return not missing or sum(t.weight for t in missing) <= SPARED * total


def _does(question: Question, unit: Unit) -> bool:
    """Whether a passage tells of the deed that a who asks about, where it must (谁写的).

    It must tell of it in a sentence that has one of the things: 书写春联 is no 写 of a poem.
    """
    deeds = [t for t in question.terms if t.text in cues().deeds]
    if question.intent != "who" or not deeds:
        return True
    things = [t for t in question.terms if t.hard]
    sentences: dict[int, str] = {}
    for clause in unit.clauses:
        sentences[clause.sentence] = sentences.get(clause.sentence, "") + clause.text
    return any(
        all(worth(t, told) for t in deeds) and (not things or any(worth(t, told) for t in things))
        for told in sentences.values()
    )


def _backed(question: Question, unit: Unit) -> float:
    """What the background of a rambling question adds for a passage, BACKGROUND at the most."""
    total = sum(t.weight for t in question.background)
    told = sum(
        t.weight * max(worth(t, unit.text), worth(t, unit.scope)) for t in question.background
    )
    return BACKGROUND * told / total if total else 0.0


def _has(unit: Unit, term: Term, snapshot: Snapshot) -> bool:
    if term.least is not None or term.measure:
        return any(worth(term, c.text, c.quantities) for c in unit.clauses)
    if term.asked:
        return any(
            worth(term, c.told if counts_people(term) else c.text) >= OTHER for c in unit.clauses
        )
    return bool(worth(term, unit.text) or worth(term, unit.scope) or _around(unit, term, snapshot))


def _around(unit: Unit, term: Term, snapshot: Snapshot) -> bool:
    """Whether a term is no more than the subject of the whole bulletin."""
    return term.text in snapshot.titles[unit.passage.bulletin] or snapshot.common(term.text)


def _best(question: Question, unit: Unit, snapshot: Snapshot) -> list[Finding]:
    """Return the clauses of one passage that answer best, if any can."""
    people = question.intent == "figure" and any(map(counts_people, question.terms))
    told = [c.told if people else c.text for c in unit.clauses]
    table = [
        [worth(t, said, c.quantities) for said, c in zip(told, unit.clauses, strict=True)]
        for t in question.terms
    ]
    beyond = [_outside(t, unit, snapshot) for t in question.terms]
    total = sum(t.weight for t in question.terms)
    best: tuple[float, float, int] | None = None
    for number in _suitable(question, unit, table):
        clause = unit.clauses[number]
        carried = sum(
            term.weight * _carried(row, number, unit, outside)
            for term, row, outside in zip(question.terms, table, beyond, strict=True)
        )
        coverage = carried / total if total else 1.0
        rank = coverage + BESIDE * _beside(question, clause) + EXACT * exactly(question, clause)
        if best is None or rank > best[0] + EQUAL:
            best = (rank, coverage, number)
    if best is None:
        return []
    chosen = _chosen(best[2], table, question.terms, beyond, unit)
    if question.intent not in CLAUSE_KINDS or cues().context["to_whom"].search(question.text):
        chosen = _whole_sentences(chosen, unit)
    return [Finding(unit, min(1.0, best[1] + _backed(question, unit)), chosen)]


def _suitable(question: Question, unit: Unit, table: Sequence[Sequence[float]]) -> list[int]:
    """The clauses that can answer: each by itself, or else in the light of its sentence.

    A time, or a figure in the very measure word, may stand in a clause beside the thing's.
    """
    clauses, numbers = unit.clauses, range(len(unit.clauses))
    alone = [i for i in numbers if suits(question, clauses[i], [row[i] for row in table])]
    if question.intent not in ("when", "figure") or (alone and not question.measures):
        return alone
    exact = [i for i in numbers if question.intent == "when" or exactly(question, clauses[i])]
    near = [i for i in exact if suits(question, clauses[i], [_near(r, i, unit) for r in table])]
    return alone if alone and (not near or set(alone) & set(near)) else near


def _near(row: Sequence[float], number: int, unit: Unit) -> float:
    """How far the sentence of a clause has a term."""
    sentence = unit.clauses[number].sentence
    return max(w for w, c in zip(row, unit.clauses, strict=True) if c.sentence == sentence)


def _whole_sentences(chosen: tuple[int, ...], unit: Unit) -> tuple[int, ...]:
    """The clauses with the rest of their sentences, where those are not too long."""
    taken = set(chosen)
    for number in chosen:
        sentence = unit.clauses[number].sentence
        whole = [i for i, c in enumerate(unit.clauses) if c.sentence == sentence]
        if unit.clauses[whole[-1]].end - unit.clauses[whole[0]].start <= MOST_SENTENCE:
            taken.update(whole)
    return tuple(sorted(taken))


def _beside(question: Question, clause: Clause) -> bool:
    """Whether a figure stands right beside a thing that is asked about: 口罩6000余个."""
    if question.intent != "figure":
        return False
    things = [x for t in question.terms if t.hard for x in (t.text, *t.others)]
    return any(
        thing in clause.text[max(0, q.start - REACH - len(thing)) : q.end + REACH + len(thing)]
        for q in clause.quantities
        if q.arabic
        for thing in things
    )


def _outside(term: Term, unit: Unit, snapshot: Snapshot) -> float:
    return max(ABOUT * worth(term, unit.scope), AROUND * _around(unit, term, snapshot))


def telling(question: Question, units: Sequence[Unit], snapshot: Snapshot) -> bool:
    """Whether a question asks for more than what it names and what all the bulletins are about."""
    return any(
        not any(worth(t, u.scope) or _around(u, t, snapshot) for u in units) for t in question.terms
    )


def _carried(row: Sequence[float], number: int, unit: Unit, beyond: float) -> float:
    return max(row[number], NEAR * _near(row, number, unit), HERE * max(row), beyond)


def _chosen(
    first: int,
    table: Sequence[Sequence[float]],
    terms: Sequence[Term],
    beyond: Sequence[float],
    unit: Unit,
) -> tuple[int, ...]:
    """The best clause, and those that have what neither it nor a heading has of the question."""
    chosen = [first]
    for term, row, outside in zip(terms, table, beyond, strict=True):
        if len(chosen) < MOST_CLAUSES and not outside and not any(row[c] for c in chosen):
            at = max(range(len(row)), key=lambda c: (row[c], -abs(c - first)))
            if row[at] and (term.hard or unit.clauses[at].sentence == unit.clauses[first].sentence):
                chosen.append(at)
    return tuple(sorted(chosen))
