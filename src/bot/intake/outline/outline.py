"""A page's lines → headings and the paragraphs under them, whatever the layout.

Ways of marking headings are tried as a table, the plainest first: numbers and signs, lines that
stand alone, words that lead a paragraph in, and 一是…二是… within one.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.intake.naming import headings
from bot.intake.outline.lead_ins import MAX_FIRST, MAX_PLAIN, acts, first_sentence, lead_in
from bot.intake.outline.numbering import MAX_HEADING, Mark, Piece, pieces_of
from bot.intake.outline.run_in_headings import enumerated
from bot.intake.page.lines import Line, line


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its paragraphs; without a heading, what stands before the first one."""

    heading: str | None
    under: str | None
    paragraphs: tuple[str, ...]
    above: tuple[str, ...] = ()
    """All headings above, the nearest last."""
    apart: frozenset[int] = frozenset()
    """The numbers of the paragraphs before which noise was dropped."""


def outline(body: Sequence[Line]) -> list[Part]:
    """Return the parts of a text; the first has no heading and may be empty."""
    pieces = list(pieces_of(body))
    for find in _WAYS:
        find(pieces)
    if not any(p.heading_end for p in pieces):
        pieces = list(enumerated(pieces))
    return list(_parts(pieces))


# --- ways of finding headings


def _marked(pieces: list[Piece]) -> None:
    """Numbers and signs: a family is one of headings if most of its lines can be."""
    families: defaultdict[str, list[int]] = defaultdict(list)
    for i, piece in enumerate(pieces):
        if piece.mark and not piece.heading_end:
            families[piece.mark.family].append(i)
    for family, at in families.items():
        if not _counts([pieces[i].mark for i in at], family):
            continue
        ends = _alike(pieces, {i: _extent(pieces, i) for i in at})
        if sum(map(bool, ends.values())) * 3 < len(at) * 2 or _is_list(pieces, at, ends):
            continue
        above = any(pieces[i].heading_end for i in range(at[0]))
        stacked = family.startswith("level") and any(i + 1 in at for i in at)  # captions
        if (above and not _tell_roles(pieces, ends)) or (stacked and not _tells(pieces, at)):
            continue
        for i, end in ends.items():
            pieces[i].heading_end, pieces[i].family = end, family if end else ""


def _alike(pieces: Sequence[Piece], ends: dict[int, int]) -> dict[int, int]:
    """Let a blank end the other headings of a family too, if it ends one of them."""
    blank = [i for i, end in ends.items() if end and pieces[i].line.shade[end - 1] == " "]
    if not blank:
        return ends
    return {i: end or _blank_end(pieces[i]) for i, end in ends.items()}


def _blank_end(piece: Piece) -> int:
    start = piece.mark.end if piece.mark else 0
    match = re.compile(rf"[^\s。,;:]{{2,{MAX_FIRST}}}\s+(?=\S)").match(piece.line.shade, start)
    return match.end() if match else 0


def _tell_roles(pieces: Sequence[Piece], ends: dict[int, int]) -> bool:
    """Tell whether lower headings are worth sections: they stand alone, or half give a role.

    ● 某协会：… and 一是开展宣传。… under a heading are items of its text.
    """
    led = [i for i, end in ends.items() if 0 < end < len(pieces[i].line.text)]
    said = [headings.read(pieces[i].line.text[: ends[i]]) for i in led]
    telling = sum(bool(named.role or named.category) for named in said)
    return telling * 2 >= len(led)


def _tells(pieces: Sequence[Piece], at: Sequence[int]) -> bool:
    """Tell whether one of some lines names a role, a kind or an organisation."""
    return any(headings.read(pieces[i].line.text) != headings.Named() for i in at)


def _counts(marks: Sequence[Mark | None], family: str) -> bool:
    """Tell whether the numbers of a family go on: 1, 2, 3, perhaps 1 again."""
    if family.startswith("level"):
        return True
    values = [m.value for m in marks if m and m.value is not None]
    if not values:
        return len(marks) > 1
    steps = pairwise(values)
    return values[0] == 1 and len(values) > 1 and all(b in (1, a + 1, a + 2) for a, b in steps)


def _extent(pieces: Sequence[Piece], i: int) -> int:
    """Return where the heading ends that a marked line is or begins with, 0 for none."""
    each, mark = pieces[i].line, pieces[i].mark
    if mark is None:
        return 0
    length = len(each.text)
    if mark.family.startswith("level"):
        return length if length <= 2 * MAX_HEADING else 0
    if mark.family in ("bracket", "bold"):
        return len(each.shade[: mark.end].rstrip())
    ends_open = not re.search("[。;,、]$", each.shade)
    if length - mark.end <= MAX_HEADING and ends_open and each.shade.count("。") == 0:
        return length
    if length <= MAX_PLAIN and each.shade.count("。") == 1 and not acts(each.shade[mark.end :]):
        return length
    return lead_in(each, mark.end) or 0


