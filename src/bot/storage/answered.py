"""Which messages were answered of late, and where: a protocol, and one that keeps nothing."""

from dataclasses import dataclass
from typing import Protocol

ANSWERED_DAYS = 2
"""How long an answer can still be changed: so long people may edit what they asked."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a message was answered with."""

    answers: tuple[int, ...]
    """The numbers of the messages that answer it, in the chat where it stands."""
    same: bool
    """Whether it says now what it said then."""


class Answered(Protocol):
    """What was answered; every method may raise `StoreUnavailable`, any thread may call it."""

    def keep(
        self, person: str, message: tuple[int, int], says: str, given: tuple[int, ...]
    ) -> None:
        """Keep what a message, named by chat and number, was answered with."""

    def find(self, message: tuple[int, int], says: str) -> Given | None:
        """Return what a message that says this now was answered with; None if it was not."""
