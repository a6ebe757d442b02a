"""What a format of a whole table is, and CSV: each row leaves as soon as it is read, nothing grows with the table."""

import re
from collections.abc import Iterator, Sequence

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.renderers import BaseRenderer

from articles.datasets import OTHER, WORDS, Table

COMMAS = bytes.maketrans((WORDS + OTHER).encode(), b",,")
BOM = "\ufeff"  # by which Excel knows UTF-8
END = "\x1d"  # of a row, until it is sure that no cell has a line end in it
# What a spreadsheet would calculate, at the front of a cell of words; and a cell that needs quotation marks.
DANGEROUS = re.compile(f"{WORDS}(?=[=+\\-@\t\r\n＝＋－＠])")
TO_BE_QUOTED = re.compile(f'([{WORDS}{OTHER}])([^{WORDS}{OTHER}{END},"\r\n]*[,"\r\n][^{WORDS}{OTHER}{END}]*)')


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
            yield to_csv(piece)


def to_csv(rows: list[str]) -> bytes:
    """RFC 4180. Words that a spreadsheet would take for a formula get an apostrophe before them; numbers never do."""
    data = DANGEROUS.sub(WORDS + "'", END.join(rows))
    if '"' in data or "," in data or "\n" in data or "\r" in data:
        data = TO_BE_QUOTED.sub(_quoted, data)
    lines = data[1:].replace(END + data[0], "\r\n") + "\r\n"
    return lines.encode().translate(COMMAS)


def _quoted(found: re.Match[str]) -> str:
    return found[1] + '"' + found[2].replace('"', '""') + '"'
