"""A town whose industry is stated month by month, with what makes series hard: a gap, a correction, two bulletins that disagree,
targets, and figures of another place."""

from collections.abc import Callable
from datetime import datetime

import pytest

from articles.models import Article, Region, Revision
from articles.publishing import By, publish
from indicators.models import CheckSetting, Indicator
from tests.conftest import BEIJING, Town, write

Say = Callable[..., Article]


@pytest.fixture
def industry(town: Town) -> Indicator:
    return Indicator.objects.create(
        code="industry", name="规上工业增加值", name_en="Industry", dimension="金额", note="按可比价格计算"
    )


@pytest.fixture
def neighbour(town: Town) -> Region:
    return Region.objects.create(code="330108", name="滨江区", short_names="|滨江|", parent=town.city)


@pytest.fixture
def say(town: Town, industry: Indicator) -> Say:
    """Publishes a bulletin of these sentences; with `corrects`, as the next version of that article. Contradictions are let
    through, so that there is something to show."""
    CheckSetting.objects.create(code="contradiction", severity=CheckSetting.OFF)

    def publish_one(*sentences: str, on: str = "2024-02-01", corrects: Article | None = None, title: str = "工业简报"):
        body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        day = datetime.fromisoformat(on).replace(hour=9, tzinfo=BEIJING)
        if corrects is None:
            return publish(write((town.column, town.region), title, body, day), by=By()).article
        number = corrects.newest.number + 1
        revision = Revision(article=corrects, number=number, title=title, body=body, published_on=day)
        revision.correction_note = "更正"
        revision.save()
        return publish(revision, by=By()).article

    return publish_one
