"""A draft as readers would see it, for whoever holds the link: the page, the elder page and the print view."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import PreviewLink
from portal import contents, printing, reading


def _draft(request: HttpRequest, key: str, on_paper: bool = False) -> HttpResponse:
    links = PreviewLink.objects.select_related("revision__article__column__parent__parent", "revision__article__region")
    link = get_object_or_404(links, key=key)
    if not link.is_open:
        raise Http404
    revision, mode = link.revision, request.mode  # type: ignore[attr-defined]
    context = {
        "revision": revision,
        "article": revision.article,
        "preview": link,
        "address": request.build_absolute_uri(),
    }
    if on_paper:
        context["sheet"] = printing.sheet_of(revision, request.build_absolute_uri("/").rstrip("/"), mode.prefix)
    else:
        page = contents.without_pins(revision.page if revision.is_published else reading.page_of(revision))
        context["page"] = reading.for_mode(page, mode.prefix)
    response = render(request, f"articles/{'print' if on_paper else 'article'}.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@never_cache
def article(request: HttpRequest, key: str) -> HttpResponse:
    return _draft(request, key)


@require_safe
@never_cache
def print_view(request: HttpRequest, key: str) -> HttpResponse:
    return _draft(request, key, on_paper=True)
