"""What the home page opens with: figures that an editor has confirmed, each with its change and its course."""

import re
from datetime import datetime

import pytest
from django.test import Client

from articles.publishing import By, publish
from indicators.models import Alias, Indicator, Record
from tests.conftest import BEIJING, Town, write
from tests.reading.test_pages import read


@pytest.fixture(autouse=True)
def here(settings) -> None:
    settings.SITE_REGION = "钱塘区"


def confirm(**which: object) -> None:
    assert Record.objects.filter(status="candidate", **which).update(status="confirmed")


def test_what_nobody_has_confirmed_is_not_shown(client: Client, town: Town) -> None:
    assert "主要数据" not in read(client, "/")
    confirm(value="512.3")
    page = read(client, "/")
    assert "512.3<small>亿元</small>" in page
    assert ">同比增长6.1%<" not in page, "the growth is not confirmed yet"
    confirm(value="6.1")
    assert ">同比增长6.1%<" in read(client, "/")


def test_the_editors_choose_and_order(client: Client, town: Town) -> None:
    digital = Indicator.objects.create(code="digital", name="数字经济核心产业增加值", dimension="金额")
    Record.objects.filter(name=digital.name).update(indicator=digital)
    confirm(measure="level", indicator__isnull=False)
    assert read(client, "/").index("512.3<small>") < read(client, "/").index("75<small>")
    Indicator.objects.filter(pk=digital.pk).update(home_position=1)
    page = read(client, "/")
    assert "75<small>" in page
    assert "512.3<small>" not in page
    Indicator.objects.filter(pk=town.gdp.pk).update(home_position=2)
    page = read(client, "/")
    assert page.index("75<small>") < page.index("512.3<small>")


def test_a_figure_has_a_line_of_the_same_months(client: Client, town: Town) -> None:
    for year, value in [(2021, 430), (2022, 470)]:
        earlier = write(
            (town.column, town.region),
            f"{year}年上半年经济运行情况",
            f"<p>上半年,全区实现地区生产总值{value}亿元。</p>",
            datetime(year, 7, 20, 9, tzinfo=BEIJING),
        )
        publish(earlier, by=By())
    confirm(measure="level", indicator=town.gdp)
    page = read(client, "/")
    assert 'aria-label="2021年至2023年同期的3个数值"' in page
    assert "<polyline points=" in page
    # Another entry takes this one in: its frozen records are still its course.
    whole = Indicator.objects.create(code="product", name="区域总产出", dimension="金额", home_position=1)
    Alias.objects.filter(indicator=town.gdp).update(indicator=whole)
    Indicator.objects.filter(pk=town.gdp.pk).update(merged_into=whole)
    page = read(client, "/")
    assert 'href="/indicators/product/"' in page
    assert 'aria-label="2021年至2023年同期的3个数值"' in page


def test_a_year_is_no_point_of_a_line_of_half_years(client: Client, town: Town) -> None:
    retail = Indicator.objects.create(code="retail", name="社会消费品零售总额", dimension="金额")
    for title, words, when in [
        ("2021年上半年经济运行情况", "上半年,全区实现地区生产总值430亿元。", datetime(2021, 7, 20, 9, tzinfo=BEIJING)),
        ("2022年上半年经济运行情况", "上半年,全区实现地区生产总值470亿元。", datetime(2022, 7, 20, 9, tzinfo=BEIJING)),
        ("2022年经济运行情况", "全年,全区实现地区生产总值990亿元。", datetime(2023, 1, 20, 9, tzinfo=BEIJING)),
        ("2023年经济运行情况", "全年,全区社会消费品零售总额300亿元。", datetime(2024, 1, 20, 9, tzinfo=BEIJING)),
    ]:
        body = f"<p>{words}</p>"
        publish(write((town.column, town.region), title, body, when), by=By())
    Record.objects.filter(name=retail.name).update(indicator=retail)
    confirm(measure="level", indicator__in=[town.gdp, retail])
    page = read(client, "/")
    assert "300<small>亿元</small>" in page, "so the last day of the year is asked for too"
    assert 'aria-label="2021年至2023年同期的3个数值"' in page


@pytest.mark.parametrize("position", [None, 1])
def test_a_year_stands_before_its_last_quarter(client: Client, town: Town, position: int | None) -> None:
    words = "全年,全区实现地区生产总值990亿元。四季度,全区实现地区生产总值260亿元。"
    when = datetime(2024, 1, 20, 9, tzinfo=BEIJING)
    publish(write((town.column, town.region), "2023年经济运行情况", f"<p>{words}</p>", when), by=By())
    confirm(measure="level", indicator=town.gdp)
    Indicator.objects.filter(pk=town.gdp.pk).update(home_position=position)
    page = read(client, "/")
    assert "990<small>亿元</small>" in page
    assert "260<small>亿元</small>" not in page


@pytest.mark.parametrize(
    ("title", "label"), [("〔演示数据〕全年经济", "演示数据"), ("〔2024〕5号公报", ""), ("全年〔快报〕", "")]
)
def test_what_a_title_says_of_its_figures_stands_beside_them(
    client: Client, town: Town, title: str, label: str
) -> None:
    when = datetime(2024, 1, 20, 9, tzinfo=BEIJING)
    publish(write((town.column, town.region), title, "<p>全年,全区实现地区生产总值990亿元。</p>", when), by=By())
    confirm(measure="level", indicator=town.gdp)
    for mode in ["", "/elder"]:
        page = read(client, mode + "/")
        card = page[page.index("990<small>") :].partition("</li>")[0]
        assert f'<span class="tag">{label}</span>' in card if label else "tag" not in card


def test_it_stands_beside_them_in_tables_without_titles_too(client: Client, town: Town) -> None:
    when = datetime(2024, 1, 20, 9, tzinfo=BEIJING)
    body = "<p>全年,全区实现地区生产总值990亿元。</p>"
    publish(write((town.column, town.region), "〔演示数据〕全年经济", body, when), by=By())
    record = Record.objects.get(value="512.3")
    for page in [read(client, "/regions/330114/"), read(client, f"/records/{record.pk}/")]:
        row = next(row for row in page.split("</tr>") if "990亿元" in row)
        assert "演示数据" in row


def test_on_an_english_page_it_is_said_in_english(client: Client, town: Town) -> None:
    when = datetime(2024, 1, 20, 9, tzinfo=BEIJING)
    body = "<p>全年,全区实现地区生产总值990亿元。</p>"
    number = publish(write((town.column, town.region), "〔演示数据〕全年经济", body, when), by=By()).article_id
    confirm(measure="level", indicator=town.gdp)
    record = Record.objects.get(value="990")
    for path in ["/", "/columns/news/", "/regions/330114/", "/search/?q=990亿元", "/indicators/gdp/",
                 f"/articles/{number}/", f"/records/{record.pk}/"]:  # fmt: skip
        page = read(client, "/en" + path)
        assert re.search(r"<span( class=\"tag\")?>Demonstration data</span>", page), path
        # What stays Chinese is the bulletin's own title.
        assert not re.search(r">演示数据<", page), path
        assert "Demonstration data" not in read(client, path)


def test_it_costs_six_queries_however_many_figures(client: Client, town: Town, django_assert_num_queries) -> None:
    confirm(measure="level", indicator=town.gdp)
    # Columns, bulletins; the figures of the editors' choice, which are newest, they, what stands beside them.
    with django_assert_num_queries(6):
        read(client, "/")
