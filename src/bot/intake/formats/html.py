"""A saved web page → its blocks around the main text, headings with their level.

trafilatura finds where the main text is; the text itself is taken from the page, so that nothing
of it is changed, merged or left out between its first and its last paragraph.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.model import Block

BEFORE = 12
"""Blocks kept before the main text: its title, and the line with date and source."""

AFTER = 2
"""Blocks kept behind it: a by-line, a date."""

MAX_DEPTH = 200
"""Elements inside each other; what is deeper is no page that a person wrote."""

MAX_LEAD = 40
"""Characters of bold words that open a paragraph and may be its heading."""

LEAD_LEVEL = 6
"""The level of such words: below all headings that a page calls so."""

_SKIPPED = frozenset(
    "script style noscript template iframe svg math form button select option input textarea nav "
    "footer aside head object embed canvas video audio map figure dialog".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i ins kbd label mark q s samp small span strong sub "
    "sup tt u var wbr time del o:p".split()
)
_BOLD = frozenset(("b", "strong"))
_HEAVY = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_HIDDEN = re.compile(r"display\s*:\s*none")
_BLANKS = re.compile(r"[ \r\n\f\v]+")


def blocks(text: str) -> tuple[str | None, tuple[Block, ...]]:
    """Return what the page calls its title, and its blocks.

    Raises `ValueError` for what lxml cannot read at all.
    """
    from lxml import etree, html  # noqa: PLC0415 - 40 ms that only a web page needs

    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ValueError(str(error)) from error
    named = root.findtext(".//title")
    found = [block for block in _walk(root) if block.text]
    return (named.strip() if named else None), tuple(_around(found, _main_text(text)))


def _main_text(text: str) -> str:
    """Return the characters of what trafilatura takes for the main text, empty for none."""
    import trafilatura  # noqa: PLC0415 - half a second that only a web page needs

    found = trafilatura.extract(
        text, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
    )
    return _bare(found or "")


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _around(found: list[Block], main: str) -> list[Block]:
    """Return the blocks from a little before the main text to a little behind it."""
    at = [i for i, b in enumerate(found) if len(_bare(b.text)) > BEFORE and _bare(b.text) in main]
    if not at:
        return found
    return found[max(0, at[0] - BEFORE) : at[-1] + 1 + AFTER]


# --- from elements to blocks


@dataclass(frozen=True, slots=True)
class _Text:
    """A piece of text inside a block."""

    text: str
    bold: bool
    linked: bool


def _walk(root: Any) -> Iterator[Block]:  # noqa: ANN401 - lxml ships no types
    """Yield the blocks of an element in the page's order."""
    pieces: list[_Text] = []
    level = 0
    for said in _events(root, 0, _Look()):
        if isinstance(said, int):  # the edge of a block; what follows is of this level
            yield from _blocks(pieces, level)
            pieces, level = [], said
        else:
            pieces.append(said)
    yield from _blocks(pieces, level)


@dataclass(frozen=True, slots=True)
class _Look:
    """How the text inside an element looks."""

    level: int = 0
    bold: bool = False
    linked: bool = False


def _events(element: Any, depth: int, outer: _Look) -> Iterator[_Text | int]:  # noqa: ANN401
    """Yield the text inside an element, and a level at each edge of a block."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _SKIPPED or depth > MAX_DEPTH or _is_hidden(element):
        return
    cell, inline = tag in ("td", "th"), tag in _INLINE
    heading = re.fullmatch("h([1-6])", tag)
    level = int(heading.group(1)) if heading else outer.level
    bold = outer.bold or tag in _BOLD or bool(_HEAVY.search(element.get("style") or ""))
    look = _Look(level, bold, outer.linked or tag == "a")
    if not inline and not cell:
        yield look.level
    if element.text:
        yield _Text(element.text, look.bold, look.linked)
    for child in element:
        yield from _events(child, depth + 1, look)
        if child.tail:
            yield _Text(child.tail, look.bold, look.linked)
    if cell:
        yield _Text("\t", look.bold, look.linked)
    elif not inline:
        yield outer.level


def _blocks(pieces: list[_Text], level: int) -> Iterator[Block]:
    """Yield the block that pieces of text make up, in two where bold words lead it in.

    A block that is all links is a menu, a list of other pages or a way to them.
    """
    if not level and pieces and all(p.linked or not p.text.strip(_QUIET) for p in pieces):
        return
    bold = [piece.bold or not piece.text.strip() for piece in pieces]
    split = bold.index(False) if False in bold else len(bold)
    lead, rest = (_trim("".join(p.text for p in part)) for part in (pieces[:split], pieces[split:]))
    if not level and 1 < len(lead) <= MAX_LEAD and "。" not in lead[:-1]:
        yield Block(lead, LEAD_LEVEL)
        yield Block(rest)
    else:
        yield Block(_trim("".join(p.text for p in pieces)), level)


_QUIET = " \t\r\n\u3000\u00a0|>»›/·-—[]【】:：、,，"
"""What stands between the links of a menu."""


def _trim(text: str) -> str:
    """Drop the blanks around a text; those of the page's source become one blank each."""
    cells = [_BLANKS.sub(" ", cell).strip(" \u3000\u00a0\u200b\ufeff") for cell in text.split("\t")]
    return "\t".join(cells).strip("\t")


def _is_hidden(element: Any) -> bool:  # noqa: ANN401
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))
