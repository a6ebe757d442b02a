"""What records and the catalogue can be asked by, in the field's words."""

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import BigIntegerField, DecimalField, Exists, F, Field, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters

from articles.datasets import AsKept
from articles.filters import (
    FIRST_DAY,
    LAST_DAY,
    LONGEST_QUERY,
    AskedFilters,
    Choice,
    Day,
    Existing,
    RegionField,
    RegionFilter,
    midnight,
    text_query,
    within,
)
from articles.models import Region
from indicators.catalogue import successors
from indicators.extraction.units import UnknownUnit, lookup
from indicators.models import Indicator, Record, Topic, spelling_key
from indicators.period_kinds import Kind

# 2023, 2023-S1 (上半年), 2023-Q2, 2023-06, 2023-06-30: as SDMX writes them.
ONE_PERIOD = re.compile(
    r"(?P<year>[0-9]{4})(-(S(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?))?"
)
MOST_TERMS = 8
MANY = (
    10_000  # records: to walk a list and pass over the others is cheaper than to look so many up and put them in order
)
AMOUNT = DecimalField(max_digits=30, decimal_places=8)


def is_many(records: QuerySet[Record]) -> bool:
    return records.order_by()[:MANY].count() >= MANY


def unindexed(
    records: QuerySet[Record], field: str, kind: "Field[Any, Any]", asked: dict[str, Any]
) -> QuerySet[Record]:
    """Those whose field answers to lookups, asked of an expression by which SQLite finds no index: it takes one wherever there
    is one."""
    by_hand: Any = AsKept(field, output_field=kind)
    name = f"unindexed_{field}"
    return records.alias(**{name: by_hand}).filter(**{f"{name}__{lookup}": value for lookup, value in asked.items()})


def days_of(word: str) -> tuple[date, date]:
    """First and last day of a period as SDMX writes it, or of two joined by a stroke. Raises ValueError."""
    first, stroke, last = word.partition("/")
    start, end = _days_of_one(first)
    if stroke:
        end = _days_of_one(last)[1]
    if not FIRST_DAY <= start <= end <= LAST_DAY:
        raise ValueError(word)
    return start, end


