"""Pages, errors, caches and other origins: HTTP as clients and proxies expect it."""

import logging
import re
import time

import pytest
from django.db import connection

from articles.models import Region
from indicators.models import Record
from portal.api.dating import last_change
from portal.api.open import Open

CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
LISTS = ["articles", "records", "indicators", "topics", "regions", "columns", "series", "observations"]


@pytest.fixture
def many(town):
    Region.objects.bulk_create(Region(code=f"{n:06}", name=f"第{n}区") for n in range(400001, 400121))


@pytest.mark.parametrize("path", ["regions/", "records/", "articles/", "columns/", "topics/", "indicators/"])
def test_pages_hold_everything_once_forwards_and_backwards(api, many, figures, path):
    everything = api.results(path, page_size=500)
    forwards, page = [], api(path, page_size=2)
    assert page["previous"] is None
    while True:
        forwards.append(page["results"])
        last = page
        if not page["next"]:
            break
        page = api(page["next"])
    assert [row for rows in forwards for row in rows] == everything
    backwards, page = [], last
    while page["previous"]:
        page = api(page["previous"])
        backwards.insert(0, page["results"])
    assert backwards == forwards[:-1]


def test_equal_dates_neither_repeat_nor_drop_a_row(api, town):
    """All of these have one published_on: the tie is broken by what is unique."""
    from articles.models import Article, Revision
    from articles.publishing import By, publish

    moment = town.live.newest.published_on
    for _n in range(7):
        article = Article.objects.create(column=town.column, region=town.region)
        revision = Revision(article=article, title="同一时刻", body="<p>正文</p>", published_on=moment)
        revision.save()
        publish(revision, by=By())
    ids, page = [], api("articles/", page_size=3)
    while page["next"]:
        ids += [row["id"] for row in page["results"]]
        page = api(page["next"])
    ids += [row["id"] for row in page["results"]]
    assert len(ids) == len(set(ids)) == 9


def test_a_row_that_comes_meanwhile_shifts_nothing(api, many):
    first = api("regions/", page_size=10)
    Region.objects.create(code="000001", name="新来的")
    second = api(first["next"])
    assert second["results"][0]["code"] == "400007"


def test_links_keep_the_question_and_stand_in_the_header(client, many):
    response = client.get("/api/v1/regions/", {"q": "区", "page_size": 5})
    following = response.json()["next"]
    assert "q=%E5%8C%BA" in following
    assert "page_size=5" in following
    assert response.headers["Link"] == f'<{following}>; rel="next"'


@pytest.mark.parametrize("cursor", ["x", "W10=", "eyJhIjoxfQ:abc", "WyIrIiwxXQ:AAAA", "长", "a" * 9_000, "\x00"])
def test_a_cursor_of_somebody_elses_making_is_refused(api, many, cursor):
    assert "next" in api.refusal("regions/", cursor=cursor)


def test_a_cursor_of_another_list_is_refused(client, api, many, figures):
    cursor = api("regions/", page_size=1)["next"].partition("cursor=")[2].partition("&")[0]
    assert client.get(f"/api/v1/records/?cursor={cursor}").status_code == 400


@pytest.mark.parametrize("size", [3, 100])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("articles/", 1),
        ("articles/?column=news&region=330114&q=经济", 4),  # the column, the place, how common the word is, the page
        ("records/", 4),  # the page, its bulletins, its indicators, its places
        # the indicator, the place, the topic, its entries, how many records they have and how many the value, then as above
        ("records/?indicator=gdp&region=330114&topic=general&period=2023&measure=level&value_min=1&q=生产", 10),
        ("indicators/", 3),  # the page, its aliases, its topics
        ("regions/", 1),
        ("columns/", 1),
        ("topics/", 1),
    ],
)
def test_lists_cost_a_fixed_number_of_queries(client, many, figures, django_assert_num_queries, path, size, queries):
    address = f"/api/v1/{path}{'&' if '?' in path else '?'}page_size={size}"
    if path.startswith("articles/?") and connection.vendor == "postgresql":
        queries += 3  # how common the word is, asked of stretches of days (ADR 0006)
    last_change()  # looked for once after each change; from then on its token is asked for
    with django_assert_num_queries(queries + 1) as captured:
        assert client.get(address).status_code == 200
    for query in captured.captured_queries:
        assert '"articles_revision"."text"' not in query["sql"]
        assert '"articles_revision"."body"' not in query["sql"]
        assert '"articles_revision"."page"' not in query["sql"]


