"""Question and snapshot → Answer: for each kind of question, where its answer stands."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.evidence import ANSWER_FROM, Finding, body, findings, suits, telling, worth
from bot.model import (
    Answer,
    Dialogue,
    Entity,
    Kind,
    Mention,
    Part,
    Passage,
    Question,
    Quotation,
    Sort,
)
from bot.snapshot import Snapshot, Unit
from bot.text import sentences

LONG = 80
"""A passage of more characters is shown by its first sentence where several are listed."""

HOW_FROM = 0.75
"""A how that names nobody is likely to ask for advice: its answer must carry more of it."""

MOST_PASSAGES = 6
"""Passages that one reply quotes."""

MOST_CHOICES = 6
"""Things that a reply offers to say next."""

Handler = Callable[[Question, Snapshot, Dialogue], Answer]


def answer(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """Answer a question, or say what the bulletins have instead."""
    intent = question.intent
    if intent.startswith("chat:"):
        return Answer(Kind.CHAT, intent.partition(":")[2], choices=_examples(snapshot))
    if intent.startswith("outside:"):
        return Answer(Kind.REFUSE, "outside", choices=_roles(snapshot))
    if intent == "empty":
        return Answer(Kind.CLARIFY, "empty", choices=_roles(snapshot))
    if question.deictic:
        return Answer(Kind.CLARIFY, "whom", choices=_suggested(question, snapshot))
    if question.unknown:
        return _unknown(question, snapshot)
    handler = HANDLERS.get(intent, _facts)
    said = handler(question, snapshot, dialogue)
    if said.kind is Kind.REFUSE and question.pointing:
        return Answer(Kind.CLARIFY, "whom", choices=_suggested(question, snapshot))
    return replace(said, repairs=question.repairs)


# --- the scope


def _organisations(question: Question, *, generic: bool = False) -> list[Mention]:
    return [
        m
        for m in question.mentions
        if m.entities[0].sort is Sort.ORGANISATION and m.generic is generic
    ]


def _scope(question: Question, snapshot: Snapshot) -> list[Unit]:
    """The passages that a question can be about, by all that it names."""
    units = [
        u
        for u in snapshot.units
        if not question.bulletins or u.passage.bulletin in question.bulletins
    ]
    groups: dict[Sort, set[str]] = {}
    for mention in question.mentions:
        if not (mention.generic and _organisations(question)):
            groups.setdefault(mention.entities[0].sort, set()).update(
                e.name for e in mention.entities
            )
    for sort, names in groups.items():
        narrowed = [u for u in units if not names.isdisjoint(_names(u.passage, sort))]
        units = narrowed or units
    return units


def _names(passage: Passage, sort: Sort) -> tuple[str, ...]:
    match sort:
        case Sort.ORGANISATION:
            return passage.organisations
        case Sort.ROLE:
            return (passage.role,) if passage.role else ()
        case Sort.CATEGORY:
            return (passage.category,) if passage.category else ()
        case _:
            return ()


def _placed(units: Iterable[Unit], question: Question, snapshot: Snapshot) -> list[Unit]:
    """Those passages that have every place that is named, or whose bulletin is of that place."""
    return [
        u
        for u in units
        if all(
            p in u.text or p in u.scope or p in snapshot.titles[u.passage.bulletin]
            for p in question.places
        )
    ]


# --- facts


def _facts(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """Quote the clauses that answer; a name alone is answered with its passages."""
    units = _placed(_scope(question, snapshot), question, snapshot)
    if not units:
        return _refuse(question, snapshot, question.places)
    named = [m for m in question.mentions if not m.generic]
    if open_readings := _open(question, snapshot):
        return open_readings
    if not question.terms:
        if named or _organisations(question, generic=True):
            return _whole(question, units, snapshot)
        if question.places:
            return _quoted(question, [_by_place(u, question) for u in body(units)], snapshot)
        return Answer(Kind.CLARIFY, "what", choices=_roles(snapshot))
    if _organisations(question) and question.intent in _OPEN_KINDS:
        if not telling(question, units, snapshot):
            return _whole(question, units, snapshot)
    if question.intent == "who":
        found, _ = findings(question, body(units), snapshot)
        by_role = _by_part_of_role(question, snapshot)
        if not found and by_role is not question:
            return _facts(by_role, snapshot, dialogue)
    if len(_organisations(question)) > 1:
        return _each(question, units, snapshot)
    texts = [u for u in units if u.clauses and u.passage.part is not Part.SOURCE]
    found, missing = findings(question, texts, snapshot)
    if question.intent == "who":
        told, _ = findings(question, body(texts), snapshot)
        found = told or found
    if not found:
        return _refuse(question, snapshot, tuple(sorted(missing)))
    return _quoted(question, found, snapshot)


def _each(question: Question, units: list[Unit], snapshot: Snapshot) -> Answer:
    """Answer for each of several organisations, by what is asked of that one."""
    found: list[Finding] = []
    for mention in _organisations(question):
        own = [u for u in units if mention.entities[0].name in u.passage.organisations]
        told = tuple(t for t in question.terms if any(worth(t, u.text) for u in own))
        asked = replace(question, terms=told, mentions=(mention,))
        found += findings(asked, own, snapshot)[0] if told else []
    if not found:
        return _refuse(question, snapshot, tuple(t.text for t in question.terms if t.hard))
    return _quoted(question, found, snapshot)


_OPEN_KINDS = frozenset({"topic", "what", "how", "yesno", "reason", "organisations"})
"""Kinds of question that an organisation's whole passage answers where they ask no more of it."""


