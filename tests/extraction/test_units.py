"""Units by dimension, compared across ways of writing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.extraction.units import UnknownUnit, canonical, lookup

CANONICAL = [
    ("352.4", "亿元", "35240000000", "元", "金额"), ("1.2", "万家", "12000", "家", "计数"), ("3", "万名", "30000", "人", "人数"),
    ("5", "%", "5", "%", "比率"), ("5", "％", "5", "%", "比率"), ("3", "‰", "0.3", "%", "比率"), ("8", "成", "80", "%", "比率"),
    ("2", "万亿元", "2000000000000", "元", "金额"), ("3", "公顷", "30000", "平方米", "面积"), ("2", "平方公里", "2000000", "平方米", "面积"),
    ("12", "公里", "12000", "米", "长度"), ("5", "公斤", "0.005", "吨", "重量"), ("1.4", "万亿斤", "700000000", "吨", "重量"),
    ("2", "万千瓦", "20000", "千瓦", "容量"), ("1", "亿千瓦时", "100000000", "千瓦时", "电量"), ("9.5", "万元/人", "95000", "元/人", "金额/人数"),
    ("7", "亿元人民币", "700000000", "元", "金额"), ("3", "亿", "300000000", "1", "指数"), ("12", "万标箱", "120000", "标准箱", "箱量"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "unit", "scaled", "base", "dimension"), CANONICAL)
def test_canonical_value_unit_and_dimension(value: str, unit: str, scaled: str, base: str, dimension: str) -> None:
    assert canonical(Decimal(value), unit) == (Decimal(scaled), base, dimension)


def test_one_quantity_written_two_ways_is_equal() -> None:
    assert canonical(Decimal("1.2"), "万家") == canonical(Decimal("12000"), "家")


@pytest.mark.parametrize("unit", ["光年杯", "xyz", "亿/", "/人"])
def test_an_unknown_unit_says_so_in_chinese(unit: str) -> None:
    with pytest.raises(UnknownUnit, match="不认识的单位"):
        lookup(unit)
