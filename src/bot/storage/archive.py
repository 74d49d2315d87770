"""What is kept of what was published: a protocol, and its nouns.

`versions` keeps an archive in a database; only `run` opens it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

DRAFT_DAYS = 7
"""How long a draft waits to be published."""


class Why(StrEnum):
    """How a version came about."""

    FOUND = "found"
    """The folder as somebody had left it, kept before it was changed from a chat."""
    PUBLISHED = "published"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Version:
    """The bulletins of the knowledge folder as they were at some time."""

    number: int
    at: float
    """Unix time."""
    why: Why
    about: str
    """The title of what was published, or the number of the version that was restored."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file for the knowledge folder that waits to be published."""

    name: str
    title: str
    text: str
    base: str
    """The digest of what the file held when the draft was shown; empty for no file."""


class Archive(Protocol):
    """Versions and drafts; every method may raise `StoreUnavailable`, any thread may call it."""

    def keep(self, files: Mapping[str, bytes], why: Why, about: str = "") -> Version:
        """Keep the folder's files, by name, as the newest version."""

    def files(self, number: int) -> dict[str, bytes] | None:
        """Return the files of a version by name; None if there is no such version."""

    def versions(self, most: int) -> tuple[Version, ...]:
        """Return the last versions, the newest first."""

    def wait(self, draft: Draft) -> str:
        """Keep a draft for some days; return its key, 16 letters and digits."""

    def draft(self, key: str) -> Draft | None:
        """Return a draft; None if there is no such draft any more."""
