"""核对一段文字 as pages: /verify/ for everybody, the same in the desk."""

import re
import time
from collections.abc import Iterator
from itertools import count, repeat
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from articles.models import Article
from indicators.models import Record
from indicators.verifying import LONGEST
from portal import verify
from tests.conftest import Town

TEXT = (
    "上半年，钱塘区实现地区生产总值512.3亿元，同比增长6.7%。一季度，全区实现地区生产总值240亿元。\r\n"
    "上半年，全区新增企业30家。"
)
JULY = {"day": "2023-07-25", "region": "钱塘区"}


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    cache.clear()


def ask(client: Client, text: str, status: int = 200, address: str = "/verify/", **given: str) -> str:
    response = client.post(address, {"text": text, **given})
    assert response.status_code == status
    return response.content.decode()


def test_every_figure_is_marked_and_its_reason_leads_to_the_sentence(client: Client, town: Town) -> None:
    page = ask(client, TEXT, **JULY)
    marked = re.findall(r'<a class="verdict (\w+)" href="#verdict-\d+">(.+?)<span>(.+?)</span></a>', page)
    assert marked == [
        ("same", "512.3亿元", "一致"),
        ("different", "6.7%", "不同"),
        ("superseded", "240亿元", "已更正"),
        ("not_found", "30家", "未找到"),
    ]
    assert "统计数字有 4 个：一致 1，不同 1，已更正 1，未找到 1。" in page
    level = Record.objects.get(revision__article=town.live, value="512.3")
    assert f'href="{town.live.get_absolute_url()}#record-{level.pk}:~:text=' in page
    assert f'href="{level.get_absolute_url()}"' in page
    now = Record.objects.get(revision__article=town.corrected, value="241")
    assert f'href="{now.get_absolute_url()}"' in page, "what the archive says now, not what it said"
    shown = re.sub(
        r"<span>.*?</span>|<[^>]+>", "", page.split('class="verified"')[1].split(">", 1)[1].split("</div>")[0]
    )
    assert shown == TEXT.replace("\r\n", "\n"), "the pasted words themselves are not changed"


def test_another_unit_cannot_be_compared(client: Client, town: Town) -> None:
    page = ask(client, "2023年上半年，钱塘区地区生产总值512.3万吨。")
    assert '<a class="verdict undecided"' in page
    assert "单位不同" in page


def test_what_was_taken_for_granted_is_said(client: Client, town: Town) -> None:
    page = ask(client, TEXT, **JULY)
    assert "按钱塘区核对" in page
    assert "按2023年7月25日时的说法理解" in page
    assert "按数值在存档中找" in ask(client, TEXT)


def test_nothing_that_is_not_public_is_told(client: Client, town: Town) -> None:
    page = ask(client, "2023年，钱塘区地区生产总值777亿元，粮食产量3万吨。", day="2023-09-01")
    assert "草稿" not in page.split("每个数字的依据")[1].split("</ol>")[0]
    assert "误发" not in page
    assert f"/articles/{town.withdrawn.pk}/" not in page


def test_another_mode_is_asked_with_the_same_text(client: Client, town: Town) -> None:
    assert 'href="/elder/verify/"' in client.get("/verify/").content.decode()
    page = ask(client, TEXT, **JULY)
    for address in ["/elder/verify/", "/en/verify/"]:
        assert re.search(rf'<button[^>]* form="verify-form" formaction="{address}"', page)
    assert '<form class="verify" id="verify-form" method="post"' in page
    assert 'formaction="/elder/200/verify/"' in ask(client, TEXT, address="/elder/verify/", **JULY)


@pytest.mark.parametrize("mode", ["", "/elder", "/en", "/en/elder"])
def test_it_works_in_every_mode(client: Client, town: Town, mode: str) -> None:
    page = client.get(f"{mode}/verify/")
    assert page.status_code == 200
    assert f'action="{mode}/verify/"' in page.content.decode()
    answer = ask(client, TEXT, address=f"{mode}/verify/", **JULY)
    assert 'class="verdict different"' in answer
    assert f'href="{mode}/articles/{town.live.pk}/#record-' in answer


@pytest.mark.parametrize("mode", ["", "/elder", "/en"])
def test_ways_lead_there(client: Client, town: Town, mode: str) -> None:
    for address in ["/", "/search/", "/site-map/"]:
        assert f'href="{mode}/verify/"' in client.get(f"{mode}{address}").content.decode()


