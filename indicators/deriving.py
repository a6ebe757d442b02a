"""What follows from published values without being published: always shown apart and marked, never stored, never in a series."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.checks.rounding import Interval, growth_between, interval
from indicators.checks.subject import years_before
from indicators.extraction.units import UnknownUnit, lookup
from indicators.models import Record
from indicators.period_kinds import Kind
from indicators.series import Point, Series

# Amounts of a stretch of time that add up over its parts; rates, indices and ranks do not.
ADDITIVE = {"金额", "计数", "人次", "人数", "面积", "长度", "重量", "体积", "电量", "能耗", "箱量", "周转量", "热量"}
MONTHS = {Kind.QUARTER: 3, Kind.MONTH: 1}


@dataclass(frozen=True)
class Difference:
    """1—9月 minus 1—6月: a value that no bulletin states."""

    start: date
    end: date
    value: Decimal  # in the canonical unit
    bounds: Interval  # what the rounding of both leaves open
    whole: Record
    part: Record


def differences(cumulative: Series, stated: Series | None, kind: Kind) -> list[Difference]:
    """Quarters or months that no bulletin states but two cumulative values of one year enclose, oldest first.

    Of levels that add up only; values of which rounding leaves one side open (以上, 以内) give none.
    """
    months = MONTHS.get(kind)
    if not months or cumulative.measure != Record.Measure.LEVEL or not _adds_up(cumulative):
        return []
    known = {point.end for point in stated.points} if stated else set()
    by_end = {(point.end.year, point.end.month): point for point in cumulative.points}
    found = []
    for (year, month), whole in by_end.items():
        part = by_end.get((year, month - months))
        if part is None or month % months or whole.end in known:
            continue
        bounds = _minus(interval(whole.newest), interval(part.newest))
        a, b = whole.newest.canonical_value, part.newest.canonical_value
        if bounds is None or a is None or b is None or whole.newest.value_max or part.newest.value_max:
            continue
        found.append(
            Difference(date(year, month - months + 1, 1), whole.end, a - b, bounds, whole.newest, part.newest)
        )  # fmt: skip
    return sorted(found, key=lambda each: each.end)


def _adds_up(of: Series) -> bool:
    try:
        return of.unit != "1" and lookup(of.unit).dimension in ADDITIVE
    except UnknownUnit:
        return False


def _minus(whole: Interval | None, part: Interval | None) -> Interval | None:
    if whole is None or part is None or whole.unit != part.unit:
        return None
    left = whole + -part
    return None if left.low is None or left.high is None else left


@dataclass(frozen=True)
class Implied:
    """The growth that the levels of two years give, as far as their rounding allows; `bounds` in %."""

    bounds: Interval
    level: Record
    before: Record
    fits: bool | None  # None: no bulletin states a rate


def implied_growth(levels: Iterable[Series], growth: Point | None, start: date | None, end: date) -> Implied | None:
    """Beside a stated year-on-year rate: what the newest levels of this period and of the same a year before say.

    Stated rates are often at constant prices and levels at current ones, so that a gap is a hint and no error.
    """
    then = years_before(start, 1), years_before(end, 1)
    for one in levels:
        by_period = {(point.start, point.end): point.newest for point in one.points}
        level, before = by_period.get((start, end)), by_period.get(then)  # type: ignore[arg-type]
        if level is None or before is None:
            continue
        now, earlier = interval(level), interval(before)
        bounds = growth_between(earlier, now) if now and earlier else None
        if bounds is None:
            continue
        stated = interval(growth.newest) if growth else None
        fits = bounds.meets(stated) if stated and stated.unit == "%" else None
        return Implied(bounds, level, before, fits)
    return None
