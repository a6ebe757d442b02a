"""Against what was published: contradictions, growth that does not fit, units that slip."""

from datetime import datetime

import pytest

from indicators.models import Severity
from tests.conftest import BEIJING

JULY = datetime(2023, 7, 20, 9, tzinfo=BEIJING)
LAST_YEAR = datetime(2022, 8, 10, 9, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("上半年,全区财政总收入152.4亿元。", "上半年,全区财政总收入151.9亿元。"),
        ("上半年,全区财政总收入152.4亿元。", "上半年,全区财政总收入超160亿元。"),
        ("上半年,全区财政总收入同比增长12.4%。", "上半年,全区财政总收入同比下降12.4%。"),
    ],
)
def test_a_contradiction_is_severe(findings, text, published):
    [finding] = findings("contradiction", text, earlier=[(published, JULY)])
    assert finding.severity == Severity.SEVERE
    assert "早先的公报" in finding.sentence
    assert "2023-07-20" in finding.sentence


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("上半年,全区财政总收入152.4亿元。", "上半年,全区财政总收入152亿元。"),
        ("上半年,全区财政总收入152.4亿元。", "上半年,全区财政总收入超150亿元。"),
        ("上半年,全区财政总收入152.4亿元。", "一季度,全区财政总收入71.9亿元。"),
        ("上半年,全区财政总收入152.4亿元。", "上半年,杭州市财政总收入1520亿元。"),
        ("上半年,全区财政总收入152.4亿元。", "上半年,全区财政总收入同比增长7%。"),
        ("上半年,全区财政总收入152.4亿元。", "上半年,全区一般公共预算收入90亿元。"),
        ("上半年,全区财政总收入152.4亿元。", "力争上半年财政总收入160亿元。"),
    ],
)
def test_what_is_no_contradiction(findings, text, published):
    assert not findings("contradiction", text, earlier=[(published, JULY)])


def test_agreeing_with_one_of_two_bulletins_is_enough(findings):
    earlier = [("上半年,全区财政总收入151.9亿元。", JULY), ("上半年,全区财政总收入152.4亿元。", JULY)]
    assert not findings("contradiction", "上半年,全区财政总收入152.4亿元。", earlier=earlier)


@pytest.mark.parametrize(
    ("text", "last_year", "severity"),
    [
        ("上半年,全区进出口总额110亿元,同比增长10%。", "上半年,全区进出口总额90亿元。", Severity.WARNING),
        ("上半年,全区进出口总额110.0亿元,同比增长10.0%。", "上半年,全区进出口总额101.5亿元。", Severity.HINT),
        ("上半年,全区地区生产总值512.3亿元,同比增长6.1%。", "上半年,全区地区生产总值320亿元。", Severity.WARNING),
    ],
)
def test_growth_that_does_not_fit_last_year(findings, text, last_year, severity):
    [finding] = findings("level-growth", text, earlier=[(last_year, LAST_YEAR)])
    assert finding.severity == severity
    assert "可比口径" in finding.sentence
    assert "—" in finding.sentence


@pytest.mark.parametrize(
    ("text", "last_year"),
    [
        ("上半年,全区进出口总额110亿元,同比增长10%。", "上半年,全区进出口总额100亿元。"),
        ("上半年,全区进出口总额110亿元,同比增长10%。", "一季度,全区进出口总额45亿元。"),
        # constant prices: the level may have grown more than the rate says
        ("上半年,全区地区生产总值512.3亿元,同比增长6.1%。", "上半年,全区地区生产总值470亿元。"),
        ("上半年,全区进出口总额110亿元。", "上半年,全区进出口总额60亿元。"),
    ],
)
def test_growth_that_fits_last_year(findings, text, last_year):
    assert not findings("level-growth", text, earlier=[(last_year, LAST_YEAR)])


def test_level_change_and_growth_of_one_text(findings):
    good = "2022年,全区接待游客300万人次,比上年增加100万人次,同比增长50%。"
    assert not findings("change-growth", good)
    [finding] = findings("change-growth", good.replace("50%", "20%"))
    assert finding.severity == Severity.WARNING


@pytest.mark.parametrize(
    ("text", "last_year", "severity"),
    [
        ("上半年,全区财政总收入152.4万元。", "上半年,全区财政总收入140亿元。", Severity.SEVERE),
        ("上半年,全区财政总收入1524亿元。", "上半年,全区财政总收入140亿元。", Severity.WARNING),
    ],
)
def test_a_unit_that_slipped(findings, text, last_year, severity):
    [finding] = findings("unit-jump", text, earlier=[(last_year, LAST_YEAR)])
    assert finding.severity == severity
    assert not findings("level-growth", text, earlier=[(last_year, LAST_YEAR)])


@pytest.mark.parametrize(
    ("text", "last_year"),
    [
        ("上半年,全区财政总收入152.4亿元。", "上半年,全区财政总收入140亿元。"),
        ("上半年,全区财政总收入152.4亿元。", "上半年,全区财政总收入30亿元。"),
        ("上半年,全区新认定企业30家。", "上半年,全区新认定企业3家。"),
        ("上半年,全区接待游客300万人次,同比增长9倍。", "上半年,全区接待游客30万人次。"),
    ],
)
def test_what_may_well_have_grown(findings, text, last_year):
    assert not findings("unit-jump", text, earlier=[(last_year, LAST_YEAR)])
