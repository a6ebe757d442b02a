"""Time, place, comparison, plan or fact of one figure, and the record that comes of it."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from indicators.extraction import confidence, measures, names, plans
from indicators.extraction.dating import Dating
from indicators.extraction.events import Events
from indicators.extraction.figures import Mention
from indicators.extraction.governing import Governing
from indicators.extraction.periods import Time
from indicators.extraction.places import NATION, Found, lies_in
from indicators.extraction.records import Period, Record, plain
from indicators.extraction.relations import Relation
from indicators.extraction.sentences import Line
from indicators.extraction.shares import Name
from indicators.extraction.standing import Standing
from indicators.extraction.state import Named, State
from indicators.extraction.wholes import is_task

if TYPE_CHECKING:
    from indicators.extraction.pipeline import Reader

_AIM = re.compile(r"(?<![比超成])(?:预期|发展|奋斗|工作)?目标(?:是|为|:|建议)[^。]*$")
_SAME_CLAUSE = re.compile(r"[^,。;:]{0,16}")
_USED = re.compile(
    r"(?:建成|建设完成|完工|竣工)并?(?:投入(?:使用|运营)|投用|投运|投产)|已(?:经)?(?:投产|投用|建成投)|现(?:在)?由"
)
_YET_TO_BE = re.compile(r"(?:预计|计划|将|拟|力争|确保)[^,。;]*$")
_NOT_THIS_YEAR = re.compile(r"目标|明年|来年|次年|投资|产能|占地|建成|投产|达产|[可将]")
_LOCATED = re.compile(r"(?:落户|落地|位于|坐落于|设在|入驻|分布在|布局在)(?:了|于|在)?")
_TOTAL = re.compile(r"(?:累计|总数|总量)(?:分别)?(?:已?达到?|为|至|有)?[、和]?$|累计分别[^,;。]{0,24}$")
_ADDED = re.compile(r"^(?:新增|新认定|新培育|新获批|新引进|新招引|净增)")
_TASK_IS = re.compile(r"(?:任务|目标|计划)(?:数|量|值|额)?(?:是|为|:)?$")
_TASK_WORDS = re.compile(r"(?:占|完成|全年|年度|年初|年|当年|计划|目标|总)*(?:任务|计划|目标)数?$")
_TASK_AFTER = re.compile(r"的?[^,。;\d]{0,8}(?:任务|目标|计划)")
_GIVEN = ("占地", "占地面积", "注册资本", "注册资金")
_BEYOND_PLAN = re.compile(
    r"(?:比|超|超过|完成|高于|低于|占|达到?|为)(?:年初|年度|全年)?(?:[省市县区国]|上级|考核|下达|既定|序时|预期|预定)*(?:目标|计划|任务)"
)
_EARLIER_ONES = re.compile(r"(?:前[一二两三四五六七八九十\d]{1,3}|上一?|往|历)届|已|去年|上年")
_TO_ASSEMBLY = re.compile(r"工作报告|预算(?:草案)?(?:的)?报告|计划(?:草案)?(?:的)?报告|工作要点")
_COMPLETED = re.compile(r"[^,。;]{0,8}?完成")
_AT_LEAST = re.compile(r"(?:至少|不少于|不低于)[^,。;、\d]{1,10}$")
_AT_ONCE = re.compile(r"(?:[,、]?(?:总?计|共计?|合计|累计))?")  # 县道11条计143公里: the same things in another measure
_REACHED = re.compile(r"总数|总量|[已共]?达(?:到)?$")
# how a name is found that is that of the figure before
_TAKEN = frozenset(["before", "list", "bracket", "place only", "paragraph", "task"])
_NO_BREAK = re.compile(r"[^,。;:]{0,24}")
_BASE_SAID = re.compile(r"[^,。;]{0,8}相?比,?")
_BASE_ALONE = re.compile(r"(?:同期|末)?(?:相比|比较|比),")
_FROM_PREVIOUS = re.compile(r"\s*从?环比(?:来)?看?,")
_REPORTER = re.compile(r"[\u4e00-\u9fff]{0,4}(?:统计局|政府|发改委|商务局|海关)|[,:]|GDP")
_LEAVES = frozenset("其剩市城开高经保风综")  # what the two patterns beside begin with
_OWN_PARK = re.compile(r"(?:市区|城区|开发区|高新区|经开区|保税区|风景区|综试区)(?![\u4e00-\u9fff]{3,}分局)")
_PLANNED_SUM = re.compile(r"(?:预计|拟)(?:总)?投资(?:总)?额?$")  # an attribute of a plan, whenever it was made
_OTHERS = re.compile(r"(?:其余|其他|其它|剩余)(?:各|的)?(?:\d+个)?(?:[市县区州旗]|乡镇|地区|城市)")
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:委|政府|厅|局|人大|政协|级|内|法院|检察院|办|处|学院|大学|医院)|[\u4e00-\u9fff]{0,8}(?:获|评|认|命名|列入)"
    r"|第[一二三四五六七八九十]{1,3}(?:人民|实验)?(?:中学|小学|幼儿园|医院)|[\u4e00-\u9fff]{2,7}(?<!中)(?:小学|中学|学校|幼儿园|校区)"
)


class Settler:
    """Holds the sentence's place and plan; everything longer lived is in the paragraph's state."""

    def __init__(self, reader: Reader, state: State, line: Line, start: int) -> None:
        self.reader, self.state, self.line, self.start = reader, state, line, start
        self.text, self.timeline, self.places, self.context = (
            reader.text,
            reader.timeline,
            reader.places,
            reader.context,
        )
        self.plan = self.aim = False
        self.governing = Governing(reader, state, line, start)
        self.dating = Dating(reader, state, line, start)
        self.events = Events(reader, state, line, start)
        self.standing = Standing(self.text, state, start)

    # -- place --------------------------------------------------------------------------------------------------

    def note_place(self, found: Found | None, start: int, end: int, words: str) -> None:
        """Remembers the place that a clause starts with, or that its words, which begin at `start`, carry in a name."""
        named = found is not None
        if found is None and words:
            if words[0] in _LEAVES and (_OTHERS.match(words) or _OWN_PARK.match(words) and not self.state.place_lasts):
                self.state.place = None  # 其余县(区)37万亩; 莱河市12毫米,开发区9毫米
                return
            found = names.facility_place(self.text, start, end, self.places)
        if found is None or found.whole and found.name == NATION:
            return
        if found.ancestor and not found.whole and (found.short or _OFFICE.match(self.text, found.end)):
            return
        place = self.places.above_town(self._resolved(found), self.text, found.end)
        if named and _REPORTER.match(self.text, found.end, found.end + 8):
            self.state.place_lasts = True
        elif place != self.state.place:
            self.state.place_lasts = False
        self.state.place = place
        if not found.whole:
            self.state.recent = place

    def note_location(self, found: Found) -> None:
        """某园位于某市: the passage stays there until another place is named."""
        if not found.ancestor and not found.whole and found.name != self.context.region:
            self.state.place = self.state.recent = found.name
            self.state.place_lasts = True

    def _resolved(self, found: Found) -> str:
        """全市 in a passage on another city is that city."""
        state, mark, own = self.state, self.text[found.end - 1], self.context.region
        if found.whole and (state.place or state.home or mark != own[-1]):
            for place in (state.place, state.recent, state.home):
                part = mark == own[-1] and place != state.home and not state.place_lasts
                if place and place != own and place[-1] == mark and not (part and lies_in(place, own)):
                    return place
        return found.name

    def _region(self, m: Mention, r: Relation, part: names.Fragment, name: Name) -> tuple[str, str]:
        region = self.context.region
        if name.how == "bracket" and part.place and self.state.bases:
            return part.place.name, "own clause"
        if part.place and part.place.whole and part.place.name == NATION and region != NATION:
            counted = m.dimension == "计数" or not part.text
            if not counted and self.text.startswith("我国", part.place.end - 2):
                self.state.place = NATION  # 我国对外投资…,增长18%
            return (self.state.place or region, "context") if counted else (NATION, "own clause")
        if name.predicate and (m_ := _LOCATED.search(name.predicate)):
            at = self.text.find(name.predicate, m.end, m.end + 80)
            found = self.places.at(self.text, at + m_.end()) if at >= 0 else None
            if found and not found.ancestor:
                self.state.place = found.name
                return found.name, "own clause"
        self.note_place(part.place, part.start, r.end, part.text)
        if tail := self._place_before(m, name):
            return tail, "own clause"
        if self.state.place:
            return self.state.place, "own clause" if part.place else "sentence"
        return (self.state.home, "heading") if self.state.home else (region, "context")

    def _place_before(self, m: Mention, name: Name) -> str:
        """赋予某市470多项权限: a place right before the figure, after a verb."""
        if name.how != "noun":
            return ""
        for size in (2, 3, 4, 5):
            at = m.start - size
            if (
                at > self.start + 1
                and (found := self.places.at(self.text, at))
                and found.end == m.start
                and not found.ancestor
                and not (found.whole and found.name == NATION)
            ):
                self.state.place = found.name
                return found.name
        return ""

    # -- plan or fact -------------------------------------------------------------------------------------------

    def _target(self, m: Mention, name: Name, clause: int, time: Time | None, source: str) -> bool:
        if name.how == "task" and name.measure == "level":
            return True
        if is_task(name.text) and (
            _TASK_IS.search(self.text, max(self.start, m.start - 8), m.start) or _TASK_AFTER.match(self.text, m.end)
        ):
            return True
        window = self.text[max(self.start, clause, m.start - 40) : m.start]
        if m.base in ("%", "成"):
            if name.measure in ("share", "level") and plans.part_of_plan(window):
                return False
            if name.measure == "level" and "于" in window[-1:] and plans.is_set(self.text, m.end, window):
                return True
        elif name.measure == "level" and plans.is_set(self.text, m.end, window):
            return True
        published = self.context.published_on
        hit = plans.is_plan(window)
        past = time is not None and time.grain != "now" and time.last is not None and time.last < published
        past_words = ("预计", "预估") if source == "title" else ("预计", "预估", "将", "拟")
        if hit in ("预计", "预估") and self._year_almost_over(time, window):
            return False
        if hit.endswith("后") and self._in_use(m.start):
            hit = ""  # 2021年建成并投入使用。…投产后,实现产值: it has been yielding since
        if hit in past_words and past and not _PLANNED_SUM.search(window):
            return False
        if plans.is_ground(self.text, m.end, m.end + 20):
            return False
        lead = self.text[max(self.start, clause - 30) : clause].rpartition(";")[2]
        conditional = plans.is_condition(lead) and not self._in_use(m.start)
        self.state.yields = self.state.yields or conditional
        if hit and not _BEYOND_PLAN.search(window[-16:]):
            self.plan = not hit.startswith("规划")
            self.state.yields = self.state.yields or hit.endswith("后")
            return True
        if plans.planned_after(self.text, m.end, m.end + 30):
            return True
        if time and time.last and source in ("own clause", "sentence"):
            ahead = time.last > published and (time.grain == "point" or time.last.year > published.year)
            if ahead and not plans.DONE.search(window):
                return True
        before = self.text[max(self.start, m.start - 90) : m.start]
        if self.aim and not past and not plans.DONE.search(window):
            return True
        self.aim = self.aim or "目标" in before and bool(_AIM.search(before))
        if (strong := plans.strong_plan(before)) and not past and not plans.DONE.search(before[strong:]):
            return True
        # 计划完成…,完成…; 将完成客运量…,完成货运量…: one verb of planning for all
        opening = self.text[self.start : self.start + 60]
        listed = m.dimension != "金额" and "计划完成" in opening or "将完成" in opening
        completed = not listed and "完成" in window and _COMPLETED.match(window)
        if self.plan and (plans.DONE.search(window) or completed):
            self.plan = False
        given = name.text.endswith(_GIVEN)  # 计划总投资30亿元,占地124亩: the site is there
        if self.plan and not given and not plans.DONE.search(window) and source != "own clause":
            return True
        if conditional:
            self.plan = True
            return True
        if self.state.yields and plans.is_effect(self.text, clause, m.start) and not plans.DONE.search(before):
            return True
        since = time is not None and time.grain == "since"  # 今年以来 tells of what was done
        if self.state.planned and not since and not plans.DONE.search(before) and not past:
            return True
        if self.state.ahead and not (past and source in ("own clause", "sentence")) and not plans.DONE.search(before):
            return True
        if self._year_begun(time, source) and not plans.DONE.search(before):
            return True
        if self.reader.frame.kind == "ahead" and _EARLIER_ONES.search(before):
            return False
        return self.reader.section.target and not past and not plans.DONE.search(before)

    def _in_use(self, position: int) -> bool:
        """The paragraph has told that the work is done and used."""
        floor = max(self.line.start, position - 300)
        used = _USED.search(self.text, floor, position)
        return used is not None and not _YET_TO_BE.search(self.text, max(floor, used.start() - 14), used.start())

    def _year_almost_over(self, time: Time | None, window: str) -> bool:
        """预计全年实现生产总值700亿元, said in December: an estimate of what has been done, not an aim."""
        published = self.context.published_on
        if published.month < 12 or self.reader.section.target or self.state.planned or self.state.ahead:
            return False
        year = time is None or time.last is None or time.last.year == published.year
        return year and not _NOT_THIS_YEAR.search(window)

    def _year_begun(self, time: Time | None, source: str) -> bool:
        """今年,生产总值增长8%: in a report to an assembly that meets as the year begins, the year is still to come."""
        published = self.context.published_on
        if time is None or time.grain != "year" or published.month > 3 or source == "title":
            return False
        whole = (time.first, time.last) == (date(published.year, 1, 1), date(published.year, 12, 31))
        return whole and bool(_TO_ASSEMBLY.search(self.context.title or ""))

    # -- the record ---------------------------------------------------------------------------------------------

    def finish(
        self,
        m: Mention,
        r: Relation,
        part: names.Fragment,
        name: Name,
        clause: int,
        plan: bool | None = None,
        followed: bool = False,
    ) -> None:
        state = self.state
        last = state.last
        measure = name.measure
        if last and name.how in _TAKEN and name.text == last.name:
            subject = last.subject
        else:
            subject, words_ = self.reader.whom.of_sentence(name, part, state)
            name = name if words_ is name.text else name._replace(text=words_)
        text = measures.final_name(name.text, measure)
        if (
            last
            and measure == "level"
            and not part.text
            and _TOTAL.search(self.text, max(self.start, m.start - 10), m.start)
        ):
            text = _ADDED.sub("", text)  # 新增某企业18家,累计达到61家
        if text != name.text:
            name = name._replace(text=text)
        time, source = self.governing.time(m, r)
        if state.by_year:
            time = state.by_year.pop(0)
        if state.of_base is not None:
            if (
                measure == "change"
                and r.base_time is None
                and last
                and _SAME_CLAUSE.fullmatch(self.text, last.end, m.start)
            ):
                r.base_time, r.base_words = state.of_base, self.text[state.of_base.start : state.of_base.end]
            state.of_base = None
        elif measure != "multiple" and (compared := self.governing.of_base(m)) is not None:
            time, source, state.of_base = compared, "own clause", compared
            r.base_time, r.base, r.base_words, r.comparison = None, "", "", None
        target = self._target(m, name, clause, time, source) if plan is None else plan
        if target and source not in ("own clause", "sentence") and (planned := self.governing.year_of_plan(m)):
            time, source = planned, "sentence"
        elif target and state.ahead and source not in ("own clause", "sentence"):
            time, source = None, "publication date"
        inherits = last.stock if last and measure in ("growth", "change", "rank") and last.name == text else None
        verbs = name.verb or part.light
        if not verbs and last and last.verb and last.sentence == state.sentence:
            verbs = last.verb if _NO_BREAK.fullmatch(self.text, last.end, m.start) else ""
        stated = measures.is_stock(subject + text, m, measure, r, inherits, verbs)
        stock = self.standing.exists(m, name, clause) if stated is None else stated
        if stock and self.standing.done_like_last(m, r, measure):
            stock = False
        bare = not (r.verbs or r.to_level or name.verb or part.light or part.raw.startswith(("全", "共", "现")))
        if stock and measure == "level" and measures.counts(m) and bare and not measures.stands(text):
            stock = bool(_REACHED.search(self.text, clause, m.start)) or not self.standing.goes_on_with_verb(m)
        if (whole := self.standing.whole(m, part)) is not None and measure in ("level", "share") and not name.verb:
            stock = whole.stock
        if last and measure == "level" == last.measure and measures.counts(m) and measures.counts(last.mention):
            stock = last.stock if _AT_ONCE.fullmatch(self.text, last.end, m.start) else stock
        if stock and time and time.grain == "since" and measure == "level" and measures.tells_of_doing(text):
            stock = False
        if stock and measure == "level" and "有" in r.verbs and measures.was_done(name.predicate):
            stock = False
        if (
            m.base == "平方米"
            and name.how == "noun"
            and measure == "level"
            and not measures.tells_of_doing(name.predicate)
        ):
            stock = True  # 建成350平方米照料中心: an extent in front of the thing that has it
        if name.how == "noun" and name.predicate and not name.verb and followed and measure == "level":
            stock = True  # 12个园区新入驻企业154家: the 12 exist
        if time is not None and time.grain in ("now", "point") and not stock:
            time, source = self.governing.flow_time(m, text, time, source)
        period = self.dating.period(m, r, name, stock, target, time, source)
        if not target and (day := self.events.day(m, name, source, measure, stock)):
            period = Period(day, day)
        near = self.text[max(clause, m.start - 14) : m.start]
        if m.modifier == "exact" and ("少" in near or "不低" in near) and _AT_LEAST.search(near):
            m = m._replace(modifier="at_least")
        if measure in ("growth", "change") and r.base_time is None and not r.comparison:
            self._base_of_sentence(m, r, measure)
        scope = self._raw_scope(name.scope, m)
        if target and last and is_task(text):
            own = _TASK_WORDS.sub("", text)
            name, scope = (
                name._replace(text=own if len(own) > 2 else last.name),
                self._raw_scope(_task_words(self.text, m, part.text if is_task(part.text) else text), m),
            )
        base = self._base_before(measure, text, last)
        comparison = measures.comparison_of(measure, r, m, time, self.context.published_on.year, base)
        if (
            measure == "change"
            and m.dimension in ("金额", "计数", "人数", "面积", "重量")
            and comparison != "base:region"
        ):
            scope = None  # an amount more or less is part of no whole
        if comparison == "base:region" and (not scope or measure != "share"):
            scope = measures.aggregate(r.base) or scope
        region, region_source = self._region(m, r, part, name)
        named = Named(
            m, r, name.text, name.verb or verbs, measure, scope, comparison, stock, period, region, time, target, state.sentence,
            clause, r.from_level, subject,
        )  # fmt: skip
        self._emit(m, r, name, named, (("period", source), ("region", region_source), ("indicator", name.how)))
        if target and is_task(text):
            scope = None
        state.last = named
        state.row.append(named)
        del state.row[:-40]

    def _base_before(self, measure: str, name: str, last: Named | None) -> str | None:
        """比2018年减少9万亩,下降2%: the rate has the base of the change before it."""
        if measure != "growth" or last is None or last.measure != "change" or last.name != name:
            return None
        same = last.sentence == self.state.sentence and last.relation.base_time is not None
        return last.comparison if same else None

    def _base_of_sentence(self, m: Mention, r: Relation, measure: str) -> None:
        """与2019年相比, …下降6.7%: the base stands in a clause of its own."""
        if _FROM_PREVIOUS.match(self.text, self.start, self.start + 10):
            r.comparison = "previous"
            return
        base = self.timeline.before(m.start, self.start, ("base",))
        said = base is not None and base.end < m.start - 3 and _BASE_SAID.match(self.text, base.end, base.end + 12)
        if base and said and _BASE_ALONE.match(self.text, base.end, m.start):
            r.base_time, r.base_words = base, self.text[base.start : base.end]
            if measure == "change" and self.text[self.start : base.start].strip(" “") in ("与", "和", "同", "比", "较"):
                self.state.base = base
        elif measure == "change" and self.state.base and not r.base:
            base = self.state.base  # 与2015年相比,…净增3亿元。…净增5亿元: the sentences after it have the same base
            r.base_time, r.base_words = base, self.text[base.start : base.end]

    def _emit(self, m: Mention, r: Relation, name: Name, named: Named, sources: tuple[tuple[str, str], ...]) -> None:
        value, high = m.value, m.value_max
        if named.measure in ("growth", "change") and r.direction < 0:
            value, high = -value, None if high is None else -high
        signs = (
            *confidence.signs(named, name.how, sources[0][1], sources[1][1], self.text),
            *self.reader.around.signs(named, self.state.last),
        )
        text = named.subject + name.text
        text = self.reader.whom.in_front(text, named.region, self.start, m.start, self.state)
        self.reader.records.append(
            Record(
                m.start, m.end, self.reader.raw[m.start : m.end], text, named.measure, plain(value),
                None if high is None else plain(high), m.unit, m.modifier, named.comparison,
                None if named.measure == "level" or named.target and is_task(name.text) else named.scope,
                named.period.start, named.period.end, named.region, "target" if named.target else "actual",
                rule_name(m.kind, named.measure, name.how), confidence.of(signs), shared(sources),
            )
        )  # fmt: skip

    def _raw_scope(self, scope: str | None, m: Mention) -> str | None:
        """The scope's characters as stored, where it stands near the figure."""
        if not scope:
            return None
        at = self.text.rfind(scope, max(self.line.start, m.start - 200), m.end + 40)
        return self.reader.raw[at : at + len(scope)] if at >= 0 else scope


@lru_cache(maxsize=1024)
def rule_name(kind: str, measure: str, how: str) -> str:
    """figure.amount/level/front: which reading, which measure, where the name came from. One string for all."""
    return f"{kind}/{measure}/{how}".replace(" ", "_")


@lru_cache(maxsize=1024)
def shared(sources: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The same tuple for the same sources: a long text has few kinds."""
    return sources


def _task_words(text: str, m: Mention, name: str) -> str:
    found = re.search(r"(?:全年|年度|年初|当年|上半年|季度|月度)[^,。;]{0,10}$", text[max(0, m.start - 16) : m.start])
    return found[0] if found else re.sub(r"^(?:占|完成)", "", name)
