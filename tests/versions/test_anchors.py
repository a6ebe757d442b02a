"""Records follow their words through an editor's work, or are let go; never to other words."""

import time

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bench.anchors import EDITS, demonstration, measure
from indicators.anchoring import Following

TEXT = "一、工业\n\n上半年工业增加值352.4亿元,增长12.4%。\n\n二、投资\n\n固定资产投资80亿元,增长12.4%。其中民间投资增长5%。"


def follow(text: str, words: str, edited: str, nth: int = 0) -> str | None:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    span = Following(text, edited).span(at, at + len(words))
    return edited[max(span[0] - 6, 0) : span[1]] if span else None


def test_random_edits_of_the_demonstration_bulletins():
    tally = measure(list(demonstration()), edits=15 * len(EDITS))
    assert tally.together.total() > 3000
    assert tally.share_right >= 0.995, tally.faults
    assert tally.together["wrong"] == 0, tally.faults


@pytest.mark.parametrize(
    ("words", "nth", "edited", "found"),
    [
        # The paragraph moved, the heading did not.
        (
            "12.4%",
            1,
            TEXT.replace("固定资产投资80亿元,增长12.4%。", "") + "固定资产投资80亿元,增长12.4%。",
            "0亿元,增长12.4%",
        ),
        ("12.4%", 0, TEXT.replace("上半年工业增加值", "1—6月,全区工业增加值为"), "4亿元,增长12.4%"),
        ("5%", 0, TEXT.replace("其中民间投资增长", "其中,民间投资比上年同期增长"), "上年同期增长5%"),
        ("80亿元", 0, TEXT.replace("12.4%", "12.5%"), "固定资产投资80亿元"),
    ],
)
def test_words_that_stayed_are_followed(words, nth, edited, found):
    assert follow(TEXT, words, edited, nth) == found


@pytest.mark.parametrize(
    ("words", "nth", "edited"),
    [
        ("12.4%", 0, TEXT.replace("上半年工业增加值352.4亿元,增长12.4%。", "")),
        ("12.4%", 0, TEXT.replace("352.4亿元,增长12.4%", "352.4亿元,增长12.5%")),
        ("352.4亿元", 0, TEXT.replace("352.4", "1352.4")),
        ("5%", 0, TEXT.replace("其中民间投资增长5%。", "其中外贸出口增长5%。")),
        ("80亿元", 0, TEXT.replace("80亿元", "352.4亿元").replace("352.4亿元", "80亿元", 1)),
    ],
)
def test_words_that_are_gone_are_let_go(words, nth, edited):
    assert follow(TEXT, words, edited, nth) is None


@given(st.text("0123456789.%亿元,增长。\n工业"), st.text("0123456789.%亿元,增长。\n工业"), st.data())
def test_whatever_is_found_are_the_very_words_and_no_part_of_a_number(before, after, data):
    if not before:
        return
    start = data.draw(st.integers(0, len(before) - 1))
    end = data.draw(st.integers(start + 1, len(before)))
    found = Following(before, after).span(start, end)
    if found:
        assert after[slice(*found)] == before[start:end]


def test_two_values_that_changed_places_take_nothing_along():
    quarters = "全年工业运行平稳。\n\n1-9月，限额以上餐饮收入{}亿元，同比增长7.1%。上半年，限额以上餐饮收入{}亿元，同比增长6.9%。"
    before, after = quarters.format("63.4", "41.8"), quarters.format("41.8", "63.4")
    assert follow(before, "63.4亿元", after) is None
    assert follow(before, "41.8亿元", after) is None
    assert follow(before, "7.1%", after) == "亿元，同比增长7.1%"[-10:]
    assert follow(before, "6.9%", after) == "亿元，同比增长6.9%"[-10:]


@pytest.mark.parametrize("piece", ["5%、", "\n", "7", "| 增加值 | 5.1 |\n", "一", "增长5%,下降5%。"])
def test_hostile_texts_take_a_time_in_proportion(piece):
    text = piece * (60_000 // len(piece))
    started = time.process_time()
    Following(text, text[30_000:] + text[:30_001]).span(0, 1)
    assert time.process_time() - started < 2


def test_a_decision_follows_its_figure_past_the_same_figure_elsewhere(town):
    revision = town.draft.newest
    revision.body = "<p>上半年,工业增加值增长6.1%。</p><p>上半年,进口总额增长6.1%。</p>"
    revision.save()
    kept = revision.records.order_by("start")[1]
    kept.status, kept.decided_at = "confirmed", timezone.now()
    kept.save()
    revision.body = "<p>上半年,进口总额增长6.1%。</p><p>上半年,工业增加值增长6.1%。</p>"
    revision.save()
    kept.refresh_from_db()
    assert kept.status == "confirmed"
    assert revision.text[: kept.end].endswith("进口总额增长6.1%")
    revision.body = "<p>上半年,工业增加值增长6.1%。</p>"
    revision.save()
    kept.refresh_from_db()
    assert kept.status == "detached"
