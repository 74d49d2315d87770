"""How fast one person may ask: nobody reads faster, and a flood must not hold up the others."""

from collections import OrderedDict, deque
from enum import Enum, auto
from typing import Final

MOST: Final = 30
"""Messages and presses of one person in `SECONDS` that are answered."""

SECONDS: Final = 60.0

MAX_PEOPLE: Final = 10_000
"""People remembered at once; the one silent for longest is forgotten first."""


class Verdict(Enum):
    """What to do with what somebody says."""

    ANSWER = auto()
    WARN = auto()
    """Say once that it was too fast."""
    IGNORE = auto()


class Pace:
    """Counts what each person has said of late; used from the event loop alone.

    What counts is when it was said: who asked now and then while the bot was away was not fast.
    """

    def __init__(self, most: int = MOST) -> None:
        """`most` is what one person may say in `SECONDS`."""
        self._most = most
        self._said: OrderedDict[str, deque[float]] = OrderedDict()
        self._warned: set[str] = set()

    def judge(self, person: str, at: float) -> Verdict:
        """Take note that a person says something at a Unix time, and say what to do with it."""
        said = self._said.setdefault(person, deque())
        self._said.move_to_end(person)
        if len(self._said) > MAX_PEOPLE:
            self._warned.discard(self._said.popitem(last=False)[0])
        while said and at - said[0] >= SECONDS:
            said.popleft()
        if len(said) < self._most:
            said.append(at)
            self._warned.discard(person)
            return Verdict.ANSWER
        if person in self._warned:
            return Verdict.IGNORE
        self._warned.add(person)
        return Verdict.WARN
