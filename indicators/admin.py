"""The catalogue, and the records beside each bulletin."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import saves_admin, versions
from articles.admin import RevisionAdmin, by_whom, may_work_on
from articles.models import Revision
from articles.publishing import BACK, CannotPublish
from indicators import catalogue, catalogue_admin, checks, comparing, noting  # noqa: F401 the catalogue registers there
from indicators.checks import REGISTRY
from indicators.checks.answering import may_answer, with_answers
from indicators.extraction.units import UnknownUnit, canonical
from indicators.models import CheckSetting, Record, WatchedWord
from indicators.recording import set_canonical


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


def comparisons(record: Record) -> list[tuple[str, Any]]:
    """What a growth may be held against, as it is kept and as people say it."""
    year = record.period_end.year if record.period_end else timezone.localdate().year
    return [
        ("", "—"),
        ("yoy", _("同比")),
        ("previous", _("比上期")),
        ("annual_average", _("年均")),
        ("base:region", _("与其他地区相比")),
        *((f"base:{y}", _("比%(year)s年") % {"year": y}) for y in range(year, year - 8, -1)),
    ]


class RecordForm(forms.ModelForm):
    class Meta:
        model = Record
        fields = [
            "status", "name", "indicator", "measure", "value", "value_max", "unit", "modifier", "comparison", "scope",
            "period_start", "period_end", "region", "assertion",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record = self.instance
        named = comparisons(record)
        own = [(record.comparison, record.comparison)] if record.comparison not in dict(named) else []
        self.fields["comparison"] = forms.ChoiceField(label=_("比较"), choices=[*named, *own], required=False)
        # Words are lost by an edit of the text, not by decision.
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            choice
            for choice in Record.Status.choices
            if choice[0] in {record.status, "candidate", "confirmed", "rejected"}
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for field in ("value", "value_max"):
            if data.get(field):
                data[field] = unicodedata.normalize("NFKC", data[field]).replace(",", "").replace("−", "-").strip()
                if not re.fullmatch(r"-?\d{1,20}(\.\d{1,8})?", data[field]):
                    self.add_error(field, _("这不是数字。请填写阿拉伯数字,如 352.4 或 -3.1。"))
        if data.get("unit") and "value" not in self.errors:
            try:
                canonical(Decimal(data.get("value") or "0"), data["unit"])
            except UnknownUnit:
                self.add_error("unit", _("不认识的单位。请改用常用写法,如 亿元、万家、%、个百分点、位。"))
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and start > end:
            raise ValidationError(_("时期的起日在止日之后。请对调或改正。"))
        return data


class RecordInline(admin.StackedInline):
    """The figures that were found in this version, beside their words."""

    model = Record
    form = RecordForm
    extra = 0
    can_delete = False
    fields = [
        ("quote", "status", "likely"),
        ("name", "indicator", "measure", "value", "value_max", "unit", "modifier"),
        ("period_start", "period_end", "region", "assertion", "comparison", "scope"),
    ]
    classes = ["records"]
    view_on_site = False
    readonly_fields = ["quote", "likely", "compared"]
    autocomplete_fields = ["indicator", "region"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("indicator", "region")

    def has_add_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        # Whoever may work on the bulletin works on its figures.
        return request.user.has_perm("articles.view_revision") or request.user.has_perm("articles.change_revision")

    def has_change_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return may_work_on(request, obj)

    def get_fields(self, request: HttpRequest, obj: Revision | None = None) -> Any:
        if self.has_change_permission(request, obj):
            return self.fields
        return [tuple("compared" if name == "comparison" else name for name in row) for row in self.fields]

    def get_formset(self, request: HttpRequest, obj: Revision | None = None, **kwargs: Any) -> Any:
        unmatched = obj.records.filter(indicator=None).values_list("name", flat=True) if obj else []
        self.guesses = catalogue.guess(set(unmatched), limit=1) if unmatched else {}
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description=_("可能是"))
    def likely(self, record: Record) -> str:
        """The catalogue entry that an unmatched name is most like; choosing it makes the name an alias."""
        if record.indicator_id or not (found := self.guesses.get(record.name)):
            return ""
        return f"{found[0].indicator.label} {found[0].score:.0%}"

    @admin.display(description=_("比较"))
    def compared(self, record: Record) -> Any:
        return dict(comparisons(record)).get(record.comparison, record.comparison)

    @admin.display(description=_("原文"))
    def quote(self, record: Record) -> str:
        return format_html("{}<strong>{}</strong>{}", record.prefix[-12:], record.exact, record.suffix[:8])


admin.site.unregister(Revision)


@admin.register(Revision)
class BulletinAdmin(RevisionAdmin):
    """The bulletin's desk with its records: `articles` does not know of them, so they join here."""

    inlines = [*RevisionAdmin.inlines, RecordInline]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        revision = kwargs.get("obj")
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
                "校核发现 %(n)d 处严重问题,送审前要改正,或写明照原样的原因。",
                "校核发现 %(n)d 处严重问题,送审前要改正,或写明照原样的原因。",
                open_ones,
            ) % {"n": open_ones}
            desk = reverse("admin:articles_revision_desk", args=[obj.pk])
            link = format_html('{} <a href="{}#desk-checks">{}</a>', said, desk, _("去看看"))
            self.message_user(request, link, messages.WARNING)
        return super().response_post_save_change(request, obj)

    def response_post_save_add(self, request: HttpRequest, obj: Revision) -> HttpResponseRedirect:
        return self.response_post_save_change(request, obj)

    def get_urls(self) -> list[Any]:
        from indicators import desk  # which uses RecordForm

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
            self.message_user(request, _("那份公报已经不写着原来的数字了,不用注明。"), messages.WARNING)
            return here
        stated, change = found[0]
        try:
            draft = noting.note_on(stated, change, corrected, by=by_whom(request))
        except CannotPublish as refusal:
            self.message_user(request, " ".join(refusal.reasons), messages.ERROR)
            return here
        said = _("已写好更正说明。请看正文里的“%(old)s”要不要一并改为“%(new)s”,再送审。")
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
        said = _("这是第 %(n)d 版的草稿,内容取自第 %(old)d 版。各版本都没有改动。")
        self.message_user(request, said % {"n": draft.number, "old": earlier.number}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_revision_change", args=[draft.pk]))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not Record:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)
        for record, changed in formset.changed_objects:
            # The words may have moved, or gone, in this very save: only what the editor decided is written.
            record.region_name = record.region.name if record.region else record.region_name
            record.decided_by, record.decided_at = request.user, timezone.now()
            set_canonical(record)
            fields = {*changed, "region_name", "decided_by", "decided_at"}
            fields |= {"canonical_value", "canonical_max", "canonical_unit"}
            Record.objects.filter(pk=record.pk).update(**{name: getattr(record, name) for name in fields})
            if "indicator" in changed and record.indicator:
                catalogue.confirm(record.name, record.indicator)
