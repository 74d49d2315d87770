"""Button ⇄ callback data.

Telegram keeps the data with the message and gives it back when the button is pressed, be it after
a restart or a year: so it says everything itself. What a button says goes in as it stands if it
fits; a longer one goes in as a digest that the conversation knows how to resolve. Before it goes
the version of the knowledge that it was made from, so that a press can be told of newer knowledge.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from telegram import InlineKeyboardMarkup

from bot.conversation import COMMANDS, entry_number

MAX_BYTES: Final = 64
"""Telegram's limit on callback data."""

_SAYS, _DIGEST = "=", "#"

_PAGE: Final = re.compile(r" [0-9]{1,6}$")
"""The number of a page, which follows what is browsed."""

_BROWSING: Final = frozenset({"/roles", "/orgs", "/bulletins"})

_VOTES: Final = {"/up": True, "/down": False}


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button said when it was made."""

    says: str | None
    """None if nothing that is known now has its digest."""
    version: str
    """The knowledge that it was made from."""


def pack(says: str, version: str, digest: Callable[[str], str]) -> str:
    """Return callback data for a button that says `says`."""
    data = f"{version}{_SAYS}{says}"
    if len(data.encode()) <= MAX_BYTES:
        return data
    page = _PAGE.search(says)
    return f"{version}{_DIGEST}{digest(_PAGE.sub('', says))}{page[0] if page else ''}"


def unpack(data: str, resolve: Callable[[str], str | None]) -> Pressed:
    """Return what the button says.

    The data is untrusted: a client may send what no button says. It is worth no more than the
    same words typed, and is treated alike.
    """
    at = next((i for i, sign in enumerate(data) if sign in (_SAYS, _DIGEST)), None)
    if at is None:
        return Pressed(None, "")
    version, rest = data[:at], data[at + 1 :]
    if data[at] == _SAYS:
        return Pressed(rest, version)
    digest, space, page = rest.partition(" ")
    known = resolve(digest)
    return Pressed(known and known + space + page, version)


def browses(says: str) -> bool:
    """Whether a button turns the page it stands under rather than begin a new turn."""
    return says.partition(" ")[0] in _BROWSING


def administers(says: str) -> bool:
    """Whether a button is an admin's: it means the same, whatever the bulletins say now."""
    command = COMMANDS.get(says.removeprefix("/").partition(" ")[0])
    return says.startswith("/") and command is not None and command.admin


def vote_of(says: str) -> tuple[int, bool] | None:
    """Return the entry that a button votes on and whether it finds the answer good."""
    name, _, rest = says.partition(" ")
    entry = entry_number(rest)
    return (entry, _VOTES[name]) if name in _VOTES and entry is not None else None


def votes(entry: int) -> tuple[str, str]:
    """Return what the two buttons say that vote on an entry: good, and bad."""
    return f"/up {entry}", f"/down {entry}"


def entry_of(keyboard: InlineKeyboardMarkup | None) -> int | None:
    """Return the entry that the buttons under an answer are about; None under anything else."""
    rows = keyboard.inline_keyboard if keyboard else ()
    for button in (button for row in rows for button in row):
        says = unpack(str(button.callback_data or ""), lambda _: None).says or ""
        name, _, rest = says.partition(" ")
        if name == "/why":
            return entry_number(rest)
    return None
