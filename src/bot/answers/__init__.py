"""A `Question` and a snapshot → `Answer`: quotations, or what there is instead.

answering         for each kind of question, where its answer stands; what is talked about then
scope             the passages that a question can be about
facts             what somebody did, how much, when, where, who
evidence          sentences proposed, locked, weighed and decided upon
views             how well a sentence answers, seen in several ways: the table of views
weights           what each view weighs, read from data
lists             roles, categories, organisations
about_bulletins   title, date, source of a bulletin
quoting           what of a passage is shown
alternatives      what is offered where there is no answer
clause_kinds      which clauses can answer which kind of question
term_match        whether a text has a word of the question
"""

from bot.answers.answering import after, answer
from bot.answers.scope import body

__all__ = ["after", "answer", "body"]
