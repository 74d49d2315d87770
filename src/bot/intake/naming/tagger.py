"""A chain of tags over characters, the likeliest as a whole: where names begin and end.

A linear chain model (CRF): what each character says for each tag is the sum of its features'
weights, what two tags say to each other is a table. `tools/fit_tagger.py` fits both.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.intake.naming.views import Rows

Scores = NDArray[np.float32]

TAGS = "OBIE"
"""Outside a name; its first, inner and last character."""

_NEVER = -1e4
_BEFORE = ((0, 3), (0, 3), (1, 2), (1, 2))
"""Which tags may stand before each: a name has two characters or more."""


@dataclass(frozen=True, slots=True)
class Tagger:
    """The weights of features, [bucket, tag], and of pairs of tags."""

    weights: Scores
    pairs: Scores

    def scores(self, rows: Rows) -> Scores:
        """Return what each character's features say for each tag."""
        found: Scores = self.weights[rows].sum(axis=1)
        return found

    def spans(self, rows: Rows, bias: float = 0.0) -> list[tuple[int, int]]:
        """Return where names stand in a run of text; `bias` is added to being none."""
        scores = self.scores(rows)
        scores[:, 0] += bias
        return list(_names(_best_path(scores, self.pairs)))


def _best_path(scores: Scores, pairs: Scores) -> list[int]:
    """Return the chain of tags that scores best (Viterbi), each tag having two before it."""
    table: list[list[float]] = pairs.tolist()
    first, *others = scores.tolist()
    total = [first[0], first[1], _NEVER, _NEVER]
    back: list[tuple[int, ...]] = []
    for said in others:
        chosen = [
            max(_BEFORE[tag], key=lambda old: total[old] + table[old][tag]) for tag in range(4)
        ]
        total = [total[old] + table[old][tag] + said[tag] for tag, old in enumerate(chosen)]
        back.append(tuple(chosen))
    path = [0 if total[0] >= total[3] else 3]
    for chosen_before in reversed(back):
        path.append(chosen_before[path[-1]])
    return path[::-1]


def _names(path: list[int]) -> list[tuple[int, int]]:
    """Return the spans from each first to its last tag."""
    starts = [at for at, tag in enumerate(path) if tag == 1]
    ends = [at + 1 for at, tag in enumerate(path) if tag == 3]
    return list(zip(starts, ends, strict=True))
