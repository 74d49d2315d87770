"""A message and a snapshot → `Question`: all that was understood; nobody reads the words again.

understanding     the path, from the first character to the question
kinds             which kind of question a sentence is, learnt from examples
asking_clause     the clause of a message that asks
which_bulletins   the bulletins that it is about
terms             the words that an answer must have
constraints       numbers, measures and places that bind an answer
follow_ups        what it leaves to the conversation
word_repair       words with slips
latin             pinyin and English
unknown_roles     roles that nobody has
"""

from bot.questions.constraints import measures
from bot.questions.follow_ups import elliptical, of_last
from bot.questions.understanding import asks_why, understand
from bot.questions.which_bulletins import asks_more

__all__ = ["asks_more", "asks_why", "elliptical", "measures", "of_last", "understand"]
