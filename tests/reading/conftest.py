"""Many bulletins at once, for pages that are cut into pages."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from articles.models import Article
from articles.publishing import By, publish
from tests.conftest import BEIJING, Town, write


@pytest.fixture
def publish_many(town: Town) -> Callable[[int], list[Article]]:
    def many(count: int) -> list[Article]:
        day = datetime(2023, 6, 1, 9, tzinfo=BEIJING)
        revisions = [
            write((town.column, town.region), f"日报第{n}期", "<p>本期无数据。</p>", day - timedelta(hours=n // 2))
            for n in range(count)
        ]
        return [publish(revision, by=By()).article for revision in revisions]

    return many
