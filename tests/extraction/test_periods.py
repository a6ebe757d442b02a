"""Words of time, read from the publication date (10 August 2023 unless another is given)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.extraction.reading import JANUARY, times

PERIODS = [
    ("1-6月", "2023-01-01", "2023-06-30"), ("1—5月份", "2023-01-01", "2023-05-31"), ("今年1月至4月", "2023-01-01", "2023-04-30"),
    ("1~2月", "2023-01-01", "2023-02-28"), ("上半年", "2023-01-01", "2023-06-30"), ("去年下半年", "2022-07-01", "2022-12-31"),
    ("一季度", "2023-01-01", "2023-03-31"), ("第二季度", "2023-04-01", "2023-06-30"), ("前三季度", "2023-01-01", "2023-09-30"),
    ("前5个月", "2023-01-01", "2023-05-31"), ("今年前三个月", "2023-01-01", "2023-03-31"), ("2022年", "2022-01-01", "2022-12-31"),
    ("2021年1-9月", "2021-01-01", "2021-09-30"), ("今年", "2023-01-01", "2023-12-31"), ("去年", "2022-01-01", "2022-12-31"),
    ("今年以来", "2023-01-01", "2023-08-10"), ("截至目前", None, "2023-08-10"), ("目前", None, "2023-08-10"),
    ("截至6月底", None, "2023-06-30"), ("2022年末", None, "2022-12-31"), ("年末", None, "2023-12-31"), ("二季度末", None, "2023-06-30"),
    ("截至7月25日", None, "2023-07-25"), ("“十四五”时期", "2021-01-01", "2025-12-31"), ("“十四五”以来", "2021-01-01", "2023-08-10"),
    ("“十三五”期间", "2016-01-01", "2020-12-31"), ("2003年至2007年", "2003-01-01", "2007-12-31"), ("过去五年", "2018-01-01", "2022-12-31"),
    ("到2025年", None, "2025-12-31"), ("6月份", "2023-06-01", "2023-06-30"), ("11月", "2022-11-01", "2022-11-30"),
    ("党的二十大以来", "2022-10-16", "2023-08-10"), ("本月", "2023-08-01", "2023-08-31"), ("二零二二年", "2022-01-01", "2022-12-31"),
]  # fmt: skip
ROLES = [
    ("比2019年增长", "base"), ("较去年同期提高", "base"), ("与2020年相比", "base"), ("从2015年的", "origin"), ("2021年的32万吨", "local"),
    ("《三年规划（2023-2025年）》", "name"), ("8月3日", "report"), ("2023-08-10 10:23", "report"), ("完成全年任务", "name"),
]  # fmt: skip


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_words_of_time_become_days(text: str, first: str | None, last: str) -> None:
    (time,) = times(text)
    assert (iso(time.first), iso(time.last)) == (first, last)


@pytest.mark.parametrize(("text", "role"), ROLES)
def test_a_time_plays_its_part(text: str, role: str) -> None:
    assert [t.role for t in times(text)] == [role]


def test_since_takes_the_time_said_before() -> None:
    assert iso(times("去年3月开通服务热线。上线以来")[-1].first) == "2022-03-01"


def test_a_bare_month_lies_in_the_year_said_before() -> None:
    assert iso(times("2021年形势向好，6月末")[-1].last) == "2021-06-30"


def test_this_year_in_january_is_the_running_year() -> None:
    assert iso(times("今年", JANUARY)[0].first) == "2024-01-01"


@pytest.mark.parametrize("text", ["2月30日", "13月", "明天", "20多年来", "年轻人", "今天下午"])
def test_what_is_no_period_is_not_read(text: str) -> None:
    assert [t for t in times(text) if t.role == "own" and t.grain not in ("now",)] == []
