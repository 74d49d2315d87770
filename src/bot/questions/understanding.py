"""Sentence → Question: what is named, what is asked, and which words an answer must have."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.chinese.cues import cues
from bot.chinese.text import Word, is_hanzi, normalise, pairs, words
from bot.library import Snapshot
from bot.model import Dialogue, Mention, Question, Repair, Term, Unknown
from bot.questions.asking_clause import as_asked, blank, core, without_cues
from bot.questions.constraints import counted_thing, excepted, measures, numbers, places
from bot.questions.follow_ups import continued, ordinal, resolved
from bot.questions.kinds import HOLE, classify, in_english
from bot.questions.latin import spelt_out
from bot.questions.terms import distinct, terms
from bot.questions.unknown_roles import unknown_categories, unknown_roles
from bot.questions.which_bulletins import ABOUT_BULLETINS, addressed, asks_more
from bot.questions.word_repair import as_printed, corrected, heard

MOST = 400
"""Characters of a message that are read; a longer one is read at its beginning and its end."""

_PICTURES = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]+")
"""Emoji and arrows, with what varies them."""

_CALLED = re.compile(r"^(?:/ask(?:@\w+)?|@\w+)\s*|\s@\w+$")
"""The bot's name, by which it is called in a group."""

SURE = 0.7
"""So probable must it be that a message is small talk, or asks of the world outside.

Swept over the papers' questions: above it nine in ten of those about the outside, and of the others
without a known name two in 330.
"""

HOW = (
    "whole", "at_large", "all", "altogether", "to_whom", "instead", "pointing", "several", "dated",
    "negated", "superlative",
)  # fmt: skip
"""Patterns of `cues.yaml` that say how a question asks."""

MOST_BY_CHANCE, KNOWN = 3, 0.6
"""So many words of the bulletins, and this share of a message's words, are no chance."""

SURE_THOUGH_KNOWN = 0.93
"""And so probable must it be where a name is known, which the bulletins may tell of."""


