"""Fact or plan: the words around a figure that say it is yet to come, was set, or has been reached."""

from __future__ import annotations

import re

from indicators.extraction.words import alternatives

TARGET = re.compile(alternatives("target"))
_WILL = re.compile(
    rf"(?<![已即均并可就])将(?=(?:会|再|陆续|分别|分批|同步|相继|先后|全部|首次|全年|共|正式|重点|计划|大力|积极|逐步|持续|加快|着力|全力|努力|尽快|充分|深入|力求|争|还|要)*(?:{alternatives('flow_verb')}|在|于|有|达|实现|完成|新|建|投|超|突|继续|进一步|形成|带动|为|可|增|提高|提升|扩|拥|力争|全|确保|不低|生产|产生|创造|安排|改|推进|加|实施|开[工展通放]|启动|举办|引进|招聘|组织|打造|培育|发放|筹集|治理|争取|整治|接待|种植|上演|展出|展演|演出|投放|覆盖|惠及|服务|收购|发行|发展|拿出|投资|举行|召开|上市|交付|迎来|吸引|吸纳|解决|满足|减少|节约|节省|降低|缩短|向[^,。;]{{2,12}}(?:提供|发放|投放)))"
)
_PLANNED = re.compile(
    r"(?<=[年度内])计划(?=总?投资|新[增建]|建[设成]|完成投资|招[商引]|实施|安排)|(?<![动技养展年度坚作略划准”五])计划(?=再|总?投资|新[增建]|建[设成]|在|于|到|年|全年|今年|明年|用[地于]|引进|培[育训]|实现|打造|投[资入]|招|总|安排|推出|达|$)"
    r"|规划(?:总|面积|用地|建筑|投资|占地|建设(?=面积|用地|床位|总)|床位|长度|$)"
    r"|(?<![动技养展坚作略划准”五资设育业产学教训研合收目度步占成超按为的该本此据照和与才星峰])计划(?=改[造建扩]|开[工建]|完成(?!率|情况|数)|实施|发[放行]|购置|竣工|改扩建|治理|招[聘生]|举[办行]|开展|种植|造林|筹[集措]|争取|收储|供应|出让|发展|组织|投放|扩建|整治|新开|启动|修建|更新|增加|形成|吸引|吸纳|补助|救助|培养|转移|减少|淘汰|参加|参展|融资|引导|安置|搬迁|销售|生产|采购|承办|选派|派出|邀请|发布|签约|推进|提供|配备|购买|募集|发射|接待|培植|栽[种植]|创建|申报|认定|上市|续建|复工|开通|布设|布局|投运|拆除)"
    r"|(?<![占完成])(?:今年|全年|当年|年内|\d{4}年)计划(?:总?投资|完成投资)(?!的|任务|额的)"
    r"|建设总?规模(?=达|为|$)|目标任务(?=是|为|要)|目标(?=是|为|要|达|到|冰|(?!企业|案件|客户|人群|市场|群体|对象|责任|考核|价格|管理|物种|公司|城市|区域|院校|岗位|人才)[^,。;任完]{0,8}$)"
)
_CONDITION = re.compile(
    r"(?:建成|投产|达产|投用|投运|竣工|运营|满产|完工|落成|改造完成|项目实施)(?:投用|投产|达产|达效|运营|使用|通车|通航|启用)?后,?$|(?:建成|投产|达产)后"
)
_CAN = re.compile(r"(?<![许认])可(?:直接|间接|以)?(?:拉动|带动|提供|新增|创造|吸纳|节约|减少)")
# 预期寿命, 规划设计院: no plan is meant
_NO_PLAN = re.compile(
    r"预期(?:寿命|指数|转|向好|相符|一致)|规划(?:设计|院|局|馆|师|编制|许可|展示|和自然|与自然|国土|建设局|建设处|覆盖|体系|[、等和及](?!建设))"
)


def is_plan(words_: str) -> str:
    """The word that makes a plan of the figure after these words; empty where there is none."""
    if (m := TARGET.search(words_)) and (
        m[0] not in ("预期", "规划") or (m := TARGET.search(_NO_PLAN.sub("_", words_)))
    ):
        return m[0]
    if "可" in words_ and (m := _CAN.search(words_)):
        return m[0]
    if "将" in words_ and (m := _WILL.search(words_)):
        return m[0]
    if ("计划" in words_ or "规划" in words_ or "目标" in words_) and (m := _PLANNED.search(words_)):
        return m[0]
    return ""


