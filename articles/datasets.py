"""Whole tables, read as text at the speed at which a database can hand it over.

A row is one string of cells, each behind a mark. The database joins them itself, so that a million rows are a million strings
and not twenty million values; what many rows share (a bulletin's title, an indicator's code) is looked up once and put behind.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections, transaction
from django.db.models import CharField, Func, QuerySet, Value

# A number as SQLite writes a very large or very small one.
EXPONENT = re.compile(r"(?<=\x1f)-?[0-9.]+e[+-][0-9]+(?=[\x1e\x1f]|$)")
# Before a cell of words, and before any other.
WORDS, OTHER = "\x1e", "\x1f"
FIRST_ROWS, ROWS_AT_ONCE = 100, 2_000  # the first piece is small, so that it leaves at once
MOST_KEPT = 20_000  # looked-up cells that are remembered; then they are looked up anew


class TableColumn(NamedTuple):
    name: str
    kind: str  # text, code, integer, decimal, number, date, time, link
    help: Any  # in the reader's words

    @property
    def mark(self) -> str:
        return WORDS if self.kind == "text" else OTHER


Rows = Iterator[list[str]]  # pieces of a table


class Table(NamedTuple):
    """`pieces` may be walked through once; every string has one cell for each column."""

    name: str
    columns: list[TableColumn]
    pieces: Rows


@dataclass(frozen=True)
class Part:
    """Cells that many rows share: of the row's `key`, read for many keys at once. A row whose key has no cells is left out;
    `read` gives those of None, too, where a row may do without."""

    key: Any
    columns: tuple[TableColumn, ...]
    read: Callable[[set[Any]], dict[Any, tuple[Any, ...]]]


def text(value: Any) -> str:
    return "" if value is None else str(value)


def line(columns: Iterable[TableColumn], cells: Iterable[Any]) -> str:
    pairs = zip(columns, cells, strict=True)
    return "".join([column.mark + text(cell).replace(WORDS, " ").replace(OTHER, " ") for column, cell in pairs])


def cells(row: str) -> list[str]:
    return row.replace(WORDS, OTHER).split(OTHER)[1:]


def in_pieces(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rows, size = iter(rows), FIRST_ROWS
    while piece := list(islice(rows, size)):
        yield piece
        size = ROWS_AT_ONCE


class Plain(Func):
    """A decimal without the zeros that the column's scale adds. SQLite stores it so; its exponents are written out in read()."""

    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return compiler.compile(self.source_expressions[0])

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="trim_scale(%(expressions)s)", **context)


class Joined(Func):
    """Values in one string, each behind what is given for it; NULL is nothing."""

    output_field = CharField()

    def __init__(self, *pairs: tuple[str, Any]) -> None:
        self.before = [before for before, _source in pairs]
        super().__init__(*[source for _before, source in pairs])

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        form = "".join(before.replace("%", "%%").replace("'", "''") + "%s" for before in self.before).replace("%", "%%")
        parts = [compiler.compile(source) for source in self.source_expressions]
        params = [value for _sql, values in parts for value in values]
        return f"printf('{form}', {', '.join(sql for sql, _values in parts)})", params

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        parts, params = [], []
        for before, source in zip(self.before, self.source_expressions, strict=True):
            sql, values = compiler.compile(source)
            parts.append(f"%s::text, {sql}")
            params += [before, *values]
        return f"concat({', '.join(parts)})", params


def _line(own: dict[TableColumn, Any], *, careful: bool = False) -> Joined:
    """A row's own cells. `careful`: marks inside of words become spaces."""
    return Joined(*[(c.mark, _without_marks(s) if careful and c.mark == WORDS else s) for c, s in own.items()])


def _without_marks(source: Any) -> Func:
    for mark in (WORDS, OTHER):
        source = Func(source, Value(mark), Value(" "), function="replace", output_field=CharField())
    return source


def read(rows: QuerySet[Any], own: dict[TableColumn, Any], parts: Sequence[Part]) -> Rows:
    """Pieces of lines, in the order of `rows`: the columns of `own`, then those of the parts. Memory does not grow with rows.

    Args:
        own: column → where it stands in the row (a path or an expression).
    """
    found: list[dict[Any, str]] = [{} for _part in parts]
    quick = rows.annotate(_line=_line(own)).values_list("pk", "_line", *[part.key for part in parts])
    marks = "".join(column.mark for column in own)
    # A transaction: PostgreSQL then hands out the first rows while it looks for the next ones.
    with transaction.atomic():
        for piece in _fetched(quick):
            pks, joined, *keys = zip(*piece, strict=True)
            lines: Sequence[str] = joined
            whole = "".join(lines)
            if any(whole.count(mark) != len(piece) * marks.count(mark) for mark in (WORDS, OTHER)):
                lines = _read_carefully(rows, own, pks)
            if "e+" in whole or "e-" in whole:
                lines = [EXPONENT.sub(_written_out, one) for one in lines]
            for part, column, known in zip(parts, keys, found, strict=True):
                _look_up(part, set(column), known)
            yield _joined(lines, keys, found)


def _fetched(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows as the database hands them over: text and whole numbers only, so nothing of them is to be converted."""
    using = connections[rows.db]
    try:
        sql, params = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return
    with using.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        size = FIRST_ROWS
        while piece := cursor.fetchmany(size):
            yield piece
            size = ROWS_AT_ONCE


def _joined(lines: Sequence[str], keys: list[Any], found: list[dict[Any, str]]) -> list[str]:
    try:
        return list(
            map(
                "".join,
                zip(lines, *[map(known.__getitem__, c) for known, c in zip(found, keys, strict=True)], strict=True),
            )
        )
    except KeyError:
        rows = zip(lines, *keys, strict=True)
        kept = [row for row in rows if all(key in known for key, known in zip(row[1:], found, strict=True))]
        return [row[0] + "".join([known[key] for key, known in zip(row[1:], found, strict=True)]) for row in kept]


def _look_up(part: Part, keys: set[Any], known: dict[Any, str]) -> None:
    unknown = keys - known.keys()
    if not unknown:
        return
    if len(known) + len(unknown) > MOST_KEPT:
        known.clear()
        unknown = keys
    known.update({key: line(part.columns, cells) for key, cells in part.read(unknown).items()})


def _read_carefully(rows: QuerySet[Any], own: dict[TableColumn, Any], pks: Sequence[Any]) -> list[str]:
    careful = rows.model._default_manager.filter(pk__in=pks).annotate(_line=_line(own, careful=True))
    by_key = dict(careful.values_list("pk", "_line"))
    return [by_key[pk] for pk in pks]


def _written_out(found: re.Match[str]) -> str:
    return f"{Decimal(found[0]):f}"
