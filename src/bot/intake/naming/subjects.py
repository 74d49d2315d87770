"""Whether a statement has a doer of its own, or goes on with the one before."""

import re
from dataclasses import dataclass

from bot.chinese.text import Word, words
from bot.chinese.word_lists import listed
from bot.intake.naming.views import FILE, form_pattern, in_lists, mask_of

_SPEECH = re.compile(r"\W*“[^“”]*”[,:]?")
_MARK = re.compile(r"(?:[^\w“‘《]|\d{1,2}[.、)]|\(?[一二三四五六七八九十]{1,3}[)、])*")
_GOES_ON = re.compile("[该其他她它这那此本我双两]|大家|上述|以上|相关|有关|前者|后者|同时|并")
_TIME = re.compile(r"[\d年月日时分:\-至起前后上下午以来]+$")

CLAUSES = 3
"""Clauses of a statement that are looked at for its subject."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a statement says does it, as far as that can be told without its name."""

    own: bool = False
    """Somebody else than the one before."""
    form: str = ""
    """A form alone: 协会, of one that was named before."""


def subject(shade: str, *, apart: bool) -> Subject:
    """Return the subject of a statement.

    `apart` says that the statement begins a paragraph: its people are not those of the one before.
    """
    at = m.end() if (m := _MARK.match(shade)) else 0
    if speech := _SPEECH.match(shade, at):
        if not shade[speech.end() :].strip(" 。!?;"):
            return Subject()
        if len(speech.group()) > MAX_QUOTED:
            at = speech.end()
    for _ in range(CLAUSES):
        stop = next((i for i in range(at, len(shade)) if shade[i] in ",:;。!?\n"), len(shade))
        if (found := _subject(shade, at, stop)) is not None:
            return _judged(shade[slice(*found)].strip(), apart=apart)
        if shade[stop : stop + 1] not in (",", ":"):
            return Subject()
        at = stop + 1
    return Subject()


MAX_QUOTED = 10
"""Characters of a quotation that may be a name and no speech."""


def _subject(shade: str, at: int, stop: int) -> tuple[int, int] | None:
    """Return where the subject of a clause stands, empty if its verb comes first; None: no verb."""
    run: list[Word] = []
    for word in words(shade[at:stop]):
        if _is_verb(word):
            start = at + (run[0].start if run else word.start)
            return start, at + word.start
        if run or not _is_adverbial(word):
            run.append(word)
    return None


def _is_verb(word: Word) -> bool:
    lists = in_lists(word.text)
    if lists & mask_of("soft verbs", "heads", "inner times") and not lists & mask_of("pivots"):
        return False
    return bool(lists & mask_of("verbs", "pivots", "prepositions", "joiners", "deeds")) or (
        word.tag[:1] == "v" and word.tag != "vn"
    )


def _is_adverbial(word: Word) -> bool:
    lists = in_lists(word.text)
    timely = word.tag in ("t", "d", "c", "f", "ad", "m", "mq") or _TIME.fullmatch(word.text)
    return bool(timely or lists & mask_of("leading words", "adverbs") or not word.text.strip())


def _judged(said: str, *, apart: bool) -> Subject:
    """Tell whether a subject is somebody of its own: no thing, no pronoun, nobody's people."""
    if not said or _GOES_ON.match(said):
        return Subject()
    if form_pattern().fullmatch(said):
        return Subject(form=said)
    if said.endswith(listed(FILE, "things")):
        return Subject()
    return Subject(own=apart or not said.rstrip("们").endswith(listed(FILE, "people")))
