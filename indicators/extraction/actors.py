"""Whom a bulletin as a whole is about, where that is no place: its title's subject, a park, a firm, a village, a work,
or the projects that are begun together. Its name stands in front of what is told of it without a subject of its own."""

from __future__ import annotations

import re
from typing import NamedTuple

from indicators.extraction import fairs, topics
from indicators.extraction.places import Gazetteer, lies_in
from indicators.extraction.records import Context
from indicators.extraction.state import State

_TITLE = 120  # as much of a title as is looked at
_NEAR = 240  # as much of a sentence before a figure
LEAD = 300  # code points within which the text has to speak of the title's subject again
_SOURCE = re.compile(r"^[^,。;\d]{2,14}[:|](?=[^,。;]{6})")
_TIME = re.compile(
    r"(?:20\d\d年(?:\d{1,2}(?:[-—至]\d{1,2})?月份?|上半年|下半年|[一二三四]季度|前[一二三]季度)?|\d{1,2}(?:[-—至]\d{1,2})?月份?|今年|去年|上半年|下半年|全年|[一二三四]季度|前[一二三]季度|前[三四五六七八九十\d]+个?月|首季|首季度|春节|国庆|[一二两三四五六七八九十\d]+年来|近年来?|以来|日前|近日|,)+"
)
_TOWN = re.compile(r"[\u4e00-\u9fff]{2,5}?(?:苏木|旗|镇|乡(?!村))(?=[\u4e00-\u9fff]{3})")
_BODIES = (
    r"(?:工业|产业|科技|农业|物流|示范)?园区|(?:工业|产业|科技|农业|示范|物流|创业)园|经济技术开发区|开发区|经开区|高新技术产业开发区|高新区|保税港区|综合保税区|综保区|保税区|自贸试验区|自贸区|合作区"
    r"|港区|港口?|机场|口岸|码头|公司|集团|电力|合作社|农场|林场|牧场|村|嘎查|社区|大学|学院|医院|博物馆|图书馆|科技馆|景区|度假区"
)
_BODY = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z()·“”]{{0,14}}?(?P<kind>{_BODIES})(?!集团|公司|股份|有限|航空))(?P<rest>.*)"
)
# what follows the name in a title that is about something of it, in it or by it
_NOT_SUBJECT = re.compile(
    r"[的和与、及内里级人民容中化]|建设|项目|管委|管理|招商|[\u4e00-\u9fff]{0,2}委员会|企业|平台|一体|群|口(?!岸)|产业链|合作(?!社)"
)
_NO_NAME = re.compile(
    r"[\d,。;:!?]|推进|推动|支持|建设|打造|助力|举办|召开|发展|实施|各|多个|新增|扶持|[走加]进|全力|大力|做[强大]|自贸港|农村|乡村|政府|县委|市委|外贸"
)
_EVENT = r"(?:正式|全面|顺利|如期|全线)?(?:开工|通车|下水|交付|投用|投产|建成|竣工|启用|合龙|首飞|试运行|开建|动工|奠基|封顶|并网)"
_WORK = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z()·“”]{{2,24}}?(?P<kind>船|舰|大桥|特大桥|隧道|铁路|高铁|公路|高速|机场|电站|电厂|风电场|水库|枢纽|工程|基地|工厂|厂|生产线|医院|学校|项目|公园|广场))(?={_EVENT})"
)
_TOGETHER = re.compile(
    r"(?P<what>(?:集中|同时|同步)(?:开工|签约|竣工|投产|启动))|\d个[^,。\d]{0,10}项目(?P<begun>开工|签约|投产|竣工)"
)
_ACTS = re.compile(r"开工|签约|竣工|投产|投用|启动(?!仪式)")
_ANY = re.compile(
    r"国际|综合|经济|技术|人民|中心|第[一二三四五六七八九十]|机场(?=集团|公司)|港口(?=集团|公司)|铁路|农商|高铁"
)
_WHOLE = re.compile(r"[全我本](?:[国省市县区旗州盟镇乡]|街道)")
_FAIR = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z\d·—\-“”]{{2,30}}?{fairs.EVENT_KINDS})(?P<rest>$|[,!]|圆满|[闭开落]幕|落下|即?将|在|于|今|昨|赛前|专题|新闻发布|举[行办]|启动|成[果功交效]|吸引|迎|期间|上)"
)
_LASTING = ("合作社", "公司", "集团", "产业园", "工业园", "园区", "村", "社区", "机场", "港", "农场", "医院")
LASTS = 5  # sentences of a paragraph for which a firm or a village is meant unsaid
_ZONE = re.compile(r"[园区港]$|口岸$")
_OF_AN_ECONOMY = re.compile(
    r"增加值|生产总值|固定资产|零售|进出口|财政|[存贷]款|人均|经济|规模以上|限额以上|人口|消费价格"
)
_ITEM = re.compile(r"(?!第)[\u4e00-\u9fff]{2,6}:")
_HOSTED = re.compile(
    r"(?:招商|招聘|人才|洽谈|推介|恳谈|对接|交流|论坛|峰会|年会|订货).{0,4}$"
)  # what its host does is told with it
_OF_CONTRACTS = re.compile(r"项目|合同|企业|签|协议|投资|贸易|金额|[省市县]$|^(?:引进|招引|参会|参展|评)")
_AMONG_OTHERS = re.compile(
    r"[\u4e00-\u9fff]{0,3}(?:雄居|位居|排名|跻身|名列|居)[^,]*(?:第[一二三四五六]|老大|之首|榜首|前列|前[十百\d])"
)
_OWN_ACT = re.compile(
    r"开工|签约|竣工|投产|在建|储备|实施|续建|落地|引进|计划(?!总?投资)|安排|完工|建成|谋划|落户|在谈|策划|包装|入库|公司|集团|“|举[行办]|第[一二三四五六]批|项目、"
)
_SUM = re.compile(
    r"(?:总|计划|协议|概算|意向|合同|年度|年内|累计)*(?:完成)?(?:计划)?投资(?:总?额|规模)?|(?:投资)?完成率"
)
_PROJECTS = re.compile(rf"(?P<front>.*?项目)(?:{_SUM.pattern})?$")
_OTHERS = re.compile(r"今年|全年|以来|截[至止]|一季度|上半年|其他|去年|安排|确定|计划实施|谋划|储备")
_PEOPLE_OR_PLACES = re.compile(r"^(?:因|受|恢复|村(?!级))|(?:村|乡镇|小区|社区)$")