def test_single_things_cost_few_queries(client, town, figures, django_assert_num_queries):
    last_change()
    with django_assert_num_queries(1 + 3):  # when the archive changed, the revision, its pictures, its versions
        client.get(f"/api/v1/articles/{town.corrected.pk}/")
    with django_assert_num_queries(1 + 1):
        client.get(f"/api/v1/records/{figures['half'].pk}/")


def test_what_has_not_changed_is_not_sent_again(client, town, figures):
    for path in (f"articles/{town.live.pk}/", f"records/{figures['half'].pk}/", "regions/"):
        first = client.get(f"/api/v1/{path}")
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
    article = client.get(f"/api/v1/articles/{town.live.pk}/")
    assert article.headers["Cache-Control"] == "public, max-age=60"
    town.column.name = "要闻"
    town.column.save()
    same = {"If-None-Match": article.headers["ETag"]}
    assert client.get(f"/api/v1/articles/{town.live.pk}/", headers=same).status_code == 200
    assert "Cookie" not in article.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["articles/", "records/", "records.csv", "indicators/", "regions/", "series/gdp/"])
def test_an_answer_says_when_the_archive_changed_last(client, town, figures, path):
    assert (
        "Last-Modified" not in client.get(f"/api/v1/{path}").headers
    )  # another change of this second would look the same
    time.sleep(1.1)
    first = client.get(f"/api/v1/{path}")
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(f"/api/v1/{path}", headers=since).status_code == 304
    town.column.name = "要闻"  # no bulletin is newer for that
    town.column.save()
    assert client.get(f"/api/v1/{path}", headers=since).status_code == 200


def test_pages_of_other_origins_may_read_and_nobody_may_write(client, town):
    for path in (
        "/api/v1/",
        "/api/v1/articles/",
        "/api/v1/articles/0/",
        "/api/v1/records/?x=1",
        "/api/x",
        "/api/schema/",
    ):
        answer = client.get(path, headers={"Origin": "https://example.org"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    preflight = client.options("/api/v1/records/", headers=asked)
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"Origin": "https://example.org"}).headers
    assert client.options("/api/v1/records/").status_code == 200
    assert client.head("/api/v1/records/").status_code == 200
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)("/api/v1/articles/", data={}, content_type="application/json")
        assert response.status_code == 405
        assert response.json()["title"] == "不支持这种方法"
    assert "Cache-Control" not in client.get("/api/v1/articles/0/").headers


@pytest.mark.parametrize("path", ["articles/", "records/?page_size=2", "regions/330114/"])
def test_head_says_what_get_says(client, figures, path):
    got, asked = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert asked.content == b""
    for name in ("ETag", "Link", "Content-Type", "Content-Length", "Cache-Control", "Vary"):
        assert asked.headers.get(name) == got.headers.get(name)
    assert client.head(f"/api/v1/{path}", headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


def test_an_address_without_its_last_stroke_leads_on(client, figures):
    answer = client.get("/api/v1/records?indicator=gdp&q=%E7%94%9F%E4%BA%A7")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        "/api/v1/records/?indicator=gdp&q=%E7%94%9F%E4%BA%A7",
    )
    assert client.get("/en/api/v1/changes").headers["Location"] == "/en/api/v1/changes/"
    posted = client.post("/api/v1/drafts", "{}", content_type="application/json")
    assert (posted.status_code, posted.headers["Location"]) == (308, "/api/v1/drafts/")
    for nowhere in ("/api/v1/nothing", "/api/v1/records.pdf", "/api//example.org"):
        assert client.get(nowhere).status_code == 404


