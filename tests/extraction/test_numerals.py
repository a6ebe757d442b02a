"""Digits and Chinese numerals read to the value that they state."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.extraction.numerals import arabic, chinese, in_chinese

CHINESE = [
    ("零", 0), ("一", 1), ("两", 2), ("九", 9), ("十", 10), ("十一", 11), ("十七", 17), ("二十", 20), ("三十五", 35),
    ("九十九", 99), ("一百", 100), ("百", 100), ("一百二", 120), ("一百零二", 102), ("二百五十", 250), ("三百二十一", 321),
    ("一千", 1000), ("千", 1000), ("两千", 2000), ("一千零五", 1005), ("一千零五十", 1050), ("三千六百", 3600), ("一万", 10000),
    ("三万五", 35000), ("十二万三千", 123000), ("百万", 1000000), ("千万", 10000000), ("一亿", 10**8), ("一亿两千万", 12 * 10**7),
    ("一万亿", 10**12), ("二零二三", 2023), ("三点五", Decimal("3.5")), ("十二点零四", Decimal("12.04")),
]  # fmt: skip
NOT_CHINESE = ["", "三五十", "一点", "甲", "一点十"]
ARABIC = [("12", "12"), ("1,079.8", "1079.8"), ("3·5", "3.5"), ("1,349,084", "1349084"), ("0.05", "0.05"), ("007", "7")]


@pytest.mark.parametrize(("words", "value"), CHINESE)
def test_chinese_numerals_read_to_their_value(words: str, value: Decimal) -> None:
    assert chinese(words) == value


@pytest.mark.parametrize("words", NOT_CHINESE)
def test_what_is_no_numeral_is_not_read(words: str) -> None:
    assert chinese(words) is None


@pytest.mark.parametrize(("digits", "value"), ARABIC)
def test_digits_read_with_separators_and_points(digits: str, value: str) -> None:
    assert arabic(digits) == Decimal(value)


@pytest.mark.parametrize(
    "number", [0, 7, 10, 16, 20, 101, 110, 1001, 1010, 2300, 10001, 10010, 100100, 20000003, 10**8 + 1]
)
def test_written_out_and_read_back(number: int) -> None:
    assert chinese(in_chinese(number)) == number
