"""Firms, parks and projects that a passage is about: their names belong in front of what is measured."""

from __future__ import annotations

import re

from indicators.extraction import names
from indicators.extraction.places import Gazetteer
from indicators.extraction.timeline import Timeline

_ENTITY = re.compile(
    r"(?P<topic>[\u4e00-\u9fffA-Za-z0-9“”()]{2,26}?(?:公司|集团|平台|项目[一二三四五]期|项目|产业园|园区|基地|机场|港|电站|电厂|风电场|学院|大学|医院|合作社|区域|大桥|铁路|公路|直通车|医药港|产业园区))"
    r"(?=已|共|累计|目前|年|现|将|具备|拥有|占地|总投资|计划|规划|可|建成|集聚|汇聚|位于|总建筑|注册|集|办|建[“”港园]|旗下|自|,|达产|投产|有|在)"
)
_AT_PLACE = re.compile(
    r"(?:在|走进|走入|来到|沿着|位于)(?P<topic>[\u4e00-\u9fffA-Za-z0-9“”()]{2,20}?(?:港|园|园区|区域|基地|市场|商贸城|平台|公司|公路|沿线|车间|机场|口岸|工厂|大棚|合作社))(?:里|内|中|上)?,"
)
_KINDS = r"(?:有限责任公司|有限公司|公司|集团|项目(?:[一二三四五六]期)?|基地|产业园|园区|平台|合作社|风电场|电站)"
_NAMED = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z0-9()“”]{{3,26}}?{_KINDS})(?![\u4e00-\u9fff]{{0,2}}(?:建设)?(?:等|总|个))"
)
_STANDS_FOR = re.compile(
    r"^(?:该|此|这个|这家|本|我们|我)?(?P<kind>公司|企业|项目|基地|园区|产业园|平台|合作社)(?P<rest>.{0,12})$"
)
_LEAD = re.compile(
    r"^.*?(?:由|在|对|到|位于|走进|来自|为|是|了|的|推进|建设|实施|引进|加快|启动|以及|和|与|记者|介绍|负责人|民企|全部)(?=[\u4e00-\u9fff]{4,})"
)
_PROJECT_QUANTITY = re.compile(
    r"^(?:计划|设计|预计|协议)?(?:总投资额?|年产能|产能|年产值|年销售收入|年营业收入|年营收|年税收|年上缴税收|设计年产能|年产能力)$"
)
_NO_NAME = re.compile(r"(?:该|这|此|各|一批|重大|重点|多个|本)")
_COUNTED = re.compile(r"\d(?:多|余|万)?(?:个|家|座|条|处|项)")  # 12个项目: many, not the name of one
REACH = 400  # how far back a firm or project may have been named


def of_sentence(text: str, start: int, end: int, places: Gazetteer, timeline: Timeline) -> str:
    """A park, firm or project that the sentence starts with and that bears what follows."""
    if m := _AT_PLACE.match(text, start, end):
        return m["topic"]
    part = names.fragment(text, start, min(end, start + 60), places, timeline)
    if m := _ENTITY.match(text, part.start, min(end, part.start + 40)):
        topic = m["topic"]
        if not names.starts_with_kept(topic) and not re.search(
            r"[，。、的]|^(?:该|这|此|全|各|一批|重大|重点|本次)|\d+(?:多|余)?(?:个|家|座|条|处)", topic
        ):
            return topic
    return ""


def with_bearer(name: str, text: str, floor: int, position: int) -> str:
    """项目总投资, 该公司年产值, 年产能: with the firm or project that was named before in the paragraph."""
    stands = _STANDS_FOR.match(name)
    if stands is None and not _PROJECT_QUANTITY.match(name):
        return name
    kind = stands["kind"] if stands else ""
    kind = "园" if kind in ("园区", "产业园") else kind
    found = named_before(text, max(floor, position - REACH), position, kind)
    if not found:
        return name
    rest = re.sub(r"^(?:现在|目前|现|已)*(?:有|拥有|建有)?", "", stands["rest"]) if stands else name
    return found + rest if rest else name


def named_before(text: str, start: int, end: int, kind: str) -> str:
    """The last name of a firm, park or project in the span; of the same kind where one is asked for."""
    found = ""
    for clause in re.split(r"[,。;:!?\n]", text[start:end]):
        for m in _NAMED.finditer(clause):
            whole = _LEAD.sub("", m["name"])
            fits = kind in whole if kind not in ("", "企业") else True
            if len(whole) >= 5 and fits and not _NO_NAME.match(whole) and not _COUNTED.search(whole):
                found = whole
    return found
