"""What stands for words that are too long for a button or a deep link."""

import hashlib

from bot.library import Snapshot
from bot.replies import phrases

DIGEST = 16
"""Hexadecimal digits that stand for words too long for a button's 64 bytes."""


def digest(says: str) -> str:
    """Stand for words that do not fit a button's 64 bytes.

    The same words have the same digest in every process, so that a button outlives a restart.
    """
    return hashlib.sha256(says.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST]


def resolve(said: str, snapshot: Snapshot) -> str | None:
    """Give back the words that a digest stands for, if the bulletins still have them."""
    for name in (entity.name for entity in snapshot.gazetteer.entities):
        deeds = phrases.DEEDS_QUESTION.format(name=name)
        for says in (name, f"/orgs {name}", f"/roles {name}", deeds):
            if digest(says) == said:
                return says
    return None
