"""Time grows with length and not faster: ratios within one run, no wall-clock limits."""

from __future__ import annotations

import time
from datetime import date

import pytest

from indicators.extraction import Context, extract

CONTEXT = Context(date(2023, 8, 10), "浙江省", "上半年情况")
UNITS = {
    "bulletin": "上半年，全省出口26亿元，同比增长5%；其中，机电产品、农产品分别增长3%和4%。\n",
    "one line": "出口26亿元，增长5%，",
    "digits": "1",
    "commas": ",",
    "thousands": "1,",
    "brackets": "（",
    "pairs": "（1家）",
    "rates": "5%",
    "quotes": "“《",
    "ordinals": "第一",
    "bars": "|1",
    "years": "2023年",
    "list": "甲、",
}


def seconds(text: str) -> float:
    start = time.process_time()
    extract(text, CONTEXT)
    return time.process_time() - start


@pytest.mark.parametrize("name", UNITS)
def test_eight_times_the_text_takes_about_eight_times_as_long(name: str) -> None:
    unit = UNITS[name]
    small = unit * (20_000 // len(unit))
    extract(small[:2000], CONTEXT)
    base = max(min(seconds(small) for _ in range(2)), 0.004)
    assert seconds(small * 8) / base < 24  # quadratic growth would be 64
