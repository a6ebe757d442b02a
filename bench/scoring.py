"""Predicted records against gold ones, by the data contract: which mentions were found, which records are right.

A mention is found when the two spans overlap and the values agree once both are scaled to their base unit. A record is
right when, beyond that, every field agrees and the names are alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

# A record as the data contract writes it in JSON.
Labelled = Mapping[str, Any]
Pair = tuple[Labelled, Labelled]

FIELDS = (
    "measure",
    "value",
    "unit",
    "value_max",
    "modifier",
    "comparison",
    "assertion",
    "period_start",
    "period_end",
    "region",
    "scope",
    "indicator",
)
POWERS = {"亿": 8, "万": 4, "千": 3, "百": 2}
DEFAULTS = {"modifier": "exact", "assertion": "actual"}
ALIKE = 0.6  # least share of common character pairs at which two names count as one

# What a name may have or lack without being another name.
PADDING = re.compile(r"""[\s“”"'‘’《》()()、,,。的]|实现|达到|累计|全年|共|其中""")


def split_unit(unit: str) -> tuple[int, str]:
    """`万家` → (4, "家"): the power of ten that a unit begins with, and what is left of it."""
    power = 0
    while unit and unit[0] in POWERS:
        power += POWERS[unit[0]]
        unit = unit[1:]
    return power, unit


def base_value(record: Labelled, key: str = "value") -> Decimal | None:
    """The value in its base unit; None where there is none, or none that can be read."""
    written = record.get(key)
    if written is None or written == "":
        return None
    try:
        value = Decimal(str(written).replace(",", ""))
    except InvalidOperation:
        return None
    return value.scaleb(split_unit(str(record.get("unit") or ""))[0])


def base_unit(record: Labelled) -> str:
    unit = split_unit(str(record.get("unit") or "").strip())[1]
    return unit.replace("\uff05", "%").replace("人民币", "")


def likeness(one: str, other: str) -> float:
    """Dice's coefficient of the character pairs of two names, 0 to 1."""
    x, y = _pairs(one), _pairs(other)
    total = x.total() + y.total()
    return 2 * (x & y).total() / total if total else 1.0


def _pairs(name: str) -> Counter[str]:
    bare = PADDING.sub("", name)
    return Counter(bare[i : i + 2] for i in range(len(bare) - 1)) or Counter([bare])


def agrees(name: str, gold: Labelled, predicted: Labelled) -> bool:
    """Whether one field of two matched records says the same."""
    if name in {"value", "value_max"}:
        return base_value(gold, name) == base_value(predicted, name)
    if name == "unit":
        return base_unit(gold) == base_unit(predicted)
    if name.startswith("period_"):
        return bool(field_value(name, gold) == field_value(name, predicted))
    if name == "indicator":
        return likeness(str(gold.get(name) or ""), str(predicted.get(name) or "")) >= ALIKE
    default = DEFAULTS.get(name)
    return bool((gold.get(name) or default) == (predicted.get(name) or default))


def field_value(name: str, record: Labelled) -> Any:
    if name.startswith("period_"):
        return (record.get("period") or {}).get(name.removeprefix("period_"))
    return record.get(name)


def overlap(one: Labelled, other: Labelled) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def match(gold: Iterable[Labelled], predicted: Iterable[Labelled]) -> list[Pair]:
    """Each gold record with the first free prediction, in text order, that overlaps it and states its value."""
    free = sorted(predicted, key=lambda record: record["start"])
    pairs = []
    for wanted in sorted(gold, key=lambda record: record["start"]):
        for index, offered in enumerate(free):
            if offered["start"] >= wanted["end"]:
                break
            if overlap(wanted, offered) and base_value(wanted) == base_value(offered):
                pairs.append((wanted, free.pop(index)))
                break
    return pairs


@dataclass(frozen=True, slots=True)
class Disagreement:
    document: str
    kind: str  # "missed", "spurious", or the field that differs
    gold: Labelled | None
    predicted: Labelled | None

    def __str__(self) -> str:
        record = self.gold or self.predicted or {}
        where = f"{self.document}:{record.get('start')} {record.get('text')} {record.get('indicator')}"
        if self.gold is None or self.predicted is None:
            return f"{where}: {self.kind}"
        gold, predicted = field_value(self.kind, self.gold), field_value(self.kind, self.predicted)
        return f"{where}: {self.kind} is {predicted!r}, gold {gold!r}, rule {self.predicted.get('rule')}"


@dataclass(slots=True)
class Score:
    """Counts that add up over documents."""

    documents: int = 0
    gold: int = 0
    predicted: int = 0
    mentions: int = 0
    records: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    bands: Counter[tuple[int, bool]] = field(default_factory=Counter)  # (tenth of confidence, wholly right)
    disagreements: list[Disagreement] = field(default_factory=list)

    def add(self, document: str, gold: Sequence[Labelled], predicted: Sequence[Labelled]) -> None:
        pairs = match(gold, predicted)
        self.documents += 1
        self.gold += len(gold)
        self.predicted += len(predicted)
        self.mentions += len(pairs)
        right: set[int] = set()
        for wanted, offered in pairs:
            wrong = [name for name in FIELDS if not agrees(name, wanted, offered)]
            self.fields.update(name for name in FIELDS if name not in wrong)
            if not wrong:
                right.add(id(offered))
            self.disagreements += [Disagreement(document, name, wanted, offered) for name in wrong]
        self.records += len(right)
        for offered in predicted:
            tenth = min(int(float(offered.get("confidence", 1.0)) * 10), 9)
            self.bands[tenth, id(offered) in right] += 1
        found = {id(record) for pair in pairs for record in pair}
        self.disagreements += [Disagreement(document, "missed", r, None) for r in gold if id(r) not in found]
        self.disagreements += [Disagreement(document, "spurious", None, r) for r in predicted if id(r) not in found]

    @property
    def mention(self) -> Rates:
        return Rates.of(self.mentions, self.predicted, self.gold)

    @property
    def record(self) -> Rates:
        return Rates.of(self.records, self.predicted, self.gold)

    def accuracy(self, name: str) -> float:
        return self.fields[name] / self.mentions if self.mentions else 0.0


@dataclass(frozen=True, slots=True)
class Rates:
    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, hits: int, predicted: int, gold: int) -> Rates:
        total = predicted + gold
        return cls(
            hits / predicted if predicted else 0.0, hits / gold if gold else 0.0, 2 * hits / total if total else 0.0
        )
