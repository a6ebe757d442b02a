"""What an editor pastes: the clipboard's HTML from Word, WPS, WeChat or a web page, else its plain text."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importing import encoding, html, text
from articles.importing.assembling import Draft, assemble
from articles.importing.errors import ImportRefused
from articles.importing.page import Page

LARGEST_PASTE = 20 * 1024 * 1024  # characters; pictures inside the HTML count


def read_paste(
    markup: str | None,
    words: str | None,
    *,
    title: str = "",
    published_on: datetime | None = None,
    now: datetime | None = None,
    mends: bool = False,
) -> Draft:
    """What was pasted, nothing stored. Raises ImportRefused. The options are those of read_bulletin.

    markup: text/html of the clipboard. words: text/plain of it, read where there is no HTML. title: given by the editor.
    """
    page = _of_html(markup) if markup and markup.strip() else None
    if page is None or not page.blocks:
        if not words or not words.strip():
            raise ImportRefused(_("粘贴的内容里没有文字。请复制正文后重新粘贴。"))
        page = text.read(words.encode("utf-8", "replace"))
    page.title = title or page.title
    encoding.refuse_long(block.text for block in page.blocks)
    return assemble(page, now=now or timezone.now(), published_on=published_on, mends=mends)


def _of_html(markup: str) -> Page | None:
    if len(markup) > LARGEST_PASTE:
        raise ImportRefused(encoding.too_long())
    # Windows puts lines about the fragment before it (Version:0.9 StartHTML:…).
    markup = markup[max(0, markup.find("<")) :].replace("\x00", "")
    root = html.parse(markup.encode("utf-8", "replace").decode())
    if root is None:
        return None
    body = root.find("body") if root.tag == "html" else root
    page = Page([])
    html.fill(page, body if body is not None else root)
    _find_headings(page)
    return page


def _find_headings(page: Page) -> None:
    """Where nothing is marked as a heading and nothing is bold, a line that stands alone may be one, as in plain text."""
    if any(block.tag in {"h2", "h3"} or block.may_be_heading for block in page.blocks[1:]):
        return
    for block in page.blocks:
        block.may_be_heading = block.tag == "p"
