"""The public pages. Each view fetches by a named queryset and renders; what the public may see is decided there, not here."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.utils import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import FEW, Article, Revision, RevisionQuerySet, articles_inside
from articles.prepared import Prepared
from indicators.models import Alias, Indicator, spelling_key
from portal import (
    figure_search,
    key_figures,
    known_names,
    paging,
    search_filters,
    search_ways,
    search_words,
    snippets,
    suggesting,
)
from portal import search as searching
from portal.context import columns_of
from portal.modes import PREFIXES
from portal.parts import shows

# A proxy may hold a page this long; a withdrawal reaches every reader within it.
FRESH_FOR = 60
BULLETINS_A_PAGE = 20
SHOWN_ON_HOME = 10
KEY_FIGURES = 6
MOST_ENTRIES = 8
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# The list of 《政府网站发展指引》 that ColumnType is taken from.
COLUMN_TYPES = {
    "首页", "概况信息", "机构职能", "负责人信息", "工作动态", "政策文件", "信息公开指南", "信息公开目录", "信息公开年报",
    "依申请公开", "数据发布", "数据开放", "政策解读", "回应关切", "办事服务", "咨询投诉", "征集调查", "在线访谈",
}  # fmt: skip

View = Callable[..., HttpResponse]


def listed(at: datetime | None = None) -> RevisionQuerySet:
    """What a list of bulletins shows; `shown_in` names the column. By a subquery: joined, SQLite begins with the columns and
    sorts the whole archive for a list of ten."""
    column = Article.objects.filter(pk=OuterRef("article")).values("column")
    shown = Revision.objects.visible(at).only("article", "title", "summary", "source", "published_on", "sha256")
    return snippets.with_opening(shown).annotate(shown_in=Subquery(column))


NEWEST = Prepared(lambda at: listed(at)[:SHOWN_ON_HOME])
FEW_INSIDE = Prepared(lambda column: articles_inside(column).order_by().values_list("pk", flat=True)[: FEW + 1])
NEWEST_INSIDE = Prepared(lambda column, at: listed(at).among(articles_inside(column))[: BULLETINS_A_PAGE + 1])


def with_columns(request: HttpRequest, revisions: Iterable[Revision]) -> list[Revision]:
    """Of listed(): each with its `column` in place of the key, without asking for it again."""
    by_key = {column.pk: column for column in columns_of(request)}
    found = list(revisions)
    for revision in found:
        revision.shown_in = by_key[revision.shown_in]  # type: ignore[attr-defined]
    return found


def public(view: View) -> View:
    # A reader's own browser asks each time (304 when nothing changed), so that whoever corrects a bulletin sees it at once.
    return require_safe(cache_control(public=True, max_age=0, s_maxage=FRESH_FOR, must_revalidate=True)(view))


@public
def home(request: HttpRequest) -> HttpResponse:
    shows(request, "bulletins", "figures", "catalogue")
    shown = key_figures.of(settings.SITE_REGION, KEY_FIGURES)
    bulletins = with_columns(request, NEWEST(at=timezone.now()))
    return render(request, "portal/home.html", {"bulletins": bulletins, "figures": shown})


@public
def column(request: HttpRequest, slug: str) -> HttpResponse:
    here = next((each for each in columns_of(request) if each.slug == slug), None)
    if here is None:
        raise Http404
    shows(request, f"column:{here.pk}")
    page = _bulletins_of(here.pk, request.GET)
    page.items = with_columns(request, page.items)
    lineage = [place for place in (here, here.parent, here.parent and here.parent.parent) if place]
    kind = next((place.name for place in lineage if place.name in COLUMN_TYPES), "工作动态")
    below = [each for each in columns_of(request) if each.parent_id == here.pk]
    context = {"column": here, "below": below, "page": page, "column_type": kind}
    return render(request, "portal/column.html", context)


def _bulletins_of(column: int, asked: QueryDict) -> paging.Page:
    """As listed().inside(); the first page is what most readers see, and its queries are put together once."""
    few = FEW_INSIDE(column=column)
    if len(few) <= FEW:
        return paging.BULLETINS.page(listed().filter(article__in=few), asked, BULLETINS_A_PAGE)
    if not paging.is_first(asked):
        return paging.BULLETINS.page(listed().among(articles_inside(column)), asked, BULLETINS_A_PAGE)
    return paging.BULLETINS.first(NEWEST_INSIDE(column=column, at=timezone.now()), asked, BULLETINS_A_PAGE)


@public
def archive(request: HttpRequest) -> HttpResponse:
    """One year's months with their numbers of bulletins, the newest year unless ?year= names another."""
    shows(request, "bulletins")
    days = Revision.objects.visible().order_by("published_on").values_list("published_on", flat=True)
    first, last = days.first(), days.last()
    years = range(timezone.localtime(last).year, timezone.localtime(first).year - 1, -1) if first and last else []
    asked = request.GET.get("year", "")
    year = next((year for year in years if str(year) == asked), years[0] if years else None)
    return render(request, "portal/archive.html", {"years": years, "year": year, "months": _months_of(year)})


