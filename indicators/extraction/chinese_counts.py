"""Which Chinese numerals are figures: most are words, so a sign is asked for that something is counted."""

from __future__ import annotations

import re
from decimal import Decimal

from indicators.extraction.exclusions import ASPECT, CLASSIFIER_DIMENSIONS, DURATION_UNITS, reason
from indicators.extraction.written_units import Found

_COUNT_WORTHY = frozenset("家所座名人户台辆架艘间栋列起项批类")
_SIZED = re.compile(r"\d[\d.]*[多余万]*(?:平方米|亩|吨|米|公里|千瓦)的")  # 两座4500平方米的仓库
_CN_BEFORE = re.compile(
    r"(?:有|布局了?|建成了?|新增了?|拥有|共|达|达到|引进了?|新建了?|获批|培育了?|建起了?|开设了?|设立了?|建立了?|落户|新设|建有|设有|增加到?|增至|关停|创建了?|入选|签约|破获|侦破|举办|承办|举行|联合|完成)$"
)
_CN_AFTER = re.compile(
    r"[^,。;、]{0,8}?(?:落户|入选|获评|获批|上榜|上市|投产|跻身|入围|落地|成功签约|集中签约|签约落|全面开工|建成投)"
)
_MEASURED_CN = frozenset(
    {
        "元",
        "美元",
        "倍",
        "公里",
        "吨",
        "亩",
        "平方米",
        "公顷",
        "平方公里",
        "米",
        "人次",
        "千瓦时",
        "千瓦",
        "个百分点",
        "成",
        "立方米",
    }
)
_POSTPOSED = re.compile(
    r"(?:新建|改建|扩建|建成|建有|建起|改造|购置|购买|添置|新增|修建|修复|新打|安装|设立|设置|配备|引进|培育|开工|获得|荣获|查处|救出)了?(?![一二三四五六七八九十])[\u4e00-\u9fff]{2,8}$"
)
_SCALE_LEAD = re.compile(r"(?:突破|超过|超|达到|达|近|上|逾|过|约|接近|每年|年)了?$")


def worth(text: str, s: int, lead: str, value: Decimal, found: Found) -> bool:
    """Chinese numerals are mostly words; a figure needs a sign that something is counted."""
    e, base = found.end, found.base
    before, after = text[max(0, s - 12) : s], text[e : e + 12]
    if base in DURATION_UNITS and base not in ("个小时", "小时", "天"):
        return False
    if base in DURATION_UNITS:
        return bool(re.search(r"工作|时间|缩短|压缩|达|时长", before[-4:])) and not after[:1].isalnum()
    if all(c in "百千" for c in lead):
        if before.endswith("近") and found.unit == found.base:
            return False  # 近千家 has no more of a numeral than 近亿元
        near = bool(_SCALE_LEAD.search(before))
        near = near or found.more
        return (
            near
            and not re.match(r"的?(?:企业|项目|园区|产业|集群|工程|市场|强)", after)
            and not after.startswith(("级", "以上", "以下"))
            and bool(found.base)
        )
    if found.scale[-1:] in ("万", "亿") and base and found.dimension in CLASSIFIER_DIMENSIONS and len(lead) == 1:
        return not after.startswith("分")  # 古树两万株
    if base == "成":
        return value < 10 and lead != "两"
    if value == 1 and base not in ("倍",):
        return False
    if base in _MEASURED_CN:
        return base != "元" or len(lead) > 1 or found.unit != base
    if found.dimension not in CLASSIFIER_DIMENSIONS or reason(text, s, found):
        return False
    if value < 10 and after[:1] in ",。;、)\n" and _POSTPOSED.search(before):
        return True  # 新建厂房两幢
    if _SIZED.match(after):
        return True
    if found.more or len(lead) > 1:
        return not ASPECT.match(after) and (found.more or value > 10 or bool(_CN_BEFORE.search(before)))
    clause_begins = before[-1:] in ",。;\n" or not before
    if (
        base not in _COUNT_WORTHY
        and not (base == "个" and clause_begins and _CN_AFTER.match(after))
        or before.endswith(("这", "那", "每", "前", "后", "上", "下", "、", "该", "等", "”"))
        and not _CN_AFTER.match(after)
    ):
        return False
    return bool(_CN_BEFORE.search(before) or _CN_AFTER.match(after))
