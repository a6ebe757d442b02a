"""The scorer itself: it gives the numbers of the reference beside the checkout, and its rulings hold."""

import json
import subprocess
import sys

import pytest

from bench import gold
from bench.extraction import joined, mention_rates
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


def test_a_reader_of_numbers_is_asked_for_no_sign():
    wanted = [figure(2, 6, "-3.1", "%")]
    assert mention_rates([wanted], [[figure(2, 6, "3.1", "")]]).f1 == 1


def test_the_end_of_a_range_is_not_held_against_a_reader_of_numbers():
    wanted = [figure(0, 5, "5", "%", value_max="6")]
    assert mention_rates([wanted], [[figure(0, 2, "5", ""), figure(3, 5, "6", "")]]).precision == 1


def test_mentions_by_line_get_their_place_in_the_document():
    found = joined([["ab", "5家"], ["6家"]], [[], [figure(0, 2, "5", "家")], [figure(0, 2, "6", "家")]])
    assert [[(m["start"], m["end"]) for m in mentions] for mentions in found] == [[(3, 5)], [(0, 2)]]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("  6家  value=6", "not in the text"),
        ("  5家  colour=red", "unknown field colour"),
        ("  5家  value=5\n  5家", "order"),
    ],
)
def test_gold_that_does_not_fit_its_text_is_refused(tmp_path, line, complaint):
    (tmp_path / "odd.gold").write_text(f"@ region=杭州市 published=2023-08-03\n[odd-1]\n新增5家。\n{line}\n", "utf-8")
    with pytest.raises(gold.BadGold, match=complaint):
        gold.own(tmp_path)


def test_a_mention_is_never_found_inside_a_longer_number(tmp_path):
    text = "@ region=杭州市 published=2023-08-03\n[odd-1]\n新增15家、关停5家。\n  5家  value=5\n"
    (tmp_path / "odd.gold").write_text(text, "utf-8")
    assert [record["start"] for record in gold.own(tmp_path)[0].gold] == [8]
