"""Another system brings a bulletin in with a token: a draft like an editor's, never more, and once however often it is sent."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from jsonschema import Draft202012Validator

from articles.models import Act, Article, Column, Revision
from articles.publishing import By, publish, withdraw
from portal import tokens
from portal.models import KeptAnswer, Token
from tests.api.test_schema import _closed

BULLETIN = {
    "title": "前三季度经济运行情况",
    "text": "前三季度，全区实现地区生产总值800.5亿元，同比增长6.4%。",
    "published_on": "2023-10-25",
    "source": "区统计局",
    "authors": "张三 李四",
}


@pytest.fixture(autouse=True)
def fresh_minute():
    cache.clear()


@pytest.fixture
def make_token(town):
    def make(**fields):
        said = {
            "name": "统计局发布平台",
            "user": town.editor,
            "scopes": ["draft:write"],
            "expires_at": timezone.now() + timedelta(days=1),
        }
        token = Token(**(said | fields))
        return token, tokens.make(token)

    return make


@pytest.fixture
def send(client, make_token):
    """Sends a bulletin with a good token; other headers on demand."""
    _token, good = make_token()

    def send(body=BULLETIN, answers=201, secret=good, path="/api/v1/drafts/", **headers):
        if secret:
            headers["Authorization"] = f"Bearer {secret}"
        if isinstance(body, dict) and "file" in body:
            response = client.post(path, body, headers=headers)
        else:
            content = body if isinstance(body, bytes) else json.dumps(body)
            response = client.post(path, content, content_type="application/json", headers=headers)
        assert response.status_code == answers, response.content.decode()[:800]
        send.response = response
        return response.json()

    return send


def test_a_bulletin_becomes_a_draft_with_its_figures(town, send, client):
    said = send()
    article = Article.objects.get(pk=said["id"])
    draft = article.newest
    assert (draft.state, draft.title, draft.source, draft.authors) == (
        "draft",
        BULLETIN["title"],
        "区统计局",
        "张三 李四",
    )
    assert (said["state"], said["page_url"], said["column"], said["region"]) == ("draft", None, "news", "330114")
    amount, growth = said["candidates"]
    assert (amount["value"], amount["unit"], amount["status"]) == ("800.5", "亿元", "candidate")
    assert (amount["indicator"]["code"], growth["value"]) == ("gdp", "6.4")
    assert send.response.headers["Location"] == said["url"]
    assert send.response.headers["Cache-Control"] == "private, no-store"
    act = Act.objects.get(article_number=article.pk)
    assert (act.verb, act.user, act.address) == ("import", town.editor, "127.0.0.1")
    assert "统计局发布平台" in act.note
    assert client.get(f"/articles/{article.pk}/").status_code == 404
    assert article.originals.get().content


def test_its_state_is_followed_until_it_is_public_and_after(town, send, client):
    said, headers = send(), {"Authorization": send.response.wsgi_request.headers["Authorization"]}

    def state():
        answer = client.get(said["url"], headers=headers).json()
        return answer["state"], answer["version"], bool(answer["page_url"])

    assert state() == ("draft", 1, False)
    article = Article.objects.get(pk=said["id"])
    publish(article.newest, by=By())
    assert state() == ("published", 1, True)
    withdraw(article, by=By(), reason="误发")
    assert state() == ("withdrawn", 1, False)


def test_a_file_is_read_as_the_desk_reads_it(town, send):
    page = "<h1>一季度数据</h1><p>发布日期:2024-04-20</p><p>一季度，全区实现地区生产总值260亿元。</p>"
    said = send({"file": SimpleUploadedFile("数据.html", page.encode("gb18030")), "region": "杭州市"})
    assert (said["title"], said["published_on"][:10], said["region"]) == ("一季度数据", "2024-04-20", "330100")
    assert Article.objects.get(pk=said["id"]).originals.get().filename == "数据.html"


def test_the_same_request_under_the_same_key_is_done_once(town, send):
    first = send(**{"Idempotency-Key": "7"})
    articles = Article.objects.count()
    assert send(**{"Idempotency-Key": "7"}) == first
    assert send.response.status_code == 201
    problem = send(BULLETIN | {"title": "另一篇"}, answers=422, **{"Idempotency-Key": "7"})
    assert "Idempotency-Key" in problem["detail"]
    assert Article.objects.count() == articles
    # A day later the key is free; the bulletin is still known.
    KeptAnswer.objects.update(at=timezone.now() - timedelta(days=1, seconds=1))
    assert str(first["id"]) in send(answers=409, **{"Idempotency-Key": "7"})["detail"]


def test_a_refusal_is_not_kept(town, send):
    send(BULLETIN | {"published_on": "2990-01-01"}, answers=400, **{"Idempotency-Key": "8"})
    send({"text": "没有日期的一段话。"}, answers=422, **{"Idempotency-Key": "8"})
    assert not KeptAnswer.objects.exists()
    send(**{"Idempotency-Key": "8"})


def test_files_are_told_apart_by_their_bytes(town, send):
    def file(words):
        return {"file": SimpleUploadedFile("a.txt", f"标题\n发布日期:2024-04-20\n{words}".encode())}

    first = send(file("粮食产量3万吨。"), **{"Idempotency-Key": "9"})
    assert send(file("粮食产量3万吨。"), **{"Idempotency-Key": "9"}) == first
    send(file("粮食产量4万吨。"), answers=422, **{"Idempotency-Key": "9"})


def test_a_bulletin_that_is_known_is_not_stored_again(town, send):
    said = send()
    assert str(said["id"]) in send(answers=409)["detail"]


@pytest.mark.parametrize(
    ("fields", "answers"),
    [
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, 401),
        ({"revoked_at": timezone.now()}, 401),
        ({"scopes": ["extract", "verify"]}, 403),
        ({"user": "stranger"}, 403),
        ({"user": "gone"}, 401),
    ],
)
def test_a_token_does_what_it_is_for_and_while_it_may(town, make_token, send, fields, answers):
    if fields.get("user") == "gone":
        town.reviewer.is_active = False
        town.reviewer.save()
        fields = {"user": town.reviewer}
    elif fields.get("user"):
        fields = {"user": town.stranger}
    before = Article.objects.count()
    _token, secret = make_token(name="另一个", **fields)
    assert send(answers=answers, secret=secret)["detail"]
    assert Article.objects.count() == before


def test_without_a_token_or_with_a_made_up_one_nothing_is_read(town, send):
    problem = send(answers=401, secret="")
    assert "Bearer" in problem["detail"]
    assert send.response.headers["WWW-Authenticate"].startswith("Bearer")
    send(answers=401, secret="gbp_x")
    send(answers=401, secret="令牌")
    assert "token" in send(answers=401, secret="", path="/en/api/v1/drafts/")["detail"]


def test_a_session_of_the_desk_is_no_token(town, client, send):
    client.force_login(town.publisher)
    send(answers=401, secret="")


def test_a_token_may_be_held_to_one_column(town, make_token, send):
    own = Column.objects.create(slug="figures", name="统计数据")
    _token, secret = make_token(name="只写数据", column=own)
    assert send(BULLETIN | {"column": "news"}, answers=403, secret=secret)
    assert send(secret=secret)["column"] == "figures"


def test_others_drafts_are_not_shown(town, make_token, send, client):
    _token, secret = make_token(name="另一个")
    url = f"/api/v1/drafts/{town.draft.pk}/"
    assert client.get(url, headers={"Authorization": f"Bearer {secret}"}).status_code == 404
    assert client.get(url).status_code == 401


def test_the_last_use_is_seen_and_the_secret_is_not_kept(town, make_token, send):
    token, secret = make_token(name="另一个")
    send(secret=secret)
    token.refresh_from_db()
    assert (token.last_used_from, token.last_used_at is not None) == ("127.0.0.1", True)
    assert secret not in str(Token.objects.filter(pk=token.pk).values().get())


def test_nobody_publishes_by_the_api(town, send):
    problem = send(BULLETIN | {"state": "published"}, answers=400)
    assert "state" in problem["detail"]
    assert send()["state"] == "draft"


BAD = {
    "nothing": {},
    "no words": {"text": ""},
    "title too long": BULLETIN | {"title": "题" * 201},
    "day": BULLETIN | {"published_on": "yesterday"},
    "day of another type": BULLETIN | {"published_on": {"year": 2023}},
    "column": BULLETIN | {"column": "nowhere"},
    "region": BULLETIN | {"region": "'; --"},
    "file in JSON": {"file": "aGVsbG8="},
    "null character": BULLETIN | {"title": "a\x00b"},
    "half a character": BULLETIN | {"text": "\ud800"},
    "deep": b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "malformed": b'{"text": "',
    "unknown field": BULLETIN | {"publish": True},
    "empty file": {"file": SimpleUploadedFile("a.txt", b"")},
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_bad_input_is_refused_in_words_and_stores_nothing(town, send, body):
    before = Revision.objects.count()
    assert send(body, answers=400)["detail"]
    assert Revision.objects.count() == before


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" + b"0" * 100, b"PK\x03\x04 broken", b"%PDF-1.4 broken", b"\xd0\xcf\x11\xe0 old Word"],
)
def test_a_file_that_is_no_bulletin_is_refused_as_at_the_desk(town, send, content):
    before = Revision.objects.count()
    assert send({"file": SimpleUploadedFile("公报.docx", content)}, answers=422)["detail"]
    assert Revision.objects.count() == before


def test_a_body_that_is_no_form_or_too_large_is_not_read(town, client, make_token):
    _token, secret = make_token(name="另一个")
    headers = {"Authorization": f"Bearer {secret}"}
    broken = client.post("/api/v1/drafts/", b"x", content_type="multipart/form-data", headers=headers)
    assert broken.status_code == 400
    large = client.post("/api/v1/drafts/", b" " * (4 << 20), content_type="application/json", headers=headers)
    assert large.status_code == 413


def test_answers_are_what_the_schema_says(town, send, client):
    schema = client.get("/api/schema/", headers={"Accept": "application/json"}).json()
    posted = schema["paths"]["/api/v1/drafts/"]["post"]
    said = send()
    wanted = posted["responses"]["201"]["content"]["application/json"]["schema"]["$ref"]
    Draft202012Validator({"$ref": wanted, "components": _closed(schema["components"])}).validate(said)
    assert {"400", "401", "403", "409", "413", "415", "422", "429"} <= set(posted["responses"])
    assert posted["security"] == [{"token": []}]
    got = schema["paths"]["/api/v1/drafts/{id}/"]["get"]
    wanted = got["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    headers = {"Authorization": send.response.wsgi_request.headers["Authorization"]}
    answer = client.get(said["url"], headers=headers).json()
    Draft202012Validator({"$ref": wanted, "components": _closed(schema["components"])}).validate(answer)


def test_pages_of_other_sites_may_not_write(town, client):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    assert "Access-Control-Allow-Origin" not in client.options("/api/v1/drafts/", headers=asked).headers
    assert "Access-Control-Allow-Origin" in client.options("/api/v1/verify/", headers=asked).headers


def test_a_token_may_read_texts_more_often(town, client, make_token):
    _token, secret = make_token(name="读数", scopes=["extract"])

    def ask(address):
        headers = {"Authorization": f"Bearer {secret}"}
        return client.post(f"/api/v1/{address}/", {"text": "无"}, content_type="application/json", headers=headers)

    assert "q=600" in ask("extract").headers["RateLimit-Policy"]
    assert ask("verify").status_code == 403
