"""Lists that share words: `A、B和C产值` names three things, and the words at its end belong to each."""

from __future__ import annotations

import re

from indicators.extraction import names, tidying

_KIND = frozenset("肉贸油税蛋奶需销资料债")  # 禽肉, 外贸: the last character is the noun that the list shares
_HOW_MANY = re.compile(
    r"(?P<last>..+?)(?:这)?[两二三四五六七八九十]+(?:项|类|种|个|家|大|门|支|地|区|县|市|镇)(?P<shared>[\u4e00-\u9fff]{2,})$"
)  # 甲、乙、丙三项参保人数
_INDUSTRIES = re.compile(r"(?P<ordinal>第?[一二三])(?P<kind>产业?)(?P<rest>.*)$")


def split_list(words_: str, count: int) -> list[str] | None:
    """`A、B和C产值` for three figures → [A产值, B产值, C产值]; None where the number of parts does not fit."""
    if count > 60:
        return None
    flat = words_.strip("、,")
    for pattern in (r"[,;]", r"、"):
        parts = [p for p in re.split(pattern + r"(?![^()]*\))", flat) if p]
        if pattern != "、" and len(parts) < count and "、" in flat:
            continue
        if len(parts) == count and count > 1:
            return _share_ends(parts)
        if len(parts) == count - 1:
            last = parts[-1]
            cuts = [
                m
                for m in re.finditer(r"以及|和|(?<![惠涉普波])及|与|暨", last)
                if m.start() >= 1 and len(last) - m.end() >= 1
            ]
            if cuts:
                cut = cuts[-1]
                return _share_ends([*parts[:-1], last[: cut.start()], last[cut.end() :]])
        if len(parts) > count and pattern == "、":
            return None
    return _pair(flat) if count == 2 and len(flat) <= 24 else None


_PREDICATED = re.compile(r"持续|保持|稳步|较快|增长|提升|继续|不断|向好|回升|明显|加快|突出|统计|显示|介绍")


def split_clauses(words_: str, count: int) -> list[str] | None:
    """Names that stand between commas, each with 、 of its own."""
    parts = [p for p in re.split(r"[,;](?![^()]*\))", words_.strip("、,")) if p]
    if len(parts) != count or names.metric_of(parts[-1]) == parts[-1] or any(_PREDICATED.search(p) for p in parts[:-1]):
        return None
    return _share_ends(parts)


def _share_ends(parts: list[str]) -> list[str]:
    """The end of the last name belongs to each that has no quantity of its own: 甲、乙产业增加值 → 甲产业增加值."""
    last = parts[-1]
    if numbered := _industries(parts):
        return numbered
    if (said := _HOW_MANY.match(last)) and not re.search(r"第.$", said["last"]):
        shared = said["shared"]
        return [*(p + shared for p in parts[:-1]), said["last"] + shared]
    if "等" in last and (m := re.match(r"(.{1,14}?)(?<![平同中高初优特劣均相])等(.+)$", last)):
        tail = names.metric_of(m[2]) or m[2]
        parts, last = [*parts[:-1], m[1] + tail], m[1] + tail
        suffix = tail
    else:
        suffix = _shared_end(parts)
    if suffix and suffix != last:
        parts = [p if p is last or names.metric_of(p) not in _NO_QUANTITY else p + suffix for p in parts]
    if (front := parts[0][:1]) in ("对", "向") and not any(p[:1] == front for p in parts[1:]):
        parts = [parts[0], *(p if names.quantity_of(p) == p else front + p for p in parts[1:])]  # 对甲、乙、丙三地出口
    parts = [tidying.tidy(p) if i < len(parts) - 1 or "等" in p else p.strip("、的") for i, p in enumerate(parts)]
    bearer = names.entity_of(parts[0])
    if bearer and bearer != parts[0]:  # 公路客运量和周转量
        parts = [parts[0], *(bearer + p if names.quantity_of(p) == p else p for p in parts[1:])]
    return parts


