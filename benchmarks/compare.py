#!/usr/bin/env python3
"""Compare the retriever with the engines that people would otherwise take, in one run.

    python benchmarks/compare.py MATERIAL [--out benchmarks/results] [--sizes 1000 10000 100000]

MATERIAL holds a folder for each set, with `passages.jsonl` and `questions*.jsonl`. The engines are
installed in an environment of their own, in `.benchmarks` of the project. Everything runs on one
core, in processor time, so that what else the machine does counts little. Written to --out:
`README.md` with the tables, and the plots.
"""

import argparse
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PEERS = ("bm25s", "tantivy", "rank_bm25", "matplotlib")
SETS = ("drcd", "cmrc", "ncp", "ncp_docs")
QUESTIONS = 300
"""So many questions are timed at each size."""
HOSTILE = ("蓝" * 10**6, "\ud800" * 10**5, "\x00" * 10**6, "的" * 300, "龘" * 300, "ﷺ" * 10**4)


def rows(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def inside() -> None:
    """Start again in an environment that has the engines, made on the first run."""
    place = HERE.parent / ".benchmarks" / "environment"
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True, system_site_packages=True)
        subprocess.run([python, "-m", "pip", "install", "-q", HERE.parent, *PEERS], check=True)
    os.environ["BENCHMARK_INSIDE"] = "yes"
    os.execv(python, [str(python), *sys.argv])


# --- quality


def quality(material: Path) -> list[list[str]]:
    """R@1 and MRR@10 of each engine on each set of questions."""
    from engines import ENGINES

    files = [path for name in SETS for path in sorted((material / name).glob("questions*.jsonl"))]
    table = [["", *(f"{path.parent.name}{path.stem[9:]}" for path in files)]]
    for engine, build in ENGINES.items():
        line = [engine]
        for name in SETS:
            passages = rows(material / name / "passages.jsonl")
            find = build([p["text"] for p in passages], [p.get("title") or "" for p in passages])
            own = [path for path in files if path.parent.name == name]
            line.extend(_reach(find, passages, rows(path)) for path in own)
        table.append(line)
        print(*line, flush=True)
    return table


def _reach(find: Any, passages: list[dict[str, Any]], questions: list[dict[str, Any]]) -> str:
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
    return texts[:count], chance.sample(asked, QUESTIONS)


def speed(material: Path, sizes: list[int]) -> list[dict[str, Any]]:
    """Build seconds, median and 95th percentile of each engine at each size."""
    from engines import AT_MOST, ENGINES

    found = []
    for size in sizes:
        texts, questions = recombined(material, size)
        for engine, build in ENGINES.items():
            if size > AT_MOST.get(engine, size):
                continue
            start = time.process_time()
            find = build(texts, [""] * size)
            built = time.process_time() - start
            taken = sorted(_timed(find, question) for question in questions[20:])
            row = {
                "engine": engine,
                "size": size,
                "build": built,
                "median": statistics.median(taken),
                "p95": taken[int(len(taken) * 0.95)],
                "hostile": max(_timed(find, q) for q in HOSTILE)
                if engine == "bulletin-bot"
                else None,
            }
            found.append(row)
            print(row, flush=True)
            del find
    return found


def _timed(find: Any, question: str) -> float:
    start = time.process_time()
    find(question)
    return (time.process_time() - start) * 1000


# --- what a score means


