"""The body of a Word file as blocks: paragraphs, headings, lists, tables."""

import html
from collections.abc import Iterator

from lxml import etree

from articles.importing import headings, lists, text
from articles.importing.docx.numbering import Numbering
from articles.importing.docx.package import Package, child, local, value
from articles.importing.docx.runs import Paragraph, Runs
from articles.importing.docx.styles import Look, Styles, heading_level, list_place
from articles.importing.images import Album
from articles.importing.lists import Item
from articles.importing.losses import Kind, Losses

# Elements that hold others and mean nothing by themselves.
OPENED = {
    "sdt",
    "sdtContent",
    "customXml",
    "smartTag",
    "ins",
    "moveTo",
    "AlternateContent",
    "Choice",
    "Fallback",
    "body",
}
LONGEST_SPAN = 100


class Document:
    def __init__(self, package: Package, losses: Losses) -> None:
        self.package, self.losses = package, losses
        self.album = Album(losses)
        main = package.main
        relations = package.relations(main)
        parts = {relation.kind: relation.target for relation in relations.values() if not relation.is_external}
        self.parts = parts
        self.styles = Styles(package.xml(parts.get("styles", "")))
        self.numbering = Numbering(package.xml(parts.get("numbering", "")))
        self.runs = Runs(package, self.styles, self.album, losses, self.markup)
        self.runs.relations = relations
        self.title = self.subtitle = ""
        self.root = package.xml(main)
        self._first_level = 1
        self._carried: Paragraph | None = None

    def body(self) -> str:
        body = child(self.root, "body")
        if body is None:
            return ""
        self._first_level = 2 if self._first_heading_is_the_title(body) else 1
        return self.markup(body)

    def notes(self) -> list[str]:
        """Footnotes and endnotes in the order of their marks: [1] its words."""
        found: list[str] = []
        roots = {kind: self.package.xml(self.parts.get(kind + "s", "")) for kind in ("footnote", "endnote")}
        by_id = {
            (kind, value(node, "id") or ""): node
            for kind, root in roots.items()
            for node in (root if root is not None else ())
        }
        for (kind, key), number in list(self.runs.notes.items()):
            node = by_id.get((kind, key))
            self.runs.relations = self.package.relations(self.parts.get(kind + "s", ""))
            inner = (
                "<br>".join(filter(None, (self._inner(p) for p in self._paragraphs(node)))) if node is not None else ""
            )
            self.losses.add(Kind.FOOTNOTES, _plain(inner))
            found.append(f"<p>[{number}] {inner}</p>")
        return found

    def markup(self, container: etree._Element) -> str:
        """Everything that stands in a body or a text box."""
        carried, self._carried = self._carried, None
        parts = "".join(lists.gather(self._parts(container), self.losses))
        self._carried = carried
        return parts

    def _parts(self, container: etree._Element) -> Iterator[str | Item]:
        for node in _opened(container, self.losses):
            name = local(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node)
            elif name == "altChunk":
                self.losses.add(Kind.EMBEDDED, "altChunk")
            elif name == "oMathPara":
                yield from self._paragraph(node)
        if self._carried:
            yield from self._blocks(self._carried, None)
            self._carried = None

    def _paragraph(self, node: etree._Element) -> Iterator[str | Item]:
        properties = child(node, "pPr")
        style = self.styles.paragraph(value(child(properties, "pStyle")))
        paragraph = self.runs.read(node, style.look)
        if style.role == "contents" or paragraph.is_contents:
            if paragraph.text.strip():
                self.losses.add(Kind.CONTENTS, paragraph.text)
            return
        if self._carried:
            paragraph = _joined(self._carried, paragraph)
            self._carried = None
        if child(properties, "rPr", "del") is not None:
            # Its end was deleted: the next paragraph follows on without one.
            self.losses.add(Kind.CHANGES)
            self._carried = paragraph
            return
        yield from self._blocks(paragraph, properties)

    def _blocks(self, paragraph: Paragraph, properties: etree._Element | None) -> Iterator[str | Item]:
        yield from paragraph.before
        words = paragraph.text.strip()
        if words:
            yield from self._words(paragraph, properties, words)
        yield from paragraph.after

    def _words(self, paragraph: Paragraph, properties: etree._Element | None, words: str) -> Iterator[str | Item]:
        style = self.styles.paragraph(value(child(properties, "pStyle")))
        number, level = list_place(properties)
        number, level = number or style.list_number, level if level is not None else style.list_level or 0
        label = self.numbering.next(number, level) if number and number != "0" else None
        if style.role in {"title", "subtitle"} and not getattr(self, style.role) and len(words) <= 200:
            setattr(self, style.role, " ".join(words.split()))
            return
        heading = heading_level(properties)
        heading = style.heading if heading is None else heading
        is_short = len(words) <= headings.LONGEST_NUMBERED and not headings.ENDS_A_SENTENCE.search(words[-6:])
        if heading and is_short:
            tag = "h2" if heading <= self._first_level else "h3"
            item = Item(paragraph.markup(strong=False), len(words), label.text if label else "")
            yield f"<{tag}>{lists.with_label(item) if item.label else item.markup}</{tag}>"
        elif label:
            yield Item(paragraph.markup(), len(words), label.text, level, label.number)
        elif is_short and paragraph.looks_like_heading:
            yield f"<p><strong>{paragraph.markup(strong=False)}</strong></p>"
        else:
            yield f"<p>{paragraph.markup()}</p>"

    def _first_heading_is_the_title(self, body: etree._Element) -> bool:
        """One heading of the first level, above everything else, with others below it: the document's title."""
        levels: list[int] = []
        is_first, above = False, ""
        for node in _opened(body, None):
            if local(node) != "p":
                above = "x"
                continue
            properties = child(node, "pPr")
            style = self.styles.paragraph(value(child(properties, "pStyle")))
            own = heading_level(properties)
            level = style.heading if own is None else own
            if level:
                is_first = is_first or (not levels and level == 1 and not above)
                levels.append(level)
            above = above or _text_of(node)
        return is_first and levels.count(1) == 1

    def _paragraphs(self, container: etree._Element) -> Iterator[etree._Element]:
        return (node for node in _opened(container, self.losses) if local(node) == "p")

    def _inner(self, node: etree._Element) -> str:
        return self.runs.read(node, Look()).markup().strip()

    # Tables

    def _table(self, table: etree._Element) -> Iterator[str | Item]:
        rows = [row for row in _opened(table, self.losses) if local(row) == "tr"]
        cells = [[cell for cell in _opened(row, self.losses) if local(cell) == "tc"] for row in rows]
        if len(cells) == 1 and len(cells[0]) == 1:
            # A frame around text, not a table.
            yield from self._parts(cells[0][0])
            return
        text.refuse_huge_table(sum(map(len, cells)))
        grid = _Grid()
        figures: list[str] = []
        for row, row_cells in zip(rows, cells, strict=True):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                self.losses.add(Kind.CHANGES, "− " + _text_of(row))
                continue
            if child(properties, "ins") is not None:
                self.losses.add(Kind.CHANGES, "+ " + _text_of(row))
            grid.start_row(_number(child(properties, "gridBefore"), 0))
            for cell in row_cells:
                width = _number(child(cell, "tcPr", "gridSpan"), 1)
                merge = child(cell, "tcPr", "vMerge")
                continues = merge is not None and value(merge) != "restart"
                inner, found = self._cell(cell)
                figures += found
                grid.add(inner, width, continues=continues, starts=merge is not None and not continues)
        yield grid.markup()
        if figures:
            self.losses.add(Kind.PICTURES_MOVED, count=len(figures))
            yield from figures

    def _cell(self, cell: etree._Element) -> tuple[str, list[str]]:
        """Its words, a line a paragraph; its pictures, which no cell of ours holds."""
        lines: list[str] = []
        figures: list[str] = []
        for node in _opened(cell, self.losses):
            if local(node) == "tbl":
                self.losses.add(Kind.INNER_TABLES, _text_of(node))
                lines += [
                    " ".join(_text_of(cell) for cell in row if local(cell) == "tc")
                    for row in node.iter()
                    if local(row) == "tr"
                ]
            elif local(node) == "p":
                style = self.styles.paragraph(value(child(node, "pPr", "pStyle")))
                paragraph = self.runs.read(node, style.look)
                number, level = list_place(child(node, "pPr"))
                number = number or style.list_number
                label = (
                    self.numbering.next(number, level or style.list_level or 0) if number and number != "0" else None
                )
                line = paragraph.markup().strip()
                if line:
                    item = Item(line, len(line), label.text if label else "")
                    lines.append(lists.with_label(item) if item.label else line)
                for block in paragraph.before + paragraph.after:
                    (figures if block.startswith("<figure") else lines).append(block)
        return "<br>".join(lines), figures


