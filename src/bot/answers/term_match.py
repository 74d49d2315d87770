"""How far a text has a term of a question: in its words, in other words, or loosely."""

import re
from collections.abc import Sequence

from bot.chinese.numbers import Quantity, same_class
from bot.chinese.text import is_hanzi, lexicon
from bot.model import Term

DIRECT, OTHER, LOOSE = 1.0, 0.9, 0.7
"""What a term is worth in the words of the question, in other words, or with words between."""


def worth(term: Term, text: str, figures: Sequence[Quantity] = ()) -> float:
    """How far a text in normal form, with its figures, has a term, from 0 to 1."""
    if term.least is not None and term.most is not None:
        return float(
            any(
                term.least <= q.value <= term.most and _counted_alike(term.measure, q.measure)
                for q in figures
            )
        )
    if _stands(term.text, text):
        return DIRECT
    if term.measure and any(q.measure and same_class(term.measure, q.measure) for q in figures):
        return OTHER
    if any(_stands(other, text) for other in term.others):
        return OTHER
    return LOOSE if term.text in text or _loosely(term.text, text) else 0.0


def _counted_alike(said: str, printed: str) -> bool:
    """Whether two measure words may count the same: 17位 and 17名; 个 counts whatever there is."""
    return not said or not printed or said == "个" or same_class(said, printed)


def _stands(word: str, text: str) -> bool:
    """Whether a text has a word, and not just its characters across two others: 中心|理事."""
    at = text.find(word)
    while at >= 0:
        if len(word) != 2 or not _across(text, at):
            return True
        at = text.find(word, at + 1)
    return False


def _across(text: str, at: int) -> bool:
    """Whether both characters at a place belong to words with their other neighbours."""
    known = lexicon()
    before, after = text[max(at - 1, 0) : at + 1], text[at + 1 : at + 3]
    return len(before) == len(after) == 2 and bool(known.get(before) and known.get(after))


def _around_one(one: str, other: str, text: str) -> bool:
    """Whether a text has two characters with just one between, which is no sign."""
    at = text.find(one)
    while at >= 0:
        if text[at + 2 : at + 3] == other and is_hanzi(text[at + 1]):
            return True
        at = text.find(one, at + 1)
    return False


def _loosely(term: str, text: str) -> bool:
    """Whether a text has a term with a little between: 防护镜 in 防护眼镜, 粮企 in 粮食企业."""
    if len(term) == 2 and not term.isascii():
        return _around_one(term[0], term[1], text)
    if len(term) == 4 and term[:2] in text and term[2:] in text:
        return True
    if len(term) < 3 or term[0] not in text:
        return False
    return re.search(".{0,2}?".join(map(re.escape, term)), text) is not None
