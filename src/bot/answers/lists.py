"""Answers that are lists: the roles, the kinds, the organisations; and who plays which role."""

from dataclasses import replace

from bot.answers.alternatives import ask_back, ask_which, following, refuse
from bot.answers.evidence import unweighed, weigh
from bot.answers.facts import facts, open_readings, stated
from bot.answers.quoting import MOST_PASSAGES, beginnings, listed, names_in, passages, quoted
from bot.answers.scope import body, organisations, placed, scope
from bot.library import Snapshot, Unit
from bot.model import Answer, Dialogue, Kind, Part, Passage, Question, Quotation, Sort
from bot.questions import asks_more, measures


def list_organisations(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """有哪些救援队, 后勤保障员有哪些组织."""
    if organisations(question) and (counted := measures(question.text)):
        asked = replace(question, intent="figure", measures=counted)
        return facts(asked, snapshot, dialogue)
    if told := stated(question, snapshot):
        return quoted(question, unweighed(told), snapshot)
    if question.terms:
        return facts(replace(question, intent="who"), snapshot, dialogue)
    if "whole" in question.cues and not question.mentions:
        return refuse(question, snapshot)
    units = placed(question, snapshot)
    if not units:
        return refuse(question, snapshot, question.places)
    members = body(units)
    names = names_in(members, question)
    # A passage may tell of somebody whose name it does not print.
    return (
        listed(question, names, snapshot)
        if names or not question.mentions
        else (passages(question, members, snapshot, whole=False))
    )


def together(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """和蓝天救援队一起的还有谁: where a passage begins, it says who acts in it."""
    if not organisations(question):
        return facts(replace(question, intent="who"), snapshot, dialogue)
    return quoted(question, beginnings(body(scope(question, snapshot))), snapshot)


def list_roles(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """七大员有哪些."""
    if any(m.entities[0].sort is Sort.ROLE for m in question.mentions):
        return facts(replace(question, intent="who"), snapshot, dialogue)
    if organisations(question) or asks_more(question, snapshot):
        return role_of(question, snapshot, dialogue)
    return listed(question, _headings(question, snapshot, role=True), snapshot)


def list_categories(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """有哪几类社会组织."""
    if any(t.hard for t in question.terms):
        return facts(replace(question, intent="what"), snapshot, dialogue)
    return listed(question, _headings(question, snapshot, role=False), snapshot)


def ordinal(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """第三个角色是什么, 最后一员: of the bulletin that was last told of, or else of each."""
    asked = replace(question, mentions=(), bulletins=question.bulletins or dialogue.bulletins)
    roles: dict[str, list[Passage]] = {}
    for heading in _headings(asked, snapshot, role=True):
        roles.setdefault(heading.passage.bulletin, []).append(heading.passage)
    number = question.number or 0
    at = number - 1 if number > 0 else number
    told = [p[at] for _, p in sorted(roles.items()) if number and -len(p) <= at < len(p)]
    if not told:
        return refuse(question, snapshot)
    headings = tuple(Quotation.whole(p) for p in told)
    return Answer(Kind.ANSWER, "role_of", headings, following(question, told, snapshot))


def _headings(question: Question, snapshot: Snapshot, *, role: bool) -> list[Quotation]:
    """Quote the role or the category of each heading, where the heading prints it."""
    items = []
    for unit in scope(question, snapshot):
        name = unit.passage.role if role else unit.passage.category
        if unit.passage.part is Part.HEADING and name and name in unit.passage.text:
            at = unit.passage.text.rfind(name) if role else unit.passage.text.find(name)
            items.append(Quotation(unit.passage, at, at + len(name)))
    return items


def role_of(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """蓝天救援队是什么角色: the heading of the section that tells of it."""
    if organisations(question) and any(t.hard for t in question.terms):
        return facts(replace(question, intent="what"), snapshot, dialogue)
    if organisations(question):
        question = replace(question, terms=())
    if not question.mentions and not question.terms:
        return ask_back("whom", question, snapshot)
    if readings := open_readings(question, snapshot):
        return ask_which(readings)
    units = placed(question, snapshot)
    if question.terms:
        evidence = weigh(replace(question, intent="topic"), units, snapshot)
        if not evidence.found:
            return refuse(question, snapshot, evidence.missing)
        units = [f.unit for f in evidence.found]
    told = [u for u in body(units) if u.passage.role] or [u for u in units if u.passage.role]
    items = _with_headings(question, told, snapshot)[:MOST_PASSAGES]
    if not items:
        return refuse(question, snapshot)
    choices = following(question, [q.passage for q in items], snapshot)
    return Answer(Kind.ANSWER, "role_of", tuple(items), choices)


def _with_headings(question: Question, told: list[Unit], snapshot: Snapshot) -> list[Quotation]:
    """Quote the names that were asked about, each with the heading that it stands under."""
    asked = {e.name for m in question.mentions for e in m.entities}
    sections: dict[tuple[str, int | None], Unit] = {}
    for unit in told:
        sections.setdefault((unit.passage.bulletin, unit.passage.section), unit)
    items: list[Quotation] = []
    for (bulletin, section), unit in sections.items():
        items += [n for n in names_in([unit], question) if n.text in asked]
        items += [
            Quotation.whole(u.passage)
            for u in snapshot.units_of(bulletin, Part.HEADING)
            if u.passage.section == section
        ]
    return items
