"""What the API says of the catalogue and of records: shapes, and the functions that write them. See articles.api."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from articles.api import Link, Links, OrNull, Row, moment, past
from articles.datasets import TableColumn
from indicators.fragments import fragment
from indicators.models import Indicator, Record, Topic

DECIMAL = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
DECIMAL_OR_NULL = {**DECIMAL, "type": ["string", "null"]}


@extend_schema_field(DECIMAL)
class DecimalText(serializers.CharField):
    pass


@extend_schema_field(DECIMAL_OR_NULL)
class DecimalOrNull(serializers.CharField):
    pass


# Shapes


class TopicRef(serializers.Serializer):
    slug = serializers.CharField(help_text=_("代码"))
    name = serializers.CharField(help_text=_("名称"))
    url = Link(help_text=_("接口地址"))


class TopicShape(serializers.Serializer):
    slug = serializers.CharField(help_text=_("代码"))
    name = serializers.CharField(help_text=_("名称"))
    name_en = OrNull(help_text=_("英文名称"))
    url = Link(help_text=_("接口地址"))
    indicators_url = Link(help_text=_("属于该主题的指标"))
    records_url = Link(help_text=_("属于该主题的指标记录"))


class IndicatorRef(serializers.Serializer):
    code = serializers.CharField(help_text=_("代码"))
    name = serializers.CharField(help_text=_("名称"))
    url = Link(help_text=_("接口地址"))


class IndicatorShape(serializers.Serializer):
    code = serializers.CharField(help_text=_("代码，永不改变"))
    name = serializers.CharField(help_text=_("名称"))
    name_en = OrNull(help_text=_("英文名称"))
    aliases = serializers.ListField(child=serializers.CharField(), help_text=_("别名，即公报中的其他写法"))
    dimension = serializers.CharField(help_text=_("计量：金额、计数、比率等"))
    topics = TopicRef(many=True, help_text=_("主题"))
    note = OrNull(help_text=_("说明"))
    merged_into = IndicatorRef(allow_null=True, help_text=_("已并入的指标；它的记录记在那个指标下"))
    url = Link(help_text=_("接口地址"))
    page_url = Link(help_text=_("网页"))
    records_url = Link(help_text=_("该指标的记录"))
    series_url = Link(help_text=_("该指标的数列"))


class PeriodShape(serializers.Serializer):
    start = serializers.DateField(allow_null=True, help_text=_("空值：时点数，或起点未说明"))
    end = serializers.DateField(allow_null=True, help_text=_("时期止；空值：未说明"))


class PlaceShape(serializers.Serializer):
    code = OrNull(help_text=_("GB/T 2260 代码；无代码的地区为空值"))
    name = serializers.CharField(help_text=_("地区名称"))
    url = Link(allow_null=True, help_text=_("接口地址"))


class SourceShape(serializers.Serializer):
    id = serializers.IntegerField(help_text=_("公报编号"))
    revision = serializers.IntegerField(help_text=_("版本号"))
    title = serializers.CharField(help_text=_("公报标题"))
    published_on = serializers.DateTimeField(help_text=_("发布日期"))
    url = Link(help_text=_("接口地址"))
    version_url = Link(help_text=_("selectors 所指的文本"))
    page_url = Link(help_text=_("网页"))
    version_page_url = Link(help_text=_("这一版本的网页"))


SELECTORS = {
    "type": "array",
    "prefixItems": [
        {
            "type": "object",
            "required": ["type", "start", "end"],
            "properties": {
                "type": {"const": "TextPositionSelector", "description": _("选择器的种类")},
                "start": {"type": "integer", "description": _("自 0 起的 Unicode 码位")},
                "end": {"type": "integer", "description": _("不含此位")},
            },
        },
        {
            "type": "object",
            "required": ["type", "exact", "prefix", "suffix"],
            "properties": {
                "type": {"const": "TextQuoteSelector", "description": _("选择器的种类")},
                "exact": {"type": "string", "description": _("原话")},
                "prefix": {"type": "string", "description": _("原话之前的文字")},
                "suffix": {"type": "string", "description": _("原话之后的文字")},
            },
        },
    ],
    "items": False,
}


@extend_schema_field(SELECTORS)
class Selectors(serializers.ListField):
    pass


class SaidShape(serializers.Serializer):
    """What a record, a row of a series and an observation have in common: how much of what kind, and how sure."""

    measure = serializers.ChoiceField(choices=Record.Measure.choices, help_text=_("类型"))
    value = serializers.CharField(help_text=_("数值：精确十进制数，按 unit 计，如公报所写"))
    value_max = OrNull(help_text=_("区间的上限"))
    unit = serializers.CharField(help_text=_("单位，如公报所写；1 表示没有单位"))
    canonical_value = DecimalOrNull(help_text=_("按标准单位计的精确数值，可比较；单位不在表中的为空值"))
    canonical_max = DecimalOrNull(help_text=_("区间的上限，按标准单位计"))
    canonical_unit = OrNull(help_text=_("标准单位，如 元"))
    modifier = serializers.ChoiceField(choices=Record.Modifier.choices, help_text=_("修饰"))
    comparison = OrNull(help_text=_("与何相比：yoy 同比、previous 环比、annual_average 年均、base:2020、base:region"))
    scope = OrNull(help_text=_("位次在谁之中；占比占什么"))
    assertion = serializers.ChoiceField(choices=Record.Assertion.choices, help_text=_("性质"))
    status = serializers.ChoiceField(choices=Record.Status.choices, help_text=_("状态"))


class NamedShape(serializers.Serializer):
    id = serializers.IntegerField(help_text=_("记录编号"))
    name = serializers.CharField(help_text=_("指标名称，如公报所写"))


class RecordShape(NamedShape, SaidShape):
    indicator = IndicatorRef(allow_null=True, help_text=_("指标目录中的指标；尚未对应的为空值"))
    period = PeriodShape(help_text=_("时期"))
    region = PlaceShape(help_text=_("所说的地区"))
    confidence = serializers.FloatField(allow_null=True, help_text=_("机器的把握，0 到 1"))
    rule = OrNull(help_text=_("识别规则"))
    article = SourceShape(help_text=_("出处"))
    known_from = serializers.DateTimeField(help_text=_("自何时起公开"))
    known_until = serializers.DateTimeField(allow_null=True, help_text=_("公开至何时；空值表示现在仍公开"))
    selectors = Selectors(help_text=_("W3C Web Annotation：在该版本 text 中的位置与原文"))
    url = Link(help_text=_("接口地址"))
    page_url = Link(help_text=_("网页"))
    quote = Link(help_text=_("网页上说这个数的原话（文本片段链接）"))


# What is read, and how it is written

TOPIC_VALUES = ("id", "slug", "name", "name_en")


def topic_ref(topic: Topic, links: Links) -> dict[str, Any]:
    return {"slug": topic.slug, "name": topic.name, "url": links("api-topic-detail", topic.slug)}


def indicator_ref(code: str, name: str, links: Links) -> dict[str, Any]:
    return {"code": code, "name": name, "url": links("api-indicator-detail", code)}


def topic(row: Row, links: Links) -> dict[str, Any]:
    slug = row["slug"]
    return {
        "slug": slug,
        "name": row["name"],
        "name_en": row["name_en"] or None,
        "url": links("api-topic-detail", slug),
        "indicators_url": links("api-indicator-list", topic=slug),
        "records_url": links("api-record-list", topic=slug),
    }


def indicator(entry: Indicator, links: Links) -> dict[str, Any]:
    """Of an entry with its aliases and topics fetched."""
    code, into = entry.code, entry.merged_into
    return {
        "code": code,
        "name": entry.name,
        "name_en": entry.name_en or None,
        "aliases": [alias.name for alias in entry.aliases.all() if alias.name != entry.name],
        "dimension": entry.dimension,
        "topics": [topic_ref(topic, links) for topic in entry.topics.all()],
        "note": entry.note or None,
        "merged_into": indicator_ref(into.code, into.name, links) if into else None,
        "url": links("api-indicator-detail", code),
        "page_url": links("indicator", code),
        "records_url": links("api-record-list", indicator=code),
        "series_url": links("api-series-detail", code),
    }


def plain(value: Decimal | None) -> str | None:
    """35240000000, 12.4: without an exponent, and without the zeros that the column's scale adds."""
    if value is None:
        return None
    whole, _point, rest = f"{value:f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def _source(row: Row, links: Links) -> dict[str, Any]:
    article, number = row["revision__article_id"], row["revision__number"]
    return {
        "article": {
            "id": article,
            "revision": number,
            "title": row["revision__title"],
            "published_on": moment(row["revision__published_on"]),
            "url": links("api-article-detail", article),
            "version_url": links("api-article-version", article, number),
            "page_url": links("article", article),
            "version_page_url": links("version", article, number),
        },
        "known_from": moment(row["revision__visible_from"]),
        "known_until": past(row["revision__visible_until"]),
    }


