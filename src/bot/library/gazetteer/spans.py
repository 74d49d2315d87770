"""Where in a question something is built like an organisation's name.

A name ends in a form (协会) and begins where the last word stands that no name runs across.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.chinese.name_parts import AREA, ENDINGS, FORMS
from bot.chinese.text import Word, lexicon
from bot.model import Mention, Sort

_FORM = re.compile("|".join(sorted((*FORMS, *ENDINGS), key=len, reverse=True)))
"""What a name may end in, the longest first."""

_OTHER_TAGS = ("r", "u", "p", "c", "y", "e", "o", "f", "d", "k")
"""jieba's tags of words that no organisation's name has: pronouns, particles, prepositions, …"""

_TIMES = re.compile(r"[年月日天晚午晨周时期节季]$")
"""What a word for a time ends in: 昨天, but not 未来."""

MEASURES = frozenset("家个支所条位名种类次批帮伙群年月日号")
"""What stands behind a number (三家协会, 5日) and is no break inside a name (作家协会)."""

LONGEST_BRAND = 3
"""Characters of a brand that is put together where the dictionary does not know it."""

SURE = 3
"""A form of so many characters ends a name even where the dictionary joins it on: 事务所有."""

RARE = 500
"""A verb that jieba's dictionary counts less often is rather part of a name: 远航 and not 说起."""

_NUMERALS = re.compile(r"[一二两三四五六七八九十几多每各\d]+")
"""What stands before a measure word that counts."""

_COUNTING = re.compile(r"[一二两三四五六七八九十几多\d]+[家个支所条位名种类次批]|[一几多两]+")

BREAKS = frozenset(
    "全省 全市 全县 全区 全国 全镇 "
    "有 是 在 和 与 及 跟 同 给 对 向 把 被 让 叫 找 查 问 说 讲 看 想 要 请 去 来 到 除了 "
    "除 关于 介绍 知道 了解 认识 告诉 请问 想问 打听 听说 看看 说说 讲讲 查查 找找 问问 哪 "
    "哪些 哪个 哪家 什么 谁 几 多少 这 那 这个 那个 这些 那些 这家 那家 其他 其它 别的 另外 "
    "所有 全部 每个 各个 各 某 当地 本地 还有 没有 有没有 都有 包括 包含 属于 算 作为 比 或 "
    "还是 以及 一共 总共 共有 麻烦 一下 关心 联系 表扬 感谢 参与 参加 起到 喜欢 显示 搜索 "
    "搜 提到 涉及 类似 像 做 干 捐 捐款 捐赠 送 几家 一家 两家 三家 几个 一个 两个 三个 "
    "几支 一支 两支 哪支 这支 那支 哪几 哪几个 哪几家 只有 如何 怎么 怎样 为什么 的 了 吗 "
    "呢 吧 啊 呀 过 着 从 由 为 为了 因为 所以 但是 而 就 也 都 又 再 我们 你们 他们 "
    "它们 我 你 他 她 它 咱们 大家 咱 自己 今天 现在 当时 昨天 去年 今年 期间 时候 目前 "
    "刚才 刚刚 说起 提起 讲起 谈起 聊起 说到 讲到 谈到 听 看到 听到 遇到 见过 夸奖 慰问 "
    "表彰 点赞 感恩 请教 听闻 羡慕 佩服 举报 走访 采访 参观 致敬 投诉 "
    "该 此 贵 往 对于 里 内 外 旁".split()
)
"""Words that no organisation's name runs across."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of a question that is built like an organisation's name."""

    text: str
    """The whole question."""
    start: int
    end: int
    form: str
    general: bool
    """Whether it is a role or a category: 行业协会."""
    touching: Mention | None
    """The known name in it that its form is none of: 蓝天 in 蓝天医院, 红十字 in 红十字会."""
    word_before: str
    """The word right before it; empty at the beginning."""

    @property
    def said(self) -> str:
        """The phrase itself."""
        return self.text[self.start : self.end]


def phrases(text: str, pieces: Sequence[Word], exact: Sequence[Mention]) -> Iterator[Phrase]:
    """Every phrase of a question that ends in a form; `exact` are the known names in it."""
    others = [m for m in exact if m.entities[0].sort is not Sort.ORGANISATION]
    ours = [m for m in exact if m.entities[0].sort is Sort.ORGANISATION]
    for start, end in endings(text, pieces):
        if any(m.start <= start and m.end >= end for m in ours):
            continue
        begin = beginning(pieces, start, [m.end for m in others if m.end <= start])
        general = any(m.start <= begin and m.start < end and start < m.end for m in others)
        touching = next((m for m in ours if begin <= m.start and m.end < end), None)
        earlier = next((w.text for w in pieces if w.end == begin), "")
        yield Phrase(text, begin, end, text[start:end], general, touching, earlier)


