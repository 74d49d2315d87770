"""Numbers are values, whatever they are printed in."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chinese.numbers import chinese_value, quantities, same_class


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("9.79亿元", 979_000_000, "元"),
        ("97900万元", 979_000_000, "元"),
        ("九亿七千九百万元", 979_000_000, "元"),
        ("1,267.76万元", 12_677_600, "元"),
        ("近400个", 400, "个"),
        ("口罩6000余个", 6000, "个"),
        ("9万多片", 90_000, "片"),
        ("12.7%", Fraction("12.7"), "%"),
        ("两家", 2, "家"),
        ("25056人次", 25056, "人次"),
    ],
)
def test_one_quantity(text: str, value: float | Fraction, measure: str) -> None:
    """Digits, 万 and 亿 and Chinese numerals come to one value with its measure word."""
    (found,) = quantities(text)

    assert found.value == value
    assert found.measure == measure


def test_places_of_quantities() -> None:
    """Each number is found where it stands, in order."""
    text = "捐赠口罩6000余个、测温枪10把"

    assert [text[q.start : q.end] for q in quantities(text)] == ["6000余个", "10把"]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("零", 0),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一万五", 15_000),
        ("一百五", 150),
        ("三千二", 3200),
        ("一万五千四百", 15_400),
        ("二〇二〇", 2020),
        ("三亿两千万", 320_000_000),
        ("", None),
        ("天", None),
    ],
)
def test_chinese_numerals(numeral: str, value: int | None) -> None:
    """A numeral is read as it is said; what is none has no value."""
    assert chinese_value(numeral) == value


def spoken(number: int) -> str:
    """Say a number below 10,000 in Chinese, in full."""
    digits, units = "零一二三四五六七八九", ("", "十", "百", "千")
    said, waiting = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if waiting and said else "") + digits[digit] + units[place]
            waiting = False
        else:
            waiting = bool(said)
    return said or "零"


@given(st.integers(0, 9999), st.sampled_from(["", "万", "亿"]))
def test_every_numeral_in_full_is_read(number: int, scale: str) -> None:
    """Whatever number is said in full has its value."""
    times = {"": 1, "万": 10**4, "亿": 10**8}[scale]

    assert chinese_value(spoken(number) + scale) == number * times


@given(st.integers(0, 10**9), st.sampled_from(["个", "人次", "公斤", "元"]))
def test_every_number_in_digits_is_read(number: int, measure: str) -> None:
    """Whatever number is printed in digits, with or without commas, has its value."""
    for printed in (f"{number}{measure}", f"{number:,}{measure}"):
        (found,) = quantities(printed)
        assert found.value == number
        assert found.measure == measure
        assert found.arabic


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("个", "只", True), ("元", "万元", True), ("个", "人次", False), ("人", "名", True)],
)
def test_measures_of_one_class(one: str, other: str, *, same: bool) -> None:
    """Things are counted in many words; people, money and times in words of their own."""
    assert same_class(one, other) is same
    assert same_class(other, one) is same
