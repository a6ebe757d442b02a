"""Requests as a client makes them, and a bulletin whose records are known exactly, whatever the reader of figures finds."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Column, Revision
from articles.publishing import By, publish
from indicators.models import Alias, Indicator, Record, Topic
from indicators.recording import set_canonical
from tests.conftest import BEIJING, Town

V1 = "/api/v1/"


class Api:
    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, path: str, answers: int = 200, **parameters: Any) -> dict[str, Any]:
        """The JSON that an address answers; paths without a leading stroke lie below /api/v1/."""
        response = self.client.get(path if path.startswith(("/", "http")) else V1 + path, parameters)
        assert response.status_code == answers, response.content.decode()[:500]
        kind = "application/json" if answers == 200 else "application/problem+json"
        assert response.headers["Content-Type"] == kind
        return response.json()

    def results(self, path: str, **parameters: Any) -> list[dict[str, Any]]:
        return self(path, **parameters)["results"]

    def refusal(self, path: str, **parameters: Any) -> str:
        """The words of a 400."""
        return self(path, answers=400, **parameters)["detail"]


@pytest.fixture
def api(client: Client) -> Api:
    return Api(client)


@pytest.fixture
def write_record(town: Town) -> Callable[..., Record]:
    def write(revision: Revision, **fields: Any) -> Record:
        said = {
            "name": "地区生产总值",
            "indicator": town.gdp,
            "measure": "level",
            "value": "512.3",
            "unit": "亿元",
            "region": town.region,
            "region_name": "钱塘区",
            "period_start": date(2023, 1, 1),
            "period_end": date(2023, 6, 30),
            "exact": "512.3亿元",
            "start": 30,
            "end": 37,
            "prefix": "全区实现地区生产总值",
            "suffix": ",同比增长6.1%。",
        }
        record = Record(revision=revision, **(said | fields))
        set_canonical(record)
        record.save()
        return record

    return write


@pytest.fixture
def figures(town: Town, write_record: Callable[..., Record]) -> dict[str, Record]:
    """One bulletin in a column of its own; its records by what is special about them."""
    column = Column.objects.create(slug="figures", name="统计数据", parent=town.column)
    revision = Revision(
        article=Article.objects.create(column=column, region=town.city),
        title="统计资料",
        body="<p>见表。</p>",
        published_on=datetime(2024, 1, 20, 9, tzinfo=BEIJING),
    )
    revision.save()
    revision.records.all().delete()
    firms = Indicator.objects.create(code="firms", name="专精特新企业", dimension="计数")
    firms.topics.add(Topic.objects.create(slug="industry", name="工业"))
    old = Indicator.objects.create(code="little-giants", name="小巨人企业", dimension="计数", merged_into=firms)
    Alias.objects.create(indicator=firms, name="国家级专精特新“小巨人”企业")
    records = {
        "half": write_record(revision),
        "growth": write_record(revision, measure="growth", value="-3.1", unit="%", comparison="yoy"),
        "quarter": write_record(revision, period_start=date(2023, 7, 1), period_end=date(2023, 9, 30), value="260"),
        "stock": write_record(
            revision,
            name="专精特新企业",
            indicator=firms,
            value="1.2",
            unit="万家",
            period_start=None,
            period_end=date(2023, 12, 31),
            region=town.city,
            region_name="杭州市",
        ),
        "merged": write_record(revision, name="小巨人企业", indicator=old, value="17", unit="家"),
        "unmatched": write_record(
            revision, name="某种东西", indicator=None, region=None, region_name="高新区", value="3", unit="坨"
        ),
        "target": write_record(
            revision,
            value="1000",
            value_max="1100",
            assertion="target",
            period_start=date(2025, 1, 1),
            period_end=date(2025, 12, 31),
        ),
        "rejected": write_record(revision, status="rejected"),
        "detached": write_record(revision, status="detached"),
    }
    publish(revision, by=By())
    return records
