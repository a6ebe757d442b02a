"""What limits a population, told once and meant of every part: 规模以上工业, 常住人口, 居民消费价格, 港口."""

from __future__ import annotations

import os.path
import re

from indicators.extraction import names
from indicators.extraction.figures import Mention
from indicators.extraction.state import State

_LIMIT = re.compile(r"(?P<limit>(?:规模以上|规上)工业)(?:企业)?")
_OF_INDUSTRY = re.compile(r"(?:增加值|总产值|产值|营业收入|利润总额|利润|利税总额|利税)$")
_INDUSTRY = re.compile(r"(?:业|产业|行业|经济|企业)$")
_NO_INDUSTRY = re.compile(
    r"规模以上|规上|限额以上|农|林|牧|渔|建筑业|服务业|第[一二三]产业|房地产|批发|零售|住宿|餐饮|金融|GDP|旅游|数字"
)
_RESIDENTS = re.compile(r"(?:常住|户籍)人口$")
_PEOPLE = re.compile(r"(?P<who>(?:城镇|乡村|农村|男性|女性|\d+[-—至]?\d*(?:周)?岁(?:及以上|以上|以下)?))人口$")
_PRICE = re.compile(r"(?P<what>[\u4e00-\u9fff、]{2,14})价格$")
_CONSUMER_PRICE = re.compile(r"居民消费价格|消费价格(?:总)?(?:水平|指数)|CPI")
_SIBLING = re.compile(r"(?:(?:货物|集装箱|旅客|货邮|外贸货物|外贸)(?:吞吐量|运输量)|(?:各项)?[存贷]款余额)$")
_PART = re.compile(
    r"(?P<part>[东中西南北沿海]{1,4}部?地区|[\u4e00-\u9fff]{0,6}?(?:开发区|保税区|高新区|园区|示范区|合作区|综保区))(?P<what>.*)"
)
_VITAL = re.compile(r"(?:出生|死亡|自然增长)率$")


def note(state: State, name: str) -> None:
    """Remembers the limit that a name states."""
    if name.startswith(("规模以上工业", "规上工业")) and (limit := _LIMIT.match(name)):
        state.limit, state.limit_sentence = limit["limit"], state.sentence
    elif name[-1:] == "口" and (residents := _RESIDENTS.search(name)):
        state.residents = residents[0]


def applied(state: State, name: str, text: str, at: int, parts: bool) -> str:
    """The name with the limit that an earlier one stated; `parts` says that the sentence goes on with parts of a whole."""
    last = name[-1:]
    if last == "口" and (people := _PEOPLE.fullmatch(name)):
        return people["who"] + state.residents if state.residents else name
    if last in ("量", "额", "率") and (_SIBLING.fullmatch(name) or _VITAL.fullmatch(name)):
        return _front(state, name)
    if last == "格" and (price := _PRICE.fullmatch(name)) and "消费" not in name:
        told = [m.start() for m in _CONSUMER_PRICE.finditer(text, max(0, at - 260), at)]
        return "居民消费" + price["what"] + "价格" if told and "工业" not in text[told[-1] : at] else name
    if state.limit and (of := _OF_INDUSTRY.search(name)) and not _NO_INDUSTRY.search(name):
        near = state.limit_sentence == state.sentence or parts and state.sentence - state.limit_sentence <= 3
        if near and _INDUSTRY.search(name[: of.start()]):
            return state.limit + name
    return name


def _front(state: State, name: str) -> str:
    """港口货物吞吐量…,集装箱吞吐量: the port stands in front of both."""
    pattern = _SIBLING if _SIBLING.fullmatch(name) else _VITAL
    for named in reversed(state.row[-6:]):
        if (found := pattern.search(named.name)) and 2 <= found.start() <= 14:
            return named.name[: found.start()] + name
    return name


_ACCOUNTS = re.compile(
    r"(?:发生|实现|累计)*(?P<what>营业总?(?:收入|成本)|利润(?:总额)?|利税(?:总额)?|(?:销售|管理|财务|研发)?费用|资产(?:总额|总计|合计)|负债(?:总额|合计)|所有者权益(?:合计)?"
    r"|应收账款|产成品(?:存货)?|新产品(?:销售收入|产值)|土地(?:成交价款|购置面积)|亏损额)"
)
_ACCOUNTS_END = frozenset("入本润额税用计益款品货值积")  # to be kept in step with the pattern
_FIRMS = re.compile(r"[^,。;]{2,16}?(?:企业|公司)(?=[^数户家].)")


