import articles.datasets
from articles.datasets import FIRST_OTHER, OTHER, WORDS
from django.db import migrations, models


def count_anew(apps, schema_editor):
    """SQLite rebuilds the table and forgets what it counted of it; without, it would put all records in order for a page."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("ANALYZE indicators_record")


class Migration(migrations.Migration):

    dependencies = [
        ("indicators", "0009_first_of_a_bulletin_and_greatest_amounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="record",
            name="cells",
            field=models.GeneratedField(
                db_persist=True,
                expression=articles.datasets.Joined(
                    (FIRST_OTHER, "id"),
                    (WORDS, "name"),
                    (OTHER, "measure"),
                    (OTHER, "value"),
                    (OTHER, "value_max"),
                    (WORDS, "unit"),
                    (OTHER, articles.datasets.Plain("canonical_value")),
                    (OTHER, articles.datasets.Plain("canonical_max")),
                    (WORDS, "canonical_unit"),
                    (OTHER, "modifier"),
                    (WORDS, "comparison"),
                    (WORDS, "scope"),
                    (OTHER, "assertion"),
                    (OTHER, "status"),
                    (WORDS, "region_name"),
                    (WORDS, "exact"),
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.RunPython(count_anew, migrations.RunPython.noop, elidable=True),
    ]
