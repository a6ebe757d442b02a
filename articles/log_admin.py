"""操作日志 in the admin."""

import csv
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.csv_files import without_formula
from articles.models import Act


@admin.register(Act)
class ActAdmin(admin.ModelAdmin):
    """操作日志: read and taken away, nothing else."""

    list_display = ["at", "verb", "title", "revision_number", "user_shown", "note", "address", "article_number"]
    list_filter = ["verb", "at", "user"]
    list_select_related = ["user"]
    list_display_links = None
    search_fields = ["title", "note", "user__username"]
    date_hierarchy = "at"
    show_full_result_count = False
    actions = ["export"]

    @admin.display(description=_("操作人"), ordering="user")
    def user_shown(self, act: Act) -> Any:
        return (act.user.get_full_name() or act.user.get_username()) if act.user else _("服务器命令")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Act | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Act | None = None) -> bool:
        return False

    @admin.action(description=_("导出所选为 CSV"))
    def export(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="acts.csv"'
        rows = csv.writer(answer)
        rows.writerow([_("时间"), _("操作"), _("公报号"), _("版本号"), _("标题"), _("操作人"), _("地址"), _("说明")])
        for act in queryset.select_related("user").iterator(500):
            words = [act.title, act.user.get_username() if act.user else "", act.address or "", act.note]
            at = timezone.localtime(act.at).isoformat(timespec="seconds")
            numbers = [act.get_verb_display(), act.article_number, act.revision_number]
            rows.writerow([at, *numbers, *map(without_formula, words)])
        return answer
