"""What a bulletin as a whole tells of, decided once from title and lead: an event on its days, or what a year is planned to bring."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from indicators.extraction import plans
from indicators.extraction.bodies import FAIRS
from indicators.extraction.days import number_of
from indicators.extraction.periods import Time
from indicators.extraction.records import Context
from indicators.extraction.timeline import Timeline

REACH = 1500  # code points within which a report says how long an event lasts
_LONGEST_FAIR = 62  # days
_LEAD = 500  # code points in which it is announced
_SENTENCE = 200
_KINDS = (
    rf"(?:{FAIRS}|[\u4e00-\u9fff](?:博会|交会|洽会|贸会|展会)|对接会|募捐|义卖|义诊|庙会|灯会|花展|书市|丰收节|消费节"
    r"|(?:签约|开工|奠基|揭牌|揭幕|启动|竣工|投产|通车|开业|开园|授牌|颁奖|交付|首发|捐赠|发放)(?:仪式|活动|大会|式))"
)
_KIND = re.compile(_KINDS)
_NAMES_EVENT = re.compile(rf"(?:20\d\d|今)年度?[^,。:;!\s\d]{{0,24}}?{_KINDS}(?!成交|情况|成果|签约|总结|工作)")
_CLOSES = re.compile(r"闭幕|落幕|落下帷幕|圆满结束|圆满收官|收官|落下大幕|胜利结束|圆满闭会")
_OPENS = re.compile(
    r"开幕|开跑|开赛|开演|开锣|鸣枪|打响|启幕|拉开[帷大序]幕|开馆|举行|举办|召开|启动|开展(?!示|销|开)|亮相"
)
# what happens on one day without being called by a name
_HAPPENS = re.compile(
    r"(?:正式|集中|同时|顺利|全面|隆重|现场|成功|同步|举行|盛大)(?:签约|开工|开建|动工|投产|竣工|奠基|揭牌|通车|启用|投用|开业|开园|交付)"
)
_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_LASTS = re.compile(
    rf"(?:为期|历时|会期|展期|持续)(?:了|共|为)?(?P<n>{_N})个?(?:天|日)|(?P<m>{_N})天(?:时间|展期)?(?:的|里|中|内)"
)
_ANNOUNCED = re.compile(r"(?:将|定|拟)(?:于|在)$")
_SPOKEN = re.compile(r"记者|获悉|据|了解到|发布会|通报|截[至止]")
_OPENING = re.compile(r"开幕(?:式|首日|当[天日])|首日")
_CLOSING = re.compile(r"闭幕(?:式|当[天日])")

_YEAR = r"(?:今年|明年|20\d\d年|全年|年内|本年度?)"
_PLAN_TITLE = re.compile(
    r"民生实事|实事(?:项目|工程)|工作要点|重点工作(?!完成|进展)|(?:投资|建设|工作|行动|供应|发展|项目)计划|预期目标|目标任务|(?:行动|实施|工作)方案"
    rf"|{_YEAR}[^,。;]{{0,12}}(?:将|拟|计划|力争)"
)
_PLAN_LEAD = re.compile(
    rf"{_YEAR}[^。;\d]{{0,24}}?(?P<word>将|计划|拟|力争|(?:安排|确定|谋划|部署)(?:了|实施)?[^,。;\d]{{0,12}}(?:实事|项目|工程|任务|目标))"
)
_SETS = re.compile("安排|确定|谋划|部署")
_PAST_LEAD = re.compile(r"已|截[至止]|累计|实际|超额|回顾|总结|以来|目标任务的|上半年|季度|(?<!\d)\d{1,2}月")
_NO_PLAN = re.compile(
    r"完成|进展|实现|超额|已|成效|回顾|总结|审查|执行|突破|增长|下降|落实|兑现|提前|过半|达到|收官|落幕"
)


class Frame(NamedTuple):
    """`kind` is event, ahead (an event to come) or plan, or empty; an event has days, and `several` of them where it is a fair; a plan has a year."""

    kind: str = ""
    time: Time | None = None
    several: bool = False


def frame(text: str, title: str, timeline: Timeline, context: Context, titled: bool) -> Frame:
    """The frame of a bulletin; one whose title names a period (`titled`) is no report of an event."""
    event = None if titled else _event(text, title, timeline, context.published_on)
    return event or _plan(text, title, context) or Frame()


def _event(text: str, title: str, timeline: Timeline, published: date) -> Frame | None:
    """A fair or a ceremony: the lead's sentence on it gives its first and last day, or one day and how long it lasts."""
    for time in timeline.between(0, _LEAD):
        if time.grain not in ("day", "days") or time.role == "name" or time.first is None or time.last is None:
            continue
        if (time.last - time.first).days > _LONGEST_FAIR:
            continue  # 2018年11月至2020年11月,举行11批开工活动: many events, each on its own day
        start = max(text.rfind("。", 0, time.start), text.rfind("\n", 0, time.start)) + 1
        stop = text.find("。", time.end, time.end + _SENTENCE)
        stop = stop if stop >= 0 else time.end + _SENTENCE
        if time.first > published:
            named = _KIND.search(text, start, stop) and _OPENS.search(text, time.end, stop)
            if named and _ANNOUNCED.search(text, max(start, time.start - 6), time.start):
                return Frame("ahead", time._replace(grain="event"))
            return None
        named = _KIND.search(text, start, stop)
        closes = named and _CLOSES.search(text, start, stop)
        opens = named and _OPENS.search(text, start, stop)
        happens = _HAPPENS.search(text, start, stop)
        if not (closes or opens or happens) or not (_KIND.search(title) or _KIND.search(text, 0, 120) or happens):
            continue
        if time.grain == "days":
            return Frame("event", time._replace(grain="event"), True)
        lasted = _days_of(text) if closes or opens else 1
        if lasted > 1:
            last = time.last if closes else time.first + timedelta(days=lasted - 1)
            return Frame(
                "event", time._replace(first=last - timedelta(days=lasted - 1), last=last, grain="event"), True
            )
        if not _said(text, start, time):
            return Frame("event", time._replace(grain="event"))
    return None


