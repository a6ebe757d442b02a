"""Which words of time govern a figure: those of its clause, sentence, paragraph, heading, title."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from typing import TYPE_CHECKING

from indicators.extraction.figures import Mention
from indicators.extraction.periods import DAY_GRAINS, Time
from indicators.extraction.relations import Relation
from indicators.extraction.sentences import Line
from indicators.extraction.state import State

if TYPE_CHECKING:
    from indicators.extraction.pipeline import Reader

_PART_TIME = re.compile(r"\s*(?:其中,?|分季度看|分月份?看|从环比看|从单月看|单月看|从当月看|分季看)")
_GOES_ON = re.compile(r"\s*(?:其中|分[\u4e00-\u9fff]{1,6}看)")
_PLAN_YEAR = re.compile(r"(?:今年|本年|20\d\d年)?(?:全年|年度|年内)")
_DIGIT = re.compile(r"\d")
_ADDS_UP = re.compile(
    r"(?:产值|增加值|生产总值|GDP|产量|零售总?额|(?<!投资)收入|税收|进出口|出口|进口|总值|发电量|用电量|吞吐量|增收|(?:销售|成交|竣工|播种|种植|造林|出让|作业|机播|机插|机收|机耕|收割|收获)面积|销量|销售[额量]|成交[额量]|贸易额|交易额|利润总?额?|利税|客流量|[客货]运量|发送量|游客)$"
)
_OF_THE_TASK = re.compile(r"[,、]?(?:占|完成|为)[^,。;\d]{0,8}(?:任务|计划|目标)[^,。;\d]{0,6}的?\d")
_SPEAKS_OF_PLAN = re.compile(r"计划|任务|下达|目标|规划|民生实事")
_THEN_CHANGED = re.compile(
    r"的(?:增速|增幅|涨幅|降幅|水平)|,?(?:同比|净)?(?:增加|减少|增长|下降|提高|提升|上升|回升|回落|扩大|缩小|降低|增|减)了?\d"
)
_HEADLINES, _TOLD_AGAIN = 200, 900  # code points that hold headlines, and within which the text goes into them
_OF_A_NUMBER = frozenset("0123456789.,")
_REACH = 300  # code points over which a sentence without figures dates what follows
_PARTS = frozenset(["month", "quarter", "half"])


class Governing:
    """Asks clause, sentence, paragraph, heading and title in turn; lives as long as a sentence."""

    def __init__(self, reader: Reader, state: State, line: Line, start: int) -> None:
        self.reader, self.state, self.line, self.start = reader, state, line, start
        self.text, self.timeline, self.context = reader.text, reader.timeline, reader.context

    def time(self, m: Mention, r: Relation) -> tuple[Time | None, str]:
        own = r.own_time
        if own is not None and own.role in ("own", "local", "origin"):
            return own, "own clause"
        found = self._in_sentence(m.start)
        if found:
            return found, "sentence"
        wider = self.reader.section.time or self.reader.doc
        review = wider is not None and wider.grain == "span" and wider.years > 1
        if not review:  # in a review of several years one year is an aside
            found = self._in_paragraph(m.start)
            if found:
                return found, "paragraph"
        if self.reader.section.time:
            return self.reader.section.time, "heading"
        if self.reader.doc:
            return self.reader.doc, "title"
        if m.start < _HEADLINES and (found := self._told_again(m)):
            return found, "title"
        return None, "publication date"

    def _told_again(self, m: Mention) -> Time | None:
        """A headline's figure that the text tells again with its time."""
        words = self.text[m.start : m.end]
        at = self.text.find(words, m.end, m.end + _TOLD_AGAIN)
        if at < 0 or self.text[at - 1] in _OF_A_NUMBER or "\n" not in self.text[m.end : at]:
            return None
        return self.timeline.before(at, max(self.text.rfind("。", 0, at), self.text.rfind("\n", 0, at)))

    def _in_sentence(self, position: int) -> Time | None:
        """The nearest one said before; not that of a bracket that has closed, nor of 其中5月份… before a semicolon."""
        end, passed = position, None
        for _ in range(6):
            found = self.timeline.before(end, self.start)
            if found is None:
                return passed
            between = self.text[found.end : position]
            if self._bracketed(found, between):
                end = found.start
            elif passed is None and ";" in between and self.text.endswith(("其中", "其中,"), self.start, found.start):
                end, passed = found.start, found
            else:
                return found if passed is None or _within(passed, found) else passed
        return passed

    def _bracketed(self, time: Time, after: str) -> bool:
        """18.6万吨(2021年为18.1万吨),…: what a bracket compares with says nothing of what goes on."""
        closed = after.find(")")
        if closed < 0 or 0 <= after.find("(") < closed:
            return False
        opened = self.text.rfind("(", self.line.start, time.start)
        return (
            opened >= 0
            and ")" not in self.text[opened : time.start]
            and bool(_DIGIT.search(self.text[self.line.start : opened]))
        )

    def _in_paragraph(self, position: int) -> Time | None:
        """The nearest time said before, but not one of a sentence on a part: 分季度看, …; 其中, 6月份…"""
        aside: Time | None = None
        for _ in range(6):
            found = self.timeline.before(position, self.line.start)
            if found is None:
                return aside
            start = max(self.line.start, self.text.rfind("。", self.line.start, found.start) + 1)
            if self._bracketed(found, self.text[found.end : self.start]) or self.text.endswith(
                "同期", found.start, found.end
            ):
                position = found.start
                continue
            part = _PART_TIME.match(self.text, start)
            if self._only_quoted(found):
                position = found.start
                continue
            if found.grain == "now" and not self._tells_figures(found.start):
                aside = aside or found
                position = found.start  # 目前,工作正在推进。: it dates no figure of the next sentence
                continue
            if not part and self.text.endswith(("其中", "其中,"), start, found.start):
                position = found.start  # 增长8.5%,其中三季度增长9.5%: what the next sentence goes on with is the whole
                continue
            if not part and not self._aside(found) and not self._in_passing(found):
                return found
            position = start
        return aside

    def _only_quoted(self, time: Time) -> bool:
        """“去年雨水多。”老周说: what somebody says, without a figure, dates nothing that the text itself tells."""
        opened = self.text.rfind("“", self.line.start, time.start)
        if opened < 0 or self.text.find("”", opened, time.start) >= 0 or self._tells_figures(time.start):
            return False
        return self.text.find("”", time.end, self.start + 2) >= 0

    def _in_passing(self, time: Time) -> bool:
        """一季度实现良好开局: a part of the year that a section reviews, in a sentence without figures."""
        wide = self.reader.section.time
        part = wide is not None and wide.grain in ("year", "span") and time.grain in ("quarter", "month", "half")
        return part and wide is not None and _within(time, wide) and not self._tells_figures(time.start)

    def _tells_figures(self, position: int) -> bool:
        """Whether a figure stands in the rest of the sentence."""
        end = self.text.find("。", position, self.start)
        at = bisect_left(self.reader.starts, position)
        return end < 0 or at < len(self.reader.starts) and self.reader.starts[at] < end

    def _aside(self, month: Time) -> bool:
        """6月份,价格上涨…: in a paragraph on the half-year a month at its end speaks for its own sentence."""
        if (
            self._opens_next(month)
            or month.grain != "month"
            or not month.first
            or not month.last
            or month.first.month != month.last.month
        ):
            return False
        wider = self.timeline.before(month.start, self.line.start)
        return bool(
            wider
            and wider.first
            and wider.first < month.first
            and wider.last == month.last
            and not _GOES_ON.match(self.text, self.start)
        )

    def _opens_next(self, month: Time) -> bool:
        """3月份空气质量有所下降。优良天数比例为71%: a sentence without figures before, which those after it bear out."""
        return self.start - month.end < _REACH and not self._tells_figures(month.start)

    def of_base(self, m: Mention) -> Time | None:
        """比去年同期的2900起减少380起, 较一季度(5.2%)回升: the figure of what is compared with is of that time."""
        base = self.timeline.before(m.start, max(self.start, m.start - 24), ("base",))
        if base is None or base.end < m.start - 2 or base.last is None:
            return None
        between = self.text[base.end : m.start]
        if between == "(":
            own = self.text.startswith(")", m.end)
        else:
            own = between in ("", "的", "为") and bool(_THEN_CHANGED.match(self.text, m.end))
        return base if own else None

    def flow_time(self, m: Mention, name: str, time: Time, source: str) -> tuple[Time | None, str]:
        """A flow does not take the day of a stock from another sentence."""
        if source in ("own clause", "sentence"):
            wide = self.reader.section.time or self.reader.doc
            if time.grain == "now" and wide and wide.grain in _PARTS and _ADDS_UP.search(name):
                return wide, "title"  # 目前有茶园2万亩;产量600吨: of the half-year that the title names
            if time.grain == "now" and (begun := self._begun_before(m, time)):
                return begun, source
            return self._since_new_year(m, name, time), source
        for named in reversed(self.state.row):
            if named.time and named.time.start == time.start and not named.stock and named.measure == "level":
                return named.time, source  # 截至2月底,完成投资…: the flows after it run up to that day as well
        position = time.start
        for _ in range(6):
            found = self.timeline.before(position, self.line.start)
            if found is None:
                break
            if found.first is not None and not self._aside(found):
                return found, "paragraph"
            position = found.start
        if self.reader.section.time:
            return self.reader.section.time, "heading"
        return (self.reader.doc, "title") if self.reader.doc else (time, source)

    def _begun_before(self, m: Mention, now: Time) -> Time | None:
        """今年以来,…,目前开工26个: what has been done by now began with the time that the sentence, or the one before, names."""
        if "累计" in self.text[max(self.start, m.start - 40) : m.start]:
            return None
        published = self.context.published_on
        for time in reversed(self.timeline.between(max(self.line.start, now.start - _REACH), now.start)):
            if time.role != "own" or time.first is None or time.grain in DAY_GRAINS:
                continue
            opens = self.text[time.start - 1] in "。\n" or not self.text[self.line.start : time.start].strip()
            opens = opens and "全年" not in self.text[time.start : now.start]
            running = opens and time.grain == "year" and time.first == date(published.year, 1, 1)
            since = time.grain == "since" and time.last == published
            return now._replace(first=time.first, last=published, grain="since") if running or since else None
        return None

    def _since_new_year(self, m: Mention, name: str, time: Time) -> Time:
        """截至7月底,产值…: what adds up over a year, or is measured by the year's plan, has done so since its first day."""
        last = time.last or self.context.published_on
        begins = date(last.year, 1, 1)
        named = self.state.last
        same = named is not None and named.sentence == self.state.sentence
        if same and named and named.time and named.time.start == time.start and named.time.grain == "since":
            return named.time
        doc = self.reader.doc
        if doc and doc.grain == "since" and doc.first and doc.first < last and "累计" not in name:
            return time._replace(first=doc.first, grain="since")  # the action that the lead names began then
        sums = time.grain == "point" and last.month < 12 and _ADDS_UP.search(name)
        by_plan = _OF_THE_TASK.match(self.text, m.end)
        floor = max(0, self.text.rfind("\n", 0, max(0, self.line.start - 2)), self.line.start - 300)
        said = None if sums or by_plan else self._year_of_a_plan(time.start, floor, begins)
        return time._replace(first=begins, grain="since") if sums or by_plan or said else time

    def _year_of_a_plan(self, position: int, floor: int, begins: date) -> Time | None:
        """今年计划实施…,目前已开工…: the year whose plan the passage before speaks of."""
        for time in reversed(self.timeline.between(floor, position)):
            grains = ("year", "since") if time.start >= self.line.start else ("year",)
            of_year = time.first == begins and time.grain in grains and time.role in ("own", "local")
            if of_year and _SPEAKS_OF_PLAN.search(self.text, time.end, position):
                return time
        return None

    def year_of_plan(self, m: Mention) -> Time | None:
        """全年目标任务为…: the words that name the plan date what is planned."""
        named = self.timeline.before(m.start, self.start, ("name",))
        return named if named and named.grain == "year" and _PLAN_YEAR.match(self.text, named.start) else None


def _within(part: Time, whole: Time) -> bool:
    return bool(
        part.first
        and whole.first
        and part.last
        and whole.last
        and whole.first <= part.first
        and part.last <= whole.last
    )
