"""Real bulletins with gold records, where they are present: a floor that is only ever raised."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from indicators.extraction import Context, extract

SHARED = Path(__file__).parents[2].parent / "shared"
CORPUS = SHARED / "corpus"
MENTION_FLOOR, RECORD_FLOOR = 0.996, 0.885

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the gold corpus is not beside the checkout")


@pytest.fixture(scope="module")
def score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_extraction", SHARED / "reference" / "score_extraction.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pairs_of(score: ModuleType) -> tuple[int, int, int, int]:
    """Gold, predicted, matched mentions, whole records over all bulletins."""
    counts = [0, 0, 0, 0]
    for path in sorted(CORPUS.glob("*.txt")):
        meta: dict[str, Any] = json.loads(path.with_suffix(".meta.json").read_text(encoding="utf-8"))
        context = Context(date.fromisoformat(meta["published"]), meta["region"], meta["title"])
        gold = score.read(path.with_suffix(".gold.jsonl"))
        found = [r.to_json() for r in extract(path.read_text(encoding="utf-8"), context)]
        matched = score.match(gold, found)
        right = sum(all(score.same(f, g, p) for f in score.FIELDS) for g, p in matched)
        for i, number in enumerate((len(gold), len(found), len(matched), right)):
            counts[i] += number
    return counts[0], counts[1], counts[2], counts[3]


def test_f1_stays_above_the_floor(score: ModuleType) -> None:
    gold, found, matched, right = pairs_of(score)
    assert 2 * matched / (gold + found) >= MENTION_FLOOR
    assert 2 * right / (gold + found) >= RECORD_FLOOR


def test_the_seed_page_is_read_as_copied(score: ModuleType) -> None:
    (path,) = (SHARED / "seeds").glob("*.txt")
    gold = score.read(path.with_suffix(".gold.jsonl"))
    text = path.read_text(encoding="utf-8")
    found = [r.to_json() for r in extract(text, Context(date(2023, 8, 10), "钱塘区"))]
    matched = score.match(gold, found)
    assert 2 * len(matched) / (len(gold) + len(found)) >= 0.95
    right = sum(all(score.same(f, g, p) for f in score.FIELDS) for g, p in matched)
    assert 2 * right / (len(gold) + len(found)) >= 0.90
