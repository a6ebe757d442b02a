"""How sure a record is: a sum of what speaks for it and against it, turned into a probability. Weights: `confidence.tsv`.

The weights are fitted by `python -m bench.calibrate` to labelled bulletins. 0.9 and more is given only from `CERTAIN` on, where of
the records of bulletins left out of the fitting 97 % were wholly right.
"""

from __future__ import annotations

import math
import re
from collections import deque
from functools import cache, lru_cache
from pathlib import Path

from indicators.extraction import names
from indicators.extraction.figures import Mention

CERTAIN = 0.955
_BELOW = 0.89
_WAYS = frozenset({"front", "before", "noun", "list", "bearer", "verb", "metric"})
_DIMENSIONS = frozenset({"金额", "比率", "计数", "人数", "百分点", "面积", "长度", "重量", "人次"})
_PLAIN = "figure.amount"
# words that stand between things or belong to what is said of them, not in names; a quantity twice
_UNCLEAR = re.compile(
    r"[的了这其将已均可在让使我你他该此本()]|持平|充足|积极|加快|推进|\d(?![期50])|(接待|增加值|产值|收入|投资|面积|产量).*\1"
)
# it may lie elsewhere than the bulletin
_FACILITY = re.compile(r"机场|港(?!澳)|口岸|景区|基地|园区|开发区|高新区|公园|铁路|航线|电站|公司|集团")
_LENGTHS = ((4, "1-3"), (9, "4-8"), (13, "9-12"), (17, "13-16"), (23, "17-22"))
RECENT = 12  # how many figures back a text is asked whether it tells of growth


@cache
def weights() -> dict[str, float]:
    """Sign → its weight in the log of the odds."""
    lines = Path(__file__).with_name("confidence.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {row[0]: float(row[1]) for row in (line.split("\t") for line in lines)}


@lru_cache(maxsize=4096)
def of(signs: tuple[str, ...]) -> float:
    """0..1 for a record with these signs."""
    table = weights()
    total = table["base"] + sum(table.get(sign, 0.0) for sign in signs)
    probability = 1 / (1 + math.exp(-total))
    return round(probability if probability >= CERTAIN else min(probability, _BELOW), 3)


def of_cell(time_source: str) -> float:
    """A table's cell under clear headings."""
    return of((f"table {time_source}" if time_source in ("paragraph", "publication date") else "table",))


def signs(
    name: str,
    how: str,
    m: Mention,
    measure: str,
    time_source: str,
    region_source: str,
    stock: bool,
    target: bool,
    again: bool,
    recent: deque[str],
) -> tuple[str, ...]:
    """What is known of a record's making. `again`: named like the record before; `recent`: the measures before it."""
    grown = recent.count("growth") + recent.count("change")
    return (
        *of_name(name),
        f"how {how}" if how in _WAYS else "how other",
        f"time {time_source}",
        f"measure {measure}",
        "stock" if stock else "flow",
        "place unsaid" if region_source == "context" else "place said",
        f"unit {m.dimension}" if m.dimension in _DIMENSIONS else "unit other",
        *(["target"] if target else ()),
        *(["again"] if again else ()),
        *(["modified"] if m.modifier != "exact" else ()),
        *([] if m.kind in (_PLAIN, "figure.index") else ["reading other"]),
        *(["state or event"] if measure == "level" and m.dimension in ("比率", "指数") else ()),
        *(
            []
            if not recent
            else ["growth around" if grown * 4 > len(recent) else "growth rare" if grown else "growth nowhere"]
        ),
    )


@lru_cache(maxsize=2048)
def of_name(name: str) -> tuple[str, ...]:
    """Signs that the name alone gives."""
    quantity = names.quantity_of(name) or name.endswith(("率", "比"))
    length = next((label for limit, label in _LENGTHS if len(name) < limit), "23+")
    return (
        "quantity" if quantity else "thing",
        f"length {length}",
        *(["unclear"] if _UNCLEAR.search(name) else ()),
        *(["facility"] if _FACILITY.search(name) else ()),
        *(["index"] if name.endswith(("指数", "收入比", "倍率")) else ()),
        *(["joined"] if "、" in name else ()),
        *(["verb"] if names.starts_with_kept(name) else ()),
    )
