"""What the API says of columns, regions and bulletins: the shape of each answer, and beside it the function that writes one.

A writer turns a row of values() into plain dicts: that costs a tenth of what serializers cost, and tests hold every answer
against its shape. Addresses, filters, paging, formats and errors are portal.api's.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from articles.datasets import TableColumn
from articles.models import Picture, Revision

Row = dict[str, Any]
Writer = Callable[[Row, "Links"], dict[str, Any]]

# Addresses


class Links:
    """Absolute addresses by the names of their routes: links("api-article-detail", 7), links("api-record-list", topic="general")."""

    def __init__(self, request: HttpRequest) -> None:
        self.site = request.build_absolute_uri("/")[:-1]
        self.prefix = get_script_prefix()
        self.known: dict[tuple[Any, ...], str] = {}
        self.made: dict[Any, Any] = {}

    def __call__(self, route: str, *names: Any, **question: Any) -> str:
        key = (route, names, *question.items())
        if key not in self.known:
            path = _path(self.prefix, route, len(names)) % names
            self.known[key] = self.site + path + (f"?{urlencode(question)}" if question else "")
        return self.known[key]

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """What many rows of an answer say alike, made for the first one."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    def media(self, name: str) -> str:
        return self.site + default_storage.url(name)


@lru_cache(maxsize=512)
def _path(prefix: str, route: str, count: int) -> str:
    """The path with %s where names go. Six digits are a number, a code and a slug alike."""
    places = [f"{777001 + n}" for n in range(count)]
    path = reverse(route, args=places).replace("%", "%%")
    for place in places:
        path = path.replace(place, "%s")
    return path


def moment(value: datetime | None) -> str | None:
    """In the portal's own time: 2023-07-20T10:23:00+08:00."""
    return value.astimezone(timezone.get_default_timezone()).isoformat() if value else None


def past(value: datetime | None) -> str | None:
    """Null until it is over: an end that lies ahead would give away that a version waits for its time."""
    return moment(value) if value and value <= timezone.now() else None


# Shapes


@extend_schema_field(OpenApiTypes.URI)
class Link(serializers.CharField):
    pass


class OrNull(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)


class ColumnRef(serializers.Serializer):
    slug = serializers.CharField(help_text=_("网址名"))
    name = serializers.CharField(help_text=_("名称"))
    url = Link(help_text=_("接口地址"))


class RegionRef(serializers.Serializer):
    code = serializers.CharField(help_text=_("代码"))
    name = serializers.CharField(help_text=_("名称"))
    url = Link(help_text=_("接口地址"))


class ColumnShape(serializers.Serializer):
    slug = serializers.CharField(help_text=_("网址名，即编号"))
    name = serializers.CharField(help_text=_("名称"))
    name_en = OrNull(help_text=_("英文名称"))
    description = OrNull(help_text=_("说明"))
    parent = ColumnRef(allow_null=True, help_text=_("上级栏目"))
    url = Link(help_text=_("接口地址"))
    page_url = Link(help_text=_("网页"))
    articles_url = Link(help_text=_("本栏目的公报"))


class RegionShape(serializers.Serializer):
    code = serializers.CharField(help_text=_("GB/T 2260 代码；全国为 000000"))
    name = serializers.CharField(help_text=_("名称"))
    short_names = serializers.ListField(child=serializers.CharField(), help_text=_("简称"))
    parent = RegionRef(allow_null=True, help_text=_("上级地区"))
    url = Link(help_text=_("接口地址"))
    page_url = Link(help_text=_("网页"))
    children_url = Link(help_text=_("下级地区"))
    articles_url = Link(help_text=_("该地区的公报"))
    records_url = Link(help_text=_("该地区的指标记录"))


class Rendition(serializers.Serializer):
    width = serializers.IntegerField(help_text=_("宽，像素"))
    height = serializers.IntegerField(help_text=_("高，像素"))
    webp = Link(help_text=_("WebP 文件"))
    jpeg = Link(help_text=_("JPEG 文件"))


class PictureShape(serializers.Serializer):
    name = serializers.CharField(help_text=_("正文 img 的 src"))
    alt = serializers.CharField(help_text=_("图片说明"))
    width = serializers.IntegerField(help_text=_("宽，像素"))
    height = serializers.IntegerField(help_text=_("高，像素"))
    renditions = Rendition(many=True, help_text=_("各种大小的图片文件，由小到大"))


class VersionShape(serializers.Serializer):
    number = serializers.IntegerField(help_text=_("版本号"))
    visible_from = serializers.DateTimeField(help_text=_("自何时起对外可见"))
    visible_until = serializers.DateTimeField(allow_null=True, help_text=_("至何时止；空值表示现在仍可见"))
    correction_note = OrNull(help_text=_("更正说明"))
    sha256 = serializers.CharField(help_text=_("存档校验值"))
    url = Link(help_text=_("这一版本，今后更正也不变"))
    page_url = Link(help_text=_("网页"))


