"""Whose a bare quantity is: what bears it stands before it, or, for what was spent, after it."""

from __future__ import annotations

import re

from indicators.extraction import names
from indicators.extraction.figures import Mention
from indicators.extraction.state import Named, State
from indicators.extraction.words import Tail, alternatives, words

_BARE = frozenset(words("bare"))
_ALL_OF_IT = frozenset(["金额", "货值", "价值"])
_ADDED = re.compile(r"^(?:新增|新认定|新培育|新建|新设|新引进|净增)")
_PIECES = frozenset(["张", "册", "人", "名", "位", "件", "台", "辆", "套", "部"])
_HELD = re.compile(
    r"^(?:共|累计|先后)?(?:发生|举办|举行|开展|组织|召开|承办|接报|破获|侦破|查处|打掉|打处|查办|立案|办理|受理|审结)了?(?=..)"
)
_TRADE_TOTALS = frozenset(["进出口总额", "进出口总值", "进出口额", "出口总额", "出口总值", "进口总额", "进口总值"])
_TOTALS = re.compile(
    r"(?:零售总额|生产总值|增加值|固定资产投资|预算收入|预算支出|财政收入|可支配收入|存款余额|贷款余额)(?:增速|增幅)?$"
)
_YIELD = re.compile(r"^年产(?!业|值|能|量|品|出)")
_MADE = "建成|建设|新建|兴建|修建|实施|完成|打造|进行|建起|建造|购置|改造|扩建"
_QUANTITY = r"(?:\d[\d.,]*[多余万]*(?:平方米|平方公里|公里|延米|公顷|千伏安|千瓦|[亩米座个栋条处间套台所吨])(?:的)?)?"
_AIM = re.compile(
    rf"(?:人民币)?,?(?:主要)?(?:用于|来)?(?:新|共|先后|已)?(?!新增|解决|带动|吸纳|惠及|覆盖|增加|减少)(?P<verb>{_MADE}|{alternatives('kept')})了?(?P<noun>[\u4e00-\u9fff“”、]{{0,20}}?{_QUANTITY}[\u4e00-\u9fff“”、]{{2,24}}?)(?=[,。;:()\n]|\d[\d.,]*[多余万]*[\u4e00-\u9fff]{{1,2}}(?:[,。;、]|$)|$)"
)
_SIZE = re.compile(
    r"\d[\d.,]*[多余万]*(?:平方米|平方公里|公里|千伏安|千瓦|延米|公顷|[亩米座个栋条处间套台所吨])的?(?=[\u4e00-\u9fff]{3})"
)
_AREA_OF = re.compile(
    r",?(?:建设|建筑|占地|总|新建){0,2}(?:面积|规模)?(?:约|近)?\d[\d.]*[多余万]*(?:平方米|亩|公里)的?(?P<noun>[\u4e00-\u9fff]{3,20}?)(?:建设)?(?=[,。;也已项]|$)"
)
_BUILT = re.compile(
    r"[^。;]{0,60}?[,](?:新|共|先后|已)?(?:建成|新建|兴建|修建|建起|打造|建设)了?(?P<noun>[\u4e00-\u9fff“”、]{3,24}?(?:站|厂|园|中心|基地|项目|工程|广场|学校|大棚|公园|车间|线|桥|院))(?=\d|[,。;]|[一1]座)"
)
_SHOWN_VERB = frozenset(["改造", "扩建", "购置"])
_REMARK = re.compile(r"\([^()]{1,10}\)$")  # 产值(法人在地)
_CONTRIBUTION = re.compile(r"对[\u4e00-\u9fff]{2,14}的?(?:贡献率|拉动率)")
_AMOUNTS = ("投资", "引资", "金额", "产值", "产能", "资金", "税收", "销售收入", "利税", "外资", "内资")
_BARE_AMOUNT = re.compile(
    rf"(?:计划|协议|合同|意向|签约|总|累计|年度|年|合计|实际|批复|概算|估算|当年|年内|到位|完成|到资|采购|成交|交易|贸易|订单|新增|单笔|平均){{1,3}}(?:工业|农业)?(?:(?:总)?(?:{'|'.join(_AMOUNTS)})(?:总额|额)?|额)"
)
_BARE_RATE = re.compile(
    r"(?:合同|订单|协议)?(?!失业|就业|汇|利|税|费|出生|死亡|入学|升学|城镇|自然|负债|投资|储蓄|通胀)[\u4e00-\u9fff]{1,3}率"
)  # 治理率, 产销率


def is_bare(name: str) -> bool:
    """A quantity that needs a bearer."""
    name = _REMARK.sub("", name) if name[-1:] == ")" else name
    if name in _BARE or name.endswith((*_AMOUNTS, "额")) and _BARE_AMOUNT.fullmatch(name):
        return True
    return name[-1:] == "率" and bool(_BARE_RATE.fullmatch(name) or _CONTRIBUTION.fullmatch(name))


