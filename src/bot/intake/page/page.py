"""A saved page → title, date, source and the lines of its text; everything else is noise.

A line is noise by its kind (`data/page_noise.txt`), by where it stands, or both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chinese.word_lists import pattern
from bot.intake.naming import headings
from bot.intake.naming.views import form_pattern
from bot.intake.page.lines import Line, line, lines
from bot.intake.page.noise import FILE, NUMBERED, is_meta, keyed, kind, mark_menus
from bot.intake.page.origins import (
    beside_date,
    date_of,
    dateline,
    is_date,
    masthead,
    names_source,
    signed,
    source_of,
)
from bot.intake.page.titles import title_at, whole_title, without_label
from bot.model import Document

_ENDS = frozenset({"neighbours", "related", "replies", "footer"})
"""Kinds behind which a page's text seldom goes on."""

_BEHIND = _ENDS | {"share", "counter"}
"""Kinds behind which, once its last paragraph is over, nothing is the page's text."""

_FINAL = frozenset({"replies", "footer"})
"""Kinds behind which it never does."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says, freed from where it was found."""

    title: str | None
    date: str | None
    source: str | None
    body: tuple[Line, ...]
    credit: str
    """A by-line in brackets at the end, or an empty string."""
    dropped: tuple[tuple[str, str], ...] = ()
    """What was judged noise: its kind, and its text."""


def read_page(document: Document) -> Page:
    """Part a page's text from its noise."""
    all_lines = lines(document.blocks)
    kinds = [kind(each) for each in all_lines]
    if not all_lines:
        return Page(None, None, None, (), "")
    about = [is_meta(each) for each in all_lines]
    first = _first_text(all_lines, kinds, about)
    metas = [i for i in range(min(first + 2, len(kinds))) if about[i] and kinds[i] != "today"]
    issues = [e for e, k in zip(all_lines[:first], kinds, strict=False) if _is_issue(e, k)]
    at = title_at(all_lines, kinds, metas, first, document.title)
    start = _body_start(at, metas, first)
    dropped = {*metas, *(i for i, each in enumerate(all_lines) if about[i] and _has_date_key(each))}
    if at is not None:
        title_again = (i for i in range(first) if all_lines[i].text == all_lines[at].text)
        dropped |= {at, *title_again}
    beside, named = beside_date(all_lines, kinds, metas, at)
    dropped |= named
    lines_of_body = [(i, e) for i, e in _body(all_lines, kinds, start) if i not in dropped]
    body = _marked_apart(lines_of_body)
    kept = {*(i for i, _ in lines_of_body), *dropped}
    lost = [(kinds[i] or "", e.text) for i, e in enumerate(all_lines) if i not in kept]
    body, credit = _without_credit(_without_by_line(body))
    title = whole_title(all_lines, kinds, at, document) if at is not None else document.title
    head = [all_lines[i] for i in sorted(metas, key=lambda i: (i < (at or 0), i))]
    tail = [
        each for each, k in zip(all_lines, kinds, strict=True) if k in ("source line", "editor")
    ]
    return Page(
        without_label(title),
        date_of(head)
        or signed(body)
        or date_of(filter(_has_date_key, all_lines))
        or date_of(issues),
        source_of(head)
        or beside
        or source_of(tail)
        or source_of([line(credit)])
        or masthead(all_lines)
        or dateline(body),
        tuple(body),
        credit if not kind(line(credit)) and not names_source(credit) else "",
        tuple((kind_, text) for kind_, text in lost if text.strip()),
    )


def _first_text(all_lines: Sequence[Line], kinds: list[str | None], about: Sequence[bool]) -> int:
    """Return the first line of running text; menus above it are marked."""
    for i, each in enumerate(all_lines):
        if each.is_prose and not kinds[i] and not about[i]:
            mark_menus(all_lines[: i + 1], kinds)
            if not kinds[i]:
                return i
    return 0


def _is_issue(each: Line, noise: str | None) -> bool:
    """Tell whether a line is only a day of the week, as a newspaper's page has; not today's."""
    return noise == "today" and each.shade[:1] in "(12"


def _has_date_key(each: Line) -> bool:
    return bool(keyed("date keys").search(each.shade))


