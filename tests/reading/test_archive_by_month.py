"""The archive by year and month, and the sitemaps: what they show, and that they look at no more than that."""

from datetime import datetime

import pytest
from django.test import Client

from articles.publishing import By, publish
from portal import sitemaps
from tests.conftest import BEIJING, Town, write
from tests.reading.test_pages import read


@pytest.fixture
def old(town: Town) -> Town:
    earlier = write(
        (town.column, town.region), "旧闻一则", "<p>已是旧闻。</p>", datetime(2021, 1, 1, 0, 30, tzinfo=BEIJING)
    )
    publish(earlier, by=By())
    return town


def test_the_newest_year_opens_and_the_others_are_offered(client: Client, old: Town) -> None:
    page = read(client, "/archive/")
    assert 'href="/archive/2023/7/">7月 <small>1篇' in page
    assert 'href="/archive/2021/1/"' not in page
    assert 'href="?year=2022"' in page
    assert 'href="/archive/2021/1/">1月 <small>1篇' in read(client, "/archive/?year=2021")
    assert "这一年没有公报。" in read(client, "/archive/?year=2022")
    assert 'href="/archive/2023/7/"' in read(client, "/archive/?year=1776")
    assert 'href="/archive/2023/7/"' in read(client, "/archive/?year=%00%FF")


def test_sitemaps_are_parted_by_number(client: Client, old: Town, monkeypatch) -> None:
    monkeypatch.setattr(sitemaps, "A_FILE", 2)
    part = (old.live.pk - 1) // 2 + 1
    asked = f"?p={part}" if part > 1 else ""
    assert f"<loc>http://testserver/sitemap-bulletins.xml{asked}</loc>" in read(client, "/sitemap.xml")
    address = f"<loc>http://testserver/articles/{old.live.pk}/</loc>"
    assert address in read(client, f"/sitemap-bulletins.xml?p={part}")
    assert address not in read(client, f"/sitemap-bulletins.xml?p={part + 1}")
    gone = (old.withdrawn.pk - 1) // 2 + 1
    assert f"/articles/{old.withdrawn.pk}/" not in read(client, f"/sitemap-bulletins.xml?p={gone}")
    for wrong in ["/sitemap-bulletins.xml?p=0", f"/sitemap-bulletins.xml?p={part + 9}", "/sitemap-nothing.xml"]:
        assert client.get(wrong).status_code == 404


@pytest.mark.parametrize("section", sorted(sitemaps.FILES))
def test_a_sitemap_costs_two_queries_at_most(
    client: Client, old: Town, django_assert_max_num_queries, section: str
) -> None:
    with django_assert_max_num_queries(2):
        read(client, f"/sitemap-{section}.xml")
