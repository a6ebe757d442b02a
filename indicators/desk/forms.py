"""The record form with fields that a keyboard fills and that need no script."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.models import Region
from indicators import catalogue
from indicators.admin import RecordForm
from indicators.models import Indicator, Record


class IndicatorByName(forms.ModelChoiceField):
    """An entry of the catalogue by any of its names or its code: to be typed, not picked from a thousand."""

    def prepare_value(self, value: Any) -> Any:
        found = Indicator.objects.filter(pk=value).first() if isinstance(value, int) else None
        return found.name if found else value

    def to_python(self, value: Any) -> Any:
        words = (value or "").strip()
        if not words:
            return None
        found = catalogue.match([words]).get(words) or Indicator.objects.filter(code=words).first()
        if not found:
            raise ValidationError(_("指标目录里没有这个名称或代码。请改用目录里的名称;也可以不填,留待以后对上。"))
        return found


class RegionByName(forms.ModelChoiceField):
    """A place by its name, or by name and code where there are several of one name."""

    def prepare_value(self, value: Any) -> Any:
        found = Region.objects.filter(pk=value).first() if isinstance(value, int) else None
        return f"{found.name} {found.code}" if found else value

    def to_python(self, value: Any) -> Any:
        words = (value or "").strip()
        if not words:
            return None
        code = re.search(r"\b\d{6}\b", words, re.ASCII)
        found = list(Region.objects.filter(code=code[0]) if code else Region.objects.named(words)[:5])
        if not found:
            raise ValidationError(_("没有这个地区。请填写全称(如 钱塘区)或六位代码。"))
        if len(found) > 1:
            choices = "、".join(f"{place.name} {place.code}" for place in found)
            raise ValidationError(_("叫这个名称的地区不止一个,请写明代码:%(choices)s") % {"choices": choices})
        return found[0]


class DeskForm(RecordForm):
    """Same fields and rules as beside the bulletin; places and catalogue entries are typed."""

    indicator = IndicatorByName(
        Indicator.objects,
        label=_("指标目录里的名称"),
        required=False,
        widget=forms.TextInput(attrs={"list": "desk-indicators"}),
    )
    region = RegionByName(
        Region.objects, label=_("地区"), required=False, widget=forms.TextInput(attrs={"list": "desk-regions"})
    )

    class Meta(RecordForm.Meta):
        widgets = {
            "period_start": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "period_end": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "comparison": forms.TextInput(attrs={"list": "desk-comparisons"}),
            "status": forms.HiddenInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "desk_%s")
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("原文里的名称")
        self.fields["value_max"].label = _("上限(写明区间时)")

    def clean_status(self) -> str:
        """Whether the words are gone is for the text to say."""
        status = self.cleaned_data["status"]
        if status == Record.Status.DETACHED:
            raise ValidationError(_("请选择确认、排除或待核对。"))
        return status
