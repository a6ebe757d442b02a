"""A file of an office → a Draft → an Article. Whatever cannot be taken raises ImportRefused and leaves nothing behind.

A format is one module with `read(content: bytes) -> Page`, named in FORMATS by the endings of its files.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import PurePath

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importing import bundle, docx, encoding, html, markdown, pdf, text, zips
from articles.importing.assembling import Draft, DraftPicture, assemble
from articles.importing.errors import ImportRefused
from articles.importing.losses import Kind, Loss
from articles.importing.page import Page
from articles.importing.paste import read_paste
from articles.importing.storing import AlreadyStored, count_of, store

__all__ = [
    "AlreadyStored",
    "Draft",
    "DraftPicture",
    "ImportRefused",
    "Kind",
    "Loss",
    "count_of",
    "read_bulletin",
    "read_paste",
    "store",
]

FORMATS: dict[str, Callable[[bytes], Page]] = {
    ".txt": text.read,
    ".text": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".shtml": html.read,
    ".xhtml": html.read,
    ".docx": docx.read,
    ".pdf": pdf.read,
}
LARGEST_FILE = 20 * 1024 * 1024  # bytes; a saved page with pictures inside it is large, its text is not


def read_bulletin(
    content: bytes,
    filename: str,
    *,
    published_on: datetime | None = None,
    now: datetime | None = None,
    mends: bool = False,
) -> Draft:
    """What the file says, nothing stored. Raises ImportRefused.

    published_on: aware; takes the place of the file's own date, which is then not judged. now: later dates are refused.
    mends: an editor sees the draft before it is stored, so a title or a date that is missing or wrong is left empty.
    """
    if len(content) > LARGEST_FILE:
        raise ImportRefused(too_large())
    page = _format(content, filename)(content)
    encoding.refuse_long(block.text for block in page.blocks)
    return assemble(page, now=now or timezone.now(), published_on=published_on, mends=mends)


def too_large() -> str:
    return _("文件超过 20 MB。请确认选对了文件，或分成几篇分别导入。")


def _format(content: bytes, filename: str) -> Callable[[bytes], Page]:
    """By the name's ending; but a web page, a Word file or a PDF under another name is still one. Unknown endings are text."""
    docx.refuse_older_file(content)
    read = FORMATS.get(PurePath(filename).suffix.lower(), text.read)
    if bundle.is_bundle(content, filename):
        raise ImportRefused(_("这是压缩包，不是一篇公报。请解压后导入其中的文件；压缩包里的压缩包也请先解压。"))
    if zips.is_zip(content):
        return docx.read
    if content.startswith(pdf.START):
        return pdf.read
    return html.read if read in {text.read, docx.read} and html.is_page(content) else read
