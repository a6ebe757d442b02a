"""Drawn parts of pages, kept in this process's memory under everything that they show: docs/adr/0022.

Nothing clears them: what changes has another key, and what nobody asks for any more makes room.
"""

from collections.abc import Hashable

MOST_CHARACTERS = 6_000_000  # of one generation; two are kept, some 30 MB a process at most


class Kept:
    """Two generations instead of an order of use: a full one becomes the elder, and what is asked for of the elder is young
    again. Each step is one act on a dict, so that threads need no lock."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.young: dict[Hashable, str] = {}
        self.elder: dict[Hashable, str] = {}

    def get(self, key: Hashable) -> str | None:
        drawn = self.young.get(key)
        if drawn is None and (drawn := self.elder.get(key)) is not None:
            self.put(key, drawn)
        return drawn

    def put(self, key: Hashable, drawn: str) -> None:
        if self.size > self.most:
            self.elder, self.young, self.size = self.young, {}, 0
        self.young[key] = drawn
        self.size += len(drawn)


PARTS = Kept(MOST_CHARACTERS)
