"""The figures that the home page opens with: confirmed levels of one place, each with its change and its course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from articles.models import Region
from articles.prepared import Prepared, Value
from indicators.catalogue import meant
from indicators.models import LONG_AGO, Indicator, Record, RecordQuerySet
from portal import sparkline
from portal.figures import label_of

# Confirmed statements of the place that the newest are chosen from.
LOOKED_AT = 200
YEARS_DRAWN = 8
# A prepared query has so many places for values.
MOST_SHOWN, MOST_DAYS = 12, 64
# Of what ends on one day: the year before its last quarter.
LONGEST_FIRST = F("period_start").asc(nulls_last=True)
SAID_IN = F("revision__title")
DRAWN = (
    "indicator", "measure", "comparison", "scope", "period_start", "period_end", "canonical_value", "canonical_unit", "exact",
    "value", "value_max", "unit", "modifier",
)  # fmt: skip


@dataclass
class KeyFigure:
    level: Record
    growth: Record | None  # as the bulletins state it, on the year before
    line: sparkline.Line | None  # the same months of the years up to this one
    label: str = ""  # 〔演示数据〕 in the title of a bulletin that one of them is from

    @property
    def indicator(self) -> Indicator | None:
        return meant(self.level)


def of(place: str, how_many: int) -> list[KeyFigure]:
    """Those that the editors have chosen, in their order; else the newest, the catalogue's first indicators first."""
    at = timezone.now()
    levels = _chosen(place, how_many, at) or _newest(place, how_many, at)
    return _with_courses(levels, at)


def _levels(place: str, at: datetime) -> RecordQuerySet:
    here = Region.objects.filter(name=place).order_by("pk").values("pk")[:1]
    levels = Record.objects.public(at).confirmed().filter(measure=Record.Measure.LEVEL, region=Subquery(here))
    return levels.filter(assertion=Record.Assertion.ACTUAL, scope="", ends__gt=LONG_AGO)


def _newest_of_chosen(place: str, at: datetime) -> QuerySet[Indicator, int | None]:
    """One look into the index of series for each entry that the editors have chosen, and for each that was merged into it."""
    named = Q(home_position__isnull=False, merged_into=None) | Q(merged_into__home_position__isnull=False)
    newest = (
        _levels(place, at)
        .filter(indicator=OuterRef("pk"))
        .order_by("-period_end", LONGEST_FIRST, "-id")
        .values("pk")[:1]
    )
    return Indicator.objects.filter(named).annotate(level=Subquery(newest)).values_list("level", flat=True)


CHOSEN = Prepared(_newest_of_chosen)
# Which entry each is of, and what that was merged into.
RECENT = Prepared(
    lambda place, at: (
        _levels(place, at)
        .filter(indicator__isnull=False)
        .order_by("-ends", LONGEST_FIRST, "-id")
        .values_list("pk", "indicator", "indicator__merged_into")[:LOOKED_AT]
    )
)


def _of_keys(**keys: Value) -> QuerySet[Record]:
    near = "indicator__merged_into", "region"
    found = Record.objects.filter(pk__in=list(keys.values())).select_related(*near)
    return found.annotate(said_in=SAID_IN).order_by("period_end", "pk")


SHOWN = Prepared(_of_keys)


def _shown(keys: list[int]) -> list[Record]:
    asked = _slots("key", keys, MOST_SHOWN)
    return list(SHOWN(**asked) if len(asked) == MOST_SHOWN else _of_keys(**asked))


def _slots(name: str, values: Sequence[Value], count: int) -> dict[str, Value]:
    """So many named values, which a prepared query takes; the last stands in the place of those that are not there. More where
    there are more."""
    return {f"{name}_{n}": values[min(n, len(values) - 1)] for n in range(max(count, len(values)))}


def _chosen(place: str, how_many: int, at: datetime) -> list[Record]:
    keys = [key for key in CHOSEN(place=place, at=at) if key]
    best = {entry.pk: record for record in (_shown(keys) if keys else []) if (entry := meant(record))}
    chosen = sorted(best.values(), key=lambda record: (meant(record).home_position or 0, meant(record).pk))  # type: ignore[union-attr]
    return chosen[:how_many]


