"""Series and observations: records as people who calculate want them."""

from collections.abc import Callable
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import exceptions
from rest_framework.request import Request

from articles.api import Links
from articles.datasets import ROWS_AT_ONCE, Table
from indicators import newest, observations
from indicators.filters import RecordFilters
from indicators.models import Indicator, Record
from portal.api.resources import Columns, Resource, visible
from portal.api.sdmx import SdmxCsv, SdmxJson
from portal.api.views import SLUG, Statements

RENDERERS = [*Resource.renderer_classes, SdmxCsv, SdmxJson]


class SeriesFilters(RecordFilters):
    """Of a record's filters those that choose series and periods."""

    article = value_min = value_max = text = q = published_from = published_until = None  # type: ignore[assignment]


@extend_schema_view(
    list=extend_schema(
        summary=gettext_lazy("数列"),
        tags=[gettext_noop("数列")],
        description=gettext_lazy(
            "每个指标、地区、类型、时期一行：最新的说法和出处，其他说法在 earlier 中。"
            "按指标代码、地区代码、类型、时期排列。"
        ),
    ),
    retrieve=extend_schema(
        operation_id="series_of_indicator",
        summary=gettext_lazy("一个指标的数列"),
        tags=[gettext_noop("数列")],
        description=gettext_lazy("只需指标代码：/api/v1/series/gdp.csv 就是全部。按地区代码、类型、时期排列。"),
        responses=newest.SeriesShape(many=True),
    ),
)
class Series(Resource):
    queryset = Record.objects.all()
    renderer_classes = RENDERERS
    serializer_class = newest.SeriesShape
    filterset_class = SeriesFilters
    table = newest.TABLE
    knows_past = True
    is_list = True
    lookup_field = "code"
    lookup_value_regex = SLUG

    def get_queryset(self) -> QuerySet[Record]:
        seen = visible(self.at).filter(pk=OuterRef("revision_id"))
        return Record.objects.stated().filter(Exists(seen), period_end__isnull=False)

    def retrieve(self, request: Request, code: str, **kwargs: Any) -> Any:
        entry = Indicator.objects.select_related("merged_into").filter(code=code).first()
        if entry is None:
            raise exceptions.NotFound(_("没有这个地址或这一项。"))
        return self._answer(lambda records: [entry.merged_into or entry], code)

    def list(self, request: Request, **kwargs: Any) -> Any:
        return self._answer(newest.with_statements, "series")

    def _table(self, records: QuerySet[Record], entries: Any, name: str, links: Links) -> Table:
        columns = self.asked_columns()
        said = ((entry, found) for entry in entries for _key, found in newest.rows(records, entry, ROWS_AT_ONCE, []))
        written = (newest.counted(newest.write(entry, found, links)) for entry, found in said)
        return Table(name, columns, self.lines(columns, written))

    def _answer(self, entries_of: Callable[[QuerySet[Record]], Any], name: str) -> Any:
        records, links = self.filter_queryset(self.get_queryset()), Links(self.request)
        entries = entries_of(records)
        if self.is_table:
            return self.table_unless_known(lambda: self._table(records, entries, name, links))
        fields, pages = self.asked("fields", self.names()), self.paginator
        pages.read(self.request, f"{self.basename}.{name}")
        after, backwards = pages.cursor[1:] if pages.cursor else [], pages.is_backwards
        rows = (
            (key, entry, found)
            for entry in (reversed(entries) if backwards else entries)
            if not after or (entry.code <= after[0] if backwards else entry.code >= after[0])
            for key, found in newest.rows(records, entry, pages.size + 1, after, backwards)
        )
        page = pages.cut(list(islice(rows, pages.size + 1)), lambda row: row[0])
        results = [newest.write(entry, found, links) for _key, entry, found in page]
        if fields:
            results = [{name: row[name] for name in fields} for row in results]
        return pages.answer(results, **self.since_withdrawn(links))


@extend_schema_view(
    list=extend_schema(
        summary=gettext_lazy("观测值"),
        tags=[gettext_noop("数列")],
        description=gettext_lazy(
            "平的表，一行一个数：只收已对应指标目录、说明了时期、单位在单位表中的记录，按编号排列。列与 CSV 相同。"
        ),
    ),
)
class Observations(Statements):
    renderer_classes = RENDERERS
    serializer_class = observations.ObservationShape
    write = staticmethod(observations.observation)

    def get_queryset(self) -> QuerySet[Record]:
        return observations.has_all(super().get_queryset())

    def columns(self) -> Columns:
        return list(observations.OBSERVATION_COLUMNS)
