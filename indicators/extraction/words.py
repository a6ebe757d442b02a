"""The word lists of `words.tsv`, and the patterns made of them: longest first, never left to chance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path


@cache
def lists() -> dict[str, tuple[str, ...]]:
    """Class → its words, longest first."""
    rows = Path(__file__).with_name("words.tsv").read_text(encoding="utf-8").splitlines()[1:]
    table = {}
    for row in rows:
        name, words, _note = row.split("\t")
        table[name] = tuple(sorted(set(words.split()), key=lambda w: (-len(w), w)))
    return table


def words(name: str) -> tuple[str, ...]:
    """The words of a class, longest first."""
    return lists()[name]


def alternatives(*names: str) -> str:
    """The words of some classes as one alternation, longest first."""
    every = sorted({w for name in names for w in words(name)}, key=lambda w: (-len(w), w))
    return "|".join(map(re.escape, every))


def _sizes(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """Edge character → the lengths of the words that have it, longest first."""
    sizes: dict[str, set[int]] = {}
    for edge, size in pairs:
        sizes.setdefault(edge, set()).add(size)
    return {edge: tuple(sorted(lengths, reverse=True)) for edge, lengths in sizes.items()}


class Tail:
    """Reads known words off the end of a span, longest first, without copying it."""

    def __init__(self, *names: str) -> None:
        self._classes = {word: name for name in reversed(names) for word in words(name)}
        self._sizes = _sizes((word[-1], len(word)) for word in self._classes)

    def at(self, text: str, start: int, end: int) -> tuple[str, str] | None:
        """(word, class) of the longest listed word that ends at `end` and begins at `start` or later."""
        classes = self._classes
        room = end - start
        for size in self._sizes.get(text[end - 1 : end], ()) if room else ():
            word = text[end - size : end]
            if size <= room and word in classes:
                return word, classes[word]
        return None


class Head:
    """Reads known words off the start of a span, longest first."""

    def __init__(self, *names: str) -> None:
        self._words = {word for name in names for word in words(name)}
        self._sizes = _sizes((word[0], len(word)) for word in self._words)
        self.begins = frozenset(self._sizes)  # the first characters: most spans have none of them

    def at(self, text: str, start: int, end: int) -> str | None:
        """The longest listed word that starts at `start` and ends at `end` or earlier."""
        room = end - start
        for size in self._sizes.get(text[start : start + 1], ()):
            word = text[start : start + size]
            if size <= room and word in self._words:
                return word
        return None
