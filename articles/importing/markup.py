"""HTML as programs really write it, mended before it is cleaned: what cleaning would lose in silence is kept or counted.

Takes a parsed tree and changes it in place. Used for saved pages and for what is pasted from Word, WPS, WeChat and browsers.
"""

import base64
import binascii
import html
import re
from urllib.parse import unquote_to_bytes

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring

from articles.importing import lists, raising
from articles.importing.headings import NUMBERED
from articles.importing.images import Album, ending_of
from articles.importing.lists import Item
from articles.importing.losses import Kind, Losses

REMOVED = "removed"
SCRIPTS = {"script", "style", "noscript", "template", "link", "meta", "title", "base", "head", "xml"}
SILENT = {"link", "meta", "title", "base", "head", "xml"}
CONTROLS = {"form", "button", "select", "input", "textarea"}
EMBEDDED = {
    "iframe",
    "object",
    "embed",
    "video",
    "audio",
    "canvas",
    "math",
    "mpvoice",
    "mp-common-profile",
    "mp-miniprogram",
}
ADDRESS = re.compile(r"(?:https?://|mailto:)\S{1,2000}", re.IGNORECASE)
HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)\b", re.IGNORECASE)
BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)\b", re.IGNORECASE)
PLAIN = re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)\b", re.IGNORECASE)
STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
SHIFTED = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
# A paragraph of Word's that is an item of a list: the list's number, and the level in it.
LIST_PLACE = re.compile(r"mso-list\s*:\s*(?P<list>l\d+)\s+level(?P<level>\d)\b", re.IGNORECASE)
LABEL = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
NUMBER = re.compile(r"[（(]?(?P<number>\d{1,3})[.．、)）]?")
LABEL_OF_WORDS = re.compile(
    r"[（(]?(?:[一二三四五六七八九十百零]{1,5}|[a-zA-Z]|[ivxIVX]{1,6})[.．、)）]|第.{1,4}[章节条款篇]|[\d.]{2,12}|[①-⑳⑴-⒇]"
)
COMMENT = re.compile(r"mso-element\s*:\s*comment|mso-special-character\s*:\s*comment", re.IGNORECASE)
NOTES = re.compile(r"mso-element\s*:\s*(?:foot|end)note-list", re.IGNORECASE)
HEADERS = re.compile(r"mso-element\s*:\s*(?:header|footer)\b", re.IGNORECASE)
TINY = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*[01](?:\.\d+)?px", re.IGNORECASE)
DATA = re.compile(r"data:(?P<type>[\w/+.-]{0,60})(?P<options>(?:;[^,;]{0,60}){0,5}),", re.IGNORECASE)
LONGEST_SHIFTED = 40
HEADING_CLASS = re.compile(r"(?:^|\s)(?:Mso)?Heading([1-6])(?:\s|$)", re.IGNORECASE)


def mend(root: HtmlElement, album: Album, losses: Losses) -> list[HtmlElement]:
    """Returns the footnotes that stood at the end, taken out."""
    _remove(root, losses)
    notes = _take_notes(root, losses)
    for element in list(root.iter(etree.Element)):
        if element.tag == "a":
            _link(element, losses)
        elif element.tag == "img":
            _picture(element, album, losses)
        _look(element, losses)
    _make_lists(root, losses)
    _open_frames(root)
    _open_inner_tables(root, losses)
    _lift_pictures(root, losses)
    _break_lines_in_cells(root)
    return notes


def _remove(root: HtmlElement, losses: Losses) -> None:
    for element in root.iter(etree.Element):
        if element is root:
            continue
        style = element.get("style", "")
        kind: Kind | None = None
        if element.tag in SCRIPTS | CONTROLS:
            kind = None if element.tag in SILENT else Kind.SCRIPTS
        elif element.tag in EMBEDDED or element.tag == "svg":
            kind = Kind.EMBEDDED if element.tag != "svg" or _words(element) else None
        elif element.get("hidden") is not None or HIDDEN.search(style):
            kind = Kind.HIDDEN if _words(element) else None
        elif COMMENT.search(style) or "msocomanchor" in element.get("class", "").lower():
            kind = Kind.COMMENTS if "comment-list" not in style else None
        elif HEADERS.search(style):
            kind = Kind.HEADERS
        elif element.tag in {"rt", "rp"}:
            kind = Kind.READINGS if element.tag == "rt" else None
        elif element.tag == "del" and _is_tracked(element):
            kind = Kind.CHANGES
        else:
            if element.tag == "ins" and _is_tracked(element):
                losses.add(Kind.CHANGES, f"+ {_words(element)}")
            if any(str(name).startswith("on") for name in element.attrib):
                losses.add(Kind.SCRIPTS)
            continue
        if kind and not is_inside_removed(element):
            words = _words(element) if kind not in {Kind.SCRIPTS, Kind.EMBEDDED} else str(element.tag)
            losses.add(kind, f"− {words}" if kind is Kind.CHANGES else words)
        element.tag = REMOVED
    # In one go, the words behind each left where they are: joined to a neighbour they would be copied for every removal.
    etree.strip_elements(root, REMOVED, with_tail=False)