class ArticleShape(serializers.Serializer):
    id = serializers.IntegerField(help_text=_("公报编号，永不改变"))
    revision = serializers.IntegerField(help_text=_("版本号"))
    title = serializers.CharField(help_text=_("标题"))
    subtitle = OrNull(help_text=_("副标题"))
    source = OrNull(help_text=_("信息来源"))
    authors = serializers.ListField(child=serializers.CharField(), help_text=_("作者"))
    published_on = serializers.DateTimeField(help_text=_("发布日期"))
    summary = OrNull(help_text=_("摘要"))
    column = ColumnRef(help_text=_("栏目"))
    region = RegionRef(help_text=_("地区"))
    correction_note = OrNull(help_text=_("更正说明"))
    visible_from = serializers.DateTimeField(help_text=_("这一版本自何时起对外可见"))
    visible_until = serializers.DateTimeField(allow_null=True, help_text=_("至何时止；空值表示现在仍可见"))
    sha256 = serializers.CharField(help_text=_("存档校验值"))
    url = Link(help_text=_("接口地址"))
    version_url = Link(help_text=_("这一版本，今后更正也不变"))
    page_url = Link(help_text=_("网页"))
    version_page_url = Link(help_text=_("这一版本的网页"))
    versions_url = Link(help_text=_("各版本"))
    records_url = Link(help_text=_("该公报的指标记录"))


class WholeShape(ArticleShape):
    text = serializers.CharField(help_text=_("纯文本：标题和各段，以空行相隔。指标记录的位置按它的 Unicode 码位计"))
    body = serializers.CharField(
        help_text=_("正文 HTML（h2 h3 p ul ol table figure、strong em a br）；图片按名称见 pictures")
    )
    pictures = PictureShape(many=True, help_text=_("正文中的图片"))


class ArticleDetailShape(WholeShape):
    versions = VersionShape(many=True, help_text=_("公开过的各版本，新的在前"))


class ArticleVersionShape(WholeShape):
    article_url = Link(help_text=_("公报的现行版本"))


# What is read, and how it is written

COLUMN_VALUES = ("id", "position", "slug", "name", "name_en", "description", "parent__slug", "parent__name")
REGION_VALUES = ("id", "code", "name", "short_names", "parent__code", "parent__name")
VERSION_VALUES = ("id", "article_id", "number", "visible_from", "visible_until", "correction_note", "sha256")
ARTICLE_VALUES = (
    *VERSION_VALUES, "title", "subtitle", "source", "authors", "published_on", "summary", "article__column__slug",
    "article__column__name", "article__region__code", "article__region__name",
)  # fmt: skip
WHOLE_VALUES = (*ARTICLE_VALUES, "text", "body")


def column_ref(slug: str, name: str, links: Links) -> dict[str, Any]:
    return {"slug": slug, "name": name, "url": links("api-column-detail", slug)}


def region_ref(code: str, name: str, links: Links) -> dict[str, Any]:
    return {"code": code, "name": name, "url": links("api-region-detail", code)}


def column(row: Row, links: Links) -> dict[str, Any]:
    slug, parent = row["slug"], row["parent__slug"]
    return {
        "slug": slug,
        "name": row["name"],
        "name_en": row["name_en"] or None,
        "description": row["description"] or None,
        "parent": column_ref(parent, row["parent__name"], links) if parent else None,
        "url": links("api-column-detail", slug),
        "page_url": links("column", slug),
        "articles_url": links("api-article-list", column=slug),
    }


def region(row: Row, links: Links) -> dict[str, Any]:
    code, parent = row["code"], row["parent__code"]
    return {
        "code": code,
        "name": row["name"],
        "short_names": [name for name in row["short_names"].split("|") if name],
        "parent": region_ref(parent, row["parent__name"], links) if parent else None,
        "url": links("api-region-detail", code),
        "page_url": links("region", code),
        "children_url": links("api-region-list", parent=code),
        "articles_url": links("api-article-list", region=code),
        "records_url": links("api-record-list", region=code),
    }


def version(row: Row, links: Links) -> dict[str, Any]:
    article, number = row["article_id"], row["number"]
    return {
        "number": number,
        "visible_from": moment(row["visible_from"]),
        "visible_until": past(row["visible_until"]),
        "correction_note": row["correction_note"] or None,
        "sha256": row["sha256"],
        "url": links("api-article-version", article, number),
        "page_url": links("version", article, number),
    }


