"""The same conversation in a terminal: line editing, history, buttons as numbered choices."""

from collections.abc import Callable, Iterator
from typing import TextIO

from bot.conversation import Conversation
from bot.model import Button, Message, Reply
from bot.replies import phrases

QUIT = frozenset({"/quit", "/exit", "/q"})


def chat(conversation: Conversation, lines: TextIO, out: TextIO) -> int:
    """Talk until the end of the input, `/quit` or Ctrl-C; return the exit status."""
    buttons: list[Button] = []
    _show(conversation.reply(Message("/start")), out, buttons)
    for line in _prompted() if lines.isatty() else _echoed(lines, out):
        said = line.strip()
        if said in QUIT:
            break
        if said:
            _show(conversation.reply(Message(_meant(said, buttons))), out, buttons)
    print(phrases.GOODBYE, file=out)
    return 0


def _meant(said: str, buttons: list[Button]) -> str:
    """Read a number as the choice that it stands before."""
    if said.isascii() and said.isdigit() and 1 <= int(said) <= len(buttons):
        return buttons[int(said) - 1].says
    return said


def _show(reply: Reply, out: TextIO, buttons: list[Button]) -> None:
    buttons[:] = [b for row in reply.buttons for b in row]
    print(drawn(reply), end="\n\n", file=out, flush=True)


def drawn(reply: Reply) -> str:
    """Draw a reply: its text, then its buttons as numbered choices."""
    buttons = [b for row in reply.buttons for b in row]
    return "\n".join([reply.text, *(f"  [{i}] {b.label}" for i, b in enumerate(buttons, 1))])


def _prompted() -> Iterator[str]:
    """Lines that a person types, with editing, history and Ctrl-D to end."""
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - 90 ms, for a terminal alone

    ask: Callable[[str], str] = PromptSession().prompt
    while True:
        try:
            yield ask("> ")
        except EOFError:
            return


def _echoed(lines: TextIO, out: TextIO) -> Iterator[str]:
    """Lines from a pipe, shown as if they had been typed."""
    for line in lines:
        print(f"> {line.strip()}", file=out)
        yield line
