"""What stands around a bulletin's text: places to link to, its figures as a table, its neighbours, how to cite it."""

import csv
import io
from datetime import datetime

import pytest
from django.test import Client

from articles.models import Revision
from articles.publishing import By, publish, withdraw
from indicators.models import Record
from portal import contents
from tests.conftest import BEIJING, Town, write
from tests.reading.test_pages import read


def put_out(town: Town, title: str, body: str, day: datetime) -> Revision:
    return publish(write((town.column, town.region), title, body, day), by=By())


def test_a_long_text_has_a_table_of_contents(client: Client, town: Town) -> None:
    body = "".join(f"<h2>第{n}部分<strong>&amp;</strong></h2><p>这一部分没有数据。</p>" for n in "一二三")
    page = read(client, put_out(town, "长文", body, datetime(2023, 8, 1, 9, tzinfo=BEIJING)).get_absolute_url())
    assert '<a href="#h2">第二部分&amp;</a>' in page
    assert '<h2 id="h2">第二部分' in page
    assert 'class="contents"' not in read(client, town.live.get_absolute_url())


def test_each_paragraph_bears_a_link_to_its_words(client: Client, town: Town) -> None:
    page = read(client, town.live.get_absolute_url())
    assert '<p id="p1">上半年,' in page
    assert 'href="#p1:~:text=上半年,同比增长6.1%25"' in page
    assert 'class="pin"' not in read(client, f"/articles/{town.live.pk}/print/")


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("上半年，生产总值512.3亿元。", ":~:text=上半年,生产总值512.3亿元"),
        ("只有一句", ":~:text=只有一句"),
        ("甲-乙&丙", ":~:text=甲%2D乙%26丙"),
        ("。。。", ""),
        ("", ""),
    ],
)
def test_a_text_fragment_names_the_first_and_the_last_words(words: str, fragment: str) -> None:
    assert contents.fragment(words) == fragment


@pytest.mark.parametrize(
    ("last", "shown"),
    [
        ("<p>钱塘区统计局</p><p>2023年7月18日</p>", "2023-07-18"),
        ("<p>钱塘区统计局　二〇二三年七月十八日</p>", "2023-07-18"),
        ("<p>2023年7月20日</p>", ""),  # the day of publication
        ("<p>会议定于2023年7月18日举行。</p>", ""),
    ],
)
def test_the_date_under_the_text_is_shown_where_it_is_another(
    client: Client, town: Town, last: str, shown: str
) -> None:
    revision = put_out(town, "落款", f"<p>无数据。</p>{last}", datetime(2023, 7, 20, 9, tzinfo=BEIJING))
    page = read(client, revision.get_absolute_url())
    assert ("落款日期" in page) == bool(shown)
    assert f'<time datetime="{shown}">' in page or not shown


def test_bulletins_of_the_same_indicator_stand_before_and_after(client: Client, town: Town) -> None:
    later = put_out(
        town, "全年经济运行情况", "<p>全年,全区实现地区生产总值1100亿元。</p>", datetime(2024, 1, 20, 9, tzinfo=BEIJING)
    )
    page = read(client, town.live.get_absolute_url())
    around = page[page.index("写到同一指标的公报") :]
    assert around.index("之前") < around.index("一季度经济运行情况") < around.index("之后")
    assert around.index("之后") < around.index("全年经济运行情况")
    withdraw(later.article, by=By(), reason="数据口径有误")
    assert "全年经济运行情况" not in read(client, town.live.get_absolute_url())


def test_a_citation_names_the_version_for_good(client: Client, town: Town) -> None:
    page = read(client, town.corrected.get_absolute_url())
    address = f"http://testserver/articles/{town.corrected.pk}/v2/"
    assert "东湖日报. 一季度经济运行情况[EB/OL]. 2版. (2023-04-20)[" in page
    assert f"]. {address}." in page
    assert f'<link rel="canonical" href="http://testserver{town.corrected.get_absolute_url()}">' in read(
        client, address
    )


def test_all_figures_of_a_bulletin_stand_in_one_table(client: Client, town: Town, django_assert_num_queries) -> None:
    address = f"{town.live.get_absolute_url()}figures/"
    with django_assert_num_queries(4):  # the version, its bulletin with column and region, its records, the menu
        page = read(client, address)
    for words in ["512.3亿元", "51,230,000,000 元", "同比增长6.1%", "第二", "2023年1—6月", "个数字"]:
        assert words in page.replace("<wbr>", "")
    for record in Record.objects.filter(revision__article=town.live):
        assert f'href="/records/{record.pk}/"' in page
    assert "240亿元" in read(client, f"/articles/{town.corrected.pk}/v1/figures/")
    assert "240亿元" not in read(client, f"/articles/{town.corrected.pk}/figures/")
    for mode in ["/elder", "/en", "/en/elder"]:
        assert "512.3" in read(client, mode + address)


