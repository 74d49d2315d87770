"""Button ⇄ callback data.

Telegram keeps the data with the message and gives it back when the button is pressed, be it after
a restart or a year: so it says everything itself. What a button says goes in as it stands if it
fits; a longer one goes in as a digest that the conversation knows how to resolve.
"""

from collections.abc import Callable
from typing import Final

MAX_BYTES: Final = 64
"""Telegram's limit on callback data."""

_SAYS, _DIGEST = "=", "#"


def pack(says: str, digest: Callable[[str], str]) -> str:
    """Return callback data for a button that says `says`."""
    data = _SAYS + says
    return data if len(data.encode()) <= MAX_BYTES else _DIGEST + digest(says)


def unpack(data: str, resolve: Callable[[str], str | None]) -> str | None:
    """Return what the button says; None if nothing that is known now has this digest.

    The data is untrusted: a client may send what no button says. It is worth no more than the
    same words typed, and is treated alike.
    """
    mark, rest = data[:1], data[1:]
    if mark == _DIGEST:
        return resolve(rest)
    return rest if mark == _SAYS else None


def browses(says: str) -> bool:
    """Whether a button turns the page it stands under rather than begin a new turn."""
    return says.startswith("/")
