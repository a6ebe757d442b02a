"""The byline in parentheses at the end of a bulletin: who wrote it, told from remarks that stand there as well."""

import re
from dataclasses import dataclass, field

from articles.importing.fields import split_names

# Surnames that cover nearly everybody, but for those that open everyday words more often than names (初 来 计 …).
SURNAMES = set(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康"
    "施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗"
    "谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简连芦麦褚娄窦戚岑景党宫费卜冷晏席"
    "卫米柏宗瞿桂佟臧闵苟邬卞姬仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储"
    "原栗燕楚鄢劳谌奚皮粟冼蔺楼盘厉伊仝区郜阚花帅屠豆朴盖练廉禹井祖漆巴丰卿狄平索宣晋门云容敬扈晁芮都普阙浦戈"
    "伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇哈湛宾戎勾茅利於呼揭干尉冶斯元束檀衣阴昝"
    "智幸奉植衡富尧闭"
)
DOUBLE_SURNAMES = (
    "欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "令狐", "东方", "夏侯",
    "慕容", "司徒", "端木", "南宫",
)  # fmt: skip
# Words that look like a name of two or three characters.
NOT_NAMES = {
    "方案", "高温", "金融", "石化", "石油", "江苏", "安徽", "黄河", "黄金", "余额", "何时", "常住", "常态", "万元",
    "万吨", "成都", "关于", "项目", "易地", "向好", "解读", "文件", "文字", "图表", "单位", "平均", "时间", "和平",
    "明年", "来源", "来年", "国家", "国内", "国际", "都市", "全文", "海外", "海关", "权重", "强化", "应用", "应当",
    "连续", "连载", "章节", "农业", "农村", "农户", "水利", "高新", "高于", "成本", "成果", "利润", "利率", "居民",
    "居住", "公布", "公开", "公报", "信息", "信用", "初步", "初稿", "盘点", "丰收", "支出", "支持", "计算", "计划",
    "相关", "相比", "位次", "区域", "区县", "阴影", "展望", "花絮", "满意", "原文", "原载", "边际", "明显", "明细",
    "包括", "包含", "康养", "温度", "路径", "游客", "管理", "车辆", "党建", "党委", "费用", "安全", "齐全", "章程",
    "申报", "左右", "宁波", "宁夏", "古迹", "简报", "简称", "司法", "景区", "云计算",
}  # fmt: skip
ROLES = "全媒体记者|实习记者|见习记者|记者|通讯员|特约通讯员|实习生|作者|撰稿人|撰稿|撰文|供稿人|供稿|文字|摄影报道|摄影|摄像|摄|报道|图文|文|图"
# 欧阳修文 is no role.
SHORT_ROLES = {"文", "图", "摄"}
EDITORS = "责任编辑|值班编辑|责编|编辑|编审|审核|审校|校对|审签|监制|初审|复审|终审|作者单位"
ROLE = re.compile(
    rf"(?P<before>[\u4e00-\u9fff·《》]{{0,14}}?)(?:(?P<editor>{EDITORS})|(?P<role>{ROLES}))(?P<mark>[:：]?)(?P<rest>.*)"
)
SOURCE = re.compile(r"(?:(?:信息|文章|稿件|新闻)?来源|供稿单位|供稿)\s*[:：]\s*(?P<source>[^:：。；]{2,60})")
GROUP = re.compile(r"[\u4e00-\u9fff]{2,8}(?:组|编辑部)")
AT_THE_END = re.compile(r"\s*[（(](?P<inside>[^（()）\n]{1,80})[）)]\s*$")
# 沈阳晚报、沈报全媒体记者: the office before the role is no name.
OFFICE_OF_REPORTER = re.compile(r"[\u4e00-\u9fff、·]{1,20}?(?=(?:特约|全媒体|融媒体?|实习)?(?:记者|通讯员))")
REPORTER = re.compile("记者|通讯员")
BEHIND_THE_SENTENCE = re.compile(r"[。！？…][”’」』]?\s*(?P<words>[^。！？…；，,;:：]{4,60})$")
SENTENCE_ENDS = re.compile(r"[。！？!?…；;]['\"”’」』）)]{0,2}$")
# Characters of a paragraph's end that can hold a byline.
REACH = 200


@dataclass
class Byline:
    """What a text's end says of its makers, and how many of its last characters say so."""

    length: int
    authors: list[str] = field(default_factory=list)
    source: str = ""


def find_byline(text: str) -> Byline | None:
    """The byline, or the credits of editors, that `text` ends with: after a sentence, or as all of the text."""
    end = text[-REACH:]
    found = AT_THE_END.search(end)
    if not found:
        return _without_parentheses(end)
    before = end[: found.start()].rstrip()
    inside = found["inside"].strip()
    length = len(end) - found.start()
    if source := SOURCE.fullmatch(inside):
        return Byline(length, source=source["source"].strip())
    if before and not SENTENCE_ENDS.search(before):
        return None
    names = names_in(inside)
    return None if names is None else Byline(length, names)


def _without_parentheses(end: str) -> Byline | None:
    """…收入。本报记者 何凯 实习生 赵悦: behind the last sentence, and only where the words say that it is a reporter."""
    found = BEHIND_THE_SENTENCE.search(end)
    names = names_in(found["words"]) if found and REPORTER.search(found["words"]) else None
    return Byline(len(found["words"]), names) if found and names else None


def names_in(words: str) -> list[str] | None:
    """记者 王岩 通讯员 李四 → both names; 责任编辑:王五 → no name; None where the words are no byline."""
    office = OFFICE_OF_REPORTER.match(words)
    if office and office[0].startswith("据"):
        return None
    words = words[office.end() :] if office else words
    tokens = split_names(words.replace("：", ":").replace(":", ": "))
    if not tokens:
        return None
    names: list[str] = []
    role: str | None = None
    for token in tokens:
        part = ROLE.fullmatch(token)
        if part and _is_role(part):
            role = "editor" if part["editor"] else "author"
            token = part["rest"].strip(":")
            if not token:
                continue
        if role == "editor" and len(token) <= 12 and _is_han(token):
            continue
        if not (_is_name(token) or (role and _may_be_name(token)) or GROUP.fullmatch(token)):
            return None
        names.append(token)
    if role is None and len(names) == 1 and not GROUP.fullmatch(names[0]) and len(names[0]) > 4:
        return None
    return names


def _is_role(part: re.Match[str]) -> bool:
    rest = part["rest"]
    if part["before"].startswith("据") or (part["role"] in SHORT_ROLES and part["before"]):
        return False
    if not rest or part["mark"]:
        return True
    # 记者王岩: the name is glued to the role, so it has to look like one. 文 and 图 open too many words for that.
    return part["role"] not in SHORT_ROLES | {"报道", "供稿"} and _is_name(rest)


def _is_name(token: str) -> bool:
    if token in NOT_NAMES:
        return False
    if token.startswith(DOUBLE_SURNAMES):
        return 3 <= len(token) <= 4 and _is_han(token)
    if "·" in token:
        return 3 <= len(token) <= 20 and all(_is_han(part) for part in token.split("·"))
    return 2 <= len(token) <= 3 and token[0] in SURNAMES and _is_han(token)


def _may_be_name(token: str) -> bool:
    """After a role any short run of characters is a name, also one of a surname that the list lacks."""
    return 2 <= len(token) <= 4 and _is_han(token) and token not in NOT_NAMES


def _is_han(word: str) -> bool:
    return bool(word) and all("\u4e00" <= c <= "\u9fff" for c in word)
