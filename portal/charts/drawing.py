"""Draws shapes with matplotlib: SVG whose words are words in the reader's own typeface, PNG where the server has a Chinese one.

matplotlib is imported when the first picture is drawn: commands and pages that draw nothing start without it. One picture is
drawn at a time in each process, so that pictures never take more than one core from the pages.
"""

import io
import logging
import re
import threading
import warnings
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from portal.charts.shapes import (
    FOOT,
    Chart,
    Line,
    Mark,
    Panel,
    Size,
    boxes,
    breadth,
    foot_lines,
    head_rows,
    legend_columns,
    size_of,
    thinned,
)

# The same as --sans in tokens.css.
FAMILY = "-apple-system,'PingFang SC','HarmonyOS Sans SC',MiSans,'Microsoft YaHei','Source Han Sans SC','Noto Sans CJK SC','Noto Sans SC',SimSun,sans-serif"
CHINESE = ["Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", "WenQuanYi Zen Hei", "Noto Sans CJK JP"]  # fmt: skip
INK, SOFT, RULE, SURFACE = "#17211f", "#48544f", "#c9cec6", "#ffffff"
UP, DOWN = "#b3201f", "#1f5f2f"
# Light, dark. Each reaches 7:1 on its own ground.
COLOURS = [
    ("#0b5351", "#83d3ca"), ("#8f2f10", "#f3b28a"), ("#3b3f8f", "#b9bdf7"), ("#634800", "#e6cf7a"),
    ("#8a1c5a", "#f2a9cf"), ("#1f5f1f", "#a6dba6"), ("#0f4c81", "#9cc9f2"), ("#5a3a22", "#dcc0a8"),
]  # fmt: skip
DARK = {
    INK: "#e9efed",
    SOFT: "#b4c2be",
    RULE: "#3a4946",
    SURFACE: "#172120",
    UP: "#ff9d8f",
    DOWN: "#8fd6a0",
    **dict(COLOURS),
}
DASHES: list[Any] = ["-", (0, (6, 2)), (0, (2, 2)), (0, (8, 2, 2, 2)), (0, (1, 1)), (0, (10, 3)), (0, (4, 1, 1, 1, 1, 1)), (0, (3, 4))]  # fmt: skip
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "p"]
HATCHES = ["", "///", "...", "xxx", "\\\\\\", "+++", "ooo", "---"]

_one_at_a_time = threading.Lock()


@lru_cache(maxsize=1)
def _chinese_family() -> str | None:
    """A Chinese typeface of this machine, if there is one."""
    from matplotlib import font_manager

    known = {entry.name for entry in font_manager.fontManager.ttflist}
    return next((name for name in CHINESE if name in known), None)


def can_draw_png() -> bool:
    return _chinese_family() is not None


def draw(chart: Chart, form: str, *, narrow: bool = False, elder: bool = False) -> bytes:
    """The picture as `form`, "svg" or "png"."""
    with _one_at_a_time, warnings.catch_warnings():
        # Where the server has no Chinese typeface it cannot measure the words; the reader's browser draws them all the same.
        warnings.filterwarnings("ignore", message="Glyph")
        return _draw(chart, form, size_of(chart, narrow=narrow, elder=elder))


def _draw(chart: Chart, form: str, size: Size) -> bytes:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    settings: Any = {
        "svg.fonttype": "none",
        # The same data give the same bytes.
        "svg.hashsalt": "portal",
        "font.family": [_chinese_family() or "DejaVu Sans", "DejaVu Sans"],
        "font.size": size.type,
        "axes.unicode_minus": True,
        "hatch.linewidth": 1.0,
        "text.color": INK,
        # A dollar sign in a name is a dollar sign.
        "text.parse_math": False,
    }
    with mpl.rc_context(settings):
        figure = Figure(figsize=(size.width / 72, size.height / 72), dpi=72, facecolor=SURFACE)
        for panel, box in zip(chart.panels, boxes(chart, size), strict=True):
            axes = figure.add_axes(box)
            _frame(axes, panel, chart, size)
            if chart.picture == "rank":
                _ranks(axes, panel)
            else:
                _series(axes, panel, chart, size)
            _head(figure, panel, chart, size, box)
        _foot(figure, chart, size)
        out = io.BytesIO()
        if form == "png":
            figure.savefig(out, format="png", dpi=144, metadata={"Title": chart.title})
            return out.getvalue()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _for_readers(out.getvalue().decode(), chart, size)


