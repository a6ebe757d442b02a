"""Every number of a bulletin's text and the record that holds it; what no record holds, and should, is undecided."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from articles.models import Revision
from indicators.extraction import Context, coverage
from indicators.extraction.records import Span
from indicators.extraction.units import UnknownUnit, canonical
from indicators.models import Record

LONGEST_UNIT = 5
# Numbers that the reader knows to be no figures.
CLASSES = ("name", "time", "code", "ordinal", "identifier")
Status = Record.Status


@dataclass
class Cover:
    """held: record → how many numbers it accounts for. other: numbers that are no figures, by class. undecided: spans."""

    held: Counter[int] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)
    undecided: list[tuple[int, int]] = field(default_factory=list)


class Waiting(NamedTuple):
    """What nobody has decided on: numbers without a record, and records as the machine proposed them."""

    numbers: int
    records: int


def cover(records: Iterable[Record], spans: dict[str, list[Span]], text: str) -> Cover:
    """Every numeral to the record that holds it; a record that was thrown out holds what no other does."""
    standing = [record for record in records if record.status != Status.DETACHED]
    standing.sort(key=lambda record: (record.status == Status.REJECTED, record.start))
    holders: dict[int, int] = {}
    for record in standing:
        for at in range(record.start, record.end):
            holders.setdefault(at, record.pk)
    found = Cover()
    for name, places in spans.items():
        for start, end in places:
            holder = next((holders[at] for at in range(start, end) if at in holders), None)
            if holder is not None:
                found.held[holder] += 1
            elif name in CLASSES:
                found.other[name] += 1
            else:
                found.undecided.append((start, _with_unit(text, start, end, holders)))
    return found


def waiting(revision: Revision) -> Waiting:
    """Reads the text; one query for the records."""
    records = list(revision.records.only("start", "end", "status", "revision_id"))
    day = timezone.localdate(revision.published_on)
    context = Context(published_on=day, region=revision.place.name, title=revision.title)
    spans = coverage(revision.text, context).spans
    open_records = sum(record.status == Status.CANDIDATE for record in records)
    return Waiting(len(cover(records, spans, revision.text).undecided), open_records)


def _with_unit(text: str, start: int, end: int, holders: dict[int, int]) -> int:
    """Where a bare number ends with the unit that follows it, so that it can become a record as it is."""
    for longer in range(end + LONGEST_UNIT, end, -1):
        if any(at in holders for at in range(end, longer)):
            continue
        try:
            canonical(Decimal(1), text[end:longer])
        except UnknownUnit:
            continue
        return min(longer, len(text))
    return end
