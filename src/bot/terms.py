"""The words of a question that an answer has to have: terms, numbers, places."""

import operator
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from bot.cues import cues, synonyms
from bot.model import Repair, Term
from bot.names import AREA, bare
from bot.numbers import MEASURES, Quantity, quantities
from bot.snapshot import Snapshot
from bot.spelling import alike, sounds_alike
from bot.text import Word, lexicon, words

_WEIGHTS = {
    "v": 0.5,
    "n": 1.0,
    "j": 1.0,
    "x": 0.9,
    "eng": 0.9,
    "i": 0.9,
    "l": 0.8,
    "b": 0.6,
    "a": 0.4,
}
"""What a word tells, by jieba's part of speech: things tell most, then deeds."""

_LIGHT = 0.25
"""What any other word tells."""

_SINGLE = 0.7
"""What is left of that for a single character."""

_DROPPED = ("u", "y", "p", "c", "r", "e", "o", "k", "w", "q", "h", "d", "f")
_HARD = ("n", "j", "x", "i", "eng")

_STRETCH = re.compile("[\u4e00-\u9fff]{4,}")

_COUNTED = frozenset("首篇幅支")
"""Measure words that the dictionary takes into a word: 首歌, 篇文章."""

_PEOPLE = frozenset("员者长师")
"""What a word for people ends in where the dictionary does not know it: 物资运输员."""

_RESULTS = frozenset("完掉好到过了着给出起下上成走来去")
"""What stands behind a verb and is no part of a misspelt word: 捐完, 送走."""

_ASPECTS = frozenset("过了着")
"""What the dictionary joins to a verb and that says nothing: 去过, 送了."""

COUNTED_FROM = 10
"""A smaller number in Chinese numerals (三个, 两家) is a way to speak and no figure."""

RARE_WORD = 20
"""A word of two characters that jieba's dictionary counts less often says what its parts say."""

MOST_RIGHT = 3
"""From so many characters on, a stretch is compared with all that the bulletins say."""

MONEY = "元"
"""The measure word of what is asked for as 钱, 捐款, 善款: a sum says it by itself."""

LONGEST_SLIP = 4

_VAGUE = re.compile(r"^(?:一两|两三|三四|三五|四五|五六|六七|七八|八九)")
"""A few: 一两句话, 三五个人."""

_REST_OF_A_NUMBER = re.compile(r"[一二两三四五六七八九十百千万亿几数半好]+(?:个|段|句|条|句话)?")
"""Numerals that are no figure, with what they count: 一两句话, 百个."""

_BOUND = re.compile(
    r"(?:超过|多于|大于|高于|不少于|至少|不到|少于|小于|低于|不足|达到|满|过|第|突破|破|超|逾|够|够不够)$"
)
_BOUND_AFTER = re.compile(r"^(以上|以下|以内|左右|上下)")


def terms(text: str, snapshot: Snapshot) -> Iterator[tuple[Word, Term]]:
    """Every word that tells something, with its place; blanks and holes tell nothing."""
    for joined in _joined(_cut(text, snapshot), snapshot):
        for word in _halves(joined, snapshot):
            term = _term(word, snapshot)
            if term is not None:
                yield word, term


def _cut(text: str, snapshot: Snapshot) -> Iterator[Word]:
    """Cut a text into words; a stretch that stands in a bulletin as it is, is one word."""
    at = 0
    for match in _STRETCH.finditer(text):
        if match.group() in snapshot.text and not _general(match.group()):
            yield from (replace(w, start=w.start + at) for w in words(text[at : match.start()]))
            yield Word(match.group(), match.start(), "n")
            at = match.end()
    yield from (replace(w, start=w.start + at) for w in words(text[at:]))


def _general(stretch: str) -> bool:
    return cues().general.fullmatch(stretch) is not None


def whole_term(text: str, snapshot: Snapshot) -> Iterator[tuple[Word, Term]]:
    """Read a message of one word as that word, whatever the dictionary takes it for: 高速."""
    said = text.strip()
    if len(said) > 1 and said.isalpha() and said in snapshot.text and said not in cues().generic:
        yield Word(said, text.index(said), "n"), Term(said, snapshot.rarity(said), hard=True)


def _joined(pieces: Iterable[Word], snapshot: Snapshot) -> list[Word]:
    """Put together words that the dictionary cuts and a bulletin or a synonym does not."""
    joined: list[Word] = []
    for word in pieces:
        last = joined[-1] if joined else None
        if last is not None and last.text == "的" and len(joined) > 1:
            both = joined[-2].text + word.text  # 捐的物资: 捐物资
            if both in synonyms():
                joined[-2:] = [Word(both, joined[-2].start, "n")]
                continue
        if last is not None and last.end == word.start and _belong(last, word, snapshot):
            both = last.text + word.text
            tag = lexicon().tag(both) or ("v" if word.tag.startswith("v") else "n")
            if last.tag.startswith("v") and len(last.text) == 1:
                tag = "v"
            joined[-1] = Word(both, last.start, tag)
        else:
            joined.append(word)
    return joined


