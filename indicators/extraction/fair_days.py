"""Fairs, games and festivals that last some days: the days that a report on one is about."""

from __future__ import annotations

import re
from datetime import date, timedelta

from indicators.extraction.periods import Time, number_of
from indicators.extraction.timeline import Timeline

REACH = 1500  # code points within which the report says how long it lasts
_LEAD = 500
_FAIR = (
    r"(?:博览会|展览会|展销会|交易会|洽谈会|贸易会|订货会|采购会|招聘会|交流会|展示会|农展会|[\u4e00-\u9fff](?:博会|交会|洽会|贸会|展会)"
    r"|文化节|艺术节|旅游节|美食节|采摘节|购物节|电影节|音乐节|啤酒节|丰收节|消费节|车展|书展|花展|灯会|庙会|书市|论坛|运动会|赛事|大赛|锦标赛)"
)
_NAMED = re.compile(_FAIR)
_CLOSES = re.compile(r"闭幕|落幕|落下帷幕|圆满结束|圆满收官|收官|落下大幕|胜利结束|圆满闭会")
_OPENS = re.compile(r"开幕|启幕|拉开[帷大序]幕|开馆|举行|举办|召开|开展(?!示|销|开)|亮相")
_N = r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})"
_LASTS = re.compile(
    rf"(?:为期|历时|会期|展期|持续)(?:了|共|为)?{_N}个?(?:天|日)|{_N.replace('<n>', '<m>')}天(?:时间|展期)?(?:的|里|中|内)"
)


def held(text: str, title: str, timeline: Timeline, published: date) -> Time | None:
    """The days of the fair that title or lead names, where the lead says when it closed or opened and the text how long
    it lasted, or where the lead gives first and last day."""
    lead = text[:_LEAD]
    if not _NAMED.search(title) and not _NAMED.search(lead[:120]):
        return None
    for time in timeline.between(0, _LEAD):
        if time.grain not in ("day", "days") or time.role == "name" or time.first is None or time.last is None:
            continue
        if time.first > published:
            return None  # what is announced has shown and sold nothing yet
        start = max(text.rfind("。", 0, time.start), text.rfind("\n", 0, time.start)) + 1
        stop = text.find("。", time.end, time.end + 160)
        stop = stop if stop >= 0 else time.end + 160
        if not _NAMED.search(text, start, stop):
            continue
        closes, opens = _CLOSES.search(text, start, stop), _OPENS.search(text, start, stop)
        if time.grain == "days":
            if closes or opens:
                return Time(time.start, time.end, time.first, time.last, "fair", "own")
            continue
        if not closes and not opens:
            continue
        if lasted := _days_of(text):
            last = time.last if closes else time.first + timedelta(days=lasted - 1)
            first = last - timedelta(days=lasted - 1)
            return Time(time.start, time.end, first, last, "fair", "own")
    return None


def _days_of(text: str) -> int:
    found = _LASTS.search(text, 0, REACH)
    number = number_of(found["n"] or found["m"]) if found else 0
    return number if 1 < number < 40 else 0


def day_of(fair: Time, words: str) -> date | None:
    """开幕式当天, 闭幕式上: one day of the fair's."""
    if re.search(r"开幕(?:式|首日|当[天日])|首日", words):
        return fair.first
    return fair.last if re.search(r"闭幕(?:式|当[天日])", words) else None
