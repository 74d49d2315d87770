"""A Word document → its blocks in order: headings with their level, lists, tables row by row."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from bot.model import Block

MAX_UNPACKED = 100_000_000
"""Bytes that a document may unpack to; a Word file of a hundred pages has some 5 million."""

MAX_FILES = 2_000
"""Files that a document may consist of."""

MAX_NESTED = 4
"""Tables inside tables that are read; deeper ones are left out."""

LEAD_LEVEL = 6
"""The level of bold words that stand alone: below all that the document calls headings."""

MAX_LEAD = 40
"""Characters of bold words that may be a heading."""

_HEADING = re.compile(r"(?:heading|标题|標題)\s*(\d)", re.IGNORECASE)


def blocks(data: bytes) -> tuple[str | None, tuple[Block, ...]]:
    """Return what the document calls its title, and its blocks.

    Raises `ValueError` for what is no Word document, `OverflowError` for one that unpacks to more
    than a person can have written.
    """
    _refuse_bombs(data)
    import docx  # noqa: PLC0415 - 0.1 s that only a Word document needs
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415
    from lxml import etree  # noqa: PLC0415

    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise ValueError(str(error)) from error
    _accept_changes(document.element.body)
    found = tuple(block for block in _walk(document, 0) if block.text)
    return document.core_properties.title or None, found


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from error
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED or len(members) > MAX_FILES:
        raise OverflowError(size)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DROPPED = tuple(_W + name for name in ("del", "moveFrom", "sdtPr", "sdtEndPr"))
_OPENED = tuple(
    _W + name for name in ("ins", "moveTo", "smartTag", "customXml", "sdtContent", "sdt")
)


def _accept_changes(body: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Leave the text as its last author sees it: insertions and forms are text, deletions none."""
    for element in list(body.iter(*_DROPPED)):
        element.getparent().remove(element)
    for element in list(body.iter(*_OPENED)):
        parent = element.getparent()
        at = parent.index(element)
        parent[at : at + 1] = list(element)


def _walk(container: Any, nested: int) -> Iterator[Block]:  # noqa: ANN401 - documents and cells alike
    """Yield the paragraphs and the rows of a document or a cell, as they follow each other."""
    for item in container.iter_inner_content():
        if hasattr(item, "rows"):
            if nested < MAX_NESTED:
                yield from _rows(item, nested)
        else:
            yield from _paragraph(item)


def _rows(table: Any, nested: int) -> Iterator[Block]:  # noqa: ANN401
    for row in table.rows:
        cells = []
        seen: set[int] = set()
        for cell in row.cells:  # a merged cell is listed once for each place it takes
            if id(cell._tc) not in seen:  # noqa: SLF001 - the only way to tell merged cells
                seen.add(id(cell._tc))  # noqa: SLF001
                cells.append(" ".join(block.text for block in _walk(cell, nested + 1)).strip())
        yield Block("\t".join(cells).strip("\t"))


def _paragraph(paragraph: Any) -> Iterator[Block]:  # noqa: ANN401
    """Yield a paragraph; line breaks in it part it, bold words that lead it in stand apart."""
    text = paragraph.text
    style = (paragraph.style.name if paragraph.style is not None else None) or ""
    if style.lower().startswith("toc"):  # a table of contents, which Word makes
        return
    match = _HEADING.match(style)
    level = int(match.group(1)) if match else 1 if style.lower() in ("title", "标题") else 0
    if level:
        yield Block(_trim(text.replace("\n", " ")), level)
        return
    lead = _bold_lead(paragraph)
    if lead and 1 < len(lead.strip()) <= MAX_LEAD and "。" not in lead.strip()[:-1]:
        yield Block(_trim(lead), LEAD_LEVEL)
        text = text[len(lead) :]
    for line in text.split("\n"):
        yield Block(_trim(line))
    for box in paragraph._p.iter(_W + "txbxContent"):  # noqa: SLF001 - what python-docx leaves out
        if not any(above.tag.endswith("}Fallback") for above in box.iterancestors()):
            for inner in box.iter(_W + "p"):
                yield from _paragraph(type(paragraph)(inner, paragraph._parent))  # noqa: SLF001


def _bold_lead(paragraph: Any) -> str:  # noqa: ANN401
    """Return the bold words with which a paragraph begins."""
    lead = ""
    for run in paragraph.runs:
        if not run.bold and run.text.strip():
            break
        lead += run.text
    return lead if paragraph.text.startswith(lead) else ""


def _trim(text: str) -> str:
    return text.strip(" \t\u3000\u00a0")
