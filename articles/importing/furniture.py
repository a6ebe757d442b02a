"""Page furniture: what a copied page brings along that is no part of the bulletin.

A line is furniture only as a whole. Words that cannot be anything else (打印本页) are dropped wherever they stand alone;
words that could be a heading (无障碍, 微信) only at the edges of the page, before the first and after the last prose.
"""

import enum
import re
from collections.abc import Iterable

# Longer lines are prose, whatever they begin with.
LONGEST_LINE = 200
SENTENCE = re.compile("[。！？；]")

SURE = [
    "老年版入口", "进入老年版", "退出老年版", "老年版", "老年模式", "长者版", "长者模式", "长者助手", "长辈版",
    "长辈模式",
    "进入关怀版", "退出关怀版", "关怀版", "关怀模式", "适老化版", "适老版", "适老化模式", "进入适老化", "退出适老化",
    "无障碍浏览", "无障碍阅读", "无障碍模式", "无障碍辅助工具", "无障碍辅助浏览", "无障碍辅助", "无障碍通道",
    "无障碍工具",
    "无障碍版", "进入无障碍", "退出无障碍",
    "打印本页", "打印此页", "打印文章", "打印本文", "打印页面", "打印内容", "我要打印", "关闭窗口", "关闭本页",
    "关闭此页",
    "关闭页面", "字号大小", "字体大小", "文字大小", "字号", "字体", "分享到", "分享至", "分享文章", "分享本文",
    "一键分享",
    "返回顶部", "回到顶部", "返回首页", "返回列表", "返回上一页", "返回上页", "收藏本页", "收藏本文", "收藏此页",
    "加入收藏",
    "设为首页", "我要纠错", "内容纠错", "网页纠错", "视力保护色", "保护视力色", "语音播报", "语音朗读", "网站地图",
    "站点地图",
    "复制链接", "微信扫一扫", "我为政府网站找错", "政府网站找错", "网站声明", "隐私声明", "下载本文", "全文下载",
]  # fmt: skip
LIKELY = [
    "无障碍", "打印", "关闭", "分享", "微信好友", "微信", "微博", "新浪微博", "腾讯微博", "朋友圈", "QQ空间",
    "QQ好友", "QQ", "人人网",
    "豆瓣", "首页", "网站首页", "主页", "登录", "注册", "繁體中文", "繁体中文", "繁體版", "繁体版", "繁體", "繁体",
    "简体中文", "简体",
    "English", "EN", "正文", "收藏", "纠错", "朗读", "听全文", "返回", "顶部", "TOP", "更多", "上一页", "下一页",
    "联系我们", "关于我们",
    "移动版", "手机版", "电脑版", "客户端", "小程序", "APP", "政务微博", "政务微信", "搜索", "请输入关键字", "收起",
    "展开",
    "标准", "特大", "超大", "较大", "默认", "大", "中", "小", "A+", "A-", "A", "T", "+", "-",
]  # fmt: skip
SINGLE = {"大", "中", "小", "A", "T", "+", "-", "A+", "A-", "标准", "默认", "较大", "特大", "超大"}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


TOKEN = re.compile(f"(?P<sure>{_any_of(SURE)})|(?P<likely>{_any_of(LIKELY)})", re.IGNORECASE)
BETWEEN = re.compile(r"[\s\[\]【】()（）「」『』〔〕〈〉<>＜＞|｜/／\\·•・,，、:：—_~～=*★☆▲△▼▽◆◇●○■□→←↑↓×✕√»›]*")

