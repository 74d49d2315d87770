"""What a message means after what was said before it."""

import re
from dataclasses import replace

from bot.chinese.cues import cues
from bot.chinese.numbers import chinese_value
from bot.model import Dialogue, Entity, Mention, Question, Sort

_ENGLISH_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}

_POINTED = re.compile(r"[这那该此](?:一?[个家支些])?$")
"""What makes a form stand for somebody who was told of: 那个协会."""

_LEAVES_OUT = ("figure", "when", "where", "role_of", "how", "reason", "what", "together")
"""Kinds of question that may leave out whom they are about."""


def continued(text: str, dialogue: Dialogue) -> Question | None:
    """还有吗, 第三个: messages that say nothing without what came before."""
    more, pieces = cues().context["more"], re.findall(r"\w+", text)
    said = (" " if "".join(pieces).isascii() else "").join(pieces)
    if more.search(said) or (pieces and all(more.search(p) for p in pieces)):
        return Question(text, "more", deictic=not dialogue.shown)
    match = cues().context["pick"].search(said)
    if match and (dialogue.choices or match["n2"] is None):
        return Question(text, "pick", number=ordinal(match), deictic=not dialogue.choices)
    return None


def ordinal(match: re.Match[str]) -> int:
    """Which one a cue names, from 1; -1 for the last."""
    groups = match.groupdict()
    if said := groups.get("n") or groups.get("n2"):
        return int(said) if said.isdigit() else chinese_value(said) or 0
    if english := groups.get("en"):
        return _ENGLISH_ORDINALS.get(english, -1)
    return 1 if groups.get("first") else -1


def resolved(question: Question, dialogue: Dialogue) -> Question:
    """Fill in what a question leaves to the conversation."""
    named = [m for m in question.mentions if not m.generic]
    points = cues().context["pronoun"].search(_without_names(question))
    replaces = "instead" in question.cues
    by_name = any(m.entities[0].sort is Sort.ORGANISATION for m in named)
    by_place = bool(question.places) and not _clearly(points)
    if question.unknown or by_name or (replaces and by_place):
        return _instead(question, dialogue) if replaces else question
    if points and not named:
        return _pointed(question, dialogue)
    if replaces and question.intent in ("topic", "what") and dialogue.question:
        return _instead(question, dialogue)
    if question.mentions:
        return question
    if not dialogue.subjects:
        return replace(question, pointing="pointing" in question.cues)
    return _about(question, dialogue.subjects) if _leaves_out(question) else question


def _pointed(question: Question, dialogue: Dialogue) -> Question:
    """他们捐了多少: about those that were told of, or else about what the message itself says."""
    forms = {e for m in question.mentions if m.generic for e in m.entities}
    subjects = tuple(s for s in dialogue.subjects if not forms or s in forms)
    if subjects:
        return _about(question, subjects)
    if question.background:
        return replace(question, terms=(*question.terms, *question.background))
    told = any(t.hard for t in question.terms)
    return replace(question, deictic=not told, pointing=told)


def _clearly(points: re.Match[str] | None) -> bool:
    """Whether a pronoun stands for somebody, and 那 is not just how a sentence starts."""
    return points is not None and points.group() not in ("那", "这", "那个", "这个")


def _without_names(question: Question) -> str:
    text = question.text
    for mention in question.mentions:
        pointed = mention.generic and _POINTED.search(text[: mention.start])
        text = text if pointed else text.replace(mention.said, "\ufffc")
    return text


def _leaves_out(question: Question) -> bool:
    return (
        (question.intent in _LEAVES_OUT or "to_whom" in question.cues)
        and not question.places
        and not any(t.hard for t in question.terms)
    )


def of_last(question: Question, dialogue: Dialogue) -> Question | None:
    """Return a question that names nobody as one about the last subjects, if there are any."""
    if question.mentions or question.places or not dialogue.subjects:
        return None
    return _about(question, dialogue.subjects)


def elliptical(question: Question) -> bool:
    """Whether a question leaves out whom it is about: 送了多少口罩, but not 谁送了 or 一共多少."""
    if question.intent not in ("figure", "when", "where", "how", "reason"):
        return False
    return question.cues.isdisjoint(("all", "whole", "altogether"))


def _about(question: Question, subjects: tuple[Entity, ...]) -> Question:
    """Make the last subjects the subject of this question."""
    told = tuple(Mention((e,), 0, 0, "") for e in subjects)
    return replace(question, mentions=(*told, *(m for m in question.mentions if not m.generic)))


def _instead(question: Question, dialogue: Dialogue) -> Question:
    """那剪纸协会呢, 那阅读量呢: the last question, with one thing of it changed."""
    last = dialogue.question
    if last is None or question.intent not in ("topic", "what") or question.unknown:
        return question
    asked = replace(question, intent=last.intent, measures=last.measures)
    if question.mentions and not question.terms:
        changed = {m.entities[0].sort for m in question.mentions}
        kept = tuple(m for m in last.mentions if m.entities[0].sort not in changed)
        terms = tuple(t for t in last.terms if t.text not in last.places)
        return replace(asked, mentions=(*question.mentions, *kept), terms=terms)
    if question.places and not question.mentions:
        terms = tuple(t for t in last.terms if t.text not in last.places)
        return replace(asked, terms=(*question.terms, *terms))
    if question.terms and not question.mentions:
        soft = tuple(t for t in last.terms if not t.hard)
        return replace(
            asked, mentions=last.mentions, terms=(*question.terms, *soft), measures=frozenset()
        )
    return question
