"""A page's lines → headings and the paragraphs under them, whatever the layout.

Ways of marking headings are tried as a table, the plainest first: numbers and signs, lines that
stand alone, words that lead a paragraph in, and 一是…二是… within one.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot import headings
from bot.actors import actors
from bot.numbers import chinese_value
from bot.relines import Line, line

MAX_HEADING = 46
"""Characters of the longest heading that stands on a line of its own."""

MAX_LEAD_IN = 40
"""Characters of the longest heading that opens a paragraph."""

MAX_PLAIN = 32
"""Characters of the longest heading that neither number nor sign marks."""


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


@dataclass(frozen=True, slots=True)
class _Mark:
    """How a line is marked as a heading or an item of a list."""

    family: str
    value: int | None
    end: int


@dataclass(slots=True)
class _Piece:
    """A line, and the heading that it is or begins with."""

    line: Line
    mark: _Mark | None = None
    heading_end: int = 0
    family: str = ""
    number: Line | None = None
    """The line before, if it is only the heading's number."""


def outline(body: Sequence[Line]) -> list[Part]:
    """Return the parts of a text; the first has no heading and may be empty."""
    pieces = list(_without_lone_numbers(body))
    for find in _WAYS:
        find(pieces)
    if not any(p.heading_end for p in pieces):
        pieces = list(_enumerated(pieces))
    return list(_parts(pieces))


# --- marks


_CN = "[一二三四五六七八九十壹贰叁参肆伍陆柒捌玖拾]{1,3}"
_FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ordinal", re.compile(rf"第(?P<n>{_CN}|\d{{1,2}})(?:大?类|部分|篇|章|方面)?[、,:.\s]+")),
    ("chinese", re.compile(rf"(?P<n>{_CN})(?:[、.,:]|\s+)\s*")),
    ("chinese bracket", re.compile(rf"\((?P<n>{_CN})\)\s*")),
    ("part", re.compile(r"(?:PART|Part|NO|No|part)[.\s]*(?P<n>\d{1,2})\W*")),
    ("zero", re.compile(r"(?P<n>0[1-9])(?:[.、/|]|\s)*(?=[\u4e00-\u9fff“【\[])")),
    ("digit", re.compile(r"(?P<n>\d{1,2})[、.](?!\d)\s*")),
    ("digit blank", re.compile(r"(?P<n>\d{1,2})\s+(?=[\u4e00-\u9fff“【])")),
    ("digit bracket", re.compile(r"\(?(?P<n>\d{1,2})\)\s*")),
    ("circle", re.compile(r"(?P<n>[①-⑳❶-❿㈠-㈩])\s*")),
    ("firstly", re.compile(rf"(?P<n>{_CN})(?:是|要|来)(?!否|大)")),
    ("bracket", re.compile(r"【[^【】]{2,24}】\s*")),
    ("bold", re.compile(r"\*\*(?P<bold>[^*]{2,40})\*\*\s*")),
    ("sign", re.compile(r"(?P<sign>[■◆●▲★▍▌▎※◎○◇□▪◼▶►☆▼✦✿❤❀▣◉➤✔√·*+\-–—]+)\s*(?=\S)")),
)
"""Ways to number and to mark, with the number's value in group n."""

_LONE = re.compile(
    rf"\W*(?:0?\d{{1,2}}|{_CN}|\({_CN}\)|第?{_CN}(?:部分|篇)?|(?:PART|Part|NO|No)[.\s]*\w{{1,5}}|[①-⑳])\W*"
)


def _without_lone_numbers(body: Sequence[Line]) -> Iterator[_Piece]:
    """Yield the lines; a number on a line of its own goes if the next line is its heading."""
    number: Line | None = None
    for each in body:
        if _LONE.fullmatch(each.shade) and len(each.shade) <= MAX_LONE:
            if number:
                yield _Piece(number)
            number = each
            continue
        piece = _Piece(each, None if number else _mark(each))
        if number:
            piece.heading_end = _numbered_heading(each)
            if piece.heading_end:
                piece.family, piece.number = "lone", number
            else:
                yield _Piece(number)
        number = None
        yield piece
    if number:
        yield _Piece(number)


MAX_LONE = 8
"""Characters of a number that stands on a line of its own: PART 01."""


def _numbered_heading(each: Line) -> int:
    """Return where the heading ends that follows a number's own line, 0 if none does."""
    led = _lead_in(each, 0) or 0
    if led and each.is_prose:
        return led
    named = sum(c.isalnum() for c in each.text) > 1
    return len(each.text) if named and len(each.text) <= MAX_HEADING else 0