class _Grid:
    """Rows of cells, in which a cell that Word continues below becomes one with rowspan."""

    def __init__(self) -> None:
        self.rows: list[list[_Cell]] = []
        self._above: dict[int, _Cell] = {}
        self._column = 0

    def start_row(self, skipped: int) -> None:
        self.rows.append([])
        self._column = 0
        if skipped:
            self.add("", skipped, continues=False, starts=False)

    def add(self, inner: str, width: int, *, continues: bool, starts: bool) -> None:
        above = self._above.get(self._column)
        if continues and above and above.width == width and above.height < LONGEST_SPAN:
            above.height += 1
            above.inner += f"<br>{inner}" if inner else ""
        else:
            cell = _Cell(inner, width)
            self.rows[-1].append(cell)
            for column in range(self._column, self._column + width):
                self._above.pop(column, None)
            if starts:
                self._above[self._column] = cell
        self._column += width

    def markup(self) -> str:
        head = self._rows_of_head()
        parts = ["<table>"]
        for number, row in enumerate(self.rows):
            parts.append("<thead>" if head and number == 0 else "")
            tag = "th" if number < head else "td"
            parts.append("<tr>" + "".join(cell.markup(tag) for cell in row) + "</tr>")
            parts.append("</thead>" if number + 1 == head else "")
        return "".join(parts) + "</table>"

    def _rows_of_head(self) -> int:
        """The first row, with what hangs down from it, where it has no number and what is below has some."""
        if len(self.rows) < 2 or not self.rows[0]:
            return 0
        head = max(cell.height for cell in self.rows[0])
        is_number = [[bool(text.NUMBER.fullmatch(_plain(cell.inner).strip())) for cell in row] for row in self.rows]
        above, below = is_number[:head], is_number[head:]
        return head if not any(map(any, above)) and any(map(any, below)) else 0


