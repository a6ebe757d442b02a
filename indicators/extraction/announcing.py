"""A line that announces the aims of a year: what follows in it, or the lines of its list where it ends in a colon, are targets."""

from __future__ import annotations

import re

_AIMS = re.compile(
    r"(?:今年|明年|20\d\d年|全年|年度)[^。]{0,60}?(?:预期|发展|奋斗|主要|工作|约束性)(?:目标|指标|任务)[^。,;\d]{0,12}:\s*$"
)
# 2009年发展的主要预期目标:…; 主要预期目标建议为…: the aims follow in the same line
_STATES = re.compile(r"(?:主要|预期|发展|奋斗)(?:预期|发展|奋斗)?目标(?:建议)?(?:是|为|:)")
_MET = re.compile("完成|实现|进展|超额|执行|已")
_ITEM = re.compile(r"\s*(?:(?P<number>\(?[\d一二三四五六七八九十]{1,3}[)、.](?!\d))|(?P<sign>[^\w\s“《(]))")
_LONGEST = 160  # code points of a line that announces


def announces_aims(text: str, start: int, end: int) -> bool:
    """报告提出,今年发展的主要预期目标是: and nothing more in the line."""
    return (
        end - start < _LONGEST
        and text[start:end].rstrip().endswith(":")
        and bool(_AIMS.search(text, start, end))
        and not _MET.search(text, start, end)
    )


def states_aims(text: str, start: int, end: int) -> int:
    """Where a line goes on with the aims of a year that it has announced; 0 where it announces none."""
    found = _STATES.search(text, start, end) if text.find("目标", start, end) >= 0 else None
    if found is None or _MET.search(text, max(start, text.rfind("。", start, found.start())), found.start()):
        return 0
    return found.end()


def item_mark(text: str, start: int, end: int) -> str:
    """What an item of a list begins with: its sign, or 1 where items are numbered; empty where there is nothing."""
    found = _ITEM.match(text, start, end)
    return "" if found is None else found["sign"] or "1"