def _shared_end(parts: list[str]) -> str:
    """The quantity, with the class noun before it where the other names have none of that class."""
    first, last = parts[0], parts[-1]
    suffix = names.metric_of(last)
    head = last.removesuffix(suffix)
    if "的" in last[2:-2] and suffix and not any("的" in p for p in parts[:-1]):
        return last.rpartition("的")[2]  # 甲类、乙类和丙类的不合格率
    if len(suffix) == 1 and suffix not in "率量额数值费" and len(parts) > 2:
        suffix = ""
    if suffix and (cut := _alongside(parts[:-1], last)):
        return last[cut:]
    if len(first) == 1 and len(last) > 2:
        return suffix if suffix and len(head) > 1 and head[-1] not in _KIND else last[1:]
    if len(first) > 2 and len(parts) == 2 and not names.metric_of(first):
        for k in range(len(first), min(len(last) - 1, len(first) + 6)):
            if last[:k].endswith(first[-2:]):
                return last[k:]
    for noun in _CLASS_NOUNS:
        if head.endswith(noun) and len(head) > len(noun) + 1 and not any(p.endswith(noun) for p in parts[:-1]):
            trades = all(p.endswith("业") for p in parts[:-1])
            if noun == "产业" and trades and not head.removesuffix(noun).endswith("业"):
                continue  # 工业、建筑业和房地产业: 产业 is part of the last trade's name
            return noun + suffix
    size = len(first)
    even = all(len(p) == size for p in parts[:-1]) and 2 <= size <= 3
    cut_short = len(suffix) == 1 and len(head) == size + 1  # 一产、二产、居民电量: 量 alone names nothing
    alike = size > 1 and all(p[-1] == head[size - 1 : size] for p in parts[:-1])  # 水力、风力侵蚀面积
    if (
        even
        and len(head) > size
        and (alike or len(head) > size + 2 or head[:size] in _KINDS_APART or not suffix or cut_short)
    ):
        return last[size:] if len(last) - size > 1 or last[size:] in ("类", "业") else ""
    return suffix


def _alongside(before: list[str], last: str) -> int:
    """Where the last of names that begin or end alike stops: 甲北、乙北规上企业产值; 丙盟、丁盟实际出口额."""
    size = len(before[-1])
    if not 2 <= size <= 4 or len(last) < size + 3 or names.metric_of(before[-1]):
        return 0
    alike = all(len(p) == size and p[0] == last[0] for p in before) or before[-1][-1] == last[size - 1]
    return size if alike and names.metric_of(last) != last[size:] else 0


_CLASS_NOUNS = (
    "制造业", "服务业", "居民", "产业", "行业", "企业", "领域", "地区", "市场", "单位", "人口", "工程", "项目", "车辆",
    "工业", "贸易", "产品", "类", "业",
)  # fmt: skip
_NO_QUANTITY = frozenset(["", "就业", "待遇", "水平", "效率", "标准"])  # 社会保障和就业、卫生健康支出
_KINDS_APART = frozenset(
    [
        "城镇",
        "农村",
        "城市",
        "乡村",
        "小学",
        "初中",
        "高中",
        "男性",
        "女性",
        "国有",
        "民营",
        "公办",
        "民办",
        "内资",
        "外资",
        "水路",
        "公路",
        "铁路",
        "航空",
        "国内",
        "国际",
        "入境",
        "境外",
        "省级",
        "市级",
        "区级",
    ]
)
_PAIRS = (
    ("城乡", ("城镇", "农村")), ("产销", ("产", "销")), ("存贷款", ("存款", "贷款")), ("收支", ("收入", "支出")),
    ("客货运", ("客运", "货运")), ("中小学", ("中学", "小学")), ("国省道", ("国道", "省道")), ("购销", ("购", "销")),
)  # fmt: skip


def _pair(words_: str) -> list[str] | None:
    """汽车产销 → 汽车产量, 汽车销量; 城乡居民收入 → 城镇居民收入, 农村居民收入."""
    for pair, both in _PAIRS:
        before, found, after = words_.partition(pair)
        if found:
            after = after or ("量" if len(both[0]) == 1 else "")
            return [before + one + after for one in both]
    return None


def _industries(parts: list[str]) -> list[str] | None:
    """第一、二、三产业投资 → 第一产业投资, 第二产业投资, 第三产业投资."""
    found = _INDUSTRIES.fullmatch(parts[-1])
    if found is None or not all(re.fullmatch(r"第?[一二三](?:产业?)?", p) for p in parts[:-1]):
        return None
    return [f"第{number}产业{found['rest']}" for p in parts for number in re.findall(r"[一二三]", p)[:1]]
