"""Dates as pages print them → ISO 8601: 2020/4/15, 二〇二〇年四月十五日, 民國109年4月15日."""

import re
from datetime import date

from bot.chinese.numbers import chinese_value

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Years that a bulletin may be of."""

REPUBLIC = 1911
"""What is added to a year of the Republic (民國109年 is 2020)."""

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:\d{4}|[一二三四五六七八九〇零O○]{4})"
_FORMS = (
    re.compile(
        rf"(?:中华)?民国\s*(?P<roc>\d{{2,3}}|[一二三四五六七八九十百零〇]+)\s*年\s*(?P<m>{_N})\s*月\s*(?P<d>{_N})\s*日"
    ),
    re.compile(rf"(?<!\d)(?P<y>{_YEAR})\s*年\s*(?P<m>{_N})\s*月\s*(?P<d>{_N})\s*[日号]?"),
    re.compile(r"(?<!\d)(?P<y>\d{4})\s*[-/.]\s*(?P<m>\d{1,2})\s*[-/.]\s*(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<![\d.-])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d\d)(?![\d.-])"),
    re.compile(
        r"(?<![\d.-])(?P<roc>1\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?![\d.])"
    ),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
)
"""Tried in this order; all in the text's shadow."""

TIME = re.compile(
    r"\s*(?:星期|周)?[一二三四五六日天]?\s*(?:[上下]午|凌晨|晚上?)?\s*\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2})?秒?"
)


def find_date(shade: str) -> tuple[str, int, int] | None:
    """Return the first whole date of a text in ISO form and where it stands.

    >>> find_date("发布时间:民国109年4月15日")
    ('2020-04-15', 5, 16)
    """
    found = [hit for form in _FORMS for m in form.finditer(shade) if (hit := _valid(m))]
    return min(found, key=lambda hit: (hit[1], -hit[2]), default=None)


def _valid(match: re.Match[str]) -> tuple[str, int, int] | None:
    """Return a match as a date that the calendar has."""
    parts = match.groupdict()
    year = _number(parts["roc"]) + REPUBLIC if parts.get("roc") else _number(parts["y"])
    try:
        day = date(year, _number(parts["m"]), _number(parts["d"]))
    except ValueError:
        return None
    return (day.isoformat(), *match.span()) if FIRST_YEAR <= year <= LAST_YEAR else None


def _number(text: str) -> int:
    """Return a numeral's value; a year's digits may be 〇, 零, a circle or the letter O."""
    if text.isdigit():
        return int(text)
    return chinese_value(text.replace("O", "〇").replace("○", "〇")) or 0