def is_inside_removed(element: HtmlElement) -> bool:
    parent = element.getparent()
    while parent is not None:
        if parent.tag == REMOVED:
            return True
        parent = parent.getparent()
    return False


def _is_tracked(element: HtmlElement) -> bool:
    return bool(element.get("datetime") or element.get("cite") or "mso" in element.get("class", "").lower())


def _take_notes(root: HtmlElement, losses: Losses) -> list[HtmlElement]:
    notes: list[HtmlElement] = []
    for element in list(root.iter("div")):
        if element is not root and NOTES.search(element.get("style", "")):
            losses.add(Kind.FOOTNOTES, _words(element))
            tail, element.tail = element.tail, None
            keeper = etree.Element("span")
            keeper.text = tail
            element.addprevious(keeper)
            element.getparent().remove(element)
            notes.append(element)
    for note in notes:
        for link in note.iter("a", "hr"):
            link.attrib.pop("href", None)
    return notes


def _link(element: HtmlElement, losses: Losses) -> None:
    href = "".join(element.get("href", "").split())
    if ADDRESS.fullmatch(href):
        element.set("href", href)
        return
    if "href" in element.attrib:
        del element.attrib["href"]
        # A footnote's mark and a bookmark lead to a place of the same text.
        if not href.startswith("#") and (words := _words(element)):
            losses.add(Kind.LINKS, words)


def _look(element: HtmlElement, losses: Losses) -> None:
    """Looks that style alone gives become elements; those that our text cannot have are told."""
    style = element.get("style", "")
    shifted = {"sup": "super", "sub": "sub"}.get(element.tag)
    if element.tag in {"span", "font"} and (found := SHIFTED.search(style)):
        shifted = found[1].lower()
    words = _words(element) if shifted else ""
    if shifted and 0 < len(words) < LONGEST_SHIFTED and not raising.MARK.fullmatch(words):
        inner = raising.shift(words, is_raised=shifted == "super", losses=losses)
        for child in list(element):
            element.remove(child)
        element.text = inner
    if (element.tag in {"s", "strike", "del"} or STRUCK.search(style)) and (words := _words(element)):
        losses.add(Kind.STRUCK, words)
    if element.tag in {"b", "strong"} and PLAIN.search(style):
        element.tag = "span"
    elif element.tag in {"span", "font"} and BOLD.search(style):
        element.tag = "strong"
    elif element.tag in {"p", "div", "section", "li"} and BOLD.search(style) and not element.findall(".//p"):
        _wrap_inner(element, "strong")
    if element.tag == "section":
        element.tag = "div"
    elif element.tag == "p" and (heading := HEADING_CLASS.search(element.get("class", ""))):
        element.tag = f"h{heading[1]}"


def _wrap_inner(element: HtmlElement, tag: str) -> None:
    if any(
        child.tag in {"div", "section", "table", "ul", "ol", "figure", "img"} for child in element.iterdescendants()
    ):
        return
    inner = etree.Element(tag)
    inner.text, element.text = element.text, None
    inner.extend(list(element))
    element.append(inner)


def _picture(element: HtmlElement, album: Album, losses: Losses) -> None:
    source = (element.get("src") or "").strip()
    lazy = next((element.get(name) for name in ("data-src", "data-original", "_src") if element.get(name)), "")
    if lazy and not lazy.startswith("data:"):
        source = lazy.strip()
    style = element.get("style", "")
    sizes = {element.get("width", "").strip(), element.get("height", "").strip()}
    if sizes & {"0", "1", "0px", "1px"} or TINY.search(style):
        losses.add(Kind.PICTURES_TRACKING, source[:200])
        element.tag, element.text = "span", None
        return
    # A file's name is no description.
    alt = element.get("alt", "")
    element.set(
        "alt",
        ""
        if re.fullmatch(r"(?:图片|image|img|picture)?\s*\d*|\S+\.(?:png|jpe?g|gif|webp|bmp)", alt.strip(), re.I)
        else alt,
    )
    if source.lower().startswith("data:"):
        content = decode_data(source)
        name = f"图片{ending_of(content or b'')}"
        element.set("src", album.take(source, name, content))
    elif source:
        _place(element, source, album, losses)


def _place(element: HtmlElement, source: str, album: Album, losses: Losses) -> None:
    """A picture that is named but not here: its place waits for it, under a name of its own."""
    is_elsewhere = re.match(r"(?:https?:)?//|file:|blob:|cid:|webkit", source, re.IGNORECASE)
    if not is_elsewhere:
        return
    losses.add(Kind.PICTURES_ELSEWHERE, source)
    name = re.split(r"[?#]", source)[0].replace("\\", "/").rstrip("/").rpartition("/")[2]
    has_ending = re.search(r"\.(?:png|jpe?g|gif|webp|bmp)$", name, re.IGNORECASE)
    element.set("src", album.place(source, name if has_ending else "图片.jpg"))


