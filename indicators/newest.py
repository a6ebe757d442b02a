"""Series as rows: of all that bulletins state of one indicator, place, measure and period, the newest statement, and the others.

Place by place, so that what is in memory is one place's statements, however large the archive.
"""

import operator
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from articles.api import Link, Links, moment
from articles.datasets import TableColumn
from indicators.api import DecimalOrNull, IndicatorRef, PeriodShape, PlaceShape, SaidShape, indicator_ref, plain
from indicators.catalogue import successors
from indicators.models import LONG_AGO, Indicator, Record
from indicators.sdmx_periods import frequency, time_period

VALUES = (
    "id", "measure", "comparison", "scope", "assertion", "period_start", "period_end", "region_id", "region_name", "value",
    "value_max", "unit", "canonical_value", "canonical_max", "canonical_unit", "modifier", "status", "start",
    "revision__article_id", "revision__number", "revision__title", "revision__published_on",
)  # fmt: skip
Key = list[Any]  # of a row: indicator, place, and what is said; rows stand in this order, and a cursor names one by it


class Place(NamedTuple):
    has_no_code: bool
    code: str
    name: str  # of one without a code
    key: int | None
    statements: int

    @property
    def at(self) -> list[Any]:
        return [self.has_no_code, self.code, self.name]


class StatementShape(serializers.Serializer):
    record = serializers.IntegerField(help_text=_("记录编号"))
    value = serializers.CharField(help_text=_("数值，如公报所写"))
    unit = serializers.CharField(help_text=_("单位，如公报所写"))
    canonical_value = DecimalOrNull(help_text=_("按标准单位计的精确数值"))
    differs = serializers.BooleanField(help_text=_("与最新的说法不同"))
    article = serializers.IntegerField(help_text=_("公报编号"))
    revision = serializers.IntegerField(help_text=_("版本号"))
    published_on = serializers.DateTimeField(help_text=_("发布日期"))
    url = Link(help_text=_("该记录"))
    page_url = Link(help_text=_("该记录的网页"))


class SeriesSourceShape(serializers.Serializer):
    id = serializers.IntegerField(help_text=_("公报编号"))
    revision = serializers.IntegerField(help_text=_("版本号"))
    title = serializers.CharField(help_text=_("公报标题"))
    published_on = serializers.DateTimeField(help_text=_("发布日期"))
    url = Link(help_text=_("接口地址"))
    version_url = Link(help_text=_("该版本的接口地址"))
    page_url = Link(help_text=_("网页"))


class SeriesShape(SaidShape):
    value = serializers.CharField(help_text=_("最新的说法：精确十进制数，按 unit 计，如公报所写"))
    indicator = IndicatorRef(help_text=_("指标"))
    region = PlaceShape(help_text=_("地区"))
    period = PeriodShape(help_text=_("时期"))
    time_period = serializers.CharField(help_text=_("时期，SDMX 写法"))
    frequency = serializers.CharField(help_text=_("时期的种类：A 年、S 半年、Q 季、M 月、D 日、_O 其他、_Z 时点"))
    record = serializers.IntegerField(help_text=_("说这个数的记录"))
    article = SeriesSourceShape(help_text=_("出处"))
    earlier = StatementShape(many=True, help_text=_("其他说法，新的在前：重复的和不同的都在"))
    url = Link(help_text=_("说这个数的记录"))
    page_url = Link(help_text=_("该记录的网页"))


TABLE = {
    TableColumn("indicator_code", "code", _("指标代码")): "indicator.code",
    TableColumn("indicator", "text", _("指标名称，如目录所写")): "indicator.name",
    TableColumn("region_code", "code", _("地区代码")): "region.code",
    TableColumn("region", "text", _("地区")): "region.name",
    TableColumn("measure", "code", _("类型")): "measure",
    TableColumn("comparison", "text", _("与何相比")): "comparison",
    TableColumn("scope", "text", _("位次在谁之中；占比占什么")): "scope",
    TableColumn("assertion", "code", _("性质：actual 实际，target 目标")): "assertion",
    TableColumn("time_period", "code", _("时期，SDMX 写法")): "time_period",
    TableColumn("frequency", "code", _("时期的种类")): "frequency",
    TableColumn("period_start", "date", _("时期起；空值：时点数")): "period.start",
    TableColumn("period_end", "date", _("时期止")): "period.end",
    TableColumn("value", "decimal", _("最新的说法，如公报所写")): "value",
    TableColumn("value_max", "decimal", _("区间的上限")): "value_max",
    TableColumn("unit", "text", _("单位，如公报所写")): "unit",
    TableColumn("canonical_value", "number", _("数值，按标准单位计")): "canonical_value",
    TableColumn("canonical_max", "number", _("区间的上限，按标准单位计")): "canonical_max",
    TableColumn("canonical_unit", "text", _("标准单位")): "canonical_unit",
    TableColumn("modifier", "code", _("修饰")): "modifier",
    TableColumn("status", "code", _("状态")): "status",
    TableColumn("statements", "integer", _("有几处这样说过，含这一处")): "statements",
    TableColumn("differing", "integer", _("其中几处的数值不同")): "differing",
    TableColumn("id", "integer", _("记录编号")): "record",
    TableColumn("article_id", "integer", _("公报编号")): "article.id",
    TableColumn("revision", "integer", _("版本号")): "article.revision",
    TableColumn("title", "text", _("公报标题")): "article.title",
    TableColumn("published_on", "time", _("发布日期")): "article.published_on",
    TableColumn("page_url", "link", _("记录的网页")): "page_url",
    TableColumn("article_url", "link", _("公报的网页")): "article.page_url",
}


