"""A pasted paragraph against the archive of the town."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.publishing import By, publish
from indicators.models import Indicator, Record
from indicators.verifying import LONGEST, MOST_FIGURES, State, TextRefused, verify_text
from tests.conftest import BEIJING, write

JULY = date(2023, 7, 25)


def states(text, **given):
    return [(verdict.exact, verdict.state.value) for verdict in verify_text(text, **given)]


def test_same_different_superseded_not_found(town):
    text = (
        "上半年,钱塘区实现地区生产总值512.3亿元,同比增长6.7%。一季度,全区实现地区生产总值240亿元,同比增长5%。"
        "上半年,全区新增企业30家。"
    )
    verdicts = verify_text(text, published_on=JULY, region=town.region)
    assert [(verdict.exact, verdict.state) for verdict in verdicts] == [
        ("512.3亿元", State.SAME),
        ("6.7%", State.DIFFERENT),
        ("240亿元", State.SUPERSEDED),
        ("5%", State.SAME),
        ("30家", State.NOT_FOUND),
    ]
    same, different, superseded, _, nothing = verdicts
    assert text[same.start : same.end] == same.exact
    assert same.statement.revision.article == town.live
    assert "《上半年经济运行情况》(2023-07-20)" in same.sentence
    assert "6.1%" in different.sentence
    assert different.statement.exact == "6.1%"
    assert (superseded.superseded.exact, superseded.statement.exact) == ("240亿元", "241亿元")
    assert "241亿元" in superseded.sentence
    assert nothing.statement is None


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("512亿元", "same"),
        ("5123000万元", "same"),
        ("超510亿元", "same"),
        ("约510亿元", "same"),
        ("近520亿元", "same"),
        ("511亿元", "different"),
        ("超520亿元", "different"),
        ("近510亿元", "different"),
        ("512.3万元", "different"),
    ],
)
def test_rounding_and_modifiers_are_respected(town, words, state):
    text = f"2023年上半年,钱塘区地区生产总值{words}。"
    assert [found for _, found in states(text)] == [state]


def test_an_alias_and_a_short_name_are_the_same_thing(town):
    assert states("2023年上半年,钱塘区GDP为512.3亿元。") == [("512.3亿元", "same")]


def test_a_merged_indicator_is_the_one_it_was_merged_into(town):
    whole = Indicator.objects.create(code="whole", name="生产总量", dimension="金额")
    Indicator.objects.filter(pk=town.gdp.pk).update(merged_into=whole)
    assert states("2023年上半年,钱塘区地区生产总值512.3亿元。") == [("512.3亿元", "same")]
    assert states("全区生产总量512.3亿元。") == [("512.3亿元", "same")]


def test_a_year_or_a_place_or_a_time_that_is_not_said_is_found_by_value(town):
    assert states("上半年,钱塘区地区生产总值512.3亿元,同比增长6.1%。") == [("512.3亿元", "same"), ("6.1%", "same")]
    assert states("全区实现地区生产总值512.3亿元,同比增长6.7%。") == [("512.3亿元", "same"), ("6.7%", "different")]
    # 5% could be anybody's
    assert states("全区地区生产总值增长6.1%。") == [("6.1%", "not_found")]
    assert states("去年上半年,深圳市地区生产总值512.3亿元。") == [("512.3亿元", "not_found")]


def test_a_withdrawn_bulletin_is_not_quoted(town):
    before = Record.objects.get(revision__article=town.withdrawn)
    [verdict] = verify_text("2023年全年,钱塘区粮食产量3万吨。", published_on=date(2023, 5, 1))
    assert (verdict.state, verdict.statement, verdict.superseded) == (State.SUPERSEDED, None, before)
    assert "误发" not in verdict.sentence


def test_drafts_are_never_told(town):
    assert states("2023年,钱塘区地区生产总值777亿元。", published_on=date(2023, 9, 1)) == [("777亿元", "not_found")]


def test_at_an_earlier_moment_the_archive_said_otherwise(town):
    first, second = town.corrected.revisions.order_by("number")
    text = "2023年一季度,钱塘区地区生产总值240亿元。"
    assert states(text, at=first.visible_from) == [("240亿元", "same")]
    assert states(text, at=second.visible_from) == [("240亿元", "superseded")]
    assert states(text, at=datetime(2020, 1, 1, tzinfo=BEIJING)) == [("240亿元", "not_found")]


def test_too_much_is_refused(db):
    with pytest.raises(TextRefused, match=str(LONGEST)):
        verify_text("字" * (LONGEST + 1))
    with pytest.raises(TextRefused, match=str(MOST_FIGURES)):
        verify_text("增长5%,企业3家。" * 400)


def test_no_figures_no_verdicts(db):
    assert verify_text("") == []
    assert verify_text("经济平稳运行。") == []


def test_the_number_of_queries_does_not_grow(town):
    def queries(text):
        with CaptureQueriesContext(connection) as captured:
            verify_text(text)
        return len(captured)

    # aliases; merged entries; places; what the catalogue knows; the other names
    dated = "2023年上半年,钱塘区地区生产总值512.3亿元,新增企业30家。"
    assert queries(dated) == 5
    for number in range(3):
        other = write(
            (town.column, town.region), f"又{number}", f"<p>{dated}</p>", datetime(2023, 8, 1, tzinfo=BEIJING)
        )
        publish(other, by=By())
    assert queries(dated * 20) == 5
    # and places and archive once more where the place or time had to be guessed
    assert queries("全区实现地区生产总值512.3亿元,同比增长6.7%。" * 20) <= 8


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.lists(
        st.sampled_from(
            ["上半年", "2023年", "地区生产总值", "钱塘区", "512.3", "0", "9" * 30, "亿元", "%", "增长", "约", "超", "第", ",", "。", "\n", "—"]
        ),
        max_size=40,
    ).map("".join)
)  # fmt: skip
def test_no_text_breaks_it(town, text):
    for verdict in verify_text(text):
        assert text[verdict.start : verdict.end] == verdict.exact
        assert (verdict.state == State.NOT_FOUND) == (verdict.statement is None and verdict.superseded is None)
