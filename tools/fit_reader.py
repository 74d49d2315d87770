#!/usr/bin/env python3
"""Fit the weights by which sentences are chosen and decided upon; write `data/reader.txt`.

    python tools/fit_reader.py PAPER=FOLDER ... [--often PAPER=FOLDER ...] [--write]

Each paper is asked of its folder; what is asked of one bulletin is left out together when accuracy
is measured, and only these figures are printed. `--often` papers count four times: questions that
nobody wrote for a test. A name before an `@` (`natural@fujian=FOLDER`) says with what it is left
out. Needs numpy.
"""

import argparse
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.answers import after, answer
from bot.answers.answering import HANDLERS
from bot.answers.evidence import proposed
from bot.answers.scope import placed
from bot.answers.views import VIEWS, Candidate, around, views
from bot.library import Library
from bot.model import Dialogue, Part, Question
from bot.questions import understand

OUT = Path(__file__).resolve().parents[1] / "src/bot/data/reader.txt"
OFTEN = 4.0
"""How often a natural question counts beside one that was written for a paper."""

L2_CHOOSE, L2_DECIDE = 1.0, 3.0
"""Chosen by left-out accuracy among .3, 1, 3, 10."""

STEPS = 80

FALSE = 0.05
"""The share of what must be refused that may be answered, left out."""

HEAD = """# What each view of a sentence weighs: to choose it, and to decide that it answers.
# Written by tools/fit_reader.py, from {items} questions over {bulletins} bulletins; nothing here
# is set by hand. Left out, bulletin by bulletin: the right sentence first for {right:.3f} of
# {asked} questions; answerable told from not by an AUC of {auc:.3f}.
# view	choose	decide
"""


@dataclass
class Example:
    """A question as the fit sees it."""

    group: str
    weight: float
    seen: np.ndarray
    hits: np.ndarray
    """For each sentence, the share of what must be shown that it shows; 0 with what must not be."""
    answerable: bool


def plain(text: str) -> str:
    """Return a text as papers compare it."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if not c.isspace())


def examples(paper: Path, folder: Path, group: str, weight: float) -> list[Example]:
    """Ask a paper of a folder, and see every sentence that may answer."""
    snapshot, found = Library(folder).current, []
    for item in yaml.safe_load(paper.read_text("utf-8")):
        dialogue, question = Dialogue(), Question("", "empty")
        for turn in (*item["after"], item["q"]):
            question = understand(turn, snapshot, dialogue)
            dialogue = after(dialogue, question, answer(question, snapshot, dialogue))
        weighed = question.intent not in HANDLERS and ":" not in question.intent
        if weighed and not question.unknown and not question.deictic:
            units = [u for u in placed(question, snapshot) if u.passage.part is not Part.SOURCE]
            told = [
                (c, views(question, c, whole))
                for unit, sentences in proposed(question, units, snapshot)
                for whole in [around(question, unit, snapshot)]
                for c in sentences
            ]
            if told:
                seen, hits = [v for _, v in told], np.array([_hits(c, item) for c, _ in told])
                found.append(Example(group, weight, np.array(seen), hits, not item["refuse"]))
    return found


def _hits(candidate: Candidate, item: dict[str, Any]) -> float:
    """Return the share of what must be shown that a sentence shows; 0 with what must not be."""
    passage, clauses = candidate.unit.passage, candidate.unit.clauses
    start, end = clauses[candidate.clauses[0]].start, clauses[candidate.clauses[-1]].end
    names = (*passage.organisations, passage.role or "", passage.category or "")
    text = plain("|".join((passage.text[start:end], *names)))
    shown = [plain(c) in text for c in item["contains"]]
    good = sum(shown) / len(shown) if shown else 0.0
    return 0.0 if good < 1 and any(plain(e) in text for e in item["excludes"]) else good


# --- fitting


def fit_choice(told: list[Example]) -> np.ndarray:
    """Maximise the likelihood of the best sentences among all, by Adam."""
    rows = [(e.seen, e.hits >= e.hits.max() - 1e-9, e.weight) for e in told if e.hits.max() > 0]
    every = np.concatenate([seen for seen, _, _ in rows])
    scale = every.std(0) + 1e-6
    weights, first, second = (np.zeros(len(VIEWS)) for _ in range(3))
    total = sum(w for _, _, w in rows)
    for step in range(1, STEPS + 1):
        slope = L2_CHOOSE * weights / total
        for seen, right, often in rows:
            scores = seen / scale @ weights
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            among = np.where(right, odds, 0)
            slope -= often * (seen / scale).T @ (among / (among.sum() + 1e-12) - odds) / total
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        weights -= 0.05 * first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights / scale


def fit_decision(seen: np.ndarray, right: np.ndarray, often: np.ndarray) -> np.ndarray:
    """Fit the log odds that a question's best sentence answers it; the last weight is the bias."""
    mean, scale = seen.mean(0), seen.std(0) + 1e-6
    table = np.hstack([(seen - mean) / scale, np.ones((len(seen), 1))])
    weights = np.zeros(table.shape[1])
    for _ in range(30):
        sure = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        curve = (table * (often * sure * (1 - sure))[:, None]).T @ table
        slope = table.T @ (often * (sure - right)) + L2_DECIDE * weights
        weights -= np.linalg.solve(curve + L2_DECIDE * np.eye(table.shape[1]), slope)
    plain_weights = weights[:-1] / scale
    return np.append(plain_weights, weights[-1] - plain_weights @ mean)


