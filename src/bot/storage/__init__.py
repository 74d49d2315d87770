"""What is kept: a `Journal` of questions, an `Archive` of what was published, and the `Answered`.

These are protocols: what is imported from here knows no database. `opening.open_storage` opens
their tables, for `run` alone.

journal, archive, answered    the protocols, what they keep, and what keeps nothing
journal_table, archive_table,
answered_table                the same in a database
people                        codes that stand for people
database                      opened once for all, with a private folder beside it; is it there?
"""

from bot.storage.answered import ANSWERED_DAYS, Answered, Given
from bot.storage.archive import DRAFT_DAYS, Archive, Draft, Version, Why
from bot.storage.journal import Asked, Counts, Journal, Silence, Voted

__all__ = [
    "ANSWERED_DAYS",
    "DRAFT_DAYS",
    "Answered",
    "Archive",
    "Asked",
    "Counts",
    "Draft",
    "Given",
    "Journal",
    "Silence",
    "Version",
    "Voted",
    "Why",
]
