"""What was learned of names, as `tools/fit_tagger.py` wrote it."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from bot.intake.naming import acting as seen
from bot.intake.naming.tagger import Scores, Tagger

_FILE = "names.npz"


@dataclass(frozen=True, slots=True)
class Acting:
    """The weights of what is seen of a name, the last one being always there."""

    weights: Scores

    def judge(self, views: list[list[str]]) -> list[bool]:
        """Tell for each name of a text whether it acts."""
        found: list[bool] = []
        received = False
        for view in views:
            before = seen.part(found[-1] if found else None)
            said = self.weights[seen.numbers(view, before)].sum() + self.weights[-1]
            received = seen.receives(view, before=received)
            found.append(bool(said > 0) and not received)
        return found


@cache
def _weights() -> dict[str, Scores]:
    with files("bot.data").joinpath(_FILE).open("rb") as file:
        held = np.load(file)
        scales = {name: float(held[f"{name} scale"]) for name in ("names", "pairs", "acting")}
        return {name: held[name].astype(np.float32) * scale for name, scale in scales.items()}


@cache
def tagger() -> Tagger:
    """Return what finds names."""
    return Tagger(_weights()["names"], _weights()["pairs"])


@cache
def acting() -> Acting:
    """Return what tells who acts."""
    return Acting(_weights()["acting"])
