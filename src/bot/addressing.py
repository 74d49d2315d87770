"""Which bulletins a question is addressed to, by words of their titles, sources and dates."""

import re

from bot.snapshot import Snapshot

_DOCUMENT = re.compile(r"[这那](?:一)?[篇份]|公报|简报|通报|文章|稿子|新闻|报道|bulletin")


def addressed(text: str, snapshot: Snapshot, intent: str) -> tuple[frozenset[str], str]:
    """Which bulletins a question names, by words of their own; and the text without those words."""
    if len(snapshot.bulletins) == 1 and intent not in ABOUT_BULLETINS:
        return frozenset(), text
    about = (
        intent in ABOUT_BULLETINS or _DOCUMENT.search(text) or intent in ("roles", "organisations")
    )
    scores: dict[str, int] = {}
    said: list[str] = []
    for label, ids in snapshot.labels.items():
        exact = len(label) > 3 and label in text
        if label in text and (about or exact):
            said.append(label)
            for id_ in ids:
                scores[id_] = scores.get(id_, 0) + len(label)
    best = max(scores.values(), default=0)
    if len(best_ids := [i for i, s in scores.items() if s == best]) == len(snapshot.bulletins) > 1:
        return frozenset(), text
    for label in sorted(said, key=len, reverse=True):
        text = text.replace(label, " " * len(label))
    return frozenset(best_ids), text


ABOUT_BULLETINS = ("latest", "date_of", "title_of", "link_of", "source", "author", "overview")
