"""Answer → Reply: quotations under their names, with their source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from bot.model import (
    Answer,
    Bulletin,
    Button,
    Kind,
    Part,
    Passage,
    Quotation,
    Reply,
    Span,
    Style,
)
from bot.replies.english import EN
from bot.replies.phrases import ZH, Words

LONG_QUOTE = 200
"""A quotation of more characters may be folded on a small screen."""

MOST_NAMES = 3
"""Organisations named over a quotation; its passage names the others."""

LABEL = 24
"""Characters of a button's label; what it says is not shortened."""

HALF = 10
"""Characters that a button shows which is half as wide as a phone."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text with a style."""

    text: str
    style: Style
    url: str = ""


def frame(language: str) -> Words:
    """Return the words to say in a person's language: Chinese, unless theirs is English."""
    return EN if language == "en" else ZH


def bold(text: str) -> Piece:
    """Make a heading of some text."""
    return Piece(text, Style.BOLD)


def compose(
    kind: Kind,
    pieces: Iterable[str | Piece],
    buttons: Sequence[Sequence[Button]] = (),
    quotations: tuple[Quotation, ...] = (),
    confidence: float = 1.0,
) -> Reply:
    """Join the pieces of a reply, counting the spans as it goes."""
    text, spans = "", []
    for piece in pieces:
        start = len(text)
        text += piece if isinstance(piece, str) else piece.text
        if isinstance(piece, Piece) and piece.text:
            spans.append(Span(start, len(text), piece.style, piece.url))
    stripped = text.rstrip()
    kept = tuple(Span(s.start, min(s.end, len(stripped)), s.style, s.url) for s in spans)
    return Reply(kind, stripped, kept, tuple(map(tuple, buttons)), quotations, confidence)


def say(text: str, buttons: Sequence[Sequence[Button]] = (), kind: Kind = Kind.CHAT) -> Reply:
    """Say something that is about the bot and not about the world."""
    return compose(kind, [text], buttons)


def offered(names: Iterable[str]) -> list[list[Button]]:
    """Make rows of buttons that say what they are called."""
    return in_rows(Button(label(n), n) for n in names)


def in_rows(buttons: Iterable[Button]) -> list[list[Button]]:
    """Put two short buttons beside each other, a long one into a row of its own."""
    rows: list[list[Button]] = []
    for button in buttons:
        beside = rows and len(rows[-1]) == 1 and len(rows[-1][0].label) <= HALF
        if beside and len(button.label) <= HALF:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def word(
    answer: Answer, bulletins: Mapping[str, Bulletin], contact: str = "", words: Words = ZH
) -> Reply:
    """Put an answer into words."""
    pieces: list[str | Piece] = []
    if shown := [r for r in answer.repairs if r.taken]:
        read = "、".join(f"“{r.taken}”" for r in shown)
        pieces.append(words.say["read_as"].format(words=read) + "\n")
    match answer.kind:
        case Kind.ANSWER:
            told = _items if answer.listed else quotes
            pieces += told(answer, bulletins, words)
        case Kind.NEAREST:
            pieces += [_nearest(answer, words), "\n", *quotes(answer, bulletins, words)]
        case Kind.CLARIFY:
            pieces.append(words.clarify[answer.topic])
        case Kind.REFUSE:
            pieces += _refusal(answer, contact, words)
        case Kind.CHAT:
            pieces.append(words.chat[answer.topic])
        case _:
            assert_never(answer.kind)
    return compose(
        answer.kind, pieces, offered(answer.choices), answer.quotations, answer.confidence
    )


def _nearest(answer: Answer, words: Words) -> str:
    """Say that what follows is not quite what was asked, and what it lacks."""
    if not answer.missing:
        return words.say["nearest"]
    return words.say["nearest_without"].format(words="、".join(f"“{m}”" for m in answer.missing))


