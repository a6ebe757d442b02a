"""Records come as they are settled: a long text, a hostile one too, costs little more memory than itself."""

from __future__ import annotations

import tracemalloc
from datetime import date

import pytest

from indicators.extraction import Context, extract, stream

CONTEXT = Context(date(2023, 8, 10), "浙江省", "上半年情况")
LINE = "上半年，全省出口26亿元，同比增长5%；其中，机电产品、农产品分别增长3%和4%。\n"


def held(text: str) -> int:
    """Most bytes held while the records of a text are read and let go."""
    tracemalloc.start()
    for _ in stream(text, CONTEXT):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak - 4 * len(text)  # the normalised text itself, twice


def test_the_stream_is_the_list() -> None:
    text = LINE * 2000
    assert list(stream(text, CONTEXT)) == extract(text, CONTEXT)


@pytest.mark.parametrize("unit", [LINE, "5%"], ids=["bulletin", "rates"])
def test_what_is_held_does_not_grow_with_the_text(unit: str) -> None:
    block = unit * (33_000 // len(unit))
    list(stream(block, CONTEXT))  # word lists and patterns are read once
    assert held(block * 6) < 1.3 * held(block * 3)
