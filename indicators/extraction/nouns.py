"""Which figures may stand right before what they count, and whether a word follows them."""

from __future__ import annotations

import re

from indicators.extraction.figures import Mention
from indicators.extraction.words import Head

_TO_LEVEL = Head("to_level")


def takes_noun(m: Mention) -> bool:
    """Counts, and measures that may stand before what they measure: 2000吨镀锌产品."""
    return m.base == "" or m.dimension in (
        "计数",
        "人数",
        "人次",
        "重量",
        "长度",
        "面积",
        "体积",
        "容量",
        "电量",
        "箱量",
        "位次",
    )


_GROWING = re.compile(
    r"(?:[大中小]类)?(?P<noun>行业|门类|产品|地区|城市|县区|区县|县市区?|市州)(?P<what>[\u4e00-\u9fff]{0,8}?)(?:同比|环比|均|都|已|当月|累计)*(?:实现|保持|呈)?(?:了)?(?P<how>(?:[两二一三]位数)(?:以上)?|正)?(?:的)?(?P<turn>增长|下降|上涨|下跌|回升|盈利|亏损)(?:态势|势头)?(?=[,。;、()]|$)"
)


def growing(text: str, at: int) -> str:
    """21个行业增加值实现增长 → 增加值增长行业: how many of a set grew or fell."""
    if text[at : at + 1] not in "大中小行门产地城县区市":
        return ""
    found = _GROWING.match(text, at, at + 40)
    if found is None:
        return ""
    return found["what"] + (found["how"] or "").replace("正", "") + found["turn"] + found["noun"]


def noun_follows(text: str, at: int) -> bool:
    """A word begins right after the figure."""
    c = text[at : at + 1]
    if not c or not ("\u4e00" <= c <= "\u9fff" or c in "“《" or c.isascii() and c.isalnum()):
        return False
    if c == "计" and text[at + 1 : at + 2].isdigit():
        return False  # 县道11条计143公里
    if _TO_LEVEL.at(text, at, at + 4):
        return False  # 由78个提升至138个
    return not text.startswith(
        (
            "户均",
            "人均",
            "亩均",
            "平均",
            "年均",
            "以上",
            "左右",
            "以内",
            "以下",
            "人民币",
            "和",
            "与",
            "及",
            "增长",
            "增加",
            "减少",
            "下降",
            "提高",
            "同比",
            "占",
            "减至",
            "增至",
            "降至",
            "升至",
        ),
        at,
    )