def record(row: Row, links: Links) -> dict[str, Any]:
    pk = row["id"]
    code, name = row["indicator__code"], row["indicator__name"]
    if row["indicator__merged_into__code"]:
        code, name = row["indicator__merged_into__code"], row["indicator__merged_into__name"]
    start, end, place = row["period_start"], row["period_end"], row["region__code"]
    return {
        "id": pk,
        "indicator": indicator_ref(code, name, links) if code else None,
        "name": row["name"],
        "measure": row["measure"],
        "value": row["value"],
        "value_max": row["value_max"] or None,
        "unit": row["unit"],
        "canonical_value": plain(row["canonical_value"]),
        "canonical_max": plain(row["canonical_max"]),
        "canonical_unit": row["canonical_unit"] or None,
        "modifier": row["modifier"],
        "comparison": row["comparison"] or None,
        "scope": row["scope"] or None,
        "period": {"start": start and start.isoformat(), "end": end and end.isoformat()},
        "region": {
            "code": place,
            "name": row["region_name"],
            "url": links("api-region-detail", place) if place else None,
        },
        "assertion": row["assertion"],
        "status": row["status"],
        "confidence": row["confidence"],
        "rule": row["rule"] or None,
        **links.once(("source", row["revision_id"]), lambda: _source(row, links)),
        "selectors": [
            {"type": "TextPositionSelector", "start": row["start"], "end": row["end"]},
            {"type": "TextQuoteSelector", "exact": row["exact"], "prefix": row["prefix"], "suffix": row["suffix"]},
        ],
        "url": f"{links('api-record-list')}{pk}/",
        "page_url": links("record", pk),
        "quote": f"{links('article', row['revision__article_id'])}#{fragment(pk, row['exact'], row['prefix'], row['suffix'])}",
    }


# As tables: column → where it stands in what is written above

TOPIC_TABLE = {
    TableColumn("slug", "code", _("代码")): "slug",
    TableColumn("name", "text", _("名称")): "name",
    TableColumn("name_en", "text", _("英文名称")): "name_en",
}
INDICATOR_TABLE = {
    TableColumn("code", "code", _("代码")): "code",
    TableColumn("name", "text", _("名称")): "name",
    TableColumn("name_en", "text", _("英文名称")): "name_en",
    TableColumn("aliases", "text", _("别名")): "aliases",
    TableColumn("dimension", "text", _("计量")): "dimension",
    TableColumn("topics", "text", _("主题")): "topics",
    TableColumn("note", "text", _("说明")): "note",
    TableColumn("merged_into", "code", _("已并入的指标")): "merged_into.code",
    TableColumn("page_url", "link", _("网页")): "page_url",
}
