"""Numbers with a unit that are still no figures: thresholds, durations, sets, parts of names."""

from __future__ import annotations

import re

from indicators.extraction.words import words
from indicators.extraction.written_units import Found

CLASSIFIER_DIMENSIONS = frozenset({"计数", "人数"})
DURATION_UNITS = frozenset(
    {
        "年",
        "天",
        "日",
        "周",
        "个月",
        "月",
        "小时",
        "个小时",
        "分钟",
        "秒",
        "秒钟",
        "个星期",
        "周年",
        "个工作日",
        "工作日",
        "个钟头",
        "岁",
        "周岁",
    }
)
_SPENT = re.compile(
    r"(?:历时|用了|用时|仅用|连续|过去|未来|前后|为期|仅|每|每隔|隔|提前|短短|这|头|最近|近|前|后|今后|时隔|长达|第|满|再过|第一个|下一个|再用|利用|持续|了|约|建[^,。]{0,4})$"
)
_MEASURED_TIME = re.compile(
    r"(?:期|时间|时长|年限|天数|缩短|压缩|缩减|减少|提高|延长|达到?|为|超过?|工作|工时|寿命|年龄|小时数|龄|至|到)[^,。;]{0,3}$"
)
_SET_OF = re.compile(
    r"[^\d,。;、:]{0,10}?(?:(?<![年户人亩])均(?!价|值|匀|等|衡)|总体|依次|都(?![市会江匀])|全部(?!投)|中(?=[,、有占居位列排]|实现)|之中|里(?!程))"
)
_ONE_OF = re.compile(r"[^,。;、\d]{1,14}之一")
_WHOLE_SET = re.compile(
    r"(?:(?:^|[,。;、\n在对由从向为将]|深入|走进|遍及|遍布)(?:全省|全市|全国|全区|全县|全州)|全部|上述|领跑(?:全[国省市区])?|在内的?|这|该|所有|辖区)$"
)
ASPECT = re.compile(
    r"(?:[^,。;、的了\n]{0,4}?)(?:方面|领域|环节|层面|维度|大类|门类|角度|篇章|步骤|阶段|时期|要素|关键词|原则|季度|月|交易日|工作日|学时|世纪|年头|路径|动作)"
)
_ASPECT_OF = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:学校|企业|项目|机构|医院|人员|学生|工程|专业)"
)  # 10所义务教育阶段公办学校
_LIST_BEFORE = re.compile(r"(?:等|、[^,。;、()的]{1,14}|”)(?:这)?(?<![及和与])$")
_GAINED = re.compile(
    r"新增|新建|新设|建成|引进|获批|创建|签约|打造|建设|推出|完成|实施|落地|拥有|有|达|(?<!公)共|布局|培育|设立|发布|出台|制定|建立|集聚|吸引|招引|推动|覆盖|惠及|投产|开工|召开|举办|开展|组织|推进|认定|开通|办理|解决|收到|形成|涉及|包括|入选|获得|获|新|承办|联合|服务|支持|带动|部署|调派|配备|派出|出动|转化|储备|谋划|列入|增(?!加值|速|幅|长)|落户|下辖|辖|分布"
)

_ADMINISTRATIVE = frozenset(["市", "县", "区", "省", "州", "个市", "个县", "个区"])
_SET_OF_PLACES = re.compile(
    rf"(?:地区|合计|实现|完成)*(?:{'|'.join(re.escape(w) for w in words('metric') if len(w) > 1)}|排名|排|规模以上|社会消费品|固定资产|居民)"
)
_RULED = re.compile(r"(?:^|[,。;、\n])(?:对于?|凡|如果?|若)[^,。;\n]{2,40}$")
_DIGITS_AT = re.compile(r"(?P<count>\d{1,6})(?:多|余)?[个家项座种类人名所条处款艘辆台支户位件场]")
_PLACES_OF = re.compile(
    r"[^,。;、的\d]{0,6}(?:地区|省份|城市|区县|县区|县市|省区市|市县|乡镇)的"
)  # 甲、乙等9个试点地区的…
_DIGITS = re.compile(r"\d{1,6}(?:多|余)?[\u4e00-\u9fff]")
_DONE_TO_ALL = re.compile(r"[^\d,。;、:的]{0,14}?(?:已(?:经)?)?全部(?!投)|人?已(?:经)?全部|[^\d,。;、:的]{0,6}?正在")
_MAKES = re.compile(r"(?!的)[\u4e00-\u9fff]{1,12}?项目")
_ITEM_MARK = re.compile(r"[、和]")
_SET_WITH_QUANTITY = re.compile(
    r"[^,。;、的\d]{2,14}?(?:增加值|产值|营业收入|利润|投资|进资|价格|产量)(?:占|增|同|比|下|实)"
)


