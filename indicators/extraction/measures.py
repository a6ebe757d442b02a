"""From relation and name to measure, signed value, comparison, stock or flow, fact or plan."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from indicators.extraction.figures import Mention
from indicators.extraction.periods import Time
from indicators.extraction.relations import AGGREGATES, Relation
from indicators.extraction.words import alternatives, words

_STATE_RATES = words("state_rate")
_NOT_STATE = words("not_state_rate")
_LIGHT, _LIGHT_FLOW = frozenset(words("light")), frozenset(words("light_flow"))
_EVENT_RATES = words("event_rate")
_FLOW_START = re.compile(rf"(?:{alternatives('flow_verb')})")
_STOCK_END = re.compile(rf"(?:{alternatives('stock_name')})(?:\([^()]*\))?(?:数|数量|总数)?$")
_STOCK_VERBS = frozenset(words("stock_verb"))
_COUNTED = ("计数", "人数", "面积", "长度", "容量", "体积", "年限", "信息量")
_INSURED = re.compile(r"(?:参加|缴纳)[^,。;]{0,16}(?:保险|医保|新农合|社保)|参保")
# 高新技术企业, 注册护士: in these words the verb of doing is part of what exists
_VERB_IN_NOUN = re.compile(
    r"高新|创新|革新|新(?:能源|材料|型|兴|疆|闻|区|生代|农合|媒体|一代|四板|三板|农村)|注册(?:护士|会计师|商标|资[本金]|地)|建设(?:用地|兵团|单位)"
    r"|(?:社会|基层|党|群团|行业|中介|经济|合作|生产)组织|组织(?:机构|部)|生产(?:线|企业|基地|车间|设备|厂房|要素|组织)"
    r"|销售(?:网点|公司|企业|点|网络)|培训(?:机构|基地|中心|学校|点)|检[查测](?:机构|站|中心|点|线)|接待(?:中心|站|点)|救助(?:站|机构|中心)"
    r"|(?:进出|出|进)口(?:企业|商|公司|基地|加工区|国|市场|许可|食品)|建成区|治理(?:中心|站)|授权点|学位授权|年?销售(?:收入|额|量)"
)
_NEWLY = re.compile(r"新(?:设立|增|认定|引进|批准|注册|登记|签约|入驻|培育|成立)")
_NEWLY_BUILT = re.compile(r"新(?:开工|建|投产|入库)[^,。;]{0,4}在建")
_THAT_GREW = re.compile(
    r"(?:增长|下降|回升|回落|上涨|下跌|增产|减产|增势|盈利|亏损)(?:势头|态势|的)?(?:行业|企业|产品|大类|门类|品种|地区|城市|[县市区镇省])?$"
)
# 收入超过5万元的村, 增速高于全省的县: how many passed it is of the period
_THAT_PASSED = re.compile(
    r"(?:增速|增幅|涨幅|降幅|吞吐量|产值|收入|销量|产量|营收|销售额|到资额?|成交额|交易额)[^,。;、]{0,4}(?:超过?|突破|高于|低于|快于|慢于|好于|达到?)(?=[^,。;]{2,})"
)
_PRESENT = re.compile(r"在(?:园|校|职|岗|册|营|编|读|训|聘|租)(?=[\u4e00-\u9fff]{1,4}$)")  # 在园幼儿
_QUOTED_LEAD = re.compile(r"^“[^”]*”")
_FLOW_METRICS = words("flow_metric")
_UNDER_WAY = re.compile(
    r"(?:^|[^存现实内所])在(?:建|谈|研|库|统|施|售)(?!设|立|造|成|筑|究|计|工)|(?:施工|在手)项目(?:个?数)?$"
)
_DONE_TO_THEM = re.compile(
    r"(?:已|已经|全部|成功|先后|陆续|相继|正式|集中)*(?:被(?:列|评|认|授|确|纳|命)|列[入为]|入选|荣?获|开工|竣工|签约|通过|启动|上榜|开诊|摘帽|脱贫|出列|退出|亮相|开赛|开演|登场|上演|参展|参赛|参会|到场|现场)"
)
_STANDING = re.compile(
    r"余额|拥有量|保有量|里程|(?<!出生)(?<!死亡)(?<!迁入)(?<!迁出)(?<!转移)人口$|存量|床位|装机容量|总资产|资产总额|库存|在校生|住房面积|储量|蓄积量|(?<!年)产能$|占地(?:面积)?$|(?:最大|最高|最长)[\u4e00-\u9fff]{2}$|建筑面积$"
    r"|用地面积$|建筑规模$|建成区面积$|寿命$|年限$|期限$|[上下]限$|限额$|素养水平$|海拔|^距|(?:加工|生产|处理|供应|供水|储存|承载)能力$"
    r"|手持|在手订单"
)
# what exists is counted with these; what happens with 次, 场, 起, 件
_TIMES_DONE = frozenset(
    [
        "次",
        "场",
        "起",
        "宗",
        "例",
        "架次",
        "班次",
        "人次",
        "场次",
        "趟",
        "笔",
        "期",
        "批次",
        "件次",
        "台次",
        "辆次",
        "艘次",
        "列次",
    ]
)
_THINGS = frozenset(
    [
        "家",
        "所",
        "座",
        "个",
        "处",
        "户",
        "名",
        "人",
        "台",
        "辆",
        "栋",
        "间",
        "张",
        "艘",
        "架",
        "幢",
        "口",
        "眼",
        "株",
        "块",
        "支",
    ]
)
_HAPPENS = re.compile(
    r"项目|工程|事项|任务|措施|政策|标准|断面|增速|提高|下降|增长|测试|案|事故|活动|会议|培训|授权|申请|招生|毕业|游客|旅客|投诉|纠纷|火灾|处罚|航班|班列|就业|出生|死亡|出栏|迁|接种|受益|参加|参与|检查|救治|患者|病例|问题|隐患|奖|称号|生意|订单|销|产|帮|送|带|让|使|获|入选|上榜|认定|签|开|新"
)
_PREVIOUS_BASE = re.compile(r"上月|上季|上期|上周|上一?次|上一?轮|上届|上一?期|季度|月|上半年|前期")


def measure_of(m: Mention, r: Relation, after: str, inherited: str | None) -> str:
    """`inherited` is the measure of the figure before it in the same clause, where this one only continues it."""
    if m.base == "位" and r.direction and not r.rank and m.kind != "figure.rank":
        return "change"
    if r.rank or m.base == "位" and m.dimension == "位次" and m.kind == "figure.rank":
        return "rank"
    if m.base == "个百分点":
        return "level" if not r.direction and (r.to_level or r.from_level) else "change"
    if m.base == "倍":
        if r.direction or inherited == "growth" and not r.name_left:
            return "growth"
        return "multiple"
    if m.base in ("%", "成", "‰"):
        return _rate_measure(r, after, inherited)
    if r.direction and not r.to_level and not (m.dimension == "长度" and r.word in ("高", "低") and not r.base):
        return "change"
    return "level"  # 长31米、高5米 is no change either


def _rate_measure(r: Relation, after: str, inherited: str | None) -> str:
    if r.share and not (r.direction and not r.to_level and not r.scope):
        return "share"
    if r.base_time and r.per and not r.direction:
        return "multiple"
    if r.direction and not r.to_level:
        return "growth"
    if _OF_SPEED.match(after):
        return "growth"
    if inherited and not r.name_left and (not r.verbs or inherited in ("share", "growth", "level")):
        return inherited
    return "level"


_OF_SPEED = re.compile(r"(?:以上|左右)?的(?:较?[快高稳]速?|中高速|两位数|正)?(?:速度|增速|增幅|增长|涨幅|降幅|年均)")
_FORMERLY = ("原来", "原先", "以前", "此前", "过去", "之前", "传统")


def comparison_of(
    measure: str, r: Relation, m: Mention, time: Time | None, year: int, before: str | None = None
) -> str | None:
    """The contract's word for what a growth, change or multiple is measured against."""
    if measure not in ("growth", "change", "multiple"):
        return None
    if r.comparison in ("annual_average", "previous"):
        return r.comparison
    if r.base_time is not None:
        return _against_time(r, measure, time, year)
    if r.comparison == "base:region":
        return "base:region"
    if r.base.startswith(_FORMERLY):
        return "previous"
    if r.base and (
        AGGREGATES.match(r.base)
        or r.word in words("above_base") + words("below_base")
        or r.word in ("高", "低", "快", "慢", "高出", "多", "少")
    ):
        return "base:region"
    if r.comparison:
        return r.comparison
    if r.base and _PREVIOUS_BASE.search(r.base):
        return "previous"
    if before and not r.base and not r.annual:
        return before
    if time and time.first and time.last and time.years > 1 and time.grain in ("span", "since"):
        return f"base:{time.first.year - (1 if (time.first.month, time.first.day) == (1, 1) else 0)}"
    return "yoy"


