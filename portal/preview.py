"""A draft as readers would see it, for whoever holds the link: the page, the elder page and the print view."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import PreviewLink
from portal import contents, reading


def _draft(request: HttpRequest, key: str, template: str) -> HttpResponse:
    links = PreviewLink.objects.select_related("revision__article__column__parent__parent", "revision__article__region")
    link = get_object_or_404(links, key=key)
    if not link.is_open:
        raise Http404
    revision, mode = link.revision, request.mode  # type: ignore[attr-defined]
    page = contents.without_pins(revision.page if revision.is_published else reading.page_of(revision))
    context = {
        "revision": revision,
        "article": revision.article,
        "page": reading.for_mode(page, mode.prefix),
        "preview": link,
        "address": request.build_absolute_uri(),
    }
    response = render(request, template, context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@never_cache
def article(request: HttpRequest, key: str) -> HttpResponse:
    return _draft(request, key, "articles/article.html")


@require_safe
@never_cache
def print_view(request: HttpRequest, key: str) -> HttpResponse:
    return _draft(request, key, "articles/print.html")
