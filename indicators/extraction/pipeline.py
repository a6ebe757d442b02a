"""The one pass: text in, records out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from indicators.extraction import figures, measures, names, relations
from indicators.extraction.figures import Left, Mention
from indicators.extraction.names import Fragment
from indicators.extraction.normalise import width
from indicators.extraction.periods import DAY_GRAINS, Time, Timeline, document_time, scan, settle
from indicators.extraction.places import NATION, Gazetteer, gazetteer
from indicators.extraction.records import Context, Period, Record, plain
from indicators.extraction.relations import Relation
from indicators.extraction.sentences import Breaks, Line, lines, sentences

_PLAN_HEADING = re.compile(r"(?:目标|工作安排|重点工作|主要任务|总体要求|工作建议|下一步|展望|重点任务|工作部署|工作打算|工作计划|工作思路|总体部署)")
_PAST_HEADING = re.compile(r"回顾|总结|完成情况|主要成效|运行情况|成绩|执行情况")
_LIST_MARK = re.compile(r"[、和及与]")
_CAUSES = re.compile(r"(?:将|把|让|使|推动|带动|组织|支持|引导|帮助|促成|促进|培育|助力)$")
_ISSUES = re.compile(r"^(?:出台|发布|印发|制定|推出|实施)了?(?=[^\s]{3,})")
LEAD = 600  # code points that may hold a bulletin's lead
_FRESH = re.compile(r"其中|同时|此外|另外")


@dataclass(slots=True)
class Named:
    """What was named last: later figures take from it what they leave unsaid."""

    name: str
    measure: str
    scope: str | None
    unit: str
    stock: bool
    period: Period
    region: str
    time: Time | None
    sentence: int
    clause: int
    direction: int
    end: int


@dataclass(slots=True)
class State:
    """What lasts through a paragraph."""

    records: list[Record] = field(default_factory=list)
    last: Named | None = None
    sentence: int = 0
    row: list[Named] = field(default_factory=list)
    shared_names: list[str] = field(default_factory=list)
    place: str | None = None
    whole: str = ""
    past: bool = True


@dataclass(slots=True)
class Section:
    time: Time | None = None
    target: bool = False
    level: int = 9


def extract(text: str, context: Context) -> list[Record]:
    """Records in text order; offsets count code points of `text`, end exclusive."""
    return read(text, context)[0]


def read(text: str, context: Context) -> tuple[list[Record], list[Mention], list[Left], list[Time]]:
    """The records with everything that was found on the way, for accounting and explaining."""
    plain_text = width(text)
    title = width(context.title or _first_line(text))
    doc = document_time(title, plain_text, context)
    year = doc.last.year if doc and doc.last else None
    times = scan(plain_text, context, year if year and year < context.published_on.year else None)
    mentions, left = figures.find(plain_text, text, times)
    doc = doc or _lead_time(plain_text, times, mentions)
    reader = Reader(text, plain_text, context, doc, times, mentions)
    return reader.run(), mentions, left, times


def _lead_time(text: str, times: list[Time], mentions: list[Mention]) -> Time | None:
    """The time that governs the first figure, where it stands in the bulletin's first lines."""
    if not mentions or mentions[0].start > LEAD:
        return None
    start = text.rfind("\n", 0, mentions[0].start) + 1
    time = Timeline(times).before(mentions[0].start, start)
    return time if time and time.grain in ("year", "half", "quarter", "month", "span") else None


def _first_line(text: str) -> str:
    for line in text[:400].split("\n"):
        if line.strip():
            return line.strip()[:120]
    return ""


