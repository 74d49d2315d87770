"""How well a sentence answers a question, seen in several ways, each a number with a name.

`VIEWS` is the table; `data/reader.txt` has a weight for each, fitted by `tools/fit_reader.py`. No
view decides anything by itself.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.clause_kinds import counts, exactly, names_a_place, says_when
from bot.answers.term_match import worth
from bot.chinese.text import lexicon, pairs
from bot.library import Clause, Snapshot, Unit
from bot.model import Part, Question, Term

VIEWS = (
    "words in the sentence",
    "words in the passage",
    "words in the names and headings",
    "things that are missing",
    "other words that are missing",
    "deeds that are missing",
    "the very thing asked for is missing",
    "pairs in the sentence",
    "pairs in the passage",
    "characters that are missing",
    "every word is in the sentence or the names",
    "every word is in the passage or the names",
    "no words to go by",
    "number of words",
    "a figure that may be the one",
    "a figure is asked for and there is none",
    "a figure in the very measure",
    "any figure, where one is asked for",
    "a time, where one is asked for",
    "a time is asked for and there is none",
    "a place, where one is asked for",
    "a deed, where a doer is asked for",
    "a claim with a deed that is missing",
    "a place that the sentence does not name",
    "somebody is named",
    "begins its passage",
    "a lead or a closing",
    "a title",
    "a heading",
    "length",
    "asks for what is not so",
    "asks for the most or the best",
)
"""The views, in the order of the weights."""


PART = 0.6
"""What a word is worth of which a text has all pairs of characters, apart from one another."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer."""

    unit: Unit
    clauses: tuple[int, ...]
    text: str
    """In normal form."""


def candidates(unit: Unit) -> list[Candidate]:
    """Return the sentences of a passage, each by the numbers of its clauses."""
    by_sentence: dict[int, list[int]] = {}
    for number, clause in enumerate(unit.clauses):
        by_sentence.setdefault(clause.sentence, []).append(number)
    return [
        Candidate(unit, tuple(numbers), "".join(unit.clauses[n].text for n in numbers))
        for numbers in by_sentence.values()
    ]


@dataclass(frozen=True, slots=True)
class Around:
    """What is seen of a passage, the same for each of its sentences."""

    passage: tuple[float, ...]
    """How far it has each of the question's words."""
    names: tuple[float, ...]
    """How far its names and headings have them."""
    lacking: tuple[tuple[Term, float], ...]
    """The words that stand nowhere in it, with their share of the question."""
    pairs: float


def around(question: Question, unit: Unit, snapshot: Snapshot) -> Around:
    """See a passage as a whole."""
    total = sum(t.weight for t in question.terms) or 1.0
    passage = tuple(_worth(t, unit.text, unit.clauses) for t in question.terms)
    names = tuple(worth(t, unit.scope) for t in question.terms)
    lacking = tuple(
        (t, t.weight / total)
        for t, p, n in zip(question.terms, passage, names, strict=True)
        if not (p or n or _subject(t, unit, snapshot))
    )
    return Around(passage, names, lacking, _having(question.pairs, unit.text, unit.scope))


def views(question: Question, candidate: Candidate, seen: Around) -> tuple[float, ...]:
    """Return what each of `VIEWS` sees, most of them from 0 to 1."""
    unit, told = candidate.unit, [candidate.unit.clauses[n] for n in candidate.clauses]
    terms, total = question.terms, sum(t.weight for t in question.terms) or 1.0
    share = [t.weight / total for t in terms]
    here = [
        _worth(t, candidate.text, told) if p else 0.0
        for t, p in zip(terms, seen.passage, strict=True)
    ]
    absent = [t for t, h, n in zip(terms, here, seen.names, strict=True) if not (h or n)]
    parts = [h or _in_part(t, candidate.text) for t, h in zip(terms, here, strict=True)]
    deeds = sum(_is_deed(t) for t in absent)
    part, kind = unit.passage.part, question.intent
    figure, when = kind == "figure", kind == "when"
    counted = figure and any(counts(question, c) for c in told)
    timed = when and says_when(question, candidate.text)
    return (
        dot(share, parts),
        dot(share, seen.passage),
        dot(share, seen.names),
        sum(w for t, w in seen.lacking if t.hard),
        sum(w for t, w in seen.lacking if not t.hard),
        float(deeds),
        sum(w for t, w, h in zip(terms, share, here, strict=True) if t.asked and not h),
        _having(question.pairs, candidate.text),
        seen.pairs,
        1 - _having(question.characters, candidate.text, unit.scope),
        float(bool(terms) and not absent),
        float(bool(terms) and not seen.lacking),
        float(not terms),
        len(terms) / 4,
        float(counted),
        float(figure and not counted),
        float(figure and any(exactly(question, c) for c in told)),
        float(figure and any(q.arabic for c in told for q in c.quantities)),
        float(timed),
        float(when and not timed),
        float(kind == "where" and any(names_a_place(c) for c in told)),
        float(kind == "who" and part is Part.BODY),
        float(deeds) if kind == "yesno" else 0.0,
        float(sum(p not in candidate.text and p not in unit.scope for p in question.places)),
        float(any(not m.generic for m in question.mentions)),
        float(candidate.clauses[0] == 0),
        float(part in (Part.LEAD, Part.SECTION_LEAD, Part.CLOSING)),
        float(part is Part.TITLE),
        float(part is Part.HEADING),
        math.log(len(candidate.text) + 1) / 5,
        float("negated" in question.cues),
        float("superlative" in question.cues),
    )


def _worth(term: Term, text: str, clauses: Sequence[Clause]) -> float:
    if term.least is None and not term.measure:
        return worth(term, text)
    return worth(term, text, [q for c in clauses for q in c.quantities])


def _in_part(term: Term, text: str) -> float:
    """What a longer word is worth of which a text has some pairs: 环卫 of 环卫工人."""
    whole = len(term.text) > 2 and term.least is None
    return PART * _having(pairs(term.text), text) if whole else 0.0


def _subject(term: Term, unit: Unit, snapshot: Snapshot) -> bool:
    """Whether a term is no more than the subject of the whole bulletin."""
    return term.text in snapshot.titles[unit.passage.bulletin] or snapshot.common(term.text)


def _is_deed(term: Term) -> bool:
    return (lexicon().tag(term.text) or "").startswith("v")


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the weighted sum of as many numbers as there are weights."""
    return sum(a * b for a, b in zip(one, other, strict=True))


def _having(pieces: Sequence[str], *texts: str) -> float:
    """The share of pieces that one of the texts has; 1 where there are none."""
    return sum(any(p in t for t in texts) for p in pieces) / len(pieces) if pieces else 1.0
