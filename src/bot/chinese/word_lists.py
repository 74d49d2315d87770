"""Word lists and patterns that are data: one file for each subject, sections in square brackets.

[kind]
words, or one pattern, on a line    # after a blank and a hash: why it is there
"""

import re
from functools import cache
from importlib.resources import files

_COMMENT = re.compile(r"(?:^|\s)#(?:\s.*|$)")


@cache
def _sections(file: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of each section of a data file."""
    found: dict[str, list[str]] = {}
    lines = found.setdefault("", [])
    for raw in (files("bot") / "data" / file).read_text("utf-8").splitlines():
        line = _COMMENT.sub("", raw).strip()
        if line.startswith("[") and line.endswith("]"):
            lines = found.setdefault(line[1:-1], [])
        elif line:
            lines.append(line)
    return {name: tuple(lines) for name, lines in found.items()}


def kinds(file: str) -> tuple[str, ...]:
    """Return the sections of a data file, in order."""
    return tuple(name for name in _sections(file) if name)


@cache
def listed(file: str, kind: str) -> tuple[str, ...]:
    """Return the words of a section, in order."""
    return tuple(word for line in _sections(file)[kind] for word in line.split())


@cache
def alternatives(file: str, kind: str) -> str:
    """Return a regular expression for any word of a section, the longest first."""
    return "|".join(re.escape(w) for w in sorted(listed(file, kind), key=len, reverse=True))


@cache
def pattern(file: str, kind: str) -> re.Pattern[str]:
    """Return one pattern that finds any pattern of a section (one to a line)."""
    return re.compile("|".join(f"(?:{line})" for line in _sections(file)[kind]))
