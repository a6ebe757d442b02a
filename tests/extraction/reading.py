"""Short ways to ask the reader, for the tables of examples in this folder."""

from __future__ import annotations

from datetime import date

from indicators.extraction import Context, Record, extract
from indicators.extraction.figures import find
from indicators.extraction.normalise import width
from indicators.extraction.periods import Time, scan

AUGUST = Context(published_on=date(2023, 8, 10), region="浙江省")
JANUARY = Context(published_on=date(2024, 1, 20), region="金华市", title="2023年金华市经济运行情况")


def records(text: str, context: Context = AUGUST) -> list[Record]:
    """What the reader makes of one passage."""
    return extract(text, context)


def one(text: str, context: Context = AUGUST) -> Record:
    """The only record of a passage."""
    found = extract(text, context)
    assert len(found) == 1, [r.text for r in found]
    return found[0]


def mentions(text: str) -> list[tuple[str, str, str]]:
    """(text, value, unit) of each figure."""
    plain = width(text)
    found, _ = find(plain, text, scan(plain, AUGUST))
    return [(text[m.start : m.end], str(m.value), m.unit) for m in found]


def times(text: str, context: Context = AUGUST) -> list[Time]:
    """The words of time in a passage."""
    return scan(width(text), context)
