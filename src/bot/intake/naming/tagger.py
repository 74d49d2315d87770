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


@dataclass(frozen=True, slots=True)
class Tagger:
    """The weights of features, [bucket, tag], and of pairs of tags."""

    weights: Scores
    pairs: Scores

    def scores(self, rows: Rows) -> Scores:
        """Return what each character's features say for each tag."""
        found: Scores = self.weights.take(rows.T, axis=0).sum(axis=0)
        return found

    def spans(self, rows: Rows, bias: float = 0.0) -> list[tuple[int, int]]:
        """Return where names stand in a run of text; `bias` is added to being none."""
        scores = self.scores(rows)
        scores[:, 0] += bias
        return list(_names(_best_path(scores, self.pairs)))


def _best_path(scores: Scores, pairs: Scores) -> list[int]:
    """Return the chain of tags that scores best (Viterbi).

    A name has two characters or more: behind none and its end comes none or a beginning, behind its
    beginning and its inside comes inside or end.
    """
    table: list[list[float]] = pairs.tolist()
    (oo, ob, *_), (_, _, bi, be), (_, _, ii, ie), (eo, eb, *_) = table
    first, *others = scores.tolist()
    o, b, i, e = first[0], first[1], _NEVER, _NEVER
    back: list[tuple[int, ...]] = []
    for to_o, to_b, to_i, to_e in others:
        o_o, e_o, o_b, e_b = o + oo, e + eo, o + ob, e + eb
        b_i, i_i, b_e, i_e = b + bi, i + ii, b + be, i + ie
        back.append((3 * (e_o > o_o), 3 * (e_b > o_b), 1 + (i_i > b_i), 1 + (i_e > b_e)))
        o = max(o_o, e_o) + to_o
        b = max(o_b, e_b) + to_b
        i = max(b_i, i_i) + to_i
        e = max(b_e, i_e) + to_e
    path = [0 if o >= e else 3]
    for chosen_before in reversed(back):
        path.append(chosen_before[path[-1]])
    return path[::-1]


def _names(path: list[int]) -> list[tuple[int, int]]:
    """Return the spans from each first to its last tag."""
    starts = [at for at, tag in enumerate(path) if tag == 1]
    ends = [at + 1 for at, tag in enumerate(path) if tag == 3]
    return list(zip(starts, ends, strict=True))
