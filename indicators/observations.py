"""Records as a table: which columns there are, and from where each is read. See articles.datasets for how."""

from datetime import date
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from articles.api import Link, Links, OrNull, Row, moment, past
from articles.datasets import AsKept, Joined, Kept, Part, Pieces, Plain, TableColumn, read
from articles.models import Revision
from articles.prepared import Prepared
from indicators.api import DecimalText, NamedShape, SaidShape, plain
from indicators.models import Record
from indicators.sdmx_periods import frequency, time_period
from indicators.shared import found_by_keys

# Record.cells holds them together.
OWN = {
    TableColumn("id", "integer", _("记录编号")): "id",
    TableColumn("name", "text", _("指标名称，如公报所写")): "name",
    TableColumn("measure", "code", _("类型")): "measure",
    TableColumn("value", "decimal", _("数值，按 unit 计，如公报所写")): "value",
    TableColumn("value_max", "decimal", _("区间的上限")): "value_max",
    TableColumn("unit", "text", _("单位，如公报所写")): "unit",
    TableColumn("canonical_value", "number", _("数值，按标准单位计")): Plain("canonical_value"),
    TableColumn("canonical_max", "number", _("区间的上限，按标准单位计")): Plain("canonical_max"),
    TableColumn("canonical_unit", "text", _("标准单位")): "canonical_unit",
    TableColumn("modifier", "code", _("修饰")): "modifier",
    TableColumn("comparison", "text", _("与何相比")): "comparison",
    TableColumn("scope", "text", _("位次在谁之中；占比占什么")): "scope",
    TableColumn("assertion", "code", _("性质：actual 实际，target 目标")): "assertion",
    TableColumn("status", "code", _("状态")): "status",
    TableColumn("region", "text", _("所说的地区")): "region_name",
    TableColumn("exact", "text", _("原文")): "exact",
}
PERIOD = (
    TableColumn("time_period", "code", _("时期，SDMX 写法")),
    TableColumn("frequency", "code", _("时期的种类：A 年、S 半年、Q 季、M 月、D 日、_O 其他、_Z 时点")),
    TableColumn("period_start", "date", _("时期起；空值：时点数")),
    TableColumn("period_end", "date", _("时期止")),
)
ENTRY = (
    TableColumn("indicator_code", "code", _("指标代码")),
    TableColumn("indicator", "text", _("指标名称，如目录所写")),
)
PLACE = (TableColumn("region_code", "code", _("地区代码")),)
SOURCE = (
    TableColumn("article_id", "integer", _("公报编号")),
    TableColumn("revision", "integer", _("版本号")),
    TableColumn("title", "text", _("公报标题")),
    TableColumn("published_on", "time", _("发布日期")),
    TableColumn("known_from", "time", _("自何时起公开")),
    TableColumn("known_until", "time", _("公开至何时")),
    TableColumn("article_url", "link", _("公报的网页")),
    TableColumn("version_url", "link", _("该版本的网页")),
)
PAGE = TableColumn("page_url", "link", _("记录的网页"))
RECORD_COLUMNS = (*OWN, PAGE, *PERIOD, *ENTRY, *PLACE, *SOURCE)