def _days_of_one(word: str) -> tuple[date, date]:
    found = ONE_PERIOD.fullmatch(word)
    if not found:
        raise ValueError(word)
    year, half, quarter, month, day = (int(found[name] or 0) for name in ONE_PERIOD.groupindex)
    if found["day"]:
        return date(year, month, day), date(year, month, day)
    if half:
        first, months = 6 * half - 5, 6
    elif quarter:
        first, months = 3 * quarter - 2, 3
    elif found["month"]:
        first, months = month, 1
    else:
        first, months = 1, 12
    after = first + months
    return date(year, first, 1), date(year + after // 13, (after - 1) % 12 + 1, 1) - timedelta(days=1)


def kind_of_period(kind: str) -> Q:
    """Records of one kind of period: year, cumulative (from January), quarter, month, or point (a stock). 1—3月 is two kinds."""
    if kind == "point":
        return Q(period_start=None, period_end__isnull=False)
    first_and_last = {
        "year": [(1, 12)],
        "cumulative": [(1, month) for month in range(1, 13)],
        "quarter": [(month, month + 2) for month in (1, 4, 7, 10)],
        "month": [(month, month) for month in range(1, 13)],
    }
    months = Q()
    for first, last in first_and_last[kind]:
        months |= Q(period_start__month=first, period_end__month=last)
    whole = Q(period_start__day=1, period_start__year=F("period_end__year"))
    return whole & months & ENDS_A_MONTH


# The last days of months; of February by whether the year has a 29th.
LEAP_YEARS = [year for year in range(FIRST_DAY.year, LAST_DAY.year + 1) if monthrange(year, 2)[1] == 29]
ENDS_A_MONTH = (
    Q(period_end__month__in=[1, 3, 5, 7, 8, 10, 12], period_end__day=31)
    | Q(period_end__month__in=[4, 6, 9, 11], period_end__day=30)
    | Q(period_end__month=2, period_end__day=29)
    | Q(period_end__month=2, period_end__day=28) & ~Q(period_end__year__in=LEAP_YEARS)
)


class PeriodField(forms.CharField):
    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value:
            return None
        try:
            return days_of(value)
        except ValueError:
            examples = _("、").join(["2023", "2023-S1", "2023-Q2", "2023-06", "2023-06-30", "2023-01-01/2023-06-30"])
            raise forms.ValidationError(
                _("看不懂这个时期。可用的写法：%(forms)s。"), params={"forms": examples}
            ) from None


class Period(filters.Filter):
    field_class = PeriodField


class IndicatorField(forms.CharField):
    """An entry of the catalogue by its code, its name or an alias, spelling aside → the records that are meant.

    A merged one stands for its successor.
    """

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value:
            return None
        named = Q(aliases__key=spelling_key(value))
        into_it = Exists(Indicator.objects.filter(merged_into=OuterRef("pk")))
        known = Indicator.objects.filter(Q(code=value) | named).annotate(has_merged=into_it).distinct()
        found = sorted(known, key=lambda entry: entry.code != value)
        if not found:
            raise forms.ValidationError(
                _("目录中没有指标“%(value)s”。可用指标的代码、名称或别名，见 %(url)s。"),
                params={"value": value, "url": reverse("api-indicator-list")},
            )
        entry = found[0]
        if entry.merged_into_id or entry.has_merged:
            return Q(indicator__in=successors(pk=entry.merged_into_id or entry.pk))
        # Plain equality, as nearly always: a database finds its way from it by index.
        return Q(indicator=entry.pk)


class IndicatorFilter(filters.Filter):
    field_class = IndicatorField


class StatedRegionField(RegionField):
    """As a bulletin names it, too: a development zone is a place of its own and has no code."""

    def unknown(self, value: str) -> Any:
        return value if Record.objects.filter(region=None, region_name=value).exists() else super().unknown(value)


class StatedRegion(filters.Filter):
    field_class = StatedRegionField


class UnitField(forms.CharField):
    def clean(self, value: Any) -> str:
        value = super().clean(value)
        if value:
            try:
                canonical = lookup(value).canonical
            except UnknownUnit as error:
                raise forms.ValidationError(_("不认识的单位“%(value)s”。"), params={"value": value}) from error
            if canonical != value:
                raise forms.ValidationError(
                    _("“%(value)s”不是标准单位，请写“%(canonical)s”。"), params={"value": value, "canonical": canonical}
                )
        return value


class Unit(filters.Filter):
    field_class = UnitField


class Number(filters.Filter):
    field_class = forms.IntegerField


class RecordFilters(AskedFilters):
    indicator = IndicatorFilter(method="of_indicator", max_length=120, help_text=gettext_lazy("指标的代码、名称或别名"))
    region = StatedRegion(method="of_region", help_text=gettext_lazy("地区的代码或名称（公报所说的地区）"))
    region_within = RegionFilter(
        method="of_region_within", help_text=gettext_lazy("地区的代码或名称，含其下各级地区；不与 region 同用")
    )
    period = Period(
        method="in_period",
        max_length=30,
        help_text=gettext_lazy(
            "与这一时期重叠：2023、2023-S1（上半年）、2023-Q2、2023-06、2023-06-30 或 2023-01-01/2023-06-30"
        ),
    )
    period_exact = Period(
        method="in_exactly",
        max_length=30,
        help_text=gettext_lazy("正好是这一时期，写法同 period；一天也包括这一天的时点数"),
    )
    period_kind = Choice(
        method="of_kind",
        choices=Kind.choices,
        help_text=gettext_lazy("时期的种类"),
    )
    period_start = Day(help_text=gettext_lazy("时期正好自这一天起，如 2023-01-01"))
    period_end = Day(help_text=gettext_lazy("时期正好到这一天止，如 2023-06-30"))
    measure = Choice(choices=Record.Measure.choices, help_text=gettext_lazy("类型"))
    assertion = Choice(choices=Record.Assertion.choices, help_text=gettext_lazy("性质"))
    status = Choice(
        choices=[(s.value, s.label) for s in (Record.Status.CANDIDATE, Record.Status.CONFIRMED)],
        help_text=gettext_lazy("状态"),
    )
    topic = Existing(rows=Topic.objects.all(), column="slug", method="of_topic", help_text=gettext_lazy("主题的代码"))
    published_from = Day(method="since", help_text=gettext_lazy("出处的发布日期不早于这一天，如 2023-01-01"))
    published_until = Day(method="until", help_text=gettext_lazy("出处的发布日期不晚于这一天，如 2023-06-30"))
    article = Number(method="of_article", min_value=1, max_value=10**18, help_text=gettext_lazy("公报编号"))
    canonical_unit = Unit(max_length=30, help_text=gettext_lazy("标准单位，如 元、%、人"))
    value_min = filters.NumberFilter(
        method="of_values",
        max_digits=30,
        decimal_places=8,
        help_text=gettext_lazy("标准值不小于；按标准单位计，如 35200000000（元）"),
    )
    value_max = filters.NumberFilter(
        method="of_values", max_digits=30, decimal_places=8, help_text=gettext_lazy("标准值不大于；按标准单位计")
    )
    text = text_query(gettext_lazy("名称、指标、地区、范围中的文字；几个词以空格分开，都要有"), method="saying")
    q = text_query(gettext_lazy("text 的另一名称"), method="saying")

    class Meta:
        model = Record
        fields: list[str] = []

    def is_valid(self) -> bool:
        if self.is_bound and self.data.get("region") and self.data.get("region_within"):
            self.form.add_error("region_within", _("region 与 region_within 只能用一个。"))
        return super().is_valid()

    @property
    def order(self) -> str:
        """What the list is put in order by, as its address says."""
        asked = self.request.query_params.get("sort", "") if self.request else ""
        return asked.removeprefix("-") or "id"

    def of_indicator(self, records: QuerySet[Record], name: str, value: Q) -> QuerySet[Record]:
        return records.filter(value)

    def of_region(self, records: QuerySet[Record], name: str, value: Any) -> QuerySet[Record]:
        if isinstance(value, Region):
            if self.order == "published" and is_many(Record.objects.filter(region=value)):
                return unindexed(records, "region", BigIntegerField(), {"exact": value.pk})
            return records.filter(region=value)
        return records.filter(region=None, region_name=value)

    def of_region_within(self, records: QuerySet[Record], name: str, value: Region) -> QuerySet[Record]:
        return records.filter(within(value, "region"))

    def in_period(self, records: QuerySet[Record], name: str, value: tuple[date, date]) -> QuerySet[Record]:
        start, end = value
        # A stock has no start: it stands at its one day.
        begun = Q(period_start__lte=end) | Q(period_start=None, period_end__lte=end)
        return records.filter(begun, period_end__gte=start)

    def in_exactly(self, records: QuerySet[Record], name: str, value: tuple[date, date]) -> QuerySet[Record]:
        start, end = value
        begun = Q(period_start=start) | Q(period_start=None) if start == end else Q(period_start=start)
        return records.filter(begun, period_end=end)

    def of_kind(self, records: QuerySet[Record], name: str, value: str) -> QuerySet[Record]:
        return records.filter(kind_of_period(value))

    def since(self, records: QuerySet[Record], name: str, value: date) -> QuerySet[Record]:
        return records.filter(revision__published_on__gte=midnight(value))

    def until(self, records: QuerySet[Record], name: str, value: date) -> QuerySet[Record]:
        return records.filter(revision__published_on__lt=midnight(value + timedelta(days=1)))

    def of_topic(self, records: QuerySet[Record], name: str, value: str) -> QuerySet[Record]:
        entries = list(successors(topics__slug=value).values_list("pk", flat=True))
        if not is_many(Record.objects.filter(indicator__in=entries)):
            return records.filter(indicator__in=entries)
        return unindexed(records, "indicator", BigIntegerField(), {"in": entries})

    def of_values(self, records: QuerySet[Record], name: str, value: Decimal) -> QuerySet[Record]:
        """Both ends together, at the first one that is asked for: two wide ranges may make a narrow one."""
        ends = {"gte": self.form.cleaned_data.get("value_min"), "lte": self.form.cleaned_data.get("value_max")}
        ends = {lookup: end for lookup, end in ends.items() if end is not None}
        if len(ends) == 2 and name == "value_max":
            return records
        within = {f"canonical_value__{lookup}": end for lookup, end in ends.items()}
        if self.order == "value" or not is_many(Record.objects.filter(**within)):
            return records.filter(**within)
        # Written as a number: beside an expression SQLite would compare it as the word that Django sends.
        numbers = {lookup: Cast(Value(end, AMOUNT), AMOUNT) for lookup, end in ends.items()}
        return unindexed(records, "canonical_value", AMOUNT, numbers)

    def of_article(self, records: QuerySet[Record], name: str, value: int) -> QuerySet[Record]:
        return records.filter(revision__article=value)

    def saying(self, records: QuerySet[Record], name: str, value: str) -> QuerySet[Record]:
        for word in value.split()[:MOST_TERMS]:
            records = records.filter(
                Q(name__icontains=word)
                | Q(indicator__name__icontains=word)
                | Q(region_name__contains=word)
                | Q(scope__contains=word)
            )
        return records


class IndicatorFilters(AskedFilters):
    topic = Existing(rows=Topic.objects.all(), column="slug", method="of_topic", help_text=gettext_lazy("主题的代码"))
    dimension = Existing(
        rows=Indicator.objects.all(), column="dimension", help_text=gettext_lazy("计量，如 金额、计数、比率")
    )
    q = filters.CharFilter(
        method="called", max_length=LONGEST_QUERY, help_text=gettext_lazy("名称、别名、英文名称、代码或说明中的文字")
    )

    class Meta:
        model = Indicator
        fields: list[str] = []

    def of_topic(self, indicators: QuerySet[Indicator], name: str, value: str) -> QuerySet[Indicator]:
        return indicators.filter(topics__slug=value)

    def called(self, indicators: QuerySet[Indicator], name: str, value: str) -> QuerySet[Indicator]:
        aliased = Indicator.objects.filter(aliases__name__icontains=value).values("pk")
        return indicators.filter(
            Q(pk__in=aliased) | Q(name_en__icontains=value) | Q(code__icontains=value) | Q(note__icontains=value)
        )
