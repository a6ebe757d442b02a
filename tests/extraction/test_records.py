"""Whole records from constructions of the kinds that bulletins use; each sentence is our own."""

from __future__ import annotations

from datetime import date

import pytest

from tests.extraction.reading import JANUARY, one, records

# text, (indicator, measure, value, unit) of each record
READINGS = [
    ("上半年，全省渔业产值58亿元，同比增长4.1%。", [("渔业产值", "level", "58", "亿元"), ("渔业产值", "growth", "4.1", "%")]),
    ("上半年，茶叶出口下降3.2%。", [("茶叶出口", "growth", "-3.2", "%")]),
    ("规上企业达429家，比上年增加17家。", [("规上企业", "level", "429", "家"), ("规上企业", "change", "17", "家")]),
    ("城镇化率提高0.6个百分点。", [("城镇化率", "change", "0.6", "个百分点")]),
    ("茶叶产值占农业总产值的12.5%。", [("茶叶产值", "share", "12.5", "%")]),
    ("游客量是上年的2.3倍。", [("游客量", "multiple", "2.3", "倍")]),
    ("物流投资增长2.2倍。", [("物流投资", "growth", "2.2", "倍")]),
    ("出口额居全省第三位。", [("出口额", "rank", "3", "位")]),
    ("新增35家省级科技企业。", [("新增省级科技企业", "level", "35", "家")]),
    ("建成停车场12个、公园5个。", [("停车场", "level", "12", "个"), ("公园", "level", "5", "个")]),
    ("水稻、玉米和大豆产量分别增长3%、4%和5%。", [("水稻产量", "growth", "3", "%"), ("玉米产量", "growth", "4", "%"), ("大豆产量", "growth", "5", "%")]),
    ("签约项目20个，总投资104亿元。", [("签约项目", "level", "20", "个"), ("签约项目总投资", "level", "104", "亿元")]),
    ("解决诉求73件（其中重点诉求43件）。", [("解决诉求", "level", "73", "件"), ("解决重点诉求", "level", "43", "件")]),
    ("竹产业产值稳步提升，累计完成36亿元。", [("竹产业产值", "level", "36", "亿元")]),
    ("1.2万家企业启动数字改造。", [("启动数字改造企业", "level", "1.2", "万家")]),
    ("贫困发生率由5.2%下降到1.1%。", [("贫困发生率", "level", "5.2", "%"), ("贫困发生率", "level", "1.1", "%")]),
    ("规上工业中，木业产值增长6.8%。", [("规上工业木业产值", "growth", "6.8", "%")]),
    ("进出口总额分别增长5.2%、下降2.1%。", [("进出口总额", "growth", "5.2", "%"), ("进出口总额", "growth", "-2.1", "%")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_a_construction_is_read(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert [(r.indicator, r.measure, r.value, r.unit) for r in records(text)] == expected


COMPARISONS = [
    ("出口同比增长5%。", "yoy"), ("出口环比增长5%。", "previous"), ("出口年均增长5%。", "annual_average"), ("出口比2019年增长5%。", "base:2019"),
    ("出口增长5%。", "yoy"), ("存款比年初增加3亿元。", "base:2022"), ("出口增速比一季度提高2个百分点。", "previous"),
    ("出口增速高于全国2个百分点。", "base:region"), ("出口比全省平均水平高出2个百分点。", "base:region"), ("利润是1998年的12倍。", "base:1998"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "comparison"), COMPARISONS)
def test_what_a_figure_is_compared_with(text: str, comparison: str) -> None:
    assert one("上半年，" + text).comparison == comparison


MODIFIERS = [
    ("商户约300家。", "about"), ("商户近300家。", "below"), ("商户超300家。", "above"), ("商户突破300家。", "above"), ("商户300余家。", "above"),
    ("商户300家以上。", "at_least"), ("商户不少于300家。", "at_least"), ("商户控制在300家以内。", "at_most"), ("商户300家左右。", "about"), ("商户达300家。", "exact"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "modifier"), MODIFIERS)
def test_how_exact_a_figure_is(text: str, modifier: str) -> None:
    assert one(text).modifier == modifier


ASSERTIONS = [
    ("力争出口达到50亿元。", "target"), ("到2025年，出口达到50亿元。", "target"), ("项目计划总投资3亿元。", "target"), ("预计年产值可达2亿元。", "target"),
    ("建成后，年产值2亿元。", "target"), ("今年出口有望突破50亿元。", "target"), ("上半年出口50亿元。", "actual"), ("已将30名专家纳入名录。", "actual"),
    ("2022年预计出口50亿元。", "actual"), ("完成全年任务的52%。", "actual"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "assertion"), ASSERTIONS)
def test_fact_or_plan(text: str, assertion: str) -> None:
    assert records(text)[-1].assertion == assertion


PERIODS = [
    ("上半年，出口5亿元。", date(2023, 1, 1), date(2023, 6, 30)),
    ("截至6月底，企业50家。", None, date(2023, 6, 30)),
    ("今年以来，新增企业50家。", date(2023, 1, 1), date(2023, 8, 10)),
    ("2022年末，常住人口50万人。", None, date(2022, 12, 31)),
    ("市场日均客流量达2万人次。", None, date(2023, 8, 10)),
    ("2022年，新建公路50公里。", date(2022, 1, 1), date(2022, 12, 31)),
]


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_the_period_of_a_figure(text: str, first: date | None, last: date) -> None:
    assert (one(text).period_start, one(text).period_end) == (first, last)


def test_an_earlier_time_in_the_paragraph_holds_on() -> None:
    found = records("2022年，出口12亿元。进口增长5%。")
    assert [r.period_end for r in found] == [date(2022, 12, 31)] * 2


def test_the_title_gives_its_year() -> None:
    assert one("粮食产量36万吨。", JANUARY).period_start == date(2023, 1, 1)


def test_a_share_takes_the_amount_before_as_its_whole() -> None:
    assert records("全市财政支出300亿元，其中民生支出210亿元，占比70%。")[-1].scope == "财政支出"


def test_the_written_scope_keeps_its_characters() -> None:
    assert one("茶业投资占固定资产投资（不含农户）的5%。").scope == "固定资产投资（不含农户）"
