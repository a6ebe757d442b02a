"""How sure a record is: a table of shares of wholly right records, measured on labelled bulletins."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from indicators.extraction import names

_PLAIN = frozenset({"front", "before", "list", "verb", "rank of"})
_NEAR = frozenset({"own clause", "sentence", "heading", "title", "table"})
SHORT = 12  # longer names carry words that belong to something else more often

SHARES_AND_RANKS = 0.85  # their scope is one thing more that can be wrong


@cache
def _table() -> dict[tuple[str, str, str], float]:
    lines = Path(__file__).with_name("confidence.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {(row[0], row[1], row[2]): float(row[3]) for row in rows}


def of(name: str, how: str, time_source: str, measure: str = "level") -> float:
    """0..1. `how` says where the name came from, `time_source` where the period did."""
    if not name:
        return _table()["none", "other", "far"]
    time = "near" if time_source in _NEAR else "far"
    if how == "table":
        return _table()["table", "plain", time]
    found = _table()[_kind(name), "plain" if how in _PLAIN else "other", time]
    return min(found, SHARES_AND_RANKS) if measure in ("share", "rank", "multiple") else found


@lru_cache(maxsize=4096)
def _kind(name: str) -> str:
    quantity = names.quantity_of(name) or name.endswith(("率", "比"))
    return ("quantity " if quantity else "thing ") + ("short" if len(name) <= SHORT else "long")
