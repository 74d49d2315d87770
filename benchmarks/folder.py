"""What a folder of many bulletins costs: to load, to keep, to ask, to load again.

    python benchmarks/folder.py [--sizes 1,10,100,1000]

Each bulletin is the shipped one with other names, invented by its number. Printed for each size,
in processor time of one core: loading, the most memory of the process, a question's median and
slowest, and `/reload` with one file changed; below them, how each grows.
"""

import argparse
import itertools
import math
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from typing import TypeVar

from bot.app import shipped_knowledge
from bot.chinese.name_parts import parted
from bot.conversation import Conversation
from bot.library import Library
from bot.library.files.folder import parse
from bot.model import Message

T = TypeVar("T")

LETTERS = (
    "安柏川德恩帆歌海嘉凯兰茂宁欧平清荣盛棠伟熙阳泽智卓云澜岚霖白春东枫广和宏金景康立良隆美民明"
    "鹏启青庆仁瑞山尚松太天通同万文祥新兴旭宇玉源远月长正中竹星石江湖林峰野田桥港湾"
)
"""What invented places and brands are made of."""

QUESTIONS = (
    "{name}做了什么", "{name}捐了多少钱", "{short}", "{slip}做了什么", "谁捐了口罩",
    "谁当疫情防护员", "一共有多少志愿者", "消毒的有哪些", "月亮上有人吗", "你好",
    "{brand}县有哪些协会", "最近有什么消息", "爱心企业捐了多少物资",
    "/orgs", "/roles", "/bulletins",
)  # fmt: skip


def write(folder: Path, count: int) -> list[str]:
    """Write bulletins; return their organisations."""
    (source,) = shipped_knowledge().glob("*.yaml")
    text = source.read_text("utf-8")
    bulletin = parse(source.stem, text)
    passages = [p for s in bulletin.sections for p in s.passages]
    said = "\n".join(p.text for p in passages)
    # Two are named together with what they share said once; those stay what they are.
    whole = {n for p in passages for n in p.organisations if n in said}
    old = sorted(whole, key=lambda name: (-len(name), name))
    made: list[str] = []
    for number in range(count):
        draw = Random(number)
        names = {name: _invented(name, draw) for name in old}
        found = re.sub("|".join(map(re.escape, old)), lambda m, n=names: n[m.group()], text)  # type: ignore[misc]
        name = f"{number:05}"
        head = re.sub(r"(?m)^aliases:\n(?:  .*\n)*", "aliases: {}\n", found)
        (folder / f"{name}.yaml").write_text(head.replace(source.stem, name), "utf-8")
        made += names.values()
    return made


def _invented(name: str, draw: Random) -> str:
    parts = parted(name)
    place = "".join(draw.choices(LETTERS, k=2)) + "县" if parts.places else ""
    return place + "".join(draw.choices(LETTERS, k=max(2, len(parts.brand)))) + parts.form


def measure(count: int) -> None:
    """Print a row of the table; in a process of its own, for its memory."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        names = write(folder, count)
        load, library = _timed(lambda: Library(folder))
        bot = Conversation(library)
        draw = Random(1)
        asked = []
        for number in range(160):
            name = draw.choice(names)
            parts = parted(name)
            said = QUESTIONS[number % len(QUESTIONS)].format(
                name=name, short=name[3:], slip=name[:-1] + "汇", brand=parts.brand[:2]
            )
            seconds, _ = _timed(lambda said=said: bot.reply(Message(said, chat=str(said))))  # type: ignore[misc]
            asked.append(seconds * 1000)
        changed = folder / f"{count // 2:05}.yaml"
        changed.write_text(changed.read_text("utf-8").replace("口罩", "雨衣"), "utf-8")
        again, _ = _timed(library.reload)
        memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024
        row = (count, load, memory, statistics.median(asked), max(asked), again)
        print("\t".join(f"{value:.3f}" for value in row), flush=True)


def _timed(do: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    found = do()
    return time.process_time() - start, found


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1,10,100,1000")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measure(given.one)
        return
    head = ("bulletins", "load s", "memory MB", "question ms", "slowest ms", "reload s")
    print("".join(f"{name:>13}" for name in head))
    rows = []
    for size in given.sizes.split(","):
        command = [sys.executable, __file__, "--one", size]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        rows.append([float(value) for value in done.stdout.split()])
        print("".join(f"{value:13.3f}" for value in rows[-1]), flush=True)
    for one, other in itertools.pairwise(rows):
        step = math.log(other[0] / one[0])
        grown = [math.log(b / a) / step for a, b in zip(one[1:], other[1:], strict=True)]
        print(f"{'exponent':>13}" + "".join(f"{value:13.2f}" for value in grown))


if __name__ == "__main__":
    main()
