"""Names of indicators and places in memory, for searches, which look through all of them. Read anew when one of them has
changed (portal.watching), so that nobody searches by a name that is gone."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from articles.models import Region
from indicators.models import Alias, Indicator
from portal import parts, watching

FEWEST = 3  # characters of a name that is looked for inside other words


@dataclass
class Names:
    # Indicators by the spelling keys of all their names; what was merged is the one that it was merged into.
    indicators: dict[str, list[Indicator]] = field(default_factory=lambda: defaultdict(list))
    # Keys of the places by full and short names, by their codes' order.
    full: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    short: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def places(self, name: str) -> list[int]:
        return self.full.get(name) or self.short.get(name, [])

    def holding(self, key: str) -> list[tuple[str, Indicator]]:
        """Indicators one of whose names holds this key, each with that name's key; shorter names first."""
        found = [(known, entry) for known, entries in self.indicators.items() if key in known for entry in entries]
        return sorted(found, key=lambda pair: (len(pair[0]), pair[1].pk))

    def inside(self, key: str) -> list[tuple[str, Indicator]]:
        """Indicators one of whose names stands in this key, each with that name's key; a name within a longer one that stands
        there too is not meant. Longer names first."""
        there = sorted(
            (known for known in self.indicators if len(known) >= FEWEST and known in key), key=len, reverse=True
        )
        meant = [known for at, known in enumerate(there) if not any(known in longer for longer in there[:at])]
        return [(known, entry) for known in meant for entry in self.indicators[known]]

    def place_inside(self, words: str) -> int | None:
        """The place whose full name stands in these words, the longest; a short one may be part of another word."""
        there = [name for name in self.full if len(name) >= FEWEST and name in words]
        return self.full[max(there, key=len)][0] if there else None


def names() -> Names:
    state = watching.state_of(["catalogue", parts.SITE])
    return _read(repr(sorted(state.parts.items()))) if state.token else _read.__wrapped__("")


@lru_cache(maxsize=1)
def _read(state: str) -> Names:
    found = Names()
    for alias in Alias.objects.select_related("indicator__merged_into").order_by("pk"):
        found.indicators[alias.key].append(alias.indicator.merged_into or alias.indicator)
    for pk, name, short_names in Region.objects.order_by("code").values_list("pk", "name", "short_names"):
        found.full[name].append(pk)
        for short in short_names.split("|"):
            if short:
                found.short[short].append(pk)
    return found
