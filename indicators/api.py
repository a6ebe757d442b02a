"""The API's side of indicators: how records and the catalogue are written. Fields as in the data contract."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import exceptions, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api import NUMBER, SLUG, Gone, Link, Open, OrNull, dated, gone_or_unknown
from articles.models import Revision
from indicators.catalogue import meant
from indicators.filters import IndicatorFilters, RecordFilters
from indicators.models import Indicator, Record, Topic

# What stands behind a bulletin's text in its row costs reading the text, so only what is written is fetched.
WRITTEN = [
    *[field.name for field in Record._meta.concrete_fields],
    *["indicator__code", "indicator__name", "indicator__merged_into__code", "indicator__merged_into__name"],
    *["region__code", "revision__article_id", "revision__number", "revision__title", "revision__published_on"],
]
DECIMAL = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
DECIMAL_OR_NULL = {**DECIMAL, "type": ["string", "null"]}
SELECTORS = {
    "type": "array",
    "prefixItems": [
        {
            "type": "object",
            "required": ["type", "start", "end"],
            "properties": {
                "type": {"const": "TextPositionSelector"},
                "start": {"type": "integer", "description": "自 0 起的 Unicode 码位"},
                "end": {"type": "integer", "description": "不含此位"},
            },
        },
        {
            "type": "object",
            "required": ["type", "exact", "prefix", "suffix"],
            "properties": {
                "type": {"const": "TextQuoteSelector"},
                "exact": {"type": "string"},
                "prefix": {"type": "string"},
                "suffix": {"type": "string"},
            },
        },
    ],
    "items": False,
}


class TopicRef(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    url = Link("api-topic-detail", "slug")


class TopicSerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="代码")
    name = serializers.CharField()
    name_en = OrNull(help_text="英文名称")
    url = Link("api-topic-detail", "slug")
    indicators_url = Link("api-indicator-list", "slug", query="topic", help_text="属于该主题的指标")
    records_url = Link("api-record-list", "slug", query="topic", help_text="属于该主题的指标记录")


class IndicatorRef(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    url = Link("api-indicator-detail", "code")


class IndicatorSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="代码,永不改变")
    name = serializers.CharField()
    name_en = OrNull(help_text="英文名称")
    aliases = serializers.SerializerMethodField(help_text="别名,即公报中的其他写法")
    dimension = serializers.CharField(help_text="计量:金额、计数、比率等")
    topics = TopicRef(many=True, help_text="主题")
    note = OrNull(help_text="说明")
    merged_into = IndicatorRef(allow_null=True, help_text="已并入的指标;它的记录记在那个指标下")
    url = Link("api-indicator-detail", "code")
    page_url = Link("indicator", "code", help_text="网页")
    records_url = Link("api-record-list", "code", query="indicator", help_text="该指标的记录")

    def get_aliases(self, indicator: Indicator) -> list[str]:
        return [alias.name for alias in indicator.aliases.all() if alias.name != indicator.name]


class Entry(IndicatorRef):
    """The catalogue's entry of a record; of a merged one its successor."""

    def get_attribute(self, record: Record) -> Indicator | None:
        return meant(record)


class PeriodSerializer(serializers.Serializer):
    start = serializers.DateField(source="period_start", allow_null=True, help_text="空值:时点数,或起点未说明")
    end = serializers.DateField(source="period_end", allow_null=True)


class PlaceSerializer(serializers.Serializer):
    code = serializers.CharField(source="region.code", allow_null=True, help_text="GB/T 2260 代码;无代码的地区为空值")
    name = serializers.CharField(source="region_name")
    url = Link("api-region-detail", "region.code", allow_null=True)


class SourceSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="revision.article_id", help_text="公报编号")
    revision = serializers.IntegerField(source="revision.number", help_text="版本号")
    title = serializers.CharField(source="revision.title")
    published_on = serializers.DateTimeField(source="revision.published_on")
    url = Link("api-article-detail", "revision.article_id")
    version_url = Link(
        "api-article-version", "revision.article_id", "revision.number", help_text="selectors 所指的文本"
    )
    page_url = Link("article", "revision.article_id", help_text="网页")


