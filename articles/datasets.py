"""Whole tables, read as text at the speed at which a database can hand it over.

A row is one string of cells, each behind a mark. The database joins them itself, so that a million rows are a million strings
and not twenty million values; what many rows share (a bulletin's title, an indicator's code) is looked up once and put behind.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import CharField, Func, QuerySet, Value

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
    """A decimal without exponent, and without the zeros that the column's scale adds."""

    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Whole numbers are stored as such; of a fraction there are fifteen digits.
        sql, params = compiler.compile(self.source_expressions[0])
        is_long = f"typeof({sql}) = 'real' AND (abs({sql}) >= 1e15 OR abs({sql}) < 1e-4)"
        return f"CASE WHEN {is_long} THEN rtrim(rtrim(printf('%%.8f', {sql}), '0'), '.') ELSE {sql} END", params * 5

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="trim_scale(%(expressions)s)", **context)


class Line(Func):
    """The row's own cells in one string. `careful`: marks inside of words become spaces."""

    output_field = CharField()

    def __init__(self, columns: Sequence[TableColumn], sources: Sequence[Any], *, careful: bool = False) -> None:
        self.marks = [column.mark for column in columns]
        if careful:
            sources = [self._without_marks(s) if m == WORDS else s for m, s in zip(self.marks, sources, strict=True)]
        super().__init__(*sources)

    @staticmethod
    def _without_marks(source: Any) -> Func:
        for mark in (WORDS, OTHER):
            source = Func(source, Value(mark), Value(" "), function="replace", output_field=CharField())
        return source

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        form = "".join(f"{mark}%%%%s" for mark in self.marks)
        return self.as_sql(compiler, connection, template=f"printf('{form}', %(expressions)s)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        marked, params = [], []
        for mark, source in zip(self.marks, self.source_expressions, strict=True):
            sql, values = compiler.compile(source)
            marked.append(f"chr({ord(mark)}), {sql}")
            params += values
        return f"concat({', '.join(marked)})", params


def read(rows: QuerySet[Any], own: dict[TableColumn, Any], parts: Sequence[Part]) -> Rows:
    """Pieces of lines, in the order of `rows`: the columns of `own`, then those of the parts. Memory does not grow with rows.

    Args:
        own: column → where it stands in the row (a path or an expression).
    """
    keys = [part.key for part in parts]
    found: list[dict[Any, str]] = [{} for _part in parts]
    quick = rows.annotate(_line=Line(list(own), list(own.values()))).values_list("pk", "_line", *keys)
    marks = "".join(column.mark for column in own)
    # A transaction: PostgreSQL then hands out the first rows while it looks for the next ones.
    with transaction.atomic():
        for piece in in_pieces(quick.iterator(chunk_size=ROWS_AT_ONCE)):
            lines = [row[1] for row in piece]
            whole = "".join(lines)
            if any(whole.count(mark) != len(piece) * marks.count(mark) for mark in (WORDS, OTHER)):
                lines = _read_carefully(rows, own, [row[0] for row in piece])
            for at, part in enumerate(parts):
                _look_up(part, {row[at + 2] for row in piece}, found[at])
            yield _joined(piece, lines, found)


def _joined(piece: list[Any], lines: list[str], found: list[dict[Any, str]]) -> list[str]:
    for at, known in enumerate(found):
        here = [known.get(row[at + 2]) for row in piece]
        if None in here:
            kept = [n for n, cells in enumerate(here) if cells is not None]
            piece, lines, here = [piece[n] for n in kept], [lines[n] for n in kept], [here[n] for n in kept]
        lines = [one + cells for one, cells in zip(lines, here, strict=True)]  # type: ignore[operator]
    return lines


def _look_up(part: Part, keys: set[Any], known: dict[Any, str]) -> None:
    unknown = keys - known.keys()
    if not unknown:
        return
    if len(known) + len(unknown) > MOST_KEPT:
        known.clear()
        unknown = keys
    known.update({key: line(part.columns, cells) for key, cells in part.read(unknown).items()})


def _read_carefully(rows: QuerySet[Any], own: dict[TableColumn, Any], keys: list[Any]) -> list[str]:
    careful = rows.model._default_manager.filter(pk__in=keys).annotate(
        _line=Line(list(own), list(own.values()), careful=True)
    )
    by_key = dict(careful.values_list("pk", "_line"))
    return [by_key[key] for key in keys]
