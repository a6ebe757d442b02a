"""Of what a share is part: said beside it, before it, or after it."""

from __future__ import annotations

import re
from typing import NamedTuple

from indicators.extraction import names
from indicators.extraction.figures import Mention
from indicators.extraction.names import Fragment
from indicators.extraction.state import Named, State

_PART_OF = re.compile(r"(?:占|覆盖了?|惠及|贡献了?|承担了?|吸纳了?|解决了?|创造了?)$")
_USED_FOR = re.compile(
    r"(?:以上|左右|以下)?的(?P<whole>[\u4e00-\u9fff]{1,14}?)(?P<verb>用于|开展|建成|完成|建立|设立|配备|拥有|接受|加入|纳入|达到|用上|得到|获得|享有|实现|从事|来自|投向|投入到?|集中在|流向|分布在|享受|参与|选择|通过)(?P<rest>[^,。;、:()]{0,20})"
)
_SPENT = re.compile(
    r"(?:以上|左右|以下)?的?(?P<whole>[\u4e00-\u9fff]{2,8}?)(?P<verb>用于|投向|投入到?)(?P<rest>[^,。;、:()]{0,20})"
)
_OF_PEOPLE = re.compile(
    r"(?:以上|左右|以下)?的(?P<noun>[\u4e00-\u9fff]{0,6}?(?:工人|员工|职工|居民|农户|村民|企业|群众|学生|家庭|游客|农民|党员|干部|产品|用户|车辆|学校|医院|机构|项目|村|受访者|市民|老人|农产品))(?P<does>[\u4e00-\u9fff]{2,16})(?=[,。;]|$)"
)
_OUR = re.compile(r"^(?:同期|整个|我[国省市区县州]|本[省市区县])(?=[\u4e00-\u9fff]{2})")
_OF_WHOLE = re.compile(r"(?:以上|左右|以下)?的(?P<whole>[\u4e00-\u9fff]{1,20}?)(?=[,。;、:()\n]|$|[和与及]\d)")


class Name(NamedTuple):
    """`verb` is the kept verb that later items of the same list take over."""

    text: str
    scope: str | None
    verb: str
    predicate: str
    measure: str
    how: str


def scope_of(
    state: State, scope: str | None, measure: str, name: str, same_clause: bool, listed: frozenset[str] = frozenset()
) -> str | None:
    last = state.last
    if scope:
        return _OUR.sub("", scope)
    if measure == "change" and last and last.measure == "share" and not name and same_clause_or_next(last, state):
        return last.scope
    if measure == "share" and state.within and state.within_sentence == state.sentence:
        return state.within
    if measure == "change" and name[:1] == "第" and name[2:4] == "产业" and (of := _of_three(state)):
        return of  # 三次产业结构6:42:52,…第一产业比重提高0.3个百分点
    if measure != "share" or last is None:
        return scope
    if last.measure == "change" and last.relation.share and not name and last.sentence == state.sentence:
        return last.scope
    if listed or name in ("", last.name) and last.measure != "share":
        return _larger(state, last, listed)
    if last.measure == "share" and (not name or names.metric_of(name) == names.metric_of(last.name)):
        return last.scope
    if last.measure == "share" and last.scope and last.sentence >= state.sentence - 1 and not names.quantity_of(name):
        return last.scope  # 甲产业占比12%、乙产业占比10%: of the same whole
    quantity = names.quantity_of(name)
    for named in reversed(state.row if quantity else []):
        if named.measure == "share" and named.scope and names.quantity_of(named.name) == quantity:
            return named.scope  # 民营企业进出口…,占外贸总值的54%;国有企业进出口…,占22%
    if last.measure == "share":
        return None  # a sibling's name is no whole
    return last.name if last.sentence >= state.sentence - 1 else None


def _of_three(state: State) -> str | None:
    """The whole of which the three industries' shares were just told."""
    for named in reversed(state.row[-8:]):
        if named.measure == "share" and named.name[:1] == "第" and named.name[2:4] == "产业":
            return named.scope
    return None


def _larger(state: State, last: Named, listed: frozenset[str]) -> str | None:
    """支出甲203亿元,占比68%: the whole is the amount named before, or that of the share before."""
    parts = listed or {last.name}
    level = next((n for n in reversed(state.row) if n.measure == "level"), last)
    quantity = names.quantity_of(last.name)
    for named in reversed(state.row):
        if named.measure == "share" and named.sentence == state.sentence:
            return named.scope
        if named.measure == "share" and named.scope and quantity and names.quantity_of(named.name) == quantity:
            return named.scope
    for named in reversed(state.row):
        if (
            named.measure == "level"
            and named.mention.base == level.mention.base
            and named.name not in parts
            and not (level.name in parts and same_scale(named, level) and named.mention.value < level.mention.value)
        ):
            return named.name
    return None if last.name in parts else last.name


def same_scale(a: Named, b: Named) -> bool:
    """Both are written in the same unit, so that their numbers compare."""
    return a.mention.unit == b.mention.unit


def part_of_whole(text: str, state: State, m: Mention, part: Fragment) -> Name | None:
    """贡献了80%以上的出口; 76%的财力用于民生: the whole stands after the figure."""
    if used := _USED_FOR.match(text, m.end) or _SPENT.match(text, m.end):
        whole = used["whole"]
        return Name(used["verb"] + used["rest"] + whole, whole, "", "", "share", "whole")
    if not part.text and not state.out_of_brackets and (people := _OF_PEOPLE.match(text, m.end)):
        noun, does = people["noun"], people["does"]
        if not (state.last and state.last.measure == "share" and state.last.sentence == state.sentence):
            return Name(does + noun, noun, "", "", "share", "whole")
    found = _OF_WHOLE.match(text, m.end)
    if found is None:
        return None
    whole = found["whole"]
    before = text[max(0, m.start - 24) : m.start].rstrip(" ")
    last = state.last
    if last is None and _PART_OF.search(re.split(r"[,。;]", before)[-1].rstrip("近约超全省市国区的")):
        return Name(
            re.split(r"[,。;]", before)[-1].rstrip("近约超全省市国区的") + whole, whole, "", "", "share", "whole"
        )
    if last and (
        last.measure == "share"
        or _PART_OF.search(re.split(r"[,。;]", before)[-1].rstrip("近约超全省市国区的"))
        or _PART_OF.search(part.text)
    ):
        name = last.name if last.measure == "share" or not part.text or _PART_OF.search(part.text) else part.text
        return Name(name, whole, "", "", "share", "whole")
    return None


def same_clause_or_next(last: Named, state: State) -> bool:
    """The share before stands in the same sentence."""
    return last.sentence == state.sentence
