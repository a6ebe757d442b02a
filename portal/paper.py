"""The print view of a bulletin and its PDF, of the version that reads now or of one by its number."""

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from articles.models import Revision
from portal import printout
from portal.bulletins import gone, is_past, withdrawn
from portal.parts import of_article, shows
from portal.views import public


def now(number: int) -> QuerySet[Revision]:
    return _near(Revision.objects.visible().filter(article=number))


def numbered(number: int, version: int) -> QuerySet[Revision]:
    return _near(Revision.objects.ever_read().filter(article=number, number=version))


def _near(versions: QuerySet[Revision]) -> QuerySet[Revision]:
    return versions.select_related("article__column", "article__region").defer("body", "text")


@public
def print_view(request: HttpRequest, number: int) -> HttpResponse:
    return _sheet(request, number, now(number))


@public
def version_print(request: HttpRequest, number: int, version: int) -> HttpResponse:
    return _sheet(request, number, numbered(number, version))


def _sheet(request: HttpRequest, number: int, versions: QuerySet[Revision]) -> HttpResponse:
    shows(request, of_article(number))
    revision = versions.first()
    if revision is None or revision.is_withdrawn:
        return withdrawn(request, revision) if revision else gone(request, number)
    context = printout.context_of(revision, request.build_absolute_uri("/").rstrip("/"), request.mode.prefix)  # type: ignore[attr-defined]
    return render(request, "articles/print.html", {**context, "is_past": is_past(revision)})


@public
def running_style(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """The head of each sheet as a stylesheet of its own: the site's pages carry no inline style."""
    shows(request, of_article(number))
    revision = numbered(number, version).first()
    if revision is None or revision.is_withdrawn:
        return withdrawn(request, revision) if revision else gone(request, number)
    words = printout.running(revision)
    return render(request, "articles/running.css", words, content_type="text/css; charset=utf-8")


@public
def pdf(request: HttpRequest, number: int) -> HttpResponse:
    return _pdf(request, number, now(number))


@public
def version_pdf(request: HttpRequest, number: int, version: int) -> HttpResponse:
    return _pdf(request, number, numbered(number, version))


def _pdf(request: HttpRequest, number: int, versions: QuerySet[Revision]) -> HttpResponse:
    """The kept file, the same in every reading mode. Where this server cannot make one: 503, a page that says what to do."""
    shows(request, of_article(number))
    revision = versions.first()
    if revision is None or revision.is_withdrawn:
        return withdrawn(request, revision) if revision else gone(request, number)
    try:
        kept = printout.printout_of(revision)
    except printout.CannotPrint as reason:
        place = reverse("version-print", args=[number, revision.number])
        return render(request, "articles/no_pdf.html", {"reason": reason, "print_url": place}, status=503)
    with default_storage.open(kept.file) as file:
        answer = HttpResponse(file.read(), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="bulletin-{number}-v{revision.number}.pdf"'
    answer.headers["ETag"] = f'"{kept.sha256}"'
    return answer
