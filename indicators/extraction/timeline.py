"""The words of time of one text, asked by position; the time of the text as a whole; the period that follows from a time."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date

from indicators.extraction import holidays
from indicators.extraction.periods import Time, scan
from indicators.extraction.records import Context, Period

_REPORTED = re.compile(r"《(?P<year>(?:19|20)\d\d)年[^《》\n]{0,40}(?:公报|报告|年报)》")

_REVIEW_HEADING = re.compile(
    r"^[^\n,。]{0,12}?(?P<year>20\d\d)年[^\n,。]{0,16}(?:回顾|总结|完成情况|执行情况|工作成效)[^\n,。]{0,6}$", re.M
)
_HOLIDAY = re.compile(rf"{holidays.NAMES}|春运|暑")
REPORT_HEAD = 6000  # code points within which a report names the year it looks back on


def document_time(title: str, text: str, context: Context) -> Time | None:
    """What the bulletin as a whole is about: the title's words of time, else the lead's."""
    if "政府工作报告" in title or "政府工作报告" in text[:200]:
        year = _reviewed(text, context.published_on)
        return Time(0, 0, date(year, 1, 1), date(year, 12, 31), "year", "own")
    for time in scan(title, context):
        if time.role == "own" and time.grain in ("year", "half", "quarter", "month", "span"):
            return time
        if time.grain == "days" and time.role == "own" and _HOLIDAY.search(title, time.start, time.end):
            return time  # 2024年春运圆满结束
    if m := _REPORTED.search(text, 0, 700):  # 《2014年…监测公报》: the year that is reported on
        year = int(m["year"])
        return (
            Time(0, 0, date(year, 1, 1), date(year, 12, 31), "year", "own")
            if year < context.published_on.year
            else None
        )
    return None


def _reviewed(text: str, published: date) -> int:
    """The year that a work report looks back on: its heading's, else the one that is ending or has just ended."""
    for m in _REVIEW_HEADING.finditer(text, 0, REPORT_HEAD):
        if published.year - 1 <= int(m["year"]) <= published.year:
            return int(m["year"])
    return published.year if published.month >= 11 else published.year - 1


class Timeline:
    """The words of time of one text, asked by position; every question costs a bisection."""

    def __init__(self, times: list[Time]) -> None:
        self.times = times
        self._starts = [t.start for t in times]

    def before(self, position: int, floor: int, roles: tuple[str, ...] = ("own",)) -> Time | None:
        """The last one that starts in [floor, position) with one of the roles; looks at no more than 24."""
        starts, i = self._starts, bisect_left(self._starts, position) - 1
        last = i - 24 if i > 23 else -1
        while i > last and starts[i] >= floor:
            if self.times[i].role in roles:
                return self.times[i]
            i -= 1
        return None

    def at(self, position: int) -> Time | None:
        """The one that starts at `position` or right after it."""
        i = bisect_left(self._starts, position)
        return self.times[i] if i < len(self._starts) and self._starts[i] <= position + 1 else None

    def between(self, start: int, end: int) -> list[Time]:
        """Those that start in [start, end), at most 24 and the last ones."""
        i, j = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return self.times[max(i, j - 24) : j] if i < j else []


def settle(time: Time | None, stock: bool, target: bool, context: Context) -> Period:
    """The period of a figure: a stock stands at the last day, a flow in a running period ends at publication."""
    published = context.published_on
    if time is None:
        return Period(None, published)
    last = time.last or published
    if last > published and not target:
        last = published
    if stock or time.first is None:
        return Period(None, last)
    first = time.first
    return Period(first if first <= last else None, last)
