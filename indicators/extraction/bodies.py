"""Names of bodies in running text: firms, parks, works, villages, fairs. Which of them a figure is about, `whom.py` decides."""

from __future__ import annotations

import re

from indicators.extraction import names
from indicators.extraction.periods import Time
from indicators.extraction.words import alternatives, words

REACH = 400  # how far back a firm or project may have been named
THIS = ("该", "这个", "这家")  # names somebody who was named before, maybe some paragraphs ago

_FIRMS, _WORKS, FAIRS = alternatives("firm", "school"), alternatives("work"), f"(?:{alternatives('fair')})"
_FIRM_ENDS = (*words("firm"), *words("school"), "村", "社区")
_WIDE = r"[\u4e00-\u9fffA-Za-z0-9()·“”]"
_SPAN = r"(?:“[^”]{2,16}”|[\u4e00-\u9fffA-Za-z0-9()·+]){2,30}?"
_IS = (
    r"已|共|累计|目前|年|现|将|具备|拥有|占地|总投资|计划|规划|可|建成|集聚|汇聚|位于|坐落|总建筑|注册|办|建[“”港园]|旗下|自|,|达产|投产|有(?!限)|在"
    r"|[东南西北](?:依|靠|邻|临|接|至)|地处|始建|竣工|由|包括|包含|涵盖|涉及|主要|用地|总用地|预计|投资额|新增|面积|设[有计立置]|配[套备]|连片|全部|每年|去年|今年|分[一二两三四五]期|于|采用|采取|依托|通过|保障|接待|运送|发送|起降"
)
_ENTITY = re.compile(
    rf"(?P<name>{_SPAN}(?:(?:{_FIRMS})(?={_IS}|实现|完成|投资|带动|流转|利用|是|生产|年产)|(?:公司|集团|合作社)(?={alternatives('kept')})|(?:{_WORKS})(?={_IS}|首[批台期个座]|[一二]期|是|实现|完成|成为|(?:施工)?现场)))"
)
_VILLAGE = re.compile(
    r"(?P<name>(?!全|本|该|在|[\u4e00-\u9fff]{0,4}各|这|每|农|乡|新农|边境|行政|自然|美丽|示范|贫困|试点|重点|特色|中心)[\u4e00-\u9fff]{1,5}?(?:村|社区))(?=[\u4e00-\u9fff,])(?!民|级|庄|集体|居|干|里|镇|容|企|账|委|两委|党|支部|书记|村民|[^,。]{0,12}等)"
)
_SPEAKER = re.compile(
    rf"(?:据)?(?P<name>{_WIDE}{{2,24}}?(?:{_FIRMS}|(?<![一-龥]农)村|社区|园区|产业园|基地|景区))(?:的|相关|党支部|党总支|党委|村委会|有关)*(?:副?书记|负责人|董事长|总经理|副总经理|经理|理事长|厂长|场长|院长|校长|主任|工作人员|村民|员工|支书|总监|主管|创始人)[^,。;:]{{0,12}}?(?:说|介绍|表示|告诉|坦言|算)"
)
_GROUP = re.compile(
    r"(?P<name>[^,。;:、]{2,24}?(?:城市|区域|流域|经济带|沿线国家))(?=(?:\d{4}年|今年|去年|上半年|前三季度)?(?:\d{1,2}(?:[-—至]\d{1,2})?月份?)?(?:平均|PM|优良|空气|细颗粒物)|新[设增]|实际|PM|优良|空气|细颗粒物|对华|水质)"
)
_AT_PLACE = re.compile(
    rf"(?:在|走进|走入|来到|沿着|位于)(?P<name>{_WIDE}{{2,20}}?(?:港|园|园区|区域|基地|市场|商贸城|平台|公司|公路|沿线|车间|机场|口岸|工厂|大棚|合作社))(?:里|内|中|上)?,"
)
_AT_BEGINS = frozenset("在走来沿位")
_PARK_ALONE = re.compile(r"园区(?=实现|完成|现|已|共|拥有|全年)")
_BEARER = re.compile(
    rf"{_FIRMS}|{_WORKS}|村|社区|城市|流域|经济带|沿线国家"
)  # one of these stands in every name that `at_clause` finds
_LEAD = re.compile(
    r"^.*?(?:源于|始于|记者从|(?<![以自])从|得益于|\d年前|由|在|对|到|位于|走进|来自|为|是|了|的|推进|建设|实施|引进|加快|启动|以及|和|与|记者|介绍|负责人|民企|全部)(?=[\u4e00-\u9fff\d]{4,})"
)
_BEFORE_NAME = re.compile(
    r"(?:(?:当天|当日|此次|本次|去年|今年|明年|日前|新)?(?:集中)?(?:开工|启动|投产|签约|建设|落户|竣工|引进|在建|开建)(?:建设)?的|作为[^,。]{2,20},|(?:走进|走入|来到|记者在|位于[^,。]{2,12}的))+"
)
_BEFORE_BEGINS = frozenset("当此本去今明日新集开启投签建落竣引在作走来记位")
_FROM = re.compile(r"^[\u4e00-\u9fff]{2,8}?[市县区镇乡]的(?=..)")
_NO_BODY = re.compile(
    r"[，。、的各]|^\d|联合(?!国|会)|选择了|行政区域|标志着|意味着|又[一添]|再添|项目[与和]|(?<!华)为(?!民)|^(?:做[强大优]|上报|千方百计|招引|争取|谋划|据|记者|经(?!济|开)|由|从|对(?!外)|把|让|使|拟|将|计划|发展|还|正|该|这|此|全|一大?批|多个|重大|重点|一期|二期|三期|其他|规模以上|规上|限额以上|推进|加快|实施)|\d+(?:多|余)?(?:个|家|座|条|处|亩|所|户|项|栋|间|名)"
    r"|建成(?!区)|打造|引进|依托|深耕|布局|举办|位于|成为|开展|启动|来到|走进|介绍|告诉|升格|更名|获批|成立|设立|通过|引入|政府|采取|以|(?<!公)共"
)
_MANY = re.compile(
    r"(?:共计|总数|数量|共|现|已)?(?:有|达到?|为)?\d[\d,.]*万?(?:多|余)?(?:个|项|家|座|处|所|条)(?![月年])"
)
_WORK_OF = re.compile(rf"(?P<work>[\u4e00-\u9fff“”]{{2,14}}?(?:项目|工程|基地))(?={_IS})(?!在内)")
_BY_WHOM = re.compile("[由被受向]|^(?:项目|工程|公司|企业|园区)")


