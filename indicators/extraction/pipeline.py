"""The one pass: text in, records out."""

from __future__ import annotations

from indicators.extraction.records import Context, Record


def extract(text: str, context: Context) -> list[Record]:
    """Records in text order; offsets count code points of `text`, end exclusive."""
    return []
