"""One figure's pages: its record, and the card that a bulletin's page shows beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles.models import Revision
from indicators import corrections
from indicators.catalogue import meant, successors
from indicators.comparing import value_of
from indicators.models import Record
from portal import figures, plainly, sparkline
from portal.bulletins import is_past, withdrawn
from portal.neighbours import either
from portal.parts import of_article, of_record, of_series, shows
from portal.views import public

# Statements of one indicator and place that a card looks at, newest first: far more than it draws.
LOOKED_AT = 120
YEARS_DRAWN = 8
# What a record's page shows beside it, on each side.
PERIODS_SHOWN = 5
PLACES_SHOWN = 8


@public
def record(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _ever_read(pk)
    if shown.revision.is_withdrawn:
        return withdrawn(request, shown.revision)
    shows(request, of_article(shown.revision.article_id), *of_record(shown))
    is_old = is_past(shown.revision)
    versions = corrections.history(shown)
    now = next((one for one in reversed(versions) if not is_past(one.revision)), None)
    ordinary = shown.get_absolute_url().removeprefix(request.mode.prefix)  # type: ignore[attr-defined]
    context: dict[str, object] = {
        "record": shown,
        "revision": shown.revision,
        "article": shown.revision.article,
        "indicator": meant(shown),
        "sentence": figures.sentence_of(shown),
        "is_past": is_old,
        "versions": versions if len(versions) > 1 else [],
        # What became of a figure of an old version.
        "now": now if is_old else None,
        "is_same_now": bool(now and now.record and value_of(now.record) == value_of(shown)),
        "beside": beside(shown),
        "today": timezone.localdate(),
        "lasting_address": request.build_absolute_uri(ordinary),
    }
    if request.mode.elder:  # type: ignore[attr-defined]
        context["plain_lines"] = [line for line in plainly.of_bulletin(shown.revision) if line.level.pk == pk]
    return render(request, "indicators/record.html", context)


@dataclass
class Beside:
    """What else is stated of a figure's indicator."""

    here: list[Record] = field(default_factory=list)  # of its place, the figure among them, the newest period first
    again: list[Record] = field(default_factory=list)  # of its place and period, by other bulletins
    elsewhere: list[Record] = field(default_factory=list)  # of its period, at other places


def beside(of: Record) -> Beside:
    """Two queries: the entry with those merged into it; then one that reads a stretch of an index before the figure's period,
    one behind it and one within it."""
    entry = meant(of)
    if entry is None or of.period_end is None:
        return Beside()
    # Known beforehand, so that the database can follow one series in its index; a join or subquery would make it walk
    # through all that is said of the place, or of everything.
    entries = list(successors(pk=entry.pk).values_list("pk", flat=True))
    named = Q(indicator=entries[0]) if len(entries) == 1 else Q(indicator__in=entries)
    alike = Record.objects.public().filter(
        named, measure=of.measure, comparison=of.comparison, scope=of.scope, period_end__isnull=False
    )
    period = Q(period_start=of.period_start, period_end=of.period_end)
    place = Q(region=of.region_id) if of.region_id else Q(region=None, region_name=of.region_name)
    parts = [
        alike.filter(place, period_end__lt=of.period_end).order_by("-period_end", "-id")[:PERIODS_SHOWN],
        alike.filter(place, period_end__gt=of.period_end).order_by("period_end", "id")[:PERIODS_SHOWN],
        alike.filter(place, period_end=of.period_end).exclude(pk=of.pk).order_by("-id")[:PERIODS_SHOWN],
        alike.filter(period, ends=of.ends).exclude(place).order_by("-id")[:PLACES_SHOWN],
    ]
    found = Beside()
    for row in (
        Record.objects.filter(pk__in=either(Record, *(part.values("pk") for part in parts)))
        .with_sources()
        .order_by("-period_end", "-revision__published_on", "-id")
    ):
        is_here = row.region_id == of.region_id and (of.region_id or row.region_name == of.region_name)
        same_period = (row.period_start, row.period_end) == (of.period_start, of.period_end)
        if not is_here:
            found.elsewhere.append(row)
        elif not same_period:
            found.here.append(row)
        elif row.revision.article_id != of.revision.article_id:
            found.again.append(row)
    if found.here:
        found.here.append(of)
        found.here.sort(key=lambda row: (row.period_end or of.period_end, row.pk), reverse=True)
    return found


@public
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """What the record's page says in short, as a piece of HTML: a script of ours puts it beside the figure's words."""
    shown = _ever_read(pk)
    if shown.revision.is_withdrawn:
        return withdrawn(request, shown.revision)
    shows(request, of_article(shown.revision.article_id), *of_series(shown))
    alike = _same_months(shown)
    beside = [
        r for r in alike if r.revision_id == shown.revision_id and r.period_end == shown.period_end and r.pk != pk
    ]
    context = {
        "record": shown,
        "indicator": meant(shown),
        "beside": [r for r in beside if r.comparison == "yoy" or r.measure == Record.Measure.LEVEL][:2],
        "line": sparkline.of(_newest_of_each_year(shown, alike)),
    }
    answer = render(request, "indicators/card.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _ever_read(pk: int) -> Record:
    near = "indicator__merged_into", "region", "revision__article__column", "revision__article__region"
    known = Record.objects.stated().filter(revision__in=Revision.objects.ever_read().values("pk"))
    return get_object_or_404(known.select_related(*near).defer("revision__body", "revision__page"), pk=pk)


def _same_months(of: Record) -> list[Record]:
    """What is stated of the same indicator and place for the same months of any year; of the figure's own bulletin too."""
    entry = meant(of)
    if entry is None or of.region_id is None or of.period_end is None:
        return []
    stated = Record.objects.public().filter(indicator__in=successors(pk=entry.pk), region=of.region_id)
    stated = stated.filter(period_end__month=of.period_end.month, scope=of.scope, assertion=Record.Assertion.ACTUAL)
    rows = stated.select_related("revision").only(
        "measure", "comparison", "value", "value_max", "unit", "modifier", "canonical_value", "canonical_unit", "period_start",
        "period_end", "revision__published_on",
    )  # fmt: skip
    return [row for row in rows.order_by("-period_end", "-id")[:LOOKED_AT] if _months(row) == _months(of)]


def _months(record: Record) -> tuple[object, ...]:
    """1—6月 of any year is one thing and 4—6月 another; a day at the end of a month is that month's end."""
    start, end = record.period_start, record.period_end
    assert end is not None  # noqa: S101 – asked for above
    ends = "end" if (end + timedelta(days=1)).day == 1 else end.day
    return (start.month, start.day, end.year - start.year, ends) if start else (ends,)


def _newest_of_each_year(of: Record, alike: Iterable[Record]) -> list[tuple[date, float]]:
    newest: dict[date, Record] = {}
    for row in sorted(alike, key=lambda r: (r.revision.published_on, r.pk)):
        same_kind = (row.measure, row.comparison, row.canonical_unit) == (of.measure, of.comparison, of.canonical_unit)
        if same_kind and row.canonical_value is not None and row.period_end:
            newest[row.period_end] = row
    return [(end, float(newest[end].canonical_value or 0)) for end in sorted(newest)][-YEARS_DRAWN:]
