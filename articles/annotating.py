"""Links around words of a bulletin: from offsets of its text back to the nodes of its body."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree, html
from lxml.html import HtmlElement

from articles.body import Piece, parse, read_pieces, serialise


@dataclass(frozen=True)
class Mark:
    """What to wrap: a span of the text, and the link that it becomes."""

    start: int
    end: int
    href: str
    value: str
    css_class: str = "figure"
    # The place on the page that other pages point at: #record-7.
    anchor: str = ""


def annotate(title: str, body: str, marks: Iterable[Mark]) -> str:
    """The body with each mark's words inside `<a class=… href=…><data value=…>`.

    Marks must not overlap. A mark that runs over several nodes (half of it bold, say) becomes several links to one address.
    Words that stand in a link already, and the title's, are left as they are.
    """
    blocks = parse(body)
    _, pieces = read_pieces(title, blocks)
    ordered = sorted(marks, key=lambda mark: mark.start)
    first = 0
    for piece in pieces:
        content = piece.content
        end = piece.start + len(content)
        while first < len(ordered) and ordered[first].end <= piece.start:
            first += 1
        here = list(_until(ordered, first, end))
        holder = piece.element.getparent() if piece.is_tail else piece.element
        inside_link = holder is not None and any(node.tag == "a" for node in [holder, *holder.iterancestors()])
        if here and not inside_link:
            _wrap(piece, content, here)
    return "".join(serialise(block) for block in blocks)


def _until(marks: list[Mark], first: int, end: int) -> Iterator[Mark]:
    for index in range(first, len(marks)):
        if marks[index].start >= end:
            return
        yield marks[index]


def _wrap(piece: Piece, content: str, marks: list[Mark]) -> None:
    links: list[HtmlElement] = []
    rest_from, lead = 0, None
    for mark in marks:
        start, end = max(mark.start - piece.start, 0), min(mark.end - piece.start, len(content))
        before = content[rest_from:start]
        if links:
            links[-1].tail = before
        else:
            lead = before
        link = html.Element("a", {"class": mark.css_class, "href": mark.href})
        if mark.anchor and mark.start >= piece.start:
            link.set("id", mark.anchor)
        data = etree.SubElement(link, "data", {"value": mark.value})
        data.text = content[start:end]
        links.append(link)
        rest_from = end
    links[-1].tail = content[rest_from:]
    if piece.is_tail:
        parent = piece.element.getparent()
        at = parent.index(piece.element) + 1
        piece.element.tail = lead
    else:
        parent, at = piece.element, 0
        piece.element.text = lead
    for offset, link in enumerate(links):
        # insert() would carry a node's own tail along, which is what we want: it is set above.
        parent.insert(at + offset, link)
