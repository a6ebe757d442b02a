"""A catalogue as a CSV file: everything of it out, and back in as one act that is first shown and then done whole or not at all.

A line finds its row by its key; a row that no line names stays as it is, and nothing is ever deleted. docs/adr/0015 says why this is
our own and no library.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from articles import csv_files
from articles.csv_columns import Known, Many, One, Plain


class Difference(NamedTuple):
    label: Any
    before: str
    after: str


@dataclass
class Change:
    """One line that adds a row or changes one. The row is as it will be, and not saved."""

    number: int
    key: str
    row: Any
    is_new: bool
    differences: list[Difference] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    many: dict[str, list[Model]] = field(default_factory=dict)


class Refusal(NamedTuple):
    number: int
    key: str
    reason: str


@dataclass
class Plan:
    """What a file would do."""

    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        return [*self.added, *self.changed]

    @property
    def can_be_done(self) -> bool:
        return bool(self.changes) and not self.refused

    @property
    def digest(self) -> str:
        """Names what somebody has seen and agreed to; another state of the catalogue, another digest."""
        seen = [(c.key, c.is_new, [(d.before, d.after) for d in c.differences]) for c in self.changes]
        return hashlib.sha256(repr(seen).encode()).hexdigest()


# A rule over the table as it will be: the changes and all rows by key in, faults out.
Rule = Callable[[list[Change], dict[str, Any]], Iterator[tuple[Change, str]]]


@dataclass(frozen=True)
class Table:
    """columns: the first one is the key that a line finds its row by."""

    columns: Sequence[Plain]
    filename: str
    rules: Sequence[Rule] = ()
    save: Callable[[list[Any]], None] | None = None  # for a model whose save() does more than a row

    @property
    def key(self) -> Plain:
        return self.columns[0]

    @property
    def model(self) -> Any:
        return self.key.model

    def rows(self, queryset: QuerySet) -> QuerySet:
        """With what the cells show, in as many queries as there are lists and one."""
        ones = [column.name for column in self.columns if isinstance(column, One) and not isinstance(column, Many)]
        many = [column.name for column in self.columns if isinstance(column, Many)]
        return queryset.select_related(*ones).prefetch_related(*many) if ones else queryset.prefetch_related(*many)

    def export(self, queryset: QuerySet) -> Iterator[str]:
        cells = ([column.show(row) for column in self.columns] for row in self.rows(queryset).order_by(self.key.name))
        return csv_files.write([column.label for column in self.columns], cells)

    def headings(self) -> dict[str, str]:
        """What may stand above a column: its name for people in either language, or for programs."""
        found: dict[str, str] = {}
        for language in (translation.get_language() or "zh-hans", "zh-hans", "en"):
            with translation.override(language):
                found |= {str(column.label): column.name for column in self.columns if str(column.label) not in found}
        return found | {column.name: column.name for column in self.columns}


def plan(content: bytes, table: Table) -> Plan:
    """Looks only. Some queries, however many lines. Raises csv_files.FileRefused."""
    lines = csv_files.read(content, table.headings())
    if lines and table.key.name not in {name for line in lines for name in line.cells}:
        missing = _("文件里没有“%(name)s”这一列，无法知道每一行说的是哪一条。") % {"name": table.key.label}
        raise csv_files.FileRefused(missing)
    rows: dict[str, Any] = {table.key.show(row): row for row in table.rows(table.model.objects.all())}
    found = Plan()
    waiting = list(_match(lines, rows, table, found))
    for _line, change in waiting:
        if change.is_new:
            rows[change.key] = change.row
    known = _known(table, rows)
    for line, change in waiting:
        if reason := _read(line.cells, change, table, known):
            found.refused.append(Refusal(change.number, change.key, reason))
        elif change.is_new:
            found.added.append(change)
        elif change.differences:
            found.changed.append(change)
        else:
            found.unchanged += 1
    for rule in table.rules:
        for change, reason in rule(found.changes, rows):
            found.refused.append(Refusal(change.number, change.key, reason))
    found.refused.sort(key=lambda refusal: refusal.number)
    return found


def _match(
    lines: Iterable[csv_files.Line], rows: dict[str, Any], table: Table, found: Plan
) -> Iterator[tuple[csv_files.Line, Change]]:
    """Each line with its row, or with a new one."""
    first: dict[str, int] = {}
    for line in lines:
        key = table.key.settle(line.cells.get(table.key.name, ""))
        reason = line.fault
        if not key:
            reason = reason or _("没有填写“%(name)s”。") % {"name": table.key.label}
        elif key in first:
            reason = reason or _("与第 %(n)d 行说的是同一条。请删去一行。") % {"n": first[key]}
        if reason:
            found.refused.append(Refusal(line.number, key, reason))
            continue
        first[key] = line.number
        row = rows.get(key)
        yield line, Change(line.number, key, table.model() if row is None else row, row is None)


def _known(table: Table, rows: dict[str, Any]) -> Known:
    known: dict[type[Model], dict[str, Any]] = {table.model: rows}
    for column in table.columns:
        if isinstance(column, One) and column.to not in known:
            known[column.to] = {getattr(row, column.key): row for row in column.to._default_manager.all()}
    return known


def _read(cells: dict[str, str], change: Change, table: Table, known: Known) -> str:
    """Puts the cells into the row; the reason why not, or nothing. Cells that say what is there already are left alone."""
    faults = []
    for column in table.columns:
        if column.name not in cells and not change.is_new:
            continue
        cell = column.settle(cells.get(column.name, ""))
        before = "" if change.is_new else column.settle(column.show(change.row))
        if cell == before and not change.is_new:
            continue
        try:
            value = column.read(cell, known)
        except ValidationError as error:
            faults.append(f"{column.label}：{' '.join(error.messages)}")
            continue
        change.names.append(column.name)
        if cell:
            change.differences.append(Difference(column.label, before, cell))
        elif before:
            change.differences.append(Difference(column.label, before, ""))
        if isinstance(column, Many):
            change.many[column.name] = value
        else:
            setattr(change.row, column.name, value)
    return " ".join(faults)


@transaction.atomic
def carry_out(planned: Plan, table: Table) -> None:
    """All of it. Rows that others refer to come first."""
    ones = [column.name for column in table.columns if isinstance(column, One) and not isinstance(column, Many)]
    waiting = [change.row for change in planned.added]
    while waiting:
        ready: list[Any] = []
        later: list[Any] = []
        for row in waiting:
            others = [getattr(row, name) for name in ones]
            (later if any(other and not other.pk for other in others) else ready).append(row)
        _save(ready, table, table.model.objects.bulk_create)
        waiting = later
    names = sorted({name for change in planned.changed for name in change.names if name not in change.many})
    update = partial(table.model.objects.bulk_update, fields=names)
    _save([change.row for change in planned.changed] if names else [], table, update)
    for change in planned.changes:
        for name, others in change.many.items():
            getattr(change.row, name).set(others)


def _save(rows: list[Any], table: Table, in_bulk: Callable[..., Any]) -> None:
    if rows and table.save:
        table.save(rows)
    elif rows:
        in_bulk(rows, batch_size=500)


def tree(column: One, deepest: int) -> Rule:
    """Nothing lies above itself, and nothing deeper than so many levels."""

    def rule(changes: list[Change], rows: dict[str, Any]) -> Iterator[tuple[Change, str]]:
        above = {key: column.show(row) for key, row in rows.items()}
        for change in changes:
            way = [change.key]
            while (parent := above.get(way[-1], "")) and parent not in way and len(way) <= deepest:
                way.append(parent)
            if parent in way:
                yield change, _("上级绕了一圈又回到自己：%(way)s。") % {"way": " → ".join([*way, parent])}
            elif len(way) > deepest:
                yield change, _("最多 %(n)d 级，这一条在第 %(m)d 级。") % {"n": deepest, "m": len(way)}

    return rule


def once(column: Plain) -> Rule:
    """No two rows have the same here."""

    def rule(changes: list[Change], rows: dict[str, Any]) -> Iterator[tuple[Change, str]]:
        times = Counter(column.show(row) for row in rows.values())
        for change in changes:
            value = column.show(change.row)
            if column.name in change.names and times[value] > 1:
                yield change, _("%(label)s“%(value)s”已经有了。") % {"label": column.label, "value": value}

    return rule
