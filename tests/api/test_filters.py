"""Filters in the field's words; what means nothing is refused, with the words that would mean something."""

from datetime import date, datetime

import pytest

from articles.models import Article, Region, Revision
from articles.publishing import By, publish
from indicators.filters import days_of
from indicators.models import Record
from portal.api.dating import last_change
from tests.conftest import BEIJING


@pytest.fixture
def found(api, figures):
    """Names, in `figures`, of the records that a question finds."""
    names = {record.pk: name for name, record in figures.items()}
    article = figures["half"].revision.article_id
    return lambda **question: {names[r["id"]] for r in api.results("records/", article=article, **question)}


ALL = {"half", "growth", "quarter", "stock", "merged", "unmatched", "target"}


@pytest.mark.parametrize(
    ("word", "days"),
    [
        ("2023", (date(2023, 1, 1), date(2023, 12, 31))),
        ("2023-S1", (date(2023, 1, 1), date(2023, 6, 30))),
        ("2023-S2", (date(2023, 7, 1), date(2023, 12, 31))),
        ("2023-Q2", (date(2023, 4, 1), date(2023, 6, 30))),
        ("2023-Q4", (date(2023, 10, 1), date(2023, 12, 31))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2023-06-30", (date(2023, 6, 30), date(2023, 6, 30))),
        ("2023-01-01/2023-06-30", (date(2023, 1, 1), date(2023, 6, 30))),
        ("2022-Q4/2023-03", (date(2022, 10, 1), date(2023, 3, 31))),
    ],
)
def test_periods_as_they_are_written(word, days):
    assert days_of(word) == days


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ({}, ALL),
        ({"period": "2023"}, ALL - {"target"}),
        ({"period": "2023-S1"}, {"half", "growth", "merged", "unmatched"}),
        ({"period": "2023-Q3"}, {"quarter"}),
        ({"period": "2023-12-31"}, {"stock"}),
        ({"period": "2023-06-30/2023-07-01"}, {"half", "growth", "merged", "unmatched", "quarter"}),
        ({"period_start": "2023-07-01"}, {"quarter"}),
        ({"period_end": "2023-12-31"}, {"stock"}),
        ({"region": "330114"}, ALL - {"stock", "unmatched"}),
        ({"region": "钱塘区"}, ALL - {"stock", "unmatched"}),
        ({"region": "杭州"}, {"stock"}),
        ({"region": "高新区"}, {"unmatched"}),
        ({"region_within": "浙江省"}, ALL - {"unmatched"}),
        ({"region_within": "330114"}, ALL - {"stock", "unmatched"}),
        ({"indicator": "gdp"}, {"half", "growth", "quarter", "target"}),
        ({"indicator": "GDP"}, {"half", "growth", "quarter", "target"}),
        ({"indicator": "firms"}, {"stock", "merged"}),
        ({"indicator": "little-giants"}, {"stock", "merged"}),
        ({"indicator": "国家级专精特新小巨人企业"}, {"stock", "merged"}),
        ({"topic": "industry"}, {"stock", "merged"}),
        ({"measure": "growth"}, {"growth"}),
        ({"assertion": "target"}, {"target"}),
        ({"status": "confirmed"}, set()),
        ({"canonical_unit": "元", "value_min": "51230000000"}, {"half", "target"}),
        ({"canonical_unit": "元", "value_max": "26000000000"}, {"quarter"}),
        ({"value_max": "-3"}, {"growth"}),
        ({"text": "小巨人"}, {"merged"}),
        ({"text": "专精特新 杭州"}, {"stock"}),
        ({"q": "小巨人"}, {"merged"}),
        ({"q": "专精特新 杭州"}, {"stock"}),
        ({"q": "100%_"}, set()),
        ({"indicator": "gdp", "period": "2023-Q3", "region_within": "330000", "measure": "level"}, {"quarter"}),
    ],
)
def test_records_by(found, question, names):
    assert found(**question) == names


def test_articles_by(api, town, figures):
    def ids(**question):
        return [article["id"] for article in api.results("articles/", **question)]

    statistics = figures["half"].revision.article_id
    assert ids(column="figures") == [statistics]
    assert ids(column="news") == [statistics, town.live.pk, town.corrected.pk]
    assert ids(region="钱塘区") == [town.live.pk, town.corrected.pk]
    assert ids(region_within="杭州市") == [statistics, town.live.pk, town.corrected.pk]
    assert ids(published_from="2023-07-20", published_until="2023-07-20") == [town.live.pk]
    assert ids(published_until="2023-07-19") == [town.corrected.pk]
    assert ids(text="数字经济") == [town.live.pk]
    assert ids(q="数字经济") == [town.live.pk]
    assert ids(q="777亿元") == []
    assert ids(q="240亿元") == []
    assert ids(q=",。") == []


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"indicator": "gdp"}, ["statistics", "live", "corrected"]),
        ({"indicator": "firms"}, ["statistics"]),
        ({"indicator": "小巨人企业"}, ["statistics"]),
        ({"topic": "industry"}, ["statistics"]),
        ({"topic": "general"}, ["statistics", "live", "corrected"]),
        ({"measure": "rank"}, ["live"]),
        ({"measure": "multiple"}, []),
        ({"period": "2023-Q3"}, ["statistics"]),
        ({"period": "2025"}, ["statistics"]),
        ({"period": "2023-Q1", "measure": "growth"}, ["statistics", "live", "corrected"]),
        # One record must be all of it: growth is stated of the first half year only.
        ({"period": "2023-Q3", "measure": "growth"}, []),
        ({"indicator": "firms", "measure": "growth"}, []),
        ({"indicator": "gdp", "topic": "general", "measure": "level", "period": "2023-Q1", "region": "钱塘区"},
         ["live", "corrected"]),
    ],
)  # fmt: skip
def test_articles_by_the_records_that_they_state(api, town, figures, question, found):
    names = {figures["half"].revision.article_id: "statistics", town.live.pk: "live", town.corrected.pk: "corrected"}
    assert [names[article["id"]] for article in api.results("articles/", **question)] == found