def names_event(title: str) -> bool:
    """举行2020年第三批项目开工仪式: the title's year is part of what an event is called."""
    return bool(_NAMES_EVENT.search(title))


def _said(text: str, start: int, day: Time) -> bool:
    """3月5日,记者获悉: somebody speaks that day."""
    comma = text.find(",", day.end + 1, day.end + 40)
    return bool(_SPOKEN.search(text, max(start, day.start - 16), day.end + 40 if comma < 0 else comma))


def _days_of(text: str) -> int:
    found = _LASTS.search(text, 0, REACH)
    number = number_of(found["n"] or found["m"]) if found else 1
    return number if 1 < number < 40 else 1


def _plan(text: str, title: str, context: Context) -> Frame | None:
    """今年将办好十件民生实事, 某年工作要点: what has no time of its own and is not told as done is of the plan's year."""
    body = text.find("\n", 0, 60) + 1
    body = 0 if "。" in text[:body] or "," in text[:body] else body  # past a headline
    stop = text.find("。", body, body + _SENTENCE)
    lead = text[body : stop if stop >= 0 else body + _SENTENCE]
    aim = _PLAN_TITLE.search(title) or plans.is_plan(title) in ("将", "拟", "力争")
    by_title = aim and not _NO_PLAN.search(title)
    if not by_title and (not _lays_out(lead) or _NO_PLAN.search(title)):
        return None
    said = re.search(r"20\d\d(?=年)", title) or re.search(r"20\d\d(?=年)", lead)
    published = context.published_on
    year = int(said[0]) if said else published.year + ("明年" in title + lead)
    if year < published.year or year > published.year + 1:
        return None
    return Frame("plan", Time(0, 0, date(year, 1, 1), date(year, 12, 31), "year", "own"))


def _lays_out(lead: str) -> bool:
    """今年,某市将投资12亿元…, 今年确定实施重点项目18个: the lead's first word on the year is a plan's."""
    found = _PLAN_LEAD.search(lead)
    if found is None or _PAST_LEAD.search(lead):
        return False
    words = lead[found.start() : found.end() + 4]
    return bool(_SETS.match(found["word"])) or plans.is_plan(words).endswith(("将", "拟", "力争", "计划"))


def day_within(event: Time, words: str) -> date | None:
    """开幕式当天, 闭幕式上: the one day of an event that the words name."""
    if _OPENING.search(words):
        return event.first
    return event.last if _CLOSING.search(words) else None
