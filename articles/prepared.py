"""Queries that are put together once (docs/adr/0022).

To build a query of some conditions and to write it as SQL costs Django several times what the database needs to answer it. A
Prepared query does that once for each kind of database, with marks where its values will stand; asked, it only puts them in.
What is public stays said in one place, the querysets of the models.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Value = int | str | date | datetime | list[int]
# Stand in for the values while the SQL is written; of no real row, and within any integer column's range.
NUMBER_MARK, WORDS_MARK, MOMENT_MARK = (
    1_900_000_001,
    "\N{SYMBOL FOR SUBSTITUTE}",
    datetime(1907, 3, 5, 1, 2, 3, 4, tzinfo=UTC),
)
ONE_KEY = "IN (%s)"


@dataclass
class _Made:
    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    parameters: list[tuple[str, Any]]  # the name of a value; or "" and what always stands there
    keys: str  # the name of the value that is a list, if one is


class Prepared(Generic[Row]):
    """`build` gives the queryset for values, each named: whole numbers, words that are compared as they are, days, moments. A value may
    decide which rows are found, never how the query is built, as None would. One value may be a list of whole numbers, not an
    empty one: the keys that the only IN of the query looks up."""

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self.build = build
        self.made: dict[str, _Made] = {}

    def __call__(self, **values: Value) -> list[Row]:
        made = self.made.get(connection.vendor)
        if made is None:
            made = self.made[connection.vendor] = self._make(values)
        own = {name: _adapted(value) for name, value in values.items()}
        sql, parameters = made.sql, tuple(own[name] if name else always for name, always in made.parameters)
        if made.keys:
            keys, at = own[made.keys], next(n for n, (name, _) in enumerate(made.parameters) if name == made.keys)
            sql = sql.replace(ONE_KEY, f"IN ({', '.join(['%s'] * len(keys))})")
            parameters = (*parameters[:at], *keys, *parameters[at + 1 :])
        compiler: Any = copy(made.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_kwargs: (sql, parameters)
        found: Any = made.queryset.all()
        found.query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(found)

    def first(self, **values: Value) -> Row | None:
        return next(iter(self(**values)), None)

    def _make(self, values: dict[str, Value]) -> _Made:
        marks = {name: _mark(value, n) for n, (name, value) in enumerate(values.items())}
        queryset = self.build(**marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, written = compiler.as_sql()
        names = {_adapted(mark[0] if isinstance(mark, list) else mark): name for name, mark in marks.items()}
        keys = next((name for name, mark in marks.items() if isinstance(mark, list)), "")
        if keys and sql.count(ONE_KEY) != 1:
            raise TypeError("a list of keys needs an IN of its own, and there may be one")
        parameters = [(names.get(each, ""), each) for each in written]
        if lost := marks.keys() - {name for name, _each in parameters}:
            raise TypeError(f"not a value of the query: {', '.join(sorted(lost))}")
        return _Made(queryset, compiler, sql, parameters, keys)


def _mark(value: Value, n: int) -> Value:
    if isinstance(value, list):
        return [NUMBER_MARK + n]
    if isinstance(value, str):
        return f"{WORDS_MARK}{n}"
    if isinstance(value, int):
        return NUMBER_MARK + n
    moment = MOMENT_MARK + timedelta(days=n)
    return moment if isinstance(value, datetime) else moment.date()


def _adapted(value: Value) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
