"""The pages of figures: the catalogue, one indicator over time and places, one place."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from articles.models import Article, Region
from indicators.catalogue import successors
from indicators.models import LONG_AGO, Indicator, Record, RecordQuerySet, Topic
from indicators.overview import newest_of_place
from indicators.series import MOST_STATEMENTS
from portal import figures, paging
from portal.charts.drawing import can_draw_png, draw
from portal.charts.making import chart_of, sources, summary
from portal.charts.shapes import Chart, Size, boxes, size_of
from portal.parts import of_indicator, shows
from portal.selection import MOST_PLACES, Selection, Unknown, offered_for, one_of, select
from portal.tables import as_csv, count_rows, derived_rows, outcomes_of, rows_of
from portal.views import SHOWN_ON_HOME, listed, named, public, typed, with_columns

VALUES_A_PAGE = 40
ENTRIES_A_PAGE = 60
INDICATORS_OF_A_PLACE = 200
PLACES_BELOW = 60
# A picture stays in this process's memory, under the name of what it shows.
KEPT_FOR = 24 * 3600


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    shows(request, "catalogue", "bulletins", "figures")
    words, chosen = typed(request.GET.get("q", "")), request.GET.get("topic", "")
    topics = list(Topic.objects.all())
    topic = next((topic for topic in topics if topic.slug == chosen), None)
    entries = Indicator.objects.filter(merged_into=None)
    if topic:
        entries = entries.filter(topics=topic)
    if words:
        entries = entries.filter(named(words))
    if request.GET.get("data"):
        spoken_of = Indicator.objects.alias(newest=Record.objects.public_for(indicator="pk")).filter(
            newest__isnull=False
        )
        entries = entries.filter(Exists(spoken_of.filter(Q(pk=OuterRef("pk")) | Q(merged_into=OuterRef("pk")))))
    page = paging.ENTRIES.page(entries, request.GET, ENTRIES_A_PAGE)
    known = _last_spoken_of([entry.pk for entry in page.items])
    for entry in page.items:
        entry.known = known.get(entry.pk)
    context = {
        "topics": topics,
        "topic": topic,
        "query": words,
        "page": page,
        "with_data": bool(request.GET.get("data")),
    }
    return render(request, "indicators/catalogue.html", context)


def _last_spoken_of(entries: list[int]) -> dict[int, date]:
    """Entry → the end of the newest period that is stated of it, or of one that was merged into it. One look into an index for
    each; how often it is stated would be a count over the whole archive."""
    newest = Record.objects.public().filter(indicator=OuterRef("pk")).order_by("-ends", "-id").values("ends")[:1]
    rows = successors(pk__in=entries).annotate(newest=Subquery(newest)).values_list("pk", "merged_into", "newest")
    found: dict[int, date] = {}
    for pk, merged_into, day in rows:
        entry = merged_into or pk
        if day and day > found.get(entry, LONG_AGO):
            found[entry] = day
    return found


@public
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    entry, merged = _entry(code)
    if entry.merged_into:
        return redirect(entry.merged_into, permanent=True)
    try:
        selection = _select(request, entry, merged)
    except Unknown as unknown:
        return _unknown(request, entry, unknown)
    chart = chart_of(selection)
    rows = rows_of(selection, chart)
    elder = request.mode.elder  # type: ignore[attr-defined]
    drawn = (
        {"wide": _drawn(chart, narrow=False, elder=elder), "narrow": _drawn(chart, narrow=True, elder=elder)}
        if chart
        else {}
    )
    context = {
        "indicator": entry,
        "selection": selection,
        "offered": offered_for(selection),
        "most_places": MOST_PLACES,
        "chart": chart,
        "drawn": drawn,
        "query": selection.query(),
        "can_draw_png": bool(chart) and can_draw_png(),
        "series_rows": rows,
        "left_out": selection.was_cut or count_rows(selection) > len(rows),
        "everywhere": selection.picture == "rank" and not selection.chosen,
        "all_unchecked": all(row.record.status == Record.Status.CANDIDATE for row in rows),
        "summary": summary(selection),
        "has_others": any(row.disagreeing or row.superseded for row in rows),
        "has_implied": any(row.implied for row in rows),
        "derived": derived_rows(selection),
        "outcomes": outcomes_of(selection),
        "is_paged": bool(request.GET.get("before") or request.GET.get("after")),
        **_table(request, _asked_for(request, merged, selection)),
    }
    return render(request, "indicators/indicator.html", context)


def _select(request: HttpRequest, entry: Indicator, merged: list[int]) -> Selection:
    selection = select(entry, merged, request.GET, MOST_STATEMENTS)
    shows(request, *of_indicator(entry), *(of_indicator(selection.other) if selection.other else ()))
    if request.GET.get("with"):
        shows(request, "catalogue")  # which entry is meant by a name
    return selection


def _asked_for(request: HttpRequest, merged: list[int], selection: Selection) -> RecordQuerySet:
    """Everything that is said of the indicator, of every kind of period; only what the address itself narrows is left out."""
    values = Record.objects.public().filter(indicator__in=merged)
    if selection.chosen:
        values = values.filter(region__code__in=selection.places)
    if request.GET.get("measure"):
        values = values.filter(measure=selection.measure)
    return values


def _entry(code: str) -> tuple[Indicator, list[int]]:
    """The entry of this code, and the keys of it and of those merged into it."""
    merged = list(successors(code=code).select_related("merged_into").prefetch_related("aliases", "topics"))
    entry = next((found for found in merged if found.code == code), None)
    if entry is None:
        raise Http404
    return entry, [old.pk for old in merged]


def _unknown(request: HttpRequest, entry: Indicator, unknown: Unknown) -> HttpResponse:
    return render(request, "indicators/unknown.html", {"indicator": entry, "unknown": unknown}, status=400)


class Drawn(NamedTuple):
    size: Size
    boxes: str  # left,bottom,width,height of each panel's axes in parts of the picture, divided by ;


def _drawn(chart: Chart, *, narrow: bool, elder: bool) -> Drawn:
    size = size_of(chart, narrow=narrow, elder=elder)
    return Drawn(size, ";".join(",".join(f"{part:.4f}" for part in box) for box in boxes(chart, size)))


@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [NONE]})
@public
def picture(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The page's picture, under the page's query string. Its ETag is of what it shows, so that nothing is drawn that a
    browser, a proxy or this process has drawn before."""
    entry, merged = _entry(code)
    if entry.merged_into:
        address = reverse("chart", args=[entry.merged_into.code, form])
        return redirect(f"{address}?{request.GET.urlencode()}", permanent=True)
    try:
        selection = _select(request, entry, merged)
        narrow = one_of("size", _("大小"), request.GET, [("narrow", _("窄"))]) == "narrow"
    except Unknown as unknown:
        return _unknown(request, entry, unknown)
    chart = chart_of(selection)
    if chart is None or (form == "png" and not can_draw_png()):
        raise Http404
    if request.GET.get("download"):
        chart = replace(chart, foot=_foot(request, selection, chart))
    elder = request.mode.elder  # type: ignore[attr-defined]
    name = chart.name(form, narrow, elder)
    unchanged = get_conditional_response(request, etag=f'"{name}"')
    if unchanged:
        return unchanged
    drawn = cache.get_or_set(f"chart:{name}", lambda: draw(chart, form, narrow=narrow, elder=elder), KEPT_FOR)
    answer = HttpResponse(
        drawn, content_type={"svg": "image/svg+xml", "png": "image/png"}[form], headers={"ETag": f'"{name}"'}
    )
    if request.GET.get("download"):
        answer["Content-Disposition"] = f'attachment; filename="{entry.code}.{form}"'
    return answer


