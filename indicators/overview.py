"""What is said of one place: for each indicator the newest statement, in a few queries whatever the archive's size."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from articles.models import Region
from articles.prepared import Prepared
from indicators.catalogue import meant
from indicators.loading import load, said
from indicators.models import LONG_AGO, Indicator, Record, Topic

LEVEL, GROWTH = Record.Measure.LEVEL, Record.Measure.GROWTH
# Which statements of an indicator an overview shows, each the newest of its sort.
SORTS = {
    "level": Q(assertion=Record.Assertion.ACTUAL, measure=LEVEL, scope=""),
    "growth": Q(assertion=Record.Assertion.ACTUAL, measure=GROWTH, comparison="yoy", scope=""),
    # Named one by one: an index finds what is there, it cannot look for what is not level or growth.
    "other": Q(assertion=Record.Assertion.ACTUAL, measure__in=set(Record.Measure.values) - {LEVEL, GROWTH}),
    "target": Q(assertion=Record.Assertion.TARGET),
}
RARE = SORTS["other"], SORTS["target"]


@dataclass
class Newest:
    indicator: Indicator
    level: Record | None = None
    growth: Record | None = None  # year on year
    other: Record | None = None  # a share, a rank, a change or a multiple
    target: Record | None = None

    @property
    def said(self) -> str:
        shown = (self.level, self.growth, self.other, self.target)
        return f"{self.indicator.code} {self.indicator.label} {[said(record) if record else '' for record in shown]}"


@dataclass
class Group:
    topic: Topic | None
    rows: list[Newest]


def newest_of_place(region: Region, limit: int) -> tuple[list[Group], int]:
    """By topic in the topics' order, an indicator under its first topic; and how many indicators were left out (those not
    updated for longest). Three queries: an index look-up for each entry of the catalogue, the records that are shown, their topics."""
    stated: dict[int, list[dict[str, tuple[date, int]]]] = {}
    for entry, merged_into, *words in NEWEST(region=region.pk, at=timezone.now()):
        if said := {sort: _read(each) for sort, each in zip(SORTS, words, strict=True) if each}:
            stated.setdefault(merged_into or entry, []).append(said)
    kept = sorted(stated, key=lambda entry: (_end(stated[entry]), -entry), reverse=True)[:limit]
    wanted = {key for entry in kept for said in stated[entry] for _day, key in said.values()}
    return _by_topic(_by_entry(load(Record.objects.filter(pk__in=wanted)))), len(stated) - len(kept)


def _newest_of_each_entry(region: int, at: datetime) -> QuerySet[Indicator, Any]:
    """Of each entry and sort the end of the period and the record's key, as words: one look-up finds both."""
    words = Concat(Cast("period_end", CharField()), Value(" "), Cast("pk", CharField()))
    asked = {name: Subquery(_newest(region, sort, at).values(words=words)[:1]) for name, sort in SORTS.items()}
    return Indicator.objects.order_by().annotate(**asked).values_list("pk", "merged_into", *SORTS)


def _read(words: str) -> tuple[date, int]:
    day, key = words.split()
    return date.fromisoformat(day), int(key)


def _end(said: list[dict[str, tuple[date, int]]]) -> date:
    """The latest end of a period among the actual values of an entry and those merged into it; among targets where there are
    none."""
    actual = [each[sort][0] for each in said for sort in each if sort != "target"]
    return max(actual or [each["target"][0] for each in said])


NEWEST = Prepared(_newest_of_each_entry)


def _newest(region: int, sort: Q, at: datetime) -> QuerySet[Record]:
    of_entry = Record.objects.public(at).filter(sort, indicator=OuterRef("pk"), region=region)
    if sort in RARE:
        # Hidden in an expression, the date leads no index: SQLite looks up the sort, instead of all of the series by date.
        of_entry = of_entry.alias(day=Coalesce("period_end", LONG_AGO)).filter(day__gt=LONG_AGO)
    else:
        of_entry = of_entry.alias(day=F("period_end")).filter(period_end__isnull=False)
    # Of a year and its last quarter, which end alike, the year.
    start = F("period_start").asc(nulls_last=True)
    return of_entry.order_by("-day", start, "-revision__published_on", "-pk")


def _by_entry(records: Iterable[Record]) -> list[Newest]:
    """Of an entry and those merged into it, the newest of all."""
    found: dict[int, Newest] = {}
    for record in records:
        entry = meant(record)
        if entry is None:
            continue
        here = found.setdefault(entry.pk, Newest(entry))
        sort = _sort_of(record)
        before: Record | None = getattr(here, sort)
        if before is None or (record.period_end, record.pk) > (before.period_end, before.pk):  # type: ignore[operator]
            setattr(here, sort, record)
    return list(found.values())


def _sort_of(record: Record) -> str:
    if record.assertion == Record.Assertion.TARGET:
        return "target"
    return {LEVEL: "level", GROWTH: "growth"}.get(Record.Measure(record.measure), "other")


def _by_topic(rows: Iterable[Newest]) -> list[Group]:
    by_key = {each.indicator.pk: each for each in rows}
    topics = Topic.objects.filter(indicators__in=by_key).order_by("pk").annotate(entry=F("indicators"))
    groups: dict[int, Group] = {}
    for pk, slug, name, name_en, entry in topics.values_list("pk", "slug", "name", "name_en", "entry"):
        if each := by_key.pop(entry, None):
            if pk not in groups:
                groups[pk] = Group(Topic(pk=pk, slug=slug, name=name, name_en=name_en), [])
            groups[pk].rows.append(each)
    if by_key:
        groups[0] = Group(None, list(by_key.values()))
    for group in groups.values():
        group.rows.sort(key=lambda each: each.indicator.pk)
    return list(groups.values())
