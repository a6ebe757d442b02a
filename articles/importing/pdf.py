"""A PDF with a text layer → Page: lines joined to paragraphs, tables rebuilt from where words stand, running heads dropped."""

import bisect
import json
import re
import statistics
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from articles.importing import encoding, fields, text
from articles.importing.errors import ImportRefused
from articles.importing.losses import Kind, Losses
from articles.importing.page import Block, Page, paragraph

PROGRAM = Path(__file__).with_name("pdf_lines.py")
SECONDS = 30  # for the process that reads; its own limit of computing time is lower
START = b"%PDF-"
LONGEST_WAY_TO_START = 1024  # bytes; the standard lets other bytes stand before
FEWEST_CHARACTERS = 10  # a page, on average: fewer are stamps on a scan
MOST_UNREAD = 0.1  # part of the text
UNREAD = re.compile(r"\(cid:\d+\)")
PAGE_NUMBER = re.compile(
    r"[-—–_·•\s]*(?:第\s*)?[0-9ivxIVX]{1,4}\s*(?:页)?[-—–_·•\s]*|第\s*\d{1,4}\s*页\s*[,，/]?\s*(?:共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|"
    r"(?:Page\s*)?\d{1,4}(?:\s*of\s*\d{1,4})?",
    re.IGNORECASE,
)
CONTENTS = re.compile(r".{1,80}[.…·．‥]{4,}\s*\d{1,4}")
EDGE_ROWS = 2  # at the top and the bottom of a page: where a running head can stand
# Forms of characters that a PDF names by the shape of a radical: what they are as words.
RADICALS = str.maketrans(
    "⺠⺟⻁⻄⻅⻆⻉⻋⻌⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "民母虎西见角贝车辶长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)
COMPATIBLE = re.compile("[\u2f00-\u2fd5\uf900-\ufaff\ufb00-\ufb06]")
NARROWEST = 0.72  # part of the page's width where full lines end at the least
COLUMN_GAP = 1.5  # characters between the cells of a row


@dataclass(frozen=True)
class Line:
    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    bold: bool
    cut: bool = False  # a ruled line stands between it and what is left of it
    ruled: bool = False  # ruled lines stand on both its sides


@dataclass
class Row:
    """What stands on one height of a page: one line, or the cells of a table's row."""

    page: int
    lines: list[Line]
    cell: int = 0  # how many ruled lines of the page lie below it: rows that share them are one

    @property
    def is_ruled(self) -> bool:
        return all(line.ruled for line in self.lines)

    @property
    def text(self) -> str:
        return "  ".join(line.text for line in self.lines)

    @property
    def x0(self) -> float:
        return self.lines[0].x0

    @property
    def x1(self) -> float:
        return self.lines[-1].x1

    @property
    def y(self) -> float:
        return self.lines[0].y0

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)


@dataclass(frozen=True)
class Measure:
    """How the prose is set: where its lines begin and end, how large and how far apart they are."""

    left: float
    right: float
    size: float
    step: float


def is_pdf(content: bytes) -> bool:
    return START in content[:LONGEST_WAY_TO_START]


def read(content: bytes) -> Page:
    if not is_pdf(content):
        raise ImportRefused(_("这不是 PDF 文件，或文件已损坏。请重新下载或另存后再导入。"))
    pages = _lines_of(content)
    losses = Losses()
    _refuse_scans(pages)
    for page in pages:
        if page["pictures"]:
            losses.add(Kind.PICTURES_LEFT, count=page["pictures"])
        if page["turned"].strip():
            losses.add(Kind.REPEATED, page["turned"])
    by_page = [_rows(number, page) for number, page in enumerate(pages)]
    measure = _measure([row for rows in by_page for row in rows], statistics.median(page["width"] for page in pages))
    rows = _without_running_heads(by_page, measure, losses)
    return Page(list(_blocks(rows, measure, losses)), loss=losses)


def _lines_of(content: bytes) -> list[dict[str, Any]]:
    try:
        # -I: what lies beside the program (html.py) must not be taken for the standard library's.
        done = subprocess.run(  # noqa: S603  our own program, no shell, nothing of the file in its arguments
            [sys.executable, "-I", str(PROGRAM)], input=content, capture_output=True, timeout=SECONDS, check=True
        )
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError, OSError) as error:
        raise ImportRefused(_refusal("heavy")) from error
    if "error" in answer:
        raise ImportRefused(_refusal(answer["error"]))
    pages: list[dict[str, Any]] = answer["pages"]
    return pages


