"""Words of time, read from the publication date → spans of days, and the part each plays beside a figure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from indicators.extraction import holidays
from indicators.extraction.days import FOUNDED, day_after, day_before, days_of, month_end, number_of
from indicators.extraction.records import Context
from indicators.extraction.roles import BASE_BEFORE, POINT_BEFORE, RECORD_SINCE, TIMES_BEFORE, role_of
from indicators.extraction.sentences import HEADING_LENGTH

# roles: own (says when), base (is compared with), origin (從…), report (when something was said), name (inside a title)
DAY_GRAINS = frozenset({"day", "clock"})


class Time(NamedTuple):
    """`first` is None for a stock's day; `grain` is how wide the words are."""

    start: int
    end: int
    first: date | None
    last: date | None
    grain: str
    role: str

    @property
    def years(self) -> int:
        return self.last.year - self.first.year + 1 if self.first and self.last else 1


_N = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九两])"
_MONTH = (
    r"(?<!\d)(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|(?<![万亿千百十美日欧\d])元(?=\s?(?:-{1,2}|~|至|到|月)))"
)
_DAYNO = r"(?:[12]\d|3[01]|0?[1-9])"
_HOUR = r"(?:\d{1,2}[时点](?:\d{1,2}分)?)"
_TO = r"\s?(?:-{1,2}|~|至|到)\s?"
_SUFFIX = (
    rf"(?P<half>(?:上|下)半年)|(?P<first_quarters>(?:前|头)[两二三]个季度)|(?P<whole>全年|年度|(?<![一两三四五六七八九十几数\d])年内)|(?P<mid>前三个?季度|[1一]{_TO}[3三]季度)"
    rf"|(?P<quarter>第[一二三四]个季度|(?<!连续)(?:第?[一二三四]|[1-4])季度)"
    rf"|(?P<first_months>(?:前|头){_N}个?月)"
    rf"|(?P<months>(?P<m1>{_MONTH})\s?月?(?:份)?{_TO}(?P<m2>{_MONTH})\s?月(?:份)?(?!\d*日))"
    rf"|(?P<day>(?P<dm>{_MONTH})\s?月\s{{0,2}}(?P<dd>{_DAYNO})\s{{0,2}}[日号](?:{_HOUR}?{_TO}(?:(?P<dm2>{_MONTH})月)?(?P<dd2>{_DAYNO})[日号]{_HOUR}?)?)"
    rf"|(?P<month>(?P<m>{_MONTH})\s?月(?:份)?(?!季)(?P<ten>上旬|中旬|下旬)?(?:当月)?)"
    r"|(?P<same>同期)"
)
_YEAR = (
    r"(?<!\d)(?:19|20)\d\d(?:\s?年度?|(?=[上下]半年))|二零[零一二三四五六七八九]{2}年"
    r"|(?:今|去|前|明|本|(?<![线网路海岸陆])上|当|同|次)年度?|上一年|这一年(?=[里,])|过去(?:的)?一年"
)
_DAYS_OFF = r"(?:小长假|黄金周|节?假期|节?长假|节?假日|节?期间)"
# Where words of time may begin, by their first two characters: the long pattern is tried nowhere else.
_CN = "一二三四五六七八九十两"
_BEGINS = re.compile(
    rf"[0-9以党改今昨去前明本上下当同次全年月{_CN}头过近第目现如眼至迄截这此国春元端清中暑新历连数未“](?:"
    r"(?<=新)(?=中国成立)|(?<=[今未])(?=后|来)|(?<=[近连])(?=[年日些几])|(?<=[历数])(?=年来)|(?<=一)(?=直以来)|(?<=这)(?=[些几]年)|"
    r"(?<=[0-9])(?=\d{0,3}\s{0,2}[年月日季个上下:~至到多余份-]|\d{3}[-./])"
    rf"|(?<=[{_CN}])(?=[\s年月份季个多余零大~至到{_CN}-])"
    rf"|(?<=[今昨去前明本上当同次全])(?=[年月期半前天日周一\d{_CN}])"
    rf"|(?<=[以党改下年月头过近第目现如眼至迄截这此国春元端清中暑])(?=[来的革半度内末底初中去在已今下前至到~运庆节旦午明秋期假\d{_CN}-])"
    r"|(?<=“)(?=[十七八九国中五春元端清暑]))"
)
_TIME = re.compile(
    r"(?:"
    r"(?P<stamp>(?:19|20)\d\d(?P<sep>[-./])\d{1,2}(?P=sep)\d{1,2}(?!\d)(?:\s++\d{1,2}:\d\d(?::\d\d)?)?)"
    r"|(?P<long>(?P<ly1>(?:19|20)\d\d)年(?P<lm1>\d{1,2})月(?:份)?\s?(?:-{1,2}|~|至|到)\s?(?P<ly2>(?:19|20)\d\d)年(?P<lm2>\d{1,2})月(?:份)?(?!\d*日))"
    r"|(?P<clock>(?<![\d:.])\d{1,2}:\d\d(?::\d\d)?(?![\d:]|\.\d))"
    rf"|(?P<span>(?<!\d)(?P<y1>(?:19|20)\d\d)\s?年?{_TO}(?P<y2>(?:19|20)\d\d)(?:\s?年(?:度|间|期间)?))"
    r"|(?P<plan>[“\"]?(?P<five>十[一二三四五六七]?|[七八九])五[”\"]?(?P<planpart>时期|期间|以来|末|初|前[一二三四]年))"
    rf"|(?:(?P<hy>(?:(?:19|20)\d\d年|今年|去年)的?)?[“\"]?(?P<holiday>(?:{holidays.NAMES})(?=[”\"]?{_DAYS_OFF})|暑[期假](?!档|班|托|作业|工|社会|实践)|暑运(?!工作|办|前|首|最|方案)|春运(?=期间|以来|,|。|已|圆满|正式|共|全国|全[省市])|(?<=[年个])春运(?!工作|办|前|首|最))[”\"]?{_DAYS_OFF}?(?:期间)?)"
    rf"|(?:(?:(?P<year>{_YEAR})\s?)?(?:{_SUFFIX}))"
    rf"|(?P<only>{_YEAR}|本月|上月|当月)"
    rf"|(?P<years>(?:过去|近|最近|这|此前)?(?P<ny>(?<!\d){_N})(?:多|余)?年(?!以?来?的?(?:新高|新低|最|同期|首))(?:来|间|累计|以来|里|(?=转移|共|新增|完成|解决|建成)))"
    rf"|(?P<lastyears>(?:过去|近|最近|这)(?:的)?(?P<ny2>{_N})年(?!来?的?(?:新高|新低|最|同期|首)))"
    rf"|(?P<nextyears>(?:今后|未来|接下来)(?:的)?(?P<ny3>{_N})年)"
    r"|(?P<now>截至目前|截至发稿|截至当前|到目前为止|目前|当前|(?<![出呈体实展])现在|如今|眼下|(?<!截)至今|迄今|现已|截至今天|眼前)"
    r"|(?P<lately>近(?:些|几|两)?年来|近年(?=,)|这[些几]年来?(?!的)|[历数]年来|一直以来|连日来?(?!的)|近[日期]以?来)"
    r"|(?P<week>(?:本|上一?)周(?![边围年期刊密到岁一二三四五六日末天]))"
    r"|(?P<dayword>昨[天日]|今[天日](?!头条|日头)|前[天日](?!数)|明天(?=起|开始|[^。;]{0,16}将))"
    r"|(?P<edge>年[末底初中]|月[末底])"
    r"|(?P<dayonly>(?<![\d-])(?:[12]\d|3[01]|0?[1-9])\s{0,2}日(?![元均产]))"
    r"|(?P<event>党的十[八九]大|党的二十大|十[八九]大|二十大|改革开放|新中国成立)(?:召开|\d{1,2}余?年)?(?P<early>初期?|之初)?(?(early)|以来)"
    r"|(?P<onward>以来)"
    r")(?P<point>(?:年)?[末底](?!子|层|线|部|座|气|蕴|端|色)|年?初(?!步|中|级|始|期|心|创))?(?P<since>(?:开年)?以来|起(?!来|步|到|飞)|至今|开始)?"
)
_THIS_YEAR = frozenset(["本年", "本年度", "当年"])
_TILL = re.compile(r"(?:开始|起|启动|开幕)?,?(?:持续|一直)?[至到]")
_CUMULATED = re.compile(
    r"(?:份)?,?[^,。;:\d]{0,24}累计(?=完成|实现|征收|入库|支出|收入|投资|生产|增[长幅]|同比|下降|销售|发电|用电|发送|进出口|出口|进口)"
)
_UNTIL_BEFORE = re.compile(r"(?:到|至)$")
EVENTS = {
    "党的十八大": date(2012, 11, 8), "十八大": date(2012, 11, 8), "党的十九大": date(2017, 10, 18),
    "十九大": date(2017, 10, 18), "党的二十大": date(2022, 10, 16), "二十大": date(2022, 10, 16),
    "改革开放": date(1978, 12, 18), "新中国成立": date(1949, 10, 1),
}  # fmt: skip