def test_it_costs_one_query_beside_those_that_know_the_words(api, town, figures, django_assert_num_queries):
    last_change()
    # when the archive changed, the indicator, the topic, its entries, how many records they have, the page
    with django_assert_num_queries(1 + 5):
        api.results("articles/", indicator="gdp", topic="general", measure="level", period="2023")


def test_indicators_and_regions_by(api, figures):
    def codes(path, **question):
        return [row["code"] for row in api.results(path, **question)]

    assert codes("indicators/", topic="general") == ["gdp"]
    assert codes("indicators/", dimension="计数") == ["firms", "little-giants"]
    assert codes("indicators/", q="gdp") == ["gdp"]
    assert codes("indicators/", q="小巨人") == ["firms", "little-giants"]
    assert codes("regions/", parent="杭州市") == ["330114"]
    assert codes("regions/", q="3301") == ["330100", "330114"]
    assert codes("regions/", q="浙") == ["330000"]


def test_an_unknown_parameter_is_refused_and_the_known_ones_are_named(api, db):
    problem = api("records/", answers=400, measre="growth")
    assert problem["title"] == "请求有误"
    error = problem["errors"][0]
    assert error["parameter"] == "measre"
    assert {"measure", "period", "cursor", "page_size"} <= set(error["allowed"])
    assert "measure" in problem["detail"]
    api("articles/1/", answers=400, q="x")
    api("/api/v1/", answers=400, q="x")


@pytest.mark.parametrize(
    ("path", "parameter", "value", "words"),
    [
        ("records/", "measure", "speed", "level、growth、change、share、rank、multiple"),
        ("records/", "assertion", "x", "actual、target"),
        ("records/", "status", "rejected", "candidate、confirmed"),
        ("records/", "period", "2023-H1", "2023-S1"),
        ("records/", "period", "2023-13", "2023-06"),
        ("records/", "period_end", "2023-02-30", "2023-06-30"),
        ("records/", "region", "亚特兰蒂斯", "/api/v1/regions/"),
        ("records/", "indicator", "没有这个", "/api/v1/indicators/"),
        ("records/", "topic", "x", "general"),
        ("records/", "article", "seven", "article"),
        ("records/", "canonical_unit", "亿元", "元"),
        ("records/", "canonical_unit", "坨坨", "不认识的单位"),
        ("records/", "value_min", "many", "value_min"),
        ("records/", "measure", "", "没有值"),
        ("articles/", "column", "x", "news"),
        ("articles/", "indicator", "没有这个", "/api/v1/indicators/"),
        ("articles/", "topic", "x", "general"),
        ("articles/", "measure", "speed", "level、growth"),
        ("articles/", "period", "2023-H1", "2023-S1"),
        ("articles/", "published_from", "昨天", "2023-06-30"),
        ("indicators/", "dimension", "x", "金额"),
        ("regions/", "parent", "x", "/api/v1/regions/"),
        ("regions/", "page_size", "501", "500"),
        ("regions/", "page_size", "0", "500"),
        ("regions/", "page_size", "many", "500"),
    ],
)
def test_a_bad_value_is_refused_and_a_good_one_is_named(api, town, path, parameter, value, words):
    problem = api(path, answers=400, **{parameter: value})
    assert problem["errors"][0]["parameter"] == parameter
    assert words in problem["detail"]


@pytest.mark.parametrize(
    ("path", "parameter", "among"),
    [
        ("records/", "measure", ["level", "growth", "change", "share", "rank", "multiple"]),
        ("records.csv", "status", ["candidate", "confirmed"]),
        ("records/", "topic", ["general"]),
        ("articles/", "column", ["news"]),
        ("articles/", "measure", ["level", "growth", "change", "share", "rank", "multiple"]),
    ],
)
def test_a_value_of_a_list_is_refused_with_the_list(api, town, path, parameter, among):
    (error,) = api(path, answers=400, **{parameter: "nothing-such"})["errors"]
    assert error["parameter"] == parameter
    assert set(among) <= set(error["allowed"])
    assert all(value in error["detail"] for value in error["allowed"])