def borne(name: str, m: Mention, last: Named | None, sentence: int, among: bool) -> str:
    """总投资, 营业收入: the quantity of what was named before."""
    if last is None:
        return name
    among = among or name in names.metric_of(last.name) or "投资" in name and last.name.endswith("投资")
    if name in ("总量", "总额") and last.measure == "growth" and last.name.endswith(("总值", "总额", "总量")):
        return last.name  # 生产总值增长5%,总量达到140亿元
    if name == "总额" and last.measure == "growth" and last.name.endswith(("进出口", "出口", "进口", "零售")):
        return last.name + name
    if last.sentence != sentence and not among and not name.startswith(("总", "年", "计划", "协议")):
        return name
    if last.measure == "share" and last.scope and last.name.endswith(last.scope):
        return name  # 75%的工人提前到岗,销售额…
    if m.base == "%" and name == "总量":
        return last.name
    bearer = _without_bare(last.name)
    if name in _TRADE_TOTALS and _TOTALS.search(last.name):
        return name  # 社会消费品零售总额…;进出口总额…: one headline figure after another
    if actor := _ACTOR.match(bearer):
        bearer = actor[0]  # 免税店接待购物3万人次,销售额…: of the shop
    if bearer.endswith("率") and name[-1] in "量额值" and (thing := _RATE_OF.fullmatch(bearer)):
        bearer = thing["thing"]  # 新能源汽车市场渗透率…,保有量
    if name.endswith("率") and bearer.endswith(name[:-1]):
        bearer = bearer.removesuffix(name[:-1])
    if name.endswith(("率", "进度")) and (kept := names.starts_with_kept(bearer)):
        bearer = bearer[len(kept) :] or bearer
    if name in ("总数", "总量", "数量", "总额") and last.mention.unit == m.unit:
        return _ADDED.sub("", bearer)
    if last.mention.dimension != "计数":
        bearer = re.sub(r"(?:年度)?(?:计划|协议|预计|意向|合同|完成)$", "", bearer)
    if name in _ALL_OF_IT and last.mention.dimension in ("计数", "人数"):
        bearer = last.name  # 先行赔付23宗,金额12.8万元
    if bearer == name or bearer.endswith(("率", name)) or name.endswith("率") and len(bearer) < 3:
        return name
    if len(bearer) > 3 and bearer[-2:] == name[:2]:
        bearer = bearer[:-2]  # 住院报销…,报销金额
    return _YIELD.sub("", bearer) + name


def counted_before(state: State, all_of_them: bool = False, within: int = 0) -> str:
    """医院12家,床位3500张; 事故9起,死亡7人: the places or events that the sentence has counted last.

    `all_of_them` asks for what it has counted first: 学校30所,其中小学20所;共有教师900人."""
    found = ""
    for named in reversed(state.row[-12:]):
        if named.sentence < state.sentence - within:
            break
        if named.measure == "level" and named.mention.dimension == "计数" and named.mention.base not in _PIECES:
            found = _HELD.sub("", named.name)
            if not all_of_them:
                break
    return found


def aim_after(text: str, at: int) -> str:
    """投资3亿元,改造农村公路120公里; 投资90万元,流转土地5亩,建成某电站: what the money was spent on."""
    if of_size := _AREA_OF.match(text, at):
        return of_size["noun"]  # 投资600万元,建设面积3000平方米的综合楼
    found = _AIM.match(text, at)
    if found is None or found["verb"] not in _BUILDS and (built := _BUILT.match(text, at)):
        built = _BUILT.match(text, at)
        return built["noun"] if built else ""
    noun = _SIZE.sub("", found["noun"])
    noun = re.sub(r"^.*(?:面积|规模)的?$|^占地(?:面积)?", "", noun)
    return (
        (found["verb"] if found["verb"] not in _BUILDS or found["verb"] in _SHOWN_VERB else "") + noun if noun else ""
    )


def work_in(words_: str) -> str:
    """进行了1.7万亩土地整理项目 → 土地整理项目."""
    return _SIZE.sub("", re.sub(rf"^(?:{_MADE}|用于)了?", "", words_))


_BUILDS = frozenset(_MADE.split("|"))


def with_quantity(subject: str, name: str) -> str:
    """治理撂荒地成效明显,治理率… → 撂荒地治理率."""
    if name.endswith("率") and len(name) > 2 and subject.startswith(name[:-1]):
        subject = re.sub(r"(?:成效|工作|力度|任务|进度|效果|步伐)+$", "", subject[len(name) - 1 :])
    return _strip_verb(subject) + name


_BARE_END = Tail("bare")


def _without_bare(name: str) -> str:
    """某班列标箱 → 某班列: what bears the quantity that was told before."""
    found = _BARE_END.at(name, 0, len(name))
    if found and len(name) - len(found[0]) >= 3 and not names.metric_of(name):
        return name[: -len(found[0])]
    return names.entity_of(name)


_ACTOR = re.compile(
    rf"[\u4e00-\u9fffA-Za-z0-9()“”]{{1,16}}?(?:店|商场|超市|酒店|餐厅|公司|集团|景区|公园|博物馆|保税区|保税港区|机场|车站)(?=(?:{alternatives('kept')}))"
)
_RATE_OF = re.compile(r"(?P<thing>.{2,}?)(?:市场)?[\u4e00-\u9fff]{2}率")
_MAY_BEAR = re.compile(
    r"(?:项目|工程|公司|企业|集团|园区?|景区|景点|博物馆|基地|合作社|村|社区|产业|行业|业|市场|平台|医院|学校|警情|案件|事故|纠纷|投诉|[油粮果菜茶棉药鱼肉])$"
)


def may_bear(subject: str) -> bool:
    """The words name a thing or a trade that has quantities, not what was done."""
    return bool(_MAY_BEAR.search(subject)) and not names.starts_with_kept(subject)


def _strip_verb(subject: str) -> str:
    return re.sub(r"^(?:加强|推进|推动|加快|深化|强化|做好|抓好|促进|提升|支持|发展|扩大)", "", subject) or subject
