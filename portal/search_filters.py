"""By what a search can be narrowed: column, year, place, indicator; all in the address. What means nothing is left out and said."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from articles.models import Column, Region
from indicators.catalogue import successors
from indicators.models import Indicator, Record, spelling_key
from portal import known_names
from portal.search import NEVER
from portal.search_index import day_key

LONGEST = 60


@dataclass
class Narrowing:
    column: str = ""
    year: str = ""
    region: str = ""
    indicator: str = ""
    by_date: bool = False
    columns: list[Column] = field(default_factory=list)
    conditions: list[Q] = field(default_factory=list)
    low: int = 0
    high: int = NEVER  # keys of the year's days
    problems: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.column or self.year or self.region or self.indicator or self.by_date)


def read(asked: QueryDict, columns: list[Column]) -> Narrowing:
    def given(name: str) -> str:
        return "".join(c for c in asked.get(name, "")[:LONGEST] if c.isprintable()).strip()

    narrowing = Narrowing(
        given("column"), given("year"), given("region"), given("indicator"), asked.get("sort") == "date"
    )
    narrowing.columns = columns
    _by_column(narrowing)
    _by_year(narrowing)
    _by_region(narrowing)
    _by_indicator(narrowing)
    return narrowing


def _by_column(narrowing: Narrowing) -> None:
    if not narrowing.column:
        return
    here = {column.pk for column in narrowing.columns if column.slug == narrowing.column}
    if not here:
        narrowing.problems.append(_("没有这个栏目，没有按它筛选。"))
        narrowing.column = ""
        return
    for _level in range(2):
        here |= {column.pk for column in narrowing.columns if column.parent_id in here}
    narrowing.conditions.append(Q(article__column__in=here))


def _by_year(narrowing: Narrowing) -> None:
    year = narrowing.year.removesuffix("年")
    if not year:
        return
    if not (year.isascii() and year.isdigit() and 1900 <= int(year[:9]) <= 2199):
        narrowing.problems.append(_("年份请写成四位数字，如 2023，没有按它筛选。"))
        narrowing.year = ""
        return
    narrowing.year = year
    narrowing.low, narrowing.high = (day_key(date(int(year) + more, 1, 1)) for more in (0, 1))


def _by_region(narrowing: Narrowing) -> None:
    if not narrowing.region:
        return
    found = list(Region.objects.filter(code=narrowing.region).values_list("pk", flat=True))
    found = (found or known_names.names().places(narrowing.region))[:20]
    if not found:
        narrowing.problems.append(_("没有叫“%(name)s”的地区，没有按它筛选。") % {"name": narrowing.region})
        narrowing.region = ""
        return
    narrowing.conditions.append(Q(article__region__in=found))


def _by_indicator(narrowing: Narrowing) -> None:
    if not narrowing.indicator:
        return
    named = known_names.names().indicators.get(spelling_key(narrowing.indicator) or " ", [])
    entry = named[0] if named else Indicator.objects.filter(code=narrowing.indicator).first()
    if entry is None:
        narrowing.problems.append(_("目录中没有指标“%(name)s”，没有按它筛选。") % {"name": narrowing.indicator})
        narrowing.indicator = ""
        return
    entries = successors(pk=entry.merged_into_id or entry.pk)
    stated = Record.objects.stated().filter(revision=OuterRef("pk"), indicator__in=entries)
    narrowing.conditions.append(Q(Exists(stated)))
