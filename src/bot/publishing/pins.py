"""Pinned answers: what must go on being answered as it is, whatever is published.

They stand in the knowledge folder, in `pins.yaml`: questions, and under each the words that its
answer must quote; none under a question that must stay without an answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.answers import answer
from bot.errors import InvalidBulletin
from bot.library import Snapshot
from bot.library.files import PINS, Entries, Items, Node, Problem, Scalar, compose
from bot.model import Answer, Dialogue, Kind
from bot.questions import understand
from bot.remarks import Remark

MOST_SHOWN = 30
"""Characters that a fault shows of what should be quoted."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A question and what its answer must quote; nothing where it must not be answered."""

    question: str
    says: tuple[str, ...]
    line: int = 1
    """Where it stands in its file."""


def read(folder: Path) -> tuple[Pin, ...]:
    """Return the pins of a folder as far as they can be read; `faults` names what cannot."""
    return _parsed(_data(folder))[0]


def faults(folder: Path) -> tuple[Problem, ...]:
    """Say what in a folder's pins cannot be read."""
    return tuple(Problem(folder / PINS, *fault) for fault in _parsed(_data(folder))[1])


def judge(folder: Path, snapshot: Snapshot) -> tuple[Problem, ...]:
    """Say which pins of a folder a snapshot does not hold to, and what cannot be read of them."""
    pins, bad = _parsed(_data(folder))
    broken = [(pin.line, reason) for pin in pins if (reason := _broken(pin, snapshot))]
    return tuple(Problem(folder / PINS, *fault) for fault in (*bad, *broken))


def pinned(question: str, snapshot: Snapshot) -> Pin | None:
    """Pin what a question by itself is answered with; None where it is neither yes nor no."""
    asked = understand(question, snapshot, Dialogue())
    said = answer(asked, snapshot, Dialogue())
    return Pin(question, says(said)) if said.kind in (Kind.ANSWER, Kind.REFUSE) else None


def says(said: Answer) -> tuple[str, ...]:
    """Return what a pin of an answer holds: its quotations, none where there is no answer."""
    if said.kind is not Kind.ANSWER:
        return ()
    return tuple(quotation.text.strip() for quotation in said.quotations)


def dump(pins: Iterable[Pin]) -> str:
    """Write pins as YAML; `read` gives them back."""
    held = {pin.question: list(pin.says) for pin in pins}
    written: str = yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=1 << 20)
    return f"# {Remark.PINS}\n{written if held else ''}"


def _data(folder: Path) -> bytes:
    path = folder / PINS
    return path.read_bytes() if path.is_file() else b""


def _broken(pin: Pin, snapshot: Snapshot) -> str:
    """Say what an answer lacks of what its pin holds, or that there is one; "" where it holds."""
    held = pinned(pin.question, snapshot)
    now = held.says if held else ()
    if not pin.says and now:
        return Remark.PIN_ANSWERED.format(question=pin.question, now=now[0][:MOST_SHOWN])
    missing = [text for text in pin.says if text not in now]
    if missing:
        return Remark.PIN_LOST.format(question=pin.question, text=missing[0][:MOST_SHOWN])
    return ""


def _parsed(data: bytes) -> tuple[tuple[Pin, ...], list[tuple[int, str]]]:
    try:
        root = compose(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return (), [(1, Remark.NOT_UTF8)]
    except InvalidBulletin as error:
        return (), [(error.line, error.reason)]
    if root is None:
        return (), []
    if not isinstance(root, Entries):
        return (), [(root.line, Remark.PIN_SHAPE)]
    pins, bad = [], []
    for key, value in root.entries:
        pin = _pin(key, value)
        if pin is None:
            bad.append((key.line, str(Remark.PIN_SHAPE)))
        else:
            pins.append(pin)
    return tuple(pins), bad


def _pin(key: Node, value: Node) -> Pin | None:
    if not isinstance(key, Scalar) or not isinstance(value, Items):
        return None
    texts = [node.text.strip() for node in value.items if isinstance(node, Scalar)]
    whole = len(texts) == len(value.items) and all(texts) and bool(key.text.strip())
    return Pin(key.text.strip(), tuple(texts), key.line) if whole else None