class _Cell:
    def __init__(self, inner: str, width: int) -> None:
        self.inner, self.width, self.height = inner, width, 1

    def markup(self, tag: str) -> str:
        spans = f' colspan="{self.width}"' if self.width > 1 else ""
        spans += f' rowspan="{self.height}"' if self.height > 1 else ""
        return f"<{tag}{spans}>{self.inner}</{tag}>"


def _opened(container: etree._Element, losses: Losses | None) -> Iterator[etree._Element]:
    """Its children, wrappers opened."""
    stack = [iter(container)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        name = local(node)
        if name not in OPENED:
            if name in {"del", "moveFrom"} and losses is not None and (words := _text_of(node)):
                losses.add(Kind.CHANGES, f"− {words}")
            yield node
        elif _is_left_out(node):
            continue
        elif name == "sdt" and _is_contents(node):
            if losses is not None:
                losses.add_all(
                    Kind.CONTENTS, [words for p in node.iter() if local(p) == "p" and (words := _text_of(p))]
                )
        else:
            stack.append(iter(node))


def _is_left_out(node: etree._Element) -> bool:
    """The second way to say the same thing, and a placeholder that nobody filled in."""
    if local(node) in {"Choice", "Fallback"}:
        return node.getprevious() is not None
    return local(node) == "sdt" and child(node, "sdtPr", "showingPlcHdr") is not None


def _is_contents(sdt: etree._Element) -> bool:
    gallery = value(child(sdt, "sdtPr", "docPartObj", "docPartGallery")) or ""
    return gallery.lower() == "table of contents"


def _joined(first: Paragraph, second: Paragraph) -> Paragraph:
    return Paragraph(first.words + second.words, first.before + second.before, first.after + second.after)


def _number(node: etree._Element | None, otherwise: int) -> int:
    raw = value(node) or ""
    return min(max(int(raw), otherwise), LONGEST_SPAN) if raw.isdigit() and len(raw) < 6 else otherwise


def _text_of(node: etree._Element) -> str:
    return "".join(part.text or "" for part in node.iter() if local(part) in {"t", "delText"}).strip()


def _plain(markup: str) -> str:
    return html.unescape("".join(part.partition(">")[2] if ">" in part else part for part in markup.split("<")))
