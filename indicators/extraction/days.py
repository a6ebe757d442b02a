"""Days of words of time that have been matched: first and last day and how wide they are, read from the publication date."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from indicators.extraction import holidays
from indicators.extraction.numerals import DIGITS, chinese
from indicators.extraction.records import Context

if TYPE_CHECKING:
    from indicators.extraction.periods import Time

FOUNDED = re.compile(r"(?:成立|设立|挂牌|启动|开通|上线|运行|实施|开工|组建|创建)$")
_MONTH_NUMBERS = {c: i for i, c in enumerate("一二三四五六七八九", 1)} | {
    "十": 10, "十一": 11, "十二": 12, "两": 2, "元": 1,
}  # fmt: skip


def number_of(text: str) -> int:
    """The number of months, years or a month's own, in digits or characters."""
    if text.isdigit():
        return int(text)
    return _MONTH_NUMBERS.get(text) or int(chinese(text) or 0)


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def day_before(number: int, published: date) -> date | None:
    """6日: the last one before publication."""
    month = published.replace(day=1)
    for _ in range(3):
        if number <= monthrange(month.year, month.month)[1] and month.replace(day=number) <= published:
            return month.replace(day=number)
        month = (month - timedelta(days=1)).replace(day=1)
    return None


def day_after(day: date) -> date | None:
    """29日将…: the same day of the month to come."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return day.replace(year=year, month=month) if day.day <= monthrange(year, month)[1] else None


def days_of(
    m: re.Match[str], context: Context, year_here: int, previous: Time | None, before: str
) -> tuple[date, date, str] | None:
    published = context.published_on
    if m["long"]:
        try:
            return date(int(m["ly1"]), int(m["lm1"]), 1), month_end(int(m["ly2"]), int(m["lm2"])), "month"
        except ValueError:
            return None
    if m["span"]:
        return date(int(m["y1"]), 1, 1), date(int(m["y2"]), 12, 31), "span"
    if m["plan"]:
        return _plan(m)
    if m["years"] or m["lastyears"]:
        number = number_of(m["ny"] or m["ny2"])
        if number == 1 and m["years"] and FOUNDED.search(before):  # 运行一年来
            return (
                published.replace(year=published.year - 1, day=min(published.day, 28)) + timedelta(days=1),
                published,
                "span",
            )
        return _last_years(number, m[0], published, year_here)
    if m["nextyears"]:
        first, number = published.year + (published.month >= 11), number_of(m["ny3"])
        return (date(first, 1, 1), date(first + number - 1, 12, 31), "span") if 1 < number < 40 else None
    if m["holiday"]:
        return _holiday(m, published, year_here)
    year, explicit = _year(m, published, year_here)
    if m["whole"] == "全年" and not m["year"] and not year_here and published.month <= 3:
        return date(year - 1, 1, 1), date(year - 1, 12, 31), "year"
    try:
        days = _within(m, year, previous, context)
    except ValueError:
        return None
    ahead = year_here > published.year  # under a heading that names a year to come
    if (
        not explicit
        and not ahead
        and days
        and days[0] > published
        and not re.search(r"(?:到|至|将|在|[将定拟]于|预计|计划|力争|争取|[有可]望|预期)$", before)
    ):
        try:
            days = _within(m, year - 1, previous, context)
        except ValueError:
            return None
    return days


def _holiday(m: re.Match[str], published: date, year_here: int) -> tuple[date, date, str] | None:
    """The last one that has begun, unless a year is said."""
    said = m["hy"] or ""
    year = (
        int(said[:4])
        if said[:1].isdigit()
        else published.year - 1
        if said.startswith("去")
        else year_here or published.year
    )
    days = holidays.days(m["holiday"], year)
    if days and not said and days[0] > published:
        days = holidays.days(m["holiday"], year - 1)
    return (*days, "days") if days else None


def _plan(m: re.Match[str]) -> tuple[date, date, str]:
    number = number_of(m["five"])
    start = 2021 + 5 * (number - 14)
    part = m["planpart"]
    last = start + 4
    if part == "末":
        return date(last, 12, 31), date(last, 12, 31), "span"
    if part.startswith("前"):
        last = start + number_of(part[1]) - 1
    return date(start, 1, 1), date(last, 12, 31), "span"


def _last_years(number: int, words: str, published: date, year_here: int) -> tuple[date, date, str] | None:
    if not 1 < number < 60 or "多" in words or "余" in words:
        return None
    if ("来" in words or "间" in words) and published.month > 3:  # said within a running year: up to now
        year = published.year - number
        first = date(year, published.month, min(published.day, monthrange(year, published.month)[1]))
        return first + timedelta(days=1), published, "span"
    ending = published.month >= 11 and (
        "过去" in words or "这" in words
    )  # a term's report before its last year is over
    end = year_here if year_here and year_here < published.year else published.year - (not ending)
    return date(end - number + 1, 1, 1), date(end, 12, 31), "span"


def _year(m: re.Match[str], published: date, year_here: int) -> tuple[int, bool]:
    words = m["year"] or m["only"]
    here = year_here or published.year
    if not words:
        return here, False
    if words[0].isdigit():
        return int(words[:4]), True
    if words.startswith("二零"):
        return int("".join(str(DIGITS[c]) for c in words[:4])), True
    shift = {"今": 0, "本": 0, "去": -1, "前": -2, "明": 1}.get(words[0])
    if words in ("上月", "本月", "当月"):
        return published.year, True
    if shift is not None:
        return published.year + shift, True
    if words[0] == "上":
        return here - 1, True
    if words.startswith("过去"):
        past = published.year if published.month >= 11 else published.year - 1
        return min(year_here or past, past), True
    return here + (1 if words[0] == "次" else 0), True


def _within(m: re.Match[str], year: int, previous: Time | None, context: Context) -> tuple[date, date, str] | None:
    """The part of `year` that the words name."""
    if m["half"]:
        return (date(year, 1, 1), date(year, 6, 30), "half") if m["half"][0] == "上" else (
            date(year, 7, 1), date(year, 12, 31), "half")  # fmt: skip
    if m["first_quarters"]:
        return date(year, 1, 1), month_end(year, 9 if m["first_quarters"][1] == "三" else 6), "quarter"
    if m["mid"]:
        return date(year, 1, 1), date(year, 9, 30), "quarter"
    if m["quarter"]:
        q = number_of(re.sub(r"第|个?季度", "", m["quarter"]))
        return date(year, 3 * q - 2, 1), month_end(year, 3 * q), "quarter"
    if m["first_months"]:
        n = number_of(re.sub(r"前|头|个?月", "", m["first_months"]))
        return date(year, 1, 1), month_end(year, n), "month"
    if m["months"]:
        m1, m2 = number_of(m["m1"]), number_of(m["m2"])
        return (date(year, m1, 1), month_end(year, m2), "month") if m1 <= m2 else None
    if m["day"]:
        day = date(year, number_of(m["dm"]), int(m["dd"]))
        if m["dd2"]:
            last = date(year, number_of(m["dm2"] or m["dm"]), int(m["dd2"]))
            return (day, last, "days") if day <= last else None
        return day, day, "day"
    if m["month"]:
        n = number_of(m["m"])
        if m["ten"]:
            tens = {"上": (1, 10), "中": (11, 20), "下": (21, monthrange(year, n)[1])}[m["ten"][0]]
            return date(year, n, tens[0]), date(year, n, tens[1]), "days"
        return date(year, n, 1), month_end(year, n), "month"
    if m["only"] in ("本月", "上月", "当月"):
        if m["only"] == "当月" and previous and previous.last and previous.grain == "month":
            return date(previous.last.year, previous.last.month, 1), previous.last, "month"
        month = context.published_on.month - (1 if m["only"][0] == "上" else 0)
        return (date(year, month, 1), month_end(year, month), "month") if month else (
            date(year - 1, 12, 1), date(year - 1, 12, 31), "month")  # fmt: skip
    if m["same"] or (m["edge"] and m["edge"][0] == "月"):
        if previous and previous.last:
            return _same_period(m, year, previous)
        return date(year, 1, 1), date(year, 12, 31), "year"
    return date(year, 1, 1), date(year, 12, 31), "year"


def _same_period(m: re.Match[str], year: int, previous: Time) -> tuple[date, date, str]:
    last = previous.last or date(year, 12, 31)
    if m["edge"]:
        return date(last.year, last.month, 1), month_end(last.year, last.month), "month"
    target = year if m["year"] else last.year - 1
    first = previous.first or last
    return (
        date(target - (last.year - first.year), first.month, first.day if first.month != 2 else min(first.day, 28)),
        month_end(target, last.month)
        if last == month_end(last.year, last.month)
        else date(target, last.month, min(last.day, 28)),
        previous.grain,
    )