def _foot(request: HttpRequest, selection: Selection, chart: Chart) -> tuple[str, ...]:
    """What stands beside the picture on its page, and where that is: a downloaded one is met alone."""
    address = request.build_absolute_uri(f"{selection.indicator.get_absolute_url()}?{selection.query()}")
    return " ".join([*chart.notes, sources(selection)]), f"{settings.SITE['name']} {address}"


@public
def download(request: HttpRequest, code: str) -> HttpResponse:
    entry, merged = _entry(code)
    if entry.merged_into:
        return redirect(
            f"{reverse('series-csv', args=[entry.merged_into.code])}?{request.GET.urlencode()}", permanent=True
        )
    try:
        selection = _select(request, entry, merged)
    except Unknown as unknown:
        return _unknown(request, entry, unknown)
    return as_csv(request, selection, entry.code)


@public
def region(request: HttpRequest, code: str) -> HttpResponse:
    place = get_object_or_404(Region.objects.select_related("parent__parent"), code=code)
    shows(request, f"region:{place.pk}", "catalogue")
    groups, left_out = newest_of_place(place, INDICATORS_OF_A_PLACE)
    context = {
        "region": place,
        "groups": groups,
        "left_out": left_out,
        "children": list(place.children.all()[: PLACES_BELOW + 1]),
        "places_below": PLACES_BELOW,
        "bulletins": with_columns(request, listed().of(Article.objects.filter(region=place))[:SHOWN_ON_HOME]),
    }
    return render(request, "portal/region.html", context)


def _table(request: HttpRequest, values: RecordQuerySet) -> dict[str, object]:
    """A page of values as rows; what is said of one place and period is not torn apart by the end of a page."""
    page = paging.VALUES.page(figures.in_order_of_period(values), request.GET, VALUES_A_PAGE, read=figures.in_places)
    shown = page.items
    if page.older:
        last = shown[-1]
        whole = [r for r in shown if (r.ends, r.place) != (last.ends, last.place)]
        if whole:
            shown, page.older = whole, paging.VALUES.link_past(request.GET, whole[-1])
    return {"rows": figures.rows(shown), "page": page}