class Reader:
    """Walks lines, sentences and figures once, carrying what each leaves to the next."""

    def __init__(
        self, raw: str, text: str, context: Context, doc: Time | None, times: list[Time], mentions: list[Mention]
    ) -> None:
        self.raw, self.text, self.context, self.doc = raw, text, context, doc
        self.timeline, self.mentions = Timeline(times), mentions
        self.places: Gazetteer = gazetteer(context.region)
        self.starts = [m.start for m in mentions]
        self.ends = [m.end for m in mentions]
        self.section = Section()
        self.seen_line = False
        self.report = "政府工作报告" in text[:300]
        self.records: list[Record] = []

    def run(self) -> list[Record]:
        at = 0
        for line in lines(self.text):
            first = at
            while at < len(self.mentions) and self.mentions[at].start < line.end:
                at += 1
            if line.heading and line.start > 0 and self.seen_line:
                self._enter(line)
            self.seen_line = True
            if at > first:
                self._line(line, first, at)
        return self.records

    def _enter(self, line: Line) -> None:
        words = self.text[line.start : line.end]
        times = [t for t in self.timeline.between(line.start, line.end) if t.role == "own" and t.grain not in DAY_GRAINS]
        if times or line.heading <= self.section.level and line.heading < 3:
            past = times and times[0].last and times[0].last < self.context.published_on
            target = bool(_PLAN_HEADING.search(words)) and not past and not _PAST_HEADING.search(words)
            self.section = Section(times[0] if times else None, target, line.heading)

    def _line(self, line: Line, first: int, last: int) -> None:
        starts, ends = self.starts[first:last], self.ends[first:last]
        breaks = Breaks(self.text, line.start, line.end, starts, ends)
        state = State()
        i = first
        for s, e in sentences(self.text, line.start, line.end):
            j = i
            while j < last and self.mentions[j].start < e:
                j += 1
            state.sentence += 1
            self._sentence(Sentence(self, state, line, s, e, breaks, i, j))
            i = j

    def _sentence(self, sentence: Sentence) -> None:
        sentence.run()


