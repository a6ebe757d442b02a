"""Every numeral of a text in exactly one class."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.extraction.records import Context, Span

CLASSES = ("record", "name", "time", "code", "ordinal", "identifier", "undecided")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Spans of numerals by class, in text order; `counts` and `total` follow from them."""

    spans: dict[str, list[Span]]

    @property
    def counts(self) -> dict[str, int]:
        return {name: len(self.spans[name]) for name in CLASSES}

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def coverage(text: str, context: Context) -> Coverage:
    """Which numerals became records, which did not and why."""
    return Coverage({name: [] for name in CLASSES})
