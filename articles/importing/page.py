"""What every format is read into: blocks of the bulletin in order, and what the format itself says of them."""

from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree, html
from lxml.html import HtmlElement

from articles import body as bodies
from articles.importing.losses import Losses


@dataclass
class Block:
    """One block of the subset of articles.body: p, h2, h3, ul, ol, table, figure."""

    element: HtmlElement
    # Stood alone and plain in the source, so that it may turn out to be a section heading.
    may_be_heading: bool = False

    @property
    def tag(self) -> str:
        return str(self.element.tag)

    @cached_property
    def text(self) -> str:
        """Its words; a line for each <br>, item and row."""
        return words(self.element)

    @cached_property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.split("\n") if line.strip()]


@dataclass
class Page:
    """A file as its format understands it, before furniture and fields are told from the text."""

    blocks: list[Block]
    # Declared by the format (meta tags, front matter): stronger than anything that is found in the text.
    title: str = ""
    subtitle: str = ""
    published: str = ""
    source: str = ""
    authors: list[str] = field(default_factory=list)
    summary: str = ""
    column_name: str = ""
    # Lines of the page that stand before its main content: the date and the source are often there.
    lines_before: list[str] = field(default_factory=list)
    # What stands behind the text and its byline: the file's footnotes.
    notes: list[Block] = field(default_factory=list)
    # Bytes of the pictures that the file itself holds, by the names that its blocks give them.
    pictures: dict[str, bytes] = field(default_factory=dict)
    loss: Losses = field(default_factory=Losses)


def words(element: HtmlElement) -> str:
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            parts.append("\n" if node.tag in {"br", "li", "tr", "td", "th", "p"} and node is not element else "")
            parts.append(node.text or "")
        elif node is not element:
            parts.append(node.tail or "")
    return "".join(parts)


def paragraph(text: str, tag: str = "p", may_be_heading: bool = False) -> Block:
    element = html.Element(tag)
    element.text = text
    return Block(element, may_be_heading)


def figure(name: str, alt: str = "") -> Block:
    element = html.Element("figure")
    etree.SubElement(element, "img", {"src": bodies.picture_name(name), "alt": alt})
    return Block(element)


def blocks_of(source: str) -> list[Block]:
    """Any HTML as clean blocks. Raises bodies.TooDeep."""
    return [
        Block(element, may_be_heading=element.tag == "p" and _is_all_bold(element))
        for element in bodies.parse(bodies.clean(source))
    ]


def _is_all_bold(paragraph: HtmlElement) -> bool:
    """Offices write their headings as bold paragraphs."""
    bold = "".join("".join(node.itertext()) for node in paragraph.iterchildren("strong"))
    return bool(bold.strip()) and bold.strip() == "".join(paragraph.itertext()).strip()
