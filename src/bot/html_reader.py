"""A saved web page → its blocks around the main text, headings with their level.

trafilatura finds where the main text is; the text itself is taken from the page, so that nothing
of it is changed, merged or left out between its first and its last paragraph.
"""

import re
from collections.abc import Iterator
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
    "footer aside head object embed canvas video audio map figure dialog".split()  # noqa: SIM905
)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i ins kbd label mark q s samp small span strong sub sup "
    "tt u var wbr time del o:p st1:chsdate".split()  # noqa: SIM905
)
_BOLD = frozenset(("b", "strong"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")


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


class _Collector:
    """Gathers the text of the block that is being read."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.bold: list[bool] = []

    def add(self, text: str | None, *, bold: bool) -> None:
        """Add a piece of text."""
        if text:
            said = _BLANKS.sub(" ", text)
            self.text.append(said)
            self.bold.append(bold or not said.strip())

    def flush(self, level: int) -> Iterator[Block]:
        """Give the block, in two where bold words lead it in, and begin a new one."""
        text, bold = self.text, self.bold
        self.text, self.bold = [], []
        split = next((i for i, b in enumerate(bold) if not b), len(bold))
        lead, rest = _trim("".join(text[:split])), _trim("".join(text[split:]))
        heading = 1 < len(lead) <= MAX_LEAD and "。" not in lead[:-1]
        if not level and heading:
            yield Block(lead, LEAD_LEVEL)
            yield Block(rest)
        else:
            yield Block(_trim("".join(text)), level)


def _trim(text: str) -> str:
    return text.strip(" \u3000\u00a0\u200b\ufeff")


def _walk(root: Any) -> Iterator[Block]:  # noqa: ANN401 - lxml ships no types
    """Yield the blocks of an element in the page's order."""
    collector = _Collector()
    # Each entry: element, its depth, whether it is being left; a stack, since pages may be deep.
    stack: list[tuple[Any, int, bool, int, bool]] = [(root, 0, False, 0, False)]
    while stack:
        element, depth, leaving, level, bold = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        inline = tag in _INLINE
        if leaving:
            if tag in ("td", "th"):
                collector.add("\t", bold=True)
            elif not inline:
                yield from collector.flush(level)
            parent = stack[-1] if stack else None
            collector.add(element.tail, bold=bool(parent and parent[4]))
            continue
        if not tag or tag in _SKIPPED or depth > MAX_DEPTH or _is_hidden(element):
            collector.add(element.tail, bold=bool(stack and stack[-1][4]))
            continue
        if not inline and tag not in ("td", "th"):
            yield from collector.flush(level)
        level = int(tag[1]) if re.fullmatch("h[1-6]", tag) else level
        inner_bold = bold or tag in _BOLD
        stack.append((element, depth, True, level, bold))
        collector.add(element.text, bold=inner_bold)
        stack += [(child, depth + 1, False, level, inner_bold) for child in reversed(element)]
    yield from collector.flush(0)


def _is_hidden(element: Any) -> bool:  # noqa: ANN401
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))
