"""Tells which organisations of a sentence act: subjects, and those who act together with them."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from bot.chinese.word_lists import alternatives
from bot.intake.naming import mentions
from bot.intake.naming import name_edges as edges
from bot.intake.naming.lists import complete
from bot.intake.naming.masking import ASIDE, Clause, clauses, mask
from bot.intake.naming.mentions import Named
from bot.intake.naming.name_edges import Places

_FILE = "organisations.txt"


class _Link(Enum):
    """How a name hangs on what stands before it in its clause."""

    SUBJECT = auto()
    TOGETHER = auto()
    """Acts together with the one before, or with an unsaid subject."""
    LISTED = auto()
    """Does what the one before does."""
    OBJECT = auto()


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation that acts, where the text names it."""

    start: int
    end: int
    name: str
    bare: bool = False
    """Only a form (协会): which one is said elsewhere."""
    opens: bool = False
    """A subject of its own, not one that acts together with the one before."""
    spelt: bool = True
    """The text has the name in one piece, and its form betrays it."""
    pieces: tuple[tuple[int, int], ...] = ()
    """Where the text has the name's pieces."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a page has taught about its names before."""

    names: frozenset[str] = frozenset()
    """Names that no form betrays: 老铁匠."""
    places: Places = frozenset()


NOTHING = Known()


def actors(shade: str, known: Known = NOTHING) -> list[Actor]:
    """Return those who act in a sentence, in order."""
    found: list[Actor] = []
    masked = mask(shade)
    for clause in clauses(masked):
        found += _in_clause(clause, known)
    return found


def _in_clause(clause: Clause, known: Known) -> list[Actor]:
    named = mentions.merge(mentions.find(clause.text, known.places), _known(clause.text, known))
    named = complete(clause.text, named, known.places)
    acting: list[Actor] = []
    acts, end = False, 0
    for name in named:
        link = _link(clause.text[end : name.start], first=end == 0)
        acts = _acts(link, acts, clause.text[name.end :])
        if acts and not name.barred:
            acting.append(
                Actor(
                    clause.start + name.start,
                    clause.start + name.end,
                    name.name,
                    name.bare,
                    opens=link is _Link.SUBJECT,
                    spelt=name.spelt,
                    pieces=tuple(
                        (clause.start + a, clause.start + b)
                        for a, b in name.pieces or ((name.start, name.end),)
                    ),
                )
            )
        end = name.end
    return acting


def _acts(link: _Link, before: bool, behind: str) -> bool:
    if link is _Link.LISTED:
        return before
    if _SEEN.match(behind):
        return True
    if link is _Link.SUBJECT:
        return True
    return link is _Link.TOGETHER


_SEEN = re.compile("(?:的?(?:志愿者|队员|会员|社工)们?)?的?(?:忙碌的?)?(?:身影|红马甲)")
"""What stands behind those who are seen at work: 总能看到…救援队的身影."""


def _known(text: str, known: Known) -> list[Named]:
    spans = mentions.with_names(text, known.names)
    return [Named(a, b, text[a:b], spelt=False) for a, b in spans]


# --- how a name hangs on what stands before it


@cache
def _listing() -> re.Pattern[str]:
    """What stands between two names of one list: 旗下5个园区、 or 和."""
    return re.compile(rf"[^、]{{0,8}}?(?:[、/]|和|与|及|以及|暨|或|[、]以及)+[{ASIDE}]*$")


@cache
def _together() -> re.Pattern[str]:
    joiner = alternatives(_FILE, "joiners")
    return re.compile(rf"(?:{joiner})((?:(?!{joiner}).)*)$")


def _link(before: str, *, first: bool) -> _Link:
    """Judge the text between a name and the one before it, or the clause's beginning."""
    before = before.replace(ASIDE, "")
    if not before or (first and _THERE.fullmatch(before)):
        return _Link.SUBJECT if first else _Link.LISTED
    if not first and _listing().fullmatch(before) and not _has_verb(before):
        return _Link.LISTED
    if not first and _MEMBER.fullmatch(before):
        return _Link.TOGETHER
    if (joined := _together().search(before)) and not _governs(joined.group(1)):
        return _Link.TOGETHER
    return _from_last_word(before, first=first)


_MEMBER = re.compile(r"[^、]{0,6}(?:单位|会员企业|企业)[—-]*")
"""What stands between an association and who belongs to it: 副会长单位某公司."""

_THERE = re.compile("(?:不|正|就|还|又|也|更|便|都)?[是有]")
"""What may stand before a subject: 正是…协会伸出援手, 还有…公司送来热饭."""


def _has_verb(text: str) -> bool:
    sets = edges.word_sets()
    return any(
        w.text in sets["verbs"] or w.text in sets["prepositions"] for w in edges.cut_words(text)
    )


def _governs(text: str) -> bool:
    """Tell whether a word in a text takes what follows as its object."""
    return _has_verb(text.replace("、", ""))


def _from_last_word(before: str, *, first: bool) -> _Link:
    """Read backwards to the word that decides."""
    sets = edges.word_sets()
    for word in reversed(edges.cut_words(before)):
        if word.text in sets["pivots"]:
            return _Link.TOGETHER
        if any(word.text in sets[k] for k in ("prepositions", "verbs", "soft verbs")):
            return _Link.OBJECT
        if word.text in ("和", "与", "同", "跟"):
            return _Link.OBJECT if _has_verb(before[: word.start]) else _Link.TOGETHER
    return _Link.SUBJECT if first else _Link.OBJECT
