"""Which part of a message asks, and what its words are to the question."""

import re
from dataclasses import replace

from bot.chinese.cues import cues
from bot.chinese.text import Word, clauses, words
from bot.library import Snapshot
from bot.model import Term
from bot.questions.kinds import HOLE, SILENT, asks

RAMBLING = 28
"""A message of more characters is read for the clause that asks; the others are background."""

ASKS = 0.5
"""A clause asks where that is more probable than not."""

_ASKED_OF = re.compile(
    r"的?(?:又|都|分别|一共|到底)*(?:是|叫|有|为|达|在|姓|由)?(?:谁|什么|啥|多少|哪|几|何|怎|如何|多[大高长])"
)
"""What follows the thing that is asked for: 队长是谁, 会员有多少."""

_COUNT_ASKED = re.compile(r"(?:多少|几)[\u4e00-\u9fff]?$")
"""What stands before the thing whose number is asked for: 多少个口罩."""

_OF_KIND = re.compile(r"(?:什么|啥|何种|哪种)$")
"""What stands before the kind of the answer, where the very word need not be printed."""

_IS_OF_KIND = re.compile(r"(?:是|用的?)(?:什么|啥|哪种|哪个)$")
"""What follows is an attribute that is asked for, and not what an answer may be: 是什么牌子的."""

_KIND_ASKED = re.compile(r"(?:哪些|哪几|哪个|哪家|哪种|哪位|什么|何种)[个家种位条项类]?$")
"""What follows says of which kind the answer is (哪些媒体); a bulletin need not call it so."""


def as_asked(term: Term, word: Word, text: str, snapshot: Snapshot) -> Term:
    """See how a question asks for a term: as the very thing, or as the kind of an answer."""
    if _KIND_ASKED.search(text[: word.start]):
        printed = term.text in snapshot.text
        if not printed and _OF_KIND.search(text[: word.start]):
            return replace(term, asked=bool(_IS_OF_KIND.search(text[: word.start])))
        return replace(term, hard=False, weight=term.weight if printed else term.weight / 2)
    asked = _ASKED_OF.match(text, word.end) or _COUNT_ASKED.search(text[: word.start])
    return replace(term, asked=term.asked or bool(asked))


def core(text: str, snapshot: Snapshot) -> tuple[int, int]:
    """Find the part of a message that asks: all of it, or the asking clause of a rambling one.

    Where none asks in words, it is the clause that says most of what the bulletins know.
    """
    spans = clauses(text)
    if len(text) <= RAMBLING or len(spans) == 1:
        return 0, len(text)
    for silent in ((*SILENT, "outside"), SILENT):
        for start, end in reversed(spans):
            if asks(text[start:end], silent) > ASKS:
                return start, end
    told = [_known(text[start:end], snapshot) for start, end in spans]
    return spans[told.index(max(told))] if max(told) else (0, len(text))


def _known(text: str, snapshot: Snapshot) -> int:
    """Count the characters of a text that are words of the bulletins or stand for a name."""
    told = [w.text for w in words(text) if w.text not in cues().generic]
    return sum(len(w) for w in told if w in snapshot.vocabulary or w == HOLE)


def without_cues(text: str, intent: str) -> str:
    """Blank the words that only ask."""
    for name in (intent, "any"):
        if name in cues().asking:
            text = blank(cues().asking[name], text)
    text = blank(cues().context["instead"], text)
    return blank(cues().context["pronoun"], text)


def blank(pattern: re.Pattern[str], text: str) -> str:
    """Put blanks in place of all that a pattern matches, so that places stay what they are."""
    return pattern.sub(lambda m: " " * len(m.group()), text)
