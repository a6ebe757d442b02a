"""The search's index: which one, two and three characters in a row (grams) stand in a version's text, and which in its title.

The databases' own indexes hold them, FTS5 and GIN, under a key that grows with the day of publication. So the versions that have
all of some grams can be taken from the newest on, a few at a time, without touching the others: docs/adr/0006.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles.models import Revision
from portal.models import SearchEntry
from portal.search_words import fold

LONGEST_GRAM = 3
BITS = 21  # of a character's number: three fill 63 bits, so a gram is a number that PostgreSQL's bigint holds
DAY_BITS = 20  # a million bulletins a day
LARGEST_CHUNK = 4096
# PostgreSQL's index gives all that match, never the first few; so each entry also names the stretches of days that it is in, by
# numbers that no three characters have.
STRETCHES = ((5 << 60, 5), (6 << 60, 9))  # of 32 days and of 512


def grams(folded: str) -> set[int]:
    """All grams of a text; none reaches over white space."""
    found: set[int] = set()
    for run in folded.split(" "):
        ones = list(map(ord, run))
        twos = [one << BITS | other for one, other in zip(ones, ones[1:], strict=False)]
        found.update(ones, twos, (two << BITS | last for two, last in zip(twos, ones[2:], strict=False)))
    return found


def needed(words: Iterable[str]) -> set[int]:
    """The grams that a text with these words must have: the longest say most. A word of three characters is itself a gram."""
    found: set[int] = set()
    for word in words:
        for at in range(max(1, len(word) - LONGEST_GRAM + 1)):
            gram = 0
            for character in word[at : at + LONGEST_GRAM]:
                gram = gram << BITS | ord(character)
            found.add(gram)
    return found


def in_title(found: set[int]) -> set[int]:
    """The same grams, asked of the title."""
    return {-gram for gram in found}


def day_key(day: date) -> int:
    """No version of that day has a smaller key, none of an earlier day a greater one."""
    return day.toordinal() << DAY_BITS


def index_revision(revision: Revision, **kwargs: Any) -> None:
    """Receiver of revision_published, inside its transaction, which publishes alone: no two get one key."""
    day = day_key(timezone.localdate(revision.published_on))
    of_day = SearchEntry.objects.filter(key__gte=day, key__lt=day + (1 << DAY_BITS))
    last = of_day.aggregate(last=Max("key"))["last"]
    key = day if last is None else last + 1
    entry = SearchEntry(revision=revision, key=key, title=fold(revision.title), text=fold(revision.text))
    entry.save(force_insert=True)
    write(key, entry.title, entry.text)


def write(key: int, title: str, text: str) -> None:
    found = grams(text) | in_title(grams(title))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            found |= {number | (key >> DAY_BITS >> bits) for number, bits in STRETCHES}
            cursor.execute("UPDATE portal_searchentry SET grams = %s::bigint[] WHERE key = %s", [sorted(found), key])
        else:
            cursor.execute(
                "INSERT INTO portal_searchgrams (rowid, grams) VALUES (%s, %s)", [key, " ".join(_tokens(found))]
            )


def candidates(needed: set[int], low: int, high: int, *, first: int, backwards: bool = False) -> Iterator[list[int]]:
    """Keys in [low, high) of the versions with all these grams, the newest first (backwards: the oldest), in growing chunks."""
    chunk = _chunk_of_postgresql if connection.vendor == "postgresql" else _chunk_of_sqlite
    size = first
    while low < high:
        keys = chunk(needed, low, high, backwards, size)
        yield keys
        if len(keys) < size:
            return
        low, high = (keys[-1] + 1, high) if backwards else (low, keys[-1])
        size = min(4 * size, LARGEST_CHUNK)


def _chunk_of_sqlite(needed: set[int], low: int, high: int, backwards: bool, size: int) -> list[int]:
    order = "ASC" if backwards else "DESC"
    return _keys(
        "SELECT rowid FROM portal_searchgrams WHERE portal_searchgrams MATCH %s AND rowid >= %s AND rowid < %s "
        f"ORDER BY rowid {order} LIMIT %s",
        [" AND ".join(_tokens(needed)), low, high, size],
    )


def _chunk_of_postgresql(needed: set[int], low: int, high: int, backwards: bool, size: int) -> list[int]:
    """From a narrow stretch beside the edge, from a wide one, from everything: as soon as one holds enough."""
    edge, order = ("min", "ASC") if backwards else ("max", "DESC")
    [nearest] = _keys(f"SELECT {edge}(key) FROM portal_searchentry WHERE key >= %s AND key < %s", [low, high])
    if nearest is None:
        return []
    # The arrays come by a subquery, as values that the planner does not know: else it takes common grams for a reason to read
    # every row, arrays and all. The order is by an expression for the same reason.
    sql = "SELECT key FROM portal_searchentry WHERE grams @> (SELECT %s::bigint[]) AND key >= %s AND key < %s"
    last = f"ORDER BY key + 0 {order} LIMIT %s"
    asked: list[Any] = [sorted(needed), low, high]
    for number, bits in STRETCHES:
        stretch = nearest >> DAY_BITS >> bits
        both = [number | stretch, number | (stretch + 1 if backwards else stretch - 1)]
        keys = _keys(f"{sql} AND grams && (SELECT %s::bigint[]) {last}", [*asked, both, size])
        if len(keys) == size:
            return keys
    return _keys(f"{sql} {last}", [*asked, size])


def _keys(sql: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [key for (key,) in cursor.fetchall()]


def among(keys: str) -> RawSQL:
    """For `…__in`: keys written as one value (written()), so that a query can be put together once for any number of them."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [keys])
    return RawSQL("SELECT value FROM json_each(%s)", [keys])


def written(keys: Iterable[int]) -> str:
    listed = ",".join(map(str, keys))
    return f"{{{listed}}}" if connection.vendor == "postgresql" else f"[{listed}]"


def _tokens(found: set[int]) -> list[str]:
    """Words of letters and digits, which every tokenizer leaves as they are."""
    return [f"{gram:x}" if gram > 0 else f"t{-gram:x}" for gram in sorted(found)]
