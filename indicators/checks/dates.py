"""Days that do not exist, and weekdays that are another's. Pure text and calendar."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.checks.registry import Remark, register
from indicators.checks.subject import Subject
from indicators.models import Severity

DAY = re.compile(
    r"(?:(?<!\d)(?P<year>(?:19|20)\d\d)年)?(?<![\d.])(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]"
    r"(?:\s?[(（]?(?:星期|周)(?P<weekday>[一二三四五六日天])(?!期|年|岁)[)）]?)?"
)
NUMERIC = re.compile(
    r"(?<![\d.\-/])(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d.\-/%])"
)
MONTH = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月(?!\d)")
WEEKDAYS = "一二三四五六日"
LEAP = 2024  # a day without a year is only wrong when no year has it


@register("date", gettext_lazy("日期不存在"), severity=Severity.SEVERE)
def names_no_day(subject: Subject) -> Iterator[Remark]:
    """2月30日, 2023年2月29日, 2023年13月, 2023-06-31."""
    for pattern in (DAY, NUMERIC, MONTH):
        for match in pattern.finditer(subject.text):
            parts = match.groupdict()
            day = _day(int(parts["year"] or LEAP), int(parts["month"]), int(parts.get("day") or 1))
            if day is None and not _is_a_number(match):
                words = match[0].split("(")[0].split("（")[0]
                yield Remark(_("没有“%(words)s”这个日期。请核对。") % {"words": words}, match.span())


@register("weekday", gettext_lazy("日期与星期不符"), severity=Severity.WARNING)
def names_another_weekday(subject: Subject) -> Iterator[Remark]:
    """A day without its year is taken for the one nearest to the publication."""
    for match in DAY.finditer(subject.text):
        if not match["weekday"]:
            continue
        day = (
            _day(int(match["year"]), int(match["month"]), int(match["day"]))
            if match["year"]
            else _nearest(match, subject)
        )
        said = WEEKDAYS.index(match["weekday"].replace("天", "日"))
        if day and day.weekday() != said:
            yield Remark(
                _("%(day)s是星期%(right)s，这里写星期%(said)s。请核对。")
                % {
                    "day": f"{day.year}年{day.month}月{day.day}日",
                    "right": WEEKDAYS[day.weekday()],
                    "said": WEEKDAYS[said],
                },
                match.span(),
            )


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(match: re.Match[str], subject: Subject) -> date | None:
    published = subject.published_on
    years = range(max(published.year - 1, 1), min(published.year + 1, 9999) + 1)
    days = [day for year in years if (day := _day(year, int(match["month"]), int(match["day"])))]
    return min(days, key=lambda day: abs(day - published), default=None)


def _is_a_number(match: re.Match[str]) -> bool:
    """2012.13.5 is a section, 2000.55 an amount: with points only what looks like a date counts."""
    return match.re is NUMERIC and match["mark"] == "." and (int(match["month"]) > 12 or int(match["day"]) > 31)