def _is_list(pieces: Sequence[Piece], at: Sequence[int], ends: dict[int, int]) -> bool:
    """Tell whether the lines of a family follow each other without text: items of a list."""
    if any(ends[i] and ends[i] < len(pieces[i].line.text) for i in at):
        return False
    texts = [i for i in at if i + 1 < len(pieces) and not pieces[i + 1].mark]
    nested = [i for i in at if i + 1 < len(pieces) and pieces[i + 1].mark and i + 1 not in at]
    return len(texts) + len(nested) < (len(at) + 1) // 2


def _alone(pieces: list[Piece]) -> None:
    """Short lines without a mark, each before a paragraph, or a role's above such a line."""
    marked = any(p.heading_end for p in pieces)
    said: dict[int, headings.Named] = {}
    for i in reversed(range(len(pieces) - 1)):
        piece, below = pieces[i], pieces[i + 1]
        if piece.mark or piece.heading_end or not _may_stand_alone(piece.line):
            continue
        named = headings.read(piece.line.text)
        if _is_text(below) or below.heading_end or (i + 1 in said and named.role):
            said[i] = named
    telling = [i for i, named in said.items() if named != headings.Named()]
    chosen = telling if marked or len(said) < 2 else list(said)
    for i in chosen:
        family = "alone above" if i + 1 in chosen else "alone"
        pieces[i].heading_end, pieces[i].family = len(pieces[i].line.text), family


def _may_stand_alone(each: Line) -> bool:
    return (
        len(each.text) <= MAX_PLAIN
        and not each.is_prose
        and not re.search("[。;,、:]$", each.shade)
        and not re.match(r"[(\d]", each.shade)
        and not re.search(r"[|丨\t]", each.text)
        and not (re.search(r"\d", each.shade) and acts(each.shade))  # 某公司捐赠1500万元
    )


def _is_text(piece: Piece) -> bool:
    """Tell whether a line is text: running text, or a short statement of somebody's deed."""
    each = piece.line
    return each.is_prose or (bool(_STATED.search(each.shade)) and acts(each.shade))


_STATED = re.compile("[。!?]”?$")


def _led_in(pieces: list[Piece]) -> None:
    """Paragraphs that a few words lead in: a role, a kind, an organisation, or a full stop."""
    open_ = [i for i, p in enumerate(pieces) if not p.heading_end and p.line.is_prose]
    if any(p.heading_end for p in pieces):
        return
    ends = {i: lead_in(pieces[i].line, 0) for i in open_}
    roles = [i for i in open_ if ends[i]]
    if len(roles) >= 2:
        for i in roles:
            pieces[i].heading_end, pieces[i].family = ends[i] or 0, "lead-in"
        return
    short = {i: first_sentence(pieces[i].line) for i in open_}
    plain = [i for i in open_ if short[i]]
    if len(plain) >= 3 and len(plain) * 3 >= len(open_) * 2 - 2:
        for i in plain:
            pieces[i].heading_end, pieces[i].family = short[i], "lead-in"


_WAYS: tuple[Callable[[list[Piece]], None], ...] = (_marked, _alone, _led_in)


# --- parts


def _without_empty(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the lines; a heading with neither text nor a lower heading below it is text."""
    families = [p.family for p in pieces if p.heading_end]
    depth = {family: families.index(family) for family in families}
    for i, piece in enumerate(pieces):
        following = pieces[i + 1] if i + 1 < len(pieces) else None
        whole = piece.heading_end >= len(piece.line.text)
        if piece.heading_end and whole:
            sibling = following and following.heading_end
            if not following or (sibling and depth[following.family] <= depth[piece.family]):
                piece.heading_end = 0
                if piece.number:
                    yield Piece(piece.number)
        yield piece


def _parts(pieces: Sequence[Piece]) -> Iterator[Part]:
    """Yield each heading with its paragraphs; a heading right above a lower one has no part."""
    stack: list[tuple[str, str]] = []
    heading: str | None = None
    above: tuple[str, ...] = ()
    texts: list[Line] = []
    for piece in _without_empty(pieces):
        if not piece.heading_end:
            texts.append(piece.line)
            continue
        if texts or heading is None:
            yield _part(heading, above, texts)
        heading = piece.line.text[: piece.heading_end].strip(_EDGES)
        families = [family for family, _ in stack]
        if piece.family in families:
            stack = stack[: families.index(piece.family)]
        above = tuple(said for _, said in stack)
        stack.append((piece.family, heading))
        rest = piece.line.text[piece.heading_end :].strip(_EDGES)
        texts = [line(rest)] if rest else []
    yield _part(heading, above, texts)


_EDGES = " \u3000\t|丨｜"


def _part(heading: str | None, above: tuple[str, ...], texts: Sequence[Line]) -> Part:
    apart = frozenset(i for i, each in enumerate(texts) if i and each.apart)
    under = above[-1] if above else None
    return Part(heading, under, tuple(each.text for each in texts), above, apart)
