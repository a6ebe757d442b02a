"""What each public page shows, what it costs, and what no page ever shows."""

import pytest
from django.db import connection
from django.test import Client

from indicators.models import Indicator, Record
from tests.conftest import Town

DRAFT = ["尚未公开的草稿", "777"]


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def everything(town: Town) -> list[str]:
    """One address of each kind of page."""
    record = Record.objects.public().filter(indicator=town.gdp)[0]
    return [
        "/", "/columns/news/", "/archive/", "/archive/2023/7/", f"/articles/{town.live.pk}/",
        f"/articles/{town.live.pk}/versions/", f"/articles/{town.corrected.pk}/v1/", f"/records/{record.pk}/",
        "/indicators/", "/indicators/gdp/", "/regions/330114/", "/search/", "/search/?q=777", "/search/?q=草稿", "/site-map/", "/verify/",
    ]  # fmt: skip


def test_a_bulletin_shows_its_words_and_its_figures_as_links(client: Client, town: Town) -> None:
    page = read(client, town.live.get_absolute_url())
    for words in [
        "<h1>上半年经济运行情况</h1>",
        '<h2 id="h1">总体平稳</h2>',
        "东湖日报",
        "2023-07-20 10:23",
        "打印本页",
        "关闭窗口",
    ]:
        assert words in page
    record = Record.objects.get(revision__article=town.live, value="512.3")
    assert f'href="/records/{record.pk}/" id="record-{record.pk}"' in page
    assert '<data value="51230000000">512.3亿元</data>' in page


def test_meta_tags_bear_the_names_that_the_guideline_gives(client: Client, town: Town, settings) -> None:
    settings.SITE = settings.SITE | {"id_code": "3301140001"}
    page = read(client, town.live.get_absolute_url())
    for name, content in [
        ("SiteIDCode", "3301140001"),
        ("ArticleTitle", "上半年经济运行情况"),
        ("PubDate", "2023-07-20 10:23"),
        ("ContentSource", "东湖日报"),
        ("Url", f"http://testserver/articles/{town.live.pk}/"),
    ]:
        assert f'<meta name="{name}" content="{content}">' in page
    column = read(client, "/columns/news/")
    for name in ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"]:
        assert f'<meta name="{name}" content="' in column
    assert '<meta name="ColumnType" content="工作动态">' in column


def test_a_correction_is_shown_with_both_versions(client: Client, town: Town) -> None:
    address = town.corrected.get_absolute_url()
    assert "地区生产总值原为240亿元。" in read(client, address)
    old = read(client, f"{address}v1/")
    assert "这是第1版" in old
    assert "240亿元" in old
    assert f'<a href="{address}">看现在的版本</a>' in old
    assert "第1版" in read(client, f"{address}versions/")
    assert "第2版" in read(client, f"{address}versions/")


def test_a_figure_of_an_old_version_says_so(client: Client, town: Town) -> None:
    old = Record.objects.get(revision__article=town.corrected, revision__number=1, value="240")
    page = read(client, old.get_absolute_url())
    assert "这条数据出自旧版本" in page
    assert f"/articles/{town.corrected.pk}/v1/#record-{old.pk}:~:text=" in page


def test_a_record_says_what_how_much_when_where_and_in_which_words(client: Client, town: Town) -> None:
    record = Record.objects.get(revision__article=town.live, value="6.1")
    page = read(client, record.get_absolute_url())
    for words in ["同比增长6.1%", "2023年1—6月", "钱塘区", "待核对", "[EB/OL]. (2023-07-20)"]:
        assert words in page
    assert "同比增长<mark>6.1%</mark>。" in page
    level = read(client, Record.objects.get(revision__article=town.live, value="512.3").get_absolute_url())
    assert "51,230,000,000 元" in level
    assert "241亿元" in level, "the other values of the same indicator"
    assert "240亿元" not in level, "what is no longer said"


