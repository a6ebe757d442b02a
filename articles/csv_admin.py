"""导出 CSV, 导入 CSV in the admin's lists, for whoever may look at the catalogue, or add to it and change it."""

import base64
import binascii
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from articles import csv_files, csv_tables
from articles.addresses import user_of
from articles.csv_tables import Plan, Table

SHOWN = 200  # lines of each kind on the page of what a file would do


class CsvAdmin(admin.ModelAdmin):
    table: Table
    change_list_template = "admin/csv_change_list.html"
    show_full_result_count = False

    def get_urls(self) -> list[Any]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("export/", view(self.export_view), name=f"{name}_export"),
            path("import/", view(self.import_view), name=f"{name}_import"),
            *super().get_urls(),
        ]

    def may_import(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"may_import": self.may_import(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """What the list would show with the same query string, all pages of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_changelist_instance(request).get_queryset(request)
        answer = StreamingHttpResponse(self.table.export(found), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{self.table.filename}"'
        return answer

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """GET asks for the file; POST of a file shows what it would do; POST of what was shown does it."""
        if not self.may_import(request):
            raise PermissionDenied
        content, planned = b"", None
        if request.method == "POST":
            try:
                content = _content(request)
                planned = csv_tables.plan(content, self.table)
                if planned.can_be_done and request.POST.get("agreed"):
                    return self._carry_out(request, planned)
            except csv_files.FileRefused as refusal:
                messages.error(request, str(refusal))
            except IntegrityError:
                messages.error(request, _("目录刚才有人改动，没有存入。请重新选择文件。"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("导入 CSV"),
            "headings": [column.label for column in self.table.columns],
            "plan": planned,
            "content": base64.b64encode(content).decode() if planned and planned.can_be_done else "",
            "shown": SHOWN,
        }
        return TemplateResponse(request, "admin/csv_import.html", context)

    def _carry_out(self, request: HttpRequest, planned: Plan) -> HttpResponse:
        if request.POST["agreed"] != planned.digest:
            raise csv_files.FileRefused(_("目录刚才有人改动，没有存入。请重新选择文件，再看一遍会改什么。"))
        csv_tables.carry_out(planned, self.table)
        for flag, changes in ((ADDITION, planned.added), (CHANGE, planned.changed)):
            if rows := [change.row for change in changes]:
                LogEntry.objects.log_actions(user_of(request).pk, rows, flag, _("由 CSV 文件导入"))
        done = {"added": len(planned.added), "changed": len(planned.changed), "same": planned.unchanged}
        messages.success(request, _("已导入：新增 %(added)d 条，修改 %(changed)d 条，%(same)d 条没有变化。") % done)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))


def _content(request: HttpRequest) -> bytes:
    """Of the file that was chosen, or of the one whose effect was shown: it came along, nothing was kept here."""
    if given := request.POST.get("content"):
        try:
            return base64.b64decode(given, validate=True)
        except (binascii.Error, ValueError):
            raise csv_files.FileRefused(_("文件没有传完整。请重新选择文件。")) from None
    if (file := request.FILES.get("file")) is None:
        raise csv_files.FileRefused(_("请选择文件。"))
    if (file.size or 0) > csv_files.LARGEST:
        raise csv_files.FileRefused(_("文件超过 5 MB。请确认选对了文件，或分成几个文件分别导入。"))
    return file.read()
