"""What holds for every text."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.extraction import Context, Record, coverage, extract
from indicators.extraction.normalise import width
from indicators.extraction.numerals import chinese, in_chinese

ANY = Context(date(2023, 8, 10), "浙江省")
WORDS = st.sampled_from(
    [
        "上半年",
        "全省",
        "出口",
        "进口",
        "增长",
        "下降",
        "同比",
        "分别",
        "和",
        "、",
        "，",
        "。",
        "；",
        "（",
        "）",
        "12.5%",
        "3亿元",
        "其中",
        "居",
        "第二",
        "占",
        "比重",
        "的",
        "家",
        "企业",
        "新增",
        "2023年",
        "截至",
        "目前",
        "比",
        "较",
        "去年",
        "5家",
        "1,234",
        "万",
        "从",
        "提高到",
        "“",
        "”",
        "《",
        "》",
        "|",
        "\n",
        "十七家",
        "5%—6%",
        "力争",
        "到2025年",
        "杭州",
        "达",
        "近",
        "多",
        "余",
    ]
)
BULLETINS = st.lists(WORDS, max_size=60).map("".join)


@given(st.text() | BULLETINS)
def test_every_record_points_at_its_own_words(text: str) -> None:
    for record in extract(text, ANY):
        assert text[record.start : record.end] == record.text
        assert 0 <= record.confidence <= 1


@given(BULLETINS)
def test_records_come_in_text_order_and_do_not_overlap(text: str) -> None:
    found = extract(text, ANY)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


@given(st.text() | BULLETINS)
def test_every_numeral_is_in_one_class(text: str) -> None:
    spans = sorted(s for group in coverage(text, ANY).spans.values() for s in group)
    assert len(spans) == len(set(spans))


@given(st.text(alphabet=string.printable + "（）％，。～　０１２"))
def test_normalising_moves_no_offset(text: str) -> None:
    assert len(width(text)) == len(text)


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_any_numeral_written_out_reads_back(number: int) -> None:
    assert chinese(in_chinese(number)) == number


@given(BULLETINS)
@settings(max_examples=50)
def test_json_keeps_a_record(text: str) -> None:
    for record in extract(text, ANY):
        assert Record.from_json(record.to_json()) == record


@given(st.permutations(["上半年，出口增长5%。", "去年，进口12亿元。", "目前，商户达30家。"]))
def test_the_order_of_independent_sentences_does_not_matter(parts: list[str]) -> None:
    found = {(r.text, r.indicator, r.period_start, r.period_end) for r in extract("\n".join(parts), ANY)}
    assert found == {
        ("5%", "出口", date(2023, 1, 1), date(2023, 6, 30)),
        ("12亿元", "进口", date(2022, 1, 1), date(2022, 12, 31)),
        ("30家", "商户", None, date(2023, 8, 10)),
    }


@pytest.mark.parametrize(
    "text",
    ["", "\x00", "\ud800", "１" * 500, "，" * 500, "（" * 500, "第" * 99, "|" * 99, "0001年13月40日", "占" * 99 + "5%"],
)
def test_odd_input_raises_nothing(text: str) -> None:
    assert isinstance(extract(text, ANY), list)
