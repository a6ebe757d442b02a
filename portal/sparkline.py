"""A line of a few values, small enough to stand beside a number. Drawn as SVG without a style of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, EDGE = 120, 32, 3
FEWEST = 3


@dataclass(frozen=True)
class Line:
    """`points` as SVG's polyline takes them; where the last value stands; the years it runs from and to."""

    points: str
    last_x: float
    last_y: float
    first_year: int
    last_year: int
    count: int


def of(values: Sequence[tuple[date, float]]) -> Line | None:
    """None where there are too few values to make a line. Horizontally by time, so that a missing year is a longer stretch."""
    if len(values) < FEWEST:
        return None
    days = [day.toordinal() for day, _value in values]
    amounts = [value for _day, value in values]
    low, high = min(amounts), max(amounts)
    places = [
        (
            round(EDGE + (WIDTH - 2 * EDGE) * (day - days[0]) / (days[-1] - days[0]), 1),
            round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * ((amount - low) / (high - low) if high > low else 0.5), 1),
        )
        for day, amount in zip(days, amounts, strict=True)
    ]
    points = " ".join(f"{x},{y}" for x, y in places)
    return Line(points, *places[-1], values[0][0].year, values[-1][0].year, len(values))
