"""How a finding names a figure, a time and a bulletin."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from indicators.models import Record

DAY = "Y-m-d"


def period(start: date | None, end: date | None) -> str:
    """2023年, 2023年1—6月, 截至2023年6月30日: short, for a sentence that says what is wrong."""
    if end is None:
        return _("时期未说明")
    if start is None:
        return _("截至%(day)s") % {"day": date_format(end, _("Y年n月j日"))}
    whole_months = start.day == 1 and (end + timedelta(days=1)).day == 1
    if start == end or not whole_months or start.year != end.year:
        days = [date_format(day, _("Y年n月j日")) for day in (start, end)]
        return "—".join(dict.fromkeys(days))
    if (start.month, end.month) == (1, 12):
        return date_format(end, _("Y年"))
    if start.month == end.month:
        return date_format(end, _("Y年n月"))
    return date_format(start, _("Y年n—")) + date_format(end, _("n月"))


def bulletin(record: Record) -> str:
    """《上半年经济运行情况》(2023-07-20)"""
    revision = record.revision
    return f"《{revision.title}》({date_format(timezone.localdate(revision.published_on), DAY)})"


def about(figure: Record) -> dict[str, str]:
    return {"name": figure.name, "region": figure.region_name, "period": period(figure.period_start, figure.period_end)}


def facts(figure: Record) -> tuple[str, ...]:
    """What a finding about this figure rests on: not where it stands, and not the row that holds it."""
    return (
        figure.name,
        figure.region_name,
        str(figure.period_start),
        str(figure.period_end),
        figure.measure,
        figure.value,
        figure.value_max or "",
        figure.unit,
        figure.modifier,
    )
