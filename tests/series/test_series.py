"""What makes a series, and what never gets into one."""

from datetime import date
from decimal import Decimal

import pytest

from articles.publishing import By, withdraw
from indicators.deriving import differences, implied_growth
from indicators.models import Indicator, Record
from indicators.period_kinds import Kind, code, kinds_of
from indicators.series import Series, kinds, series, statements
from indicators.targets import outcomes
from tests.conftest import Town
from tests.series.conftest import Say


def of(indicator: Indicator, kind: Kind, measure: str = "level", comparison: str = "") -> list[Series]:
    return series(statements([indicator.pk]), measure=measure, kind=kind, comparison=comparison)


def values(one: Series) -> list[tuple[str, str]]:
    return [(code(point.start, point.end), point.newest.value) for point in one.points]


@pytest.mark.parametrize(
    ("start", "end", "expected", "name"),
    [
        ("2023-01-01", "2023-12-31", {Kind.YEAR, Kind.CUMULATIVE}, "2023"),
        ("2023-01-01", "2023-03-31", {Kind.CUMULATIVE, Kind.QUARTER}, "2023-01..03"),
        ("2023-01-01", "2023-01-31", {Kind.CUMULATIVE, Kind.MONTH}, "2023-01"),
        ("2024-01-01", "2024-02-29", {Kind.CUMULATIVE}, "2024-01..02"),
        ("2023-04-01", "2023-06-30", {Kind.QUARTER}, "2023-Q2"),
        ("2023-06-01", "2023-06-30", {Kind.MONTH}, "2023-06"),
        (None, "2023-06-30", {Kind.POINT}, "2023-06-30"),
        ("2023-07-01", "2023-12-31", set(), None),
        ("2023-01-01", "2023-06-29", set(), None),
        ("2021-01-01", "2025-12-31", set(), None),
    ],
)
def test_a_period_is_of_the_kinds_that_it_can_be_read_as(start, end, expected, name) -> None:
    first = date.fromisoformat(start) if start else None
    assert set(kinds_of(first, date.fromisoformat(end))) == expected
    if name:
        assert code(first, date.fromisoformat(end)) == name


def test_cumulative_months_are_never_among_single_ones(say: Say, industry: Indicator) -> None:
    say(
        "2023年1-2月,全区规上工业增加值98亿元。",
        "2023年1-6月,规上工业增加值352亿元。",
        "2023年6月,规上工业增加值61亿元。",
    )
    assert [values(one) for one in of(industry, Kind.MONTH)] == [[("2023-06", "61")]]
    assert [values(one) for one in of(industry, Kind.CUMULATIVE)] == [[("2023-01..02", "98"), ("2023-01..06", "352")]]
    assert kinds(statements([industry.pk]), "level") == {Kind.CUMULATIVE: 2, Kind.MONTH: 1}


def test_a_missing_year_stays_a_gap(say: Say, industry: Indicator) -> None:
    say(*[f"{year}年,全区规上工业增加值{year - 1900}亿元。" for year in (2018, 2019, 2021, 2022)])
    [one] = of(industry, Kind.YEAR)
    assert [[point.end.year for point in run] for run in one.runs()] == [[2018, 2019], [2021, 2022]]
    assert one.gaps == 1


def test_the_months_since_january_start_anew_each_year(say: Say, industry: Indicator) -> None:
    say(*[f"2022年1-{month}月,全区规上工业增加值{month}0亿元。" for month in (3, 6, 9)])
    say(*[f"2023年1-{month}月,全区规上工业增加值{month}1亿元。" for month in (2, 3, 5)])
    [one] = of(industry, Kind.CUMULATIVE)
    runs = [[(point.end.year, point.end.month) for point in run] for run in one.runs()]
    # 2022 was published by the quarter, which is no gap; of 2023 April is missing.
    assert runs == [[(2022, 3), (2022, 6), (2022, 9)], [(2023, 2), (2023, 3)], [(2023, 5)]]
    assert one.gaps == 1