def _against_time(r: Relation, measure: str, time: Time | None, year: int) -> str:
    base = r.base_time
    if base is None:
        return "yoy"
    last = base.last or date(year, 1, 1)
    if measure != "multiple" and r.base_words.startswith(("上年同期", "去年同期")):
        return "yoy"
    if base.grain == "point":
        within = time is not None and time.last is not None and last.year == time.last.year and last.month < 12
        return "previous" if within or re.match(r"上(?:个?月|季)", r.base_words) else f"base:{last.year}"
    current = time.last if time and time.last else None
    if base.grain in ("month", "quarter", "half"):
        if current and last.year == current.year - 1 and (last.month == current.month):
            return "yoy"
        if current and last.year < current.year - 1:
            return f"base:{last.year}"
        return "previous"
    words_ = r.base_words
    if "全年" in words_ and measure == "change" and time is not None and time.grain in ("quarter", "half", "month"):
        return f"base:{last.year}"  # 一季度…较去年全年提高2个百分点
    if (
        re.match(r"(?:上年|去年|前一年|上一年)(?![末底初])", words_)
        or "同期" in words_
        and last.year >= (current.year if current else year) - 1
    ):
        return "yoy" if measure != "multiple" else f"base:{last.year}"
    if measure == "multiple" or not re.match(r"(?:上|去)年", words_):
        return f"base:{last.year}"
    return "yoy"


