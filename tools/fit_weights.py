#!/usr/bin/env python3
"""Fit the weights of `bot.search.features` on sets of questions, and say how well they carry over.

    python tools/fit_weights.py MATERIAL [--folds 5] [--set NAME ...]

MATERIAL holds a folder for each set with `passages.jsonl` and `questions.jsonl` (as `search` reads
them, a question also with "gold", the ids of the passages that answer it). Prints, for each set,
what the weights in the code reach and what weights fitted on the other folds reach on each fold,
then weights fitted on everything, to be written into the tables by hand.

What is minimised is the negative logarithm of a right passage's share in a softmax over the
candidates, the mean over each set, then over the sets, so that no set outweighs another; a little
ridge keeps twins apart, and no weight is below 0: more of the question is never held against a
text.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.search.features import CUE_WEIGHTS, FEATURES
from bot.search.index import DEPTH, Index

COLUMNS = (*FEATURES, *CUE_WEIGHTS)
RIDGE = 3e-4
NEIGHBOURS = 7
"""So many questions in a row stay in one fold: neighbours ask of the same passage."""


@dataclass(frozen=True, slots=True)
class Set:
    """The candidates of each question: features, which rows are candidates, which are right."""

    x: np.ndarray[Any, Any]
    there: np.ndarray[Any, Any]
    right: np.ndarray[Any, Any]

    def take(self, rows: np.ndarray[Any, Any]) -> "Set":
        """Keep some of the questions."""
        return Set(self.x[rows], self.there[rows], self.right[rows])


def rows(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read(folder: Path) -> Set:
    """Index a set's passages and measure the candidates of its questions."""
    passages, questions = rows(folder / "passages.jsonl"), rows(folder / "questions.jsonl")
    index = Index.build([p["text"] for p in passages], [p.get("title") or "" for p in passages])
    number = {p["id"]: n for n, p in enumerate(passages)}
    x = np.zeros((len(questions), DEPTH, len(COLUMNS)))
    there = np.zeros((len(questions), DEPTH), bool)
    right = np.zeros((len(questions), DEPTH), bool)
    for q, question in enumerate(questions):
        measured = index.measure(question["question"])
        if measured is None:
            continue
        size = len(measured.numbers)
        there[q, :size] = True
        x[q, :size, : len(FEATURES)] = measured.table[:, : len(FEATURES)]
        for at, cue in enumerate(measured.cues, len(FEATURES)):
            x[q, :size, COLUMNS.index(cue)] = measured.table[:, at]
        right[q, :size] = np.isin(measured.numbers, [number[p] for p in question["gold"]])
    return Set(x, there, right)


def gradient(part: Set, weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Which way what is minimised grows."""
    score = np.where(part.there, part.x @ weights, -1e9)
    share = np.exp(score - score.max(1, keepdims=True))
    good = share * part.right
    off = share / share.sum(1, keepdims=True) - good / good.sum(1, keepdims=True)
    return np.tensordot(off, part.x, 2) / len(part.x)


def fit(parts: list[Set], steps: int = 300) -> np.ndarray[Any, Any]:
    """Adam, with a step that shrinks at the end."""
    parts = [part.take(part.right.any(1)) for part in parts]
    weights = np.ones(len(COLUMNS))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        slope = sum(gradient(part, weights) for part in parts) / len(parts) + RIDGE * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        move = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        weights = np.maximum(weights - 0.2 * min(1.0, 3 * (1 - step / steps)) * move, 0)
    return weights


def reach(part: Set, weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """R@1 and reciprocal rank (0 beyond 10) of each question."""
    order = np.argsort(np.where(part.there, -(part.x @ weights), 1e9), 1, kind="stable")
    right = np.take_along_axis(part.right, order, 1)
    rank = np.where(right.any(1), right.argmax(1), DEPTH)
    return np.stack([rank == 0, np.where(rank < 10, 1 / (rank + 1), 0)], 1)


def main() -> None:
    """Fit, and print what it came to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("material", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--set", nargs="*", default=["drcd", "cmrc", "ncp", "ncp_docs"])
    asked = parser.parse_args()
    sets = {name: read(asked.material / name) for name in asked.set}
    current = np.array([f.weight for f in FEATURES.values()] + list(CUE_WEIGHTS.values()))
    fold = {n: np.arange(len(s.x)) // NEIGHBOURS % asked.folds for n, s in sets.items()}
    kept: dict[str, list[np.ndarray[Any, Any]]] = {name: [] for name in sets}
    for number in range(asked.folds):
        weights = fit([s.take(fold[n] != number) for n, s in sets.items()])
        for name, s in sets.items():
            kept[name].append(reach(s.take(fold[name] == number), weights))
    everything = fit(list(sets.values()))
    print("R@1/MRR@10       in the code       other folds       fitted on all")
    for name, s in sets.items():
        columns = (reach(s, current), np.concatenate(kept[name]), reach(s, everything))
        shown = ("/".join(f"{v:.3f}" for v in column.mean(0)) for column in columns)
        print(f"{name:<12}", *(f"{value:>17}" for value in shown))
    for name, before, after in zip(COLUMNS, current, everything, strict=True):
        print(f"{name:<20}{before:>8.2f}{after:>8.2f}")


if __name__ == "__main__":
    main()
