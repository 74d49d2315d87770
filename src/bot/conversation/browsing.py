"""Pages to browse by buttons alone: roles, organisations and bulletins, a few at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.library import Snapshot
from bot.model import Answer, Bulletin, Button, Kind, Part, Passage, Quotation, Reply
from bot.replies import (
    Piece,
    Words,
    bold,
    command_replies,
    compose,
    in_rows,
    label,
    named,
    quotes,
    say,
)

PAGE = 8
"""Things on one page of a list: a phone shows them with their buttons."""

MOST_DIGITS = 6
"""Digits of a page's number that are read; no list is as long."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Page(Generic[T]):
    """Some things of a list."""

    shown: Sequence[T]
    command: str
    """What leads to the list; the number of a page may follow it."""
    number: int
    """From 1."""
    last: int

    @property
    def first(self) -> int:
        """The number in the list of the first thing that is shown, from 1."""
        return (self.number - 1) * PAGE + 1

    def title(self, text: str, words: Words) -> Piece:
        """Head the page, with its number where there are others."""
        told = words.say["pages"].format(page=self.number, last=self.last)
        return bold(text + told if self.last > 1 else text)

    def turning(self, words: Words) -> list[list[Button]]:
        """Return a row with the buttons that turn the page."""
        before, after = (f"{self.command} {self.number + step}" for step in (-1, 1))
        row = [Button(words.say["previous"], before)] if self.number > 1 else []
        row += [Button(words.say["next"], after)] if self.number < self.last else []
        return [row] if row else []


def _page(found: Sequence[T], command: str, number: int) -> _Page[T]:
    """Cut a page out of a list; the nearest one that there is."""
    last = max(1, -(-len(found) // PAGE))
    number = min(max(number, 1), last)
    return _Page(found[(number - 1) * PAGE : number * PAGE], command, number, last)


def _asked(rest: str) -> tuple[str, int]:
    """Read what follows a command: a name, a page's number, both or neither."""
    name, _, number = rest.rpartition(" ")
    if number.isascii() and number.isdigit():
        return name.strip(), int(number[:MOST_DIGITS])
    return rest, 1


# --- roles


def roles(rest: str, snapshot: Snapshot, words: Words) -> Reply:
    """List the roles; with a role or a kind, the organisations of it."""
    name, number = _asked(rest)
    if name:
        return _role(name, number, snapshot, words)
    headings = [p for p in _passages(snapshot, Part.HEADING) if p.role]
    found = {(p.role, p.category): q for p in headings if (q := _slice(p, p.role or ""))}
    if not found:
        return say(words.say["no_roles"], [[Button(words.say["orgs"], "/orgs")]])
    page = _page(tuple(found.values()), "/roles", number)
    lines = [
        q.text + (f"（{q.passage.category}）" if q.passage.category else "") for q in page.shown
    ]
    names = dict.fromkeys(q.text for q in page.shown)
    rows = in_rows(Button(label(n), f"/roles {n}") for n in names) + page.turning(words)
    title = page.title(words.say["roles"], words)
    return compose(Kind.ANSWER, [title, "\n", "\n".join(lines)], rows, tuple(page.shown))


def _role(name: str, number: int, snapshot: Snapshot, words: Words) -> Reply:
    """List the organisations of a role or a kind, each a button to its passages."""
    told = [p for p in _passages(snapshot, Part.BODY) if name in (p.role, p.category)]
    firsts = {p.organisations[0]: p for p in reversed(told) if p.organisations}
    found = [q for n, p in reversed(firsts.items()) if (q := _slice(p, n))]
    if not found:
        return command_replies.gone(words)
    page = _page(found, f"/roles {name}", number)
    lines = [f"{i}. {q.text}" for i, q in enumerate(page.shown, page.first)]
    rows = in_rows(Button(label(q.text), f"/orgs {q.text}") for q in page.shown)
    rows += [*page.turning(words), [Button(words.say["all_roles"], "/roles")]]
    title = page.title(name, words)
    return compose(Kind.ANSWER, [title, "\n", "\n".join(lines)], rows, tuple(page.shown))


# --- organisations


def organisations(rest: str, snapshot: Snapshot, words: Words) -> Reply:
    """List the organisations; with a name, show that one's passages."""
    name, number = _asked(rest)
    if name:
        return _organisation(rest, snapshot, words)
    told = _passages(snapshot, Part.BODY)
    names = list(dict.fromkeys(name for p in told for name in p.organisations))
    page = _page(names, "/orgs", number)
    # Where each name is given; an elided one is given by none.
    given = (next((q for p in told if (q := _slice(p, n))), None) for n in page.shown)
    rows = in_rows(Button(label(n), f"/orgs {n}") for n in page.shown) + page.turning(words)
    return compose(
        Kind.ANSWER,
        [page.title(words.say["orgs"], words), "\n", "\n".join(page.shown)],
        rows,
        tuple(q for q in given if q),
    )


def _organisation(name: str, snapshot: Snapshot, words: Words) -> Reply:
    """Show an organisation's passages."""
    told = [p for p in _passages(snapshot, Part.BODY) if name in p.organisations]
    if not told:
        return command_replies.gone(words)
    found = tuple(Quotation.whole(p) for p in told)
    back = dict.fromkeys(p.role for p in told if p.role)
    rows = [[Button(label(f"« {r}"), f"/roles {r}")] for r in back]
    rows = rows or [[Button(words.say["all_orgs"], "/orgs")]]
    answer = Answer(Kind.ANSWER, "topic", found)
    return compose(Kind.ANSWER, quotes(answer, snapshot.bulletins, words), rows, found)


# --- bulletins


def bulletins(rest: str, snapshot: Snapshot, words: Words) -> Reply:
    """List the bulletins, each a link to its page where it has one."""
    titles = [Quotation.whole(p) for p in _passages(snapshot, Part.TITLE)]
    page = _page(titles, "/bulletins", _asked(rest)[1])
    title = page.title(words.say["bulletins"], words)
    lines = _lines(page.shown, snapshot.bulletins)
    return compose(Kind.ANSWER, [title, *lines], page.turning(words), tuple(page.shown))


def _lines(titles: Sequence[Quotation], known: Mapping[str, Bulletin]) -> list[str | Piece]:
    lines: list[str | Piece] = []
    for title in titles:
        lines += ["\n", *named(known[title.passage.bulletin])]
    return lines


# --- helpers


def _passages(snapshot: Snapshot, part: Part) -> list[Passage]:
    """Return the passages of one part, those of the latest bulletin first."""
    known = snapshot.bulletins
    latest = sorted(known, key=lambda id_: (known[id_].date or "", id_), reverse=True)
    return [u.passage for id_ in latest for u in snapshot.units_of(id_, part)]


def _slice(passage: Passage, text: str) -> Quotation | None:
    at = passage.text.rfind(text)
    return Quotation(passage, at, at + len(text)) if text and at >= 0 else None
