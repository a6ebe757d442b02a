"""The archive's state: a token that changes with every change that the public can see, whoever makes it and by whatever way.

Database triggers renew it, inside the change's own transaction: a view, a command, the admin, a shell are all the same to them.
It is random and never counted, so that a state which was rolled back or restored is never taken for another one.
A draft's changes do not renew it: they would hold up people who work on other drafts, and no reader sees them.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PUBLISHED = "{row}.state = 'published'"
OF_PUBLISHED = "EXISTS (SELECT 1 FROM articles_revision r WHERE r.id = {row}.revision_id AND r.state = 'published')"


@dataclass(frozen=True)
class Watched:
    """A table that public pages are drawn from.

    acts: which of its changes count.
    when: SQL over a changed row, written as {row}; empty for every row.
    """

    table: str
    acts: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
    when: str = ""


WATCHED = [
    Watched("articles_revision", ("INSERT", "UPDATE"), PUBLISHED),  # what is published is never deleted
    Watched("articles_article", ("UPDATE",)),
    Watched("articles_column"),
    Watched("articles_region"),
    Watched("indicators_indicator"),
    Watched("indicators_indicator_topics"),
    Watched("indicators_alias"),
    Watched("indicators_topic"),
    Watched("indicators_record", ("UPDATE",), OF_PUBLISHED),
]
# Written in the transaction that publishes, and as frozen as what is published.
FOLLOW_THEIR_REVISION = {
    "indicators_correction",
    "articles_picture",
    "articles_original",
    "portal_searchentry",
    "portal_searchgrams",
}


def state() -> str | None:
    """The token; None where there is none, and nothing may be held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM portal_archivestate WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else None


def watch(using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate: lays the triggers anew, because SQLite drops a rebuilt table's."""
    database = connections[using]
    statements = _postgresql if database.vendor == "postgresql" else _sqlite
    token = NEW_TOKEN[database.vendor]
    with transaction.atomic(using=using), database.cursor() as cursor:
        present = database.introspection.table_names(cursor)
        if "portal_archivestate" not in present:
            return
        for watched in WATCHED:
            if watched.table in present:
                for statement in statements(watched, f"UPDATE portal_archivestate SET token = {token} WHERE id = 1"):
                    cursor.execute(statement)
        cursor.execute("DELETE FROM portal_archivestate")
        cursor.execute(f"INSERT INTO portal_archivestate (id, token) VALUES (1, {token})")


NEW_TOKEN = {"postgresql": "gen_random_uuid()::text", "sqlite": "hex(randomblob(16))"}


def _sqlite(watched: Watched, renew: str) -> list[str]:
    statements = []
    for act in watched.acts:
        name = f"{watched.table}_watched_{act.lower()}"
        row = "OLD" if act == "DELETE" else "NEW"
        when = f"WHEN {watched.when.format(row=row)}" if watched.when else ""
        statements.append(f"DROP TRIGGER IF EXISTS {name}")
        statements.append(f"CREATE TRIGGER {name} AFTER {act} ON {watched.table} {when} BEGIN {renew}; END")
    return statements


def _postgresql(watched: Watched, renew: str) -> list[str]:
    """Once a statement, however many rows it changes."""
    function = f"{watched.table}_watched"
    condition = f"EXISTS (SELECT 1 FROM changed WHERE {watched.when.format(row='changed')})" if watched.when else "TRUE"
    statements = [
        f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {condition} THEN {renew}; END IF;
            RETURN NULL;
        END $$"""
    ]
    for act in watched.acts:
        rows = "OLD" if act == "DELETE" else "NEW"
        statements.append(
            f"CREATE OR REPLACE TRIGGER {function}_{act.lower()} AFTER {act} ON {watched.table} "
            f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
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
