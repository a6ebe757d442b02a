"""What a written figure leaves open: 352.4亿元 is anything that is rounded to it. Pure arithmetic on Decimal.

Two figures fit when what they leave open overlaps. Nothing is ever corrected or derived for publication here
(statistics: a sum is not forced, a growth rate is not computed from two published levels); it only tells what to look at.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import NamedTuple, Protocol

from indicators.extraction.units import UnknownUnit, canonical

HUGE = Decimal(10) ** 24
# 约 and 左右 leave open a twentieth on either side; 近, 超 and 多 up to the next round number, a tenth at least.
ABOUT = Decimal("0.05")
BEYOND = Decimal("0.1")


class Written(Protocol):
    """A figure as a bulletin writes it; both the reader's record and the stored one are such."""

    @property
    def value(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def modifier(self) -> str: ...


class Interval(NamedTuple):
    """Between two values in the canonical unit; an edge that is None is open without end."""

    low: Decimal | None
    high: Decimal | None
    unit: str

    def meets(self, other: Interval) -> bool:
        """Whether one true value may lie behind both. A shared edge is not enough: 29家 and 30家 differ."""
        return (
            self.unit == other.unit
            and (self.low is None or other.high is None or self.low < other.high)
            and (other.low is None or self.high is None or other.low < self.high)
        )

    def __add__(self, other: object) -> Interval:
        if not isinstance(other, Interval):
            return NotImplemented
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(low, high, self.unit)

    def __neg__(self) -> Interval:
        return Interval(None if self.high is None else -self.high, None if self.low is None else -self.low, self.unit)


def interval(figure: Written) -> Interval | None:
    """What the figure may stand for: half a unit of its last digit on either side, and what 约, 近, 超 … add.

    None where the value is no finite number or the unit is not in the table.
    """
    number, upper = _number(figure.value), _number(getattr(figure, "value_max", None) or figure.value)
    if number is None or upper is None:
        return None
    try:
        step, unit, _ = canonical(Decimal(1).scaleb(_exponent(number)), figure.unit)
        value = canonical(number, figure.unit)[0]
        top = canonical(upper, figure.unit)[0]
    except (UnknownUnit, InvalidOperation):
        return None
    value, top = min(value, top), max(value, top)
    half = step / 2
    low, high = value - half, top + half
    # 下降近3%: less of a fall. What 近 and 超 say is said of the size, whatever the sign.
    sign = -1 if top < 0 else 1
    reach = max(_round_step(number, step), abs(top) * BEYOND)
    if figure.modifier == "about":
        slack = max(half, abs(top) * ABOUT)
        return Interval(value - slack, top + slack, unit)
    if figure.modifier in ("above", "below"):
        outward = (figure.modifier == "above") == (sign > 0)
        return Interval(low, top + reach, unit) if outward else Interval(value - reach, high, unit)
    if figure.modifier == "at_least":
        return Interval(low, None, unit)
    if figure.modifier == "at_most":
        return Interval(None, high, unit)
    return Interval(low, high, unit)


def earlier_level(level: Interval, growth: Interval) -> Interval | None:
    """What the level of a year before must have been, if this level grew by this rate (in %). None where it says nothing."""
    if None in (level.low, level.high, growth.low, growth.high) or growth.unit not in ("%", "倍"):
        return None
    per = Decimal(100) if growth.unit == "%" else Decimal(1)
    least, most = 1 + growth.low / per, 1 + growth.high / per  # type: ignore[operator]
    if least <= 0 or level.low < 0:  # type: ignore[operator]
        return None
    return Interval(level.low / most, level.high / least, level.unit)  # type: ignore[operator]


def growth_between(before: Interval, now: Interval) -> Interval | None:
    """By how many % the level grew, from what two written levels may stand for. None where it says nothing."""
    if None in (before.low, before.high, now.low, now.high) or before.unit != now.unit or before.low <= 0:  # type: ignore[operator]
        return None
    low = (now.low / (before.high if now.low >= 0 else before.low) - 1) * 100  # type: ignore[operator]
    high = (now.high / (before.low if now.high >= 0 else before.high) - 1) * 100  # type: ignore[operator]
    return Interval(low, high, "%")


def distance(a: Interval, b: Interval) -> Decimal:
    """How far two intervals lie apart, as a part of the larger of their near edges; 0 where they meet."""
    if a.meets(b) or a.unit != b.unit:
        return Decimal(0)
    lower, upper = (a, b) if a.high is not None and b.low is not None and a.high <= b.low else (b, a)
    if lower.high is None or upper.low is None:
        return Decimal(0)
    gap, size = upper.low - lower.high, max(abs(upper.low), abs(lower.high))
    return gap / size if size else Decimal(0)


def in_unit(bounds: Interval, unit: str, places: int = 2) -> str:
    """313.48—313.57亿元: the interval in a unit that a bulletin writes, with its bounds rounded outward."""
    factor = canonical(Decimal(1), unit)[0]
    step = Decimal(1).scaleb(-places)

    def written(value: Decimal | None, rounding: str) -> str:
        return "" if value is None else format((value / factor).quantize(step, rounding=rounding), "f")

    label = "" if unit == "1" else unit
    return f"{written(bounds.low, 'ROUND_FLOOR')}—{written(bounds.high, 'ROUND_CEILING')}{label}"


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < HUGE and _exponent(number) > -30 else None


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _round_step(number: Decimal, step: Decimal) -> Decimal:
    """One of the last digit that is not 0: 1000 for 5000, 10 for 350."""
    digits = "".join(map(str, number.as_tuple().digits))
    return step * 10 ** (len(digits) - len(digits.rstrip("0"))) if number else step
