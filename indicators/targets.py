"""Targets beside what came of them. A target is never a point of a series."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.catalogue import meant
from indicators.checks.rounding import interval
from indicators.models import Record
from indicators.series import is_current, point

# A target of these is a limit that is to be kept, whatever the words; of the others, what is to be reached at least.
LIMITS = ("失业率", "居民消费价格", "物价", "能耗", "排放", "浓度", "负债率", "死亡率", "事故")


class Verdict(models.TextChoices):
    REACHED = "reached", _("达到")
    MISSED = "missed", _("未达到")
    OPEN = "open", _("未定")


@dataclass(frozen=True)
class Outcome:
    target: Record
    actual: Record | None  # the newest statement of the same indicator, measure, place and period
    verdict: Verdict
    is_limit: bool  # to be kept below, not to be reached


def outcomes(records: Iterable[Record]) -> list[Outcome]:
    """Every target that the public reads now, once for each value, the latest period first; with what came of it.

    Open: nothing is published for that period yet, or the words leave open which it is (约, units that differ).
    """
    every = list(records)
    if not any(record.assertion == Record.Assertion.TARGET for record in every):
        return []
    current = [record for record in every if record.period_end and is_current(record)]
    actuals: dict[tuple[object, ...], list[Record]] = {}
    for record in current:
        if record.assertion == Record.Assertion.ACTUAL:
            actuals.setdefault((*_thing(record), record.period_end), []).append(record)
    found: dict[tuple[object, ...], Outcome] = {}
    for target in sorted(current, key=lambda r: (r.period_end, r.revision.published_on, r.pk), reverse=True):
        if target.assertion != Record.Assertion.TARGET:
            continue
        same = [a for a in actuals.get((*_thing(target), target.period_end), []) if _same_time(target, a)]
        sorted_out = point(target.period_start, target.period_end, same)  # type: ignore[arg-type]  # asked for above
        actual = sorted_out.newest if sorted_out else None
        key = (*_thing(target), target.period_start, target.period_end, target.canonical_value, target.value_max)
        found.setdefault(key, Outcome(target, actual, _verdict(target, actual), is_limit(target)))
    return list(found.values())


def is_limit(target: Record) -> bool:
    names = target.name + (target.indicator.name if target.indicator else "")
    falling = target.value.startswith("-") and target.measure in (Record.Measure.GROWTH, Record.Measure.CHANGE)
    return target.modifier == Record.Modifier.AT_MOST or falling or any(word in names for word in LIMITS)


def _thing(record: Record) -> tuple[object, ...]:
    entry = meant(record)
    return (
        entry and entry.pk, record.region_id or record.region_name, record.measure,
        record.comparison, record.scope,
    )  # fmt: skip


def _same_time(target: Record, actual: Record) -> bool:
    """到2025年 names a day, and what is reached by it may be the figure of that year."""
    start = actual.period_start
    of_the_year = start is None or (start.month, start.day, start.year) == (1, 1, actual.period_end.year)  # type: ignore[union-attr]
    return target.period_start == start or (target.period_start is None and of_the_year)


def _verdict(target: Record, actual: Record | None) -> Verdict:
    if actual is None or actual.canonical_value is None or actual.canonical_unit != target.canonical_unit:
        return Verdict.OPEN
    low, high = _bounds(target)
    if low is None or high is None:
        return Verdict.OPEN
    value = actual.canonical_value
    reached = value <= high if is_limit(target) else value >= low
    if actual.modifier in (Record.Modifier.EXACT, ""):
        return Verdict.REACHED if reached else Verdict.MISSED
    # 约, 超过: what it may stand for must lie wholly on one side.
    may_be = interval(actual)
    if may_be is None:
        return Verdict.OPEN
    if is_limit(target):
        surely, never = may_be.high is not None and may_be.high <= high, may_be.low is not None and may_be.low > high
    else:
        surely, never = may_be.low is not None and may_be.low >= low, may_be.high is not None and may_be.high < low
    if actual.modifier == Record.Modifier.ABOVE and reached and not is_limit(target):
        surely = True
    return Verdict.REACHED if surely else Verdict.MISSED if never else Verdict.OPEN


def _bounds(target: Record) -> tuple[Decimal | None, Decimal | None]:
    """The lower and the upper edge of what was aimed at: 5%—6%; 5%左右 as far as 左右 goes."""
    value = target.canonical_value
    if value is None:
        return None, None
    top = target.canonical_max if target.canonical_max is not None else value
    low, high = min(value, top), max(value, top)
    if target.modifier == Record.Modifier.ABOUT and (around := interval(target)):
        return around.low, around.high
    return low, high
