from django.conf import settings
from django.db import migrations, models

# PostgreSQL reads an index backwards with its empty values first; the list of the greatest amounts has them last. SQLite needs
# none, and does not know the words for one.
GREATEST = "CREATE INDEX record_greatest ON indicators_record (canonical_value DESC NULLS LAST, id DESC)"


def lay(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GREATEST)


def lift(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX record_greatest")


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_recalled'),
        ('indicators', '0008_chinese_marks_in_help_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['revision', 'id'], name='record_of_revision'),
        ),
        migrations.RunPython(lay, lift),
    ]
