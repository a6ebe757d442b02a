"""A decision is about what a sentence said. Where the sentence of a figure was edited and the reader now takes it for something
else (增长5% became 下降5%), the decision is open again, and the record says what has changed."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from indicators.anchoring import SENTENCE, Following, Span
from indicators.extraction import Record as Reading
from indicators.models import Record

# What a sentence says of its figure, each with its neighbour that goes along.
SAID = [
    "name", "measure", "value", "value_max", "unit", "modifier", "comparison", "scope", "period_start", "period_end",
    "region_name", "assertion",
]  # fmt: skip
LONGEST = Record._meta.get_field("reopened").max_length or 0


def edited(records: Iterable[tuple[Record, Span]], following: Following, text: str) -> list[tuple[Record, Span]]:
    """Those whose words stayed while the sentence around them did not."""
    return [
        (record, span)
        for record, span in records
        if following.before[record.start : record.end] == record.exact
        and _sentence(following.before, (record.start, record.end)) != _sentence(text, span)
    ]


def reopen(record: Record, was: Record, now: Record) -> list[str]:
    """Takes over what the sentence says otherwise (`was` and `now`: the same figure as read before and after) and asks again;
    what an editor mended and the edit did not touch stays. Returns the names of the fields that changed."""
    changed = [name for name in SAID if getattr(was, name) != getattr(now, name)]
    if not changed:
        return []
    words = "；".join(f"{_label(name)} {_shown(was, name)} → {_shown(now, name)}" for name in changed)
    record.reopened = (_("这句话改过：%(changes)s。") % {"changes": words})[:LONGEST]
    record.status = Record.Status.CANDIDATE
    for name in [*changed, "rule", "confidence"]:
        setattr(record, name, getattr(now, name))
    return changed


def context_title(text: str) -> str:
    return text.split("\n", 1)[0]


def by_span(readings: Iterable[Reading]) -> dict[Span, Reading]:
    return {(reading.start, reading.end): reading for reading in readings}


def _sentence(text: str, span: Span) -> tuple[str, str]:
    """What stands before and behind the figure in its sentence."""
    start, end = span
    line = text.rfind("\n", 0, start) + 1
    ends = text.find("\n", end)
    before, behind = text[line:start], text[end : ends if ends >= 0 else len(text)]
    return SENTENCE.split(before)[-1], SENTENCE.split(behind)[0]


def _label(name: str) -> Any:
    return Record._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _shown(record: Record, name: str) -> str:
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    return str(value) if value not in (None, "") else "—"