_STRONG = re.compile(
    r"(?<![比超成])预期目标|(?:目标|任务)分解(?:目标|任务|指标)(?:主要|具体|分别)*(?:是|为):?|预算控制在|发展目标|目标[是为:]|(?<![采])争取(?=[^,。;]{0,14}(?:前|达|突破|实现))|努力(?=使|实现)|预算(?:草案|安排|为)|预算(?=[\d])"
    r"|应(?:控制在|不(?:低|少|高|超)|达到)|要求(?=[^,。;]{0,12}(?:年内|年底|完成|达到|建成|基本建成|确保))|确定(?:20\d\d年|今年|全年|年内)(?:实施|安排|建设|推进)"
    r"|下达[^,。;]{0,16}(?:任务|计划|目标)[^,。;\d]{0,6}(?:为|是|共|:)|今年要|要办好|将于|将在|今后[一二三四五两\d]{1,2}年|未来[一二三四五两\d]{1,2}年|计划用|安排重大|年度计划(?!的)|预算安排|力争"
)
# one of these stands in each of them
_STRONG_WORD = re.compile(
    "应|分解|要求|确定|下达|目标|预算|争取|努力|今年要|要办好|将于|将在|今后|未来|计划|安排重大|力争"
)
_MEETS = re.compile(r"(?:完成|实现|高于|低于|超过?|达到|好于|快于|距|较|比)[^,。;]{0,8}$")
# what has been done, and no longer is a plan; 实际利用外资 is a name
DONE = re.compile(r"已|截[至止]|目前|实际(?!利用|使用|到位|吸收|投[入资]|增长|外资)")


def strong_plan(words_: str) -> int:
    """Where the last word ends that makes a plan of the rest of the sentence; 0 where there is none."""
    end = 0
    for m in _STRONG.finditer(words_) if _STRONG_WORD.search(words_) else ():
        if not _MEETS.search(words_, max(0, m.start() - 10), m.start()):
            end = m.end()
    return end


_AHEAD = re.compile(
    r"[^,。;、\d]{0,14}?(?:,预计(?=[^,。;]{0,14}(?:建成|投产|完工|竣工|投用)(?:投产|投用|使用|运营)?[,。;])|可望|有望|力争|(?:计划|预计|拟|将)(?:于|在)?(?:20\d\d|今|明|本|年|近|\d{1,2}月|[上下]半年|[一二三四]季度))"
)
_ENDS_CLAUSE = frozenset(",。;、")
_ON_TOP = re.compile(r"[^,。;]{0,14}基础上")
_LAYS_DOWN = re.compile(
    r"(?:制定|下发|印发|下达|编制|公布)[^。]{0,30}(?:建设|投资|项目|年度)(?:建设)?计划(?!外)[^,。;]{0,4}(?:[,。;]|$)"
)
# 今年确定了增长8%的预期目标: the aims that somebody sets, not those that were met
_SETS_AIMS = re.compile(
    r"(?:今年|明年|全年|20\d\d年)[^。;完实超]{0,12}(?:确定|提出|制定|明确|设定|定下)(?!的)[^。;]{1,120}(?:预期|奋斗|发展|年度|工作|增长|任务)目标(?=[。,;])"
)
_LAID_DOWN = re.compile("计划|目标|建设内容|期")  # most sentences have none of what is asked for one by one
_OF_A_YEAR = re.compile(r"[^,。;\d]{0,8}(?:今年|明年|20\d\d年|全年|年内),?[^,。;\d]{0,24}(?:计划|拟|将)")
_BEGUN = re.compile(r"[^,。;\d]{0,6}(?:完成|开工|开建|竣工|到位|落地|签约|在建|续建|其中|有)")
_NEXT = re.compile(r"\s*(?:下一步|下一?阶段|下步|接下来|今后|后续|未来[^,。;]{0,6}),")
_NEXT_BEGINS = frozenset("下接今后未")  # besides blanks: to be kept in step with the pattern
# 主要建设内容包括, 分两期建设: what a work will be
_TO_BUILD = re.compile(r"(?<![已])分[一两二三四五六\d、]{1,4}期(?:建设|实施|投资|开发|进行|推进|投入)")


