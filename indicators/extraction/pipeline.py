"""The one pass: text in, records out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from indicators.extraction import announcing, figures, tables
from indicators.extraction.confidence import Around
from indicators.extraction.figures import Left, Mention
from indicators.extraction.frames import Frame, frame, names_event
from indicators.extraction.normalise import width
from indicators.extraction.periods import DAY_GRAINS, Time, scan
from indicators.extraction.places import Gazetteer, gazetteer
from indicators.extraction.reading import Sentence
from indicators.extraction.records import Context, Record
from indicators.extraction.sentences import HEADING_LENGTH, Breaks, Line, blocks, lines, sentences
from indicators.extraction.state import Named, Section, State
from indicators.extraction.timeline import Timeline, document_time
from indicators.extraction.whom import Whom

_PLAN_HEADING = re.compile(
    r"(?:目标|工作安排|重点工作|主要任务|总体要求|工作建议|下一步|展望|重点任务|(?:年|来年)主要工作|工作重点|工作部署|工作打算|工作计划|工作思路|总体部署)"
)
_PLAN_ALONE = re.compile(
    r"(?:预期目标|主要目标|发展目标|目标任务|工作安排|主要任务|重点任务|工作打算|工作计划|工作部署|下一步工作|下步工作)\s*$"
)
_PAST_HEADING = re.compile(r"回顾|总结|完成情况|主要成效|运行情况|成绩|执行情况|实现|进展")
_GOES_ON = re.compile(r"\s*(?:其中|分\w{1,4}看|此外|另外|同时)")
_WHOLE_HEADING = re.compile(r"全[省市区县州国]|总体|合计|综合")
# what a paragraph of a review begins with
_REVIEW_LEAD = re.compile(
    r"\s*(?:回顾|总结|刚刚|各位代表[,!!])?(?P<time>(?:过去|这|近)?的?(?:[两三四五]年来|[一两三四五]年|[两三四五]年间)"
    r"|(?:刚刚)?过去的(?:20\d\d年|一年)|20\d\d年是[^,。]{2,20}的一年|“?十[三四五六]五”?(?:时期|期间|以来))"
    r"(?:的?(?:工作|成绩|成就|时间)?里?)?(?=,|是|我|全|,)"
)
_TERM = re.compile(
    r"[三四五]年(?:来|间)|年均|累计|由?从?20\d\d年的?[^,。;]{1,14}(?:提升|提高|增长?|增加|下降|降|减少|扩大|上升)[到至]"
)
_SHORT = frozenset({"month", "quarter", "half", "days", "day"})
_EXPECTED = re.compile(
    r"(?:^|[,。:;\n])(?:初步)?(?:预计|预测|统计|测算|核算)[:,]?(?:今年|20\d\d年)?[:,]?(?:可|将)?(?:全[省市县区州旗镇年]|地区生产总值|实现|完成|达到)"
)
_ONE_YEAR = re.compile(r"[这过]去?的?一年|同比|比上年|较上年|全年")
LEAD_OPENS = 300  # where its figures must begin to be dated by a sentence without figures before them
_LIST_LEVEL = 8  # of the section that a list of aims is: any heading ends it
_REPORT = re.compile("政府工作报告|年(?:度)?工作(?:总结|回顾|报告)")
_OPENING = 8  # code points before a time that opens a sentence: 刚刚过去的上半年
_SAYS = re.compile(r"获悉|显示|了解|据|[发公]布|介绍|通报|统计|消息|记者|表示|指出|透露|报道|数据|本报讯|电\)?|称")
LEAD = 600  # code points that may hold a bulletin's lead


def extract(text: str, context: Context) -> list[Record]:
    """Records in text order; offsets count code points of `text`, end exclusive."""
    return list(stream(text, context))


def stream(text: str, context: Context) -> Iterator[Record]:
    """As `extract`, each record as soon as it is settled: what a long text costs is then its own length."""
    return _Passage(text, context).records()


def read(text: str, context: Context) -> tuple[list[Record], list[Mention], list[Left], list[Time]]:
    """The records with everything that was found on the way, for accounting and explaining."""
    passage = _Passage(text, context, keep=True)
    return list(passage.records()), passage.mentions, passage.left, passage.times


class _Passage:
    """One text, read block by block so that a long one needs little memory besides its records."""

    def __init__(self, text: str, context: Context, keep: bool = False) -> None:
        self.raw, self.text, self.context, self.keep = text, width(text), context, keep
        self.mentions: list[Mention] = []
        self.left: list[Left] = []
        self.times: list[Time] = []

    def records(self) -> Iterator[Record]:
        text, context = self.text, self.context
        doc = document_time(width(context.title or _first_line(text)), text, context)
        year = doc.last.year if doc and doc.last and doc.last.year < context.published_on.year else None
        month = doc.last if doc and doc.grain == "month" and doc.last and doc.last < context.published_on else None
        reader = Reader(self.raw, text, context, doc)
        for start, end in blocks(text):
            times = scan(text, context, year, start, end, month)
            mentions, left = figures.find(text, self.raw, times, start, end)
            if start == 0 and reader.doc is None:
                reader.doc = lead = _lead_time(text, times, mentions)
                if lead and lead.last and lead.last.year < context.published_on.year and text[lead.start].isdigit():
                    year = lead.last.year  # bare months and 年末 below are of that year
                    times = scan(text, context, year, start, end, month)
                    mentions, left = figures.find(text, self.raw, times, start, end)
            if start == 0:
                headline = width(context.title or _first_line(text))
                titled = reader.titled and not names_event(headline)
                reader.set_frame(frame(text, headline, Timeline(times), context, titled))
                reader.whom = Whom(text, headline, reader.places, context)
            if self.keep:
                self.mentions += mentions
                self.left += left
                self.times += times
            yield from reader.block(start, end, times, mentions)


def _lead_time(text: str, times: list[Time], mentions: list[Mention]) -> Time | None:
    """The time that governs the first figure of the bulletin's first lines; a headline without one is passed over."""
    timeline, done = Timeline(times), 0
    for m in mentions:
        if m.start < done:
            continue
        if m.start > LEAD:
            return None
        start, done = text.rfind("\n", 0, m.start) + 1, text.find("\n", m.start)
        done = len(text) if done < 0 else done
        time = timeline.before(m.start, start) or (timeline.before(start, 0) if start < LEAD_OPENS else None)
        if time and time.grain in ("year", "half", "quarter", "month", "span", "days"):
            return time if _opens(text, time) else None
        if time and time.grain == "since" and text.startswith("以来", time.start):
            return time  # 自6月份开展专项行动以来: all that follows is of the action
        if done - start > HEADING_LENGTH or "。" in text[start:done]:
            return None
    return None


