"""A web page copied whole, or plain text: its furniture hidden, its title, date and place found."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

from indicators.extraction import places
from indicators.extraction.normalise import width

_FURNITURE = re.compile(
    r"^\s*(?:(?:老年版入口|退出老年版|打印本页|关闭窗口|打印|关闭|返回顶部|返回首页|上一篇.*|下一篇.*|分享到?.{0,20}|"
    r"(?:字号|字体|视力保护色).{0,30}|您?当前的?位置.*|首页\s*>.*|扫一扫.{0,30}|无障碍.{0,6}|繁体.{0,6})\s*)+$"
)
_META_LINE = re.compile(
    r"^\s*(?:\[?(?:发布|发文|成文|更新)?(?:日期|时间)|信息来源|来源|作者|编辑|责任编辑|浏览次数|点击数|阅读次数|访问量|索引号|发文字号)\s*[::]"
)
_PICTURE = re.compile(r"^\s*[\w\-()（）.]{1,60}\.(?:png|jpe?g|gif|webp|bmp|svg)\s*$", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:发布|发文|成文|更新)?(?:日期|时间)\s*:\s*((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})"
)
_ANY_DATE = re.compile(r"((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})\s?[-./月]\s?(\d{1,2})(?:\s?日)?")
_HEAD = 1500


class Unreadable(ValueError):
    """The file cannot be taken; the message tells its owner in Chinese what to do."""


class Page(NamedTuple):
    """`text` has the length of the file's text, with furniture and date lines blanked, so that offsets hold."""

    text: str
    title: str
    published: date | None


def load(path: Path) -> str:
    """The file's text: UTF-8 with or without BOM, else GB18030. Raises Unreadable."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"找不到文件“{path}”，请检查路径。") from None
    except IsADirectoryError:
        raise Unreadable(f"“{path}”是文件夹，请给出一个文本文件。") from None
    except OSError as error:
        raise Unreadable(f"无法打开“{path}”：{error.strerror or error}。") from None
    if b"\x00" in data[:4096]:
        raise Unreadable(f"“{path}”不是文本文件，请另存为 UTF-8 文本后再试。")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"“{path}”的编码无法识别，请另存为 UTF-8 文本后再试。")


def understand(raw: str) -> Page:
    """Hides furniture, date lines and picture names; finds the title and the date of publication."""
    text = width(raw)
    published = _date(_PUBLISHED.search(text, 0, _HEAD)) or _date(_ANY_DATE.search(text, 0, 400))
    title, out, at = "", [], 0
    for line in text.split("\n"):
        original = raw[at : at + len(line)]
        at += len(line) + 1
        if _FURNITURE.match(line) or _PICTURE.match(line) or _META_LINE.match(line):
            out.append(" " * len(line))
            continue
        if not title and line.strip():
            title = line.strip()
        out.append(original)
    return Page("\n".join(out), title[:120], published)


def _date(m: re.Match[str] | None) -> date | None:
    if m is None:
        return None
    try:
        return date(int(m[1]), int(m[2]), int(m[3]))
    except ValueError:
        return None


def region_of(page: Page) -> str | None:
    """The place that the page is most about."""
    return places.guess(page.title + "\n" + page.text)
