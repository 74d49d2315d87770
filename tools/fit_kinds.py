#!/usr/bin/env python3
"""Fit the kinds of questions on the examples of `data/kinds.txt`, and say how well they carry over.

    python tools/fit_kinds.py [--look]

Prints how many examples of each kind are recognised by weights fitted on the other folds, and what
the others are taken for; then writes `data/kinds.bin` (not with `--look`). The same examples give
the same file. What is minimised is the mean negative logarithm of the right kind's probability,
each kind counting alike by the root of its examples, with a ridge; then one temperature is chosen
by which the probabilities of the folds left out are what they say.
"""

import argparse
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.chinese.text import normalise
from bot.questions.kinds import runs

DATA = Path(__file__).parents[1] / "src/bot/data"
RIDGE = 2e-4
FOLDS = 4
RARE = 2
"""A run of fewer examples is not kept: it would be learnt by heart."""
MOST = 6500
"""Runs that are kept, the most frequent; more would not fit in the file."""

Array = np.ndarray[Any, Any]


def fingerprint(text: str) -> str:
    """Return what tells one state of the examples from another."""
    return hashlib.sha256(text.encode()).hexdigest()


def examples(text: str) -> list[tuple[str, str]]:
    """Read the sentences, each with its kind."""
    told: list[tuple[str, str]] = []
    kind = ""
    for line in text.splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            told.append((kind, normalise(line)))
    return told


def known(sets: list[set[str]]) -> list[str]:
    """Choose the runs that are kept."""
    counted = Counter(run for told in sets for run in told)
    kept = sorted(counted.items(), key=lambda c: (-c[1], c[0]))
    return sorted(run for run, count in kept[:MOST] if count >= RARE)


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences by their runs: each row lists columns, the last one stands in every row."""

    columns: Array
    starts: Array

    @classmethod
    def of(cls, sets: list[set[str]], kept: list[str]) -> "Told":
        """Look up the runs that are kept."""
        column = {run: at for at, run in enumerate(kept)}
        rows = [[*sorted(column[r] for r in told if r in column), len(kept)] for told in sets]
        starts = np.cumsum([0, *map(len, rows)])[:-1]
        return cls(np.concatenate([np.array(row) for row in rows]), starts)

    def scores(self, w: Array) -> Array:
        """Add up the weights of each row's columns."""
        return np.asarray(np.add.reduceat(w[self.columns], self.starts))

    def turned(self) -> "Told":
        """For each column, the rows in which it stands; each stands in some."""
        row = np.zeros(len(self.columns), int)
        row[self.starts[1:]] = 1
        order = np.argsort(self.columns, kind="stable")
        return Told(np.cumsum(row)[order], np.searchsorted(self.columns[order], self.wide()))

    def wide(self) -> Array:
        """Return the numbers of the columns."""
        return np.arange(self.columns.max() + 1)


def fit(told: Told, y: Array, steps: int = 90) -> Array:
    """Minimise by Adam, with a step that shrinks at the end."""
    weigh = y @ (1 / np.sqrt(np.maximum(y.sum(0), 1)))
    weigh = (weigh / weigh.mean())[:, None].astype(np.float32)
    turned = told.turned()
    w = np.zeros((len(told.wide()), y.shape[1]), np.float32)
    mean, square = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, steps + 1):
        off = weigh * (shares(told.scores(w)) - y) / len(y)
        slope = turned.scores(off) + RIDGE * w
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        move = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        w -= 0.2 * min(1.0, 3 * (1 - step / steps)) * move
    return w


def shares(scores: Array) -> Array:
    """Turn scores into probabilities."""
    told = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(told / told.sum(1, keepdims=True))


def temperature(scores: Array, y: Array) -> float:
    """Find what scores are divided by so that probabilities are what they say."""
    tried = np.geomspace(0.3, 4, 80)
    return float(min(tried, key=lambda t: -np.log((shares(scores / t) * y).sum(1)).mean()))


def left_out(sets: list[set[str]], y: Array) -> Array:
    """Score each sentence by what was fitted on the other folds."""
    fold = np.zeros(len(y), int)
    for kind in range(y.shape[1]):  # every fold has its share of each kind
        rows = np.flatnonzero(y[:, kind])
        fold[np.random.default_rng(kind).permutation(rows)] = np.arange(len(rows)) % FOLDS
    scores = np.zeros_like(y)
    for number in range(FOLDS):
        others = [told for told, f in zip(sets, fold, strict=True) if f != number]
        these = [told for told, f in zip(sets, fold, strict=True) if f == number]
        kept = known(others)
        fitted = fit(Told.of(others, kept), y[fold != number])
        scores[fold == number] = Told.of(these, kept).scores(fitted)
    return scores


def report(scores: Array, y: Array, kinds: list[str]) -> None:
    """Print how many of each kind are recognised, and what the others are taken for."""
    right, taken = y.argmax(1), scores.argmax(1)
    for number, kind in enumerate(kinds):
        rows = right == number
        wrong = Counter(kinds[t] for t in taken[rows] if t != number)
        others = ", ".join(f"{k} {n}" for k, n in wrong.most_common(4))
        print(f"{kind:<16}{rows.sum():>4}{(taken[rows] == number).mean():>7.3f}  {others}")
    print(f"{'all':<16}{len(y):>4}{(right == taken).mean():>7.3f}")


def written(w: Array, kept: list[str], kinds: list[str], heat: float, examples: str) -> bytes:
    """Return the file: a line that says what it is, the runs, the weights in bytes."""
    scale = float(np.abs(w).max()) / 127
    head = {"kinds": kinds, "scale": round(scale / heat, 6), "examples": examples}
    table = np.round(w / scale).astype(np.int8).tobytes()
    return b"\n".join([json.dumps(head).encode(), "\t".join(kept).encode(), table])


def main() -> None:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--look", action="store_true", help="write nothing")
    asked = parser.parse_args()
    text = (DATA / "kinds.txt").read_text("utf-8")
    told = examples(text)
    kinds = list(dict.fromkeys(kind for kind, _ in told))
    sets = [runs(sentence) for _, sentence in told]
    y = np.array([[float(kind == k) for k in kinds] for kind, _ in told], np.float32)
    scores = left_out(sets, y)
    report(scores, y, kinds)
    heat = temperature(scores, y)
    kept = known(sets)
    print(f"temperature {heat:.2f}, runs {len(kept)}")
    if not asked.look:
        whole = fit(Told.of(sets, kept), y)
        (DATA / "kinds.bin").write_bytes(written(whole, kept, kinds, heat, fingerprint(text)))


if __name__ == "__main__":
    main()
