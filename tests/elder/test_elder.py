"""Elder mode: the same site, page for page, entered and left on the same page."""

import re
from datetime import datetime

import pytest
from django.test import Client
from lxml import html

from articles.publishing import By, publish
from indicators.models import Record
from tests.conftest import BEIJING, Town, write

PAGES = [
    "/",
    "/columns/news/",
    "/archive/",
    "/indicators/",
    "/indicators/gdp/",
    "/regions/330114/",
    "/search/?q=生产",
    "/verify/",
]
# What leads out on purpose: to the ordinary page, to the other language, to what is no page.
OUT = re.compile(r"^(/en/|/static/|/media/|/api/|https?://|#|\?|$)")


def pages_of(town: Town) -> list[str]:
    record = Record.objects.public()[0]
    bulletin = town.corrected.get_absolute_url()
    return [*PAGES, bulletin, f"{bulletin}print/", f"{bulletin}versions/", f"{bulletin}v1/", f"/records/{record.pk}/"]


def test_every_page_has_its_way_in_and_its_way_out(client: Client, town: Town) -> None:
    for address in [*pages_of(town), "/no-such-page/", f"/articles/{town.withdrawn.pk}/"]:
        ordinary = client.get(address).content.decode()
        elder = client.get(f"/elder{address}").content.decode()
        assert re.search(r'href="/elder[^"]*">老年版入口</a>', ordinary), address
        way_out = re.search(r'href="([^"]*)">退出老年版</a>', elder)
        assert way_out, address
        assert client.get(way_out[1]).request["PATH_INFO"] == client.get(address).request["PATH_INFO"]
        assert "退出老年版" not in ordinary
        assert "老年版入口" not in elder


def test_links_stay_inside(client: Client, town: Town) -> None:
    for address in pages_of(town):
        elder = client.get(f"/elder{address}").content.decode()
        main = elder[elder.index("<body") :]
        for href in re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(?!退出老年版)', main):
            assert href.startswith("/elder/") or OUT.match(href), (address, href)
        assert re.search(r'<form[^>]*action="(?!/elder/)', elder) is None


def test_the_ordinary_address_is_the_canonical_one(client: Client, town: Town) -> None:
    address = town.live.get_absolute_url()
    for shown in [address, f"/elder{address}", f"/en{address}", f"/en/elder{address}", f"/elder{address}print/"]:
        page = client.get(shown).content.decode()
        assert f'<link rel="canonical" href="http://testserver{address}">' in page


def test_the_same_words_in_both_modes(client: Client, town: Town) -> None:
    address = town.live.get_absolute_url()
    prose = [
        html.fromstring(client.get(mode + address).content.decode()).find_class("prose")[0].text_content()
        for mode in ["", "/elder", "/elder/200"]
    ]
    assert prose[0] == prose[1] == prose[2]


@pytest.mark.parametrize(
    ("prefix", "language"),
    [
        ("", "zh-CN"),
        ("/elder", "zh-CN"),
        ("/elder/150", "zh-CN"),
        ("/en", "en"),
        ("/en/elder", "en"),
        ("/en/elder/300", "en"),
    ],
)
def test_language_follows_the_address_and_nothing_else(client: Client, town: Town, prefix: str, language: str) -> None:
    response = client.get(prefix + town.live.get_absolute_url(), headers={"Accept-Language": "fr, en;q=0.9"})
    page = response.content.decode()
    assert f'<html lang="{language}"' in page
    assert ('<h1 lang="zh-CN">' in page) == (language == "en"), "what stays Chinese says so"


def test_a_bulletins_own_words_are_not_rewritten(client: Client, town: Town) -> None:
    body = (
        '<p>链接写作 href="/zwgk/1.html",产值12亿元。见<a href="//evil.example/">别处</a>和<a href="/zwgk/2.html">附件</a>,'
        '或 &lt;a class="figure" href="/records/1/"&gt;。</p>'
    )
    revision = write((town.column, town.region), "网址怎么写", body, datetime(2023, 8, 1, 9, tzinfo=BEIJING))
    publish(revision, by=By())
    record = Record.objects.filter(revision=revision)[0]
    ordinary, elder = (
        client.get(mode + revision.get_absolute_url()).content.decode().split('class="prose"')[1].split("</div>")[0]
        for mode in ["", "/elder"]
    )
    assert f'<a class="figure" href="/elder/records/{record.pk}/"' in elder
    assert elder.replace('<a class="figure" href="/elder/', '<a class="figure" href="/') == ordinary
    assert 'href="/zwgk/1.html"' in elder
    assert "/elder//" not in elder
