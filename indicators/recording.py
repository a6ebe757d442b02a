"""From a draft's text to its records: read the figures, keep what people have decided, let every record follow its words."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext

from articles.models import Region, Revision
from indicators import anchoring, catalogue, reopening
from indicators.extraction import Context, extract
from indicators.extraction import Record as Reading
from indicators.extraction.units import UnknownUnit, canonical
from indicators.models import Record

# What a reading says anew each time the text is read.
READ_FIELDS = [
    "name", "measure", "value", "value_max", "unit", "modifier", "comparison", "scope", "period_start", "period_end",
    "region", "region_name", "assertion", "canonical_value", "canonical_max", "canonical_unit", "rule", "confidence",
    "indicator",
]  # fmt: skip
LARGEST = Decimal(10) ** 22  # what the canonical column holds
WRITTEN = [*READ_FIELDS, "status", "reopened"]
ANCHOR_FIELDS = ["start", "end", "exact", "prefix", "suffix"]


def read_figures(revision: Revision) -> None:
    """Brings the records of a draft in line with its text.

    A record that somebody has decided on follows its words, or is marked detached when they are gone; the machine's own
    candidates are read anew. Nothing decided is lost; it is asked again where its sentence now says something else.
    """
    records, following = _records_before(revision)
    readings = read(revision)
    taken: set[int] = set()
    spans = {id(record): following.find(_anchor(record)) for record in records}
    _reopen(records, spans, following, revision, readings)
    changed, gone = [], []
    by_span = {(r.start, r.end): index for index, r in enumerate(readings)}
    for record in records:
        span = spans[id(record)]
        index = by_span.get(span) if span else None
        if index in taken:
            index, span = None, None
        if record.decided_at:
            _follow(record, span, revision.text)
            taken |= {i for i, r in enumerate(readings) if span and r.start < span[1] and span[0] < r.end}
            changed.append(record)
        elif index is not None:
            _fill(record, readings[index], revision)
            taken.add(index)
            changed.append(record)
        else:
            gone.append(record)
    fresh = [_fill(Record(revision=revision), r, revision) for i, r in enumerate(readings) if i not in taken]
    _point_at_catalogue_and_regions([r for r in [*changed, *fresh] if not r.decided_at], revision)
    Record.objects.filter(pk__in=[r.pk for r in gone if r.pk]).delete()
    Record.objects.bulk_update([r for r in changed if r.pk], [*WRITTEN, *ANCHOR_FIELDS])
    Record.objects.bulk_create([r for r in [*changed, *fresh] if not r.pk])


def read(revision: Revision) -> list[Reading]:
    return _read(revision, revision.title, revision.text)


def figures_of(text: str, published_on: datetime, region: Region) -> list[Record]:
    """Records of a text as a draft with these words would have them, in text order. Nothing is stored; two queries."""
    revision = Revision(text=text, published_on=published_on, region=region)
    records = [_fill(Record(), reading, revision) for reading in read(revision)]
    _point_at_catalogue_and_regions(records, revision)
    return records


def _read(revision: Revision, title: str, text: str) -> list[Reading]:
    day = timezone.localdate(revision.published_on)
    return extract(text, Context(published_on=day, region=revision.place.name, title=title))


def set_canonical(record: Record) -> None:
    """Fills the canonical value; leaves it empty where the unit is not in the table (the written form stands alone then)."""
    record.canonical_value = record.canonical_max = None
    record.canonical_unit = ""
    try:
        value, unit, _dimension = canonical(Decimal(record.value.replace(",", "")), record.unit)
        upper = canonical(Decimal(record.value_max.replace(",", "")), record.unit)[0] if record.value_max else None
        fits = all(abs(number) < LARGEST for number in (value, upper or Decimal(0)))
    except (UnknownUnit, InvalidOperation):
        return
    if fits:
        record.canonical_value, record.canonical_max, record.canonical_unit = value, upper, unit


def _records_before(revision: Revision) -> tuple[list[Record], anchoring.Following]:
    """What is known of this draft's figures, and the way from the text that it was known of to the present one."""
    records = list(revision.records.all())
    if records:
        # Without the text from before (figures read again, no save) every anchor is looked for by its own words.
        before = getattr(revision, "text_before", None)
        return records, anchoring.Following(revision.text if before is None else before, revision.text)
    earlier = version_to_follow(revision)
    records = list(earlier.records.all()) if earlier else []
    for record in records:
        # Copies: decisions are made once, not once a version.
        record.pk, record.revision = None, revision
        record._state.adding = True
    return records, anchoring.Following(earlier.text if earlier else "", revision.text)


