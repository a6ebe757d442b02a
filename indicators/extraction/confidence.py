"""How sure a record is: a sum of what speaks for it and against it, turned into a probability. Weights: `confidence.tsv`.

The weights are fitted by `python -m bench.calibrate` to first readings: of bulletins that no rule had been written on when they
were read, for only those say what a new one will bring. 0.9 and more is given only from `CERTAIN` on.
"""

from __future__ import annotations

import math
import re
from collections import deque
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from indicators.extraction import names
from indicators.extraction.normalise import width
from indicators.extraction.records import Context, Period
from indicators.extraction.state import Named

CERTAIN = 0.89  # the sum is careful at this end: of those that reach it 97 in 100 are right
_SURE, _BELOW = 0.9, 0.89
_WAYS = frozenset({"front", "before", "noun", "list", "bearer", "verb", "metric"})
_DIMENSIONS = frozenset({"金额", "比率", "计数", "人数", "百分点", "面积", "长度", "重量", "人次"})
_PLAIN = "figure.amount"
# words that stand between things or belong to what is said of them, not in names; a quantity twice
_UNCLEAR = re.compile(
    r"[的了这其将已均可在让使我你他该此本()]|持平|充足|积极|加快|推进|\d(?![期50])|(接待|增加值|产值|收入|投资|面积|产量).*\1"
)
# it may lie elsewhere than the bulletin
_FACILITY = re.compile(r"机场|港(?!澳)|口岸|景区|基地|园区|开发区|高新区|公园|铁路|航线|电站|公司|集团")
# what statistical offices report month by month
_STATISTICS = (
    "生产总值", "GDP", "增加值", "总产值", "产量", "发电量", "用电量", "固定资产投资", "零售总额", "销售额", "进出口", "进出口总值", "进出口总额",
    "进口", "出口", "预算收入", "财政收入", "税收收入", "预算支出", "财政支出", "可支配收入", "消费支出", "消费价格", "出厂价格", "存款余额", "贷款余额",
    "利润总额", "营业收入", "货运量", "客运量", "吞吐量", "周转量", "销售面积", "施工面积", "总人口", "常住人口",
)  # fmt: skip
# the title of a release, not of reportage
_RELEASE = re.compile(
    r"公报|经济运行|统计|增长|同比|指数|进出口|(?:收入|支出|执行|生产|运行|完成|市场|投资|消费)情况|季度|上半年|\d月"
)
_ROUND = re.compile(r"[1-9]0*(?![\d.])")  # one digit and noughts: 30, 5000
_QUARTER_ENDS = frozenset({(3, 31), (6, 30), (9, 30), (12, 31)})
_PERIODS = ("periods 0", "periods 1", "periods 2", "periods 3")  # of how many the figures read last are
_LENGTHS = ((4, "1-3"), (9, "4-8"), (13, "9-12"), (17, "13-16"), (23, "17-22"))
RECENT = 12  # how many figures back a text is asked whether it tells of growth


