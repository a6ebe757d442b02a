"""What the words before and after a figure say of it: growth or level, against what, share of what, rank among whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.extraction.figures import Mention
from indicators.extraction.periods import Time
from indicators.extraction.timeline import Timeline
from indicators.extraction.words import Tail, alternatives, words

_TAIL = Tail("to_level", "yoy", "previous", "annual", "kept_tail", "up", "down", "level")
_UP, _DOWN = frozenset(words("up")), frozenset(words("down"))
_BASE = re.compile(
    r"(?:(?:比|较)(?P<base>[^,。;、:比较]{1,18}?)(?:相比|比较|比)?|与(?P<with>[^,。;、:比较]{1,18}?)(?:相比|比较|比))$"
)
_BASE_VERB = re.compile(
    r"(?P<verb>高于|快于|好于|优于|高出|超出|高过|快过|领先于?|多于|低于|慢于|落后于?|少于|不及|超过|好过|超(?=序时|时序|时间进度|预期|目标))(?P<base>[^,。;、:]{2,18}?)$"
)
_TWO_BASES = re.compile(
    r"(?:增速|增幅|涨幅|总体|均|也)*(?:分别|均|各|都)?(?P<verb>高于|快于|好于|高出|超出|领先于?|低于|慢于|落后于?)(?P<first>全国|全省|全市|全区|全州)(?:平均水平|平均|水平|增速|平均增速)?(?:、|和|与|及)?(?P<second>全国|全省|全市|全区|全州)(?P<rest>平均水平|平均|水平|增速|平均增速)?(?:分别)?$"
)
_SHARE = re.compile(r"占据?(?!地(?![区方])|用|有率|有|道|领|股|线|优|先)")
_SHARE_IN = re.compile(r"在(?P<scope>[^,。;占]{2,24}?)中?(?:所占|的|占)(?:比重|占比|比例|份额)$")
_WITHIN = re.compile(
    r"(?P<whole>[^,。;、:]{3,20}?)中(?P<name>(?![部国小央心等])[^,。;:中]{2,16}?)(?P<tail>(?:的)?(?:所占)?(?:比重|占比|比例|份额))$"
)
_SHARE_NOUNS = ("比重", "占比", "比例", "份额")
_SHARE_END = re.compile(r"(?:的)?(?:所占)?(?:比重|占比|份额)$")
_SHARE_INNER = re.compile(r"(?:的)?(?:所占)?(?:比重|占比|比例|份额)$")
_OF_BUDGET = re.compile(
    r"(?:完成|为|占|达到?|相当于)(?P<scope>[^,。;、占为]{0,8}(?:预算|计划|任务|目标|总里程|总投资|总面积|总工程量)数?(?:进度)?)(?:的|(?<=目标任务)|(?<=任务目标)|(?<=计划任务)|(?<=[全当]年任务)|(?<=[全当]年计划)|(?<=[全当]年目标)|(?<=年初预算)|(?<=年初计划)|(?<=年度预算)|(?<=全年预算)|(?<=全年任务)|(?<=年度任务)|(?<=全年目标)|(?<=年度目标)|(?<=年度计划)|(?<=全年计划))$"
)
_BUDGET_ENDS = frozenset("的务标划算")
_RATE_NOUN = re.compile(r"(?:的)?(?:增长率|增速|增幅|涨幅|降幅|增长速度|增长幅度|增长|跌幅|升幅|减幅|回落幅度)$")
_AMONG = re.compile(r"(?:在)?(?P<scope>(?:全国|全省|全市|全区|全县|全州|全疆|世界|全球)[^,。;、]{0,10}?)中?的?$")
# 在2021年度全国217家开发区综合考评中, 在影响物价的八大类价格中: the set, less its year, its number and what judged it
_AMONG_SET = re.compile(
    r"在(?:20\d\d年度?)?(?P<place>全[国省市区县州球]|世界|中国)?(?:的)?(?P<set>[^,。;、]{2,24}?)(?P<judged>(?:综合|年度|绩效)*(?:考评|考核|评比|评价|评估|排名|竞赛))?中$"
)
_UNITS = re.compile(
    r"(?:省辖|地级|县级|设区|直辖|兄弟|中心|地)?(?:的)?(?:[区县市州旗]{1,4}|城市|省份|省区市|乡镇|地区)"
)  # 全省17个省辖市: 全省
_HOW_MANY = re.compile(r"^(?:\d+|[一二两三四五六七八九十]+)(?:个|家|所|座|支|类|项|户|座)")
_RANK_VERB = re.compile(
    r"(?:(?<!考核)(?<!综合)(?<!评价)(?:稳|均|分|分别|都|继续|连续[^,。;居列排位]{0,8})?(?:位居|位列|名列|跃居|跃升至?|跃至|升至|上升至|上升到|提升至|提升到|晋升至?|排名(?!继续|保持|位居|稳居|居|列|均|在|跃|升|提)|排在|排|稳居|居|列|位次|保持在?|获得?|由|从|为|位|达到?|进入))(?:了)?(?P<scope>[^,。;、居列排]{0,14}?)(?:的)?(?:排名|位次|排)?$"
)
_SCOPE = re.compile(
    r"(?:全国|全球|世界|全省|全市|全区|全县|全州|全疆|西北|西南|东北|华东|华南|华北|华中|中部|西部|东部|中西部|长三角|珠三角|京津冀|省内|国内|市内|区内|亚洲|同类|同级)?[^,。;、居列排为在于]{0,10}$"
)
_PULL = re.compile(r"(?:拉动|拉高|推高|拖累|带动)了?[^,。;、]{2,24}$")
_RATE_WORDS = frozenset({"增速", "增幅", "涨幅", "降幅", "跌幅", "增长率", "增长速度"})
_RATE_ENDS = ("增速", "幅", "率", "速度", "幅度")  # 增幅为6.5% is no turn
_STREAK = re.compile(r"(?:已|均|并|也|仍)?(?:连|持)续[^,。;、连]{1,5}?(?:年|个?季度|个?月|次|周|天|届)(?:均|都|保持)?$")
_STREAK_ENDS = frozenset("年度月次周天届均都持")
_TURNED_TO = re.compile(
    rf"(?:由|从)?(?:{alternatives('up', 'down')})了?(?:至|到)$|(?:{'|'.join(w for w in words('up') + words('down') if len(w) > 1 and not w.endswith(_RATE_ENDS))}|[降升增减])为$"
)  # 降至, 缩小为: what follows is where a change ended
_MORE = re.compile(r"(?P<how>多|少)[\u4e00-\u9fff]{1,2}$")  # 较上年多争取
_GAINS = {
    "增收": 1, "减收": -1, "增产": 1, "减产": -1, "增支": 1, "减支": -1, "多收": 1, "少收": -1, "多支": 1, "少支": -1, "增值": 1,
}  # fmt: skip
_HELPED = re.compile(
    r"(?:户均|人均|亩均|平均|年均|帮助|带动|促进|助力?|可|推动|实现|为|让|使|累计)[^,。;]{0,8}(?:增收|减收|增产)$"
)
_OF_INCOME = re.compile(r"(?:收入|税收?|费|产量|利润|粮食?|油料|棉花|小麦|水稻|玉米|大豆)$")
_ZERO = Decimal(0)
_TURN = re.compile(r"增长|下降|减少|增加(?!值)|上升|提高|回落")
AGGREGATES = re.compile(
    r"^(?:的)?(?P<place>全国|全省|全市|全区|全县|全州|全疆|全球|世界)(?:平均|水平|的|增速|整体|总体|同期|均值|$)"
)


@dataclass(slots=True)
class Relation:
    """`name` is the span left over for the name; times found on the way are returned as `time`."""

    start: int
    end: int
    direction: int = 0
    to_level: bool = False
    from_level: bool = False
    word: str = ""
    comparison: str | None = None
    base: str = ""
    base_time: Time | None = None
    base_words: str = ""
    task: str = ""
    share: bool = False
    scope: str | None = None
    rank: bool = False
    times: bool = False
    per: bool = False
    own_time: Time | None = None
    verbs: tuple[str, ...] = ()
    rate_noun: bool = False
    annual: bool = False
    name_left: bool = False
    second_base: str = ""


def read(text: str, lo: int, mention: Mention, timeline: Timeline) -> Relation:
    """Reads leftwards from the figure to `lo`. Never looks further than 160 code points."""
    lo, end = max(lo, mention.start - 160), mention.start
    while end > lo and text[end - 1] == " ":
        end -= 1  # 完成任务的 97%
    relation = Relation(lo, end)
    if mention.kind == "figure.rank":
        return _rank(text, relation, timeline)
    if mention.base == "个百分点" and (pull := _PULL.search(text, lo, mention.start)):
        relation.direction = -1 if pull[0].startswith("拖累") else 1
        return relation
    _strip(text, relation, timeline, mention)
    _share(text, relation, timeline, mention)
    if relation.share and not relation.scope:
        _strip(text, relation, timeline, mention)
    return relation


_NOTE = re.compile(r"\((?:以?下同|现价|不变价|可比价|同口径|自然口径)\)$")
_EARLIER = re.compile(
    r"(?:是|为|相当于|达到?|恢复到?至?|回升至?)(?:“?(?P<plan>十[一二三四]?)五”?(?:时期|期间)?|(?P<before>疫情?前|疫情发生前)(?:同期|水平)*)的?$"
)
_OF_AVERAGE = re.compile(
    r"(?:[就已]?是|为|相当于|达到?)(?P<base>(?:全[国省市区县]|世界|全球)(?:的)?(?:平均水平|平均|水平)?)的$"
)
_EARLIER_ENDS = frozenset("五”期间前平的")
_PLAN_YEARS = {"十": 2005, "十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025}


def _strip(text: str, r: Relation, timeline: Timeline, mention: Mention) -> None:
    if (
        mention.base in ("倍", "%")
        and text[r.end - 1] in _EARLIER_ENDS
        and (earlier := _EARLIER.search(text, max(r.start, r.end - 16), r.end))
    ):
        year = _PLAN_YEARS[earlier["plan"]] if earlier["plan"] else 2019
        r.base_time, r.base_words, r.per = (
            Time(earlier.start(), r.end, date(year, 1, 1), date(year, 12, 31), "year", "base"),
            earlier[0],
            True,
        )
        r.end = earlier.start()
    if mention.base in ("倍", "%") and text[r.end - 1] == "的" and (of := _OF_AVERAGE.search(text, r.start, r.end)):
        r.base, r.comparison, r.per, r.end = of["base"], "base:region", True, of.start()
    if mention.base in ("个百分点", "点") and not r.direction:
        _base(text, r, timeline, mention, first=True)
    for _ in range(40):
        if r.end <= r.start:
            return
        if text[r.end - 1] == " ":
            r.end -= 1
            continue
        if text[r.end - 1] == ")" and (note := _NOTE.search(text, max(r.start, r.end - 10), r.end)):
            r.end = note.start()  # 同比(下同)增长
            continue
        if (
            text[r.end - 1] == "的"
            and r.end - 1 > r.start
            and (r.direction or mention.base == "倍" or r.to_level or _time_ending(timeline, r, r.end - 1))
        ):
            r.end -= 1
            r.per = True
            continue
        end_mark = text[r.end - 1]
        if end_mark in _STREAK_ENDS and (streak := _STREAK.search(text[max(r.start, r.end - 12) : r.end])):
            r.end -= len(streak[0])
            continue
        if end_mark in "至到为" and (turned := _TURNED_TO.search(text, max(r.start, r.end - 8), r.end)):
            r.to_level = not r.direction or r.to_level
            r.word = r.word or turned[0]
            r.end = turned.start()
            continue
        near = text[max(r.start, r.end - 3) : r.end - 1]
        if ("多" in near or "少" in near) and (more := _MORE.search(text, max(r.start, r.end - 4), r.end)):
            before = timeline.before(more.start(), r.start, ("base",))
            if before and before.end == more.start() and not r.direction:
                r.direction, r.word, r.end = (1 if more["how"] == "多" else -1), more[0], more.start()
                continue
        found = _TAIL.at(text, r.start, r.end)
        if found and found[1] == "kept_tail":
            word_start = r.end - len(found[0])
            said = _TAIL.at(text, r.start, word_start)
            compared = word_start == r.start or said is not None and said[1] in ("yoy", "previous")
            since = timeline.before(word_start, r.start, ("base",))
            compared = compared or since is not None and since.end == word_start  # 比2019年同期减收
            helped = mention.base == "%" or _HELPED.search(text, max(r.start, r.end - 14), r.end)
            if found[0] in ("增产", "减产") and mention.base in ("%", "成") and not compared:
                r.direction, r.word, r.end = _GAINS[found[0]], found[0], word_start  # 夏粮减产三成
                continue
            if found[0] in _GAINS and (compared or not helped):
                r.direction, r.word = _GAINS[found[0]], found[0]
                if not compared and not _OF_INCOME.search(text, r.start, r.end - len(found[0])):
                    return  # 企业增收: without the verb it is another quantity
                r.end -= len(found[0])
                continue
            if (
                found[0] == "净增"
                and not text[r.start : word_start].strip("、,和并 ")
                and mention.dimension not in ("计数", "人数")
            ):
                r.direction, r.word, r.end = 1, found[0], word_start  # 达到526亿元、净增160亿元
                continue
            if found[0] in ("新增", "净增") and since and since.end == word_start:
                r.direction, r.word = 1, found[0]  # 比年初新增: a change
                r.end -= len(found[0])
                continue
            return
        if time := _time_ending(timeline, r):
            _take_time(text, r, time)
            continue
        if (found is None or found[1] == "level") and _base(text, r, timeline, mention):
            continue
        if found is None:
            return
        word, kind = found
        if r.rank and kind in ("up", "down"):
            return
        if word in ("占", "在") and kind == "level" and _SHARE.match(text, r.end - 1):
            return
        if len(word) == 1 and word in ("及", "共", "总") and _part_of_word(text, r, word):
            return
        if word in (
            "均",
            "都",
            "和",
            "与",
            "为",
            "过",
            "上",
            "高",
            "低",
            "至",
            "到",
            "是",
            "有",
            "达",
            "近",
            "计",
            "可",
            "报",
            "排",
            "列",
            "居",
            "约",
        ) and _part_of_word(text, r, word):
            return
        r.end -= len(word)
        _note(r, word, kind)


_WORDS_ENDING = re.compile(
    r"(?:人均|户均|亩均|日均|年均|月均|平均|首都|成都|共和|作为|行为|认为|因为|称为|通过|不过|超过|路上|网上|线上|海上|以上|事业|最高|提高|新高|降低|最低|甚至|直至|所有|国有|私有|公有|享有|直达|发达|到达|附近|汇报|日报|上报|队列|系列|班列|专列|并列|行列|许可|认可|参与|给予|安居|乐居|民居|迁居|安排|减排|保有|特有|含有|应有|固有|自有|城中村|惠及|涉及|普及|遍及|波及|申报|呈报|上报|建有|设有|参保|中共|公共|进出|输出|排出|提到|感到|不止|直接|首批|拉动|带动|联系|供应|不均|所占|当前|签约|合约|公约|节约|条约|履约|会计|统计|设计|审计|预计|估计|合计|共计|累计|总计|生计|大计|百计|小计|下达|传达|送达|直达|抵达)$"
)


def _part_of_word(text: str, r: Relation, word: str) -> bool:
    return bool(_WORDS_ENDING.search(text[max(r.start, r.end - 3) : r.end]))


def _note(r: Relation, word: str, kind: str) -> None:
    if kind in ("up", "down"):
        if r.to_level and not r.direction and word in _RATE_WORDS:  # 增速回升至5.6%: the rate itself
            r.direction, r.to_level, r.word = (-1 if kind == "down" else 1), False, word
        elif not r.direction and not r.to_level:
            r.direction = 1 if kind == "up" else -1
            r.word = word
        elif word in ("降幅", "跌幅") and r.word in ("收窄", "缩小"):
            r.direction = 1  # a decline that narrows is a rate that rises
    elif word in ("从", "由"):
        r.from_level = True
    elif kind == "to_level":
        r.to_level = not r.direction or r.to_level
        r.word = r.word or word
    elif kind == "yoy":
        if r.comparison is None and word not in ("实际", "名义"):
            r.comparison = "yoy"
    elif kind == "previous":
        r.comparison = "previous"
    elif kind == "annual":
        r.comparison, r.annual = "annual_average", True
    elif kind == "level":
        r.verbs += (word,)


def _time_ending(timeline: Timeline, r: Relation, end: int | None = None) -> Time | None:
    end = r.end if end is None else end
    time = timeline.before(end, r.start, ("own", "local", "base", "origin", "report"))
    return time if time and time.end == end else None


def _take_time(text: str, r: Relation, time: Time) -> None:
    r.end = time.start
    if r.end > r.start and text[r.end - 1] == "“":
        r.end -= 1
    if time.role == "base":
        if r.base_time is None:
            r.base_time, r.base_words = time, text[time.start : time.end]
        r.per = r.per or text.endswith(("恢复到", "恢复至"), r.start, r.end)
        for lead in (
            "相当于",
            "恢复到",
            "恢复至",
            "回升到",
            "回升至",
            "与",
            "比",
            "较",
            "同",
            "是",
            "为",
            "达到",
            "达",
        ):
            if text.endswith(lead, r.start, r.end):
                r.end -= len(lead)
                break
    else:
        r.own_time = r.own_time or time
        found = _TAIL.at(text, r.start, r.end)
        if found and found[1] == "to_level" and len(found[0]) > 1:
            return
        for lead in ("截至", "截止", "从", "由", "自", "到", "至", "在", "于"):
            if text.endswith(lead, r.start, r.end):
                r.end -= len(lead)
                r.from_level = r.from_level or lead in ("从", "由")
                break


def _base(text: str, r: Relation, timeline: Timeline, mention: Mention, first: bool = False) -> bool:
    """比上年, 较2019年末, 高于全省平均水平: moves the end before it."""
    window = text[max(r.start, r.end - 30) : r.end]
    if first and (two := _TWO_BASES.search(window)):
        r.direction = -1 if two["verb"] in words("below_base") else 1
        r.word, r.comparison, r.base, r.second_base = two["verb"], "base:region", two["first"], two["second"]
        r.end += two.start() - len(window)
        return True
    window = window[-22:]
    if first and not _BASE_VERB.search(window):
        return False
    if r.direction or r.to_level:
        m = _BASE.search(window) if "比" in window or "较" in window or "与" in window else None
        if (
            m
            and not window[: m.start()].endswith(("同", "环", "占", "对", "之", "其", "相", "可", "评"))
            and not (m["base"] or "").startswith(("重", "例", "为", "快", "高", "大", "好", "强", "低"))
        ):
            if mention.base == "倍" and not r.direction:
                return False
            at = r.end - len(window) + m.start()
            _note_base(text, r, at + 1, m["base"] or m["with"], timeline)
            r.end = at
            return True
    if not r.direction and mention.base in ("个百分点", "点", "%", "位", "元"):
        m = _BASE_VERB.search(window)
        if m and (mention.base != "%" or AGGREGATES.match(m["base"])):
            at = r.end - len(window) + m.start()
            r.direction = -1 if m["verb"] in words("below_base") else 1
            r.word = m["verb"]
            _note_base(text, r, at + len(m["verb"]), m["base"], timeline)
            r.comparison = "base:region" if not r.base_time else r.comparison
            r.end = at
            return True
    return False


def _note_base(text: str, r: Relation, at: int, base: str, timeline: Timeline) -> None:
    times = [t for t in timeline.between(at, at + len(base)) if t.role != "name"]
    if times and not r.base_time:
        r.base_time, r.base_words = times[0], text[times[0].start : times[0].end]
    r.base = r.base or base


def _share(text: str, r: Relation, timeline: Timeline, mention: Mention) -> None:
    if mention.base not in ("%", "个百分点", "成"):
        return
    window = text[r.start : r.end]
    if mention.base == "%" and window[-1:] in _BUDGET_ENDS and (m := _OF_BUDGET.search(text, r.start, r.end)):
        r.share, r.scope, r.per = True, m["scope"], False
        r.end = m.start()
        while r.end > r.start and text[r.end - 1] in "已共均只仅":
            r.end -= 1
        return
    every = list(_SHARE.finditer(window)) if "占" in window else []
    found = every[-1] if every else None
    if not found and not window.endswith(_SHARE_NOUNS):
        return
    if m := _SHARE_IN.search(window):
        r.share, r.scope = True, m["scope"].removesuffix("中")
        r.end = r.start + m.start()
        return
    if found and not _TURN.search(window, found.end()):
        inner = window[found.end() :]
        tail = Relation(r.start + found.end(), r.end)
        _strip(text, tail, timeline, mention)
        inner = text[tail.start : tail.end]
        inner = _SHARE_INNER.sub("", re.sub(r"(?:比重|占比)的$", "", inner))
        inner = re.sub(r"(?:的|比)$", "", inner)
        inner = re.sub(r"^(?:到了?|据|了)(?:本次|此次|全部)?", "", inner)
        if inner in ("比", "比重"):
            inner = ""
        r.share, r.scope = True, inner or None
        r.to_level = r.to_level or tail.to_level
        r.own_time = r.own_time or tail.own_time
        r.end = r.start + found.start()
        if r.end > r.start and text[r.end - 1] in "所约共仅均已还也就":
            r.end -= 1
        return
    if m := _WITHIN.search(window):
        r.share, r.scope = True, m["whole"].removeprefix("在")
        r.end -= len(m["tail"])
        r.start = r.end - len(m["name"])
        return
    if m := _SHARE_END.search(window):
        r.share = True
        r.end = r.start + m.start()


def _rank(text: str, r: Relation, timeline: Timeline) -> Relation:
    r.rank = True
    while r.end > r.start and (text[r.end - 1] in " (前的第" or text[r.end - 1] == "位"):
        r.end -= 1
    window = text[max(r.start, r.end - 30) : r.end]
    m = _RANK_VERB.search(window)
    if m:
        r.scope = m["scope"] or None
        r.end = r.end - len(window) + m.start()
        window = text[max(r.start, r.end - 30) : r.end]
        if not r.scope and window.endswith("中") and (among := _AMONG_SET.search(window)):
            whole, named = among["place"] or "", _HOW_MANY.sub("", among["set"])
            r.scope = whole if whole and _UNITS.fullmatch(named) else whole + named
            r.end -= 0 if among["judged"] else len(among[0])
        elif not r.scope and (among := _AMONG.search(window)):
            r.scope = re.sub(r"\d+个.*$", "", among["scope"])
            r.end -= len(among[0])
    elif m := _SCOPE.search(window):
        known = re.search(
            r"(?:全国|全球|世界|全省|全市|全区|全县|全州|全疆|西北|中部地区|西部地区|东部地区|中部|长三角|省内|国内)(?:[^,。;、]{0,8})$",
            window,
        )
        if known:
            r.scope = known[0]
            r.end = r.end - len(window) + known.start()
    if r.scope:
        r.scope = re.sub(r"^.*(?:保持在?|继续|稳居|位居|上升为|为)", "", r.scope)
        r.scope = re.sub(r"^[的在于,至到了]+|[的中在于,]+$", "", r.scope) or None
    _strip(text, r, timeline, Mention(r.end, r.end, _ZERO, None, "位", "位", "位次", "figure.rank", "exact"))
    return r
