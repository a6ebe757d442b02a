"""The catalogue in the admin: indicators, the names that mean them, topics; and merging two into one."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import by_whom
from articles.csv_admin import CsvAdmin
from indicators import merging, tables
from indicators.models import Alias, Indicator, Merger, Topic


class MergedFilter(admin.SimpleListFilter):
    title = gettext_lazy("合并")
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("未并入别的指标")), ("yes", _("已并入别的指标"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(merged_into__isnull=self.value() == "no") if self.value() in {"no", "yes"} else queryset


class AliasInline(admin.TabularInline):
    model = Alias
    extra = 1


@admin.register(Indicator)
class IndicatorAdmin(CsvAdmin):
    table = tables.INDICATORS
    list_display = ["name", "code", "name_en", "dimension", "home_position", "merged_into"]
    list_filter = ["dimension", MergedFilter, "topics"]
    list_select_related = ["merged_into"]
    search_fields = ["name", "name_en", "code", "note", "aliases__name"]
    fields = ["name", "name_en", "code", "dimension", "topics", "note", "home_position", "merged_into"]
    filter_horizontal = ["topics"]
    inlines = [AliasInline]
    actions = ["merge_two"]

    def get_readonly_fields(self, request: HttpRequest, obj: Indicator | None = None) -> list[str]:
        # Its address stands in other people's links; merging is an act of its own.
        return ["code", "merged_into"] if obj else ["merged_into"]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/<int:one>/<int:other>/", view, name="indicators_indicator_merge"), *super().get_urls()]

    @admin.action(description=gettext_lazy("合并所选的两个指标"), permissions=["change"])
    def merge_two(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        chosen = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(chosen) == 2:
            return HttpResponseRedirect(reverse("admin:indicators_indicator_merge", args=chosen))
        self.message_user(request, _("请正好选择两个指标。"), messages.ERROR)
        return None

    def merge_view(self, request: HttpRequest, one: int, other: int) -> HttpResponse:
        """GET shows what merging would do either way round, POST does it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        entries = Indicator.objects.select_related("merged_into")
        pair = [get_object_or_404(entries, pk=pk) for pk in (one, other)]
        if request.method == "POST":
            into = next((entry for entry in pair if str(entry.pk) == request.POST.get("into")), None)
            if into is None:
                messages.error(request, _("请选择保留哪一个指标。"))
                return HttpResponseRedirect(request.path)
            gone = pair[1] if into == pair[0] else pair[0]
            try:
                merging.merge(gone, into, by=by_whom(request))
            except merging.CannotMerge as refusal:
                messages.error(request, str(refusal))
                return HttpResponseRedirect(request.path)
            done = _("“%(gone)s”已并入“%(into)s”。需要时可在“指标合并记录”中撤销。")
            messages.success(request, done % {"gone": gone.name, "into": into.name})
            return HttpResponseRedirect(reverse("admin:indicators_merger_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("合并指标"),
            "effects": [merging.effect(pair[1], pair[0]), merging.effect(pair[0], pair[1])],
        }
        return TemplateResponse(request, "admin/indicators/merge.html", context)


@admin.register(Alias)
class AliasAdmin(CsvAdmin):
    table = tables.ALIASES
    list_display = ["name", "indicator"]
    list_filter = ["indicator__dimension", ("indicator__topics", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["indicator"]
    search_fields = ["name", "indicator__name", "indicator__code"]
    autocomplete_fields = ["indicator"]
    ordering = ["name"]


@admin.register(Topic)
class TopicAdmin(CsvAdmin):
    table = tables.TOPICS
    list_display = ["name", "slug", "name_en"]
    search_fields = ["name", "name_en", "slug"]


@admin.register(Merger)
class MergerAdmin(admin.ModelAdmin):
    """Read, and taken back; nothing else."""

    list_display = ["gone", "into", "at", "user", "undone", "way_back"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter), "at"]
    list_select_related = ["gone__merged_into", "into", "user", "undone_by"]
    list_display_links = None
    search_fields = ["gone__name", "gone__code", "into__name", "into__code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Merger | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Merger | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Merger | None = None) -> bool:
        return request.user.has_perm("indicators.view_merger") or self._may_take_back(request)

    has_module_permission = has_view_permission

    def get_list_display(self, request: HttpRequest) -> Any:
        return self.list_display if self._may_take_back(request) else self.list_display[:-1]

    def _may_take_back(self, request: HttpRequest) -> bool:
        return request.user.has_perm("indicators.change_indicator")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.take_back_view)
        return [path("<int:pk>/take-back/", view, name="indicators_merger_take_back"), *super().get_urls()]

    def take_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET asks, POST takes the merger back."""
        if not self._may_take_back(request):
            raise PermissionDenied
        merger = get_object_or_404(Merger.objects.select_related("gone", "into"), pk=pk)
        if request.method == "POST":
            try:
                merging.take_back(merger, by=by_whom(request))
            except merging.CannotMerge as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("已撤销。“%(name)s”又是单独的指标。") % {"name": merger.gone.name})
            return HttpResponseRedirect(reverse("admin:indicators_merger_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("撤销合并"),
            "merger": merger,
        }
        return TemplateResponse(request, "admin/indicators/take_back.html", context)

    @admin.display(description=gettext_lazy("撤销"))
    def undone(self, merger: Merger) -> str:
        if not merger.undone_at:
            return "—"
        return f"{timezone.localtime(merger.undone_at):%Y-%m-%d %H:%M} {merger.undone_by or ''}"

    @admin.display(description="")
    def way_back(self, merger: Merger) -> str:
        if merger.undone_at or merger.gone.merged_into_id != merger.into_id:
            return ""
        return format_html('<a href="{}/take-back/">{}</a>', merger.pk, _("撤销这次合并"))
