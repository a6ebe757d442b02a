"""我要纠错: a reader's report of an error, and the receipt on which its answer can be read.

No cookie is set and none is read, so there is no session that another site could ride on; what Django's CSRF token would keep
out, a form that another site sends in a reader's name, the browser's own Sec-Fetch-Site and Origin keep out (docs/adr/0021).
"""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.addresses import address_of
from articles.models import Revision
from articles.reports import LONGEST_MESSAGE, LONGEST_QUOTE, WINDOW, Report, TooManyReports, receive
from indicators.models import Record
from portal import figures
from portal.bulletins import gone

SHORTEST_MESSAGE = 4
FASTEST, SLOWEST = 3, 12 * 3600  # seconds between the form and its coming back
MOST_LINKS = 1
LINK = re.compile(r"https?:|www\.|\[url|href=", re.I)
SIGNER = signing.TimestampSigner(salt="portal.reports")


class ReportForm(forms.Form):
    quote = forms.CharField(
        label=_("有误的原文"), max_length=LONGEST_QUOTE, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    message = forms.CharField(
        label=_("错在哪里，应当是什么"),
        min_length=SHORTEST_MESSAGE,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("请写明错在哪里。"),
            "min_length": _("写得太短了，请多写几个字，说明错在哪里。"),
            "max_length": _("写得太长了，最多 1000 个字。"),
        },
    )
    # For programs that fill in whatever they find. People do not see it.
    website = forms.CharField(required=False)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_quote(self) -> str:
        return " ".join(self.cleaned_data["quote"].split())

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("“请留空”一栏要空着。请清空它再提交。"))
        return ""

    def clean_opened(self) -> str:
        given = self.cleaned_data["opened"]
        try:
            SIGNER.unsign(given, max_age=SLOWEST)
        except signing.BadSignature:
            raise forms.ValidationError(_("这一页打开得太久了。您写的内容还在，请再提交一次。")) from None
        try:
            SIGNER.unsign(given, max_age=FASTEST)
        except signing.SignatureExpired:
            return given
        raise forms.ValidationError(_("提交得太快了。请过几秒钟再提交一次。"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = f"{data.get('quote', '')} {data.get('message', '')}"
        if len(LINK.findall(words)) > MOST_LINKS:
            self.add_error("message", _("最多写一个网址。请去掉其余的网址再提交。"))
        return data


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: int) -> HttpResponse:
    """?version= and ?record= say what was read, ?quote= which words; the form carries them on."""
    record = _record(request, number)
    revision = _read_by_reader(request, number, record)
    if revision is None or revision.is_withdrawn:
        return gone(request, number)
    if request.method != "POST":
        quote = request.GET.get("quote", "").strip()[:LONGEST_QUOTE]
        if record and not quote:
            said = figures.sentence_of(record)
            quote = f"{said.before}{said.words}{said.after}"[:LONGEST_QUOTE]
        form = ReportForm(initial={"quote": "".join(c if c.isprintable() else " " for c in quote)})
        return _form(request, revision, record, form)
    form = ReportForm(request.POST)
    if not is_from_this_site(request):
        form.is_valid()
        form.add_error(None, _("这份表单不是从本站提交的。您写的内容还在，请在本页再提交一次。"))
    if not form.is_valid():
        return _form(request, revision, record, form, 400)
    words = form.cleaned_data
    made = Report(
        revision=revision,
        record_number=record.pk if record else None,
        quote=words["quote"],
        message=words["message"].strip(),
    )
    try:
        receive(made, address_of(request))
    except TooManyReports:
        form.add_error(None, _("您这里一小时内已经提交了多次。请过一小时再来，内容请先自己留存。"))
        answer = _form(request, revision, record, form, 429)
        answer.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
        return answer
    return HttpResponseRedirect(made.get_absolute_url(), status=303)


@never_cache
@require_safe
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    made = get_object_or_404(Report.objects.select_related("revision__article"), key=key)
    context = {"report": made, "revision": made.revision}
    return _unlisted(render(request, "articles/receipt.html", context))


def is_from_this_site(request: HttpRequest) -> bool:
    """By what the browser says of itself; one that says nothing is no browser that could be misused."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host() or origin in settings.CSRF_TRUSTED_ORIGINS


def _form(
    request: HttpRequest, revision: Revision, record: Record | None, form: ReportForm, status: int = 200
) -> HttpResponse:
    context = {
        "revision": revision,
        "article": revision.article,
        "record": record,
        "form": form,
        "opened": SIGNER.sign(str(revision.article_id)),
    }
    return _unlisted(render(request, "articles/report.html", context, status=status))


def _unlisted(answer: HttpResponse) -> HttpResponse:
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _record(request: HttpRequest, number: int) -> Record | None:
    asked = request.POST.get("record") or request.GET.get("record", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return None
    near = Record.objects.stated().filter(pk=int(asked), revision__article=number)
    shown = near.filter(revision__in=Revision.objects.ever_read().values("pk"))
    return shown.select_related("region", "revision__article__column").defer("revision__body", "revision__page").first()


def _read_by_reader(request: HttpRequest, number: int, record: Record | None) -> Revision | None:
    """The version that the reader had before them: the figure's, the one that was named, else the present one."""
    if record:
        return record.revision
    asked = request.POST.get("version") or request.GET.get("version", "")
    versions = Revision.objects.for_lists().filter(article=number)
    if asked.isascii() and asked.isdecimal() and len(asked) < 9:
        named = versions.filter(pk__in=Revision.objects.ever_read().values("pk"), number=int(asked)).first()
        if named:
            return named
    return versions.filter(pk__in=Revision.objects.visible().values("pk")).first()
