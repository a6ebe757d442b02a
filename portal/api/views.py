"""The lists and single things of the API, one class each; what all of them do alike is in portal.api.resources."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import exceptions
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from articles import api as articles
from articles.api import Links
from articles.datasets import Table
from articles.filters import ArticleFilters, Choice, Existing, RegionFilters, text_query
from articles.models import Column, Region, Revision
from indicators import api as indicators
from indicators import observations, reach, shared
from indicators.filters import IndicatorFilter, IndicatorFilters, Period, RecordFilters
from indicators.models import Indicator, Record, Topic
from portal import search
from portal.api.linked import JsonLd
from portal.api.open import Gone
from portal.api.resources import Columns, Found, Names, Resource, Results, gone_or_unknown, visible
from portal.search_words import terms

NUMBER = "[0-9]{1,18}"  # in an address; more digits would not fit a database's integer
SLUG = "[-a-zA-Z0-9_]{1,80}"


class SearchedArticleFilters(ArticleFilters):
    """By its words, and by what it states: one and the same record must answer to all of OF_A_RECORD."""

    OF_A_RECORD = ("indicator", "topic", "measure", "period")

    text = text_query(gettext_lazy("标题和正文中的文字；几个词以空格分开，都要有"), method="saying")
    q = text_query(gettext_lazy("text 的另一名称"), method="saying")
    indicator = IndicatorFilter(
        method="as_it_is", max_length=120, help_text=gettext_lazy("说到这个指标：代码、名称或别名")
    )
    topic = Existing(
        rows=Topic.objects.all(), column="slug", method="as_it_is", help_text=gettext_lazy("说到这个主题：主题的代码")
    )
    measure = Choice(choices=Record.Measure.choices, method="as_it_is", help_text=gettext_lazy("说到这一类型的数"))
    period = Period(
        method="as_it_is",
        max_length=30,
        help_text=gettext_lazy(
            "说到与这一时期重叠的数：2023、2023-S1、2023-Q2、2023-06、2023-06-30 或 2023-01-01/2023-06-30；"
            "与 indicator、topic、measure 同用时，须是同一条记录"
        ),
    )

    def filter_queryset(self, revisions: QuerySet[Revision]) -> QuerySet[Revision]:
        revisions = super().filter_queryset(revisions)
        asked = {name: self.form.cleaned_data[name] for name in self.OF_A_RECORD if self.form.cleaned_data.get(name)}
        if not asked:
            return revisions
        records, of_records = Record.objects.stated().filter(revision=OuterRef("pk")), RecordFilters(asked).filters
        for name, value in asked.items():
            records = of_records[name].filter(records, value)
        return revisions.filter(Exists(records))

    def as_it_is(self, revisions: QuerySet[Revision], name: str, value: Any) -> QuerySet[Revision]:
        """What is asked of a record is asked of all its fields together, in filter_queryset()."""
        return revisions

    def saying(self, revisions: QuerySet[Revision], name: str, value: str) -> QuerySet[Revision]:
        return search.saying(revisions, terms(value))  # type: ignore[arg-type]


@extend_schema_view(
    list=extend_schema(summary=gettext_lazy("栏目"), tags=[gettext_noop("栏目")]),
    retrieve=extend_schema(summary=gettext_lazy("一个栏目"), tags=[gettext_noop("栏目")]),
)
class ColumnsOfTheSite(Resource):
    """网站的栏目，最多三级。"""

    queryset = Column.objects.all()
    serializer_class = articles.ColumnShape
    values = articles.COLUMN_VALUES
    table = articles.COLUMN_TABLE
    sorts: ClassVar = {"position": ("position", "id")}
    default_sort = "position"
    lookup_field = "slug"
    lookup_value_regex = SLUG
    write = staticmethod(articles.column)

    def retrieve(self, request: Request, slug: str, **kwargs: Any) -> Response:
        return self.single(_one(self.read(Column.objects.filter(slug=slug))))


@extend_schema_view(
    list=extend_schema(summary=gettext_lazy("地区"), tags=[gettext_noop("地区")]),
    retrieve=extend_schema(summary=gettext_lazy("一个地区"), tags=[gettext_noop("地区")]),
)
class Regions(Resource):
    """行政区划（GB/T 2260）。"""

    queryset = Region.objects.all()
    serializer_class = articles.RegionShape
    filterset_class = RegionFilters
    values = articles.REGION_VALUES
    table = articles.REGION_TABLE
    sorts: ClassVar = {"code": ("code",)}
    default_sort = "code"
    lookup_field = "code"
    lookup_value_regex = "[0-9]{6}"
    write = staticmethod(articles.region)

    def retrieve(self, request: Request, code: str, **kwargs: Any) -> Response:
        return self.single(_one(self.read(Region.objects.filter(code=code))))


@extend_schema_view(
    list=extend_schema(summary=gettext_lazy("主题"), tags=[gettext_noop("指标")]),
    retrieve=extend_schema(summary=gettext_lazy("一个主题"), tags=[gettext_noop("指标")]),
)
class Topics(Resource):
    """指标目录的主题。"""

    queryset = Topic.objects.all()
    serializer_class = indicators.TopicShape
    values = indicators.TOPIC_VALUES
    table = indicators.TOPIC_TABLE
    sorts: ClassVar = {"id": ("id",)}
    lookup_field = "slug"
    lookup_value_regex = SLUG
    write = staticmethod(indicators.topic)

    def retrieve(self, request: Request, slug: str, **kwargs: Any) -> Response:
        return self.single(_one(self.read(Topic.objects.filter(slug=slug))))


@extend_schema_view(
    list=extend_schema(summary=gettext_lazy("指标目录"), tags=[gettext_noop("指标")]),
    retrieve=extend_schema(summary=gettext_lazy("一个指标"), tags=[gettext_noop("指标")]),
)
class Indicators(Resource):
    """指标目录：每个指标有不变的代码、名称和别名。"""

    queryset = Indicator.objects.select_related("merged_into").prefetch_related("aliases", "topics")
    serializer_class = indicators.IndicatorShape
    filterset_class = IndicatorFilters
    table = indicators.INDICATOR_TABLE
    sorts: ClassVar = {"code": ("code",), "name": ("name", "id")}
    default_sort = "code"
    lookup_field = "code"
    lookup_value_regex = SLUG
    write = staticmethod(indicators.indicator)

    def read(self, rows: QuerySet[Any], ordering: Any = ()) -> Any:
        return rows

    def retrieve(self, request: Request, code: str, **kwargs: Any) -> Response:
        return self.single(_one(self.get_queryset().filter(code=code)))


def _one(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise exceptions.NotFound(_("没有这个地址或这一项。"))
    return found


ARTICLE_ID = OpenApiParameter("id", int, OpenApiParameter.PATH, description=gettext_lazy("公报编号"))
VERSION = OpenApiParameter("number", int, OpenApiParameter.PATH, description=gettext_lazy("版本号"))


@extend_schema_view(
    list=extend_schema(
        summary=gettext_lazy("公报"),
        tags=[gettext_noop("公报")],
        description=gettext_lazy("现在对外可见的公报，新的在前；正文用 include=text 附上。"),
    ),
    retrieve=extend_schema(
        summary=gettext_lazy("一篇公报"),
        tags=[gettext_noop("公报")],
        description=gettext_lazy("全文、图片和各版本。已撤回的公报答 410，并说明原因。"),
        parameters=[ARTICLE_ID],
        responses=articles.ArticleDetailShape,
    ),
)
class Articles(Resource):
    queryset = Revision.objects.all()
    serializer_class = articles.ArticleShape
    filterset_class = SearchedArticleFilters
    values = articles.ARTICLE_VALUES
    table = articles.ARTICLE_TABLE
    sorts: ClassVar = {"published": ("published_on", "id"), "id": ("article_id", "id"), "title": ("title", "id")}
    default_sort = "-published"
    renderer_classes = [*Resource.renderer_classes, JsonLd]
    embeds: ClassVar = {"text": "with_text", "records": "with_records"}
    knows_past = True
    lookup_field = "article_id"
    lookup_url_kwarg = "id"
    lookup_value_regex = NUMBER
    write = staticmethod(articles.article)

    def get_queryset(self) -> QuerySet[Revision]:
        if self.action in {"versions", "version"}:
            return Revision.objects.once_visible().filter(article__withdrawn_at=None)
        return visible(self.at)

    def retrieve(self, request: Request, id: str, **kwargs: Any) -> Response:
        return self._whole(self.get_queryset().filter(article=int(id)), int(id))

    @extend_schema(
        summary=gettext_lazy("一篇公报的各版本"),
        tags=[gettext_noop("公报")],
        description=gettext_lazy("公开过的各版本，新的在前。"),
        parameters=[ARTICLE_ID],
        responses=articles.VersionShape(many=True),
    )
    @action(
        detail=True,
        filterset_class=None,
        serializer_class=articles.VersionShape,
        renderer_classes=Resource.renderer_classes,
        values=articles.VERSION_VALUES,
        table=articles.VERSION_TABLE,
        sorts={"number": ("number",)},
        default_sort="-number",
        embeds={},
        knows_past=False,
        write=staticmethod(articles.version),
    )
    def versions(self, request: Request, id: str, **kwargs: Any) -> Any:
        if not self.get_queryset().filter(article=int(id)).exists():
            raise gone_or_unknown(int(id))
        return self.list(request)

    def filter_queryset(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(rows)
        return rows.filter(article=int(self.kwargs["id"])) if self.action == "versions" else rows

    @extend_schema(
        summary=gettext_lazy("公报的一个版本"),
        tags=[gettext_noop("公报")],
        description=gettext_lazy("某一版本的全文，更正之后仍可查阅。"),
        parameters=[ARTICLE_ID, VERSION],
    )
    @action(
        detail=True,
        url_path="versions/(?P<number>[0-9]{1,9})",
        filterset_class=None,
        serializer_class=articles.ArticleVersionShape,
        knows_past=False,
        embeds={"records": "with_records"},
    )
    def version(self, request: Request, id: str, number: str, **kwargs: Any) -> Response:
        return self._whole(self.get_queryset().filter(article=int(id), number=int(number)), int(id))

    def _whole(self, revisions: QuerySet[Revision], article: int) -> Response:
        row = revisions.values(*articles.WHOLE_VALUES).first()
        if row is None:
            raise gone_or_unknown(article)
        return self.single(row)

    def get_serializer_class(self) -> Any:
        return articles.ArticleDetailShape if self.action == "retrieve" else self.serializer_class

    def written(self, rows: Found, links: Links, fields: Names) -> Results:
        if self.is_list:
            return super().written(rows, links, fields)
        row = rows[0]
        result = articles.whole(row, links)
        result["pictures"] = articles.pictures_of([row["id"]], links)[row["id"]]
        if self.action == "retrieve":
            of_article = articles.versions_of([row["article_id"]], Revision.objects.once_visible(), links)
            result["versions"] = of_article[row["article_id"]]
        else:
            result["article_url"] = links("api-article-detail", row["article_id"])
            result["url"], result["page_url"] = result["version_url"], result["version_page_url"]
        for name in self.asked("include", self.embeds):
            getattr(self, self.embeds[name])(rows, [result], links)
        return [{name: result[name] for name in fields} if fields else result]

    def with_text(self, rows: Found, results: Results, links: Links) -> None:
        texts = dict(Revision.objects.filter(pk__in=[row["id"] for row in rows]).values_list("pk", "text"))
        for row, result in zip(rows, results, strict=True):
            result["text"] = texts[row["id"]]

    def with_records(self, rows: Found, results: Results, links: Links) -> None:
        stated = Record.objects.stated().filter(revision__in=[row["id"] for row in rows]).order_by("start", "id")
        by_revision: dict[int, Results] = {row["id"]: [] for row in rows}
        for row in shared.rows_of(stated):
            by_revision[row["revision_id"]].append(indicators.record(row, links))
        for row, result in zip(rows, results, strict=True):
            result["records"] = by_revision[row["id"]]


class Statements(Resource):
    """Records, one by one: as they are, or as a table."""

    queryset = Record.objects.all()
    filterset_class = RecordFilters
    values = shared.OWN
    sorts: ClassVar = {
        "id": ("id",),
        "period": ("ends", "id"),
        "value": ("canonical_value", "id"),
        "published": ("revision__published_on", "id"),
    }
    nullable = frozenset({"canonical_value"})
    knows_past = True

    def get_queryset(self) -> QuerySet[Record]:
        if self.is_table:  # visibility is looked up bulletin by bulletin
            return Record.objects.stated()
        return Record.objects.stated().filter(Exists(visible(self.at).filter(pk=OuterRef("revision_id"))))

    def reach(self) -> tuple[int, int] | None:
        # Day by day the archive grows, so a walk by number would pass over all that came before the days that are asked for.
        since, until = (self._day(name) for name in ("published_from", "published_until"))
        return reach.of_days(self.state, since, until) if since or until else None

    def _day(self, name: str) -> date | None:
        asked = self.filterset_class.base_filters.get(name)
        return asked.field.clean(self.request.query_params.get(name)) if asked else None

    def written(self, rows: Found, links: Links, fields: Names) -> Results:
        return super().written(shared.with_shared(rows) if self.is_list else rows, links, fields)

    def as_table(self, rows: QuerySet[Any]) -> Table:
        columns, (_name, ordering) = self.asked_columns(), self.ordering()
        ordered = rows.order_by(*[step.expression() for step in ordering])
        pieces = observations.record_lines(ordered, visible(self.at), {c.name for c in columns}, Links(self.request))
        return Table(self.table_name(), columns, pieces)


@extend_schema_view(
    list=extend_schema(
        summary=gettext_lazy("指标记录"),
        tags=[gettext_noop("指标记录")],
        description=gettext_lazy("现在对外可见的公报所说的每一个数，按编号排列。已排除的和原文已变的不在其中。"),
    ),
    retrieve=extend_schema(
        summary=gettext_lazy("一条指标记录"),
        tags=[gettext_noop("指标记录")],
        description=gettext_lazy("公报更正后，旧版本的记录答 410，并指明现行的记录；用 as_of 可查它当时的内容。"),
    ),
)
class Records(Statements):
    serializer_class = indicators.RecordShape
    renderer_classes = [*Resource.renderer_classes, JsonLd]
    embeds: ClassVar = {"article": "with_article", "indicator": "with_indicator"}
    lookup_value_regex = NUMBER
    write = staticmethod(indicators.record)

    def columns(self) -> Columns:
        return list(observations.RECORD_COLUMNS)

    def retrieve(self, request: Request, pk: str, **kwargs: Any) -> Response:
        through = "revision__article__withdrawn_through"
        rows = list(Record.objects.stated().filter(pk=int(pk)).values(*shared.JOINED, through))
        if not rows or not self._is_seen(rows[0], rows[0][through]):
            raise self._why_not(int(pk))
        return self.single(rows[0])

    def _is_seen(self, row: dict[str, Any], withdrawn_through: int | None) -> bool:
        """visible(self.at), asked of the row: a condition in SQL would cost as much as the row itself."""
        at = self.at or timezone.now()
        since, until = row["revision__visible_from"], row["revision__visible_until"]
        if since is None or since > at or (until and until <= at):
            return False
        return not (self.at and withdrawn_through and row["revision__number"] <= withdrawn_through)

    def _why_not(self, pk: int) -> exceptions.APIException:
        past = Record.objects.stated().filter(revision__in=Revision.objects.ever_read().values("pk"))
        record = (
            past.filter(pk=pk).select_related("revision__article").defer("revision__body", "revision__text").first()
        )
        if record is None:
            return exceptions.NotFound(_("没有这条公开的指标记录。"))
        if record.revision.is_withdrawn:
            return gone_or_unknown(record.revision.article_id)
        if self.at:
            return exceptions.NotFound(_("当时没有公开这条指标记录。"))
        here = {"article": record.revision.article_id, "number": record.revision.number}
        return Gone(_("公报 %(article)s 已有更新的版本，第 %(number)s 版的这条记录不再有效。") % here)

    def with_article(self, rows: Found, results: Results, links: Links) -> None:
        """The whole description of each source in the place of the short one."""
        found = Revision.objects.filter(pk__in={row["revision_id"] for row in rows}).values(*articles.ARTICLE_VALUES)
        sources = {row["id"]: articles.article(row, links) for row in found}
        for row, result in zip(rows, results, strict=True):
            result["article"] = sources[row["revision_id"]]

    def with_indicator(self, rows: Found, results: Results, links: Links) -> None:
        """The whole entry of the catalogue in the place of code and name."""
        codes = {result["indicator"]["code"] for result in results if result["indicator"]}
        near = Indicator.objects.select_related("merged_into").prefetch_related("aliases", "topics")
        entries = {entry.code: indicators.indicator(entry, links) for entry in near.filter(code__in=codes)}
        for result in results:
            if result["indicator"]:
                result["indicator"] = entries[result["indicator"]["code"]]
