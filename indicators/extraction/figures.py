"""Which numerals of a text are figures, and what the others are."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from typing import NamedTuple

from indicators.extraction import numerals
from indicators.extraction.chinese_counts import worth
from indicators.extraction.exclusions import DURATION_UNITS, reason
from indicators.extraction.numerals import DIGITS
from indicators.extraction.periods import Time
from indicators.extraction.written_units import Found, unit_at


class Mention(NamedTuple):
    """A figure as it stands: `unit` as written with its scale, `base` without it; `kind` names the reading rule."""

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    base: str
    dimension: str
    kind: str
    modifier: str


class Left(NamedTuple):
    """A numeral that is no figure, and why: time, name, code, ordinal, identifier, undecided."""

    start: int
    end: int
    reason: str


_CN = "零一二三四五六七八九十两百千万亿"
_SCAN = re.compile(
    rf"第\s?(?P<rank>[一二三四五六七八九十百]++|\d{{1,4}}+)"
    rf"|百分之(?P<percent>[{_CN}]++(?:点[{_CN}]++)?+)"
    rf"|(?P<num>{numerals.ARABIC})"
    rf"|(?P<cn>[{_CN}]++(?:点[一二三四五六七八九零]++)?+)"
)
_BEGINS = re.compile(rf"[第\d{_CN}]")  # characters that no numeral begins with are passed over quickly
_MIXED = re.compile(r"亿(?P<rest>\d{1,4}+(?:\.\d++)?+)(?P<step>[百千]?)(?=万)")
_JOIN = re.compile(r"\s?(?:[、,/]|和|与|及|以及)\s?(?=\d)")
_RANGE = re.compile(rf"\s?(?:-{{1,2}}|~|至|到)\s?(?P<high>{numerals.ARABIC})")
_RANGE_BEGINS = frozenset("-~至到")  # besides blanks: to be kept in step with the pattern
_AFTER = (
    (re.compile(r"(?:及|或)?以上|之多"), "at_least"),
    (re.compile(r"左右|上下"), "about"),
    (re.compile(r"有余|开外"), "above"),
    (re.compile(r"(?:及|或)?(?:以内|以下|之内)"), "at_most"),
)
# with the characters that each may begin or end with: most figures have none of them beside them
_AFTER_BEGINS = frozenset("及或以之左上有开")
_BEFORE = (
    (re.compile(r"(?:不低于|不少于|不小于|至少|最低|起码)[为达]?$"), "at_least", "于少低码为达"),
    (
        re.compile(r"(?:不超过|不高于|不多于|不大于|至多|最多|最高不超过|控制在|低于|少于|小于|压减到)$"),
        "at_most",
        "过于多在到",
    ),
    (re.compile(r"(?:接近|将近|逼近|不到|不足|近|临近)$"), "below", "近到足"),
    (
        re.compile(
            r"(?:超过|突破|超出|高于|大于|多于|超|逾|破|站上|迈上|跨过|跃过|越过|跨越|迈过|踏上|(?<!以)上|(?<![通经超])过)了?$"
        ),
        "above",
        "过破出于超逾上越了",
    ),
    (
        re.compile(r"(?:大约|大概|约合|约为|约达|约占|(?<![签合条公履违契预节简])约|基本|估计)$"),
        "about",
        "约概合为达占本计",
    ),
)
_BEFORE_ENDS = frozenset("".join(ends for _, _, ends in _BEFORE))
_A_LITTLE_MORE = re.compile(r"[多余](?![\u4e00-\u9fff])")
_INDEX_SAID = re.compile(
    r"(?:指数|系数|PMI|比值|倍率|(?:收入|消费|人口|之)比|(?:个|家|户|件|宗|起)数|汇率)(?:[均都]在)?(?:[^,。;、\d]{0,10}?)(?:为|达到?|是|录得|由|从|[升降增减扩缩回提下][\u4e00-\u9fff]?[至到])?(?:[^,。;、\d为达]{0,6}的)?$"
)
_SHORT_QUOTE = re.compile(
    r"《[^《》\n]{1,80}》|“[^“”\n,。;:!?]{1,20}”|“[^“”\n,。;:!?0-9]{20,48}”|‘[^‘’\n,。;:]{1,20}’|〔[^〔〕\n]{1,12}〕"
)
_NAMES_AFTER = re.compile(r"强(?!度)|号|级|届|版|代|期|线|路|楼|院|班列|型|系|[A-Za-z+]")
_ORDINAL_AFTER = re.compile(
    r"[届批期章条次季轮步阶版代号级部产大个中小医研人军方炼炉工者集]|位数|一[产书]|时间|任务|要务|责任|动力|生产力|资源|梯队|现场|书记|线|战场|曲线|方阵|居所|高度"
)
_RANK_BEFORE = re.compile(
    r"(?:居|列|排名|排行|排|名列|跃居|跃升|保持|升至|晋升|提升|上升|稳居|位次|全国|全省|全市|全区|全州|全县|全疆|全盟|全旗|全自治区|亚洲|世界|全球|国内|地区|城市|同类|行业|位|至|到|为|获得?|城市中|首位|各省|前列|省|市|州|区|县|业|均|西北|西南|东北|华东|华南|华北|中部|西部|东部|得分|评分|总分|排名|指数|增速|增幅|总量|规模|标准|面积|率)[前的]?(?:,|,全[国省市]|到)?$|(?:居|列|排)[\u4e00-\u9fff]{2,6}$"
)
_RANK_SAID = re.compile(r"(?:位居|位列|名列|稳居|跃居|高居|排名|排在|蝉联)[^,。;、\n]{2,18}$|[,。;、\n]位次(?:由|从)$")
_INDEX_BEFORE = re.compile(r"(?<![A-Za-z])(?:GDP|CPI|PPI|PMI)$")  # 实现GDP96亿元
_RANKED_AMONG = re.compile(r"(?:排名|排在|位居|位列|名列|稳居)[\u4e00-\u9fff]{0,4}$")  # 排名全疆第一作出了…
_ROSE_TO = re.compile(
    r"(?:位|名)?(?:上升|提升|跃升|前移|升|提高|下降|回落|降)[至到]\d{4}年的$"
)  # 由2016年的第60名上升至2019年的
_JOIN_RANK = re.compile(r"位?\s?(?:、|和|与|及)\s?")
_LARGEST = re.compile(r"(?:跻身|依然是|仍是|仍为|是|为|成为|保持|居|跃居)[^,。;、]{0,6}$")
_RATIO_BEFORE = re.compile(
    r"(?:三次产业|三产|产业)(?:增加值)?(?:占[^,。;\d]{2,10}的?)?(?:结构|比例|比重|构成)*(?:之)?比?(?:例|重)?(?:由[\d.:年的]{1,24})?(?:优化|调整|演进|变)?(?:为|是|达|到|至|由|从|:)?$"
)
_RATIO_AFTER = re.compile(r"(?P<mark>[:、])\d{1,2}(?:\.\d{1,2})?(?P=mark)\d{1,2}(?:\.\d{1,2})?(?![\d:%]|个百)")
_NO_MORE = (sys.maxsize, sys.maxsize)  # a span that is never reached
_NUMERAL_LIMIT = 24  # longer runs of digits are identifiers; also keeps arithmetic bounded


_ABOUT = re.compile(r"([二三四五六七八九]?十)?([一二三四五六七八])([二三四五六七八九])([十百千])?")
_RANKED = Found(0, "位", "位", "位次", False, "")
_TURNED = re.compile(
    r"(?:缩小|扩大|提高|下降|上升|回升|回落|降|升|增加|减少)[至到为]"
    r"|[,(、]?(?:同比|环比|比上年(?:同期)?|较上年(?:同期)?|比上月|较上月|比去年(?:同期)?)(?:分别)?(?:缩小|扩大|提高|下降|上升|回升|回落|增加|减少|增长)了?"
)
_NEXT_NUMBER = re.compile(numerals.ARABIC)


def find(
    text: str, raw: str, times: list[Time], start: int = 0, end: int | None = None
) -> tuple[list[Mention], list[Left]]:
    """Figures and the other numerals, both in text order. `text` is normalised, `raw` as stored."""
    return _Reader(text, raw, times, start, len(text) if end is None else end).read()


class _Reader:
    """One pass over the numerals; times and quotes are passed along with it, the current one of each at hand."""

    def __init__(self, text: str, raw: str, times: list[Time], start: int, end: int) -> None:
        self.text, self.raw, self.span = text, raw, (start, end)
        self.times = iter([t[:2] for t in times])
        self.quotes = iter([m.span() for m in _SHORT_QUOTE.finditer(text, start, end)])
        self.time, self.quote = next(self.times, _NO_MORE), next(self.quotes, _NO_MORE)
        self.mentions: list[Mention] = []
        self.left: list[Left] = []
        self.waiting: list[tuple[int, int, Decimal]] = []  # numbers of a list whose unit comes at its end
        self.awaited = 0  # where the next number of that list stands
        self.done = 0

    def read(self) -> tuple[list[Mention], list[Left]]:
        text, (at, end) = self.text, self.span
        while begins := _BEGINS.search(text, at, end):
            s = begins.start()
            m = _SCAN.match(text, s, end)
            at = m.end() if m else s + 1
            if m and s >= self.done:
                self._one(m)
        self._drop_waiting()
        return self.mentions, self.left

    def _one(self, m: re.Match[str]) -> None:
        s, e = m.span()
        if self.waiting and s > self.awaited:
            self._drop_waiting()
        if self._in_time(s, e):
            self._leave(s, e, "time", m)
        elif m["num"]:
            self._arabic(s, e, m["num"])
        elif self._quoted(s):
            self._leave(s, e, "name", m)
        elif m["rank"]:
            self._rank(s, e, m["rank"])
        elif m["percent"]:
            value = numerals.chinese(m["percent"])
            if value is not None:
                self._take(s, e, value, None, Found(e, "%", "%", "比率", False, ""), "figure.percent_words")
        else:
            self._chinese(s, e, m["cn"])

    def _in_time(self, s: int, e: int) -> bool:
        while self.time[1] <= s:
            self.time = next(self.times, _NO_MORE)
        return self.time[0] < e

    def _quoted(self, s: int) -> bool:
        while self.quote[1] <= s:
            self.quote = next(self.quotes, _NO_MORE)
        return self.quote[0] <= s

    def _leave(self, s: int, e: int, reason: str, m: re.Match[str] | None = None) -> None:
        if m is None or m["num"] or e - s > 1 or m["rank"]:
            self.left.append(Left(s, e, reason))

    def _drop_waiting(self) -> None:
        for s, e, _ in self.waiting:
            self.left.append(Left(s, e, "undecided"))
        self.waiting.clear()

    # -- arabic -------------------------------------------------------------------------------------------------

    def _arabic(self, s: int, e: int, digits: str) -> None:
        text = self.text
        if self._quoted(s):
            self.left.append(Left(s, e, "name"))
            return
        if len(digits) > _NUMERAL_LIMIT:
            self.left.append(Left(s, e, "identifier"))
            return
        before = text[s - 1] if s else ""
        if before and (
            before.isascii()
            and (before.isalpha() and not _INDEX_BEFORE.search(text, max(0, s - 4), s) or before in "#@_/&")
            or before == "."
            and s > 1
            and text[s - 2].isalnum()
        ):
            self.left.append(Left(s, e, "code"))
            return
        value = numerals.arabic(digits)
        first = s
        if (
            before == "负"
            and text[s - 2 : s - 1] not in "减抱担肩自"
            or before == "-"
            and self.raw[s - 1] in "-－−"
            and s > 1
            and (not text[s - 2].isascii() or text[s - 2] == "(")
        ):
            value, first = -value, s - 1
        found = unit_at(text, self.raw, e)
        if self._high_end(s, e, found):
            return
        if text.startswith("亿", e) and (mixed := _MIXED.match(text, e)):
            tail = unit_at(text, self.raw, mixed.end() + 1)
            if tail:
                rest = Decimal(mixed["rest"]) * numerals.STEPS.get(mixed["step"], 1) / 10000
                whole = tail._replace(unit="亿" + tail.unit, scale="亿")
                self._take(s, tail.end, (value + rest).normalize(), None, whole, "figure.mixed")
                return
        if found is None:
            self._bare(s, e, value)
            return
        if found.base == "个" and (j := _JOIN.match(text, found.end)) and self._next_unit(j.end()) == "个百分点":
            self.waiting.append((s, e, value))
            self.awaited = j.end()
            return
        why = reason(self.text, s, found)
        if why:
            self._drop_waiting()
            self.done = found.end
            self.left.append(Left(s, e, why))
            return
        self._take(first, found.end, value, None, found, "figure.amount")

    def _next_unit(self, position: int) -> str:
        m = _NEXT_NUMBER.match(self.text, position)
        found = unit_at(self.text, self.raw, m.end()) if m else None
        return found.base if found else ""

    def _high_end(self, s: int, e: int, found: Found | None) -> bool:
        """Reads `5%—6%`, `3至5家`; True when it did."""
        text = self.text
        at = found.end if found else e
        if text[at : at + 1] not in _RANGE_BEGINS and not text[at : at + 1].isspace():
            return False
        m = _RANGE.match(text, at)
        if m is None or (s and text[s - 1] in "从由"):
            return False
        second = unit_at(text, self.raw, m.end())
        if second is None or (found and found.base != second.base) or len(m["high"]) > _NUMERAL_LIMIT:
            return False
        low, high = numerals.arabic(text[s:e]), numerals.arabic(m["high"])
        if found and found.scale != second.scale or high <= low or reason(self.text, s, second):
            return False
        self._take(s, second.end, low, high, second, "figure.range")
        return True

    def _bare(self, s: int, e: int, value: Decimal) -> None:
        text = self.text
        if s and text[s - 1] == "[" and text[e : e + 1] == "]":
            self.left.append(Left(s, e, "identifier"))  # a footnote's mark
            return
        if self._parts_of_ten(s, e, value):
            return
        if (joined := _JOIN.match(text, e)) and len(self.waiting) < 200:
            if self._in_time(joined.end(), joined.end() + 1):
                self.left.append(Left(s, e, "time"))  # 5、6月份
                return
            self.waiting.append((s, e, value))
            self.awaited = joined.end()
            return
        self._drop_waiting()
        after = text[e : e + 1]
        if _INDEX_SAID.search(text[max(0, s - 20) : s]) and (
            not (after and after.isalnum()) or after in "缩扩提下上升降增减回"
        ):
            self._take(s, e, value, None, Found(e, "1", "1", "指数", False, ""), "figure.index")
            return
        last = self.mentions[-1] if self.mentions else None
        turned = _TURNED.fullmatch(text, last.end, s) if last else None
        if last and last.kind == "figure.index" and turned and not (after and after.isalnum()):
            self._take(s, e, value, None, Found(e, "1", "1", "指数", False, ""), "figure.index")
            return
        digits = text[s:e]
        if len(digits) >= 6 and "." not in digits and "," not in digits:
            reason = "identifier"
        elif after and (_NAMES_AFTER.match(text, e)):
            reason = "code" if after.isascii() else "ordinal" if after in "号届期版代级" else "name"
        elif s and text[s - 1] in "(〔[" or after in ("号", ")"):
            reason = "identifier"
        else:
            reason = "undecided" if after and after in ",。;、) \n" else "name"
        self.left.append(Left(s, e, reason))

    def _parts_of_ten(self, s: int, e: int, value: Decimal) -> bool:
        """三次产业结构为5.4:42.1:52.5: shares in % that no sign follows."""
        text, last = self.text, self.mentions[-1] if self.mentions else None
        goes_on = last is not None and last.kind == "figure.ratio" and text[last.end : s] in (":", "、")
        if not goes_on and not (_RATIO_AFTER.match(text, e) and _RATIO_BEFORE.search(text, max(0, s - 30), s)):
            return False
        self._take(s, e, value, None, Found(e, "%", "%", "比率", False, ""), "figure.ratio")
        return True

    # -- ranks and Chinese numerals ---------------------------------------------------------------------------

    def _rank(self, s: int, e: int, words: str) -> None:
        text = self.text
        after = text[e : e + 1]
        value = Decimal(words) if words.isdigit() else numerals.chinese(words)
        plain = (
            not after
            or after in ",。;、)(!? \n的"
            or text.startswith(("位", "名", "和", "与"), e)
            and not text.startswith("名录", e)
        )
        last = self.mentions[-1] if self.mentions else None
        if (
            (
                last
                and last.kind == "figure.rank"
                and value is not None
                and plain
                and _JOIN_RANK.fullmatch(text, last.end, s)
            )
            or value is not None
            and _RANKED_AMONG.search(text, max(0, s - 8), s)
            and not _ORDINAL_AFTER.match(text, e)
            or last
            and last.kind == "figure.rank"
            and value is not None
            and _ROSE_TO.fullmatch(text, last.end, s)
            or value is not None
            and after == "大"
            and _LARGEST.search(text[max(0, s - 14) : s])
        ):
            self._take(s, e, value, None, _RANKED._replace(end=e), "figure.rank")
        elif (
            value is None
            or not plain
            or _ORDINAL_AFTER.match(text, e)
            or not (_RANK_BEFORE.search(text[max(0, s - 8) : s]) or _RANK_SAID.search(text[max(0, s - 24) : s]))
        ):
            self.left.append(Left(s, e, "ordinal"))
        else:
            self._take(s, e, value, None, _RANKED._replace(end=e), "figure.rank")

    def _chinese(self, s: int, e: int, words: str) -> None:
        text = self.text
        if text.startswith("分之", e) or (s and text[s - 1] in "第初星“十几"):
            self._leave_words(s, e, "name")
            return
        cut = len(words)
        while cut > 0 and words[cut - 1] in "万亿":
            cut -= 1
        lead = words[:cut]
        if not lead:
            return
        found = unit_at(text, self.raw, s + cut)
        if about := _ABOUT.fullmatch(lead):
            self._approximate(s, e, about, found)
            return
        value = numerals.chinese(lead)
        if found is None or value is None or not worth(text, s, lead, value, found):
            self._leave_words(s, e, "name")
        else:
            self._take(s, found.end, value, None, found, "figure.chinese")

    def _approximate(self, s: int, e: int, about: re.Match[str], found: Found | None) -> None:
        """八九百米, 四五千元, 十七八家: a range; 三五人, 一二 are ways of speaking."""
        tens, low, high, step = about.groups()
        first, second = DIGITS[low], DIGITS[high]
        ten = DIGITS[tens] * 10 if tens and tens != "十" else 10 if tens else 0
        if tens and len(tens) > 1:
            ten = DIGITS[tens[0]] * 10
        if (
            found is None
            or not found.base
            or second != first + 1
            or first < 2
            and not ten
            or found.base in DURATION_UNITS
        ):
            self._leave_words(s, e, "name")
            return
        size = numerals.STEPS.get(step, 1)
        self._take(
            s, found.end, Decimal(ten + first) * size, Decimal(ten + second) * size, found, "figure.chinese_range"
        )

    def _leave_words(self, s: int, e: int, reason: str) -> None:
        if e - s > 1:
            self.left.append(Left(s, e, reason))

    # -- taking -------------------------------------------------------------------------------------------------

    def _take(self, s: int, e: int, value: Decimal, high: Decimal | None, found: Found, kind: str) -> None:
        for ws, we, waiting in self.waiting:
            self.mentions.append(
                Mention(
                    ws,
                    we,
                    waiting,
                    None,
                    found.unit,
                    found.base,
                    found.dimension,
                    "figure.shared_unit",
                    self._modifier(ws, we, False),
                )
            )
        self.waiting.clear()
        modifier = self._modifier(s, e, found.more)
        if found.base in ("成", "倍") and _A_LITTLE_MORE.match(self.text[e : e + 2]):
            e, modifier = e + 1, "above"
        if high is not None and self.text[s - 1 : s] in "近":
            modifier = "about"
        self.mentions.append(Mention(s, e, value, high, found.unit, found.base, found.dimension, kind, modifier))
        self.done = e

    def _modifier(self, s: int, e: int, more: bool) -> str:
        before = self.text[max(0, s - 8) : s].rstrip(" ")
        if more:
            return "above"
        if self.text[e : e + 1] in _AFTER_BEGINS:
            for pattern, name in _AFTER:
                if pattern.match(self.text, e):
                    return name
        last = before[-1:]
        if last in _BEFORE_ENDS:
            for pattern, name, ends in _BEFORE:
                if last in ends and pattern.search(before):
                    return name
        return "exact"
