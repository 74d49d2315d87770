"""Sentence → Question: what is named, what is asked, and which words an answer must have."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.cues import cues
from bot.dialogue import continued, ordinal, resolved
from bot.latin import spelt_out
from bot.model import Dialogue, Mention, Question, Repair, Term, Unknown
from bot.names import bare
from bot.snapshot import Snapshot
from bot.terms import (
    corrected,
    distinct,
    measures,
    nearly,
    numbers,
    place_names,
    places,
    reheard,
    terms,
    whole_term,
)
from bot.text import Word, clauses, normalise, words

MOST = 400
"""Characters of a message that are read; a longer one is read at its beginning and its end."""

RAMBLING = 28
"""A message of more characters is read for the clause that asks; the others are background."""

_HOLE = "\ufffc"
"""Stands where a name stood, so that no cue is read across it."""

_PICTURES = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]+")
"""Emoji and arrows, with what varies them."""

_STOPS = re.compile(r"[^\w\u4e00-\u9fff“”\"'《》「」]+")
_SIGNS = re.compile(r"[^\w\u4e00-\u9fff]+")
_ASKED_OF = re.compile(
    r"的?(?:又|都|分别|一共|到底)*(?:是|叫|有|为|达|在|姓|由)?(?:谁|什么|啥|多少|哪|几|何|怎|如何|多[大高长])"
)
"""What follows the thing that is asked for: 队长是谁, 会员有多少."""
_COUNT_ASKED = re.compile(r"(?:多少|几)[个名位家件只]?$")
_KIND_ASKED = re.compile(r"(?:哪些|哪几|哪个|哪家|哪种|哪位|什么|何种)[个家种位条项类]?$")
"""What follows says of which kind the answer is (哪些媒体); a bulletin need not call it so."""

_WEAK = ("when", "figure", "where", "who", "reason", "how", "what", "yesno")
"""Kinds of question whose words say nothing where another kind was found."""

_ENGLISH = re.compile(r"[a-z]{3}")

_VAGUE = ("topic", "when", "who", "what", "yesno")
"""Kinds that English words may sharpen (when was this published)."""

_ABOUT_BULLETINS = ("latest", "date_of", "title_of", "link_of", "source", "author", "overview")


def understand(message: str, snapshot: Snapshot, dialogue: Dialogue) -> Question:
    """Read one message in the light of what was said before."""
    text = normalise(_PICTURES.sub(" ", message))
    if len(text) > MOST:
        text = text[: MOST // 2] + " " + text[-MOST // 2 :]
    text = re.sub(r"^(?:/ask(?:@\w+)?|@\w+)\s*|\s@\w+$", "", text)
    if not any(c.isalnum() for c in text):
        return Question(text, "empty")
    if small := _small_talk(text):
        return Question(text, small)
    if followed := continued(_SIGNS.sub(" ", text).strip(), dialogue):
        return replace(followed, text=text)
    spelt, repairs = spelt_out(text, snapshot)
    if spelt != text and (followed := continued(_SIGNS.sub(" ", spelt).strip(), dialogue)):
        return replace(followed, text=text)
    question = _read(spelt, text, snapshot)
    question = replace(question, repairs=repairs + question.repairs)
    if (
        question.intent in _ABOUT_BULLETINS
        and question.intent != "latest"
        and not question.bulletins
    ):
        return replace(question, bulletins=dialogue.bulletins)
    if question.intent in _ABOUT_BULLETINS or question.intent.startswith("outside"):
        return question
    return resolved(question, dialogue, snapshot)


def _small_talk(text: str) -> str | None:
    """Return the kind of small talk that a message is and nothing else."""
    pieces = [p for p in _STOPS.split(text) if p] if not text.isascii() else [text.strip(" .!?,~")]
    kinds = [
        next((f"chat:{k}" for k, p in cues().chat.items() if p.fullmatch(piece)), None)
        for piece in pieces
    ]
    if kinds and kinds[-1] in ("chat:ability", "chat:identity"):
        return kinds[-1]
    return kinds[-1] if kinds and all(kinds) else None


def _outside(text: str, mentions: Iterable[Mention]) -> str | None:
    """Return which part of the outside a message is about."""
    named = any(not m.generic for m in mentions)
    for kind, pattern in cues().outside.items():
        if pattern.search(text) and not (named and kind == "world"):
            return f"outside:{kind}"
    return None


def _as_printed(text: str, snapshot: Snapshot) -> tuple[str, tuple[Repair, ...]]:
    """Put right places and names that are nobody's but a misprint of something printed."""
    repairs = []
    for place, built in place_names(text):
        if built and bare(place) not in snapshot.text:
            printed = nearly(place, snapshot.text)
            if printed is not None:
                repairs.append(Repair(place, printed))
                text = text.replace(place, printed)
    for unknown in reversed(snapshot.gazetteer.find(text).unknown):
        printed = nearly(unknown.said, snapshot.text)
        if printed is not None and not snapshot.gazetteer.find(printed).mentions:
            repairs.append(Repair(unknown.said, printed))
            text = text[: unknown.start] + printed + text[unknown.end :]
    return text, tuple(repairs)


