"""What happens to records when articles say that something happened."""

from decimal import Decimal
from typing import Any

from django.db import connections

from articles import archive
from articles.freezing import lay_triggers
from articles.models import Revision
from indicators import recording
from indicators.freezing import RECORDS
from indicators.models import Record

# What of a record the revision's hash covers: what was stated and where; not the catalogue's view of it.
SEALED = [
    "id", "name", "measure", "value", "value_max", "unit", "modifier", "comparison", "scope", "period_start", "period_end",
    "region_name", "region__code", "assertion", "start", "end", "exact", "canonical_value", "canonical_max",
    "canonical_unit",
]  # fmt: skip


def freeze_records(using: str = "default", **kwargs: Any) -> None:
    lay_triggers(connections[using], [RECORDS])


def remember_text(instance: Revision, update_fields: Any = None, **kwargs: Any) -> None:
    """What stood there before this save: by it every record finds its words again (indicators/anchoring.py)."""
    if instance.pk and not update_fields and not instance.is_published:
        texts = Revision.objects.filter(pk=instance.pk).values_list("text", flat=True)
        instance.text_before = texts.first()  # type: ignore[attr-defined]


def read_figures(revision: Revision, **kwargs: Any) -> None:
    recording.read_figures(revision)


def seal_records(revision: Revision, **kwargs: Any) -> bytes:
    return sealed_records(revision)


def sealed_records(revision: Revision) -> bytes:
    rows = Record.objects.filter(revision=revision).order_by("start", "id").values(*SEALED)
    return archive.canonical({"records": [{k: _plain(v) for k, v in row.items()} for row in rows]})


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if hasattr(value, "isoformat") else value