def _mark(each: Line) -> _Mark | None:
    """Return a line's mark."""
    if each.level:
        return _Mark(f"level {each.level}", None, 0)
    for family, form in _FAMILIES:
        if match := form.match(each.shade):
            groups = match.groupdict()
            value = _value(groups["n"]) if groups.get("n") else None
            sign = (groups.get("sign") or "")[:1]
            return _Mark(f"{family} {sign}".strip(), value, match.end())
    return None


def _value(number: str) -> int | None:
    if number.isdecimal():
        return int(number)
    if number in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return ord(number) - ord("①") + 1
    return chinese_value(number.translate(_FORMAL))


_FORMAL = str.maketrans("壹贰叁参肆伍陆柒捌玖拾", "一二三三四五六七八九十")
"""Numerals as documents and cheques write them."""


# --- ways of finding headings


def _marked(pieces: list[_Piece]) -> None:
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
        if above and not _tell_roles(pieces, ends):
            continue
        for i, end in ends.items():
            pieces[i].heading_end, pieces[i].family = end, family if end else ""


def _alike(pieces: Sequence[_Piece], ends: dict[int, int]) -> dict[int, int]:
    """Let a blank end the other headings of a family too, if it ends one of them."""
    blank = [i for i, end in ends.items() if end and pieces[i].line.shade[end - 1] == " "]
    if not blank:
        return ends
    return {i: end or _blank_end(pieces[i]) for i, end in ends.items()}


def _blank_end(piece: _Piece) -> int:
    start = piece.mark.end if piece.mark else 0
    match = re.compile(rf"[^\s。,;:]{{2,{MAX_FIRST}}}\s+(?=\S)").match(piece.line.shade, start)
    return match.end() if match else 0


def _tell_roles(pieces: Sequence[_Piece], ends: dict[int, int]) -> bool:
    """Tell whether lower headings are worth sections: they stand alone, or half give a role.

    ● 某协会：… and 一是开展宣传。… under a heading are items of its text.
    """
    led = [i for i, end in ends.items() if 0 < end < len(pieces[i].line.text)]
    said = [headings.read(pieces[i].line.text[: ends[i]]) for i in led]
    telling = sum(bool(named.role or named.category) for named in said)
    return telling * 2 >= len(led)


def _counts(marks: Sequence[_Mark | None], family: str) -> bool:
    """Tell whether the numbers of a family go on: 1, 2, 3, perhaps 1 again."""
    if family.startswith("level"):
        return True
    values = [m.value for m in marks if m and m.value is not None]
    if not values:
        return len(marks) > 1
    steps = pairwise(values)
    return values[0] == 1 and len(values) > 1 and all(b in (1, a + 1, a + 2) for a, b in steps)


def _extent(pieces: Sequence[_Piece], i: int) -> int:
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
    if length <= MAX_PLAIN and each.shade.count("。") == 1 and not _acts(each.shade[mark.end :]):
        return length
    return _lead_in(each, mark.end) or 0


def _is_list(pieces: Sequence[_Piece], at: Sequence[int], ends: dict[int, int]) -> bool:
    """Tell whether the lines of a family follow each other without text: items of a list."""
    if any(ends[i] and ends[i] < len(pieces[i].line.text) for i in at):
        return False
    texts = [i for i in at if i + 1 < len(pieces) and not pieces[i + 1].mark]
    nested = [i for i in at if i + 1 < len(pieces) and pieces[i + 1].mark and i + 1 not in at]
    return len(texts) + len(nested) < (len(at) + 1) // 2


def _alone(pieces: list[_Piece]) -> None:
    """Short lines without a mark, each before a paragraph."""
    marked = any(p.heading_end for p in pieces)
    found = [
        i
        for i, piece in enumerate(pieces[:-1])
        if not piece.mark
        and not piece.heading_end
        and _may_stand_alone(piece.line)
        and (_is_text(pieces[i + 1]) or pieces[i + 1].heading_end)
    ]
    said = {i: headings.read(pieces[i].line.text) for i in found}
    telling = [i for i in found if said[i] != headings.Named()]
    chosen = telling if marked or len(found) < 2 else found
    for i in chosen:
        pieces[i].heading_end, pieces[i].family = len(pieces[i].line.text), "alone"


def _may_stand_alone(each: Line) -> bool:
    return (
        len(each.text) <= MAX_PLAIN
        and not each.is_prose
        and not re.search("[。;,、:]$", each.shade)
        and not re.match(r"[(\d]", each.shade)
        and not re.search(r"[|丨\t]", each.text)
    )


def _is_text(piece: _Piece) -> bool:
    return piece.line.is_prose