def _belong(one: Word, other: Word, snapshot: Snapshot) -> bool:
    both = one.text + other.text
    if len(both) == 2 and other.tag == "f" and both in snapshot.text:
        return both not in cues().generic
    if other.text in _PEOPLE and len(one.text) > 1 and not one.tag.startswith(_DROPPED):
        return True
    if not both.isalnum() or any(w.tag.startswith(_DROPPED) for w in (one, other)):
        return False
    if both in synonyms():
        return True
    if len(one.text) == 1 and one.text in MEASURES:  # 那笔钱, 这批货
        return False
    things = not any(w.tag.startswith(("v", "m")) or w.text in cues().generic for w in (one, other))
    if len(one.text) == len(other.text) == 1:
        return things
    return things and 1 in (len(one.text), len(other.text)) and both in snapshot.text


def _halves(word: Word, snapshot: Snapshot) -> list[Word]:
    """Cut a word of four characters that the bulletins do not have: 捐款 and 捐物.

    And a rare one of two where they do have what it is of: 药 in 买药, 歌 in 歌名.
    """
    text = word.text
    if len(text) == 2 and text not in snapshot.text and 0 < lexicon().get(text, 0) < RARE_WORD:
        return [Word(text[0], word.start, "n"), Word(text[1], word.start + 1, "n")]
    if len(text) != 4 or text in snapshot.text or text in synonyms():
        return [word]
    halves = [Word(text[:2], word.start, ""), Word(text[2:], word.start + 2, "")]
    tags = [lexicon().tag(h.text) for h in halves]
    if not all(tags):
        return [word]
    if word.tag.startswith("n"):  # what is made of two things is not there without either
        tags = [word.tag, word.tag]
    return [Word(h.text, h.start, t or "") for h, t in zip(halves, tags, strict=True)]


def _term(word: Word, snapshot: Snapshot) -> Term | None:
    text, tag = word.text, word.tag
    if len(text) == 2 and text[0] in _COUNTED and text not in snapshot.text:
        text = text[1:]
    if _REST_OF_A_NUMBER.fullmatch(text):
        return None
    if len(text) > 1 and text[-1] in _ASPECTS and text not in snapshot.text:
        text = text[:-1]
    if not any(c.isalnum() for c in text) or text in cues().generic:
        return None
    if tag.startswith((*_DROPPED, "m")) or any(c.isdigit() for c in text):
        return None
    weight = next((w for t, w in _WEIGHTS.items() if tag.startswith(t)), _LIGHT)
    if len(text) == 1:
        weight *= _SINGLE
    others = tuple(o for o in synonyms().get(text, ()) if o in snapshot.text)
    hard = tag.startswith(_HARD) and tag != "vn" and len(text) > 1
    measure = MONEY if {text, *synonyms().get(text, ())} & cues().measures[MONEY] else ""
    return Term(text, weight * max(snapshot.rarity(text), 0.2), hard, others, measure=measure)


# --- numbers


def numbers(text: str) -> Iterator[tuple[Quantity, Term]]:
    """Every number that is asked about, as the values that it may have."""
    for quantity in quantities(text):
        said = text[quantity.start : quantity.end]
        if not quantity.arabic and (quantity.value < COUNTED_FROM or _VAGUE.search(said)):
            continue
        if text[: quantity.start].endswith(("几", "好", "数")):
            continue
        if _BOUND.search(text[: quantity.start]) or _BOUND_AFTER.search(text[quantity.end :]):
            continue
        least, most = _range(said, quantity.value)
        yield quantity, Term(said, 1.0, hard=True, least=least, most=most, measure=quantity.measure)


def _range(said: str, value: Fraction) -> tuple[Fraction, Fraction]:
    """9亿多 is anything from 9亿 up to 10亿; a plain number is itself."""
    if not re.search(r"[多余来几]", said):
        return value, value
    step = Fraction(1)
    while value % (step * 10) == 0 and step < value:
        step *= 10
    return value, value + step


# --- places


def places(text: str, snapshot: Snapshot) -> Iterator[str]:
    """Places that a question names: words of the dictionary, or built like a place's name.

    And those of the bulletins' organisations, which the dictionary may not know.
    """
    for said, built in place_names(text):
        place = bare(said)
        known = lexicon().tag(said) == "ns" or place in snapshot.homes
        if known or built or (place != said and place in snapshot.text):
            yield place
    yield from (home for home in sorted(snapshot.homes) if home in text)


