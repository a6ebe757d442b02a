"""The page for a fault of ours. It asks nothing of the database, which may be what failed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from portal.modes import Mode


def server_error(request: HttpRequest) -> HttpResponse:
    # Without the request no context processor runs.
    page = render_to_string("500.html", {"site": settings.SITE, "mode": getattr(request, "mode", Mode())})
    return HttpResponse(page, status=500)
