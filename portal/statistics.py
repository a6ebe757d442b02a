"""The pages of figures: the catalogue, one indicator over time and places, one place."""

from django.db.models import Count, Exists, Max, OuterRef
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Region
from indicators.catalogue import successors
from indicators.models import Indicator, Record, RecordQuerySet, Topic
from portal import figures, paging
from portal.views import SHOWN_ON_HOME, listed, named, public, typed

VALUES_A_PAGE = 120
ENTRIES_A_PAGE = 60


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    words, chosen = typed(request.GET.get("q", "")), request.GET.get("topic", "")
    topics = list(Topic.objects.all())
    topic = next((topic for topic in topics if topic.slug == chosen), None)
    entries = Indicator.objects.filter(merged_into=None)
    if topic:
        entries = entries.filter(topics=topic)
    if words:
        entries = entries.filter(named(words))
    if request.GET.get("data"):
        stated = Record.objects.public()
        of_merged = stated.filter(indicator__merged_into=OuterRef("pk"))
        entries = entries.filter(Exists(stated.filter(indicator=OuterRef("pk"))) | Exists(of_merged))
    page = paging.ENTRIES.page(entries, request.GET, ENTRIES_A_PAGE)
    of_page = Record.objects.public().filter(indicator__in=successors(pk__in=[entry.pk for entry in page.items]))
    by_entry = of_page.order_by().values(entry=Coalesce("indicator__merged_into", "indicator"))
    counts = {row["entry"]: row for row in by_entry.annotate(n=Count("pk"), end=Max("period_end"))}
    for entry in page.items:
        entry.known = counts.get(entry.pk)
    context = {
        "topics": topics,
        "topic": topic,
        "query": words,
        "page": page,
        "with_data": bool(request.GET.get("data")),
    }
    return render(request, "indicators/catalogue.html", context)


@public
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    merged = list(successors(code=code).select_related("merged_into"))
    entry = next((found for found in merged if found.code == code), None)
    if entry is None:
        raise Http404
    if entry.merged_into:
        return redirect(entry.merged_into, permanent=True)
    values = Record.objects.public().filter(indicator__in=[old.pk for old in merged])
    places = list(Region.objects.filter(pk__in=values.order_by().values("region")))
    place = next((place for place in places if place.code == request.GET.get("region")), None)
    measure = request.GET.get("measure") if request.GET.get("measure") in Record.Measure.values else ""
    if place:
        values = values.filter(region=place)
    if measure:
        values = values.filter(measure=measure)
    context = {
        "indicator": entry,
        "places": places,
        "place": place,
        "measures": Record.Measure.choices,
        "measure": measure,
        **_table(request, values),
    }
    return render(request, "indicators/indicator.html", context)


@public
def region(request: HttpRequest, code: str) -> HttpResponse:
    place = get_object_or_404(Region.objects.select_related("parent__parent"), code=code)
    values = Record.objects.public().filter(region=place, indicator__isnull=False)
    bulletins = listed().filter(article__region=place)[:SHOWN_ON_HOME]
    return render(request, "portal/region.html", {"region": place, "bulletins": bulletins, **_table(request, values)})


def _table(request: HttpRequest, values: RecordQuerySet) -> dict[str, object]:
    """A page of values as rows; what is said of one place and period is not torn apart by the end of a page."""
    ordered = figures.in_order_of_period(values.with_sources().select_related("indicator__merged_into"))
    page = paging.VALUES.page(ordered, request.GET, VALUES_A_PAGE)
    shown = page.items
    if page.older:
        last = shown[-1]
        whole = [r for r in shown if (r.ends, r.place) != (last.ends, last.place)]
        if whole:
            shown, page.older = whole, paging.VALUES.link_past(request.GET, whole[-1])
    return {"rows": figures.rows(shown), "page": page}
