"""What columns, regions and bulletins can be asked by. A value that means nothing is an error that says what would."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import fields
from django_filters import rest_framework as filters

from articles.models import Column, Region, Revision

LONGEST_QUERY = 100
MOST_NAMED = 60  # values that an error message lists
# Days that a database and a time zone can carry; a bulletin lies well inside.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def not_among(value: str, allowed: Iterable[object]) -> forms.ValidationError:
    known = [str(name) for name in allowed]
    params = {"value": value[:LONGEST_QUERY], "names": _("、").join(known), "allowed": known}
    return forms.ValidationError(_("没有“%(value)s”。可用的值：%(names)s。"), params=params)


class ExistingField(forms.CharField):
    """A value that stands in `column` of some row; the error names those that do."""

    def __init__(self, *, rows: QuerySet, column: str, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_QUERY, **kwargs)
        self.rows, self.column = rows, column

    def clean(self, value: Any) -> str:
        value = super().clean(value)
        if value and not self.rows.filter(**{self.column: value}).exists():
            names = self.rows.order_by(self.column).values_list(self.column, flat=True).distinct()
            raise not_among(value, names[:MOST_NAMED])
        return value


class Existing(filters.Filter):
    field_class = ExistingField


class ChoiceField(fields.ChoiceField):
    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            raise not_among(value, [key for key, _label in self.choices if key])


class Choice(filters.ChoiceFilter):
    field_class = ChoiceField


class RegionField(forms.CharField):
    """A place by its code, its full name or a short one. A name that several places have is an error, not a guess."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_QUERY, **kwargs)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value:
            return None
        known = Region.objects.filter(Q(code=value) | Q(name=value) | Q(short_names__contains=f"|{value}|"))
        found = list(known.order_by("code")[:MOST_NAMED])
        exact = [region for region in found if value in {region.code, region.name}] or found
        if len(exact) == 1:
            return exact[0]
        return self.several(value, exact) if exact else self.unknown(value)

    def several(self, value: str, regions: list[Region]) -> Any:
        codes = _("、").join(f"{region.code} {region.name}" for region in regions)
        raise forms.ValidationError(
            _("有几个地区叫“%(value)s”，请改用代码：%(codes)s。"), params={"value": value, "codes": codes}
        )

    def unknown(self, value: str) -> Any:
        raise forms.ValidationError(
            _("没有叫“%(value)s”的地区。可用 GB/T 2260 代码或名称，见 %(url)s。"),
            params={"value": value, "url": reverse("api-region-list")},
        )


class RegionFilter(filters.Filter):
    field_class = RegionField


def within(region: Region, path: str) -> Q:
    """`path` leads to a region that is this one or lies below it: GB/T 2260 writes the places below with its first digits."""
    digits = region.code
    while digits.endswith("00"):
        digits = digits[:-2]
    return Q(**{f"{path}__code__startswith": digits})


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        limits = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        message = gettext_lazy("请写成 2023-06-30 这样的日期。")
        super().__init__(input_formats=["%Y-%m-%d"], validators=limits, error_messages={"invalid": message}, **kwargs)


class Day(filters.DateFilter):
    field_class = DayField


def moment_of(word: str) -> datetime:
    """2023-07-20 (as that day ended) or 2023-07-20T10:00:00+08:00; never later than now. Raises ValueError."""
    now = timezone.now()
    if len(word) == 10:
        day = date.fromisoformat(word)
        if not FIRST_DAY <= day <= timezone.localdate(now):
            raise ValueError(word)
        return min(midnight(day + timedelta(days=1)) - timedelta(microseconds=1), now)
    found = datetime.fromisoformat(word.replace(" ", "+"))  # a plus sign that an address was not told to keep
    if not FIRST_DAY.year < found.year < LAST_DAY.year:
        raise ValueError(word)
    found = found if found.tzinfo else timezone.make_aware(found)
    if found > now:
        raise ValueError(word)
    return found


class AskedFilters(filters.FilterSet):
    """Only the filters that are asked for are made: a list has a dozen, a question names two."""

    base_filters: dict[str, Any]

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None:
            known = self.base_filters
            self.base_filters = {name: known[name] for name in known if name in data}
        super().__init__(data, *args, **kwargs)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def text_query(help_text: Any, **kwargs: Any) -> filters.CharFilter:
    return filters.CharFilter(help_text=help_text, max_length=LONGEST_QUERY, **kwargs)


class RegionFilters(AskedFilters):
    parent = RegionFilter(method="below", help_text=gettext_lazy("上级地区的代码或名称"))
    q = text_query(gettext_lazy("名称、简称中的文字，或代码的开头"), method="called")

    class Meta:
        model = Region
        fields: list[str] = []

    def below(self, regions: QuerySet[Region], name: str, value: Region) -> QuerySet[Region]:
        return regions.filter(parent=value)

    def called(self, regions: QuerySet[Region], name: str, value: str) -> QuerySet[Region]:
        return regions.filter(Q(name__contains=value) | Q(short_names__contains=value) | Q(code__startswith=value))


class ArticleFilters(AskedFilters):
    column = Existing(
        rows=Column.objects.all(),
        column="slug",
        method="in_column",
        help_text=gettext_lazy("栏目的网址名，含其下级栏目"),
    )
    region = RegionFilter(method="about", help_text=gettext_lazy("地区的代码或名称"))
    region_within = RegionFilter(method="about_within", help_text=gettext_lazy("地区的代码或名称，含其下各级地区"))
    published_from = Day(method="since", help_text=gettext_lazy("发布日期不早于这一天，如 2023-01-01"))
    published_until = Day(method="until", help_text=gettext_lazy("发布日期不晚于这一天，如 2023-06-30"))

    class Meta:
        model = Revision
        fields: list[str] = []

    def in_column(self, revisions: QuerySet[Revision], name: str, value: str) -> QuerySet[Revision]:
        place = "article__column"
        return revisions.filter(
            Q(**{f"{place}__slug": value})
            | Q(**{f"{place}__parent__slug": value})
            | Q(**{f"{place}__parent__parent__slug": value})
        )

    def about(self, revisions: QuerySet[Revision], name: str, value: Region) -> QuerySet[Revision]:
        return revisions.filter(article__region=value)

    def about_within(self, revisions: QuerySet[Revision], name: str, value: Region) -> QuerySet[Revision]:
        return revisions.filter(within(value, "article__region"))

    def since(self, revisions: QuerySet[Revision], name: str, value: date) -> QuerySet[Revision]:
        return revisions.filter(published_on__gte=midnight(value))

    def until(self, revisions: QuerySet[Revision], name: str, value: date) -> QuerySet[Revision]:
        return revisions.filter(published_on__lt=midnight(value + timedelta(days=1)))
