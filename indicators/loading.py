"""Many records for a page, in one query: each place, version and entry is made once however many records name it.

With select_related Django makes them anew for each row, which takes several times what the database needs. And a model's own
__init__ goes through all fields of the model for each, those that were not asked for as well; `_made` sets those that were.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.base import ModelState

from articles.models import Article, Region, Revision
from indicators.models import LONG_AGO, Indicator, Record

Made = TypeVar("Made", bound=Model)


def _fields(model: type[Model], *names: str) -> tuple[str, ...]:
    """In the model's own order."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)


OWN = _fields(
    Record, "id", "revision_id", "indicator_id", "region_id", "region_name", "name", "measure", "comparison", "scope", "assertion",
    "status", "value", "value_max", "unit", "modifier", "canonical_value", "canonical_max", "canonical_unit", "period_start",
    "period_end", "start", "exact", "prefix", "suffix",
)  # fmt: skip
OF_REGION = _fields(Region, "id", "code", "name")
OF_REVISION = _fields(Revision, "id", "article_id", "number", "title", "published_on", "visible_until", "sha256")
OF_ENTRY = _fields(Indicator, "id", "code", "name", "name_en", "merged_into_id")
COLUMNS = (
    *OWN,
    *(f"revision__{field}" for field in OF_REVISION),
    *(f"region__{field}" for field in OF_REGION),
    *(f"indicator__{field}" for field in OF_ENTRY),
    *(f"indicator__merged_into__{field}" for field in OF_ENTRY),
)
REVISION, REGION, ENTRY = OWN.index("revision_id"), OWN.index("region_id"), OWN.index("indicator_id")
AT_REVISION = len(OWN)
AT_REGION = AT_REVISION + len(OF_REVISION)
AT_ENTRY = AT_REGION + len(OF_REGION)
AT_MERGED = AT_ENTRY + len(OF_ENTRY)


def load(records: QuerySet[Record]) -> list[Record]:
    """In the order of the queryset. What is not among the fields above costs a query for each record that is asked for it."""
    database = records.db
    revisions: dict[int, Revision] = {}
    regions: dict[int | None, Region | None] = {None: None}
    entries: dict[int | None, Indicator | None] = {None: None}
    found = []
    for row in records.values_list(*COLUMNS):
        if row[REVISION] not in revisions:
            revisions[row[REVISION]] = _revision(row, database)
        if row[REGION] not in regions:
            regions[row[REGION]] = _made(Region, database, OF_REGION, row[AT_REGION:AT_ENTRY])
        if row[ENTRY] not in entries:
            entries[row[ENTRY]] = _entry(row, database)
        record = _made(Record, database, OWN, row)
        record.ends = (
            record.period_end or LONG_AGO
        )  # as the database does, which would only cost another date to be read
        near = record._state.fields_cache
        near["revision"], near["region"] = revisions[row[REVISION]], regions[row[REGION]]
        near["indicator"] = entries[row[ENTRY]]
        found.append(record)
    return found


def _revision(row: tuple[Any, ...], database: str) -> Revision:
    revision = _made(Revision, database, OF_REVISION, row[AT_REVISION:AT_REGION])
    revision._state.fields_cache["article"] = _made(Article, database, ["id"], [revision.article_id])
    return revision


def _entry(row: tuple[Any, ...], database: str) -> Indicator:
    entry = _made(Indicator, database, OF_ENTRY, row[AT_ENTRY:AT_MERGED])
    if entry.merged_into_id:
        entry.merged_into = _made(Indicator, database, OF_ENTRY, row[AT_MERGED:])
    else:
        entry._state.fields_cache["merged_into"] = None
    return entry


def _made(model: type[Made], database: str, fields: Iterable[str], values: Iterable[Any]) -> Made:
    """As Model.from_db() with these fields and all others deferred; the models here have no __init__ of their own."""
    made = model.__new__(model)
    made._state = state = ModelState()
    state.adding, state.db = False, database
    made.__dict__.update(zip(fields, values, strict=False))
    return made


def said(*records: Record) -> str:
    """The same for the same records of the same sealed versions, looked at alike: what a drawn row of a table is kept under."""
    return " ".join(f"{record.pk}{record.status}{record.revision.sha256[:16]}" for record in records)