def lays_down(text: str, start: int, end: int) -> bool:
    """制定下发年度项目建设计划: the sentence tells of a plan, and the paragraph goes on with what it holds."""
    if not _LAID_DOWN.search(text, start, end):
        return False
    if text.find("计划", start, end) >= 0 and _LAYS_DOWN.search(text, start, end):
        return True
    if text.find("目标", start, end) >= 0 and _SETS_AIMS.search(text, start, end):
        return True
    return (
        text.find("建设内容", start, end) >= 0
        or text.find("期", start, end) >= 0
        and bool(_TO_BUILD.search(text, start, end))
    )


_EFFECT = re.compile(
    r"\s*(?:还|并|同时|预计|可|将|每年)*(?:辐射|带动|户均|人均年?|年均?(?:增|上缴|可|产|创|销)|新增(?:就业|税|产值|销售)|提供|吸纳|解决|安置|拉动|辐射带动)"
)


def is_effect(text: str, start: int, end: int) -> bool:
    """辐射带动周边农户300户: what comes of a work once it is there."""
    return bool(_EFFECT.match(text, start, end))


def looks_ahead(text: str, start: int, end: int) -> bool:
    """下一步,…: the paragraph goes on with what is to be done."""
    return (text[start] in _NEXT_BEGINS or text[start].isspace()) and bool(_NEXT.match(text, start, end))


def lists_a_years_plan(text: str, start: int, clause: int) -> bool:
    """今年,全市计划改造…;新建…: the plan of a year goes on after a semicolon, but not to what has begun."""
    return bool(_OF_A_YEAR.match(text, start, clause)) and not _BEGUN.match(text, clause, clause + 16)


def planned_after(text: str, start: int, end: int) -> bool:
    """6个项目可望开工: the words after the figure say that it is yet to come."""
    if text[start : start + 1] in _ENDS_CLAUSE and not text.startswith(",预计", start):
        return False  # most figures end their clause
    return bool(_AHEAD.match(text, start, end))


def is_ground(text: str, start: int, end: int) -> bool:
    """将在424项试点基础上扩面: what the plan starts from is a fact."""
    return text.find("基础上", start, end) >= 0 and bool(_ON_TOP.match(text, start, end))


def is_condition(words_: str) -> bool:
    """建成投产后: what follows is not yet so."""
    return "后" in words_ and bool(_CONDITION.search(words_))


# 占年计划投资的64%: what has been reached of a plan; 完成年初预算数6亿元的40%, 超额完成5亿元的目标: the plan itself
_PART_OF_PLAN = re.compile(
    r"(?:占|完成|达到?|为|实现|达成|超)(?:了)?[^,。;、\d]{0,8}?(?:计划|目标|任务|预算)[^,。;、\d]{0,8}$"
)
_SET_SUM = re.compile(r"(?:完成|占|为|达到?|超过?)[^,。;\d]{0,12}(?:预算|计划|任务|目标|安排)(?:数|额|数额)?(?:的)?$")
_CONTROLLED = re.compile(r"(?:以内|以下)?的?[^,。;\d]{0,6}(?:控制|预期|规划|考核|年度)目标")
_OF_IT = re.compile(r"的\d[\d.]*(?:%|成)")
_MET_BEFORE = re.compile(r"(?:完成|实现|达到|超过|突破)(?:了)?(?:全年|年度|年初|[一二三四]季度|上半年|当年)?$")
_MET_AFTER = re.compile(r"的[^,。;\d]{0,8}(?:任务|目标|计划|预算)(?=[,。;)]|$)")


def part_of_plan(words_: str) -> bool:
    """占年计划投资的64%: what has been reached of a plan is a fact."""
    return bool(_PART_OF_PLAN.search(words_))


def is_set(text: str, end: int, words_: str) -> bool:
    """完成年初预算数6亿元的40%, 超额完成一季度5亿元的投资目标: the sum that the plan set, between these words and `end`."""
    if words_.endswith(("低于", "高于", "优于", "好于")) and _CONTROLLED.match(text, end):
        return True  # 失业率1.9%,低于2.5%的控制目标
    if not text.startswith("的", end):
        return False
    if _OF_IT.match(text, end) and _SET_SUM.search(words_):
        return True
    return bool(_MET_AFTER.match(text, end) and _MET_BEFORE.search(words_))
