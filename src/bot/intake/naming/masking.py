"""Masks what names do not reach over: titles, quotations, brackets; and cuts clauses."""

import re
from dataclasses import dataclass

from bot.chinese.name_parts import NEUTRAL_FORMS
from bot.intake.naming.name_edges import form_at_start, form_before_quote, form_pattern, name_start

QUOTED = "□"
"""Stands for each character of a title or a quotation: no name reaches over it."""

ASIDE = "▫"
"""Stands for each character in brackets: names end before it, lists go on behind it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with what is quoted or bracketed in it masked."""

    text: str
    start: int


_TITLE = re.compile(r"《[^《》]*》?")
_QUOTE = re.compile(r"“[^“”]*”|‘[^‘’]*’|\"[^\"]*\"")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CLAUSE = re.compile(r"[^,;:。!?\s]+")


def mask(shade: str) -> str:
    """Mask titles, quotations and brackets that are no part of a name."""
    shade = _TITLE.sub(lambda m: QUOTED * len(m.group()), shade)
    shade = _QUOTE.sub(lambda m: _quotation(m, shade), shade)
    return _ASIDE.sub(lambda m: _bracket(m, shade), shade)


MAX_BRAND = 8
"""Characters of a quoted brand."""


def _quotation(match: re.Match[str], shade: str) -> str:
    """Keep a quoted brand: “蓝天”救援队, 学生社团“萤火”."""
    inner, before, behind = match.group()[1:-1], shade[: match.start()], shade[match.end() :]
    if 2 <= len(inner) <= MAX_BRAND and (
        form_at_start().match(behind) or form_before_quote().search(before) or _leads(behind)
    ):
        return match.group()
    return QUOTED * len(match.group())


def _leads(behind: str) -> bool:
    """Tell whether the words behind a quotation lead to a form: “银铃” + 居家养老服务 + 中心."""
    clause = _CLAUSE.match(behind)
    form = form_pattern().search(clause.group()) if clause else None
    if not form or form.group() in NEUTRAL_FORMS:
        return False
    return 1 < form.start() <= MAX_BRAND and not name_start(behind, 0, form.start())


def _bracket(match: re.Match[str], shade: str) -> str:
    """Keep a bracket inside a name: 华南(福建)有限公司."""
    behind = shade[match.end() :]
    inside = match.start() and shade[match.start() - 1].isalnum()
    if (
        inside
        and len(match.group()) <= MAX_BRAND
        and (form_at_start().match(behind) or _leads(behind))
    ):
        return match.group()
    return ASIDE * len(match.group())


def clauses(masked: str) -> list[Clause]:
    """Cut a masked text at its punctuation and its blanks."""
    return [Clause(m.group(), m.start()) for m in _CLAUSE.finditer(masked)]
