"""Search as people type Chinese: words of one character and more, found anywhere in title and text, on both databases.

How: at publication the text is cut into overlapping pairs of characters (数字经济 → 数字 字经 经济), which the database's own
full-text index holds (FTS5; PostgreSQL tsvector with GIN). A query's pairs narrow the archive down; the few that are left are
compared with the very words, unless a word is no more than a pair. So nothing is missed that a plain comparison would find, and
nothing else is shown.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.expressions import RawSQL

from articles.models import Revision, RevisionQuerySet
from portal.models import SearchEntry

RUN = re.compile(r"[^\W_]+")
# Words that are a gram or the opening of one: whatever the index names holds them, so no text is read. Of characters that every
# version of both databases' tokenizers takes as they are.
EXACT = re.compile(r"[0-9a-z\u4e00-\u9fa5]{1,2}")
LONGEST_QUERY = 100
MOST_TERMS = 8


def fold(text: str) -> str:
    """Width, case and runs of white space do not count: Ｇ２０ → g20."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text.replace("\x00", "")).casefold()).strip()


def grams(folded: str) -> Iterator[str]:
    """Pairs of neighbours inside each run of letters and digits, and each run's last character alone."""
    for run in RUN.findall(folded):
        for at in range(len(run) - 1):
            yield run[at : at + 2]
        yield run[-1]


def terms(query: str) -> list[str]:
    """The words of a query, folded; at most MOST_TERMS, from its first LONGEST_QUERY characters."""
    return _words(query)[:MOST_TERMS]


def left_out(query: str) -> list[str]:
    """The words beyond MOST_TERMS, which a reader must be told of."""
    return _words(query)[MOST_TERMS:]


def _words(query: str) -> list[str]:
    words = fold(query[:LONGEST_QUERY]).split(" ")
    return [word for word in dict.fromkeys(words) if RUN.search(word)]


def index_revision(revision: Revision, **kwargs: Any) -> None:
    """Receiver of revision_published, inside its transaction."""
    entry = SearchEntry(revision=revision, title=fold(revision.title), text=fold(revision.text))
    entry.save(force_insert=True)
    found = sorted(set(grams(entry.text)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE portal_searchentry SET grams = array_to_tsvector(%s::text[]) WHERE revision_id = %s",
                [found, revision.pk],
            )
        else:
            cursor.execute(
                "INSERT INTO portal_searchgrams (rowid, grams) VALUES (%s, %s)", [revision.pk, " ".join(found)]
            )


def find(query: str, at: datetime | None = None) -> RevisionQuerySet:
    """Visible revisions that hold every word of the query; those with all of them in the title first, then the newest."""
    words = terms(query)
    if not words:
        return Revision.objects.none()
    found = Revision.objects.visible(at).filter(pk__in=_candidates(words))
    for word in words:
        if not EXACT.fullmatch(word):
            found = found.filter(search__text__contains=word)
    in_title = Q(*[Q(search__title__contains=word) for word in words])
    return found.alias(
        in_title=Case(When(in_title, then=Value(True)), default=Value(False), output_field=BooleanField())
    ).order_by("-in_title", "-published_on", "-id")


def _candidates(words: list[str]) -> RawSQL:
    """Keys of the revisions that hold all pairs of all words."""
    exact: list[str] = []
    opening: list[str] = []
    for word in words:
        for run in RUN.findall(word):
            if len(run) == 1:
                opening.append(run)
            else:
                exact += [run[at : at + 2] for at in range(len(run) - 1)]
    if connection.vendor == "postgresql":
        parts = [f"'{gram}'" for gram in exact] + [f"'{character}':*" for character in opening]
        return RawSQL(
            "SELECT revision_id FROM portal_searchentry WHERE grams @@ %s::tsquery", [" & ".join(dict.fromkeys(parts))]
        )
    parts = [f'"{gram}"' for gram in exact] + [f'"{character}"*' for character in opening]
    return RawSQL(
        "SELECT rowid FROM portal_searchgrams WHERE portal_searchgrams MATCH %s", [" AND ".join(dict.fromkeys(parts))]
    )
