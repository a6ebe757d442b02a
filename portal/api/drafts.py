"""POST /drafts/: another system brings a bulletin in, by the very way an editor does; people at the desk do all the rest."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api import Link, Links, OrNull, moment
from articles.filters import moment_of
from articles.importing import LARGEST_FILE, AlreadyStored, Draft, ImportRefused, read_bulletin, read_paste, store
from articles.models import Article, Column, Region, Revision
from indicators.api_figures import CandidateShape, candidate
from portal.api import bearer
from portal.api.bodies import Form, Json
from portal.api.idempotency import HEADER, Unacceptable, keep, kept_answer, key_of, print_of
from portal.api.limited import Limited
from portal.api.reading import PlaceField, refuse_unknown, valid
from portal.models import Token

STATES = [*Revision.State.choices, ("withdrawn", gettext_lazy("已撤回"))]
SCOPE = Token.Scope.DRAFT_WRITE


class Conflict(exceptions.APIException):
    status_code = 409
    default_code = "conflict"


class DraftForm(Form):
    largest = LARGEST_FILE + 1024 * 1024


class BroughtShape(serializers.Serializer):
    file = serializers.FileField(
        required=False, help_text=gettext_lazy("公报文件（Word、PDF、网页、文本、Markdown）；只用于表单")
    )
    text = serializers.CharField(
        required=False, trim_whitespace=False, help_text=gettext_lazy("全文，第一行为标题；有 html 时不读")
    )
    html = serializers.CharField(required=False, trim_whitespace=False, help_text=gettext_lazy("全文的 HTML"))
    title = serializers.CharField(required=False, max_length=200, help_text=gettext_lazy("标题；不写时从文中读出"))
    subtitle = serializers.CharField(required=False, max_length=200, help_text=gettext_lazy("副标题"))
    source = serializers.CharField(required=False, max_length=100, help_text=gettext_lazy("信息来源"))
    authors = serializers.CharField(required=False, max_length=200, help_text=gettext_lazy("作者，多人以空格分隔"))
    summary = serializers.CharField(required=False, max_length=500, help_text=gettext_lazy("摘要"))
    published_on = serializers.CharField(
        required=False,
        max_length=40,
        help_text=gettext_lazy("发布日期：2023-07-20 或 2023-07-20T10:00:00+08:00；不写时从文中读出"),
    )
    column = serializers.CharField(
        required=False,
        max_length=80,
        help_text=gettext_lazy("栏目的代码；不写时用令牌的栏目，或文中写明的栏目，或第一个栏目"),
    )
    region = PlaceField(required=False)

    def to_internal_value(self, data: Any) -> Any:
        refuse_unknown(data, self.fields)
        return super().to_internal_value(data)

    def validate_published_on(self, written: str) -> datetime:
        try:
            return moment_of(written) if "T" in written else moment_of(f"{written}T00:00:00+08:00")
        except ValueError:
            raise serializers.ValidationError(
                _("请写成 2023-07-20 或 2023-07-20T10:00:00+08:00 这样的时刻，不晚于现在。")
            ) from None

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if not any(name in given for name in ("file", "text", "html")):
            raise serializers.ValidationError({"text": [_("没有公报。请写明 text 或 html，或以表单发送 file。")]})
        return given


class LossShape(serializers.Serializer):
    kind = serializers.CharField(help_text=gettext_lazy("什么"))
    count = serializers.IntegerField(help_text=gettext_lazy("几处"))
    says = serializers.CharField(help_text=gettext_lazy("说明"))


class DraftShape(serializers.Serializer):
    id = serializers.IntegerField(help_text=gettext_lazy("公报编号"))
    version = serializers.IntegerField(help_text=gettext_lazy("最新的版本号"))
    state = serializers.ChoiceField(choices=STATES, help_text=gettext_lazy("办理到哪一步"))
    title = serializers.CharField(help_text=gettext_lazy("标题"))
    published_on = serializers.DateTimeField(help_text=gettext_lazy("发布日期"))
    visible_from = serializers.DateTimeField(allow_null=True, help_text=gettext_lazy("自何时起公开；尚未签发的为空值"))
    column = serializers.CharField(help_text=gettext_lazy("栏目的代码"))
    region = serializers.CharField(help_text=gettext_lazy("地区的代码"))
    url = Link(help_text=gettext_lazy("查看办理情况"))
    desk_url = Link(help_text=gettext_lazy("编辑在后台办理的页面"))
    page_url = OrNull(help_text=gettext_lazy("公开之后的网页；尚未公开的为空值"))
    candidates = CandidateShape(many=True, help_text=gettext_lazy("从文中读出、有待编辑核对的数"))


class StoredShape(DraftShape):
    loss = LossShape(many=True, help_text=gettext_lazy("文件中有而草稿中没有、或不同的内容"))


EXAMPLE = OpenApiExample(
    "一篇短讯",
    value={
        "title": "上半年经济运行情况",
        "text": "上半年，全区实现地区生产总值512.3亿元，同比增长6.1%。",
        "published_on": "2023-07-20",
        "source": "区统计局",
    },
    request_only=True,
)


class MayWriteDrafts(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        token = bearer.demand(request, SCOPE)
        if not token.user.has_perm("articles.add_revision"):
            raise exceptions.PermissionDenied(_("令牌所代表的账号没有新增稿件的权限。请联系网站管理员。"))
        return True


class Drafts(Limited):
    what = "drafts"
    authentication_classes: ClassVar[list[Any]] = [bearer.Bearer]
    permission_classes: ClassVar[list[Any]] = [MayWriteDrafts]
    parser_classes: ClassVar[list[Any]] = [Json, DraftForm]

    def times(self) -> int:
        return 60

    def who(self) -> str:
        return f"token-{self.request.auth.pk}"

    @extend_schema(
        operation_id="drafts_create",
        summary=gettext_lazy("送来一篇公报"),
        tags=[gettext_noop("送稿")],
        description=gettext_lazy(
            "以 JSON 写明文字，或以表单送来文件；识别和拒绝都与后台“导入公报”相同。只成为草稿，"
            "由编辑核对、审核、签发。带 Idempotency-Key 时，一天之内同样的请求得到同样的答复，不会存两次。"
        ),
        parameters=[HEADER],
        request={"application/json": BroughtShape, "multipart/form-data": BroughtShape},
        responses={201: StoredShape},
        examples=[EXAMPLE],
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        key = key_of(request)
        asked = print_of(request.data) if key else ""
        answer = kept_answer(request.auth, key, asked) if key else None
        if answer is None:
            given = valid(BroughtShape(data=request.data))
            try:
                draft, content, filename = read(given)
                answer = keep(request, key, asked, lambda: self.store(given, draft, content, filename))
            except AlreadyStored as known:
                raise Conflict(str(known)) from None
            except ImportRefused as refusal:
                raise Unacceptable(str(refusal)) from None
        return Response(answer, status=201, headers={"Location": answer["url"]})

    def store(self, given: dict[str, Any], draft: Draft, content: bytes, filename: str) -> dict[str, Any]:
        day = given.get("published_on") or draft.published_on
        if day is None:
            raise ImportRefused(_("没有找到发布日期，或它在将来。请写明 published_on。"))
        article = store(
            replace(
                draft, **{name: given[name] for name in ("title", "subtitle", "source", "summary") if name in given}
            ),
            content=content,
            filename=filename,
            column=column_for(given.get("column"), draft, self.request.auth),
            region=given.get("region") or _own_region(),
            published_on=day,
            by=bearer.by(self.request),
        )
        loss = [{"kind": one.kind, "count": one.count, "says": str(one)} for one in draft.loss]
        return describe(article, Links(self.request)) | {"loss": loss}


class OneDraft(Limited):
    http_method_names = ["get", "head", "options"]
    what = "drafts-read"
    authentication_classes: ClassVar[list[Any]] = [bearer.Bearer]
    permission_classes: ClassVar[list[Any]] = [MayWriteDrafts]

    def times(self) -> int:
        return 600

    def who(self) -> str:
        return f"token-{self.request.auth.pk}"

    @extend_schema(
        operation_id="drafts_retrieve",
        summary=gettext_lazy("送来的公报办理到哪一步"),
        tags=[gettext_noop("送稿")],
        description=gettext_lazy("只能查看令牌所代表的账号送来的公报。"),
        parameters=[OpenApiParameter("id", int, "path", description=gettext_lazy("公报编号"))],
        responses=DraftShape,
    )
    def get(self, request: Request, id: int, **kwargs: Any) -> Response:
        own = Revision.objects.filter(number=1, created_by=request.user)
        article = Article.objects.filter(pk=id, revisions__in=own).first()
        if article is None:
            raise exceptions.NotFound(_("没有这篇由您送来的公报。"))
        return Response(describe(article, Links(request)))


def read(given: dict[str, Any]) -> tuple[Draft, bytes, str]:
    """The draft, the bytes that are kept as the original, and their name. Raises ImportRefused."""
    day = given.get("published_on")
    if file := given.get("file"):
        content = file.read()
        draft = read_bulletin(content, file.name, published_on=day, mends=True)
        name = file.name
    else:
        words = {name: given[name] for name in ("html", "text") if name in given}
        draft = read_paste(
            words.get("html"), words.get("text"), title=given.get("title", ""), published_on=day, mends=True
        )
        content, name = json.dumps(words, ensure_ascii=False).encode(), _("接口送来的文字")
    return (replace(draft, authors=tuple(given["authors"].split())) if "authors" in given else draft), content, name


def column_for(slug: str | None, draft: Draft, token: Token) -> Column:
    if token.column:
        if slug not in {None, token.column.slug}:
            raise exceptions.PermissionDenied(_("这个令牌只可写入栏目“%(slug)s”。") % {"slug": token.column.slug})
        return token.column
    columns = list(Column.objects.all())
    if not columns:
        raise ImportRefused(_("还没有栏目。请先在管理后台建立栏目。"))
    if slug is None:
        return next((column for column in columns if column.name == draft.column_name), columns[0])
    if found := next((column for column in columns if column.slug == slug), None):
        return found
    allowed = [column.slug for column in columns]
    message = _("没有“%(value)s”。可用的值：%(names)s。") % {"value": slug, "names": _("、").join(allowed)}
    raise exceptions.ValidationError({"column": [{"detail": message, "allowed": allowed}]})


def _own_region() -> Region:
    region = Region.objects.named(settings.SITE_REGION).first()
    if region is None:
        raise ImportRefused(_("没有本站的地区。请写明 region。"))
    return region


def describe(article: Article, links: Links) -> dict[str, Any]:
    """The article as it stands; three queries."""
    newest = article.revisions.select_related("column", "region", "article__column", "article__region").order_by(
        "-number"
    )[0]
    was_read = article.revisions.visible().exists()
    records = newest.records.select_related("indicator", "region").order_by("start", "id")
    return {
        "id": article.pk,
        "version": newest.number,
        "state": "withdrawn" if article.withdrawn_at and newest.is_published else newest.state,
        "title": newest.title,
        "published_on": moment(newest.published_on),
        "visible_from": moment(newest.visible_from),
        "column": (newest.column or newest.article.column).slug,
        "region": newest.place.code,
        "url": links("api-draft", article.pk),
        "desk_url": links("admin:articles_revision_change", newest.pk),
        "page_url": links("article", article.pk) if was_read else None,
        "candidates": [candidate(record, links) for record in records],
    }
