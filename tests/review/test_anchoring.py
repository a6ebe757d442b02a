"""A record finds its words again after an edit, or nothing at all; never other digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.anchoring import describe, locate

TEXT = "上半年增加值352.4亿元,增长12.4%。下半年预计增长12.4%,其中制造业增长5%,服务业增长12.5%。"


def anchor(words: str, nth: int = 0, text: str = TEXT):
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return describe(text, at, at + len(words))


@pytest.mark.parametrize(
    ("words", "nth", "edited"),
    [
        ("352.4亿元", 0, "今年以来," + TEXT),
        ("352.4亿元", 0, TEXT.replace("下半年预计增长12.4%,", "")),
        ("12.4%", 1, "新的第一段。\n\n" + TEXT),
        ("5%", 0, TEXT.replace("上半年", "今年上半年,全区")),
    ],
)
def test_the_words_are_found_where_they_went(words, nth, edited):
    span = locate(anchor(words, nth), edited)
    assert span is not None
    assert edited[slice(*span)] == words
    around = edited[: span[0]][-6:]
    original = anchor(words, nth)
    assert original.prefix.endswith(around[-4:])


@pytest.mark.parametrize(
    ("words", "edited"),
    [
        ("352.4亿元", TEXT.replace("352.4", "352.9")),
        ("352.4亿元", TEXT.replace("352.4", "1352.4")),
        ("5%", TEXT.replace("其中制造业增长5%,", "")),
        ("352.4亿元", ""),
        ("352.4亿元", "别处完全不同的一句话里也有352.4亿元这个数"),
    ],
)
def test_words_that_are_gone_are_not_found_elsewhere(words, edited):
    assert locate(anchor(words), edited) is None


def test_two_places_that_fit_equally_are_nobodys():
    text = "甲增长5%,乙增长5%。"
    twice = text.replace("乙", "甲")
    assert locate(describe(text, 3, 5), "前言。" + twice + twice) is None


@given(st.text(), st.text("0123456789.%亿元,增长。", min_size=1), st.text(), st.text())
def test_whatever_is_found_are_the_very_words(before, words, after, edited):
    text = before + words + after
    found = locate(describe(text, len(before), len(before) + len(words)), edited + text)
    if found:
        assert (edited + text)[slice(*found)] == words
