"""The days of events: which day a signing, an opening or a fair took place whose figures these are."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from indicators.extraction.figures import Mention
from indicators.extraction.periods import Time
from indicators.extraction.sentences import Line
from indicators.extraction.shares import Name
from indicators.extraction.state import State

if TYPE_CHECKING:
    from indicators.extraction.pipeline import Reader

EVENT = re.compile(r"签约|开工|投产|竣工|授牌|揭牌|奠基|首发|启用|成交|参加|参展|募集|捐")
_LEAD = 600  # code points in which an event is announced
_BREAK = re.compile(r"[,。;:]")
_TAKES_PLACE = re.compile(r"[上下中]?午?[^,。;:\d]{0,12}(?:签约|开工|投产|竣工|奠基|揭牌|启用|启动)")
_OF_EVENT = re.compile(r"项目|签约|合同")
_THAT_DAY = re.compile(r"本次|此次|当天|当日|活动现场|仪式上")
_AGAIN = re.compile(
    r"(?:本|此|这|该)(?:届|次)[^,。;]{0,6}[会节展赛动]|活动现场|会议?现场|仪式现场|(?:活动|仪式|展会|大会)(?:上|期间|当天)"
)
_CAME = re.compile(
    r"参加|出席|到场|前来|与会|参会|参展|参赛|选手|志愿者|设展|欢聚|吸引|邀请|来自|现场|报名|亮相|代表|嘉宾|观众|客商"
)
_COMERS = frozenset(["家", "名", "人", "所", "个", "位", "支", "户", "种"])
_REPORTER = re.compile(r"[上下]?午?,?(?:本报|晚报|日报)?(?:记者|笔者)")  # 7月21日,记者获悉
_AMONG = re.compile(r"\s*其中")
_SPOKEN = re.compile(
    r"记者|获悉|了解|介绍|透露|宣布|指出|发言人|负责人|发布|通报|表示|公布|消息|报道|[走来看见]到|走[进访入]|采访|调研|据|截[至止]|会议|座谈"
)


class Events:
    """Asks sentence and paragraph for the day of the event; lives as long as a sentence."""

    def __init__(self, reader: Reader, state: State, line: Line, start: int) -> None:
        self.reader, self.state, self.line, self.start = reader, state, line, start
        self.text, self.timeline = reader.text, reader.timeline

    def day(self, m: Mention, name: Name, source: str, measure: str, stock: bool) -> date | None:
        """The day of the signing, opening or other event whose figures these are."""
        if measure not in ("level", "share") or source in ("own clause", "heading") or self.reader.frame.several:
            return None
        day = self._told(m, name, source, stock) if measure == "level" else None
        if day is None and self.state.event and source in ("publication date", "title") and not self.reader.titled:
            day = self.state.event if self._of_event(m, name, measure) else None
        if day is None and source == "publication date" and not stock and EVENT.search(name.text):
            day = self._day_to_come(m)
        frame = self.reader.frame
        if frame.kind == "event" and frame.time and day is None:
            day = frame.time.last if self._of_frame(m, source, stock) else None
        self.state.event = day or self.state.event
        if day and self.line.end < _LEAD:
            self.reader.event = day
            if not self.reader.titled:
                self.reader.doc = None  # a report of an event is about no period
        return day

    def _of_frame(self, m: Mention, source: str, stock: bool) -> bool:
        """What was done has no time of its own; who came; or the sentence, or the one before, names the event again."""
        here = bool(_AGAIN.search(self.text, max(self.start, m.start - 200), m.start))
        if here:
            self.state.event_sentence = self.state.sentence
        if source == "publication date" and (
            not stock or m.base in _COMERS and _CAME.search(self.text, max(self.start, m.start - 100), m.end + 30)
        ):
            return True
        return source == "paragraph" and self.state.sentence - self.state.event_sentence <= 1

    def _of_event(self, m: Mention, name: Name, measure: str) -> bool:
        """The projects of the signing, and what is said of them next."""
        last = self.state.last
        goes_on = last is not None and last.period.start == last.period.end == self.state.event
        named = bool(_OF_EVENT.search(name.text) or _OF_EVENT.search(self.text, self.start, self.start + 16))
        if m.dimension == "计数" and measure == "level":
            same = last is not None and last.sentence == self.state.sentence
            return named or goes_on and same and not name.predicate
        return goes_on and (measure == "share" or named)

    def _day_to_come(self, m: Mention) -> date | None:
        """A headline on an event whose day the lead tells."""
        if m.start > 120 or not self.line.heading:
            return None
        for time in self.timeline.between(m.end, m.end + 300):
            if time.grain == "day" and time.role in ("report", "own") and not _REPORTER.match(self.text, time.end):
                near = self.text[time.end : time.end + 40]
                if EVENT.search(near) or EVENT.search(self.text, max(m.end, time.start - 30), time.start):
                    return time.first
        return None

    def _told(self, m: Mention, name: Name, source: str, stock: bool) -> date | None:
        last = self.state.last
        if last and last.period.start and last.period.start == last.period.end:
            follows = last.sentence == self.state.sentence or bool(_AMONG.match(self.text, self.start))
            if follows or last.sentence == self.state.sentence - 1 and name.how in ("bearer", "before"):
                return last.period.start
        if _AMONG.match(self.text, self.start) and (day := self._day_of_whole()):
            return day
        if source == "publication date" and (not stock or name.predicate) and (day := self._day_told(m.start)):
            return day
        if source in ("publication date", "title", "sentence") and (day := self._day_after(m)):
            return day
        told = _THAT_DAY.search(self.text, max(self.start, m.start - 60), m.start)
        if not told and not EVENT.search(name.text):
            return None
        floor = max(0, self.line.start - 600) if told else self.start
        days = [t for t in self.timeline.between(floor, m.start) if t.grain == "day" and t.role in ("report", "own")]
        if not days or not told and source == "sentence" and self._only_spoken(days[-1], m.start):
            return None
        if not told and _REPORTER.match(self.text, days[-1].end):
            return None
        return days[-1].first

    def _day_after(self, m: Mention) -> date | None:
        """100个项目昨日集中开工: the day stands between the figure and what happened on it."""
        for time in self.timeline.between(m.end, m.end + 24):
            if (
                time.grain == "day"
                and time.role in ("report", "own")
                and not _BREAK.search(self.text, m.end, time.start)
            ):
                return time.first if _TAKES_PLACE.match(self.text, time.end) else None
        return None

    def _only_spoken(self, day: Time, position: int) -> bool:
        """3月13日,记者获悉,1至3月签约项目9个: somebody speaks that day, and a period of its own is said."""
        later = self.timeline.before(position, day.end)
        return later is not None and bool(_SPOKEN.search(self.text, day.end, later.start))

    def _day_of_whole(self) -> date | None:
        """其中产业项目11个: of the day of the event that the sentence before counted."""
        for named in reversed(self.state.row):
            if named.sentence < self.state.sentence - 1:
                return None
            if named.period.start and named.period.start == named.period.end:
                return named.period.start
        return None

    def _day_of_speech(self, day: Time) -> bool:
        """记者4月2日从某局获悉, 据4月2日的…: words of saying stand before the day in its own clause."""
        clause = max(self.start, self.text.rfind(",", self.start, day.start) + 1)
        return bool(_SPOKEN.search(self.text, clause, day.start))

    def _day_told(self, position: int) -> date | None:
        """4月21日,某局举办招聘会,提供岗位2300个: where no other time is said, unless somebody only speaks that day."""
        days = [t for t in self.timeline.between(self.start, position) if t.grain == "day" and t.role == "report"]
        return (
            None
            if not days or _SPOKEN.search(self.text, days[-1].end, position) or self._day_of_speech(days[-1])
            else days[-1].first
        )
