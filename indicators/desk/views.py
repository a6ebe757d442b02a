"""The pages of the desk. They work as plain forms; the script sends the same forms with `X-Desk` and puts the parts that
come back in their places. Who may decide is articles.publishing's to say; what may still change once published is the
database's."""

import re
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import publishing
from articles.admin import by_whom, may_publish_at_once, user_of
from articles.models import Revision
from articles.publishing import may_edit
from indicators import catalogue
from indicators.checks import check
from indicators.checks.answering import NotAnswered, let_stand, may_answer, take_back
from indicators.desk import deciding
from indicators.desk.deciding import (
    Refused,
    Status,
    blank,
    confirm_many,
    decide,
    dismiss,
    hold_to_mend,
    may_decide,
    mend,
    one_act,
    places_of,
    save_token,
    start_record,
    token,
    undo_many,
)
from indicators.desk.forms import DeskForm
from indicators.desk.showing import LEVELS, Card, look
from indicators.models import Record

LONGEST_WORDS = Record._meta.get_field("exact").max_length or 0
BATCH = "desk-batch"  # in the session: the bulletin and the moment of the last confirming at once
STEPS = [publishing.AT_ONCE, *publishing.TRANSITIONS]
NUMERAL = re.compile(r"[0-9０-９〇零一二三四五六七八九十两百千万亿半]")


def may_look(user: Any) -> bool:
    return any(user.has_perm(f"articles.{verb}_revision") for verb in ("view", "change", "review"))


