"""Plain text, and the text of a page that was copied whole."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree, html

from articles.importing import encoding, fields, furniture, headings
from articles.importing.errors import ImportRefused
from articles.importing.page import Block, Page, figure, paragraph

BLANKS = " \t\u3000\u00a0"
PICTURE = re.compile(
    r"(?:[^\s。，]*[/\\])?(?P<name>[^\s/\\。，;；：:]{1,80}\.(?:png|jpe?g|gif|webp|bmp|tiff?))", re.IGNORECASE
)
TABLE_ROW = re.compile(r"\|.*\|")
TABLE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?\s*%?")
ENDS_A_SENTENCE = re.compile(r"[。！!？?；;：:…][”’\"'」』）)]*$")
MOST_CELLS = 20_000  # of one table
# Columns (a Chinese character takes two) within which a line can have been broken by a program, not by its author.
NARROWEST, WIDEST = 40, 160
RAGGED = 8  # columns by which a broken line may be shorter than the widest: a mark or a word that had to stay together


@dataclass
class Line:
    words: str
    kind: str  # "blank", "plain", "alone" (furniture, field, numbered), "picture", "row", "tabs", "bullet"
    is_indented: bool = False

    @property
    def width(self) -> int:
        return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in self.words)


def read(content: bytes) -> Page:
    return read_text(encoding.decode_text(content))


def read_text(text: str) -> Page:
    lines = [_classify(raw) for raw in text.split("\n")]
    return Page(list(_blocks(lines)))


def picture_in(line: str) -> str:
    """The name of the picture whose file name stands alone on the line, else empty."""
    found = PICTURE.fullmatch(line.strip(BLANKS + "[]【】()（）")) if len(line) <= 200 else None
    return found["name"] if found else ""


def joined(first: str, second: str) -> str:
    """Two parts of a broken line: a space only where Latin letters or digits would run together."""
    space = (
        " " if first[-1:].isascii() and second[:1].isascii() and first[-1:].isalnum() and second[:1].isalnum() else ""
    )
    return first + space + second


def _classify(raw: str) -> Line:
    words = raw.strip(BLANKS)
    if not words:
        return Line("", "blank")
    indented = raw[0] == "\u3000" or raw.startswith("  ")
    if len(words) > fields.LONGEST_LINE:
        return Line(words, "plain", indented)
    if picture_in(words):
        return Line(words, "picture")
    if TABLE_ROW.fullmatch(words) or TABLE_RULE.fullmatch(words):
        return Line(words, "row")
    if furniture.certainty(words) or fields.read_line(words):
        return Line(words, "alone")
    if "\t" in words:
        return Line(words, "tabs")
    if headings.BULLET.match(words):
        return Line(words, "bullet")
    if headings.number_kind(words) is not None:
        return Line(words, "alone" if len(words) <= headings.LONGEST_NUMBERED else "plain", indented)
    return Line(words, "plain", indented)


def _blocks(lines: list[Line]) -> Iterator[Block]:
    broken_at = _width_of_broken_lines(lines)
    index = 0
    while index < len(lines):
        kind = lines[index].kind
        end = index + 1
        if kind in {"row", "tabs", "bullet"}:
            while end < len(lines) and lines[end].kind == kind:
                end += 1
        elif kind in {"plain", "alone"}:
            while end < len(lines) and _continues(lines[end - 1], lines[end], broken_at):
                end += 1
        yield from _block(lines, index, end)
        index = end


def _block(lines: list[Line], start: int, end: int) -> Iterator[Block]:
    group, kind = lines[start:end], lines[start].kind
    if kind == "picture":
        yield figure(picture_in(group[0].words))
    elif kind == "row" and len(group) > 1:
        yield table([_cells(line.words) for line in group if not TABLE_RULE.fullmatch(line.words)], _has_rule(group))
    elif kind == "tabs" and len(group) > 1:
        yield table([re.split(r" *\t *", line.words) for line in group])
    elif kind == "bullet" and len(group) > 1:
        yield _list([headings.BULLET.sub("", line.words, count=1) for line in group])
    elif kind != "blank":
        words = group[0].words
        parts = [words]
        for line in group[1:]:
            parts.append(joined(parts[-1][-1:], line.words)[1:])
        before = lines[start - 1] if start else Line("", "blank")
        stands_alone = end - start == 1 and (before.kind != "plain" or bool(ENDS_A_SENTENCE.search(before.words[-4:])))
        yield paragraph("".join(parts).replace("\t", " "), may_be_heading=stands_alone)


def _continues(line: Line, following: Line, broken_at: int | None) -> bool:
    """Whether a program broke one paragraph between these two lines."""
    if broken_at is None or following.kind != "plain" or following.is_indented:
        return False
    return line.kind in {"plain", "alone"} and line.width >= broken_at - RAGGED


def _width_of_broken_lines(lines: list[Line]) -> int | None:
    """The width at which the text was hard-wrapped; None where every line is a paragraph of its own.

    Told by lines that are as wide as the widest and stop in the middle of a sentence; a page copied without blank lines
    has none: what stops there without a full stop is a heading, and short.
    """
    pairs = [
        (line, following)
        for line, following in zip(lines, lines[1:], strict=False)
        if line.kind in {"plain", "alone"} and following.kind == "plain" and not following.is_indented
    ]
    # A line that is a paragraph by itself may be any length; longer than any wrapping, it settles the matter.
    if not pairs or any(len(line.words) > WIDEST for line, _following in pairs):
        return None
    width = max(line.width for line, _following in pairs)
    if not NARROWEST <= width <= WIDEST:
        return None
    stopped = [line for line, _following in pairs if not ENDS_A_SENTENCE.search(line.words[-4:])]
    full = [line for line in stopped if line.width >= width - RAGGED]
    return width if len(full) * 2 > len(stopped) else None


def _cells(row: str) -> list[str]:
    return [
        cell.strip().replace("\\|", "|")
        for cell in re.split(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))
    ]


def _has_rule(group: list[Line]) -> bool | None:
    return True if len(group) > 1 and TABLE_RULE.fullmatch(group[1].words) else None


def refuse_huge_table(cells: int) -> None:
    if cells > MOST_CELLS:
        raise ImportRefused(_("表格超过 2 万格。请把表格拆小，或作为附件另行发布。"))


def table(rows: list[list[str]], has_head: bool | None = None) -> Block:
    """Rows as a table; where nothing says so, a first row without numbers above rows with numbers is the head."""
    refuse_huge_table(sum(map(len, rows)))
    if has_head is None:
        has_head = not any(map(NUMBER.fullmatch, rows[0])) and any(NUMBER.fullmatch(c) for row in rows[1:] for c in row)
    table = html.Element("table")
    body = etree.SubElement(table, "tbody")
    if has_head:
        head = etree.SubElement(table, "thead")
        table.insert(0, head)
    for number, cells in enumerate(rows):
        is_head = has_head and number == 0
        row = etree.SubElement(head if is_head else body, "tr")
        for words in cells:
            etree.SubElement(row, "th" if is_head else "td").text = words
    return Block(table)


def _list(items: list[str]) -> Block:
    element = html.Element("ul")
    for words in items:
        etree.SubElement(element, "li").text = words
    return Block(element)
