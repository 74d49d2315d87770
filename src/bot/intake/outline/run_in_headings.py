"""Headings within paragraphs: 一是…二是…, 首先…其次…, and roles whose line break is lost."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from bot.intake.naming import headings
from bot.intake.outline.lead_ins import lead_in
from bot.intake.outline.numbering import NUMERAL, Piece
from bot.intake.page.lines import Line, line

_FIRSTLY = re.compile(rf"(?:^|(?<=[。;!:,]))(?P<n>{NUMERAL})(?:是|要)(?!否)")
_FIRST_ONES = re.compile(
    r"(?:^|(?<=[。;!]))(?:首先|其次|再次|然后|第[一二三四五六七八九十],|最后)[,:]?"
)


def enumerated(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Cut paragraphs at 一是, 二是, … or 首先, 其次, … where these open sections."""
    pieces = list(pieces)
    joined = [(p, list(_openings(p.line))) for p in pieces]
    if sum(len(o) for _, o in joined) < 2:
        yield from pieces
        return
    for piece, openings in joined:
        cuts = [0, *(o[0] for o in openings), len(piece.line.text)]
        ends = {o[0]: o[1] for o in openings}
        for a, b in pairwise(cuts):
            if piece.line.text[a:b].strip():
                yield Piece(line(piece.line.text[a:b]), None, ends.get(a, a) - a, "firstly")


def _openings(each: Line) -> Iterator[tuple[int, int]]:
    """Yield start and end of each heading within a paragraph."""
    for form in (_FIRSTLY, _FIRST_ONES, _SENTENCES):
        found = []
        for match in form.finditer(each.shade):
            rest = Line(each.text[match.start() :], each.shade[match.start() :])
            end = lead_in(rest, len(match.group()))
            if form is _SENTENCES and not (end and _role_led(rest, end)):
                continue
            if end is None:
                end = _comma_lead_in(rest, len(match.group()))
            if end:
                found.append((match.start(), match.start() + end))
        if found:
            yield from found
            return


_SENTENCES = re.compile(r"(?<=[。!?”;])(?=[^\s。,;])")


def _role_led(each: Line, end: int) -> bool:
    """Tell whether the words before a sentence are a role or a kind, their break lost."""
    named = headings.read(each.text[:end])
    return bool(named.role or named.category)


def _comma_lead_in(each: Line, start: int) -> int | None:
    """Return where a role ends that only a comma parts from what follows."""
    match = re.compile(r"[^,。;:]{2,28},").match(each.shade, start)
    named = headings.read(match.group()) if match else headings.Named()
    return match.end() if match and named.role else None
