"""A Django view that answers with a constant: what every page is measured against (bench/site.py)."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

CONSTANT = {"content": b""}


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CONSTANT["content"])


urlpatterns = [path("", constant)]