class Desk:
    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self._revision(request, pk))

    def decision(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        """One decision: answers with the record's own part only, so that it costs little however long the bulletin is."""
        act, seen, user = request.POST.get("act", ""), request.POST.get("seen", ""), user_of(request)
        if act not in {Status.CONFIRMED, Status.REJECTED, Status.CANDIDATE}:
            return HttpResponseBadRequest()
        try:
            decided = decide(pk, record, act, seen, user)
        except Refused as refusal:
            return self._refuse(request, pk, refusal)
        if not _by_script(request):
            messages.success(request, f"{decided.exact}:{decided.get_status_display()}")
            return self._back(pk, f"card-r{record}")
        card = Card(f"r{record}", decided.start, decided, decided.exact, decided.end)
        context = {"card": card, "revision": decided.revision, "may_decide": True}
        context["may_edit"] = not decided.revision.is_published
        return TemplateResponse(request, "admin/indicators/desk/decision.html", context)

    def edit(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        """GET draws the form, POST mends the record and decides on it in one."""
        revision = self._editable(request, pk)
        if request.method != "POST":
            found = get_object_or_404(Record.objects.select_related("region"), pk=record, revision=revision)
            return self._form(request, revision, found, DeskForm(instance=found), token(found))
        seen, user = request.POST.get("seen", ""), user_of(request)
        try:
            with one_act():
                held = hold_to_mend(pk, record, seen, user)
                form = DeskForm(request.POST, instance=held)
                if not form.is_valid():
                    return self._form(request, revision, held, form, seen, status=422)
                mend(held, form.changed_data, user)
        except Refused as refusal:
            return self._refuse(request, pk, refusal)
        return self._done(request, revision, gettext("已保存：%(record)s") % {"record": held}, f"card-r{record}")

    def put_back(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        """GET shows where a detached record's words stand now; POST puts it there."""
        revision = self._editable(request, pk)
        if request.method != "POST":
            found = get_object_or_404(Record, pk=record, revision=revision, status=Status.DETACHED)
            places = [(at, *_around(revision.text, at, found.exact)) for at in places_of(found.exact, revision.text)]
            context = {"record": found, "places": places, "seen": token(found)}
            return self._sheet(request, revision, "put_back", _("对回原文"), context)
        try:
            deciding.put_back(revision, record, _number(request, "at"), request.POST.get("seen", ""), user_of(request))
        except Refused as refusal:
            return self._refuse(request, pk, refusal)
        return self._done(request, revision, gettext("已对回原文，请核对。"), f"card-r{record}")

    def add(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: the words are looked for, and told which where they stand more than once; then the form. POST: the record."""
        revision = self._editable(request, pk)
        if request.method == "POST":
            return self._added(request, revision)
        words = request.GET.get("words", "").strip()[:LONGEST_WORDS]
        places = places_of(words, revision.text) if NUMERAL.search(words) else []
        chosen = request.GET.get("at", "")
        if chosen.isdecimal() and int(chosen[:9]) in places:
            places = [int(chosen[:9])]
        elif (nth := request.GET.get("nth", "")).isdecimal():
            everywhere = [found.start() for found in re.finditer(f"(?={re.escape(words)})", revision.text)]
            picked = everywhere[int(nth[:6])] if words and int(nth[:6]) < len(everywhere) else -1
            places = [picked] if picked in places else []
        if len(places) != 1:
            shown = [(at, *_around(revision.text, at, words)) for at in places]
            return self._sheet(request, revision, "places", _("添加记录"), {"words": words, "places": shown})
        record = blank(revision, words, places[0])
        return self._form(request, revision, record, DeskForm(instance=record), save_token(revision), words, places[0])

    def _added(self, request: HttpRequest, revision: Revision) -> HttpResponse:
        pk = revision.pk
        words, at, user = request.POST.get("words", "")[:LONGEST_WORDS], _number(request, "at"), user_of(request)
        try:
            with one_act():
                record = start_record(revision, words, at)
                if request.POST.get("act") == "dismiss":
                    dismiss(record, user)
                    return self._done(request, revision, gettext("已排除：%(words)s") % {"words": words})
                form = DeskForm(request.POST, instance=record)
                if not form.is_valid():
                    return self._form(request, revision, record, form, save_token(revision), words, at, status=422)
                mend(record, form.changed_data, user)
        except Refused as refusal:
            return self._refuse(request, pk, refusal)
        return self._done(request, revision, gettext("已添加：%(record)s") % {"record": record}, f"card-r{record.pk}")

    def take_back(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        revision = self._editable(request, pk)
        try:
            deciding.take_back(revision, record, request.POST.get("seen", ""))
        except Refused as refusal:
            return self._refuse(request, pk, refusal)
        return self._done(request, revision, gettext("这个数字又是未定。"))

    def batch(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision, level = self._revision(request, pk), request.POST.get("level", "")
        if not may_decide(revision, request.user):
            raise PermissionDenied
        if level not in LEVELS:
            return HttpResponseBadRequest()
        try:
            done, moment = confirm_many(revision, level, request.POST.get("seen", ""), user_of(request))
        except Refused as refusal:
            return self._refuse(request, pk, refusal)
        request.session[BATCH] = [pk, moment.isoformat()]
        said = ngettext("一次确认了 %(n)d 条，可以撤销。", "一次确认了 %(n)d 条，可以撤销。", done) % {"n": done}
        return self._done(request, revision, said)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self._editable(request, pk)
        try:
            moment = datetime.fromisoformat(request.POST.get("moment", ""))
        except ValueError:
            return HttpResponseBadRequest()
        if timezone.is_naive(moment):
            return HttpResponseBadRequest()
        try:
            done = undo_many(revision, moment, user_of(request))
        except Refused as refusal:
            return self._refuse(request, pk, refusal)
        said = ngettext("已撤销，%(n)d 条又是待核对。", "已撤销，%(n)d 条又是待核对。", done) % {"n": done}
        return self._done(request, revision, said)

    def checks(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the checks say now, for the script: it asks after a decision, without keeping the next one waiting."""
        return self._show(request, self._revision(request, pk), part="findings")

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A finding is let stand for a reason, or that is taken back; from the desk or from the page of a step."""
        revision, key = self._revision(request, pk), request.POST.get("key", "")
        if not may_answer(revision, request.user):
            raise PermissionDenied
        said = gettext("已撤回，这一条又要处理。")
        try:
            if request.POST.get("act") == "take_back":
                take_back(revision, key)
            else:
                reason = request.POST.get("ready") or request.POST.get("reason", "")
                let_stand(revision, key, reason, by=by_whom(request), find=check)
                said = gettext("已照原样通过，原因会给审核和签发的人看。")
        except NotAnswered as refusal:
            return self._refuse(request, pk, refusal)
        verb = request.POST.get("step", "")
        if verb in STEPS and not _by_script(request):
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin:articles_revision_step", args=[pk, verb]))
        return self._done(request, revision, said, f"finding-{key}")

    def _revision(self, request: HttpRequest, pk: int) -> Revision:
        if not may_look(request.user):
            raise PermissionDenied
        revisions = Revision.objects.select_related("column", "region", "article__column", "article__region").defer(
            "page"
        )
        return get_object_or_404(revisions, pk=pk)

    def _editable(self, request: HttpRequest, pk: int) -> Revision:
        revision = self._revision(request, pk)
        if not may_edit(revision, request.user):
            raise PermissionDenied
        return revision

    def _refuse(self, request: HttpRequest, pk: int, refusal: Refused | NotAnswered) -> HttpResponse:
        """The desk as it stands now, which is not what the refused decision was made on."""
        return self._show(request, self._revision(request, pk), str(refusal), status=409)

    def _done(self, request: HttpRequest, revision: Revision, said: str, at: str = "desk") -> HttpResponse:
        if _by_script(request):
            return self._show(request, revision, said, at=at)
        messages.success(request, said)
        return self._back(revision.pk, at)

    def _back(self, pk: int, at: str) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('admin:articles_revision_desk', args=[pk])}#{at}")

    def _show(
        self,
        request: HttpRequest,
        revision: Revision,
        said: str = "",
        *,
        at: str = "",
        status: int = 200,
        part: str = "parts",
    ) -> HttpResponse:
        """The whole desk, or, for the script, its parts."""
        user = user_of(request)
        context = {
            "view": look(revision, user, _batch_of(request, revision)),
            "revision": revision,
            "said": said,
            "at": at,
        }
        context["refused"] = status != 200
        if _by_script(request):
            return TemplateResponse(request, f"admin/indicators/desk/{part}.html", context, status=status)
        steps = [STEPS[0]] if may_publish_at_once(request) and not revision.is_published else []
        steps += [verb for verb in publishing.allowed(revision, user) if not steps or verb in publishing.BACK]
        context["steps"] = [(verb, publishing.label_of(verb)) for verb in steps]
        context |= {**self.site.each_context(request), "is_nav_sidebar_enabled": False}
        context |= {"title": _("校对台"), "opts": Revision._meta}
        return TemplateResponse(request, "admin/indicators/desk/desk.html", context, status=status)

    def _sheet(
        self,
        request: HttpRequest,
        revision: Revision,
        part: str,
        title: Any,
        context: dict[str, Any],
        status: int = 200,
    ) -> HttpResponse:
        """One form: a page of its own, or, for the script, the form alone."""
        part = f"admin/indicators/desk/{part}.html"
        context = {**context, "revision": revision, "part": part}
        if _by_script(request):
            return TemplateResponse(request, part, context, status=status)
        context |= {**self.site.each_context(request), "is_nav_sidebar_enabled": False}
        context |= {"title": title, "opts": Revision._meta}
        return TemplateResponse(request, "admin/indicators/desk/sheet.html", context, status=status)

    def _form(
        self,
        request: HttpRequest,
        revision: Revision,
        record: Record,
        form: DeskForm,
        seen: str,
        words: str = "",
        at: int = 0,
        *,
        status: int = 200,
    ) -> HttpResponse:
        likely = catalogue.guess([record.name], limit=6)[record.name] if record.name else []
        own = revision.place
        quote = _around(revision.text, at if words else record.start, words or record.exact)
        context = {
            "record": record, "form": form, "seen": seen, "words": words, "at": at, "quote": quote, "likely": likely,
            "regions": [own, *own.ancestors(), *own.children.all()[:40]],
        }  # fmt: skip
        title = _("添加记录") if words else _("修改记录")
        return self._sheet(request, revision, "edit", title, context, status=status)


def _around(text: str, at: int, words: str) -> tuple[str, str, str]:
    """The words with what stands beside them in the same paragraph."""
    end = at + len(words)
    before = text[max(at - 24, 0) : at].rsplit("\n", 1)[-1]
    return before, text[at:end], text[end : end + 16].split("\n", 1)[0]


def _batch_of(request: HttpRequest, revision: Revision) -> datetime | None:
    pk, moment = request.session.get(BATCH, (None, ""))
    return datetime.fromisoformat(moment) if pk == revision.pk else None


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Desk") == "1"


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given[:9]) if given.isascii() and given.isdigit() else -1


def urls(site: AdminSite) -> list[Any]:
    desk, view = Desk(site), site.admin_view
    name = "articles_revision_desk"
    return [
        path("<int:pk>/desk/", view(desk.page), name=name),
        path("<int:pk>/desk/add/", view(desk.add), name=f"{name}_add"),
        path("<int:pk>/desk/batch/", view(require_POST(desk.batch)), name=f"{name}_batch"),
        path("<int:pk>/desk/checks/", view(desk.checks), name=f"{name}_checks"),
        path("<int:pk>/desk/answer/", view(require_POST(desk.answer)), name=f"{name}_answer"),
        path("<int:pk>/desk/undo/", view(require_POST(desk.undo)), name=f"{name}_undo"),
        path("<int:pk>/desk/<int:record>/", view(require_POST(desk.decision)), name=f"{name}_decide"),
        path("<int:pk>/desk/<int:record>/edit/", view(desk.edit), name=f"{name}_edit"),
        path("<int:pk>/desk/<int:record>/put-back/", view(desk.put_back), name=f"{name}_put_back"),
        path("<int:pk>/desk/<int:record>/take-back/", view(require_POST(desk.take_back)), name=f"{name}_take_back"),
    ]
