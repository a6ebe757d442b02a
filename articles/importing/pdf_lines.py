"""The lines of a PDF with their places, as JSON on stdout. A program of its own, run by articles.importing.pdf.

A hostile PDF can make any reader spend hours and gigabytes. Here it spends them in a process that has neither: limits on
time and memory hold whatever the library does, and nothing else is lost with it. Imports nothing of ours.
"""

import bisect
import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

CPU_SECONDS = 20
MEMORY = 1536 * 1024 * 1024  # bytes
MOST_PAGES = 200
MOST_CHARACTERS = 600_000
SMALLEST_PICTURE = 40  # points, each way; smaller ones are ornaments
SHORTEST_RULE = 6  # points
MOST_RULES = 20_000
# Parts of the size of a character: a gap between letters is a space at the first, beside Chinese only at the second.
GAP_OF_LETTERS, GAP_OF_HAN = 0.17, 0.7


def main() -> None:
    limit()
    logging.disable(logging.CRITICAL)
    content = sys.stdin.buffer.read()
    try:
        answer = read(content)
    except MemoryError:
        answer = {"error": "heavy"}
    except RecursionError:
        answer = {"error": "heavy"}
    except Exception as error:  # whatever a damaged file makes the library raise
        name = type(error).__name__
        answer = {"error": "locked" if "Password" in name or "Encrypt" in name else "broken"}
    json.dump(answer, sys.stdout)


def limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the time that the parent gives still holds
        return
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def read(content: bytes) -> dict[str, Any]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    document = PDFDocument(PDFParser(io.BytesIO(content)))
    if document.encryption is not None:
        return {"error": "locked"}
    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=LAParams(boxes_flow=None, all_texts=True))
    interpreter = PDFPageInterpreter(manager, device)
    pages: list[dict[str, Any]] = []
    characters = 0
    for page in PDFPage.create_pages(document):
        if len(pages) == MOST_PAGES:
            return {"error": "long"}
        interpreter.process_page(page)
        found = page_of(device.get_result())
        characters += sum(len(line["text"]) for line in found["lines"])
        if characters > MOST_CHARACTERS:
            return {"error": "long"}
        pages.append(found)
    return {"pages": pages}


def page_of(layout: Any) -> dict[str, Any]:
    from pdfminer.layout import LTImage, LTTextLineHorizontal

    lines: list[dict[str, Any]] = []
    turned: list[str] = []
    pictures = 0
    rules = Rules(layout)
    for item in inside(layout):
        if isinstance(item, LTImage):
            pictures += item.width >= SMALLEST_PICTURE and item.height >= SMALLEST_PICTURE
        elif isinstance(item, LTTextLineHorizontal):
            lines += lines_of(item, rules, turned)
    return {
        "width": layout.width,
        "height": layout.height,
        "lines": lines,
        "pictures": pictures,
        "levels": rules.levels,
        "turned": "".join(turned)[:200],
    }


def inside(layout: Any) -> Iterator[Any]:
    """Everything on the page, groups opened."""
    from pdfminer.layout import LTContainer, LTTextLine

    stack = [iter(layout)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, LTContainer) and not isinstance(item, LTTextLine):
            stack.append(iter(item))
        else:
            yield item


class Rules:
    """The ruled lines of tables on a page."""

    def __init__(self, layout: Any) -> None:
        from pdfminer.layout import LTCurve

        upright: list[tuple[float, float, float]] = []  # x, and from where to where
        levels: set[int] = set()
        for item in inside(layout):
            if not isinstance(item, LTCurve) or len(upright) + len(levels) > MOST_RULES:
                continue
            if item.height > SHORTEST_RULE:
                upright += [(x, item.y0, item.y1) for x in {item.x0, item.x1}]
            if item.width > SHORTEST_RULE:
                levels.update({round(item.y0), round(item.y1)})
        self._upright = sorted(upright)
        self._places = [x for x, _low, _high in self._upright]
        self.levels = sorted(levels)

    def between(self, left: float, right: float, y: float) -> bool:
        first, last = bisect.bisect_left(self._places, left), bisect.bisect_right(self._places, right)
        return any(low - 1 <= y <= high + 1 for _x, low, high in self._upright[first:last])


def lines_of(line: Any, rules: Rules, turned: list[str]) -> Iterator[dict[str, Any]]:
    """The line, cut where a rule crosses it; watermarks, which are turned, are no line."""
    from pdfminer.layout import LTChar

    characters = [item for item in line if isinstance(item, LTChar)]
    upright = [c for c in characters if abs(c.matrix[1]) < 0.05 * (abs(c.matrix[0]) or 1)]
    turned += [c.get_text() for c in characters if abs(c.matrix[1]) >= 0.05 * (abs(c.matrix[0]) or 1)][:50]
    start = 0
    for index in range(1, len(upright) + 1):
        if index < len(upright) and not _is_cut(upright[index - 1], upright[index], rules):
            continue
        if found := piece_of(upright[start:index]):
            middle = (found["y0"] + found["y1"]) / 2
            found["cut"] = start > 0
            found["ruled"] = rules.between(0, found["x0"] + 1, middle) and rules.between(found["x1"] - 1, 1e6, middle)
            yield found
        start = index


def _is_cut(last: Any, character: Any, rules: Rules) -> bool:
    return bool(rules.between(last.x1 - 2, character.x0 + 2, (character.y0 + character.y1) / 2))


def piece_of(characters: list[Any]) -> dict[str, Any] | None:
    """Its words, with spaces where its characters stand apart."""
    parts: list[str] = []
    last: Any = None
    for character in characters:
        written = character.get_text()
        if last is not None:
            if written == last.get_text() and abs(character.x0 - last.x0) < 0.1 * last.size:
                continue  # drawn twice to look bold
            gap = (character.x0 - last.x1) / (last.size or 1)
            is_han = is_wide(written) or is_wide(last.get_text())
            if gap > (GAP_OF_HAN if is_han else GAP_OF_LETTERS) and parts[-1] != " " and written != " ":
                parts.append(" ")
        parts.append(written)
        last = character
    text = "".join(parts).strip()
    if not text:
        return None
    return {
        "text": text,
        "x0": min(c.x0 for c in characters),
        "x1": max(c.x1 for c in characters),
        "y0": min(c.y0 for c in characters),
        "y1": max(c.y1 for c in characters),
        "size": characters[0].size,
        "bold": all(is_bold(c.fontname) for c in characters if c.get_text().strip()),
    }


def is_wide(character: str) -> bool:
    return character[:1] >= "\u2e80"


def is_bold(font: str) -> bool:
    return any(name in font for name in ("Bold", "bold", "Heavy", "Black", "SimHei", "黑体", "Heiti", "XBS", "小标宋"))


if __name__ == "__main__":
    main()
