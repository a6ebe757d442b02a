"""The days of a figure, from the words of time that govern it and from what it is."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from indicators.extraction.events import EVENT
from indicators.extraction.figures import Mention
from indicators.extraction.periods import Time
from indicators.extraction.records import Period
from indicators.extraction.relations import Relation
from indicators.extraction.sentences import Line
from indicators.extraction.shares import Name
from indicators.extraction.state import State
from indicators.extraction.terms import Terms
from indicators.extraction.timeline import settle

if TYPE_CHECKING:
    from indicators.extraction.pipeline import Reader

_RECURRING = re.compile(
    r"(?:平均每[天日月年]|每[天日月年]|日均|月均|年产(?!业|品|出)|年产值|年产能|年交易额|年销售|年营业|年营收|年利润|年税收|年上缴|年接待|年可)"
)
_SAME_LAST_YEAR = re.compile(r"[,(]?(?:比|较|与)(?:去|上)年同期")
_OF_THE_YEAR = re.compile(
    r"(?:年度|全年|今年|年)(?:计划|目标|投资|预算|建设|招引)*(?:投资|任务|目标|计划)[^,。;]{0,4}$"
)
_OF_PROJECT = re.compile(r"项目(?:[一二三四五]期)?总投资$")
_EACH_YEAR = re.compile(r"每年|^年|年可|年创")
_PLANNED = re.compile(r"计划|规划|总投资|年产能|达产")
_GREW = re.compile(r"[,(](?:同比|比上年|较上年|比去年|较去年)?(?:实际|名义)?(?:增长|下降|增加|减少|提高)")
_MILESTONE = re.compile(r"(?:份|底|初)?[^,。;\d]{0,6}(?:建成|投产|开工|竣工|投用|通车|启用|成立|落户|签约|动工|运营)")
_SUMMED = re.compile(r"累计[^,。;:\n]{0,36}$")


class Dating:
    """From a time to a period; lives as long as a sentence."""

    def __init__(self, reader: Reader, state: State, line: Line, start: int) -> None:
        self.reader, self.state, self.line, self.start = reader, state, line, start
        self.text, self.timeline, self.context = reader.text, reader.timeline, reader.context
        self.terms = Terms(self.text, self.timeline, state, line, start)
        self.recurring = False

    def period(
        self, m: Mention, r: Relation, name: Name, stock: bool, target: bool, time: Time | None, source: str
    ) -> Period:
        """The days of a figure, from the time that governs it and from what it is."""
        if not target and (reached := self.terms.reached(m, name)):
            return reached
        frame = self.reader.frame
        if frame.several and frame.time and time and not target and time[2:4] == frame.time[2:4]:
            return self.terms.of_the_fair(m, frame.time)
        if not stock and time and name.measure == "growth" and (term := self.terms.term(m, time)):
            return term
        if not stock and not target and time and (year := self.terms.last_year(m, r, name, time)):
            return year
        period = self._period(m, r, name, stock, target, time, source)
        if not target and source != "publication date" and (name.measure != "level" or not stock):
            period = self.terms.in_a_row(m, period)
        return period

    def _period(
        self, m: Mention, r: Relation, name: Name, stock: bool, target: bool, time: Time | None, source: str
    ) -> Period:
        published = self.context.published_on
        reviewed = time is not None and (
            time.grain == "days"
            or time.grain == "year"
            and not target
            and (time.last or published) < published
            and time.years == 1
            and "产能" not in name.text
        )
        milestone = self._of_a_milestone(time, source, m.start)
        if milestone and stock and not target:
            return Period(None, published)  # 2018年落户园区,占地30亩: it stands to this day
        if (
            (source not in ("own clause", "sentence") or milestone)
            and (not reviewed or milestone)
            and (self._recurs(m, name) or "现有" in r.verbs or self.recurring)
        ):
            self.recurring = self.recurring or "现有" not in r.verbs
            return Period(None, published)
        if (
            source in ("paragraph", "title")
            and name.text.endswith("总投资")
            and _OF_PROJECT.search(name.text)
            and name.how in ("front", "bearer")
            and not EVENT.search(name.text)
        ):
            return Period(None, published)
        if (
            stock
            and source == "title"
            and not self.reader.titled
            and time
            and time.grain != "year"
            and m.dimension in ("计数", "人数", "面积", "长度")
        ):
            return Period(None, published)  # what a lead says of its period does not date what exists
        level = name.measure == "level" and not target
        if (
            level
            and source in ("heading", "title")
            and ("累计" in r.verbs or self._summed_up(m))
            and not _is_term(time)
        ):
            return Period(None, settle(time, True, False, self.context).end)
        if time is None and not target and (not stock or "项目" in name.text) and self._against_last_year(m, r):
            return Period(date(published.year, 1, 1), published)
        ahead = bool(
            time and time.last and time.last > published and self.text[time.start - 1 : time.start] in ("到", "至")
        )
        of_the_year = target and _OF_THE_YEAR.search(self.text, max(self.start, m.start - 14), m.start)
        if target and source != "own clause" and not of_the_year and not ahead and _EACH_YEAR.search(name.text):
            return Period(None, published)
        if target and source != "own clause" and of_the_year:
            year = time.last.year if time and time.last and time.last.year >= published.year - 1 else published.year
            return Period(date(year, 1, 1), date(year, 12, 31))
        over = time is not None and time.last is not None and time.last < published
        if target and over and source == "title" and "工作报告" in (self.context.title or ""):
            return Period(None if stock else date(published.year, 1, 1), date(published.year, 12, 31))
        if target and self._of_running_year(time, source):
            return Period(None if stock else date(published.year, 1, 1), date(published.year, 12, 31))
        if target and source != "own clause" and (year_ := self._year_planned(name, time)):
            return Period(None if stock else year_[0], year_[1])
        if target and source == "paragraph" and _PLANNED.search(name.text):
            return Period(None, published)
        if (
            target
            and source in ("paragraph", "title", "publication date")
            and not (time and time.last and time.last > published)
        ):
            return Period(None, published)
        if target and time and time.grain == "point" and time.last and time.last.year == published.year and not stock:
            return Period(date(time.last.year, 1, 1), time.last)
        if r.from_level and r.own_time is None and (pair := self._pair_before()):
            return settle(pair, stock, False, self.context)
        if time and (r.from_level or self._comes_from()):
            return self._of_a_change(r, time, stock)
        if time and time.last and time.last > published and self._of_the_whole(time, source, stock):
            return Period(None if stock else time.first, time.last)
        return settle(time, stock, target, self.context)

    def _of_running_year(self, time: Time | None, source: str) -> bool:
        """上半年…,计划新开工项目157个: a plan is not for months that are over."""
        if time is None or time.last is None or source not in ("sentence", "paragraph", "heading", "title"):
            return False
        published = self.context.published_on
        return (
            time.grain in ("month", "quarter", "half") and time.last <= published and time.last.year == published.year
        )

    def _year_planned(self, name: Name, time: Time | None) -> tuple[date, date] | None:
        """今年以来,…计划投资…; 2018年实施项目68个,计划投资…: what is planned of the year's projects is of the whole year."""
        last, published = self.state.last, self.context.published_on
        first = date(published.year, 1, 1)
        if time and time.grain == "since" and time.first == first:
            return first, date(published.year, 12, 31)
        same = last is not None and last.sentence == self.state.sentence and not last.stock
        if same and last and last.period.start and "总投资" not in name.text and "投资" in name.text:
            begins = last.period.start
            if (begins.month, begins.day) == (1, 1) and last.period.end and last.period.end.year == begins.year:
                return begins, date(begins.year, 12, 31)
        return None

    def _against_last_year(self, m: Mention, r: Relation) -> bool:
        """54个,比去年同期增加33个: where no time is said, the year up to now."""
        return r.base_time is not None and "同期" in r.base_words or bool(_SAME_LAST_YEAR.match(self.text, m.end))

    def _of_the_whole(self, time: Time, source: str, stock: bool) -> bool:
        """Said before the year is over, of the whole of it."""
        if time.grain not in ("year", "span") or self.context.published_on.month < 11:
            return False
        review = (
            self.reader.titled
            or self.reader.section.time is not None
            or "预计" in self.text[time.start - 2 : time.start]
        )
        said_here = source in ("own clause", "sentence") and "全年" in self.text[time.start : time.end]
        if said_here and review and self.reader.event is None:
            return True
        if source == "own clause":
            return False
        return self.reader.closes if time.years > 1 else self.reader.expected

    def _summed_up(self, m: Mention) -> bool:
        window = self.text[max(self.start, m.start - 40) : m.start]
        return "累计" in window and bool(_SUMMED.search(window))

    def _of_a_milestone(self, time: Time | None, source: str, position: int) -> bool:
        """今年5月建成投产,年产…: when a thing was finished does not date what it yields in a year."""
        if time is None or source != "sentence" or time.grain not in ("month", "day", "year"):
            return False
        done = _MILESTONE.match(self.text, time.end, position)
        return bool(done and "," in self.text[done.end() : position])

    def _recurs(self, m: Mention, name: Name) -> bool:
        """年产值 of no year in particular; one that grew is that of the year."""
        if (
            name.measure in ("growth", "change")
            or name.how == "noun"
            and "每" not in name.text
            and "年产" not in name.text
        ):
            return False
        return bool(_RECURRING.search(name.text)) and not _GREW.match(self.text, m.end)

    def _pair_before(self) -> Time | None:
        """从2012年的甲增至乙,丙从丁增至…: the second pair takes the times of the first."""
        for named in reversed(self.state.row):
            if named.sentence != self.state.sentence:
                return None
            if named.from_level:
                return named.relation.own_time
        return None

    def _comes_from(self) -> bool:
        last = self.state.last
        return bool(last and last.from_level and last.sentence == self.state.sentence)

    def _of_a_change(self, r: Relation, time: Time, stock: bool) -> Period:
        """由5%提高到8% without times of their own: before the period, and at its end."""
        if r.own_time is not None or not time.first or not time.last:
            return settle(time, stock, False, self.context)
        if not r.from_level and time.last == self.context.published_on:
            return settle(time, True, False, self.context)
        begins = time.first.year - (1 if (time.first.month, time.first.day) == (1, 1) else 0)
        year = begins if r.from_level else time.last.year
        if not r.from_level and time.years == 1:
            return settle(time, stock, False, self.context)
        first, last = date(year, 1, 1), min(date(year, 12, 31), self.context.published_on)
        if r.from_level and time.grain in ("half", "quarter", "month"):
            first, last = _year_before(time.first), _year_before(time.last)
        return Period(None if stock else first, last)


def _is_term(time: Time | None) -> bool:
    """Years that a section looks back on, or a fair's days: what is summed up there is of those."""
    return time is not None and (time.grain == "days" or time.years > 1)


def _year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
