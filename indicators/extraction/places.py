"""Which place a figure is about; the table is `places.tsv` (GB/T 2260 codes, names, short names, parents)."""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from indicators.extraction.words import Head


class Place(NamedTuple):
    code: str
    name: str
    parent: str

    @property
    def level(self) -> int:
        """0 the country, 1 province, 2 prefecture, 3 county."""
        return 0 if self.code == "000000" else 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3


class Found(NamedTuple):
    """A place read at a position: where it ends, its full name, whether only its short name stood there."""

    end: int
    name: str
    short: bool
    ancestor: bool
    whole: bool  # 全省, 全市


NATION = "全国"
_WHOLE = {
    "国": 0,
    "省": 1,
    "市": 2,
    "地区": 2,
    "州": 2,
    "盟": 2,
    "县": 3,
    "区": 3,
    "旗": 3,
    "镇": 4,
    "乡": 4,
    "疆": 1,
    "街道": 4,
    "村": 5,
}
_WHOLE_AT = re.compile(
    r"(?:全|我|本|该|在全)(国|地区|省|市|州|盟|县|区|旗|镇|乡|疆|街道|村(?!民|级|集))(?:各地|范围内?|上下|内|共)?(?![场级民])(?!外(?![贸汇资商向经]))"
)
_ANY_DISTRICT = frozenset(["城区", "郊区", "矿区"])  # names of districts of a few cities, and words elsewhere
_WHOLE_BEGINS = frozenset(["", *"全我本该"])
_TOWN = re.compile(
    r"(?![特小城乡村名强重各中该本全])[\u4e00-\u9fff]{1,4}?(?<![小城乡村名强])(?:镇|乡|街道)(?![村居贤土愁级亲企镇])"
)
_IN_VILLAGE = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:村(?![级民])|社区|合作社|小区|公司|基地|产业园)")
_NO_TOWN = re.compile(r"[我各其于在了的个该与和、]|全[省市区县州旗街]|^.全|全$")  # 县下达我镇, 夯实各镇
_VERB = Head("kept", "light", "flow_verb", "post_verb")
_AREAS = re.compile(
    r"(?:东部|中部|西部|东北|中西部|华东|华南|华北|华中|西南|西北|长三角|珠三角|京津冀|粤港澳大湾区|长江经济带)(?:地区)?"
)
_TRANSPORT = re.compile(r"(?:国际)?(?:港|机场|铁路|高铁|高速|站|大桥)")
# what may follow a short name without making another word of it
_ITEM_MARK = re.compile(
    r"\s*(?:\(?[一二三四五六七八九十]{1,3}\)?[、.]?|\(?\d{1,2}[.、)]\s?|[●•·◆■★▲*#]+|第[一二三四五六七八九十][、,])?[\s【\[(“]*"
)
# 义乌市场主体: the mark of the place is the first half of the next word.
WORD_FROM_MARK = re.compile(r"市(?:场|值|民|域|容|政(?!府|协))|区(?:域|块|位|间)|县(?:域|城)|省(?:会|属)")
_OWN_LEVEL = re.compile(r"[市县区州]本级[\]】)”:。\s]*$")
_PARK = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6}?)(?:高新区|高新技术(?:产业)?开发区|经开区|开发区|工业园区?|产业园区?|软件园|科技园|保税区|自贸区|综保区|科学城|新区)(?![\u4e00-\u9fff]?分局)"
)
_AROUND = "】])”:。 \u3000"
_LONGER = re.compile(
    r"(?:大学|学院|银行|航线|[\u4e00-\u9fff]{0,4}交易所|村(?![庄镇级民企])|路|街|大道|证券|高新区|经开区|新区|开发区|日报|晚报|电视|发布|籍|话|人(?!均|民|口|才|工|社|次|力|文)|商(?!务|品|业|贸|住)|菜|酒|茶|队|帮)"
)


