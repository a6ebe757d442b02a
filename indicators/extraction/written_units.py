"""Scale and unit as they are written after a number: 万亿元, 余家, 微克/立方米."""

from __future__ import annotations

import re
from typing import NamedTuple

from indicators.extraction import units
from indicators.extraction.normalise import width

_TAIL = re.compile(
    r"[^\S\n]?(?P<more>[多余几]|来(?=[万亿个家项名]))?(?P<scale>(?:[百千]?万亿|[十百千]?[万亿]|[百千](?![米克瓦]|伏))?+)(?P<more2>[多余])?(?P<scale2>[万亿]?)[^\S\n]?"
)
_TAIL_BEGINS = frozenset("多余几来百千十万亿")  # besides blanks: to be kept in step with the pattern
_CHENG_NOT = frozenset("果功立为员本就都长分效品交熟型年人套形绩才语名全千万亿因")
_UNIT_NOT = {
    "分": frozenset("别之布享解层类析支公散工红为子期级校部会"), "家": frozenset("庭属乡电具长政居里园"),
    "国": frozenset("家际内庆有务企道资产"), "人": frozenset("均大民才口工物类"), "点": frozenset("半钟多左击"),
    "里": frozenset("面程"), "次": frozenset("年日贷生级要席"), "种": frozenset("植子粮质业养"), "方": frozenset("面式案位法针"),
    "面": frozenset("积对向临料粉条包上"), "组": frozenset("织合建成团"), "层": frozenset("次面级"), "站": frozenset("点式位稳"),
    "市": frozenset("场民值级政委长"), "区": frozenset("域间块级位县"), "省": frozenset("级份内外委"), "班": frozenset("列子组"),
    "队": frozenset("伍员"), "起": frozenset("来点步到草重降飞源"), "对": frozenset("比接口外应标于"), "门": frozenset("户类诊店槛票"),
    "度": frozenset("假"), "头": frozenset("部等"), "节": frozenset("能水约点目奏日"), "段": frozenset("落"), "团": frozenset("队体结组"),
    "条": frozenset("件例约"), "件": frozenset(), "场": frozenset("地所馆景次均"), "处": frozenset("理于置长级罚"), "户": frozenset("均籍外型"),
    "个": frozenset("股"), "级": frozenset(), "位": frozenset("置于居列次数"), "层级": frozenset(), "册": frozenset(), "字": frozenset("节"),
    "股": frozenset("份东票权市息"), "尾": frozenset("矿款"), "首": frozenset("位次批个届台套创府家都席发"), "卷": frozenset(), "日": frozenset("元均产"),
    "月": frozenset("饼"), "年": frozenset(), "成": _CHENG_NOT, "升": frozenset("级至到规为学高值"), "斤": frozenset(), "克": frozenset("服拉"),
    "元": frozenset("旦宵素件宇首"), "方面": frozenset(), "口": frozenset("岸径"), "名": frozenset("列牌义单称录城优"), "只": frozenset("有要能是"),
    "m": frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/"), "平方": frozenset(), "立方": frozenset(), "座": frozenset("谈位"), "天": frozenset("然津府空地猫河"), "项": frozenset("目"),
}  # fmt: skip
_KEYS: dict[str, list[tuple[str, str]]] = {}
for _unit in units.TABLE:
    if _unit != "1":
        _KEYS.setdefault(width(_unit)[0], []).append((width(_unit), _unit))
for _list in _KEYS.values():
    _list.sort(key=lambda pair: -len(pair[0]))
_OTHER_UNIT = re.compile(r"\([个家项座条套件台块面份张只名人户所处间栋根支批次场辆艘架部组幅册本只头棵株]\)")
_NEEDS_SCALE = frozenset({"度", "方", "桶", "升", "箱", "瓦"})


class Found(NamedTuple):
    """`unit` as written with its scale, `base` without; `more` where 多 or 余 stands in it."""

    end: int
    unit: str
    base: str
    dimension: str
    more: bool
    scale: str


def unit_at(text: str, raw: str, position: int) -> Found | None:
    """The scale and unit that stand at `position`, longest first; None where there is none."""
    at, scale, more, first = position, "", False, text[position : position + 1]
    if (first in _TAIL_BEGINS or first.isspace()) and (tail := _TAIL.match(text, position)):
        at = tail.end()
        scale = tail["scale"] + tail["scale2"]
        more = bool(tail["more"] or tail["more2"])
    for key, unit in _KEYS.get(text[at : at + 1], ()):
        if text.startswith(key, at):
            stop = at + len(key)
            following = text[stop : stop + 1]
            if following and following in _UNIT_NOT.get(unit, ()) or unit in _NEEDS_SCALE and not scale:
                continue
            base, entry = unit, units.TABLE[unit]
            if text[stop : stop + 1] == "/" and (below := _unit_key(text, stop + 1)):
                stop += 1 + len(below)
                base = f"{unit}/{below}"
            if text[stop : stop + 1] == "(" and base == unit and _OTHER_UNIT.match(text, stop):
                stop += 3  # 500块(面), 1000条(套)
            written = scale + raw[at:stop].replace("﹪", "%")
            return Found(stop, written, base, entry.dimension, more, scale)
    if scale and scale[-1] in "万亿":
        written = text[position:at]
        stop = at - (len(written) - len(written.rstrip(" ")))
        return Found(stop, scale, "", "计数", more, scale)
    return None


def _unit_key(text: str, at: int) -> str | None:
    if text[at : at + 1] in "万亿" and (below := _unit_key(text, at + 1)):
        return text[at] + below
    for key, _ in _KEYS.get(text[at : at + 1], ()):
        if text.startswith(key, at):
            return key
    return None