def _frame(axes: Any, panel: Panel, chart: Chart, size: Size) -> None:
    axes.set_facecolor(SURFACE)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(side == ("left" if chart.picture == "rank" else "bottom"))
        axes.spines[side].set_color(SOFT)
    labels = panel.y_ticks
    written = [f"{value:,.10g}".replace("-", "−") for value in labels]
    common = {"colors": INK, "length": 0, "pad": size.type * 0.4}
    axes.tick_params(**common)
    if chart.picture == "rank":
        axes.set_xlim(*panel.y_range)
        axes.set_ylim(*reversed(panel.x_range))
        axes.set_xticks(labels[:: 1 if size.width > 500 else 2], written[:: 1 if size.width > 500 else 2])
        axes.set_yticks([x for x, _words in panel.ticks], [words for _x, words in panel.ticks])
        axes.grid(visible=True, axis="x", color=RULE, linewidth=0.8)
    else:
        shown = thinned(panel.ticks, size.most_ticks, panel.x_range[1] - panel.x_range[0])
        axes.set_xlim(*panel.x_range)
        axes.set_ylim(*panel.y_range)
        axes.set_yticks(labels, written)
        axes.set_xticks([x for x, _words in shown], [words for _x, words in shown], linespacing=1.35)
        axes.grid(visible=True, axis="y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)


def _series(axes: Any, panel: Panel, chart: Chart, size: Size) -> None:
    bars = [line for line in panel.lines if line.role == "stated"]
    small = size.type * 0.5
    for at, line in enumerate(panel.lines):
        light = COLOURS[line.style % len(COLOURS)][0]
        if line.role != "stated":
            _loose_marks(axes, line, light, small)
        elif chart.picture == "bar":
            width = panel.width * 0.8 / max(len(bars), 1)
            for mark in line.marks:
                _bar(
                    axes,
                    mark,
                    mark.x + (at - (len(bars) - 1) / 2) * width,
                    width,
                    line,
                    light,
                    signed=_is_signed(panel),
                )
        else:
            _line(axes, line, light, small)
    if any(mark.y < 0 for line in panel.lines for mark in line.marks):
        axes.axhline(0, color=INK, linewidth=1)


def _line(axes: Any, line: Line, colour: str, small: float) -> None:
    for run in line.runs:
        axes.plot(
            [m.x for m in run],
            [m.y for m in run],
            color=colour,
            linewidth=2.2,
            linestyle=DASHES[line.style % len(DASHES)],
        )
        for mark in run:
            face = colour if mark.is_confirmed else SURFACE
            axes.plot(mark.x, mark.y, marker=MARKERS[line.style % len(MARKERS)], markersize=small * 1.3, color=colour,
                      markerfacecolor=face, markeredgewidth=1.6, clip_on=False)  # fmt: skip
            if mark.low is not None and mark.high is not None:
                axes.plot([mark.x, mark.x], [mark.low, mark.high], color=colour, linewidth=2)


def _loose_marks(axes: Any, line: Line, colour: str, small: float) -> None:
    shape = {"derived": "x", "target": "_"}[line.role]
    for mark in line.marks:
        axes.plot(
            mark.x, mark.y, marker=shape, markersize=small * 1.8, color=colour, markeredgewidth=2.2, linestyle="none"
        )


def _is_signed(panel: Panel) -> bool:
    """Rates and changes of one place: more is red and less is green, as China's papers print them."""
    return len(panel.lines) == 1 and any(mark.y < 0 for line in panel.lines for mark in line.marks)


def _bar(axes: Any, mark: Mark, x: float, width: float, line: Line, colour: str, *, signed: bool) -> None:
    hatch = HATCHES[line.style % len(HATCHES)]
    if signed:
        colour, hatch = (UP, "") if mark.y >= 0 else (DOWN, "///")
    filled = mark.is_confirmed and not hatch
    axes.bar(x, mark.y, width, color=colour if filled else SURFACE, edgecolor=colour, linewidth=1.6, hatch=hatch,
             linestyle="-" if mark.is_confirmed else "--")  # fmt: skip


def _ranks(axes: Any, panel: Panel) -> None:
    for line in panel.lines:
        for mark in line.marks:
            colour = COLOURS[line.style % len(COLOURS)][0]
            axes.barh(mark.x, mark.y, 0.62, color=colour if mark.is_confirmed else SURFACE, edgecolor=colour, linewidth=1.6,
                      linestyle="-" if mark.is_confirmed else "--")  # fmt: skip
    if any(mark.y < 0 for line in panel.lines for mark in line.marks):
        axes.axvline(0, color=INK, linewidth=1)


def _head(figure: Any, panel: Panel, chart: Chart, size: Size, box: Any) -> None:
    """The heading and the legend, set by hand: their rows are counted in shapes, whatever the width of the words."""
    from matplotlib.lines import Line2D

    rows = head_rows(chart, panel, size)
    top = (box.bottom + box.height) * size.height + size.type * 0.6 + rows * size.line

    def at(row: float, x: float) -> tuple[float, float]:
        return x / size.width, (top - (row + 0.62) * size.line) / size.height

    room = size.width / size.type - 1.2
    title = panel.title
    if breadth(title) > room:
        while breadth(title) > room - 1:
            title = title[:-1]
        title += "…"
    figure.text(*at(0, size.type * 0.6), title, color=INK, va="baseline")
    shrunk = min(1.0, room / breadth(panel.heading)) if panel.heading else 1.0
    figure.text(*at(1, size.type * 0.6), panel.heading, color=SOFT, va="baseline", size=size.type * shrunk)
    if rows == 2:
        return
    columns = legend_columns(panel, size)
    for n, line in enumerate(panel.lines):
        colour = COLOURS[line.style % len(COLOURS)][0]
        x, y = at(2 + n // columns, size.type * 0.6 + (n % columns) * size.width / columns)
        dy = size.type * 0.32 / size.height
        long = size.type * 2.4 / size.width
        if line.role == "stated":
            hatch = f" {HATCHES[line.style % len(HATCHES)]}" if chart.picture == "bar" else ""
            if hatch:
                from matplotlib.patches import Rectangle

                figure.add_artist(Rectangle((x, y), long, dy * 2.2, edgecolor=colour, hatch=hatch.strip() or None, linewidth=1.6,
                                            facecolor=SURFACE if hatch.strip() else colour))  # fmt: skip
            else:
                figure.add_artist(Line2D([x, x + long / 2, x + long], [y + dy] * 3, color=colour, linewidth=2.2, marker=MARKERS[line.style % len(MARKERS)],
                                         markevery=[1], markersize=size.type * 0.6, linestyle=DASHES[line.style % len(DASHES)]))  # fmt: skip
        else:
            figure.add_artist(Line2D([x + long / 2], [y + dy], color=colour, marker={"derived": "x", "target": "_"}[line.role],
                                     markersize=size.type * 0.9, markeredgewidth=2.2, linestyle="none"))  # fmt: skip
        figure.text(x + long * 1.25, y, line.label, color=INK, va="baseline")


def _foot(figure: Any, chart: Chart, size: Size) -> None:
    lines = foot_lines(chart, size)
    for n, words in enumerate(lines):
        y = (len(lines) - n - 0.4) * size.line * FOOT / size.height
        figure.text(size.type * 0.6 / size.width, y, words, color=SOFT, va="baseline", size=size.type * FOOT)


def _for_readers(svg: str, chart: Chart, size: Size) -> bytes:
    """A title and a description for who does not see it, the reader's typeface, and the dark colours."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"(<style type=\"text/css\">)", r"\1" + _styles(), svg, count=1)
    svg = re.sub(r"font-family: [^;\"]*; ?", "", svg)
    svg = re.sub(r'fill="#ffffff"(?=/>)', f'style="fill: {SURFACE}"', svg)  # the ground of a hatch
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    words = escape(chart.title), escape(" ".join([chart.summary, *chart.notes]))
    head = f'<svg role="img" aria-labelledby="t d" width="{size.width}" height="{size.height}"'
    svg = re.sub(r'<svg\b(.*?)\swidth="[^"]*"', lambda m: head + m[1], svg, count=1)
    svg = re.sub(r'(<svg[^>]*?)\sheight="[^"]*pt"', r"\1", svg, count=1)
    svg = re.sub(
        r"(<svg[^>]*>)", lambda m: f'{m[1]}<title id="t">{words[0]}</title><desc id="d">{words[1]}</desc>', svg, count=1
    )
    return svg.encode()


def _styles() -> str:
    dark = "".join(
        f'[style*="{part}: {light}"]{{{part}:{now}!important}}'
        for light, now in DARK.items()
        for part in ("fill", "stroke")
    )
    return f"text{{font-family:{FAMILY}}}@media screen and (prefers-color-scheme:dark){{{dark}}}"
