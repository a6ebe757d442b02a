"""What a part takes from its whole: the quantity, the noun that is counted, the clause that limits both."""

from __future__ import annotations

import re

from indicators.extraction import names
from indicators.extraction.figures import Mention
from indicators.extraction.names import Fragment
from indicators.extraction.state import Named, State
from indicators.extraction.words import Tail

_GOODS = re.compile(
    r"(?P<price>消费价格|价格指数|零售价格|价格(?=[上下]))|零售额|零售总额|商品零售|消费品市场|商品销售"
)
_RETAIL_LIMIT = re.compile(r"限额以上|限上")
_COUNTED_NOUN = Tail("stock_name", "had", "metric")
_OF_SOMETHING = frozenset(["人", "名", "张", "册", "件", "平方米", "人次", "辆"])
_HOLDER = re.compile(
    r"(?:院|[中小大]学|校|园|所|站|中心|机构|公司|企业|单位|农村|城镇|乡村|城市|[县区市镇村级]|学历|职称|以上|以下|专科|本科)(?:\([^()]*\))?$"
)
_IN_ALL = re.compile(r"总(?:里程|长度|面积|规模|产量|产值|投资|额|量)$")
TRADE = frozenset(["进出口", "出口", "进口", "进出口总额", "进出口总值", "出口总额", "进口总额", "出口额", "进口额"])
TRADE_NAME = re.compile(r"(?P<front>(?:对外贸易|外贸|货物贸易|货物|服务贸易)(?:货物)?)(?:进出口|出口|进口)")
_PART_NOUN = re.compile(
    r"(?:业|类|品|企业|单位|部门|地区|区域|城镇|农村|乡村|经济|领域|市场|产品|税|车|机|器|材|料|油|粮)$"
)
_DIVIDED = re.compile(r"(?:按|分|从)[\u4e00-\u9fff]{2,8}?(?:分|看|划分)[,:](?:其中)?$")
_PARTS = re.compile(r"\s*(?:其中|分[\u4e00-\u9fff]{1,6}看|从[\u4e00-\u9fff]{1,6}看|具体看)[,,:]?")
_PARTS_BEGIN = frozenset("其分从具")  # besides blanks: to be kept in step with the pattern
_INDUSTRIES = frozenset(["第一产业", "第二产业", "第三产业", "一产", "二产", "三产"])
_TASKS = ("任务", "计划", "目标", "任务数", "计划数", "目标数", "预算数")


def is_task(name: str) -> bool:
    """完成全年计划任务35亿元: an amount that was set, not reached."""
    return name.endswith(_TASKS)


_SET_AMOUNT = re.compile(r"(?:完成|占|为)(?P<task>(?:年初|年度|全年|当年|调整后?|本年)?(?:代编)?预算数?)(?:的)?$")
_OF_IT = re.compile(r"的\d[\d.]*%")


def set_amount(text: str, lo: int, m: Mention) -> str:
    """完成年初预算数6亿元的40%: the words for an amount that was set, of which a share is told next."""
    if m.dimension != "金额" or not _OF_IT.match(text, m.end):
        return ""
    found = _SET_AMOUNT.search(text, lo, m.start)
    return found["task"] if found else ""


def of_goods(text: str, name: str, at: int) -> str:
    """粮油、食品类增长5%: retail sales or prices, whichever the text has told of last."""
    told = list(_GOODS.finditer(text, max(0, at - 400), at))
    if not told:
        return name
    said = told[-1]
    if said["price"]:
        return name + "价格"
    limit = "限额以上" if _RETAIL_LIMIT.search(text, max(0, at - 400), at) and "限" not in name else ""
    return limit + name + "零售额"


