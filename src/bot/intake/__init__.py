"""A file's bytes → `Chunked`: a bulletin, and what a person should look at.

box             a child process that all of these run in, with limits of memory and time
formats         bytes → Document: blocks of text, nothing judged
page            Document → Page: title, date, source, the body's lines, what is noise
outline         lines → headings and the paragraphs under them
naming          who acts in a paragraph, what a heading names
chunker         all of these, and the sections and passages that come of them
who_is_who      the names of one page: short and long ones are one
aliases         other names that a page gives or that people use
genres          what is no bulletin at all
"""

from bot.intake.box import Box
from bot.intake.formats.reading import read_bytes

bulletin_of = Box().bulletin_of
"""Returns the bulletin in a document, or raises why there is none."""

__all__ = ["bulletin_of", "read_bytes"]
