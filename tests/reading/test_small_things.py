"""What proxies, browsers and readers stumble over."""

import pytest
from django.test import Client

from articles.models import Column
from tests.conftest import Town
from tests.reading.test_pages import read


def test_a_renamed_column_is_not_hidden_by_an_old_date(client: Client, town: Town) -> None:
    address = town.live.get_absolute_url()
    first = client.get(address)
    Column.objects.update(name="新的栏目名")
    headers = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert "Last-Modified" not in first.headers
    assert "新的栏目名" in client.get(address, headers=headers).content.decode()


@pytest.mark.parametrize("address", ["/feed.xml", "/sitemap.xml", "/sitemap-bulletins.xml", "/api/docs/"])
def test_what_machines_read_says_how_long_it_lasts(client: Client, town: Town, address: str) -> None:
    assert "public" in client.get(address).headers["Cache-Control"]


def test_a_browser_finds_the_mark_where_it_looks_for_it(client: Client, db) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(".svg")


def test_a_month_with_a_nought_leads_on(client: Client, town: Town) -> None:
    answer = client.get("/elder/archive/2023/07/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/elder/archive/2023/7/")
    assert client.get("/archive/2023/00/").status_code == 404


def test_a_ninth_word_is_said_to_be_left_out(client: Client, town: Town) -> None:
    assert "没有用：壬 癸" in read(client, "/search/?q=甲+乙+丙+丁+戊+己+庚+辛+壬+癸")
    assert "没有用" not in read(client, "/search/?q=甲+乙+丙+丁+戊+己+庚+辛")


@pytest.mark.parametrize("address", ["/en/", "/en/search/?q=经济"])
def test_dates_are_whole_in_english(client: Client, town: Town, address: str) -> None:
    assert ">20 July 2023</time>" in read(client, address)
