"""A process that publishes and undoes is killed, again and again: nothing is mixed, nothing lost.

    python tools/kills.py [--count 200]

Before each change the process says what the folder will hold. After each kill the folder must
hold what it did before that change or after it, without a fault, and every change that was told as
done must be in the archive. Printed: how often a kill came before a change and how often after.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.library import Library
from bot.library.files import load
from bot.model import File
from bot.publishing import Publishing
from bot.storage.archive_table import Versions
from bot.storage.database import open_database

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
NAMES = ("one.yaml", "two.yaml")
TEXT = """\
id: {stem}
title: {stem}第{number}期
lead: 永和县飞鱼救援队出动{number}次。
sections: []
"""
LONGEST = 0.3
"""Seconds after which a process is killed at the latest; a change takes some hundredths of one."""

State = tuple[int, int]


def work(room: Path) -> None:
    """Publish and undo until somebody ends it, saying what comes and what is done."""
    with closing(open_database(room / "data", "")) as database:
        archive = Versions(database)
        library = Library(room / "knowledge")
        publishing = Publishing(library, archive, ZoneInfo("Asia/Shanghai"))
        known: dict[State, int] = {}
        now = held(room)
        while True:
            number = max(now) + 1
            for wanted in ((number, now[1]), (number, number)):
                publish(publishing, now, wanted)
                now = wanted
                known[now] = archive.versions(1)[0].number
            back = min(known)
            if back != now:  # two files at once
                say("to", *back)
                publishing.restore(known[back])
                say("done", *back)
                now = back if number % 2 else held(room)


def publish(publishing: Publishing, now: State, wanted: State) -> None:
    """Publish the one file that differs."""
    at = 0 if now[0] != wanted[0] else 1
    data = TEXT.format(stem=NAMES[at].removesuffix(".yaml"), number=wanted[at]).encode()
    offer = publishing.offer(File(NAMES[at], data))
    say("to", *wanted)
    outcome = publishing.publish(offer.key)
    assert outcome
    assert not outcome.change.problems
    say("done", *wanted)


def say(word: str, *numbers: int) -> None:
    """Tell whoever started us."""
    print(word, *numbers, flush=True)


def held(room: Path) -> State:
    """Return which issue each file holds, 0 for none; fail at a fault."""
    loaded = load(room / "knowledge")
    assert not loaded.problems, loaded.problems
    assert not list((room / "knowledge").glob("*.yaml.*")), "something is left over"
    titles = {b.id: b.title for b in loaded.bulletins}
    one, two = (
        int(titles.get(stem, "第0期").partition("第")[2].removesuffix("期"))
        for stem in ("one", "two")
    )
    return one, two


def killed(room: Path, draw: Random) -> str:
    """Start a process, kill it, look at what it left; say where the kill came."""
    before = held(room)
    command = [sys.executable, __file__, "--work", str(room)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        said = [process.stdout.readline()]  # it has begun
        try:
            process.wait(draw.uniform(0, LONGEST))
        except subprocess.TimeoutExpired:
            process.kill()
        said += process.stdout.read().splitlines()
    told = [(line.split()[0], _state(line)) for line in said if len(line.split()) == 3]
    done = [state for word, state in told if word == "done"]
    start = done[-1] if done else before
    end = told[-1][1]
    now = held(room)
    assert now in (start, end), (start, end, now)
    with closing(open_database(room / "data", "")) as database:
        kept = len(Versions(database).versions(1_000_000))
    assert kept >= len(done)
    return "before the change" if now == start else "after the change"


def _state(line: str) -> State:
    _, one, two = line.split()
    return int(one), int(two)


def kills(count: int, room: Path) -> Counter[str]:
    """Kill a process so often; count where the kills came."""
    shutil.copytree(KNOWLEDGE, room / "knowledge")
    return Counter(killed(room, Random(seed)) for seed in range(count))  # noqa: S311 - no secret


def main() -> None:
    """Kill, and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(given.work)
    with tempfile.TemporaryDirectory() as room:
        for where, count in kills(given.count, Path(room)).items():
            print(f"{count} {where}")


if __name__ == "__main__":
    main()