def _refusal(reason: str) -> str:
    if reason == "locked":
        return _("PDF 设有密码或限制，无法读取。请用原文件另存为不加密的 PDF 或 Word 文档（.docx）后重新导入。")
    if reason == "long":
        return encoding.too_long()
    if reason == "heavy":
        return _("PDF 过于复杂，无法在限定的时间内读完。请改用它的 Word 文档（.docx），或把文字复制后粘贴。")
    return _("PDF 已损坏或不完整，打不开。请重新下载或另存后再导入。")


def _refuse_scans(pages: list[dict[str, Any]]) -> None:
    words = "".join(line["text"] for page in pages for line in page["lines"])
    unread = len(UNREAD.findall(words))
    read = len("".join(UNREAD.sub("", words).split()))
    if read + unread < FEWEST_CHARACTERS * max(1, len(pages)):
        raise ImportRefused(
            _("PDF 里没有文字，多半是扫描件。请用原来的 Word 文档（.docx），或先用文字识别（OCR）软件转换后再导入。")
        )
    if unread > MOST_UNREAD * (read + unread):
        raise ImportRefused(_("PDF 的字体没有编码，文字读不出来。请改用它的 Word 文档（.docx），或重新导出 PDF。"))


def _rows(number: int, page: dict[str, Any]) -> list[Row]:
    """From top to bottom, what stands on one height together, from left to right."""
    lines = [replace(Line(**line), text=_plain(line["text"])) for line in page["lines"]]
    lines = [line for line in lines if line.text]
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: (-(line.y0 + line.y1), line.x0)):
        last = rows[-1].lines[-1] if rows else None
        middle = (line.y0 + line.y1) / 2
        if (
            last
            and last.y0 < middle < last.y1
            and abs(middle - (last.y0 + last.y1) / 2) < 0.5 * min(last.size, line.size)
        ):
            rows[-1].lines.append(line)
        else:
            rows.append(Row(number, [line]))
    for row in rows:
        row.lines = _joined_lines(sorted(row.lines, key=lambda line: line.x0))
        row.cell = bisect.bisect(page["levels"], row.y + row.size / 2)
    return _by_columns(rows)


def _plain(words: str) -> str:
    words = UNREAD.sub("", words).translate(RADICALS)
    words = COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), words)
    return encoding.INVISIBLE.sub("", words).strip()


