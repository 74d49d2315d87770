#!/usr/bin/env python3
"""Compare the retriever with the engines that people would otherwise take, in one run.

    python benchmarks/compare.py MATERIAL [--out docs/benchmark] [--sizes 1000 3000 10000 100000]

MATERIAL holds a folder for each set, with `passages.jsonl` and `questions*.jsonl`. The engines are
installed in an environment of their own, in `.benchmarks` of the project; one that this machine
cannot have is left out, and the report says so. Everything runs on one core, one engine after the
other, in processor time, so that what else the machine does counts little. Written to --out:
`README.md` with the tables, and the plots. It takes twenty minutes; `--sizes 1000` three.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOM = HERE.parent / ".benchmarks" / "environment"
PEERS = ("bm25s", "tantivy", "rank_bm25", "matplotlib")
PERHAPS = ("xapian-bindings-binary",)
"""Has binaries for some systems only."""
SETS = ("drcd", "cmrc", "ncp", "ncp_docs")
QUESTIONS, WARM = 300, 100
"""So many questions are timed at each size, after others that are not."""
HOSTILE = {
    "a million 蓝": "蓝" * 10**6,
    "a hundred thousand halves of characters": "\ud800" * 10**5,
    "a million zeros": "\x00" * 10**6,
    "的, 300 times": "的" * 300,
    "a character that no text has, 300 times": "龘" * 300,
    "one that becomes eighteen, ten thousand times": "ﷺ" * 10**4,
    "300 different characters": "".join(map(chr, range(0x4E00, 0x4E00 + 300))),
}

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    """Read JSON lines."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def inside() -> None:
    """Start again in an environment that has the engines, made on the first run."""
    python, made = ROOM / "bin" / "python", ROOM / "made"
    if not made.exists():
        venv.create(ROOM, with_pip=True)
        install = [python, "-m", "pip", "install", "-q"]
        subprocess.run([*install, "-e", HERE.parent, *PEERS], check=True)
        for package in PERHAPS:
            subprocess.run([*install, "--only-binary", ":all:", package], check=False)
        made.touch()
    # One thread: a second one that waits for work counts as processor time.
    alone = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    os.execve(python, [str(python), *sys.argv], alone)


# --- quality


def quality(material: Path) -> list[list[str]]:
    """R@1 and MRR@10 of each engine on each set of questions, as they are and spoilt."""
    from engines import Corpus, here

    files = [path for name in SETS for path in sorted((material / name).glob("questions*.jsonl"))]
    table = [["", *(f"{path.parent.name}{path.stem[9:]}" for path in files)]]
    lines: dict[str, list[str]] = {name: [name] for name in here()}
    for name in SETS:
        passages = rows(material / name / "passages.jsonl")
        corpus = Corpus([p["text"] for p in passages], [p.get("title") or "" for p in passages])
        for engine, made in here().items():
            find = made.build(corpus)
            own = [path for path in files if path.parent.name == name]
            lines[engine].extend(_reach(find, passages, rows(path)) for path in own)
            print(name, *lines[engine], flush=True)
    return [*table, *lines.values()]


def _reach(find: Any, passages: list[Row], questions: list[Row]) -> str:
    first = reciprocal = 0.0
    for question in questions:
        found = [passages[n]["id"] in question["gold"] for n in find(question["question"])]
        if True in found:
            first += found[0]
            reciprocal += 1 / (found.index(True) + 1)
    return f"{first / len(questions):.3f}/{reciprocal / len(questions):.3f}"


# --- speed


def recombined(material: Path, count: int) -> tuple[list[str], list[str]]:
    """Make passages of some 300 characters from sentences of the sets; some questions of theirs."""
    chance = random.Random(1)
    texts = [p["text"] for name in SETS[:3] for p in rows(material / name / "passages.jsonl")]
    sentences = [s for text in texts for s in re.split("(?<=[。！？；])", text) if len(s) > 5]
    chance.shuffle(texts)
    while len(texts) < count:
        made = ""
        while len(made) < 280:
            made += chance.choice(sentences)
        texts.append(made)
    asked = [q["question"] for n in SETS[:3] for q in rows(material / n / "questions.jsonl")]
    return texts[:count], chance.sample(asked, QUESTIONS + WARM)