def _by_place(unit: Unit, question: Question) -> Finding:
    chosen = [
        i for i, c in enumerate(unit.clauses) if any(p in c.text for p in question.places)
    ] or [0]
    return Finding(unit, 1.0, tuple(chosen))


def _open(question: Question, snapshot: Snapshot) -> Answer | None:
    """Ask back where a name has several readings that lead to different passages."""
    for mention in _organisations(question):
        told = {
            tuple(u.number for u in snapshot.units if e.name in u.passage.organisations)
            for e in mention.entities
        }
        if len(told) > 1:
            names = tuple(e.name for e in mention.entities)
            return Answer(Kind.CLARIFY, "which", choices=names, found=names)
    return None


def _whole(question: Question, units: list[Unit], snapshot: Snapshot) -> Answer:
    """Answer a name and nothing else: its passages, or those clauses of the kind asked for."""
    told = body(units) or units
    if not _organisations(question) and question.measures and question.measures <= _HEADS:
        return _listed(question, _names_in(told, question), snapshot)
    if question.intent in ("figure", "when", "where"):
        found = [
            Finding(u, 1.0, chosen)
            for u in told
            if (chosen := tuple(i for i, c in enumerate(u.clauses) if suits(question, c, ())))
        ]
        return _quoted(question, found, snapshot) if found else _refuse(question, snapshot, ())
    organisations = _organisations(question)
    if organisations:
        return _passages(question, told, snapshot, whole=True)
    if question.intent in ("who", "organisations") or (
        _organisations(question, generic=True) and question.intent == "what"
    ):
        return _listed(question, _names_in(told, question), snapshot)
    return _passages(question, told, snapshot, whole=False)


_HEADS = frozenset("家 支 所 个 队".split())
"""Measure words for organisations: 救援队有几支 asks for their names."""


def _passages(
    question: Question, units: Sequence[Unit], snapshot: Snapshot, *, whole: bool
) -> Answer:
    quotations = []
    for unit in units[:MOST_PASSAGES]:
        text = unit.passage.text
        end = len(text) if whole or len(text) <= LONG else sentences(text)[0][1]
        quotations.append(Quotation(unit.passage, 0, end))
    return Answer(
        Kind.ANSWER,
        question.intent,
        tuple(quotations),
        _next(question, [q.passage for q in quotations], snapshot),
    )