class Actor(NamedTuple):
    """`name` as it stands in front of other names; `kind` the word it ends with; `together` what its projects do at once."""

    name: str = ""
    kind: str = ""
    together: bool = False
    fair: bool = False


def actor(text: str, title: str, places: Gazetteer, context: Context) -> Actor:
    """Whom the title tells of, if the lead goes on about it."""
    head = title or text[: text.find("\n") if 0 < text.find("\n") < 80 else 0]
    if not head:
        return Actor()
    body, head = text[:LEAD].replace(head, "", 1), head[:_TITLE]
    if (found := _TOGETHER.search(head)) and "项目" in head and "项目" in body:
        if len(set(_ACTS.findall(head))) > 1:
            return Actor()  # 集中签约、开工: each sentence says which
        return Actor((found["what"] or found["begun"]) + "项目", "项目", True)
    if (fair := _FAIR.match(head)) and not _HOSTED.search(fair["name"]):
        short = fairs.short_name(fair["name"])
        where = places.at(short, 0)
        short = short[where.end :] if where and len(short) - where.end > 2 else short
        return Actor(short, short, fair=True) if short[-2:] in body else Actor()
    at, place = _start(head, places)
    named = _WORK.match(head, at) or _BODY.match(head, at)
    if named is None or named.re is _BODY and (not named["rest"] or _NOT_SUBJECT.match(named["rest"])):
        return Actor()
    name, kind = named["name"], named["kind"]
    name = re.sub(r"^.*的(?=.{3})|^首[艘座条台个架]", "", name)
    again = kind if named.re is _WORK or name == kind else name
    if _NO_NAME.search(name) or again not in body or name in context.region or context.region.endswith(kind):
        return Actor()
    if named.re is _BODY and _AMONG_OTHERS.match(named["rest"]):
        return Actor()
    if _ANY.sub("", name) == kind:
        if name == kind and place and context.region.endswith(("省", "自治区", "国")):
            return Actor()  # 某省机场: many of them
        name = place + name
    return Actor(name, kind)