def speed(material: Path, sizes: list[int]) -> list[Row]:
    """Build seconds, median and 95th percentile of each engine at each size."""
    from engines import Corpus, here

    found = []
    for size in sizes:
        texts, questions = recombined(material, size)
        corpus = Corpus(texts, [""] * size)
        for name, engine in here().items():
            if size > engine.at_most:
                continue
            if engine.cuts:
                corpus.words  # noqa: B018 - so that cutting is timed by itself
            start = time.process_time()
            find = engine.build(corpus)
            built = time.process_time() - start + (corpus.cutting if engine.cuts else 0.0)
            taken = [_timed(find, question) for question in questions][WARM:]
            worst = {}
            if name == "bulletin-bot":
                worst = {said: _timed(find, question) for said, question in HOSTILE.items()}
            row = {"engine": name, "size": size, "build": built, "hostile": worst}
            row |= {
                "median": statistics.median(taken),
                "p95": sorted(taken)[len(taken) * 95 // 100],
            }
            found.append(row)
            print(row, flush=True)
            del find
    return found


def _timed(find: Any, question: str) -> float:
    start = time.process_time()
    find(question)
    return (time.process_time() - start) * 1000


def processes(material: Path, size: int) -> list[list[str]]:
    """Seconds and memory of the `search` command: building its index, and opening it."""
    texts, questions = recombined(material, size)
    table = [["`search`, one question", "seconds", "peak, MB"]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        passages = (json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts))
        (folder / "passages.jsonl").write_text("\n".join(passages), "utf-8")
        (folder / "asked").write_text(json.dumps({"id": "1", "question": questions[0]}) + "\n")
        for run in ("builds the index", "opens it"):
            start = time.perf_counter()
            used = _peak(folder)
            table.append([run, f"{time.perf_counter() - start:.2f}", f"{used / 1024:.0f}"])
    print(*table, sep="\n", flush=True)
    return table


ITSELF = """
import re, sys
from bot.cli.main import main
status = main(sys.argv[1:])
print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1], file=sys.stderr)
sys.exit(status)
"""
"""Runs the command and says how much memory it had at the most, in KB; what the parent knows of a
child on Linux includes what the parent itself had."""


def _peak(folder: Path) -> int:
    """Run the command once; return the most memory it had, in KB."""
    command = [sys.executable, "-c", ITSELF, "search", "--passages", folder / "passages.jsonl"]
    with (folder / "asked").open() as asked:
        ran = subprocess.run(
            command,
            check=True,
            stdin=asked,
            capture_output=True,
            env=os.environ | {"BOT_DATA": str(folder / "data")},
        )
    return int(ran.stderr.split()[-1])


# --- what a score means


def calibration(material: Path) -> dict[str, list[tuple[float, bool]]]:
    """The score of each question's first hit, and whether it is right."""
    from bot.search.index import Index

    found = {}
    for name in SETS:
        passages = rows(material / name / "passages.jsonl")
        index = Index.build([p["text"] for p in passages], [p.get("title") or "" for p in passages])
        found[name] = [
            (hit.score, passages[hit.number]["id"] in question["gold"])
            for question in rows(material / name / "questions.jsonl")
            for hit in index.search(question["question"], top=1)
        ]
    return found


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("material", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent / "docs" / "benchmark")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 3_000, 10_000, 100_000])
    asked = parser.parse_args()
    if Path(sys.prefix) != ROOM:
        inside()
    import report
    from engines import EVERY, here

    asked.out.mkdir(parents=True, exist_ok=True)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    report.write(
        asked.out,
        report.Found(
            missing=[name for name in EVERY if name not in here()],
            calibration=calibration(asked.material),
            quality=quality(asked.material),
            speed=speed(asked.material, asked.sizes),
            processes=processes(asked.material, max(asked.sizes)),
        ),
    )


if __name__ == "__main__":
    main()
