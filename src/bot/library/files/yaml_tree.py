"""YAML as a tree whose every node knows its line; what could harm the reader is turned down.

PyYAML's own composer recurses, so deep nesting ends the process, and expands references, so a
small file can fill the memory. Its events do neither.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from bot.errors import InvalidBulletin
from bot.remarks import Remark

MAX_DEPTH = 12
"""A bulletin needs 6 levels: sections, a section, passages, a passage, organisations, a name."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)

_PROBLEMS: tuple[tuple[str, Remark], ...] = (
    ("tab character", Remark.TAB),
    ("cannot start any token", Remark.SIGN),
    ("nesting depth", Remark.DEEP),
    ("scanning an alias", Remark.ANCHOR),
    ("scanning an anchor", Remark.ANCHOR),
    ("unexpected end of stream", Remark.UNFINISHED),
    ("flow sequence", Remark.UNFINISHED),
    ("flow mapping", Remark.UNFINISHED),
    ("mapping values", Remark.COLON),
    ("expected ':'", Remark.COLON),
    ("expected '-' indicator", Remark.INDENT),
    ("expected key", Remark.INDENT),
    ("<document start>", Remark.INDENT),
    ("<block end>", Remark.INDENT),
)
"""A piece of what PyYAML says, and what a clerk is told; the first that fits."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written."""

    line: int
    text: str
    null: bool


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Entries:
    """Keys and values, as written: a key may stand twice."""

    line: int
    entries: "tuple[tuple[Node, Node], ...]"


Node = Scalar | Items | Entries


def compose(text: str) -> Node | None:
    """Read one YAML document; None if there is nothing in it.

    Raises `InvalidBulletin` at the first line that cannot be read.
    """
    try:
        return _document(yaml.parse(io.StringIO(text), _LOADER))
    except yaml.MarkedYAMLError as error:
        raise _said(error) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise InvalidBulletin(line, Remark.CONTROL) from error


def _said(error: yaml.MarkedYAMLError) -> InvalidBulletin:
    """Say in a clerk's words what PyYAML found."""
    said = f"{error.context or ''} {error.problem or ''}"
    detail = error.problem or error.context or "?"
    remark = next((r for piece, r in _PROBLEMS if piece in said), Remark.SYNTAX)
    # What was never finished is found at the end of the file, but mended where it begins.
    marks = (error.context_mark, error.problem_mark)
    first, second = marks if remark is Remark.UNFINISHED else reversed(marks)
    mark = first or second
    line = mark.line + 1 if mark else 1
    return InvalidBulletin(line, remark.format(detail=detail, limit=MAX_DEPTH))


def _document(events: Iterator[yaml.Event]) -> Node | None:
    """Return the tree of the first document; a second one is a fault."""
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if root is not None:
                raise InvalidBulletin(_line(event), Remark.SEVERAL)
        elif isinstance(event, yaml.NodeEvent):
            root = _node(event, events, depth=1)
    return None if isinstance(root, Scalar) and root.null else root


def _line(event: yaml.Event) -> int:
    """Return an event's line, counted from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
    """Return the node that begins with an event, consuming its events."""
    line = _line(event)
    if depth > MAX_DEPTH:
        raise InvalidBulletin(line, Remark.DEEP.format(limit=MAX_DEPTH))
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise InvalidBulletin(line, Remark.ANCHOR)
    if isinstance(event, yaml.ScalarEvent):
        plain = not event.style
        return Scalar(line, event.value, plain and event.value in _NULLS)
    children = _children(events, depth)
    if isinstance(event, yaml.SequenceStartEvent):
        return Items(line, tuple(children))
    return Entries(line, tuple(zip(children, children, strict=True)))


def _children(events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
    """Yield the nodes up to the end of the list or mapping that they belong to."""
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            return
        yield _node(event, events, depth + 1)
