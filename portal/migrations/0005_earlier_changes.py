"""The stream of changes begins with the archive: what was published, corrected and withdrawn before the stream was kept."""

from django.db import migrations
from django.utils import timezone


def write_down(apps, schema_editor):
    Revision, Act = apps.get_model("articles", "Revision"), apps.get_model("articles", "Act")
    Change = apps.get_model("portal", "Change")
    now = timezone.now()
    found, by_article = [], {}
    rows = Revision.objects.filter(visible_from__isnull=False).order_by("id")
    for pk, article, begin, end in rows.values_list("pk", "article_id", "visible_from", "visible_until"):
        if end is None or end > begin:
            by_article.setdefault(article, []).append((begin, end, pk))
    for intervals in by_article.values():
        ends = {end for _begin, end, _pk in intervals}
        found += [(begin, pk, "corrected" if begin in ends else "published", "") for begin, _end, pk in intervals]
    withdrawals = Act.objects.filter(verb="withdraw").order_by("id")
    for article, at, reason in withdrawals.values_list("article_number", "at", "note"):
        # The interval was ended a moment before the log was written.
        ended = [(end, pk) for begin, end, pk in by_article.get(article, []) if end and end <= at]
        if ended:
            end, pk = max(ended)
            found.append((end, pk, "withdrawn", reason[:200]))
    # Of one moment: what ends stands before what begins.
    found.sort(key=lambda change: (change[0], change[2] != "withdrawn", change[1]))
    Change.objects.bulk_create(
        (
            Change(kind=kind, revision_id=pk, at=at, reason=reason, position=place if at <= now else None)
            for place, (at, pk, kind, reason) in enumerate(found, 1)
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("portal", "0004_changes"), ("articles", "0006_index_intervals")]
    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