def _refusal(answer: Answer, contact: str, words: Words) -> list[str | Piece]:
    lines, say = [], words.say
    told = [m for m in answer.missing if not any(c.isdigit() for c in m)]
    quoted = "、".join(f"“{m}”" for m in told)
    if told and answer.topic == "not_said" and len(answer.found) == 1:
        lines.append(say["not_told_of"].format(words=quoted, name=answer.found[0]))
    else:
        if told:
            lines.append(say["not_found"].format(words=quoted))
        lines.append(words.refuse[answer.topic])
    if answer.found:
        lines.append(say["there_is"].format(names="、".join(answer.found)))
    elif answer.choices:
        lines.append(say["press_below"])
    if contact:
        lines.append(say["contact"].format(contact=contact))
    return ["\n".join(lines)]


def quotes(answer: Answer, bulletins: Mapping[str, Bulletin], words: Words) -> list[str | Piece]:
    """Each passage under its organisation and role, each bulletin with its source."""
    pieces: list[str | Piece] = []
    for id_, group in groupby(answer.quotations, key=lambda q: q.passage.bulletin):
        for passage, slices in groupby(group, key=lambda q: q.passage):
            pieces += _quote(passage, list(slices), words)
        pieces += [*source(bulletins[id_], words), "\n\n"]
    return pieces


def _quote(passage: Passage, slices: list[Quotation], words: Words) -> list[str | Piece]:
    if name := words.parts.get(passage.part):
        return [name, *(s.text for s in slices), "\n"]
    asked = [s.text for s in slices if s.text in passage.organisations]
    label = heading_of(passage, words, asked)
    pieces: list[str | Piece] = [bold(label), "\n"] if label else []
    for piece in slices:
        if piece.text in passage.organisations:
            continue
        style = Style.LONG_QUOTE if len(piece.text) > LONG_QUOTE else Style.QUOTE
        pieces += [Piece(f"“{piece.text.strip()}”", style), "\n"]
    return pieces


def heading_of(passage: Passage, words: Words, asked: Sequence[str] = ()) -> str:
    """Whose words these are: the organisations with their role, or the section's.

    Those `asked` about are named; otherwise the first few.
    """
    if passage.part is Part.HEADING:
        return ""
    names = "、".join(asked or passage.organisations[:MOST_NAMES])
    if not asked and len(passage.organisations) > MOST_NAMES:
        names += words.say["and_others"]
    return " · ".join(x for x in (names or passage.category, passage.role) if x)


def _items(answer: Answer, bulletins: Mapping[str, Bulletin], words: Words) -> list[str | Piece]:
    """A list, numbered, each item with its role; under the role where it is one for all."""
    pieces: list[str | Piece] = []
    number = 0
    for id_, group in groupby(answer.quotations, key=lambda q: q.passage.bulletin):
        items = list(group)
        heads = {_played(q.passage) for q in items}
        one = len(heads) == 1 and items[0].passage.part is not Part.HEADING
        if one and (head := heads.pop()):
            pieces += [bold(head), "\n"]
        for quotation in items:
            number += 1
            passage = quotation.passage
            beside = {passage.role, passage.category} - {quotation.text, None}
            note = None if one else passage.role or passage.category
            if passage.part is Part.HEADING:
                note = next(iter(sorted(b for b in beside if b)), None)
            pieces.append(f"{number}. {quotation.text}" + (f"（{note}）" if note else "") + "\n")
        pieces += [*source(bulletins[id_], words), "\n\n"]
    return pieces


def _played(passage: Passage) -> str:
    """Which kind of organisation plays which role in a passage's section."""
    return " · ".join(p for p in (passage.category, passage.role) if p)


def source(bulletin: Bulletin, words: Words) -> list[str | Piece]:
    """Name the bulletin that was quoted, with its date and source where it prints them."""
    return [words.parts[Part.SOURCE], *named(bulletin)]


def named(bulletin: Bulletin) -> list[str | Piece]:
    """Name a bulletin, its title a link to the original where it has one on the web."""
    title, url = f"《{bulletin.title}》", bulletin.url or ""
    told = " · ".join(x for x in (bulletin.date, bulletin.source) if x)
    on_the_web = url.startswith(("https://", "http://"))
    return [Piece(title, Style.LINK, url) if on_the_web else title, told]


def label(name: str) -> str:
    """Shorten a name to what fits a button."""
    return name if len(name) <= LABEL else name[: LABEL - 1] + "…"