class Sentence:
    """The figures between two full stops."""

    def __init__(
        self, reader: Reader, state: State, line: Line, start: int, end: int, breaks: Breaks, first: int, last: int
    ) -> None:
        self.reader, self.state, self.line = reader, state, line
        self.start, self.end, self.breaks = start, end, breaks
        self.first, self.last = first, last
        self.text, self.timeline, self.places = reader.text, reader.timeline, reader.places
        self.context = reader.context
        self.clause_place: str | None = None
        self.seen_clause = -1
        self.origin: Time | None = None
        self.group_left = 0
        self.group_size = 0
        self.group_relation: Relation | None = None
        self.plan = False
        self.noun_taken = False
        self.topic = ""

    def run(self) -> None:
        state = self.state
        state.row = [] if state.sentence else []
        mentions = self.reader.mentions
        self._look_around(self.start, mentions[self.first].start if self.first < self.last else self.end)
        for i in range(self.first, self.last):
            self._figure(i, mentions[i])

    def _look_around(self, start: int, end: int) -> None:
        """Places at clause starts without figures: 在金华义乌, …"""
        at = start
        for _ in range(12):
            stop = self.breaks.after(at)
            part = names.fragment(self.text, at, min(stop, at + 40), self.places, self.timeline)
            if part.place and not part.place.ancestor:
                self.clause_place = part.place.name
            if stop >= end:
                return
            at = stop + 1

    # -- one figure ---------------------------------------------------------------------------------------------

    def _figure(self, i: int, m: Mention) -> None:
        text, state = self.text, self.state
        clause = max(self.breaks.before(m.start), self.start)
        previous = self.reader.mentions[i - 1] if i > self.first else None
        lo = max(clause, previous.end) if previous else clause
        stop = self.breaks.after(m.end)
        following = self.reader.mentions[i + 1] if i + 1 < self.last else None
        if following:
            stop = min(stop, following.start)
        stop = min(stop, self.end, m.end + 60)
        if previous and previous.end > clause and self.noun_taken and (cut := _LIST_MARK.search(text, lo, m.start)):
            lo = cut.end()
        r = relations.read(text, lo, m, self.timeline)
        part = names.fragment(text, max(r.start, lo), r.end, self.places, self.timeline)
        r.name_left = bool(part.text)
        same_clause = previous is not None and previous.end > clause
        joined = same_clause and previous is not None and _joiner(text, previous.end, m.start)
        last = state.last
        self.noun_taken = False
        if joined and self.group_relation is not None and last:
            self._continue(i, m, r, last)
            return
        measure = measures.measure_of(m, r, text[m.end : m.end + 6], last.measure if last and same_clause else None)
        name, scope, verbs, predicate = self._name(m, r, part, measure, clause, lo, stop, i, same_clause)
        if part.among and last and last.sentence == state.sentence:
            pass
        self._finish(m, r, part, measure, name, scope, verbs, clause, predicate, i)
        self.group_relation = r

    def _continue(self, i: int, m: Mention, r: Relation, last: Named) -> None:
        """The second and later figures of a list: `5%、6%和7%`."""
        first = self.group_relation
        assert first is not None
        r.direction, r.to_level, r.word = first.direction, first.to_level, first.word
        r.comparison, r.base, r.base_time = first.comparison, first.base, first.base_time
        r.share, r.scope, r.verbs, r.per = first.share, first.scope, first.verbs, first.per
        name = self.state.shared_names.pop(0) if self.state.shared_names else last.name
        measure = last.measure
        self._finish(m, r, Fragment("", None, False, m.start, None), measure, name, last.scope, "", last.clause, "", i)

    def _group_size(self, i: int) -> int:
        mentions, size = self.reader.mentions, 1
        while i + size < self.last and size < 40 and _joiner(self.text, mentions[i + size - 1].end, mentions[i + size].start):
            size += 1
        return size

    # -- the name -----------------------------------------------------------------------------------------------

    def _name(
        self, m: Mention, r: Relation, part: Fragment, measure: str, clause: int, lo: int, stop: int, i: int, same_clause: bool
    ) -> tuple[str, str | None, str, str]:
        text, state, last = self.text, self.state, self.state.last
        scope = r.scope
        state.shared_names = []
        size = self._group_size(i)
        if size > 1:
            listed = self._listed(part, size, clause, r)
            if listed:
                state.shared_names = listed[1:]
                return listed[0], self._scope(scope, measure, listed[0]), "", ""
        name = part.text
        verbs = ""
        if _takes_noun(m) and stop > m.end and _noun_follows(text, m.end):
            noun, predicate, _ = names.counted_noun(text, m.end, stop)
            built = self._counted(name, noun, predicate)
            if built:
                self.noun_taken = True
                return built[0], self._scope(scope, measure, built[0]), built[1], predicate
        scope = self._scope(scope, measure, name)
        name = self._completed(name, m, r, part, measure, clause, same_clause)
        if scope and scope.endswith("总量") and len(scope) <= 4 and scope != "总量":
            scope = scope[:-2] + names.metric_of(name) + "总量"
        return name, scope, verbs, ""

    def _scope(self, scope: str | None, measure: str, name: str) -> str | None:
        last = self.state.last
        if measure != "share" or scope or last is None:
            return scope
        if last.measure == "share" and (not name or names.metric_of(name) == names.metric_of(last.name)):
            return last.scope
        return last.name if last.sentence >= self.state.sentence - 1 else None

    def _listed(self, part: Fragment, size: int, clause: int, r: Relation) -> list[str] | None:
        """Names for a list of figures: in this clause, over the clauses before it, or those of the row before."""
        state = self.state
        if part.text:
            return names.split_list(part.text, size) or self._listed_over_clauses(part, size, clause, r)
        row = [n.name for n in state.row if n.sentence == state.sentence]
        distinct = list(dict.fromkeys(row))
        if len(distinct) >= size:
            return distinct[-size:]
        at = self.breaks.previous(clause, self.start)
        if at is not None and not (state.last and state.last.end > at):
            subject = names.fragment(self.text, at, max(at, clause - 1), self.places, self.timeline)
            return names.split_list(names.subject_of(subject.text), size)
        return None

    def _listed_over_clauses(self, part: Fragment, size: int, clause: int, r: Relation) -> list[str] | None:
        """`甲、乙业,丙业,丁业增加值分别…`, or `甲业、乙业保持较快增长,产值分别…`."""
        at: int | None = clause
        spans: list[str] = []
        for _ in range(size + 1):
            at = self.breaks.previous(at, self.start) if at is not None else None
            if at is None or (self.state.last and self.state.last.end > at):
                break
            spans.append(names.fragment(self.text, at, r.end, self.places, self.timeline).text)
            if found := names.split_clauses(spans[-1], size):
                return found
        if not spans:
            return None
        before, _, _ = spans[0].partition(",")
        found = names.split_list(names.subject_of(before), size)
        if found and names.metric_of(part.text) == part.text:
            return [name if name.endswith(part.text) else name + part.text for name in found]
        for span in spans:
            if found := names.split_list(span, size):
                return found
        return None

    def _counted(self, name: str, noun: str, predicate: str) -> tuple[str, str] | None:
        if noun.endswith("的") or not noun and not predicate:
            return None
        if predicate and noun and (m := _CAUSES.search(name)):
            return predicate + noun, predicate
        subject, verb = names.verb_before(name)
        if not verb:
            subject = _ISSUES.sub("", subject)
            kept = names.starts_with_kept(subject)
            if kept and ("、" in subject or len(subject) > len(kept) + 18):
                subject, verb = "", kept
            elif kept:
                return subject + noun, kept
        elif len(subject) > 10 or "、" in subject:
            subject = ""
        if subject in ("", "已", "共", "有") and not verb and predicate and noun:
            drop = predicate.startswith(("落户", "落地", "已", "均", "在", "为", "达", "是", "有", "同比"))
            return (noun, predicate) if drop else (predicate + noun, predicate)
        if not noun:
            return (subject + verb + predicate, verb) if predicate else None
        return subject + verb + noun, verb + subject

    def _completed(
        self, name: str, m: Mention, r: Relation, part: Fragment, measure: str, clause: int, same_clause: bool
    ) -> str:
        state, last = self.state, self.state.last
        if not name:
            if self.clause_place and last and last.region != self.clause_place and part.place and last.sentence >= state.sentence - 1:
                return last.name
            if last and (same_clause or last.clause >= 0 and last.sentence == state.sentence and self._follows(clause, last)):
                return last.name
            subject = self._earlier_subject(clause)
            if subject:
                return subject
            return last.name if last else ""
        if last is None or last.sentence < state.sentence - 1:
            return name
        if names.is_bare(name) and measure != "rank":
            bearer = names.entity_of(last.name)
            if name in ("总数", "总量", "数量", "总额") and last.unit == m.unit:
                return re.sub(r"^(?:新增|新认定|新培育|新建|新设)", "", bearer)
            if bearer and not bearer.endswith(name):
                return bearer + name
        if measure == "rank" and re.fullmatch(r"(?:增速|增幅|总量|规模|总数|占比|增长|涨幅|降幅|提升幅度|增长幅度|总量和增速|总量、增速)(?:、[^、]*)?", name):
            return last.name + name
        if measure in ("growth", "change") and not names.metric_of(name) and last.sentence == state.sentence:
            metric = names.metric_of(last.name)
            if metric and not name.endswith(metric):
                return name + metric
        return name

    def _follows(self, clause: int, last: Named) -> bool:
        """Nothing that could be another subject stands between."""
        at = self.breaks.previous(clause, self.start)
        return at is None or last.end > at or last.clause >= at

    def _earlier_subject(self, clause: int) -> str:
        at: int | None = clause
        for _ in range(4):
            before = at
            at = self.breaks.previous(at, self.start) if at is not None else None
            if at is None or (self.state.last and self.state.last.end > at):
                return ""
            part = names.fragment(self.text, at, max(at, (before or clause) - 1), self.places, self.timeline)
            subject = names.subject_of(part.text)
            if len(subject) >= 2 and len(subject) <= 40:
                return subject
        return ""

    # -- time, place, the record --------------------------------------------------------------------------------

    def _finish(
        self, m: Mention, r: Relation, part: Fragment, measure: str, name: str, scope: str | None, verbs: str, clause: int,
        predicate: str, i: int,
    ) -> None:  # fmt: skip
        state, context, text = self.state, self.context, self.text
        last = state.last
        name = _final_name(name, measure)
        time, source = self._time(m, r, part)
        target = self._target(m, clause, time)
        inherits = last.stock if last and measure in ("growth", "change") and last.name == name else None
        stock = measures.is_stock(name, m, measure, r, inherits, verbs)
        if time is not None and time.grain in ("now", "point") and not stock:
            time, source = self._flow_time(m, time, source)
        period = self._period(m, r, time, stock, target)
        comparison = measures.comparison_of(measure, r, m, time, period.start, context.published_on.year)
        value, high = m.value, m.value_max
        if measure in ("growth", "change") and r.direction < 0:
            value = -value
            high = -high if high is not None else None
        if comparison == "base:region" and not scope:
            scope = _aggregate(r.base)
        region = self._region(m, r, part)
        unit = m.unit
        self.reader.records.append(
            Record(
                m.start, m.end, self.reader.raw[m.start : m.end], name, measure, plain(value),
                None if high is None else plain(high), unit, m.modifier, comparison, scope, period.start, period.end, region,
                "target" if target else "actual", m.kind, 0.9, (("period", source),),
            )
        )  # fmt: skip
        state.last = Named(name, measure, scope, unit, stock, period, region, time, state.sentence, clause, r.direction, m.end)
        state.row.append(state.last)
        del state.row[:-40]

    def _time(self, m: Mention, r: Relation, part: Fragment) -> tuple[Time | None, str]:
        timeline = self.timeline
        if r.own_time is not None and r.own_time.role == "origin":
            self.origin = r.own_time
            return r.own_time, "own clause"
        if r.own_time is not None and r.own_time.role == "own":
            return r.own_time, "own clause"
        floor = self.start
        found = timeline.before(m.start, floor)
        if found:
            return found, "sentence"
        found = timeline.before(m.start, self.line.start)
        if found:
            return found, "paragraph"
        section = self.reader.section
        if section.time:
            return section.time, "heading"
        if self.reader.doc:
            return self.reader.doc, "title"
        return None, "publication date"

    def _flow_time(self, m: Mention, time: Time, source: str) -> tuple[Time | None, str]:
        if source in ("own clause", "sentence"):
            return time, source
        timeline = self.timeline
        position = time.start
        for _ in range(6):
            found = timeline.before(position, self.line.start)
            if found is None:
                break
            if found.first is not None:
                return found, "paragraph"
            position = found.start
        if self.reader.section.time:
            return self.reader.section.time, "heading"
        if self.reader.doc:
            return self.reader.doc, "title"
        return time, source

    def _period(self, m: Mention, r: Relation, time: Time | None, stock: bool, target: bool) -> Period:
        return settle(time, stock, target, self.context)

    def _target(self, m: Mention, clause: int, time: Time | None) -> bool:
        window = self.text[max(clause, m.start - 40) : m.start]
        hit = measures.TARGET.search(window)
        published = self.context.published_on
        if time and time.last and time.grain != "now" and time.first and time.last < published and hit and hit[0] in ("预计", "预估", "将", "拟"):
            return False
        if hit:
            return True
        if time and time.grain == "point" and time.last and time.last > published and self.text[time.start - 1 : time.start] in "到至":
            return True
        return self.reader.section.target

    def _region(self, m: Mention, r: Relation, part: Fragment) -> str:
        text = self.text
        if part.place:
            if not part.place.ancestor or part.place.whole:
                self.clause_place = part.place.name
        elif part.text and (found := names.facility_place(text, part.start, r.end, self.places)):
            self.clause_place = found.name
        return self.clause_place or self.context.region