ARROW = r"[>＞›»→]"
COUNT = r"[:：]?\s*[\[(（【]?\s*[0-9,，]*\s*[\])）】]?\s*(?:人次|次|人)?\s*[\])）】]?"
SURE_LINES = [
    # 当前位置:首页 > 要闻
    re.compile(
        r"(?:您|你)?的?(?:当前|现在|目前)?的?(?:所在|所处)?的?(?:位置|页面)(?:是|为)?\s*[:：]"
        rf"(?=.*(?:首页|主页|正文|{ARROW})).*"
    ),
    re.compile(rf"(?:网站|返回)?(?:首页|主页)\s*(?:{ARROW}|/|-|\\|·).*"),
    re.compile(r"[【\[]?(?:上一?[篇条页]|下一?[篇条页])[】\]]?\s*(?:[:：].*|(?:没有了?|无|暂无).{0,6}|)"),
    re.compile(r"(?:版权所有|版权归|©|copyright|all rights reserved).{0,100}", re.IGNORECASE),
    re.compile(r".{0,40}(?:ICP\s*备|ICP\s*证|公网安备|网安备|备案(?:序?号|编号)\s*[:：]).{0,60}", re.IGNORECASE),
    re.compile(r"(?:政府)?网站标识码\s*[:：]?\s*[0-9a-z]+.{0,40}", re.IGNORECASE),
    re.compile(rf"(?:本页|本文|文章|总)?(?:浏览|阅读|点击|访问|查看)(?:次数|量|数|人次)\s*(?=[:：0-9\[(（【]){COUNT}"),
    re.compile(r"(?:请?用?(?:微信|手机)(?:微信)?)?扫一扫[^,，]{0,30}"),
    re.compile(r"(?:请?用?(?:微信|手机)(?:微信)?)?扫(?:描二维码|码(?:关注|分享|阅读|查看|下载|打开|访问))[^,，]{0,30}"),
    re.compile(r"(?:打开|使用)微信.{0,10}扫一扫.{0,40}"),
]
LIKELY_LINES = [
    re.compile(r"(?:主办|承办|主管|协办|技术支持|运维单位|主办单位|承办单位|建设单位)(?:单位)?\s*[:：].{1,60}"),
    re.compile(r"(?:相关(?:阅读|链接|新闻|文章|推荐)|热点推荐|推荐阅读|延伸阅读)\s*[:：]?"),
]
# 责任编辑:张三 审核:李四 — who handled the text at the office, not who wrote it.
EDITORS = re.compile(
    r"(?:(?:责任编辑|值班编辑|网络编辑|网站编辑|本期编辑|责编|编辑|编审|审核|审校|审签|审读|校对|校审|监制|统筹|[初复终一二三]审|值班总编|总值班|录入)"
    r"(?:人)?\s*[:：]\s*[\w·]{1,12}(?:\s*[,，、]\s*[\w·]{1,12}){0,3}[\s;；,，|/]*){1,6}"
)


class Certainty(enum.Enum):
    SURE = enum.auto()  # wherever it stands alone
    AT_THE_EDGE = enum.auto()  # only outside the prose


def certainty(line: str) -> Certainty | None:
    """How surely a whole line is furniture; None for everything that is not."""
    line = line.strip()
    if not line or len(line) > LONGEST_LINE or SENTENCE.search(line):
        return None
    bare = line.strip("[]【】()（） 　|｜")
    if any(pattern.fullmatch(bare) or pattern.fullmatch(line) for pattern in SURE_LINES):
        return Certainty.SURE
    if EDITORS.fullmatch(bare) or any(pattern.fullmatch(bare) for pattern in LIKELY_LINES):
        return Certainty.AT_THE_EDGE
    return _of_tokens(line)


def without_trailing(words: str) -> tuple[str, str]:
    """A value and the furniture behind it: 钱塘新区报  打印本页 → 钱塘新区报, 打印本页."""
    parts = re.split(r"(\s+|[\[【(（|｜]\s*)", words)
    for index in range(0, len(parts), 2):
        rest = "".join(parts[index:])
        if index and rest.strip() and certainty("".join(parts[index - 1 :]).strip()):
            return "".join(parts[: index - 1]).strip(), rest.strip()
    return words.strip(), ""


def _of_tokens(line: str) -> Certainty | None:
    """打印本页 关闭窗口, 【字号:大 中 小】, 分享到:微信 微博: nothing but such words and marks between them."""
    found: list[str] = []
    sure = False
    position = BETWEEN.match(line).end()  # type: ignore[union-attr]  # matches nothing at all if need be
    while position < len(line):
        token = TOKEN.match(line, position)
        if not token:
            return None
        found.append(token[0].upper())
        sure = sure or token["sure"] is not None
        position = BETWEEN.match(line, token.end()).end()  # type: ignore[union-attr]
    if sure:
        return Certainty.SURE
    if not found or (set(found) <= SINGLE and len(found) < 3):
        return None
    return Certainty.AT_THE_EDGE
