"""What written figures leave open, and when two of them fit."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.checks.rounding import distance, earlier_level, in_unit, interval


@dataclass
class Figure:
    value: str
    unit: str
    modifier: str = "exact"
    value_max: str | None = None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Figure("352.4", "亿元"), Figure("352", "亿元")),
        (Figure("352.4", "亿元"), Figure("3524000", "万元")),
        (Figure("1.2", "万家"), Figure("12034", "家")),
        (Figure("5000", "亿元", "above"), Figure("5012", "亿元")),
        (Figure("5000", "亿元", "below"), Figure("4986", "亿元")),
        (Figure("3", "万人", "above"), Figure("34211", "人")),
        (Figure("500", "亿元", "about"), Figure("512.3", "亿元")),
        (Figure("6", "%", "at_least"), Figure("9.5", "%")),
        (Figure("6", "%", "at_most"), Figure("2", "%")),
        (Figure("-3", "%", "below"), Figure("-2.9", "%")),
        (Figure("-3", "%", "above"), Figure("-3.2", "%")),
        (Figure("5", "%", value_max="6"), Figure("5.5", "%")),
        (Figure("6.1", "%"), Figure("6.1", "％")),
    ],
)
def test_figures_that_fit(one, other):
    assert interval(one).meets(interval(other))
    assert interval(other).meets(interval(one))
    assert distance(interval(one), interval(other)) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Figure("352.4", "亿元"), Figure("352.5", "亿元")),
        (Figure("29", "家"), Figure("30", "家")),
        (Figure("352.4", "亿元"), Figure("352.4", "万元")),
        (Figure("5000", "亿元", "above"), Figure("4986", "亿元")),
        (Figure("5000", "亿元", "above"), Figure("9000", "亿元")),
        (Figure("5000", "亿元", "below"), Figure("5012", "亿元")),
        (Figure("3.1", "%"), Figure("-3.1", "%")),
        (Figure("5", "%"), Figure("5", "个百分点")),
        (Figure("100", "家"), Figure("100", "人")),
    ],
)
def test_figures_that_do_not_fit(one, other):
    assert not interval(one).meets(interval(other))
    assert not interval(other).meets(interval(one))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", "1e-999", "", "三", "-", "1.2.3"])
def test_what_is_no_number_leaves_nothing_open(value):
    assert interval(Figure(value, "亿元")) is None


def test_an_unknown_unit_leaves_nothing_open():
    assert interval(Figure("3", "麻袋")) is None


def test_the_year_before_is_known_within_rounding():
    implied = earlier_level(interval(Figure("352.4", "亿元")), interval(Figure("12.4", "%")))
    assert implied.low < Decimal("352.4e8") / Decimal("1.124") < implied.high
    assert in_unit(implied, "亿元") == "313.33—313.71亿元"
    assert earlier_level(interval(Figure("10", "亿元")), interval(Figure("-100", "%"))) is None


@given(
    st.decimals(allow_nan=True, allow_infinity=True),
    st.sampled_from(["亿元", "%", "家", "1", "万", "麻袋", ""]),
    st.sampled_from(["exact", "about", "below", "above", "at_least", "at_most"]),
)
def test_a_figure_fits_itself(value, unit, modifier):
    own = interval(Figure(str(value), unit, modifier))
    assert own is None or own.meets(own)
