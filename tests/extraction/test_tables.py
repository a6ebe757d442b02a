"""Pipe tables: what each cell measures, in which unit, of when and where."""

from __future__ import annotations

from indicators.extraction import Record
from tests.extraction.reading import JANUARY, records

COMMUNIQUE = """2023年主要指标

| 指标 | 单位 | 绝对值 | 比上年增长（%） |
| --- | --- | --- | --- |
| 渔业产值 | 亿元 | 1,234.5 | 6.1 |
| 年末常住人口 | 万人 | 321.0 | 0.4 |
| 茶叶产量 | 万吨 | — | -2.3 |
"""


def table(text: str) -> list[Record]:
    return records(text, JANUARY)


def test_rows_columns_and_a_unit_column() -> None:
    found = [(r.text, r.indicator, r.measure, r.value, r.unit) for r in table(COMMUNIQUE)]
    assert found == [
        ("1,234.5", "渔业产值", "level", "1234.5", "亿元"),
        ("6.1", "渔业产值", "growth", "6.1", "%"),
        ("321.0", "常住人口", "level", "321.0", "万人"),
        ("0.4", "常住人口", "growth", "0.4", "%"),
        ("-2.3", "茶叶产量", "growth", "-2.3", "%"),
    ]


def test_a_stock_in_a_table_has_no_start() -> None:
    assert [r.period_start is None for r in table(COMMUNIQUE)] == [False, False, True, True, False]


def test_places_in_rows() -> None:
    found = table(
        "单位：亿元\n\n| 地区 | 出口额 | 增长（%） |\n|---|---|---|\n| 杭州市 | 96 | 6.9 |\n| 宁波市 | 76 | 5.0 |\n"
    )
    assert [(r.region, r.indicator, r.unit) for r in found] == [
        ("杭州市", "出口额", "亿元"),
        ("杭州市", "出口额", "%"),
        ("宁波市", "出口额", "亿元"),
        ("宁波市", "出口额", "%"),
    ]


def test_years_as_columns() -> None:
    found = table("| 指标 | 2021年 | 2022年 |\n|---|---|---|\n| 茶叶产量（万吨） | 4.5 | 4.8 |\n")
    assert [(r.value, r.period_end.year if r.period_end else None) for r in found] == [("4.5", 2021), ("4.8", 2022)]


def test_dates_numbers_of_documents_and_telephones_are_no_figures() -> None:
    assert (
        table("| 序号 | 文件 | 日期 |\n|---|---|---|\n| 1 | 办法 | 2012年3月5日 |\n| 2 | 电话 | 0459-6180000 |\n") == []
    )


def test_a_line_of_bars_is_no_table() -> None:
    assert table("|" * 400 + "\n" + "|1" * 400) == []


def test_a_table_in_html_reads_like_one_in_bars() -> None:
    html = (
        "<p>2023年主要产品产量</p><table><tr><th>指标</th><th>单位</th><th>2023年</th><th>比上年增长(%)</th></tr>"
        "<tr><td>黄酒</td><td>万吨</td><td>&nbsp;35.2</td><td>4.1</td></tr>"
        "<tr><td>  其中：干黄酒</td><td>万吨</td><td>12.0</td><td>-3.2</td></tr></table>"
    )
    found = table(html)
    assert [(r.indicator, r.measure, r.value, r.unit) for r in found] == [
        ("黄酒", "level", "35.2", "万吨"),
        ("黄酒", "growth", "4.1", "%"),
        ("干黄酒", "level", "12.0", "万吨"),
        ("干黄酒", "growth", "-3.2", "%"),
    ]
    assert [html[r.start : r.end] for r in found] == [r.text for r in found]
