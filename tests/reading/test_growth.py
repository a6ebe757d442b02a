"""A list costs what it shows: the work that SQLite does for it stays the same while the archive grows. (PostgreSQL chooses by
statistics, which a test's few rows do not have.)"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article, Column, Revision
from indicators.models import Record
from tests.conftest import BEIJING, Town, write

BEGINNING = datetime(2001, 1, 1, 9, tzinfo=BEIJING)


def grow(town: Town, by: int) -> None:
    """So many older bulletins, without the ceremony of publication."""
    first = Revision.objects.count() + 1000
    below = [Column.objects.get_or_create(slug=f"c{n}", name=f"第{n}栏", parent=town.column)[0] for n in range(20)]
    articles = Article.objects.bulk_create([Article(column=below[n % 20], region=town.region) for n in range(by)])
    Revision.objects.bulk_create(
        Revision(
            article=article, title=f"旧公报{first + number}", body="<p>旧</p>", text="旧", state=Revision.State.PUBLISHED,
            published_on=BEGINNING + timedelta(hours=first + number), visible_from=BEGINNING, sequence=first + number,
        )
        for number, article in enumerate(articles)
    )  # fmt: skip


def steps(work: Callable[[], object]) -> int:
    """Tens of instructions of SQLite's machine."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # with statistics SQLite chooses otherwise than without
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(tick, 10)
    try:
        work()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return count


@pytest.fixture
def sqlite(db) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("counts the steps of SQLite's machine")


@pytest.mark.parametrize("address", ["/", "/columns/news/", "/columns/news/feed.xml", "/feed.xml", "/regions/330114/"])
def test_a_list_is_no_more_work_in_a_larger_archive(client: Client, town: Town, sqlite: None, address: str) -> None:
    grow(town, 300)
    before = steps(lambda: client.get(address))
    grow(town, 900)
    assert steps(lambda: client.get(address)) < 1.2 * before


def test_a_place_is_no_more_work_when_more_is_said_of_it(client: Client, town: Town, sqlite: None) -> None:
    """There is no target among them: nobody goes through all of them to see that."""
    record = Record.objects.get(revision__article=town.live, measure="level", indicator=town.gdp)
    said = {f.attname: getattr(record, f.attname) for f in Record._meta.concrete_fields}
    for name in ["id", "ends", "revision_id", "period_end"]:
        said.pop(name)

    def say(times: int) -> None:
        bulletin = write((town.column, town.region), "旧公报", "<p>旧</p>", BEGINNING)
        days = [BEGINNING.date() + timedelta(days=bulletin.pk + number) for number in range(times)]
        Record.objects.bulk_create(Record(**said, revision=bulletin, period_end=day) for day in days)
        shown = {"state": Revision.State.PUBLISHED, "visible_from": BEGINNING, "sequence": 1000 + bulletin.pk}
        Revision.objects.filter(pk=bulletin.pk).update(**shown)

    say(100)
    before = steps(lambda: client.get("/regions/330114/"))
    say(600)
    assert steps(lambda: client.get("/regions/330114/")) < 1.2 * before


def test_a_column_of_many_and_one_of_few_show_their_own(client: Client, town: Town) -> None:
    below = Column.objects.create(slug="county", name="乡镇", parent=town.column)
    other = Column.objects.create(slug="other", name="其他")
    for number, column in [(town.live.pk, below), (town.corrected.pk, other)]:
        Article.objects.filter(pk=number).update(column=column)
    grow(town, 300)
    many, few = (client.get(f"/columns/{slug}/").content.decode() for slug in ("news", "county"))
    for page in many, few:
        assert f'href="/articles/{town.live.pk}/"' in page
        assert f'href="/articles/{town.corrected.pk}/"' not in page
    assert "旧公报" in many
    assert "旧公报" not in few