def article(row: Row, links: Links) -> dict[str, Any]:
    number, revision = row["article_id"], row["number"]
    return {
        "id": number,
        "revision": revision,
        "title": row["title"],
        "subtitle": row["subtitle"] or None,
        "source": row["source"] or None,
        "authors": row["authors"].split(),
        "published_on": moment(row["published_on"]),
        "summary": row["summary"] or None,
        "column": column_ref(row["article__column__slug"], row["article__column__name"], links),
        "region": region_ref(row["article__region__code"], row["article__region__name"], links),
        "correction_note": row["correction_note"] or None,
        "visible_from": moment(row["visible_from"]),
        "visible_until": past(row["visible_until"]),
        "sha256": row["sha256"],
        "url": links("api-article-detail", number),
        "version_url": links("api-article-version", number, revision),
        "page_url": links("article", number),
        "version_page_url": links("version", number, revision),
        "versions_url": links("api-article-versions", number),
        "records_url": links("api-record-list", article=number),
    }


def whole(row: Row, links: Links) -> dict[str, Any]:
    """With its words; pictures and versions are put in by the one who asks for them."""
    return article(row, links) | {"text": row["text"], "body": row["body"]}


def pictures_of(revisions: Iterable[int], links: Links) -> dict[int, list[dict[str, Any]]]:
    """Pictures that have a file, by revision. One query."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    shown = Picture.objects.filter(revision__in=list(revisions)).exclude(file="").order_by("id")
    for picture in shown:
        renditions = [
            {key: links.media(value) if isinstance(value, str) else value for key, value in rendition.items()}
            for rendition in picture.renditions
        ]
        found[picture.revision_id].append(
            {
                "name": picture.name,
                "alt": picture.alt,
                "width": picture.width,
                "height": picture.height,
                "renditions": renditions,
            }
        )
    return found


def versions_of(articles: Iterable[int], readable: QuerySet[Revision], links: Links) -> dict[int, list[dict[str, Any]]]:
    """Versions among the `readable` ones, newest first, by article. One query."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = readable.filter(article__in=list(articles)).order_by("-number").values(*VERSION_VALUES)
    for row in rows:
        found[row["article_id"]].append(version(row, links))
    return found


# As tables: column → where it stands in what is written above

COLUMN_TABLE = {
    TableColumn("slug", "code", _("网址名")): "slug",
    TableColumn("name", "text", _("名称")): "name",
    TableColumn("name_en", "text", _("英文名称")): "name_en",
    TableColumn("description", "text", _("说明")): "description",
    TableColumn("parent", "code", _("上级栏目")): "parent.slug",
    TableColumn("page_url", "link", _("网页")): "page_url",
}
REGION_TABLE = {
    TableColumn("code", "code", _("GB/T 2260 代码")): "code",
    TableColumn("name", "text", _("名称")): "name",
    TableColumn("short_names", "text", _("简称")): "short_names",
    TableColumn("parent", "code", _("上级地区")): "parent.code",
    TableColumn("page_url", "link", _("网页")): "page_url",
}
VERSION_TABLE = {
    TableColumn("number", "integer", _("版本号")): "number",
    TableColumn("visible_from", "time", _("自何时起对外可见")): "visible_from",
    TableColumn("visible_until", "time", _("至何时止")): "visible_until",
    TableColumn("correction_note", "text", _("更正说明")): "correction_note",
    TableColumn("sha256", "code", _("存档校验值")): "sha256",
    TableColumn("page_url", "link", _("网页")): "page_url",
}
ARTICLE_TABLE = {
    TableColumn("id", "integer", _("公报编号")): "id",
    TableColumn("revision", "integer", _("版本号")): "revision",
    TableColumn("title", "text", _("标题")): "title",
    TableColumn("subtitle", "text", _("副标题")): "subtitle",
    TableColumn("source", "text", _("信息来源")): "source",
    TableColumn("authors", "text", _("作者")): "authors",
    TableColumn("published_on", "time", _("发布日期")): "published_on",
    TableColumn("summary", "text", _("摘要")): "summary",
    TableColumn("column", "code", _("栏目的网址名")): "column.slug",
    TableColumn("region_code", "code", _("地区代码")): "region.code",
    TableColumn("region", "text", _("地区")): "region.name",
    TableColumn("correction_note", "text", _("更正说明")): "correction_note",
    TableColumn("visible_from", "time", _("自何时起对外可见")): "visible_from",
    TableColumn("visible_until", "time", _("至何时止")): "visible_until",
    TableColumn("sha256", "code", _("存档校验值")): "sha256",
    TableColumn("page_url", "link", _("网页")): "page_url",
    TableColumn("version_page_url", "link", _("这一版本的网页")): "version_page_url",
}
