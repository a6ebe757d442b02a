"""Fairs, contests and forums: what is counted at one is told with its name in front."""

from __future__ import annotations

import re

# 本届茶博会共吸引…, 第三届某某运动会…: a fair or a contest bears what is counted at it
EVENT_KINDS = (
    r"(?:博览会|展览会|展销会|展示会|展会|[农茶糖花书车药商科旅进华高文海数世渔林]博会|交易会|广交会|推介会|招商会|招聘会|洽谈会|恳谈会|交流会|采购会|订货会"
    r"|运动会|[大亚青全冬残民]运会|艺术节|文化节|旅游节|美食节|啤酒节|购物节|采摘节|电影节|音乐节|马拉松|锦标赛|邀请赛|联赛|大赛|书展|车展|论坛|峰会|年会)"
)
_EVENT = re.compile(
    rf"(?P<topic>(?:本届|此次|本次|这届|第[一二三四五六七八九十百\d]{{1,5}}届|20\d\d|届)[\u4e00-\u9fff“”\-·]{{0,18}}?{EVENT_KINDS})(?=[,(]|将[于在]|于|在|(?:以来|期间|上|于|在|将|共|累计|为期|圆满|胜利|正式|隆重|顺利|成功|如期|今日|日前|昨日)*(?:[,\d]|举[办行]|吸引|促成|达成|签|成交|有|设|分|参|展|落|闭|开|迎|接|召|共|以|为|是|现场|安排|推|线))"
)
_EVENT_MARKS = re.compile("[会节赛展坛拉]")
_EVENT_NAME = re.compile(rf"(?:[\u4e00-\u9fff]{{0,2}}?){EVENT_KINDS}$")


def at_clause(text: str, start: int, end: int) -> str:
    """The fair or contest that the clause at `start` tells of, by its short name."""
    if not _EVENT_MARKS.search(text, start, min(end, start + 36)):
        return ""
    event = _EVENT.search(text, start, min(end, start + 48))
    return short_name(event["topic"]) if event else ""


def short_name(topic: str) -> str:
    """第十届中国某地茶叶博览会 → 茶叶博览会."""
    found = _EVENT_NAME.search(topic)
    return (
        re.sub(r"^(?:[本此这前首]?[一二三四五六七八九十]?[届次]|[届次国地区市省县])+", "", found[0]) if found else topic
    )


_EVENT_AGAIN = re.compile(r"(?:本届|此次|本次)?(?:博览会|展览会|展会|大会|赛会|赛事|活动|交易会|论坛)(?:期间|上|当天)*")


def named_again(name: str) -> int:
    """How many characters at the front of a name only say that it was at the fair."""
    found = _EVENT_AGAIN.match(name)
    return found.end() if found and found.end() < len(name) - 1 else 0


def is_fair(topic: str) -> bool:
    """A fair or a contest."""
    return bool(_EVENT_NAME.fullmatch(topic))