def understand(message: str, snapshot: Snapshot, dialogue: Dialogue) -> Question:
    """Read one message in the light of what was said before."""
    text = normalise(_PICTURES.sub(" ", message))
    if len(text) > MOST:
        text = text[: MOST // 2] + " " + text[-MOST // 2 :]
    text = _CALLED.sub("", text)
    pressed = text.isdecimal() and not dialogue.choices
    if pressed or not any(c.isalnum() for c in text):
        return Question(text, "empty")
    if followed := continued(text, dialogue):
        return replace(followed, text=text)
    spelt, repairs = spelt_out(text, snapshot)
    if spelt != text and (followed := continued(spelt, dialogue)):
        return replace(followed, text=text)
    question = _read(spelt, text, snapshot)
    question = replace(question, repairs=repairs + question.repairs)
    if question.intent in ABOUT_BULLETINS:
        untold = not question.bulletins and question.intent != "latest"
        return replace(question, bulletins=dialogue.bulletins) if untold else question
    if question.intent.startswith(("chat", "outside")):
        return question
    if question.intent == "more":
        return replace(question, deictic=not dialogue.shown)
    return resolved(question, dialogue)


def asks_why(message: str) -> bool:
    """Whether a message asks why the bot said what it did: 为什么这样回答."""
    text = re.sub(r"\W", "", normalise(message))
    return cues().context["why_so"].fullmatch(text) is not None


def _read(text: str, asked: str, snapshot: Snapshot) -> Question:
    """Read a question on its own; `asked` is the text before Latin letters were read.

    One that sounds as if it were about a bulletin but names something in it is about that.
    """
    question = _read_as(text, asked, snapshot, ())
    if question.intent not in ABOUT_BULLETINS or question.intent == "latest":
        return question
    named = any(not m.generic and len(m.entities) == 1 for m in question.mentions)
    if named or asks_more(question, snapshot):
        return _read_as(text, asked, snapshot, ABOUT_BULLETINS)
    return question


def _read_as(text: str, asked: str, snapshot: Snapshot, besides: Collection[str]) -> Question:
    """Read a question as one of any kind but `besides`."""
    text, found, misprints = as_printed(text, snapshot)
    masked = _mask(text, found.mentions)
    start, end = core(masked, snapshot)
    points = cues().context["pronoun"].search(masked[start:end])
    unknown = tuple(u for u in found.unknown if points or start <= u.start < end)
    named = [m for m in found.mentions if not m.generic] or found.unknown
    known = bool(named) or _told_of(masked[start:end], snapshot)
    intent = _kind(masked[start:end], asked, besides, known=known)
    if intent.startswith("chat") and (named or snapshot.gazetteer.misspelt(masked)):
        intent = _kind(masked[start:end], asked, (*besides, "chat"), known=known)
    if intent.startswith(("chat", "outside", "more")):
        return Question(text, intent, found.mentions, unknown=unknown)
    bulletins, masked = addressed(masked, snapshot, intent)
    counted = () if intent == "yesno" else tuple(t for _, t in numbers(masked[start:end]))
    left, misspelt, slips = _without_names(_mask(masked, unknown), intent, snapshot)
    mentions = tuple(sorted((*found.mentions, *misspelt), key=lambda m: m.start))
    told, by_sound = _words(left, masked, intent, snapshot)
    mentions, excluded = excepted(text, mentions)
    named_places = tuple(dict.fromkeys(places(left[start:end], snapshot)))
    asked_of = without_cues(_mask(masked[start:end], ()), intent)
    unnamed = _mask(masked, mentions)
    unknown += (*unknown_roles(unnamed, snapshot), *unknown_categories(unnamed, snapshot))
    here = [t for w, t in told if start <= w.start < end]
    beyond = [t for w, t in told if not start <= w.start < end]
    if not here and not mentions:  # 有个剪纸挺火的。是哪个县的?
        here, beyond = beyond, []
    return Question(
        text,
        intent,
        mentions=tuple(_of_places(m, named_places) for m in mentions),
        excluded=excluded,
        unknown=unknown,
        terms=distinct([*here, *counted]),
        background=distinct(beyond),
        places=named_places,
        measures=measures(text) if intent == "figure" else frozenset(),
        number=_which(masked) if intent == "ordinal" else None,
        repairs=(*_repairs(mentions), *slips, *by_sound, *misprints),
        bulletins=bulletins,
        cues=frozenset(name for name in HOW if cues().context[name].search(text)),
        needs=tuple(has for asks, has in cues().attributes if asks.search(text)),
        counted=counted_thing(text),
        pairs=pairs(masked[start:end]),
        characters=tuple(c for c in asked_of if is_hanzi(c)),
    )


def _without_names(
    masked: str, intent: str, snapshot: Snapshot
) -> tuple[str, tuple[Mention, ...], tuple[Repair, ...]]:
    """Return a message without the words that only ask and the misspelt names, and those names."""
    left = without_cues(masked, intent)
    left = blank(cues().english_frames, blank(cues().frames, left))
    misspelt = snapshot.gazetteer.misspelt(left)
    left, slips = corrected(_mask(left, misspelt), snapshot)
    return left, misspelt, slips


def _words(
    left: str, asked_for: str, intent: str, snapshot: Snapshot
) -> tuple[list[tuple[Word, Term]], tuple[Repair, ...]]:
    """Return the terms of what is left, each with its place and with what it is to the question."""
    general = cues().documents if intent in ABOUT_BULLETINS else frozenset()
    told = [
        (w, as_asked(t, w, asked_for, snapshot))
        for w, t in terms(left, snapshot)
        if t.text not in general
    ]
    return heard(told, snapshot)


def _repairs(mentions: Iterable[Mention]) -> Iterable[Repair]:
    return (Repair(m.said, m.repaired) for m in mentions if m.repaired)


def _of_places(mention: Mention, named: Sequence[str]) -> Mention:
    """Of several that a name may mean, keep those of the places that are named beside it."""
    if mention.generic or len(mention.entities) == 1:
        return mention
    kept = tuple(e for e in mention.entities if any(p in normalise(e.name) for p in named))
    return replace(mention, entities=kept or mention.entities)


def _kind(text: str, asked: str, besides: Collection[str], *, known: bool) -> str:
    """Return the kind of question of a text, none of those `besides`.

    English is read as it was typed and as it was translated; the surer reading says.
    """
    readings = [classify(text), classify(asked)] if in_english(asked) else [classify(text)]
    unlike = {*besides, "why_so"}
    if cues().context["ordinal"].search(text) is None:
        unlike.add("ordinal")
    told = {k: max(dict(r)[k] for r in readings) for k, _ in readings[0] if k not in unlike}
    for family in ("chat", "outside", "more"):
        apart = {k: told.pop(k) for k in list(told) if k.startswith(family)}
        sure = sum(apart.values()) > (SURE_THOUGH_KNOWN if known else SURE)
        if sure and family not in besides:
            return max(apart, key=apart.__getitem__)
    return max(told, key=told.__getitem__)


def _told_of(text: str, snapshot: Snapshot) -> bool:
    """Whether so much of a message is words of the bulletins that it is likely about them."""
    said = [w.text for w in words(text) if len(w.text) > 1 and w.text not in cues().generic]
    known = [w for w in said if w in snapshot.vocabulary]
    return len(known) >= MOST_BY_CHANCE and len(known) >= KNOWN * len(said)


def _which(text: str) -> int | None:
    cue = cues().context["ordinal"].search(text)
    return ordinal(cue) if cue is not None else None


def _mask(text: str, spans: Iterable[Mention | Unknown]) -> str:
    for span in spans:
        text = text[: span.start] + HOLE * (span.end - span.start) + text[span.end :]
    return text
