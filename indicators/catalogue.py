"""Matching the name that a bulletin uses to an entry of the catalogue."""

from collections.abc import Iterable

from indicators.models import Alias, Indicator, spelling_key


def match(names: Iterable[str]) -> dict[str, Indicator]:
    """Name → the entry that it certainly means (by name or alias, spelling aside); names without one are left out."""
    keys = {name: spelling_key(name) for name in names}
    aliases = Alias.objects.filter(key__in=set(keys.values())).select_related("indicator__merged_into")
    found = {alias.key: alias.indicator.merged_into or alias.indicator for alias in aliases}
    return {name: found[key] for name, key in keys.items() if key in found}
