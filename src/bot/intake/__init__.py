"""A file's bytes → `Chunked`: a bulletin, and what a person should look at.

formats         bytes → Document: blocks of text, nothing judged
page            Document → Page: title, date, source, the body's lines, what is noise
outline         lines → headings and the paragraphs under them
naming          who acts in a paragraph, what a heading names
chunker         all of these, and the sections and passages that come of them
who_is_who      the names of one page: short and long ones are one
aliases         other names that a page gives or that people use
genres          what is no bulletin at all
"""

from bot.intake.chunker import bulletin_of
from bot.intake.formats.reading import read_bytes

__all__ = ["bulletin_of", "read_bytes"]