class RecordSerializer(serializers.Serializer):
    id = serializers.IntegerField(help_text="记录编号")
    indicator = Entry(allow_null=True, help_text="指标目录中的指标;尚未对应的为空值")
    name = serializers.CharField(help_text="指标名称,如公报所写")
    measure = serializers.ChoiceField(choices=Record.Measure.choices, help_text="类型")
    value = serializers.CharField(help_text="数值:精确十进制数,按 unit 计,如公报所写")
    value_max = OrNull(help_text="区间的上限")
    unit = serializers.CharField(help_text="单位,如公报所写;1 表示没有单位")
    canonical_value = serializers.SerializerMethodField(help_text="按标准单位计的精确数值,可比较;单位不在表中的为空值")
    canonical_max = serializers.SerializerMethodField(help_text="区间的上限,按标准单位计")
    canonical_unit = OrNull(help_text="标准单位,如 元")
    modifier = serializers.ChoiceField(choices=Record.Modifier.choices, help_text="修饰")
    comparison = OrNull(help_text="与何相比:yoy 同比、previous 环比、annual_average 年均、base:2020、base:region")
    scope = OrNull(help_text="位次在谁之中;占比占什么")
    period = PeriodSerializer(source="*", help_text="时期")
    region = PlaceSerializer(source="*", help_text="所说的地区")
    assertion = serializers.ChoiceField(choices=Record.Assertion.choices, help_text="性质")
    status = serializers.ChoiceField(choices=Record.Status.choices, help_text="状态")
    confidence = serializers.FloatField(allow_null=True, help_text="机器的把握,0 到 1")
    rule = OrNull(help_text="识别规则")
    article = SourceSerializer(source="*", help_text="出处")
    selectors = serializers.SerializerMethodField(help_text="W3C Web Annotation:在该版本 text 中的位置与原文")
    url = Link("api-record-detail", "id")
    page_url = Link("record", "id", help_text="网页")

    @extend_schema_field(DECIMAL_OR_NULL)
    def get_canonical_value(self, record: Record) -> str | None:
        return plain(record.canonical_value)

    @extend_schema_field(DECIMAL_OR_NULL)
    def get_canonical_max(self, record: Record) -> str | None:
        return plain(record.canonical_max)

    @extend_schema_field(SELECTORS)
    def get_selectors(self, record: Record) -> list[dict[str, Any]]:
        return [
            {"type": "TextPositionSelector", "start": record.start, "end": record.end},
            {
                "type": "TextQuoteSelector",
                "exact": record.exact,
                "prefix": record.prefix,
                "suffix": record.suffix,
            },
        ]


def plain(value: Decimal | None) -> str | None:
    """35240000000, 12.4: without an exponent, and without the zeros that the column's scale adds."""
    if value is None:
        return None
    whole, _point, rest = f"{value:f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


@extend_schema_view(
    list=extend_schema(summary="主题", tags=["指标"]),
    retrieve=extend_schema(summary="一个主题", tags=["指标"]),
)
class Topics(Open, viewsets.ReadOnlyModelViewSet):
    """指标目录的主题。"""

    queryset = Topic.objects.all()
    serializer_class = TopicSerializer
    lookup_field = "slug"
    lookup_value_regex = SLUG
    ordering = ("id",)


@extend_schema_view(
    list=extend_schema(summary="指标目录", tags=["指标"]),
    retrieve=extend_schema(summary="一个指标", tags=["指标"]),
)
class Indicators(Open, viewsets.ReadOnlyModelViewSet):
    """指标目录:每个指标有不变的代码、名称和别名。"""

    queryset = Indicator.objects.select_related("merged_into").prefetch_related("aliases", "topics")
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilters
    lookup_field = "code"
    lookup_value_regex = SLUG
    ordering = ("code",)


@extend_schema_view(
    list=extend_schema(
        summary="指标记录",
        tags=["指标记录"],
        description="现在对外可见的公报所说的每一个数,按编号排列。已排除的和原文已变的不在其中。",
    ),
    retrieve=extend_schema(
        summary="一条指标记录",
        tags=["指标记录"],
        description="公报更正后,旧版本的记录答 410,并指明现行的记录。",
    ),
)
class Records(Open, viewsets.ReadOnlyModelViewSet):
    queryset = Record.objects.all()
    serializer_class = RecordSerializer
    filterset_class = RecordFilters
    lookup_value_regex = NUMBER
    ordering = ("id",)

    def get_queryset(self) -> QuerySet[Record]:
        return Record.objects.public().select_related("indicator__merged_into", "region", "revision").only(*WRITTEN)

    def retrieve(self, request: Request, pk: str) -> Response:
        seen = ("revision__visible_from", "revision__visible_until")
        record = self.get_queryset().only(*WRITTEN, *seen).filter(pk=int(pk)).first()
        if record is None:
            raise self._why_not(int(pk))
        return dated(Response(self.get_serializer(record).data), record.revision)

    def _why_not(self, pk: int) -> exceptions.APIException:
        past = Record.objects.stated().filter(revision__in=Revision.objects.ever_read().values("pk"))
        record = (
            past.filter(pk=pk).select_related("revision__article").defer("revision__body", "revision__text").first()
        )
        if record is None:
            return exceptions.NotFound(_("没有这条公开的指标记录。"))
        if record.revision.is_withdrawn:
            return gone_or_unknown(record.revision.article_id)
        here = {"article": record.revision.article_id, "number": record.revision.number}
        return Gone(_("公报 %(article)s 已有更新的版本,第 %(number)s 版的这条记录不再有效。") % here)
