"""Pipe tables: row header × column header × unit line × period → records."""

from __future__ import annotations

import re
from typing import NamedTuple

from indicators.extraction import bearers, confidence, measures, names, numerals, units
from indicators.extraction.figures import Mention
from indicators.extraction.periods import Time
from indicators.extraction.places import Gazetteer
from indicators.extraction.records import Context, Record, plain
from indicators.extraction.relations import Relation
from indicators.extraction.timeline import Timeline, settle
from indicators.extraction.written_units import unit_at

_RULE = re.compile(r"^\s*:?-{1,}:?\s*$")
_NUMBER = re.compile(rf"^\s*(?P<sign>[-−+±]?)\s?(?P<digits>{numerals.ARABIC})\s?(?P<rest>.{{0,12}}?)\s*$")
_UNIT_LINE = re.compile(r"(?:计量)?单位\s*:\s*(?P<units>[^\s()|]{1,24})")
_IN_BRACKETS = re.compile(r"\((?P<unit>[^()]{1,12})\)\s*$")
_GROWTH = re.compile(r"增长|增速|增幅|同比|环比|涨幅|涨跌|±|比上年|比上月|为上年|较上年|升降|增减")
_SHARE = re.compile(r"占(?P<scope>.*?)(?:的)?(?:比重|比例|比)|比重|占比|构成")
_RANK = re.compile(r"位次|排名|名次")
_PLAIN = re.compile(
    r"^(?:绝对[值额数量]?|数值|总量|总额|本期|累计|全年|实绩|指标值|合计|金额|数量|完成|实际|水平|值|产量|年末数|本年|本年累计|当年|完成数|完成额|实际完成|规模|情况|总计|计)?$"
)
_BASE_WORDS = re.compile(r"本月|当月|本期|上年|上月|去年|上季|上期|同期")
_PLANNED = re.compile(r"目标(?:值|数)?|预期(?:目标)?|计划(?:数)?|预计|完成(?:数|值|情况)?$")
_OF_PLAN = re.compile(
    r"(?:完成|占|为)(?P<scope>[^,()]{0,8}?(?:预算|计划|目标|任务))(?:数)?(?:的)?(?:比例|进度|百分比|%)?%?$"
)
_GROWTH_WORDS = re.compile(
    r"(?:比|较|与)?(?:上年|上月|去年|上季度?|上期|年初)?(?:末|底)?(?:同期|同月)?(?:同比|环比)?(?:相比)?(?:增长|增速|增幅|涨幅|涨跌幅?|升降|增减|增加)?(?:幅度|率)?[±%+-]*$"
)
_GROUP = re.compile(r"^(?:城市|农村|城镇|乡村|男性?|女性?|国有|民营|内资|外资|[\u4e00-\u9fff]{1,4}级)$")
_LEAD = re.compile(
    r"^(?:[#*·•\s]|其中:?|#|[一二三四五六七八九十]{1,2}、|\d{1,2}[.、](?!\d)|\([一二三四五六七八九十\d]{1,2}\))+"
)
_ROW_NUMBER = re.compile(r"^(?:序号|编号|行次|代码)$")


MOST_CELLS = 130  # a line with more bars is no table that a bulletin carries


class Cell(NamedTuple):
    start: int
    end: int
    text: str


class Header(NamedTuple):
    """What a row's or column's heading says of its numbers."""

    name: str
    unit: str
    measure: str
    scope: str | None
    comparison: str | None
    time: Time | None
    region: str | None
    target: bool = False
    month: bool = False  # 本月


def is_row(text: str, start: int, end: int) -> bool:
    """A line of a pipe table."""
    line = text[start:end].strip()
    return line.startswith("|") and 3 <= line.count("|") <= MOST_CELLS


def cells(text: str, start: int, end: int) -> list[Cell]:
    """The cells of one line, with spans of their stripped text."""
    found, at = [], text.index("|", start) + 1
    while at <= end:
        stop = text.find("|", at, end)
        if stop < 0:
            break
        words = text[at:stop]
        lead = len(words) - len(words.lstrip())
        found.append(Cell(at + lead, at + len(words.rstrip()) if words.strip() else at + lead, words.strip()))
        at = stop + 1
    return found


