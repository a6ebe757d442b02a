"""Each numeral of a text ends in exactly one class."""

from __future__ import annotations

import pytest

from indicators.extraction import coverage
from tests.extraction.reading import AUGUST

CLASSES = [
    ("出口26亿元", "record"), ("2023年", "time"), ("1-6月", "time"), ("5G", "code"), ("“315”工程", "name"), ("C919", "code"),
    ("第六届", "ordinal"), ("22号线", "ordinal"), ("20230810", "identifier"), ("世界500强企业", "name"), ("亿元以上和60岁以上老人", "name"), ("共有12。", "undecided"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CLASSES)
def test_a_numeral_has_its_class(text: str, expected: str) -> None:
    assert {name for name, count in coverage(text, AUGUST).counts.items() if count} == {expected}


def test_the_summary_adds_up() -> None:
    found = coverage("2023年，第六届茶博会签约12亿元，增长5%。", AUGUST)
    assert found.total == sum(found.counts.values()) == 4
    assert found.summary() == "数字 4 个:指标 2、时间 1、序数 1"
