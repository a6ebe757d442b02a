"""One stretch of a file's bytes, for who goes on with a download that broke off (RFC 9110, 14)."""

import re
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _
from rest_framework import exceptions

ASKED = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


class OutOfRange(exceptions.APIException):
    status_code = 416
    default_code = "out_of_range"

    def __init__(self, size: int) -> None:
        super().__init__(_("文件共 %(size)s 字节，没有 Range 所要的部分。") % {"size": size})
        self.headers = {"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}


class Span(NamedTuple):
    first: int
    last: int  # itself included

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def span(header: str, size: int) -> Span | None:
    """None for several ranges, another unit and what cannot be read: the whole file is the right answer to those."""
    found = ASKED.fullmatch(header)
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    if first and last and int(last) < int(first):
        return None
    wanted = Span(int(first), min(int(last or size), size - 1)) if first else Span(max(0, size - int(last)), size - 1)
    if wanted.length <= 0:
        raise OutOfRange(size)
    return wanted


class Stretch:
    """An open file that begins and ends elsewhere."""

    def __init__(self, file: BinaryIO, wanted: Span) -> None:
        self.file, self.left = file, wanted.length
        file.seek(wanted.first)

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()
