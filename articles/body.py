"""The body of a bulletin: the small HTML subset that is kept, and the one function from body to text.

`text` = the title, then each block's text, joined by a blank line. Offsets of indicator records count code points of it,
so everything that needs to go from an offset back to the page (articles.annotating) walks the same pieces as `to_text`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

import nh3
from django.utils.translation import gettext as _
from lxml import etree, html
from lxml.html import HtmlElement

BLOCKS = {"h2", "h3", "p", "ul", "ol", "table", "figure"}
INLINE = {"strong", "em", "a", "br"}
INSIDE = {"li", "thead", "tbody", "tr", "th", "td", "caption", "figcaption", "img"}
# What offices paste, and what it becomes here.
RENAMED = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "b": "strong", "i": "em", "dt": "p", "dd": "p", "pre": "p"}
CONTAINERS = {"div", "section", "article", "main", "blockquote", "center", "dl", "body"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
# Longest span that a cell may claim: beyond it a table is a mistake or an attack, not a table.
LONGEST_SPAN = 100

# Deepest nesting that is followed: beyond it the source is broken or hostile, and walking it would exhaust the stack.
DEEPEST = 100

SPACE = re.compile(r"[ \t\r\n\f\u00a0\u200b\ufeff]+")


class TooDeep(ValueError):
    """The HTML is nested deeper than any document is."""

    def __init__(self) -> None:
        super().__init__(_("网页的嵌套层数过多，无法读取。请复制其中的文字，以纯文本导入。"))


def clean(source: str) -> str:
    """Any HTML → the subset of design.md §3: h2 h3 p ul ol table figure; strong em a br inside.

    Scripts, styles, event handlers and unknown addresses go; containers are opened; a picture stands in a figure of its own
    and names itself by a bare file name (`<img src="02.png">`), which is the name of a Picture of the same revision.
    Idempotent: clean(clean(x)) == clean(x). Raises TooDeep.
    """
    safe = nh3.clean(
        source.replace("\x00", ""),
        tags=BLOCKS | INLINE | INSIDE | set(RENAMED) | CONTAINERS,
        clean_content_tags={"script", "style", "noscript", "template", "iframe", "object", "title", "head"},
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    if not safe.strip():
        return ""
    blocks: list[HtmlElement] = []
    root = html.fragment_fromstring(safe, create_parent="div")
    if _is_too_deep(root):
        raise TooDeep
    _collect(root, blocks)
    return "".join(serialise(block) for block in blocks if _is_worth_keeping(block))


def parse(body: str) -> list[HtmlElement]:
    """The blocks of a clean body."""
    if not body:
        return []
    root = html.fragment_fromstring(body, create_parent="div")
    for image in root.iter("img"):
        # HTML is written with percent signs in its addresses; a picture goes by its own name (图1.png).
        image.set("src", unquote(image.get("src", "")))
    return list(root)


def picture_names(body: str) -> list[str]:
    """Names of the pictures that the body places, in order, each once."""
    return list(dict.fromkeys(image.get("src", "") for block in parse(body) for image in block.iter("img")))


def picture_alts(body: str) -> dict[str, str]:
    """Name → the words that stand for the picture in the body, where there are any."""
    images = [image for block in parse(body) for image in block.iter("img")]
    return {image.get("src", ""): image.get("alt", "") for image in images if image.get("alt")}


@dataclass
class Piece:
    """A run of the text that stands in one node: at `start` in the text, held by `element`'s text or tail."""

    start: int
    element: HtmlElement
    is_tail: bool

    @property
    def content(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""


def to_text(title: str, body: str) -> str:
    """The text that records are anchored to. The only function that makes it."""
    return read_pieces(title, parse(body))[0]


def read_pieces(title: str, blocks: list[HtmlElement]) -> tuple[str, list[Piece]]:
    """The text, and which of its runs stands in which node."""
    parts: list[str] = [title]
    pieces: list[Piece] = []
    length = len(title)
    for block in blocks:
        start = length + 2
        content, found = _block_text(block, start)
        if not content:
            continue
        parts.append(content)
        pieces += found
        length = start + len(content)
    return "\n\n".join(parts), pieces


def _block_text(block: HtmlElement, start: int) -> tuple[str, list[Piece]]:
    out: list[str] = []
    pieces: list[Piece] = []
    position = start

    def write(words: str) -> None:
        nonlocal position
        out.append(words)
        position += len(words)

    def inline(element: HtmlElement) -> None:
        if element.text:
            pieces.append(Piece(position, element, False))
            write(element.text)
        for child in element:
            if child.tag == "br":
                write("\n")
            else:
                inline(child)
            if child.tail:
                pieces.append(Piece(position, child, True))
                write(child.tail)

    if block.tag in {"ul", "ol"}:
        for index, item in enumerate(block.iterchildren("li")):
            write("\n" if index else "")
            inline(item)
    elif block.tag == "table":
        for caption in block.iterchildren("caption"):
            inline(caption)
            write("\n")
        _table(block, write, inline)
    elif block.tag == "figure":
        for caption in block.iterchildren("figcaption"):
            inline(caption)
    else:
        inline(block)
    return "".join(out), pieces


def _table(table: HtmlElement, write: Callable[[str], None], inline: Callable[[HtmlElement], None]) -> None:
    """Rows as `| a | b |`, a rule under the head: what a reader of the plain text, and the extraction, can follow.

    A merged cell's words stand in its first place and the rest of its places are empty, so columns stay aligned.
    """
    taken: dict[tuple[int, int], bool] = {}
    rows = list(table.iter("tr"))
    for row_number, row in enumerate(rows):
        write("\n" if row_number else "")
        write("|")
        column = 0
        cells = [cell for cell in row if cell.tag in {"th", "td"}]
        for cell in cells:
            while taken.get((row_number, column)):
                write("  |")
                column += 1
            write(" ")
            inline(cell)
            write(" |")
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for down in range(1, high):
                for across in range(wide):
                    taken[row_number + down, column + across] = True
            write("  |" * (wide - 1))
            column += wide
        while taken.get((row_number, column)):
            write("  |")
            column += 1
        if row_number == 0 and len(rows) > 1 and cells and all(cell.tag == "th" for cell in cells):
            write("\n|" + "---|" * column)


def _span(cell: HtmlElement, name: str) -> int:
    raw = cell.get(name, "1")
    return min(max(int(raw), 1), LONGEST_SPAN) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 1


def _is_too_deep(root: HtmlElement) -> bool:
    depth = 0
    for event, _node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def _collect(container: HtmlElement, blocks: list[HtmlElement]) -> None:
    """Open containers and put loose words into paragraphs, in the order of the source."""
    paragraph: HtmlElement | None = None

    def loose(words: str | None) -> None:
        nonlocal paragraph
        if not words or (paragraph is None and not words.strip()):
            return
        if paragraph is None:
            paragraph = html.Element("p")
            blocks.append(paragraph)
        if len(paragraph):
            paragraph[-1].tail = (paragraph[-1].tail or "") + words
        else:
            paragraph.text = (paragraph.text or "") + words

    loose(container.text)
    for child in list(container):
        tail, child.tail = child.tail, None
        tag = child.tag = RENAMED.get(child.tag, child.tag)
        if tag in BLOCKS:
            paragraph = None
            _collect_block(child, blocks)
        elif tag in CONTAINERS and _holds_blocks(child):
            paragraph = None
            _collect(child, blocks)
        elif tag == "img":
            paragraph = None
            _collect_picture(child, blocks)
        elif tag in {"li", "tr", "td", "th", "thead", "tbody", "caption", "figcaption"}:
            paragraph = None
            _collect(child, blocks)
        elif tag == "div":
            paragraph = None
            child.tag = "p"
            blocks.append(child)
        else:
            loose(" " if paragraph is None else None)
            if paragraph is None:
                paragraph = html.Element("p")
                blocks.append(paragraph)
            paragraph.append(child)
        loose(tail)


def _holds_blocks(element: HtmlElement) -> bool:
    return any(
        node.tag in BLOCKS or node.tag in RENAMED and RENAMED[node.tag] in BLOCKS or node.tag in {"div", "img", "li"}
        for node in element.iterdescendants()
    )


def _collect_block(block: HtmlElement, blocks: list[HtmlElement]) -> None:
    if block.tag == "figure":
        for image in list(block.iter("img")):
            _collect_picture(image, blocks, caption=next(block.iter("figcaption"), None))
            return
        _collect(block, blocks)
        return
    if block.tag in {"p", "h2", "h3"} and _holds_blocks(block):
        _collect(block, blocks)
        return
    for image in list(block.iter("img")):
        image.drop_tree()
    if block.tag in {"ul", "ol"}:
        _flatten_list(block)
    blocks.append(block)


def _flatten_list(block: HtmlElement) -> None:
    """One level of items; an inner list's items follow their parent's, as items."""
    items = list(block.iter("li"))
    for item in items:
        for inner in list(item.iterchildren("ul", "ol")):
            inner.drop_tag()
    flat = []
    for item in items:
        for inner in list(item.iterchildren("li")):
            tail, inner.tail = inner.tail, None
            item.remove(inner)
            if tail and len(item):
                item[-1].tail = (item[-1].tail or "") + tail
            elif tail:
                item.text = (item.text or "") + tail
        flat.append(item)
    for child in list(block):
        block.remove(child)
    block.text = None
    for item in flat:
        item.tail = None
        block.append(item)


def _collect_picture(image: HtmlElement, blocks: list[HtmlElement], caption: HtmlElement | None = None) -> None:
    name = picture_name(image.get("src", ""))
    if not name:
        return
    figure = html.Element("figure")
    etree.SubElement(figure, "img", {"src": name, "alt": SPACE.sub(" ", image.get("alt", "")).strip()})
    if caption is not None:
        caption.tail = None
        figure.append(caption)
    blocks.append(figure)


def picture_name(source: str) -> str:
    """`../images/02.png?x=1` → `02.png`: a picture is named by its file, never by an address elsewhere."""
    name = unquote(source.split("?")[0].split("#")[0]).rstrip("/").rsplit("/", 1)[-1]
    return re.sub(r"[^\w.\-()（）]", "_", name)[-100:] if not source.startswith("data:") else ""


def _is_worth_keeping(block: HtmlElement) -> bool:
    _tidy(block)
    return block.tag == "figure" or bool("".join(block.itertext()).strip())


def _tidy(block: HtmlElement) -> None:
    """Inside a block only what belongs there; runs of white space are one space, none at the edges."""
    allowed = INLINE | INSIDE
    for node in list(block.iterdescendants()):
        node.tag = RENAMED.get(node.tag, node.tag)
        if node.tag not in allowed or node.tag == "a" and not node.get("href"):
            node.tag = "opened"
    # All at once: drop_tag() looks through all siblings for each of them.
    etree.strip_tags(block, "opened")
    for node in block.iter():
        if node.text:
            node.text = SPACE.sub(" ", node.text)
        if node.tail:
            node.tail = SPACE.sub(" ", node.tail)
    structural = {"ul", "ol", "table", "thead", "tbody", "tr", "figure"}
    for node in block.iter():
        if node.tag in structural:
            node.text = None
            for child in node:
                child.tail = None
        if node.tag in {"p", "h2", "h3", "li", "th", "td", "caption", "figcaption"}:
            _strip_edges(node)


def _strip_edges(node: HtmlElement) -> None:
    if node.text:
        # A full-width space opens paragraphs in pasted text; the indent is the stylesheet's.
        node.text = node.text.lstrip(" \u3000")
    while len(node) and node[-1].tag == "br" and not (node[-1].tail or "").strip():
        node.remove(node[-1])
    if len(node):
        node[-1].tail = (node[-1].tail or "").rstrip() or None
    elif node.text:
        node.text = node.text.rstrip()


def serialise(block: HtmlElement) -> str:
    return html.tostring(block, encoding="unicode", with_tail=False)
