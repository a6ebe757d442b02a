"""Search as people type Chinese: words of one character and more, found anywhere in title and text, on both databases.

Every word must occur; versions with all of them in the title come first, then the newest day. What is found is what a plain look
through all texts would find. What is common costs what a page costs: it is taken from the newest on until a page is full. What is
rare is gathered whole, and counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.http import QueryDict
from django.utils import timezone

from articles.models import Revision, RevisionQuerySet
from articles.prepared import Prepared
from portal import search_index
from portal.models import SearchEntry
from portal.paging import AFTER, BEFORE, cut, link, number, read_cursor, without_cursor
from portal.search_words import MOST_TERMS

MOST_COUNTED = 100
CHUNK = 40
FEW = 500
NEVER = 1 << 62
# A place among what was found: 1 where the title has all words, else 0; and the key. The greater comes first.
Place = tuple[int, int]
Row = tuple[Place, int]  # and the version's own key


@dataclass(frozen=True)
class Asked:
    """words: folded, at least one. conditions: of the version, or of what belongs to it. low, high: keys of the days meant."""

    words: Sequence[str]
    conditions: Sequence[Q] = ()
    by_date: bool = False
    low: int = 0
    high: int = NEVER
    at: datetime | None = None


@dataclass
class Found:
    """One page. `count` is of all pages where `is_more` is not set; else there are more than so many."""

    revisions: list[int] = field(default_factory=list)
    count: int = 0
    is_more: bool = False
    newer: str = ""
    older: str = ""


def page(asked: Asked, choices: QueryDict, size: int) -> Found:
    """The page that the choices' cursor names, else the first."""
    before, after = (_place(choices.get(name, "")) for name in (BEFORE, AFTER))
    backwards = before is None and after is not None
    past = after if backwards else before
    few = _few(asked)
    first = list(islice(_matches(asked, few), None if few is not None else MOST_COUNTED + 1))
    is_more = few is None and len(first) > MOST_COUNTED
    if is_more:
        rows = list(islice(_walk(asked, past, backwards, first), size + 1))
    else:
        first.sort(reverse=not backwards)
        rows = [row for row in first if past is None or (row[0] > past if backwards else row[0] < past)][: size + 1]
    if past is not None and not rows:
        return page(asked, QueryDict(without_cursor(choices)[1:]), size)  # past the end: the first page
    shown = cut(rows, size, is_past=past is not None, backwards=backwards)
    found = Found([pk for _place, pk in shown.items], MOST_COUNTED if is_more else len(first), is_more)
    if shown.has_older:
        found.older = link(choices, BEFORE, shown.items[-1][0])
    if shown.has_newer:
        found.newer = link(choices, AFTER, shown.items[0][0])
    return found


def is_found(words: Sequence[str]) -> bool:
    """Whether any version that readers see now has every word."""
    return any(True for _row in _matches(Asked(words), None))


def saying(revisions: RevisionQuerySet, words: Sequence[str]) -> RevisionQuerySet:
    """Those of these versions that have every word, for lists in an order of their own. What is rare is looked up; what is common
    is soon met by going through the list and comparing."""
    if not words:
        return revisions.none()
    candidates = search_index.candidates(search_index.needed(words), 0, NEVER, first=FEW + 1)
    keys = next(candidates, [])
    if len(keys) <= FEW:
        return revisions.filter(_has([word for word in words if _is_long(word)], key__in=keys))
    return revisions.filter(_has(words))


def _place(cursor: str) -> Place | None:
    values = read_cursor(cursor, [number, number])
    return (values[0], values[1]) if values else None


def _few(asked: Asked) -> list[int] | None:
    """Keys of all versions that the conditions leave, where they are so few that each can be compared."""
    if not asked.conditions:
        return None
    left = Revision.objects.visible(asked.at).filter(*asked.conditions).order_by()
    within = left.filter(search__key__gte=asked.low, search__key__lt=asked.high)
    keys = list(within.values_list("search__key", flat=True)[: FEW + 1])
    return keys if len(keys) <= FEW else None


def _matches(asked: Asked, few: list[int] | None) -> Iterator[Row]:
    """Those with every word anywhere, the newest first; of `few` in any order."""
    if few is not None:
        yield from _rows(asked, few, asked.words)
        return
    long = [word for word in asked.words if _is_long(word)]
    for keys in search_index.candidates(
        search_index.needed(asked.words), asked.low, asked.high, first=MOST_COUNTED + 10
    ):
        yield from sorted(_rows(asked, keys, long), key=_key, reverse=True)


def _walk(asked: Asked, past: Place | None, backwards: bool, newest: list[Row]) -> Iterator[Row]:
    """Past that place, in order: first those with every word in the title, then the others. `newest` of all are known already."""
    needed = search_index.needed(asked.words)
    long = [word for word in asked.words if _is_long(word)]
    groups = (0,) if asked.by_date else (0, 1) if backwards else (1, 0)
    for group in groups:
        low, high = asked.low, asked.high
        if past and group == past[0]:
            low, high = (max(low, past[1] + 1), high) if backwards else (low, min(high, past[1]))
        elif past and (group < past[0]) == backwards:
            continue
        elif not group:
            yield from (row for row in newest if not row[0][0])
            high = min(high, newest[-1][0][1])
        grams = search_index.in_title(needed) if group else needed
        for keys in search_index.candidates(grams, low, high, backwards=backwards, first=CHUNK):
            rows = sorted(_rows(asked, keys, long), key=_key, reverse=not backwards)
            yield from (row for row in rows if row[0][0] == group)


def _rows(asked: Asked, keys: list[int], compared: Sequence[str]) -> list[Row]:
    """Of the versions with these keys, those that readers see, that meet the conditions and whose text has the `compared` words."""
    if not keys:
        return []
    values: dict[str, Any] = {f"word_{number}": word for number, word in enumerate(compared)}
    values |= {"at": asked.at or timezone.now(), "keys": search_index.written(keys)}
    having = _having(**values).filter(*asked.conditions) if asked.conditions else HAVING[len(compared)](**values)
    return [
        ((int(not asked.by_date and all(word in title for word in asked.words)), key), pk) for key, title, pk in having
    ]


def _having(at: datetime, keys: str, **words: str) -> QuerySet[Revision, tuple[int, str, int]]:
    found = Revision.objects.visible(at).filter(search__key__in=search_index.among(keys)).order_by()
    for name, word in words.items():
        found = found.alias(**{f"at_{name}": StrIndex("search__text", Value(word))}).filter(**{f"at_{name}__gt": 0})
    return found.values_list("search__key", "search__title", "pk")


# By the number of words that are compared.
HAVING = [Prepared(_having) for _number in range(MOST_TERMS + 1)]


def _key(row: Row) -> int:
    return row[0][1]


def _is_long(word: str) -> bool:
    """The index knows its parts and not how they follow one another."""
    return len(word) > search_index.LONGEST_GRAM


def _has(words: Sequence[str], **more: Any) -> Q:
    entry = SearchEntry.objects.filter(revision=OuterRef("pk"), **more)
    return Q(Exists(entry.filter(*[Q(text__contains=word) for word in words])))
