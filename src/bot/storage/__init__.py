"""What is kept: the `Journal` of questions and the `Archive` of what was published.

Both are protocols: what is imported from here knows no database. `opening.open_storage` opens their
tables, for `run` alone.

journal, archive               the protocols, what they keep, and a journal that keeps nothing
journal_table, archive_table   the same in a database
database                       opened once for both, with a private folder beside it
"""

from bot.storage.archive import DRAFT_DAYS, Archive, Draft, Version, Why
from bot.storage.journal import Asked, Counts, Journal, Silence, Voted

__all__ = [
    "DRAFT_DAYS",
    "Archive",
    "Asked",
    "Counts",
    "Draft",
    "Journal",
    "Silence",
    "Version",
    "Voted",
    "Why",
]
