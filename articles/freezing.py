"""What is published stays as it is: database triggers on both engines, so that a shell or a stray script is held as well.

They are laid anew after every migration, because SQLite drops a table's triggers when a migration rebuilds it.
Source of the rule: 档案法 (2020) Art. 21, 39; design.md §3.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = "published content is frozen"


@dataclass(frozen=True)
class Frozen:
    """A table whose rows stay as they are once `when` holds.

    when: SQL over a row written as {row} (OLD or NEW).
    may_change: columns that may change all the same.
    unique: other keys than id under which a row could be put in another's place.
    unless_changed_badly: SQL over OLD and NEW that names a forbidden change of those columns.
    """

    table: str
    when: str
    may_change: tuple[str, ...] = ()
    unless_changed_badly: str = "FALSE"
    guards_insert: bool = False
    unique: tuple[tuple[str, ...], ...] = ()


PART_OF_PUBLISHED = (
    "EXISTS (SELECT 1 FROM articles_revision r WHERE r.id = {row}.revision_id AND r.state = 'published')"
)

ARTICLES = [
    Frozen(
        "articles_revision",
        when="{row}.state = 'published'",
        may_change=("visible_until",),
        unique=(("article_id", "number"), ("sequence",)),
        # The interval may only end sooner.
        unless_changed_badly="(OLD.visible_until IS NOT NULL AND "
        "(NEW.visible_until IS NULL OR NEW.visible_until > OLD.visible_until))",
    ),
    Frozen(
        "articles_article",
        when="EXISTS (SELECT 1 FROM articles_revision r WHERE r.article_id = {row}.id AND r.state = 'published')",
        may_change=("column_id", "region_id", "withdrawn_at", "withdrawn_reason", "withdrawn_through"),
    ),
    Frozen("articles_act", when="TRUE"),
    Frozen("articles_printout", when="TRUE", unique=(("revision_id",),)),
    Frozen("articles_picture", when=PART_OF_PUBLISHED, guards_insert=True, unique=(("revision_id", "name"),)),
    Frozen(
        "articles_original",
        when="EXISTS (SELECT 1 FROM articles_revision r WHERE r.article_id = {row}.article_id AND r.state = 'published')",
        unique=(("sha256",),),
    ),
]


def freeze_articles(using: str = "default", **kwargs: Any) -> None:
    lay_triggers(connections[using], ARTICLES)


def lift_triggers(using: str = "default", plan: Any = (), **kwargs: Any) -> None:
    """Before a migration on SQLite: a table that is rebuilt is renamed, and triggers that look into it would stop that."""
    connection = connections[using]
    if connection.vendor != "sqlite" or not plan:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_frozen_%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")


def lay_triggers(connection: BaseDatabaseWrapper, tables: list[Frozen]) -> None:
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    # In one transaction: no moment without them.
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        present = connection.introspection.table_names(cursor)
        for frozen in tables:
            # Migrating back to before a table existed must not fail here.
            if frozen.table in present:
                columns = [c.name for c in connection.introspection.get_table_description(cursor, frozen.table)]
                for statement in statements(frozen, columns):
                    cursor.execute(statement)


def _sqlite(frozen: Frozen, columns: list[str]) -> list[str]:
    t, old, new = frozen.table, frozen.when.format(row="OLD"), frozen.when.format(row="NEW")
    changed = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in columns if c not in frozen.may_change)
    moved_in = f" OR (NOT {old} AND {new})" if frozen.guards_insert else ""
    same = " OR ".join(" AND ".join(f'old."{c}" = NEW."{c}"' for c in key) for key in [("id",), *frozen.unique])
    stop = f"BEGIN SELECT RAISE(ABORT, '{t}: {MESSAGE}'); END"
    statements = [f"DROP TRIGGER IF EXISTS {t}_frozen_{act}" for act in ("update", "delete", "insert")]
    statements += [
        f"CREATE TRIGGER {t}_frozen_update BEFORE UPDATE ON {t} "
        f"WHEN ({old} AND ({changed} OR {frozen.unless_changed_badly})){moved_in} {stop}",
        f"CREATE TRIGGER {t}_frozen_delete BEFORE DELETE ON {t} WHEN {old} {stop}",
    ]
    # INSERT OR REPLACE deletes the row in its way without asking a DELETE trigger; so nothing may be put in its place.
    in_its_way = f"EXISTS (SELECT 1 FROM {t} old WHERE ({same}) AND {frozen.when.format(row='old')})"
    refused = f"{new} OR {in_its_way}" if frozen.guards_insert else in_its_way
    statements.append(f"CREATE TRIGGER {t}_frozen_insert BEFORE INSERT ON {t} WHEN {refused} {stop}")
    return statements


def _postgresql(frozen: Frozen, columns: list[str]) -> list[str]:
    t, old, new = frozen.table, frozen.when.format(row="OLD"), frozen.when.format(row="NEW")
    but = "".join(f" - '{c}'" for c in frozen.may_change)
    moved_in = f" OR (NOT ({old}) AND ({new}))" if frozen.guards_insert else ""
    refuse = f"RAISE EXCEPTION '{t}: {MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';"
    acts = "UPDATE OR DELETE" + (" OR INSERT" if frozen.guards_insert else "")
    return [
        f"""
        CREATE OR REPLACE FUNCTION {t}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF {new} THEN {refuse} END IF;
            ELSIF TG_OP = 'DELETE' THEN
                IF {old} THEN {refuse} END IF;
                RETURN OLD;
            ELSIF (({old}) AND (to_jsonb(OLD){but} IS DISTINCT FROM to_jsonb(NEW){but}
                                OR {frozen.unless_changed_badly})){moved_in} THEN
                {refuse}
            END IF;
            RETURN NEW;
        END $$""",
        f"""
        CREATE OR REPLACE FUNCTION {t}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM {t} x WHERE {frozen.when.format(row="x")}) THEN {refuse} END IF;
            RETURN NULL;
        END $$""",
        f"CREATE OR REPLACE TRIGGER {t}_frozen BEFORE {acts} ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_frozen()",
        f"CREATE OR REPLACE TRIGGER {t}_kept BEFORE TRUNCATE ON {t} EXECUTE FUNCTION {t}_kept()",
    ]
