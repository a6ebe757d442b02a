"""What goes into the reader and what comes out: plain frozen structures, no behaviour beyond JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a reading depends on besides the text itself."""

    published_on: date
    region: str
    title: str | None = None


class Span(NamedTuple):
    """Half-open range of code points."""

    start: int
    end: int


class Period(NamedTuple):
    """A flow has both days; a stock has no start and the day it stands at."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """One stated figure, by the data contract; `text` is the mention's own words."""

    start: int
    end: int
    text: str
    indicator: str
    measure: str
    value: str
    value_max: str | None
    unit: str
    modifier: str
    comparison: str | None
    scope: str | None
    period_start: date | None
    period_end: date | None
    region: str
    assertion: str
    rule: str
    confidence: float
    # where each field was found: own clause, sentence, paragraph, heading, title, publication date, context
    sources: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def to_json(self) -> dict[str, Any]:
        """The record as the contract writes it; rule, confidence and sources beside it."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "indicator": self.indicator,
            "measure": self.measure,
            "value": self.value,
            "value_max": self.value_max,
            "unit": self.unit,
            "modifier": self.modifier,
            "comparison": self.comparison,
            "scope": self.scope,
            "period": {"start": _iso(self.period_start), "end": _iso(self.period_end)},
            "region": self.region,
            "assertion": self.assertion,
            "rule": self.rule,
            "confidence": self.confidence,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Record:
        """Reads back what `to_json` wrote; gold lines without rule and confidence are taken too."""
        period = data.get("period") or {}
        return cls(
            start=int(data["start"]),
            end=int(data["end"]),
            text=str(data["text"]),
            indicator=str(data["indicator"]),
            measure=str(data["measure"]),
            value=str(data["value"]),
            value_max=data.get("value_max"),
            unit=str(data["unit"]),
            modifier=str(data.get("modifier") or "exact"),
            comparison=data.get("comparison"),
            scope=data.get("scope"),
            period_start=_day(period.get("start")),
            period_end=_day(period.get("end")),
            region=str(data["region"]),
            assertion=str(data.get("assertion") or "actual"),
            rule=str(data.get("rule") or "given"),
            confidence=float(data.get("confidence", 1.0)),
        )


def plain(value: Decimal) -> str:
    """A Decimal as digits only, never in exponent form."""
    return format(value, "f")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