def _quoted(question: Question, found: Sequence[Finding], snapshot: Snapshot) -> Answer:
    """Quote the chosen clauses of each finding, neighbours together."""
    quotations = [q for f in found[:MOST_PASSAGES] for q in _slices(f)]
    confidence = max((f.coverage for f in found), default=0.0)
    sure = bool(_organisations(question)) and any(t.hard for t in question.terms)
    least = HOW_FROM if question.intent == "how" and not question.mentions else ANSWER_FROM
    if not quotations or (confidence < least and not sure):
        return _refuse(question, snapshot, ())
    return Answer(
        Kind.ANSWER,
        question.intent,
        tuple(quotations),
        _next(question, [q.passage for q in quotations], snapshot),
        confidence=round(confidence, 3),
    )


def _slices(finding: Finding) -> list[Quotation]:
    runs: list[list[int]] = []
    for number in finding.clauses:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    clauses, passage = finding.unit.clauses, finding.unit.passage
    return [_trimmed(passage, clauses[r[0]].start, clauses[r[-1]].end) for r in runs]


def _trimmed(passage: Passage, start: int, end: int) -> Quotation:
    """Leave off blank space and the comma that a clause ends with."""
    kept = passage.text[start:end].rstrip().rstrip(",，;；:：、")
    lead = len(kept) - len(kept.lstrip())
    return Quotation(passage, start + lead, start + len(kept))


# --- lists


def _names_in(units: Iterable[Unit], question: Question | None = None) -> list[Quotation]:
    """Each organisation's name where its passage gives it; an elided name by its passage."""
    wanted = (
        {e.name for m in _organisations(question, generic=True) for e in m.entities}
        if question
        else set()
    )
    seen: dict[str, Quotation] = {}
    for unit in units:
        for name in unit.passage.organisations:
            at = unit.passage.text.find(name)
            if at >= 0 and name not in seen and (not wanted or name in wanted):
                seen[name] = Quotation(unit.passage, at, at + len(name))
    return list(seen.values())


def _listed(question: Question, items: Sequence[Quotation], snapshot: Snapshot) -> Answer:
    if not items:
        return _refuse(question, snapshot, ())
    choices = tuple(dict.fromkeys(i.text for i in items))
    return Answer(Kind.ANSWER, question.intent, tuple(items), choices, listed=True)


