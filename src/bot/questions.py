"""Sentence → Question: what is named, what is asked, and which words an answer must have."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.cues import cues, synonyms
from bot.latin import spelt_out
from bot.model import Dialogue, Entity, Mention, Question, Repair, Sort, Term, Unknown
from bot.names import AREA, bare
from bot.numbers import MEASURES, chinese_value, quantities
from bot.snapshot import Snapshot
from bot.text import Word, clauses, lexicon, normalise, words

MOST = 400
"""Characters of a message that are read; a longer one is read at its beginning and its end."""

RAMBLING = 28
"""A message of more characters is read for the clause that asks; the others are background."""

BACKGROUND = 0.15
"""The weight of background words, as a share of what they would weigh in the question itself."""

_WEIGHTS = {"n": 1.0, "j": 1.0, "x": 0.9, "i": 0.9, "l": 0.9, "b": 0.7, "v": 0.6, "a": 0.5}
_LIGHT = 0.3
_DROPPED = ("u", "y", "p", "c", "r", "e", "o", "k", "w", "q", "h")
_HARD = ("n", "j", "x", "i", "eng")
_HOLE = "\ufffc"
"""Stands where a name stood, so that no cue is read across it."""

_ENGLISH_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
_SIGNS = re.compile(r"[^\w\u4e00-\u9fff]+")


def understand(message: str, snapshot: Snapshot, dialogue: Dialogue) -> Question:
    """Read one message in the light of what was said before."""
    text = normalise(message)
    if len(text) > MOST:
        text = text[: MOST // 2] + " " + text[-MOST // 2 :]
    text = re.sub(r"^(?:/ask(?:@\w+)?|@\w+)\s*|\s@\w+$", "", text)
    if not any(c.isalnum() for c in text):
        return Question(text, "empty")
    if small := _small_talk(text):
        return Question(text, small)
    if in_context := _continued(text, dialogue):
        return in_context
    text, repairs = spelt_out(text, snapshot)
    return _resolve(_read(text, repairs, snapshot), dialogue, snapshot)


# --- small talk and the outside


def _small_talk(text: str) -> str | None:
    """Return the kind of small talk that a message is and nothing else."""
    pieces = [p for p in _SIGNS.split(text) if p] if not text.isascii() else [text.strip(" .!?,~")]
    kinds = [
        next((f"chat:{k}" for k, p in cues().chat.items() if p.fullmatch(piece)), None)
        for piece in pieces
    ]
    return kinds[-1] if kinds and all(kinds) else None


def _outside(text: str, mentions: Iterable[Mention]) -> str | None:
    """Return which part of the outside a message is about."""
    named = any(not m.generic for m in mentions)
    for kind, pattern in cues().outside.items():
        if pattern.search(text) and not (named and kind == "world"):
            return f"outside:{kind}"
    return None


# --- follow-ups that name nothing


def _continued(text: str, dialogue: Dialogue) -> Question | None:
    """还有吗, 第三个: messages that say nothing without what came before."""
    bare_text = _SIGNS.sub("", text)
    if cues().context["more"].search(bare_text):
        return Question(text, "more", deictic=not dialogue.subjects and not dialogue.shown)
    match = cues().context["pick"].search(bare_text)
    if match and (dialogue.choices or match.groupdict().get("n2") is None):
        number = _ordinal(match)
        return Question(text, "pick", number=number, deictic=not dialogue.choices)
    return None


def _ordinal(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if said := groups.get("n") or groups.get("n2"):
        return int(said) if said.isdigit() else chinese_value(said) or 0
    if english := groups.get("en"):
        return _ENGLISH_ORDINALS.get(english, -1)
    return 1 if groups.get("first") else -1


# --- a question of its own


def _read(text: str, repairs: tuple[Repair, ...], snapshot: Snapshot) -> Question:
    found = snapshot.gazetteer.find(text)
    masked = _mask(text, found.mentions)
    core_start, core_end = _core(masked)
    unknown = tuple(u for u in found.unknown if core_start <= u.start < core_end)
    if outside := _outside(masked[core_start:core_end], found.mentions):
        return Question(text, outside, found.mentions, unknown)
    masked = _blank(cues().frames, masked)
    intent, number, masked = _intent(masked, core_start, core_end)
    misspelt = snapshot.gazetteer.misspelt(_mask(masked, unknown))
    mentions = tuple(sorted((*found.mentions, *misspelt), key=lambda m: m.start))
    repairs += tuple(Repair(m.said, m.repaired) for m in mentions if m.repaired)
    masked = _mask(masked, (*mentions, *unknown))
    terms = _terms(masked, core_start, core_end, snapshot)
    return Question(
        text,
        intent,
        mentions,
        unknown,
        tuple(t for t in terms if t.text not in unknown),
        tuple(_places(masked[core_start:core_end], snapshot)),
        _measures(text) if intent == "figure" else frozenset(),
        number,
        repairs,
        _bulletins(text, snapshot),
    )


def _core(text: str) -> tuple[int, int]:
    """Find the part of a message that asks: all of it, or the asking clause of a rambling one."""
    spans = clauses(text)
    if len(text) <= RAMBLING or len(spans) < 2:  # noqa: PLR2004 - one clause is all there is
        return 0, len(text)
    strong = [p for k, p in cues().intents.items() if k not in ("what", "yesno")]
    weak = list(cues().intents.values())
    for patterns in (strong, weak):
        for start, end in reversed(spans):
            piece = cues().frames.sub("", text[start:end])
            if any(p.search(piece) for p in patterns):
                return start, end
    return 0, len(text)


def _intent(text: str, start: int, end: int) -> tuple[str, int | None, str]:
    """Return the kind of question, a number in its cue, and the text without its cues."""
    core = text[start:end]
    chosen, number = "topic", None
    for name, pattern in cues().intents.items():
        if match := pattern.search(core):
            chosen = name
            number = _ordinal(match) if name == "ordinal" else None
            break
    for name in dict.fromkeys((chosen, "figure", "when", "who", "where", "how", "what", "yesno")):
        if name in cues().intents:
            text = _blank(cues().intents[name], text)
    text = _blank(cues().context["instead"], text)
    return chosen, number, _blank(cues().context["pronoun"], text)


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda m: " " * len(m.group()), text)


def _mask(text: str, spans: Iterable[Mention | Unknown]) -> str:
    for span in spans:
        text = text[: span.start] + _HOLE * (span.end - span.start) + text[span.end :]
    return text


# --- terms


def _terms(text: str, start: int, end: int, snapshot: Snapshot) -> list[Term]:
    """Every word that tells something, weighted by what it is and how rare it is."""
    made: dict[str, Term] = {}
    for word in _joined(words(text), snapshot):
        term = _term(word, snapshot)
        if term is None or term.text in made:
            continue
        if not start <= word.start < end:
            term = replace(term, weight=term.weight * BACKGROUND, hard=False)
        made[term.text] = term
    return list(made.values())


def _joined(pieces: list[Word], snapshot: Snapshot) -> list[Word]:
    """Put together words that the dictionary cuts and a bulletin or a synonym does not."""
    joined: list[Word] = []
    for word in pieces:
        last = joined[-1] if joined else None
        if last is not None and last.end == word.start and _belong(last, word, snapshot):
            joined[-1] = Word(last.text + word.text, last.start, "n")
        else:
            joined.append(word)
    return joined


def _belong(one: Word, other: Word, snapshot: Snapshot) -> bool:
    both = one.text + other.text
    if not both.isalnum() or any(w.tag.startswith(_DROPPED) for w in (one, other)):
        return False
    if both in synonyms():
        return True
    single = len(one.text) == 1 or len(other.text) == 1 or "x" in (one.tag, other.tag)
    return single and both in snapshot.text


def _term(word: Word, snapshot: Snapshot) -> Term | None:
    text, tag = word.text, word.tag
    if not any(c.isalnum() for c in text) or text in cues().generic:
        return None
    if tag.startswith(_DROPPED) or (tag.startswith("m") and not any(c.isdigit() for c in text)):
        return None
    weight = next((w for t, w in _WEIGHTS.items() if tag.startswith(t)), _LIGHT)
    if len(text) == 1:
        weight *= 0.7
    others = tuple(o for o in synonyms().get(text, ()) if o in snapshot.text)
    hard = tag.startswith(_HARD) and len(text) > 1
    return Term(text, weight * max(snapshot.rarity(text), 0.2), hard, others)


def _places(text: str, snapshot: Snapshot) -> Iterable[str]:
    """Places that a question names: words of the dictionary, or built like a place's name."""
    for word in words(text):
        known = lexicon().tag(word.text) == "ns"
        if (known or (word.text[-1:] in AREA and len(word.text) > 2)) and len(word.text) > 1:  # noqa: PLR2004
            place = bare(word.text)
            if known or place in snapshot.text:
                yield place