def _newest(place: str, how_many: int, at: datetime) -> list[Record]:
    newest: dict[int, int] = {}
    for key, own, merged_into in RECENT(place=place, at=at):
        newest.setdefault(merged_into or own, key)
    keys = [newest[entry] for entry in sorted(newest)[:how_many]]
    found = {record.pk: record for record in _shown(keys)} if keys else {}
    return [found[key] for key in keys]


def _with_courses(levels: list[Record], at: datetime) -> list[KeyFigure]:
    """Growth and earlier years in one query, which asks the index of series for a few days of each indicator; of what is said
    of one period several times, only the last."""
    if not levels:
        return []
    days = sorted({day for level in levels for day in _same_day_of_years(level.period_end)})
    entries = sorted({key for level in levels for key in _keys(level)})
    if not days:
        return [_with_course(level, []) for level in levels]
    asked = _slots("entry", entries, MOST_SHOWN) | _slots("day", days, MOST_DAYS)
    read = NEAR if len(asked) == MOST_SHOWN + MOST_DAYS else _near
    near = list(read(at=at, region=levels[0].region_id or 0, **asked))
    return [_with_course(level, near) for level in levels]


def _near(at: datetime, region: int, **named: Value) -> QuerySet[Record]:
    entries: list[Any] = [value for name, value in named.items() if name.startswith("entry")]
    days: list[Any] = [value for name, value in named.items() if name.startswith("day")]
    stated = Record.objects.public(at).confirmed().filter(
        region=region, indicator__in=entries, period_end__in=days, assertion=Record.Assertion.ACTUAL, scope="",
        measure__in=[Record.Measure.LEVEL, Record.Measure.GROWTH],
    )  # fmt: skip
    alike = stated.order_by().values(
        "indicator", "measure", "comparison", "period_start", "period_end", "canonical_unit"
    )
    last = alike.annotate(last=Max("pk")).values("last")
    return Record.objects.filter(pk__in=last).only(*DRAWN).annotate(said_in=SAID_IN).order_by("id")


NEAR = Prepared(_near)


def _with_course(level: Record, near: Sequence[Record]) -> KeyFigure:
    keys = _keys(level)
    mine = [record for record in near if record.indicator_id in keys]
    growths = [r for r in mine if r.measure == Record.Measure.GROWTH and r.comparison == "yoy"]
    growth = next((r for r in reversed(growths) if _period(r) == _period(level)), None)
    course: dict[date, float] = {}
    shown = [level, *([growth] if growth else [])]
    for record in mine:
        alike = record.measure == Record.Measure.LEVEL and record.canonical_unit == level.canonical_unit
        if alike and record.canonical_value is not None and record.period_end and _months(record) == _months(level):
            course[record.period_end] = float(record.canonical_value)
            shown.append(record)
    labels = (label_of(record.said_in) for record in shown)  # type: ignore[attr-defined]
    return KeyFigure(level, growth, sparkline.of(sorted(course.items())), next(filter(None, labels), ""))


def _keys(level: Record) -> set[int]:
    """Of its entry, and of the one that this was merged into."""
    entry = meant(level)
    return {key for key in (level.indicator_id, entry and entry.pk) if key}


def _period(record: Record) -> tuple[date | None, date | None]:
    return record.period_start, record.period_end


def _months(record: Record) -> tuple[int, ...] | None:
    """1—6月 of any year is one thing and 4—6月 another."""
    start, end = record.period_start, record.period_end
    return (start.month, start.day, end.month, end.year - start.year) if start and end else None


def _same_day_of_years(end: date | None) -> list[date]:
    if end is None:
        return []
    days = []
    for year in range(end.year - YEARS_DRAWN + 1, end.year + 1):
        for day in {end.day, 29, 28} if end.month == 2 and end.day > 27 else {end.day}:
            try:
                days.append(end.replace(year=year, day=day))
            except ValueError:  # no 29 February in that year
                continue
    return days
