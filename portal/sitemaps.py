"""What search engines fetch: an index of files, each of at most 50,000 addresses (sitemaps.org). Links are ordinary addresses.

Bulletins are parted by their numbers, so that no file needs to know how many come before it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape

from articles.models import Article, Column, Region, Revision
from indicators.models import Indicator, Record

A_FILE = 50_000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"

Address = tuple[str, datetime | None]


def bulletins(part: int) -> Iterable[Address]:
    inside = Revision.objects.visible().filter(article__gt=(part - 1) * A_FILE, article__lte=part * A_FILE)
    for number, since in inside.order_by("article").values_list("article", "visible_from"):
        yield f"/articles/{number}/", since


def sections(part: int) -> Iterable[Address]:
    for name in ("home", "archive", "catalogue"):
        yield reverse(name), None
    for column in Column.objects.all():
        yield column.get_absolute_url(), None


def indicators(part: int) -> Iterable[Address]:
    """Those that the published bulletins speak of."""
    stated = Indicator.objects.annotate(said=Record.objects.public_for(indicator="pk")).filter(said__isnull=False)
    spoken_of = set(stated.values_list(Coalesce("merged_into", "pk"), flat=True))
    for pk, code in Indicator.objects.filter(merged_into=None).order_by("pk").values_list("pk", "code"):
        if pk in spoken_of:
            yield reverse("indicator", args=[code]), None


def regions(part: int) -> Iterable[Address]:
    spoken_of = Region.objects.annotate(said=Record.objects.public_for(region="pk")).filter(said__isnull=False)
    for code in spoken_of.order_by("pk").values_list("code", flat=True):
        yield reverse("region", args=[code]), None


FILES: dict[str, Callable[[int], Iterable[Address]]] = {
    "bulletins": bulletins,
    "sections": sections,
    "indicators": indicators,
    "regions": regions,
}


def parts(section: str) -> int:
    if section != "bulletins":
        return 1
    last = Article.objects.aggregate(last=Max("pk"))["last"] or 1
    return (last - 1) // A_FILE + 1


def index(request: HttpRequest) -> HttpResponse:
    lines = []
    for section in FILES:
        address = request.build_absolute_uri(reverse("sitemap-part", args=[section]))
        for part in range(1, parts(section) + 1):
            lines.append(f"<sitemap><loc>{escape(address)}{f'?p={part}' if part > 1 else ''}</loc></sitemap>\n")
    return _xml("sitemapindex", lines)


def file(request: HttpRequest, section: str) -> HttpResponse:
    asked = request.GET.get("p", "1")
    part = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0
    if section not in FILES or not 1 <= part <= parts(section):
        raise Http404
    root = escape(request.build_absolute_uri("/")[:-1])
    lines = []
    for address, since in FILES[section](part):
        changed = f"<lastmod>{since.isoformat(timespec='seconds')}</lastmod>" if since else ""
        lines.append(f"<url><loc>{root}{address}</loc>{changed}</url>\n")
    return _xml("urlset", lines)


def _xml(name: str, lines: list[str]) -> HttpResponse:
    whole = f'{HEAD}<{name} xmlns="{XMLNS}">\n{"".join(lines)}</{name}>\n'
    return HttpResponse(whole, content_type="application/xml; charset=utf-8")
