"""A saved web page: its meta tags by 《政府网站发展指引》 (国办发〔2017〕47号), and its main content among everything else."""

import itertools
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree, html
from lxml.html import HtmlElement

from articles import body as bodies
from articles.importing import encoding, markup
from articles.importing.errors import ImportRefused
from articles.importing.fields import split_names
from articles.importing.images import Album
from articles.importing.losses import Kind, Losses
from articles.importing.page import Page, blocks_of

SCRIPTS = {"script", "style", "noscript", "template", "form", "button", "select", "input", "textarea"}
AROUND_BY_TAG = {"nav", "footer", "aside"}
# Classes and ids of what stands around a bulletin. Whole words of them, so that `newsfooter-1` counts and `shareholder` does not.
AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|position|location|foot|footer|sidebar|side|share|bdshare\w*|"
    r"related|relation|recommend|comments?|copyright|toolbar|tools|pager|pagination|prevnext|qrcode|ewm|advert|ads?|search)(?:[\s_-]|\d*$)",
    re.IGNORECASE,
)
# Where the makers of government sites put the text: content systems' own names, then HTML's.
CONTENT = re.compile(
    r"(?:^|[\s_-])(?:ucap-content|trs_editor|trs_ueditor|view|zoom|zoomcon|pages_content|article-?_?content|articlecontent|article_?con|"
    r"news_?content|content_?text|con_?text|artibody|wp_articlecontent|v_news_content|vsb_content|bt-content|arti_content|article-?body|"
    r"js_content|rich_media_content|xl_content|detail-?_?content|main-?_?text)(?:[\s_-]|\d*$)",
    re.IGNORECASE,
)
OPENING = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head)\b", re.IGNORECASE | re.DOTALL
)
LONGEST_TITLE_TAG, SHORTEST_TITLE = 300, 6
# A saved page has a few thousand.
MOST_ELEMENTS = 100_000
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
BLOCKS = bodies.BLOCKS | {"h1", "h4", "h5", "h6", "pre", "blockquote"}
LEAF = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "ul",
    "ol",
    "figure",
    "pre",
    "a",
    "span",
    "strong",
    "b",
    "font",
}
# The part of a page's prose that its main content must hold; the rest are notices and teasers.
MAIN_SHARE = 0.9
PROSE = re.compile(r"[。！？；，、]")
SITE_SUFFIX = re.compile(r"\s*(?:_|-|–|—|\||｜|>|::)\s*[^_\-–—|｜>]*$")


def read(content: bytes) -> Page:
    text = encoding.decode(content)
    root = parse(text)
    if root is None:
        raise ImportRefused(_("网页中没有内容。请确认保存的是打开后的整页，再重新导入。"))
    page = _declared(root)
    _remove_what_is_never_content(root, page.loss)
    main = _main_content(root)
    page.title = page.title or _shown_title(root)
    page.lines_before = list(_lines_before(root, main))
    fill(page, main)
    return page


def fill(page: Page, main: HtmlElement) -> None:
    """The page's blocks, notes and pictures from the element that holds them. Raises ImportRefused."""
    album = Album(page.loss)
    notes = markup.mend(main, album, page.loss)
    try:
        page.blocks = blocks_of(html.tostring(main, encoding="unicode", with_tail=False))
        page.notes = blocks_of("".join(html.tostring(note, encoding="unicode", with_tail=False) for note in notes))
    except bodies.TooDeep as error:
        raise ImportRefused(str(error)) from error
    page.pictures = album.contents


