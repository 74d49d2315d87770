"""Bytes → Document: one function for each format; nothing is judged yet."""

import re
from collections.abc import Callable
from pathlib import Path, PurePath

from bot.encodings import decode
from bot.errors import UnreadableDocument, UnsupportedFormat
from bot.model import Block, Document
from bot.remarks import Remark
from bot.text import clean

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


def read_file(path: Path) -> Document:
    """Read a file; a missing or closed one is an `UnreadableDocument` too."""
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = MAX_BYTES // 1_000_000
            raise UnreadableDocument(str(path), Remark.DOCUMENT_TOO_LARGE.format(limit=limit))
        data = path.read_bytes()
    except OSError as error:
        reason = Remark.UNREADABLE.format(detail=error.strerror or error)
        raise UnreadableDocument(str(path), reason) from error
    return read(path.name, data)


def _text(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode bytes; say the encoding if it is not the usual one."""
    decoded = decode(data)
    if decoded is None:
        raise UnreadableDocument(name, Remark.NO_ENCODING)
    text, encoding = decoded
    notes = () if encoding == "utf-8" else (Remark.ENCODING.format(encoding=encoding),)
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _read_txt(name: str, data: bytes) -> Document:
    """One block for each line."""
    text, notes = _text(name, data)
    lines = re.split(r"[\n\f\v\u0085\u2028\u2029]", text)
    blocks = tuple(Block(line) for raw in lines if (line := clean(raw).strip()))
    return Document(name, blocks, None, notes)


READERS: dict[str, Reader] = {".txt": _read_txt}