def _ordered(text: str) -> str | None:
    """Whether any part of a message is an order to the bot."""
    return "outside:order" if cues().outside["order"].search(text) else None


def _read(text: str, asked: str, snapshot: Snapshot) -> Question:
    """Read a question on its own; `asked` is the text before Latin letters were read."""
    text, misprints = _as_printed(text, snapshot)
    found = snapshot.gazetteer.find(text)
    masked = _mask(text, found.mentions)
    start, end = _core(masked, snapshot)
    unknown = tuple(u for u in found.unknown if start <= u.start < end)
    outside = _outside(masked[start:end], found.mentions) or _ordered(masked)
    if outside is None and _ENGLISH.search(asked):
        outside = _outside(asked, found.mentions)
    if outside:
        return Question(text, outside, found.mentions, unknown)
    intent, cue = _kind(masked[start:end])
    if intent in _VAGUE and _ENGLISH.search(asked):
        in_english = _kind(asked)
        intent, cue = (intent, cue) if in_english[0] == "topic" else in_english
    named, masked = _bulletins(masked, snapshot, intent)
    counted = list(numbers(masked[start:end]))
    asked_for = masked
    masked = _without_cues(masked, intent)
    masked = _blank(cues().english_frames, _blank(cues().frames, masked))
    masked = _mask(masked, unknown)
    misspelt = snapshot.gazetteer.misspelt(masked)
    mentions = tuple(sorted((*found.mentions, *misspelt), key=lambda m: m.start))
    masked, slips = corrected(_mask(masked, misspelt), snapshot)
    counted = [] if intent == "yesno" else counted
    general = cues().documents if intent in _ABOUT_BULLETINS else frozenset()
    told = [
        (w, _asked(t, w, asked_for, snapshot))
        for w, t in terms(masked, snapshot)
        if t.text not in general
    ]
    told, heard = _heard(told, snapshot)
    if not told and not mentions and intent == "topic":
        told = list(whole_term(masked, snapshot))
    named_places = tuple(dict.fromkeys(places(masked[start:end], snapshot)))
    return Question(
        text,
        intent,
        tuple(_of_places(m, named_places) for m in mentions),
        unknown,
        distinct([*(t for w, t in told if start <= w.start < end), *(t for _, t in counted)]),
        distinct(t for w, t in told if not start <= w.start < end),
        named_places,
        measures(text) if intent == "figure" else frozenset(),
        ordinal(cue) if cue is not None and intent == "ordinal" else None,
        tuple(Repair(m.said, m.repaired) for m in mentions if m.repaired)
        + slips
        + heard
        + misprints,
        named,
    )


def _of_places(mention: Mention, named: Sequence[str]) -> Mention:
    """Of several that a name may mean, keep those of the places that are named beside it."""
    if mention.generic or len(mention.entities) == 1:
        return mention
    kept = tuple(e for e in mention.entities if any(p in normalise(e.name) for p in named))
    return replace(mention, entities=kept or mention.entities)


