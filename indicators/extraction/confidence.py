"""How sure a record is: a table of shares of wholly right records, measured on labelled bulletins."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from indicators.extraction import names

_PLAIN = frozenset({"front", "before", "list", "metric", "verb", "paragraph", "rank of"})
_NEAR = frozenset({"own clause", "sentence", "heading", "title", "table"})
_PARTS = frozenset({"share", "rank", "multiple"})  # their scope is one thing more that can be wrong
# words that stand between things, not in their names
_UNCLEAR = re.compile(r"[的了这其将已均可在让使我你他]|持平|\d(?![期50])")
SHORTEST, LONGEST = 4, 16  # shorter names lack a bearer, longer ones carry words that belong to something else


@cache
def _table() -> dict[tuple[str, str, str], float]:
    lines = Path(__file__).with_name("confidence.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {(row[0], row[1], row[2]): float(row[3]) for row in rows}


def of(name: str, how: str, time_source: str, measure: str = "level") -> float:
    """0..1. `how` says where the name came from, `time_source` where the period did."""
    if not name:
        return _table()["none", "other", "far"]
    time = "near" if time_source in _NEAR else time_source if time_source == "paragraph" else "far"
    if how == "table":
        return _table()["table", "plain", time]
    kind = "part" if measure in _PARTS else _kind(name)
    return _table()[kind, "plain" if how in _PLAIN else "other", time]


@lru_cache(maxsize=4096)
def _kind(name: str) -> str:
    quantity = names.quantity_of(name) or name.endswith(("率", "比"))
    clear = (SHORTEST <= len(name) <= LONGEST or name in ("GDP", "CPI")) and not _UNCLEAR.search(name)
    return ("quantity" if quantity else "thing") + (" clear" if clear else "")
