"""What a name is rid of before it stands alone: light verbs inside it, examples before 等, who did it, how, edges."""

from __future__ import annotations

import re
from functools import lru_cache

from indicators.extraction.words import alternatives, words

KEPT_START = re.compile(
    rf"(?:{alternatives('kept')})(?![性型])(?:(?:、|和|及|以及|并)?(?:{alternatives('kept')})(?=[\u4e00-\u9fff“]{{2}}))*"
)
KEPT_BEGINS = frozenset(word[0] for word in words("kept"))  # most names begin with none of them
KEPT_INSIDE = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})(?:{alternatives('kept')})")
_COUNT_WORD = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})(?:累计|(?<!公)共|已)(?=(?:{alternatives('kept')}))")
_LIGHT_INSIDE = re.compile(
    r"(?<!新)(?<!基本)(?:已经|已|均|累计|共|全年|首次|顺利|圆满|成功|超额)*(?:实现|完成|达到|拥有|建成|培育|集聚|汇聚|落地|招引|录得|促成|吸引)了?(?!率|力|度|情况|时间|能力|量|发展|区|面积|基地|中心|工程|计划)"
)
_EXAMPLES = re.compile(r"^.*(?<![平同中高初优特劣一二三上下对均相])等(?=[\u4e00-\u9fff“])(?!级|离|额|于|份|候|待)")
_GENERIC_EXAMPLES = re.compile(r"(?![^等]*(?:院|所|公司|大学|中心|集团|平台|厂|局|[A-Z]|“))[\u4e00-\u9fff、]{2,9}等$")
_AS_SUCH = re.compile(r"^以.{1,30}?(?:为代表的|为主的|为首的|为龙头的|为重点的)")
_COUNTED_BEFORE = re.compile(r"^.*\d[\u4e00-\u9fff]{1,2}、(?=[\u4e00-\u9fff]{2})")  # 蜜蜂520箱、冬桃
_MODAL = re.compile(
    r"^(?:后(?![勤备续期])|能够?(?![源力量耗效级])|可(?![再燃支降持视穿转采比用])|可望|预计|还将|将|力争|有望|全面|(?:建成|投产|达产)后)+(?=[\u4e00-\u9fff]{2})"
    r"|(?<=[\u4e00-\u9fff)”])(?:(?:明年|今年|去年)(?:还)?将?|预计可?|还将|有望|力争)(?=[\u4e00-\u9fff]{2})"
    r"|^(?:此次|本次|本届|这届|这次)(?=[\u4e00-\u9fff]{3})|(?<=年)可(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]{2})(?:全国|全省|全市|全区|全县)$"
)
_HAS_INSIDE = re.compile(
    r"(?<=[\u4e00-\u9fff)”]{2})(?<![国私公所民含占特应固自享原持富没])(?:(?<!公)共|现|已|建|设|拥)?有(?![限效机线色关源害序氧利意望所])(?=[\u4e00-\u9fff]{2})"
)
_TOGETHER = re.compile(r"(?<=[\u4e00-\u9fff)”]{2})(?<![公中])共(?![同享建产和青富治管生鸣识通])(?=[\u4e00-\u9fff]{2})")
_NOWADAYS = re.compile(r"(?<=[\u4e00-\u9fff)”]{2})(?:目前|年底前|几年来|如今|现已)(?:已经|已|共)*")
_INSIDE_WHOLE = re.compile(r"^(?:在[\u4e00-\u9fff、]{2,16}?|这\d+个[\u4e00-\u9fff]{1,10}?)中,?(?=[\u4e00-\u9fff]{2})")
_SCORED = re.compile(
    r"在(?P<at>[^,。;]{2,30}?(?:考核|考评|评比|评价|测评|评估|竞赛|比赛))中(?P<what>得分|评分|排名|综合得分|综合排名)$"
)
_BASE_EFFECT = re.compile(r"^[\u4e00-\u9fff]{0,4}[高低]基数(?:基础|影响|作用|效应)?$")
_FIRST_DAYS = re.compile(
    r"(?:前|头)[\d一二三四五六七]+(?:天|日|个月)(?:累计|共)?|(?<=[\u4e00-\u9fff]{2})前(?:要|将|可|力争|确保)+(?:完成|实现)?"
)
# 全省公安机关抓获…: who did it as an office is not what is counted
_ACTOR = re.compile(
    rf"[\u4e00-\u9fff、]{{0,8}}?(?:机关|队伍|部门|法院|检察院|公安局?|交警|海关|[总支大]队|纪委监委|税务局|专班|我[办局镇县市区院所])(?:共|累计|已)?(?={alternatives('kept')})"
)
_PREPOSITIONS = frozenset(["围绕", "通过", "依托", "结合", "立足", "聚焦", "瞄准", "根据", "按照"])
_BY_MEANS = re.compile(
    rf"^(?:[\u4e00-\u9fff]{{2}})?(?:{'|'.join(sorted(_PREPOSITIONS))})[\u4e00-\u9fff、“”]{{2,16}}?(?=(?:布局)?(?:{alternatives('kept', 'light')})[\u4e00-\u9fff“]{{2}})"
)
_RECORD = re.compile(r"(?:在|创|为|达)?历史(?:上)?(?:同期)?(?:首次|最高|新高|最好)?(?:水平)?$")
_BY_WHOM = re.compile(r"(?<=[\u4e00-\u9fff]{3})由[\u4e00-\u9fff()]{4,24}?(?=(?:总|计划)?投资|承建|建设)")
_ONCE_BUILT = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:全部|正式|全面)?(?:建成|投产|达产|竣工|完工|投用|投运|运营)+(?:之|以)?后(?:预计|可|将|能)*"
)
_STREAK = re.compile(r"(?:已|均|并)?连续\d+[年届次](?=[\u4e00-\u9fff]{2})")
_DURING = re.compile(r"^[\u4e00-\u9fff“”]{2,8}?(?:当天|当日|首日|期间)(?:共|累计|安排|举行)*(?=[\u4e00-\u9fff]{3})")
_CALLED = re.compile(r"^.*\((?:以下)?(?:统称|简称|统一简称|称)“?([^)”]{2,16})”?\)")
_CAN = re.compile(r"(?<=[天年月季])(?:能够|可以|能(?![源耗力量])|可(?=[一-龥]{2}))")
_GOT = re.compile(r"^(?:接到|收到|签订|取得|实现|产生|生产|拥有)的(?=..)")
_IS_A = re.compile(r"(?<=[\u4e00-\u9fff]{3})是(?:我[国省市县区])?一[座家个所条](?=[\u4e00-\u9fff]{2})")
_EVERY_UNIT = re.compile(r"(?P<what>.{3,16}?)(?:为|达到?|是)(?P<every>每(?:立方米|平方米|公斤|千克|吨|亩|人|升|斤|户))")
# one of these stands in what _LIGHT_INSIDE takes out; they and the next ones are to be kept in step with the patterns
_LIGHT_WORD = re.compile(r"实现|完成|达到|拥有|建成|培育|集聚|汇聚|落地|招引|录得|促成|吸引")
# what _MODAL begins with at the front, what stands elsewhere in it; 这次 goes only beside one of the words
_MODAL_BEGINS = frozenset("后能可将全此本这预还力有建投达")
_MODAL_INSIDE = re.compile("[明今去]年|预计|还将|有望|力争|年可|全[国省市区县]$")
_MODAL_WORD = re.compile(r"[后能可将力全此本明今去达]|预计|有望|建成|投产")
_FOOTNOTE = re.compile(r"\[\d{0,2}\]?|^\]")
_SAID_OF_ALL = re.compile(r"\((?:[^()]*[、,])?(?:以?下同|预计数)\)")  # 完成(预计数、下同)
_JOINT_END = re.compile(r"(?:以及|和|与|(?<![惠涉普波])及|并|、)$")
_JOINTS = frozenset("及和与并、")
_ADDED_END = re.compile(r"(?:分别|均|共|已)*新增$(?<=..新增)")


