"""Reading aids of elder mode: larger type by address, plain comparisons, sounds of rare characters, what a voice says."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles.publishing import By, publish
from indicators.models import Record
from portal.speaking import LONGEST, sentences, spoken
from tests.conftest import BEIJING, Town, write

READINGS = [
    line.split("\t")
    for line in (Path(__file__).parent / "readings.tsv").read_text(encoding="utf-8").splitlines()
    if line.strip()
]


# 朗读


@pytest.mark.parametrize(("written", "said"), READINGS)
def test_a_figure_is_said_as_people_say_it(written: str, said: str) -> None:
    assert spoken(written) == said


def test_enough_readings() -> None:
    assert len({written for written, _said in READINGS}) >= 200


@given(st.text(st.sampled_from("0123456789.,%—-～年月日亿元个第至/:+() ,。同比增长A"), max_size=60))
def test_no_western_digit_is_left_to_the_voice(words: str) -> None:
    assert not re.search(r"\d", spoken(words))


@given(st.text(max_size=600))
def test_sentences_are_the_whole_text(words: str) -> None:
    parts = sentences(words)
    assert "".join(parts) == words
    assert all(0 < len(part) <= LONGEST for part in parts)


def ask(client: Client, body: object):
    return client.post("/elder/aloud/", json.dumps(body), content_type="application/json")


def test_the_server_writes_what_is_said(client: Client) -> None:
    answer = ask(client, {"blocks": ["增加值352.4亿元。同比增长12.4%", "标题"]})
    assert answer.json() == {
        "blocks": [
            [
                {"words": "增加值352.4亿元。", "spoken": "增加值三百五十二点四亿元。"},
                {"words": "同比增长12.4%", "spoken": "同比增长百分之十二点四"},
            ],
            [{"words": "标题", "spoken": "标题"}],
        ]
    }


@pytest.mark.parametrize("body", [[], {"blocks": "字"}, {"blocks": [1]}, {"blocks": None}, 7, None])
def test_what_is_no_text_is_refused(client: Client, body: object) -> None:
    assert ask(client, body).status_code == 400


def test_a_page_too_long_is_refused(client: Client) -> None:
    assert ask(client, {"blocks": ["字" * 200_000]}).status_code == 413
    assert client.get("/elder/aloud/").status_code == 405


# 字号


def test_larger_type_has_an_address_and_links_keep_it(client: Client, town: Town) -> None:
    page = client.get(f"/elder/200{town.live.get_absolute_url()}").content.decode()
    assert 'class="elder size-200"' in page
    assert re.search(r'<a class="figure" href="/elder/200/records/', page)
    for size, name in [("", "标准"), ("/150", "大"), ("/200", "特大"), ("/300", "最大")]:
        link = re.search(rf'<a href="/elder{size}{town.live.get_absolute_url()}"([^>]*)>{name}</a>', page)
        assert link, name
        assert ("aria-current" in link[1]) == (name == "特大")
    assert client.get("/elder/200").status_code == 301
    assert client.get("/elder/250/").status_code == 404
    assert client.get("/150/").status_code == 404


# 比一比


def confirmed(town: Town, body: str) -> str:
    revision = write((town.column, town.region), "比一比的公报", body, datetime(2023, 8, 1, 9, tzinfo=BEIJING))
    Record.objects.filter(revision=revision).update(status=Record.Status.CONFIRMED)
    publish(revision, by=By())
    return revision.get_absolute_url()


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("上半年,规上工业增加值352.4亿元,同比增长12.4%。", "比去年同期多12.4%，约多39亿元"),
        ("上半年,规上工业增加值352.4亿元,同比下降3.1%。", "比去年同期少3.1%，约少11亿元"),
        ("上半年,全区实现地区生产总值512.3亿元,同比增长6.1%。", "比去年同期多6.1%，约多29亿元"),
        # 5.3 to 6.7 of a hundred million: the rate says what is known, an amount in two digits would say more.
        ("上半年,外贸出口额3亿元,同比增长25%。", "比去年同期多25%"),
    ],
)
def test_a_plain_line_of_two_confirmed_figures(client: Client, town: Town, body: str, line: str) -> None:
    address = confirmed(town, f"<p>{body}</p>")
    page = client.get(f"/elder{address}").content.decode()
    assert f"</a>，{line}。</li>" in page
    assert "比去年同期" not in client.get(address).content.decode()
    record = Record.objects.get(revision__title="比一比的公报", measure="level")
    assert f"</a>，{line}。</li>" in client.get(f"/elder/records/{record.pk}/").content.decode()


@pytest.mark.parametrize(
    "body",
    [
        "上半年,规上工业增加值超过352亿元,同比增长12%以上。",
        "上半年,规上工业增加值352.4亿元,比2020年增长12.4%。",
        "上半年,规上工业增加值352.4亿元。全市增长12.4%。",
        "2023年,规上工业增加值力争达到352.4亿元,同比增长12.4%。",
    ],
)
def test_nothing_is_compared_that_was_not_said(client: Client, town: Town, body: str) -> None:
    assert "比一比" not in client.get(f"/elder{confirmed(town, f'<p>{body}</p>')}").content.decode().replace(
        "比一比的", ""
    )


def test_what_nobody_confirmed_is_not_compared(client: Client, town: Town) -> None:
    assert Record.objects.filter(revision__article=town.live, status=Record.Status.CANDIDATE).exists()
    assert "比一比" not in client.get(f"/elder{town.live.get_absolute_url()}").content.decode()


# 生僻字


def test_rare_characters_are_given_their_sound_when_asked(client: Client, town: Town) -> None:
    body = "<p>钱塘江边的<strong>堬塘</strong>和垸,产值12亿元。</p>"
    revision = write((town.column, town.region), "生僻字", body, datetime(2023, 8, 1, 9, tzinfo=BEIJING))
    publish(revision, by=By())
    address = f"/elder{revision.get_absolute_url()}"
    assert "<ruby>" not in client.get(address).content.decode()
    assert "给生僻字注音" in client.get(address).content.decode()
    asked = client.get(f"{address}?pinyin=1").content.decode()
    assert "<strong><ruby>堬<rp>(</rp><rt>yú</rt><rp>)</rp></ruby>塘</strong>和<ruby>垸<rp>(</rp><rt>yuàn</rt>" in asked
    assert 'href="/elder/records/' in asked
    assert "给生僻字注音" not in client.get(f"/elder{town.live.get_absolute_url()}").content.decode()
