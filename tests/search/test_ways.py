"""What is pasted or typed as it is said leads to the bulletin and the record all the same."""

import pytest
from django.test import Client

from portal import figure_search
from portal.search_ways import clauses, in_figures, other_ways
from tests.conftest import Town
from tests.search.test_search_page import search


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("三百五十二点四亿元", "352.4亿元"),
        ("百分之十二点四", "12.4%"),
        ("下降百分之零点五", "下降0.5%"),
        ("负百分之三", "-3%"),
        ("五千亿元", "5000亿元"),
        ("十七万人", "17万人"),
        ("三亿五千万元", "350000000元"),
        ("二〇二三年上半年", "2023年上半年"),
        ("零点三个百分点", "0.3个百分点"),
        ("1.2万亿元", "1.2万亿元"),
        ("一季度", "一季度"),
        ("十四五规划", "十四五规划"),
        ("百家争鸣", "百家争鸣"),
        ("亿元以上", "亿元以上"),
        ("点点", "点点"),
        ("", ""),
    ],
)
def test_numerals_are_read_as_figures_and_words_stay(typed: str, meant: str) -> None:
    assert in_figures(typed) == meant


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("上半年，增加值352.4亿元，增长12.4%。", ["上半年", "增加值352.4亿元", "增长12.4%"]),
        ("1,079.8亿元", ["1,079.8亿元"]),
        ("甲。乙；丙丙", ["丙丙"]),
        ("。。。", []),
    ],
)
def test_a_sentence_is_parted_at_its_marks_and_not_within_figures(query: str, parts: list[str]) -> None:
    assert clauses(query) == parts


@pytest.mark.parametrize(
    "query",
    [
        "上半年,全区实现地区生产总值512.3亿元,同比增长6.1%。",  # as it stands
        "上半年，全区实现地区生产总值512.3亿元；同比增长6.1%！",  # with other marks
        "据统计，上半年，全区实现地区生产总值512.3亿元，同比增长6.1%",  # with words before it
        "“上半年，全区实现地区生产总值 512.3亿元”",
        "五百一十二点三亿元",
        "地区生产总值五百一十二点三亿元",
        "同比增长百分之六点一",
    ],
)
def test_a_sentence_and_a_spoken_figure_find_the_bulletin(client: Client, town: Town, query: str) -> None:
    page = search(client, query)
    assert f'href="{town.live.get_absolute_url()}"' in page[page.index('id="found"') :]
    assert "<mark>" in page


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("五百一十二点三亿元", "512.3亿元"),
        ("上半年,全区实现地区生产总值512.3亿元,同比增长6.1%。", "512.3亿元"),
        ("地区生产总值五百一十二点三亿元", "512.3亿元"),
        ("听说地区生产总值增长百分之六点一", "6.1%"),
        ("钱塘区2023年一季度地区生产总值是多少", "241亿元"),
        ("二〇二三年一季度 GDP", "241亿元"),
    ],
)
def test_a_sentence_and_a_spoken_figure_find_the_record(town: Town, query: str, first: str) -> None:
    assert figure_search.found(figure_search.understand(query))[0].exact == first


@pytest.mark.parametrize("query", ["地区生产总值240亿元", "地区生产总值777亿元", "粮食产量512.3亿元", "百分之九十九"])
def test_no_figure_is_shown_that_is_not_said_so(town: Town, query: str) -> None:
    assert figure_search.found(figure_search.understand(query)) == []


def test_what_was_looked_for_instead_is_said_and_paged_alike(client: Client, town: Town) -> None:
    page = search(client, "全区实现地区生产总值512.3亿元；增速居全市第二")
    assert "没有一字不差的" in page
    assert "没有一字不差的" not in search(client, "数字经济")


def test_a_few_common_words_of_a_sentence_are_not_enough(client: Client, town: Town) -> None:
    page = search(client, "上半年，小城故事多充满喜和乐若是你到小城来")
    assert "没有找到。" in page


@pytest.mark.parametrize("query", ["经济 没有这样的词", "经济运行", "", "。，", "数" * 100])
def test_other_ways_are_for_sentences_and_spoken_figures(town: Town, query: str) -> None:
    assert list(other_ways(query)) == []