def with_statements(records: QuerySet[Record]) -> QuerySet[Indicator]:
    """Entries of the catalogue that the records are of, in the order of their codes."""
    own = Exists(records.filter(indicator=OuterRef("pk")))
    merged = Exists(records.filter(indicator__merged_into=OuterRef("pk")))
    return Indicator.objects.filter(own | merged, merged_into=None).order_by("code")


def rows(
    records: QuerySet[Record], entry: Indicator, at_once: int, after: Key, backwards: bool = False
) -> Iterator[tuple[Key, list[Any]]]:
    """What is said of one thing at one place for one period, the newest statement first; in the order of keys, from `after` on,
    or `backwards` from there.

    Places are read together until they have `at_once` statements: no query for each, and never more in memory than that
    and one place.
    """
    of_entry = records.filter(indicator__in=list(successors(pk=entry.pk).values_list("pk", flat=True)))
    here = after[1:] if after[:1] == [entry.code] else []
    is_beyond = operator.lt if backwards else operator.gt
    waiting = [place for place in _places(of_entry) if not here or place.at == here[0] or is_beyond(place.at, here[0])]
    if backwards:
        waiting.reverse()
    while waiting:
        taken: list[Place] = []
        while waiting and (not taken or sum(place.statements for place in taken) < at_once):
            taken.append(waiting.pop(0))
        for place, statements in _statements_at(of_entry, taken):
            for said, same in groupby(sorted(statements, key=row_key, reverse=backwards), key=row_key):
                if not here or is_beyond((place.at, said), (here[0], here[1])):
                    yield [entry.code, place.at, said], [place, *sorted(same, key=newness, reverse=True)]


def _places(records: QuerySet[Record]) -> list[Place]:
    """Places with a code first, in the order of codes, then the others by name."""
    name = Case(When(region=None, then="region_name"), default=Value(""))
    found = records.order_by().values_list("region__code", name, "region").annotate(n=Count("pk"))
    return sorted(Place(code is None, code or "", name, key, n) for code, name, key, n in found)


def _statements_at(records: QuerySet[Record], places: list[Place]) -> Iterator[tuple[Place, list[dict[str, Any]]]]:
    keys, names = [p.key for p in places if p.key], [p.name for p in places if not p.key]
    wanted = Q(region__in=keys) | Q(region=None, region_name__in=names) if names else Q(region__in=keys)
    found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in records.filter(wanted).order_by().values(*VALUES):
        found[row["region_id"] or row["region_name"]].append(row)
    for place in places:
        yield place, found[place.key or place.name]


def row_key(row: dict[str, Any]) -> list[str]:
    start, end = row["period_start"], row["period_end"]
    what = (row["measure"], row["comparison"], row["scope"], row["assertion"], row["canonical_unit"] or row["unit"])
    return [*what, end.isoformat(), (start or LONG_AGO).isoformat()]


def newness(row: dict[str, Any]) -> tuple[Any, ...]:
    """The latest bulletin counts; of one bulletin the confirmed figure, and of those the first."""
    bulletin = row["revision__published_on"], row["revision__article_id"], row["revision__number"]
    return *bulletin, row["status"] == Record.Status.CONFIRMED, -row["start"], -row["id"]


def write(entry: Indicator, said: list[Any], links: Links) -> dict[str, Any]:
    place, newest, *others = said
    code, article, start, end = place.code, newest["revision__article_id"], newest["period_start"], newest["period_end"]
    earlier = [_statement(row, newest, links) for row in others]
    return {
        "indicator": indicator_ref(entry.code, entry.name, links),
        "region": {
            "code": code or None,
            "name": newest["region_name"],
            "url": links("api-region-detail", code) if code else None,
        },
        "measure": newest["measure"],
        "comparison": newest["comparison"] or None,
        "scope": newest["scope"] or None,
        "assertion": newest["assertion"],
        "period": {"start": start and start.isoformat(), "end": end.isoformat()},
        "time_period": time_period(start, end),
        "frequency": frequency(start, end),
        "value": newest["value"],
        "value_max": newest["value_max"] or None,
        "unit": newest["unit"],
        "canonical_value": plain(newest["canonical_value"]),
        "canonical_max": plain(newest["canonical_max"]),
        "canonical_unit": newest["canonical_unit"] or None,
        "modifier": newest["modifier"],
        "status": newest["status"],
        "record": newest["id"],
        "article": {
            "id": article,
            "revision": newest["revision__number"],
            "title": newest["revision__title"],
            "published_on": moment(newest["revision__published_on"]),
            "url": links("api-article-detail", article),
            "version_url": links("api-article-version", article, newest["revision__number"]),
            "page_url": links("article", article),
        },
        "earlier": earlier,
        "url": f"{links('api-record-list')}{newest['id']}/",
        "page_url": links("record", newest["id"]),
    }


def counted(row: dict[str, Any]) -> dict[str, Any]:
    """With what a table shows in place of the earlier statements."""
    differing = sum(statement["differs"] for statement in row["earlier"])
    return row | {"statements": 1 + len(row["earlier"]), "differing": differing}


def _statement(row: dict[str, Any], newest: dict[str, Any], links: Links) -> dict[str, Any]:
    return {
        "record": row["id"],
        "value": row["value"],
        "unit": row["unit"],
        "canonical_value": plain(row["canonical_value"]),
        "differs": _amount(row) != _amount(newest),
        "article": row["revision__article_id"],
        "revision": row["revision__number"],
        "published_on": moment(row["revision__published_on"]),
        "url": f"{links('api-record-list')}{row['id']}/",
        "page_url": links("record", row["id"]),
    }


def _amount(row: dict[str, Any]) -> tuple[Any, ...]:
    value = row["canonical_value"] if row["canonical_value"] is not None else row["value"]
    return value, row["canonical_max"], row["modifier"]
