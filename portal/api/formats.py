"""The formats of a whole table: CSV, Excel, Parquet. Each row leaves as soon as it is read, or goes to a file on disk; nothing
here grows with the table."""

import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow
import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from pyarrow import parquet
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer

from articles.datasets import OTHER, WORDS, Table, cells

BOM = "\ufeff"  # by which Excel knows UTF-8
END = "\x1d"  # of a row, until it is sure that no cell has a line end in it
# What a spreadsheet would calculate, at the front of a cell of words; and a cell that needs quotation marks.
DANGEROUS = re.compile(f"{WORDS}(?=[=+\\-@\t\r\n＝＋－＠])")
TO_BE_QUOTED = re.compile(f'([{WORDS}{OTHER}])([^{WORDS}{OTHER}{END},"\r\n]*[,"\r\n][^{WORDS}{OTHER}{END}]*)')
EXCEL_ROWS = 1_048_575
EXCEL_DIGITS = 15
ROWS_A_GROUP = 50_000


class Format(BaseRenderer):
    """A renderer of REST framework in name: it answers a whole table by itself, and never sees an error."""

    charset = None
    is_binary = False
    content_type = ""
    takes_fields = True
    wants: Sequence[str] = ()  # the columns of which it is made; nothing: any

    def respond(self, table: Table) -> HttpResponseBase:
        raise NotImplementedError

    def named(self, response: HttpResponseBase, table: Table) -> HttpResponseBase:
        response.headers["Content-Type"] = self.content_type or self.media_type
        response.headers["Content-Disposition"] = f'attachment; filename="{table.name}.{self.format}"'
        return response


class Csv(Format):
    media_type, format = "text/csv", "csv"
    content_type = "text/csv; charset=utf-8; header=present"

    def respond(self, table: Table) -> HttpResponseBase:
        return self.named(StreamingHttpResponse(csv_pieces(table)), table)


def csv_pieces(table: Table) -> Iterator[bytes]:
    yield (BOM + ",".join(column.name for column in table.columns) + "\r\n").encode()
    for piece in table.pieces:
        if piece:
            yield to_csv(piece).encode()


def to_csv(rows: list[str]) -> str:
    """RFC 4180. Words that a spreadsheet would take for a formula get an apostrophe before them; numbers never do."""
    data = DANGEROUS.sub(WORDS + "'", END.join(rows) + END)
    if '"' in data or "," in data or "\n" in data or "\r" in data:
        data = TO_BE_QUOTED.sub(_quoted, data)
    data = data.replace(WORDS, ",").replace(OTHER, ",")
    return data[1:].replace(END + ",", "\r\n").replace(END, "\r\n")


def _quoted(found: re.Match[str]) -> str:
    return found[1] + '"' + found[2].replace('"', '""') + '"'


class Xlsx(Format):
    media_type, format = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
    is_binary = True

    def respond(self, table: Table) -> HttpResponseBase:
        file = tempfile.TemporaryFile()  # noqa: SIM115  # FileResponse closes it
        book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        sheet = book.add_worksheet("数据")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [column.name for column in table.columns], book.add_format({"bold": True}))
        numbers = [column.kind in {"integer", "number"} for column in table.columns]
        at = 0
        for piece in table.pieces:
            for row in piece:
                at += 1
                if at > EXCEL_ROWS:
                    table.pieces.close()  # type: ignore[attr-defined]
                    raise ValidationError(
                        {"format": [_("结果超过 Excel 的行数上限。请用筛选参数缩小范围，或改用 csv、parquet。")]}
                    )
                for place, (cell, is_number) in enumerate(zip(cells(row), numbers, strict=True)):
                    if not cell:
                        continue
                    if is_number and len(cell.lstrip("-").replace(".", "")) <= EXCEL_DIGITS:
                        sheet.write_number(at, place, float(cell))
                    else:
                        # What Excel's numbers cannot hold stays exact, as words.
                        sheet.write_string(at, place, cell)
        book.close()
        file.seek(0)
        return self.named(FileResponse(file), table)


class Parquet(Format):
    media_type, format = "application/vnd.apache.parquet", "parquet"
    is_binary = True

    def respond(self, table: Table) -> HttpResponseBase:
        return self.named(StreamingHttpResponse(parquet_pieces(table)), table)


PARQUET_TYPES = {
    "integer": pyarrow.int64(),
    "number": pyarrow.decimal128(38, 8),
    "date": pyarrow.date32(),
    "time": pyarrow.timestamp("s", tz="Asia/Shanghai"),
}


def parquet_schema(table: Table) -> pyarrow.Schema:
    fields = [
        pyarrow.field(c.name, PARQUET_TYPES.get(c.kind, pyarrow.string()), metadata={"description": str(c.help)})
        for c in table.columns
    ]
    return pyarrow.schema(fields)


def parquet_pieces(table: Table) -> Iterator[bytes]:
    schema, sink = parquet_schema(table), _Sink()
    with parquet.ParquetWriter(pyarrow.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for rows in _groups(table.pieces):
            columns = list(zip(*map(cells, rows), strict=True))
            arrays = [_array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            yield sink.taken()
    yield sink.taken()


def _groups(pieces: Iterable[list[str]]) -> Iterator[list[str]]:
    group: list[str] = []
    for piece in pieces:
        group += piece
        if len(group) >= ROWS_A_GROUP:
            yield group
            group = []
    if group:
        yield group


def _array(values: tuple[str, ...], kind: pyarrow.DataType) -> pyarrow.Array:
    words = pyarrow.array([value or None for value in values], pyarrow.string())
    if pyarrow.types.is_timestamp(kind):
        return words.cast(pyarrow.timestamp("us", tz="UTC")).cast(kind, safe=False)
    return words.cast(kind) if kind != pyarrow.string() else words


class _Sink(io.RawIOBase):
    """A file that hands on what was written to it."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        waiting, self.waiting = self.waiting, []
        return b"".join(waiting)
