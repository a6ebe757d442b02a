"""我要纠错: anybody may report an error, nobody is asked who they are, and the editors answer."""

import time
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import reports
from articles.models import Revision
from articles.reports import Report
from indicators.models import Record
from tests.conftest import Town
from tests.reading.test_pages import read


class OpenedBefore(signing.TimestampSigner):
    seconds = 60

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time()) - self.seconds)


def opened(seconds: int = 60) -> str:
    signer = OpenedBefore(salt="portal.reports")
    signer.seconds = seconds
    return signer.sign("1")


def post(client: Client, town: Town, mode: str = "", headers: dict[str, str] | None = None, **words: object):
    given = {"message": "应为512.4亿元", "opened": opened(), **words}
    return client.post(f"{mode}/articles/{town.live.pk}/report/", given, headers=headers)


@pytest.mark.parametrize("mode", ["", "/elder", "/en"])
def test_a_report_reaches_the_editors_and_its_answer_the_reader(client: Client, town: Town, mode: str) -> None:
    record = Record.objects.get(revision__article=town.live, value="512.3")
    form = read(client, f"{mode}/articles/{town.live.pk}/report/?record={record.pk}")
    assert "全区实现地区生产总值512.3亿元,同比增长6.1%。</textarea>" in form
    answer = post(client, town, mode, record=record.pk, quote="地区生产总值512.3亿元")
    assert answer.status_code == 303
    receipt = answer.headers["Location"]
    assert receipt.startswith(f"{mode}/reports/")
    assert "应为512.4亿元" in read(client, receipt)
    assert not answer.cookies

    made = Report.objects.get()
    assert (made.revision.article_id, made.record_number) == (town.live.pk, record.pk)
    client.force_login(town.editor)
    assert "读者纠错 <b>1</b>" in read(client, reverse("admin:index"))
    assert "应为512.4亿元" in read(client, reverse("admin:articles_report_changelist"))
    page = reverse("admin:articles_report_change", args=[made.pk])
    assert f"/records/{record.pk}/" in read(client, page)
    assert "请写答复" in client.post(page, {"state": "dismissed", "answer": " "}).content.decode()
    client.post(page, {"state": "dismissed", "answer": "与统计公报一致,不作更正。"})
    client.logout()
    shown = read(client, receipt)
    assert "与统计公报一致,不作更正。" in shown
    made.refresh_from_db()
    assert made.decided_by == town.editor


def test_a_sentence_may_be_reported_and_of_an_old_version_too(client: Client, town: Town) -> None:
    form = read(client, f"/articles/{town.corrected.pk}/report/?version=1&quote=240亿元%0A")
    assert ">240亿元" in form
    assert 'name="version" value="1"' in form
    client.post(f"/articles/{town.corrected.pk}/report/", {"message": "数字不对", "opened": opened(), "version": "1"})
    assert Report.objects.get().revision.number == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"message": ""}, "请写明错在哪里"),
        ({"message": "错"}, "写得太短了"),
        ({"message": "错" * 1001}, "写得太长了"),
        ({"message": "看 http://a.example 和 www.b.example 便宜"}, "最多写一个网址"),
        ({"website": "http://a.example"}, "要空着"),
        ({"opened": 0}, "提交得太快了"),
        ({"opened": 100_000}, "打开得太久了"),
        ({"opened": "x"}, "打开得太久了"),
        ({"quote": "字" * 501}, "500"),
    ],
)
def test_what_is_not_taken_says_why_and_keeps_what_was_written(client: Client, town: Town, words, said) -> None:
    if isinstance(words.get("opened"), int):
        words = words | {"opened": opened(words["opened"])}  # made now: the clock runs
    answer = post(client, town, **words)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert "message" in words or "应为512.4亿元</textarea>" in page
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": "https://evil.example"}, 400),
        ({"Origin": "null"}, 400),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({}, 303),
    ],
)
def test_another_site_cannot_report_in_a_readers_name(town: Town, headers, status) -> None:
    assert post(Client(enforce_csrf_checks=True), town, headers=headers).status_code == status


def test_one_address_reports_so_often_and_its_trace_goes(client: Client, town: Town, settings) -> None:
    for _n in range(reports.MOST_IN_WINDOW):
        assert post(client, town).status_code == 303
    answer = post(client, town)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "一小时" in answer.content.decode()
    assert Report.objects.count() == reports.MOST_IN_WINDOW
    senders = set(Report.objects.values_list("sender", flat=True))
    assert len(senders) == 1
    assert "127.0.0.1" not in senders.pop()
    Report.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert post(client, town).status_code == 303
    assert Report.objects.exclude(sender="").count() == 1


def test_what_is_not_public_cannot_be_reported_on(client: Client, town: Town) -> None:
    read(client, f"/articles/{town.draft.pk}/report/", 404)
    read(client, f"/articles/{town.withdrawn.pk}/report/", 410)
    read(client, "/reports/nobody-has-this/", 404)
    hidden = Record.objects.filter(revision__article=town.draft)[0]
    form = read(client, f"/articles/{town.live.pk}/report/?record={hidden.pk}&version=99&quote=%00")
    assert "777" not in form
    assert "第1版" in form


def test_only_those_who_work_on_bulletins_answer(client: Client, town: Town) -> None:
    post(client, town)
    page = reverse("admin:articles_report_change", args=[Report.objects.get().pk])
    for user, status in [(town.stranger, 403), (town.publisher, 403)]:
        client.force_login(user)
        assert client.post(page, {"state": "answered", "answer": "好"}).status_code == status
    assert Report.objects.get().state == Report.State.NEW
    assert Revision.objects.visible().get(article=town.live).number == 1
