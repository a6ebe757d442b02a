"""Bytes of an office's file → text with LF line ends and no control characters."""

import codecs
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from articles.importing.errors import ImportRefused

# What the most usual files that are no text begin with: zip (so .docx, .xlsx, .wps), exe, pictures, pdf, doc, archives, rtf.
BINARY_STARTS = (
    b"PK\x03\x04", b"PK\x05\x06", b"MZ", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\xd0\xcf\x11\xe0",
    b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"RIFF", b"BM\x36", b"II*\x00", b"MM\x00*", b"{\\rtf", b"SQLite format 3\x00",
)  # fmt: skip
BYTE_ORDER_MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
LONGEST_WAY_TO_DECLARATION = 4096  # bytes; HTML itself asks for the first 1024
# GB2312 and GBK are parts of GB18030; pages that declare them use characters beyond them all the same.
GB = {"gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "cp936", "hz-gb-2312"}

LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]")
MOST_CONTROL_CHARACTERS = 0.01  # share; more and it is no text
CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
NOT_ASCII = re.compile("[^\x00-\x7f]+")
# Of a Chinese text nearly every character stands in GB2312; of UTF-8 read as GB18030 by mistake hardly half.
LEAST_PLAUSIBLE = 0.85

# Of a text, not of a page with its markup: a long communique has 30,000 characters, a yearbook's volume ten times as many.
LONGEST_TEXT = 500_000
MOST_LINES = 20_000


def decode_text(content: bytes) -> str:
    """As decode(), for a format that is all words. Raises ImportRefused, fast, for what no bulletin is as long as."""
    text = decode(content)
    if len(text) > LONGEST_TEXT or text.count("\n") > MOST_LINES:
        raise ImportRefused(too_long())
    return text


def too_long() -> str:
    return _("正文超过 50 万字或 2 万行。请分成几篇分别导入。")


def decode(content: bytes) -> str:
    """Raises ImportRefused for what is no text, or text in an encoding that can only be guessed."""
    return _tidy(decode_exactly(content))


def decode_exactly(content: bytes) -> str:
    """As decode(), with every character as it stands: for tables, whose cells are compared."""
    if not content or content.isspace():
        raise ImportRefused(_("文件是空的。请检查文件，确认其中有文字后重新导入。"))
    if content.startswith(BINARY_STARTS):
        raise ImportRefused(_not_text())
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    if b"\x00" in content:
        raise ImportRefused(_not_text())
    if declared := DECLARED.search(content[:LONGEST_WAY_TO_DECLARATION]):
        text = _as_declared(content, declared[1].decode("ascii", "replace").lower())
        if text is not None:
            return text
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = _strictly(content, "gb18030")
        if not _is_plausible_chinese(text):
            raise ImportRefused(_unknown_encoding()) from None
        return text


def _as_declared(content: bytes, name: str) -> str | None:
    """None where the page does not keep to its own declaration: then the bytes themselves are asked."""
    try:
        return content.decode("gb18030" if name in GB else name)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportRefused(_unknown_encoding()) from error


def _is_plausible_chinese(text: str) -> bool:
    written = "".join(NOT_ASCII.findall(text))
    common = len(written.encode("gb2312", "ignore")) / 2
    return common >= LEAST_PLAUSIBLE * len(written)


def refuse_long(blocks: Iterable[str]) -> None:
    """As decode_text(), for what a format has read out of its file."""
    lengths = [len(block) for block in blocks]
    if len(lengths) > MOST_LINES or sum(lengths) > LONGEST_TEXT:
        raise ImportRefused(too_long())


def _tidy(text: str) -> str:
    """LF line ends, no control characters. Raises ImportRefused for what holds no words."""
    if len(CONTROL.findall(text)) > MOST_CONTROL_CHARACTERS * len(text):
        raise ImportRefused(_not_text())
    text = INVISIBLE.sub("", LINE_ENDS.sub("\n", text))
    if not text.strip():
        raise ImportRefused(_("文件中没有文字。请检查文件，确认其中有文字后重新导入。"))
    return text


def _not_text() -> str:
    return _(
        "这种文件不能导入。可以导入 Word 文档（.docx）、PDF（.pdf，有文字层）、网页（.html）、纯文本（.txt）、Markdown（.md），"
        "以及它们的压缩包（.zip）；其他文件请先另存为其中一种格式。"
    )


def _unknown_encoding() -> str:
    return _("无法识别文件的文字编码。请在编辑软件中另存为 UTF-8（或 GB18030）编码后重新导入。")
