"""What two texts, or two lists of anything, have in common, in order.

It is a longest common subsequence where that is cheap, and else hangs on what stands once on either side; a budget bounds the
work whatever the texts are. difflib would be cubic on repeated words, and the libraries that are linear compare characters
without regard to numbers and paragraphs.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

# A number is changed as a whole: 352.4 became 351.9, not 2.4 became 1.9.
WORD = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|\s+|.", re.S)
MOST_PAIRS = 200_000  # of equal words that one alignment may look at
EFFORT = 2_000_000  # of them in one comparison


@dataclass(frozen=True)
class Run:
    """Words that are on both sides (same), or on this one only (del, ins)."""

    kind: str
    words: str


@dataclass
class Effort:
    """How much looking is left."""

    left: int = EFFORT


def words(before: str, after: str, effort: Effort) -> tuple[list[Run], list[Run]]:
    """Both sides in runs, cut where the other side differs."""
    old, new = WORD.findall(before), WORD.findall(after)
    left: list[Run] = []
    right: list[Run] = []
    i = j = 0
    for next_i, next_j, length in [*_steady(align(old, new, effort), len(old), len(new)), (len(old), len(new), 0)]:
        for side, kind, part in ((left, "del", old[i:next_i]), (right, "ins", new[j:next_j])):
            if part:
                side.append(Run(kind, "".join(part)))
        if length:
            same = Run("same", "".join(old[next_i : next_i + length]))
            left.append(same)
            right.append(same)
        i, j = next_i + length, next_j + length
    return left, right


def _steady(pairs: list[tuple[int, int]], old: int, new: int) -> list[tuple[int, int, int]]:
    """Pairs as stretches, without single words between two changes: those are there by chance and only make it restless."""
    stretches: list[tuple[int, int, int]] = []
    for i, j in pairs:
        if stretches and (last := stretches[-1])[0] + last[2] == i and last[1] + last[2] == j:
            stretches[-1] = (last[0], last[1], last[2] + 1)
        else:
            stretches.append((i, j, 1))
    return [
        (i, j, length)
        for i, j, length in stretches
        if length > 1 or (i == 0 and j == 0) or (i + 1 == old and j + 1 == new)
    ]


@dataclass
class _Part:
    """[i, i_end) of the one against [j, j_end) of the other."""

    i: int
    i_end: int
    j: int
    j_end: int


def align(old: Sequence[Hashable], new: Sequence[Hashable], effort: Effort) -> list[tuple[int, int]]:
    """Places that are each other's, in order. Exact where the effort allows; never more than the effort."""
    kept: list[tuple[int, int]] = []
    open_parts = [_Part(0, len(old), 0, len(new))]
    while open_parts:
        part = open_parts.pop()
        while part.i < part.i_end and part.j < part.j_end and old[part.i] == new[part.j]:
            kept.append((part.i, part.j))
            part.i, part.j = part.i + 1, part.j + 1
        while part.i < part.i_end and part.j < part.j_end and old[part.i_end - 1] == new[part.j_end - 1]:
            part.i_end, part.j_end = part.i_end - 1, part.j_end - 1
            kept.append((part.i_end, part.j_end))
        if part.i == part.i_end or part.j == part.j_end:
            continue
        places: dict[Hashable, list[int]] = defaultdict(list)
        for j in range(part.j, part.j_end):
            places[new[j]].append(j)
        pairs = sum(len(places.get(old[i], ())) for i in range(part.i, part.i_end))
        if pairs <= min(MOST_PAIRS, effort.left):
            effort.left -= pairs
            kept += _longest_common((i, places.get(old[i], [])) for i in range(part.i, part.i_end))
            continue
        once = Counter(old[part.i : part.i_end])
        anchors = _longest_common(
            (i, places[old[i]])
            for i in range(part.i, part.i_end)
            if once[old[i]] == 1 and len(places.get(old[i], ())) == 1
        )
        if not anchors:
            continue
        effort.left -= part.i_end - part.i + part.j_end - part.j
        if effort.left < 0:
            kept += anchors
            continue
        i, j = part.i, part.j
        for next_i, next_j in [*anchors, (part.i_end, part.j_end)]:
            open_parts.append(_Part(i, next_i, j, next_j))
            i, j = next_i + 1, next_j + 1
        kept += anchors
    return sorted(kept)


def _longest_common(candidates: Any) -> list[tuple[int, int]]:
    """Longest common subsequence from each place and the places equal to it (Hunt and Szymanski): pairs times a logarithm."""
    ends: list[int] = []  # the smallest last place of a chain of each length
    chains: list[tuple[int, int, Any]] = []
    for i, places in candidates:
        for j in reversed(places):
            at = bisect_left(ends, j)
            link = (i, j, chains[at - 1] if at else None)
            if at == len(ends):
                ends.append(j)
                chains.append(link)
            else:
                ends[at], chains[at] = j, link
    found = []
    chain = chains[-1] if chains else None
    while chain:
        found.append((chain[0], chain[1]))
        chain = chain[2]
    return found[::-1]