def test_an_indicator_lists_the_newest_statement_of_each_period(client: Client, town: Town) -> None:
    page = read(client, "/indicators/gdp/")
    assert page.index("512.3亿元") < page.index("241亿元")
    assert page.count("240亿元") == page.count("<del>240亿元</del>"), "what a correction replaced, as such"
    assert "增长6.1%" not in read(client, "/indicators/gdp/?measure=level")
    assert "没有符合条件的数据" in read(client, "/indicators/gdp/?measure=multiple")
    assert "512.3亿元" in read(client, "/indicators/gdp/?region=330114&measure=level")


def test_a_merged_code_leads_on(client: Client, town: Town) -> None:
    Indicator.objects.create(code="gdp-old", name="国内总产值", dimension="金额", merged_into=town.gdp)
    response = client.get("/indicators/gdp-old/")
    assert (response.status_code, response.headers["Location"]) == (301, "/indicators/gdp/")


def test_no_page_shows_what_is_not_public(client: Client, town: Town) -> None:
    for address in [*everything(town), "/feed.xml", "/sitemap-bulletins.xml"]:
        page = read(client, address)
        assert "尚未公开的草稿" not in page, address
        assert "777亿元" not in page, address
        assert "误发的公报" not in page, address
        assert f"/articles/{town.draft.pk}/" not in page, address
    for part in ["", "print/", "versions/", "v1/"]:
        read(client, f"/articles/{town.draft.pk}/{part}", 404)
    for record in Record.objects.filter(revision__article=town.draft):
        read(client, record.get_absolute_url(), 404)


def test_what_was_withdrawn_says_when_and_why(client: Client, town: Town) -> None:
    for part in ["", "print/", "versions/", "v1/"]:
        page = read(client, f"/articles/{town.withdrawn.pk}/{part}", 410)
        assert "误发的公报" in page
        assert "数据口径有误" in page
        assert "3万吨" not in page
    for record in Record.objects.filter(revision__article=town.withdrawn):
        assert "3万吨" not in read(client, record.get_absolute_url(), 410)


@pytest.mark.parametrize(
    "address",
    [
        "/no-such-page/", "/columns/nope/", "/indicators/nope/", "/regions/999999/", "/records/999999999999999999/",
        "/articles/99999999999999999999999/", "/archive/2023/13/", "/archive/99999/1/", "/articles/0/", "/elder/admin/",
    ],
)  # fmt: skip
def test_a_page_that_is_not_there_helps_on(client: Client, town: Town, address: str) -> None:
    page = read(client, address, 404)
    assert "没有这一页" in page
    assert 'action="/search/"' in page


@pytest.mark.parametrize("query", ["before=x", "before=WzEsMl0", "after=WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwxXQ", "q=%00",
                                   "region=%00", "topic=%00'", "measure=%F0%9F%92%A9", "before=" + "%E6%97%A5" * 3000,
                                   "q=" + "%E6%95%B0" * 10_000, "q=%ED%A0%80%22%27*%20OR%20AND%20NEAR(",
                                   "before=W1tbW1tbW1tbW1tbW1tbW1tbW1tb"])  # fmt: skip
def test_silly_queries_open_an_ordinary_page(client: Client, town: Town, query: str) -> None:
    for path in [
        "/",
        "/columns/news/",
        "/archive/2023/7/",
        "/indicators/",
        *(
            [] if query.startswith(("region=", "measure=")) else ["/indicators/gdp/"]
        ),  # tests/series: says what there is
        "/regions/330114/",
        "/search/",
    ]:
        assert len(read(client, f"{path}?{query}")) < 60_000


def test_pages_follow_one_another_both_ways(client: Client, publish_many) -> None:
    titles = {f"日报第{n}期" for n in range(45)}
    publish_many(45)
    seen, address, pages = [], "/columns/news/", []
    while address:
        response = client.get(address)
        seen += [revision.title for revision in response.context["page"].items]
        pages.append(address)
        older = response.context["page"].older
        address = f"/columns/news/{older}" if older else ""
    assert len(seen) == len(set(seen)) == 47
    assert titles <= set(seen)
    back = client.get(pages[-1]).context["page"].newer
    assert [r.title for r in client.get(f"/columns/news/{back}").context["page"].items] == seen[20:40]