def _opens(text: str, time: Time) -> bool:
    """上半年,…; 记者获悉,上半年…: what a lead says first, or has from somebody, is what the bulletin is about; not what
    comes up on the way (某产业园位于某村,2021年投资建成; “今年收成好”)."""
    start = max(text.rfind("。", 0, time.start), text.rfind("\n", 0, time.start)) + 1
    before = text[start : time.start]
    if before.count("“") > before.count("”"):
        return False
    return len(before.strip()) < _OPENING or bool(_SAYS.search(before))


def _within(year: Time, term: Time) -> bool:
    return bool(year.last and term.first and term.last and term.first <= year.last <= term.last)


def _first_line(text: str) -> str:
    for line in text[:400].split("\n"):
        if line.strip():
            return "" if line.rstrip().endswith(("。", "；", ";")) else line.strip()[:120]
    return ""


def _plan_year(position: int, context: Context) -> Time:
    """What a plan without a time is for: the running year, or the next where this one ends."""
    year = context.published_on.year + (context.published_on.month >= 11)
    return Time(position, position, date(year, 1, 1), date(year, 12, 31), "year", "own")


class Reader:
    """Walks lines, sentences and figures once, carrying what each leaves to the next."""

    def __init__(self, raw: str, text: str, context: Context, doc: Time | None) -> None:
        self.raw, self.text, self.context, self.doc = raw, text, context, doc
        self.titled = doc is not None
        self.frame = Frame()
        self.whom = Whom("", "", gazetteer(context.region), context)
        self.event: date | None = None  # the day of the event that the lead tells of
        # a report made as the year ends looks back on the whole of it, and of the term that ends with it
        self.closes = context.published_on.month >= 11 and bool(_REPORT.search(width(context.title or "") + text[:200]))
        self.expected = False  # 预计,全县…: a review before the year is over gives the figures of the whole year
        self.places: Gazetteer = gazetteer(context.region)
        self.section = Section()
        self.listed: tuple[Section, str | None] | None = None  # the section around a list of aims, and its items' mark
        self.home: tuple[str, int] | None = None  # the place that a heading names, and its level
        self.seen_line = False
        self.carried: Named | None = None
        self.trade = self.limit = self.residents = self.subject = ""
        self.records: list[Record] = []
        self.around = Around(text, context, self.titled)
        self.timeline, self.mentions = Timeline([]), list[Mention]()
        self.starts, self.ends = list[int](), list[int]()

    def set_frame(self, found: Frame) -> None:
        """What has no time of its own is of a fair's days, or of the year that is planned."""
        self.frame = found
        if found.kind == "event" and self.titled:
            self.doc, self.titled = None, False  # 举行2020年第三批项目开工仪式: the year is part of the event's name
            self.around.titled = False
        if found.several:
            self.doc = found.time
        elif found.kind in ("plan", "ahead") and found.time:
            self.section = Section(found.time, True, 0)

    def block(self, start: int, end: int, times: list[Time], mentions: list[Mention]) -> Iterator[Record]:
        """Reads the lines of one block."""
        self.timeline, self.mentions = Timeline(times), mentions
        self.starts = [m.start for m in mentions]
        self.ends = [m.end for m in mentions]
        at = 0
        table: list[tuple[int, int]] = []
        above = (start, start)
        for line in lines(self.text, start, end):
            if tables.is_row(self.text, line.start, line.end):
                table.append((line.start, line.end))
                while at < len(self.mentions) and self.mentions[at].start < line.end:
                    at += 1
                continue
            if table:
                self._table(table, above)
                table = []
            above = (max(above[1] - 120, start) if line.end - line.start < 60 else line.start, line.end)
            first = at
            while at < len(self.mentions) and self.mentions[at].start < line.end:
                at += 1
            if line.heading and (self.seen_line or line.heading < 3):
                self._enter(line)
            if line.heading:
                self._place_of(line)
                if self.seen_line:
                    self.whom.heading(line.start)
            self._list_of_aims(line, at > first)
            if not line.heading:
                self._reviewed(line)
            elif at == first:
                self.event = None
            self.seen_line = True
            if at > first:
                around = self.section
                self._state_aims(line, self.mentions[first].start)
                self._line(line, first, at)
                self.section = around
            yield from self._settled()
        if table:
            self._table(table, above)
        yield from self._settled()

    def _settled(self) -> list[Record]:
        """The records read since this was asked last."""
        settled, self.records = self.records, []
        return settled

    def _table(self, rows: list[tuple[int, int]], above: tuple[int, int]) -> None:
        time = self.section.time or self.doc
        block = tables.Table(self.text, self.raw, rows, above, self.context, self.places, self.timeline, time)
        self.records += block.records()

    def _place_of(self, line: Line) -> None:
        """福州市 alone in a line: what follows is about it, until another place or a heading of its level."""
        found = self.places.alone(self.text, line.start, line.end)
        if found and not found.ancestor:
            self.home = None if found.name == self.context.region else (found.name, line.heading)
        elif self.home and (
            line.heading < 3 and line.heading <= self.home[1] or _WHOLE_HEADING.search(self.text, line.start, line.end)
        ):
            self.home = None

    def _enter(self, line: Line) -> None:
        words = self.text[line.start : line.end]
        times = [
            t for t in self.timeline.between(line.start, line.end) if t.role == "own" and t.grain not in DAY_GRAINS
        ]
        plan = bool(_PLAN_ALONE.search(words)) and len(words) < 20 and not _PAST_HEADING.search(words)
        section = self.section
        brief = section.time is not None and section.level == 3 and section.time.grain in _SHORT  # a digest of news
        if times or plan or line.heading <= section.level and (line.heading < 3 or brief):
            time = times[0] if times else None
            if brief and not times and not self.titled:
                self.doc = None  # what the first item's lead said is not of the others
            past = time and time.last and time.last < self.context.published_on
            target = bool(_PLAN_HEADING.search(words)) and not past and not _PAST_HEADING.search(words)
            if target and time is None:
                time = _plan_year(line.start, self.context)
            year = next((t for t in times if t.grain == "year" and t.years == 1), None)
            term = next((t for t in times if t.grain == "span" and t.years > 2), None)
            self.section = Section(time, target, line.heading)
            self.expected = self.expected and not target
            if year and term and _within(year, term):
                self.section.year, self.section.term = year, term

    def _list_of_aims(self, line: Line, figures_in_it: bool) -> None:
        """今年的主要预期目标是: what stands in the lines of the list is aimed at, and nothing after it."""
        if self.listed:
            around, mark = self.listed
            here = announcing.item_mark(self.text, line.start, line.end)
            goes_on = mark is None or here == mark and (mark or not self.text.startswith("。", line.start - 2))
            if goes_on and not line.heading:
                self.listed = around, here
                return
            self.section, self.listed = around if self.section.level == _LIST_LEVEL else self.section, None
        if not figures_in_it and announcing.announces_aims(self.text, line.start, line.end):
            years = [t for t in self.timeline.between(line.start, line.end) if t.grain == "year" and t.role == "own"]
            time = years[-1] if years else _plan_year(line.start, self.context)
            if time.last and time.last >= self.context.published_on:
                self.listed = self.section, None
                self.section = Section(time, True, _LIST_LEVEL)

    def _state_aims(self, line: Line, first: int) -> None:
        """2009年的主要预期目标:…: the line's figures are aims, over its full stops."""
        if line.heading or not announcing.states_aims(self.text, line.start, first):
            return
        years = [t for t in self.timeline.between(line.start, first) if t.grain == "year" and t.role == "own"]
        time = years[-1] if years else _plan_year(line.start, self.context)
        if time.last and time.last >= self.context.published_on:
            self.section = Section(time, True, _LIST_LEVEL)

    def _reviewed(self, line: Line) -> None:
        """五年来,我们…; 这一年,…: which of its heading's two times a paragraph of a review is about, and those after it."""
        section = self.section
        late = self.context.published_on.month >= 11
        if late and self.titled and not section.target and _EXPECTED.search(self.text, line.start, line.end):
            self.expected = True
        lead = _REVIEW_LEAD.match(self.text, line.start, line.end)
        if lead and (section.time or self.doc):
            found = self.timeline.between(lead.start("time"), lead.end())
            if found and found[0].role == "own" and found[0].grain in ("span", "year"):
                section.time = found[0]
                return
        if section.year and section.term:
            term, year = (
                _TERM.search(self.text, line.start, line.end),
                _ONE_YEAR.search(self.text, line.start, line.end),
            )
            if term and not (year and year.start() < term.start()):
                section.time = section.term
            elif year:
                section.time = section.year

    def _line(self, line: Line, first: int, last: int) -> None:
        starts, ends = self.starts[first:last], self.ends[first:last]
        breaks = Breaks(self.text, line.start, line.end, starts, ends)
        state = State(
            event=self.event,
            last=self.carried,
            home=self.home[0] if self.home else None,
            trade=self.trade,
            limit=self.limit,
            limit_sentence=0,
            residents=self.residents,
            subject=self.subject,
        )
        i = first
        for s, e in sentences(self.text, line.start, line.end):
            j = i
            while j < last and self.mentions[j].start < e:
                j += 1
            state.sentence += 1
            if state.sentence == 1 and i == j and e - s < 14 and (found := self.places.alone(self.text, s, e)):
                state.home = found.name  # (一)诸暨市。…
            state.whole = ""
            if state.place and not state.place_lasts and not _GOES_ON.match(self.text, s):
                state.place = None
            Sentence(self, state, line, s, e, breaks, i, j).run()
            i = j
        self.trade, self.limit, self.residents = state.trade, state.limit, state.residents
        self.subject = state.subject
        self.carried = replace(state.last, sentence=-9, clause=-1) if state.last else None
