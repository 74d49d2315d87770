"""Where and when a page was published, by its keys, its by-lines and its dateline."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from bot.chinese.dates import TIME, find_date
from bot.chinese.folding import shadow
from bot.chinese.word_lists import alternatives
from bot.intake.page.lines import Line, line
from bot.intake.page.noise import FILE, keyed


def date_of(said: Iterable[Line]) -> str | None:
    """Return the date that the lines about a page give, a named one before others."""
    head = tuple(said)
    for each in head:
        for match in keyed("date keys").finditer(each.shade):
            if day := find_date(each.shade[match.end() :]):
                return day[0]
    days = [day for each in head if (day := find_date(each.shade))]
    return days[0][0] if days else None


def signed(body: Sequence[Line]) -> str | None:
    """Return the date under a text's end."""
    dates = (find_date(each.shade) for each in body[-2:] if is_date(each))
    return next((day[0] for day in dates if day), None)


def is_date(each: Line) -> bool:
    """Tell whether a line is a date and little else."""
    day = find_date(each.shade)
    if day is None or each.is_prose:
        return False
    return len(each.shade) - (day[2] - day[1]) < MAX_SOURCE


@cache
def _by() -> re.Pattern[str]:
    """Return what finds a word behind which persons and counters follow: 记者 周一帆."""
    keys = alternatives(FILE, "other keys")
    return re.compile(rf"(?:^|\s)(?:(?:本报|特约)?(?:记者|通讯员)|(?:{keys})(?=[\s:]|\d))")


_NO_NAME = re.compile(r"(?:原创|来源|转载)$|发[布表]于|星期|\d*人?(?:阅读|浏览)")
"""Words beside a date that are no publisher."""

MAX_SOURCE = 20
"""Characters of a source that stands beside a date without a key."""


def beside_date(
    all_lines: Sequence[Line], kinds: Sequence[str | None], metas: Sequence[int], at: int | None
) -> tuple[str | None, set[int]]:
    """Return a publisher's name on the line behind a lone date, and that line's number."""
    for i in metas:
        day, after = find_date(all_lines[i].shade), i + 1
        if not day or day[2] - day[1] < len(TIME.sub("", all_lines[i].shade).strip()) - 1:
            continue
        while after < len(all_lines) and kinds[after] == "today":
            after += 1
        if after >= len(all_lines) or after == at or after in metas or kinds[after]:
            continue
        said = all_lines[after]
        ends = rf"\S{{1,14}}(?:{alternatives(FILE, 'media ends')})"
        if re.fullmatch(ends, said.shade) and not said.is_prose:
            return said.text, {after}
    return None, set()


_CUT = r"\s{2,}|[|丨]|\)|】|\]|\s*(?:%s)\s*[:丨|]|\s+(?:%s)(?=\s*\d|\s|\(|$)"


@cache
def _value_end() -> re.Pattern[str]:
    keys = "|".join(alternatives(FILE, k) for k in ("other keys", "date keys", "source keys"))
    return re.compile(_CUT % (keys, alternatives(FILE, "other keys")))


def source_of(about: Sequence[Line]) -> str | None:
    """Return the source that lines name by a key, or by nothing but a publisher's name."""
    for each in about:
        match = keyed("source keys").search(each.shade)
        if match and (value := _value(each, match.end())):
            return value
    for each in about:
        day = find_date(each.shade)
        if day and not keyed("date keys").search(each.shade):
            rest = TIME.sub(" ", each.text[: day[1]] + " " + each.text[day[2] :])
            rest = rest[: m.start()] if (m := _by().search(shadow(rest))) else rest
            names = dict.fromkeys(re.split(r"[\s|丨·\[\]()（）]+", rest)) | {}
            said = [name for name in names if name and not _NO_NAME.match(name)]
            if each.shade.startswith("原创"):  # author and account, the account last
                said = said[-1:]
            if len(said) == 1 and 2 <= len(said[0]) <= MAX_SOURCE:
                return said[0]
    return None


def _value(each: Line, start: int) -> str:
    """Return what stands behind a key, up to the next key or a date."""
    shade = each.shade[start:]
    ends = [m.start() for m in [_value_end().search(shade)] if m]
    if day := find_date(shade):
        ends.append(day[1])
    return each.text[start : start + min(ends, default=len(shade))].strip(" \u3000\t《》()（）")


def names_source(credit: str) -> bool:
    """Tell whether a by-line says where the text is from."""
    return bool(keyed("source keys").search(line(credit).shade))


_DATELINE = re.compile(
    r"^\W*(?P<who>新华社|中新社|中新网|人民网|新华网|央视网|中国新闻网|[\u4e00-\u9fff]{2,10}?(?:日报|晚报|晨报|时报|早报|"
    r"商报|周报|网|社|报))[^,。;]{0,14}?(?:\d{1,2}月\d{1,2}日)?\s*(?:电|讯|消息)"
)


def dateline(body: Sequence[Line]) -> str | None:
    """Return the agency or paper with which the text begins: 新华社南京1月30日电."""
    match = _DATELINE.match(body[0].shade) if body else None
    if not match or match.group("who").startswith(("本报", "本网", "本社")):
        return None
    return body[0].text[slice(*match.span("who"))]


_PAPER = re.compile(r"(\S{2,10}?[报刊])(?:数字|电子)[版报刊]")
"""How the first line of a page in a newspaper's electronic edition begins."""


def masthead(all_lines: Sequence[Line]) -> str | None:
    """Return the newspaper whose electronic edition a page is of."""
    match = _PAPER.match(all_lines[0].shade) if all_lines else None
    return all_lines[0].text[slice(*match.span(1))] if match else None
