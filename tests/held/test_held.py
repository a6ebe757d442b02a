"""A page that is held costs one query, and nobody ever reads an old one."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Column, Revision
from articles.publishing import By, publish, withdraw
from indicators.models import Record
from portal import watching
from tests.conftest import Town, write
from tests.reading.test_pages import read

VALUES = {"json_each"}  # a function's rows: what the query itself brings


@pytest.fixture
def client(settings) -> Client:
    settings.HOLD_PAGES = True
    return Client()


def test_the_second_reader_costs_one_query(client: Client, town: Town, django_assert_num_queries) -> None:
    address = town.live.get_absolute_url()
    first = client.get(address)
    with django_assert_num_queries(1):
        second = client.get(address)
    assert second.content == first.content
    assert second.headers == first.headers
    with django_assert_num_queries(1):
        assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    with django_assert_num_queries(1):
        assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def test_whatever_changes_is_seen_at_once(client: Client, town: Town) -> None:
    address = town.live.get_absolute_url()
    assert "要闻动态" in read(client, address)
    Column.objects.update(name="新的栏目名")  # no signal of Django's knows of this
    assert "新的栏目名" in read(client, address)
    assert "尚未公开" not in read(client, "/")
    publish(town.draft.newest, by=By())
    assert "尚未公开" in read(client, "/")
    record = Record.objects.get(revision__article=town.live, value="512.3")
    assert "由程序读出" in read(client, record.get_absolute_url() + "card/")
    Record.objects.filter(pk=record.pk).update(status="confirmed")
    assert "由程序读出" not in read(client, record.get_absolute_url() + "card/")
    withdraw(town.live, by=By(), reason="数据口径有误")
    assert client.get(address).status_code == 410


def test_a_scheduled_version_appears_when_its_time_has_come(client: Client, town: Town, monkeypatch) -> None:
    later = timezone.now() + timedelta(hours=1)
    coming = write((town.column, town.region), "定时的公报", "<p>到时才有。</p>", timezone.now() - timedelta(days=1))
    publish(coming, by=By(), visible_from=later)
    for _twice in range(2):
        assert "定时的公报" not in read(client, "/")
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(seconds=1))
    assert "定时的公报" in read(client, "/")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a file does not hang up")
def test_a_connection_that_was_cut_is_opened_anew(transactional_db, client: Client) -> None:
    before = read(client, "/accessibility/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()
    connection.close_if_unusable_or_obsolete()  # as each request begins
    assert read(client, "/accessibility/") == before


def test_a_draft_renews_nothing(town: Town) -> None:
    before = watching.state()
    draft = town.draft.newest
    draft.body = "<p>全年实现地区生产总值778亿元。</p>"
    draft.save()
    assert watching.state() == before
    publish(draft, by=By())
    assert watching.state() != before


def test_a_page_is_held_for_its_own_mode_query_and_host_only(client: Client, town: Town, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    assert "要闻" in read(client, "/")
    assert 'lang="en"' in read(client, "/en/")
    assert 'class="elder' in read(client, "/elder/")
    assert read(client, "/search/?q=经济") != read(client, "/search/?q=粮食")
    assert "http://other.example/" in client.get("/", headers={"Host": "other.example"}).content.decode()
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_the_desk_and_the_api_are_never_held(client: Client, town: Town) -> None:
    for address in ["/admin/login/", "/api/v1/columns/"]:
        first = client.get(address)
        assert first.status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert not [query for query in queries.captured_queries if query["sql"].startswith("SELECT token")]


ADDRESSES = [
    "/", "/columns/news/", "/archive/", "/archive/2023/7/", "/indicators/", "/indicators/?data=1", "/indicators/gdp/",
    "/regions/330114/", "/search/?q=地区生产总值 2023", "/site-map/", "/feed.xml", "/sitemap.xml", "/sitemap-bulletins.xml",
    "/sitemap-indicators.xml", "/articles/{live}/", "/articles/{live}/print/", "/articles/{live}/figures/",
    "/articles/{corrected}/", "/articles/{corrected}/versions/", "/articles/{corrected}/versions/1..2/", "/records/{record}/",
    "/records/{record}/card/", "/elder/articles/{live}/", "/corrections/", "/corrections/feed.xml",
]  # fmt: skip


def test_every_table_that_pages_are_drawn_from_is_watched(client: Client, town: Town) -> None:
    """A new table behind a public page is added to WATCHED, or pages would not notice that it changed."""
    record = Record.objects.filter(revision__article=town.live)[0]
    known = {watched.table for watched in watching.WATCHED} | watching.FOLLOW_THEIR_REVISION
    for address in ADDRESSES:
        path = address.format(live=town.live.pk, corrected=town.corrected.pk, record=record.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(path)
        if answer.status_code != 200 or "public" not in answer.headers.get("Cache-Control", ""):
            continue
        read_from = {
            table
            for query in queries.captured_queries
            for table in re.findall(r'(?:FROM|JOIN) "?(\w+)"?', query["sql"])
        }
        assert read_from - known - {"portal_archivestate", "portal_archivepart", "SELECT", *VALUES} == set(), address
    assert Revision.objects.visible().exists()
