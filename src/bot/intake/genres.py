"""Tells a page that tells of no organisation's deeds from a bulletin, and says why."""

import re
from collections.abc import Collection
from functools import cache

from bot.chinese.dates import find_date
from bot.chinese.word_lists import alternatives, kinds, listed
from bot.intake.page.page import Page
from bot.remarks import Remark

_FILE = "genres.txt"

ENOUGH = 3
"""Different words of another genre that outweigh a few organisations."""

LISTING = 3
"""More lines than this, most of them with a date, are a list of headlines."""

CIVIC = 3
"""Different words of public life that make a page worth keeping though nobody acts in it."""


def objection(page: Page, acting: Collection[str]) -> str | None:
    """Return why a page is no bulletin, None for one."""
    adverts = (said for kind, said in page.dropped if kind == "advert")
    text = "\n".join([page.title or "", *(each.shade for each in page.body), *adverts])
    dated = sum(find_date(each.shade) is not None for each in page.body)
    if not any(each.is_prose for each in page.body) or dated * 2 > len(page.body) > LISTING:
        return Remark.NO_PROSE
    found = {genre: set(_words(genre).findall(text)) for genre in kinds(_FILE)}
    civic = found.pop("civic")
    genre = max(found, key=lambda name: len(found[name]))
    strong = len(found[genre])
    if strong >= ENOUGH and strong > len(acting) + len(civic) // 2:
        return Remark.OTHER_GENRE.format(genre=listed(_FILE, genre)[0])
    if acting or len(civic) >= CIVIC:
        return None
    return Remark.NOBODY


@cache
def _words(genre: str) -> re.Pattern[str]:
    return re.compile(alternatives(_FILE, genre))
