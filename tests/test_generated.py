"""Questions made from any knowledge: what nobody said is never answered, what is said nearly is.

A sample of what `tools/generated.py` asks by the thousand.
"""

from pathlib import Path

import pytest

from bot.conversation.conversation import Conversation
from bot.library.library import Library
from bot.model import Message
from conftest import KNOWLEDGE, SEVERAL
from generate import Case, fault, negatives, positives

COUNT, SEED = 260, 3
"""Questions of each sort over each folder, and what chooses them."""

RIGHT = 0.97
"""The share of misspelt, shortened and otherwise written names that must be understood."""


def wrong(cases: list[Case], library: Library) -> list[str]:
    """The questions that are answered wrongly, and how."""
    conversation = Conversation(library)
    asked = [
        (c, conversation.reply(Message(c.question, person=str(i)))) for i, c in enumerate(cases)
    ]
    return [f"{c.kind}: {c.question}: {why}" for c, r in asked if (why := fault(c, r))]


@pytest.mark.parametrize("folder", [KNOWLEDGE, SEVERAL], ids=["shipped", "several"])
def test_nobody_is_answered_for_another(folder: Path) -> None:
    """Another place, brand or form in a real name, or what is not told of it, is refused."""
    library = Library(folder)
    cases = negatives(tuple(library.current.bulletins.values()), COUNT, SEED)
    assert len(cases) == COUNT
    assert not wrong(cases, library)


@pytest.mark.parametrize("folder", [KNOWLEDGE, SEVERAL], ids=["shipped", "several"])
def test_names_are_understood_as_people_type_them(folder: Path) -> None:
    """A slip, a homophone, another script, pinyin or a short name leads to the one meant."""
    library = Library(folder)
    cases = positives(tuple(library.current.bulletins.values()), COUNT, SEED)
    failed = wrong(cases, library)
    assert len(failed) <= (1 - RIGHT) * COUNT, "\n".join(failed)
