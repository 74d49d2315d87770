"""What is kept of questions: a protocol, and the journal that keeps nothing.

`store` keeps a journal in a database; only `run` opens it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.model import Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with how often it was asked."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Voted:
    """A question with the votes on its answers."""

    text: str
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was asked."""

    kinds: Mapping[Kind, int] = field(default_factory=dict)
    people: int = 0
    up: int = 0
    down: int = 0


class Journal(Protocol):
    """The question log; every method may raise `StoreUnavailable`, and any thread may call it."""

    @property
    def days(self) -> int:
        """How long an entry is kept; 0 where none is."""

    def record(self, person: str, text: str, kind: Kind, follows: int | None = None) -> int | None:
        """Keep a question, and which one it follows in its conversation.

        Return its entry's number, which nobody can guess; None where nothing is kept.
        """

    def turns(self, entry: int) -> tuple[str, ...]:
        """Return a question after those that it follows, the first one first; empty if it is gone.

        Its person need not be told: who knows the number was shown the answer.
        """

    def vote(self, person: str, entry: int, *, good: bool) -> bool:
        """Keep a person's vote on the answer to an entry; False if the entry is gone."""

    def forget(self, person: str) -> int:
        """Delete what is kept of a person; return how many entries that was."""

    def unanswered(self) -> tuple[Asked, ...]:
        """Return the questions that were refused, the most frequent first."""

    def feedback(self) -> tuple[Voted, ...]:
        """Return the questions that were voted on, the worst first."""

    def counts(self) -> Counts:
        """Return how much was asked."""


class Silence:
    """Keeps nothing: the journal of `ask` and `chat`."""

    days = 0

    def record(self, person: str, text: str, kind: Kind, follows: int | None = None) -> None:
        """Let a question pass."""

    def turns(self, entry: int) -> tuple[str, ...]:  # noqa: ARG002
        """Know no question."""
        return ()

    def vote(self, person: str, entry: int, *, good: bool) -> bool:  # noqa: ARG002
        """Know no entry."""
        return False

    def forget(self, person: str) -> int:  # noqa: ARG002
        """Have nothing to delete."""
        return 0

    def unanswered(self) -> tuple[Asked, ...]:
        """Know no question."""
        return ()

    def feedback(self) -> tuple[Voted, ...]:
        """Know no vote."""
        return ()

    def counts(self) -> Counts:
        """Count nothing."""
        return Counts()
