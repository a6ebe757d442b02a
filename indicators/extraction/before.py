"""What a name takes from the clauses and figures before it: subjects, bearers, verbs, causes."""

from __future__ import annotations

import re

from indicators.extraction import bearers, names, subjects, wholes, whom
from indicators.extraction.figures import Mention
from indicators.extraction.names import Fragment
from indicators.extraction.places import Gazetteer
from indicators.extraction.sentences import Breaks
from indicators.extraction.state import Named, State
from indicators.extraction.timeline import Timeline
from indicators.extraction.words import words

_SET_NAMED = re.compile(r"\d+个(?P<set>[^,。;\d]{2,12}?)中")
_LISTED_BY = frozenset(["种", "个", "家", "所", "座", "台", "部", "项", "条"])
HAD = frozenset(words("had"))
_CONSISTS = re.compile(r"涵盖|包括|涉及|包含|覆盖|主要|集中|用于|分布|聚焦|建有|拥有|属于|位于|坐落|总部")
_DONE = frozenset(["建成", "完成", "落地", "落户", "招引", "形成"])
# what a work or a policy does to others: it stands in front of the verb
_EFFECT = re.compile(
    r"(?:可|直接|间接|预计|已|累计|共|每年|年)*(?:惠及|受益|带动|吸纳|涉及|保护(?=[人农耕面])|改善(?=灌溉)|节约|服务(?=.{0,4}(?:群众|企业|人|居民|学生|村民)))"
)


