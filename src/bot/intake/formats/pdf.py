"""A PDF → its paragraphs: broken lines joined, running heads and page numbers gone."""

import io
import re
from collections import Counter
from collections.abc import Sequence

from bot.intake.formats.wrapping import columns, unwrap
from bot.model import Block

MAX_PAGES = 300
"""Pages of the longest document that is read."""

EDGE = 2
"""Lines at the top and at the bottom of a page that may be its running head or foot."""

_PAGE_NUMBER = re.compile(
    r"[\s\-—–·•|第页頁共/]*(?:\d{1,4}|[ivxlc]{1,5})(?:[\s\-—–·•|第页頁共/of]*\d{0,4})[\s\-—–·•|页頁]*"
)


def blocks(data: bytes) -> tuple[str | None, tuple[Block, ...], int]:
    """Return what the PDF calls its title, its blocks, and how many pages have no text.

    Raises `ValueError` for what is no PDF or is locked, `OverflowError` for too many pages.
    """
    import pypdf  # noqa: PLC0415 - 0.2 s that only a PDF needs
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise OverflowError(len(reader.pages))
        pages = [_lines(page.extract_text()) for page in reader.pages]
        title = reader.metadata.title if reader.metadata else None
    except (PyPdfError, RecursionError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(str(error)) from error
    empty = sum(not page for page in pages)
    lines = [line for page in _without_edges(pages) for line in page]
    return title, tuple(Block(text) for text in _paragraphs(lines)), empty


_CJK = "[\u3000-\u9fff\uff00-\uffef]"
_BLANK = re.compile(rf"(?<={_CJK}) +(?=[\w{_CJK[1:-1]}])|(?<=\w) +(?={_CJK})")
"""A blank that only keeps Chinese apart from Chinese or from figures: print, not text."""

_BULLETS = str.maketrans({"\uf0b7": "•", "\uf06c": "●", "\uf06e": "■", "\uf0d8": "➤"})
"""Signs of symbol fonts, and what they look like."""


def _lines(text: str) -> list[str]:
    """Return the lines of a page, without blanks that only the printing needed."""
    lines = (_BLANK.sub("", line.translate(_BULLETS)) for line in text.splitlines())
    return [line.rstrip() for line in lines if line.strip()]


def _without_edges(pages: Sequence[list[str]]) -> list[list[str]]:
    """Drop page numbers, and what most pages have at their top or bottom."""
    repeated = Counter(key for page in pages for key in {_key(line) for line in _edge(page)})
    often = {key for key, times in repeated.items() if times > 1 and times * 2 > len(pages)}
    kept = []
    for page in pages:
        edge = {
            i for i in (*range(EDGE), *range(len(page) - EDGE, len(page))) if 0 <= i < len(page)
        }
        kept.append(
            [
                line
                for i, line in enumerate(page)
                if not (i in edge and (_key(line) in often or _PAGE_NUMBER.fullmatch(line)))
            ]
        )
    return kept


def _edge(page: list[str]) -> list[str]:
    return [*page[:EDGE], *page[-EDGE:]]


def _key(line: str) -> str:
    """Return a line without its numbers, so that 第3页 and 第4页 are one."""
    return re.sub(r"[\d\s]+", "", line)


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Join the lines of each paragraph; a printed page breaks them all at one width."""
    if not lines:
        return []
    widths = sorted(columns(line) for line in lines)
    common = widths[len(widths) * 4 // 5]
    return [text.strip(" \u3000") for text in unwrap(lines, common)]
