"""Files as they should not be; a seed chooses what is done to each, which can so be made again."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from random import Random

PIECES = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\t", b"\r\n\r\n", b"&a ", b"*a", b"- ", b": ", b"|\n",
    b">", b"<", b"{[", b"]}", b"---\n", b"%YAML 9\n", b'"', b"'", b"#", b"!!python/object:os ",
    "。".encode(), "“".encode(), "　".encode(), b"<table><tr><td>", b"charset=utf-7", b"<!--",
)  # fmt: skip
"""What is put in: signs with a meaning in one of the formats, and others that look like none."""


def mutated(data: bytes, draw: Random) -> bytes:
    """Return a file with one to four things done to it."""
    for _ in range(draw.randint(1, 4)):
        data = draw.choice(_WAYS)(data, draw)
    return data


def _cut(data: bytes, draw: Random) -> bytes:
    start, end = sorted((draw.randint(0, len(data)), draw.randint(0, len(data))))
    return data[:start] + data[end:]


def _flip(data: bytes, draw: Random) -> bytes:
    found = bytearray(data)
    for _ in range(draw.randint(1, 30)):
        if found:
            found[draw.randrange(len(found))] = draw.randrange(256)
    return bytes(found)


def _put_in(data: bytes, draw: Random) -> bytes:
    at = draw.randint(0, len(data))
    return data[:at] + draw.choice(PIECES) * draw.choice((1, 1, 2, 50, 3_000)) + data[at:]


def _double(data: bytes, draw: Random) -> bytes:
    """Say a piece of the file over and over, up to some 4 MB."""
    start = draw.randint(0, len(data))
    piece = data[start : start + draw.choice((1, 10, 300, 5_000))]
    most = 4_000_000 // max(1, len(piece))
    return data[:start] + piece * min(draw.choice((2, 100, 30_000, 1_000_000)), most) + data[start:]


def _number(data: bytes, draw: Random) -> bytes:
    at = draw.randint(0, len(data))
    return data[:at] + b"9" * draw.choice((20, 5_000, 100_000)) + data[at:]


def _names(data: bytes, draw: Random) -> bytes:
    """Put in a list of names, as a hand that slipped at a macro."""
    at = data.find(b"\n", draw.randint(0, len(data))) + 1
    count = draw.choice((10, 1_000, 30_000))
    names = "".join(f"          - 甲{number}县蓝天救援队\n" for number in range(count))
    return data[:at] + names.encode() + data[at:]


def _deep(data: bytes, draw: Random) -> bytes:
    at = data.find(b"\n", draw.randint(0, len(data))) + 1
    sign = draw.choice((b"[", b"{a: ", b"<div>", b"- ", b"> "))
    return data[:at] + sign * draw.choice((20, 1_000, 100_000)) + data[at:]


_WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (
    _cut, _flip, _put_in, _double, _number, _names, _deep,
)  # fmt: skip


def mutated_file(name: str, data: bytes, draw: Random) -> bytes:
    """Return a mutated file; of a Word document, every second time, one of the files within."""
    if not name.endswith(".docx") or draw.random() < 0.5:
        return mutated(data, draw)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        held = {member: packed.read(member) for member in packed.namelist()}
    member = "word/document.xml" if draw.random() < 0.7 else draw.choice(sorted(held))
    held[member] = mutated(held[member], draw)
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as packed:
        for inner, content in held.items():
            packed.writestr(inner, content)
    return again.getvalue()


def files(samples: Mapping[str, bytes], count: int) -> Iterator[tuple[str, bytes]]:
    """Yield mutated files by turns: a name that says its seed, and the bytes."""
    for seed in range(count):
        name = sorted(samples)[seed % len(samples)]
        stem, _, suffix = name.rpartition(".")
        yield f"{stem}-{seed}.{suffix}", mutated_file(name, samples[name], Random(seed))  # noqa: S311 - no secret
