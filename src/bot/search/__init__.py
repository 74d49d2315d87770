"""Any texts → an `Index` that ranks them for a question.

index, building, file, postings   texts → postings, kept in a file that is mapped and not read
query, light_words, homophones    a question → what is looked up, and how much each part weighs
speller, slip_sites               letters that may be slips
features, occurrences             where a text has the question's letters, as named features
"""

from bot.search.file import MAGIC, Untrustworthy
from bot.search.index import Index

__all__ = ["MAGIC", "Index", "Untrustworthy"]