def data_of(page: str) -> str:
    """The part of a bulletin's page that holds its figures as a table."""
    return page[page.index('<section class="data" id="data"') :].partition("</section>")[0]


@pytest.mark.parametrize("mode", ["", "/elder", "/en"])
def test_a_bulletins_page_holds_its_figures_as_a_table(client: Client, town: Town, mode: str) -> None:
    page = read(client, mode + town.live.get_absolute_url())
    assert 'href="#data"' in page
    data = data_of(page)
    for record in Record.objects.filter(revision__article=town.live):
        assert f'href="{mode}/records/{record.pk}/"' in data
    assert data.index("512.3亿元") < data.index("75亿元") < data.index("第二"), "as they follow one another in the text"
    assert f'href="{mode}/articles/{town.live.pk}/figures.csv"' in data
    assert f'href="{mode}/articles/{town.live.pk}/figures/"' in data


def test_each_versions_page_holds_its_own_figures(client: Client, town: Town) -> None:
    now = data_of(read(client, town.corrected.get_absolute_url()))
    assert ("241亿元" in now, "240亿元" in now) == (True, False)
    before = data_of(read(client, f"/articles/{town.corrected.pk}/v1/"))
    assert ("241亿元" in before, "240亿元" in before) == (False, True)
    assert f'href="/articles/{town.corrected.pk}/v1/figures/"' in before


def test_a_long_table_begins_on_the_page_and_goes_on_elsewhere(client: Client, town: Town) -> None:
    body = "".join(f"<p>第{n}个县粮食产量{n}.5万吨。</p>" for n in range(1, 121))
    revision = put_out(town, "各县粮食产量", body, datetime(2023, 8, 1, 9, tzinfo=BEIJING))
    data = data_of(read(client, revision.get_absolute_url()))
    assert "120 个数字" in data
    assert data.count("<tr>") == 101, "a heading and a hundred figures"
    assert "这里只列前 100 个" in data
    assert read(client, f"/articles/{revision.article_id}/figures/").count("<tr>") == 121


def test_a_bulletin_without_figures_says_so_in_place_of_the_table(client: Client, town: Town) -> None:
    revision = put_out(town, "通知", "<p>请互相转告。</p>", datetime(2023, 8, 1, 9, tzinfo=BEIJING))
    assert "没有读出数字" in data_of(read(client, revision.get_absolute_url()))


def test_the_figures_are_taken_away_as_a_table_that_runs_nothing(client: Client, town: Town) -> None:
    put_out(town, "公式", "<p>上半年,全区实现地区生产总值下降3.1%。</p>", datetime(2022, 8, 1, 9, tzinfo=BEIJING))
    record = Record.objects.get(value="-3.1")
    answer = client.get(f"/articles/{record.revision.article_id}/figures.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    row = next(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert row["数值"] == "-3.1", "a number stays a number"
    assert row["指标代码"] == "gdp"
    assert row["网址"] == f"http://testserver/records/{record.pk}/"
    assert not any(cell[:1] in "=+@\t\r" for cell in row.values() if cell)


def test_what_is_not_public_has_no_table(client: Client, town: Town) -> None:
    for part in ["figures/", "figures.csv"]:
        read(client, f"/articles/{town.draft.pk}/{part}", 404)
        assert "3万吨" not in read(client, f"/articles/{town.withdrawn.pk}/{part}", 410)
        assert "3万吨" not in read(client, f"/articles/{town.withdrawn.pk}/v1/{part}", 410)


def test_a_figures_card_says_it_in_short(client: Client, town: Town, django_assert_num_queries) -> None:
    for year, value in [(2020, 400), (2021, 430), (2022, 480)]:
        body = f"<p>上半年,全区实现地区生产总值{value}亿元。</p>"
        put_out(town, f"{year}年上半年", body, datetime(year, 7, 20, 9, tzinfo=BEIJING))
    record = Record.objects.get(revision__article=town.live, value="512.3")
    with django_assert_num_queries(2):  # the record, what is said of the same months
        card = read(client, f"/records/{record.pk}/card/")
    for words in [
        "512.3亿元",
        "51,230,000,000 元",
        "2023年1—6月",
        "钱塘区",
        "同比增长6.1%",
        "2020年至2023年",
        "<polyline",
    ]:
        assert words in card
    assert f'href="/records/{record.pk}/"' in card
    assert "<html" not in card
    for hidden in Record.objects.filter(revision__article__in=[town.draft, town.withdrawn]):
        assert client.get(f"/records/{hidden.pk}/card/").status_code in {404, 410}
