"""What every list and every single thing of the API does alike: filter, order, page, embed, trim, and hand a table to a format."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, viewsets
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api import Links, moment
from articles.datasets import Pieces, Table, TableColumn, in_pieces, line, marks_of
from articles.filters import moment_of
from articles.models import Article, Revision
from portal.api.dating import last_change
from portal.api.formats import Format
from portal.api.open import Gone, Open
from portal.api.paging import Pages
from portal.paging import Ordering, Step

# `list` is also what a view calls its answer to a list.
Names = list[str]
Found = list[Any]
Results = list[dict[str, Any]]
Columns = list[TableColumn]


class SuffixFirst(DefaultContentNegotiation):
    """records.csv is CSV whatever a browser says it would rather have."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        if not format_suffix:
            return super().select_renderer(request, renderers)
        for renderer in renderers:
            if renderer.format == format_suffix:
                return renderer, renderer.media_type
        allowed = _("、").join(f".{renderer.format}" for renderer in renderers)
        raise exceptions.NotFound(_("此地址没有这种格式。可用的：%(formats)s。") % {"formats": allowed})


class Resource(Open, viewsets.GenericViewSet):
    """`write` turns a row into what JSON says; `table` says which of that are the columns of a table."""

    pagination_class = Pages
    filterset_class: Any = None
    content_negotiation_class = SuffixFirst
    values: tuple[str, ...] = ()
    write: Callable[[Any, Links], dict[str, Any]]
    table: ClassVar[dict[TableColumn, str]] = {}
    sorts: ClassVar[dict[str, tuple[str, ...]]] = {}  # the last field is unique
    default_sort = "id"
    nullable: ClassVar[frozenset[str]] = frozenset()
    embeds: ClassVar[dict[str, str]] = {}  # name → method
    knows_past = False
    at: datetime | None = None
    state: str | None = None  # of the archive, when the answer was begun
    changed: datetime | None = None

    # What can be asked

    @property
    def is_table(self) -> bool:
        return isinstance(getattr(self.request, "accepted_renderer", None), Format)

    @property
    def is_list(self) -> bool:
        return self.action in {"list", "versions"}

    def parameters(self) -> Names:
        names: Names = []
        if self.is_list and self.filterset_class:
            names += self.filterset_class.base_filters
        return [*names, *[parameter.name for parameter in self.own_parameters()], *self._of_pages()]

    def _of_pages(self) -> tuple[str, ...]:
        return Pages.parameters if self.is_list and not self.is_table else ()

    def own_parameters(self) -> Iterator[OpenApiParameter]:
        """Beside filters and pages."""
        if self.knows_past:
            yield OpenApiParameter(
                "as_of",
                description=gettext_lazy(
                    "当时对外公开的内容：2023-07-20（该日终了时）或 2023-07-20T10:00:00+08:00。"
                    "不能晚于现在；后来撤回的公报只列名，不再给出内容"
                ),
            )
        if self.is_list and len(self.sorts) > 1:
            allowed = [sign + name for name in self.sorts for sign in ("", "-")]
            yield OpenApiParameter("sort", description=gettext_lazy("排序；前面加 - 为倒序"), enum=allowed)
        if getattr(getattr(self.request, "accepted_renderer", None), "takes_fields", True):
            yield OpenApiParameter("fields", description=gettext_lazy("只要这些字段，以逗号分隔；表格格式中是列名"))
        if self.embeds and not self.is_table:
            yield OpenApiParameter(
                "include", description=_("附上相关内容，以逗号分隔：%(names)s") % {"names": _("、").join(self.embeds)}
            )

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            self.state, self.changed = (
                last_change()
            )  # before anything is read, so that no answer is older than its date
        if request.method != "OPTIONS" and self.knows_past and (asked := request.query_params.get("as_of")):
            self.at = _as_of(asked)
            request._request.as_of = self.at  # type: ignore[attr-defined]  # filters of words ask for it

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.changed and response.status_code in {200, 304}:
            response.headers["Last-Modified"] = http_date(self.changed.timestamp())
        return response

    def asked(self, name: str, allowed: Iterable[str]) -> Names:
        """The names in a parameter's value; each must be an allowed one."""
        allowed = list(allowed)
        names = [word.strip() for word in self.request.query_params.get(name, "").split(",") if word.strip()]
        for word in names:
            if word not in allowed:
                message = _("没有“%(value)s”。可用的值：%(names)s。") % {
                    "value": word[:60],
                    "names": _("、").join(allowed),
                }
                raise exceptions.ValidationError({name: [{"detail": message, "allowed": allowed}]})
        return list(dict.fromkeys(names))

    def ordering(self) -> tuple[str, Ordering]:
        """The name of the order, and its fields; the last one is unique."""
        named = [sign + name for name in self.sorts for sign in ("", "-")]
        asked = self.request.query_params.get("sort", "")
        if asked and asked not in named:
            message = _("没有“%(value)s”。可用的值：%(names)s。") % {"value": asked[:60], "names": _("、").join(named)}
            raise exceptions.ValidationError({"sort": [{"detail": message, "allowed": named}]})
        name = asked or self.default_sort
        steps = []
        for path in self.sorts[name.removeprefix("-")]:
            descending = path.startswith("-") != name.startswith("-")
            bare = path.removeprefix("-")
            steps.append(Step(bare, descending, True if bare in self.nullable else None))
        return name, steps

    # Lists

    def list(self, request: Request, **kwargs: Any) -> Any:
        rows = self.filter_queryset(self.get_queryset())
        if self.is_table:
            return self.table_unless_known(lambda: self.as_table(rows))
        name, ordering = self.ordering()
        fields = self.asked("fields", self.names())
        pages = self.paginator
        links = Links(request)
        within = self.reach() if ordering[0].name == "id" else None
        found = pages.page(
            self.read(rows, ordering), request, ordering, f"{self.basename}.{self.action}.{name}", within
        )
        return pages.answer(self.written(found, links, fields), **self.since_withdrawn(links))

    def read(self, rows: QuerySet[Any], ordering: Ordering = ()) -> Any:
        return rows.values(*dict.fromkeys([*self.values, *[step.name for step in ordering]]))

    def reach(self) -> tuple[int, int] | None:
        """First and last number between which lies all that is asked for, where that is known."""
        return None

    def names(self) -> Names:
        """Of the fields that JSON has at its top."""
        return [*self.get_serializer_class()._declared_fields, *self.asked("include", self.embeds)]

    def written(self, rows: Found, links: Links, fields: Names) -> Results:
        results = [self.write(row, links) for row in rows]
        for name in self.asked("include", self.embeds):
            getattr(self, self.embeds[name])(rows, results, links)
        return [{name: result[name] for name in fields} for result in results] if fields else results

    # Tables

    def table_unless_known(self, made: Callable[[], Table]) -> HttpResponseBase:
        """The table in its format, with the archive's state for an ETag: nothing is read for who has it already."""
        request, state = self.request, self.state
        # What waits for its time changes a table without a change of the state.
        said = [request.build_absolute_uri(), request.accepted_renderer.format, state]
        said += Revision.objects.next_changes(timezone.now())
        tag = f'W/"{hashlib.sha256(repr(said).encode()).hexdigest()[:32]}"' if state else None
        response = get_conditional_response(request._request, tag)
        if response is None:
            response = request.accepted_renderer.respond(made())
        if tag:
            response.headers["ETag"] = tag
        return response  # type: ignore[no-any-return]

    def columns(self) -> Columns:
        return list(self.table)

    def asked_columns(self) -> Columns:
        columns = self.columns()
        if wants := self.request.accepted_renderer.wants:
            return [column for column in columns if column.name in wants]
        fields = self.asked("fields", [column.name for column in columns])
        return [column for column in columns if column.name in fields] if fields else columns

    def as_table(self, rows: QuerySet[Any]) -> Table:
        columns, links, (_name, ordering) = self.asked_columns(), Links(self.request), self.ordering()
        ordered = self.read(rows.order_by(*[step.expression() for step in ordering]))
        return Table(
            self.table_name(), columns, self.lines(columns, (self.write(row, links) for row in _walk(ordered)))
        )

    def table_name(self) -> str:
        return self.basename.removeprefix("api-") + ("s" if not self.basename.endswith("s") else "")

    def lines(self, columns: Columns, written: Iterable[dict[str, Any]]) -> Pieces:
        paths, marks = [self.table[column].split(".") for column in columns], marks_of(columns)
        for piece in in_pieces(written):
            yield b"".join([line(marks, [_cell(one, path) for path in paths]) for one in piece])

    # Single things

    def single(self, row: Any) -> Response:
        links = Links(self.request)
        fields = self.asked("fields", self.names())
        return Response(self.written([row], links, fields)[0])

    # The past

    def since_withdrawn(self, links: Links) -> dict[str, Any]:
        """With as_of: what the public read then and what has been withdrawn since, named and not shown (docs/adr/0011)."""
        if self.at is None:
            return {}
        gone = Revision.objects.visible(self.at).filter(number__lte=F("article__withdrawn_through"))
        found = gone.order_by("article").values(
            "article_id", "title", "article__withdrawn_at", "article__withdrawn_reason"
        )
        listed = [
            {
                "article": row["article_id"],
                "title": row["title"],
                "withdrawn_at": moment(row["article__withdrawn_at"]),
                "reason": row["article__withdrawn_reason"],
                "page_url": links("article", row["article_id"]),
            }
            for row in found
        ]
        return {"withdrawn": listed}


