"""Which letters of the texts sound alike."""

import zlib

import numpy as np
from numpy.typing import NDArray

from bot.chinese.text import syllables
from bot.search.postings import Numbers, Postings

_READINGS = 2
"""A letter of the texts may have its second reading; what was typed has its first."""

_FLAT = (("zh", "z"), ("ch", "c"), ("sh", "s"))


def sound(syllable: str) -> int:
    """Return a number for a syllable; those that many speakers do not tell apart share it."""
    for rolled, flat in _FLAT:
        syllable = syllable.replace(rolled, flat)
    if syllable.endswith(("ang", "eng", "ing")):
        syllable = syllable[:-1]
    return zlib.crc32(syllable.encode())


class Sounds:
    """Which letters of the texts sound alike."""

    def __init__(self, keys: NDArray[np.uint32], codes: NDArray[np.uint16]) -> None:
        """`keys` are sounds in order; `codes` the letters that have them."""
        self.keys, self.codes = keys, codes

    @classmethod
    def of(cls, postings: Postings) -> "Sounds":
        """Look up how each letter sounds."""
        both = sorted(
            (key, code)
            for code, point in enumerate(postings.letters.tolist(), 1)
            for key in {sound(syllable) for syllable in syllables(chr(point))[:_READINGS]}
        )
        table = np.array(both, np.int64).reshape(-1, 2)
        return cls(table[:, 0].astype(np.uint32), table[:, 1].astype(np.uint16))

    def like(self, letter: str, code: int) -> Numbers:
        """Return the other letters of the texts that sound like this one, by code."""
        reading = syllables(letter)[:1]
        key = np.uint32(sound(reading[0])) if reading else np.uint32(0)
        low, high = np.searchsorted(self.keys, key), np.searchsorted(self.keys, key, "right")
        alike = self.codes[low:high].astype(np.int64)
        others: Numbers = alike[alike != code]
        return others