_FIRST_HALF = re.compile(r"[^上]*上半年")
_REVIEW = re.compile(r"回顾|总结|完成情况|执行情况|工作成效|目标|重点任务|主要任务|工作安排|工作打算|工作部署")


def scan(
    text: str,
    context: Context,
    doc_year: int | None = None,
    start: int = 0,
    end: int | None = None,
    doc_month: date | None = None,
) -> list[Time]:
    """All words of time in the normalised text, in order, each with its days and its part.

    `doc_year` is the year that the bulletin is about; bare months are read in it. `doc_month` is a day of the month that
    it is about: 本月 in a report written after the month's end."""
    found: list[Time] = []
    year_here, year_before, year_heading, paragraph_end = 0, 0, 0, -1
    end = len(text) if end is None else end
    titles = iter(_title_spans(text, start, end))
    title = next(titles, None)
    previous: Time | None = None
    latest: Time | None = None
    until: Time | None = None  # the day up to which a paragraph has told
    ever: Time | None = None  # 上年同期 may rest on a time said paragraphs before
    begun = 0  # the year since which the text has told
    done = start
    for begins in _BEGINS.finditer(text, start, end):
        s = begins.start()
        if s < done or (m := _TIME.match(text, s, end)) is None:
            continue
        e = done = m.end()
        if s > paragraph_end:
            paragraph = text.rfind("\n", start, s) + 1
            paragraph_end = text.find("\n", s)
            paragraph_end = len(text) if paragraph_end < 0 else paragraph_end
            heading = paragraph_end - paragraph <= HEADING_LENGTH and text[paragraph_end - 1] not in "。;,|"
            year_here, previous, latest, until = 0, None, None, None
        while title is not None and title[1] <= s:
            title = next(titles, None)
        inside = title is not None and title[0] <= s < title[1]
        if latest and m["onward"] and "。" in text[latest.end : s] and not FOUNDED.search(text, max(0, s - 6), s):
            latest = None  # 疫情以来 has nothing to do with a time of another sentence
        onward = m["onward"] or (m["now"] == "至今" and FOUNDED.search(text, max(0, s - 6), s))
        time = _read(
            m,
            text,
            context,
            year_here or year_heading or doc_year or 0,
            latest if onward else (previous or ever),
            inside,
        )
        if onward and time and latest and latest.start < time.start and latest.grain != "since":
            found[-1] = found[-1]._replace(role="name") if found and found[-1] is latest else found[-1]
        if time is None:
            continue
        if doc_month and m["only"] in ("本月", "上月"):
            month = doc_month if m["only"] == "本月" else doc_month.replace(day=1) - timedelta(days=1)
            time = time._replace(first=month.replace(day=1), last=month_end(month.year, month.month))
        if (opened := _till(found, time, text)) is not None:
            found.pop()
            time = Time(opened.start, e, opened.first, time.last, "days", "own")
        if m["month"] and not m["ten"] and time.role == "own" and _CUMULATED.match(text, e):
            time = time._replace(first=date(time.last.year, 1, 1) if time.last else None)  # 4月,收入累计完成…
        if until and until.grain != "since" and (s - until.start > 300 or text.find("。", until.start, s) >= 0):
            until = None
        if time.grain == "since" and until and time.last == context.published_on:
            time = time._replace(last=until.last)  # 截至12月10日,今年以来…
        elif (
            m["only"] in _THIS_YEAR
            and (said := until or previous)
            and said.last
            and time.last
            and said.last < time.last
            and said.last.year == time.last.year
            and (said is until or said.grain in ("month", "quarter", "half", "since"))
            and text.find("。", said.start, s) < 0
        ):
            time = time._replace(last=said.last)  # 截至10月,…,本年到位资金9亿元
        elif time.grain == "point" and time.last and POINT_BEFORE.search(text, max(0, s - 4), s):
            if (since := _begun(found, text, s)) is not None:
                found[-1] = found[-1]._replace(role="name")  # 今年截至3月29日; 今年以来,截至3月29日
                time = time._replace(first=since, grain="since")
            until = time
        counted = number_of(m["ny"] or m["ny2"]) if m["years"] or m["lastyears"] else 0
        if counted > 1 and time.grain == "span" and begun and context.published_on.year - begun + 1 == counted:
            late = context.published_on.month >= 11  # as the year ends, the term ends with it
            last = date(context.published_on.year, 12, 31) if late else context.published_on
            time = time._replace(first=date(begun, 1, 1), last=last)  # 2016年以来,…。五年来,…
        elif time.grain == "since" and time.first and (time.first.month, time.first.day) == (1, 1):
            begun = time.first.year
        if found and found[-1].role == "base" and time.role == "own" and text[found[-1].end : s] in ("、", "和", "与"):
            time = time._replace(role="base")  # 较去年同期、去年全年
        found.append(time)
        if m["onward"]:
            year_here = year_before  # 2020年疫情以来 sets no year for what follows
        if time.role in ("own", "origin", "local") and time.grain != "now":
            year_before = year_here
            if m["year"] or m["only"] or m["span"]:
                year_here = (time.last or context.published_on).year
                if heading and not m["span"] and (paragraph > start or _REVIEW.search(text, e, paragraph_end)):
                    year_heading = year_here
            if time.role == "own" and time.grain not in DAY_GRAINS:
                previous = ever = time
        if time.grain not in ("now", "clock") and time.role != "name":
            latest = time
    return found