def _kinds(examples: str, of: str) -> bool:
    """文旅、工业、商贸等产业项目: short words that say which kinds are meant, no names of single ones."""
    if _GENERIC_EXAMPLES.match(examples):
        return True
    verb = KEPT_START.match(examples)
    if _BY_WAY.match(of):
        return False
    verb = verb or KEPT_INSIDE.search(examples)
    listed = examples[verb.end() if verb else 0 :].removesuffix("等")
    return "、" in listed and len(listed) <= 20 and all(len(word) <= 4 for word in re.split("[、和与及]", listed))


@lru_cache(maxsize=1024)
def tidy(words_: str) -> str:
    """Inner light verbs, examples before 等, edges and spaces removed."""
    name = words_.replace(" ", "")
    if not name:
        return ""
    if name[0] in "可能将":
        name = _MODAL.sub("", name)
    if name[:1] == "以":
        name = _AS_SUCH.sub("", name)
    if "等" in name:
        shorter = _EXAMPLES.sub("", name)
        if len(shorter) >= 2 and not _kinds(name[: len(name) - len(shorter)], shorter):
            verb = KEPT_START.match(name)
            name = verb[0] + shorter if verb and not KEPT_START.match(shorter) else shorter
    if "、" in name:
        name = _COUNTED_BEFORE.sub("", name)
    if name[:2] in _PREPOSITIONS or name[2:4] in _PREPOSITIONS:
        name = _BY_MEANS.sub("", name)
    if (actor := _ACTOR.match(name)) and len(name) - actor.end() > 3:
        name = name[actor.end() :]
    if "的" in name[2:4]:
        name = _GOT.sub("", name)
    if "是" in name:
        name = _IS_A.sub("", name)
    if "称" in name:
        name = _CALLED.sub(r"\1", name)
    if "--" in name:
        name = name.rpartition("--")[2] or name
    if "天" in name or "年" in name or "月" in name:
        name = _CAN.sub("", name)
    if "后" in name:
        name = _ONCE_BUILT.sub("", name)
    if _LIGHT_WORD.search(name):
        name = _LIGHT_INSIDE.sub("", name)
    if "共" in name or "已" in name or "累计" in name:
        name = _COUNT_WORD.sub("", name)
        name = _TOGETHER.sub("", name)
    if "[" in name or "]" in name:
        name = _FOOTNOTE.sub("", name)
    if "(" in name:
        name = _SAID_OF_ALL.sub("", name)
    if "有" in name:
        name = _HAS_INSIDE.sub("", name)
    if "前" in name or "头" in name:
        name = _FIRST_DAYS.sub("", name)
    if "前" in name or "来" in name or "现已" in name:
        name = _NOWADAYS.sub("", name)
    if name[:1] in "在这":
        scored = _SCORED.match(name)
        name = scored["at"] + scored["what"] if scored else _INSIDE_WHOLE.sub("", name)
    if name[-4:-2] == "基数" or name[-2:] == "基数":
        name = _BASE_EFFECT.sub("", name)
    if "蝉联" in name:
        name = name.partition("蝉联")[2] or name
    if "连续" in name:
        name = _STREAK.sub("", name)
    if "当" in name or "期间" in name:
        name = _DURING.sub("", name)
    if "历史" in name:
        name = _RECORD.sub("", name)
    if "由" in name:
        name = _BY_WHOM.sub("", name)
    if "每" in name and (per := _EVERY_UNIT.fullmatch(name)):
        name = per["every"] + per["what"]
    if (name[:1] in _MODAL_BEGINS or _MODAL_INSIDE.search(name)) and _MODAL_WORD.search(name):
        name = _MODAL.sub("", name)
    if "出现在" in name:
        name = name.partition("出现在")[0] or name
    name = name.strip('、,的了:;-.|*#" ')
    if name.endswith("新增") and (m := _ADDED_END.search(name)):
        name = "新增" + name[: m.start()]
    return _JOINT_END.sub("", name) if name[-1:] in _JOINTS else name


_BY_WAY = re.compile(r"方式|方面|领域|形式|手段|途径|渠道|措施|环节|地区?|国家|省|市|县")