def is_stock(
    name: str, m: Mention, measure: str, r: Relation, own_stock: bool | None, fragment_verbs: str
) -> bool | None:
    """Does it stand at a day, or does it add up over a period? None for a count that says neither."""
    if measure == "level" or measure in ("share", "rank", "multiple"):
        pass
    if m.base in ("%", "‰", "成") and measure == "level":
        return state_rate(name, r) or bool(_STANDING.search(name))
    if m.base in ("岁", "年") and measure == "level" or r.to_level and m.dimension == "时间":
        return True  # 办理时间压缩至3个工作日
    if measure in ("growth", "change", "rank") and own_stock is not None:
        return own_stock
    if measure == "level" and ("参" in name or "缴" in name) and _INSURED.search(name):
        return True
    spent = not counts(m) and ("完成" in name or "完成" in r.verbs or "累计完成" in r.verbs)
    under_way = measure == "level" and ("在" in name or "施工" in name) and _UNDER_WAY.search(name)
    if under_way and not spent and not _NEWLY_BUILT.match(name):
        return True
    if measure == "level" and (_FLOW_START.match(_without_nouns(name)) or "实绩" in name):
        return False
    if _STANDING.search(name) and not (
        measure == "level" and name.endswith("人口") and "完成" in (*r.verbs, fragment_verbs)
    ):
        return True  # 完成改水人口3万人 was done, the people do not stand
    if measure == "level" and name.endswith("标准"):
        return True
    if name.endswith(_FLOW_METRICS):
        return False
    if name.endswith("面积") and measure != "rank":
        done = tells_of_doing(name) or fragment_verbs or any(v in ("完成", "实现", "累计", "累计完成") for v in r.verbs)
        return not done  # 水土流失面积: an extent stands, unless something was done to it
    if measure == "share":
        return (
            state_rate(name)
            or bool(_STOCK_END.search(name))
            and not (_FLOW_START.match(name) or _NEWLY.search(name) or _THAT_GREW.search(name))
        )
    if measure in ("growth", "rank", "multiple"):
        return state_rate(name) or name.endswith(("数", "数量")) and bool(_STOCK_END.search(name))
    if counts(m):
        return _count_is_stock(name, m, r, fragment_verbs)
    return False


