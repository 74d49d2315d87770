"""A folder of bulletins → the `Snapshot` that answers come from.

library     holds the snapshot that is served, and swaps it whole
snapshot    passages with their clauses, names and texts: never changed
gazetteer   the names of a snapshot, and what a question's words mean among them
files       YAML ⇄ Bulletin, with a door of its own: for those who read and write the folder
"""

from bot.library.gazetteer.gazetteer import Found
from bot.library.gazetteer.spans import BREAKS
from bot.library.library import Change, Library
from bot.library.snapshot import Clause, Snapshot, Unit

__all__ = ["BREAKS", "Change", "Clause", "Found", "Library", "Snapshot", "Unit"]
