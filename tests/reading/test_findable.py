"""What search engines, feed readers and inspectors of government sites find, by its exact names."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.test import Client, RequestFactory

from indicators.models import Record
from portal.errors import server_error
from tests.conftest import Town
from tests.reading.test_pages import everything, read

SITE = ["SiteName", "SiteDomain", "SiteIDCode"]
COLUMN = ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"]
ARTICLE = ["ArticleTitle", "PubDate", "ContentSource"]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def names(page: str) -> set[str]:
    return set(re.findall(r'<meta name="([A-Z]\w+)" content="[^"]', page))


@pytest.mark.parametrize("mode", ["", "/elder", "/en", "/en/elder"])
def test_every_page_bears_the_tags_of_the_guideline(client: Client, town: Town, settings, mode: str) -> None:
    settings.SITE = settings.SITE | {"id_code": "3301140001"}
    more = ["/corrections/", "/verify/", "/accessibility/", f"/articles/{town.live.pk}/print/"]
    for address in [*everything(town), *more, f"/articles/{town.live.pk}/figures/"]:
        found = names(read(client, mode + address))
        assert found.issuperset(SITE), address
        assert found.issuperset(COLUMN) or found.issuperset(ARTICLE), (address, found)
    assert names(read(client, f"{mode}/articles/{town.withdrawn.pk}/", 410)).issuperset(SITE + ARTICLE)
    assert names(read(client, f"{mode}/no-such-page/", 404)).issuperset(SITE)


def test_a_page_that_is_passed_on_says_what_it_is(client: Client, town: Town) -> None:
    titles = {
        "/": "公报数据门户",
        town.column.get_absolute_url(): "要闻动态",
        "/indicators/": "数据目录",
        "/corrections/": "更正",
    }
    titles |= {"/indicators/gdp/": "地区生产总值", town.live.get_absolute_url(): "上半年经济运行情况"}
    record = Record.objects.get(value="512.3")
    titles[record.get_absolute_url()] = "地区生产总值 512.3亿元"
    for address, title in titles.items():
        page = read(client, address)
        assert f'<meta property="og:title" content="{title}">' in page, address
        assert f'<meta property="og:url" content="http://testserver{address}">' in page, address


def linked(page: str) -> dict:
    return json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])


def test_a_page_says_what_it_is_about_in_schema_org(client: Client, town: Town) -> None:
    article = linked(read(client, town.corrected.get_absolute_url()))
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == "一季度经济运行情况"
    assert article["datePublished"].startswith("2023-04-20T")
    assert article["correction"]["text"] == "地区生产总值原为240亿元。"
    record = Record.objects.public().get(value="512.3")
    observation = linked(read(client, record.get_absolute_url()))
    assert (observation["@type"], observation["value"], observation["unitText"]) == ("Observation", "51230000000", "元")
    assert observation["observationPeriod"] == "2023-01-01/2023-06-30"
    assert observation["isBasedOn"] == f"http://testserver/articles/{town.live.pk}/v1/"
    dataset = linked(read(client, "/indicators/gdp/"))
    assert (dataset["@type"], dataset["identifier"]) == ("Dataset", "gdp")
    assert client.get(dataset["distribution"]["contentUrl"]).status_code == 200
    assert "ld+json" not in read(client, f"/elder{town.live.get_absolute_url()}")


def test_nothing_in_a_title_ends_the_data_block(client: Client, town: Town) -> None:
    from datetime import datetime

    from articles.publishing import By, publish
    from tests.conftest import BEIJING, write

    title = "</script><script>alert(1)</script>&"
    revision = write((town.column, town.region), title, "<p>无。</p>", datetime(2023, 8, 1, tzinfo=BEIJING))
    page = read(client, publish(revision, by=By()).get_absolute_url())
    assert "<script>" not in page
    assert linked(page)["headline"] == title


@pytest.mark.parametrize(
    ("page", "feed", "entry"),
    [
        ("/columns/news/", "/columns/news/feed.xml", "上半年经济运行情况"),
        ("/indicators/?topic=general", "/topics/general/feed.xml", "上半年经济运行情况"),
        ("/indicators/gdp/", "/indicators/gdp/feed.xml", "钱塘区 2023年1—6月 地区生产总值 512.3亿元"),
        ("/corrections/", "/corrections/feed.xml", "更正：一季度经济运行情况"),
    ],
)
def test_a_page_names_its_feed(
    client: Client, town: Town, django_assert_max_num_queries, page: str, feed: str, entry: str
) -> None:
    assert 'type="application/atom+xml" title="' in read(client, page)
    assert f'href="{feed}">' in read(client, page)
    with django_assert_max_num_queries(4):
        root = ET.fromstring(read(client, feed))
    assert entry in [e.text for e in root.findall("a:entry/a:title", ATOM)]
    for e in root.findall("a:entry", ATOM):
        assert e.findtext("a:id", "", ATOM).startswith("tag:localhost,")
        assert e.findtext("a:updated", "", ATOM)
    text = read(client, feed)
    assert "777" not in text
    assert "误发的公报" not in text


@pytest.mark.parametrize("feed", ["/columns/nope/feed.xml", "/topics/nope/feed.xml", "/indicators/nope/feed.xml"])
def test_a_feed_of_nothing_is_not_found(client: Client, town: Town, feed: str) -> None:
    read(client, feed, 404)


def test_the_foot_leads_to_the_national_entry_for_faults(client: Client, town: Town, settings) -> None:
    assert "我为政府网站找错" not in read(client, "/")
    settings.SITE = settings.SITE | {"report_url": "https://faults.example/?code=3301140001", "icp": "浙ICP备1号"}
    page = read(client, "/elder/")
    assert '<a href="https://faults.example/?code=3301140001">我为政府网站找错</a>' in page
    assert "浙ICP备1号" in page


def test_a_fault_of_ours_still_answers_without_the_database(settings) -> None:
    settings.SITE = settings.SITE | {"contact": "0571-00000000"}
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "0571-00000000" in answer.content.decode()