def at_clause(text: str, start: int, at: int, end: int) -> str:
    """A park, firm, project, village or fair that the clause starts with and that bears what follows.

    `at` is where the clause's words begin after its times, places and connectives."""
    if text[start : start + 1] in _AT_BEGINS and (m := _AT_PLACE.match(text, start, end)):
        return "" if _COUNTED.search(m["name"]) else _FROM.sub("", m["name"])
    if text[at : at + 1] in _BEFORE_BEGINS and (lead := _BEFORE_NAME.match(text, at, min(end, at + 40))):
        at = lead.end()
    if event := _fair(text, start, end):
        return event
    if text[at : at + 1] == "该" and (this := _ENTITY.match(text, at + 1, min(end, at + 44))):
        name = this["name"]  # 该环保板材项目总投资…: named in full
        full = len(name) >= 5 and not _BY_WHOM.search(name) and not _MANY.match(text, this.end())
        if full and not names.starts_with_kept(name) and not _NO_BODY.search(name):
            return name
    if (dash := text.find("--", at, min(end, at + 30))) > 0 and _ENTITY.match(text, dash + 2, min(end, dash + 46)):
        at = dash + 2  # 海拔最高的项目--某风电场: the name stands after the dash
    if not _BEARER.search(text, at, min(end, at + 44)):
        return ""
    if (m := _ENTITY.match(text, at, min(end, at + 44))) and text[at - 1 : at] != "由":
        name = _FROM.sub("", m["name"])
        if name.endswith(("公司", "集团")) and (work := _WORK_OF.match(text, m.end(), min(end, m.end() + 24))):
            name += work["work"]  # 某公司新建项目分两期: about the work, not the firm
        if name.endswith("口岸") and len(name) > 8 or name.endswith("项目") and len(name) < 5:
            return ""  # 武术项目将产生6枚
        if name[:2] in ("本次", "此次"):
            name = name[2:] if len(name) > 7 else ""
        if _MANY.match(text, m.end()):
            return ""  # 产业项目有77项: a kind of project, not the name of one
        if not names.starts_with_kept(name) and not _NO_BODY.search(name):
            return name
    if (m := _SPEAKER.match(text, at, min(end, at + 44))) and not _NO_BODY.search(m["name"]):
        return _FROM.sub("", m["name"])
    if (m := _GROUP.match(text, at, min(end, at + 40))) and "行政区域" not in m["name"]:
        return m["name"]
    at += text.startswith("在", at)
    if (m := _VILLAGE.match(text, at, min(end, at + 20))) and not names.starts_with_kept(m["name"]):
        return "" if m["name"].endswith(("农村", "乡村")) else m["name"]
    return ""


