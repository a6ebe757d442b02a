"""What a format of a whole table is, and CSV: each row leaves as soon as it is read, nothing grows with the table."""

import re
from collections.abc import Iterator, Sequence

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.renderers import BaseRenderer

from articles.datasets import FIRST_OTHER, FIRST_WORDS, OTHER, WORDS, Table, marks_of

BOM = "\ufeff"  # by which Excel knows UTF-8
COMMAS = bytes.maketrans((WORDS + OTHER + FIRST_WORDS).encode(), b",," + FIRST_OTHER.encode())
LINE_END = b"\r\n"
# What a spreadsheet would calculate, at the front of a cell of words (the last four are ＝＋－＠); and a cell that needs quotation marks.
FORMULA = rb"(?=[=+\-@\t\r\n]|\xef\xbc[\x9d\x8b\x8d\xa0])"
DANGEROUS, DANGEROUS_FIRST = re.compile(b"\x1e" + FORMULA), re.compile(b"\x1c" + FORMULA)
TO_BE_QUOTED = re.compile(rb'([\x1c-\x1f])([^\x1c-\x1f,"\r\n]*[,"\r\n][^\x1c-\x1f]*)')
EMPTY_LINE = re.compile(rb"([\x1c\x1d])(?=[\x1c\x1d]|$)")


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
    """RFC 4180. Each piece begins with the end of the line before it."""
    yield (BOM + ",".join(column.name for column in table.columns)).encode()
    marks = marks_of(table.columns)
    for piece in table.pieces:
        if piece:
            yield to_csv(piece, marks)
    yield LINE_END


def to_csv(data: bytes, marks: list[str]) -> bytes:
    """Words that a spreadsheet would take for a formula get an apostrophe before them; numbers never do."""
    data = DANGEROUS.sub(b"\x1e'", data)
    if marks[0] == FIRST_WORDS:
        data = DANGEROUS_FIRST.sub(b"\x1c'", data)
    if b'"' in data or b"," in data or b"\n" in data or b"\r" in data:
        data = TO_BE_QUOTED.sub(_quoted, data)
    if len(marks) == 1:
        data = EMPTY_LINE.sub(rb'\1""', data)  # which many programs would pass over
    return data.translate(COMMAS).replace(FIRST_OTHER.encode(), LINE_END)


def _quoted(found: re.Match[bytes]) -> bytes:
    return found[1] + b'"' + found[2].replace(b'"', b'""') + b'"'
