"""The words of one paragraph: runs with their looks, links and fields, tracked changes, pictures and what else floats in it."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from articles.importing import raising
from articles.importing.docx.floating import Floating, formula
from articles.importing.docx.package import Package, Relation, child, local, value, words_of
from articles.importing.docx.styles import HEADING_FONTS, Look, Styles, look_of
from articles.importing.images import Album
from articles.importing.losses import Kind, Losses

ADDRESS = re.compile(r"(?:https?://|mailto:)\S{1,2000}", re.IGNORECASE)
LINK_FIELD = re.compile(r"\s*HYPERLINK\s+(?P<options>\\[a-z]\s+)?\"?(?P<address>[^\"\s]+)", re.IGNORECASE)
# Wingdings and Symbol by their places in the private use area, where those fonts put them.
SYMBOLS = {
    0xF0FE: "☑", 0xF052: "☑", 0xF0FD: "☒", 0xF054: "☒", 0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF0FC: "✓", 0xF0FB: "✗",
    0xF06C: "●", 0xF06E: "■", 0xF075: "◆", 0xF0D8: "➢", 0xF0E0: "→", 0xF0B7: "•", 0xF0B1: "±", 0xF0B4: "×", 0xF0B8: "÷",
    0xF0A3 + 0x10000: "≤", 0xF0B3 + 0x10000: "≥", 0xF0B9 + 0x10000: "≠", 0xF0B0: "°", 0xF061: "α", 0xF062: "β", 0xF06D: "μ",
}  # fmt: skip
PRIVATE = re.compile("[\ue000-\uf8ff]")
UNREAD = "\ufffd"


@dataclass
class Words:
    """A stretch of one look and one link."""

    text: str
    strong: bool = False
    italic: bool = False
    href: str = ""
    is_heading_font: bool = False


@dataclass
class Paragraph:
    words: list[Words] = field(default_factory=list)
    # Markup of blocks: pictures that stand before any word of it; pictures and text boxes behind.
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    is_contents: bool = False  # lines of a table of contents that Word made

    @property
    def text(self) -> str:
        return "".join(words.text for words in self.words)

    @property
    def looks_like_heading(self) -> bool:
        spoken = [words for words in self.words if words.text.strip()]
        return bool(spoken) and all(words.strong or words.is_heading_font for words in spoken)

    def markup(self, *, strong: bool = True) -> str:
        """strong=False: a heading, which is bold by itself."""
        parts: list[str] = []
        for words in _merged(self.words):
            inner = html.escape(words.text, quote=False).replace("\n", "<br>")
            if words.text.strip():
                inner = f"<em>{inner}</em>" if words.italic else inner
                inner = f"<strong>{inner}</strong>" if words.strong and strong else inner
                inner = f'<a href="{html.escape(words.href)}">{inner}</a>' if words.href else inner
            parts.append(inner)
        return "".join(parts)


def _merged(stretches: list[Words]) -> list[Words]:
    merged: list[Words] = []
    for words in stretches:
        last = merged[-1] if merged else None
        if last and (last.strong, last.italic, last.href) == (words.strong, words.italic, words.href):
            merged[-1] = Words(last.text + words.text, last.strong, last.italic, last.href)
        else:
            merged.append(words)
    return merged


@dataclass
class Field:
    """A field between its begin and its end; its words are shown after the separator only."""

    code: str = ""
    is_shown: bool = False
    href: str = ""
    is_contents: bool = False


class Runs:
    """Reads paragraphs one after the other; fields may run over several of them."""

    def __init__(
        self,
        package: Package,
        styles: Styles,
        album: Album,
        losses: Losses,
        blocks: Callable[[etree._Element], str],
    ) -> None:
        self.package, self.styles, self.album, self.losses, self.blocks = package, styles, album, losses, blocks
        self.fields: list[Field] = []
        self.relations: dict[str, Relation] = {}
        # (footnote or endnote, its id) → number of its mark
        self.notes: dict[tuple[str, str], int] = {}

    @property
    def is_in_contents(self) -> bool:
        return any(field.is_contents for field in self.fields)

    def read(self, node: etree._Element, base: Look) -> Paragraph:
        self.fields = [field for field in self.fields if field.is_shown]  # an unfinished one would hide the rest
        reading = Reading(self, node, base)
        reading.paragraph.is_contents = self.is_in_contents
        reading.run()
        return reading.paragraph


class Reading:
    """One walk over one paragraph."""

    def __init__(self, runs: Runs, node: etree._Element, base: Look) -> None:
        self.runs, self.base = runs, base
        self.paragraph = Paragraph()
        self.links: list[str] = []
        self.looks: list[Look] = []  # of the runs that are open
        self.fields = runs.fields
        self.losses = runs.losses
        self.walk = etree.iterwalk(node, events=("start", "end"))
        self.node = node

    def run(self) -> None:
        for event, node in self.walk:
            if node is self.node:
                continue
            name = local(node)
            if event == "start":
                opens = getattr(self, f"_open_{name}", None)
                if opens:
                    opens(node)
            elif name == "r" and not _is_math(node):
                if self.looks:
                    self.looks.pop()
            elif name == "hyperlink" and self.links:
                self.links.pop()

    def _skip(self) -> None:
        self.walk.skip_subtree()

    # Words

    def _say(self, text: str) -> None:
        look = self.looks[-1] if self.looks else self.base
        if not text or any(not field.is_shown for field in self.fields):
            return
        if look.hidden:
            self.losses.add(Kind.HIDDEN, text)
            return
        if look.struck and text.strip():
            self.losses.add(Kind.STRUCK, text)
        if look.shift in {"superscript", "subscript"}:
            text = raising.shift(text, is_raised=look.shift == "superscript", losses=self.losses)
        read = PRIVATE.sub(lambda found: SYMBOLS.get(ord(found[0]), UNREAD), text)
        if unread := read.count(UNREAD):
            self.losses.add(Kind.SYMBOLS, read, unread)
        self.paragraph.words.append(
            Words(
                read.replace(UNREAD, ""),
                bool(look.bold),
                bool(look.italic),
                self._href(),
                bool(HEADING_FONTS.search(look.font or "")),
            )
        )

    def _href(self) -> str:
        addresses = [field.href for field in self.fields if field.href] + [link for link in self.links if link]
        return addresses[-1] if addresses else ""

    def _open_pPr(self, node: etree._Element) -> None:
        self._skip()

    _open_sectPr = _open_rPr = _open_sdtPr = _open_rt = _open_pPr

    def _open_r(self, node: etree._Element) -> None:
        if _is_math(node):
            return
        properties = child(node, "rPr")
        base = self.runs.styles.run(value(child(properties, "rStyle"))).over(self.base)
        self.looks.append(look_of(properties).over(base))

    def _open_t(self, node: etree._Element) -> None:
        self._say(node.text or "")

    def _open_tab(self, node: etree._Element) -> None:
        self._say(" ")

    _open_ptab = _open_tab

    def _open_br(self, node: etree._Element) -> None:
        if value(node, "type") in {None, "textWrapping"}:
            self._say("\n")

    def _open_cr(self, node: etree._Element) -> None:
        self._say("\n")

    def _open_noBreakHyphen(self, node: etree._Element) -> None:
        self._say("-")

    def _open_sym(self, node: etree._Element) -> None:
        code = value(node, "char") or ""
        try:
            number = int(code[:6], 16)
        except ValueError:
            number = 0xF000
        if (value(node, "font") or "").lower() == "symbol" and number + 0x10000 in SYMBOLS:
            number += 0x10000
        known = SYMBOLS.get(number)
        if known:
            self._say(known)
        else:
            self._say(chr(0xE000) if not 0x20 <= number < 0xD800 else chr(number))

    def _open_ruby(self, node: etree._Element) -> None:
        self.losses.add(Kind.READINGS, words_of(node))

    # Changes, notes, comments

    def _open_ins(self, node: etree._Element) -> None:
        if words := words_of(node):
            self.losses.add(Kind.CHANGES, f"+ {words}")

    def _open_del(self, node: etree._Element) -> None:
        if words := words_of(node):
            self.losses.add(Kind.CHANGES, f"− {words}")
        self._skip()

    def _open_moveFrom(self, node: etree._Element) -> None:
        if words := words_of(node):
            self.losses.add(Kind.CHANGES, f"→ {words}")
        self._skip()

    def _open_footnoteReference(self, node: etree._Element) -> None:
        key = (local(node).removesuffix("Reference"), value(node, "id") or "")
        if any(not field.is_shown for field in self.fields):
            return
        number = self.runs.notes.setdefault(key, len(self.runs.notes) + 1)
        self.paragraph.words.append(Words(f"[{number}]"))

    _open_endnoteReference = _open_footnoteReference

    # Links and fields

    def _open_hyperlink(self, node: etree._Element) -> None:
        relation = self.runs.relations.get(value(node, "id") or "")
        href = relation.target if relation and relation.is_external and ADDRESS.fullmatch(relation.target) else ""
        if not href and not self.runs.is_in_contents and (words := words_of(node)):
            self.losses.add(Kind.LINKS, words)
        self.links.append(href)

    def _open_fldChar(self, node: etree._Element) -> None:
        kind = value(node, "fldCharType")
        if kind == "begin" and len(self.fields) < 50:
            self.fields.append(Field())
        elif kind == "separate" and self.fields:
            self._show(self.fields[-1])
        elif kind == "end" and self.fields:
            closed = self.fields.pop()
            if not closed.is_shown and re.match(r"\s*EQ\b", closed.code, re.IGNORECASE):
                self.losses.add(Kind.FORMULAS, closed.code)

    def _open_instrText(self, node: etree._Element) -> None:
        if self.fields and len(self.fields[-1].code) < 4_000:
            self.fields[-1].code += node.text or ""

    def _show(self, field: Field) -> None:
        field.is_shown = True
        field.is_contents = field.code.strip().upper().startswith("TOC")
        self.paragraph.is_contents = self.paragraph.is_contents or field.is_contents
        found = LINK_FIELD.match(field.code)
        if found and not found["options"] and ADDRESS.fullmatch(found["address"]):
            field.href = found["address"]
        elif field.code.strip().upper().startswith("HYPERLINK") and not self.runs.is_in_contents:
            self.losses.add(Kind.LINKS)

    # What floats

    def _open_Fallback(self, node: etree._Element) -> None:
        """Of several ways to say one thing the first is taken."""
        if node.getprevious() is not None:
            self._skip()

    _open_Choice = _open_Fallback

    def _open_sdt(self, node: etree._Element) -> None:
        if child(node, "sdtPr", "showingPlcHdr") is not None:
            self._skip()

    def _open_drawing(self, node: etree._Element) -> None:
        self._skip()
        Floating(self, node).read()

    _open_pict = _open_object = _open_drawing

    def _open_oMath(self, node: etree._Element) -> None:
        self._skip()
        written = formula(node)
        self.losses.add(Kind.FORMULAS, written)
        self._say(written)


def _is_math(node: etree._Element) -> bool:
    return isinstance(node.tag, str) and "/math}" in node.tag
