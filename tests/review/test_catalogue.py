"""A bulletin's name and the catalogue's entry: certain where it can be, a ranked guess where not, and learnt once confirmed."""

import pytest

from indicators import catalogue
from indicators.models import Alias, Indicator


@pytest.fixture
def entries(town):
    industry = Indicator.objects.create(code="industry", name="规模以上工业增加值", dimension="金额")
    digital = Indicator.objects.create(code="digital", name="数字经济核心产业增加值", dimension="金额")
    return {"gdp": town.gdp, "industry": industry, "digital": digital}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("地区生产总值", "gdp"),
        ("GDP", "gdp"),
        ("ｇｄｐ", "gdp"),
        ("规上工业增加值", "industry"),
        ("规模以上工业的增加值", "industry"),
        ("“数字经济”核心产业增加值", "digital"),
    ],
)
def test_spelling_does_not_count(entries, name, code):
    assert catalogue.match([name]) == {name: entries[code]}


def test_what_is_only_alike_is_a_guess_with_its_score(entries):
    name = "数字经济核心产业制造业增加值"
    assert catalogue.match([name]) == {}
    guesses = catalogue.guess([name])[name]
    assert guesses[0].indicator == entries["digital"]
    assert 0.5 <= guesses[0].score < 1
    assert [g.score for g in guesses] == sorted((g.score for g in guesses), reverse=True)
    assert catalogue.guess(["森林覆盖率"])["森林覆盖率"] == []


def test_a_confirmed_guess_is_certain_from_then_on(entries):
    name = "数字经济核心产业制造业增加值"
    catalogue.confirm(name, entries["digital"])
    assert catalogue.match([name]) == {name: entries["digital"]}
    catalogue.confirm("GDP", entries["digital"])
    assert Alias.objects.get(name="GDP").indicator == entries["gdp"], "a name that is taken stays where it is"


def test_a_merged_entry_sends_its_names_on(entries):
    entries["digital"].merged_into = entries["gdp"]
    entries["digital"].save()
    assert catalogue.match(["数字经济核心产业增加值"]) == {"数字经济核心产业增加值": entries["gdp"]}
