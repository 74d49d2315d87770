"""Which bulletins a question is addressed to, by words of their titles, sources and dates."""

import re
from collections import Counter

from bot.chinese.name_parts import bare
from bot.library import Snapshot
from bot.model import Question

ABOUT_BULLETINS = ("latest", "date_of", "title_of", "link_of", "source", "author", "overview")
"""Kinds of question that are about bulletins and not about what they tell."""

_OF_A_BULLETIN = (*ABOUT_BULLETINS, "roles", "organisations")
"""Kinds of question in which any word of a title says which bulletin."""

_DOCUMENT = re.compile(r"[这那]一?[篇份]|公报|简报|通报|文章|稿子|新闻|报道|bulletin")
"""What makes any other question one in which it does."""

SURE = 4
"""A label of so many characters says which bulletin in any question."""


def addressed(text: str, snapshot: Snapshot, intent: str) -> tuple[frozenset[str], str]:
    """Which bulletins a question names, by words of their own; and the text without those words."""
    if len(snapshot.bulletins) == 1 and intent not in (*ABOUT_BULLETINS, "which_bulletin"):
        return frozenset(), text
    fewest = 1 if intent in _OF_A_BULLETIN or _DOCUMENT.search(text) else SURE
    said = [label for label in snapshot.labels if len(label) >= fewest and label in text]
    scores: Counter[str] = Counter()
    for label in said:
        scores.update(dict.fromkeys(snapshot.labels[label], len(label)))
    best = max(scores.values(), default=0)
    named = frozenset(id_ for id_, score in scores.items() if score == best)
    if len(named) == len(snapshot.bulletins) > 1:
        return frozenset(), text
    for label in sorted(said, key=len, reverse=True):
        text = text.replace(label, " " * len(label))
    return named, text


def asks_more(question: Question, snapshot: Snapshot) -> bool:
    """Whether a question asks for a thing besides the bulletins and the places that it names."""
    titles = [snapshot.titles[id_] for id_ in question.bulletins or snapshot.bulletins]
    return any(
        (t.hard or (t.text in snapshot.text and not t.text.isascii()))
        and bare(t.text) not in question.places
        and not any(t.text in title for title in titles)
        for t in question.terms
    )
