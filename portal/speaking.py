"""What a voice should say for a sentence: figures, dates, ranges and signs written out as people read them aloud.

A browser's Chinese voice reads 352.4亿元 well and 2023年1-6月, 5%—6%, 0571-8888 or 28μg/m³ badly; so nothing is left to it.
A pipeline of substitutions, the longest forms first; each turns digits into Chinese numerals, so that no later one sees them.
"""

import re
from collections.abc import Callable

from indicators.extraction.numerals import in_chinese

DIGIT_NAMES = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
FULL_WIDTH = str.maketrans("０１２３４５６７８９．％＋－／～〜", "0123456789.%+-/~~")
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
# Between two numbers; a hyphen as well, which prose uses for 1-6月.
TO = r"\s*(?:[—–－~\-]{1,2}|至|到)\s*"
PERCENT = {"%": "百分之", "‰": "千分之"}
# A unit in letters or signs, as it is spoken. Longest first where one begins another.
UNITS = {
    "μg/m³": "微克每立方米", "µg/m³": "微克每立方米", "μg/m3": "微克每立方米", "mg/m³": "毫克每立方米", "mg/L": "毫克每升",
    "kW·h": "千瓦时", "kWh": "千瓦时", "kW": "千瓦", "MWh": "兆瓦时", "MW": "兆瓦", "GW": "吉瓦", "kV": "千伏",
    "km/h": "公里每小时", "km²": "平方公里", "km2": "平方公里", "km": "公里", "m²": "平方米", "m2": "平方米", "m³": "立方米",
    "m3": "立方米", "mm": "毫米", "cm": "厘米", "kg": "千克", "hm²": "公顷", "ha": "公顷", "㎡": "平方米", "㎥": "立方米",
    "㎞": "公里", "℃": "摄氏度", "°C": "摄氏度", "dB": "分贝",
}  # fmt: skip
UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
# After these a 2 is 二; before a word that counts or measures it is 两.
ORDINAL_BEFORE = re.compile(r"(?:第|列|居|NO\.|No\.)$")
COUNTED = re.compile(
    r"\s*(?:个|家|项|户|人(?!民)|名|位|万|亿|千|条|座|件|次|倍|成|年(?!级|度)|天|周|岁|小时|分钟|公里|公顷|公斤|千克|吨|亩|"
    r"平方|立方|元|美元|辆|台|套|所|批|类|种|部|间|栋|处|只|头|艘|架|列|班|轮|届|场|张|份|本|册|篇|段|层|对|双|组|队|支|片|块|根|棵|株|"
    r"口|门|村|乡|镇|区|市|县|省|大|者|地)"
)


def spoken(words: str) -> str:
    """`2023年1-6月增加值352.4亿元，增长12.4%` → `二零二三年一至六月增加值三百五十二点四亿元，增长百分之十二点四`."""
    said = words.translate(FULL_WIDTH)
    for pattern, replace in RULES:
        said = pattern.sub(replace, said)
    return said


def number_words(written: str, after: str = "", before: str = "") -> str:
    """`1,079.8` → 一千零七十九点八; a 2 before something counted is 两."""
    whole, _point, rest = written.replace(",", "").partition(".")
    if (len(whole) > 1 and whole.startswith("0")) or len(whole) > 12:
        said = digit_words(whole)
    else:
        said = in_chinese(int(whole))
        if not rest and COUNTED.match(after) and not ORDINAL_BEFORE.search(before):
            said = _two_as_liang(said)
    return said + (f"点{digit_words(rest)}" if rest else "")


def _two_as_liang(said: str) -> str:
    """两个, 两千二百, 两万两千, but 十二个 and 二十个."""
    said = re.sub(r"(?<![十百千])二(?=[千万亿])", "两", said)
    return "两" if said == "二" else re.sub(r"^二(?=[千万亿])", "两", said)


def digit_words(digits: str) -> str:
    return "".join(DIGIT_NAMES[d] for d in digits)


