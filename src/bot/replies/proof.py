"""The last check before a reply leaves: nothing passes as a quotation that is not one."""

from bot.library import Snapshot
from bot.model import Quotation, Reply, Style

_QUOTES = (Style.QUOTE, Style.LONG_QUOTE)


def faults(reply: Reply, snapshot: Snapshot) -> list[str]:
    """Return what is wrong with a reply's quotations; an empty list lets it pass.

    Each quotation must be a slice of a passage that the snapshot has and must stand in the text as
    it is; each stretch that looks like a quotation must be one.
    """
    found = [
        f"not of the bulletins: {quotation!r}"
        for quotation in reply.quotations
        if not _genuine(quotation, snapshot)
    ]
    found += [
        f"not in the text: {quotation.text!r}"
        for quotation in reply.quotations
        if quotation.text.strip() not in reply.text
    ]
    told = {quotation.text.strip() for quotation in reply.quotations}
    found += [
        f"looks like a quotation: {reply.text[span.start : span.end]!r}"
        for span in reply.spans
        if span.style in _QUOTES and reply.text[span.start + 1 : span.end - 1] not in told
    ]
    return found


def _genuine(quotation: Quotation, snapshot: Snapshot) -> bool:
    inside = 0 <= quotation.start < quotation.end <= len(quotation.passage.text)
    return inside and quotation.passage in snapshot.passages
