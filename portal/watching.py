"""The archive's state: tokens that change with every change that the public can see, whoever makes it and by whatever way.

One token is of the whole archive; each of its parts (portal.parts) has one of its own. Database triggers renew them, inside the
change's own transaction: a view, a command, the admin, a shell are all the same to them. Tokens are random and never counted, so
that a state which was rolled back or restored is never taken for another one.
A draft's changes renew nothing: they would hold up people who work on other drafts, and no reader sees them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from portal import parts
from portal.models import ArchiveState

PUBLISHED = "{row}.state = 'published'"
OF_PUBLISHED = "EXISTS (SELECT 1 FROM articles_revision r WHERE r.id = {row}.revision_id AND r.state = 'published')"


@dataclass(frozen=True)
class Watched:
    """A table that public pages are drawn from.

    touches: SQL of the parts that changed rows belong to (portal.parts), which reads `columns` of them.
    acts: which of its changes count.
    when: SQL over a changed row, written as {row}; empty for every row.
    """

    table: str
    touches: str
    columns: tuple[str, ...] = ("id",)
    acts: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
    when: str = ""


WATCHED = [
    # What is published is never deleted.
    Watched("articles_revision", parts.VERSION, ("id", "article_id"), ("INSERT", "UPDATE"), PUBLISHED),
    Watched("articles_article", parts.ARTICLE, ("id", "column_id", "region_id"), ("UPDATE",)),
    Watched("articles_column", parts.EVERYTHING),
    Watched("articles_region", parts.EVERYTHING),
    Watched("indicators_indicator", parts.ENTRY, ("id", "merged_into_id")),
    Watched("indicators_indicator_topics", parts.OF_ENTRY, ("indicator_id",)),
    Watched("indicators_alias", parts.OF_ENTRY, ("indicator_id",)),
    Watched("indicators_topic", parts.TOPIC),
    Watched("indicators_record", parts.RECORD, ("revision_id", "indicator_id", "region_id"), ("UPDATE",), OF_PUBLISHED),
]
# Written in the transaction that publishes, and as frozen as what is published.
FOLLOW_THEIR_REVISION = {
    "indicators_correction",
    "articles_picture",
    "articles_original",
    "portal_searchentry",
    "portal_searchgrams",
}


class State(NamedTuple):
    token: str | None  # of the whole archive; None where there is none, and nothing may be held
    parts: dict[str, str]  # of those asked for; one that never changed has none


def state() -> str | None:
    """The whole archive's token. It is the first that a request asks for, so it finds out as well whether a connection kept from
    an earlier request is still good, which Django asks by a query of its own (CONN_HEALTH_CHECKS)."""
    database: Any = connection
    is_checked = database.health_check_done or not database.health_check_enabled
    database.health_check_done = True
    try:
        return _state()
    except (InterfaceError, OperationalError):
        if is_checked:
            raise
        database.close()
        return _state()


def _state() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM portal_archivestate WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else None


def state_of(names: Collection[str]) -> State:
    """The whole archive's token and those of these parts, of one moment."""
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT '', token FROM portal_archivestate WHERE id = 1 "
            f"UNION ALL SELECT name, token FROM portal_archivepart WHERE name IN ({marks})",
            list(names),
        )
        found = dict(cursor.fetchall())
    return State(found.pop("", None), found)


def renewed() -> tuple[str, datetime] | None:
    """The whole archive's token, and when it was renewed."""
    return ArchiveState.objects.values_list("token", "renewed_at").filter(pk=1).first()


def any_came_or_went(names: Collection[str], after: datetime, until: datetime) -> bool:
    """Whether a version that belongs to one of these parts began or ended to be visible after one moment and by another."""
    changed = (
        "(SELECT id, article_id FROM articles_revision WHERE state = 'published' AND "
        "(visible_from > %s AND visible_from <= %s OR visible_until > %s AND visible_until <= %s))"
    )
    touched = _named(parts.VERSION.format(changed=changed))
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in (after, until)] * 2
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {touched} WHERE touched.name IN ({marks}) LIMIT 1",
            [*moments * touched.count(changed), *names],
        )
        return cursor.fetchone() is not None


