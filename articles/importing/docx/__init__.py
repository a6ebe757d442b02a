"""A Word file (.docx) → Page.

One walk of our own over the XML, not a converter's: what a converter leaves out (tracked changes, automatic numbers,
text boxes, comments) it does not tell, and the editor has to be told. Whatever this walk drops it counts in the act.
"""

from django.utils.translation import gettext as _

from articles import body as bodies
from articles.importing import zips
from articles.importing.docx.document import Document
from articles.importing.docx.package import Package, local, value
from articles.importing.errors import ImportRefused
from articles.importing.losses import Kind, Losses
from articles.importing.page import Page, blocks_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(content: bytes) -> Page:
    refuse_older_file(content)
    if not zips.is_zip(content):
        raise ImportRefused(_("这不是 Word 文件。请在 Word 或 WPS 中打开后另存为“Word 文档（.docx）”，再重新导入。"))
    losses = Losses()
    document = Document(Package(content), losses)
    markup, notes = document.body(), document.notes()
    _count_headers(document, losses)
    _count_comments(document, losses)
    try:
        blocks = blocks_of(markup)
        return Page(
            blocks,
            title=document.title,
            subtitle=document.subtitle,
            notes=blocks_of("".join(notes)),
            pictures=document.album.contents,
            loss=losses,
        )
    except bodies.TooDeep as error:
        raise ImportRefused(str(error)) from error


def refuse_older_file(content: bytes) -> None:
    """An OLE container: a .docx with a password, or a .doc or .wps of before 2007."""
    if not content.startswith(OLE[:4]):
        return
    if ENCRYPTED in content:
        raise ImportRefused(_("文件设有打开密码，无法读取。请在 Word 中去掉密码（文件→信息→保护文档）后重新导入。"))
    raise ImportRefused(_("这是旧版 Word 或 WPS 文件（.doc、.wps）。请在 Word 或 WPS 中另存为 .docx 后重新导入。"))


def _count_headers(document: Document, losses: Losses) -> None:
    for relation in document.package.relations(document.package.main).values():
        if relation.kind not in {"header", "footer"} or relation.is_external:
            continue
        root = document.package.xml(relation.target)
        words = "".join(node.text or "" for node in root.iter() if local(node) == "t") if root is not None else ""
        # A page number alone is no loss.
        if any(c.isalpha() for c in words.replace("第", "").replace("页", "").replace("共", "")):
            losses.add(Kind.HEADERS, words)


def _count_comments(document: Document, losses: Losses) -> None:
    root = document.package.xml(document.parts.get("comments", ""))
    for comment in root if root is not None else ():
        words = "".join(node.text or "" for node in comment.iter() if local(node) == "t")
        author = value(comment, "author") or ""
        losses.add(Kind.COMMENTS, f"{author}: {words}" if author else words)
