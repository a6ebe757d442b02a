"""What a picture shows, in plain values: the same shapes are drawn, described in words and laid beside the table's rows.

Positions are known before anything is drawn, so that a page can say where in the picture each value stands.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

# A change of how things are drawn changes every picture's name.
STYLE = "7"
PICTURES = ("line", "bar", "rank")


@dataclass(frozen=True)
class Mark:
    """One value: x in months (in a rank: the place's number), y in the panel's unit."""

    x: float
    y: float
    words: str
    is_confirmed: bool
    low: float | None = None  # of a range that is stated as one
    high: float | None = None
    key: str = ""  # of the table's row


@dataclass(frozen=True)
class Line:
    label: str
    runs: tuple[tuple[Mark, ...], ...]  # a line is drawn within a run, never from one to the next
    style: int  # which dash, marker and hatch
    role: str = "stated"  # or "derived", "target": marks without a line

    @property
    def marks(self) -> Iterator[Mark]:
        return (mark for run in self.runs for mark in run)


@dataclass(frozen=True)
class Panel:
    """One axis, one unit."""

    title: str
    heading: str  # its unit
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]  # of the periods, or of the places in a rank
    width: float  # of what stands at one tick, in x
    goes_from_zero: bool = False

    @cached_property
    def x_range(self) -> tuple[float, float]:
        xs = [x for x, _label in self.ticks] or [0.0]
        return min(xs) - self.width * 0.7, max(xs) + self.width * 0.7

    @cached_property
    def y_ticks(self) -> list[float]:
        values = [v for line in self.lines for m in line.marks for v in (m.y, m.low, m.high) if v is not None] or [0.0]
        low, high = min(values), max(values)
        if self.goes_from_zero:
            low, high = min(low, 0.0), max(high, 0.0)
        return even_steps(low, high)

    @property
    def y_range(self) -> tuple[float, float]:
        return self.y_ticks[0], self.y_ticks[-1]


@dataclass(frozen=True)
class Chart:
    picture: str
    title: str
    summary: str
    notes: tuple[str, ...]
    panels: tuple[Panel, ...]
    foot: tuple[str, ...] = ()  # sentences drawn under it where it stands alone

    def name(self, *manner: object) -> str:
        """The same for the same data drawn in the same manner, and for nothing else."""
        return hashlib.sha256(repr((STYLE, manner, self)).encode()).hexdigest()[:32]


class Size(NamedTuple):
    """In CSS pixels; the type is large enough where the picture is shown at its own width."""

    width: int
    height: int
    type: float
    most_ticks: int

    @property
    def line(self) -> float:
        return self.type * 1.6


SIZES = {
    (False, False): Size(860, 430, 14, 8),
    (True, False): Size(360, 340, 12.5, 4),
    (False, True): Size(1000, 600, 24, 5),
    (True, True): Size(360, 460, 21, 2),
}


# Over a panel's title, in type sizes.
OVER = 0.7
# Of the foot's type and of its lines, in those of the rest.
FOOT = 0.85


class Box(NamedTuple):
    """Of a panel's axes, in parts of the picture, from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


def size_of(chart: Chart, *, narrow: bool, elder: bool) -> Size:
    size = SIZES[narrow, elder]
    rows = max((len(panel.ticks) for panel in chart.panels), default=0)
    own = size.height if chart.picture != "rank" else round(size.line * (rows * 1.4 + 2))
    above = sum(head_rows(chart, panel, size) for panel in chart.panels) * size.line
    below = foot_height(chart, size)
    return size._replace(
        height=round(own * (1 if len(chart.panels) == 1 else 0.75) * len(chart.panels) + above + below)
    )


def breadth(words: str) -> float:
    """In type sizes, as far as that can be known before a typeface is: a character beyond Latin is as wide as the type is high."""
    return sum(0.62 if character < "\u2000" else 1 for character in words)


def foot_height(chart: Chart, size: Size) -> float:
    lines = len(foot_lines(chart, size))
    return (lines + 0.6) * size.line * FOOT if lines else 0.0


def foot_lines(chart: Chart, size: Size) -> list[str]:
    """The foot's sentences, each broken where the picture ends."""
    room = (size.width / size.type - 1.2) / FOOT
    found = []
    for sentence in chart.foot:
        line, wide = "", 0.0
        for part in re.findall(r"[!-~]{1,20} ?|.", sentence):
            if line and wide + breadth(part) > room:
                found.append(line)
                line, wide = "", 0.0
            line, wide = line + part, wide + breadth(part)
        found.append(line)
    return found


def head_rows(chart: Chart, panel: Panel, size: Size) -> int:
    """Lines of text over a panel: its title, its unit, and the legend's."""
    entries = len(panel.lines) if chart.picture != "rank" else 0
    return 2 + -(-entries // legend_columns(panel, size))


def legend_columns(panel: Panel, size: Size) -> int:
    """So many entries beside each other as fit, a character being as wide as the type is high."""
    longest = max((len(line.label) for line in panel.lines), default=0)
    return max(1, min(len(panel.lines), int(size.width / ((longest + 5) * size.type))))


def boxes(chart: Chart, size: Size) -> list[Box]:
    """From the upper panel to the lower."""
    foot = size.line * (2.4 if chart.picture != "rank" else 1.5)
    left = size.type * (5.2 if chart.picture != "rank" else 6.2)
    above = [head_rows(chart, panel, size) * size.line + size.type * (OVER + 0.6) for panel in chart.panels]
    each = (size.height - sum(above) - foot * len(chart.panels) - foot_height(chart, size)) / max(len(chart.panels), 1)
    found, top = [], float(size.height)
    for head in above:
        bottom = top - head - each
        found.append(
            Box(left / size.width, bottom / size.height, 1 - (left + size.type * 2) / size.width, each / size.height)
        )
        top = bottom - foot
    return found


def place_in(panel: Panel, mark: Mark) -> tuple[float, float]:
    """Where in the panel's box a mark stands, in parts of it, from the upper left corner."""
    (x0, x1), (y0, y1) = panel.x_range, panel.y_range
    return (mark.x - x0) / (x1 - x0), 1 - (mark.y - y0) / (y1 - y0)


def thinned(ticks: Iterable[tuple[float, str]], most: int, across: float) -> list[tuple[float, str]]:
    """So many, counted from the newest, that their words have room: none nearer to the next than a part of the width."""
    kept: list[tuple[float, str]] = []
    for x, words in sorted(ticks, reverse=True):
        if not kept or kept[-1][0] - x >= across / most * 0.999:
            kept.append((x, words))
    return kept[::-1]


def even_steps(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers that hold both ends: 0, 50, 100 …"""
    if high <= low:
        apart = abs(high) * 0.1 or 1.0
        low, high = low - apart, high + apart
    raw = (high - low) / about
    power = 10.0 ** len(str(int(raw))) / 10 if raw >= 1 else 1.0
    while power > raw:
        power /= 10
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= raw)
    first, last = int(low // step), int(-(-high // step))
    return [round(n * step, 10) for n in range(first, last + 1)]