@cache
def _table() -> tuple[dict[str, Place], dict[str, tuple[Place, ...]], dict[str, tuple[Place, ...]]]:
    """By code, by full name, by short name."""
    by_code: dict[str, Place] = {}
    by_name: dict[str, list[Place]] = {}
    by_short: dict[str, list[Place]] = {}
    for row in Path(__file__).with_name("places.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        code, name, short_names, parent = row.split("\t")
        place = Place(code, name, parent)
        by_code[code] = place
        by_name.setdefault(name, []).append(place)
        for short in short_names.split():
            by_short.setdefault(short, []).append(place)
    return by_code, {k: tuple(v) for k, v in by_name.items()}, {k: tuple(v) for k, v in by_short.items()}


def lies_in(name: str, outer: str) -> bool:
    """义乌市 lies in 金华市; a place that is in no table may lie anywhere."""
    inner_places, outer_places = by_name(name), by_name(outer)
    if not inner_places or not outer_places:
        return True
    prefixes = tuple(p.code[: 2 * p.level] for p in outer_places)
    return any(p.code.startswith(prefix) for p in inner_places for prefix in prefixes)


@cache
def _sizes() -> dict[str, tuple[int, ...]]:
    """First two characters → the lengths of the names that begin so, longest first."""
    _, full, short = _table()
    sizes: dict[str, set[int]] = {}
    for name in [*full, *short]:
        if len(name) > 1:
            sizes.setdefault(name[:2], set()).add(len(name))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in sizes.items()}


@cache
def _short_names() -> dict[str, list[str]]:
    """Full name → its short names."""
    found: dict[str, list[str]] = {}
    for short, places in _table()[2].items():
        for place in places:
            found.setdefault(place.name, []).append(short)
    return found


@cache
def _districts() -> dict[str, dict[str, str]]:
    """Code of a province or city → the short names of the counties and districts right below it → their full names."""
    found: dict[str, dict[str, str]] = {}
    for short, places in _table()[2].items():
        for place in places:
            if place.level == 3:
                found.setdefault(place.parent, {})[short] = place.name
    return found


def by_name(name: str) -> tuple[Place, ...]:
    """Places with this full or short name."""
    _, full, short = _table()
    return full.get(name, ()) + short.get(name, ())


