"""Which file of the knowledge folder a page becomes: a new one, or one that is there already."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bot.library.files import writing as files
from bot.library.files.folder import dump
from bot.model import Bulletin, Chunked

SAME = 0.5
"""Share of equal paragraphs from which two bulletins of one date and title are one, changed."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A page as a file of the knowledge folder, not yet written."""

    name: str
    text: str
    bulletin: Bulletin
    old: files.Written | None
    """The file that it takes the place of."""


def place(
    chunked: Chunked,
    page: str,
    name: str,
    known: Mapping[str, files.Written],
    taken: Collection[str] = (),
) -> Placed:
    """Say which file of the folder a page becomes.

    `page` is its digest, `known` what files are there, `taken` ids that others have.
    """
    bulletin = chunked.bulletin
    old = _same(bulletin, name, known)
    bulletin = bulletin.renamed(
        old.path.stem if old else unique(bulletin.id, {*known, *taken, *files.TAKEN})
    )
    text = files.headed(dump(bulletin, chunked.doubts), page, name)
    return Placed(f"{bulletin.id}.yaml", text, bulletin, old)


def unique(wanted: str, taken: Collection[str]) -> str:
    """Return an id that nobody has, with a number where it must."""
    number, found = 2, wanted
    while found in taken:
        found = f"{wanted}-{number}"
        number += 1
    return found


def _same(
    bulletin: Bulletin, name: str, known: Mapping[str, files.Written]
) -> files.Written | None:
    """Return the file that an earlier version of a page became, if there is one."""
    for id_, written in known.items():
        if written.waits:
            continue
        same_id = id_ == bulletin.id or id_.startswith(f"{bulletin.id}-")
        same_page = written.name == name and bool(name)
        if same_page and id_ == bulletin.id:
            return written
        titled = same_id and bulletin.title in written.text
        if (titled or same_page) and _likeness(bulletin, written.text) >= SAME:
            return written
    return None


def _likeness(bulletin: Bulletin, text: str) -> float:
    """Return the share of a bulletin's paragraphs that a file has word for word."""
    paragraphs = [line for piece in _texts(bulletin) for line in piece.split("\n") if line.strip()]
    return sum(p in text for p in paragraphs) / len(paragraphs) if paragraphs else 0.0


def _texts(bulletin: Bulletin) -> Iterator[str]:
    yield bulletin.lead
    for section in bulletin.sections:
        yield section.lead
        yield from (passage.text for passage in section.passages)
    yield bulletin.closing