def _number(match: re.Match[str]) -> str:
    """A number on its own, with its sign; what stands around it decides about 两."""
    sign, written = match["sign"] or "", match["number"]
    before = match.string[: match.start()]
    after = match.string[match.end() :]
    said = number_words(written, after, before)
    return SIGNS[sign] + said


def _percent(match: re.Match[str]) -> str:
    return f"{SIGNS[match['sign'] or '']}{PERCENT[match['per']]}{number_words(match['number'])}"


def _percent_range(match: re.Match[str]) -> str:
    low, high = number_words(match["low"]), number_words(match["high"])
    per = PERCENT[match["per"]]
    return f"{per}{low}至{per}{high}"


def _year(match: re.Match[str]) -> str:
    years = [digit_words(year) for year in re.findall(r"\d+", match["years"])]
    return "至".join(years) + "年"


def _date(match: re.Match[str]) -> str:
    year, month, day = match["year"], int(match["month"]), int(match["day"])
    return f"{digit_words(year)}年{in_chinese(month)}月{in_chinese(day)}日"


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    if minute == 0:
        return f"{in_chinese(hour)}点"
    return f"{in_chinese(hour)}点{'零' if minute < 10 else ''}{in_chinese(minute)}分"


def _range(match: re.Match[str]) -> str:
    """1-6月, 3—5个, 100万—500万元: the low one with its own unit if it has one."""
    after = match.string[match.end() :]
    before = match.string[: match.start()]
    middle = match["unit"] or ""
    low = SIGNS[match["sign"] or ""] + number_words(match["low"], middle or after, before) + middle
    return f"{low}至{number_words(match['high'], after, '至' if not middle else '')}"


def _fraction(match: re.Match[str]) -> str:
    return f"{in_chinese(int(match['below']))}分之{in_chinese(int(match['above']))}"


def _ratio(match: re.Match[str]) -> str:
    return "比".join(number_words(part) for part in re.split(r"\s*[:：]\s*", match[0]))


def _sum(match: re.Match[str]) -> str:
    parts = match[0].split("+")
    return "加".join(number_words(part) if part.isdigit() else part for part in parts)


def _by_digit(match: re.Match[str]) -> str:
    return "，".join(digit_words(part) for part in re.findall(r"\d+", match[0]))


def _unit_after(match: re.Match[str]) -> str:
    return match["before"] + UNITS[match["unit"]]


def _per(match: re.Match[str]) -> str:
    return f"{match['above']}每{match['below']}"


NOT_IN_NUMBER = r"(?<![\d.])"
SIGN = r"(?P<sign>(?<![A-Za-z\d)）%〕])[-−+±](?=\d))?"
SIGNS = {"": "", "-": "负", "−": "负", "+": "正", "±": "正负"}

