"""Bytes → Document: one function for each format; nothing is judged yet."""

import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path, PurePath

from bot.chinese.text import clean
from bot.errors import UnreadableDocument, UnsupportedFormat
from bot.intake.formats import docx as docx_reader
from bot.intake.formats import html as html_reader
from bot.intake.formats import markdown as markdown_reader
from bot.intake.formats import pdf as pdf_reader
from bot.intake.formats import wrapping
from bot.intake.formats.encodings import decode, read_as
from bot.model import Block, Document
from bot.remarks import Remark

MAX_BYTES = 20_000_000
"""A bulletin with pictures is a few megabytes; more is refused before it is read."""

Reader = Callable[[str, bytes], Document]


def read(name: str, data: bytes) -> Document:
    """Read a file's bytes by the format that its name says.

    Raises `UnsupportedFormat` for a format nobody reads here, `UnreadableDocument` for bytes that
    are not what the name says, too large, or without any text.
    """
    suffix = PurePath(name).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        raise UnsupportedFormat(name, tuple(READERS))
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise UnreadableDocument(name, Remark.DOCUMENT_TOO_LARGE.format(limit=limit))
    document = reader(name, data)
    if not document.blocks:
        raise UnreadableDocument(name, Remark.NO_TEXT_IN_DOCUMENT)
    return document


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes, unless it is missing, closed or too large to be a document.

    What is no file is not opened: a pipe would have us wait, a device may never end.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableDocument(str(path), Remark.FOLDER.format(path=path))
        if not stat.S_ISREG(mode):
            raise UnreadableDocument(str(path), Remark.NO_REGULAR_FILE)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UnreadableDocument(str(path), Remark.NO_FILE) from error
    except OSError as error:
        reason = Remark.UNREADABLE.format(detail=error.strerror or error)
        raise UnreadableDocument(str(path), reason) from error
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise UnreadableDocument(str(path), Remark.DOCUMENT_TOO_LARGE.format(limit=limit))
    return data


def _text(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode bytes; say the encoding if it is not the usual one."""
    decoded = decode(data)
    if decoded is None:
        raise UnreadableDocument(name, Remark.NO_ENCODING)
    text, encoding = decoded
    notes = () if encoding == "utf-8" else (Remark.ENCODING.format(encoding=encoding),)
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _read_txt(name: str, data: bytes) -> Document:
    """One block for each line, or for each paragraph if a program broke all lines at one width."""
    text, notes = _text(name, data)
    lines = [line.rstrip(BLANKS) for line in re.split(r"[\n\f\v\u0085\u2028\u2029]", text)]
    if at := wrapping.width(lines):
        lines = wrapping.unwrap(lines, at)
    return Document(name, _visible(Block(line) for line in lines), None, notes)


def _read_md(name: str, data: bytes) -> Document:
    text, notes = _text(name, data)
    return Document(name, _visible(markdown_reader.blocks(text)), None, notes)


_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "utf8": "utf-8"}
"""Encodings that pages name, and the larger ones that their browsers read them by."""


def _read_html(name: str, data: bytes) -> Document:
    """Believe the page's own word on its encoding if that reads it whole."""
    said = _CHARSET.search(data[:4096])
    text = None
    if said:
        named = said.group(1).decode("ascii").lower()
        text = read_as(data, _SUPERSETS.get(named, named))
    notes: tuple[str, ...] = ()
    if text is None:
        text, notes = _text(name, data)
    try:
        title, blocks = html_reader.blocks(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(name, Remark.NOT_THIS_FORMAT.format(format="HTML")) from error
    return Document(name, _visible(blocks), title, notes)


def _read_docx(name: str, data: bytes) -> Document:
    try:
        title, blocks = docx_reader.blocks(data)
    except OverflowError as error:
        raise UnreadableDocument(name, Remark.BOMB) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(name, Remark.NOT_THIS_FORMAT.format(format="Word")) from error
    return Document(name, _visible(blocks), title)


def _read_pdf(name: str, data: bytes) -> Document:
    try:
        title, blocks, empty = pdf_reader.blocks(data)
    except OverflowError as error:
        raise UnreadableDocument(name, Remark.TOO_MANY_PAGES.format(pages=error)) from error
    except ValueError as error:
        raise UnreadableDocument(name, Remark.NOT_THIS_FORMAT.format(format="PDF")) from error
    visible = _visible(blocks)
    if not visible:
        raise UnreadableDocument(name, Remark.SCAN)
    notes = (Remark.EMPTY_PAGES.format(pages=empty),) if empty else ()
    return Document(name, visible, title, notes)


def _visible(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks that have text, freed of what cannot be seen."""
    seen = (replace(block, text=clean(block.text).strip(BLANKS)) for block in blocks)
    return tuple(block for block in seen if block.text)


BLANKS = " \t\n\u3000\u00a0"
"""White space of any width."""

READERS: dict[str, Reader] = {
    ".txt": _read_txt,
    ".md": _read_md,
    ".html": _read_html,
    ".htm": _read_html,
    ".docx": _read_docx,
    ".pdf": _read_pdf,
}
