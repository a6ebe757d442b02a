"""What is measured: the words around a figure → a name that can stand alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from indicators.extraction.periods import Time
from indicators.extraction.places import WORD_FROM_MARK, Found, Gazetteer, lies_in
from indicators.extraction.tidying import KEPT_BEGINS, KEPT_INSIDE, KEPT_START, tidy
from indicators.extraction.timeline import Timeline
from indicators.extraction.words import Head, Tail, alternatives

_CONNECTIVES, _LIGHT = Head("connective", "pricing"), Head("light")
_METRIC = Tail("metric")
_KEPT_END = re.compile(rf"(?:{alternatives('kept')})了?$")
_LIGHT_END = re.compile(rf"(?<!基本)(?:已|共|累计|成功|现)*(?:{alternatives('light')})了?$")
_POST_VERB = re.compile(rf"(?:{alternatives('post_verb')})")
_NOUN_END = re.compile(r"[,。;、:()!?\n|“]|(?<![级元亩岁模额吨米位])以上|左右|以内|--")
_HAVING = re.compile(r"(?:资质|实绩|资格|能力|条件|经验|证|需求|进出口实绩|出口实绩|研发活动|效)[\u4e00-\u9fff]{0,2}的")
_HAVING_AS_WORD = re.compile(r"[限效机线色害序氧轨]")  # 有色金属, 有限公司: no verb
_FACILITY = re.compile(
    r"(?:\([\u4e00-\u9fff]{2,4}\))?(?:[\u4e00-\u9fff]{0,6}?(?:机场|港|站|大学|学院|医院|口岸|自贸区|自贸试验区|综保区|海关|铁路|高铁|公司|集团|园区|产业园|新区|高新区|经开区|开发区|片区|医药港|地铁|至))"
)
_OWN_FACILITY = re.compile(r"(?:国际)?(?:港(?![口澳元股资企商])|机场|空港|[火车高铁东西南北]{0,2}站|口岸)")
_INTENSIFIERS = (
    "人均",
    "户均",
    "亩均",
    "日均",
    "月均",
    "年均",
    "平均",
    "总",
    "年",
    "单位",
    "地均",
    "每万人",
    "实际",
    "新增",
    "累计",
)


# 一、…; (二)…; 受…影响…: nothing of a name
_ASIDE = re.compile(
    r"(?:(?:以上|左右|以内|以下)(?=[、和与及,])|(?:上级|国家|省|市|县|区)(?:里|级)?下达(?:给)?(?:我?[省市县区镇乡])?的?(?=[\u4e00-\u9fff])|重点(?=打造|培育|建设|推进|实施|扶持|引进)|(?:按|以|若|如)?(?:扣除|剔除|按|以)[^,。;、:()\d]{1,16}?(?:口径|因素影响|因素|影响|不变价|可比价|现价|汇率|价格)(?:计算|核算|测算|折算|计价)?(?:\(以?下同\))?(?:后|下)?,?(?=$|同比|增|下|[\u4e00-\u9fff])"
    r"|据[^,。;\d]{2,24}?(?:统计|介绍|了解|消息|测算|核算|调查|监测|预测|反映|显示)(?:数据)?(?:显示|,|(?=,))"
    r"|(?<![\u4e00-\u9fff\d])(?:[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十]、)|\([一二三四五六七八九十]{1,3}\)|\(?\d{1,2}\)|\d{1,2}(?:、|\.(?!\d)))"
    r"|(?:主要)?受[^,。;、:]{1,16}?(?:影响|带动|拉动|拖累)(?:,|(?=[\u4e00-\u9fff])|$)|(?:本[报网台站刊](?:记者)?|[\u4e00-\u9fff]{2,4}网|新华社|中新社)(?:[\u4e00-\u9fff]{2,4})?(?:\d{1,2}月\d{1,2}日)?(?:讯|电)(?:\s?\((?:记者|通讯员)[^()\n]{2,24}\))?(?=[ ,:(]|\d|[\u4e00-\u9fff])|为期[^,。;、的]{1,6}的|作为[^,。;\d]{2,24}?的(?=[\u4e00-\u9fff]{2})|在[^,。;、:\d]{2,16}?(?:基础上|背景下|情况下|形势下|前提下|条件下|带动下|影响下|支持下|推动下|努力下|指导下|搭桥(?:之)?下|作用下|过程中),?|(?:再次|继续|成功)?蝉联|(?:仅)?此一项|(?:快速|高效|高标准|高质量|高水平|如期|提前|加快)(?=建成|完成|建设|打造|推进))"
)
# what the pattern begins with; only 某某网讯 may begin with any character: to be kept in step with it
_ASIDE_BEGINS = frozenset(
    "以左上国省市县区下重按若如扣剔据一二三四五六七八九十(0123456789主受本新中为作在再继成蝉仅此快高提加"
)


class Front(NamedTuple):
    """What was read off the front of a span, and where the rest of it begins."""

    place: Found | None
    among: bool  # 其中
    start: int
    lead_time: Time | None
    light: str
    listed: tuple[Found, ...]  # 甲区、乙区分别: places side by side


class Fragment(NamedTuple):
    """The words left for a name, and what was read off their front."""

    text: str
    raw: str
    place: Found | None
    among: bool
    start: int
    lead_time: Time | None
    light: str = ""
    listed: tuple[Found, ...] = ()


def fragment(text: str, start: int, end: int, places: Gazetteer, timeline: Timeline) -> Fragment:
    """The span without connectives, times, places and light verbs at its front, and those."""
    before = front(text, start, end, places, timeline)
    raw = rest(text, before, end, timeline)
    return Fragment(tidy(raw), raw.strip(" ,、"), *before)


def front(text: str, start: int, end: int, places: Gazetteer, timeline: Timeline) -> Front:
    """Reads connectives, times, places and light verbs off the front of the span."""
    among, place, lead, light = False, None, None, ""
    listed: list[Found] = []
    for _ in range(30):
        if start >= end:
            break
        first = text[start]
        if (first in _ASIDE_BEGINS or "网" in text[start : start + 5]) and (aside := _ASIDE.match(text, start, end)):
            start = aside.end()
            continue
        if first in _CONNECTIVES.begins and (word := _CONNECTIVES.at(text, start, end)):
            if word == "计划" and text.startswith(("投资", "总投资"), start + 2):
                break
            if word == "“" and "”" in text[start:end]:
                break  # a quoted name keeps its marks
            among = among or word.startswith("其中")
            start += len(word)
            continue
        if first == " ":
            start += 1
            continue
        if (time := timeline.at(start)) and time.end <= end:
            start, lead = time.end, time
            if text.startswith("的", start):
                start += 1
            continue
        if moved := _place_at(text, start, end, places):
            beside = place is not None and text[start - 1 : start] in ("、", "和", "与", "及")
            if place is not None and start == place.end and not lies_in(moved[1].name, place.name):
                break  # 绍兴滨海新区 is not the 滨海新区 of another city
            listed = [*listed, moved[1]] if beside or not listed else [moved[1]]
            start, place = moved
            continue
        if first in _LIGHT.begins and (word := _LIGHT.at(text, start, end)):
            after = text[start + len(word) : start + len(word) + 1]
            if after in "率量度" and after or word == "建成" and after == "区":
                break
            if word.endswith("有") and _HAVING_AS_WORD.match(after):
                break
            if word.endswith("有") and _HAVING.match(text, start + len(word), end):
                start += len(word) - 1
                break  # 共有资质的企业: 有 belongs to what follows
            start += len(word)
            light = word
            if text.startswith("了", start):
                start += 1
            continue
        break
    if (
        place is not None
        and text.startswith("等", start)
        or light
        and place
        and place.short
        and "等" in text[start:end]
    ):
        place, listed = None, []  # 甲市、乙市等地; 打造某地夜市等街区
    if len(listed) > 1 and place and not place.whole and text[start : start + 1] == "因":
        place, listed = None, []  # 甲区、乙区因灾停电的村
    if place and not place.whole and _FIRST_OF.match(text, place.end, end):
        place, listed = None, []  # 天津商贸服务型、大同陆港型等25个枢纽
    return Front(place, among, start, lead, light, tuple(listed))


def rest(text: str, before: Front, end: int, timeline: Timeline) -> str:
    """The words behind the front, less the times inside them and the number of the set that they list."""
    raw = _without_times(text, before.start, end, timeline)
    if before.listed and (them := _THE_SET.match(raw)):
        return raw[them.end() :]  # 甲、乙和丙三个县分别: the places say which
    if raw[:1] in _NUMBER_BEGINS and (them := _SET_OF.match(raw)):
        return raw[them.end() :]  # 三大税种增值税、消费税和资源税分别
    return raw


def _without_times(text: str, start: int, end: int, timeline: Timeline) -> str:
    """金融业上半年增加值 → 金融业增加值: a time between the bearer and its quantity says when, not what."""
    raw = text[start:end]
    if len(raw) < 6:
        return raw
    for time in reversed(timeline.between(start + 2, end - 1)):
        if time.role == "own" and time.grain in _INNER_GRAINS and time.end < end:
            raw = raw[: time.start - start] + raw[time.end - start :]
    return raw


_NUMBER = "(?:[两二三四五六七八九十]{1,3}|\\d{1,3})"
_NUMBER_BEGINS = frozenset("两二三四五六七八九十0123456789")
_THE_SET = re.compile(rf"等?(?:这)?{_NUMBER}(?:个|大|座)?[\u4e00-\u9fff]{{1,7}}?(?:分别|各自|依次)")
_SET_OF = re.compile(
    rf"{_NUMBER}(?:个|大|类|项|种)[\u4e00-\u9fff]{{0,4}}?(?:税种|产业|行业|领域|板块|门类|品类|品种|产品|指标|险种|渠道|区域|市场|群体|方式|类型|支柱)[—:,]?(?=[\u4e00-\u9fff“]{{2,12}}(?:、|和|与|及))"
)
_FIRST_OF = re.compile(r"[^,。;:\d]*(?<![平同中高初优特劣一二三上下对均相])等(?:\d|$)")
_INNER_GRAINS = frozenset({"year", "half", "quarter", "month", "span", "day", "days"})


def _place_at(text: str, start: int, end: int, places: Gazetteer) -> tuple[int, Found] | None:
    at = start + 1 if text[start] in "在于对从向为" else start
    found = places.at(text, at)
    if found is None or found.end > end or at > start and found.whole:
        return None
    if found.whole and _NATIONAL_TITLE.match(text, found.end) and text.startswith("全国", at):
        return None
    stop = found.end
    if found.short and _FACILITY.match(text, stop, end):
        return None
    if (
        found.name == places.region
        and text[stop - 1] not in "省市区县州旗镇乡"
        and _OWN_FACILITY.match(text, stop, end)
    ):
        return None
    tails = _OWN_TAILS if (found.short or found.name == places.region) and not found.whole else _TAILS
    for tail in tails if text[stop : stop + 1] in _TAIL_BEGINS else ():
        if (
            text.startswith(tail, stop)
            and stop + len(tail) <= end
            and not text.startswith("地区生产总值", stop)
            and not WORD_FROM_MARK.match(text, stop)
        ):
            stop += len(tail) if tail != "企业家" else 0
            break
    if stop > end:
        return None
    return stop, found


_TAILS = ("的", "范围内", "境内")
_OWN_TAILS = ("地区", "市", "全市", "境内", "各地", "全区", "范围内", "的", "人民", "方面", "共", "企业家")
_TAIL_BEGINS = frozenset(tail[0] for tail in _OWN_TAILS)
_NATIONAL_TITLE = re.compile(
    r"重点|文明|百强|卫生|示范|先进|优秀|一流|首批|绿化|模范|双拥|劳模|五一|青年|巾帼|民族|百佳|十佳|名优|特色"
)


_PORT = re.compile(r"(?:\([\u4e00-\u9fff]{2,4}\))?(?:机场|港|口岸|站)")


def facility_place(text: str, start: int, end: int, places: Gazetteer) -> Found | None:
    """南宁机场: the place in front of a facility's name, which stays part of the name."""
    if not places.may_begin(text, start):
        return None
    if park := places.of_park(text, start, end):
        return park
    found = places.at(text, start)
    if found and found.short and not found.ancestor and found.end < end and _PORT.match(text, found.end, found.end + 8):
        return found
    return None


