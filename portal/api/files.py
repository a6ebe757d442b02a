"""Tables as files that need a program of their own: Excel's, and Parquet for analysts. Neither grows in memory with the table."""

import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from articles.datasets import Table, rows_of
from portal.api.formats import Format

EXCEL_ROWS = 1_048_575
EXCEL_DIGITS = 15
ROWS_A_GROUP = (
    10_000  # more of them cost memory: a table of thirty columns holds some 10 kB a row while a group is made
)


class Xlsx(Format):
    media_type, format = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
    is_binary = True

    def respond(self, table: Table) -> HttpResponseBase:
        import xlsxwriter

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
            for row in rows_of(piece):
                at += 1
                if at > EXCEL_ROWS:
                    table.pieces.close()  # type: ignore[attr-defined]
                    raise ValidationError(
                        {"format": [_("结果超过 Excel 的行数上限。请用筛选参数缩小范围，或改用 csv、parquet。")]}
                    )
                for place, (cell, is_number) in enumerate(zip(row, numbers, strict=True)):
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


def parquet_pieces(table: Table) -> Iterator[bytes]:
    """Only who asks for a Parquet file pays for the library's fifty megabytes of memory."""
    import pyarrow
    from pyarrow import parquet

    kinds = {
        "integer": pyarrow.int64(),
        "number": pyarrow.decimal128(38, 8),
        "date": pyarrow.date32(),
        "time": pyarrow.timestamp("us", tz="Asia/Shanghai"),
    }

    def array(values: tuple[str, ...], kind: Any) -> Any:
        words = pyarrow.array([value or None for value in values], pyarrow.string())
        if pyarrow.types.is_timestamp(kind):
            return words.cast(pyarrow.timestamp("us", tz="UTC")).cast(kind)
        return words.cast(kind)

    schema = pyarrow.schema(
        [
            pyarrow.field(c.name, kinds.get(c.kind, pyarrow.string()), metadata={"description": str(c.help)})
            for c in table.columns
        ]
    )
    sink = _Sink()
    with parquet.ParquetWriter(pyarrow.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for rows in _groups(table.pieces):
            columns = zip(*rows, strict=True)
            arrays = [array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            yield sink.taken()
    yield sink.taken()


def _groups(pieces: Iterable[bytes]) -> Iterator[list[list[str]]]:
    group: list[list[str]] = []
    for piece in pieces:
        group += rows_of(piece)
        if len(group) >= ROWS_A_GROUP:
            yield group
            group = []
    if group:
        yield group


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