Replace = str | Callable[[re.Match[str]], str]
RULES: list[tuple[re.Pattern[str], Replace]] = [
    # Units first, while their number is still in digits beside them.
    (re.compile(rf"(?P<before>\d\s*)(?P<unit>{UNIT})(?![A-Za-z])"), _unit_after),
    # 元/平方米, 人/平方公里, 微克/立方米
    (re.compile(r"(?P<above>元|人|公里|立方米|米|吨|千克|公斤|克|毫克|微克|千瓦时|辆|个|次)/(?P<below>[一-鿿])"), _per),
    # 2023-08-10, 2023.8.10, 2023/8/10
    (re.compile(rf"{NOT_IN_NUMBER}(?P<year>(?:19|20)\d\d)([-./])(?P<month>1[0-2]|0?[1-9])\2(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"), _date),
    # 2021—2025年, 2021年—2025年, 2023年, 08年
    (re.compile(rf"{NOT_IN_NUMBER}(?P<years>(?:1[89]|20|21)\d\d年?{TO}(?:1[89]|20|21)\d\d)年"), _year),
    (re.compile(rf"{NOT_IN_NUMBER}(?P<years>(?:1[89]|20|21)\d\d|0\d)年"), _year),
    # 2022/23年度
    (re.compile(r"(?<![\d.])((?:19|20)\d\d)/(\d\d)(?=年度|财年|赛季)"), _by_digit),
    # 〔2023〕5号, 2023版
    (re.compile(r"(?<=[〔\[(（])(?:19|20)\d\d(?=[〕\])）])|(?<![\d.])(?:19|20)\d\d(?=版|届|级|财年|赛季)"), _by_digit),
    # 9:00—17:30, and not the ratio 1:3
    (re.compile(rf"{NOT_IN_NUMBER}(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d)(?![\d:：])"), _clock),
    (re.compile(rf"(?<=[点分]){TO}(?=[零一二三四五六七八九十])"), "至"),
    # 0571-12345678, 12345热线, 400-800-1234, 110
    (re.compile(r"(?<![\d.])(?:0\d{2,3}-\d{7,8}|400-\d{3}-\d{4}|1[3-9]\d{9})(?!\d)"), _by_digit),
    (re.compile(r"(?<![\d.])\d{3,6}(?=(?:政务服务|便民|市民|公共服务)?(?:热线|平台|电话|专线|报警))"), _by_digit),
    # 415X, 5G, H7N9, PM2.5 keep their letters; digits before or after letters are read one by one when there are three or more
    (re.compile(r"(?<![\d.,])\d{3,}(?=[A-Z])|(?<=[A-Z])\d{3,}(?![\d.,])"), _by_digit),
    # 5%—6%, 5—6%
    (re.compile(rf"{NOT_IN_NUMBER}(?P<low>{NUMBER})[%‰]?{TO}(?P<high>{NUMBER})\s*(?P<per>[%‰])"), _percent_range),
    (re.compile(rf"{NOT_IN_NUMBER}{SIGN}(?P<number>{NUMBER})\s*(?P<per>[%‰])"), _percent),
    # 1/3, not 2023/24 and not 24/7
    (re.compile(r"(?<![\d./])(?P<above>[1-9])/(?P<below>[2-9]|10|100)(?![\d/])"), _fraction),
    (re.compile(rf"{NOT_IN_NUMBER}{NUMBER}(?:\s*[:：]\s*{NUMBER})+(?!\d)"), _ratio),
    # 1+3+N
    (re.compile(r"(?<![\d.A-Za-z])\d+(?:\+(?:\d+|[A-Z]))+(?![\d.])"), _sum),
    # 7×24小时
    (re.compile(r"(?<=\d)\s*[×*]\s*(?=\d)"), "乘"),
    (re.compile(rf"{NOT_IN_NUMBER}{SIGN}(?P<low>{NUMBER})(?P<unit>[万亿千百]+|月|日|号|[个家项户人名元吨亩]|亿元|万元|℃|摄氏度)?{TO}(?P<high>{NUMBER})"), _range),
    (re.compile(rf"{NOT_IN_NUMBER}{SIGN}(?P<number>{NUMBER})"), _number),
    # What is left stands in no number that anybody would read as one.
    (re.compile(r"\d+"), _by_digit),
    # 10万+
    (re.compile(r"(?<=[零一二三四五六七八九十百千万亿])\+(?![\dA-Za-z零一二三四五六七八九十])"), "以上"),
    (re.compile(r"≥"), "大于等于"),
    (re.compile(r"≤"), "小于等于"),
    (re.compile(r"(?<=[一-鿿])&(?=[一-鿿])"), "和"),
]  # fmt: skip

SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*[”’」』）)]*|[。！？；!?;]+")
LONGEST = 160  # characters: a voice that reads much longer pieces falls silent in some browsers


def sentences(block: str) -> list[str]:
    """The block in pieces that a voice reads in one go; together they are the block, character for character."""
    pieces: list[str] = []
    at = 0
    for match in SENTENCE.finditer(block):
        pieces.append(block[at : match.end()])
        at = match.end()
    if at < len(block):
        pieces.append(block[at:])
    return [part for piece in pieces for part in _short(piece)]


def _short(piece: str) -> list[str]:
    parts: list[str] = []
    while len(piece) > LONGEST:
        cut = max(piece.rfind(mark, 0, LONGEST) for mark in "，、：,") + 1 or LONGEST
        parts.append(piece[:cut])
        piece = piece[cut:]
    return [*parts, piece] if piece else parts