def of_firms(state: State, name: str) -> str:
    """规模以上工业企业营业收入5亿元;营业成本4亿元: what stands in the accounts of the firms that the sentence tells of."""
    accounts = _ACCOUNTS.fullmatch(name) if name[-1:] in _ACCOUNTS_END else None
    if accounts is None:
        return name
    for named in reversed(state.row[-10:]):
        if named.sentence != state.sentence:
            break
        if (firms := _FIRMS.match(named.name)) and named.measure != "share":
            return firms[0] + accounts["what"]
    return name


_ALL_OF_THEM = re.compile(r"\d+[个项家](?P<set>[^,。;\d]{2,14}?)中,$")


def of_set(text: str, name: str, clause: int) -> str:
    """260个重点项目中,开复工183个: of what set these are."""
    found = _ALL_OF_THEM.search(text, max(0, clause - 30), clause)
    return name if found is None or found["set"][-2:] in name else name + found["set"]


def beside(state: State, name: str) -> str:
    """开发区合同外资额9亿元,保税区4亿元; 东部地区开发投资…,中部地区投资: the quantity of the part told before."""
    part = _PART.fullmatch(name) if "区" in name else None
    if part is None or len(part["what"]) > 4:
        return name
    for named in reversed(state.row[-8:]):
        if named.sentence != state.sentence:
            break
        told = _PART.fullmatch(named.name)
        if told and told["what"].endswith(part["what"]) and len(told["what"]) > len(part["what"]):
            return part["part"] + told["what"]
    return name


_DIVIDED_BY = re.compile(r"\s*(?:从|分|按)[\u4e00-\u9fff]{2,12}?(?:看|划分|分)[,:]")
_DIVIDED_BEGINS = frozenset("从分按")  # besides blanks
_COUNTED_HEAD = re.compile(r"(?:项目|企业|机构|单位|平台|主体|学校|案件|工程|公司|合作社)$")
_TRADE = re.compile(r"(?:业|类|设施|民生|房地产|交通|能源|水利|科技|文旅|教育|卫生|物流|商贸|县|区|市|镇|乡|产)$")


def starts_division(state: State, text: str, start: int) -> None:
    """从行业分布看,工业36个、农业2个: what was counted last is divided in this sentence."""
    state.divided = ""
    first = text[start]
    if first not in _DIVIDED_BEGINS and not first.isspace() or not _DIVIDED_BY.match(text, start):
        return
    if state.last and state.last.mention.dimension == "计数":
        state.divided, state.divided_base = state.last.name, state.last.mention.base
    else:
        for named in reversed(state.row[-4:]):
            if named.mention.dimension == "计数" and named.measure == "level" and _COUNTED_HEAD.search(named.name):
                state.divided, state.divided_base = named.name, named.mention.base
                break


def of_division(state: State, name: str, base: str, placed: bool) -> str:
    """亿元以上项目: 工业 → 亿元以上工业项目; 高新区 → 高新区亿元以上项目; a place of the table → the whole."""
    whole = state.divided
    if not whole or base != state.divided_base:
        return name
    head = _COUNTED_HEAD.search(whole)
    if head is None or name.endswith(head[0]):
        return name
    if placed and not name:
        return whole
    if not 2 <= len(name) <= 8 or not _TRADE.search(name):
        return name
    return name + whole if name[-1] in "县区市镇乡" else whole[: head.start()] + name + head[0]


_MEMBERS = frozenset("个项家户所座处条支种")
_LEVEL = re.compile(r"^.*[元级上下的]")  # 10亿元项目: what the part and the whole share is 项目
_CHOSEN = re.compile(r"^.*(?:确定|安排|落实|纳入|列入|计划|实施|共|有)(?=..)")


def of_whole(state: State, name: str, m: Mention, among: bool) -> str:
    """重点项目86个,其中续建项目14个,新开工项目9个: the parts are such of the 重点项目."""
    if m.base not in _MEMBERS:
        return name
    if among:
        told = (n for n in reversed(state.row[-6:]) if n.measure == "level" and n.mention.base == m.base)
        state.counted = next((n.name for n in told if n.name[-2:] == name[-2:]), "")
        state.counted_sentence = state.sentence
    whole = state.counted if state.counted_sentence == state.sentence else ""
    head = _LEVEL.sub("", os.path.commonprefix([whole[::-1], name[::-1]])[::-1])
    if len(head) < 2 or head == whole:
        return name
    front = whole.removeprefix(state.subject)
    kind = _CHOSEN.sub("", (front if front.startswith("集中") else names.after_kept(front)).removesuffix(head))
    told_again = any(kind[i : i + 2] in name for i in range(len(kind) - 1))
    if not 2 <= len(kind) <= 8 or told_again or names.starts_with_kept(kind):
        return name
    return kind + name if kind.startswith("集中") else name.removesuffix(head) + kind + head
