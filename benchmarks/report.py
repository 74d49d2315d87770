"""What `compare` found, as tables and plots."""

import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

matplotlib.rcParams["svg.hashsalt"] = "bulletin-bot"  # the same figures, the same file

BANDS = [low / 10 for low in range(3, 10)]
"""Scores from each of these to a tenth more are counted together."""
ENOUGH = 5
"""A share of fewer first hits than this says nothing."""

Table = list[list[str]]
Pairs = list[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Found:
    """All that was measured."""

    missing: Sequence[str]
    calibration: dict[str, Pairs]
    quality: Table
    speed: list[dict[str, Any]]
    processes: Table


def write(out: Path, found: Found) -> None:
    """Write the tables and draw the plots."""
    left_out = "".join(f"\n{name} could not be had on this machine.\n" for name in found.missing)
    parts = (
        "# The retriever beside others",
        (
            f"One run of `benchmarks/compare.py` on {machine()}.\n"
            f"Times of questions and of building are processor time.\n{left_out}"
        ),
        "## What is found: R@1/MRR@10",
        (
            "`typo`: a homophone in the question; `simplified`, `traditional`: the question in the "
            "other script."
        ),
        table(found.quality),
        "![first hits that are right](quality.svg)",
        "## How fast",
        (
            "Passages of some 300 characters, recombined from sentences of the sets; questions of "
            "theirs. Building includes cutting into words."
        ),
        table(_speed(found.speed)),
        "![median and 95th percentile](speed.svg)",
        "The worst that can be asked, milliseconds:",
        table(_hostile(found.speed)),
        f"A whole process, {max(row['size'] for row in found.speed):,} passages, by the clock:",
        table(found.processes),
        "## What a score means",
        (
            "Of the first hits, the share that is right at each score (how many), and the area: "
            "how often a right one scores above a wrong one."
        ),
        table(_shares(found.calibration)),
        "![share right by score](calibration.svg)",
    )
    (out / "README.md").write_text("\n\n".join(part.strip() for part in parts) + "\n", "utf-8")
    draw_quality(found.quality, out)
    draw_speed(found.speed, out)
    draw_calibration(found.calibration, out)


def machine() -> str:
    """Name what this runs on."""
    info = Path("/proc/cpuinfo")
    named = re.search("model name\\s*: (.*)", info.read_text()) if info.exists() else None
    processor = named[1] if named else platform.processor()
    python = platform.python_version()
    return f"{platform.system()} {platform.machine()}, {processor}, one core, Python {python}"


def table(lines: Table) -> str:
    """Write a table."""
    head, *rest = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([head, "|" + " --- |" * len(lines[0]), *rest])


def _speed(found: list[dict[str, Any]]) -> Table:
    lines = [["engine", "passages", "build, s", "median, ms", "p95, ms"]]
    for row in found:
        numbers = (f"{row[key]:.2f}" for key in ("build", "median", "p95"))
        lines.append([row["engine"], f"{row['size']:,}", *numbers])
    return lines


def _hostile(found: list[dict[str, Any]]) -> Table:
    own = [row for row in found if row["hostile"]]
    lines = [["question", *(f"{row['size']:,} passages" for row in own)]]
    lines.append(["usual (median)", *(f"{row['median']:.2f}" for row in own)])
    hostile = own[0]["hostile"]
    return lines + [[said, *(f"{row['hostile'][said]:.2f}" for row in own)] for said in hostile]


def _bins(pairs: Pairs) -> list[list[bool]]:
    return [
        [right for score, right in pairs if low <= min(score, 0.999) < low + 0.1] for low in BANDS
    ]


def _shares(found: dict[str, Pairs]) -> Table:
    lines = [["set", "area", *(f"{low:.1f}–{low + 0.1:.1f}" for low in BANDS)]]
    for name, pairs in found.items():
        cells = [
            f"{sum(b) / len(b):.2f} ({len(b)})" if len(b) >= ENOUGH else f"({len(b)})"
            for b in _bins(pairs)
        ]
        lines.append([name, f"{area(pairs):.3f}", *cells])
    return lines


def area(pairs: Pairs) -> float:
    """How often a right hit scores above a wrong one."""
    right = [score for score, good in pairs if good]
    wrong = [score for score, good in pairs if not good]
    above = sum((r > w) + (r == w) / 2 for r in right for w in wrong)
    return above / max(len(right) * len(wrong), 1)


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    # What is drawn ends lines with blanks; what is committed does not.
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(line.rstrip() for line in lines) + "\n", "utf-8")


def draw_quality(found: Table, out: Path) -> None:
    """Draw the share of first hits that are right, a group of bars for each set."""
    head, *lines = found
    figure, axis = plt.subplots(figsize=(10, 4))
    width = 0.8 / len(lines)
    for number, line in enumerate(lines):
        places = [at + number * width - 0.4 + width / 2 for at in range(len(head) - 1)]
        shares = [float(cell.split("/")[0]) for cell in line[1:]]
        axis.bar(places, shares, width, label=line[0])
    axis.set_xticks(range(len(head) - 1), head[1:], rotation=30, ha="right")
    axis.set(ylabel="R@1", ylim=(0.2, 1))
    axis.legend(fontsize="small", ncols=3, loc="lower left")
    _save(figure, out / "quality.svg")


def draw_speed(found: list[dict[str, Any]], out: Path) -> None:
    """Draw the median, and as a shadow up to the 95th percentile, over the number of passages."""
    figure, axis = plt.subplots(figsize=(7, 4.5))
    for engine in dict.fromkeys(row["engine"] for row in found):
        own = [row for row in found if row["engine"] == engine]
        sizes, medians = [row["size"] for row in own], [row["median"] for row in own]
        (drawn,) = axis.loglog(sizes, medians, marker="o", label=engine)
        slow = [row["p95"] for row in own]
        axis.fill_between(sizes, medians, slow, alpha=0.12, color=drawn.get_color(), linewidth=0)
    axis.set(xlabel="passages", ylabel="ms a question: median, shadow to p95")
    axis.legend(fontsize="small")
    _save(figure, out / "speed.svg")


def draw_calibration(found: dict[str, Pairs], out: Path) -> None:
    """Draw the share of right first hits over their score."""
    figure, axis = plt.subplots(figsize=(7, 4.5))
    for name, pairs in found.items():
        bins = _bins(pairs)
        shares = [sum(b) / len(b) if len(b) >= ENOUGH else float("nan") for b in bins]
        middles = [low + 0.05 for low in BANDS]
        axis.plot(middles, shares, marker="o", label=f"{name} (area {area(pairs):.2f})")
    axis.set(xlabel="score of the first hit", ylabel="share right", ylim=(0, 1.02))
    axis.legend()
    _save(figure, out / "calibration.svg")
