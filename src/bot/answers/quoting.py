"""Findings → quotations: clauses, passages and names, cut out of their passages."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answers.alternatives import following, refuse
from bot.answers.evidence import Evidence, Finding, unweighed
from bot.answers.scope import organisations
from bot.answers.weights import weights
from bot.chinese.text import sentences
from bot.library import Snapshot, Unit
from bot.model import Answer, Kind, Match, Passage, Question, Quotation

LONG = 80
"""A passage of more characters is shown by its first sentence where several are listed."""

MOST_PASSAGES = 6
"""Passages that one reply quotes."""

MOST_CONSIDERED = 5
"""Passages that are kept for those who ask why."""


def quoted(question: Question, evidence: Evidence, snapshot: Snapshot) -> Answer:
    """Quote what was found: as the answer, or where that is not sure enough, as the nearest."""
    found = evidence.found[:MOST_PASSAGES]
    if found:
        quotations = tuple(q for f in found for q in _slices(f))
        said = Answer(
            Kind.ANSWER if evidence.confidence >= weights().answer else Kind.NEAREST,
            question.intent,
            quotations,
            following(question, [q.passage for q in quotations], snapshot),
            missing=evidence.missing,
            confidence=evidence.confidence,
        )
    else:
        said = refuse(question, snapshot, evidence.missing)
    considered = tuple(
        Match(f.unit.passage, f.confidence) for f in evidence.considered[:MOST_CONSIDERED]
    )
    return replace(said, considered=considered)


def _slices(finding: Finding) -> list[Quotation]:
    """Cut the chosen clauses out of their passage, those beside one another as one piece."""
    runs: list[list[int]] = []
    for number in finding.clauses:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    clauses, passage = finding.unit.clauses, finding.unit.passage
    return [trimmed(passage, clauses[r[0]].start, clauses[r[-1]].end) for r in runs]


def trimmed(passage: Passage, start: int, end: int) -> Quotation:
    """Quote without blank space at the ends and without the comma that a clause ends with."""
    kept = passage.text[start:end].rstrip().rstrip(",，;；:：、")
    lead = len(kept) - len(kept.lstrip())
    return Quotation(passage, start + lead, start + len(kept))


def beginnings(units: Iterable[Unit]) -> Evidence:
    """Find the first sentence of each passage: it says who acts in it."""
    return unweighed(
        Finding(u, 1.0, tuple(i for i, c in enumerate(u.clauses) if c.sentence == 0)) for u in units
    )


def passages(
    question: Question, units: Sequence[Unit], snapshot: Snapshot, *, whole: bool
) -> Answer:
    """Quote passages, each whole or, where it is long, by its first sentence."""
    if not units:
        return refuse(question, snapshot)
    quotations = []
    for unit in units[:MOST_PASSAGES]:
        text = unit.passage.text
        end = len(text) if whole or len(text) <= LONG else sentences(text)[0][1]
        quotations.append(trimmed(unit.passage, 0, end))
    choices = following(question, [q.passage for q in quotations], snapshot)
    return Answer(Kind.ANSWER, question.intent, tuple(quotations), choices)


def names_in(units: Iterable[Unit], question: Question) -> list[Quotation]:
    """Quote each organisation's name where its passage prints it; a form chooses among them."""
    wanted = {e.name for m in organisations(question, generic=True) for e in m.entities}
    seen: dict[str, Quotation] = {}
    for unit in units:
        for name in unit.passage.organisations:
            at = unit.passage.text.find(name)
            if at >= 0 and name not in seen and (not wanted or name in wanted):
                seen[name] = Quotation(unit.passage, at, at + len(name))
    return list(seen.values())


def listed(question: Question, items: Sequence[Quotation], snapshot: Snapshot) -> Answer:
    """Answer with a list of names."""
    if not items:
        return refuse(question, snapshot)
    choices = tuple(dict.fromkeys(i.text for i in items))
    return Answer(Kind.ANSWER, question.intent, tuple(items), choices, listed=True)
