"""The name and scope of one figure, completed from the clause, the sentence and what was named before."""

from __future__ import annotations

import re

from indicators.extraction import bearers, bodies, names, nouns, wholes
from indicators.extraction.before import HAD
from indicators.extraction.counting import OUT_OF, Counting
from indicators.extraction.figures import Mention
from indicators.extraction.names import Fragment
from indicators.extraction.relations import Relation
from indicators.extraction.shares import Name, part_of_whole, scope_of
from indicators.extraction.words import alternatives

_RATE_NAME = re.compile(
    r"(?:增速|增幅|总量|规模|总数|占比|增长|涨幅|降幅|提升幅度|增长幅度|总量和增速|总量、增速|得分|排名|综合排名)(?:、[^、]*)?"
)
_OF_NOUN = re.compile(
    r"的(?P<noun>[\u4e00-\u9fffA-Za-z0-9“”()]{2,20}?)(?=[,。;、:\n\d]|$|正|已|是|将|也|在|于(?!都)|落户|开工|投产|投入|投运|成功|顺利|并网|成为|签约|启动|竣工|举行)"
)
_SET_UP = re.compile(
    r"[\u4e00-\u9fff]{0,14}?(?:设立|成立|组建|建立|推出|安排|打造|建成|引进|搭建|发起|启动)了?(?:一[个座条])?(?P<quantity>总规模|首期规模|规模|总额|总投资|投资|占地|占地面积|面积|总面积)$"
)
_SET_UP_IN, _SET_UP_END = frozenset({"金额", "面积", "容量", "重量"}), ("规模", "总额", "投资", "占地", "面积")
_SHORTENED = ("以上", "以下", "级", "型", "性质", "职称", "学历")
_AMONG_PLACES = re.compile(
    r"(?:全[市省区州国])?(?:[两二三四五六七八九十]{1,3}|\d{1,3})(?:个)?(?:区县|县市区|县区|县市|市县|市州|市区|区市|省市|省区市|设区市|[市区县省州盟旗]|乡镇|镇街|街道)(?=$|增速|增幅|总量|排|位|中)中?"
)
# 争取2.4亿元专项债券: what the amount consists of stands behind it
_GIVEN = re.compile(
    r"(?:人民币)?的?(?P<noun>[\u4e00-\u9fff“”]{0,14}?(?:资金|贷款|补贴|补助|债券|经费|授信|融资|基金|奖金|奖补|款项|善款|税费|税款|订单|合同|物资|红包|消费券|保费|国债))(?=[,。;、()]|$|用于|支持|,)"
)
_CLOSES = frozenset(",。;、()")  # a clause that ends with its figure says no more of it
_FIXED = re.compile(r"固定资产投资(?=继续|保持|持续|较快|稳|增|平|快|实现|运行|呈)")
_IN_AREA = re.compile(r"在(?P<area>[\u4e00-\u9fff\d]{2,12}?)(?P<mid>中)?$")
_JOINT = re.compile(r"(?:以及|(?<![惠涉普波])及|和|与)$")
_CAUSE_BEFORE = re.compile(r"(?:^|、)(?P<cause>[^、,]{4,20})、(?P<effect>惠及|覆盖|带动|吸纳|服务)$")
_PER_TIME = re.compile(rf"(?:日均|月均|周均|平均每[天日月])(?:{alternatives('kept')})?")
_PARKS = re.compile(r"(?:园|园区|基地|孵化器|平台|中心|空间|楼宇|街区|市场)$")
_PER = re.compile(r"日均|月均|年均|平均|单日|人均|户均")
_LEADING_VERB = re.compile(
    r"^(?:新增|新建|新设|争取|改造|建设|发放|培育|引进|淘汰|治理|实施|完成|办理|建成|打造|新改扩建|引导|组织|推广|补贴|发布|归集|兑现|新认定)"
)
_PULLS = re.compile(r"拉[动高]|带动")
_SPENDS = re.compile(
    r"(?:在[\u4e00-\u9fff]{2,16}中|同时|他们|我们|还|先后|又|再)*(?P<who>[\u4e00-\u9fff]{2,6}(?:[村镇乡]|公司|集团|企业)|[\u4e00-\u9fff]{2,8}(?=于))?于?(?:还|又|先后)?(?P<what>(?:总|累计|共)?投资|(?:投入|筹集|争取)(?:[\u4e00-\u9fff]{0,6}资金)?)"
)
_SPENDS_END = ("投资", "资金", "投入", "筹集", "争取")  # to be kept in step with the pattern
_OF_WORK = re.compile(
    r"的?(?P<noun>(?!等|个|项目)[^,。;、:\n的]{3,32}?(?:项目|工程|生产线|产业园|产业基地|综合体|中心|电站|电场))(?=[、,。;]|$|已|正|于|将|开工|签约|落户|实现|等|相继|建成|投产|竣工|顺利|成功|排名|居|为|由|投入|有|也|即将)"
)
_QUANTITY_END = re.compile(
    r"(?:^|有一?个?|的|[镇乡村市县区]|即|为|以|是|实施|新建|建设|完成)(?P<what>(?:计划|协议|预计)?总投资额?|(?:计划)?投资)$"
)
_AREA = re.compile(r"[区市县镇乡村山岛湖河]$")
_TAKINGS = frozenset(["门票收入", "旅游收入", "旅游总收入", "旅游综合收入", "综合收入", "经营收入"])
_HOST = re.compile(r"(?P<host>.{2,20}?(?:景区|景点|公园|博物馆|场馆|民宿|酒店|城市|街区))(?:\([^()]*\))?接待")
_ACHIEVED = re.compile(r"(?:完成|实现)了?(?:约|近|超|逾)?$")
_THROUGH = re.compile(
    r"(?:单机容量|[\u4e00-\u9fff]{0,6}?(?:总?投资|价值|面积|容量|产能|规模))(?:约|近|超|达)*\d[\d.,]*[多余万亿]*[\u4e00-\u9fff]{1,3}的(?P<noun>[\u4e00-\u9fff]{2,16}?)(?=[,。;、]|$|成功|正|已|在|全部|相继|顺利|陆续|集中)"
)
_NOTHING = frozenset(["分别", "以", "低于", "高于", "按", "让", "使", "由", "同"])  # words that name nothing
_PER_AREA = ("每亩", "亩均", "亩产", "每公顷", "单产")
_ANY = frozenset(["项目", "企业", "工程"])
_EACH = ("人均", "户均", "亩均")
_EACH_OF = re.compile(r"(?P<bearer>[^均]{2,14}?)(?:人均|户均|亩均)")


