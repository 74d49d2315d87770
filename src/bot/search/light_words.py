"""How people ask: the words of a question that carry no information, and what they ask for.

Nothing here is shown to anybody; it is what a person may type.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import log

from bot.chinese.lexicon import Lexicon
from bot.chinese.text import lexicon

_TOTAL = log(Lexicon.TOTAL)
_LATIN = re.compile("[0-9a-z]{2,}")

# --- words to look past

QUESTION_WORDS = re.compile(
    "请问|什么时候|什么时间|什么样的?|为什么会?|怎么样|什么|甚么|为何|谁|如何|多少|"
    "哪一?(?:年|个|种|些|里|儿|位|家|天)|哪几?|怎么|怎样|几个?|何[时处地种]?|是否|有没有|是不是|"
    "能否|可否|可不可以|多久|多长时间|多[长大高远]|吗|呢"
)
"""They stand where the answer would; a text is not expected to have them."""

ASKING_PAIRS = frozenset(
    "什么 怎么 怎样 多少 哪些 哪个 哪里 哪年 如何 为何 何时 几个 是否 多久 时候 请问".split()
)
"""Question words of two letters: a slip is read as one whether the texts have it or not."""

LIGHT_WORDS = re.compile(
    "内容|出台|包括|作用|特点|相关|规定|优惠政策|政策|要求|"
    "具体|采取|举措|措施|给予|提出|方面|进行|关于|根据|指的是|是指|情况|主要|针对|对于|除了|提及|"
    "还有|因为|由于|时候|期间|文中|称为|其中|认为|是因|一个|某|叫做|东西|"
    "[的了在是于为对由被与和及其有中时以而之曾会要指并此这那个等从将则另]"
    # 北京市 is as often called 北京.
    "|(?<=[\u4e00-\u9fff]{2})[市省](?![场民政委级内外区长府直])"
)
"""They stand in many questions and tell little of what is asked."""


@lru_cache(maxsize=64)
def without_question_words(text: str) -> str:
    """Put breaks in place of the question words; leave alone what is nothing else."""
    rest = QUESTION_WORDS.sub(lambda match: "\n" * len(match[0]), text)
    return rest if any(map(str.isalnum, rest)) else text


@lru_cache(maxsize=64)
def long_words(text: str) -> tuple[tuple[int, int], ...]:
    """Return where a question's words of two letters or more stand; its question words are none.

    They are numbers, and the dictionary's likeliest words, as `text.words` cuts them, but in a
    fifth of the time.
    """
    known, text = lexicon(), without_question_words(text)
    best = [(0.0, 0)] * (len(text) + 1)
    for start in range(len(text) - 1, -1, -1):
        alone = log(known.frequency(text[start]) or 1)
        best[start] = (alone - _TOTAL + best[start + 1][0], start + 1)
        end = start + 2
        while end <= len(text) and (count := known.frequency(text[start:end])) is not None:
            if count:
                best[start] = max(best[start], (log(count) - _TOTAL + best[end][0], end))
            end += 1
    spans, at = [], 0
    while at < len(text):
        if best[at][1] - at > 1:
            spans.append((at, best[at][1]))
        at = best[at][1]
    return tuple(sorted([*spans, *(match.span() for match in _LATIN.finditer(text))]))


# --- what the answer looks like

DIGIT = "0123456789"
NUMERAL = DIGIT + "〇零一二三四五六七八九十百千万亿两半"
MEASURE = "个名人次种年天月日号米元座家条间所位万亿岁项只台辆亩吨件"
BODY = "局部委司学院会团心社厅署"
HEADING = "一二三四五六七八九十"
FIRST = "是要应可须不"
KINDS = (DIGIT, NUMERAL, MEASURE, BODY, HEADING, FIRST)
"""The kinds of characters by which a likely answer is told; one character may be of several."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What a question asks for, and which kinds of characters in a row would answer it."""

    name: str
    asks: re.Pattern[str]
    answer: tuple[str, ...]


CUES = (
    Cue("contact", re.compile("电话|热线|号码|邮箱|网址|网站"), (DIGIT,) * 5),
    Cue(
        "number", re.compile("多[少大高长远久宽深]|几[^乎]|比例|第几|数量|人数"), (NUMERAL, MEASURE)
    ),
    Cue(
        "body",
        re.compile("(?:哪一?个?些?|什么)(?:机构|单位|部门|机关|组织|公司|大学|学校|企业)"),
        (BODY,),
    ),
    Cue(
        "way",
        re.compile("如何|怎样|怎么|措施|举措|方式|办法|规定|要求|政策|哪些"),
        (HEADING, FIRST),
    ),
)