def _led_in(pieces: list[_Piece]) -> None:
    """Paragraphs that a few words lead in: a role, a kind, an organisation, or a full stop."""
    open_ = [i for i, p in enumerate(pieces) if not p.heading_end and p.line.is_prose]
    if any(p.heading_end for p in pieces):
        return
    ends = {i: _lead_in(pieces[i].line, 0) for i in open_}
    roles = [i for i in open_ if ends[i]]
    if len(roles) >= 2:
        for i in roles:
            pieces[i].heading_end, pieces[i].family = ends[i] or 0, "lead-in"
        return
    short = {i: _first_sentence(pieces[i].line) for i in open_}
    plain = [i for i in open_ if short[i]]
    if len(plain) >= 3 and len(plain) * 3 >= len(open_) * 2 - 2:
        for i in plain:
            pieces[i].heading_end, pieces[i].family = short[i], "lead-in"


MAX_FIRST = 15
"""Characters of a first sentence that is a heading and no statement: 捐款捐物。"""


def _first_sentence(each: Line) -> int:
    match = re.match(rf"[^。,;:!?]{{2,{MAX_FIRST}}}(?:。|:)\s*(?=\S{{8}})", each.shade)
    return len(match.group().rstrip()) if match and not _acts(match.group()) else 0


_STOPS = re.compile(r"[。:;!?]|—+|[”\"’'」】](?![的、和与及])|\s+|(?<=\S)(?:\t|\|)")


def _lead_in(each: Line, start: int) -> int | None:
    """Return where the words end that lead a paragraph in, if they name a role or the like."""
    plain = None
    for match in _STOPS.finditer(each.shade, start + 2, start + MAX_LEAD_IN + 1):
        said, end = each.shade[start : match.end()], match.end()
        if end >= len(each.shade):
            break
        named = headings.read(said)
        if named.role and _only(said, named):
            return _with_stop(each.shade, end)
        clean = match.group().strip() in ("。", ":", "") and "," not in said
        if plain is None and clean and len(said) <= MAX_PLAIN:
            sole = _is_sole(said, named)
            short = len(said) - start <= MAX_FIRST or match.group().strip()
            if sole or (start and short and not _acts(said)):
                plain = end
        if "。" in match.group():
            break
    return plain


def _with_stop(shade: str, end: int) -> int:
    """Take a full stop or a colon behind a role into its heading."""
    match = re.match(r"[”\"’'】]?[。:]?", shade[end:])
    return end + (match.end() if match else 0)


def _only(said: str, named: headings.Named) -> bool:
    """Tell whether words that name a role do nothing else: no statement, no deed told."""
    role = named.role or ""
    rest = said.replace(role.split("、")[0], "", 1)
    return len(rest) <= MAX_LEAD_IN - 10 and not re.search("了|将|为[^民]|在|向|已", rest)


def _is_sole(said: str, named: headings.Named) -> bool:
    """Tell whether words are a name and nothing else."""
    bare = said[headings.number_end(said) :].strip(" :。【】[]“”")
    return bool(bare) and bare in (named.category, *named.organisations)


def _acts(shade: str) -> bool:
    return any(not a.bare for a in actors(shade))


_WAYS: tuple[Callable[[list[_Piece]], None], ...] = (_marked, _alone, _led_in)


# --- 一是…二是… within paragraphs


_FIRSTLY = re.compile(rf"(?:^|(?<=[。;!:,]))(?P<n>{_CN})(?:是|要)(?!否)")
_FIRST_ONES = re.compile(
    r"(?:^|(?<=[。;!]))(?:首先|其次|再次|然后|第[一二三四五六七八九十],|最后)[,:]?"
)


def _enumerated(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
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
                yield _Piece(line(piece.line.text[a:b]), None, ends.get(a, a) - a, "firstly")


def _openings(each: Line) -> Iterator[tuple[int, int]]:
    """Yield start and end of each heading within a paragraph."""
    for form in (_FIRSTLY, _FIRST_ONES):
        found = []
        for match in form.finditer(each.shade):
            rest = Line(each.text[match.start() :], each.shade[match.start() :])
            end = _lead_in(rest, len(match.group()))
            if end is None:
                end = _comma_lead_in(rest, len(match.group()))
            if end:
                found.append((match.start(), match.start() + end))
        if found:
            yield from found
            return


def _comma_lead_in(each: Line, start: int) -> int | None:
    """Return where a role ends that only a comma parts from what follows."""
    match = re.compile(r"[^,。;:]{2,28},").match(each.shade, start)
    named = headings.read(match.group()) if match else headings.Named()
    return match.end() if match and named.role else None


# --- parts


def _without_empty(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
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
                    yield _Piece(piece.number)
        yield piece


def _parts(pieces: Sequence[_Piece]) -> Iterator[Part]:
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
