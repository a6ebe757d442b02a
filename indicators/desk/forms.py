"""The record form with fields that a keyboard fills and that need no script."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Region
from indicators import catalogue
from indicators.extraction.units import UnknownUnit, canonical
from indicators.models import Indicator, Record


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
                    self.add_error(field, _("这不是数字。请填写阿拉伯数字，如 352.4 或 -3.1。"))
        if data.get("unit") and "value" not in self.errors:
            try:
                canonical(Decimal(data.get("value") or "0"), data["unit"])
            except UnknownUnit:
                self.add_error("unit", _("不认识的单位。请改用常用写法，如 亿元、万家、%、个百分点、位。"))
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and start > end:
            raise ValidationError(_("时期的起日在止日之后。请对调或改正。"))
        return data


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
            raise ValidationError(_("指标目录里没有这个名称或代码。请改用目录里的名称；也可以不填，留待以后对上。"))
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
            raise ValidationError(_("没有这个地区。请填写全称（如 钱塘区）或六位代码。"))
        if len(found) > 1:
            choices = "、".join(f"{place.name} {place.code}" for place in found)
            raise ValidationError(_("叫这个名称的地区不止一个，请写明代码：%(choices)s") % {"choices": choices})
        return found[0]


class DeskForm(RecordForm):
    """Places and catalogue entries are typed."""

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
        self.fields["value_max"].label = _("上限（写明区间时）")

    def clean_status(self) -> str:
        """Whether the words are gone is for the text to say."""
        status = self.cleaned_data["status"]
        if status == Record.Status.DETACHED:
            raise ValidationError(_("请选择确认、排除或待核对。"))
        return status
