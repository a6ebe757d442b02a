"""The scorer itself: it gives the numbers of the reference beside the checkout, and its rulings hold."""

import json
import subprocess
import sys

import pytest

from bench import gold
from bench.score import predict
from bench.scoring import FIELDS, Score, agrees, base_unit, base_value, likeness, match

REFERENCE = gold.SHARED / "reference" / "score_extraction.py"


def figure(start: int, end: int, value: str, unit: str, **fields: object) -> dict[str, object]:
    return {"start": start, "end": end, "value": value, "unit": unit, "indicator": "企业", "measure": "level", **fields}


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference scorer is not beside this checkout")
def test_the_numbers_are_those_of_the_reference(tmp_path):
    ours = Score()
    for document in gold.folder(gold.SHARED / "corpus"):
        predicted = predict(document)
        ours.add(document.name, document.gold, predicted)
        lines = (json.dumps(record, ensure_ascii=False) for record in predicted)
        (tmp_path / f"{document.name}.jsonl").write_text("\n".join(lines), "utf-8")
    command = [sys.executable, str(REFERENCE), str(gold.SHARED / "corpus"), str(tmp_path), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert (ours.documents, ours.gold, ours.predicted) == (theirs["documents"], theirs["gold"], theirs["predicted"])
    for rates, expected in ((ours.mention, theirs["mention"]), (ours.record, theirs["record"])):
        assert [rates.precision, rates.recall, rates.f1] == pytest.approx(list(expected.values()), abs=5e-5)
    assert {name: ours.accuracy(name) for name in FIELDS} == pytest.approx(theirs["fields"], abs=5e-5)


def test_a_value_is_compared_in_its_base_unit():
    assert base_value(figure(0, 4, "1.2", "万家")) == base_value(figure(0, 6, "12,000", "家")) == 12000
    assert base_value(figure(0, 4, "3", "万亿元")) == 3 * 10**12
    assert base_value(figure(0, 4, "很多", "家")) is None


@pytest.mark.parametrize(
    ("written", "base"), [("万家", "家"), ("万平方米", "平方米"), ("亿元人民币", "元"), ("\uff05", "%")]
)
def test_a_unit_is_compared_without_its_power(written, base):
    assert base_unit({"unit": written}) == base


def test_a_mention_is_found_once():
    gold_records = [figure(0, 3, "5", "家"), figure(10, 13, "5", "家")]
    assert len(match(gold_records, [figure(0, 3, "5", "家"), figure(1, 3, "5", "家")])) == 1


def test_a_mention_of_another_value_is_not_found():
    assert match([figure(0, 3, "5", "家")], [figure(0, 3, "6", "家")]) == []


def test_names_that_differ_in_padding_only_are_alike():
    assert likeness("亿元以上的项目", "亿元以上项目") == 1
    assert likeness("地区生产总值", "固定资产投资") < 0.6


def test_what_is_left_out_has_its_usual_value():
    assert agrees("modifier", {}, {"modifier": "exact"})
    assert agrees("assertion", {"assertion": None}, {"assertion": "actual"})
    assert not agrees("period_end", {"period": {"start": None, "end": "2023-06-30"}}, {"period": None})


def test_a_wrong_field_costs_the_record_and_keeps_the_mention():
    score = Score()
    score.add(
        "one", [figure(0, 3, "5", "家", region="杭州市")], [figure(0, 3, "5", "家", region="宁波市", confidence=0.95)]
    )
    assert (score.mention.f1, score.record.f1) == (1, 0)
    assert [str(found) for found in score.disagreements] == [
        "one:0 None 企业: region is '宁波市', gold '杭州市', rule None"
    ]
    assert score.bands[9, False] == 1
