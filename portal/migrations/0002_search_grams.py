"""The database's own full-text index over pairs of characters; see portal/search.py."""

from django.db import migrations

FORWARD = {
    "sqlite": [
        # content='': the index alone, the words stand in portal_searchentry. detail=none: which rows, not where in them.
        "CREATE VIRTUAL TABLE portal_searchgrams USING fts5"
        "(grams, content='', detail=none, tokenize='unicode61 remove_diacritics 0')",
    ],
    "postgresql": [
        "ALTER TABLE portal_searchentry ADD COLUMN grams tsvector",
        "CREATE INDEX portal_searchentry_grams ON portal_searchentry USING gin (grams)",
    ],
}
BACKWARD = {
    "sqlite": ["DROP TABLE portal_searchgrams"],
    "postgresql": ["ALTER TABLE portal_searchentry DROP COLUMN grams"],
}


def run(statements):
    def inside(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return inside


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]
    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
