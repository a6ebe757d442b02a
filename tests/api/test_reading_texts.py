"""The figures of a posted text, read and compared, and nothing of it kept; whatever cannot be read is refused in words."""

import json
import re

import pytest
from django.core.cache import cache
from jsonschema import Draft202012Validator

from articles.models import Revision
from indicators.models import Record
from tests.api.test_schema import _closed

SENTENCE = "上半年，全区实现地区生产总值512.3亿元，同比增长6.1%。"


@pytest.fixture(autouse=True)
def fresh_minute():
    cache.clear()


@pytest.fixture
def post(client):
    def post(address, body, answers=200, kind="application/json", **headers):
        content = body if isinstance(body, (str, bytes)) else json.dumps(body)
        path = address if address.startswith("/") else f"/api/v1/{address}/"
        response = client.post(path, content, content_type=kind, headers=headers)
        assert response.status_code == answers, response.content.decode()[:500]
        assert response.headers["Content-Type"] == ("application/json" if answers < 300 else "application/problem+json")
        post.headers = response.headers
        return response.json()

    return post


def test_the_figures_of_a_text_are_read_and_nothing_is_stored(town, post):
    before = Revision.objects.count(), Record.objects.count()
    text = f"情况如下。\r\n{SENTENCE}"
    amount, growth = post("extract", {"text": text, "published_on": "2023-07-20"})["figures"]
    assert (amount["indicator"]["code"], amount["value"], amount["unit"]) == ("gdp", "512.3", "亿元")
    assert (amount["canonical_value"], amount["region"]["code"]) == ("51230000000", "330114")
    assert amount["period"] == {"start": "2023-01-01", "end": "2023-06-30"}
    assert (growth["measure"], growth["value"]) == ("growth", "6.1")
    position = amount["selectors"][0]
    assert text.replace("\r\n", "\n")[position["start"] : position["end"]] == amount["selectors"][1]["exact"]
    assert (Revision.objects.count(), Record.objects.count()) == before
    assert post.headers["Cache-Control"] == "private, no-store"


def test_another_place_and_day_are_read_by(town, post):
    asked = {"text": "去年全市实现地区生产总值512.3亿元。", "region": "330100", "published_on": "2020-02-01"}
    (amount,) = post("extract", asked)["figures"]
    assert amount["region"]["code"] == "330100"
    assert amount["period"] == {"start": "2019-01-01", "end": "2019-12-31"}


def test_a_text_is_compared_with_what_the_public_reads(town, post):
    asked = {"text": SENTENCE.replace("6.1", "6.2"), "published_on": "2023-07-20", "region": "钱塘区"}
    same, different = post("verify", asked)["verdicts"]
    assert (same["state"], different["state"]) == ("same", "different")
    assert (different["statement"]["article"], different["statement"]["value"]) == (town.live.pk, "6.1")
    assert post("verify", {"text": "没有数字。"}) == {"verdicts": []}


def test_answers_are_what_the_schema_says(town, post, client):
    schema = client.get("/api/schema/", headers={"Accept": "application/json"}).json()
    for address in ("extract", "verify"):
        answers = schema["paths"][f"/api/v1/{address}/"]["post"]["responses"]
        wanted = answers["200"]["content"]["application/json"]["schema"]["$ref"]
        said = post(address, {"text": SENTENCE, "published_on": "2023-07-20"})
        Draft202012Validator({"$ref": wanted, "components": _closed(schema["components"])}).validate(said)
        assert {"400", "413", "415", "429"} <= set(answers)


BAD = {
    "no JSON": b"{",
    "not an object": b"[1]",
    "empty": b"",
    "deep": b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "other encoding": '{"text": "上半年"}'.encode("gb18030"),
    "endless": b'{"text": NaN}',
    "huge number": b'{"text": ' + b"9" * 10_000 + b"}",
    "half a character": b'{"text": "\\ud800 512"}',
    "null character": b'{"text": "a\\u0000b"}',
    "no text": b"{}",
    "list as text": b'{"text": ["512"]}',
    "blank": b'{"text": ""}',
    "unknown": '{"text": "数", "publish": true}'.encode(),
    "day": '{"text": "数", "published_on": "yesterday"}'.encode(),
    "year 1": '{"text": "数", "published_on": "0001-01-01"}'.encode(),
    "place": '{"text": "数", "region": "\'; DROP TABLE articles_region; --"}'.encode(),
    "place of another type": '{"text": "数", "region": {"code": 1}}'.encode(),
    "too long": json.dumps({"text": "数" * 60_000}).encode(),
}


@pytest.mark.parametrize("address", ["extract", "verify"])
@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_refused_in_words(town, post, address, body):
    problem = post(address, body, answers=400)
    assert problem["status"] == 400
    assert problem["detail"]
    assert not re.search("[一-鿿]", post(f"/en/api/v1/{address}/", body, answers=400)["detail"])


def test_what_is_too_large_or_of_another_kind_is_not_read_at_all(town, post):
    assert post("extract", b" " * (4 * 1024 * 1024), answers=413)["detail"]
    assert post("extract", SENTENCE, answers=415, kind="text/plain")["detail"]


def test_each_answer_says_how_often_more_and_the_last_when_again(town, post):
    for left in range(19, -1, -1):
        post("verify", {"text": "无"})
        assert post.headers["RateLimit"].startswith(f'"verify";r={left};t=')
    assert post.headers["RateLimit-Policy"] == '"verify";q=20;w=60'
    assert "秒" in post("verify", {"text": "无"}, answers=429)["detail"]
    assert 0 < int(post.headers["Retry-After"]) <= 60
    post("extract", {"text": "无"})


def test_the_address_may_be_written_without_its_last_stroke(town, post):
    assert post("/api/v1/extract", {"text": SENTENCE})["figures"]


def test_other_methods_are_refused_as_problems(town, client):
    response = client.get("/api/v1/extract/")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST, OPTIONS")
    assert response.headers["Content-Type"] == "application/problem+json"
