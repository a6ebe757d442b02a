"""What the API adds where articles and figures meet: search, text fragments, the root, and the documentation."""

from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import APIRootView

from articles import api as articles
from articles.api import Open
from articles.filters import ArticleFilters, Choice, Existing, text_query
from articles.models import Revision
from indicators import api as indicators
from indicators.filters import IndicatorFilter, Period, RecordFilters
from indicators.models import Record, Topic
from portal import search
from portal.figures import fragment_of


class SearchedArticleFilters(ArticleFilters):
    """By its words, and by what it states: one and the same record must answer to all of OF_A_RECORD."""

    OF_A_RECORD = ("indicator", "topic", "measure", "period")

    text = text_query("标题和正文中的文字;几个词以空格分开,都要有", method="saying")
    q = text_query("text 的另一名称", method="saying")
    indicator = IndicatorFilter(method="as_it_is", max_length=120, help_text="说到这个指标:代码、名称或别名")
    topic = Existing(rows=Topic.objects.all(), column="slug", method="as_it_is", help_text="说到这个主题:主题的代码")
    measure = Choice(choices=Record.Measure.choices, method="as_it_is", help_text="说到这一类型的数")
    period = Period(
        method="as_it_is",
        max_length=30,
        help_text="说到与这一时期重叠的数:2023、2023-S1、2023-Q2、2023-06、2023-06-30 或 2023-01-01/2023-06-30;"
        "与 indicator、topic、measure 同用时,须是同一条记录",
    )

    def filter_queryset(self, revisions: QuerySet[Revision]) -> QuerySet[Revision]:
        revisions = super().filter_queryset(revisions)
        asked = {name: self.form.cleaned_data[name] for name in self.OF_A_RECORD}
        if not any(asked.values()):
            return revisions
        records, of_records = Record.objects.stated().filter(revision=OuterRef("pk")), RecordFilters().filters
        for name, value in asked.items():
            records = of_records[name].filter(records, value)
        return revisions.filter(Exists(records))

    def as_it_is(self, revisions: QuerySet[Revision], name: str, value: Any) -> QuerySet[Revision]:
        """What is asked of a record is asked of all its fields together, in filter_queryset()."""
        return revisions

    def saying(self, revisions: QuerySet[Revision], name: str, value: str) -> QuerySet[Revision]:
        return revisions.filter(pk__in=search.find(value).order_by().values("pk"))


class Articles(articles.Articles):
    filterset_class = SearchedArticleFilters


class RecordSerializer(indicators.RecordSerializer):
    quote = serializers.SerializerMethodField(help_text="网页上说这个数的原话(文本片段链接)")

    @extend_schema_field(OpenApiTypes.URI)
    def get_quote(self, record: Record) -> str:
        page = reverse("article", args=[record.revision.article_id], request=self.context["request"])
        return f"{page}#{fragment_of(record)}"


class Records(indicators.Records):
    serializer_class = RecordSerializer


class Root(Open, APIRootView):
    """接口的各个地址。"""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().get(request, *args, **kwargs)
        response.data |= {name: reverse(f"api-{name}", request=request) for name in ("schema", "docs")}
        return response


class Nowhere(Open):
    """Any other address below /api/: the error of an API, not a page."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotFound(_("没有这个地址或这一项。"))


class Schema(SpectacularAPIView):
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]

    def _get_schema_response(self, request: Request) -> Response:
        response = Response(document(get_language() or ""))
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = articles.SHORT_CACHE
        return response


@lru_cache(maxsize=4)
def document(language: str) -> dict[str, Any]:
    """Drawing it up costs a few hundred milliseconds, and it changes with the program only."""
    return SchemaGenerator().get_schema(request=None, public=True)


class Docs(SpectacularSwaggerSplitView):
    """Under the site's own policy: Swagger UI needs nothing inline, once its page (our template) has no style in it."""

    template_name = "api/docs.html"

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            response.headers.setdefault("Cache-Control", articles.SHORT_CACHE)
        return response