def park_alone(text: str, at: int, end: int) -> str:
    """园区实现…: a park whose name the text does not give."""
    return "园区" if text.startswith("园区", at) and _PARK_ALONE.match(text, at, end) else ""


# -- fairs, contests, forums ----------------------------------------------------------------------------------------

# 本届茶博会共吸引…, 第三届某某运动会…: a fair or a contest bears what is counted at it
_FAIR = re.compile(
    rf"(?P<name>(?:本届|此次|本次|这届|第[一二三四五六七八九十百\d]{{1,5}}届|20\d\d|届)[\u4e00-\u9fff“”\-·]{{0,18}}?{FAIRS})(?=[,(]|将[于在]|于|在|(?:以来|期间|上|于|在|将|共|累计|为期|圆满|胜利|正式|隆重|顺利|成功|如期|今日|日前|昨日)*(?:[,\d]|举[办行]|吸引|促成|达成|签|成交|有|设|分|参|展|落|闭|开|迎|接|召|共|以|为|是|现场|安排|推|线))"
)
_FAIR_MARKS = re.compile("[会节赛展坛拉]")
_FAIR_NAME = re.compile(rf"(?:[\u4e00-\u9fff]{{0,2}}?){FAIRS}$")
_FAIR_AGAIN = re.compile(r"(?:本届|此次|本次)?(?:博览会|展览会|展会|大会|赛会|赛事|活动|交易会|论坛)(?:期间|上|当天)*")


def _fair(text: str, start: int, end: int) -> str:
    if not _FAIR_MARKS.search(text, start, min(end, start + 36)):
        return ""
    event = _FAIR.search(text, start, min(end, start + 48))
    return short_fair(event["name"]) if event else ""


def short_fair(name: str) -> str:
    """第十届中国某地茶叶博览会 → 茶叶博览会."""
    found = _FAIR_NAME.search(name)
    return (
        re.sub(r"^(?:[本此这前首]?[一二三四五六七八九十]?[届次]|[届次国地区市省县])+", "", found[0]) if found else name
    )


def fair_again(name: str) -> int:
    """How many characters at the front of a name only say that it was at the fair."""
    found = _FAIR_AGAIN.match(name)
    return found.end() if found and found.end() < len(name) - 1 else 0


def is_fair(name: str) -> bool:
    """A fair or a contest."""
    return bool(_FAIR_NAME.fullmatch(name))


# -- what stands for a body that was named before -------------------------------------------------------------------

