"""What the records of a page have in common - their bulletins, indicators, places - looked up once each and not joined row by row:
to plan a join of six tables takes PostgreSQL five times as long as to read a page of them, and Django would read a bulletin's times
anew for each of its figures."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from articles.models import Region, Revision
from articles.prepared import Prepared
from indicators.models import Indicator, Record

Row = dict[str, Any]

# The fields of what stands beside a record; under `revision__title` and the like they are put into its row.
BESIDE: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "revision": (Revision, ("article_id", "number", "title", "published_on", "visible_from", "visible_until")),
    "indicator": (Indicator, ("code", "name", "merged_into__code", "merged_into__name")),
    "region": (Region, ("code",)),
}
OWN = (
    "id", "revision_id", "indicator_id", "region_id", "region_name", "name", "measure", "value", "value_max", "unit",
    "canonical_value", "canonical_max", "canonical_unit", "modifier", "comparison", "scope", "period_start", "period_end",
    "assertion", "status", "confidence", "rule", "start", "end", "exact", "prefix", "suffix",
)  # fmt: skip
# For a single record, which is read in one query.
JOINED = (*OWN, *(f"{name}__{field}" for name, (_model, fields) in BESIDE.items() for field in fields))


def _by_keys(name: str) -> Prepared[tuple[Any, ...]]:
    model, fields = BESIDE[name]
    return Prepared(lambda keys: model._default_manager.filter(pk__in=keys).order_by().values_list("pk", *fields))


FOUND = {name: _by_keys(name) for name in BESIDE}


def found_by_keys(name: str, keys: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Key and fields of what stands beside records as `name`; None is the key of nothing."""
    known = [key for key in keys if key is not None]
    return FOUND[name](keys=known) if known else []


def with_shared(rows: list[Row]) -> list[Row]:
    """Rows that have OWN get the rest of JOINED as well."""
    for name, (_model, fields) in BESIDE.items():
        paths = [f"{name}__{field}" for field in fields]
        found: dict[Any, Row] = {None: dict.fromkeys(paths)}
        for pk, *values in found_by_keys(name, {row[f"{name}_id"] for row in rows}):
            found[pk] = dict(zip(paths, values, strict=True))
        for row in rows:
            row.update(found[row[f"{name}_id"]])
    return rows


def rows_of(records: QuerySet[Record]) -> list[Row]:
    return with_shared(list(records.values(*OWN)))
