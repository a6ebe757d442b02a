"""Pages by key instead of by number: page 500 costs what page 1 costs, and a new bulletin moves nothing from page to page.

What lies past a row and what a page is cut to is said once, for the site's pages and for the API's (portal/api/paging.py), whose
cursors are signed.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
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


class Step(NamedTuple):
    """One field of an ordering. `nulls_last`: nothing where the field is never NULL."""

    name: str
    descending: bool = False
    nulls_last: bool | None = None

    def turned(self) -> "Step":
        return Step(self.name, not self.descending, None if self.nulls_last is None else not self.nulls_last)

    def expression(self) -> Any:
        if self.nulls_last is None:
            return f"-{self.name}" if self.descending else self.name
        nulls = {"nulls_last": True} if self.nulls_last else {"nulls_first": True}
        return F(self.name).desc(**nulls) if self.descending else F(self.name).asc(**nulls)

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value: Any, *, or_same: bool = False) -> Q:
        if value is None:
            return Q(pk__in=[]) if self.nulls_last else Q(**{f"{self.name}__isnull": False})
        comparison = ("lt" if self.descending else "gt") + ("e" if or_same else "")
        found = Q(**{f"{self.name}__{comparison}": value})
        return found | Q(**{f"{self.name}__isnull": True}) if self.nulls_last else found


Ordering = Sequence[Step]  # the last field is unique


def walked(
    queryset: QuerySet[Any], ordering: Ordering, at: Sequence[Any] | None, *, backwards: bool
) -> tuple[QuerySet[Any], Ordering]:
    """The rows past the one with the values `at`, from it on, and the order that they come in."""
    steps = [step.turned() for step in ordering] if backwards else list(ordering)
    rows = queryset.order_by(*[step.expression() for step in steps])
    return (rows if at is None else rows.filter(_past(steps, at))), steps


def _past(ordering: Ordering, values: Sequence[Any]) -> Q:
    """a > x, or a = x and b > y, and so on; with a >= x beside it, which an index can follow."""
    rows, same = Q(), Q()
    for step, value in zip(ordering, values, strict=True):
        rows |= same & step.beyond(value)
        same &= step.same(value)
    first = ordering[0]
    if len(ordering) > 1 and first.nulls_last is None:
        return first.beyond(values[0], or_same=True) & rows
    return rows


class Cut(NamedTuple):
    items: list[Any]
    has_newer: bool  # something before the page
    has_older: bool  # something after it


def cut(found: Sequence[Any], size: int, *, is_past: bool, backwards: bool) -> Cut:
    """A page of up to `size` + 1 rows as they were walked. `is_past`: whether from a cursor on."""
    more, items = len(found) > size, list(found[:size])
    if backwards:
        items.reverse()
    if not items:
        return Cut(items, has_newer=False, has_older=False)
    return Cut(items, has_newer=more if backwards else is_past, has_older=more or backwards)


@dataclass
class Page:
    items: list[Any]
    # Query strings, with the page's other choices kept; empty where there is nothing further.
    newer: str = ""
    older: str = ""


class Keyset:
    """A unique ordering, written as in order_by(), each field with the reader of its value in a cursor."""

    def __init__(self, *fields: tuple[str, Callable[[Any], Any]]) -> None:
        self.ordering = [Step(name.lstrip("-"), name.startswith("-")) for name, _reader in fields]
        self.readers = [reader for _name, reader in fields]

    def page(
        self, queryset: QuerySet[Any], asked: QueryDict, size: int, read: Callable[[QuerySet[Any]], list[Any]] = list
    ) -> Page:
        before, after = (read_cursor(asked.get(name, ""), self.readers) for name in (BEFORE, AFTER))
        backwards = before is None and after is not None
        at = after if backwards else before
        rows, _steps = walked(queryset, self.ordering, at, backwards=backwards)
        found = cut(read(rows[: size + 1]), size, is_past=at is not None, backwards=backwards)
        return self._linked(found, asked)

    def first(self, found: list[Any], asked: QueryDict, size: int) -> Page:
        """The first page, of up to `size` + 1 rows that were read in this order."""
        return self._linked(cut(found, size, is_past=False, backwards=False), asked)

    def link_past(self, asked: QueryDict, item: Any) -> str:
        """The query string of the page that begins after `item`."""
        return self._link(asked, BEFORE, item)

    def _linked(self, found: Cut, asked: QueryDict) -> Page:
        page = Page(found.items)
        if found.has_older:
            page.older = self._link(asked, BEFORE, found.items[-1])
        if found.has_newer:
            page.newer = self._link(asked, AFTER, found.items[0])
        return page

    def _link(self, asked: QueryDict, parameter: str, item: Any) -> str:
        return link(asked, parameter, [getattr(item, step.name) for step in self.ordering])


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


BULLETINS = Keyset(("-published_on", moment), ("-id", number))
ENTRIES = Keyset(("id", number))
# -ends: a period without an end sorts last (portal/figures.py).
VALUES = Keyset(("-ends", day), ("place", number), ("-id", number))
