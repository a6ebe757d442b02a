"""Which short lines are section headings, and of which level."""

import re
from collections.abc import Sequence

from articles.importing.page import Block

# Kinds of numbering, by their place in this list.
NUMBERED = [
    re.compile(r"第[一二三四五六七八九十百]{1,3}(?:部分|章|篇|节)[\s:：、]?"),
    re.compile(r"[一二三四五六七八九十]{1,3}\s?[、.．]"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"[0-9]{1,2}\s?(?:[、．]|\.(?![0-9]))"),
    re.compile(r"[（(][0-9]{1,2}[)）]"),
]
CHAPTERS = (0, 1)
BULLET = re.compile(r"[-*•●·▪◆■–]\s+")
LONGEST_NUMBERED, LONGEST_PLAIN = 50, 40
ENDS_A_SENTENCE = re.compile(r"[。！!？?；;：:…,，、.][”’\"'」』）)]*$")
HOLDS_A_SENTENCE = re.compile(r"[。！？；!?;]")
# 全年粮食总产量650万吨: a statement that lacks its full stop.
FIGURE = re.compile(
    r"[0-9](?:\.[0-9]+)?\s*(?:%|％|‰|万|亿|千|个|元|吨|家|户|人|件|公里|平方|倍|亩|公顷|美元|位|项|所|台|辆|套|名)"
)
NOT_A_HEADING = re.compile(
    r"(?:各位|尊敬的|同志们|女士们|先生们|朋友们|单位|注|备注|附件|附表|附|联系人|联系电话|电话|地址|邮编|记者|通讯员|作者|来源|数据来源|文中数据来源|"
    r"资料来源|图为|图片|图表|图|表|受访者|新华社|——|—|--)(?:\s*[0-9一二三四五六七八九十]{0,3}\s*[:：、]|[^\u4e00-\u9fff]|为|来源|片|表|供图|$)|"
    r"(?:各位|尊敬的|同志们|图为|——)|.{0,30}(?:摄|供图|摄影|报道|绘图|制图)$"
)


def number_kind(line: str) -> int | None:
    """Which kind of numbering opens the line: 0 第一部分, 1 一、, 2 (一), 3 1., 4 (1)."""
    return next((kind for kind, pattern in enumerate(NUMBERED) if pattern.match(line)), None)


def promote(blocks: Sequence[Block]) -> None:
    """Turns the paragraphs that are headings into h2 and h3. Looks at each block and the one behind it."""
    kinds = [number_kind(block.text) for block in blocks]
    above: int | None = None  # numbering of the nearest h2
    below_an_h2 = False
    for block, following, kind, next_kind in zip(blocks, blocks[1:], kinds, kinds[1:], strict=False):
        if block.tag == "p" and _may_head(block, kind, following, next_kind):
            block.element.tag = _level(kind, above, below_an_h2)
        if block.tag == "h2":
            above, below_an_h2 = kind, True


def _level(kind: int | None, above: int | None, below_an_h2: bool) -> str:
    """What is numbered otherwise than the h2 above it, or not numbered below a numbered one, is a step lower."""
    if kind in CHAPTERS or not below_an_h2 or kind == above:
        return "h2"
    return "h2" if kind is None and above not in CHAPTERS else "h3"


def _may_head(block: Block, kind: int | None, following: Block, kind_of_following: int | None) -> bool:
    text = block.text.strip()
    if "\n" in text or ENDS_A_SENTENCE.search(text[-6:]) or not text:
        return False
    if kind is not None:
        # 一、… 二、… without anything between them is a list.
        return len(text) <= LONGEST_NUMBERED and not HOLDS_A_SENTENCE.search(text) and kind_of_following != kind
    if not block.may_be_heading or not 2 <= len(text) <= LONGEST_PLAIN or HOLDS_A_SENTENCE.search(text):
        return False
    if BULLET.match(text) or NOT_A_HEADING.match(text) or FIGURE.search(text) or text[0] in "（(":
        return False
    return _can_follow_a_heading(following, kind_of_following, len(text))


def _can_follow_a_heading(following: Block, kind: int | None, length: int) -> bool:
    """Prose, a table, a picture, a list, or a smaller heading; not another line of the same sort."""
    if following.tag != "p" or kind is not None:
        return True
    text = following.text.strip()
    return len(text) > length and bool(ENDS_A_SENTENCE.search(text[-6:]) or len(text) > LONGEST_PLAIN)