def test_the_form_is_held_by_proxies_the_answer_by_nobody(client: Client, town: Town) -> None:
    outside = Client(enforce_csrf_checks=True)
    form = outside.get("/verify/")
    assert "s-maxage=60" in form.headers["Cache-Control"]
    answer = outside.post("/verify/", {"text": TEXT})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert not form.cookies
    assert not answer.cookies
    assert '<meta name="robots" content="noindex">' in form.content.decode()


def test_the_text_is_escaped_and_kept_in_the_form(client: Client, town: Town) -> None:
    page = ask(client, "<script>alert(1)</script>全区GDP为512.3亿元</textarea>")
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;</textarea>" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": ""}, "请粘贴要核对的文字"),
        ({"text": " \r\n "}, "请粘贴要核对的文字"),
        ({"text": "字" * (LONGEST + 1)}, "文字有 5001 字，超过 5000 字"),
        ({"text": "增长5%，企业3家。" * 400}, "请分段核对"),
        ({"text": "GDP\x0012亿元"}, "不允许"),
        ({"text": TEXT, "region": "亚特兰蒂斯"}, "没有叫“亚特兰蒂斯”的地区"),
        ({"text": TEXT, "region": "\x00"}, "不允许"),
        ({"text": TEXT, "day": "昨天"}, "请写成 2023-06-30 这样的日期"),
        ({"text": TEXT, "day": "0001-01-01"}, "1900 年到 2199 年"),
        ({}, "请粘贴要核对的文字"),
    ],
)
def test_bad_input_says_what_to_do(client: Client, town: Town, sent: dict[str, str], words: str) -> None:
    response = client.post("/verify/", sent)
    page = response.content.decode()
    assert response.status_code == 400
    assert words in page
    assert 'id="result"' not in page


def test_lines_of_a_browser_count_once(client: Client, town: Town) -> None:
    ask(client, "\r\n".join(["字"] * (LONGEST // 2)))


def test_an_enormous_text_is_not_sent_back_whole(client: Client, town: Town) -> None:
    assert len(ask(client, "字" * 1_000_000, status=400)) < 100_000


def until_refused(client: Client, addresses: Iterator[str]) -> Any:
    """The refusal, at the first request too many; where a minute ends on the way, the count begins anew."""
    minute = int(time.time()) // verify.SECONDS
    for asked in range(2 * verify.TIMES + 1):
        response = client.post("/verify/", {"text": "平稳。"}, REMOTE_ADDR=next(addresses))
        if response.status_code == 429:
            assert asked == verify.TIMES or int(time.time()) // verify.SECONDS > minute and asked > verify.TIMES
            return response
    raise AssertionError("never refused")


def test_who_asks_too_often_waits(client: Client, town: Town) -> None:
    response = until_refused(client, repeat("127.0.0.1"))
    assert response.headers["Retry-After"] == "60"
    assert "请过一分钟再试" in response.content.decode()
    assert client.get("/verify/").status_code == 200, "reading the form is free"
    assert client.post("/verify/", {"text": TEXT}, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_household_of_ipv6_is_one_address(client: Client, town: Town) -> None:
    until_refused(client, (f"2001:db8:1:2::{last:x}" for last in count(1)))
    assert client.post("/verify/", {"text": "平稳。"}, REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


def test_it_costs_the_same_however_long_the_text(client: Client, town: Town, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):  # the menu
        client.get("/verify/")
    for text in [TEXT, TEXT * 20]:
        with django_assert_num_queries(7):  # the place, five of the archive, the menu
            ask(client, text, **JULY)


def test_the_desk_has_it_too_behind_its_door(client: Client, town: Town) -> None:
    assert client.get("/admin/verify/").status_code == 302
    client.force_login(town.editor)
    assert 'href="/admin/verify/"' in client.get("/admin/").content.decode()
    page = ask(client, TEXT, address="/admin/verify/", **JULY)
    assert '<a class="verdict different"' in page
    assert "请粘贴要核对的文字" in ask(client, "", address="/admin/verify/")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(town.editor)
    assert strict.post("/admin/verify/", {"text": TEXT}).status_code == 403


def test_nothing_is_stored(client: Client, town: Town) -> None:
    before = Article.objects.count(), Record.objects.count()
    ask(client, TEXT, **JULY)
    assert (Article.objects.count(), Record.objects.count()) == before
