"""Pages by cursor: page 500 costs what page 1 costs, and what comes or goes meanwhile shifts nothing."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from portal.paging import Ordering, cut, walked

LINK = {"type": ["string", "null"], "format": "uri"}


Ends = tuple[int, int]


class Pages(BasePagination):
    """A cursor names a row by all fields of the ordering, and is signed: what comes back is what was given out, so nothing
    in it needs to be doubted."""

    page_size = 50
    largest = 500
    parameters = ("cursor", "page_size")
    cursor: list[Any] | None
    size: int
    next: str | None
    previous: str | None

    def page(
        self, queryset: QuerySet[Any], request: Request, ordering: Ordering, name: str, within: Ends | None = None
    ) -> list[Any]:
        """Rows of one page; `name` tells one list and order from another, so that no cursor serves two. `within`: numbers between
        which all rows lie, of a list in the order of its numbers."""
        self.read(request, name)
        if self.cursor and len(self.cursor) != len(ordering) + 1:
            self.refuse()
        at = self.cursor[1:] if self.cursor else None
        rows, steps = walked(queryset, ordering, at, backwards=self.is_backwards)
        if within:
            # Of two bounds on one side a database starts from either; the cursor's is the nearer one.
            from_below = not steps[0].descending
            if not (self.cursor and from_below):
                rows = rows.filter(pk__gte=within[0])
            if not (self.cursor and not from_below):
                rows = rows.filter(pk__lte=within[1])
        return self.cut(list(rows[: self.size + 1]), lambda row: _key(row, ordering))

    @property
    def is_backwards(self) -> bool:
        return self.cursor is not None and self.cursor[0] == "-"

    def cut(self, found: list[Any], key: Callable[[Any], list[Any]]) -> list[Any]:
        """The page, of one row more than it holds, found in the direction of the cursor; with links to what lies on either side."""
        page = cut(found, self.size, is_past=self.cursor is not None, backwards=self.is_backwards)
        self.next = self.link("+", key(page.items[-1])) if page.has_older else None
        self.previous = self.link("-", key(page.items[0])) if page.has_newer else None
        return page.items

    def read(self, request: Request, name: str) -> None:
        self.request = request
        self.signer = Signer(salt=f"api.cursor.{name}")
        self.next = self.previous = None
        self.size = self._size(request.query_params.get("page_size"))
        self.cursor = self._cursor(request.query_params.get("cursor"))

    def answer(self, results: list[Any], **more: Any) -> Response:
        relations = [("next", self.next), ("prev", self.previous)]
        links = ", ".join(f'<{address}>; rel="{name}"' for name, address in relations if address)
        headers = {"Link": links} if links else None
        return Response({"next": self.next, "previous": self.previous, "results": results, **more}, headers=headers)

    def link(self, direction: str, values: Sequence[Any]) -> str:
        cursor = self.signer.sign_object([direction, *[_written(value) for value in values]])
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def refuse(self) -> None:
        raise ValidationError({"cursor": [_("这不是本接口给出的 cursor。请从第一页的 next 开始。")]})

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
            return list(self.signer.unsign_object(asked))
        except BadSignature:
            return self.refuse()  # type: ignore[func-returns-value]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**LINK, "description": gettext_lazy("下一页；空值表示没有")},
                "previous": {**LINK, "description": gettext_lazy("上一页；空值表示没有")},
                "results": {**schema, "description": gettext_lazy("本页各项")},
                "withdrawn": {
                    "type": "array",
                    "description": gettext_lazy("只在用了 as_of 时有：当时公开、后来撤回的公报。它们的内容不再给出"),
                    "items": {"$ref": "#/components/schemas/Withdrawn"},
                },
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": self.largest, "default": self.page_size}
        return [
            {
                "name": "cursor",
                "in": "query",
                "description": gettext_lazy("页的位置，取自 next 或 previous；只用于 JSON"),
                "schema": {"type": "string"},
            },
            {"name": "page_size", "in": "query", "description": gettext_lazy("每页条数；只用于 JSON"), "schema": size},
        ]


def _key(row: Any, ordering: Ordering) -> list[Any]:
    return [row[step.name] if isinstance(row, dict) else getattr(row, step.name) for step in ordering]


def _written(value: Any) -> Any:
    # Read back, the words of a date, a time or a decimal are what a filter understands.
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
