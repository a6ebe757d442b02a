"""Pages by key instead of by number: page 500 costs what page 1 costs, and a new bulletin moves nothing from page to page."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

# A cursor is what a link of ours carries; whatever else a reader puts there opens the first page.
BEFORE, AFTER = "before", "after"
LONGEST_CURSOR = 300


class NotOurs(ValueError):
    """A cursor that no page of ours handed out."""


def moment(raw: Any) -> datetime:
    value = datetime.fromisoformat(raw)
    # Years at the edge of the calendar overflow on their way to UTC.
    if value.tzinfo is None or not 1000 < value.year < 9000:
        raise NotOurs(raw)
    return value


def day(raw: Any) -> date:
    return date.fromisoformat(raw)


def number(raw: Any) -> int:
    if not isinstance(raw, int) or not 0 <= raw < 2**63:
        raise NotOurs(raw)
    return raw


@dataclass
class Page:
    items: list[Any]
    # Query strings, with the page's other choices kept; empty where there is nothing further.
    newer: str = ""
    older: str = ""


class Keyset:
    """A unique ordering, written as in order_by(), each field with the reader of its value in a cursor."""

    def __init__(self, *fields: tuple[str, Callable[[Any], Any]]) -> None:
        self.fields = fields

    def page(
        self, queryset: QuerySet[Any], asked: QueryDict, size: int, read: Callable[[QuerySet[Any]], list[Any]] = list
    ) -> Page:
        readers = [reader for _name, reader in self.fields]
        before, after = (read_cursor(asked.get(name, ""), readers) for name in (BEFORE, AFTER))
        backwards = before is None and after is not None
        at = after if backwards else before
        rows = queryset.order_by(*[_turned(name) if backwards else name for name, _reader in self.fields])
        if at is not None:
            rows = rows.filter(self._past(at, backwards))
        found = read(rows[: size + 1])
        return self._page(found, asked, size, at, backwards)

    def first(self, found: list[Any], asked: QueryDict, size: int) -> Page:
        """The first page, of up to `size` + 1 rows that were read in this order."""
        return self._page(found, asked, size, None, False)

    def _page(self, found: list[Any], asked: QueryDict, size: int, at: list[Any] | None, backwards: bool) -> Page:
        more, items = len(found) > size, found[:size]
        if backwards:
            items.reverse()
        page = Page(items)
        if items and (more or backwards):
            page.older = self._link(asked, BEFORE, items[-1])
        if items and (at is not None) and (more or not backwards):
            page.newer = self._link(asked, AFTER, items[0])
        return page

    def link_past(self, asked: QueryDict, item: Any) -> str:
        """The query string of the page that begins after `item`."""
        return self._link(asked, BEFORE, item)

    def _past(self, at: list[Any], backwards: bool) -> Q:
        """Rows after `at`: (a < x) or (a = x and b < y) …; the bound on the first field alone is what an index can use."""
        past, same = Q(), Q()
        for (name, _reader), value in zip(self.fields, at, strict=True):
            bare, comparison = name.lstrip("-"), "lt" if name.startswith("-") != backwards else "gt"
            past |= same & Q(**{f"{bare}__{comparison}": value})
            same &= Q(**{bare: value})
            if name == self.fields[0][0]:
                bound = Q(**{f"{bare}__{comparison}e": value})
        return bound & past

    def _link(self, asked: QueryDict, parameter: str, item: Any) -> str:
        return link(asked, parameter, [getattr(item, name.lstrip("-")) for name, _reader in self.fields])


def is_first(asked: QueryDict) -> bool:
    return BEFORE not in asked and AFTER not in asked


def link(asked: QueryDict, parameter: str, values: Sequence[Any]) -> str:
    """The query string of the page before or after the row with these values."""
    kept = asked.copy()
    kept.pop(BEFORE, None)
    kept.pop(AFTER, None)
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    kept[parameter] = base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")
    return "?" + kept.urlencode()


def without_cursor(asked: QueryDict) -> str:
    """The query string of the first page."""
    kept = asked.copy()
    kept.pop(BEFORE, None)
    kept.pop(AFTER, None)
    return "?" + kept.urlencode()


def read_cursor(cursor: str, readers: Sequence[Callable[[Any], Any]]) -> list[Any] | None:
    if not cursor or len(cursor) > LONGEST_CURSOR:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [reader(value) for reader, value in zip(readers, values, strict=True)]
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
        return None


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


BULLETINS = Keyset(("-published_on", moment), ("-id", number))
ENTRIES = Keyset(("id", number))
# -ends: a period without an end sorts last (portal/figures.py).
VALUES = Keyset(("-ends", day), ("place", number), ("-id", number))
