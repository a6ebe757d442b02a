"""Which undecided numbers are worth a word."""

import pytest


@pytest.mark.parametrize(
    ("text", "places"), [("收入 68 42 元。", ["68"]), ("投入68／420元。", ["68"]), ("共计68。", ["68"])]
)
def test_a_number_that_may_be_a_figure(words, text, places):
    assert words("undecided", text) == places


@pytest.mark.parametrize(
    "text",
    [
        "下载附件2。",
        "表1 主要指标",
        "上午9时30分,会议举行。",
        "备案号05000000号-1",
        "| 序号 | 项目 | 数量 |\n|---|---|---|\n| 1 | 新建道路 | 203处 |\n| 2 | 新建泵站 | 8处 |",
        "| 指标 | 数值 |\n|---|---|\n| 出厂价格指数(上年同月=100) | 95.6 |",
    ],
)
def test_what_only_numbers_something(words, text):
    assert words("undecided", text) == []