def counts(m: Mention) -> bool:
    """A count, an extent: of things that exist, or of things done."""
    return m.dimension in _COUNTED or m.base == ""


@lru_cache(maxsize=1024)
def _without_nouns(name: str) -> str:
    """With a mark instead of the nouns that hold a verb of doing."""
    return _VERB_IN_NOUN.sub("_", name)


def tells_of_doing(name: str) -> bool:
    """Somewhere in the name stands a verb of something done."""
    return bool(_FLOW_START.search(_without_nouns(name)))


def was_done(predicate: str) -> bool:
    """有12个项目被列为…, 有3个项目开工建设: what became of them in the period."""
    return bool(_DONE_TO_THEM.match(predicate))


def stands(name: str) -> bool:
    """在校学生, 拥有量: by its name it is there, whatever was done to the item before it."""
    return bool(_PRESENT.search(name) or _STANDING.search(name))


def says_it_exists(r: Relation) -> bool:
    """达, 共有, 增至: the verbs before the figure say that it stands."""
    return r.to_level or any(v in _STOCK_VERBS for v in r.verbs)


def state_rate(name: str, r: Relation | None = None) -> bool:
    """城镇化率, 资产负债率: a state; 就业率, 优良率: a year's events; else a rate that 达 or 提高到 reached."""
    if name.endswith(_STATE_RATES) and not name.endswith(_NOT_STATE):
        return True
    if r is None or not name.endswith("率") or name.endswith(_EVENT_RATES + _NOT_STATE):
        return False
    return r.to_level or any(v in ("达", "达到", "超过", "已达") for v in r.verbs)


def _count_is_stock(name: str, m: Mention, r: Relation, verbs: str) -> bool | None:
    if m.base in _TIMES_DONE:
        return False
    whole, name = name, _without_nouns(name)
    verbs = "" if verbs and whole.startswith(verbs) and name.startswith("_") else verbs
    if _PRESENT.search(whole):
        return True
    if _THAT_GREW.search(name) or _THAT_PASSED.search(name):
        return False  # 21个增加值增长行业: how many grew is of the period
    if any(v in _STOCK_VERBS for v in r.verbs) and not _FLOW_START.match(name):
        return True
    if r.to_level:
        return True
    if any(v in ("完成", "实现", "累计", "累计完成", "累计实现") for v in r.verbs):
        return False
    if (
        _FLOW_START.search(_QUOTED_LEAD.sub("", name)[:8])
        or verbs in _LIGHT_FLOW
        or (verbs and _FLOW_START.match(verbs) and verbs not in _LIGHT)
    ):
        return False
    if m.dimension in ("长度", "容量"):
        return not _FLOW_START.search(name)
    if _NEWLY.search(name):
        return False  # 某国对华投资新设立企业
    if _STOCK_END.search(whole):
        return True
    return False if _FLOW_START.search(name) else None


def is_thing(name: str, m: Mention) -> bool:
    """A classifier of things, and nothing in the name that happens: 文化站112个."""
    return m.base in _THINGS and not _HAPPENS.search(name)


_RATE_TAILS = ("增速", "增幅", "涨幅", "降幅", "增长率", "增长速度", "占比", "比重", "所占", "同比")
_RATE_TAIL = re.compile(rf"(?<!自然)(?:的)?(?:{'|'.join(_RATE_TAILS)})$")
_PULLED = re.compile(r"拉[动高]|带动")


def final_name(name: str, measure: str) -> str:
    """Without the words that only say which measure it is."""
    if measure in ("growth", "change", "share") and name.endswith(_RATE_TAILS) and not _PULLED.search(name):
        name = _RATE_TAIL.sub("", name)
    return name.strip("的、," + ("“" if name.count("“") > name.count("”") else ""))


def aggregate(base: str) -> str | None:
    """全省平均水平 → 全省; 各项贷款平均增速 → 各项贷款."""
    shorter = re.sub(
        r"(?:的)?(?:平均增速|平均增幅|平均水平|整体水平|整体增速|总体水平|平均|水平|增速|增幅|整体)$", "", base
    )
    return shorter or base or None