def _months_of(year: int | None) -> list[tuple[datetime, int]]:
    """Newest first; only the year's own bulletins are counted, however many there are before and after."""
    if year is None:
        return []
    opens = [timezone.make_aware(datetime(year + number // 12, number % 12 + 1, 1)) for number in range(13)]
    within = Revision.objects.visible().filter(published_on__gte=opens[0], published_on__lt=opens[12])
    counts = within.order_by().aggregate(
        **{
            f"month_{number}": Count(
                "pk", filter=Q(published_on__gte=opens[number], published_on__lt=opens[number + 1])
            )
            for number in range(12)
        }
    )
    return [(opens[number], counts[f"month_{number}"]) for number in reversed(range(12)) if counts[f"month_{number}"]]


@public
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    try:
        opens = timezone.make_aware(datetime(year, month, 1))
        closes = timezone.make_aware(datetime(year + month // 12, month % 12 + 1, 1))
    except (ValueError, OverflowError):
        raise Http404 from None
    shows(request, "bulletins")
    within = listed().filter(published_on__gte=opens, published_on__lt=closes)
    page = paging.BULLETINS.page(within, request.GET, BULLETINS_A_PAGE)
    page.items = with_columns(request, page.items)
    return render(request, "portal/month.html", {"month": opens, "page": page})


@public
def padded_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    return redirect("month", year, month, permanent=True)


@public
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("mark.svg"))


@public
def search(request: HttpRequest) -> HttpResponse:
    shows(request, "bulletins", "figures", "catalogue")
    asked = typed(request.GET.get("q", ""))
    words = search_words.terms(asked)
    narrowing = search_filters.read(request.GET, columns_of(request))
    context = {
        "query": asked[: search_words.LONGEST_QUERY],
        "was_cut": len(asked) > search_words.LONGEST_QUERY,
        "words": words,
        "left_out": search_words.left_out(asked),
        "narrowing": narrowing,
        **(_found(request, asked, words, narrowing) if words else {}),
    }
    return render(request, "portal/search.html", context)


def _found(
    request: HttpRequest, asked: str, words: list[str], narrowing: search_filters.Narrowing
) -> dict[str, object]:
    def look(words: list[str]) -> searching.Found:
        wanted = searching.Asked(words, narrowing.conditions, narrowing.by_date, narrowing.low, narrowing.high)
        return searching.page(wanted, request.GET, BULLETINS_A_PAGE)

    found, instead = look(words), []
    if not found.revisions:
        for way in search_ways.other_ways(asked[: search_words.LONGEST_QUERY]):
            other = look(way)
            if other.revisions:
                found, words, instead = other, way, way
                break
    is_first = not found.newer
    figures = figure_search.found(figure_search.understand(asked)) if is_first else []
    return {
        "page": found,
        "bulletins": with_columns(request, snippets.with_passages(found.revisions, words)),
        "figures": figures,
        "entries": _entries(words),
        "words": words,
        "instead": instead,
        "suggested": suggesting.instead_of(asked) if not (found.revisions or narrowing) else [],
    }


def _entries(words: list[str]) -> list[Indicator]:
    """Indicators one of whose names holds one of the words, the nearest first; a single character says too little."""
    known = known_names.names()
    pairs = [pair for word in words if len(key := spelling_key(word)) > 1 for pair in known.holding(key)]
    return list(dict.fromkeys(entry for _name, entry in sorted(pairs, key=lambda pair: len(pair[0]))))[:MOST_ENTRIES]


def typed(raw: str) -> str:
    return CONTROLS.sub(" ", raw).strip()


def named(words: str) -> Q:
    """Indicators one of whose names holds one of the words; a single character says too little."""
    keys = [key for key in map(spelling_key, search_words.terms(words)) if len(key) > 1]
    named = Q(*[Q(key__contains=key) for key in keys], _connector=Q.OR) if keys else Q(pk__in=[])
    return Q(pk__in=Alias.objects.filter(named).values(entry=Coalesce("indicator__merged_into", "indicator")))


@public
def sitemap_page(request: HttpRequest) -> HttpResponse:
    shows(request)
    return render(request, "portal/sitemap.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    shows(request)
    return render(request, "portal/accessibility.html")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@public
def robots(request: HttpRequest) -> HttpResponse:
    # Every search is canonically the search page; the other modes' are not walked.
    searches = [f"Disallow: {prefix}/search/" for prefix in sorted(PREFIXES - {""})]
    lines = ["User-agent: *", "Disallow: /admin/", *searches]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)
