"""A bulletin's id: readable, stable, safe as the name of a file on any system."""

import hashlib
import re

from bot.chinese.text import pinyin, simplify, words

MAX_LENGTH = 48
"""Characters of the words in an id; it is cut between words."""


def slug(title: str, date: str | None) -> str:
    """Return the id of a bulletin by its date and its title in pinyin.

    >>> slug("云溪“五朵金花”进社区", "2023-03-06")
    '2023-03-06-yun-xi-wuduo-jinhua-jinshequ'
    """
    said = [
        re.sub("[^a-z0-9]", "", "".join(pinyin(w.text.lower()))) for w in words(simplify(title))
    ]
    kept = ""
    for word in filter(None, said):
        longer = f"{kept}-{word}" if kept else word
        if len(longer) > MAX_LENGTH:
            break
        kept = longer
    kept = kept or hashlib.sha256(title.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{date}-{kept}" if date else kept
