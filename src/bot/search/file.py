"""Numbers on disk: arrays in one file, read without loading them, trusted only when whole.

A line that says what the file is, a line of JSON that says where each array stands, the arrays.
Nothing in it is ever executed.
"""

import json
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"bulletin-bot index 3\n"
"""Its number goes up whenever what is stored changes its meaning; older files are built again."""

_FRAME = 20
"""How long the head is and its checksum: ten digits, eight hexadecimal ones, padding."""
_ALIGN = 64
_CHUNK = 1 << 20

Array = np.ndarray[Any, np.dtype[Any]]


class Untrustworthy(Exception):
    """The file is older, damaged or something else; what it held must be built again."""


def _body(arrays: Mapping[str, Array]) -> Iterator[memoryview]:
    for array in arrays.values():
        raw = np.ascontiguousarray(array).view(np.uint8)
        yield raw.data
        yield memoryview(bytes(-raw.nbytes % _ALIGN))


def write(path: Path, arrays: Mapping[str, Array], notes: Mapping[str, object]) -> None:
    """Write flat arrays and notes (plain JSON) to a file that is either whole or not there.

    Raises OSError where the folder cannot be written to.
    """
    places, size, checksum = {}, 0, 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, len(array), size)
        size += array.nbytes + -array.nbytes % _ALIGN
    for piece in _body(arrays):
        checksum = zlib.crc32(piece, checksum)
    head = {"arrays": places, "size": size, "crc32": checksum, "notes": notes}
    line = json.dumps(head, sort_keys=True).encode() + b"\n"
    line = b" " * (-(len(MAGIC) + _FRAME + len(line)) % _ALIGN) + line
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, delete=False) as file:
        try:
            file.write(MAGIC + b"%010d%08x \n" % (len(line), zlib.crc32(line)) + line)
            for piece in _body(arrays):
                file.write(piece)
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def read(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Return the arrays, mapped from the file, and the notes.

    Raises Untrustworthy for a file that is not whole or not of this version, OSError for none.
    """
    with path.open("rb") as file:
        magic, frame = file.read(len(MAGIC)), file.read(_FRAME)
        if magic != MAGIC or not frame[:10].isdigit():
            raise Untrustworthy(path)
        line = file.read(int(frame[:10]))
        if b"%08x" % zlib.crc32(line) != frame[10:18]:
            raise Untrustworthy(path)
        head, start = json.loads(line), file.tell()
        checksum = size = 0
        while chunk := file.read(_CHUNK):
            checksum, size = zlib.crc32(chunk, checksum), size + len(chunk)
    if (checksum, size) != (head["crc32"], head["size"]):
        raise Untrustworthy(path)
    # A file of no bytes cannot be mapped; there is none, an index has at least a break.
    held = np.memmap(path, np.uint8, "r", start, (size,))
    arrays = {
        name: np.frombuffer(held, np.dtype(kind), count, at)
        for name, (kind, count, at) in head["arrays"].items()
    }
    return arrays, head["notes"]
