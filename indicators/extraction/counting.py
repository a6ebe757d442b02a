"""What is counted: the words in front of a number and the noun after it."""

from __future__ import annotations

import re

from indicators.extraction import names
from indicators.extraction.listing import Listing

OUT_OF = re.compile(r"\d+个(?P<set>[^,。;\d]{2,12}?)中,?(?:有|已有)?$")
_HELD = re.compile(
    r"(?:日前|近日|昨日|今日|当天|当日|现场)?(?:举行|举办|召开)了?(?P<what>(?:集中)?(?:开工|签约|投产|竣工|授牌|揭牌))(?:仪式|活动|大会)?$"
)
# 8个项目已竣工; 其余的15个项目将陆续开赛: what was done stands in front, but not that they came to be
_DONE = re.compile(
    r"(?P<when>已(?:经)?|将)(?P<all>全部)?(?:陆续|相继|正式|全面|顺利|成功)*(?P<done>(?!落[地户]|建[成有]|实现|完成|达|[有为是获被]|成[为立])[\u4e00-\u9fff]{2,10})$"
)
# 47家企业、368名员工享受…: both have what is said of the last
_AND_COUNTED = re.compile(
    r"(?:、|和|与|及|以及)?\d[\d,.]*[多余]?[万亿]?[多余]?(?:[个家名条项人户所座艘架辆台种支位处件]|余[个家名])"
)
_CAUSES = re.compile(r"(?:将|把|让|使|推动|带动|组织|支持|引导|帮助|促成|促进|培育|助力)$")
_FOR_WHOM = re.compile(r"(?:为(?!民)|给|向)(?P<whom>当地|周边|全[市县区镇乡村]|附近|贫困|返乡)?$")
_NAMED_WORKS = re.compile(r"(?P<kind>项目|工程|企业|公司|园区|景区|学校|医院)(?:等)?$")
_REACHES = re.compile(
    r"[\u4e00-\u9fff“”]{0,10}?(?:通达|覆盖|涉及|涵盖|销往|远销|出口到|出口至|辐射|来自|联通|服务|连接)"
)
_ISSUES = re.compile(r"^(?:出台|发布|印发|制定|推出|实施)了?(?=[^\s]{3,})")
_EQUIPMENT = re.compile(r"\d+[余多]?[辆台艘架套件株盏]")
_EVENT = re.compile(r"(?:成功|集中|顺利|正式)*(?:开工|签约|投产|竣工|启动|落户|入驻|投用|挂牌|获批|入选)(?:建设)?")


class Counting(Listing):
    """Reads a counted noun with what stands in front of the number."""

    def _shared_predicate(self, start: int, stop: int, noun: str) -> str:
        """47家企业、368名员工享受…: what the last of the nouns is said to do."""
        joined = self.text[start + len(noun) : stop]
        if joined not in ("", "、", "和", "与", "及", "以及") or not self.text.startswith(noun, start):
            return ""
        if (counted := _AND_COUNTED.match(self.text, stop)) is None:
            return ""
        said = names.counted_noun(self.text, counted.end(), self.breaks.after(stop), False)[1]
        return "" if any(map(str.isdigit, said)) else said

    def _counted(self, name: str, noun: str, predicate: str, lo: int, at: int) -> tuple[str, str] | None:
        if held := _HELD.match(predicate):
            predicate = held["what"]
        now = _DONE.match(predicate) if noun and predicate.startswith(("已", "将")) else None
        if now and (not name or now["all"] and self.text[at - 1] == "的"):
            return now["done"] + noun, now["done"]
        if noun.endswith("的") or not noun and not predicate:
            return None
        if (of := OUT_OF.search(self.text, max(self.start, at - 24), at)) and (not noun or noun in of["set"]):
            noun, name = of["set"], ""  # 37个工业行业大类中,31个实现增长
            return (predicate + noun, predicate)
        if predicate and noun and (_CAUSES.search(name) or _CAUSES.search(self.text[max(lo, at - 2) : at])):
            return predicate + noun, predicate
        if predicate and noun and (whom := _FOR_WHOM.search(name)):
            return predicate + (whom["whom"] or "") + noun, predicate  # 为当地35名群众提供岗位
        if predicate and noun and "将" in name:  # 将某地173亩土地进行盘活
            done = re.sub(r"^(?:进行|予以)|并.*$", "", predicate)
            return done + name.rpartition("将")[2] + noun, predicate
        if not noun and predicate and "、" in name and (works := _NAMED_WORKS.search(name)):
            return predicate + works["kind"], predicate  # 甲项目、乙项目2项参加签约
        subject, verb = names.verb_before(name)
        if subject in ("此次", "本次", "当天", "当日") or subject.endswith("等") and predicate:
            subject = ""
        elif subject.endswith("等") and "、" in subject:
            reached = _REACHES.match(subject)
            subject = reached[0] if reached else ""  # 班列通达甲国、乙国等20个国家
        if subject.endswith("中") and re.search(r"\d", subject):
            subject = ""  # 35个大类中28个行业: the set is not the name
        if not verb:
            subject = _ISSUES.sub("", subject)
            kept = names.starts_with_kept(subject)
            if kept and ("、" in subject or len(subject) > len(kept) + 18):
                subject, verb = "", kept
            elif kept:
                return subject + noun, kept
        elif len(subject) > 12 or "、" in subject:
            subject = ""
        last = self.state.last
        goes_on = last and last.verb and last.sentence == self.state.sentence and self.text[at - 1] == ","
        if goes_on and not (subject or verb or predicate) and _EQUIPMENT.match(self.text, at):
            verb = names.kept_only(last.verb) if last else ""  # 配备发电车9辆,430台发电机
        if not (subject or verb or predicate) and (taken := self._list_verb(lo, at, "")):
            verb = taken
        if subject in ("", "已", "共", "有") and not verb and predicate and noun:
            drop = predicate.startswith(
                (
                    "取得",
                    "稳步",
                    "有序",
                    "加快",
                    "如期",
                    "开始建",
                    "进展",
                    "落户",
                    "落地",
                    "已",
                    "均",
                    "在",
                    "为",
                    "达",
                    "是",
                    "有",
                    "同比",
                )
            )
            return (noun, predicate) if drop else (predicate + noun, predicate)
        if not noun:
            return (subject + verb + predicate, verb) if predicate else None
        if subject and not verb and _EVENT.fullmatch(predicate):
            return subject + predicate + noun, predicate  # 某开发区26个项目集中开工
        return subject + verb + noun, verb + subject