def _joiner(text: str, start: int, end: int) -> bool:
    return end - start <= 3 and text[start:end].strip(" ") in ("、", "和", "与", "及", "以及", ",", "")


def _takes_noun(m: Mention) -> bool:
    return m.dimension in ("计数", "人数", "人次") or m.base == "" or m.dimension in ("重量", "长度", "面积", "体积", "容量", "电量", "箱量")


def _noun_follows(text: str, at: int) -> bool:
    c = text[at : at + 1]
    return bool(c) and ("\u4e00" <= c <= "\u9fff" or c in "“《" or c.isascii() and c.isalnum()) and not text.startswith(
        ("以上", "左右", "以内", "以下", "人民币", "和", "与", "及", "增", "减", "下降", "提高", "、"), at
    )


def _final_name(name: str, measure: str) -> str:
    if measure in ("growth", "change", "share"):
        name = re.sub(r"(?:的)?(?:增速|增幅|涨幅|降幅|增长率|增长速度|占比|比重|所占|同比)$", "", name)
    return name.strip("的、,“" if name.count("“") > name.count("”") else "的、,")


def _aggregate(base: str) -> str | None:
    base = re.sub(r"(?:的)?(?:平均水平|平均|水平|增速|增幅|整体水平)$", "", base)
    return base or None


__all__ = ["extract", "read", "Decimal", "NATION", "date"]
