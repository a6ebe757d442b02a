"""The parts of the archive that pages are drawn from, and which of them a changed row touches: docs/adr/0017.

A part is a name, as `article:7`. Whoever changes it gives it a new token (portal.watching); a page that says which parts it shows
(`shows`) is held as long as their tokens are the ones that it was drawn under.

    article:7       what the public reads of a bulletin: its versions, their records
    bulletins       which bulletins there are, and how lists show them
    column:2        bulletins of the column and of those below it
    region:5        bulletins of the place, and everything that is stated of it
    indicator:9     statements of a catalogue's entry, and of what was merged into it
    series:9:5      of these, those of one place
    figures         what editors decided of any published record
    entry:9         an entry itself: its names, topics, what it was merged into
    catalogue       any entry
    site            columns, places: what stands on every page
"""

from django.http import HttpRequest

from indicators.catalogue import meant
from indicators.models import Indicator, Record

SITE = "site"
ON_EVERY_PAGE = (SITE,)


def shows(request: HttpRequest, *parts: str) -> None:
    """Says what the answer to this request is drawn from, all of it. An answer that says nothing is dropped by every change."""
    known: set[str] = getattr(request, "parts", set())
    request.parts = known | set(parts)  # type: ignore[attr-defined]


def shown_by(request: HttpRequest) -> frozenset[str] | None:
    said: set[str] | None = getattr(request, "parts", None)
    return None if said is None else frozenset({*said, *ON_EVERY_PAGE})


def of_article(number: int) -> str:
    return f"article:{number}"


def of_indicator(entry: Indicator) -> list[str]:
    """A catalogue's entry and all that is stated of it."""
    return [f"entry:{entry.pk}", f"indicator:{entry.pk}"]


def of_record(record: Record) -> list[str]:
    """The entry of a record, its own and the one that this was merged into, and all that is stated of that."""
    entry = meant(record)
    return [f"entry:{record.indicator_id}", *of_indicator(entry)] if entry else []


def of_series(record: Record) -> list[str]:
    """As of_record(), of the record's place only."""
    entry = meant(record)
    return (
        [f"entry:{record.indicator_id}", f"entry:{entry.pk}", f"series:{entry.pk}:{record.region_id}"] if entry else []
    )


# In SQL: what a change touches. {changed} stands for the changed rows, before and after.

_COLUMNS = """
    SELECT 'column:' || own.id FROM {places} JOIN articles_column own ON own.id = p.column_id
    UNION SELECT 'column:' || own.parent_id FROM {places} JOIN articles_column own ON own.id = p.column_id
    UNION SELECT 'column:' || above.parent_id FROM {places} JOIN articles_column own ON own.id = p.column_id
        JOIN articles_column above ON above.id = own.parent_id
    UNION SELECT 'region:' || p.region_id FROM {places}"""
# By the entry itself as well as by what it was merged into: pages know one or the other.
_RECORDS = """
    SELECT 'indicator:' || r.indicator_id FROM {records}
    UNION SELECT 'series:' || r.indicator_id || ':' || r.region_id FROM {records}
    UNION SELECT 'region:' || r.region_id FROM {records}
    UNION SELECT 'indicator:' || i.merged_into_id FROM {records} JOIN indicators_indicator i ON i.id = r.indicator_id
    UNION SELECT 'series:' || i.merged_into_id || ':' || r.region_id
        FROM {records} JOIN indicators_indicator i ON i.id = r.indicator_id"""

VERSION = (
    "SELECT 'bulletins' FROM {changed} c UNION SELECT 'article:' || c.article_id FROM {changed} c UNION"
    + _COLUMNS.replace("{places}", "{changed} c JOIN articles_article p ON p.id = c.article_id")
    + " UNION"
    + _RECORDS.replace("{records}", "{changed} c JOIN indicators_record r ON r.revision_id = c.id")
)
ARTICLE = (
    "SELECT 'bulletins' FROM {changed} c UNION SELECT 'article:' || c.id FROM {changed} c UNION"
    + _COLUMNS.replace("{places}", "{changed} p")
    + " UNION"
    + _RECORDS.replace(
        "{records}",
        "{changed} c JOIN articles_revision v ON v.article_id = c.id AND v.state = 'published' "
        "JOIN indicators_record r ON r.revision_id = v.id",
    )
)
RECORD = (
    "SELECT 'figures' FROM {changed} c UNION SELECT 'article:' || v.article_id "
    "FROM {changed} c JOIN articles_revision v ON v.id = c.revision_id UNION"
    + _RECORDS.replace("{records}", "{changed} r")
)
ENTRY = (
    "SELECT 'catalogue' FROM {changed} c UNION SELECT 'entry:' || c.id FROM {changed} c "
    "UNION SELECT 'entry:' || c.merged_into_id FROM {changed} c"
)
OF_ENTRY = "SELECT 'catalogue' FROM {changed} c UNION SELECT 'entry:' || c.indicator_id FROM {changed} c"
TOPIC = (
    "SELECT 'catalogue' FROM {changed} c UNION SELECT 'entry:' || t.indicator_id "
    "FROM {changed} c JOIN indicators_indicator_topics t ON t.topic_id = c.id"
)
EVERYTHING = f"SELECT '{SITE}' FROM {{changed}} c"