# 平均受教育年限从2020年的9.6年提升至2025年的10.2年; 期限为5年、10年和15年
_YEARS_OF = re.compile(
    r"(?:年限|寿命|期限|学制|[树船车房工教党楼]龄)(?:均|平均|已|[约近超]|从|由|为|有|达到?|提[升高]|延长|增加|缩短|[到至]|20\d\d年|的|\d{1,3}(?:\.\d+)?[年岁](?:左右|以上)?|[、,和])*$"
)
_LIMIT_SAID = re.compile(
    r"规模以上[^,。;()]{0,8}\($|\((?:年)?(?:主营业务|营业|销售)?(?:收入|投资|销售额|营业额)[^,。;()]{0,4}$"
)
_OR_MORE = frozenset("及以")
_OVER = re.compile(r"及?以上\d")
_NOW = ("目前", "当前", "日前", "此前", "年前", "月前")
_HEADS = r"(?:项目|企业|工程|单位|园区|公司|机场|港口|城市|景区)"
# an amount that says which of them are counted, right before the count
_LIMITS_COUNT = re.compile(
    rf"(?:(?:\([^()]{{1,10}}\))?(?:及?以上|以下|以内)的?|或\d[\d.]*[万亿]*(?:美元|元)(?:及?以上)?的?)?[\u4e00-\u9fff]{{0,8}}?{_HEADS}(?:共?有|达|占|共计)?\d+(?:个|家|项|座|户)"
)
_STATED = re.compile(
    r"(?:为|装机|产|达到?|(?<!签)约|近|超过?|完成|实现|投入|贷款|融资|带动|吸引|得到|额|收入|产值|税|的)$"
)
_CAPACITY, _ANIMALS = frozenset({"重量", "长度", "容量", "体积"}), frozenset({"只", "羽", "头"})
_MADE_SO = re.compile(
    r"(?:产|近|约|超|逾|达到?|装机|建设?|建成|改造|完成|实施|推进|启动|谋划|布局|引进|投产|新增|储备|[座条个片项批]|的|和|与|共|有|了|[^\u4e00-\u9fff”])$|^$"
)
_OF_CAPACITY = re.compile(
    r"(?!的)[\u4e00-\u9fff]{1,10}?(?:项目|工程|生产线|储备库|气调库|冷库|饲料厂|电站|钻机)(?!的?\d)"
)


def reason(text: str, s: int, found: Found) -> str | None:
    """Why a number with a unit is still no figure."""
    e = found.end
    before, after = text[max(0, s - 12) : s], text[e : e + 16]
    base, dimension = found.base, found.dimension
    first, last = after[:1], before[-1:]
    if last == "第":
        return "ordinal"
    if base == "%" and first == "的" and after.startswith(("的,", "的,")) and _RULED.search(text[max(0, s - 50) : s]):
        return "name"  # 对超过50%的,予以核减: a rule's threshold
    if base in DURATION_UNITS:
        return None if _YEARS_OF.search(text, max(0, s - 40), s) else _duration(base, before, after)
    if base == "千伏" and "\u4e00" <= first <= "\u9fff" and not after.startswith(("以上", "及以上")):
        return "name"  # 220千伏变电站
    if base == "位" and last == "前":
        return "name"  # 前3位
    if (
        dimension == "金额"
        and first in _OR_MORE
        and after.startswith(("以上)", "及以上)", "以上的)", "及以上的)"))
        and _LIMIT_SAID.search(before)
    ):
        return "name"  # 规模以上(年主营业务收入2000万元及以上)
    if last in ("每", "前") and dimension in CLASSIFIER_DIMENSIONS and not before.endswith(_NOW):
        return "name"
    goes_on = "\u4e00" <= first <= "\u9fff"
    if (
        (goes_on or first == "(")
        and dimension not in CLASSIFIER_DIMENSIONS
        and _LIMITS_COUNT.match(text, e)
        and ("以上的" in after[:8] or not _STATED.search(before))
    ):
        return "name"  # 3000万美元外资项目2个; 50亿元或5亿美元以上工业项目6个
    if (
        goes_on
        and (dimension in _CAPACITY or base in _ANIMALS)
        and _OF_CAPACITY.match(after)
        and not _MADE_SO.search(before)
    ):
        return "name"  # 某某集团20万吨粮食储备库
    if first in _OR_MORE and after.startswith(("以上", "及以上", "以下", "及以下", "以内")):
        rest = after.lstrip("及")[2:3]
        if (
            rest
            and "\u4e00" <= rest <= "\u9fff"
            and base not in ("%", "个百分点", "倍", "成")
            and (dimension not in CLASSIFIER_DIMENSIONS | {"人次"} or not base)
        ):
            return "name"
    if dimension == "金额" and last in ("过", "超", "逾") and re.match(r"的(?:项目|企业)\d", after):
        return "name"
    over = first in _OR_MORE and bool(_OVER.match(after))
    if over and base not in ("%", "个百分点", "倍"):
        return "name"
    if last == "产" and before.endswith("的年产") and _MAKES.match(after):
        return "name"  # 投资4亿元的年产20万套座椅项目
    if base in _ADMINISTRATIVE and _SET_OF_PLACES.match(text, e) and not _GAINED.search(before[-4:]):
        return "name"  # 内地9市进出口; 十六区增速
    if first == "级" and (dimension not in ("计数", "人数", "比率") or not base):
        return "name"
    if base == "位" and _SET_OF.match(after):
        return "name"  # 空气较好的10位城市依次是
    if dimension == "计数" or base in ("人", "名"):
        return _counted(text, s, before, after)
    if dimension == "金额" and after.startswith(("项目", "企业", "级", "工程", "产业", "规模以上", "规上")):
        return "name"
    if base in ("℃", "大卡", "千卡") and re.match(r"(?!以上|左右|以下|的)[\u4e00-\u9fff]", after):
        return "name"
    if last == "产" and before.endswith("年产") and re.match(r"[^,。;]{1,14}、", after):
        return "name"
    if base == "点" and not ("指数" in before or "." in text[s:e]):
        return "time"
    if base == "分" and not re.search(r"分|数|度|评|考|绩", before):
        return "undecided"
    return None


