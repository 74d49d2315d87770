"""What a file of the knowledge folder may hold, and that nothing in one is worse than a fault."""

import io
import shutil
from pathlib import Path

import pytest
from mutations import files

from bot.cli.check import check
from bot.library import Library
from bot.library.files import examine_data
from conftest import KNOWLEDGE

MUTATED = 30
"""Mutated files; `tools/hostile_yaml.py` loads hundreds."""

BULLETIN = """\
title: 十家协会抗洪
date: 2021-07-01
lead: 近日，{lead}十家协会参加了抗洪。
sections:
  - heading: 救援
    passages:
      - organisations: [{names}]
        text: |-
          {text}
"""


def written(
    lead: str = "", names: str = "甲县救援协会", text: str = "甲县救援协会派出3人。"
) -> bytes:
    """Write a bulletin."""
    return BULLETIN.format(lead=lead, names=names, text=text).encode()


@pytest.mark.parametrize(
    ("data", "line", "told"),
    [
        (written(text="甲县救援协会派出" + "9" * 100_000 + "人。"), 8, "上限"),
        (written(text="甲县救援协会派出" + "9" * 5_000 + "人。"), 8, "5000 位数字"),
        (written(text="甲县救援协会派出9" + ",999" * 5_000 + "人。"), 8, "位数字"),
        (written(text="甲县救援协会派出" + "九" * 5_000 + "人。"), 8, "5000 位数字"),
        (written(lead="９" * 40), 3, "40 位数字"),
        (written(names="长" * 30_000), 7, "30000 个字"),
        (written(names=", ".join(f"甲{n}县救援协会" for n in range(30_000))), 1, "30000 个"),
        (written(lead="&a "), 3, ""),
        (b"title: &a x\nlead: *a\n", 1, "锚点"),
        (b"title: x\nlead: " + b"[" * 100_000, 2, "嵌套"),
        (b"title: x\nlead: " + "甲".encode() * 1_400_000, 1, "上限"),
        (b"title: x\n" + b"".join(b"k%d: x\n" % n for n in range(30_000)), 2, "k0"),
    ],
)
def test_each_limit_is_told_with_its_line(data: bytes, line: int, told: str) -> None:
    """What is more than a bulletin can be is a fault where it stands."""
    examined = examine_data("a", data)
    if not told:
        assert examined.bulletin
        return
    assert examined.bulletin is None
    assert examined.faults[0].line == line
    assert told in examined.faults[0].reason
    assert len(examined.faults) <= 50


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """The shipped bulletin in a folder of its own."""
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    return Library(tmp_path / "knowledge")


def test_mutated_files(library: Library) -> None:
    """Whatever was done to a file, it is served or its faults are told, and the old one stays."""
    samples = {p.name: p.read_bytes() for p in KNOWLEDGE.glob("*.yaml")}
    (edited,) = library.folder.glob("*.yaml")
    for _, data in files(samples, MUTATED):
        edited.write_bytes(data)
        old = library.current
        change = library.reload()
        assert bool(check(library.folder, io.StringIO(), io.StringIO())) == bool(change.problems)
        assert (library.current is old) == bool(change.problems)


def test_whatever_happens_the_old_knowledge_is_served(tmp_path: Path) -> None:
    """What nobody foresaw is told as a fault of the folder."""
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    calls = iter([()])  # judged once, at the start
    library = Library(tmp_path / "knowledge", lambda *_: next(calls))
    old = library.current

    (problem,) = library.reload().problems
    assert "意外" in problem.reason
    assert library.current is old