def is_page(content: bytes) -> bool:
    """Whether the bytes begin as a web page does, whatever the file is called."""
    return bool(OPENING.match(content[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")))


def parse(text: str) -> HtmlElement | None:
    # As bytes: lxml refuses a str that declares an encoding of its own.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    _refuse_monsters(root)
    return root


def _refuse_monsters(root: HtmlElement) -> None:
    """Before the sanitiser sees it, which takes time by the square of the depth."""
    depth = elements = 0
    for event, _node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > bodies.DEEPEST:
            raise ImportRefused(str(bodies.TooDeep()))
        if elements > MOST_ELEMENTS:
            raise ImportRefused(encoding.too_long())


def _declared(root: HtmlElement) -> Page:
    tags: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        tags.setdefault(name, (meta.get("content") or "").strip())
    return Page(
        [],
        title=tags.get("articletitle", ""),
        published=tags.get("pubdate") or tags.get("article:published_time", ""),
        source=tags.get("contentsource", ""),
        authors=split_names(tags.get("author", "")),
        summary=tags.get("description", ""),
        column_name=tags.get("columnname", ""),
    )


def _remove_what_is_never_content(root: HtmlElement, losses: Losses) -> None:
    """Before anything is weighed: menus, feet, forms, and what the page itself hides."""
    for element in root.iter(etree.Element):
        if element.tag in {"html", "head", "body"}:
            continue
        kind = _never_content(element)
        if kind is None:
            continue
        words = " ".join("".join(itertools.islice(element.itertext(), 40))[:300].split())
        # Parts of what is removed already are told with it.
        if kind is Kind.SCRIPTS or (words and not markup.is_inside_removed(element)):
            losses.add(kind, str(element.tag) if kind is Kind.SCRIPTS else words)
        element.tag = markup.REMOVED
    # In one go and without their tails: moving each tail to the neighbour would copy it again for every removal.
    etree.strip_elements(root, markup.REMOVED, with_tail=False)


def _never_content(element: HtmlElement) -> Kind | None:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if element.tag in SCRIPTS:
        return Kind.SCRIPTS
    if element.tag in AROUND_BY_TAG:
        return Kind.FURNITURE
    if CONTENT.search(names):
        return None
    if element.get("hidden") is not None or HIDDEN.search(element.get("style", "")):
        return Kind.HIDDEN
    return Kind.FURNITURE if AROUND.search(names) else None


def _main_content(root: HtmlElement) -> HtmlElement:
    """The smallest part that holds nearly all of the page's prose; a part that is named for its content comes first."""
    weights = _weights(root)
    body = root.find("body") if root.tag == "html" else root
    start = body if body is not None else root
    named = [e for e in start.iter(etree.Element) if _is_named_content(e) and weights.get(e, 0) > 0]
    if named:
        best = max(named, key=lambda e: weights[e])
        if weights[best] >= 0.5 * weights[start]:
            return best
    main = start
    while True:
        inner = [child for child in main if isinstance(child.tag, str) and child.tag not in LEAF]
        best_child = max(inner, key=lambda e: weights.get(e, 0), default=None)
        if best_child is None or not weights[main] or weights.get(best_child, 0) < MAIN_SHARE * weights[main]:
            return main
        main = best_child


def _is_named_content(element: HtmlElement) -> bool:
    if element.get("itemprop") == "articleBody":
        return True
    return bool(CONTENT.search(element.get("class", "")) or CONTENT.search(element.get("id", "")))


def _weights(root: HtmlElement) -> dict[HtmlElement, int]:
    """Characters of prose in each element: words outside links, of runs that hold a mark of a sentence; tables count whole."""
    weights: dict[HtmlElement, int] = {}
    in_link = in_table = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            in_link += node.tag == "a"
            in_table += node.tag == "table"
            weights[node] = weights.get(node, 0) + _prose(node.text, in_link, in_table)
            continue
        in_link -= node.tag == "a"
        in_table -= node.tag == "table"
        parent = node.getparent()
        if parent is not None:
            weights[parent] += weights[node] + _prose(node.tail, in_link, in_table)
    return weights


def _prose(text: str | None, in_link: int, in_table: int) -> int:
    text = (text or "").strip()
    return len(text) if text and not in_link and (in_table or len(text) >= 15 or PROSE.search(text)) else 0


def _shown_title(root: HtmlElement) -> str:
    for heading in root.iter("h1"):
        if title := " ".join("".join(heading.itertext()).split()):
            return title
    title = " ".join((root.findtext(".//title") or "")[:LONGEST_TITLE_TAG].split())
    while len(shorter := SITE_SUFFIX.sub("", title)) >= SHORTEST_TITLE and shorter != title:
        title = shorter
    return title


def _lines_before(root: HtmlElement, main: HtmlElement) -> Iterator[str]:
    """What stands between the page's top and its main content, a line a block."""
    inside = set(main.iterancestors())
    for node in root.iter(etree.Element):
        if node is main:
            return
        if node in inside or node.tag in {"head", "title", "meta", "link"}:
            continue
        parent = node.getparent()
        if parent is not None and parent in inside:
            yield from (line.strip() for line in _words_of_lines(node) if line.strip())


def _words_of_lines(element: HtmlElement) -> list[str]:
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        opens = node.tag in BLOCKS | {"div", "br", "li", "tr", "section", "header"}
        if event == "start":
            parts += ["\n" if opens else "", re.sub(r"\s+", " ", node.text or "")]
        elif node is not element:
            parts += ["\n" if opens and node.tag != "br" else "", re.sub(r"\s+", " ", node.tail or "")]
    return "".join(parts).split("\n")
