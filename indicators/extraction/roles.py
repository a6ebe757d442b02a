"""The part that words of time play beside a figure: they say when (own), what it is compared with (base), where it came from
(origin), when something was said (report), something in passing (local), or nothing, inside a name (name)."""

from __future__ import annotations

import re

BASE_BEFORE = re.compile(r"(?:比|较|与|和|同|相对于|相比于?|对比|超过|高于|低于|不及|快于|好于)(?:的)?$")
TIMES_BEFORE = re.compile(r"(?:是|为|相当于|达到?了?|达到|恢复到了?|恢复至|回升到|回升至)$")
_ORIGIN_BEFORE = re.compile(r"(?:从|由|自)$")
POINT_BEFORE = re.compile(r"(?:截至|截止|截至到|截止到|截止至)$")
RECORD_SINCE = re.compile(r"的?(?:同期|历史|历年|近年|年度|同类|单[日月季年])?(?:最|新高|新低|首次|第一)")
_OF_A_PLAN = re.compile(r"(?:的)?(?:目标)?(?:任务|目标|计划|指标|处置|工作报告|工作安排|新高|最高|新低|工作思路)")
# what the patterns before a time end with; each may have a line's end behind it
_BASE_ENDS, _ORIGIN_ENDS = frozenset("比较与和同于及过的\n"), frozenset("从由自\n")
_NAMES_EVENT = re.compile(
    r"[^,。;:\d]{2,20}?(?:仪式|推介会|签约会|开工活动|签约活动)(?=在|举行|举办|启动|,|上|现场|。|\d{1,2}[日月])"
    r"|“?(?:良好开局|开门红|开门稳|攻势)"
    r"|[^,。;:\d]{0,16}(?:集中|项目)(?:签约|开工)\s*(?:\n|$)"
)
_NAMES_CONTEST = re.compile(
    r"[^,。;:\d]{2,16}?(?:马拉松|大赛|联赛|锦标赛|运动会|博览会|展览会|交易会|洽谈会|招聘会|艺术节|文化节|旅游节|丰收节|论坛|峰会)(?=[\u4e00-\u9fff]{0,6}(?:开[幕跑赛]|鸣枪|举[行办]|启[动幕]|落幕|闭幕|在))"
)
_CHOSEN_BEFORE = re.compile(
    r"(?:申报|入选|入围|获评|荣获|获得|获|列入|纳入|评为|命名为?|认定为?|上榜|跻身|参评|摘得|授予|登上)(?:了|为)?$"
)
_GLOSS = re.compile(r"\([^()\d,]{0,8}[^()]{0,16}\)")  # 1月19日(春运第十天)
_BY_SOURCE = re.compile(r"(?:^|[。\n\s])据[^,。\n]{2,30},$")
_THAT_DAY_ALONE = re.compile(r",?(?:单日|当日(?!,)|日均)")
_SAID_SOON = re.compile(r"[^。\n,]{0,14}?(?:记者|获悉|召开|举行|发布|印发|公布|通报)")
_HIGH_BASE = re.compile(r"(?:的)?(?:同期)?(?:较?[高低])?(?:基数|位基础)")
# 签订2023年…协议: the year is part of a paper's name
_PAPER_BEFORE = re.compile(
    r"(?:签订|签署|签|印发|制定|制订|出台|下发|编制|公布|审议|审议通过|通过|批复|研究)(?:了|《)?$"
)
_PAPER = re.compile(
    r"[^,。;:、\d]{2,20}?(?:协议|责任书|方案|计划|规划|意见|名单|清单|通知|办法|要点|合同|目录|报告)(?![\u4e00-\u9fff]{0,3}\d)"
)
_MET_BEFORE = re.compile(r"(?:完成|实现|达到|超过|突破|达成)(?:了)?$")
_PLAN_MET = re.compile(r"[^,。;:]{0,18}?(?:目标|任务|计划|预算)")
_COMPARED = re.compile(r"[^,。;]{0,6}(?:相比|比较|持平|相当)")
_EXCEEDED = re.compile(r"(?:超|超过|超出|突破|接近|相当于)$")
_SAID = re.compile(
    r"[^。\n]{0,60}?(?:电|讯|消息|获悉|记者|报道|介绍|发布|表示|透露|举行|召开|印发|公布|通报|会|仪式|活动|走进|来到|今年|去年|\d{4}年|上半年|季度|[-至—]\d{1,2}月|前.{1,2}个?月|以来|截至|目前)"
)
_NUMBER_NEXT = re.compile(r"(?:近|约|超|不足|不到)?[\d一二三四五六七八九十]")
_ATTRIBUTE = re.compile(r"(?!以来|实现|完成|全|[^,。;:]{0,14}目标)[^,。;、\d:末底]{2,8}的[\u4e00-\u9fff]")


