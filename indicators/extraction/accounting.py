"""Every numeral of a text in exactly one class: what became a record, and what the others are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indicators.extraction import numerals
from indicators.extraction.figures import Left, Mention
from indicators.extraction.normalise import width
from indicators.extraction.periods import Time
from indicators.extraction.pipeline import read
from indicators.extraction.records import Context, Record, Span

CLASSES = ("record", "name", "time", "code", "ordinal", "identifier", "undecided")
_ARABIC = re.compile(numerals.ARABIC)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Spans of numerals by class, in text order; `counts` and `total` follow from them."""

    spans: dict[str, list[Span]]

    @property
    def counts(self) -> dict[str, int]:
        """How many numerals each class holds."""
        return {name: len(self.spans[name]) for name in CLASSES}

    @property
    def total(self) -> int:
        """All numerals of the text."""
        return sum(self.counts.values())

    def summary(self) -> str:
        """One Chinese line for people: 数字 57 个:指标 41、时间 12、…"""
        labels = dict(zip(CLASSES, ("指标", "名称", "时间", "代号", "序数", "编号", "未定"), strict=True))
        parts = "、".join(f"{labels[name]} {count}" for name, count in self.counts.items() if count)
        return f"数字 {self.total} 个:{parts or '无'}"


def coverage(text: str, context: Context) -> Coverage:
    """Which numerals became records, which did not and why.

    Arabic numerals all count; Chinese ones count where the reader took or weighed them."""
    records, mentions, left, times = read(text, context)
    return account(width(text), records, mentions, left, times)


def account(text: str, records: list[Record], mentions: list[Mention], left: list[Left], times: list[Time]) -> Coverage:
    """`coverage` for a reading that has been made already. `text` is normalised."""
    owned = sorted(
        [(r.start, r.end, "record") for r in records]
        + [(m.start, m.end, "undecided") for m in mentions]
        + [(x.start, x.end, x.reason) for x in left],
        key=lambda item: (item[0], item[2] != "record"),
    )
    spans: dict[str, list[Span]] = {name: [] for name in CLASSES}
    found = [m.span() for m in _ARABIC.finditer(text)]
    seen = {start for start, _ in found}
    # Chinese numerals have no scan of their own: they enter by the spans that hold no Arabic digit
    for start, end, _ in owned:
        if start not in seen and not any(c.isdigit() for c in text[start:end][:40]):
            seen.add(start)
            found.append((start, end))
    found.sort()
    at, time_at = 0, 0
    for start, end in found:
        while at < len(owned) and owned[at][1] <= start:
            at += 1
        while time_at < len(times) and times[time_at].end <= start:
            time_at += 1
        if at < len(owned) and owned[at][0] < end:
            reason = owned[at][2]
        elif time_at < len(times) and times[time_at].start < end:
            reason = "time"
        else:
            reason = "undecided"
        spans[reason].append(Span(start, end))
    return Coverage(spans)
