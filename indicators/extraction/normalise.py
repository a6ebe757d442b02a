"""Width and punctuation made uniform, one code point for one, so that offsets never move."""

from __future__ import annotations

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
_TABLE = _FULL_WIDTH | _DASHES | _TILDES | _SPACES | _OTHERS | _LINES


def width(text: str) -> str:
    """Half-width digits, letters and punctuation; `len` stays the same. 。、“”《》 stay as they are."""
    return text.translate(_TABLE)