def best(told: list[Example], weights: np.ndarray) -> np.ndarray:
    """Return which sentence is chosen for each question."""
    return np.array([int((e.seen @ weights).argmax()) for e in told])


def tops(told: list[Example], weights: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return what is seen of each best sentence, whether it can answer, how often it counts."""
    chosen = best(told, weights)
    seen = np.array([e.seen[k] for e, k in zip(told, chosen, strict=True)])
    return seen, np.array([e.answerable for e in told]), np.array([e.weight for e in told])


def area(sure: np.ndarray, right: np.ndarray) -> float:
    """Return the area under the curve: how often the answerable of two is the surer."""
    order = sure.argsort().argsort() + 1
    yes, no = right.sum(), (~right).sum()
    return float((order[right].sum() - yes * (yes + 1) / 2) / (yes * no))


def main() -> None:
    """Fit, measure left out, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("papers", nargs="+")
    parser.add_argument("--often", nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    told: list[Example] = []
    for named, weight in (
        *((p, 1.0) for p in options.papers),
        *((p, OFTEN) for p in options.often),
    ):
        paper, folder = named.split("=")
        path, _, group = paper.partition("@")
        told += examples(Path(path), Path(folder), group or Path(folder).name, weight)
    groups = sorted({e.group for e in told})
    sure, chosen = np.zeros(len(told)), np.zeros(len(told), int)
    for group in groups:
        others = [e for e in told if e.group != group]
        mine = np.array([e.group == group for e in told])
        choose = fit_choice(others)
        decide = fit_decision(*tops(others, choose))
        here = [e for e in told if e.group == group]
        chosen[mine] = best(here, choose)
        sure[mine] = tops(here, choose)[0] @ decide[:-1] + decide[-1]
        print(f"{group:24} {_right(here, chosen[mine])}", file=sys.stderr)
    sure = 1 / (1 + np.exp(-np.clip(sure, -30, 30)))
    answerable = np.array([e.answerable for e in told])
    often = np.array([e.weight for e in told])
    good = np.array(
        [e.hits[k] >= max(e.hits.max(), 1e-9) for e, k in zip(told, chosen, strict=True)]
    )
    for name, part in (("all", often > 0), ("often", often > 1), ("rest", often == 1)):
        if part.any():
            print(f"{name}: AUC {area(sure[part], answerable[part]):.3f}", file=sys.stderr)
    steps = np.arange(0.05, 0.995, 0.005)
    refused = ~answerable
    least = next(
        (s for s in steps if (refused & (sure >= s)).sum() <= FALSE * refused.sum()), 0.995
    )

    def kept(s: float) -> float:
        return float((often * np.where(answerable, good & (sure >= s), sure < s)).sum())

    nearest = min(float(least), max(steps, key=kept))
    print(f"answer from {least:.3f}, nearest from {nearest:.3f}", file=sys.stderr)
    for step in (0.3, nearest, least):
        over = sure >= step
        right, shown = (good & answerable & over).sum(), (refused & over).sum()
        print(f"  from {step:.3f}: {right} right, {shown} of {refused.sum()} not", file=sys.stderr)
    choose = fit_choice(told)
    decide = fit_decision(*tops(told, choose))
    asked = [e for e in told if e.hits.max() > 0]
    right = sum(
        e.hits[k] >= e.hits.max() for e, k in zip(told, chosen, strict=True) if e.hits.max() > 0
    )
    text = HEAD.format(
        items=len(told),
        bulletins=len(groups),
        right=right / len(asked),
        asked=len(asked),
        auc=area(sure, answerable),
    )
    text += "".join(
        f"{v}\t{c:.3f}\t{d:.3f}\n" for v, c, d in zip(VIEWS, choose, decide[:-1], strict=True)
    )
    text += f"bias\t{decide[-1]:.3f}\nanswer\t{least:.3f}\nnearest\t{nearest:.3f}\n"
    if options.write:
        OUT.write_text(text, "utf-8")
    else:
        print(text)


def _right(told: list[Example], chosen: np.ndarray) -> str:
    asked = [(e, k) for e, k in zip(told, chosen, strict=True) if e.hits.max() > 0]
    right = sum(e.hits[k] >= e.hits.max() for e, k in asked)
    return f"{right} of {len(asked)}"


if __name__ == "__main__":
    main()