def test_no_page_needs_a_style_or_a_script_of_its_own(client: Client, town: Town) -> None:
    for address in everything(town):
        page = read(client, address)
        assert " style=" not in page
        assert "<style" not in page
        data = page.count('<script type="application/ld+json">')  # which no browser runs
        assert page.count("<script") == page.count('<script src="/static/') + data
        assert "//cdn" not in page
        assert page.count("<h1") == 1, address


def test_what_a_proxy_needs_to_hold_a_page(client: Client, town: Town) -> None:
    response = client.get(town.live.get_absolute_url())
    assert {"public", "max-age=0", "s-maxage=60", "must-revalidate"} == set(
        response.headers["Cache-Control"].split(", ")
    )
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.headers["ETag"].startswith("W/")
    again = client.get(town.live.get_absolute_url(), headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_feed_and_sitemap_name_what_is_published(client: Client, town: Town) -> None:
    feed = read(client, "/feed.xml")
    assert "<title>上半年经济运行情况</title>" in feed
    assert "http://testserver/sitemap-bulletins.xml" in read(client, "/sitemap.xml")
    assert f"http://testserver/articles/{town.live.pk}/" in read(client, "/sitemap-bulletins.xml")
    assert "http://testserver/indicators/gdp/" in read(client, "/sitemap-indicators.xml")
    assert "Sitemap: http://testserver/sitemap.xml" in read(client, "/robots.txt")
    assert read(client, "/healthz") == "ok\n"


def test_an_address_with_two_slashes_gives_no_link_away(client: Client, town: Town) -> None:
    response = client.get("/", PATH_INFO="//example.org/")
    assert response.status_code == 404
    assert 'href="//' not in response.content.decode()


@pytest.mark.parametrize(("mode", "cost"), [("", 3), ("/elder", 2), ("/en", 3)])
def test_a_bulletin_costs_three_queries(
    client: Client, town: Town, django_assert_num_queries, mode: str, cost: int
) -> None:
    # The visible version with its bulletin, column and place; the bulletins before and after it, and the columns of the menu,
    # both of which elder pages do without; they ask for the figures that they compare in plain words. The table of figures is
    # asked for once for each version and mode, and kept drawn.
    read(client, mode + town.live.get_absolute_url())
    with django_assert_num_queries(cost):
        read(client, mode + town.live.get_absolute_url())


@pytest.mark.parametrize(
    ("address", "cost"),
    [
        (
            "/",
            4,
        ),  # columns, bulletins, key figures: those chosen, those that are newest (tests/reading/test_home.py)
        ("/columns/news/", 3),  # columns, whether its bulletins are few, bulletins
        ("/archive/", 4),  # first day, last day, the months of a year, menu
        ("/archive/2023/7/", 2),
        ("/indicators/", 4),  # topics, entries, their counts, menu
        ("/indicators/gdp/", 7),  # entry, its names, its topics, places, statements, the page of all values, menu
        (
            "/regions/330114/",
            8,
        ),  # place, its newest records: which, they, their topics; places below, two for bulletins, columns
        (
            "/search/?q=地区生产总值",
            11,
        ),  # bulletins, their places, their number, indicators, columns; six for figures, however many there are
    ],
)
def test_a_list_costs_few_queries(
    client: Client, town: Town, django_assert_num_queries, address: str, cost: int
) -> None:
    if "?q=" in address and connection.vendor == "postgresql":
        cost += 3  # the newest that may hold the words is looked for first, then by stretches of days (ADR 0006)
    with django_assert_num_queries(cost) as queries:
        read(client, address)
    for query in queries.captured_queries:
        assert '"articles_revision"."body"' not in query["sql"]
        assert '"articles_revision"."page"' not in query["sql"]
