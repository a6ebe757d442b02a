"""The catalogue, and the records beside each bulletin."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import saves_admin, versions
from articles.admin import RevisionAdmin, by_whom
from articles.models import Revision
from articles.publishing import BACK, CannotPublish
from indicators import catalogue_admin, checks, comparing, desk, noting  # noqa: F401 the catalogue registers there
from indicators.checks import REGISTRY
from indicators.checks.answering import may_answer, with_answers
from indicators.models import CheckSetting, WatchedWord


def number_of(given: str) -> int:
    return int(given[:18]) if given.isascii() and given.isdigit() else 0


@admin.register(WatchedWord)
class WatchedWordAdmin(admin.ModelAdmin):
    list_display = ["word", "proper", "severity", "note"]
    list_filter = ["severity"]
    search_fields = ["word", "proper", "note"]


class CheckSettingForm(forms.ModelForm):
    code = forms.ChoiceField(label=_("校核项"), choices=lambda: [(c.code, c.name) for c in REGISTRY.values()])


@admin.register(CheckSetting)
class CheckSettingAdmin(admin.ModelAdmin):
    form = CheckSettingForm
    list_display = ["name", "severity"]

    @admin.display(description=_("校核项"), ordering="code")
    def name(self, setting: CheckSetting) -> str:
        return str(REGISTRY[setting.code].name) if setting.code in REGISTRY else setting.code


admin.site.unregister(Revision)


@admin.register(Revision)
class BulletinAdmin(RevisionAdmin):
    """The bulletin's desk with its records: `articles` does not know of them, so they join here. They are looked at beside the
    words and mended at the review desk."""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        revision = kwargs.get("obj")
        if revision is not None:
            context["records"] = list(revision.records.order_by("start", "id"))
        if revision is not None and not revision.is_published and request.method == "GET":
            context["findings"] = with_answers(revision, checks.check(revision))
        return super().render_change_form(request, context, *args, **kwargs)

    def step_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """With what the checks found and what was answered, and the forms to answer there and then."""
        answer = super().step_view(request, pk, verb)
        if isinstance(answer, TemplateResponse) and answer.context_data is not None and verb not in BACK:
            context = answer.context_data
            revision = context["revision"]
            found = [one for one in with_answers(revision, checks.check(revision)) if one.can_be_let_stand]
            context["findings"] = sorted(found, key=lambda one: (not one.is_open, one.finding.severity != "severe"))
            context["may_answer"] = may_answer(revision, request.user)
            # What is listed below with its form need not be listed twice.
            context["stops_above"] = [stop for stop in context["stops"] if "#finding-" not in stop.url]
            context["open_findings"] = sum(one.is_open for one in found)
        return answer

    def response_post_save_change(self, request: HttpRequest, obj: Revision) -> HttpResponseRedirect:
        """Whoever leaves the text after saving it hears what the checks found."""
        open_ones = sum(one.is_open for one in with_answers(obj, checks.check(obj)))
        if open_ones:
            said = ngettext(
                "校核发现 %(n)d 处严重问题，送审前要改正，或写明照原样的原因。",
                "校核发现 %(n)d 处严重问题，送审前要改正，或写明照原样的原因。",
                open_ones,
            ) % {"n": open_ones}
            desk = reverse("admin:articles_revision_desk", args=[obj.pk])
            link = format_html('{} <a href="{}#desk-checks">{}</a>', said, desk, _("去看看"))
            self.message_user(request, link, messages.WARNING)
        return super().response_post_save_change(request, obj)

    def response_post_save_add(self, request: HttpRequest, obj: Revision) -> HttpResponseRedirect:
        return self.response_post_save_change(request, obj)

    def get_urls(self) -> list[Any]:
        compare = path(
            "<int:pk>/compare/", self.admin_site.admin_view(self.compare_view), name="articles_revision_compare"
        )
        saved = path(
            "<int:pk>/saves/<int:save>/", self.admin_site.admin_view(self.save_view), name="articles_revision_save"
        )
        note = path("<int:pk>/note/", self.admin_site.admin_view(self.note_view), name="articles_revision_note")
        return [compare, saved, note, *desk.urls(self.admin_site), *super().get_urls()]

    def save_view(self, request: HttpRequest, pk: int, save: int) -> HttpResponse:
        """A named save beside the draft, a version or another save: with the figures that differ."""
        answer = saves_admin.save_view(request, pk, save)
        if isinstance(answer, TemplateResponse) and answer.context_data is not None:
            held = answer.context_data["comparison"]
            draft = answer.context_data["revision"]
            answer.context_data["figures"] = comparing.changed_since(held.before, held.after, draft)
        return answer

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Two versions side by side (?from=1&to=2), and what else is to be done about a changed figure. POST takes an earlier
        one up again."""
        revision = get_object_or_404(Revision.objects.select_related("article"), pk=pk)
        if not self.has_view_permission(request, revision):
            raise PermissionDenied
        every = list(revision.article.revisions.defer("page").order_by("number"))
        if request.method == "POST":
            return self._restore(request, revision, every)
        before, after = comparing.chosen(every, revision, request.GET.get("from", ""), request.GET.get("to", ""))
        figures = comparing.changed_figures(before, after)
        comparing.find_elsewhere(figures, revision.article_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("版本对比"),
            "revision": revision,
            "versions": every,
            "comparison": versions.compare(before, after),
            "figures": figures,
            "whole": request.GET.get("whole") == "1",
        }
        return TemplateResponse(request, "admin/articles/revision/compare.html", context)

    def note_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: a draft of another bulletin, whose 更正说明 says that this one has corrected a figure which it states."""
        corrected = get_object_or_404(Revision.objects.select_related("article"), pk=pk)
        if request.method != "POST" or not request.user.has_perm("articles.change_revision"):
            raise PermissionDenied
        before = corrected.article.revisions.filter(number=number_of(request.POST.get("from", ""))).first()
        changes = noting.still_stated(before, corrected) if before and corrected.is_published else []
        chosen = number_of(request.POST.get("record", ""))
        found = [(one, change) for change in changes for one in change.elsewhere if one.pk == chosen]
        here = HttpResponseRedirect(reverse("admin:articles_revision_compare", args=[pk]))
        if not found:
            self.message_user(request, _("那份公报已经不写着原来的数字了，不用注明。"), messages.WARNING)
            return here
        stated, change = found[0]
        try:
            draft = noting.note_on(stated, change, corrected, by=by_whom(request))
        except CannotPublish as refusal:
            self.message_user(request, " ".join(refusal.reasons), messages.ERROR)
            return here
        said = _("已写好更正说明。请看正文里的“%(old)s”要不要一并改为“%(new)s”，再送审。")
        new = change.after.exact if change.after else ""
        self.message_user(request, said % {"old": stated.exact, "new": new}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_revision_change", args=[draft.pk]))

    def _do(self, request: HttpRequest, revision: Revision, verb: str, given: dict[str, Any]) -> bool:
        """After a correction, whoever signed it hears which other bulletins still state the old figures."""
        done = super()._do(request, revision, verb, given)
        before = revision.article.revisions.filter(number=revision.number - 1).first() if done else None
        if before and revision.is_published:
            bulletins = {
                one.revision_id for change in noting.still_stated(before, revision) for one in change.elsewhere
            }
            if bulletins:
                said = ngettext(
                    "另有 %(n)d 份公报仍写着改正前的数字。",
                    "另有 %(n)d 份公报仍写着改正前的数字。",
                    len(bulletins),
                ) % {"n": len(bulletins)}
                where = reverse("admin:articles_revision_compare", args=[revision.pk])
                link = format_html('{} <a href="{}">{}</a>', said, where, _("查看并注明"))
                self.message_user(request, link, messages.WARNING)
        return done

    def _restore(self, request: HttpRequest, revision: Revision, every: list[Revision]) -> HttpResponse:
        earlier = next((one for one in every if str(one.number) == request.POST.get("restore")), None)
        if earlier is None or not request.user.has_perm("articles.change_revision"):
            raise PermissionDenied
        try:
            draft = versions.restore(earlier, by=by_whom(request))
        except CannotPublish as refusal:
            self.message_user(request, " ".join(refusal.reasons), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:articles_revision_compare", args=[revision.pk]))
        said = _("这是第 %(n)d 版的草稿，内容取自第 %(old)d 版。各版本都没有改动。")
        self.message_user(request, said % {"n": draft.number, "old": earlier.number}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_revision_change", args=[draft.pk]))