def version_to_follow(revision: Revision) -> Revision | None:
    """The version before; for an earlier one taken up again, that one, with what was decided on its very words."""
    before = revision.article.revisions.filter(number__lt=revision.number).order_by("-number")
    return before.filter(text=revision.text).first() or before.first()


def _reopen(
    records: list[Record],
    spans: dict[int, anchoring.Span | None],
    following: anchoring.Following,
    revision: Revision,
    readings: list[Reading],
) -> None:
    """Reads the earlier text as well, where a decision stands in a sentence that was edited."""
    decided = [(record, span) for record in records if record.decided_at and (span := spans[id(record)])]
    edited = reopening.edited(decided, following, revision.text)
    if not edited:
        return
    title = reopening.context_title(following.before)
    then, now = reopening.by_span(_read(revision, title, following.before)), reopening.by_span(readings)
    changed: list[tuple[Record, list[str]]] = []
    for record, span in edited:
        old, new = then.get((record.start, record.end)), now.get(span)
        if old and new:
            was, is_now = (_fill(Record(revision=revision), reading, revision) for reading in (old, new))
            changed.append((record, reopening.reopen(record, was, is_now)))
    names = {record.name for record, fields in changed if "name" in fields}
    regions = {record.region_name for record, fields in changed if "region_name" in fields}
    entries, places = catalogue.match(names), _regions(regions, revision.place)
    for record, fields in changed:
        if "name" in fields:
            record.indicator = entries.get(record.name)
        if "region_name" in fields:
            record.region = places.get(record.region_name)
        set_canonical(record)


def _anchor(record: Record) -> anchoring.Anchor:
    return anchoring.Anchor(**{name: getattr(record, name) for name in ANCHOR_FIELDS})


def _follow(record: Record, span: tuple[int, int] | None, text: str) -> None:
    if span is None:
        record.status = Record.Status.DETACHED
        return
    _set_anchor(record, span, text)
    if record.status == Record.Status.DETACHED:
        # Its words are back, but the decision was about the text of then.
        record.status, record.decided_at, record.decided_by = Record.Status.CANDIDATE, None, None


def _set_anchor(record: Record, span: tuple[int, int], text: str) -> None:
    anchor = anchoring.describe(text, *span)
    for name in ANCHOR_FIELDS:
        setattr(record, name, getattr(anchor, name))


def _fill(record: Record, reading: Reading, revision: Revision) -> Record:
    record.name = reading.indicator[:200] or gettext("未命名")
    record.measure = reading.measure
    record.value, record.value_max = reading.value[:40], (reading.value_max or "")[:40]
    record.unit, record.modifier = reading.unit[:30], reading.modifier
    record.comparison, record.scope = (reading.comparison or "")[:30], (reading.scope or "")[:120]
    record.period_start, record.period_end = reading.period_start, reading.period_end
    record.region_name, record.assertion = reading.region[:60], reading.assertion
    record.rule, record.confidence = reading.rule[:80], reading.confidence
    record.status = Record.Status.CANDIDATE
    set_canonical(record)
    _set_anchor(record, (reading.start, reading.end), revision.text)
    return record


def _point_at_catalogue_and_regions(records: list[Record], revision: Revision) -> None:
    entries = catalogue.match({record.name for record in records})
    places = _regions({record.region_name for record in records}, revision.place)
    for record in records:
        record.indicator = entries.get(record.name)
        record.region = places.get(record.region_name)


def _regions(names: Iterable[str], near: Region) -> dict[str, Region]:
    """Name → place. Of several places with one name (鼓楼区) the one nearest to the bulletin's own; else none is chosen."""
    found: dict[str, list[Region]] = {}
    for region in Region.objects.filter(name__in=set(names)):
        found.setdefault(region.name, []).append(region)
    places = {name: regions[0] for name, regions in found.items() if len(regions) == 1}
    for name, regions in found.items():
        for length in (6, 4, 2):
            same = [region for region in regions if region.code[:length] == near.code[:length]]
            if name not in places and len(same) == 1:
                places[name] = same[0]
    return places
