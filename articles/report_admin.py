"""The readers' reports at the desk: read, answered or dismissed with a reason; never deleted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from articles.reports import Report, forget_senders, may_answer


class ReportForm(forms.ModelForm):
    class Meta:
        model = Report
        fields = ["state", "answer"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") != Report.State.NEW and not data.get("answer", "").strip():
            self.add_error("answer", _("请写答复，读者在回执页上会看到。"))
        return data


class ReportAdmin(admin.ModelAdmin):
    form = ReportForm
    list_display = ["message", "title", "quote", "state", "created_at", "decided_by"]
    list_filter = ["state", "created_at"]
    list_select_related = ["revision", "decided_by"]
    search_fields = ["message", "quote", "revision__title"]
    show_full_result_count = False
    view_on_site = False
    fields = ["places", "quote", "message", "created_at", "state", "answer", "decided_by", "decided_at"]
    readonly_fields = ["places", "quote", "message", "created_at", "decided_by", "decided_at"]

    def get_queryset(self, request: HttpRequest) -> Any:
        forget_senders()
        return super().get_queryset(request).defer("revision__body", "revision__text", "revision__page")

    @admin.display(description=_("公报"))
    def title(self, report: Report) -> str:
        return report.revision.title

    @admin.display(description=_("公报"))
    def places(self, report: Report) -> str:
        """The version that was read, the figure, and where it is mended: the newest version at the desk."""
        revision = report.revision
        read = reverse("version", args=[revision.article_id, revision.number])
        number = report.record_number
        links = [(f"{read}#record-{number}" if number else read, f"{revision.title} ({revision.number})")]
        if number:
            links.append((reverse("record", args=[number]), str(_("这条数据"))))
        links.append(
            (reverse("admin:articles_revision_change", args=[revision.article.newest.pk]), str(_("到编辑台修改")))
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_revision") or self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Whoever works on bulletins answers their readers.
        return may_answer(request.user)

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        is_new = obj.state == Report.State.NEW
        obj.decided_by = None if is_new else request.user  # type: ignore[assignment]
        obj.decided_at = None if is_new else timezone.now()
        obj.save(update_fields=["state", "answer", "decided_by", "decided_at"])