def ends(text: str, start: int, places: Gazetteer, context: Context) -> bool:
    """A heading below that begins with another place or another item of news: 某县:全年50个重点项目上马."""
    if _ITEM.match(text, start):
        return True
    found = places.at(text, start)
    return found is not None and not found.ancestor and not found.whole and found.name != context.region


def _start(head: str, places: Gazetteer) -> tuple[int, str]:
    """Where the title's subject begins, past its source, times and places; and the place before it."""
    source = _SOURCE.match(head)
    at, place = source.end() if source else 0, ""
    for _ in range(6):
        if m := _TIME.match(head, at):
            at = m.end()
        elif found := places.at(head, at):
            place = "" if found.whole else head[at : found.end]
            at = found.end
        elif m := _TOWN.match(head, at):
            at, place = m.end(), m[0]
        else:
            break
    return at, place


def of_paragraph(state: State) -> Actor:
    """A firm, a village or a park with a name of its own that the paragraph has told of some sentences before."""
    topic = state.topic
    if not 0 < state.topic_sentence < state.sentence <= state.topic_sentence + LASTS:
        return Actor()
    lasts = topic.endswith(_LASTING) and len(topic) >= 4 and not topic.startswith(_LASTING)
    return Actor(topic, next(end for end in _LASTING if topic.endswith(end))) if lasts else Actor()


def in_front(who: Actor, name: str, region: str, text: str, start: int, at: int, state: State, context: Context) -> str:
    """The name with the actor before it, where the sentence so far has no subject of its own."""
    start = max(start, at - _NEAR)
    if who.together:
        return _of_set(who, name, text, start, at, state) if lies_in(context.region, region) else name
    topic = state.topic if state.topic_sentence == state.sentence else ""
    if region != context.region or who.kind in name or topic and who.kind not in topic:
        return name
    wholes = list(_WHOLE.finditer(text, start, at))
    if wholes and who.kind[-2:] not in text[wholes[-1].end() : at]:
        return name  # 全市…: the place, not the park in it
    if who.fair and (_OF_CONTRACTS.search(name) or who.kind[-2:] in name):
        return name  # named well enough
    if not _ZONE.search(who.kind) and _OF_AN_ECONOMY.search(name):
        return name
    if topics.has_bearer(name) or _PEOPLE_OR_PLACES.search(name):
        return name
    return who.name + name


def _of_set(who: Actor, name: str, text: str, start: int, at: int, state: State) -> str:
    """集中开工项目: counts of projects and what is invested, unless the sentence tells of others."""
    act = who.name.removesuffix("项目")
    if act in name or _OWN_ACT.search(name):
        return name
    clause = max(text.rfind("。", start, at), text.rfind(";", start, at)) + 1 or start
    if _OTHERS.search(text, clause, at) and act not in text[clause:at]:
        return name
    if _SUM.fullmatch(name):
        return who.name + name
    projects = _PROJECTS.match(name)
    if projects is None:
        return name
    front = projects["front"]
    if front != name and front != "项目":
        if (front + act) in text[:LEAD]:
            return who.name + name[len(front) :]  # 某地建设项目集中开工: the set itself
        if not any(n.name == front for n in state.row[-8:]):
            return name  # a project of its own
    return act + name