def visible(at: datetime | None) -> QuerySet[Revision]:
    """What the public reads now, or read at a moment and may still read: what was withdrawn since stays withdrawn."""
    read_then = Revision.objects.visible(at)
    return read_then if at is None else read_then.exclude(number__lte=F("article__withdrawn_through"))


def gone_or_unknown(number: int) -> exceptions.APIException:
    """410 with the reason for what was public and was withdrawn; 404 for all else, drafts included."""
    article = Article.objects.filter(pk=number).first()
    if article and article.withdrawn_through and article.revisions.ever_read().exists():
        if not article.withdrawn_at:  # a clean version has followed; what was asked for is one that was withdrawn
            return Gone(_("该版本已撤回：%(reason)s") % {"reason": article.withdrawn_reason})
        day = timezone.localdate(article.withdrawn_at).isoformat()
        return Gone(_("该公报已于 %(day)s 撤回：%(reason)s") % {"day": day, "reason": article.withdrawn_reason})
    return exceptions.NotFound(_("没有这篇公开的公报。"))


def _as_of(asked: str) -> datetime:
    try:
        return moment_of(asked)
    except ValueError:
        message = _("请写成 2023-07-20 或 2023-07-20T10:00:00+08:00 这样的时刻，不晚于现在。")
        raise exceptions.ValidationError({"as_of": [message]}) from None


def _walk(rows: Any) -> Iterator[Any]:
    return rows.iterator(chunk_size=500)


def _cell(written: Any, path: list[str]) -> Any:
    for name in path:
        if written is None:
            return None
        written = written[name]
    if isinstance(written, list):
        return "、".join(one["name"] if isinstance(one, dict) else one for one in written)
    return written