class Table:
    """One block of rows; `caption` is the text above it, where unit line and period may stand."""

    def __init__(
        self, text: str, raw: str, rows: list[tuple[int, int]], caption: tuple[int, int], context: Context,
        places: Gazetteer, timeline: Timeline, time: Time | None,
    ) -> None:  # fmt: skip
        self.text, self.raw, self.context, self.places, self.timeline = text, raw, context, places, timeline
        grid = [cells(text, s, e) for s, e in rows]
        self.grid = [row for row in grid if row and not all(_RULE.match(c.text) or not c.text for c in row)]
        above = timeline.between(*caption)
        own = [t for t in above if t.role in ("own", "local")]
        self.time = own[-1] if own else time
        unit_line = _UNIT_LINE.search(text, *caption)
        words = re.sub(
            r"^.*?表\s?\d*|\(?(?:计量)?单位.*$|情况.*$|统计.*$",
            "",
            text[caption[0] : caption[1]].split("\n")[-1].strip(),
        )
        self.metric = names.metric_of(words.strip(" ()")) if len(words) <= 40 else ""
        self.growth = bool(_GROWTH.search(text, *caption))
        self.units = re.split(r"[、,/;]", unit_line["units"]) if unit_line else []

    def records(self) -> list[Record]:
        """Row by row, cell by cell, in text order."""
        heads, body = self._split()
        if not heads or not body:
            return []
        columns = self._columns(heads)
        found: list[Record] = []
        parent = ""
        for row in body:
            if not row or not row[0].text:
                continue
            label = row[0]
            if len(row) > 1 and (_ROW_NUMBER.match(columns[0].name) or re.fullmatch(r"\d{1,3}", label.text)):
                row = row[1:]
                label, shifted = row[0], columns[1:]
            else:
                shifted = columns
            side = self._header(label)
            indented = self.text[label.start - 3 : label.start].isspace()
            if "其中" in label.text or label.text.startswith("#") or indented and parent:
                side = side._replace(name=_part(parent, side.name))
            else:
                parent = side.name
            unit_cell = next((c.text for c, h in zip(row, shifted, strict=False) if h.name in ("单位", "计量单位")), "")
            for cell, top in zip(row[1:], shifted[1:], strict=False):
                if record := self._record(cell, side, top, unit_cell):
                    found.append(record)
        return found

    def _split(self) -> tuple[list[list[Cell]], list[list[Cell]]]:
        for i, row in enumerate(self.grid):
            if i and any(_is_number(c.text) and not _year_like(c.text) for c in row[1:]):
                return self.grid[:i], self.grid[i:]
        return [], []

    def _columns(self, heads: list[list[Cell]]) -> list[Header]:
        width_ = max(map(len, heads))
        columns = []
        for at in range(width_):
            parts: list[Cell] = []
            for row in heads:
                here = row[at] if at < len(row) else Cell(0, 0, "")
                left = at
                while not here.text and left > 1 and row is not heads[-1]:  # a wide heading spans to the right
                    left -= 1
                    here = row[left] if left < len(row) else here
                if here.text and (not parts or parts[-1].text != here.text):
                    parts.append(here)
            columns.append(self._join([self._header(p) for p in parts]))
        return self._filled(columns)

    def _filled(self, columns: list[Header]) -> list[Header]:
        """A column of rates takes name and time of the quantity to its left; any column takes the table's time."""
        times = [c.time for c in columns if c.time]
        filled: list[Header] = []
        for i, column in enumerate(columns):
            left = next((c for c in reversed(filled[1:]) if c.measure in ("", "level")), None) if i else None
            if column.measure in ("growth", "change", "share", "rank") and left:
                column = column._replace(
                    name=column.name or left.name, time=column.time or left.time, month=column.month or left.month
                )
            if column.measure == "rank" and i > 1 and filled[-1].measure == "growth":
                column = column._replace(name=filled[-1].name + "增速")
            if i and column.time is None and times and not column.month:
                column = column._replace(time=times[0])
            filled.append(column)
        return filled

    def _join(self, parts: list[Header]) -> Header:
        if not parts:
            return Header("", "", "", None, None, None, None)
        named = [p.name for p in parts if not _PLAIN.match(p.name)]
        name = "".join(named) or "".join(p.name for p in parts)
        last = parts[-1]
        return Header(
            name, next((p.unit for p in reversed(parts) if p.unit), ""), next((p.measure for p in reversed(parts) if p.measure), ""),
            last.scope, last.comparison, next((p.time for p in reversed(parts) if p.time), None),
            next((p.region for p in reversed(parts) if p.region), None), any(p.target for p in parts), any(p.month for p in parts),
        )  # fmt: skip

    def _header(self, cell: Cell) -> Header:
        text = _LEAD.sub("", cell.text).strip()
        measure, scope, comparison, unit = "", None, None, ""
        times = self.timeline.between(cell.start, cell.end)
        stated = [t for t in times if t.role in ("own", "local") and not _BASE_WORDS.match(self.text, t.start)]
        time = stated[0] if stated else None
        target = bool(re.search(r"目标|预期|计划|预计", text)) and not _OF_PLAN.search(text)
        if m := _IN_BRACKETS.search(text):
            inside = m["unit"].strip()
            if _unit(inside) or inside in ("±%", "+-%", "±"):
                unit, text = ("%" if "%" in inside or inside == "±" else inside), text[: m.start()].strip()
        if m := _OF_PLAN.search(text):
            measure, scope, unit, text = "share", m["scope"], "%", text[: m.start()]
        elif _RANK.search(text):
            among = re.search(r"全[国省市区县州]|世界|全球", text)
            measure, unit, text, scope = "rank", "位", "", among[0] if among else None
        elif _GROWTH.search(text):
            measure, comparison = "growth", self._against(text, times)
            text = _GROWTH_WORDS.sub("", text)
            unit = unit or "%"
            if "点" in unit:
                measure, unit = "change", "个百分点"
        elif m := _SHARE.search(text):
            measure, scope = "share", (m["scope"] or None)
            text = text[: m.start()].removesuffix("所")
            unit = unit or "%"
        for t in times:
            text = text.replace(self.text[t.start : t.end], "")
        text = _PLANNED.sub("", text).strip(" ,、:的%±-比较")
        region = None
        found = self.places.at(text, 0) if text else None
        if found and found.end == len(text):
            region, text = found.name, ""
        return Header(
            text, unit, measure, scope, comparison, time, region, target, "本月" in cell.text or "当月" in cell.text
        )

    def _against(self, text: str, times: list[Time]) -> str:
        if "环比" in text or "上月" in text or "上季" in text:
            return "previous"
        point = next((t for t in times if t.grain == "point" and _BASE_WORDS.match(self.text, t.start)), None)
        if point and point.last:
            return f"base:{point.last.year}"
        return "yoy"

    def _record(self, cell: Cell, side: Header, top: Header, unit_cell: str) -> Record | None:
        m = _NUMBER.match(cell.text)
        if m is None or _ROW_NUMBER.match(top.name) or top.name in ("单位", "计量单位"):
            return None
        measure = top.measure or side.measure or ("growth" if self.growth and "%" in "".join(self.units) else "level")
        name = side.name if _PLAIN.match(top.name) or side.name.endswith(top.name) else side.name + top.name
        if _GROUP.match(top.name):
            name = top.name + side.name
        if not names.metric_of(name) and self.metric and measure in ("level", "growth", "share") and not top.name:
            name = name + self.metric if side.name else name
        if not name:
            return None
        at = cell.start + cell.text.index(m["digits"])
        unit, end = self._unit(m, at, measure, top, side, unit_cell)
        if m["rest"] and self.text[end : cell.end].strip() or unit in ("年", "日", "月", "号"):
            return None  # a date, a telephone number, a remark
        try:
            entry = units.lookup(unit)
        except units.UnknownUnit:
            return None
        value = numerals.arabic(m["digits"])
        if m["sign"] in ("-", "−"):
            value, at = -value, cell.start
        if unit in ("个百分点", "百分点") and measure == "growth":
            measure = "change"
        comparison = (top.comparison or side.comparison or "yoy") if measure in ("growth", "change") else None
        mention = Mention(at, end, value, None, unit, unit, entry.dimension, "table", "exact")
        time, source = self._time(side, top)
        stated = measures.is_stock(name, mention, measure, Relation(at, at), None, "")
        stock = measures.is_thing(name, mention) if stated is None else stated
        target = top.target or side.target
        period = settle(time, stock, target, self.context)
        return Record(
            at, end, self.raw[at:end], name, measure, plain(value), None, unit, "exact", comparison,
            top.scope or side.scope if measure in ("share", "rank") else None, period.start, period.end,
            side.region or top.region or self.context.region, "target" if target else "actual", f"table/{measure}", confidence.of_cell(source),
            (("period", source), ("indicator", "table"), ("unit", "table")),
        )  # fmt: skip

    def _unit(
        self, m: re.Match[str], at: int, measure: str, top: Header, side: Header, unit_cell: str
    ) -> tuple[str, int]:
        end = at + len(m["digits"])
        if m["rest"] and (found := unit_at(self.text, self.raw, end)):
            return found.unit, found.end
        rates = [u for u in self.units if "%" in u]
        amounts = [u for u in self.units if "%" not in u]
        if measure in ("growth", "share"):
            return top.unit or side.unit if "%" in (top.unit or side.unit) or "点" in top.unit else (
                rates[0] if rates else "%"
            ), end
        if measure == "rank":
            return "位", end
        return top.unit or unit_cell or side.unit or (amounts or rates or ["1"])[0], end

    def _time(self, side: Header, top: Header) -> tuple[Time | None, str]:
        if side.time or top.time:
            return side.time or top.time, "table"
        return self.time, "title" if self.time else "publication date"


def _part(whole: str, name: str) -> str:
    """进出口总额 → 其中:出口 stays 出口; 居民消费价格 → 其中:食品 is 居民消费食品价格."""
    metric, bearer = names.metric_of(whole), names.entity_of(whole)
    if not metric or not bearer or bearer == whole:
        return name
    if bearers.is_bare(name) and not name.startswith(bearer):
        return bearer + name
    if names.metric_of(name):
        return name
    return bearer + name + metric


def _is_number(text: str) -> bool:
    return bool(_NUMBER.match(text))


def _year_like(text: str) -> bool:
    return bool(re.match(r"^(?:19|20)\d\d年?$", text.strip()))


def _unit(text: str) -> bool:
    try:
        units.lookup(text)
    except units.UnknownUnit:
        return False
    return True
