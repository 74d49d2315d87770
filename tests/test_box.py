"""What a document may cost, and what is said of one that costs more."""

import io
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest
from mutations import files

from bot.errors import KnowledgeError, NotABulletin, UnreadableDocument
from bot.intake.box import MEGABYTE, Box
from bot.intake.formats.reading import read_bytes

FOLDER = Path(__file__).parent / "documents"
SAMPLE = FOLDER / "employment.txt"
MUTATED = 30
"""Mutated documents; `tools/hostile_documents.py` reads hundreds."""


@pytest.fixture
def box() -> Iterator[Box]:
    """A box of its own."""
    found = Box()
    yield found
    found.close()


def test_a_document_that_needs_too_much_memory() -> None:
    """It is one line that says so, whoever came before, and the next document is read."""
    box = Box(memory=400 * MEGABYTE)
    for _ in range(2):
        with pytest.raises(UnreadableDocument, match="400 MB"):
            box.bulletin_of("a.txt", "甲\n".encode() * 4_000_000)
        assert box.bulletin_of(SAMPLE.name, SAMPLE.read_bytes()).bulletin.sections
    box.close()


def test_a_document_that_takes_too_long() -> None:
    """It is one line that says so, and nothing of it goes on."""
    box = Box(seconds=0.01)
    with pytest.raises(UnreadableDocument, match="还没有读完"):
        box.bulletin_of(SAMPLE.name, SAMPLE.read_bytes())

    assert box._child is None


def test_a_reader_that_ends_is_replaced(box: Box) -> None:
    """A child that has left is replaced unseen; one that is killed costs the document it read."""
    first = box.bulletin_of(SAMPLE.name, SAMPLE.read_bytes())
    kept = box._child
    assert kept is not None
    assert kept.stdin is not None
    assert box.bulletin_of(SAMPLE.name, SAMPLE.read_bytes()) == first
    assert box._child is kept

    kept.stdin.close()
    kept.stdin = io.BytesIO()
    kept.wait()
    assert box.bulletin_of(SAMPLE.name, SAMPLE.read_bytes()) == first

    assert box._child is not None
    os.kill(box._child.pid, signal.SIGKILL)
    with pytest.raises(UnreadableDocument, match="出了意外"):
        box.bulletin_of(SAMPLE.name, SAMPLE.read_bytes())
    assert box.bulletin_of(SAMPLE.name, SAMPLE.read_bytes()) == first


def test_what_a_reader_raises_is_a_line(box: Box) -> None:
    """Errors keep what they carry, and what nobody foresaw is a line as well."""
    with pytest.raises(NotABulletin) as known:
        box.bulletin_of("a.txt", "今天天气很好，大家都去公园散步了。".encode())
    assert known.value.name == "a.txt"
    with pytest.raises(UnreadableDocument, match="出了意外"):
        box.bulletin_of("a.txt", cast("bytes", "no bytes"))  # as a slip of a library would be


@pytest.mark.parametrize("charset", ["hex", "idna", "undefined", "punycode", "utf-7", "rot13"])
def test_a_page_that_names_no_encoding_of_text_is_read_all_the_same(box: Box, charset: str) -> None:
    """What a page says of itself is believed only where it reads it."""
    page = (FOLDER / "employment.html").read_bytes()
    said = page.replace(b"gb2312", charset.encode(), 1)

    assert said != page
    assert box.bulletin_of("a.html", said).bulletin.sections


def test_mutated_documents(box: Box) -> None:
    """Whatever was done to a document, it is a bulletin or one line."""
    samples = {p.name: p.read_bytes() for p in FOLDER.iterdir() if p.suffix != ".yaml"}
    for name, data in files(samples, MUTATED):
        with suppress(KnowledgeError):
            assert box.bulletin_of(name, data).bulletin.sections


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/dev/zero", "不是普通文件"),
        ("/dev/urandom", "不是普通文件"),
        ("{folder}/pipe.txt", "不是普通文件"),
        ("{folder}", "这是文件夹"),
        ("{folder}/none.txt", "没有这个文件"),
        ("{folder}/" + "长" * 30_000 + ".txt", "打不开"),
    ],
)
def test_what_is_no_file_is_not_opened(tmp_path: Path, path: str, told: str) -> None:
    """Nobody waits for a pipe, and nobody reads a device to its end."""
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableDocument, match=told):
        read_bytes(Path(path.format(folder=tmp_path)))
