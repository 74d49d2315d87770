"""Question and snapshot → Answer: for each kind of question, where its answer stands."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answers.about_bulletins import Handler, author, overview, parts, which
from bot.answers.alternatives import MOST_CHOICES, ask_back, examples, refuse, roles, unknown
from bot.answers.facts import facts
from bot.answers.lists import (
    list_categories,
    list_organisations,
    list_roles,
    ordinal,
    role_of,
    together,
)
from bot.answers.quoting import trimmed
from bot.answers.scope import body
from bot.library import Snapshot
from bot.model import Answer, Dialogue, Entity, Kind, Part, Passage, Question, Quotation, Sort
from bot.questions import elliptical, of_last


def answer(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """Answer a question, or say what the bulletins have instead."""
    family, _, member = question.intent.partition(":")
    if family == "chat":
        return Answer(Kind.CHAT, member, choices=examples(snapshot))
    if family == "outside":
        return Answer(Kind.REFUSE, "outside", choices=roles(snapshot), confidence=0.0)
    if family == "empty":
        return Answer(Kind.CLARIFY, "empty", choices=roles(snapshot))
    if question.deictic:
        return ask_back("whom", question, snapshot)
    if question.unknown:
        return unknown(question, snapshot)
    if "negated" in question.cues and question.intent in ("who", "organisations"):
        return refuse(question, snapshot)
    said = _answered(question, snapshot, dialogue)
    if said.kind is Kind.REFUSE and question.pointing and said.missing:
        return ask_back("whom", question, snapshot)
    return replace(said, repairs=question.repairs)


def _answered(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """Answer by the kind of question, in the light of whom the conversation is about.

    An elliptical question (送了多少口罩) is asked of them first, any other (讲座有多少人听了) where
    nobody's passages answer it.
    """
    handler = HANDLERS.get(question.intent, facts)
    about = of_last(question, dialogue)
    of_them = handler(about, snapshot, dialogue) if about is not None else None
    answers = of_them is not None and of_them.kind is Kind.ANSWER
    if of_them is not None and answers and elliptical(question):
        return of_them
    said = handler(question, snapshot, dialogue)
    if said.kind is Kind.CLARIFY and question.bulletins and not question.mentions:
        return overview(question, snapshot, dialogue)
    return of_them if of_them is not None and answers and said.kind is not Kind.ANSWER else said


def _more(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """还有吗: what is left of the passage that was quoted, and the next one of its section."""
    del question
    last = dialogue.shown[-1].passage
    told = {q.passage for q in dialogue.shown}
    section = [
        u.passage
        for u in body(snapshot.units_of(last.bulletin))
        if u.passage.section == last.section
    ]
    at = section.index(last) + 1 if last in section else 0
    after_it = [p for p in section[at:] if p not in told]
    rest = [
        piece
        for passage in dict.fromkeys(q.passage for q in dialogue.shown)
        for piece in _rest(passage, [q for q in dialogue.shown if q.passage == passage])
    ]
    rest += [Quotation.whole(p) for p in after_it[:1]]
    if not rest:
        return Answer(Kind.REFUSE, "no_more", choices=roles(snapshot), confidence=0.0)
    names = tuple(o for p in after_it[1:] for o in p.organisations[:1])
    return Answer(Kind.ANSWER, "more", tuple(rest), names[:MOST_CHOICES])


def _rest(passage: Passage, shown: Sequence[Quotation]) -> list[Quotation]:
    """Return what of a passage was not quoted yet, without mere signs."""
    spans = sorted((q.start, q.end) for q in shown)
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(passage.text)]
    pieces = []
    for start, end in zip(starts, ends, strict=True):
        said = passage.text[start:end].lstrip(",，;；。:：、 \n")
        if said.strip():
            pieces.append(trimmed(passage, end - len(said), end))
    return pieces


def _no_such_item(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """第九个: there are fewer."""
    del question
    return Answer(
        Kind.REFUSE, "no_item", choices=dialogue.choices or roles(snapshot), confidence=0.0
    )


HANDLERS: dict[str, Handler] = {
    "bulletins": parts(Part.TITLE),
    "latest": overview,
    "date_of": parts(Part.DATE),
    "title_of": parts(Part.TITLE),
    "link_of": parts(Part.URL),
    "source": parts(Part.SOURCE, Part.DATE),
    "author": author,
    "overview": overview,
    "which_bulletin": which,
    "ordinal": ordinal,
    "role_of": role_of,
    "roles": list_roles,
    "categories": list_categories,
    "organisations": list_organisations,
    "together": together,
    "more": _more,
    "pick": _no_such_item,
}
"""What answers each kind of question; `facts` answers the others."""


# --- what the conversation is about then


def after(dialogue: Dialogue, question: Question, said: Answer) -> Dialogue:
    """Return what the conversation is about once an answer has been given."""
    answered = (question, said)
    if said.kind is Kind.CHAT or question.intent.startswith("outside"):
        return replace(dialogue, answered=answered)
    if question.intent == "more":
        return replace(
            dialogue,
            subjects=_told_of(said) or dialogue.subjects,
            shown=(*dialogue.shown, *said.quotations),
            answered=answered,
        )
    told = [m for m in question.mentions if not m.generic and len(m.entities) == 1]
    subjects = tuple(dict.fromkeys(m.entities[0] for m in told)) or _told_of(said)
    bulletins = frozenset(q.passage.bulletin for q in said.quotations)
    return Dialogue(
        question,
        subjects or (dialogue.subjects if said.kind is Kind.REFUSE else ()),
        _choices(said),
        said.quotations,
        bulletins if len(bulletins) == 1 else frozenset(),
        answered,
    )


def _choices(said: Answer) -> tuple[str, ...]:
    """Return what 第二个 chooses from: those told of, in their order, or else what was offered."""
    bodies = [q.passage for q in said.quotations if q.passage.part is Part.BODY]
    firsts = tuple(dict.fromkeys(p.organisations[0] for p in bodies if p.organisations))
    return firsts if len(firsts) > 1 and not said.listed else said.choices


def _told_of(said: Answer) -> tuple[Entity, ...]:
    """Return whom an answer was about: the organisations of its passages, or their role."""
    bodies = [q.passage for q in said.quotations if q.passage.part is Part.BODY]
    if bodies and len({(p.bulletin, p.organisations) for p in bodies}) == 1:
        return tuple(Entity(Sort.ORGANISATION, o) for o in bodies[0].organisations[:1])
    played = dict.fromkeys(q.passage.role for q in said.quotations if q.passage.role)
    return tuple(Entity(Sort.ROLE, r) for r in played) if len(played) == 1 else ()
