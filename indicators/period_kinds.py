"""What kind of period a figure is of: a year, the months since January, a quarter, a month, a day that it stands at.

Only figures of one kind make a series: 1—6月 is never a neighbour of 6月 (docs/adr/0020).
"""

from datetime import date, timedelta
from functools import lru_cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    YEAR = "year", _("年度")
    CUMULATIVE = "cumulative", _("从1月起累计")
    QUARTER = "quarter", _("季度")
    MONTH = "month", _("单月")
    POINT = "point", _("时点")


# Months from one period to the next where nothing is left out; the others go by what is published.
STEPS = {Kind.YEAR: 12, Kind.QUARTER: 3, Kind.MONTH: 1}


@lru_cache(maxsize=4096)  # a page asks it of a thousand statements of the same few periods
def kinds_of(start: date | None, end: date | None) -> tuple[Kind, ...]:
    """Every kind that a period can be read as: 1—3月 is a quarter and the year so far, 1—12月 a year. Others: none."""
    if end is None:
        return ()
    if start is None:
        return (Kind.POINT,)
    if start.day != 1 or start.year != end.year or not ends_a_month(end):
        return ()
    first, last = start.month, end.month
    found = []
    if (first, last) == (1, 12):
        found.append(Kind.YEAR)
    if first == 1:
        found.append(Kind.CUMULATIVE)
    if first % 3 == 1 and last == first + 2:
        found.append(Kind.QUARTER)
    if first == last:
        found.append(Kind.MONTH)
    return tuple(found)


@lru_cache(maxsize=4096)
def ends_a_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def code(start: date | None, end: date) -> str:
    """As an address names it: 2023, 2023-Q2, 2023-06, 2023-01..06, 2023-06-30. Of periods that have a kind."""
    if start is None:
        return end.isoformat()
    if (start.month, end.month) == (1, 12):
        return f"{end.year:04}"
    if start.month == end.month:
        return f"{end.year:04}-{end.month:02}"
    if start.month == 1:
        return f"{end.year:04}-01..{end.month:02}"
    return f"{end.year:04}-Q{end.month // 3}"


def position(end: date) -> float:
    """Months since the year 0 at the period's end; a day inside a month is a part of it."""
    return end.year * 12 + end.month - (0 if ends_a_month(end) else 1 - end.day / 31)