def endings(text: str, pieces: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where a phrase may end like an organisation's name: start and end of its form.

    A form inside a word (队 in 队员) or before another one that ends the same name (集团工会) is
    none.
    """
    found = list(_forms(text, pieces))
    for (start, end), following in zip_longest(found, found[1:]):
        if text[end : end + 1] in tuple(AREA + "员"):
            continue
        if following is not None and beginning(pieces, following[0]) < end:
            continue
        yield start, end


def _forms(text: str, pieces: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Every form in a text; one character (社) is one with all of its word (服务社)."""
    ending = {w.end: w for w in pieces}
    at = 0
    while match := _FORM.search(text, at):
        size, word, at = len(match.group()), ending.get(match.end()), match.end()
        if size > 1 and (word or size >= SURE):
            yield match.span()
        elif size == 1 and word and (word.start == match.start() or word.tag.startswith("n")):
            yield word.start, word.end
        else:
            at = match.start() + 1  # 科协 in 律科协会 is none, and takes nothing from 协会


def beginning(pieces: Sequence[Word], start: int, stops: Sequence[int] = ()) -> int:
    """Where the phrase begins whose form starts at `start`; `stops` are ends of other names."""
    begin = start
    front = [w for w in pieces if w.start < start]
    for word, previous in zip_longest(reversed(front), reversed(front[:-1])):
        if word.end > start:
            if word.text[: start - word.start] in BREAKS | MEASURES:
                break
            begin = word.start
            continue
        if word.end in stops or not _inside(word) or _counts(word, previous):
            break
        begin = word.start
    return begin


def _counts(word: Word, previous: Word | None) -> bool:
    """Whether a word is a measure word that counts what follows."""
    if word.text not in MEASURES:
        return False
    return previous is None or not _inside(previous) or bool(_NUMERALS.fullmatch(previous.text))


def before(pieces: Sequence[Word], start: int, stop: int = 0) -> int:
    """Where the words begin that stand right before a known name and may belong to it.

    A word that reaches into the name is one of them if there is a place in it: 岚县, 县立.
    `stop` is where the last other name ends.
    """
    begin = start
    front = [w for w in pieces if stop <= w.start < start]
    for word, previous in zip_longest(reversed(front), reversed(front[:-1])):
        if word.end > start and not {word.text[start - word.start - 1], word.text[-1]} & set(AREA):
            break
        if word.end < begin or not _inside(word) or _leads(word) or _counts(word, previous):
            break
        begin = word.start
    return begin


def _leads(word: Word) -> bool:
    """Whether a word leads to a name rather than beginning it: 说起, 最新, 昨天."""
    if len(word.text) == 1 or word.tag == "vn":
        return False
    if word.tag.startswith("v"):
        return lexicon().get(word.text, 0) >= RARE
    return word.tag.startswith("a") or bool(word.tag.startswith("t") and _TIMES.search(word.text))


def joined(pieces: Sequence[Word], text: str, brands: Collection[str]) -> list[Word]:
    """Put together what the dictionary cuts: a known brand (正衡, 康佰家), a place (上溪县).

    And cut what it joins to a word that no name runs across: 一下张.
    """
    found: list[Word] = []
    for word in (half for whole in pieces for half in _halves(whole)):
        found.append(word)
        if word.text in AREA and (size := _single(found[-3:-1])):
            first = found[-1 - size]
            found[-1 - size :] = [Word(text[first.start : word.end], first.start, "ns")]
        for count in range(2, LONGEST_BRAND + 1):
            tail = found[-count:]
            said = text[tail[0].start : word.end]
            if len(tail) == count and len(said) == count and said in brands:
                found[-count:] = [Word(said, tail[0].start, "nz")]
                break
    return found


def _single(words_before: Sequence[Word]) -> int:
    """How many single characters end these words that may be a place's name: two, one or none."""
    size = 0
    for word in reversed(words_before):
        if len(word.text) > 1 or word.text in BREAKS | MEASURES or not word.text.isalpha():
            break
        size += 1
    return size


def _halves(word: Word) -> Iterator[Word]:
    if len(word.text) == 3 and word.text[:2] in BREAKS:
        yield Word(word.text[:2], word.start, word.tag)
        yield Word(word.text[2], word.start + 2, "x")
    else:
        yield word


def _inside(word: Word) -> bool:
    """Whether a word may stand inside an organisation's name."""
    return (
        word.text.isalnum()
        and word.text not in BREAKS
        and not word.tag.startswith(_OTHER_TAGS)
        and not _COUNTING.fullmatch(word.text)
    )