def test_the_same_months_of_following_years_are_one_run(say: Say, industry: Indicator) -> None:
    say(*[f"{year}年1-6月,全区规上工业增加值{year - 1900}亿元。" for year in (2020, 2021, 2022)])
    [one] = of(industry, Kind.CUMULATIVE)
    assert len(one.runs()) == 1


def test_a_correction_takes_the_place_and_the_former_value_stays_to_be_seen(say: Say, industry: Indicator) -> None:
    first = say("2023年,全区规上工业增加值713.6亿元。", on="2024-02-20")
    say("2023年,全区规上工业增加值731.6亿元。", on="2024-02-20", corrects=first)
    [one] = of(industry, Kind.YEAR)
    [point] = one.points
    assert point.newest.value == "731.6"
    assert [record.value for record in point.superseded] == ["713.6"]
    assert point.difference(point.superseded[0]) == Decimal(18)
    assert point.disagreeing == []


def test_two_bulletins_that_disagree_are_both_there(say: Say, industry: Indicator) -> None:
    say("2023年,全区规上工业增加值731.6亿元。", on="2024-02-20")
    say("2023年,全区规上工业增加值732亿元。", on="2024-03-20")
    say("2023年,全区规上工业增加值640亿元。", on="2024-01-20")
    [one] = of(industry, Kind.YEAR)
    [point] = one.points
    assert point.newest.value == "732"
    said = {record.value: (point.difference(record), point.is_rounding(record)) for record in point.disagreeing}
    assert said == {"731.6": (Decimal("0.4"), True), "640": (Decimal(92), False)}


def test_what_was_withdrawn_or_never_public_is_not_there(say: Say, industry: Indicator, town: Town) -> None:
    gone = say("2022年,全区规上工业增加值600亿元。")
    say("2023年,全区规上工业增加值700亿元。")
    withdraw(gone, by=By(), reason="有误")
    assert [values(one) for one in of(industry, Kind.YEAR)] == [[("2023", "700")]]
    assert not [r for r in statements([town.gdp.pk]) if r.value == "777"]


def test_units_places_and_comparisons_are_series_of_their_own(say: Say, industry: Indicator, neighbour) -> None:
    say("2023年,全区规上工业增加值700亿元,同比增长5%,环比增长1%。", "2023年,滨江区规上工业增加值800亿元。")
    levels = of(industry, Kind.YEAR)
    assert sorted((one.region_name, values(one)[0][1]) for one in levels) == [("滨江区", "800"), ("钱塘区", "700")]
    assert {one.comparison for one in of(industry, Kind.YEAR, "growth")} == {"yoy", "previous"}
    assert [one.comparison for one in of(industry, Kind.YEAR, "growth", "yoy")] == ["yoy"]


def test_targets_are_no_points_and_are_judged_once_there_is_an_actual_value(say: Say, industry: Indicator) -> None:
    say("2022年,全区规上工业增加值力争增长9%以上。", "2023年,全区规上工业增加值力争达到700亿元。", "2024年,全区规上工业增加值力争达到790亿元。")  # fmt: skip
    say("2022年,全区规上工业增加值增长6.5%。", "2023年,全区规上工业增加值731.6亿元。")
    assert [values(one) for one in of(industry, Kind.YEAR)] == [[("2023", "731.6")]]
    found = {
        o.target.value: (o.verdict.value, o.actual and o.actual.value) for o in outcomes(statements([industry.pk]))
    }
    assert found == {"9": ("missed", "6.5"), "700": ("reached", "731.6"), "790": ("open", None)}


