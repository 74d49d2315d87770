"""Questions in Latin letters: pinyin, English, and Chinese with either in it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from bot.chinese.cues import cues, english
from bot.chinese.text import lexicon, syllables
from bot.library import Snapshot
from bot.model import Repair

LONGEST = 16
"""Characters of a name or phrase that are looked for at once."""

MOST_READINGS = 8
"""Ways to cut a run of letters into syllables that are tried: xian is 先 or 西安."""

_RUN = re.compile(r"[a-z]+(?:[ '][a-z]+)*")
"""Latin words in a row."""

_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")

_CONVERTED = "\ufffc"
"""Stands beside what was in Latin letters, whose blanks are the typist's and not the sentence's."""

_SEAM = re.compile(f"(?<=[\u4e00-\u9fff]) ?{_CONVERTED} ?(?=[\u4e00-\u9fff])|{_CONVERTED}")


def spelt_out(text: str, snapshot: Snapshot) -> tuple[str, tuple[Repair, ...]]:
    """Put Chinese characters in place of pinyin and English words that the bulletins can answer.

    Names that stand in Latin letters in a bulletin or among its aliases stay as they are.
    """
    if not _RUN.search(text):
        return text, ()
    repairs: list[Repair] = []

    def convert(match: re.Match[str]) -> str:
        run = match.group()
        if run in snapshot.text:
            return run
        read = None if _is_english(text) else _from_pinyin(run, snapshot)
        said, printed = read or (_from_english(run), False)
        if printed:
            repairs.append(Repair(run, said))
        return said if said.isascii() else f"{_CONVERTED}{said}{_CONVERTED}"

    def spelt(piece: str) -> str:
        return _RUN.sub(convert, _HYPHEN.sub(" ", piece))

    pieces, at = [], 0
    for name in snapshot.gazetteer.find(text).mentions:
        if name.repaired or not _RUN.search(name.said):
            continue
        pieces += [spelt(text[at : name.start]), text[name.start : name.end]]
        at = max(at, name.end)
    pieces.append(spelt(text[at:]))
    return _SEAM.sub("", "".join(pieces)), tuple(repairs)


# --- English


def _is_english(run: str) -> bool:
    """Whether the Latin words of a text are English: at least as many are that as can be pinyin."""
    pieces = re.findall(r"[a-z]+", run)
    if len(pieces) == 1:
        return pieces[0] in english() or not _cuts(pieces[0])
    known = sum((w in english() or w in _function_words()) and not _cuts(w) for w in pieces)
    return known >= sum(bool(_cuts(w)) and w not in english() for w in pieces)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(
        "what which who whom whose when where why how did does do is are was were the of in on at "
        "for by with and or to from many much tell about give me show please".split()
    )


def _from_english(run: str) -> str:
    """Put the Chinese word for each English word or phrase that is known, longest first.

    A single character begins a name with what follows: blue, tiger, rescue team are 蓝虎救援队.
    """
    pieces = run.split(" ")
    out: list[str] = []
    at = 0
    while at < len(pieces):
        for size in range(min(4, len(pieces) - at), 0, -1):
            phrase = " ".join(pieces[at : at + size])
            chinese = english().get(phrase) or english().get(phrase.removesuffix("s"))
            if chinese:
                joins = bool(out) and len(out[-1]) == 1 and not out[-1].isascii()
                out.append(out.pop() + chinese if joins else chinese)
                at += size
                break
        else:
            out.append(pieces[at])
            at += 1
    return " ".join(out)


# --- pinyin


@cache
def _valid() -> frozenset[str]:
    """Every toneless syllable of Chinese that has a vowel, read off the common characters."""
    sounds = {s for code in range(0x4E00, 0x9FA6) for s in syllables(chr(code))}
    return frozenset(s for s in sounds if any(vowel in s for vowel in "aeiouv"))


@cache
def _cuts(run: str) -> tuple[tuple[str, ...], ...]:
    """All ways to cut a run of letters into syllables, the fewest first; () if there is none."""
    ways: list[tuple[str, ...]] = []

    def cut(rest: str, done: tuple[str, ...]) -> None:
        if not rest:
            ways.append(done)
            return
        for size in range(min(6, len(rest)), 0, -1):
            if rest[:size] in _valid() and len(ways) < MOST_READINGS * 4:
                cut(rest[size:], (*done, rest[:size]))

    if len(run) <= LONGEST * 6:
        cut(run, ())
    return tuple(sorted(ways, key=len))[:MOST_READINGS]


def _from_pinyin(run: str, snapshot: Snapshot) -> tuple[str, bool] | None:
    """Read a run as Chinese; also say whether any of it came from the bulletins."""
    pieces = run.split(" ")
    if not all(map(_cuts, pieces)):  # an English word among them: 民政通 app
        read = [
            (p, False) if not _cuts(p) else _from_pinyin(p, snapshot) or (p, False) for p in pieces
        ]
        return "".join(p for p, _ in read), any(found for _, found in read)
    joined = re.sub(r"[ ']", "", run)
    spaced = tuple(tuple(w) for w in [re.findall(r"[a-z]+", run)] if all(x in _valid() for x in w))
    best: tuple[int, str, bool] | None = None
    for cut in (*spaced, *_cuts(joined)):
        text, unread, found = _read(cut, snapshot)
        if best is None or unread < best[0]:
            best = (unread, text, found)
    if best is None or best[0] * 2 > len(joined):
        return None
    return best[1], best[2]


def _read(cut: tuple[str, ...], snapshot: Snapshot) -> tuple[str, int, bool]:
    """Read syllables from the left, always the longest stretch; count the letters left over.

    What is left over right before a name may make it another's, and is kept.
    """
    out: list[str] = []
    at, unread, found, before = 0, 0, False, ""
    phrases = cues().spoken
    while at < len(cut):
        for size in range(min(LONGEST, len(cut) - at), 0, -1):
            piece = cut[at : at + size]
            spoken = phrases.get(" ".join(piece))
            written = _written(piece, snapshot) if size > 1 else None
            if written or spoken:
                named = bool(written and _stretch(piece, snapshot.names_heard))
                out.append((before if named else "") + (written or spoken or ""))
                found, before = found or bool(written), ""
                at += size
                break
        else:
            before += cut[at]
            unread += len(cut[at])
            at += 1
    return "".join(out), unread, found


def _written(piece: tuple[str, ...], snapshot: Snapshot) -> str | None:
    """Return the name, or else the commonest words of the bulletins, that sound like this."""
    return _stretch(piece, snapshot.names_heard) or _stretch(piece, snapshot.text_heard)


def _stretch(
    piece: tuple[str, ...], texts: Mapping[str, tuple[tuple[str, int], ...]]
) -> str | None:
    """Return the stretch of the texts that sounds like this: a word rather than none."""
    counts = Counter(_heard(piece, texts))
    return max(counts, key=lambda w: (lexicon().get(w, 0) > 0, counts[w]), default=None)


def _heard(
    piece: tuple[str, ...], texts: Mapping[str, tuple[tuple[str, int], ...]]
) -> Iterator[str]:
    """Every stretch of the texts that has these syllables."""
    for text, at in texts.get(piece[0], ()):
        stretch = text[at : at + len(piece)]
        if len(stretch) == len(piece) and all(
            s in syllables(c) for s, c in zip(piece, stretch, strict=True)
        ):
            yield stretch