class Gazetteer:
    """Reads places from the standpoint of one bulletin's own place."""

    def __init__(self, region: str) -> None:
        codes, full, short = _table()
        self.region = region
        own = full.get(region) or short.get(region) or ()
        self.own = own[0] if own else self._container(region)
        self.in_table = bool(own)
        self.ancestors: list[Place] = []
        place = self.own
        while place and place.parent in codes:
            place = codes[place.parent]
            self.ancestors.append(place)
        if not self.in_table and self.own:
            self.ancestors.insert(0, self.own)
        self._ancestor_names = {a.name for a in self.ancestors}
        self.names = self._own_names(region)
        self._names: dict[str, list[str]] = {}  # the own names by their first character
        for name in self.names:
            self._names.setdefault(name[0], []).append(name)
        self._full, self._short = full, short
        self._sizes = _sizes()
        self._cache: dict[str, tuple[str, bool] | None] = {}

    def _container(self, region: str) -> Place | None:
        """徐州经开区 lies in 徐州市."""
        for size in range(min(len(region) - 1, 8), 1, -1):
            if places := by_name(region[:size]):
                return places[0]
        return None

    def _own_names(self, region: str) -> tuple[str, ...]:
        names = {region}
        if self.in_table and self.own:
            names.update(_short_names().get(self.own.name, ()))
            names.add(self.own.name)
        bare = re.sub(r"(?:特别行政区|自治区|自治州|自治县|省|市|县|区|镇|乡|街道|新片区|旗|盟)$", "", region)
        if len(bare) >= 2 and bare != NATION:
            names.add(bare)
        if region == NATION:
            names |= {"全国", "我国", "中国", "国家"}
        return tuple(sorted(names, key=lambda n: (-len(n), n)))

    def at(self, text: str, position: int) -> Found | None:
        """The place that begins at `position`; of a chain (浙江金华义乌) the last."""
        found = self._one(text, position)
        if found is None:
            return None
        for _ in range(3):
            step = self._one(text, found.end)
            if step is None or step.whole or step.end - found.end > 14:
                break
            if not lies_in(step.name, found.name):
                if found.short and _TRANSPORT.match(text, step.end):  # 宁波舟山港: a name of its own
                    return None
                break
            town = step.name[-1] in "镇乡道" and step.name != self.region and not by_name(step.name)
            if town and by_name(found.name):
                return found._replace(end=step.end)  # 某区某镇: the county is the place, the town lies in it
            found = step
        return found

    def above_town(self, name: str, text: str, end: int) -> str:
        """某镇某村的合作社 in a county's or a city's bulletin: what lies in a village is told of the county or city."""
        town = name[-1] in "镇乡道" and name != self.region and not by_name(name)
        within = town and self.in_table and self.own and self.own.level and _IN_VILLAGE.match(text, end)
        return self.region if within else name

    def may_begin(self, text: str, position: int) -> bool:
        """Whether a name of the table may stand at `position`; most words are told apart by their first characters."""
        return (
            text[position : position + 2] in self._sizes
            or text[position : position + 1] in self._names
            or bool(self.districts)
        )

    def _one(self, text: str, position: int) -> Found | None:
        first = text[position : position + 1]
        for name in self._names.get(first, ()):
            if text.startswith(name, position) and not self._part_of_longer(text, position + len(name), name):
                end = position + len(name)
                return Found(end - bool(WORD_FROM_MARK.match(text, end - 1)), self.region, False, False, False)
        if first in _WHOLE_BEGINS:
            return self._whole(text, position)
        for size in self._sizes.get(text[position : position + 2], ()):
            word = text[position : position + size]
            if len(word) == size and (known := self._known(word)):
                name, short = known
                if short and _LONGER.match(text, position + size):
                    return None
                end = position + size
                if size > 2 and WORD_FROM_MARK.match(text, end - 1):
                    return Found(end - 1, name, True, name in self._ancestor_names, False)
                return Found(end, name, short, name in self._ancestor_names, False)
        if self.districts and (district := self._listed_district(text, position)):
            return district
        near = text[position + 1 : position + 6]
        if (
            ("镇" in near or "乡" in near or "街" in near)
            and (m := _TOWN.match(text, position))
            and not _NO_TOWN.search(m[0])
            and not _VERB.at(text, position, m.end() - 1)
        ):
            town = m[0].replace("全", "")
            if len(town) > 4 and (town[:2] in self._short or town[:2] in self.districts):
                town = town[2:]  # 浦东老港镇
            return Found(m.end(), town, False, False, False)
        return None

    def _listed_district(self, text: str, position: int) -> Found | None:
        """越城、柯桥、上虞: short names of districts are ordinary words too; side by side they are not."""
        for size in (3, 2):
            end = position + size
            name = self.districts.get(text[position:end])
            if name is None:
                continue
            follows = text.startswith("、", end) and any(text[end + 1 : end + 1 + n] in self.districts for n in (2, 3))
            ends = text[position - 1 : position] in ("、", "和", "与", "及") and any(
                text[max(0, position - 1 - n) : position - 1] in self.districts for n in (2, 3)
            )
            alone = text.startswith(":", end) and (position == 0 or text[position - 1] in "\n●•·◆■★▲ ")
            if follows or ends or alone:
                return Found(end, name, True, False, False)
        return None

    @cached_property
    def districts(self) -> dict[str, str]:
        """Short names of the counties and districts of the bulletin's own city → full names."""
        if self.own is None or not self.in_table or self.own.level not in (1, 2):
            return {}
        return _districts().get(self.own.code, {})

    def of_park(self, text: str, start: int, end: int) -> Found | None:
        """苏州工业园区, 合肥高新区: the city whose name a park carries, unless it is the bulletin's own or above it."""
        for size in (4, 3, 2):
            at = start + size
            known = self._known(text[start:at]) if at < end else None
            if (
                known
                and known[0] != self.region
                and known[0] not in self._ancestor_names
                and _PARK.match(text, at, end)
            ):
                places = by_name(known[0])
                if places and 0 < places[0].level < 3:
                    return Found(at, known[0], True, False, False)
        return None

    def alone(self, text: str, start: int, end: int) -> Found | None:
        """A place that stands by itself in the span, with an item's mark or brackets at most: `一、泉州`, `【诸暨】`."""
        at = start
        if m := _ITEM_MARK.match(text, start, end):
            at = m.end()
        if _OWN_LEVEL.match(text, at, end):
            return Found(end, self.region, False, False, True)
        found = self.at(text, at)
        if found is None and (district := self.districts.get(text[at:end].strip(_AROUND))):
            found = Found(at + len(text[at:end].rstrip(_AROUND)), district, True, False, False)
        return found if found and not text[found.end : end].strip(_AROUND) else None

    def _part_of_longer(self, text: str, end: int, name: str) -> bool:
        return name != self.region and bool(_LONGER.match(text, end))

    def _whole(self, text: str, position: int) -> Found | None:
        m = _WHOLE_AT.match(text, position)
        if m is None:
            return None
        return Found(m.end(), self.of_level(m[1]), False, False, True)

    def of_level(self, mark: str) -> str:
        """The name behind 全省, 全市, 全区: the own place or the one above it at that level."""
        if mark == "国":
            return NATION
        level = _WHOLE[mark]
        if self.region.endswith(mark) or (mark == "区" and self.region.endswith("区")) or mark == "疆":
            return self.region
        if self.in_table and self.own and self.own.level == level:
            return self.region
        for place in self.ancestors:
            if place.level == level or (mark == "市" and place.level == 1 and place.name.endswith("市")):
                return place.name
        if mark == "区" and self.ancestors and self.in_table:
            for place in self.ancestors:
                if place.name.endswith("自治区"):
                    return place.name
        return self.region

    def _known(self, word: str) -> tuple[str, bool] | None:
        if word in self._cache:
            return self._cache[word]
        answer = self._look_up(word)
        if len(self._cache) < 20000:
            self._cache[word] = answer
        return answer

    def _look_up(self, word: str) -> tuple[str, bool] | None:
        if places := self._full.get(word):
            if word in _ANY_DISTRICT and not any(self.own and p.parent == self.own.code for p in places):
                return None
            return places[0].name, False
        if word in ("中国", "国家"):
            return None
        places = self._short.get(word)
        if not places:
            return None
        if word == "我国":
            return NATION, False
        for place in places:  # a county's short name counts only below the bulletin's own place
            if place.level < 3:
                return place.name, True
            if self.own and place.level == 3 and place.name[-1] != "区" and self._below_own(place):
                return place.name, True
        return None

    def _below_own(self, place: Place) -> bool:
        own = self.own
        if own is None or own.level == 0:
            return False
        prefix = own.code[:2] if own.level == 1 else own.code[:4]
        return place.code.startswith(prefix)

    def area(self, text: str, position: int) -> int | None:
        """End of 东部地区, 长三角 and the like: not a place of ours, its name stays with the indicator."""
        m = _AREAS.match(text, position)
        return m.end() if m else None

    def container(self, position_name: str) -> str:
        """The full name for a name that stands in a title: 浙江 → 浙江省."""
        places = by_name(position_name)
        return places[0].name if places else position_name


@lru_cache(maxsize=64)
def gazetteer(region: str) -> Gazetteer:
    """One reader a region; it keeps a small cache of words."""
    return Gazetteer(region)


def guess(text: str) -> str | None:
    """The place that a page is about, from its first lines: the most often named one, a lower level first."""
    _, full, short = _table()
    counts: dict[str, int] = {}
    head = text[:6000]
    for i in range(len(head)):
        for size in (7, 6, 5, 4, 3, 2):
            word = head[i : i + size]
            if len(word) == size and (places := full.get(word) or short.get(word)):
                name = places[0].name
                if word not in ("中国", "国家", "我国", NATION):
                    counts[name] = counts.get(name, 0) + (3 if i < 120 else 1)
                break
    if not counts:
        return NATION if NATION in head or "我国" in head else None
    return max(counts, key=lambda name: (counts[name], len(name)))
