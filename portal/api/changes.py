"""The stream of changes as an address: what a follower asks for again and again with the cursor that it was given last."""

import base64
import binascii
import hashlib
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from articles.api import Link, Links, OrNull, moment
from portal import changes
from portal.api.open import Open
from portal.api.paging import LINK, Pages
from portal.models import Change

VALUES = ("position", "kind", "at", "reason", "revision__article_id", "revision__number")
START = "start"
SIZE = {"type": "integer", "minimum": 1, "maximum": Pages.largest, "default": Pages.page_size}


@extend_schema_field(LINK)
class NextLink(serializers.CharField):
    pass


class ChangeShape(serializers.Serializer):
    kind = serializers.ChoiceField(
        choices=Change.Kind.values,
        help_text=gettext_lazy(
            "published：此前没有公开的版本；corrected：新版本取代了公开的版本；withdrawn：公报不再公开"
        ),
    )
    article = serializers.IntegerField(help_text=gettext_lazy("公报编号"))
    version = serializers.IntegerField(help_text=gettext_lazy("出现的版本；撤回时是此前公开的版本"))
    at = serializers.DateTimeField(help_text=gettext_lazy("何时起对读者如此"))
    reason = OrNull(help_text=gettext_lazy("撤回原因；其他变更为空值"))
    article_url = Link(help_text=gettext_lazy("公报现在的样子；已撤回的答 410"))
    version_url = Link(help_text=gettext_lazy("这一版本；此后撤回的答 410"))
    page_url = Link(help_text=gettext_lazy("网页"))


class ChangesShape(serializers.Serializer):
    results = ChangeShape(many=True, help_text=gettext_lazy("各项变更，按先后"))
    cursor = serializers.CharField(help_text=gettext_lazy("到此为止都已给出；记下它，下次作 since"))
    next = NextLink(allow_null=True, help_text=gettext_lazy("接着的变更；空值表示眼下没有更多"))


class Changes(Open):
    """A page never ends before something that could still come: see portal.changes."""

    renderer_classes = [JSONRenderer]

    def parameters(self) -> list[str]:
        return ["since", "page_size"]

    @extend_schema(
        operation_id="changes_list",
        summary=gettext_lazy("变更"),
        tags=[gettext_noop("同步")],
        description=gettext_lazy(
            "每一次发布、更正、撤回，按发生的先后，各一次。不写 since 时从头开始；之后每次用上次得到的 cursor。"
            "定时发布的版本到时才出现。一篇公报的最后一个变更就是它现在的状况。"
        ),
        parameters=[
            OpenApiParameter("since", description=gettext_lazy("上次得到的 cursor")),
            OpenApiParameter("page_size", SIZE, description=gettext_lazy("每页条数")),
        ],
        responses=ChangesShape,
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        pages, asked = Pages(), request.query_params.get("since")
        size = pages._size(request.query_params.get("page_size"))
        position = position_of(asked) if asked else 0
        found = list(changes.after(position, size + 1).values(*VALUES))
        links = Links(request)
        page = found[:size]
        cursor = cursor_of(page[-1]) if page else asked or START
        here = replace_query_param(request.build_absolute_uri(), "since", cursor)
        more = here if len(found) > size else None
        headers = {"Cache-Control": "no-cache"} | ({"Link": f'<{here}>; rel="next"'} if more else {})
        return Response(
            {"results": [written(row, links) for row in page], "cursor": cursor, "next": more}, headers=headers
        )


def written(row: dict[str, Any], links: Links) -> dict[str, Any]:
    article, number = row["revision__article_id"], row["revision__number"]
    return {
        "kind": row["kind"],
        "article": article,
        "version": number,
        "at": moment(row["at"]),
        "reason": row["reason"] or None,
        "article_url": links("api-article-detail", article),
        "version_url": links("api-article-version", article, number),
        "page_url": links("article", article),
    }


def cursor_of(row: dict[str, Any]) -> str:
    """Position and a print of what stands there. No secret is in it: it lasts as long as the archive, whatever the key."""
    return base64.urlsafe_b64encode(row["position"].to_bytes(6, "big") + _print(row)).decode()


def cursor_now() -> str:
    """Of all that has a position."""
    row = Change.objects.exclude(position=None).order_by("-position").values(*VALUES).first()
    return cursor_of(row) if row else START


def position_of(cursor: str) -> int:
    """Raises ValidationError for what this archive has not given out: also for a cursor from before a backup was restored,
    whose follower would otherwise miss what took the place of the changes that were lost."""
    if cursor == START:
        return 0
    try:
        given = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        given = b""
    position = int.from_bytes(given[:6], "big")
    row = Change.objects.filter(position=position).values(*VALUES).first() if len(given) == 15 else None
    if row is None or cursor_of(row) != cursor:
        message = _("这不是本存档给出的 cursor。请去掉 since，从头开始。")
        raise ValidationError({"since": [message]})
    return position


def _print(row: dict[str, Any]) -> bytes:
    said = [row["position"], row["kind"], row["at"].timestamp(), row["revision__article_id"], row["revision__number"]]
    return hashlib.sha256(repr(said).encode()).digest()[:9]
