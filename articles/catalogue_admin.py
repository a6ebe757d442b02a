"""Columns and regions in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles import tables
from articles.csv_admin import CsvAdmin
from articles.models import Column, Region
from articles.tables import SHORT_NAMES

LEVELS = {
    "province": (_("省级"), Q(code__endswith="0000")),
    "city": (_("地级"), Q(code__endswith="00") & ~Q(code__endswith="0000")),
    "county": (_("县级"), ~Q(code__endswith="00")),
}


class LevelFilter(admin.SimpleListFilter):
    """By GB/T 2260: 33 00 00, 33 01 00, 33 01 14."""

    title = _("级别")
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(level, label) for level, (label, _codes) in LEVELS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(LEVELS[self.value() or ""][1]) if self.value() in LEVELS else queryset


class ProvinceFilter(admin.SimpleListFilter):
    title = _("省份")
    parameter_name = "province"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        provinces = Region.objects.filter(code__endswith="0000").exclude(code="000000").values_list("code", "name")
        return [(code[:2], name) for code, name in provinces]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(code__startswith=self.value()) if self.value() else queryset


@admin.register(Column)
class ColumnAdmin(CsvAdmin):
    table = tables.COLUMNS
    list_display = ["name", "slug", "parent", "position"]
    list_editable = ["position"]
    list_filter = [("parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["name", "name_en", "slug", "description"]


class RegionForm(forms.ModelForm):
    """Short names as people write them; the bars around them are the database's (Region.short_names)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "short_names" in self.fields:
            self.initial["short_names"] = self.instance.short_names.strip("|")
            self.fields["short_names"].help_text = _("几个简称之间用 | 隔开，如 浙江|浙")

    def clean_short_names(self) -> str:
        names = SHORT_NAMES.settle(self.cleaned_data["short_names"])
        try:
            bars: str = SHORT_NAMES.read(names, {})
        except forms.ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return bars


@admin.register(Region)
class RegionAdmin(CsvAdmin):
    table = tables.REGIONS
    form = RegionForm
    list_display = ["name", "code", "names_shown", "parent"]
    list_filter = [LevelFilter, ProvinceFilter]
    list_select_related = ["parent"]
    search_fields = ["name", "code", "short_names"]
    autocomplete_fields = ["parent"]

    @admin.display(description=_("简称"))
    def names_shown(self, region: Region) -> str:
        return SHORT_NAMES.show(region)
