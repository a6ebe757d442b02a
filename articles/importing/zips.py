"""A zip (a Word file is one) opened within limits that are checked before anything is unpacked (OWASP ASVS 5, 5.2.3).

Nothing is ever written to a disk: entries are read into memory, one at a time, and never more of one than it declares.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.importing.errors import ImportRefused

STARTS = (b"PK\x03\x04", b"PK\x05\x06")
MOST_FILES = 2_000
LARGEST_UNPACKED = 200 * 1024 * 1024  # bytes of all entries together; a bulletin with photographs has a tenth
LARGEST_DIRECTORY = 1024 * 1024  # bytes of the list of entries, which is read as a whole
END = struct.Struct("<4s4H2LH")
UTF8_NAME, IS_ENCRYPTED = 0x800, 0x1
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, NotImplementedError, RuntimeError,
    OverflowError, MemoryError, IndexError, KeyError,
)  # fmt: skip


class Zip:
    """Entries by their names, `/` between folders, folders themselves left out."""

    def __init__(self, content: bytes) -> None:
        """Raises ImportRefused for what is broken, locked, too large unpacked, or named to climb out of its folder."""
        _check_end(content)
        try:
            self._file = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN as error:
            raise ImportRefused(_broken()) from error
        entries = self._file.infolist()
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
            raise ImportRefused(too_much())
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = _name(entry)
            if entry.flag_bits & IS_ENCRYPTED:
                raise ImportRefused(_("压缩包设有密码。请解压后重新压缩（不设密码），或直接导入其中的文件。"))
            _check_name(name)
            if not name.endswith("/"):
                self._entries[name] = entry

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def size(self, name: str) -> int:
        return self._entries[name].file_size

    def read(self, name: str) -> bytes:
        """Raises ImportRefused where the entry is damaged or holds more than it declares."""
        entry = self._entries[name]
        try:
            with self._file.open(entry) as file:
                content = file.read(entry.file_size + 1)
        except BROKEN as error:
            raise ImportRefused(_broken()) from error
        if len(content) != entry.file_size:
            raise ImportRefused(_broken())
        return content


def is_zip(content: bytes) -> bool:
    return content.startswith(STARTS)


def too_much() -> str:
    return _("压缩包解开后超过 2000 个文件或 200 MB。请分成几包，或缩小其中的图片后再导入。")


def _broken() -> str:
    return _("压缩包已损坏或不完整，打不开。请重新下载、传送或另存后再导入。")


def _check_end(content: bytes) -> None:
    """The list of entries is measured by its own declaration before zipfile reads all of it."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if at < 0 or at + END.size > len(content):
        raise ImportRefused(_broken())
    directory = END.unpack_from(content, at)[5]
    if directory > LARGEST_DIRECTORY or content[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise ImportRefused(too_much())


def _name(entry: zipfile.ZipInfo) -> str:
    """Without the flag for UTF-8, Chinese Windows writes GBK and some others UTF-8 all the same."""
    name = entry.orig_filename
    if not entry.flag_bits & UTF8_NAME:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding) or name
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _check_name(name: str) -> None:
    parts = name.split("/")
    if ".." in parts or name.startswith("/") or re.match(r"[A-Za-z]:", name) or "\x00" in name or not name:
        raise ImportRefused(
            _("压缩包中有不安全的文件名“%(name)s”，没有导入。请解压后检查，再重新压缩。") % {"name": name[:80]}
        )
