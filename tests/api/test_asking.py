"""What can be asked besides filters: the past, some fields only, related things, an order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Revision
from articles.publishing import By, new_draft, publish, withdraw
from indicators.models import Record
from portal.api.dating import last_change


@pytest.fixture
def corrected(town):
    """(as it was, as it is) of the bulletin that was published twice, the first version a year ago."""
    first, second = Revision.objects.filter(article=town.corrected).order_by("number")
    return first, second


def values(api, path="records/", **question):
    return [row["value"] for row in api.results(path, indicator="gdp", measure="level", **question)]


def test_as_of_answers_what_the_portal_said_at_that_moment(api, town, corrected):
    first, second = corrected
    between = (second.visible_from - timedelta(microseconds=1)).isoformat()
    before = (first.visible_from - timedelta(seconds=1)).isoformat()
    assert "240" in values(api, as_of=between)
    assert "241" not in values(api, as_of=between)
    assert "241" in values(api)
    assert sorted(values(api, "series/", as_of=between)) == sorted(values(api, as_of=between))
    assert values(api, "observations/", as_of=between) == values(api, as_of=between)
    assert town.corrected.pk not in [row["id"] for row in api.results("articles/", as_of=before)]
    article = api(f"articles/{town.corrected.pk}/", as_of=between)
    assert (article["revision"], "240亿元" in article["text"]) == (1, True)
    was = Record.objects.get(revision=first, measure="level", value="240")
    api(f"records/{was.pk}/", answers=410)
    assert api(f"records/{was.pk}/", as_of=between)["value"] == "240"
    assert api.results("articles/", q="240亿元", as_of=between)[0]["id"] == town.corrected.pk
    assert api.results("articles/", q="240亿元") == []


def test_what_was_withdrawn_does_not_come_back_but_is_named(api, town):
    moment = timezone.now().isoformat()
    withdraw(town.live, by=By(), reason="口径有误")
    answer = api("records/", as_of=moment)
    assert [(gone["article"], gone["reason"]) for gone in answer["withdrawn"]] == [(town.live.pk, "口径有误")]
    assert town.live.pk not in {row["article"]["id"] for row in answer["results"]}
    assert town.live.pk not in {row["id"] for row in api.results("articles/", as_of=moment)}
    assert "口径有误" in api(f"articles/{town.live.pk}/", answers=410, as_of=moment)["detail"]
    assert "withdrawn" not in api("records/")


def test_what_waits_for_its_time_cannot_be_asked_for(api, town):
    later = new_draft(town.live.newest, by=By())
    later.correction_note = "改正一处。"
    later.save()
    publish(later, by=By(), visible_from=timezone.now() + timedelta(days=1))
    in_two_days = (timezone.now() + timedelta(days=2)).isoformat()
    for moment in (in_two_days, "2199-01-01", "1700-01-01", "yesterday", "2023-13-01", "0001-01-01T00:00:00+23:59"):
        assert "as_of" in str(api("records/", answers=400, as_of=moment)["errors"])


def test_fields_trim_and_unknown_ones_are_refused(api, figures):
    assert list(api.results("records/", fields="value,id")[0]) == ["value", "id"]
    assert set(api(f"articles/{figures['half'].revision.article_id}/", fields="title,versions")) == {
        "title",
        "versions",
    }
    problem = api("records/", answers=400, fields="value,salary")
    assert "canonical_value" in problem["errors"][0]["allowed"]


def test_include_embeds(api, figures):
    record = api(f"records/{figures['half'].pk}/", include="article,indicator")
    assert record["article"]["column"]["slug"] == "figures"
    assert record["indicator"]["aliases"] == ["GDP"]
    article = api(f"articles/{figures['half'].revision.article_id}/", include="records")
    assert len(article["records"]) == 7
    assert all("text" in row for row in api.results("articles/", include="text"))
    assert "article" in api.refusal("records/", include="author")


def test_include_costs_the_same_queries_for_any_page(client, figures, django_assert_num_queries):
    last_change()
    with django_assert_num_queries(1 + 4 + 1):
        client.get("/api/v1/records/?include=article")
    with django_assert_num_queries(1 + 1 + 4):
        client.get("/api/v1/articles/?include=records")


@pytest.mark.parametrize("sort", ["id", "-id", "period", "-period", "value", "-value", "published", "-published"])
def test_every_order_holds_everything_once_in_both_directions(api, figures, sort):
    everything = [row["id"] for row in api.results("records/", sort=sort, page_size=500)]
    assert len(everything) == len(set(everything)) > 9
    page, walked = api("records/", sort=sort, page_size=2), []
    while True:
        walked.append([row["id"] for row in page["results"]])
        last = page
        if not page["next"]:
            break
        page = api(page["next"])
    assert [pk for ids in walked for pk in ids] == everything
    back, page = [], last
    while page["previous"]:
        page = api(page["previous"])
        back.insert(0, [row["id"] for row in page["results"]])
    assert back == walked[:-1]


def test_an_order_is_the_order_and_what_has_no_value_stands_last(api, figures):
    ends = [row["period"]["end"] for row in api.results("records/", sort="period")]
    assert ends == sorted(ends)
    values = [row["canonical_value"] for row in api.results("records/", sort="-value")]
    assert values[-1] is None
    assert [float(v) for v in values if v] == sorted((float(v) for v in values if v), reverse=True)
    assert "-published" in api.refusal("records/", sort="beauty")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ({"period_exact": "2023-S1"}, {"half", "growth", "merged", "unmatched"}),
        ({"period_exact": "2023"}, set()),
        ({"period_exact": "2023-12-31"}, {"stock"}),
        ({"period_kind": "point"}, {"stock"}),
        ({"period_kind": "year"}, {"target"}),
        ({"period_kind": "quarter"}, {"quarter"}),
        ({"period_kind": "cumulative"}, {"half", "growth", "merged", "unmatched", "target"}),
        ({"period_kind": "month"}, set()),
        ({"published_from": "2024-01-20", "published_until": "2024-01-20", "measure": "growth"}, {"growth"}),
        ({"published_until": "2024-01-19"}, set()),
    ],
)
def test_periods_exactly_and_by_kind(api, figures, question, names):
    by_key = {record.pk: name for name, record in figures.items()}
    article = figures["half"].revision.article_id
    assert {by_key[row["id"]] for row in api.results("records/", article=article, **question)} == names


def test_february_ends_on_its_last_day(api, figures, write_record, town):
    from datetime import date

    revision = new_draft(figures["half"].revision, by=By())
    revision.correction_note = "补充。"
    revision.save()
    for year, last in ((2023, 28), (2024, 28), (2024, 29)):
        write_record(revision, period_start=date(year, 2, 1), period_end=date(year, 2, last), value=f"{year}{last}")
    publish(revision, by=By())
    assert {row["value"] for row in api.results("records/", period_kind="month")} == {"202328", "202429"}
