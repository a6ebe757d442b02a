"""Matching the name that a bulletin uses to an entry of the catalogue: certainly by name or alias, else a ranked guess."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from indicators.models import Alias, Indicator, Record, spelling_key

# Below it two names share no more than chance and habit would give them.
LEAST_LIKELY = 0.5


def successors(**which: Any) -> QuerySet[Indicator]:
    """Entries that are meant, and those that were merged into them: frozen records keep pointing at the old ones."""
    merged = {f"merged_into__{path}": value for path, value in which.items()}
    return Indicator.objects.filter(Q(**which) | Q(**merged))


def meant(record: Record) -> Indicator | None:
    """The catalogue's entry of a record; of a merged one its successor. Select `indicator__merged_into` with many records."""
    entry = record.indicator
    return entry and (entry.merged_into or entry)


class Guess(NamedTuple):
    indicator: Indicator
    score: float  # 0 to 1: Dice coefficient of the names' pairs of characters
    alias: str  # the written form that is alike


def match(names: Iterable[str]) -> dict[str, Indicator]:
    """Name → the entry that it certainly means (by name or alias, spelling aside); names without one are left out."""
    keys = {name: spelling_key(name) for name in names}
    aliases = Alias.objects.filter(key__in=set(keys.values())).select_related("indicator__merged_into")
    found = {alias.key: alias.indicator.merged_into or alias.indicator for alias in aliases}
    return {name: found[key] for name, key in keys.items() if key in found}


def guess(names: Iterable[str], limit: int = 3) -> dict[str, list[Guess]]:
    """Name → entries that it may mean, likeliest first, each entry once. An editor decides; see `confirm`."""
    aliases = [(alias, _pairs(alias.key)) for alias in Alias.objects.select_related("indicator__merged_into")]
    return {name: _ranked(_pairs(spelling_key(name)), aliases)[:limit] for name in names}


def confirm(name: str, indicator: Indicator) -> None:
    """What an editor has matched once is matched by itself from then on: the name becomes an alias, if it is nobody's yet."""
    if not Alias.objects.filter(key=spelling_key(name)).exists():
        Alias.objects.get_or_create(name=name, defaults={"indicator": indicator})


def _ranked(pairs: Counter[str], aliases: list[tuple[Alias, Counter[str]]]) -> list[Guess]:
    best: dict[int, Guess] = {}
    for alias, others in aliases:
        score = _dice(pairs, others)
        entry = alias.indicator.merged_into or alias.indicator
        if score >= LEAST_LIKELY and (entry.pk not in best or best[entry.pk].score < score):
            best[entry.pk] = Guess(entry, round(score, 3), alias.name)
    return sorted(best.values(), key=lambda guess: (-guess.score, guess.indicator.code))


def _pairs(key: str) -> Counter[str]:
    return Counter(key[at : at + 2] for at in range(len(key) - 1)) or Counter([key])


def _dice(a: Counter[str], b: Counter[str]) -> float:
    return 2 * sum((a & b).values()) / (sum(a.values()) + sum(b.values()))