def _marked_apart(body: Sequence[tuple[int, Line]]) -> list[Line]:
    """Return the lines, those marked before which noise was dropped."""
    before = [i for i, _ in body]
    pairs = zip(body, [None, *before], strict=False)
    return [replace(e, apart=last is not None and i != last + 1) for (i, e), last in pairs]


# --- the body


def _body_start(at: int | None, metas: Sequence[int], first: int) -> int:
    """Return the line behind the title and what is said about it."""
    start = at + 1 if at is not None else 0
    while start in metas and start <= first:
        start += 1
    return start


def _body(
    all_lines: Sequence[Line], kinds: Sequence[str | None], start: int
) -> list[tuple[int, Line]]:
    """Return the lines of text with their numbers."""
    prose = [i for i in range(start, len(all_lines)) if all_lines[i].is_prose and not kinds[i]]
    body: list[tuple[int, Line]] = []
    skipping = False
    for i in range(start, len(all_lines)):
        each, noise = all_lines[i], kinds[i]
        goes_on = bool(prose) and prose[-1] > i
        joins = bool(body) and body[-1][0] == i - 1
        if noise == "contact":
            noise = None if joins else "footer"
        if noise == "footer" and goes_on and body and each.is_prose and _WHOLE.search(each.shade):
            noise = None  # a sentence with text before and behind it
        if prose and i > prose[-1] and noise in _BEHIND:
            break
        if prose and i > prose[-1] and not (each.loose or _ends(each) or (joins and _signs(each))):
            if noise:
                break
            continue
        if noise in _ENDS and body and prose and prose[0] < i:
            if not goes_on or (noise in _FINAL and noise != "footer"):
                break
            skipping = noise == "related"
            continue
        if noise or (
            skipping
            and not (each.is_prose and _WHOLE.search(each.shade))
            and not _goes_on(each, body)
        ):
            continue
        skipping = False
        body.append((i, each))
    return body


_SIGNS = re.compile(r"\W*[^\s:。]{2,10}:|[\d\s、,()\-—]{7,}$|.{0,24}(?:[厅局委部会]|区|\)|:)$")


def _signs(each: Line) -> bool:
    """Tell whether a short line behind the text goes on with it: a label, a number, who signs."""
    return bool(_SIGNS.match(each.shade) or NUMBERED.match(each.shade)) or bool(
        pattern(FILE, "contact").match(each.shade)
    )


_WHOLE = re.compile("[。!?]”?$")


def _ends(each: Line) -> bool:
    """Tell whether a line may stand last: a statement, a row, or who signs and when."""
    said = re.search(r"[。!?;”)…]$|\t|\|.*\|", each.shade) or each.is_prose
    publisher = re.search("(?:[厅局委部办处署会院府室]|中心)$", each.shade)
    named = any(len(form) > 1 for form in form_pattern().findall(each.shade))
    return bool(said or publisher or is_date(each) or named)


def _goes_on(each: Line, body: Sequence[tuple[int, Line]]) -> bool:
    """Tell whether a short line behind a list of links belongs to the text: marked as others."""
    mark = each.shade[:1]
    marked = not mark.isalnum() and mark not in "“《(·"
    seen = any(other.shade[:1] == mark for _, other in body)
    said = headings.read(each.text)
    return bool(NUMBERED.match(each.shade) or (marked and seen) or said.role or said.category)


_BY_LINE = re.compile(r"本[报网社台]讯\?[^。]{0,24}?\)\?*\s*")
"""Who wrote a text, in signs that were lost."""


def _without_by_line(body: list[Line]) -> list[Line]:
    """Cut a garbled by-line off the first paragraph."""
    match = _BY_LINE.match(body[0].shade) if body else None
    return [line(body[0].text[match.end() :]), *body[1:]] if match else body


def _without_credit(body: list[Line]) -> tuple[list[Line], str]:
    """Cut the by-line in brackets off the last paragraph."""
    if not body:
        return body, ""
    last = body[-1]
    match = re.search(r"\([^()]*\)\W*$", last.shade)
    if match and pattern(FILE, "credit").match(match.group()):
        rest = last.text[: match.start()]
        kept = [*body[:-1], line(rest)] if rest.strip() else body[:-1]
        return kept, last.text[match.start() :].strip()
    return body, ""