_REMARK = re.compile(r"\([^()]*\)$")


def without_remark(name: str) -> str:
    """产值(法人在地) → 产值."""
    return _REMARK.sub("", name) if name[-1:] == ")" else name


@lru_cache(maxsize=1024)
def metric_of(name: str) -> str:
    """The quantity at the end of a name: 高新技术产业增加值 → 增加值; empty where there is none."""
    bare = without_remark(name)
    found = _METRIC.at(bare, 0, len(bare))
    if found is None:
        return ""
    metric = found[0]
    if not bare.endswith(_INTENSIFIERS, 0, len(bare) - len(metric)):
        return metric
    return next(lead + metric for lead in _INTENSIFIERS if bare.endswith(lead + metric))


_COUNTED = frozenset(["企业", "项目", "单位", "主体", "平台", "家庭", "游客", "人口", "户数", "人数"])


def quantity_of(name: str) -> str:
    """As `metric_of`, but things that are counted are no quantities: 集体企业 → nothing."""
    metric = metric_of(name)
    return "" if metric in _COUNTED else metric


def entity_of(name: str) -> str:
    """What bears the quantity; the name itself where it names no quantity."""
    metric = metric_of(name)
    if (
        metric
        in (
            "企业",
            "项目",
            "单位",
            "主体",
            "平台",
            "业务",
            "率",
            "量",
            "额",
            "数",
            "值",
            "费",
            "就业",
            "消费",
            "基金",
            "债券",
            "家庭",
            "游客",
        )
        or not metric
    ):
        return name
    return without_remark(name).removesuffix(metric)