def watch(using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate: lays the triggers anew, because SQLite drops a rebuilt table's."""
    database = connections[using]
    statements = _postgresql if database.vendor == "postgresql" else _sqlite
    token = NEW_TOKEN[database.vendor]
    with transaction.atomic(using=using), database.cursor() as cursor:
        present = database.introspection.table_names(cursor)
        if "portal_archivepart" not in present or not _says_when(database, cursor):
            return
        for watched in WATCHED:
            if watched.table in present:
                for statement in statements(watched):
                    cursor.execute(statement)
        cursor.execute("DELETE FROM portal_archivestate")
        cursor.execute("DELETE FROM portal_archivepart")
        cursor.execute(
            f"INSERT INTO portal_archivestate (id, token, renewed_at) VALUES (1, {token}, {NOW[database.vendor]})"
        )
        # So that pages of another database are never taken for this one's.
        cursor.execute(f"INSERT INTO portal_archivepart (name, token) VALUES ('{parts.SITE}', {token})")


def _says_when(database: BaseDatabaseWrapper, cursor: Any) -> bool:
    """Whether the table has all its columns: a way back through the migrations passes through the time before."""
    columns = database.introspection.get_table_description(cursor, ArchiveState._meta.db_table)
    return "renewed_at" in {column.name for column in columns}


def _named(touched: str) -> str:
    """As a table with one column; the first of a UNION names it."""
    return f"(SELECT NULL AS name WHERE 1 = 0 UNION {touched}) touched"


NEW_TOKEN = {"postgresql": "gen_random_uuid()::text", "sqlite": "hex(randomblob(16))"}
NOW = {"postgresql": "clock_timestamp()", "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')"}


def _renew(vendor: str, touched: str) -> str:
    """The whole first, for whoever changes something else at the same time waits there, before any part is held."""
    return f"""
        UPDATE portal_archivestate SET token = {NEW_TOKEN[vendor]}, renewed_at = {NOW[vendor]} WHERE id = 1;
        INSERT INTO portal_archivepart (name, token)
            SELECT touched.name, (SELECT token FROM portal_archivestate WHERE id = 1)
            FROM {_named(touched)} WHERE touched.name IS NOT NULL
            ON CONFLICT (name) DO UPDATE SET token = excluded.token;"""


def _sqlite(watched: Watched) -> list[str]:
    statements = []
    for act in watched.acts:
        name = f"{watched.table}_watched_{act.lower()}"
        rows = ["OLD"] if act == "DELETE" else ["NEW"] if act == "INSERT" else ["OLD", "NEW"]
        when = f"WHEN {watched.when.format(row=rows[-1])}" if watched.when else ""
        changed = " UNION ".join(
            "SELECT " + ", ".join(f"{row}.{column} AS {column}" for column in watched.columns) for row in rows
        )
        renew = _renew("sqlite", watched.touches.format(changed=f"({changed})"))
        statements.append(f"DROP TRIGGER IF EXISTS {name}")
        statements.append(f"CREATE TRIGGER {name} AFTER {act} ON {watched.table} {when} BEGIN {renew} END")
    return statements


def _postgresql(watched: Watched) -> list[str]:
    """Once a statement, however many rows it changes."""
    columns = ", ".join(watched.columns)
    when = f"WHERE {watched.when.format(row='changed')}" if watched.when else ""
    statements = []
    for act in watched.acts:
        name = f"{watched.table}_watched_{act.lower()}"
        tables = {"DELETE": ["old_rows"], "INSERT": ["new_rows"], "UPDATE": ["old_rows", "new_rows"]}[act]
        changed = " UNION ".join(f"SELECT {columns} FROM {table} changed {when}" for table in tables)
        statements.append(
            f"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT 1 FROM {tables[-1]} changed {when}) THEN
                    {_renew("postgresql", watched.touches.format(changed=f"({changed})"))}
                END IF;
                RETURN NULL;
            END $$"""
        )
        referencing = " ".join(f"{table.split('_')[0]} TABLE AS {table}" for table in tables)
        statements.append(
            f"CREATE OR REPLACE TRIGGER {name} AFTER {act} ON {watched.table} "
            f"REFERENCING {referencing} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    return statements


def lift(using: str = "default", plan: Any = (), **kwargs: Any) -> None:
    """Receiver of pre_migrate, on SQLite: a trigger that looks into a table stops that table from being rebuilt."""
    database: BaseDatabaseWrapper = connections[using]
    if database.vendor != "sqlite" or not plan:
        return
    with database.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_watched_%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {database.ops.quote_name(name)}")