def _begun(found: list[Time], text: str, position: int) -> date | None:
    """The first day that stands right before 截至…: of this year, or since a day."""
    said = found[-1] if found else None
    if said is None or said.role != "own" or said.first is None or said.grain not in ("year", "since"):
        return None
    return said.first if text[said.end : position] in ("截至", "截止", "截至到", ",截至", ",截止") else None


def _till(found: list[Time], time: Time, text: str) -> Time | None:
    """从1月28日开始,至3月8日结束: the day before that the span began with."""
    begun = found[-1] if found else None
    if time.grain != "day" or begun is None or begun.grain not in ("day", "since") or time.start - begun.end > 8:
        return None
    in_order = begun.first is not None and time.last is not None and begun.first <= time.last
    return begun if in_order and _TILL.fullmatch(text, begun.end, time.start) else None


_TITLE = re.compile(r"《[^《》\n]{1,80}》")


def _title_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [m.span() for m in _TITLE.finditer(text, start, end)]


def _read(
    m: re.Match[str], text: str, context: Context, year_here: int, previous: Time | None, in_title: bool
) -> Time | None:
    s, e = m.span()
    published = context.published_on
    before, after = text[max(0, s - 4) : s], text[e : e + 3]
    if m["onward"] or (m["now"] == "至今" and FOUNDED.search(text, max(0, s - 6), s)):
        said = previous.first if previous else None  # 上线以来: since the time said last
        role = "name" if RECORD_SINCE.match(text, e) else "own"
        return Time(s, e, said, published, "since", role) if said else None
    if m["event"]:
        begun = EVENTS[m["event"]]
        if m["early"]:
            base = BASE_BEFORE.search(before) or text.startswith("的", e) and TIMES_BEFORE.search(before)
            return Time(s, e, None, date(begun.year, 12, 31), "point", "base" if base else "own")
        return Time(s, e, begun, published, "since", "own") if begun < published else None
    if m["now"] or m["lately"]:  # 近年来: of no first day that could be named
        return Time(s, e, None, published, "now", "own")
    if m["dayonly"]:
        day = day_before(int(m["dayonly"][:-1]), published)
        if day and text.startswith("将", e) and (day := day_after(day)) is None:
            return None
        point = bool(POINT_BEFORE.search(before))
        if day is None:
            return None
        role = "own" if day > published else "report"
        return Time(s, e, None, day, "point", "own") if point else Time(s, e, day, day, "day", role)
    if m["dayword"]:
        back = {"昨": 1, "前": 2, "明": -1}.get(m["dayword"][0], 0)
        day = published - timedelta(days=back)
        return Time(s, e, day, day, "day", "own" if day > published else "report")
    if m["week"]:
        monday = published - timedelta(days=published.weekday())
        if m["week"][0] == "上":
            return Time(s, e, monday - timedelta(days=7), monday - timedelta(days=1), "days", "own")
        return Time(s, e, monday, published, "days", "own")
    if m["stamp"] or m["clock"]:
        return Time(s, e, published, published, "clock", "report")
    days = days_of(m, context, year_here, previous, before)
    if days is None:
        return None
    first: date | None
    first, last, grain = days
    role = "name" if in_title else role_of(m, before, after, text, e, grain)
    if m["since"] or (m["plan"] and m["planpart"] == "以来"):
        if text.startswith("连续", e):
            role = "local"  # 自去年11月以来连续12个月增长: said in passing
        if role != "local":
            role = "name" if role == "name" or RECORD_SINCE.match(text, e) else "own"
        if not (grain == "half" and last <= published and _FIRST_HALF.match(m[0])):
            last, grain = published, "since"  # 上半年以来, said when it is over, is the half-year
    elif m["point"] or m["edge"] or POINT_BEFORE.search(before):
        if m["point"] and "初" in m["point"] or (m["edge"] and m["edge"] == "年初"):
            last = date(days[0].year - 1, 12, 31) if role == "base" else days[0]
        first, grain = None, "point"
    elif _UNTIL_BEFORE.search(before) and role == "own" and grain == "year" and last > published and text[s].isdigit():
        first, grain = None, "point"
    return Time(s, e, first, last, grain, role)
