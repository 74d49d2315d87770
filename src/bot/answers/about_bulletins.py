"""Answers about the bulletins themselves: their titles, dates and sources, and what they tell."""

from collections.abc import Callable
from dataclasses import replace

from bot.answers.alternatives import roles
from bot.answers.facts import facts
from bot.answers.quoting import MOST_PASSAGES, trimmed
from bot.answers.scope import placed
from bot.chinese.cues import cues
from bot.chinese.text import sentences
from bot.library import Snapshot
from bot.model import Answer, Dialogue, Kind, Part, Question, Quotation

Handler = Callable[[Question, Snapshot, Dialogue], Answer]
"""What answers a kind of question."""


def parts(*wanted: Part) -> Handler:
    """Make a handler that answers with these parts of each bulletin that is asked about."""

    def handler(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
        del dialogue
        quotations = [
            Quotation.whole(u.passage)
            for id_ in _asked(question, snapshot)[:MOST_PASSAGES]
            for part in wanted
            for u in snapshot.units_of(id_, part)
        ]
        if not quotations:
            return Answer(Kind.REFUSE, "not_printed", choices=roles(snapshot), confidence=0.0)
        return Answer(Kind.ANSWER, question.intent, tuple(quotations), roles(snapshot))

    return handler


def overview(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """讲了什么: the title, how it begins, and its headings."""
    del dialogue
    asked = _asked(question, snapshot)[: 1 if question.intent == "latest" else MOST_PASSAGES]
    quotations: list[Quotation] = []
    for id_ in asked:
        for unit in snapshot.units_of(id_):
            passage = unit.passage
            if passage.part in (Part.TITLE, Part.HEADING):
                quotations.append(Quotation.whole(passage))
            elif passage.part is Part.LEAD and len(asked) == 1:
                quotations.append(Quotation(passage, 0, sentences(passage.text)[0][1]))
    return Answer(Kind.ANSWER, "overview", tuple(quotations), roles(snapshot))


def author(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """记者是谁: the clause that names who wrote a bulletin, where one does; and its source."""
    answer = parts(Part.SOURCE)(question, snapshot, dialogue)
    signed = [
        trimmed(unit.passage, clause.start, clause.end)
        for id_ in _asked(question, snapshot)[:MOST_PASSAGES]
        for unit in snapshot.units_of(id_)
        for clause in unit.clauses
        if cues().context["byline"].search(clause.text)
    ]
    if not signed:
        return answer
    return replace(answer, kind=Kind.ANSWER, quotations=(*signed, *answer.quotations))


def which(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """哪篇公报讲到了…: the title of each bulletin that tells of it, with what it says."""
    tells = question.mentions or question.places or any(t.hard for t in question.terms)
    if question.bulletins and not tells:
        return parts(Part.TITLE)(question, snapshot, dialogue)
    told = facts(replace(question, intent="topic"), snapshot, dialogue)
    ids = dict.fromkeys(q.passage.bulletin for q in told.quotations)
    titles = [Quotation.whole(u.passage) for id_ in ids for u in snapshot.units_of(id_, Part.TITLE)]
    said = [t for t in told.quotations if t.passage.part is not Part.TITLE]
    return replace(told, quotations=(*titles, *said))


def _asked(question: Question, snapshot: Snapshot) -> list[str]:
    """Return the bulletins that are asked about, the latest first."""
    ids = [b for b in snapshot.bulletins if not question.bulletins or b in question.bulletins]
    if question.places:
        of_place = {u.passage.bulletin for u in placed(question, snapshot)}
        ids = [b for b in ids if b in of_place] or ids
    for term in question.terms:
        ids = [b for b in ids if term.hard and term.text in snapshot.titles[b]] or ids
    return sorted(ids, key=lambda i: snapshot.bulletins[i].date or "", reverse=True)