def place_names(text: str) -> Iterator[tuple[str, bool]]:
    """Words that may be places, and whether they are built like one: 松坪 and 乡, 上, 溪 and 县."""
    run = ""
    for word in words(text):
        short = word.text.isalpha() and len(word.text) < 3
        run = (run + word.text)[-4:] if short and len(word.text) == 1 else ""
        built = len(run) > 2 and run[-1] in AREA
        said = run if built else word.text
        if len(word.text) == 2 and short and word.tag.startswith("n"):
            run = word.text
        if len(said) > 1 and said not in cues().generic:
            yield said, built


def measures(text: str) -> frozenset[str]:
    """Which measure words the figure asked for may have; 万 and 亿 among them must be printed."""
    # 几项服务合计多少人次: the stronger word says what is asked for.
    match = re.search(r"多少|how (?:much|many) ?", text) or re.search("几", text)
    if match is None:
        return frozenset({"人"}) if "人数" in text else frozenset()
    after = text[match.end() :].lstrip("多个")
    scales = frozenset(re.match(r"[万亿]*", after).group())  # type: ignore[union-attr]
    after = after.lstrip("万亿")
    for measure, asked in cues().measures.items():
        if any(after.startswith(a) for a in asked):
            return frozenset({measure}) | scales
    first = words(after[:8])[0].text if after else ""
    return (frozenset({first}) if first in MEASURES else frozenset()) | scales


# --- slips in ordinary words


def corrected(text: str, snapshot: Snapshot) -> tuple[str, tuple[Repair, ...]]:
    """Put right what is no word but sounds or looks like one that the bulletins have.

    Only stretches that the dictionary cannot read are touched, and only towards words; 口照 is
    read as 口罩, but a real word that the bulletins lack is left to be refused.
    """
    repairs = []
    for start, end in _unread(text):
        for size in range(min(end - start, LONGEST_SLIP), 1, -1):
            for at in range(start, end - size + 1):
                window = text[at : at + size]
                meant = None if window in snapshot.text else _meant(window, snapshot)
                if meant is not None and window.isalpha():
                    repairs.append(Repair(window, meant))
                    text = text[:at] + meant + text[at + size :]
    return text, tuple(repairs)


def _unread(text: str) -> list[tuple[int, int]]:
    """Stretches of single characters, where the dictionary found no word."""
    spans: list[tuple[int, int]] = []
    for word in words(text):
        if len(word.text) > 1 or not "\u4e00" <= word.text <= "\u9fff":
            continue
        if (word.tag.startswith(_DROPPED) and word.tag[0] != "q") or word.text in _RESULTS:
            continue
        if spans and spans[-1][1] == word.start:
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
    return [(a, b) for a, b in spans if b - a > 1]


def nearly(said: str, text: str) -> str | None:
    """The one stretch of a text that a few characters may be a slip for: 邱世健, 丘世健.

    Two thirds of them must be right, so one of the rarest third and one more is.
    """
    wrong = len(said) // 3
    found: set[str] = set()
    rarest = sorted(range(len(said)), key=lambda i: text.count(said[i]))
    for place in rarest[: wrong + 1]:
        at = text.find(said[place])
        while at >= 0:
            stretch = text[max(at - place, 0) : at - place + len(said)]
            right = sum(map(operator.eq, said, stretch))
            whole = len(stretch) == len(said)
            if whole and right >= len(said) - wrong and all(map(alike, said, stretch)):
                found.add(stretch)
            at = text.find(said[place], at + 1)
    return found.pop() if len(found) == 1 else None


def reheard(term: Term, snapshot: Snapshot) -> Term | None:
    """A word that the bulletins lack, read as the one of theirs that sounds like it: 物质, 物资."""
    if not term.hard or term.least is not None or term.text in snapshot.text or term.others:
        return None
    near = [w for w in snapshot.vocabulary if len(w) == len(term.text) and _sounds(w, term.text)]
    if not near and len(term.text) >= MOST_RIGHT:
        near = [printed] if (printed := nearly(term.text, snapshot.text)) else []
    return replace(term, text=near[0], weight=snapshot.rarity(near[0])) if len(near) == 1 else None


def _sounds(one: str, other: str) -> bool:
    return any(map(operator.eq, one, other)) and all(map(sounds_alike, one, other))


def _meant(window: str, snapshot: Snapshot) -> str | None:
    """The one word of the bulletins that a stretch may be a slip for."""
    near = [
        w
        for w in snapshot.vocabulary
        if len(w) == len(window)
        and any(a == b for a, b in zip(w, window, strict=True))
        and all(alike(a, b) for a, b in zip(w, window, strict=True))
    ]
    if near or len(window) < MOST_RIGHT:
        return near[0] if len(near) == 1 else None
    return nearly(window, snapshot.text)


def distinct(found: Iterable[Term]) -> tuple[Term, ...]:
    """Each term once."""
    return tuple({t.text: t for t in found}.values())