def decode_data(source: str) -> bytes | None:
    head = DATA.match(source)
    if not head:
        return None
    body = source[head.end() :]
    try:
        if "base64" in head["options"].lower():
            return base64.b64decode(re.sub(r"\s|%0A|%0D", "", body) + "=" * (-len(body) % 4))
        return unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return None


def _open_frames(root: HtmlElement) -> None:
    """A table of one cell is a frame around text."""
    for table in list(root.iter("table")):
        cells = [cell for cell in table.iter("td", "th") if next(cell.iterancestors("table")) is table]
        if len(cells) == 1:
            for part in [cells[0], *cells[0].iterancestors("tr", "tbody", "thead", "tfoot", "table")]:
                part.tag = "div"
                if part is table:
                    break


def _open_inner_tables(root: HtmlElement, losses: Losses) -> None:
    """A table in a cell becomes words, a line a row."""
    for table in list(root.iter("table")):
        if table.tag != "table" or next(table.iterancestors("table"), None) is None:
            continue
        losses.add(Kind.INNER_TABLES, _words(table))
        for part in list(table.iter("tr", "td", "th", "table", "tbody", "thead", "tfoot", "caption")):
            if part.tag in {"td", "th"}:
                part.tail = " " if part.getnext() is not None else None
            part.tag = "p" if part.tag in {"tr", "caption"} else "span"


def _break_lines_in_cells(root: HtmlElement) -> None:
    """Paragraphs and items in a cell become its lines."""
    for cell in root.iter("td", "th"):
        is_empty = not (cell.text or "").strip()
        for block in list(cell.iter("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6")):
            if not _words(block):
                block.tag = "span"
                continue
            if not is_empty:
                block.addprevious(etree.Element("br"))
            is_empty = False
            block.tag = "span"


def _lift_pictures(root: HtmlElement, losses: Losses) -> None:
    """No cell of ours holds a picture: it stands behind its table."""
    for table in list(root.iter("table")):
        if next(table.iterancestors("table"), None) is not None:
            continue
        images = list(table.iter("img"))
        behind = table
        for image in images:
            losses.add(Kind.PICTURES_MOVED)
            keeper = etree.Element("span")
            keeper.text, image.tail = image.tail, None
            image.addnext(keeper)
            paragraph = etree.Element("p")
            tail, behind.tail = behind.tail, None
            behind.addnext(paragraph)
            paragraph.append(image)
            paragraph.tail = tail
            behind = paragraph


def _make_lists(root: HtmlElement, losses: Losses) -> None:
    """Paragraphs that Word numbers (mso-list) → real lists, or their numbers as words."""
    run: list[tuple[HtmlElement, Item]] = []
    runs: list[list[tuple[HtmlElement, Item]]] = []
    for paragraph in root.iter("p", "h1", "h2", "h3", "h4", "h5", "h6"):
        place = LIST_PLACE.search(paragraph.get("style", ""))
        if place is None:
            continue
        item = _item(paragraph, int(place["level"]) - 1)
        if paragraph.tag != "p":
            if item.label:
                paragraph.text = lists.with_label(Item("", 0, item.label)) + (paragraph.text or "")
            continue
        before = paragraph.getprevious()
        if not run or run[-1][0] is not before or (run[-1][0].tail or "").strip():
            run = []
            runs.append(run)
        run.append((paragraph, item))
    for run in runs:
        markup = "".join(lists.gather([item for _paragraph, item in run], losses))
        first = run[0][0]
        made = fragment_fromstring(markup, create_parent="div")
        tail = run[-1][0].tail
        parent = first.getparent()
        parent.insert(parent.index(first), made)
        made.tail = tail
        for paragraph, _item_of_it in run:
            paragraph.tail = None
            paragraph.getparent().remove(paragraph)


def _item(paragraph: HtmlElement, level: int) -> Item:
    """Takes the label that Word wrote as words (inside <![if !supportLists]>) out of the paragraph."""
    label = ""
    for mark in list(paragraph.iter("span")):
        if LABEL.search(mark.get("style", "")) and mark.getparent() is not None:
            label = label or "".join("".join(mark.itertext()).split())
            tail, mark.tail = mark.tail, None
            for inner in list(mark):
                mark.remove(inner)
            mark.text, mark.tail = None, tail
            mark.attrib.pop("style", None)
    number = NUMBER.fullmatch(label)
    if not number and not LABEL_OF_WORDS.fullmatch(label) and not any(kind.match(label) for kind in NUMBERED):
        label = ""
    words = "".join(paragraph.itertext()).strip()
    inner = (html.escape(paragraph.text or "", quote=False)) + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in paragraph
    )
    return Item(inner.strip(), len(words), label, level, int(number["number"]) if number else 0)


def _words(element: HtmlElement) -> str:
    parts: list[str] = []
    length = 0
    for words in element.itertext():
        parts.append(str(words))
        length += len(words)
        if length > 400:
            break
    return " ".join("".join(parts).split())
