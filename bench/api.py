"""How much the API costs, beside a plain one over the same database in the same run: `python -m bench.api`.

The plain one is what Django REST framework's tutorial ends with: ModelViewSet, serializers, django-filter, limit-offset paging,
a CSV by values_list() and iterator(). Both answer under the same settings; costs are seconds of CPU of this process and of the
database server's that works for it, the best of several runs, so that what else the machine does counts little. PostgreSQL is
told to work with that one process, for both: what its helpers do would not be counted. Database: as bench.archive makes it (600,000 records).
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.http import HttpResponse, StreamingHttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import include, path  # noqa: E402
from django_filters import rest_framework as filters  # noqa: E402
from rest_framework import serializers, viewsets  # noqa: E402
from rest_framework.decorators import action  # noqa: E402
from rest_framework.pagination import LimitOffsetPagination  # noqa: E402
from rest_framework.routers import SimpleRouter  # noqa: E402

from articles.models import Revision  # noqa: E402
from bench.archive import note_changes  # noqa: E402
from indicators.models import Indicator, Record, Topic  # noqa: E402
from portal.api.changes import VALUES as CHANGE_VALUES  # noqa: E402
from portal.api.changes import cursor_of  # noqa: E402
from portal.models import Change  # noqa: E402
from portal.urls import urlpatterns as portal_patterns  # noqa: E402

FIELDS = [
    "id", "name", "measure", "value", "value_max", "unit", "canonical_value", "canonical_max", "canonical_unit", "modifier",
    "comparison", "scope", "period_start", "period_end", "region_name", "assertion", "status",
]  # fmt: skip
# The same columns in both: of records, and of what they belong to.
COLUMNS = [*FIELDS, "exact", "indicator__code", "indicator__name", "region__code", "revision__article_id",
           "revision__number", "revision__title", "revision__published_on"]  # fmt: skip
OURS = (
    "id,name,measure,value,value_max,unit,canonical_value,canonical_max,canonical_unit,modifier,comparison,scope,"
    "period_start,period_end,region,assertion,status,exact,indicator_code,indicator,region_code,article_id,revision,title,"
    "published_on"
)
PAGE, DEEP = 100, 500
# What 48,000 of the 600,000 made-up records answer to: of one kind, not looked at yet, published since a day.
MATCHING = "measure=level&status=candidate&published_from=2010-04-01"
# Ours and the plain one's words for other questions of the same archive.
OTHERS = [
    ("of one kind", "measure=level&status=candidate", "measure=level&status=candidate", 8.0),
    ("a place and a year", "region=330114&period=2010", "region=330114&ends_from=2010-01-01&begins_until=2010-12-31", 1.0),
    ("a place, an indicator, five years", "region=330114&indicator={code}&period=2008/2012",
     "region=330114&indicator={code}&ends_from=2008-01-01&begins_until=2012-12-31", 1.0),
]  # fmt: skip
MEMORY = 150  # megabytes that a table of a million rows may take


class IndicatorOf(serializers.ModelSerializer):
    class Meta:
        model = Indicator
        fields = ["code", "name"]


class RevisionOf(serializers.ModelSerializer):
    class Meta:
        model = Revision
        fields = ["article", "number", "title", "published_on"]


class PlainSerializer(serializers.ModelSerializer):
    indicator = IndicatorOf()
    region = serializers.SlugRelatedField("code", read_only=True)
    revision = RevisionOf()

    class Meta:
        model = Record
        fields = [
            *FIELDS,
            "confidence",
            "rule",
            "start",
            "end",
            "exact",
            "prefix",
            "suffix",
            "indicator",
            "region",
            "revision",
        ]


class PlainFilters(filters.FilterSet):
    indicator = filters.CharFilter(field_name="indicator__code")
    region = filters.CharFilter(field_name="region__code")
    topic = filters.CharFilter(field_name="indicator__topics__slug")
    published_from = filters.DateFilter(field_name="revision__published_on", lookup_expr="gte")
    ends_from = filters.DateFilter(field_name="period_end", lookup_expr="gte")
    begins_until = filters.DateFilter(field_name="period_start", lookup_expr="lte")

    class Meta:
        model = Record
        fields = ["measure", "assertion", "status", "period_start", "period_end"]


class Echo:
    def write(self, value: str) -> str:
        return value


class PlainViews(viewsets.ModelViewSet):
    serializer_class = PlainSerializer
    filterset_class = PlainFilters
    pagination_class = LimitOffsetPagination
    filter_backends = [filters.DjangoFilterBackend]

    def get_queryset(self) -> Any:
        long = ("revision__body", "revision__text", "revision__page")
        return Record.objects.public().select_related("indicator", "region", "revision").defer(*long).order_by("id")

    @action(detail=False)
    def csv(self, request: Any) -> StreamingHttpResponse:
        rows = self.filter_queryset(self.get_queryset()).values_list(*COLUMNS).iterator()
        writer = csv.writer(Echo())
        return StreamingHttpResponse((writer.writerow(row) for row in rows), content_type="text/csv")


plain = SimpleRouter()
plain.register("records", PlainViews, basename="plain-record")
urlpatterns = [path("plain/", include(plain.urls)), *portal_patterns]


def spent() -> float:
    """Seconds of CPU so far: of this process, and of the server process that PostgreSQL has started for it, if it runs here."""
    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    connection.ensure_connection()
    try:
        return own + int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return own


def cpu(ask: Callable[[], Any], times: int) -> float:
    """Seconds of CPU of the best of so many runs."""
    best = float("inf")
    for _turn in range(times):
        began = spent()
        ask()
        best = min(best, spent() - began)
    return best


class Asking:
    def __init__(self) -> None:
        self.client = Client()

    def __call__(self, address: str) -> Any:
        response = self.client.get(address)
        assert response.status_code == 200, (address, response.content[:300])
        return response

    def rows(self, address: str, most: int) -> tuple[int, float, float]:
        """Rows that came, seconds of CPU, seconds until the first byte."""
        began, clock = spent(), time.perf_counter()
        response: HttpResponse = self(address)
        first, count = 0.0, 0
        for piece in response:
            first = first or time.perf_counter() - clock
            count += piece.count(b"\n")
            if count > most:
                break
        response.close()
        return count, spent() - began, first


def most_stated() -> str:
    """The indicator whose records make the list: the one with most of them."""
    return Record.objects.values_list("indicator__code").annotate(n=Count("pk")).order_by("-n")[0][0]


def cursor_at(ask: Asking, address: str, depth: int) -> tuple[str, int]:
    """The address of that page or, where there are fewer, of the last one; and which it is."""
    for page in range(1, depth):
        following = ask(address).json()["next"]
        if not following:
            return address, page
        address = following
    return address, depth


def compare(name: str, ours: float, theirs: float, wanted: float) -> bool:
    ratio = theirs / ours
    fine = ratio >= wanted
    print(f"{name:44s} {ours * 1000:10.2f} ms {theirs * 1000:10.2f} ms {ratio:7.1f} ×  {'' if fine else f'< {wanted}'}")
    return fine


class Costs:
    def __init__(self, ask: Asking, times: int) -> None:
        self.ask, self.times, self.fine = ask, times, True

    def of(self, address: str, times: int) -> float:
        self.ask(address)
        return cpu(lambda: self.ask(address), times)

    def __call__(self, name: str, ours: str, theirs: str, wanted: float) -> None:
        self.fine &= compare(name, self.of(ours, self.times), self.of(theirs, max(2, self.times // 3)), wanted)

    def no_dearer(self, near: str, far: str) -> None:
        """By turns: what else the machine does meets both."""
        pairs = [(self.of(near, 1), self.of(far, 1)) for _turn in range(self.times)]
        first, last = (min(costs) for costs in zip(*pairs, strict=True))
        print(f"    the last page ({last * 1000:.2f} ms) costs {last / first:.2f} of the first ({first * 1000:.2f} ms)")
        self.fine &= last < first * 1.25


def lists_and_details(ask: Asking, times: int) -> bool:
    code, costs = most_stated(), Costs(ask, times)
    ours, theirs = f"/api/v1/records/?{MATCHING}&page_size={PAGE}", f"/plain/records/?{MATCHING}&limit={PAGE}"
    count = ask(theirs).json()["count"]
    deep, page = cursor_at(ask, ours, DEEP)
    costs(f"list, {count:,} match, page 1", ours, theirs, 8.0)
    costs(f"list, {count:,} match, page {page}", deep, f"{theirs}&offset={PAGE * (page - 1)}", 8.0)
    costs.no_dearer(ours, deep)
    for name, our_words, their_words, wanted in OTHERS:
        costs(f"list, {name}, page 1", f"/api/v1/records/?{our_words.format(code=code)}&page_size={PAGE}",
              f"/plain/records/?{their_words.format(code=code)}&limit={PAGE}", wanted)  # fmt: skip
    topics = Topic.objects.annotate(n=Count("indicators__records")).exclude(n=0).order_by("n").values_list("slug", "n")
    for slug, count in (topics[0], topics.reverse()[0]):
        asked = f"topic={slug}&"
        costs(f"list, a topic of {count:,} records, page 1", f"/api/v1/records/?{asked}page_size={PAGE}",
              f"/plain/records/?{asked}limit={PAGE}", 1.0)  # fmt: skip
    some = ask(f"/api/v1/records/?{MATCHING}").json()["results"][0]["id"]
    costs("one record", f"/api/v1/records/{some}/", f"/plain/records/{some}/", 1.5)
    costs("series, 50 rows", f"/api/v1/series/{code}/", f"/plain/records/?indicator={code}&limit=50", 1.0)
    stream_of_changes(ask, costs)
    return costs.fine


def stream_of_changes(ask: Asking, costs: Costs) -> None:
    if not Change.objects.exists():  # an archive that was made before it had them
        note_changes(list(Revision.objects.defer("text", "body", "page").order_by("sequence")), 0)
    first = f"/api/v1/changes/?page_size={PAGE}"
    last = Change.objects.order_by("-position").values(*CHANGE_VALUES)[PAGE]
    print(f"changes, {PAGE} of {Change.objects.count():,}")
    costs.no_dearer(first, f"{first}&since={cursor_of(last)}")


def tables(ask: Asking, rows: int, turns: int) -> bool:
    """By turns, and of the ratios the middle one: what else the machine does slows both alike."""
    ask.rows(f"/api/v1/records.csv?fields={OURS}", 1_000)
    found = []
    for _turn in range(turns):
        count, ours, first = ask.rows(f"/api/v1/records.csv?fields={OURS}", rows)
        plain_count, theirs, _first = ask.rows("/plain/records/csv/", min(rows, 50_000))
        found.append(((theirs / plain_count) / (ours / count), ours / count, theirs / plain_count, first, count))
    ratio, ours, theirs, first, count = sorted(found)[len(found) // 2]
    fine = ratio >= 4
    print(f"CSV of {count:,} rows: {1 / ours:,.0f} rows a second of CPU, plain {1 / theirs:,.0f}: {ratio:.1f} ×; "
          f"first byte after {first * 1000:.0f} ms {'' if fine else '< 4'}")  # fmt: skip
    return fine


def memory(rows: int) -> bool:
    """Of a process of its own that sends the whole table, again and again until it has sent so many rows."""
    code = (
        "import bench.api as b\n"
        "b.settings.ALLOWED_HOSTS = ['*']\n"
        "peak = lambda: next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "ask, sent = b.Asking(), 0\n"
        "ask('/api/v1/records/?page_size=1')\n"
        "before = peak()\n"
        f"while sent < {rows}:\n"
        f"    sent += ask.rows('/api/v1/records.csv', {rows} - sent)[0]\n"
        "print(sent, before, peak())\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    sent, before, after = map(int, said)
    print(
        f"CSV of {sent:,} rows: {after / 1024:.0f} MB of memory at most, {(after - before) / 1024:.0f} MB more than at rest"
    )
    return after / 1024 <= MEMORY


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    settings.ROOT_URLCONF = "bench.api"
    settings.ALLOWED_HOSTS = ["*"]
    # One connection for all: another would be another process with other settings.
    connection.close()
    connection.settings_dict["CONN_MAX_AGE"] = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    ask = Asking()
    print(f"{Record.objects.count():,} records")
    print(f"{'':44s} {'ours':>13s} {'plain':>13s}")
    fine = [lists_and_details(ask, asked.times), tables(ask, 50_000, 5), tables(ask, asked.rows, 1)]
    sys.exit(not all([*fine, memory(asked.rows)]))


if __name__ == "__main__":
    main()
