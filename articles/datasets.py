"""Whole tables, read as text at the speed at which a database can hand it over.

A row is one string of cells, each behind a mark. The database joins them itself, so that a million rows are a million strings
and not twenty million values; what many rows share (a bulletin's title, an indicator's code) is looked up once and put behind.
The strings stay UTF-8 on their way from the database to the client.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, CharField, Func, QuerySet, Value

# Before a cell of words, and before any other; the same before the first cell of a row.
WORDS, OTHER = "\x1e", "\x1f"
FIRST_WORDS, FIRST_OTHER = "\x1c", "\x1d"
MARKS = (WORDS, OTHER, FIRST_WORDS, FIRST_OTHER)
NO_MARKS = bytes(sorted(set(range(256)) - set("".join(MARKS).encode())))
FIRST_ROWS, ROWS_AT_ONCE = 100, 2_000  # the first piece is small, so that it leaves at once
LINES_AT_ONCE = 10_000  # as ready lines a row is small, and what a piece's rows share is looked up once a piece
NUMBER = re.compile(rb"[\x1c\x1d]([0-9]+)")
FETCHED_AT_ONCE = 500  # fewer than Python makes before it looks for garbage among them, which would cost a tenth of all
MOST_KEPT = 20_000  # looked-up cells that are remembered; then they are looked up anew


class TableColumn(NamedTuple):
    name: str
    kind: str  # text, code, integer, decimal, number, date, time, link
    help: Any  # in the reader's words


Columns = Sequence[TableColumn]
Pieces = Iterator[bytes]  # some rows each, in UTF-8; every cell behind its mark


class Table(NamedTuple):
    """`pieces` may be walked through once; every row has one cell for each column."""

    name: str
    columns: list[TableColumn]
    pieces: Pieces


@dataclass(frozen=True)
class Part:
    """Cells that many rows share: of the row's `key` (one field or expression, or several), read for many keys at once. A row
    whose key has no cells is left out; `read` gives those of None, too, where a row may do without."""

    key: tuple[Any, ...]
    columns: tuple[TableColumn, ...]
    read: Callable[[set[Any]], dict[Any, tuple[Any, ...]]]


def marks_of(columns: Columns) -> list[str]:
    marks = [WORDS if column.kind == "text" else OTHER for column in columns]
    return [FIRST_WORDS if mark == WORDS else FIRST_OTHER for mark in marks[:1]] + marks[1:]


def text(value: Any) -> str:
    return "" if value is None else str(value)


def line(marks: Iterable[str], cells: Iterable[Any]) -> bytes:
    found = []
    for mark, cell in zip(marks, cells, strict=True):
        word = text(cell)
        if not word.isprintable():
            for one in MARKS:
                word = word.replace(one, " ")
        found.append(mark + word)
    return "".join(found).encode()


def rows_of(piece: bytes) -> list[list[str]]:
    """Its rows, as the words of their cells."""
    same = piece.decode().replace(FIRST_WORDS, FIRST_OTHER).replace(WORDS, OTHER)
    return [row.split(OTHER) for row in same.split(FIRST_OTHER)[1:]]


def in_pieces(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rows, size = iter(rows), FIRST_ROWS
    while piece := list(islice(rows, size)):
        yield piece
        size = ROWS_AT_ONCE


class Plain(Func):
    """A decimal without the zeros that the column's scale adds, and without the exponent that SQLite gives to a fraction that is
    very small or very large. (Its whole numbers are written as they are.)"""

    output_field = CharField()
    sqlite = (
        "CASE WHEN {x} BETWEEN 0.0001 AND 1e14 OR {x} BETWEEN -1e14 AND -0.0001 OR {x} IS NULL OR typeof({x}) = 'integer'"
        " THEN {x} ELSE rtrim(rtrim(printf('%%.8f', {x}), '0'), '.') END"
    )

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column, params = compiler.compile(self.source_expressions[0])
        return self.sqlite.format(x=column), [*params] * self.sqlite.count("{x}")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="trim_scale(%(expressions)s)", **context)


class AsKept(Func):
    """A value as the database keeps it: Django's converters look at what type a column was declared with, not at expressions."""

    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return compiler.compile(self.source_expressions[0])


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
        """Not by concat(), which no column may be generated by: it might say a day otherwise tomorrow."""
        parts, params = [], []
        for before, source in zip(self.before, self.source_expressions, strict=True):
            sql, values = compiler.compile(source)
            parts.append(f"%s::text || coalesce(({sql})::text, '')")
            params += [before, *values]
        return f"({' || '.join(parts)})", params


class Utf8(Func):
    """Words as bytes: nothing is decoded that only travels on."""

    output_field = BinaryField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS BLOB)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="convert_to(%(expressions)s, 'UTF8')", **context)


class Kept(NamedTuple):
    """A field of the row that holds the first so many of its own cells, joined."""

    field: str
    cells: int


