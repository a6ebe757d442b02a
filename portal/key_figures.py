"""The figures that the home page opens with: confirmed levels of one place, each with its change and its course."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from articles.models import Region
from indicators.catalogue import meant
from indicators.models import LONG_AGO, Indicator, Record, RecordQuerySet
from portal import sparkline

# Confirmed statements of the place that the newest are chosen from.
LOOKED_AT = 200
YEARS_DRAWN = 8


@dataclass
class KeyFigure:
    level: Record
    growth: Record | None  # as the bulletins state it, on the year before
    line: sparkline.Line | None  # the same months of the years up to this one

    @property
    def indicator(self) -> Indicator | None:
        return meant(self.level)


def of(place: str, how_many: int) -> list[KeyFigure]:
    """Those that the editors have chosen, in their order; else the newest, the catalogue's first indicators first."""
    levels = _chosen(place, how_many) or _newest(place, how_many)
    return _with_courses(levels)


def _levels(place: str) -> RecordQuerySet:
    here = Region.objects.filter(name=place).order_by("pk").values("pk")[:1]
    levels = Record.objects.public().confirmed().filter(measure=Record.Measure.LEVEL, region=Subquery(here))
    return levels.filter(assertion=Record.Assertion.ACTUAL, scope="", ends__gt=LONG_AGO)


def _shown(records: QuerySet[Record]) -> QuerySet[Record]:
    near = "indicator__merged_into", "region", "revision"
    return records.select_related(*near).defer("revision__body", "revision__text", "revision__page")


def _chosen(place: str, how_many: int) -> list[Record]:
    # One look into the index of series for each entry, and for each that was merged into it.
    named = Q(home_position__isnull=False, merged_into=None) | Q(merged_into__home_position__isnull=False)
    newest = _levels(place).filter(indicator=OuterRef("pk")).order_by("-period_end", "-id").values("pk")[:1]
    found = Indicator.objects.filter(named).annotate(level=Subquery(newest)).values_list("level", flat=True)
    best: dict[int, Record] = {}
    for record in _shown(Record.objects.filter(pk__in=[pk for pk in found if pk])).order_by("period_end", "pk"):
        entry = meant(record)
        if entry:
            best[entry.pk] = record
    chosen = sorted(best.values(), key=lambda record: (meant(record).home_position or 0, meant(record).pk))  # type: ignore[union-attr]
    return chosen[:how_many]


def _newest(place: str, how_many: int) -> list[Record]:
    levels: dict[int, Record] = {}
    recent = _shown(_levels(place).filter(indicator__isnull=False)).order_by("-ends", "-id")
    for record in recent[:LOOKED_AT]:
        entry = meant(record)
        if entry:
            levels.setdefault(entry.pk, record)
    return [levels[key] for key in sorted(levels)[:how_many]]


def _with_courses(levels: list[Record]) -> list[KeyFigure]:
    """Growth and earlier years in one query, which asks the index of series for a few days of each indicator."""
    days = {day for level in levels for day in _same_day_of_years(level.period_end)}
    entries = {level.indicator_id for level in levels} | {entry.pk for level in levels if (entry := meant(level))}
    stated = Record.objects.public().confirmed().filter(
        region__in={level.region_id for level in levels}, indicator__in=entries, period_end__in=days,
        assertion=Record.Assertion.ACTUAL, scope="", measure__in=[Record.Measure.LEVEL, Record.Measure.GROWTH],
    )  # fmt: skip
    near = list(stated.select_related("indicator").order_by("id")) if levels else []
    return [_with_course(level, near) for level in levels]


def _with_course(level: Record, near: list[Record]) -> KeyFigure:
    mine = [r for r in near if {r.indicator_id, r.indicator and r.indicator.merged_into_id} & _keys(level)]
    growths = [r for r in mine if r.measure == Record.Measure.GROWTH and r.comparison == "yoy"]
    growth = next((r for r in reversed(growths) if _period(r) == _period(level)), None)
    course: dict[date, float] = {}
    for record in mine:
        alike = record.measure == Record.Measure.LEVEL and record.canonical_unit == level.canonical_unit
        if alike and record.canonical_value is not None and record.period_end and _months(record) == _months(level):
            course[record.period_end] = float(record.canonical_value)
    return KeyFigure(level, growth, sparkline.of(sorted(course.items())))


def _keys(level: Record) -> set[int | None]:
    entry = meant(level)
    return {level.indicator_id, entry.pk if entry else None} - {None}


def _period(record: Record) -> tuple[date | None, date | None]:
    return record.period_start, record.period_end


def _months(record: Record) -> tuple[int, ...] | None:
    """1—6月 of any year is one thing and 4—6月 another."""
    start, end = record.period_start, record.period_end
    return (start.month, start.day, end.year - start.year) if start and end else None


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
