"""Pages by cursor: page 500 costs what page 1 costs, and what comes or goes meanwhile shifts nothing."""

from datetime import date
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

LINK = {"type": ["string", "null"], "format": "uri"}


class Pages(BasePagination):
    """By the view's `ordering`, whose last field is unique. A cursor names a row by all of these fields, and is signed:
    what comes back is what was given out, so nothing in it needs to be doubted."""

    page_size = 50
    largest = 500
    parameters = ("cursor", "page_size")

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list[Any]:
        self.request, self.ordering = request, view.ordering
        self.signer = Signer(salt=f"api.cursor.{view.basename}.{view.action}")
        size = self._size(request.query_params.get("page_size"))
        cursor = self._cursor(request.query_params.get("cursor"))
        backwards = cursor is not None and cursor[0] == "-"
        ordering = [_turned(name) for name in self.ordering] if backwards else self.ordering
        rows = queryset.order_by(*ordering)
        if cursor:
            rows = rows.filter(past(ordering, cursor[1:]))
        found = list(rows[: size + 1])
        more, self.page = len(found) > size, found[:size]
        if backwards:
            self.page.reverse()
        self.next = self._link("+", -1) if backwards or more else None
        self.previous = self._link("-", 0) if (more if backwards else cursor) else None
        return self.page

    def get_paginated_response(self, data: Any) -> Response:
        relations = [("next", self.next), ("prev", self.previous)]
        links = ", ".join(f'<{address}>; rel="{name}"' for name, address in relations if address)
        headers = {"Link": links} if links else None
        return Response({"next": self.next, "previous": self.previous, "results": data}, headers=headers)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**LINK, "description": "下一页;空值表示没有"},
                "previous": {**LINK, "description": "上一页;空值表示没有"},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": self.largest, "default": self.page_size}
        return [
            {
                "name": "cursor",
                "in": "query",
                "description": "页的位置,取自 next 或 previous",
                "schema": {"type": "string"},
            },
            {"name": "page_size", "in": "query", "description": "每页条数", "schema": size},
        ]

    def _size(self, asked: str | None) -> int:
        if asked is None:
            return self.page_size
        if asked.isascii() and asked.isdigit() and len(asked) < 6 and 1 <= int(asked) <= self.largest:
            return int(asked)
        raise ValidationError({"page_size": [_("每页条数须是 1 到 %(largest)s 的整数。") % {"largest": self.largest}]})

    def _cursor(self, asked: str | None) -> list[Any] | None:
        if asked is None:
            return None
        try:
            direction, *values = self.signer.unsign_object(asked)
        except BadSignature:
            message = _("这不是本接口给出的 cursor。请从第一页的 next 开始。")
            raise ValidationError({"cursor": [message]}) from None
        return [direction, *[_read(value) for value in values]]

    def _link(self, direction: str, index: int) -> str | None:
        if not self.page:
            return None
        row = self.page[index]
        values = [getattr(row, name.lstrip("-")) for name in self.ordering]
        cursor = self.signer.sign_object([direction, *[_written(value) for value in values]])
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)


def past(ordering: list[str] | tuple[str, ...], values: list[Any]) -> Q:
    """Rows after `values`: a > x, or a = x and b > y, and so on; with a >= x beside it, which an index can follow."""
    rows, same, bound = Q(), Q(), Q()
    for name, value in zip(ordering, values, strict=True):
        field, comparison = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        rows |= same & Q(**{f"{field}__{comparison}": value})
        same &= Q(**{field: value})
        bound = bound or Q(**{f"{field}__{comparison}e": value})
    return bound & rows if len(ordering) > 1 else rows


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _written(value: Any) -> Any:
    return {"time": value.isoformat()} if isinstance(value, date) else value


def _read(value: Any) -> Any:
    return parse_datetime(value["time"]) if isinstance(value, dict) else value
