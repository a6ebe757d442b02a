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


def fields(text: str, *names: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(r, name) for name in names) for r in records(text, OCTOBER)]


def test_two_bases_are_two_scopes() -> None:
    read = fields(
        "前三季度，竹业产值增长5%，增速分别高于全国、全省1.2和0.5个百分点。", "indicator", "comparison", "scope"
    )
    assert read[1:] == [("竹业产值", "base:region", "全国"), ("竹业产值", "base:region", "全省")]


def test_a_bracket_repeats_the_change_in_another_unit() -> None:
    read = fields("前三季度，播种面积比2018年减少9公顷（135亩），下降2%。", "measure", "value", "comparison")
    assert read == [("change", "-9", "base:2018"), ("change", "-135", "base:2018"), ("growth", "-2", "base:2018")]


def test_after_a_bracket_of_parts_the_whole_goes_on() -> None:
    read = fields("前三季度，新增客车72辆（其中电动客车30辆），增长5%。", "indicator")
    assert read[0] == read[2] != read[1]


def test_a_change_of_a_share_ends_at_a_share() -> None:
    read = fields("前三季度，竹业产值3亿元，占农业总产值的比重提高0.6个百分点至7%。", "measure", "scope")
    assert read[1:] == [("change", "农业总产值"), ("share", "农业总产值")]


def test_multiples_of_a_plan_and_of_the_time_before_the_epidemic() -> None:
    read = fields(
        "前三季度，竹业投资3亿元，是“十二五”的2倍，恢复至疫情前同期的85%。", "indicator", "measure", "comparison"
    )
    assert read[1:] == [("竹业投资", "multiple", "base:2015"), ("竹业投资", "multiple", "base:2019")]


ASIDES = [
    "前三季度，茶叶出口3亿元，已超去年全年2亿元的规模，增长5%。",
    "前三季度，茶叶出口加快，延续去年四季度以来的势头，增长5%。",
    "前三季度，茶叶出口减少，主要受去年同期高基数影响。竹业出口增长5%。",
]


@pytest.mark.parametrize("text", ASIDES)
def test_a_time_said_in_passing_governs_nothing_after_it(text: str) -> None:
    assert records(text, OCTOBER)[-1].period_end == date(2021, 9, 30)


def test_a_budget_of_the_year_s_start_is_no_time() -> None:
    read = fields(
        "截至8月底，财政收入7亿元，为年初预算61%，比上年同期增加1亿元。", "measure", "scope", "period_end", "comparison"
    )
    assert read[1:] == [("share", "年初预算", date(2021, 8, 31), None), ("change", None, date(2021, 8, 31), "yoy")]


def test_a_day_at_the_front_is_the_day_of_a_flow() -> None:
    assert records("10月16日，全市港口吞吐量3万吨，环比增长5%。", OCTOBER)[0].period_start == date(2021, 10, 16)


def test_the_whole_year_said_in_january_is_the_year_before() -> None:
    context = Context(published_on=date(2022, 1, 28), region="金华市")
    assert records("全年茶叶产量3万吨。", context)[0].period_end == date(2021, 12, 31)


def test_a_bearer_named_in_the_clause_before() -> None:
    assert fields("前三季度，竹加工业活力凸显，增加值2亿元。", "indicator") == [("竹加工业增加值",)]
