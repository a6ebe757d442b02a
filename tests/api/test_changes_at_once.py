"""Two followers at one moment: on PostgreSQL, where they are two connections."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from articles.models import Column, Region
from articles.publishing import By, publish
from portal import changes
from portal.models import Change
from tests.conftest import write
from tests.publishing.test_at_once import committed  # noqa: F401


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's test database has one connection")
def test_followers_who_ask_at_once_give_every_change_one_position(committed):  # noqa: F811
    place = (Column.objects.create(slug="news", name="要闻"), Region.objects.create(code="330114", name="钱塘区"))
    day = User.objects.create_user("qianfa").date_joined
    for number in range(6):
        publish(write(place, f"第{number}份公报", "<p>无。</p>", day), by=By())
    together, faults = threading.Barrier(4), []

    def ask() -> None:
        try:
            together.wait(10)
            changes.give_positions(timezone.now() + timedelta(seconds=1))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(30)
    assert faults == []
    assert list(Change.objects.order_by("id").values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]