def record_lines(records: QuerySet[Record], visible: QuerySet[Revision], asked: set[str], links: Links) -> Pieces:
    """Those of the `records` that are of a `visible` revision, with the columns of RECORD_COLUMNS that are asked for.

    Visibility is looked up bulletin by bulletin, beside the title: asked row by row it would cost more than all the rest.
    """
    address = Joined((links("record", 1).removesuffix("1/"), "id"), ("/", Value("")))
    own = {column: source for column, source in {**OWN, PAGE: address}.items() if column.name in asked}

    def among(columns: tuple[TableColumn, ...]) -> tuple[TableColumn, ...]:
        return tuple(column for column in columns if column.name in asked)

    def trimmed(columns: tuple[TableColumn, ...], cells: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(cell for column, cell in zip(columns, cells, strict=True) if column.name in asked)

    def periods(keys: set[Any]) -> dict[Any, tuple[Any, ...]]:
        return {key: trimmed(PERIOD, _period(*key)) for key in keys}

    def entries(keys: set[Any]) -> dict[Any, tuple[Any, ...]]:
        found = {
            pk: trimmed(ENTRY, (into or code, into_name if into else name))
            for pk, code, name, into, into_name in found_by_keys("indicator", keys)
        }
        return found | {None: trimmed(ENTRY, ("", ""))}

    def places(keys: set[Any]) -> dict[Any, tuple[Any, ...]]:
        return {pk: (code,) for pk, code in found_by_keys("region", keys)} | {None: ("",)}

    # Times are dear to write, so only what is asked for is written.
    writers = {
        "article_id": lambda row: row["article_id"],
        "revision": lambda row: row["number"],
        "title": lambda row: row["title"],
        "published_on": lambda row: moment(row["published_on"]),
        "known_from": lambda row: moment(row["visible_from"]),
        "known_until": lambda row: past(row["visible_until"]),
        "article_url": lambda row: links("article", row["article_id"]),
        "version_url": lambda row: links("version", row["article_id"], row["number"]),
    }
    chosen = [writers[column.name] for column in among(SOURCE)]

    paths = ["pk", "article_id", "number", "title", "published_on"]
    if asked & {"known_from", "known_until"}:
        paths += ["visible_from", "visible_until"]
    seen = Prepared(lambda keys: visible.filter(pk__in=keys).order_by().values(*paths))

    def sources(keys: set[Any]) -> dict[Any, tuple[Any, ...]]:
        return {row["pk"]: tuple([write(row) for write in chosen]) for row in seen(keys=list(keys))}

    parts = [
        Part((AsKept("period_start"), AsKept("period_end")), among(PERIOD), periods),
        Part(("indicator_id",), among(ENTRY), entries),
        Part(("region_id",), among(PLACE), places),
        Part(("revision_id",), among(SOURCE), sources),
    ]
    # The last one also decides who is seen; the others are read only where something of them is asked for.
    kept = Kept("cells", len(OWN)) if asked >= {column.name for column in OWN} else None
    return read(records, own, [part for part in parts[:-1] if part.columns] + parts[-1:], kept)


def _period(*days: date | str | None) -> tuple[Any, ...]:
    """Of days as the database hands them over: SQLite keeps them as words."""
    start, end = (date.fromisoformat(day) if isinstance(day, str) else day for day in days)
    return time_period(start, end), frequency(start, end), start, end


def has_all(records: QuerySet[Record]) -> QuerySet[Record]:
    """Those that say what, when and how much in one unit: an observation."""
    return records.filter(indicator__isnull=False, period_end__isnull=False, canonical_value__isnull=False).exclude(
        canonical_unit=""
    )


# A record's own words and certainty stay with the record.
OBSERVATION_COLUMNS = tuple(c for c in RECORD_COLUMNS if c.name not in {"exact"})


class ObservationShape(NamedShape, SaidShape):
    canonical_value = DecimalText(help_text=_("按标准单位计的精确数值"))
    canonical_unit = serializers.CharField(help_text=_("标准单位，如 元"))
    region = serializers.CharField(help_text=_("地区"))
    page_url = Link(help_text=_("记录的网页"))
    time_period = serializers.CharField(help_text=_("时期，SDMX 写法"))
    frequency = serializers.CharField(help_text=_("时期的种类：A 年、S 半年、Q 季、M 月、D 日、_O 其他、_Z 时点"))
    period_start = serializers.DateField(allow_null=True, help_text=_("时期起；空值：时点数"))
    period_end = serializers.DateField(help_text=_("时期止"))
    indicator_code = serializers.CharField(help_text=_("指标代码"))
    indicator = serializers.CharField(help_text=_("指标名称，如目录所写"))
    region_code = OrNull(help_text=_("地区代码；无代码的地区为空值"))
    article_id = serializers.IntegerField(help_text=_("公报编号"))
    revision = serializers.IntegerField(help_text=_("版本号"))
    title = serializers.CharField(help_text=_("公报标题"))
    published_on = serializers.DateTimeField(help_text=_("发布日期"))
    known_from = serializers.DateTimeField(help_text=_("自何时起公开"))
    known_until = serializers.DateTimeField(allow_null=True, help_text=_("公开至何时；空值表示现在仍公开"))
    article_url = Link(help_text=_("公报的网页"))
    version_url = Link(help_text=_("该版本的网页"))


def observation(row: Row, links: Links) -> dict[str, Any]:
    article, number = row["revision__article_id"], row["revision__number"]
    start, end, into = row["period_start"], row["period_end"], row["indicator__merged_into__code"]
    return {
        "id": row["id"],
        "name": row["name"],
        "measure": row["measure"],
        "value": row["value"],
        "value_max": row["value_max"] or None,
        "unit": row["unit"],
        "canonical_value": plain(row["canonical_value"]),
        "canonical_max": plain(row["canonical_max"]),
        "canonical_unit": row["canonical_unit"],
        "modifier": row["modifier"],
        "comparison": row["comparison"] or None,
        "scope": row["scope"] or None,
        "assertion": row["assertion"],
        "status": row["status"],
        "region": row["region_name"],
        "page_url": links("record", row["id"]),
        "time_period": time_period(start, end),
        "frequency": frequency(start, end),
        "period_start": start and start.isoformat(),
        "period_end": end.isoformat(),
        "indicator_code": into or row["indicator__code"],
        "indicator": row["indicator__merged_into__name"] if into else row["indicator__name"],
        "region_code": row["region__code"],
        "article_id": article,
        "revision": number,
        "title": row["revision__title"],
        "published_on": moment(row["revision__published_on"]),
        "known_from": moment(row["revision__visible_from"]),
        "known_until": past(row["revision__visible_until"]),
        "article_url": links("article", article),
        "version_url": links("version", article, number),
    }
