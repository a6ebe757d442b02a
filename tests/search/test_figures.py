"""Figures found as figures, searches narrowed by address, and a way on for whoever found nothing."""

import pytest
from django.test import Client

from indicators.models import Record
from portal import figure_search, suggesting
from tests.conftest import Town
from tests.search.test_search_page import search


def found(query: str) -> list[str]:
    return [record.exact for record in figure_search.found(figure_search.understand(query))]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("地区生产总值 2023年上半年", "512.3亿元"),
        ("2023年上半年GDP", "512.3亿元"),
        ("2023年1-6月 地区生产总值", "512.3亿元"),
        ("GDP 2023年一季度", "241亿元"),
        ("钱塘 ２０２３年１季度 ＧＤＰ", "241亿元"),
        ("GDP", "512.3亿元"),
        ("512.3亿元", "512.3亿元"),
        ("51230000000", "512.3亿元"),
        ("51,230,000,000元", "512.3亿元"),
        ("512.3", "512.3亿元"),
        ("512.3亿", "512.3亿元"),
    ],
)
def test_the_value_stands_at_the_top(town: Town, query: str, first: str) -> None:
    assert found(query)[0] == first


@pytest.mark.parametrize(
    "query", ["GDP 1999", "杭州市 GDP", "777亿元", "240亿元", "9" * 90, "1e9", "--5", "５％％", "年月日", "生产"]
)
def test_what_is_not_public_or_not_said_is_not_shown(town: Town, query: str) -> None:
    assert found(query) == []


def test_the_page_shows_the_figure_with_its_source(client: Client, town: Town) -> None:
    page = search(client, "地区生产总值 2023年上半年")
    record = Record.objects.get(value="512.3")
    assert f'<a href="{record.get_absolute_url()}">512.3亿元</a>' in page
    assert f'<a href="{town.live.get_absolute_url()}">上半年经济运行情况</a>' in page
    assert "由程序读出，编辑尚未核对" in page


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ({}, 2),
        ({"column": "news"}, 2),
        ({"year": "2023"}, 2),
        ({"year": "2022"}, 0),
        ({"region": "钱塘"}, 2),
        ({"region": "330100"}, 0),
        ({"indicator": "GDP"}, 2),
        ({"sort": "date", "year": "2023年"}, 2),
        ({"column": "nothing", "year": "二零", "region": "\x00", "indicator": "没有", "sort": "?"}, 2),
    ],
)
def test_a_search_is_narrowed_by_its_address(client: Client, town: Town, narrowed: dict[str, str], count: int) -> None:
    page = search(client, "经济运行", **narrowed)
    assert page.count("<time ") == count
    if count and narrowed:
        assert all(
            f'value="{value}"' in page for name, value in narrowed.items() if name == "region" and value.isalnum()
        )


def test_what_means_nothing_is_said(client: Client, town: Town) -> None:
    page = search(client, "经济", column="nothing", year="二零", region="没有这里", indicator="没有这项")
    for said in ["没有这个栏目", "四位数字", "没有叫“没有这里”的地区", "目录中没有指标“没有这项”"]:
        assert said in page


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("经济运形", "经济运行"),  # one character that sounds alike
        ("京济运行", "经济运行"),
        ("經濟運行", "经济运行"),  # traditional characters sound as the simple ones
        ("jingjiyunxing", "经济运行"),
        ("地区生产总植", "地区生产总值"),
        ("地区生产纵值", "地区生产总值"),
        ("jingjiyunxing 一季度", "经济运行 一季度"),
        ("上半年地区生产总值", "上半年 地区生产总值"),  # written as one word
        ("生产总值一季度", "生产总值 一季度"),
        ("GDP", "地区生产总值"),  # another name of the same
        ("经济运行 没有这样的词", "经济运行"),
    ],
)
def test_a_near_word_is_offered(client: Client, town: Town, query: str, meant: str) -> None:
    assert meant in suggesting.instead_of(query)
    assert f">{meant}</a>" in search(client, query)


@pytest.mark.parametrize("query", ["没有这样的词", "qqqqqq", "x" * 90, "数" * 100, "。", "尚未公开的草稿", "經"])
def test_nothing_near_offers_nothing(town: Town, query: str) -> None:
    assert suggesting.instead_of(query) == []


@pytest.mark.parametrize(
    "query",
    ["\x00\x07经济", "數" * 10_000, "%' OR 1=1 --", "😀", "𠮷野家", "\u202e济经", '"', "*", "经济 AND NOT", "亿" * 50],
)
def test_silly_queries_get_a_page(client: Client, town: Town, query: str) -> None:
    search(client, query)
    search(
        client, query, year=query[:50], column=query[:50], region=query[:50], indicator=query[:50], before=query[:50]
    )
