"""Whole conversations as `chat` prints them, byte for byte.

To add one, write its lines after "> " into `conversations/NAME.txt`, run
`pytest tests/test_conversations.py --update-golden` and read what came out. Those in `several/` are
held over three invented bulletins, all others over the shipped one.
"""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.terminal import chat
from bot.conversation.conversation import Conversation
from bot.library.library import Library
from conftest import TESTS

TRANSCRIPTS = sorted((TESTS / "conversations").rglob("*.txt"))


def replayed(transcript: str, library: Library) -> str:
    """Say again what a person says in a transcript."""
    said = [line[2:] for line in transcript.split("\n") if line.startswith("> ")]
    assert said, "nobody says anything"
    out = io.StringIO()
    chat(Conversation(library), io.StringIO("\n".join(said) + "\n"), out)
    return out.getvalue()


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_transcript(
    path: Path, library: Library, several: Library, golden: Callable[[Path, str], None]
) -> None:
    """The conversation goes today as it did when somebody last read it."""
    over = several if path.parent.name == "several" else library
    golden(path, replayed(path.read_text("utf-8"), over))