_KINDS = r"(?:有限责任公司|有限公司|公司|集团|项目(?:[一二三四五六]期)?|工程|基地|产业园|园区|平台|合作社|风电场|电站|景区|市场)"
_NAMED = re.compile(rf"(?P<name>{_WIDE}{{3,26}}?{_KINDS})(?!项目|[\u4e00-\u9fff]{{0,2}}(?:建设)?(?:等|总|个))")
_STANDS_FOR = re.compile(
    r"^(?:(?:该|此)[\u4e00-\u9fff]{0,4}?|这个|这家|本|我们|我)?(?P<kind>公司|企业(?!开办|所得|贷款|注销|职工|退休|债|研发|资产|登记|设立|数)|项目|工程|基地|园区|产业园|平台|合作社)(?P<rest>.{0,12})$"
)
# one of these begins within the first characters of what the pattern matches: to be kept in step with it
_KIND_WORD = re.compile("公司|企业|项目|工程|基地|园区|产业园|平台|合作社")
_ANAPHOR = re.compile(
    rf"(?:该|这个|这家|我们|目前|据悉|据了解|,|“)*(?P<kind>公司|企业|项目|工程|基地|园区|产业园|合作社|平台|电站|发电站|景区|市场)(?=总|年|占地|计划|规划|将|已|现|目前|建成|投产|达产|一期|全部|可|预计|拥有|有(?!关)|由|主要|共|累计|于|成立|位于|全面|(?:相关|有关)?负责人|董事长|总?经理|理事长|[社场厂院校]长|(?:{alternatives('kept')})(?!项目|工程|平台|企业|公司|市场|基地|单位|主体|资金))"
)
_ANAPHOR_BEGINS = frozenset("该这我目据,“公企项工基园产合平电发景市")  # to be kept in step with the pattern
_BEFORE_REST = re.compile(
    r"^(?:后可?(?=[\u4e00-\u9fff]{2}))?(?:全部|正式)?(?:(?:建成|投产|达产|满产|竣工|完工|投用|运营)+(?:之|以|过)?后,?)?(?:现在|目前|现|已|可|预计|将)*(?:有|拥有|建有)?"
)
_GOES_ON = re.compile(
    r"(?:目前|现在|其中|此外|据悉|据了解|预计|全部|全面|正式|建成|投产|达产|满产|建成后|投产后|后|,)*(?:总投资(?!额?[在超])|园区(?:内|道路|里)|一期|二期|占地|年产|年销售|年产值|可|预计|拥有|有(?!关)|现有|共有|建有|设有|配备|带动|吸纳|解决|新增|日产|主要|累计)"
)
_PROJECT_QUANTITY = re.compile(
    r"^(?:计划|设计|预计|协议)?(?:总投资额?|年产能|产能|年产值|年销售收入|年营业收入|年营收|年税收|年上缴税收|设计年产能|年产能力)$"
)
_OF_THE_WHOLE = re.compile(r"年(?!末|均|初)|带动|吸纳|税收|利税|可新增|新增就业|总投资|总建筑")
_OWNER = re.compile(r"^.*的(?=.{5,})|^\(?\d{1,2}\)|^\d[\d.]*[多余万]*(?:亩|个|公里|平方米|座|条|套|吨)")
_NO_NAME = re.compile(
    r"(?:该|这|此|各|一批|重大|重点|多个|本|高标准|高水平|20\d\d年)|.*(?:重点|重大|级|唯一|首个)项目$"
)
_COUNTED = re.compile(r"\d(?:多|余|万)?(?:个|家|座|条|处|项)")  # 12个项目: many, not the name of one
_SAME_VILLAGE = ("该村", "全村", "村里", "我们村", "我村", "该社区")
_ONE_BUILT = re.compile(
    r"(?:站|厂|园|中心|基地|生产线|桥|馆|院|广场|市场|公园|仓库|冷库|工程|项目|车间|学校|码头|景区)$"
)
_OWN_BEARER = re.compile(rf".{{2,14}}?(?:{_FIRMS}|{_WORKS}|村|社区|城市|地区|企业|产业|行业)..")
_PHASE_FIRST = re.compile(r"[一二三四五六]期(?:工程|项目)?(?=..)")


def same_again(text: str, at: int, name: str) -> bool:
    """该村…, 该矿…: the body of this name is meant."""
    if text.startswith("该", at) and name and text[at + 1 : at + 2] == name[-1] and name[-1] not in "司目程团":
        return True
    return name.endswith(("村", "社区")) and text.startswith(_SAME_VILLAGE, at)


