"""What floats in a paragraph of Word's: pictures, text boxes, charts, embedded objects, formulas."""

import html
import re
from typing import TYPE_CHECKING

from lxml import etree

from articles.importing.docx.package import local, value, words_of
from articles.importing.losses import Kind

if TYPE_CHECKING:
    from articles.importing.docx.runs import Reading

# Descriptions that Word and WPS make up: no words of an author's.
EMPTY_ALT = re.compile(
    r"(?:图片|圖片|图像|图形|Picture|Image|图|IMG|形状|文本框)?[\s_-]*\d*|.{0,200}\.(?:png|jpe?g|gif|bmp|webp|emf|wmf|tiff?)|.*说明已自动生成|.*描述已自动生成",
    re.IGNORECASE | re.DOTALL,
)
CHARTS = {"chart", "relIds", "contentPart", "control"}


class Floating:
    """A drawing, a picture of the older kind, or an embedded object."""

    def __init__(self, reading: "Reading", node: etree._Element) -> None:
        self.reading, self.node, self.runs = reading, node, reading.runs
        self.alt = ""

    def read(self) -> None:
        found: dict[str, list[etree._Element]] = {}
        walk = etree.iterwalk(self.node, events=("start",))
        for _event, node in walk:
            name = local(node)
            if name in {"Fallback", "Choice"} and node.getprevious() is not None:
                walk.skip_subtree()
                continue
            found.setdefault(name, []).append(node)
            if name == "txbxContent":
                walk.skip_subtree()
        properties = (found.get("docPr") or found.get("cNvPr") or found.get("shape") or [None])[0]
        said = " ".join((value(properties, "descr") or value(properties, "alt") or "").split())
        self.alt = "" if EMPTY_ALT.fullmatch(said) else said[:300]
        for box in found.get("txbxContent", ()):
            self._text_box(box)
        if objects := found.get("OLEObject"):
            self._object(objects[0])
            return
        for name in CHARTS & found.keys():
            self.reading.losses.add(Kind.EMBEDDED, value(properties, "name") or name)
        for node in found.get("blip", []) + found.get("imagedata", []):
            self._picture(node)

    def _text_box(self, box: etree._Element) -> None:
        fields, self.runs.fields = self.runs.fields, []
        markup = self.runs.blocks(box)
        self.runs.fields = fields
        if markup:
            self.reading.losses.add(Kind.TEXT_BOXES, words_of(box))
            self.reading.paragraph.after.append(markup)

    def _object(self, node: etree._Element) -> None:
        program = value(node, "ProgID") or ""
        is_formula = program.lower().startswith(("equation", "mathtype"))
        self.reading.losses.add(Kind.FORMULAS if is_formula else Kind.EMBEDDED, "" if is_formula else program)

    def _picture(self, node: etree._Element) -> None:
        album = self.runs.album
        relation = self.runs.relations.get(value(node, "embed") or value(node, "link") or value(node, "id") or "")
        if relation is None:
            return
        name = relation.target.rpartition("/")[2]
        if relation.is_external:
            placed = album.place(relation.target, name.split("?")[0])
            self.reading.losses.add(Kind.PICTURES_ELSEWHERE, relation.target)
        else:
            placed = album.take(relation.target, name, self.runs.package.read(relation.target))
        figure = f'<figure><img src="{html.escape(placed)}" alt="{html.escape(self.alt)}"></figure>'
        paragraph = self.reading.paragraph
        (paragraph.after if paragraph.text.strip() else paragraph.before).append(figure)


def formula(node: etree._Element) -> str:
    """A formula of Word's in one line: (a)/(b), x^2, √(x)."""
    opening = {"num": "(", "den": "(", "sup": "^", "sub": "_", "rad": "√("}
    closing = {"num": ")/", "den": ")", "rad": ")"}
    parts: list[str] = []
    for event, part in etree.iterwalk(node, events=("start", "end")):
        name = local(part)
        if event == "start":
            parts.append(part.text or "" if name == "t" else opening.get(name, ""))
        else:
            parts.append(closing.get(name, ""))
    return "".join(parts)[:500]