def role_of(m: re.Match[str], before: str, after: str, text: str, e: int, grain: str) -> str:
    """Which part the words play that `m` matched and that end at `e`; `before` and `after` stand around them."""
    if m["plan"] and before[-1:] in ("和", "与", "及") and not _COMPARED.match(text, e):
        return "own"  # 2025年和“十四五”时期工作回顾
    last = before[-1:]
    if last in _BASE_ENDS and BASE_BEFORE.search(before) or after.startswith(("相比", "的同期", "水平")):
        return "base"
    if after[:1] == "的" and TIMES_BEFORE.search(before):
        return "base"
    if m["same"] and not m["year"] or m["year" if m["same"] else "only"] and _HIGH_BASE.match(text, e):
        return "base"  # 在去年高基数基础上
    if m["year"] and m["year"][0] in "去上" and (_EXCEEDED.search(before) or m["since"] and after[:1] == "的"):
        return "local"  # 已超去年全年…的规模; 延续去年四季度以来的势头: said of nothing that follows
    if before.endswith(("由于", "因为", "受", "随着")) and m["only"]:
        return "local"  # 由于今年价格上涨: why, not when
    if last in _ORIGIN_ENDS and _ORIGIN_BEFORE.search(before):
        return "origin"
    if grain == "day" and before.endswith(("将于", "定于", "拟于", "将在")):
        return "own"  # 将于10月15日开幕
    if grain == "day" and not POINT_BEFORE.search(before):
        gloss = _GLOSS.match(text, e)
        e = gloss.end() if gloss else e
        comma = text[e : e + 1] == ","
        if (
            _THAT_DAY_ALONE.match(text, e)
            or before.endswith(("其中,", "其中:", "其中"))
            and not _SAID_SOON.match(text, e)
        ):
            return "own"
        if (gloss or comma) and before[-1:] == "," and _BY_SOURCE.search(text, max(0, m.start() - 40), m.start()):
            return "own"  # 据某部门统计,1月19日,…
        alone = comma and (not before.strip() or before[-1] in "。\n")
        return "own" if alone and not m["dd2"] and not _SAID.match(text, e) else "report"
    if grain == "year" and after[:1] not in ",，" and _CHOSEN_BEFORE.search(before):
        return "name"  # 入选2022年度…名单
    if grain == "year" and _PAPER_BEFORE.search(before) and _PAPER.match(text, e):
        return "name"
    if m["whole"] and before.endswith(("为", "对")) and not m["year"]:
        return "name"  # 为全年增产打下基础
    if m["whole"] in ("年度", "年内") and not m["year"] and text.startswith("投资", e):
        return "local"  # 总投资82亿元、年度投资20亿元: of this figure alone
    if m["whole"] and _OF_A_PLAN.match(text, e) or RECORD_SINCE.match(text, e + 2) and text.startswith("以来", e):
        return "name"
    if grain in ("year", "half", "quarter", "month") and _MET_BEFORE.search(before) and _PLAN_MET.match(text, e):
        return "local"  # 超额完成一季度5亿元的目标: whose plan it was, not when
    if _NAMES_EVENT.match(text, e) or grain == "year" and _NAMES_CONTEST.match(text, e):
        return "name"  # 第三季度重大项目集中开工仪式
    if m["edge"] == "年初" and re.match(r"(?:预算|计划|目标|任务|预期|安排)", after):
        return "name"
    if m["same"] and after[:1] == "的" and _NUMBER_NEXT.match(text, e + 1):
        return "base"  # 恢复到2020年同期的82%,2021年同期的64%
    if after.startswith(("不变价", "价格", "可比价", "不变")):
        return "name"
    if after[:1] == "的" and _NUMBER_NEXT.match(text, e + 1) or _ATTRIBUTE.match(text, e):
        return "local"
    return "own"