def _measures(text: str) -> frozenset[str]:
    """Which measure words the figure asked for may have."""
    for match in re.finditer(r"多少|几|how (?:much|many)", text):
        after = text[match.end() :].lstrip("个多")
        for measure, asked in cues().measures.items():
            if any(after.startswith(a) for a in asked):
                return asked | {measure}
        for measure in sorted(MEASURES, key=len, reverse=True):
            if after.startswith(measure):
                return frozenset({measure})
    return frozenset()


def _bulletins(text: str, snapshot: Snapshot) -> frozenset[str]:
    """Bulletins that a question names by their title or their date."""
    named = set()
    for id_, bulletin in snapshot.bulletins.items():
        title = normalise(bulletin.title)
        quoted = re.findall(r"《([^》]{4,})》", text)
        if title in text or any(q in title for q in quoted):
            named.add(id_)
        elif bulletin.date and bulletin.date in text:
            named.add(id_)
    return frozenset(named)


# --- what came before


def _resolve(question: Question, dialogue: Dialogue, snapshot: Snapshot) -> Question:
    """Fill in what a question leaves to the conversation."""
    if question.intent.startswith("outside"):
        return question
    named = [m for m in question.mentions if not m.generic]
    if question.unknown or any(m.entities[0].sort is Sort.ORGANISATION for m in named):
        return _instead(question, dialogue)
    points = cues().context["pronoun"].search(_mask(question.text, question.mentions))
    if points and not named:
        if not dialogue.subjects:
            return replace(question, deictic=not any(t.hard for t in question.terms))
        return _about(question, dialogue.subjects, points)
    if _elliptic(question) and not question.mentions and dialogue.subjects:
        return _about(question, dialogue.subjects, points)
    return _instead(question, dialogue)