class Namer(Counting):
    """Asks the words around a figure what is measured; holds no state of its own besides the sentence's bounds."""

    def name(
        self, m: Mention, r: Relation, part: Fragment, measure: str, clause: int, lo: int, stop: int, size: int,
        same_clause: bool, followed: bool,
    ) -> Name:  # fmt: skip
        state = self.state
        state.shared_names, self.taken_to = [], 0
        if size > 1 and (listed := self._listed(part, size, clause, r)):
            if all(name in HAD for name in listed) and (bearer := bearers.counted_before(state, within=2)):
                names_ = [bearer + name for name in listed]
                state.shared_names = names_[1:]
                return Name(names_[0], r.scope, "", "", measure, "list")
            if all(map(bearers.is_bare, listed)) and (subject := self.earlier_subject(clause)):
                listed = [subject + name for name in listed]
            elif measure == "rank" and state.last and all(map(_RATE_NAME.fullmatch, listed)):
                listed = [state.last.name + name for name in listed]  # 总量和增幅分别居第6位和第12位
            if all(name.endswith("类") for name in listed):
                listed = [wholes.of_goods(self.text, name, m.start) for name in listed]
            state.shared_names = [self._with_metric(n, measure) for n in listed[1:]]
            first = self._with_metric(listed[0], measure)
            return Name(
                first, scope_of(state, r.scope, measure, first, same_clause, frozenset(listed)), "", "", measure, "list"
            )
        if (
            (measure == "level" or measure == "share" and not r.scope)
            and m.base in ("%", "成")
            and (share := part_of_whole(self.text, state, m, part))
        ):
            return share
        if state.last and (budget := wholes.set_amount(self.text, lo, m)):
            return Name(state.last.name + budget, budget, "", "", measure, "task")
        text = "" if part.text in _NOTHING else bodies.without_event(part.text)
        if "、" in text and (cause := _CAUSE_BEFORE.search(text)):
            text = names.after_kept(cause["cause"]) + cause["effect"]  # 实施某政策、惠及1400万儿童
        joined = self.text[r.end - 1] in "及和与" and _JOINT.search(self.text[max(lo, r.end - 2) : r.end])
        if joined and nouns.takes_noun(m):
            text = ""
        if measure == "rank":
            return self._ranked(text, m, r, part, clause, lo, same_clause)
        if m.dimension in _SET_UP_IN and text.endswith(_SET_UP_END) and (set_up := _SET_UP.match(text)):
            text = set_up["quantity"] if _OF_NOUN.match(self.text, m.end) else text
        invested = text.endswith(("投资", "投资额")) and _QUANTITY_END.search(text)
        if invested and (of := _OF_WORK.match(self.text, m.end)):
            self.taken_to = of.end()
            return Name(bearers.work_in(of["noun"]) + invested["what"], r.scope, "", "", measure, "of noun")
        if (bearers.is_bare(text) or text in ("长", "总额", "高")) and (noun_ := _OF_NOUN.match(self.text, m.end)):
            self.taken_to = noun_.end()
            return Name(
                noun_["noun"] + {"长": "长度", "高": "高度"}.get(text, text), r.scope, "", "", measure, "of noun"
            )
        if nouns.takes_noun(m) and m.dimension == "计数" and (through := _THROUGH.match(self.text, m.end)):
            return Name(text + through["noun"], r.scope, names.starts_with_kept(text), "", measure, "noun")
        if m.dimension == "计数" and measure == "level" and (grown := nouns.growing(self.text, m.end)):
            of = OUT_OF.search(self.text, max(self.start, m.start - 24), m.start)
            return Name(
                (re.sub("(?:大类)?行业$", "", of["set"]) if of else "") + grown, r.scope, "", "", measure, "noun"
            )
        if nouns.takes_noun(m) and stop > m.end and nouns.noun_follows(self.text, m.end):
            noun, predicate = names.counted_noun(self.text, m.end, stop, followed)
            if followed and noun and len(predicate) >= 4 and self.text.startswith(predicate, stop - len(predicate)):
                predicate = ""  # 16个乡镇实施项目300个: what they do is counted next
            if followed and noun and not (predicate or text or part.light):
                predicate = self._shared_predicate(m.end, stop, noun)
            if built := self._counted(text, noun, predicate, lo, m.start):
                return Name(
                    built[0],
                    scope_of(state, r.scope, measure, built[0], same_clause),
                    built[1],
                    predicate,
                    measure,
                    "noun",
                )
        apart = (
            same_clause
            or self.text[m.end : m.end + 1] == ","
            and bool(
                state.last and state.last.sentence == state.sentence and ";" not in self.text[state.last.end : m.start]
            )
        )
        apart = apart or part.light in ("完成", "实现") or "计划" in r.verbs
        if (
            m.dimension == "金额"
            and not apart
            and text.endswith(_SPENDS_END)
            and (spends := _SPENDS.fullmatch(text))
            and (aim := bearers.aim_after(self.text, m.end))
        ):
            return Name((spends["who"] or "") + aim + spends["what"], r.scope, "", "", measure, "aim")
        closes = self.text[m.end : m.end + 1] in _CLOSES
        if m.dimension == "金额" and measure == "level" and not closes and (given := _GIVEN.match(self.text, m.end)):
            subject, verb = names.verb_before(text)
            if (verb or part.light) and len(subject) <= 12 or not text and part.light:
                return Name(subject + verb + given["noun"], r.scope, verb, "", measure, "noun")
        return self._from_front(text, m, r, part, measure, clause, lo, same_clause)

    def _from_front(
        self, text: str, m: Mention, r: Relation, part: Fragment, measure: str, clause: int, lo: int, same_clause: bool
    ) -> Name:
        scope = scope_of(self.state, r.scope, measure, text, same_clause)
        verb = names.starts_with_kept(text)
        if text.endswith("类") and measure in ("growth", "level", "share", "change") and m.dimension != "计数":
            text = wholes.of_goods(self.text, text, m.start)
        if text == "投资" and part.light == "完成" and (m.dimension == "金额" or not self.state.row):
            text = self._invested()
        elif text.endswith("项目投资") and part.raw.endswith("完成投资") and m.dimension == "金额":
            text = text.removesuffix("投资") + self._invested()
        elif text.startswith("计划") and self.text.startswith("年度", part.start - 2) and m.dimension == "金额":
            text = "年度" + text  # beside 总投资 and 完成投资 the year's plan is another quantity
        name, how = self._completed(text, verb, m, part, measure, clause, lo, same_clause)
        if "口" in name and (trade := wholes.TRADE_NAME.fullmatch(name.removesuffix("总额").removesuffix("总值"))):
            self.state.trade = trade["front"]
        if scope and scope.endswith("总量") and len(scope) <= 4 and scope != "总量":
            scope = scope[:-2] + names.metric_of(name) + "总量"
        if not verb and how == "verb":
            verb = names.starts_with_kept(name)
        if name in _ANY and part.light:
            name = part.light + name  # 落地项目19个: without its verb it says nothing
        return Name(name, scope, verb, "", measure, how)

    def _per_time(self, m: Mention) -> str:
        """日均开行 of the whole that was counted last in the same unit."""
        whole = next(
            (n for n in reversed(self.state.row[-4:]) if n.mention.base == m.base and n.measure == "level"), None
        )
        found = _PER_TIME.search(whole.name) if whole else None
        return found[0] if found else ""

    def _invested(self) -> str:
        """总投资50亿元,年度计划投资10亿元,完成投资8亿元: beside what is planned, what is done keeps its verb."""
        beside = any(n.name.endswith(("总投资", "计划投资", "投资额")) for n in self.state.row[-6:])
        if not beside and not self.state.row and _FIXED.search(self.text, max(0, self.start - 60), self.start + 40):
            return "固定资产投资"  # 固定资产投资较快增长。1-7月份完成投资增长13%
        return "完成投资" if beside else "投资"

    def _ranked(
        self, text: str, m: Mention, r: Relation, part: Fragment, clause: int, lo: int, same_clause: bool
    ) -> Name:
        """居全省第二位; 是全国第三大产区: the noun of the latter is ranked."""
        largest = re.compile(r"大(?P<noun>[\u4e00-\u9fff]{2,10}?)(?=[,。;、:()\n的]|$)").match(self.text, m.end)
        said = re.search(
            r"(?:依然|仍然|已|仍|已经|继续)?(?:是|为|成为|跻身|保持)(?P<scope>我国|全国|全省|全市|全球|世界|中国|国内)?$",
            text,
        )
        text, inside = (text[: said.start()], said["scope"]) if said else (text, None)
        if largest and text and not text.startswith("跻身"):
            scope = (r.scope or inside or "") + largest["noun"]
            return Name(text + largest["noun"], scope, "", "", "rank", "largest")
        if inside and not r.scope:
            r.scope = inside
        if not r.scope and text and (among := _AMONG_PLACES.match(text)):
            r.scope, text = among[0], text[among.end() :]  # 六县市排名第三; 十六区增速排名第三
            text = text.removesuffix("排名").removesuffix("排")
        if "在" in text and (inside_ := _IN_AREA.search(text)) and (inside_["mid"] or not inside_.start()):
            r.scope, text = r.scope or inside_["area"], text[: inside_.start()]  # 增速在前十位省市中列第2位
            if (
                not text
                and (last := self.state.last)
                and last.measure == "rank"
                and last.sentence == self.state.sentence
            ):
                return Name(last.name, r.scope, "", "", "rank", "before")  # 居全国第12位,在中部排第3位
        named = self._from_front("" if text in ("位", "名") else text, m, r, part, "rank", clause, lo, same_clause)
        last = self.state.last
        if not named.scope and last and last.measure == "rank" and last.sentence == self.state.sentence:
            return named._replace(scope=last.scope)
        return named

    # -- names in front of the figure ---------------------------------------------------------------------------

    def _completed(
        self, name: str, verb: str, m: Mention, part: Fragment, measure: str, clause: int, lo: int, same_clause: bool
    ) -> tuple[str, str]:
        state, last = self.state, self.state.last
        if not name:
            return self._unnamed(part, clause, same_clause)
        if _PER.fullmatch(name) and measure == "level":  # 客流持续走高,日均达到80万人次
            said = self.earlier_subject(clause) or (last.name if last and last.mention.base == m.base else "")
            return (name + said, "clause before") if said else (name, "front")
        if last is None or last.sentence < state.sentence - 1:
            if name in wholes.TRADE and (front := wholes.trade_front(state, part)):
                return front + name, "front"
            if (
                bearers.is_bare(name)
                and measure != "rank"
                and (subject := self.earlier_subject(clause))
                and (name not in wholes.TRADE or len(subject) <= 6 or bearers.may_bear(subject))
            ):
                return bearers.with_quantity(subject, name), "bearer"
            if state.seen_by and measure in ("growth", "level") and not names.quantity_of(name) and not verb:
                return name + state.seen_by, "metric"
            whole = state.whole if state.whole and not name.startswith(state.whole[:4]) else ""
            of = "" if verb else wholes.quantity_alongside(state, self.text, self.start, name, m, measure, False)
            return whole + name + of, "metric" if of else "front"
        if name in wholes.TRADE and (front := wholes.trade_front(state, part)):
            return front + name, "front"
        if measure == "level" and (had := self._had(name, verb, part, clause)):
            return had, "bearer"
        if bearers.is_bare(name) and measure != "rank":
            return self._borne(name, m, clause, part.among), "bearer"
        if (
            (
                m.dimension in ("比率", "浓度")
                and measure in ("level", "growth", "change")
                and not part.among
                and not part.place
            )
            and last.sentence == state.sentence - 1
            and (fuller := wholes.fuller(state, name))
        ):
            return fuller, "bearer"
        if name in _TAKINGS and last.sentence == state.sentence and (host := _HOST.match(last.name)):
            return host["host"] + name, "bearer"
        if part.raw.endswith("完成投资") and len(part.raw) > 4 and last.name.endswith("固定资产投资"):
            return name.removesuffix("投资") + "固定资产投资", "metric"
        if name.startswith(_EACH) and last.sentence == state.sentence and (each := _EACH_OF.match(last.name)):
            return each["bearer"] + name, "bearer"  # 城镇居民人均收入3万元,人均支出2万元
        if name.startswith(_PER_AREA) and last.sentence == state.sentence and last.name.endswith("面积"):
            return names.entity_of(last.name) + name, "bearer"  # 豇豆种植面积3万亩,每亩产值8000元
        if verb and verb == name:
            if (subject := self.earlier_subject(clause)) and bearers.may_bear(subject):
                same = next((n for n in reversed(state.row[-9:]) if n.mention.base == m.base), last)
                if subject[-2:] in same.name:
                    return verb + subject.rpartition("的")[2], "verb"  # 诈骗警情有所减少,共接报800起
                return subject + verb + self._bare_noun(same.name), "verb"  # 某景区连日客满,累计接待14万人
            if last.sentence != state.sentence:  # 开行班列420列,增长3%。各市方面,某市开行超300列
                near = (
                    n for n in reversed(state.row[-6:]) if n.sentence == state.sentence - 1 and n.mention.base == m.base
                )
                carried = next((n.name for n in near if n.name.startswith(verb) and n.name != verb), "")
                if carried or last.mention.base != m.base:
                    return (verb + self._bare_noun(carried), "verb") if carried else (name, "front")
            like = next((n for n in reversed(state.row[-5:]) if n.mention.base == m.base), last)
            before, other = names.verb_before(like.name)
            if before and other and other != verb and like.sentence == state.sentence:
                return before + verb, "verb"  # 发明专利申请75件,授权15件
            return (verb + self._bare_noun(last.name), "verb") if last.name != name else (name, "front")
        if (
            _PER.match(name)
            and names.ends_with_kept(name)
            and m.base == last.mention.base
            and last.sentence == state.sentence
            and measure == "level"
        ):
            return name + self._bare_noun(last.name), "verb"  # 接待游客228万人次,日均接待28万人次
        if measure == "rank" and _RATE_NAME.fullmatch(name):
            if last.sentence != state.sentence and (subject := self.earlier_subject(clause)):
                return subject + name, "rank of"
            ranked = next((n.name for n in reversed(state.row) if n.measure != "rank"), last.name)
            return ranked + name, "rank of"
        if (
            measure == "level"
            and not verb
            and (taken := self._list_verb(lo, m.start, m.base))
            and (
                nouns.takes_noun(m)
                or m.dimension == "金额"
                and len(name) <= 4
                and "、" in self.text[last.end : part.start]
            )
        ):
            return taken + name, "verb"
        if measure == "level" and not verb and (whole_ := wholes.attribute_of_whole(state, name, m, part)):
            return whole_ + name, "metric"
        if (
            part.light == "入驻"
            and last.sentence == state.sentence
            and name in ("企业", "商户", "单位", "机构", "项目")
        ):
            held = bearers.counted_before(state)
            return (held + "入驻" + name if _PARKS.search(held) else "入驻" + name), "bearer"
        if measure == "level" and not verb and (noun := wholes.noun_of_whole(state, name, m, part)):
            return name + noun, "metric"
        if measure == "level" and not verb and (front := wholes.front_of_whole(state, m, part)) and front not in name:
            return front + name, "verb"
        if measure == "level" and not verb and (shared := wholes.verb_of_whole(state, m, part)) and not part.light:
            return shared + name, "verb"
        if part.among and not verb and measure == "level" and (every := self._per_time(m)):
            return every + name, "verb"  # 日均开行列车5637列,其中动车组3305列
        if part.among and last.verb and not verb and m.base == last.mention.base and m.dimension in ("计数", "人数"):
            noun_ = last.name[-2:] if name.endswith(_SHORTENED) and not names.quantity_of(last.name) else ""
            return names.kept_only(last.verb) + name + noun_, "verb"
        if (
            part.among
            and name.endswith(_SHORTENED)
            and m.base == last.mention.base
            and not names.quantity_of(last.name)
        ):
            return name + last.name[-2:], "verb"  # 酒店6家,其中五星级1家
        if state.whole and measure in ("growth", "level", "share") and not name.startswith(state.whole[:4]):
            name = state.whole + name
        if (
            measure == "level"
            and not verb
            and last.sentence == state.sentence
            and last.mention.base == m.base
            and m.dimension not in ("计数", "人数", "金额", "比率", "位次")
            and len(name) <= 6
            and _AREA.search(name)
        ):
            return name + names.quantity_of(last.name), "metric"  # 降水量: 甲区18毫米,开发区40毫米
        if (
            state.seen_by
            and measure == "level"
            and not verb
            and m.dimension not in ("计数", "人数", "比率", "位次")
            and not names.quantity_of(name)
        ):
            return name + state.seen_by, "metric"
        whole = (
            wholes.quantity_of_whole(state, self.text, self.start, m, part, last)
            if measure == "level" and not verb
            else ""
        )
        if whole and not names.quantity_of(name) and not name.endswith(("税", "费")):
            return name + whole, "metric"
        if measure in ("growth", "change") and not names.quantity_of(name):
            metric = wholes.quantity_before(state, self.text, self.start, name, part, last)
            if (
                metric
                and metric != "率"
                and not name.endswith((metric, "税", "率", "价", "GDP"))
                and not _PULLS.match(name)
            ):
                return name + metric, "metric"
        done = bool(_ACHIEVED.search(self.text, m.start - 6, m.start))
        if not verb and (of := wholes.quantity_alongside(state, self.text, self.start, name, m, measure, done)):
            return name + of, "metric"
        return name, "front"