def test_a_name_that_two_places_have_is_refused_with_their_codes(api, town):
    for code in ("320106", "350102"):
        Region.objects.create(code=code, name="鼓楼区")
    assert "320106 鼓楼区、350102 鼓楼区" in api.refusal("records/", region="鼓楼区")
    assert api.results("records/", region="320106") == []


def test_a_parameter_given_twice_is_refused(client, db):
    response = client.get("/api/v1/records/?measure=level&measure=growth")
    assert response.status_code == 400
    assert "一次" in response.json()["detail"]


def test_region_and_what_lies_within_are_not_asked_together(api, town):
    assert "只能用一个" in api.refusal("records/", region="330114", region_within="330100")


@pytest.mark.parametrize(
    "value",
    [
        "\x00", "a\x00b", "长" * 10_000, "9" * 5_000, "1e999999999", "-1e400", "NaN", "Infinity", "1/0", "' OR 1=1 --",
        "%", "../../etc/passwd", "0001-01-01", "9999-12-31", "2023-00", "2023-02-30", "/", "2023/", "٢٠٢٣", "1" + "/1" * 14,
        "9999-12-31/0001-01-01", "\ud7ff\uffff", "[[[[", "{}", "null", "0", "-1", "99999999999999999999", "=1+1",
    ],
)  # fmt: skip
def test_hostile_values_are_refused_or_find_nothing(client, figures, value):
    from articles.filters import RegionFilters
    from indicators.filters import IndicatorFilters, RecordFilters
    from portal.api.views import SearchedArticleFilters

    endpoints = {
        "articles": SearchedArticleFilters,
        "records": RecordFilters,
        "indicators": IndicatorFilters,
        "regions": RegionFilters,
    }
    for path, filters in endpoints.items():
        for parameter in [*filters.base_filters, "cursor", "page_size"]:
            response = client.get(f"/api/v1/{path}/", {parameter: value})
            assert response.status_code in {200, 400}, (path, parameter)
            if response.status_code == 400:
                assert response.headers["Content-Type"] == "application/problem+json"
                assert len(response.content) < 2_000


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 19, "9" * 500, "-1", "1.5", "a%00b", "%ff"])
def test_hostile_addresses_are_unknown(client, db, number):
    for path in (
        f"articles/{number}/",
        f"records/{number}/",
        f"articles/{number}/versions/{number}/",
        f"columns/{number}/",
    ):
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == 404
        assert response.headers["Content-Type"] == "application/problem+json"


def test_too_many_parameters_are_refused(client, db):
    response = client.get("/api/v1/records/?" + "&".join(f"a{n}=1" for n in range(2_000)))
    assert response.status_code == 400


def test_statuses_are_those_of_the_model(figures):
    """A status that is added must be shown or hidden on purpose."""
    assert {s.value for s in Record.Status} == {"candidate", "confirmed", "rejected", "detached"}


@pytest.mark.parametrize(
    "question",
    [
        {"value_min": "1"},
        {"value_min": "3.5", "value_max": "51230000000"},
        {"value_max": "1.5", "measure": "growth"},
        {"value_min": "51230000000", "value_max": "51230000000", "sort": "-value"},
        {"region": "330114", "sort": "-published"},
        {"topic": "general"},
    ],
)
def test_however_many_answer_the_same_are_found(api, town, figures, monkeypatch, question):
    few = [row["id"] for row in api.results("records/", **question)]
    assert few
    monkeypatch.setattr("indicators.filters.MANY", 1)  # as in an archive of many records
    assert [row["id"] for row in api.results("records/", **question)] == few


def test_days_of_publication_hold_what_comes_out_later(api, town, figures, write_record):
    asked = {"published_from": "2024-01-20", "published_until": "2024-01-20"}
    before = {row["id"] for row in api.results("records/", **asked)}
    assert before
    revision = Revision(
        article=Article.objects.create(column=town.column, region=town.city),
        title="同日的另一篇",
        body="<p>见表。</p>",
        published_on=datetime(2024, 1, 20, 15, tzinfo=BEIJING),
    )
    revision.save()
    revision.records.all().delete()
    later = write_record(revision)
    assert {row["id"] for row in api.results("records/", **asked)} == before
    publish(revision, by=By())
    assert {row["id"] for row in api.results("records/", **asked)} == before | {later.pk}
    assert {row["id"] for row in api.results("records/", published_from="2024-01-21")}.isdisjoint(before)
    assert api.results("records/", published_until="1990-01-01") == []


@pytest.mark.parametrize("sort", ["id", "-id"])
def test_days_of_publication_are_walked_both_ways(api, figures, sort):
    asked = {"published_from": "2023-01-01", "published_until": "2024-12-31", "sort": sort}
    everything = [row["id"] for row in api.results("records/", page_size=500, **asked)]
    assert len(everything) > 6
    page, forwards, backwards = api("records/", page_size=2, **asked), [], []
    while True:
        forwards += [row["id"] for row in page["results"]]
        if not page["next"]:
            break
        page = api(page["next"])
    while page["previous"]:
        page = api(page["previous"])
        backwards = [row["id"] for row in page["results"]] + backwards
    assert forwards == everything
    assert backwards == everything[: len(backwards)]
    assert len(backwards) >= len(everything) - 2
