"""A table as a CSV file and back again: what spreadsheets need of a file, and what they have done to it when it returns."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.importing.encoding import decode_exactly
from articles.importing.errors import ImportRefused

LARGEST = 5 * 1024 * 1024  # bytes
MOST_LINES = 20_000
# What a spreadsheet would run (OWASP, CSV injection), also behind quotes that stand there already: so that what was put
# before a cell on the way out can be told from what belonged to it, and is taken off on the way in.
FORMULA = re.compile("'*[=+\\-@＝＋－＠\t\r\n]")
DELIMITERS = ",\t;"


class FileRefused(ValueError):
    """No line of the file can be looked at; the message says what to do."""


class Line(NamedTuple):
    """One line below the headings. Only columns that the file has are in `cells`."""

    number: int  # in the file, from 1; a line whose cells hold line ends goes on below
    cells: dict[str, str]
    fault: str = ""


def without_formula(cell: str) -> str:
    """A cell that a spreadsheet would run is kept as words; see as_written()."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def as_written(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def write(headings: Iterable[object], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """With a byte order mark, by which Excel knows UTF-8."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield "\ufeff"
    for row in [map(str, headings), *rows]:
        writer.writerow(map(without_formula, row))
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def read(content: bytes, headings: Mapping[str, str]) -> list[Line]:
    """`headings` maps what may stand above a column to the column's name. Raises FileRefused."""
    if len(content) > LARGEST:
        raise FileRefused(_("文件超过 5 MB。请确认选对了文件，或分成几个文件分别导入。"))
    try:
        text = decode_exactly(content)
    except ImportRefused:
        raise FileRefused(_("这不是 CSV 文件，或是空的。请在表格软件中另存为“CSV UTF-8（逗号分隔）”再导入。")) from None
    rows = list(_rows(text))
    if not rows:
        raise FileRefused(_("文件里没有内容。第一行应是各列的名称。"))
    names = _columns(rows[0][1], headings)
    if len(rows) - 1 > MOST_LINES:
        raise FileRefused(_("文件超过 %(n)d 行。请分成几个文件分别导入。") % {"n": MOST_LINES})
    return [_line(number, row, names) for number, row in rows[1:]]


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield number, row
            number = reader.line_num + 1
    except csv.Error:
        raise FileRefused(_("第 %(n)d 行读不出来：引号没有成对，或一格的内容太长。") % {"n": number}) from None


def _columns(row: list[str], headings: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    while row and not row[-1].strip():
        row = row[:-1]
    for cell in map(str.strip, row):
        name = headings.get(cell)
        if name is None:
            usable = _("、").join(dict.fromkeys(_preferred(headings)))
            raise FileRefused(_("没有叫“%(name)s”的列。可用的列：%(usable)s。") % {"name": cell[:40], "usable": usable})
        if name in found:
            raise FileRefused(_("“%(name)s”这一列出现了两次。请删去一列。") % {"name": cell})
        found.append(name)
    return found


def _preferred(headings: Mapping[str, str]) -> Iterator[str]:
    """Of the headings that mean one column the first."""
    seen: set[str] = set()
    for heading, name in headings.items():
        if name not in seen:
            seen.add(name)
            yield heading


def _line(number: int, row: list[str], names: list[str]) -> Line:
    # Some spreadsheets leave out empty cells at the end; what is not there is not changed.
    cells = {name: as_written(cell) for name, cell in zip(names, row, strict=False)}
    more = any(cell.strip() for cell in row[len(names) :])
    fault = _("这一行有 %(n)d 格，标题只有 %(m)d 列。") % {"n": len(row), "m": len(names)} if more else ""
    return Line(number, cells, fault)
