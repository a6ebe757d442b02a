"""The API's side of articles: how columns, regions and bulletins are written, and by what they are found.

Addresses, paging, full-text search and the shape of errors are portal.api's. Every view starts from `Open`.
"""

from datetime import datetime
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django_filters.rest_framework import FilterSet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import exceptions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.filters import ArticleFilters, RegionFilters
from articles.models import Article, Column, Region, Revision

NUMBER = "[0-9]{1,18}"  # in an address; more digits would not fit a database's integer
SHORT_CACHE = "public, max-age=60"  # a withdrawal reaches the last cache within a minute
NEAR = ("article__column", "article__region")
LONG = ("body", "text", "page")
SLUG = "[-a-zA-Z0-9_]{1,80}"


class Gone(exceptions.APIException):
    status_code = 410
    default_code = "gone"


class Open(APIView):
    """Where every view starts: open to every origin, and strict. A parameter that would be passed over is an error."""

    action: str | None = None
    filterset_class: type[FilterSet] | None = None
    paginator: Any  # of a view that has lists

    def known_parameters(self) -> list[str]:
        names: list[str] = []
        if self.action == "list" and self.filterset_class:
            names += self.filterset_class.base_filters
        if self.action in {"list", "versions"}:
            names += self.paginator.parameters
        return names

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = self.known_parameters()
        errors: dict[str, list[Any]] = {}
        for name, values in request.query_params.lists():
            if name not in known and request.method != "OPTIONS":
                errors[name[:60]] = [{"detail": _unknown(known), "allowed": known}]
            elif len(values) > 1:
                errors[name] = [_("这个参数只能出现一次。")]
            elif not values[0].strip():
                errors[name] = [_("这个参数没有值。请写上值,或去掉这个参数。")]
        if errors:
            raise exceptions.ValidationError(errors)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
        if response.status_code == 200:
            response.headers.setdefault("Cache-Control", SHORT_CACHE)
        return response


def _unknown(known: list[str]) -> str:
    if not known:
        return _("没有这个参数;此地址不接受参数。")
    return _("没有这个参数。可用的参数:%(names)s。") % {"names": _("、").join(known)}


def dated(response: Response, revision: Revision) -> Response:
    """What a revision says has not changed since it became visible, nor since another took its place."""
    ended = revision.visible_until if revision.visible_until and revision.visible_until <= timezone.now() else None
    if changed := ended or revision.visible_from:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


# Fields of what is written


@extend_schema_field(OpenApiTypes.URI)
class Link(serializers.Field):
    """Absolute address of `route` for the object's attributes, or of a list narrowed to it: Link(…, "code", query="region")."""

    def __init__(self, route: str, *attributes: str, query: str = "", **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)
        self.route, self.query = route, query
        self.attributes = [attrgetter(name) for name in attributes]

    def to_representation(self, instance: Any) -> str | None:
        try:
            values = tuple(read(instance) for read in self.attributes)
        except AttributeError:  # what it leads to is not there
            return None
        # A page of records names few articles, places and indicators, again and again.
        known = self.context.setdefault("links", {})
        key = (self.route, self.query, values)
        if key not in known:
            path = reverse(self.route) if self.query else reverse(self.route, args=values)
            search = f"?{urlencode({self.query: values[0]})}" if self.query else ""
            known[key] = self.context["request"].build_absolute_uri(path + search)
        return known[key]


