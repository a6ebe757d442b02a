"""What the review desk costs beside the admin's own change form of the same bulletin: `python -m bench.desk`.

Over the archive that DATABASE_URL and DATA_DIR name (bench/archive.py makes one; the issue asks for 10,000 bulletins with 600,000
figures). A draft of some 4,000 characters is made, its figures read by the portal itself; the whole run is one transaction that is
rolled back. The plain form is what Django gives for nothing: ModelAdmin with the figures as a TabularInline of the same fields.
Costs are the best of several runs: the processor's time of this process on SQLite, the clock on a server's database. A ratio
below 1 is cheaper than what it is held against.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from lxml import html  # noqa: E402

from articles.models import Article, Column, Region, Revision  # noqa: E402
from bench.archive import UNITS, bulletin  # noqa: E402
from indicators.checks import check  # noqa: E402
from indicators.desk.deciding import token  # noqa: E402
from indicators.desk.forms import DeskForm  # noqa: E402
from indicators.extraction import Context, extract  # noqa: E402
from indicators.models import Indicator, Record  # noqa: E402
from portal.urls import urlpatterns as portal_patterns  # noqa: E402

clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
FIGURES = 200


class PlainRecords(admin.TabularInline):
    model = Record
    fields = [*DeskForm.Meta.fields, "status"]
    raw_id_fields = ["indicator", "region"]
    extra = 0


class PlainAdmin(admin.ModelAdmin):
    fields = ["title", "source", "published_on", "body"]
    inlines = [PlainRecords]
    change_form_template = "admin/change_form.html"


plain = admin.AdminSite("plain")
plain.register(Revision, PlainAdmin)
plain.register(Indicator)
plain.register(Region)
urlpatterns = [path("plain/", plain.urls), *portal_patterns]


def draft() -> Revision:
    """A bulletin of a place and a period that the archive speaks of, as an editor would bring it in."""
    home = Region.objects.get(name=settings.SITE_REGION)
    entries = [entry for entry in Indicator.objects.order_by("pk") if entry.dimension in UNITS]
    columns = list(Column.objects.all())
    revision, _known = bulletin(random.Random(11), 1, 2, FIGURES, [home], entries, columns)
    article = Article.objects.create(column=columns[0], region=home)
    made = Revision(
        article=article,
        title=revision.title,
        body=revision.body,
        source=revision.source,
        published_on=revision.published_on,
    )
    made.save()  # reads the figures
    return made


def cost(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds, the best of so many."""
    each = []
    for _round in range(rounds):
        began = clock()
        work()
        each.append(clock() - began)
    return 1000 * min(each)


def queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def told(name: str, ours: Callable[[], object], beside: str, theirs: Callable[[], object], rounds: int) -> None:
    """Both once to warm up and to count, then measured one after the other."""
    counted = queries(ours), queries(theirs)
    spent = cost(ours, rounds), cost(theirs, rounds)
    print(
        f"{name:34} {spent[0]:8.1f} ms, {counted[0]:3} queries; {beside} {spent[1]:8.1f} ms, {counted[1]:3} queries;"
        f" ratio {spent[0] / spent[1]:.3f}",
        flush=True,
    )


def asked(client: Client, address: str, data: dict[str, str] | None = None, **headers: str) -> str:
    answer = client.post(address, data, headers=headers) if data is not None else client.get(address, headers=headers)
    if answer.status_code not in (200, 302):
        sys.exit(f"{address} answered {answer.status_code}")
    return str(answer.content.decode())


def fields_of(client: Client, address: str) -> dict[str, str]:
    """The plain form as a browser would send it back unchanged."""
    page = html.fromstring(asked(client, address))
    return dict(page.get_element_by_id("revision_form").form_values())


def measure(rounds: int) -> None:
    revision = draft()
    records = list(revision.records.order_by("pk"))
    print(
        f"{Article.objects.count()} bulletins, {Record.objects.count()} figures, {connection.vendor};"
        f" the draft: {len(revision.text)} characters, {len(records)} figures"
    )
    client = Client()
    client.force_login(User.objects.create_superuser("bench"), "django.contrib.auth.backends.ModelBackend")
    desk = reverse("admin:articles_revision_desk", args=[revision.pk])
    form = reverse("plain:articles_revision_change", args=[revision.pk])
    context = Context(timezone.localdate(revision.published_on), revision.place.name, revision.title)

    told("checks", lambda: check(revision), "reading the text", lambda: extract(revision.text, context), rounds)
    told("checks", lambda: check(revision), "one query a figure", lambda: one_by_one(revision), rounds)
    told("opening the desk", lambda: asked(client, desk), "plain form", lambda: asked(client, form), rounds)

    record, turn = records[0], {"state": Record.Status.CANDIDATE}

    def decide() -> None:
        turn["state"] = Record.Status.CONFIRMED if turn["state"] == Record.Status.CANDIDATE else Record.Status.CANDIDATE
        record.refresh_from_db()
        address = reverse("admin:articles_revision_desk_decide", args=[revision.pk, record.pk])
        asked(client, address, {"act": turn["state"], "seen": token(record)}, **{"X-Desk": "1"})

    told("saving one decision", decide, "a view that loads nothing", lambda: asked(client, "/healthz"), rounds)
    sent = fields_of(client, form)
    own = next(name for name, value in sent.items() if name.endswith("-id") and value == str(record.pk))

    def save_whole() -> None:
        turn["state"] = Record.Status.CONFIRMED if turn["state"] == Record.Status.CANDIDATE else Record.Status.CANDIDATE
        page = asked(client, form, sent | {own.removesuffix("id") + "status": turn["state"], "_continue": "1"})
        if "errornote" in page:
            sys.exit("the plain form was not saved")

    told("saving one decision", decide, "plain form", save_whole, rounds)


def one_by_one(revision: Revision) -> int:
    """What a check would do that asks the archive figure by figure."""
    found = 0
    for figure in revision.records.all():
        same = Record.objects.public().filter(
            indicator=figure.indicator_id, region=figure.region_id, measure=figure.measure,
            period_start=figure.period_start, period_end=figure.period_end,
        )  # fmt: skip
        found += len(same.exclude(revision__article=revision.article_id)[:5])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    if not Article.objects.exists():
        sys.exit("No bulletins here. python -m bench.archive makes an archive.")
    with override_settings(ROOT_URLCONF="bench.desk", ALLOWED_HOSTS=["*"]), transaction.atomic():
        measure(rounds)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