def _together(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """和蓝天救援队一起的还有谁: where a passage begins, it says who acts in it."""
    if not _organisations(question):
        return _facts(replace(question, intent="who"), snapshot, dialogue)
    units = body(_scope(question, snapshot))
    return _quoted(question, [Finding(u, 1.0, _first_sentence(u)) for u in units], snapshot)


def _first_sentence(unit: Unit) -> tuple[int, ...]:
    return tuple(i for i, c in enumerate(unit.clauses) if c.sentence == 0)


def _list_organisations(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """有哪些救援队, 后勤保障员有哪些组织."""
    if question.terms:
        return _facts(replace(question, intent="who"), snapshot, dialogue)
    units = _placed(_scope(question, snapshot), question, snapshot)
    if not units:
        return _refuse(question, snapshot, question.places)
    return _listed(question, _names_in(body(units), question), snapshot)


def _headings(question: Question, snapshot: Snapshot, part: str) -> list[Quotation]:
    """The role or the category of each heading, where the heading gives it."""
    items = []
    for unit in _scope(question, snapshot):
        name = getattr(unit.passage, part)
        if unit.passage.part is Part.HEADING and name and name in unit.passage.text:
            at = unit.passage.text.rfind(name)
            items.append(Quotation(unit.passage, at, at + len(name)))
    return items


def _by_part_of_role(question: Question, snapshot: Snapshot) -> Question:
    """搞后勤的是哪几家: a word that only one role has names that role."""
    for term in question.terms:
        roles = [e for e in snapshot.gazetteer.of(Sort.ROLE) if term.text in e.name]
        if term.hard and len(roles) == 1 and not question.mentions:
            mention = Mention((roles[0],), 0, 0, term.text)
            rest = tuple(t for t in question.terms if t is not term)
            return replace(question, mentions=(mention,), terms=rest)
    return question


def _list_roles(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """七大员有哪些."""
    if _organisations(question) or question.terms:
        return _role_of(question, snapshot, dialogue)
    return _listed(question, _headings(question, snapshot, "role"), snapshot)


def _list_categories(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """有哪几类社会组织."""
    del dialogue
    return _listed(question, _headings(question, snapshot, "category"), snapshot)


def _ordinal(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """第六大员是什么员."""
    del dialogue
    roles = _headings(replace(question, mentions=()), snapshot, "role")
    number = question.number or 0
    at = number - 1 if number > 0 else number
    if not roles or not -len(roles) <= at < len(roles):
        return _refuse(question, snapshot, ())
    passage = roles[at].passage
    return Answer(
        Kind.ANSWER,
        "role_of",
        (Quotation(passage, 0, len(passage.text)),),
        _next(question, [passage], snapshot),
    )


def _role_of(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """蓝天救援队是什么角色: the heading of the section that tells of it."""
    del dialogue
    units = _placed(_scope(question, snapshot), question, snapshot)
    if not question.mentions and not question.terms:
        return Answer(Kind.CLARIFY, "whom", choices=_suggested(question, snapshot))
    if open_readings := _open(question, snapshot):
        return open_readings
    if question.terms:
        found, missing = findings(replace(question, intent="topic"), units, snapshot)
        if not found:
            return _refuse(question, snapshot, tuple(sorted(missing)))
        units = [f.unit for f in found]
    told = [u for u in body(units) if u.passage.role] or [u for u in units if u.passage.role]
    quotations: dict[tuple[str, int | None], list[Quotation]] = {}
    for unit in told:
        section = (unit.passage.bulletin, unit.passage.section)
        if section not in quotations:
            quotations[section] = [
                *(n for n in _names_in([unit]) if _named(n.text, question)),
                *(
                    Quotation(u.passage, 0, len(u.passage.text))
                    for u in snapshot.units_of(section[0], Part.HEADING)
                    if u.passage.section == section[1]
                ),
            ]
    items = [q for group in quotations.values() for q in group][:MOST_PASSAGES]
    if not items:
        return _refuse(question, snapshot, ())
    return Answer(
        Kind.ANSWER, "role_of", tuple(items), _next(question, [q.passage for q in items], snapshot)
    )


def _named(name: str, question: Question) -> bool:
    return any(name == e.name for m in question.mentions for e in m.entities)


# --- the bulletins themselves


def _chosen(question: Question, snapshot: Snapshot) -> list[str]:
    """The bulletins that are asked about, the latest first."""
    ids = [b for b in snapshot.bulletins if not question.bulletins or b in question.bulletins]
    return sorted(ids, key=lambda i: snapshot.bulletins[i].date or "", reverse=True)


def _parts(*parts: Part) -> Handler:
    """Answer with a part of each bulletin asked about."""

    def handler(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
        if _organisations(question) or any(t.hard for t in question.terms):
            return _facts(replace(question, intent=_FACT_OF[parts[0]]), snapshot, dialogue)
        quotations = [
            Quotation(u.passage, 0, len(u.passage.text))
            for id_ in _chosen(question, snapshot)[:MOST_PASSAGES]
            for part in parts
            for u in snapshot.units_of(id_, part)
        ]
        if not quotations:
            return Answer(Kind.REFUSE, "not_printed", choices=_roles(snapshot))
        return Answer(Kind.ANSWER, question.intent, tuple(quotations), _roles(snapshot))

    return handler


_FACT_OF = {Part.DATE: "when", Part.SOURCE: "who", Part.TITLE: "what", Part.URL: "what"}
"""What a question is that sounds like one about a bulletin and names something in it."""


def _overview(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """讲了什么: the title, how it begins, and its headings."""
    if question.mentions or any(t.hard for t in question.terms):
        return _facts(replace(question, intent="what"), snapshot, dialogue)
    chosen = _chosen(question, snapshot)
    if question.intent == "latest":
        chosen = chosen[:1]
    quotations: list[Quotation] = []
    for id_ in chosen[:MOST_PASSAGES]:
        for unit in snapshot.units_of(id_):
            passage = unit.passage
            if passage.part in (Part.TITLE, Part.HEADING):
                quotations.append(Quotation(passage, 0, len(passage.text)))
            elif passage.part is Part.LEAD and len(chosen) == 1:
                quotations.append(Quotation(passage, 0, sentences(passage.text)[0][1]))
    return Answer(Kind.ANSWER, "overview", tuple(quotations), _roles(snapshot))


# --- what came before


def _more(question: Question, snapshot: Snapshot, dialogue: Dialogue) -> Answer:
    """还有吗: what is left of the passage that was quoted, and the next one of its section."""
    del question
    if not dialogue.shown:
        return Answer(Kind.CLARIFY, "whom", choices=_roles(snapshot))
    last = dialogue.shown[-1].passage
    told = {q.passage for q in dialogue.shown}
    rest = _rest(last, [q for q in dialogue.shown if q.passage == last])
    section = [u.passage for u in body(snapshot.units_of(last.bulletin)) if u.passage.section == last.section]
    at = section.index(last) + 1 if last in section else 0
    after_it = [p for p in section[at:] if p not in told]
    following = [Quotation(p, 0, len(p.text)) for p in after_it[:1]]
    if not rest and not following:
        return Answer(Kind.REFUSE, "no_more", choices=_roles(snapshot))
    names = tuple(o for p in after_it[1:] for o in p.organisations[:1])
    return Answer(Kind.ANSWER, "more", (*rest, *following), names[:MOST_CHOICES])


def _rest(passage: Passage, shown: Sequence[Quotation]) -> list[Quotation]:
    """What of a passage was not quoted yet, without mere signs."""
    spans = sorted((q.start, q.end) for q in shown)
    gaps = zip([0, *(e for _, e in spans)], [*(s for s, _ in spans), len(passage.text)], strict=True)
    pieces = []
    for start, end in gaps:
        skip = len(passage.text[start:end]) - len(passage.text[start:end].lstrip(",，;；。:：、 \n"))
        if passage.text[start + skip : end].strip():
            pieces.append(_trimmed(passage, start + skip, end))
    return pieces


HANDLERS: dict[str, Handler] = {
    "bulletins": _parts(Part.TITLE),
    "latest": _overview,
    "date_of": _parts(Part.DATE),
    "title_of": _parts(Part.TITLE),
    "link_of": _parts(Part.URL),
    "source": _parts(Part.SOURCE, Part.DATE),
    "overview": _overview,
    "ordinal": _ordinal,
    "role_of": _role_of,
    "roles": _list_roles,
    "categories": _list_categories,
    "organisations": _list_organisations,
    "together": _together,
    "more": _more,
}
"""What answers each kind of question; `_facts` answers the others."""


# --- refusals and what to say next


def _refuse(question: Question, snapshot: Snapshot, missing: Sequence[str]) -> Answer:
    """The bulletins do not say it: name what is missing and what there is."""
    found = tuple(dict.fromkeys(e.name for m in question.mentions for e in m.entities))
    return Answer(
        Kind.REFUSE,
        "not_said",
        choices=(found or _roles(snapshot))[:MOST_CHOICES],
        missing=tuple(missing),
        found=found[:MOST_CHOICES],
        confidence=0.0,
    )


def _unknown(question: Question, snapshot: Snapshot) -> Answer:
    """No organisation of that name: say which there are of its form."""
    similar = tuple(dict.fromkeys(e.name for u in question.unknown for e in u.similar))
    return Answer(
        Kind.REFUSE,
        "unknown_name",
        choices=(similar or _roles(snapshot))[:MOST_CHOICES],
        missing=tuple(u.said for u in question.unknown),
        found=similar[:MOST_CHOICES],
        confidence=0.0,
    )


def _roles(snapshot: Snapshot) -> tuple[str, ...]:
    entities = snapshot.gazetteer.of(Sort.ROLE) or snapshot.gazetteer.of(Sort.ORGANISATION)
    return tuple(e.name for e in entities[: MOST_CHOICES + 1])


def _examples(snapshot: Snapshot) -> tuple[str, ...]:
    organisations = snapshot.gazetteer.of(Sort.ORGANISATION)
    return tuple(e.name for e in (*organisations[:1], *snapshot.gazetteer.of(Sort.ROLE)[:2]))


def _suggested(question: Question, snapshot: Snapshot) -> tuple[str, ...]:
    """Those who may be meant by a question that names nobody but may describe somebody."""
    kind = [e.name for m in question.mentions for e in m.entities]
    told = {
        u.passage.organisations[0]: sum(t.weight * worth(t, u.text) for t in question.terms)
        for u in body(snapshot.units)
        if u.passage.organisations
    }
    best = max(told.values(), default=0.0)
    described = [n for n, weight in told.items() if best and weight >= best * 0.8]
    return tuple((kind or described)[:MOST_CHOICES]) or _roles(snapshot)


def _next(question: Question, told: Sequence[Passage], snapshot: Snapshot) -> tuple[str, ...]:
    """Others of the same section, then its role."""
    sections = {(p.bulletin, p.section) for p in told if p.section is not None}
    names: dict[str, None] = {}
    asked = {e.name for m in question.mentions for e in m.entities}
    for unit in snapshot.units:
        if (unit.passage.bulletin, unit.passage.section) in sections:
            names.update(dict.fromkeys(unit.passage.organisations[:1]))
    roles = dict.fromkeys(p.role for p in told if p.role)
    others = [n for n in names if n not in asked]
    return tuple(dict.fromkeys([*others[:4], *roles]))[:MOST_CHOICES]


def after(dialogue: Dialogue, question: Question, said: Answer) -> Dialogue:
    """What the conversation is about once an answer has been given."""
    if said.kind is Kind.CHAT or question.intent.startswith("outside"):
        return dialogue
    told = [m for m in question.mentions if not m.generic and len(m.entities) == 1]
    subjects = tuple(dict.fromkeys(m.entities[0] for m in told)) or _told_of(said)
    if question.intent == "more":
        shown = (*dialogue.shown, *said.quotations)
        return replace(dialogue, subjects=_told_of(said) or dialogue.subjects, shown=shown)
    told_of = frozenset(q.passage.bulletin for q in said.quotations)
    firsts = dict.fromkeys(
        o for q in said.quotations if q.passage.part is Part.BODY for o in q.passage.organisations[:1]
    )
    listed = tuple(firsts) if len(firsts) > 1 and not said.listed else said.choices
    return Dialogue(
        question,
        subjects or (dialogue.subjects if said.kind is Kind.REFUSE else ()),
        listed,
        said.quotations,
        told_of if len(told_of) == 1 else frozenset(),
    )


def _told_of(said: Answer) -> tuple[Entity, ...]:
    """Whom an answer was about: the organisations of its passages, or their role."""
    bodies = [q.passage for q in said.quotations if q.passage.part is Part.BODY]
    if bodies and len({(p.bulletin, p.organisations) for p in bodies}) == 1:
        return tuple(Entity(Sort.ORGANISATION, o) for o in bodies[0].organisations[:1])
    roles = dict.fromkeys(q.passage.role for q in said.quotations if q.passage.role)
    return tuple(Entity(Sort.ROLE, r) for r in roles) if len(roles) == 1 else ()


