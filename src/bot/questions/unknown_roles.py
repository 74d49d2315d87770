"""Roles and categories that a question names and no bulletin has.

安全监督员, where there is a 节能监督员; 体育类社会组织, where there is a 文化类社会组织.
"""

import re
from collections.abc import Iterator

from bot.chinese.cues import cues
from bot.chinese.text import words
from bot.library import BREAKS, Snapshot
from bot.model import Sort, Unknown

_ROLE = re.compile(r"[\u4e00-\u9fff]{3,}?员(?=[是有由做干的都呢谁哪叫指]|[^\u4e00-\u9fff]|$)")

_CATEGORY = re.compile(r"[\u4e00-\u9fff]{2,}?类(?=的?(?:社会)?组织)")

TAIL = 3
"""Last characters that make a stretch a role's name where a known role has them: 监督员."""

LONGEST = 7
"""Characters of a role's name, or of what a category is about, at the most."""


def unknown_roles(text: str, snapshot: Snapshot) -> Iterator[Unknown]:
    """Every stretch of a text without the known names that is built like one of the roles."""
    roles = snapshot.gazetteer.of(Sort.ROLE)
    for match in _ROLE.finditer(text):
        said = _name(match.group())
        similar = tuple(r for r in roles if r.name.endswith(said[-TAIL:]))
        if similar and TAIL < len(said) <= LONGEST and all(said not in r.name for r in roles):
            yield Unknown(said, match.end() - len(said), match.end(), similar)


def unknown_categories(text: str, snapshot: Snapshot) -> Iterator[Unknown]:
    """Every stretch of a text without the known names that is built like one of the categories."""
    known = snapshot.gazetteer.of(Sort.CATEGORY)
    for match in _CATEGORY.finditer(text):
        said = _name(match.group()[:-1])
        if known and 1 < len(said) <= LONGEST and all(said not in c.name for c in known):
            yield Unknown(said + "类", match.end() - len(said) - 1, match.end(), known)


def _name(stretch: str) -> str:
    """The end of a stretch that may be a name: its last words that no name runs across."""
    start = len(stretch)
    for word in reversed(words(stretch)):
        if word.text in BREAKS or word.text in cues().generic or word.tag[:1] in "rupcydm":
            break
        start = word.start
    return stretch[start:]
