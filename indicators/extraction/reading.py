"""The figures of one sentence, read from left to right; each may take from those before it what it leaves unsaid."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from indicators.extraction import bodies, limits, names, plans, relations, wholes
from indicators.extraction.figures import Mention
from indicators.extraction.measures import measure_of
from indicators.extraction.naming import Namer
from indicators.extraction.periods import Time
from indicators.extraction.places import NATION
from indicators.extraction.relations import Relation
from indicators.extraction.sentences import Breaks, Line
from indicators.extraction.settling import Settler
from indicators.extraction.shares import Name
from indicators.extraction.state import Named, State
from indicators.extraction.tidying import tidy

if TYPE_CHECKING:
    from indicators.extraction.pipeline import Reader

_SEEN_BY = re.compile(r"\s*(?:从|按|分)(?:主要|重点)?(?P<by>[\u4e00-\u9fff]{2,12}?)(?:来)?看,")
_ROUGHLY = re.compile(r"^(?:左右|以上|以内|以下)")
_OUT_OF = re.compile(r"(?:在|本次|此次)*(?P<whole>[\u4e00-\u9fff“”]{3,16}?)(?:构成)?中")
# 主要产品产量:原煤…; 各行政等级公路里程分别为:国道…
_UNDER = re.compile(
    r"[\u4e00-\u9fff](?P<by>产量|产值|增加值|营业收入|销量|销售额|降水量|面积|里程|价格|吞吐量|零售额|用电量|发电量)(?:分别|依次)?(?:为|是|如下|完成)?:"
)
_WITHIN = re.compile(r"在?(?P<whole>[\u4e00-\u9fff]{4,16}?)(?:重点行业|主要行业|主要产品|大类行业|行业)?中")
_LIMIT = re.compile(r"规模以上|规上|限额以上|限上|四上|以上|以下|投资|行业|企业|单位|人口|居民")
_TURNED = re.compile(r"(?:、|和|与|及|,)?(?:同比)?(?:增长|下降|上升|提高|减少|回落|上涨|下跌|增加)")
_LIES_IN = re.compile(r"(?:位于|坐落于|坐落在|地处|走进|来到|走访)")
_AGAINST = re.compile(
    r"(?:(?P<than>比|较|高于|低于|快于)|和|与|、|及)(?P<base>全[国省市]|[\u4e00-\u9fff]{2,4}?)(?:平均水平|平均|水平|均值)?$"
)
_TWO_BASES = re.compile(r"(同比|环比)(?:、|和|与|及)(同比|环比)(?=[^,。;\d]{0,8}$)")  # 环比、同比分别上涨
_AGAINST_WHAT = {"同比": "yoy", "环比": "previous"}
_ORDINALS = "一二三"
_NAMED_HERE = ("front", "verb", "noun")  # how a name is found that the text gives anew
_LIST_MARK = re.compile(r"[、和与]|(?<![惠涉普波])及")


# one of these stands in the words that a clause without figures is asked for, unless it may begin with a place: 其余县, 某园中
_ASKED = re.compile("[余他它区中]")


class Sentence:
    """The figures between two full stops."""

    def __init__(
        self, reader: Reader, state: State, line: Line, start: int, end: int, breaks: Breaks, first: int, last: int
    ) -> None:
        self.reader, self.state, self.line = reader, state, line
        self.start, self.end, self.breaks = start, end, breaks
        self.first, self.last = first, last
        self.text, self.timeline, self.places = reader.text, reader.timeline, reader.places
        self.mentions = reader.mentions
        self.namer = Namer(self.text, start, breaks, state, self.places, self.timeline)
        self.settler = Settler(reader, state, line, start)
        self.noun_taken = self.after_stop = False

    def run(self) -> None:
        self.state.bases, self.state.row_places = [], []
        first = self.text[self.start]
        seen = _SEEN_BY.match(self.text, self.start, self.end) if first in "从按分" or first.isspace() else None
        self.state.seen_by = names.quantity_of(seen["by"]) if seen else ""
        self.state.planned = self.state.planned or plans.lays_down(self.text, self.start, self.end)
        self.state.ahead = self.state.ahead or plans.looks_ahead(self.text, self.start, self.end)
        stop = self.mentions[self.first].start if self.first < self.last else min(self.end, self.start + 80)
        if not seen and ":" in self.text[self.start : stop] and (under := _UNDER.search(self.text, self.start, stop)):
            self.state.seen_by = under["by"]
        limits.starts_division(self.state, self.text, self.start)
        self._look_around(self.start, stop)
        for i in range(self.first, self.last):
            self._figure(i, self.mentions[i])

    def _look_around(self, start: int, end: int) -> None:
        """Places at the starts of clauses without figures: 在某市某县, …"""
        at = start
        for _ in range(12):
            stop = self.breaks.after(at)
            near = min(stop, at + 40)
            front = names.front(self.text, at, near, self.places, self.timeline)
            place = front.place
            asked = (
                _ASKED.search(self.text, front.start, near)
                or not place
                and self.places.may_begin(self.text, front.start)
            )
            words = tidy(names.rest(self.text, front, near, self.timeline)) if asked else ""
            self.settler.note_place(place, front.start, near, words)
            if at == self.start and place and place.whole and self.text[place.end - 1] != "村":
                self.state.subject = ""  # 全乡先后…: no more of the village before
            if (
                at == self.start
                or self.first < self.last
                or "公司" in self.text[at:stop]
                or "合作社" in self.text[at:stop]
            ):
                quoted = self.text[at - 1 : at] == ":" and self.text.startswith(bodies.THIS, at)  # 负责人:该项目…
                opens = at == self.start or quoted
                self.reader.whom.clause(self.state, self.line.start, at, front.start, self.end, opens)
            if (where := _LIES_IN.search(self.text, at, stop)) and (found := self.places.at(self.text, where.end())):
                self.settler.note_location(found)
            if self.text[stop - 1 : stop + 1] == "中," and (inner := _OUT_OF.fullmatch(words)):
                self.state.within, self.state.within_sentence = inner["whole"], self.state.sentence
            if words.endswith("中") and (whole := _WITHIN.fullmatch(words)) and _LIMIT.search(whole["whole"]):
                self.state.whole = whole["whole"]
            if stop >= end:
                return
            at = stop + 1

    def _figure(self, i: int, m: Mention) -> None:
        text, state = self.text, self.state
        clause = max(self.breaks.before(m.start), self.start)
        previous = self.mentions[i - 1] if i > self.first else None
        lo = max(clause, previous.end) if previous else clause
        stop, followed = self._stop(i, m)
        if previous and clause > previous.end and (at := self.breaks.after(previous.end) + 1) < clause:
            self._look_around(at, clause - 1)
        if previous and self.namer.taken_to > lo and self.namer.taken_to <= m.start:
            lo = self.namer.taken_to + (text[self.namer.taken_to] in "、和及与")
        elif previous and previous.end > clause and self.noun_taken and (cut := _LIST_MARK.search(text, lo, m.start)):
            lo = cut.end()
        if previous and ";" in text[max(previous.end, clause - 60) : clause]:
            state.whole = ""
            self.settler.plan = self.settler.plan and plans.lists_a_years_plan(text, self.start, clause)
            self.after_stop = True
            used = state.last is not None and state.last.region == state.place
            if text[clause - 1] == ";" and not state.place_lasts and not used:
                state.place = None
        after_stop, self.after_stop = self.after_stop, False
        r = relations.read(text, lo, m, self.timeline)
        part = names.fragment(text, max(r.start, lo), r.end, self.places, self.timeline)
        if not part.among and text[clause - 3 : clause - 1] == "其中" and text[clause - 1] in ",:":
            part = part._replace(among=True)
        if after_stop and part.place and not part.place.whole:
            state.subject = ""  # another place after the semicolon
        r.name_left = bool(part.text)
        same_clause = previous is not None and previous.end > clause
        state.out_of_brackets = False
        if text[clause - 2 : clause] == "),":
            self._leave_brackets(clause, bool(part.text))
        last = state.last
        self.noun_taken = False
        if m.kind == "figure.ratio":
            self._of_three(m, r, part, clause)
            return
        if not (same_clause and previous and self._verbed(previous, m)):
            state.turned_names = []
        if same_clause and previous and last and last.mention is previous and self._joined(previous, m):
            self._continue(m, r, last)
        elif last and self._in_brackets_alone(m, part, clause):
            self._bracketed(m, r, part, last, clause)
        elif last and same_clause and text[lo : m.start].strip(" ") == "的" and m.base == "%":
            self._of_the_task(m, r, part, last)
        else:
            inherited = last.measure if last and (same_clause or part.place) and not part.text else None
            measure = measure_of(m, r, text[m.end : m.end + 10], inherited)
            if measure == "level" and m.base == "%" and inherited == "change" and last and last.relation.share:
                measure = "share" if text.startswith(("至", "到"), m.start - 1) else measure  # 占比提高0.6个百分点至69%
            if state.bases and measure == "change" and (r.direction or m.base == "个百分点") and not r.base:
                bases = state.bases
                r.direction = r.direction or self._against()
                r.base, r.comparison = bases.pop(0), "base:region"
                r.second_base = bases.pop(0) if bases else ""
            size = self._group_size(i)
            if (
                size > 1
                and not _LIST_MARK.search(part.raw)
                and len({x.base for x in self.mentions[i : i + size]}) == size
            ):
                size = 1  # 搬迁群众120户、430人: one thing counted in two ways
            turned = self._turned_size(i) if size == 1 and not part.text else 1
            state.shared_places = []
            state.by_year = self._years(clause, m, r, size) if size > 2 and measure == "level" else []
            pair = _TWO_BASES.search(text, clause, m.start) if size == 2 else None
            state.second_base = _AGAINST_WHAT[pair[2]] if pair and measure in ("growth", "change") else ""
            if pair and state.second_base:
                r.comparison = _AGAINST_WHAT[pair[1]]
            if size > 1 and len(part.listed) == size and "分别" in text[max(clause, m.start - 30) : m.start]:
                state.shared_places = [p.name for p in part.listed[1:]]
                part = part._replace(place=part.listed[0])
                state.row_places = list(part.listed)
            elif size == len(state.row_places) and not part.text and not part.place and "分别" in text[lo : m.start]:
                state.shared_places = [p.name for p in state.row_places[1:]]
                part = part._replace(place=state.row_places[0])
            if state.turned_names and not part.text:
                name = Name(state.turned_names.pop(0), None, "", "", measure, "list")
            else:
                name = self.namer.name(m, r, part, measure, clause, lo, stop, max(size, turned), same_clause, followed)
                if turned > size and name.how == "list":
                    state.turned_names, state.shared_names = state.shared_names, []
            self.noun_taken = name.how in ("noun", "of noun")
            if measure == "level" and name.how in ("front", "noun", "verb"):
                name = name._replace(text=self.namer.of_what(name.text, clause))
            parts = part.among or wholes.starts_with_parts(text, self.start)
            limited = limits.applied(state, name.text, text, m.start, parts)
            if m.dimension != "计数" and limited == name.text:
                limited = limits.beside(state, limits.of_firms(state, limited))
                if state.shared_names:
                    state.shared_names = [limits.of_firms(state, n) for n in state.shared_names]
            elif m.dimension == "计数" and name.how == "front" and len(limited) <= 4:
                limited = limits.of_set(text, limited, clause)
            if (
                m.dimension == "计数"
                and measure == "level"
                and name.how in _NAMED_HERE
                and "(其中" not in text[max(0, clause - 3) : clause + 2]
            ):
                limited = limits.of_whole(state, limited, m, part.among)
            if state.divided and m.dimension == "计数" and measure == "level":
                bare_place = part.place is not None and not part.text
                limited = (
                    limits.of_division(state, "" if bare_place else part.text or limited, m.base, bare_place) or limited
                )
            if limited != name.text:
                name = name._replace(text=limited)
            limits.note(state, limited)
            if name.how in ("front", "bearer") or name.text[0:1] == "该":
                floor = 0 if name.text.startswith(bodies.THIS) else self.line.start
                work = self.reader.whom.work(state)
                borne = bodies.spelt_out(name.text, text, floor, max(clause, lo), work)
                name = name if borne == name.text else name._replace(text=borne)
            self.settler.finish(m, r, part, name, clause, followed=followed)
            told = state.subject and state.subject_sentence == state.sentence
            if (
                m.value == 1
                and not told
                and measure == "level"
                and m.base in "座个处条家"
                and (work := bodies.built(name.text))
            ):
                state.tell_of(work, m.end)
            elif name.how == "noun" and measure == "level" and text[stop - 1 : stop + 1] == "后,":
                state.tell_of(names.after_kept(name.text), m.end)  # 新建的6个养殖小区投产后,年利润…

    def _leave_brackets(self, clause: int, named_anew: bool) -> None:
        """航班722班(其中国际498班),增长5%: what goes on is the figure before the bracket."""
        opened = self.text.rfind("(", self.start, clause)
        last = self.state.last
        if last is None or not opened < last.mention.start < last.end <= clause:
            return  # no figure stands in the bracket
        for named in reversed(self.state.row):
            if named.sentence != self.state.sentence:
                return
            if named.end <= opened:
                if self.state.last and self.state.last.name != named.name:
                    self.state.last, self.state.out_of_brackets = named, not named_anew
                return

    def _stop(self, i: int, m: Mention) -> tuple[int, bool]:
        stop = min(self.breaks.after(m.end), self.end, m.end + 60)
        following = self.mentions[i + 1] if i + 1 < self.last else None
        if following and following.start < stop:
            return following.start, True
        return stop, False

    def _continue(self, m: Mention, r: Relation, last: Named) -> None:
        """The second and later figures of a list: `5%、6%和7%`."""
        first = last.relation
        r.direction, r.to_level, r.word, r.from_level = first.direction, first.to_level, first.word, first.from_level
        r.comparison, r.base, r.base_time, r.base_words = (
            first.comparison,
            first.base,
            first.base_time,
            first.base_words,
        )
        if first.second_base:
            r.base = first.second_base
        r.share, r.scope, r.verbs, r.per = first.share, first.scope, first.verbs, first.per
        r.own_time = r.own_time or first.own_time
        name = self.state.shared_names.pop(0) if self.state.shared_names else last.name
        part = names.Fragment("", "", None, False, m.start, None)
        if self.state.shared_places:
            self.state.place = self.state.shared_places.pop(0)
        if self.state.second_base:
            r.comparison, self.state.second_base = self.state.second_base, ""
        self.settler.finish(m, r, part, Name(name, last.scope, last.verb, "", last.measure, "list"), last.clause)

    def _in_brackets_alone(self, m: Mention, part: names.Fragment, clause: int) -> bool:
        return (
            not part.text
            and clause > self.start
            and self.text[clause - 1] == "("
            and self.text[m.end : m.end + 1] in ")），,"
        )

    def _bracketed(self, m: Mention, r: Relation, part: names.Fragment, last: Named, clause: int) -> None:
        """上海(9.7%)、深圳(6.3%): the head stands before the bracket; the rest is as with the figure before."""
        head = re.search(r"[\u4e00-\u9fff]{2,9}$", self.text[max(self.start, clause - 10) : clause - 1])
        found = None
        if head:
            base = max(self.start, clause - 10) + head.start()
            for at in range(base, clause - 2):
                found = self.places.at(self.text, at)
                if found and found.end == clause - 1:
                    break
                found = None
        if last.measure == "rank" and m.base == "%":  # 增长5.5%,增速居第7位,高于全国(5.4%)
            last = next((n for n in reversed(self.state.row[-4:]) if n.measure == "growth"), last)
        if last.measure == "change" and m.base == "%" and last.mention.base != "个百分点" and not r.direction:
            said = last.relation
            r.direction, r.comparison, r.base, r.base_time = said.direction, said.comparison, said.base, said.base_time
            r.base_words = said.base_words
        same_unit = last.mention.base == m.base or bool(m.dimension) and last.mention.dimension == m.dimension
        measure = last.measure if same_unit and not r.direction else measure_of(m, r, "", None)
        against = _AGAINST.search(self.text, max(self.start, clause - 12), clause - 1)
        if against and (against["than"] or self.state.bases) and last.measure in ("growth", "change"):
            earlier = self.timeline.before(clause - 1, self.start, ("base",))
            if earlier is None or earlier.end != clause - 1:  # 较一季度(5.2%)回升: an earlier time is no other place
                found = found or self.places.at(self.text, against.start("base"))
                self.state.bases.append(against["base"])
            if m.base == "%":
                same_unit, measure, r.direction, r.comparison = False, "growth", r.direction or 1, "yoy"
        elif same_unit and not r.direction:
            said = last.relation
            r.direction, r.comparison, r.base = said.direction, said.comparison, said.base
            r.base_time, r.base_words, r.word = said.base_time, said.base_words, said.word
        part = part._replace(place=found) if found else part
        place, inside = self.state.place, part.place is not None and found is None
        self.settler.finish(
            m,
            r,
            part,
            Name(last.name, r.scope or (last.scope if same_unit else None), "", "", measure, "bracket"),
            clause,
        )
        if self.state.bases or inside:
            self.state.place = place  # 增长5%(全市7%): what goes on is of the place before the bracket

    def _against(self) -> int:
        """低于全市(4.1%)…1.5个百分点: which way, by the word before the bracket."""
        near = self.text[self.start : self.state.last.mention.start] if self.state.last else ""
        below = max(near.rfind(word) for word in ("低于", "慢于", "落后"))
        return -1 if below > max(near.rfind(word) for word in ("高于", "快于", "高出", "好于")) else 1

    def _of_three(self, m: Mention, r: Relation, part: names.Fragment, clause: int) -> None:
        """三次产业结构为5.4:42.1:52.5: the shares of the three industries, in their order."""
        last = self.state.last
        at = (
            _ORDINALS.find(last.name[1]) + 1
            if last and self.text[last.end : m.start] in (":", "、") and last.name[:1] == "第"
            else 0
        )
        whole = ("国内" if self.reader.context.region == NATION else "地区") + "生产总值"
        if at:
            r.own_time = last.time if last else None
        part = part._replace(text="", place=None if at else part.place)
        name = Name(f"第{_ORDINALS[at % 3]}产业增加值", whole, "", "", "share", "ratio")
        self.settler.finish(m, r, part, name, clause)

    def _of_the_task(self, m: Mention, r: Relation, part: names.Fragment, last: Named) -> None:
        """完成全年任务35亿元的41.7%: a share of the amount before."""
        row = self.state.row
        name = row[-2].name if len(row) > 1 and last.target else last.name
        scope = (last.scope or last.name).removeprefix("占")
        r.own_time = row[-2].time if len(row) > 1 else r.own_time
        self.settler.finish(m, r, part, Name(name, scope, "", "", "share", "task"), last.clause, plan=False)

    def _joined(self, a: Mention, b: Mention) -> bool:
        """Only a list mark stands between two figures."""
        if b.start - a.end > 4:
            return False
        between = _ROUGHLY.sub("", self.text[a.end : b.start]).strip(" 个位")
        return between in ("、", "和", "与", "及", "以及") or between in (",", "") and a.base == b.base

    def _years(self, clause: int, m: Mention, r: Relation, size: int) -> list[Time]:
        """The years of a span, where just as many figures are told off against them."""
        time, _ = self.settler.governing.time(m, r)
        if time is None or time.grain != "span" or not time.first or time.years != size:
            return []
        if "分别" not in self.text[max(clause, m.start - 24) : m.start]:
            return []
        years = range(time.first.year, time.first.year + size)
        return [time._replace(first=date(y, 1, 1), last=date(y, 12, 31), grain="year") for y in years]

    def _verbed(self, a: Mention, b: Mention) -> bool:
        return b.start - a.end <= 8 and bool(_TURNED.fullmatch(self.text[a.end : b.start]))

    def _turned_size(self, i: int) -> int:
        """分别增长5%、下降2%和增长11%: a list whose verbs change."""
        mentions, size = self.mentions, 1
        if "分别" not in self.text[max(self.start, mentions[i].start - 10) : mentions[i].start]:
            return 1
        while i + size < self.last and size < 40 and self._verbed(mentions[i + size - 1], mentions[i + size]):
            size += 1
        return size

    def _group_size(self, i: int) -> int:
        mentions, size = self.mentions, 1
        while i + size < self.last and size < 40 and self._joined(mentions[i + size - 1], mentions[i + size]):
            size += 1
        return size
