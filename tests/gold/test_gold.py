"""The project's own gold: what a bulletin may say, one file a stage; whole bulletins; tables.

What cannot be read yet stands in `known_gaps.txt`, one name a line. The day it can be read the build fails until the line is
taken out, so the list only ever shrinks.
"""

from pathlib import Path

import pytest

from bench import gold
from bench.score import failures, score, wrong_records
from bench.scoring import FIELDS

HERE = Path(__file__).parent
GAPS = {line for line in (HERE / "known_gaps.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")}
DOCUMENTS = gold.own(HERE)
CASES = [document for document in DOCUMENTS if document.kind != "bulletins"]
BULLETINS = [document for document in DOCUMENTS if document.kind == "bulletins"]
RECORDS = [(document, number) for document in BULLETINS for number in range(len(document.gold) + 1)]
STAGES = [
    "numerals",
    "units",
    "measures",
    "modifiers",
    "periods",
    "places",
    "scopes",
    "names",
    "assertions",
    "exclusions",
]

# F1 of mentions and of records, and the accuracy of the weakest field. Raise them when the reading gets better; `make score`
# prints where it stands.
FLOORS = {
    "bulletins": {"mention": 0.995, "record": 0.97, "field": 0.98},
    "tables": {"mention": 0.995, "record": 0.99, "field": 0.99},
}


def named(name: str, *values: object) -> object:
    reason = "known gap: take it out of known_gaps.txt once it is read"
    return pytest.param(*values, id=name, marks=[pytest.mark.xfail(strict=True, reason=reason)] if name in GAPS else [])


@pytest.mark.parametrize("case", [named(case.name, case) for case in CASES])
def test_a_case_is_read_as_labelled(case):
    assert list(failures(case)) == []


@pytest.mark.parametrize(("bulletin", "number"), [named(f"{b.name}/{number}", b, number) for b, number in RECORDS])
def test_a_bulletin_is_read_as_labelled(bulletin, number):
    """Number 0 is: nothing but what is labelled."""
    assert number not in wrong_records(bulletin), (
        bulletin.gold[number - 1]["text"] if number else "a number that is none"
    )


def test_no_gap_is_listed_that_is_no_case():
    assert GAPS - {case.name for case in CASES} - {f"{bulletin.name}/{number}" for bulletin, number in RECORDS} == set()


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_has_thirty_cases(stage):
    assert sum(case.kind == stage for case in CASES) >= 30


def test_there_are_twenty_tables_and_four_bulletins():
    assert sum(case.kind == "tables" for case in CASES) >= 20
    assert len(BULLETINS) >= 4
    assert all(300 <= len(bulletin.text) <= 700 for bulletin in BULLETINS)


def test_names_are_given_once():
    assert len({document.name for document in DOCUMENTS}) == len(DOCUMENTS)


@pytest.mark.parametrize("kind", FLOORS)
def test_the_reading_stays_above_its_floor(kind):
    found = score(document for document in DOCUMENTS if document.kind == kind)["all"]
    least = {name: found.accuracy(name) for name in FIELDS}
    reached = {"mention": found.mention.f1, "record": found.record.f1, "field": min(least.values())}
    assert {name: reached[name] for name, floor in FLOORS[kind].items() if reached[name] < floor} == {}, least


def test_what_is_held_for_sure_is_right():
    found = score(document for document in DOCUMENTS if document.whole)["all"]
    right, wrong = found.bands[9, True], found.bands[9, False]
    assert right + wrong >= 100  # sure of nothing would be right as well
    assert right / (right + wrong) >= 0.97


@pytest.mark.skipif(not gold.SHARED.exists(), reason="the labelled corpus is not beside this checkout")
def test_no_sentence_is_taken_from_the_corpus():
    others = "\n".join(document.text for document in gold.shared())
    runs = {others[at : at + 26] for at in range(len(others) - 25)}
    for document in DOCUMENTS:
        assert not runs & {document.text[at : at + 26] for at in range(len(document.text) - 25)}, document.name
