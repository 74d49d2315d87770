"""How far what was typed is from what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chinese.spelling import ALIKE, SLIP, alike, distance, looks_alike, sounds_alike

NAME = "蓝天救援队"
BRAND = frozenset({0, 1})


def test_alike_by_sound_or_look() -> None:
    """A character may be taken for one that sounds or looks like it, and for no other."""
    assert sounds_alike("兰", "蓝")
    assert looks_alike("己", "记")
    assert alike("就", "救")
    assert not alike("天", "豹")


@pytest.mark.parametrize(
    ("said", "cost"),
    [
        ("蓝天救援队", 0),
        ("兰天救援队", ALIKE),
        ("蓝天就援队", ALIKE),
        ("兰天就援队", 2 * ALIKE),
        ("蓝天求生队", None),
        ("蓝天救队", SLIP),
        ("蓝天救援援队", ALIKE),
        ("蓝天援救队", SLIP),
        ("蓝豹救援队", None),
        ("青天救援队", None),
        ("蓝救援队", None),
        ("蓝天豹救援队", None),
    ],
)
def test_a_slip_has_its_cost(said: str, cost: float | None) -> None:
    """Slips cost a little or much; where they would make another brand they are not forgiven."""
    found = distance(said, NAME, BRAND, SLIP)

    assert found == (cost if cost is None else pytest.approx(cost))


@given(st.text("蓝天豹救援队兰就", max_size=8))
def test_a_cost_is_within_what_is_allowed(said: str) -> None:
    """Whatever is typed costs at most what was allowed, and nothing only if it is right."""
    cost = distance(said, NAME, BRAND, SLIP)

    assert cost is None or 0 <= cost <= SLIP
    assert (cost == 0) == (said == NAME)
