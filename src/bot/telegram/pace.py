"""How fast one person may ask: nobody reads faster, and a flood must not hold up the others."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
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
    """Counts what each person has said of late; used from the event loop alone."""

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        """`most` is what one person may say in `SECONDS`; `clock` gives seconds."""
        self._most, self._clock = most, clock
        self._said: OrderedDict[str, deque[float]] = OrderedDict()
        self._warned: set[str] = set()

    def judge(self, person: str) -> Verdict:
        """Take note that a person says something, and say what to do with it."""
        now = self._clock()
        said = self._said.setdefault(person, deque())
        self._said.move_to_end(person)
        if len(self._said) > MAX_PEOPLE:
            self._warned.discard(self._said.popitem(last=False)[0])
        while said and now - said[0] >= SECONDS:
            said.popleft()
        if len(said) < self._most:
            said.append(now)
            self._warned.discard(person)
            return Verdict.ANSWER
        if person in self._warned:
            return Verdict.IGNORE
        self._warned.add(person)
        return Verdict.WARN
