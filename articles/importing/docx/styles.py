"""What a style says of the paragraphs and runs that bear it, with what it takes from those it is based on."""

import re
from dataclasses import dataclass, replace

from lxml import etree

from articles.importing.docx.package import child, is_on, local, value

HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])(?:\s*char)?", re.IGNORECASE)
TITLE = re.compile(r"title|标题|標題|文章标题|公文标题|文档标题", re.IGNORECASE)
SUBTITLE = re.compile(r"subtitle|副标题|副標題", re.IGNORECASE)
CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*(?:heading|[1-9]|标题)?", re.IGNORECASE)
# Offices set their headings in these typefaces instead of bold.
HEADING_FONTS = re.compile(r"黑体|SimHei|小标宋|STXihei|Heiti", re.IGNORECASE)
LONGEST_CHAIN = 20


@dataclass(frozen=True)
class Look:
    """Of a run. None: nothing said here, ask what stands above."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None
    shift: str | None = None  # superscript, subscript, baseline
    font: str | None = None

    def over(self, other: "Look") -> "Look":
        """This look on top of another."""
        said = {name: now for name, now in vars(self).items() if now is not None}
        return replace(other, **said) if said else other


@dataclass(frozen=True)
class Style:
    look: Look = Look()
    heading: int | None = None  # 1 to 9; 0: text, whatever it is based on
    list_number: str | None = None
    list_level: int | None = None
    role: str = ""  # title, subtitle, contents


class Styles:
    def __init__(self, root: etree._Element | None) -> None:
        self._nodes: dict[str, etree._Element] = {}
        self._known: dict[str, Style] = {"": Style()}
        self._of_paragraphs: dict[str | None, Style] = {}
        self._defaults = Look()
        self._default_paragraph = ""
        for node in root if root is not None else ():
            if local(node) == "docDefaults":
                self._defaults = look_of(child(node, "rPrDefault", "rPr"))
            elif local(node) == "style":
                name = value(node, "styleId") or ""
                self._nodes[name] = node
                if value(node, "type") == "paragraph" and value(node, "default") in {"1", "true", "on"}:
                    self._default_paragraph = name

    def paragraph(self, name: str | None) -> Style:
        if name not in self._of_paragraphs:
            style = self._resolve(self._default_paragraph if name is None else name)
            self._of_paragraphs[name] = replace(style, look=style.look.over(self._defaults))
        return self._of_paragraphs[name]

    def run(self, name: str | None) -> Look:
        return self._resolve(name or "").look

    def _resolve(self, name: str) -> Style:
        chain: list[str] = []
        while name not in self._known and name in self._nodes and name not in chain and len(chain) < LONGEST_CHAIN:
            chain.append(name)
            name = value(child(self._nodes[name], "basedOn")) or ""
        style = self._known.get(name, Style())
        for name in reversed(chain):
            style = self._known[name] = _with(style, self._nodes[name])
        return style


def look_of(properties: etree._Element | None) -> Look:
    """Of a w:rPr."""
    if properties is None:
        return Look()
    found = {local(node): node for node in properties}
    fonts = found.get("rFonts")
    struck = is_on(found.get("strike"))
    return Look(
        bold=is_on(found.get("b")),
        italic=is_on(found.get("i")),
        hidden=is_on(found.get("vanish")),
        struck=is_on(found.get("dstrike")) if struck is None else struck,
        shift=value(found.get("vertAlign")),
        font=value(fonts, "eastAsia") or value(fonts, "ascii"),
    )


def heading_level(properties: etree._Element | None) -> int | None:
    """Of a w:pPr: its outline level, 1 to 9; 0 for text; None where it says nothing."""
    level = value(child(properties, "outlineLvl")) or ""
    if not level.isdigit() or len(level) > 1:
        return None
    return 0 if level == "9" else int(level) + 1


def list_place(properties: etree._Element | None) -> tuple[str | None, int | None]:
    """Of a w:pPr: the list that the paragraph is an item of, and the level in it."""
    numbering = child(properties, "numPr")
    level = value(child(numbering, "ilvl")) or ""
    return value(child(numbering, "numId")), int(level) if level.isdigit() and len(level) < 3 else None


def _with(base: Style, node: etree._Element) -> Style:
    name = (value(child(node, "name")) or "").strip()
    properties = child(node, "pPr")
    heading = heading_level(properties)
    if named := HEADING.fullmatch(name):
        heading = int(named[1])
    number, level = list_place(properties)
    role = base.role
    if SUBTITLE.fullmatch(name):
        role = "subtitle"
    elif TITLE.fullmatch(name):
        role = "title"
    elif CONTENTS.fullmatch(name):
        role = "contents"
    return Style(
        look=look_of(child(node, "rPr")).over(base.look),
        heading=base.heading if heading is None else heading,
        list_number=base.list_number if number is None else number,
        list_level=base.list_level if level is None else level,
        role=role,
    )