_ADMINISTRATIVE = re.compile(
    r"((?:设区)?[省市县区州盟旗乡镇村]{1,2})\([省市区县州旗盟乡镇村街道社办事处场、]{1,12}\)"
)  # 县(市、区)
_PLANS = re.compile(rf"(?:计划|拟|将)(?=(?:{alternatives('post_verb')}))")
_ADVERB_END = re.compile(r"(?:实质性|正式|(?:建设)?也|陆续|相继|全部|全面|近期|已|均|将|都)+$")
_MARK_REACHED = re.compile(r"(?:新)?(?:台阶|大关|关口|高点|目标|水平|门槛)")
_AND_SO_ON, _JOINT_END = (
    re.compile(r"(?:和|、|及)[^、和及等]{1,6}等$"),
    re.compile(r"(?:以及|和|与|(?<![惠涉普波])及)$"),
)
_HEAD_NEXT = re.compile(
    r"(?:型|类|性|力|率|量|额|期|化|区|地|园|点|站|制|度|者|人|员|业|企业|项目|平台|中心|基地|单位|机构|服务|工程|产品|主体|家庭|户)"
)
_PER_HEAD = re.compile(r"户均|人均|亩均|年均|平均")


def counted_noun(text: str, start: int, end: int, followed: bool = True) -> tuple[str, str]:
    """(noun, predicate) of the words after a count: 企业启动数字化改造 → (企业, 启动数字化改造).

    `followed` says that another figure comes in the clause: the noun then ends at 、."""
    span = text[start:end]
    if span.startswith("的"):
        span = span[1:]
    if "(" in span[:5] and (of := _ADMINISTRATIVE.match(span)):
        noun, predicate = counted_noun(of[1] + span[of.end() :], 0, len(span), followed)
        return (of[0] + noun[len(of[1]) :], predicate) if noun.startswith(of[1]) else (noun, predicate)
    if _MARK_REACHED.match(span):
        return "", ""
    if average := _PER_HEAD.search(span):
        span = span[: average.start()]
    if span.startswith("“"):  # a quoted name may carry punctuation
        close = span.find("”")
        stop = _NOUN_END.search(span, close + 1 if close > 0 else 0)
    else:
        stop = _NOUN_END.search(span)
        if stop and stop[0] in "“、" and stop.start() >= 1:
            again = re.match(r"[^,。;:!?\n|]*?”[^,。;、:()!?\n|“]*", span) if stop[0] == "“" else None
            if again:
                span, stop = again[0], None
    if stop and stop[0] == "、" and not followed and (whole := re.match(r"[^,。;:()!?\n|\d]{2,30}(?=[,。;]|$)", span)):
        span, stop = whole[0], None
    span = span[: stop.start()] if stop else span
    span = span.strip(" ")
    if span[:1] in "计拟将" and (plan := _PLANS.match(span)):
        span = span[plan.end() :]  # 3项计划参加签约
    for m in _POST_VERB.finditer(span):
        if (m.start() >= 2 or m.start() and span[0] in "村镇乡") and not _inside_noun(span, m):
            if _POST_VERB.fullmatch(span, 0, m.start()):
                break  # 26个实现增长: two verbs and no noun
            return _ADVERB_END.sub("", span[: m.start()]).strip("的已共"), span[m.start() :].strip("了的")
    first = _POST_VERB.match(span)
    if first and len(span) > len(first[0]):
        return "", span
    if span.endswith("等"):
        span = _AND_SO_ON.sub("", span)  # 高速公路项目和黄百等(4个…)
    span = span.strip("的")
    return (_JOINT_END.sub("", span) if span.endswith(("和", "与", "及")) else span), ""


