"""Days off by the State Council's yearly notices, and the spring travel rush of forty days: 国庆假期 of a year → its first and
last day; the table is `holidays.tsv`."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

NAMES = "国庆中秋|中秋国庆|国庆|五一|春节|元旦|端午|清明|中秋"


@cache
def _table() -> dict[tuple[str, str], tuple[str, str]]:
    rows = Path(__file__).with_name("holidays.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {(name, year): (first, last) for name, year, first, last in (row.split("\t") for row in rows)}


def days(name: str, year: int) -> tuple[date, date] | None:
    """First and last day off; None where the table does not say."""
    name = "国庆" if "国庆" in name else name
    if found := _table().get((name, str(year))):
        return date.fromisoformat(found[0]), date.fromisoformat(found[1])
    if found := _table().get((name, "*")):
        return date.fromisoformat(f"{year}-{found[0]}"), date.fromisoformat(f"{year}-{found[1]}")
    return None
