"""Two clicks on 发布 at one moment: on PostgreSQL, where two people are two connections."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles.models import Act, Article, Column, Region, Revision
from articles.publishing import By, CannotPublish, publish
from tests.conftest import write


@pytest.fixture
def committed(transactional_db):
    """What is published cannot be emptied out of a table. The test's own database lets go of that; emptying lays the triggers
    anew (docs/adr/0008)."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_kept'")
        for trigger, table in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {trigger} ON {table}")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's test database has one connection")
def test_two_publish_clicks_at_once_publish_once(committed):
    column = Column.objects.create(slug="news", name="要闻动态")
    region = Region.objects.create(code="330114", name="钱塘区")
    day = User.objects.create_user("qianfa").date_joined
    revision = write((column, region), "一份公报", "<p>全年粮食产量3万吨。</p>", day)
    together, said = threading.Barrier(2), []

    def click() -> None:
        try:
            mine = Revision.objects.get(pk=revision.pk)
            together.wait(10)
            publish(mine, by=By())
            said.append("published")
        except CannotPublish as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(30)
    assert sorted(said)[0] == "published"
    assert "已经发布" in sorted(said)[1]
    assert Act.objects.filter(verb="publish").count() == 1
    assert Article.objects.get().revisions.filter(sequence__isnull=False).count() == 1
