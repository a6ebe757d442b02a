"""Lines, sentences and clauses as spans; brackets that hold no figure are seen through."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple


class Line(NamedTuple):
    start: int
    end: int
    heading: int  # 0: a paragraph; 1, 2, 3: a heading and its level


_LINE = re.compile(r"[^\n]+")
_NUMBERED = (
    (re.compile(r"\s*(?:第[一二三四五六七八九十]{1,3}[章部]分?|[一二三四五六七八九十]{1,3}、|#{1,2}\s)"), 1),
    (re.compile(r"\s*(?:\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}节|#{3,6}\s)"), 2),
    (re.compile(r"\s*(?:\d{1,2}[.、](?!\d))"), 3),
)
_SENTENCE = re.compile(r"[^。!?！？]+[。!?”）)]*")
_BREAK = re.compile(r"[,;:()|]|--|…")
HEADING_LENGTH = 40


BLOCK = 1 << 15


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Spans of some 32,000 code points that end between lines: what a reading holds in memory at once.

    A table is not cut; a line longer than a block is cut after a sentence, else after a clause, else anywhere."""
    start, end = 0, len(text)
    while start < end:
        stop = start + BLOCK
        if stop >= end:
            yield start, end
            return
        cut = text.rfind("\n", start, stop)
        while cut > start and text.startswith("|", cut + 1):
            cut = text.rfind("\n", start, cut)
        if cut <= start:
            cut = max(text.rfind("。", start, stop), text.rfind("\n", start, stop))
        if cut <= start:
            cut = max(text.rfind(",", start, stop), text.rfind(";", start, stop))
        stop = cut + 1 if cut > start else stop
        yield start, stop
        start = stop


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """Non-empty lines with their rank as headings. A heading is short and ends without a full stop."""
    for m in _LINE.finditer(text, start, len(text) if end is None else end):
        yield Line(m.start(), m.end(), _heading(text, m.start(), m.end()))


def _heading(text: str, start: int, end: int) -> int:
    if end - start > HEADING_LENGTH or text[end - 1] in "。;,!?:" or text[start] == "|":
        return 0
    for pattern, level in _NUMBERED:
        if pattern.match(text, start, end):
            return level
    return 0 if "," in text[start:end] or "。" in text[start:end] else 3


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans between full stops; a full stop inside a decimal does not exist after normalisation."""
    for m in _SENTENCE.finditer(text, start, end):
        yield m.span()


class Breaks:
    """Where clauses of one line end. Commas inside figures and brackets without figures are no breaks."""

    def __init__(self, text: str, start: int, end: int, figure_starts: list[int], figure_ends: list[int]) -> None:
        self.start, self.end = start, end
        self._text = text
        marks = [m.span() for m in _BREAK.finditer(text, start, end)]
        hidden = _hidden_brackets(text, marks, figure_starts)
        kept = []
        for s, e in marks:
            i = bisect_right(figure_starts, s) - 1
            if i >= 0 and figure_ends[i] > s:
                continue
            if s in hidden:
                continue
            kept.append((s, e))
        self._starts = [s for s, _ in kept]
        self._ends = [e for _, e in kept]

    def before(self, position: int) -> int:
        """Where the clause that holds `position` starts."""
        i = bisect_right(self._ends, position) - 1
        return self._ends[i] if i >= 0 else self.start

    def after(self, position: int) -> int:
        """Where the clause that holds `position` ends."""
        i = bisect_left(self._starts, position)
        return self._starts[i] if i < len(self._starts) else self.end

    def previous(self, clause_start: int, floor: int) -> int | None:
        """Start of the clause before the one that starts at `clause_start`; None below `floor`."""
        i = bisect_right(self._ends, clause_start - 1) - 1
        if clause_start <= floor:
            return None
        return max(floor, self._ends[i]) if i >= 0 else max(floor, self.start)

    def mark(self, clause_start: int) -> str:
        """The character that ends the clause before `clause_start`."""
        return self._text[clause_start - 1] if clause_start > self.start else ""


def _hidden_brackets(text: str, marks: list[tuple[int, int]], figure_starts: list[int]) -> set[int]:
    """Positions of brackets, and of breaks within them, where no figure stands inside the pair."""
    hidden: set[int] = set()
    opened: int | None = None
    for i, (s, _) in enumerate(marks):
        c = text[s]
        if c == "(":
            opened = i
        elif c == ")" and opened is not None:
            first = marks[opened][0]
            at = bisect_left(figure_starts, first)
            if (at >= len(figure_starts) or figure_starts[at] > s) and s - first <= 120:
                hidden.update(mark[0] for mark in marks[opened : i + 1])
            opened = None
    return hidden