class OrNull(serializers.CharField):
    """Text that is null where the database has an empty string."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value: str) -> str | None:
        return value or None


class ColumnRef(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    url = Link("api-column-detail", "slug")


class RegionRef(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    url = Link("api-region-detail", "code")


class ColumnSerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="网址名,即编号")
    name = serializers.CharField()
    name_en = OrNull(help_text="英文名称")
    description = OrNull(help_text="说明")
    parent = ColumnRef(allow_null=True, help_text="上级栏目")
    url = Link("api-column-detail", "slug")
    page_url = Link("column", "slug", help_text="网页")
    articles_url = Link("api-article-list", "slug", query="column", help_text="本栏目的公报")


class RegionSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="GB/T 2260 代码;全国为 000000")
    name = serializers.CharField()
    short_names = serializers.SerializerMethodField(help_text="简称")
    parent = RegionRef(allow_null=True, help_text="上级地区")
    url = Link("api-region-detail", "code")
    page_url = Link("region", "code", help_text="网页")
    children_url = Link("api-region-list", "code", query="parent", help_text="下级地区")
    articles_url = Link("api-article-list", "code", query="region", help_text="该地区的公报")
    records_url = Link("api-record-list", "code", query="region", help_text="该地区的指标记录")

    def get_short_names(self, region: Region) -> list[str]:
        return [name for name in region.short_names.split("|") if name]


class PictureSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="正文 img 的 src")
    alt = serializers.CharField(help_text="图片说明")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    renditions = serializers.SerializerMethodField(help_text="各种大小的图片文件,由小到大")

    @extend_schema_field(
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "width": {"type": "integer"},
                    "height": {"type": "integer"},
                    "webp": {"type": "string", "format": "uri"},
                    "jpeg": {"type": "string", "format": "uri"},
                },
            },
        }
    )
    def get_renditions(self, picture: Any) -> list[dict[str, Any]]:
        absolute = self.context["request"].build_absolute_uri
        return [
            {
                key: absolute(default_storage.url(value)) if isinstance(value, str) else value
                for key, value in row.items()
            }
            for row in picture.renditions
        ]


class VisibleUntil(serializers.DateTimeField):
    """Null until it is over: an end that lies ahead would give away that a version waits for its time."""

    def __init__(self) -> None:
        super().__init__(allow_null=True, help_text="至何时止;空值表示现在仍可见")

    def to_representation(self, value: datetime) -> str | None:
        return super().to_representation(value) if value <= timezone.now() else None


class VersionSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="版本号")
    visible_from = serializers.DateTimeField(help_text="自何时起对外可见")
    visible_until = VisibleUntil()
    correction_note = OrNull(help_text="更正说明")
    sha256 = serializers.CharField(help_text="存档校验值")
    url = Link("api-article-version", "article_id", "number")


class ArticleSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="article_id", help_text="公报编号,永不改变")
    revision = serializers.IntegerField(source="number", help_text="版本号")
    title = serializers.CharField(help_text="标题")
    subtitle = OrNull(help_text="副标题")
    source = OrNull(help_text="信息来源")
    authors = serializers.ListField(source="author_list", child=serializers.CharField(), help_text="作者")
    published_on = serializers.DateTimeField(help_text="发布日期")
    summary = OrNull(help_text="摘要")
    column = ColumnRef(source="article.column", help_text="栏目")
    region = RegionRef(source="article.region", help_text="地区")
    correction_note = OrNull(help_text="更正说明")
    visible_from = serializers.DateTimeField(help_text="这一版本自何时起对外可见")
    sha256 = serializers.CharField(help_text="存档校验值")
    url = Link("api-article-detail", "article_id")
    page_url = Link("article", "article_id", help_text="网页")
    versions_url = Link("api-article-versions", "article_id", help_text="各版本")
    records_url = Link("api-record-list", "article_id", query="article", help_text="该公报的指标记录")


class WholeSerializer(ArticleSerializer):
    text = serializers.CharField(help_text="纯文本:标题和各段,以空行相隔。指标记录的位置按它的 Unicode 码位计")
    body = serializers.CharField(help_text="正文 HTML(h2 h3 p ul ol table figure,strong em a br);图片按名称见 pictures")
    pictures = serializers.SerializerMethodField(help_text="正文中的图片")

    @extend_schema_field(PictureSerializer(many=True))
    def get_pictures(self, revision: Revision) -> Any:
        pictures = [picture for picture in revision.pictures.all() if picture.renditions]
        return PictureSerializer(pictures, many=True, context=self.context).data


class ArticleDetailSerializer(WholeSerializer):
    versions = serializers.SerializerMethodField(help_text="公开过的各版本,新的在前")

    @extend_schema_field(VersionSerializer(many=True))
    def get_versions(self, revision: Revision) -> Any:
        versions = Revision.objects.once_visible().filter(article=revision.article_id).order_by("-number")
        return VersionSerializer(versions.defer(*LONG), many=True, context=self.context).data


class ArticleVersionSerializer(WholeSerializer):
    visible_until = VisibleUntil()
    url = Link("api-article-version", "article_id", "number")
    page_url = Link("version", "article_id", "number", help_text="网页")
    article_url = Link("api-article-detail", "article_id", help_text="公报的现行版本")


# Views


def gone_or_unknown(number: int) -> exceptions.APIException:
    """410 with the reason for what was public and was withdrawn; 404 for all else, drafts included."""
    article = Article.objects.filter(pk=number).first()
    if article and article.withdrawn_through and article.revisions.ever_read().exists():
        if not article.withdrawn_at:  # a clean version has followed; what was asked for is one that was withdrawn
            return Gone(_("该版本已撤回:%(reason)s") % {"reason": article.withdrawn_reason})
        day = timezone.localdate(article.withdrawn_at).isoformat()
        return Gone(_("该公报已于 %(day)s 撤回:%(reason)s") % {"day": day, "reason": article.withdrawn_reason})
    return exceptions.NotFound(_("没有这篇公开的公报。"))


@extend_schema_view(
    list=extend_schema(summary="栏目", tags=["栏目"]),
    retrieve=extend_schema(summary="一个栏目", tags=["栏目"]),
)
class Columns(Open, viewsets.ReadOnlyModelViewSet):
    """网站的栏目,最多三级。"""

    queryset = Column.objects.select_related("parent")
    serializer_class = ColumnSerializer
    lookup_field = "slug"
    lookup_value_regex = SLUG
    ordering = ("position", "id")


@extend_schema_view(
    list=extend_schema(summary="地区", tags=["地区"]),
    retrieve=extend_schema(summary="一个地区", tags=["地区"]),
)
class Regions(Open, viewsets.ReadOnlyModelViewSet):
    """行政区划(GB/T 2260)。"""

    queryset = Region.objects.select_related("parent")
    serializer_class = RegionSerializer
    filterset_class = RegionFilters
    lookup_field = "code"
    lookup_value_regex = "[0-9]{6}"
    ordering = ("code",)


ARTICLE_ID = OpenApiParameter("id", int, OpenApiParameter.PATH, description="公报编号")
VERSION = OpenApiParameter("number", int, OpenApiParameter.PATH, description="版本号")


@extend_schema_view(
    list=extend_schema(summary="公报", tags=["公报"], description="现在对外可见的公报,新的在前;不含正文。"),
    retrieve=extend_schema(
        summary="一篇公报",
        tags=["公报"],
        description="全文、图片和各版本。已撤回的公报答 410,并说明原因。",
        parameters=[ARTICLE_ID],
    ),
)
class Articles(Open, viewsets.ReadOnlyModelViewSet):
    queryset = Revision.objects.all()
    serializer_class = ArticleSerializer
    filterset_class = ArticleFilters
    lookup_field = "article_id"
    lookup_url_kwarg = "id"
    lookup_value_regex = NUMBER
    ordering = ("-published_on", "-id")

    def get_queryset(self) -> QuerySet[Revision]:
        if self.action in {"versions", "version"}:
            asked = Revision.objects.once_visible().filter(article__withdrawn_at=None)
        else:
            asked = Revision.objects.visible()
        return asked.for_lists() if self.action in {"list", "versions"} else asked.select_related(*NEAR).defer("page")

    def retrieve(self, request: Request, id: str) -> Response:
        return self._answer(int(id))

    @extend_schema(
        summary="一篇公报的各版本",
        tags=["公报"],
        description="公开过的各版本,新的在前。",
        parameters=[ARTICLE_ID],
        responses=VersionSerializer(many=True),
    )
    @action(detail=True, ordering=("-number",), filterset_class=None, serializer_class=VersionSerializer)
    def versions(self, request: Request, id: str) -> Response:
        page = self.paginate_queryset(self.get_queryset().filter(article=int(id)))
        if not page:
            raise gone_or_unknown(int(id))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="公报的一个版本",
        tags=["公报"],
        description="某一版本的全文,更正之后仍可查阅。",
        parameters=[ARTICLE_ID, VERSION],
    )
    @action(
        detail=True,
        url_path="versions/(?P<number>[0-9]{1,9})",
        filterset_class=None,
        serializer_class=ArticleVersionSerializer,
    )
    def version(self, request: Request, id: str, number: str) -> Response:
        return self._answer(int(id), number=int(number))

    def _answer(self, article: int, **which: int) -> Response:
        revision = self.get_queryset().filter(article=article, **which).first()
        if revision is None:
            raise gone_or_unknown(article)
        return dated(Response(self.get_serializer(revision).data), revision)

    def get_serializer_class(self) -> type[serializers.Serializer]:
        return ArticleDetailSerializer if self.action == "retrieve" else self.serializer_class