def _about(
    question: Question, subjects: tuple[Entity, ...], points: re.Match[str] | None
) -> Question:
    """Make the last subjects the subject of this question."""
    said = points.group() if points else ""
    told = tuple(Mention((e,), 0, 0, said) for e in subjects)
    others = tuple(m for m in question.mentions if not m.generic)
    return replace(question, mentions=(*told, *others))


def _elliptic(question: Question) -> bool:
    """Whether a question leaves out whom it is about."""
    asks = question.intent in ("figure", "when", "where", "role_of", "how", "reason", "what")
    return asks and not question.places and not any(t.hard for t in question.terms)


def _instead(question: Question, dialogue: Dialogue) -> Question:
    """那剪纸协会呢: the last question, asked of another."""
    last = dialogue.question
    if (
        last is None
        or question.intent != "topic"
        or not cues().context["instead"].search(question.text)
    ):
        return question
    if any(t.hard for t in question.terms if t.text not in question.places):
        return question
    if not question.mentions and not question.places and not question.unknown:
        return question
    kept = tuple(t for t in last.terms if t.text not in last.places)
    changed = {m.entities[0].sort for m in question.mentions}
    mentions = question.mentions + tuple(
        m for m in last.mentions if m.entities[0].sort not in changed and not question.places
    )
    if question.places and not question.mentions:
        forms = [m for m in last.mentions if m.entities[0].sort is Sort.ORGANISATION]
        kind = tuple(e for m in forms for e in snapshot_peers(m))
        mentions = (Mention(kind, 0, 0, "", generic=True),) if kind else ()
    return replace(
        question,
        intent=last.intent,
        terms=(*question.terms, *kept),
        measures=last.measures,
        mentions=mentions,
    )


def snapshot_peers(mention: Mention) -> tuple[Entity, ...]:
    """Those among whom another place may choose."""
    return mention.entities


__all__ = ["quantities", "understand"]