def calibration(material: Path, out: Path) -> list[list[str]]:
    """Of the first hits, how many are right at each score; the area under the curve."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from bot.index import Index

    plt.switch_backend("Agg")
    table = [["set", "area", *(f"{low / 10:.1f}–{low / 10 + 0.1:.1f}" for low in range(3, 10))]]
    figure, axis = plt.subplots(figsize=(6, 4))
    for name in SETS:
        passages = rows(material / name / "passages.jsonl")
        index = Index.build([p["text"] for p in passages], [p.get("title") or "" for p in passages])
        pairs = [
            (hit.score, passages[hit.number]["id"] in question["gold"])
            for question in rows(material / name / "questions.jsonl")
            for hit in index.search(question["question"], top=1)
        ]
        bins = [
            [right for score, right in pairs if low / 10 <= min(score, 0.999) < low / 10 + 0.1]
            for low in range(3, 10)
        ]
        shares = [sum(b) / len(b) if len(b) >= 5 else float("nan") for b in bins]
        axis.plot([0.35 + i / 10 for i in range(7)], shares, marker="o", label=name)
        cells = [f"{s:.2f} ({len(b)})" if b else "–" for s, b in zip(shares, bins, strict=True)]
        table.append([name, f"{_area(pairs):.3f}", *cells])
    axis.set(xlabel="score of the first hit", ylabel="share right", ylim=(0, 1.02))
    axis.legend()
    figure.tight_layout()
    figure.savefig(out / "calibration.svg")
    return table


def _area(pairs: list[tuple[float, bool]]) -> float:
    """How often a right hit scores above a wrong one."""
    right = [score for score, good in pairs if good]
    wrong = [score for score, good in pairs if not good]
    above = sum((r > w) + (r == w) / 2 for r in right for w in wrong)
    return above / max(len(right) * len(wrong), 1)


# --- the report


def _table(lines: list[list[str]]) -> str:
    head, *rest = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([head, "|" + " --- |" * len(lines[0]), *rest])


def report(out: Path, found: dict[str, Any]) -> None:
    """Write the tables and plot the speed."""
    import matplotlib.pyplot as plt

    lines = [["engine", "passages", "build, s", "median, ms", "p95, ms", "worst hostile, ms"]]
    for row in found["speed"]:
        numbers = (f"{row[key]:.2f}" for key in ("build", "median", "p95"))
        hostile = f"{row['hostile']:.1f}" if row["hostile"] else ""
        lines.append([row["engine"], f"{row['size']:,}", *numbers, hostile])
    figure, axis = plt.subplots(figsize=(6, 4))
    for engine in dict.fromkeys(row["engine"] for row in found["speed"]):
        own = [row for row in found["speed"] if row["engine"] == engine]
        axis.loglog([r["size"] for r in own], [r["median"] for r in own], marker="o", label=engine)
    axis.set(xlabel="passages", ylabel="median, ms a question")
    axis.legend()
    figure.tight_layout()
    figure.savefig(out / "speed.svg")
    machine = (
        f"{platform.machine()}, {found['processor']}, one core, Python {platform.python_version()}"
    )
    text = (
        f"# The retriever beside others\n\nOne run of `benchmarks/compare.py` on {machine}.\n"
        "Times are processor time.\n\n"
        f"## Quality: R@1/MRR@10\n\n{_table(found['quality'])}\n\n"
        f"## Speed\n\n{_table(lines)}\n\n![median](speed.svg)\n\n"
        "## What a score means\n\nOf the first hits, the share that is right at each score "
        "(how many), and how often a right one scores above a wrong one.\n\n"
        f"{_table(found['calibration'])}\n\n"
        "![share right by score](calibration.svg)\n"
    )
    (out / "README.md").write_text(text, "utf-8")


def processor() -> str:
    """Name the processor, where the system says it."""
    info = Path("/proc/cpuinfo")
    named = re.search("model name\\s*: (.*)", info.read_text()) if info.exists() else None
    return named[1] if named else platform.processor()


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("material", type=Path)
    parser.add_argument("--out", type=Path, default=HERE / "results")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    if "BENCHMARK_INSIDE" not in os.environ:
        inside()
    sys.path.insert(0, str(HERE))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    found: dict[str, Any] = {"processor": processor()}
    found["calibration"] = calibration(asked.material, asked.out)
    found["quality"] = quality(asked.material)
    found["speed"] = speed(asked.material, asked.sizes)
    report(asked.out, found)


if __name__ == "__main__":
    main()
