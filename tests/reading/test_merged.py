"""An entry that was merged into another: its frozen records are found at the entry that took it in."""

import pytest
from django.test import Client

from indicators.models import Indicator, Record
from tests.conftest import Town
from tests.reading.test_pages import read


@pytest.fixture
def product(town: Town) -> Indicator:
    product = Indicator.objects.create(code="product", name="区域总产出", dimension="金额")
    town.gdp.merged_into = product
    town.gdp.save()
    Record.objects.filter(indicator=town.gdp, status="candidate").update(status="confirmed")
    return product


def test_its_own_page_shows_all_records(client: Client, town: Town, product: Indicator) -> None:
    page = read(client, "/indicators/product/")
    assert "512.3亿元" in page
    assert "241亿元" in page
    assert 'value="330114"' in page, "the place is offered"


def test_the_catalogue_knows_of_them(client: Client, town: Town, product: Indicator) -> None:
    for address in ["/indicators/", "/indicators/?data=1"]:
        page = read(client, address)
        row = page.split('href="/indicators/product/"')[1].split("</tr>")[0]
        assert "2023年6月30日" in row


def test_a_record_stands_beside_the_others(client: Client, town: Town, product: Indicator) -> None:
    record = Record.objects.get(revision__article=town.live, value="512.3")
    other = Record.objects.public().get(value="241")
    page = read(client, record.get_absolute_url())
    assert f'href="{other.get_absolute_url()}"' in page
    assert 'href="/indicators/product/"' in page
    assert 'href="/indicators/gdp/"' not in page


@pytest.mark.parametrize("address", ["/", "/regions/330114/", "/search/?q=GDP", "/sitemap-indicators.xml"])
def test_links_lead_to_the_successor(client: Client, town: Town, product: Indicator, settings, address: str) -> None:
    settings.SITE_REGION = "钱塘区"
    page = read(client, address)
    assert "/indicators/product/" in page
    assert "/indicators/gdp/" not in page


def test_a_merged_name_still_finds_the_entry_in_the_catalogue(client: Client, town: Town, product: Indicator) -> None:
    assert 'href="/indicators/product/"' in read(client, "/indicators/?q=GDP")


def test_it_costs_no_more_queries(client: Client, town: Town, product: Indicator, django_assert_num_queries) -> None:
    # A place besides: whether its bulletins are few, its newest versions.
    for address, cost in [("/indicators/product/", 7), ("/indicators/", 4), ("/regions/330114/", 8)]:
        with django_assert_num_queries(cost):
            read(client, address)