class Before:
    """Reads what stands before a figure; holds no state of its own besides the sentence's bounds."""

    def __init__(
        self, text: str, start: int, breaks: Breaks, state: State, places: Gazetteer, timeline: Timeline
    ) -> None:
        self.text, self.start, self.breaks, self.state = text, start, breaks, state
        self.places, self.timeline = places, timeline
        self.taken_to = 0  # how far the words after the figure have gone into its name

    def of_what(self, name: str, clause: int) -> str:
        """发放消费券2亿元,惠及商户… → 发放消费券惠及商户: an effect is that of the clause or figure before it."""
        state, last = self.state, self.state.last
        if (
            not _EFFECT.match(name)
            or state.subject
            and state.sentence - state.subject_sentence <= state.subject.endswith(whom.LASTS_ON)
        ):
            return name
        at = self.breaks.previous(clause, self.start)
        if at is not None and not (last and last.end > at):
            part = names.fragment(self.text, at, max(at, clause - 1), self.places, self.timeline)
            done = names.starts_with_kept(part.text) and not names.ends_with_kept(part.text)
            cause = part.text if done and 4 <= len(part.text) <= 22 else subjects.subject_of(part.text)
            return cause + name if 2 <= len(cause) <= 22 else name
        if last is None or last.sentence != state.sentence or last.measure != "level" or name.startswith("带动"):
            return name
        effect = _EFFECT.search(last.name, 2)
        cause = last.name[: effect.start()] if effect else names.after_kept(last.name)
        fits = 2 <= len(cause) <= 22 and cause[0] not in "年每日月" and not _EFFECT.match(cause)
        return cause + name if fits else name

    def _list_verb(self, lo: int, at: int, base: str) -> str:
        """新增甲3个、乙5个: the verb in front of the list belongs to each item."""
        last = self.state.last
        if last is None or not last.verb or last.sentence != self.state.sentence:
            return ""
        between = self.text[last.end : lo + 1]
        if not between or len(between) >= 40 or re.search(r"[。;:()]", between):
            return ""
        # 出版图书3种,报纸2种: a comma joins as well where the same is counted of short names
        listed = (
            "," not in between
            or base in _LISTED_BY
            and re.fullmatch(r",[\u4e00-\u9fff]{2,5}", self.text[last.end : at])
        )
        return names.kept_only(last.verb) if listed and ("," not in between or last.mention.base == base) else ""

    def _had(self, name: str, verb: str, part: Fragment, clause: int) -> str:
        """医院12家,床位3500张; 破获案件9起,抓获犯罪嫌疑人12名: what an institution or a case has, with its bearer."""
        noun = name[len(verb) :] if name not in HAD else name
        if noun not in HAD:
            return ""
        noun = {"亡": "死亡", "伤": "受伤"}.get(noun, noun)
        bearer = bearers.counted_before(self.state, "共" in self.text[clause : part.start])
        last = self.state.last
        if not bearer and verb and last and last.sentence == self.state.sentence:
            ended = next((w for w in words("had") if len(w) > 2 and last.name.endswith(w)), "")
            bearer = names.after_kept(last.name).removesuffix(ended) if ended else ""
        if not bearer:
            longer = (
                n.name for n in reversed(self.state.row[-8:]) if n.name.endswith(name) and len(n.name) > len(name) + 1
            )
            return (
                next(longer, "")
                if not part.among and name == noun and len(name) > 1 and not bearers.is_bare(name)
                else ""
            )
        return verb + bearer + noun if noun != name else bearer + name

    def _bare_noun(self, name: str) -> str:
        noun = names.after_kept(name)
        while names.starts_with_kept(noun) and len(names.after_kept(noun)) < len(noun) and len(noun) > 5:
            noun = names.after_kept(noun)  # 开工建设公路
        return re.sub(r"(?:余额|数量|总数|总量|总额|规模)$", "", noun) or name

    def _borne(self, name: str, m: Mention, clause: int, among: bool) -> str:
        if name.endswith("面") and (of := _SET_NAMED.search(self.text, max(self.start, m.start - 60), m.start)):
            return of["set"] + name  # 33个行业大类中有19个增长,增长面…
        last, state = self.state.last, self.state
        if last and (subject := self.earlier_subject(clause)):
            after_stop = ";" in self.text[last.end : clause]
            if name in wholes.TRADE and len(subject) > 6 and not bearers.may_bear(subject):
                return name
            if names.starts_with_kept(subject) and name.endswith("率"):
                return name  # 实施三年行动,…,城镇化率
            if last.sentence != state.sentence or after_stop or bearers.may_bear(subject):
                return bearers.with_quantity(subject, name)
        among = among or self.text[clause - 3 : clause].startswith("其中")
        return bearers.borne(name, m, last, state.sentence, among)

    def _unnamed(self, part: Fragment, clause: int, same_clause: bool) -> tuple[str, str]:
        state, last = self.state, self.state.last
        if last and state.out_of_brackets:
            return last.name, "before"
        if last and part.place and last.sentence >= state.sentence - 1 and last.region != part.place.name:
            return last.name, "place only"
        if last and (same_clause or last.sentence == state.sentence and self._follows(clause, last)):
            if last.verb and part.light in _DONE and last.measure == "level" and part.light != last.verb:
                return part.light + self._bare_noun(last.name), "before"  # 开工公路220公里,建成45公里
            return last.name, "before"
        if subject := self.earlier_subject(clause):
            return subject, "clause before"
        return (last.name if last else ""), "paragraph"

    def _follows(self, clause: int, last: Named) -> bool:
        """Nothing that could be another subject stands between."""
        at = self.breaks.previous(clause, self.start)
        return at is None or last.end > at or last.clause >= at

    def earlier_subject(self, clause: int) -> str:
        """The subject of the nearest clause before that has no figure."""
        at: int | None = clause
        for _ in range(4):
            before = at
            at = self.breaks.previous(at, self.start) if at is not None else None
            if at is None or (self.state.last and self.state.last.end > at):
                return ""
            part = names.fragment(self.text, at, max(at, (before or clause) - 1), self.places, self.timeline)
            subject = "" if _CONSISTS.match(part.raw) else subjects.subject_of(part.text)
            if 2 <= len(subject) <= 40:
                return subject
        return ""
