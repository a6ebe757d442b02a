"""Grams of one to three characters under keys that grow with the day, in place of pairs under the version's own key."""

import re
import unicodedata
from itertools import groupby

from django.db import migrations, models
from django.utils import timezone

DAY_BITS, BITS = 20, 21
STRETCHES = ((5 << 60, 5), (6 << 60, 9))
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\u301c~"
DROPPED = "\x00\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\"“”„‟「」『』"
ALIKE = str.maketrans(dict.fromkeys(DASHES, "-") | dict.fromkeys(DROPPED, ""))

BEFORE = {
    "sqlite": [
        "DROP TABLE portal_searchgrams",
        # content='': the index alone, the words stand in portal_searchentry. detail=none: which rows, not where in them.
        "CREATE VIRTUAL TABLE portal_searchgrams USING fts5(grams, content='', detail=none, tokenize='ascii')",
    ],
    "postgresql": [
        "ALTER TABLE portal_searchentry DROP COLUMN grams",
        "ALTER TABLE portal_searchentry ADD COLUMN grams bigint[]",
        # The planner is not to look at hundreds of numbers a row.
        "ALTER TABLE portal_searchentry ALTER COLUMN grams SET STATISTICS 0",
    ],
}
AFTER = {
    "sqlite": [],
    # fastupdate: else each search would read what was published last one by one.
    "postgresql": ["CREATE INDEX portal_searchentry_grams ON portal_searchentry USING gin (grams) WITH (fastupdate = off)"],
}


def run(statements):
    def inside(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return inside


def fold(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).translate(ALIKE).casefold()).strip()


def grams(folded):
    found = set()
    for run in folded.split(" "):
        ones = list(map(ord, run))
        twos = [one << BITS | other for one, other in zip(ones, ones[1:])]
        found.update(ones, twos, (two << BITS | last for two, last in zip(twos, ones[2:])))
    return found


def index_anew(apps, schema_editor):
    entries = apps.get_model("portal", "SearchEntry").objects
    by_date = entries.order_by("revision__published_on", "revision_id").values_list("pk", "revision__published_on")
    days = ((timezone.localdate(moment).toordinal(), pk) for pk, moment in by_date.iterator())
    for day, rows in groupby(list(days), key=lambda row: row[0]):
        for number, (_day, pk) in enumerate(rows):
            key = (day << DAY_BITS) + number
            title, text = entries.values_list("revision__title", "revision__text").get(pk=pk)
            title, text = fold(title), fold(text)
            entries.filter(pk=pk).update(key=key, title=title, text=text)
            write(schema_editor.connection, key, title, text)
    if schema_editor.connection.vendor == "postgresql":
        # What still waits to be checked would stand in the way of the column's change.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def write(connection, key, title, text):
    found = grams(text) | {-gram for gram in grams(title)}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            found |= {number | (key >> DAY_BITS >> bits) for number, bits in STRETCHES}
            cursor.execute("UPDATE portal_searchentry SET grams = %s::bigint[] WHERE key = %s", [sorted(found), key])
        else:
            words = " ".join(f"{gram:x}" if gram > 0 else f"t{-gram:x}" for gram in sorted(found))
            cursor.execute("INSERT INTO portal_searchgrams (rowid, grams) VALUES (%s, %s)", [key, words])


class Migration(migrations.Migration):
    dependencies = [("portal", "0007_catalogue_rights"), ("articles", "0006_index_intervals")]
    operations = [
        migrations.AddField("searchentry", "key", models.BigIntegerField(null=True, unique=True)),
        migrations.RunPython(run(BEFORE), migrations.RunPython.noop),
        # Back and forth again, everything is indexed anew.
        migrations.RunPython(index_anew, migrations.RunPython.noop),
        migrations.AlterField("searchentry", "key", models.BigIntegerField(unique=True)),
        migrations.RunPython(run(AFTER), migrations.RunPython.noop),
    ]