def test_options_name_methods_parameters_and_formats(client, figures):
    said = client.options("/api/v1/records/").json()
    assert said["methods"] == ["GET", "HEAD", "OPTIONS"]
    assert {"indicator", "as_of", "cursor"} <= set(said["parameters"])
    assert "text/csv" in said["formats"]
    assert said["documentation"] == "http://testserver/api/docs/"
    assert client.options("/api/v1/extract/").json()["methods"] == ["POST", "OPTIONS"]


@pytest.mark.parametrize("path", ["records.csv", "series/gdp.xlsx", "observations.sdmx.json", "articles.parquet"])
def test_a_table_that_has_not_changed_is_not_made_again(client, town, figures, path):
    first = client.get(f"/api/v1/{path}")
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(f"/api/v1/{path}", headers=known)
    assert (again.status_code, again.headers["ETag"]) == (304, first.headers["ETag"])
    assert client.get(f"/api/v1/{path}?as_of=2026-01-01", headers=known).status_code == 200
    town.region.name = "另一个区"
    town.region.save()
    assert client.get(f"/api/v1/{path}", headers=known).status_code == 200


def test_a_format_that_is_not_there_is_a_problem(client, db):
    response = client.get("/api/v1/articles/", headers={"Accept": "application/pdf"})
    assert response.status_code == 406
    assert response.headers["Content-Type"] == "application/problem+json"


def test_the_english_address_stays_english_and_keeps_its_links(client, town):
    page = client.get("/en/api/v1/articles/?page_size=1").json()
    assert page["next"].startswith("http://testserver/en/api/v1/articles/?")
    assert page["results"][0]["page_url"] == f"http://testserver/en/articles/{town.live.pk}/"
    assert client.get("/en/api/v1/articles/0/").headers["Content-Language"] == "en"
    assert client.get("/elder/api/v1/articles/").status_code == 404


def test_english_addresses_refuse_in_english(client, town):
    problems = [
        client.get("/en/api/v1/records/?x=1"),
        client.get("/en/api/v1/records/?measure=x"),
        client.get("/en/api/v1/records/?period=x&region=x&indicator=x&page_size=x"),
        client.get(f"/en/api/v1/articles/{town.draft.pk}/"),
        client.get("/en/api/v1/nowhere/"),
    ]
    for response in problems:
        assert response.status_code in {400, 404}
        assert not CHINESE.search(response.content.decode())


def test_a_fault_of_our_own_is_a_problem_and_is_logged(client, db, monkeypatch, caplog):
    client.raise_request_exception = False
    monkeypatch.setattr(Record.objects.__class__, "stated", lambda self: 1 / 0)
    with caplog.at_level(logging.ERROR, "django.request"):
        response = client.get("/api/v1/records/")
    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 500
    assert "ZeroDivisionError" not in response.content.decode()
    assert any(record.exc_info for record in caplog.records)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_a_view_that_is_open(name):
    from portal.api.urls import ENDPOINTS

    assert issubclass(ENDPOINTS[name], Open)


def test_an_address_that_will_go_says_so(client, town, monkeypatch):
    from datetime import date

    from portal.api.open import Ending
    from portal.api.views import Topics

    monkeypatch.setattr(Topics, "ending", Ending(date(2030, 1, 1), date(2031, 1, 1), "https://example.org/v2"))
    answer = client.get("/api/v1/topics/")
    assert answer.headers["Deprecation"] == "@1893427200"
    assert answer.headers["Sunset"] == "Tue, 31 Dec 2030 16:00:00 GMT"
    assert '<https://example.org/v2>; rel="deprecation"' in answer.headers["Link"]


def test_errors_are_in_the_language_that_is_asked_for(client, town):
    for asked, english in (("en-US,en;q=0.9,zh;q=0.5", True), ("fr, en;q=0.1", True), ("zh-TW,en", False), ("", False)):
        answer = client.get("/api/v1/records/?x=1", headers={"Accept-Language": asked})
        assert (not CHINESE.search(answer.content.decode())) == english
        assert "Accept-Language" in answer.headers["Vary"]
        assert answer.headers["Content-Language"] == ("en" if english else "zh-CN")
    assert client.get("/api/v1/records/%ff.csv").status_code == 404
    assert client.get("/api/v1/records/?q=%ff").status_code == 400