def noun_of_whole(state: State, name: str, m: Mention, part: Fragment) -> str:
    """床位900张,其中医院600张、卫生院210张; 专任教师,其中小学…: a place or a rank is not what is counted in 张 or 人."""
    if m.base not in _OF_SOMETHING or not _HOLDER.search(name) or name.endswith(("人员", "人才")):
        return ""
    if part.among:
        whole = next((n for n in reversed(state.row) if n.sentence >= state.sentence - 1), None)
        fits = whole is not None and whole.measure == "level" and whole.mention.base == m.base
        found = _COUNTED_NOUN.at(whole.name, 0, len(whole.name)) if whole and fits else None
        state.parts_of = found[0] if found else ""
        state.parts_sentence, state.parts_base = state.sentence, m.base
    elif state.parts_sentence != state.sentence or state.parts_base != m.base:
        return ""
    return "" if name.endswith(state.parts_of) else state.parts_of


def front_of_whole(state: State, m: Mention, part: Fragment) -> str:
    """从事养虾的主体196家,其中企业25家、合作社85家: the clause before 的 holds for the parts as well."""
    if m.dimension != "计数":
        return ""
    if part.among and state.last:
        last = state.last
        front, of, noun = last.name.rpartition("的")
        fits = of and 3 <= len(front) <= 14 and len(noun) >= 2 and last.mention.base == m.base
        state.parts_front = front if fits and "、" not in front else ""
        state.front_sentence = state.sentence
    elif state.front_sentence != state.sentence or not state.last or state.last.mention.base != m.base:
        return ""
    return state.parts_front


_ATTRIBUTE = re.compile(r"(?:[\u4e00-\u9fff]{1,4}(?:方向|航线|专线|线|程|类|级|籍|性|段)|男|女|[亚欧美非]洲|大洋洲)$")


def attribute_of_whole(state: State, name: str, m: Mention, part: Fragment) -> str:
    """开行班列420列,其中去程230列;西线90列: a part that is told by a direction or a class alone, with its whole in front."""
    if len(name) > 6 or not _ATTRIBUTE.fullmatch(name):
        return ""
    if part.among:
        last = state.last
        whole = last if last and last.measure == "level" and last.mention.base == m.base else None
        if whole is None:
            whole = next(
                (n for n in reversed(state.row[-4:]) if n.measure == "level" and n.mention.base == m.base), None
            )
        state.attribute_of = whole
    whole = state.attribute_of
    if whole is None or whole.mention.base != m.base or state.sentence - whole.sentence > 2:
        return ""
    if state.place is None and whole.region:
        state.place = whole.region
    return whole.name if name[-1] not in whole.name[-1:] else ""


def verb_of_whole(state: State, m: Mention, part: Fragment) -> str:
    """建设公路96条计376公里,其中县道11条计143公里,乡道5条: what is done to the whole is done to the parts."""
    if m.dimension != "计数":
        return ""
    if part.among and state.last and state.last.mention.base != m.base:
        whole = next((n for n in reversed(state.row[-4:]) if n.mention.base == m.base), None)
        fits = whole is not None and whole.sentence == state.sentence and whole.measure == "level" and whole.verb
        state.parts_verb = names.kept_only(whole.verb) if whole and fits else ""
        state.verb_sentence = state.sentence
    elif state.verb_sentence != state.sentence:
        return ""
    return state.parts_verb


def fuller(state: State, name: str) -> str:
    """某城市群优良天数比例71%。1至7月,优良天数比例61%: the same rate with its bearer, named in the sentence before."""
    if len(name) < 4 or not name.endswith(("率", "比例", "浓度", "比重")):
        return ""
    for named in reversed(state.row[-8:]):
        if named.sentence == state.sentence - 1 and named.name.endswith(name) and len(named.name) > len(name) + 2:
            return named.name
    return ""


