"""What kind of answer a clause may hold: a figure, a time, a place."""

import re

from bot.chinese.numbers import Quantity, same_class
from bot.chinese.text import words
from bot.library import Clause
from bot.model import Question, Term

_CLOCK = frozenset("年月日号时点")
"""Measure words of dates and hours, which are no figures unless they are asked for."""

_PEOPLE = frozenset({"人次", "名", "位"})
"""Measure words that answer 多少人 as well."""

_HEADCOUNTS = frozenset({"人", "名", "位", "人次", "口", "个"})
"""Measure words that count people."""

_PERSON = re.compile(r"[员者工生师手民众客友医警兵童孩娃人]$|老人|群众")
"""What a word for people ends in."""

_MANY = frozenset({"队伍", "们", "群体", "群众", "代表"})
"""What stands behind a word for people and leaves them what is counted."""

_FAR = 10
"""Characters behind a figure in which what it counts is named."""

_TIME = re.compile(
    r"\d+[时点]|\d+:\d\d|\d+年|\d+月|\d+[日号]|\d+多?天|小时|春节|元宵|正月|初[一二三四五六七八九十]|除夕|节日|期间|假期|"
    r"[上下]午|凌晨|连夜|当天|每[天日周月]|连日|截至|目前|第一时间|日起|周[一二三四五六日末]|一早|"
    r"同日|次日|早晨|清晨|晚上|上旬|中旬|下旬|年底|年初|月底|近日|昼夜|[一二三四五六七八九十两几]天"
)
"""What a clause has that says when: a date, an hour, a season, how long."""

_DATE = re.compile(r"\d+月|\d+[日号]|正月|初[一二三四五六七八九十]|除夕|元宵|[节日]当天|纪念日")

_PLACE = re.compile(r"[省市县区镇乡村州沿路]|街道|社区|车站|收费站|广场|医院|学校|园区")
"""What a clause has that says where, besides the names of places."""


def suits(question: Question, clause: Clause) -> bool:
    """Whether a clause can hold the answer to this kind of question."""
    match question.intent:
        case "figure":
            return counts(question, clause)
        case "when":
            return says_when(question, clause.text)
        case "where":
            return names_a_place(clause)
        case _:
            return True


def exactly(question: Question, clause: Clause) -> bool:
    """Whether a clause has a figure in the measure word that is asked for: 几份, 50多万份."""
    measures = question.measures | (_PEOPLE if "人" in question.measures else frozenset())
    return any(q.measure in measures for q in clause.quantities)


def says_when(question: Question, text: str) -> bool:
    """Whether a text says when, by a date where one is asked for."""
    return bool((_DATE if "dated" in question.cues else _TIME).search(text))


def names_a_place(clause: Clause) -> bool:
    """Whether a clause has a place's name, or a word that is built like one or says where."""
    return bool(_PLACE.search(clause.text)) or any(w.tag == "ns" for w in words(clause.text))


def counts(question: Question, clause: Clause) -> bool:
    """Whether a clause has a number that may be the figure asked for."""
    scales = question.measures & {"万", "亿"}
    figures = [
        q
        for q in clause.quantities
        if (q.arabic or q.value > 1) and (question.measures or q.measure not in _CLOCK)
    ]
    if any(scale not in clause.text for scale in scales):
        return False
    wanted = question.measures - scales
    people = [t for t in question.terms if t.asked and _PERSON.search(t.text)]
    return any(
        (not wanted or _in_row(clause, q) or any(same_class(m, q.measure) for m in wanted))
        and all(_counts_those(t, q, clause.told) for t in people)
        for q in figures
    )


def _in_row(clause: Clause, figure: Quantity) -> bool:
    """Whether a bare figure stands in a row of a table, whose head has its measure."""
    return not figure.measure and "|" in clause.text


def _counts_those(term: Term, figure: Quantity, told: str) -> bool:
    """Whether a figure counts those who are asked about: 46名会员, but not 19家会员企业."""
    if figure.measure and figure.measure not in _HEADCOUNTS:
        return False
    before = told[: figure.start].rstrip("约近共达超有为: ")
    after = told[figure.end : figure.end + _FAR]
    for word in (term.text, *term.others):
        at = after.find(word)
        rest = words(after[at + len(word) :])[:1] if at >= 0 else []
        modifies = rest and rest[0].tag.startswith("n") and rest[0].text not in _MANY
        if before.endswith(word) or (at >= 0 and not modifies):
            return True
    return False
