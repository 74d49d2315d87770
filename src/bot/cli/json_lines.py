"""JSON lines, as commands read and write them."""

import json
import re
from typing import Any

from bot.replies import phrases

_HALVES = re.compile("[\ud800-\udfff]")


def parsed(line: str | bytes) -> dict[str, Any]:
    """Read one JSON object; ValueError says what is wrong, a byte that is no UTF-8 included.

    A line of text has such bytes as `surrogateescape` leaves them.
    """
    try:
        row = json.loads(line.encode() if isinstance(line, str) else line)
    except UnicodeError:
        raise ValueError(phrases.ROWS["bytes"]) from None
    except (ValueError, RecursionError):
        raise ValueError(phrases.ROWS["json"]) from None
    if not isinstance(row, dict):
        raise ValueError(phrases.ROWS["object"])  # noqa: TRY004 - the data's fault, no caller's
    return row


def written(row: dict[str, Any]) -> str:
    """Return a row as one line of JSON that UTF-8 can hold.

    Half a character, as a question or an id may have, is written as JSON's escape for it.
    """
    text = json.dumps(row, ensure_ascii=False)
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)