@cache
def weights() -> dict[str, float]:
    """Sign → its weight in the log of the odds."""
    lines = Path(__file__).with_name("confidence.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {row[0]: float(row[1]) for row in (line.split("\t") for line in lines)}


@lru_cache(maxsize=4096)
def of(signs: tuple[str, ...]) -> float:
    """0..1 for a record with these signs."""
    table = weights()
    total = table["base"] + sum(table.get(sign, 0.0) for sign in signs)
    probability = 1 / (1 + math.exp(-total))
    return round(max(probability, _SURE) if probability >= CERTAIN else min(probability, _BELOW), 3)


def of_cell(time_source: str) -> float:
    """A table's cell under clear headings."""
    return of((f"table {time_source}" if time_source in ("paragraph", "publication date") else "table",))


class Around:
    """What a bulletin's title and the figures read last say of how sure the next one is."""

    def __init__(self, text: str, context: Context, titled: bool) -> None:
        self.text, self.title, self.published = text, width(context.title or ""), context.published_on
        self.titled = titled  # the title says the period
        self.release = bool(_RELEASE.search(self.title))
        self.measures: deque[str] = deque(maxlen=RECENT)
        self.periods: deque[Period] = deque(maxlen=RECENT)
        self.years: dict[int, bool] = {}  # whether a year stands anywhere in text or title

    def signs(self, named: Named, last: Named | None) -> tuple[str, ...]:
        period = named.period
        found = [*of_period(period, self.published), _PERIODS[min(len(set(self.periods)), 3)]]
        if self.titled:
            found.append("titled")
        if self.release:
            found.append("release")
        if last is not None and last.name == named.name:
            found.append("again")
        if last is not None and last.period == period:
            found.append("period again")
        if period.end and not self._says(period.end.year):
            found.append("year unsaid")
        if self.measures:
            grown = self.measures.count("growth") + self.measures.count("change")
            around = grown * 4 > len(self.measures)
            found.append("growth around" if around else "growth rare" if grown else "growth nowhere")
        self.measures.append(named.measure)
        self.periods.append(period)
        return tuple(found)

    def _says(self, year: int) -> bool:
        if year not in self.years:
            self.years[year] = year == self.published.year or str(year) in self.title or str(year) in self.text
        return self.years[year]


def signs(named: Named, how: str, time_source: str, region_source: str, text: str) -> tuple[str, ...]:
    """What is known of a record's making."""
    m = named.mention
    made = of_making(
        how, time_source, region_source, named.measure, named.target, m.dimension, m.modifier != "exact", m.kind
    )
    found = of_name(named.name) + made
    if _ROUND.match(text, m.start):
        found += ("round",)
    return (*found, "closes") if text[m.end : m.end + 1] in ("", ",", "。", ";") else found


@lru_cache(maxsize=2048)
def of_making(
    how: str,
    time_source: str,
    region_source: str,
    measure: str,
    target: bool,
    dimension: str,
    modified: bool,
    kind: str,
) -> tuple[str, ...]:
    """Signs of where the parts of a record came from; a text has few kinds."""
    return (
        f"how {how}" if how in _WAYS else "how other",
        f"time {time_source}",
        f"measure {measure}",
        "place unsaid" if region_source == "context" else "place said",
        f"unit {dimension}" if dimension in _DIMENSIONS else "unit other",
        *(["target"] if target else ()),
        *(["modified"] if modified else ()),
        *([] if kind in (_PLAIN, "figure.index") else ["reading other"]),
        *(["state or event"] if measure == "level" and dimension in ("比率", "指数") else ()),
    )


@lru_cache(maxsize=2048)
def of_period(period: Period, published: date) -> tuple[str, str]:
    """How long it is, and how long it had been over when the bulletin came out: releases come within weeks."""
    start, end = period
    if end is None:
        return "span open", "ends open"
    ago = (published - end).days
    if start is None:
        at_quarter = (end.month, end.day) in _QUARTER_ENDS
        return "stock", f"stands {'now' if not ago else 'ahead' if ago < 0 else 'quarter' if at_quarter else 'day'}"
    days, from_january = (end - start).days, (start.month, start.day) == (1, 1)
    if days < 27:
        span = "day" if days < 1 else "days"
    elif days < 31:
        span = "january" if from_january else "month"
    elif from_january and days < 366:
        span = "year" if days > 339 else "since january"
    else:
        span = "quarter" if 85 < days < 93 else "years" if days > 366 else "other"
    if ago <= 0:
        ended = "now" if not ago else "ahead"
    elif ago <= 130:
        ended = "just" if ago <= 75 else "lately"
    else:
        ended = "year ago" if span in ("year", "years") else "part ago"
    return f"span {span}", f"ends {ended}"


@lru_cache(maxsize=2048)
def of_name(name: str) -> tuple[str, ...]:
    """Signs that the name alone gives."""
    quantity = names.quantity_of(name) or name.endswith(("率", "比"))
    length = next((label for limit, label in _LENGTHS if len(name) < limit), "23+")
    return (
        "quantity" if quantity else "thing",
        f"length {length}",
        *(["unclear"] if _UNCLEAR.search(name) else ()),
        *(["facility"] if _FACILITY.search(name) else ()),
        *(["index"] if name.endswith(("指数", "收入比", "倍率")) else ()),
        *(["joined"] if "、" in name else ()),
        *(["verb"] if names.starts_with_kept(name) else ()),
        *(["statistic"] if name.endswith(_STATISTICS) else ()),
    )
