"""Periods that follow from words beside a figure: years in a row, a yearly average's term, a share of a plan, days of a fair."""

from __future__ import annotations

import re
from datetime import date, timedelta

from indicators.extraction import frames
from indicators.extraction.days import number_of
from indicators.extraction.figures import Mention
from indicators.extraction.periods import Time
from indicators.extraction.records import Period
from indicators.extraction.relations import Relation
from indicators.extraction.sentences import Line
from indicators.extraction.shares import Name
from indicators.extraction.state import State
from indicators.extraction.timeline import Timeline

_OF_PLAN = re.compile(
    r"(?:占|完成|达到?|为|实现|达成)(?:了)?[^,。;、\d]{0,8}?(?:计划|目标|任务|预算)[^,。;、\d]{0,8}(?:[\d.]+[万亿]?元的)?$"
)
_IN_A_ROW = re.compile(
    r"连续(?:\w{0,2})?(?P<n>\d{1,2}|[二两三四五六七八九十]{1,3})个?(?P<unit>年|季度|月)(?!来?的?[收放增回])[^,。;\d]*$"
)
_YEARLY = re.compile(r"年均|年平均|平均每年")
_AGAINST_YEAR = re.compile(r"[,(]?(?:是|为|比|较|相当于)(?P<year>(?:19|20)\d\d)年")
_REACHED = re.compile(r"(?:达到?|突破|超过)(?:了)?$")
_SUMMED = re.compile(r"累计|总|共|新增|合计|完成|投入")
_TERM_REACH = 3000  # code points within which a review names its term


class Terms:
    """Asks the sentence and what stands before it; lives as long as a sentence."""

    def __init__(self, text: str, timeline: Timeline, state: State, line: Line, start: int) -> None:
        self.text, self.timeline, self.state, self.line, self.start = text, timeline, state, line, start

    def of_the_fair(self, m: Mention, fair: Time) -> Period:
        """Who came, what was shown and sold: of the days of the fair, or of the one that the sentence names."""
        day = frames.day_within(fair, self.text[max(self.start, m.start - 200) : m.start])
        return Period(day or fair.first, day or fair.last)

    def term(self, m: Mention, time: Time) -> Period | None:
        """与“十二五”末相比,2020年…,年均增长: a yearly average of the years since, or of the term that was told of before."""
        if (
            time.years != 1
            or time.last is None
            or not _YEARLY.search(self.text, max(self.start, m.start - 12), m.start)
        ):
            return None
        year = time.last.year
        base = self.timeline.before(m.start, self.line.start, ("base", "origin"))
        if base and base.last and 1 < year - base.last.year < 12 and base.grain in ("point", "span", "year"):
            return Period(date(base.last.year + 1, 1, 1), time.last)
        for said in reversed(self.timeline.between(max(0, m.start - _TERM_REACH), m.start)):
            if said.grain == "span" and said.first and said.last and 1 < said.years < 12 and said.last.year == year:
                return Period(said.first, said.last)
        return None

    def last_year(self, m: Mention, r: Relation, name: Name, time: Time) -> Period | None:
        """过去四年,…财政收入达到502亿元,是2002年的2.56倍: held against a year before the term, a flow is of the term's last year."""
        if time.grain != "span" or time.years < 2 or time.first is None or time.last is None:
            return None
        if (time.last.month, time.last.day) != (12, 31) or _YEARLY.search(
            self.text, max(self.start, m.start - 12), m.start
        ):
            return None
        if name.measure in ("level", "share"):
            said = _AGAINST_YEAR.match(self.text, m.end, m.end + 24)
            earlier = int(said["year"]) if said else 0
            reached = _REACHED.search(self.text, max(self.start, m.start - 8), m.start) and not _SUMMED.search(
                self.text, max(self.start, m.start - 24), m.start
            )
        else:
            earlier = r.base_time.last.year if r.base_time and r.base_time.last else 0
            reached = False
        if not 0 < earlier < time.first.year and not reached:
            return None
        return Period(date(time.last.year, 1, 1), time.last)

    def reached(self, m: Mention, name: Name) -> Period | None:
        """完成投资3亿元,占年计划的64%: a share of the plan holds when what was reached does."""
        if m.base not in ("%", "成") or name.measure not in ("share", "level"):
            return None
        if not _OF_PLAN.search(self.text, max(self.start, m.start - 24), m.start):
            return None
        for named in reversed(self.state.row):
            if named.sentence != self.state.sentence:
                return None
            if not named.target and named.measure == "level":
                return None if self.timeline.before(m.start, named.end) else named.period
        return None

    def in_a_row(self, m: Mention, period: Period) -> Period:
        """连续3年保持30%以上, 连续6个季度居第一: all of the years or quarters up to the end of the period."""
        window = self.text[max(self.start, m.start - 40) : m.start]
        if "连续" not in window or (row := _IN_A_ROW.search(window)) is None or period.end is None:
            return period
        number, months = (
            number_of(row["n"]),
            {"年": 12, "季": 3, "月": 1}[row["unit"][-1] if row["unit"] != "季度" else "季"],
        )
        if not 1 < number < 60:
            return period
        after = period.end + timedelta(days=1)
        month = after.year * 12 + after.month - 1 - number * months
        return Period(date(month // 12, month % 12 + 1, min(after.day, 28)), period.end)