def _joined_lines(lines: list[Line]) -> list[Line]:
    """Pieces of one line that are no cells: too near each other."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and not line.cut and line.x0 - last.x1 < COLUMN_GAP * max(last.size, line.size):
            words = text.joined(last.text, line.text)
            joined[-1] = replace(last, text=words, x1=max(last.x1, line.x1), bold=last.bold and line.bold)
        else:
            joined.append(line)
    return joined


def _by_columns(rows: list[Row]) -> list[Row]:
    """A page set in two columns of prose: the left one, then the right one."""
    double = [row for row in rows if len(row.lines) == 2 and all(len(line.text) >= 10 for line in row.lines)]
    if len(double) < 8 or len(double) < 0.6 * len(rows):
        return rows
    split = statistics.median((row.lines[0].x1 + row.lines[1].x0) / 2 for row in double)
    single = [Row(row.page, [line]) for row in rows for line in row.lines]
    left, right = [row for row in single if row.x0 < split], [row for row in single if row.x0 >= split]
    return left + right


def _without_running_heads(pages: list[list[Row]], measure: Measure, losses: Losses) -> list[Row]:
    """Without what stands at the same height of many pages, but for its numbers, and without page numbers."""
    edges = [[*_edge(rows, measure), *_edge(rows[::-1], measure)] for rows in pages]
    seen = Counter(key for found in edges for key in {_key(row) for row in found})
    least = max(2, 0.4 * len(pages))
    kept: list[Row] = []
    for rows, found in zip(pages, edges, strict=True):
        heads = {id(row) for row in found if seen[_key(row)] >= least or PAGE_NUMBER.fullmatch(row.text)}
        losses.add_all(Kind.REPEATED, [row.text for row in rows if id(row) in heads])
        kept += [row for row in rows if id(row) not in heads]
    return kept


def _edge(rows: list[Row], measure: Measure) -> list[Row]:
    """The outermost rows, as far as they stand apart from the text: by a wide gap, or by their size."""
    for count in range(1, min(EDGE_ROWS, len(rows) - 1) + 1):
        if abs(rows[count - 1].y - rows[count].y) > 1.4 * measure.step:
            return rows[:count]
    return [row for row in rows[:EDGE_ROWS] if row.size < 0.9 * measure.size]


def _key(row: Row) -> tuple[str, int]:
    return re.sub(r"\d+", "#", row.text), round(row.y / 4)


def _blocks(rows: list[Row], measure: Measure, losses: Losses) -> Iterator[Block]:
    start = 0
    while start < len(rows):
        end = _end_of_table(rows, start)
        if end:
            losses.add(Kind.REBUILT_TABLES, rows[start].text)
            yield text.table(_cells(rows[start:end]))
            start = end
            continue
        if CONTENTS.fullmatch(rows[start].text):
            losses.add(Kind.CONTENTS, rows[start].text)
            start += 1
            continue
        end = start + 1
        while end < len(rows) and _continues(rows[end - 1], rows[end], measure):
            end += 1
        yield _paragraph(rows[start:end], measure)
        start = end


def _measure(rows: list[Row], width: float) -> Measure:
    """By what most characters have; a row of cells says nothing of prose."""
    prose = [row for row in rows if len(row.lines) == 1] or rows
    size = _most((row.size, len(row.text)) for row in prose)
    body = [row for row in prose if abs(row.size - size) < 0.6] or prose
    ends = sorted((row.x1 for row in body), reverse=True)
    right = max(ends[len(ends) // 20] if ends else 0.0, NARROWEST * width)
    full = [row for row in body if row.x1 > right - 2 * size] or body
    left = _most((row.x0, len(row.text)) for row in full)
    steps = [a.y - b.y for a, b in zip(body, body[1:], strict=False) if a.page == b.page and 0 < a.y - b.y < 4 * size]
    return Measure(left, right, size, statistics.median(steps) if steps else 1.5 * size)


def _most(weighted: Iterable[tuple[float, int]]) -> float:
    """The place that weighs most, to the nearest two points."""
    weights: Counter[int] = Counter()
    for number, weight in weighted:
        weights[round(number / 2)] += weight
    return weights.most_common(1)[0][0] * 2.0 if weights else 0.0


def _continues(above: Row, row: Row, measure: Measure) -> bool:
    """Whether the row goes on with the paragraph of the row above it."""
    if abs(above.size - row.size) > 0.1 * measure.size or len(above.lines) + len(row.lines) > 2 or row.is_ruled:
        return False
    if fields.read_line(above.text):
        return False
    is_near = above.page != row.page or above.y - row.y < 1.6 * max(measure.step, row.size)
    if above.size > 1.15 * measure.size:
        return is_near and above.page == row.page  # a title of two lines
    if above.bold != row.bold and above.x1 < measure.right - 2 * measure.size:
        return False
    is_full = above.x1 > measure.right - 1.6 * measure.size
    is_indented = row.x0 > measure.left + 1.4 * measure.size
    return is_full and not is_indented and is_near


def _paragraph(rows: list[Row], measure: Measure) -> Block:
    words = rows[0].text
    for row in rows[1:]:
        words = text.joined(words, row.text)
    stands_alone = len(rows) == 1 or rows[0].size > 1.15 * measure.size
    return paragraph(words, may_be_heading=stands_alone)


def _end_of_table(rows: list[Row], start: int) -> int:
    """Where the table that begins here ends; 0 where none begins."""
    end = start
    while end < len(rows) and _is_row_of_table(rows[end]):
        end += 1
    several = sum(len(row.lines) > 1 for row in rows[start:end])
    return end if end - start > 1 and several > 1 else 0


def _is_row_of_table(row: Row) -> bool:
    return row.is_ruled or (len(row.lines) > 1 and not CONTENTS.fullmatch(row.text))


def _cells(rows: list[Row]) -> list[list[str]]:
    """Cells in columns: what overlaps from left to right stands in one."""
    columns: list[list[float]] = []
    for line in sorted((line for row in rows for line in row.lines), key=lambda line: line.x0):
        if columns and line.x0 < columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], min(line.x1, columns[-1][1] + 2 * line.size))
        else:
            columns.append([line.x0, line.x1])
    text.refuse_huge_table(len(columns) * len(rows))
    grid: list[list[str]] = []
    for number, row in enumerate(rows):
        above = rows[number - 1] if number else None
        if above and row.is_ruled and (above.page, above.cell) == (row.page, row.cell):
            cells = grid.pop()  # the second line of the same cells
        else:
            cells = [""] * len(columns)
        for line in row.lines:
            at = max((n for n, column in enumerate(columns) if column[0] <= line.x0), default=0)
            cells[at] = text.joined(cells[at], line.text)
        grid.append(cells)
    return grid
