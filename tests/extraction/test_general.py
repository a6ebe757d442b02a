"""Constructions that texts from elsewhere showed to be read wrongly; each sentence is our own."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.extraction import Context
from tests.extraction.reading import records

OCTOBER = Context(published_on=date(2021, 10, 20), region="金华市")

NAMES = [
    ("一、油料播种面积32万亩。", ["油料播种面积"]),
    ("(二)茶园面积12万亩。", ["茶园面积"]),
    ("前三季度，猪、羊、家兔出栏分别增长3%、4%和5%。", ["猪出栏", "羊出栏", "家兔出栏"]),
    ("前三季度，牛、羊、兔肉产量分别增长3%、4%和5%。", ["牛肉产量", "羊肉产量", "兔肉产量"]),
    ("前三季度，第一、二、三产业用电量分别增长3%、4%和5%。", ["第一产业用电量", "第二产业用电量", "第三产业用电量"]),
    ("前三季度，甲醇、烧碱两种产品产量分别增长3%和4%。", ["甲醇产品产量", "烧碱产品产量"]),
    ("前三季度，软件业前三季度共实现营业收入3亿元。", ["软件业营业收入"]),
    ("前三季度，云溪园一季度新签约项目7个。", ["云溪园新签约项目"]),
    ("前三季度，公共服务设施增加5处。", ["公共服务设施"]),
    ("前三季度，产业集聚发展区产值3亿元。", ["产业集聚发展区产值"]),
    ("前三季度，30个项目集中开工，项目总投资8亿元。", ["集中开工项目", "项目总投资"]),
    ("前三季度，外资项目签约12个。", ["外资项目签约"]),
    ("前三季度，3A级以上景区接待游客8万人次。", ["3A级以上景区接待游客"]),
    ("前三季度，城镇调查失业率5.1%，9月份受台风影响走高至5.4%。", ["城镇调查失业率", "城镇调查失业率"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_what_is_measured(text: str, expected: list[str]) -> None:
    assert [r.indicator for r in records(text, OCTOBER)] == expected
