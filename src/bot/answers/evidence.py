"""Which sentences answer a question, and how surely: proposed, locked, weighed, decided.

Names and places lock: the scope is chosen by what a question names, and a number that it names must
stand in the passage. What is left is weighed by the table of `views`.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.answers.clause_kinds import exactly, suits
from bot.answers.term_match import worth
from bot.answers.views import VIEWS, Candidate, around, candidates, dot, views
from bot.answers.weights import weights
from bot.chinese.cues import cues
from bot.chinese.text import lexicon
from bot.library import Snapshot, Unit
from bot.model import Question, Term

MOST_WEIGHED = 300
"""Passages that are weighed one by one: some ten bulletins' worth."""

AS_GOOD = 0.92
"""A sentence with this share of the best one's words answers as well."""

MISSING = VIEWS.index("things that are missing")
IN_PASSAGE = VIEWS.index("words in the passage")

MOST_LACKING = 0.6
"""The share of a question that things may be which stand nowhere in what is shown for it."""

ALIKE = tuple(
    VIEWS.index(view)
    for view in (
        "a figure that may be the one",
        "a figure in the very measure",
        "a time, where one is asked for",
    )
)
"""What it must have if the best one has it."""

CLAUSE_KINDS = frozenset({"figure", "who", "when"})
"""Kinds of question that one clause answers; the others want the sentence."""

LACKING = 2
"""Missing words that are told of at the most."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that may answer, and which of its passage's clauses to quote."""

    unit: Unit
    confidence: float
    """How surely it answers, from 0 to 1."""
    clauses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a scope has on a question."""

    found: tuple[Finding, ...] = ()
    """What answers, or is nearest to an answer, best first."""
    considered: tuple[Finding, ...] = ()
    """The best of all, answering or not."""
    missing: tuple[str, ...] = ()
    """Words of the question that stand in none of the passages that were looked at."""

    @property
    def confidence(self) -> float:
        """How surely the best answers."""
        return max((f.confidence for f in self.found), default=0.0)


def unweighed(found: Iterable[Finding], missing: Iterable[str] = ()) -> Evidence:
    """Findings that answer as they are; where there are none, `missing` is what they lack."""
    told = tuple(found)
    return Evidence(told, told, () if told else tuple(missing))


def weigh(question: Question, units: Sequence[Unit], snapshot: Snapshot) -> Evidence:
    """Rank the sentences of a scope, and say which of them answer, and how surely."""
    fitted = weights()
    seen = [
        (candidate, views(question, candidate, whole))
        for unit, sentences in proposed(question, units, snapshot)
        for whole in [around(question, unit, snapshot)]
        for candidate in sentences
    ]
    missing = _missing(question, units)
    if not seen:
        return Evidence(missing=missing)
    seen.sort(key=lambda s: (-dot(fitted.choose, s[1]), s[0].unit.number, s[0].clauses))
    best = seen[0][1]
    considered = tuple(
        Finding(c.unit, sure, _quoted(question, c, sure=sure >= fitted.answer))
        for c, v in seen
        if _as_good(v, best)
        for sure in [_sure(question, v)]
    )
    least = fitted.answer if considered[0].confidence >= fitted.answer else fitted.nearest
    near = _near(question, best)
    found = tuple(f for f in considered if near and f.confidence >= least)
    return Evidence(found, considered, missing)


def _near(question: Question, best: Sequence[float]) -> bool:
    """Whether a sentence and its passage have enough of a question to be shown at all."""
    several = len(question.terms) > 1 or any(m.generic for m in question.mentions)
    nothing = several and bool(question.terms) and not best[IN_PASSAGE]
    return best[MISSING] <= MOST_LACKING and not nothing


def _as_good(seen: Sequence[float], best: Sequence[float]) -> bool:
    """Whether a sentence has as many of the words as the best one, and the figure or time too."""
    return seen is best or (
        seen[0] >= AS_GOOD * best[0] > 0 and all(seen[at] >= best[at] for at in ALIKE)
    )


def proposed(
    question: Question, units: Sequence[Unit], snapshot: Snapshot
) -> Iterator[tuple[Unit, list[Candidate]]]:
    """Yield the passages with their sentences that no number, occasion or need locks out."""
    bound = [t for t in question.terms if t.least is not None or _locks(t.text)]
    for unit in _nominated(question, units, snapshot):
        title = snapshot.titles[unit.passage.bulletin]
        if all(
            any(worth(t, c.text, c.quantities) for c in unit.clauses)
            or t.text in title
            or t.text in unit.scope
            for t in bound
        ):
            told = candidates(unit)
            if question.needs:
                told = [c for c in told if all(n.search(c.text) for n in question.needs)]
            yield unit, told


def _locks(word: str) -> bool:
    """Whether a word is an occasion or a place, which no other may stand for."""
    return word in cues().occasions or lexicon().tag(word) == "ns"


def _nominated(question: Question, units: Sequence[Unit], snapshot: Snapshot) -> Sequence[Unit]:
    """Those that share most with a question's terms and what else may be said for them, if many.

    The index knows pairs of characters; what has a word of one only, such as 捐, comes after. It
    knows no values, so that a number is looked for everywhere.
    """
    if len(units) <= MOST_WEIGHED or any(t.least is not None for t in question.terms):
        return units
    said = [w for t in question.terms for w in (t.text, *t.others)] or list(question.pairs)
    numbers = {u.number for u in units}
    hits = snapshot.index.search("\n".join(said), MOST_WEIGHED, numbers)
    chosen = dict.fromkeys(h.number for h in hits)
    chosen |= dict.fromkeys(u.number for u in units if any(w in u.text for w in said))
    return [snapshot.units[number] for number in sorted(list(chosen)[:MOST_WEIGHED])]


def _missing(question: Question, units: Sequence[Unit]) -> tuple[str, ...]:
    """The things that a question names and none of the passages has, in any words."""
    things = [t for t in question.terms if t.hard and t.least is None]
    return tuple(
        t.text for t in things if not any(worth(t, u.text) or worth(t, u.scope) for u in units)
    )[:LACKING]


def _sure(question: Question, seen: Sequence[float]) -> float:
    """Return how surely a sentence answers.

    It does not pass for the answer without the very thing that is asked for, nor without the deed
    of which somebody asks who or whether.
    """
    fitted = weights()
    sure = 1 / (1 + math.exp(-(fitted.bias + dot(fitted.decide, seen))))
    told = dict(zip(VIEWS, seen, strict=True))
    lacks = told["the very thing asked for is missing"] or (
        question.intent in ("who", "yesno") and told["deeds that are missing"]
    )
    return round(min(sure, fitted.answer - 0.001) if lacks else sure, 3)


def _quoted(question: Question, candidate: Candidate, *, sure: bool) -> tuple[int, ...]:
    """The clauses of a sentence to quote: one that has all that is asked, or else all of them."""
    unit, numbers = candidate.unit, candidate.clauses
    if not sure or question.intent not in CLAUSE_KINDS or "to_whom" in question.cues:
        return numbers
    told = [t for t in question.terms if t.least is not None or worth(t, candidate.text)]
    here = [t for t in told if t.hard] or told

    def has(number: int, term: Term) -> bool:
        clause = unit.clauses[number]
        return bool(worth(term, clause.text, clause.quantities) or worth(term, unit.scope))

    fit = [n for n in numbers if suits(question, unit.clauses[n]) and all(has(n, t) for t in here)]
    exact = [n for n in fit if exactly(question, unit.clauses[n])]
    return tuple((exact or fit)[:1]) or numbers