def _line(own: dict[TableColumn, Any], marks: Sequence[str], *, kept: Kept | None = None, careful: bool = False) -> Any:
    """A row's own cells. `careful`: marks inside of words become spaces."""
    pairs = [
        (mark, _without_marks(source) if careful and column.kind == "text" else source)
        for (column, source), mark in zip(own.items(), marks, strict=False)
    ]
    if kept and not careful:
        rest = pairs[kept.cells :]
        return Utf8(Joined(("", kept.field), *rest) if rest else kept.field)
    return Utf8(Joined(*pairs) if pairs else Value(""))


def _without_marks(source: Any) -> Func:
    for mark in MARKS:
        source = Func(source, Value(mark), Value(" "), function="replace", output_field=CharField())
    return source


def read(rows: QuerySet[Any], own: dict[TableColumn, Any], parts: Sequence[Part], kept: Kept | None = None) -> Pieces:
    """In the order of `rows`: the columns of `own`, then those of the parts. Memory does not grow with rows.

    Args:
        own: column → where it stands in the row (a path or an expression).
        kept: where the first of `own` stand together, if they do.
    """
    columns = [*own, *chain.from_iterable(part.columns for part in parts)]
    marks = marks_of(columns)
    found: list[dict[Any, bytes]] = [{} for _part in parts]
    names = [name for part in parts for name in part.key]
    # A line that begins with the row's own number says it already; every value that is fetched costs as much as three cells.
    numbered = next(iter(own.values()), None) == "id"
    quick = rows.annotate(_line=_line(own, marks, kept=kept)).values_list(
        "_line", *names, *([] if numbered else ["pk"])
    )
    pattern = "".join(marks).encode()
    with _while_reading(connections[rows.db]):
        for lines, *values in _fetched(quick):
            keys, at, behind = [], 0, len(own)
            for part, known in zip(parts, found, strict=True):
                key = Key(values[at : at + len(part.key)])
                _look_up(part, marks[behind : behind + len(part.columns)], set(key), known)
                keys.append(key)
                at, behind = at + len(part.key), behind + len(part.columns)
            data = _joined(lines, keys, found)
            skeleton = data.translate(None, NO_MARKS)
            if skeleton != pattern * (len(skeleton) // len(pattern)):
                pks = [NUMBER.match(line)[1] for line in lines] if numbered else values[-1]  # type: ignore[index]
                data = _joined(_read_carefully(rows, own, marks, list(map(int, pks))), keys, found)
            yield data


def _while_reading(using: BaseDatabaseWrapper) -> AbstractContextManager[Any]:
    """PostgreSQL hands out the first rows while it looks for the next ones only in a transaction. SQLite needs none, and one
    would keep every writer waiting until the last row has left."""
    return transaction.atomic(using=using.alias) if using.vendor == "postgresql" else nullcontext()


@dataclass(frozen=True)
class Key:
    """Of many rows, by which a part is looked up: a value, or several together, put together only while they are walked through."""

    columns: list[list[Any]]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.columns[0]) if len(self.columns) == 1 else zip(*self.columns, strict=True)


def _fetched(rows: QuerySet[Any]) -> Iterator[list[list[Any]]]:
    """The columns of many rows, as the database hands them over: nothing of them is to be converted."""
    using = connections[rows.db]
    try:
        sql, params = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return
    with using.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        some, wanted = cursor.fetchmany(FIRST_ROWS), 1
        while some:
            columns: list[list[Any]] = [[] for _value in some[0]]
            while some:
                for column, found in zip(columns, zip(*some, strict=True), strict=True):
                    column += found
                if len(columns[0]) >= wanted:
                    break
                some = cursor.fetchmany(FETCHED_AT_ONCE)
            yield columns
            some, wanted = cursor.fetchmany(FETCHED_AT_ONCE), LINES_AT_ONCE


def _joined(lines: Sequence[bytes], keys: list[Key], found: list[dict[Any, bytes]]) -> bytes:
    try:
        cells = [map(known.__getitem__, key) for known, key in zip(found, keys, strict=True)]
        return b"".join(chain.from_iterable(zip(lines, *cells, strict=True)))
    except KeyError:
        rows = zip(lines, *keys, strict=True)
        kept = [row for row in rows if all(key in known for key, known in zip(row[1:], found, strict=True))]
        return b"".join(
            [row[0] + b"".join([known[key] for key, known in zip(row[1:], found, strict=True)]) for row in kept]
        )


def _look_up(part: Part, marks: list[str], keys: set[Any], known: dict[Any, bytes]) -> None:
    unknown = keys - known.keys()
    if not unknown:
        return
    if len(known) + len(unknown) > MOST_KEPT:
        known.clear()
        unknown = keys
    known.update({key: line(marks, cells) for key, cells in part.read(unknown).items()})


def _read_carefully(
    rows: QuerySet[Any], own: dict[TableColumn, Any], marks: Sequence[str], pks: Sequence[Any]
) -> list[bytes]:
    careful = rows.model._default_manager.filter(pk__in=pks).annotate(_line=_line(own, marks, careful=True))
    by_key = dict(careful.values_list("pk", "_line"))
    return [bytes(by_key[pk]) for pk in pks]