def goes_on(text: str, start: int, end: int, near: bool, time: Time | None = None) -> bool:
    """A sentence that says more of the one before: 项目总投资…, 达产后可…, 目前拥有…; `near` says that it was just told of."""
    if text.startswith(("他们", "我们", "这里", "在这里"), start):
        return True
    if not near:
        return False
    at = time.end if time and time.start <= start + 1 else start
    return bool(_GOES_ON.match(text, at, end) or _ANAPHOR.match(text, at, end))


def meant(text: str, start: int, end: int, floor: int, last: str = "") -> str:
    """The name that 该公司, 项目 at the front of a sentence stands for; a work is also called 项目 or 工程."""
    if text[start : start + 1] in _ANAPHOR_BEGINS and (m := _ANAPHOR.match(text, start, end)):
        if last and m["kind"] in ("项目", "工程") and is_work(last):
            return last
        return named_before(text, max(floor, start - REACH), start, _kind(m["kind"]))
    return ""


def without_event(name: str) -> str:
    """当天开工的某项目总投资 → 某项目总投资."""
    shorter = _BEFORE_NAME.sub("", name, count=1) if name[:2] in ("当天", "当日", "此次", "本次") else name
    return shorter if len(shorter) >= 4 else name


def built(name: str) -> str:
    """建成某发电站1座: a single work that the sentence goes on to tell of."""
    work = names.after_kept(name)
    if work[1:2] == "级" or work[:3] == "国家级":
        return ""  # 新增国家级技术中心1家: a rank, not the name of one
    return work if 5 <= len(work) <= 20 and _ONE_BUILT.search(work) and not _NO_BODY.search(work) else ""


def is_phase(name: str) -> bool:
    """一期工程总投资: a part of the work that the passage is about."""
    return name[1:2] == "期" and bool(_PHASE_FIRST.match(name))


def is_of_the_whole(name: str) -> bool:
    """年产值, 总投资, 带动就业: what a firm or project has, not what it consists of."""
    return bool(_PROJECT_QUANTITY.match(name) or _OF_THE_WHOLE.match(name))


def begins_with_body(name: str) -> bool:
    """The name starts with a firm, project, trade or place of its own."""
    return bool(_OWN_BEARER.match(name))


def is_work(name: str) -> bool:
    """A project, plant or park, no firm, village or institution."""
    return bool(name) and not name.endswith(_FIRM_ENDS)


def spelt_out(name: str, text: str, floor: int, position: int, work: str = "") -> str:
    """项目总投资, 该公司年产值, 年产能: with the firm or project that was named before in the paragraph."""
    stands = _STANDS_FOR.match(name) if _KIND_WORD.search(name, 0, 9) else None
    if stands is None and not _PROJECT_QUANTITY.match(name):
        return name
    kind = _kind(stands["kind"]) if stands else ""
    found = work if work and kind in ("项目", "工程") else ""
    found = found or named_before(text, max(floor, position - REACH), position, kind)
    rest = _BEFORE_REST.sub("", stands["rest"]) if stands else name
    return found + rest if found and rest else name


def _kind(word: str) -> str:
    return "园" if word in ("园区", "产业园") else word


def named_before(text: str, start: int, end: int, kind: str) -> str:
    """The last name of a firm, park or project in the span; of the same kind where one is asked for."""
    found = ""
    for clause in re.split(r"[,。;:!?\n]", text[start:end]):
        if clause.startswith("作为"):
            continue  # 作为省级重点项目,该项目…
        for m in _NAMED.finditer(clause):
            whole = _OWNER.sub("", _LEAD.sub("", m["name"])).removeprefix("在")
            fits = kind in ("", "企业") or kind in whole or kind == "工程" and "项目" in whole
            named = len(whole) >= 5 and not _NO_NAME.match(whole) and not _COUNTED.search(whole)
            if named and fits and "举行" not in whole:
                found = whole
    return found