@pytest.mark.parametrize(
    ("aim", "actual", "verdict"),
    [
        ("城镇调查失业率力争控制在5.5%以内", "城镇调查失业率为5.2%", "reached"),
        ("城镇调查失业率力争控制在5.5%以内", "城镇调查失业率为5.6%", "missed"),
        ("规上工业增加值目标增长6%左右", "规上工业增加值增长5.9%", "reached"),
        ("规上工业增加值目标增长6%左右", "规上工业增加值增长4.9%", "missed"),
        ("规上工业增加值力争达到700亿元", "规上工业增加值约690亿元", "open"),
        ("规上工业增加值力争达到700亿元", "规上工业增加值突破700亿元", "reached"),
        ("规上工业增加值力争达到700亿元", "规上工业增加值为约12万吨", "open"),
    ],
)
def test_what_a_target_asks_is_read_from_its_words(
    say: Say, industry: Indicator, aim: str, actual: str, verdict: str
) -> None:
    rate = Indicator.objects.create(code="unemployment", name="城镇调查失业率", dimension="比率")
    say(f"2023年,全区{aim}。", "2022年,全区规上工业增加值1亿元。", on="2023-02-01")
    say(f"2023年,全区{actual}。")
    [outcome] = outcomes(statements([industry.pk, rate.pk]))
    assert outcome.verdict == verdict


def test_a_quarter_that_nobody_states_follows_from_two_cumulative_values(say: Say, industry: Indicator) -> None:
    say(
        "2023年1-6月,全区规上工业增加值352.4亿元。",
        "2023年1-9月,规上工业增加值534.1亿元。",
        "2023年,规上工业增加值731.6亿元。",
    )
    say("2023年四季度,全区规上工业增加值197亿元。")
    [cumulative], [stated] = of(industry, Kind.CUMULATIVE), of(industry, Kind.QUARTER)
    [derived] = differences(cumulative, stated, Kind.QUARTER)
    assert (derived.start, derived.end) == (date(2023, 7, 1), date(2023, 9, 30))
    assert derived.value == Decimal("18170000000")
    assert (derived.bounds.low, derived.bounds.high) == (Decimal("18160000000"), Decimal("18180000000"))
    assert (derived.whole.value, derived.part.value) == ("534.1", "352.4")
    assert values(stated) == [("2023-Q4", "197")], "nothing derived is mixed in"


def test_rates_are_not_subtracted(say: Say, industry: Indicator) -> None:
    rate = Indicator.objects.create(code="unemployment", name="城镇调查失业率", dimension="比率")
    say("2023年1-6月,全区城镇调查失业率为5.2%。", "2023年1-9月,城镇调查失业率为5.1%。")
    assert [differences(one, None, Kind.QUARTER) for one in of(rate, Kind.CUMULATIVE)] == [[]]


@pytest.mark.parametrize(("stated", "fits"), [("7.2", True), ("7.5", False)])
def test_growth_from_two_levels_leaves_what_rounding_leaves(
    say: Say, industry: Indicator, stated: str, fits: bool
) -> None:
    say("2022年1-6月,全区规上工业增加值328.8亿元。")
    say(f"2023年1-6月,全区规上工业增加值352.4亿元,同比增长{stated}%。")
    levels = of(industry, Kind.CUMULATIVE)
    [growth] = of(industry, Kind.CUMULATIVE, "growth")
    implied = implied_growth(levels, growth.points[0], growth.points[0].start, growth.points[0].end)
    assert implied is not None
    assert implied.fits is fits
    low, high = implied.bounds.low, implied.bounds.high
    assert low is not None and high is not None  # noqa: PT018
    assert low < (Decimal("352.4") / Decimal("328.8") - 1) * 100 < high
    assert high - low < Decimal("0.1")


def test_statements_cost_one_query_however_many(say: Say, industry: Indicator, django_assert_num_queries) -> None:
    say(*[f"{year}年,全区规上工业增加值{year - 1900}亿元。" for year in range(2005, 2023)])
    with django_assert_num_queries(1):
        found = of(industry, Kind.YEAR)
        assert [point.newest.revision.article.get_absolute_url() for one in found for point in one.points]
    assert Record.objects.filter(indicator=industry).count() == 18
