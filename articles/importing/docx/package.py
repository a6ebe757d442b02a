"""The parts of a Word file: XML without entities, within limits, found by their relations."""

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from lxml import etree

from articles.importing import encoding, zips
from articles.importing.errors import ImportRefused

MOST_TAGS = 2_000_000  # of one part; a 300-page yearbook has a tenth. Counted before parsing.
LARGEST_PART = 64 * 1024 * 1024


@dataclass(frozen=True)
class Relation:
    kind: str  # the last word of its type: image, hyperlink, header …
    target: str  # name of a part; an address where is_external
    is_external: bool


class Package:
    def __init__(self, content: bytes) -> None:
        """Raises ImportRefused for what is no Word file, or one with macros."""
        self._zip = zips.Zip(content)
        self._names = {name.lower(): name for name in self._zip}
        types = self.read("[Content_Types].xml") or b""
        if b"macroEnabled" in types or any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in self._names):
            raise ImportRefused(
                _("文件中含有宏，没有导入。请在 Word 中另存为“Word 文档（.docx）”（不含宏）后重新导入。")
            )

    @cached_property
    def main(self) -> str:
        """The name of the text's part. Raises ImportRefused."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target.lower() in self._names:
                return relation.target
        if "word/document.xml" in self._names:
            return "word/document.xml"
        raise ImportRefused(_("这不是 Word 文件，或文件已损坏。请在 Word 中打开后另存为 .docx，再重新导入。"))

    def read(self, name: str) -> bytes | None:
        found = self._names.get(name.lower())
        return self._zip.read(found) if found else None

    def xml(self, name: str) -> etree._Element | None:
        content = self.read(name)
        if content is None:
            return None
        if len(content) > LARGEST_PART or content.count(b"<") > MOST_TAGS:
            raise ImportRefused(encoding.too_long())
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ImportRefused(_damaged()) from error
        if root.getroottree().docinfo.doctype:
            # Word never writes one; it is where entities that swell are declared.
            raise ImportRefused(_damaged())
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relation] = {}
        for node in root if root is not None else ():
            target, is_external = node.get("Target", ""), node.get("TargetMode", "") == "External"
            if not is_external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = re.split(r"[/\\]", node.get("Type", ""))[-1]
            found[node.get("Id", "")] = Relation(kind, target, is_external)
        return found


def _damaged() -> str:
    return _("Word 文件的内容已损坏。请在 Word 中打开后另存为 .docx，再重新导入。")


def local(node: etree._Element) -> str:
    """A tag without its namespace: transitional and strict files differ in nothing else here."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(node: etree._Element | None, name: str = "val") -> str | None:
    """An attribute without its namespace."""
    if node is None:
        return None
    for key, content in node.attrib.items():
        if key == name or str(key).endswith("}" + name):
            return str(content)
    return None


def child(node: etree._Element | None, *names: str) -> etree._Element | None:
    """The first child of that name, of that the first of the next."""
    for name in names:
        if node is None:
            return None
        node = next((inner for inner in node if local(inner) == name), None)
    return node


def is_on(node: etree._Element | None) -> bool | None:
    """A switch of Word's: present is on, unless it says otherwise; None where it is absent."""
    if node is None:
        return None
    return (value(node) or "true").lower() not in {"0", "false", "off", "none"}


def words_of(node: etree._Element) -> str:
    """The first words of it, whatever they stand in."""
    parts: list[str] = []
    length = 0
    for part in node.iter():
        if local(part) in {"t", "delText"} and part.text:
            parts.append(part.text)
            length += len(part.text)
            if length > 400:
                break
    return "".join(parts).strip()
