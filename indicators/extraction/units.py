"""Units as written → canonical unit, scale and dimension. The table is `units.tsv`."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

SCALES = {
    "亿": Decimal(10**8),
    "万": Decimal(10**4),
    "千": Decimal(10**3),
    "百": Decimal(10**2),
    "十": Decimal(10),
}


class UnknownUnit(ValueError):
    """The unit is not in the table; the message is for the person who wrote it."""


class Unit(NamedTuple):
    canonical: str
    factor: Decimal
    dimension: str


def _table() -> dict[str, Unit]:
    lines = Path(__file__).with_name("units.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: Unit(row[1], Decimal(row[2]), row[3]) for row in rows}


TABLE = _table()


@lru_cache(maxsize=4096)
def lookup(unit: str) -> Unit:
    """The unit with its scale characters multiplied in: 万家 → 家 × 10000. Raises UnknownUnit."""
    text = unit.strip().replace("％", "%").removesuffix("人民币")
    if text[-1:] in ")）" and len(text) > 3:
        text = text[:-3]  # 块(面): counted in the one or the other
    if not text:
        return TABLE["1"]
    factor = Decimal(1)
    rest = text
    while rest not in TABLE and rest and rest[0] in SCALES:
        factor *= SCALES[rest[0]]
        rest = rest[1:]
    if rest in TABLE:
        found = TABLE[rest]
        return Unit(found.canonical, factor * found.factor, found.dimension)
    if not rest:  # 万, 亿 alone: a bare number
        return Unit("1", factor, TABLE["1"].dimension)
    above, slash, below = rest.partition("/")
    if slash and above and below:
        top, bottom = lookup(above), lookup(below)
        # the denominator keeps its own size, so that 元/吨 stays readable
        return Unit(f"{top.canonical}/{below}", factor * top.factor, f"{top.dimension}/{bottom.dimension}")
    raise UnknownUnit(f"不认识的单位“{unit}”：请改用单位表中的写法，或在 units.tsv 里补上这个单位。")


def canonical(value: Decimal, unit: str) -> tuple[Decimal, str, str]:
    """Value in the canonical unit, that unit, its dimension: 352.4 亿元 → (35240000000, 元, 金额)."""
    found = lookup(unit)
    scaled = value * found.factor
    if scaled == scaled.to_integral_value():
        scaled = scaled.quantize(Decimal(1)) if abs(scaled) < Decimal(10) ** 27 else scaled
    else:
        scaled = scaled.normalize()
    return scaled, found.canonical, found.dimension