def quantity_of_whole(state: State, text: str, start: int, m: Mention, part: Fragment, last: Named) -> str:
    """总产值65亿元,其中农业41亿元;林业3亿元: the parts have the quantity of the whole."""
    if m.base == "" or m.dimension in ("计数", "人数", "人次", "比率", "位次"):
        return ""
    if part.among or _DIVIDED.search(text, max(start, part.start - 16), part.start):
        whole = next(
            (n for n in reversed(state.row) if n.measure == "level" and n.sentence >= state.sentence - 1), None
        )
        fits = whole is not None and whole.mention.base == m.base
        state.parts_of = full_quantity(whole.name) if whole and fits else ""
        state.parts_sentence, state.parts_base = state.sentence, m.base
    elif state.parts_sentence != state.sentence or state.parts_base != m.base:
        if not _IN_ALL.search(last.name) or last.mention.base != m.base or last.sentence != state.sentence:
            return ""
        if part.light or len(part.text) > 8 or is_task(part.text) or part.text.endswith(("税", "费", "金", "债")):
            return ""
        state.parts_of = names.quantity_of(last.name).removeprefix("总")  # 公路总里程90公里,县道20公里、乡道…
        state.parts_sentence, state.parts_base = state.sentence, m.base
    if part.text in _INDUSTRIES and "生产总值" in last.name + state.row[0].name:
        state.parts_of = "增加值"  # 地区生产总值总量50亿元,第一产业4亿元
    return state.parts_of


def quantity_before(state: State, text: str, start: int, name: str, part: Fragment, last: Named) -> str:
    """其中,汽车制造业增长9.8%: the quantity is that of the figure before, here or in the sentence of the whole."""
    if state.seen_by:
        return state.seen_by
    parallel = part.among or last.measure in ("growth", "change") or _PART_NOUN.search(name)
    if not parallel:
        return ""  # 生产线投资8.6亿元,用工减少六成
    if last and last.sentence == state.sentence:
        return full_quantity(last.name)
    if _PARTS.match(text, start):
        for named in reversed(state.row[-8:]):
            if quantity := full_quantity(named.name):
                return quantity
    return ""


_TRADE_OR_KIND = re.compile(
    r"(?:[^企事]业|路|航|运|管道|电|气|煤|铝|钢|铁|铜|金属|材料|产品|制品|品|类|车|船|机|器|粮|油|料|肉|蛋|奶|菜|果|茶|鱼|化工|建材|机械|电子|纺织|轻工|冶金)$"
)


def quantity_alongside(state: State, text: str, start: int, name: str, m: Mention, measure: str, done: bool) -> str:
    """铁路货运量完成37亿吨;公路完成297亿吨: what stands beside a named part in the same unit has its quantity.

    `done` says that a verb of achieving stands between the name and its figure."""
    if (
        names.quantity_of(name)
        or is_task(name)
        or len(name) > 16
        or name.endswith(("税", "费", "率", "金", "债", "GDP", "固投"))
    ):
        return ""
    of_a_kind = bool(_TRADE_OR_KIND.search(name))
    if measure == "level":
        if m.base == "" or m.dimension in ("计数", "人数", "比率", "位次", "年限"):
            return ""
        for named in reversed(state.row[-12:]):
            if named.sentence < state.sentence - (1 if done else 0):
                break
            if named.measure == "level" and named.mention.base == m.base and (of := full_quantity(named.name)):
                return of if done or of_a_kind else ""
        return ""
    if measure != "growth" or not of_a_kind:
        return ""
    for named in reversed(state.row[-8:]):
        if named.sentence < state.sentence - 1:
            break
        if of := full_quantity(named.name):
            return of if named.measure in ("growth", "level") else ""
    if state.last and not state.row and _PARTS.match(text, start):
        return full_quantity(state.last.name)
    return ""


def starts_with_parts(text: str, start: int) -> bool:
    """其中, 分行业看: the sentence goes on with parts of what was named before it."""
    first = text[start]
    return (first in _PARTS_BEGIN or first.isspace()) and bool(_PARTS.match(text, start))


def full_quantity(name: str) -> str:
    """As `names.quantity_of`, but 固定资产投资 whole: its parts are parts of that."""
    return "固定资产投资" if name.endswith("固定资产投资") else names.quantity_of(name)


def trade_front(state: State, part: Fragment) -> str:
    """外贸进出口90亿元。出口50亿元: what trade the text is about, unless another's was named in this sentence."""
    last = state.last
    if last and last.sentence == state.sentence and last.name not in TRADE and not part.place:
        return m["front"] if (m := TRADE_NAME.match(last.name)) else ""
    return state.trade