def _inside_noun(span: str, m: re.Match[str]) -> bool:
    """出口企业, 发布平台: the verb belongs to the noun when a noun's head follows closely and ends the span."""
    after = span[m.end() :]
    return (
        bool(_HEAD_NEXT.match(after))
        or m[0]
        in ("可", "能", "有", "是", "以", "在", "为", "与", "从", "位", "排", "居", "得", "将", "被", "正", "获")
        and not re.match(r"[\u4e00-\u9fff]{2,}", after)
    )


def verb_before(words_: str) -> tuple[str, str]:
    """(subject, kept verb) at the end of a fragment before `N个X`; light verbs are dropped."""
    name = _LIGHT_END.sub("", words_)
    m = _KEPT_END.search(name)
    if m:
        return name[: m.start()], m[0].removesuffix("了")
    return name, ""


def after_kept(words_: str) -> str:
    """法院受理案件 → 案件: what stands after the first kept verb; the words themselves where nothing does."""
    m = KEPT_START.match(words_) or KEPT_INSIDE.search(words_)
    rest = words_[m.end() :] if m else ""
    return rest if len(rest) >= 2 else words_


def kept_only(words_: str) -> str:
    """The kept verb in front of (subject and) verb, without the rest."""
    m = KEPT_START.match(words_) or _KEPT_END.search(words_)
    return m[0].removesuffix("了") if m else ""


def ends_with_kept(words_: str) -> bool:
    """日均接待: a verb without what it is done to."""
    m = _KEPT_END.search(words_)
    return bool(m and m.start() >= 2)


def starts_with_kept(words_: str) -> str:
    """The verb that belongs to what is counted, at the front of a fragment."""
    m = KEPT_START.match(words_) if words_[:1] in KEPT_BEGINS else None
    return m[0] if m else ""
