"""What the API answers about what is public, and that it answers nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Revision
from articles.publishing import By, new_draft, publish, withdraw
from indicators.models import Record

HIDDEN = ("draft", "withdrawn")


def test_the_root_lists_every_endpoint(api):
    root = api("/api/v1/")
    assert list(root)[:8] == [
        "articles", "records", "indicators", "topics", "regions", "columns", "series", "observations",
    ]  # fmt: skip
    assert {"schema", "docs"} <= set(root)
    assert root["records"] == "http://testserver/api/v1/records/"


def test_every_link_that_the_api_gives_answers(api, client, town, figures):
    # What takes no GET, what asks for a token, what the stream of changes says is gone, what leads to a successor.
    otherwise = {
        "/extract/": 405,
        "/verify/": 405,
        "/drafts/": 401,
        f"/articles/{town.withdrawn.pk}/": 410,
        "/indicators/little-giants/": 301,
    }
    seen: set[str] = set()

    def walk(value):
        if isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, str) and value.startswith("http://testserver/") and value not in seen:
            seen.add(value)
            response = client.get(value.partition("#")[0])
            expected = {200} | {status for part, status in otherwise.items() if part in value}
            assert response.status_code in expected, value
            if response.headers["Content-Type"] == "application/json" and "/schema/" not in value:
                walk(response.json())

    walk(api("/api/v1/"))
    assert len(seen) > 60


def test_a_list_of_articles_holds_the_visible_ones_newest_first_without_text(api, town):
    articles = api.results("articles/")
    assert [article["id"] for article in articles] == [town.live.pk, town.corrected.pk]
    assert articles[0]["title"] == "上半年经济运行情况"
    assert articles[0]["published_on"] == "2023-07-20T10:23:00+08:00"
    assert articles[0]["column"] == {
        "slug": "news",
        "name": "要闻动态",
        "url": "http://testserver/api/v1/columns/news/",
    }
    assert articles[1]["revision"] == 2
    assert articles[1]["correction_note"] == "地区生产总值原为240亿元。"
    assert not {"text", "body", "pictures"} & set(articles[0])


def test_an_article_has_its_text_and_versions(api, town):
    article = api(f"articles/{town.corrected.pk}/")
    assert article["text"].startswith("一季度经济运行情况\n\n一季度,全区实现地区生产总值241亿元")
    assert article["body"].startswith("<p>一季度")
    assert [version["number"] for version in article["versions"]] == [2, 1]
    assert article["versions"][0]["visible_until"] is None
    assert article["versions"][1]["visible_until"] is not None


def test_an_earlier_version_stays_readable(api, town):
    version = api(f"articles/{town.corrected.pk}/versions/1/")
    assert "240亿元" in version["text"]
    assert version["visible_until"]
    assert [v["number"] for v in api.results(f"articles/{town.corrected.pk}/versions/")] == [2, 1]
    api(f"articles/{town.corrected.pk}/versions/3/", answers=404)


@pytest.mark.parametrize("path", ["articles/{}/", "articles/{}/versions/", "articles/{}/versions/1/"])
def test_a_draft_is_unknown_and_a_withdrawn_article_is_gone_with_the_reason(api, town, path):
    unknown = api(path.format(10**17), answers=404)
    assert api(path.format(town.draft.pk), answers=404)["detail"] == unknown["detail"]
    assert api(path.format(town.withdrawn.pk), answers=410)["detail"].endswith("撤回：数据口径有误")


def test_nothing_of_what_is_not_public_is_in_any_list(api, town, write_record):
    hidden = [getattr(town, name).newest for name in HIDDEN]
    write_record(hidden[0])
    ids = {revision.article_id for revision in hidden}
    assert not ids & {article["id"] for article in api.results("articles/")}
    assert not ids & {record["article"]["id"] for record in api.results("records/")}
    for article in ids:
        assert api.results("records/", article=article) == []
    for record in Record.objects.filter(revision=hidden[0]):
        api(f"records/{record.pk}/", answers=404)


def test_a_version_that_waits_for_its_time_does_not_show(api, town):
    later = new_draft(town.live.newest, by=By())
    later.correction_note = "改正一处。"
    later.body = "<p>明天才公开的数字是888亿元。</p>"
    later.save()
    publish(later, by=By(), visible_from=timezone.now() + timedelta(days=1))
    article = api(f"articles/{town.live.pk}/")
    assert article["revision"] == 1
    assert [(v["number"], v["visible_until"]) for v in article["versions"]] == [(1, None)]
    api(f"articles/{town.live.pk}/versions/2/", answers=404)
    assert "888" not in str(api.results("records/"))


def test_an_article_withdrawn_before_its_time_was_never_there(api, town):
    article = Article.objects.create(column=town.column, region=town.region)
    revision = Revision(article=article, title="早了", body="<p>正文</p>", published_on=timezone.now())
    revision.save()
    publish(revision, by=By(), visible_from=timezone.now() + timedelta(days=1))
    withdraw(article, by=By(), reason="不发了")
    api(f"articles/{article.pk}/", answers=404)


def test_a_record_carries_the_whole_contract(api, town, figures):
    record = api(f"records/{figures['half'].pk}/")
    article = figures["half"].revision.article_id
    here = "http://testserver"
    quote = record.pop("quote")
    assert quote.startswith(f"{here}/articles/{article}/#record-{figures['half'].pk}:~:text=")
    published_on = record["article"].pop("published_on")
    assert published_on == "2024-01-20T09:00:00+08:00"
    visible_from = timezone.localtime(figures["half"].revision.visible_from).isoformat()
    assert (record.pop("known_from"), record.pop("known_until")) == (visible_from, None)
    assert record == {
        "id": figures["half"].pk,
        "indicator": {"code": "gdp", "name": "地区生产总值", "url": f"{here}/api/v1/indicators/gdp/"},
        "name": "地区生产总值",
        "measure": "level",
        "value": "512.3",
        "value_max": None,
        "unit": "亿元",
        "canonical_value": "51230000000",
        "canonical_max": None,
        "canonical_unit": "元",
        "modifier": "exact",
        "comparison": None,
        "scope": None,
        "period": {"start": "2023-01-01", "end": "2023-06-30"},
        "region": {"code": "330114", "name": "钱塘区", "url": f"{here}/api/v1/regions/330114/"},
        "assertion": "actual",
        "status": "candidate",
        "confidence": None,
        "rule": None,
        "article": {
            "id": article,
            "revision": 1,
            "title": "统计资料",
            "url": f"{here}/api/v1/articles/{article}/",
            "version_url": f"{here}/api/v1/articles/{article}/versions/1/",
            "page_url": f"{here}/articles/{article}/",
            "version_page_url": f"{here}/articles/{article}/v1/",
        },
        "selectors": [
            {"type": "TextPositionSelector", "start": 30, "end": 37},
            {
                "type": "TextQuoteSelector",
                "exact": "512.3亿元",
                "prefix": "全区实现地区生产总值",
                "suffix": ",同比增长6.1%。",
            },
        ],
        "url": f"{here}/api/v1/records/{figures['half'].pk}/",
        "page_url": f"{here}/records/{figures['half'].pk}/",
    }


def test_values_are_exact_strings(api, figures):
    def value(name):
        record = api(f"records/{figures[name].pk}/")
        return record["value"], record["value_max"], record["canonical_value"], record["canonical_max"]

    assert value("growth") == ("-3.1", None, "-3.1", None)
    assert value("stock") == ("1.2", None, "12000", None)
    assert value("target") == ("1000", "1100", "100000000000", "110000000000")
    assert value("unmatched") == ("3", None, None, None)


def test_a_record_without_code_or_start_says_null(api, figures):
    record = api(f"records/{figures['unmatched'].pk}/")
    assert record["indicator"] is None
    assert record["region"] == {"code": None, "name": "高新区", "url": None}
    assert api(f"records/{figures['stock'].pk}/")["period"] == {"start": None, "end": "2023-12-31"}


def test_a_merged_indicator_is_shown_as_its_successor(api, figures):
    assert api(f"records/{figures['merged'].pk}/")["indicator"]["code"] == "firms"
    assert api("indicators/little-giants/")["merged_into"]["code"] == "firms"


@pytest.mark.parametrize("status", ["rejected", "detached"])
def test_a_record_that_was_thrown_out_is_unknown(api, figures, status):
    api(f"records/{figures[status].pk}/", answers=404)
    assert figures[status].pk not in [record["id"] for record in api.results("records/")]


def test_a_record_of_an_earlier_version_is_gone(api, town, figures):
    revision = new_draft(figures["half"].revision, by=By())
    revision.correction_note = "改正一处。"
    revision.save()
    publish(revision, by=By())
    assert "已有更新的版本" in api(f"records/{figures['half'].pk}/", answers=410)["detail"]
    withdraw(revision.article, by=By(), reason="统计口径调整")
    assert api(f"records/{figures['half'].pk}/", answers=410)["detail"].endswith("统计口径调整")


def test_the_catalogue_columns_and_regions(api, town):
    gdp = api("indicators/gdp/")
    assert (gdp["name"], gdp["name_en"], gdp["aliases"], gdp["note"]) == ("地区生产总值", "GDP", ["GDP"], None)
    assert [topic["slug"] for topic in gdp["topics"]] == ["general"]
    assert api("columns/news/")["parent"] is None
    region = api("regions/330114/")
    assert (region["short_names"], region["parent"]["code"]) == (["钱塘"], "330100")
    assert [r["code"] for r in api.results("regions/")] == ["000000", "330000", "330100", "330114"]
    assert api("topics/general/")["name_en"] == "General"


@pytest.mark.parametrize("path", ["indicators/none/", "columns/none/", "regions/999999/", "topics/none/", "nowhere/"])
def test_what_is_not_there_is_a_problem(api, db, path):
    problem = api(path, answers=404)
    assert problem == {
        "type": "about:blank",
        "title": "没有找到",
        "status": 404,
        "detail": "没有这个地址或这一项。",
        "instance": f"/api/v1/{path}",
    }
