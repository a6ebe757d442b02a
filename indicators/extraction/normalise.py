"""Width and punctuation made uniform, one code point for one, so that offsets never move."""

from __future__ import annotations

import re

_FULL_WIDTH = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－─━﹣"), "-")
_TILDES = dict.fromkeys(map(ord, "～〜∼˜﹏"), "~")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u200a\u202f\u3000\t\ufeff\u200b"), " ")
_OTHERS = {
    ord("﹪"): "%",
    ord("﹒"): ".",
    ord("﹐"): ",",
    ord("〇"): "零",
    ord("○"): "零",
    ord("\r"): " ",
    ord("‧"): "·",
}
_LINES = dict.fromkeys(map(ord, "\u2028\u2029\u0085\x0b\x0c"), "\n")
# replaced one after another, so that no replacement may be a character that is replaced itself
_TABLE = {chr(code): to for code, to in (_FULL_WIDTH | _DASHES | _TILDES | _SPACES | _OTHERS | _LINES).items()}


_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,9})(?:\s[^<>]{0,400})?/?>")
_ENTITY = re.compile(r"&(?:nbsp|emsp|ensp|#160);")
_BLOCKS = frozenset(["p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "caption"])
# a line that ends within a sentence of prose, and one that does not begin anew
_WRAPPED = re.compile(
    r"\n(?<=[\u4e00-\u9fff,、;\d%“”)]\n)(?<!。”\n)(?! |[|#\u3000●◆■▲★◇□•]|第?[一二三四五六七八九十]{1,3}[、章节]|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[、.](?!\d)|表\d)(?=\S)"
)
_AWAITS = ("达到", "达", "为", "增长", "下降", "提高", "突破", "超过", "约", "共", "实现", "完成", "总额", "总值")
# (一)产业提质,城乡焕新: a numbered heading, however many commas it has
_NUMBERED = re.compile(
    r"\s*(?:第[一二三四五六七八九十]{1,3}[章节部]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))"
)
_HEADING_LENGTH = 40
WRAPPED_LENGTH = 20  # a shorter line is a heading or a list


def width(text: str) -> str:
    """Half-width digits, letters and punctuation; `len` stays the same. 。、“”《》 stay as they are.

    Tags of HTML become blanks, breaks and bars; a line break within a sentence becomes a blank."""
    for character in set(text) & _TABLE.keys():
        text = text.replace(character, _TABLE[character])
    if "</" in text:
        text = _ENTITY.sub(lambda m: " " * len(m[0]), _TAG.sub(_mark, text))
    return _WRAPPED.sub(_joined, text) if "\n" in text else text


def _mark(m: re.Match[str]) -> str:
    name = m["name"].lower()
    if name in ("td", "th"):
        mark = " " if m["end"] else "|"
    elif name == "tr" and m["end"]:
        mark = "|"
    else:
        mark = "\n" if name in _BLOCKS else " "
    return mark + " " * (len(m[0]) - 1)


def _joined(m: re.Match[str]) -> str:
    text, at = m.string, m.start()
    start = text.rfind("\n", 0, at) + 1
    stop = text.find("\n", at + 1)
    line, following = text[start:at], text[at + 1 : stop if stop >= 0 else len(text)]
    # the next line is the rest of the sentence, not a heading of its own
    goes_on = any(c in following for c in "。;,") and not line.startswith("|")
    prose = len(line) >= WRAPPED_LENGTH and any(c in line for c in ",。、")
    if len(line) <= _HEADING_LENGTH and line[-1:] not in ",、;" and "。" not in line and _NUMBERED.match(line):
        return "\n"
    awaits = following[:1].isdigit() and len(line) >= WRAPPED_LENGTH / 2 and line.endswith(_AWAITS)
    return " " if goes_on and (prose or awaits) else "\n"
