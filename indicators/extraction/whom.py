"""Whom figures are about, where they do not say it: the sentence's own body, what the bulletin as a whole is about, or a body
that the paragraph told of. Each is decided once, when the title, the lead or a clause names it; `in_front` puts one before a name.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from indicators.extraction import bearers, bodies, names
from indicators.extraction.places import Gazetteer, lies_in
from indicators.extraction.records import Context
from indicators.extraction.shares import Name
from indicators.extraction.state import State
from indicators.extraction.words import alternatives, words

_TITLE = 120  # as much of a title as is looked at
_NEAR = 240  # as much of a sentence before a figure
LEAD = 300  # code points within which the text has to speak of the title's subject again
LASTS = 5  # sentences of a paragraph for which a firm or a village is meant unsaid
_SOURCE = re.compile(r"^[^,。;\d]{2,14}[:|](?=[^,。;]{6})")
_TIME = re.compile(
    r"(?:20\d\d年(?:\d{1,2}(?:[-—至]\d{1,2})?月份?|上半年|下半年|[一二三四]季度|前[一二三]季度)?|\d{1,2}(?:[-—至]\d{1,2})?月份?|今年|去年|上半年|下半年|全年|[一二三四]季度|前[一二三]季度|前[三四五六七八九十\d]+个?月|首季|首季度|春节|国庆|[一二两三四五六七八九十\d]+年来|近年来?|以来|日前|近日|,)+"
)
_TOWN = re.compile(r"[\u4e00-\u9fff]{2,5}?(?:苏木|旗|镇|乡(?!村))(?=[\u4e00-\u9fff]{3})")
_BODY = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z()·“”]{{0,14}}?(?P<kind>{alternatives('seat')})(?!集团|公司|股份|有限|航空))(?P<rest>.*)"
)
# what follows the name in a title that is about something of it, in it or by it, or that ranks one among others
_NOT_SUBJECT = re.compile(
    r"[的和与、及内里级人民容中化]|集体|建设|项目|管委|管理|招商|[\u4e00-\u9fff]{0,2}委员会|企业|平台|一体|群|口(?!岸)|产业链|合作(?!社)"
    r"|[\u4e00-\u9fff]{0,3}(?:雄居|位居|排名|跻身|名列|居)[^,]*(?:第[一二三四五六]|老大|之首|榜首|前列|前[十百\d])"
)
_NO_NAME = re.compile(
    r"[\d,。;:!?]|推进|推动|支持|建设|打造|助力|举办|召开|发展|实施|各|多个|新增|扶持|[走加]进|全力|大力|做[强大]|自贸港|农村|乡村|政府|县委|市委|外贸"
)
_EVENT = r"(?:正式|全面|顺利|如期|全线)?(?:开工|通车|下水|交付|投用|投产|建成|竣工|启用|合龙|首飞|试运行|开建|动工|奠基|封顶|并网)"
_MADE = re.compile(rf"(?P<name>[\u4e00-\u9fffA-Za-z()·“”]{{2,24}}?(?P<kind>{alternatives('made')}))(?={_EVENT})")
# a title that tells of one project
_PROJECT = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Za-z·“”]{4,28}?(?P<kind>项目|工程))(?=$|[,!]|建设|选址|签约|开工|落[户地]|进展|推进|投产|竣工|建成|顺利|正式|总投资)"
)
_PROGRAMME = re.compile(r"^(?:一|实施|推进|落实)(?=..)|^.*(?:发展|建设|专项|推广)(?=[\u4e00-\u9fff]{4,}$)")
_MANY_PROJECTS = re.compile(
    r"个|批|多|重[点大]|系列|等|集中|全[省市县区]|在建|储备|招商|大项目|民[生心]|实事|惠民|系统|各|、|项目.*项目|[一二三]期(?!项目)"
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
    rf"(?P<name>[\u4e00-\u9fffA-Za-z\d·—\-“”]{{2,30}}?{bodies.FAIRS})(?P<rest>$|[,!]|圆满|[闭开落]幕|落下|即?将|在|于|今|昨|赛前|专题|新闻发布|举[行办]|启动|成[果功交效]|吸引|迎|期间|上)"
)
_HOSTED = re.compile(
    r"(?:招商|招聘|人才|洽谈|推介|恳谈|对接|交流|论坛|峰会|年会|订货).{0,4}$"
)  # what its host does is told with it
_OF_CONTRACTS = re.compile(r"项目|合同|企业|签|协议|投资|贸易|金额|[省市县]$|^(?:引进|招引|参会|参展|评)")
_OF_AN_ECONOMY = re.compile(
    r"增加值|生产总值|固定资产|零售|进出口|财政|[存贷]款|人均|经济|规模以上|限额以上|人口|消费价格"
)
_ZONE = re.compile(r"[园区港]$|口岸$")
_PEOPLE_OR_PLACES = re.compile(r"^(?:因|受|恢复|村(?!级))|(?:村|乡镇|小区|社区)$")
_ITEM = re.compile(r"(?!第)[\u4e00-\u9fff]{2,6}:")
_OWN_ACT = re.compile(
    r"开工|签约|竣工|投产|在建|储备|实施|续建|落地|引进|计划(?!总?投资)|安排|完工|建成|谋划|落户|在谈|策划|包装|入库|公司|集团|“|举[行办]|第[一二三四五六]批|项目、"
)
_SUM = re.compile(
    r"(?:总|计划|协议|概算|意向|合同|年度|年内|累计)*(?:完成)?(?:计划)?投资(?:总?额|规模)?|(?:投资)?完成率"
)
_PROJECTS = re.compile(rf"(?P<front>.*?项目)(?:{_SUM.pattern})?$")
_OTHERS = re.compile(r"今年|全年|以来|截[至止]|一季度|上半年|其他|去年|安排|确定|计划实施|谋划|储备")
LASTS_ON, _LASTING = words("lasts_on"), words("lasting")


class Subject(NamedTuple):
    """`name` as it stands in front of other names; `kind` the word it ends with; `together` what its projects do at once."""

    name: str = ""
    kind: str = ""
    together: bool = False
    fair: bool = False


class Whom:
    """The bulletin's subject; what paragraphs and sentences add to it stands in their state."""

    def __init__(self, text: str, headline: str, places: Gazetteer, context: Context) -> None:
        self.text, self.places, self.context = text, places, context
        self.bulletin = self._of_title(headline or text[: text.find("\n") if 0 < text.find("\n") < 80 else 0])

    # -- the bulletin -------------------------------------------------------------------------------------------

    def _of_title(self, title: str) -> Subject:
        """Whom the title tells of, if the lead goes on about it."""
        lead, head = self.text[:LEAD].replace(title, "", 1), title[:_TITLE]
        if (found := _TOGETHER.search(head)) and "项目" in head and "项目" in lead:
            several = len(set(_ACTS.findall(head))) > 1  # 集中签约、开工: each sentence says which
            return Subject() if several else Subject((found["what"] or found["begun"]) + "项目", "项目", together=True)
        if (fair := _FAIR.match(head)) and not _HOSTED.search(fair["name"]):
            short = bodies.short_fair(fair["name"])
            if self.context.region[:-1] in head[fair.end("name") :]:
                return Subject()  # 某博览会开幕 某市签约总额…: of the town
            where = self.places.at(short, 0)
            short = short[where.end :] if where and len(short) - where.end > 2 else short
            return Subject(short, short, fair=True) if short[-2:] in lead else Subject()
        at, place = self._past_source(head)
        one = _PROJECT.match(head, at)
        if one and not _MANY_PROJECTS.search(head) and one["name"][-6:] in lead:
            return Subject(_PROGRAMME.sub("", one["name"]), one["kind"])
        named = _MADE.match(head, at) or _BODY.match(head, at)
        of_body = named is not None and named.re is _BODY
        if named is None or of_body and (not named["rest"] or _NOT_SUBJECT.match(named["rest"])):
            return Subject()
        kind, region = named["kind"], self.context.region
        name = re.sub(r"^.*的(?=.{3})|^首[艘座条台个架]", "", named["name"])
        again = name if of_body and name != kind else kind
        if _NO_NAME.search(name) or again not in lead or name in region or region.endswith(kind):
            return Subject()
        if _ANY.sub("", name) == kind:
            if name == kind and place and region.endswith(("省", "自治区", "国")):
                return Subject()  # 某省机场: many of them
            name = place + name
        return Subject(name, kind)

    def _past_source(self, head: str) -> tuple[int, str]:
        """Where the title's subject begins, past its source, times and places; and the place before it."""
        source = _SOURCE.match(head)
        at, place = source.end() if source else 0, ""
        for _ in range(6):
            if m := _TIME.match(head, at):
                at = m.end()
            elif found := self.places.at(head, at):
                place = "" if found.whole else head[at : found.end]
                at = found.end
            elif m := _TOWN.match(head, at):
                at, place = m.end(), m[0]
            else:
                break
        return at, place

    def heading(self, start: int) -> None:
        """A heading that begins with another place or another item of news ends what the title said: 某县:全年50个重点项目上马."""
        found = self.places.at(self.text, start) if self.bulletin.name else None
        other = found is not None and not found.ancestor and not found.whole and found.name != self.context.region
        if self.bulletin.name and (other or _ITEM.match(self.text, start)):
            self.bulletin = Subject()

    # -- the sentence -------------------------------------------------------------------------------------------

    def clause(self, state: State, line: int, start: int, at: int, end: int, front: bool) -> None:
        """Remembers whom the clause at `start` is about; at the front of a sentence also what it goes on with."""
        text = self.text
        body = bodies.at_clause(text, start, at, end)
        if not body:
            body = bodies.meant(text, start if front else at, end, max(0, line - bodies.REACH), state.subject)
            near = 0 < state.subject_sentence >= state.sentence - 2
            same = state.subject and bodies.same_again(text, start, state.subject)
            body = state.subject if same else body or bodies.park_alone(text, at, end)
            if not body and front and state.subject and bodies.goes_on(text, start, end, near):
                body = state.subject
        inside = not front and text.startswith("位于", at)  # 开工项目15个,全部位于某园区,总投资…: of the projects
        if body and not inside and body not in self.context.region:
            state.tell_of(body, at)

    @staticmethod
    def work(state: State) -> str:
        """The work that the sentence or the one before is about: what 项目 and 工程 mean here."""
        near = state.sentence - state.subject_sentence <= 1
        return state.subject if near and bodies.is_work(state.subject) else ""

    def of_sentence(self, name: Name, part: names.Fragment, state: State) -> tuple[str, str]:
        """The body that the sentence, or the one before, is about, if it belongs in front of the name; and the name without it."""
        body, text = state.subject, name.text
        here = state.subject_sentence == state.sentence
        if body and name.how == "bearer" and here and bodies.is_of_the_whole(part.text):
            return body, part.text  # 可容纳企业60家,年产值50亿元: of the park
        if body and text[:1] == "该" and text[1:2] == body[-1]:
            return body, text[2:]  # 该矿生产原煤
        if (
            not body
            or state.sentence - state.subject_sentence > body.endswith(LASTS_ON)
            or text.startswith(body[:4])
            or body in text
            or not here
            and part.place is not None
        ):
            return "", text
        last = state.last
        if name.measure == "share" and last and last.measure == "share" and last.sentence == state.sentence:
            return "", text  # 新能源项目占比46%,新材料占比18%: siblings
        if bodies.is_fair(body):
            if text.endswith(("项目", "合同", "企业")):
                return "", text  # 茶博会签约项目30个: named well enough
            if again := bodies.fair_again(text):
                return body, text[again:]
        if (
            name.how == "noun"
            and 3 <= len(part.text) <= 6
            and part.text[0] not in "为给向让在"
            and part.text[-1] not in "中里内上"
            and not part.light
            and not names.starts_with_kept(part.text)
        ):
            return "", text  # the clause has a subject of its own
        bare = bearers.is_bare(text) or name.verb or name.how in ("noun", "bearer")
        own = name.how == "front" and not bare and not names.quantity_of(text)
        if own and ";" in self.text[state.subject_at : part.start]:
            return "", text  # another thing after the semicolon
        own_place = part.place is None or part.place.whole and body.endswith("村")  # 该村, 全村
        if own_place and (bare or name.how == "front" and (bodies.is_phase(text) or not bodies.begins_with_body(text))):
            again = body[-1] in "村园区" and text.startswith(body[-1])  # 某村村集体收入
            return body, text[again:]
        return "", text

    # -- the record ---------------------------------------------------------------------------------------------

    def in_front(self, name: str, region: str, start: int, at: int, state: State) -> str:
        """The name of a sentence without a body of its own, after the bulletin's subject or the body that the paragraph told of."""
        told = 0 < state.subject_sentence < state.sentence <= state.subject_sentence + LASTS
        if not told and not self.bulletin.name:
            return name
        start = max(start, at - _NEAR)
        if told:
            body = state.subject
            kind = next((end for end in _LASTING if body.endswith(end) and body != end and len(body) >= 4), "")
            if kind and not body.startswith(_LASTING):
                full = self._after(Subject(body, kind), name, region, start, at, state)
                if full != name:
                    return full
        return self._after(self.bulletin, name, region, start, at, state) if self.bulletin.name else name

    def _after(self, who: Subject, name: str, region: str, start: int, at: int, state: State) -> str:
        if who.together:
            return self._of_set(who, name, start, at, state) if lies_in(self.context.region, region) else name
        body = state.subject if state.subject_sentence == state.sentence else ""
        if region != self.context.region or who.kind in name or body and who.kind not in body:
            return name
        wholes = list(_WHOLE.finditer(self.text, start, at))
        if wholes and who.kind[-2:] not in self.text[wholes[-1].end() : at]:
            return name  # 全市…: the place, not the park in it
        if who.fair and (_OF_CONTRACTS.search(name) or who.kind[-2:] in name):
            return name  # named well enough
        if not _ZONE.search(who.kind) and _OF_AN_ECONOMY.search(name):
            return name
        return name if bodies.begins_with_body(name) or _PEOPLE_OR_PLACES.search(name) else who.name + name

    def _of_set(self, who: Subject, name: str, start: int, at: int, state: State) -> str:
        """集中开工项目: counts of projects and what is invested, unless the sentence tells of others."""
        act = who.name.removesuffix("项目")
        if act in name or _OWN_ACT.search(name):
            return name
        clause = max(self.text.rfind("。", start, at), self.text.rfind(";", start, at)) + 1 or start
        if _OTHERS.search(self.text, clause, at) and act not in self.text[clause:at]:
            return name
        if _SUM.fullmatch(name):
            return who.name + name
        projects = _PROJECTS.match(name)
        if projects is None:
            return name
        front = projects["front"]
        if front not in (name, "项目"):
            if (front + act) in self.text[:LEAD]:
                return who.name + name[len(front) :]  # 某地建设项目集中开工: the set itself
            if not any(n.name == front for n in state.row[-8:]):
                return name  # a project of its own
        return act + name
