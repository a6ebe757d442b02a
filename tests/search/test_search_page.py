"""Searching as a reader does."""

import pytest
from django.http import QueryDict
from django.test import Client

from portal.paging import link
from portal.snippets import marked, passage
from tests.conftest import Town


def search(client: Client, words: str, **more: str) -> str:
    response = client.get("/search/", {"q": words, **more})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("words", ["数字经济", "数字", "经济 增加值", "512.3", "５１２.3亿元", "GDP"])
def test_words_are_found_and_marked(client: Client, town: Town, words: str) -> None:
    page = search(client, words)
    if words == "GDP":
        assert '<a href="/indicators/gdp/">地区生产总值</a>' in page
        return
    assert f'href="{town.live.get_absolute_url()}"' in page
    assert "<mark>" in page
    assert 'role="status">找到 1 篇公报。' in page


def test_an_alias_finds_its_indicator(client: Client, town: Town) -> None:
    assert "/indicators/gdp/" in search(client, "gdp")


def test_nothing_found_says_so_and_what_to_do(client: Client, town: Town) -> None:
    page = search(client, "没有这样的词")
    assert "没有找到。" in page
    assert "可以这样试试" in page


def test_a_script_in_the_query_stays_text(client: Client, town: Town) -> None:
    page = search(client, "<script>alert(1)</script> 经济")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_only_what_is_searched_for_is_cut(client: Client, town: Town) -> None:
    page = search(client, "数" * 10_000)
    assert "只用了前 100 个字" in page
    assert len(page) < 20_000


def test_title_and_passage_are_escaped_around_the_marks() -> None:
    assert marked("GDP<b>增长</b>", ["gdp", "增长"]) == "<mark>GDP</mark>&lt;b&gt;<mark>增长</mark>&lt;/b&gt;"
    assert marked("Ｇ２０峰会", ["g20"]) == "<mark>Ｇ２０</mark>峰会"


def test_a_page_past_the_end_is_the_first_one(client: Client, town: Town) -> None:
    for cursor in (link(QueryDict(), name, [0, 1 if name == "before" else 1 << 60]) for name in ("before", "after")):
        page = client.get(f"/search/{cursor}", {"q": "经济"} | QueryDict(cursor[1:]).dict()).content.decode()
        assert page.count("<time ") == 2


def test_a_passage_shows_where_the_words_stand_together() -> None:
    text = "增加值在这里。" + "其他的话" * 40 + "。2023年1—6月,增加值为352.4亿元。"
    assert "2023年1—6月,增加值为352.4亿元" in passage(text, ["1-6月", "增加值"])
    apart = passage("工业在前。" + "其他的话" * 60 + "。增加值在后。", ["工业", "增加值"])
    assert "工业在前" in apart
    assert "增加值在后" in apart
    assert passage("没有那个词。", ["工业"]) == "没有那个词。"