_DAYS_OF = re.compile(
    r"(?:污染|达标|超标|优|良|优良|高温|沙尘|雾|霾|霜|雨|雪|晴|阴|降水|降雨|大风|停航|停电|封闭)(?:天数|天气|日数)?(?:为|有|达|共|约|仅)*$"
)


def _duration(base: str, before: str, after: str) -> str | None:
    if base == "天" and not ("\u4e00" <= after[:1] <= "\u9fff") and _DAYS_OF.search(before):
        return None  # 重度污染7天
    if base in ("岁", "周岁"):
        return None if re.search(r"(?:年龄|寿命|岁数)[^,。;看]*$", before) else "name"
    if _SPENT.search(before) and not re.search(r"(?:缩短|压缩|提速|减少)[^,。;]{0,6}$", before):
        return "time"
    if base in ("年", "周年", "月", "日") and not re.search(r"(?:年限|寿命|期限|期|学制)[^,。;]{0,4}$", before):
        return "time"
    if _MEASURED_TIME.search(before) and not (
        after
        and "\u4e00" <= after[0] <= "\u9fff"
        and not after.startswith(
            ("以上", "以内", "左右", "的", "压缩", "缩短", "减", "提", "增", "降", "延长", "到", "至")
        )
    ):
        return None
    return "time"


def _counted(text: str, s: int, before: str, after: str) -> str | None:
    if (
        (aspect := ASPECT.match(after))
        and not _ASPECT_OF.match(after, aspect.end())
        and not re.search(r"新增|新设", before)
    ):
        return "name"
    if _WHOLE_SET.search(before) and not after.startswith(("以上", "左右")) and not _all_done(text, s, after):
        return "name"
    if (not before.rstrip(" ") or before[-1:] in ",。;、\n") and _SET_WITH_QUANTITY.match(after):
        return "name"
    if "之一" in after and _ONE_OF.match(after):
        return "name"  # 全市16个特色园区之一
    if _SET_OF.match(after):
        clause = re.split(r"[。;\n]", before)[-1]
        if (not _GAINED.search(clause) or clause.endswith("的")) and not _all_done(text, s, after):
            return "name"
    if (
        after
        and ("\u4e00" <= after[0] <= "\u9fff" or after[0] == "“")
        and after[0] != "等"
        and _LIST_BEFORE.search(text[max(0, s - 20) : s])
    ):
        return _set_of_a_list(text, s)
    return None


def _all_done(text: str, s: int, after: str) -> bool:
    """183艘渡船已全部停航: what was done to all of them tells how many, unless that was told before."""
    number = _DIGITS.match(text, s)
    return bool(number and _DONE_TO_ALL.match(after)) and not _told(text, s, number[0] if number else "")


def _told(text: str, s: int, words_: str) -> bool:
    told = text.find(words_, max(0, s - 1200), s)
    while told > 0 and text[told - 1].isdigit():
        told = text.find(words_, told + 1, s)
    return told >= 0


def _set_of_a_list(text: str, s: int) -> str | None:
    """甲、乙等25个项目 counts more than it lists; 甲、乙两个项目, or a number that was told before, only says which."""
    clause = re.split(r"[,。;\n]", text[max(0, s - 60) : s])[-1]
    number = _DIGITS_AT.match(text, s)
    if text[s - 1] != "等" or number is None or _PLACES_OF.match(text, number.end()):
        return None if _GAINED.search(clause) else "name"
    listed = 1 + len(_ITEM_MARK.findall(re.split(r"[。;\n]", text[max(0, s - 300) : s])[-1]))
    return (
        "name" if _told(text, s, number[0]) or int(number["count"]) <= listed and not _GAINED.search(clause) else None
    )
