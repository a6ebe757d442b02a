"""Slips against GB/T 15835-2011 (numerals) and GB/T 15834-2011 (punctuation), and words set twice. Pure text.

Only what is wrong in any house style: a check that is right nine times in ten is read by nobody.
"""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.checks.registry import Remark, register
from indicators.checks.subject import Subject
from indicators.models import Severity

NUMBER = re.compile(r"[0-9０-９][0-9０-９.．]*")
SPACE_BEFORE_PERCENT = re.compile(r"(?<=[0-9０-９])[ \t\u00a0\u3000]+[%％]")
# 3—5%: the first percent sign is not left out (13%～17%). A decline, -5%, has no number before its dash.
HALF_RANGE = re.compile(r"(?<![\d.％%—～~-])\d{1,3}(?:\.\d+)?[—～~-]{1,2}\d{1,3}(?:\.\d+)?[%％]")
# 23年上半年, 比22年增长: a year of two digits. 用了23年 and 20年期 are lengths of time.
SHORT_YEAR = re.compile(
    r"(?<![\d.第近约逾超余前后这用了过去历满长达—~～至-])[0-3]\d年(?=上半年|下半年|[一二三四1-4]季度|1?\d月|度[^过假]|全年|年?底|末)"
    r"|(?<=[比较同与])[0-3]\d年(?=同期|增长|下降|提高|减少|增加|底|末)"
)
DOUBLED = re.compile(
    r"的的(?![确士])|(?<!不)了了(?![解然如])|(?<![是实])是是(?!非)|(?<![和饱平温])和和(?![美气睦平])|(?<!参)与与(?!会)"
    r"|(同比|环比|增长|下降|实现|达到|完成|其中|我市|我省|我区|我县|比上年|左右|以上|分别|新增|亿元|万元|万人|万吨)\1"
)
DOUBLED_MARK = re.compile(
    r"([，。、；：])[，。、；：]+|,{2,}|;{2,}|(?<=[\u4e00-\u9fff])[，；：],|(?<=[\u4e00-\u9fff]),[，。；：、]"
)
PAIRS = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "「": "」", "『": "』", "【": "】", "〔": "〕"}
BRACKETS = {"(": ")", "（": "）", "[": "]", "［": "］"}
# Either width closes the other: 15834 has no half-width brackets, but a mixed pair is still a pair.
SAME = str.maketrans("（）［］", "()[]")
LIST_MARK = re.compile(r"(?:^|(?<=[\s;；。:：,，、和或及见第]))[\d一二三四五六七八九十a-zA-Z]{1,3}[)）]")
OPENS = {**PAIRS, **{key.translate(SAME): mark.translate(SAME) for key, mark in BRACKETS.items()}}
CLOSES = set(OPENS.values())


@register("width", gettext_lazy("全角半角混用"), severity=Severity.HINT)
def mixes_widths(subject: Subject) -> Iterator[Remark]:
    """Digits of both widths in one number; both percent signs in one text (the rarer one is shown, once)."""
    for match in NUMBER.finditer(subject.text):
        if re.search(r"[0-9]", match[0]) and re.search(r"[０-９]", match[0]):
            yield Remark(_("“%(words)s”中混用了全角和半角数字。请统一为半角数字。") % {"words": match[0]}, match.span())
    signs = sorted("%％", key=lambda sign: (subject.text.count(sign), sign == "%"))
    if subject.text.count(signs[0]):
        at = subject.text.index(signs[0])
        yield Remark(
            _("文中混用了“%(rare)s”和“%(usual)s”两种百分号。请统一。") % {"rare": signs[0], "usual": signs[1]},
            (at, at + 1),
            facts=(signs[0],),
        )


@register("percent", gettext_lazy("百分号写法"), severity=Severity.HINT)
def misplaces_percent(subject: Subject) -> Iterator[Remark]:
    """GB/T 15835: no space before the sign; in a range both numbers have theirs."""
    for match in SPACE_BEFORE_PERCENT.finditer(subject.text):
        yield Remark(_("百分号前多了空格。请删去空格。"), match.span())
    for match in HALF_RANGE.finditer(subject.text):
        first, last = re.split(r"[—～~-]+", match[0])
        proper = f"{first}{last[-1]}～{last}"
        yield Remark(
            _("“%(words)s”前一个数缺少百分号。请写作“%(proper)s”。") % {"words": match[0], "proper": proper},
            match.span(),
        )


@register("short-year", gettext_lazy("年份简写"), severity=Severity.HINT)
def shortens_the_year(subject: Subject) -> Iterator[Remark]:
    """GB/T 15835: a year is written with four digits."""
    for match in SHORT_YEAR.finditer(subject.text):
        yield Remark(_("年份“%(words)s”不应简写。请写作“20%(words)s”。") % {"words": match[0]}, match.span())


@register("doubled", gettext_lazy("重复的字和标点"), severity=Severity.WARNING)
def says_it_twice(subject: Subject) -> Iterator[Remark]:
    for match in DOUBLED.finditer(subject.text):
        yield Remark(_("“%(words)s”重复。请删去多余的字。") % {"words": match[0]}, match.span())
    for match in DOUBLED_MARK.finditer(subject.text):
        yield Remark(_("标点“%(words)s”连用。请只留一个。") % {"words": match[0]}, match.span())


@register("pairs", gettext_lazy("引号、括号不成对"), severity=Severity.WARNING)
def leaves_a_pair_open(subject: Subject) -> Iterator[Remark]:
    """Quotation marks, brackets and title marks of a paragraph close in the order in which they open."""
    start = 0
    paragraphs = subject.text.split("\n")
    for words, following in zip(paragraphs, _next_with_words(paragraphs), strict=True):
        for at in _unpaired(words, following):
            mark = words[at]
            opens = mark.translate(SAME) in OPENS
            sentence = _("“%(mark)s”没有配对的后半个。请补上。") if opens else _("“%(mark)s”没有配对的前半个。请补上。")
            yield Remark(sentence % {"mark": mark}, (start + at, start + at + 1))
        start += len(words) + 1


def _next_with_words(paragraphs: list[str]) -> list[str]:
    """For each paragraph the one below it that is not empty."""
    below, found = [], ""
    for words in reversed(paragraphs):
        below.append(found)
        found = words if words.strip() else found
    return below[::-1]


def _unpaired(words: str, following: str) -> list[int]:
    """Where in a paragraph marks stand alone; `following` is the paragraph below it."""
    numbering = {match.end() - 1 for match in LIST_MARK.finditer(words)}
    waiting: list[tuple[int, str]] = []
    expected: Counter[str] = Counter()
    alone: list[int] = []
    for at, mark in enumerate(words.translate(SAME)):
        if mark in OPENS:
            waiting.append((at, OPENS[mark]))
            expected[OPENS[mark]] += 1
        elif mark in CLOSES and at not in numbering and not (mark == "’" and words[max(at - 1, 0)].isascii()):
            if not expected[mark]:
                alone.append(at)
                continue
            # What opened inside and is still waiting stands alone.
            while (opened := waiting.pop())[1] != mark:
                alone.append(opened[0])
                expected[opened[1]] -= 1
            expected[mark] -= 1
    # A speech over several paragraphs opens each with a mark and closes the last one only.
    goes_on = following.lstrip().startswith("“")
    alone += [at for at, _closing in waiting if not (words[at] == "“" and goes_on)]
    straight = [at for at, mark in enumerate(words) if mark == '"' and not words[at - 1 : at].isdigit()]
    if len(straight) % 2:
        alone.append(straight[-1])
    return sorted(alone)
