"""/verify/: anybody pastes a paragraph and sees what the archive says of its figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from indicators.verdicts import VerifyForm, form_for
from indicators.verifying import LONGEST
from portal import limits
from portal.parts import shows
from portal.views import public

TIMES, SECONDS = 20, 60


# No token: it would need a cookie, and the page could not be held by a proxy. A forged request gains nothing either: nothing
# is stored, no account is looked at, and whoever sends it could ask the same openly.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    return answer(request) if request.method == "POST" else ask(request)


@public
def ask(request: HttpRequest) -> HttpResponse:
    shows(request)
    return _page(request, VerifyForm())


# POST, so that a text that is not published yet stands in no address and no log; and nobody keeps the answer.
@cache_control(private=True, no_store=True)
def answer(request: HttpRequest) -> HttpResponse:
    form = form_for(request.POST)
    if limits.is_too_often(request, "verify", TIMES, SECONDS):
        form.add_error(None, _("核对得太频繁了。请过一分钟再试。"))
        response = _page(request, form, 429)
        response.headers["Retry-After"] = str(SECONDS)
        return response
    result = form.verify() if form.is_valid() else None
    return _page(request, form, 200 if result else 400, result=result, kept_form="verify-form")


def _page(request: HttpRequest, form: VerifyForm, status: int = 200, **context: object) -> HttpResponse:
    return render(
        request,
        "portal/verify.html",
        {"form": form, "longest": LONGEST, "action": reverse("verify"), **context},
        status=status,
    )
