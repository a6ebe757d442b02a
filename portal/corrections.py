"""更正: every version that corrected another, newest first, with the figures that it states otherwise."""

from datetime import datetime

from django.db.models import Min, Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Region, Revision, RevisionQuerySet
from indicators.models import Correction
from portal.paging import Keyset, moment, number
from portal.parts import shows
from portal.views import public

CORRECTIONS_A_PAGE = 20
FIGURES_SHOWN = 12  # of one version; its comparison shows them all
LONGEST_NAME = 60
LEDGER = Keyset(("-visible_from", moment), ("-id", number))


def corrected() -> RevisionQuerySet:
    """Later versions that the public has read and may still look up. Never one of a bulletin that is withdrawn."""
    return Revision.objects.once_visible().filter(number__gt=1, article__withdrawn_at=None).for_lists()  # type: ignore[attr-defined,no-any-return]


def with_figures(revisions: list[Revision]) -> list[Revision]:
    """Each with `figures`, the first of those that it corrected."""
    near = "before__region", "after__region"
    figures = Correction.objects.select_related(*near).order_by("id")[:FIGURES_SHOWN]
    prefetch_related_objects(revisions, Prefetch("corrections", queryset=figures, to_attr="figures"))
    return revisions


@public
def ledger(request: HttpRequest) -> HttpResponse:
    """?year= of the correction, ?place= of the bulletin, by its name or code."""
    shows(request, "bulletins", "figures", "catalogue")
    revisions = corrected()
    first = Revision.objects.filter(number__gt=1).aggregate(first=Min("visible_from"))["first"]
    this_year = timezone.localdate().year
    years = [str(year) for year in range(this_year, (timezone.localtime(first).year if first else this_year) - 1, -1)]
    year = request.GET.get("year", "")
    if year in years:
        opens, closes = (timezone.make_aware(datetime(int(year) + n, 1, 1)) for n in (0, 1))
        revisions = revisions.filter(visible_from__gte=opens, visible_from__lt=closes)
    place = "".join(c for c in request.GET.get("place", "") if c.isprintable()).strip()[:LONGEST_NAME]
    if place:
        regions = Region.objects.filter(code=place) if place.isdecimal() else Region.objects.named(place)
        revisions = revisions.filter(article__region__in=regions)
    page = LEDGER.page(revisions, request.GET, CORRECTIONS_A_PAGE)
    with_figures(page.items)
    context = {"page": page, "years": years, "year": year if year in years else "", "place": place}
    return render(request, "portal/corrections.html", context)
