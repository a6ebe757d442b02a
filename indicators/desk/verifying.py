"""核对一段文字 in the desk: the public page for people who are logged in; no limit, the same archive, never drafts."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from indicators.verdicts import VerifyForm, form_for
from indicators.verifying import LONGEST


@never_cache
def verify_view(request: HttpRequest) -> HttpResponse:
    form = form_for(request.POST) if request.method == "POST" else VerifyForm()
    context = {
        **admin.site.each_context(request),
        "title": _("核对一段文字"),
        "form": form,
        "longest": LONGEST,
        "action": request.path,
        "result": form.verify() if form.is_valid() else None,
    }
    return TemplateResponse(request, "admin/indicators/verify.html", context)