def _asked(term: Term, word: Word, text: str, snapshot: Snapshot) -> Term:
    """See how a question asks for a term: as the very thing, or as the kind of an answer."""
    if _KIND_ASKED.search(text[: word.start]):
        printed = term.text in snapshot.text
        return replace(term, hard=False, weight=term.weight if printed else term.weight / 2)
    asked = _ASKED_OF.match(text, word.end) or _COUNT_ASKED.search(text[: word.start])
    return replace(term, asked=bool(asked))


def _heard(
    told: list[tuple[Word, Term]], snapshot: Snapshot
) -> tuple[list[tuple[Word, Term]], tuple[Repair, ...]]:
    """Read words that the bulletins lack as those of theirs that sound like them."""
    meant = [(w, t, reheard(t, snapshot)) for w, t in told]
    repairs = tuple(Repair(t.text, m.text) for _, t, m in meant if m is not None)
    return [(w, m or t) for w, t, m in meant], repairs


def _core(text: str, snapshot: Snapshot) -> tuple[int, int]:
    """Find the part of a message that asks: all of it, or the asking clause of a rambling one.

    Where none asks in words, it is the clause that says most of what the bulletins know.
    """
    spans = clauses(text)
    if len(text) <= RAMBLING or len(spans) == 1:
        return 0, len(text)
    strong = [p for k, p in cues().intents.items() if k not in ("what", "yesno")]
    for patterns in (strong, list(cues().intents.values())):
        for start, end in reversed(spans):
            piece = cues().frames.sub("", text[start:end])
            if any(p.search(piece) for p in patterns):
                return start, end
    told = [_known(text[start:end], snapshot) for start, end in spans]
    return spans[told.index(max(told))] if max(told) else (0, len(text))


def _known(text: str, snapshot: Snapshot) -> int:
    """Count the characters of a text that are words of the bulletins or stand for a name."""
    told = [w.text for w in words(text) if w.text not in cues().generic]
    return sum(len(w) for w in told if w in snapshot.vocabulary or w == _HOLE)


def _without_cues(text: str, intent: str) -> str:
    """Blank the words that only ask."""
    for name in dict.fromkeys((intent, *_WEAK)):
        if name in cues().intents:
            text = _blank(cues().intents[name], text)
    text = _blank(cues().context["instead"], text)
    return _blank(cues().context["pronoun"], text)


def _kind(text: str) -> tuple[str, re.Match[str] | None]:
    for name, pattern in cues().intents.items():
        if match := pattern.search(text):
            return name, match
    return "topic", None


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda m: " " * len(m.group()), text)


def _mask(text: str, spans: Iterable[Mention | Unknown]) -> str:
    for span in spans:
        text = text[: span.start] + _HOLE * (span.end - span.start) + text[span.end :]
    return text


# --- which bulletin

_DOCUMENT = re.compile(r"[这那](?:一)?[篇份]|公报|简报|通报|文章|稿子|新闻|报道|bulletin")


def _bulletins(text: str, snapshot: Snapshot, intent: str) -> tuple[frozenset[str], str]:
    """Which bulletins a question names, by words of their own; and the text without those words."""
    if len(snapshot.bulletins) == 1 and intent not in _ABOUT_BULLETINS:
        return frozenset(), text
    about = (
        intent in _ABOUT_BULLETINS or _DOCUMENT.search(text) or intent in ("roles", "organisations")
    )
    scores: dict[str, int] = {}
    said: list[str] = []
    for label, ids in snapshot.labels.items():
        exact = len(label) > 3 and label in text
        if label in text and (about or exact):
            said.append(label)
            for id_ in ids:
                scores[id_] = scores.get(id_, 0) + len(label)
    best = max(scores.values(), default=0)
    if len(best_ids := [i for i, s in scores.items() if s == best]) == len(snapshot.bulletins) > 1:
        return frozenset(), text
    for label in sorted(said, key=len, reverse=True):
        text = text.replace(label, " " * len(label))
    return frozenset(best_ids), text
