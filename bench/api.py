"""How much the API costs, beside a plain one over the same database in the same run: `python -m bench.api`.

The plain one is what Django REST framework's tutorial ends with: ModelViewSet, serializers, django-filter, limit-offset paging,
a CSV by values_list() and iterator(). Both answer under the same settings; costs are seconds of CPU of this process, the best
of several runs, so that what else the machine does counts little. Database: as bench.archive makes it (600,000 records).
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402
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
from indicators.models import Indicator, Record  # noqa: E402
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
# What a tenth of the made-up records answers to.
MATCHING = "measure=level&status=candidate"
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


def cpu(ask: Callable[[], Any], times: int) -> float:
    """Seconds of CPU of the best of so many runs."""
    best = float("inf")
    for _turn in range(times):
        began = time.process_time()
        ask()
        best = min(best, time.process_time() - began)
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
        began, clock = time.process_time(), time.perf_counter()
        response: HttpResponse = self(address)
        first, count = 0.0, 0
        for piece in response:
            first = first or time.perf_counter() - clock
            count += piece.count(b"\n")
            if count > most:
                break
        response.close()
        return count, time.process_time() - began, first


def most_stated() -> str:
    """The indicator whose records make the list: the one with most of them."""
    return Record.objects.values_list("indicator__code").annotate(n=Count("pk")).order_by("-n")[0][0]


def cursor_at(ask: Asking, address: str, depth: int) -> str:
    for _page in range(depth - 1):
        following = ask(address).json()["next"]
        if not following:
            break
        address = following
    return address


def compare(name: str, ours: float, theirs: float, wanted: float) -> bool:
    ratio = theirs / ours
    fine = ratio >= wanted
    print(f"{name:34s} {ours * 1000:10.2f} ms {theirs * 1000:10.2f} ms {ratio:7.1f} ×  {'' if fine else f'< {wanted}'}")
    return fine


def lists_and_details(ask: Asking, times: int) -> list[bool]:
    code = most_stated()
    ours = f"/api/v1/records/?{MATCHING}&page_size={PAGE}"
    theirs = f"/plain/records/?{MATCHING}&limit={PAGE}"
    deep = cursor_at(ask, ours, DEEP)
    some = ask(ours).json()["results"][PAGE // 2]["id"]
    costs = {
        "list, page 1": (ours, theirs, 8.0),
        f"list, page {DEEP}": (deep, f"{theirs}&offset={PAGE * (DEEP - 1)}", 8.0),
        "one record": (f"/api/v1/records/{some}/", f"/plain/records/{some}/", 1.5),
        "series, 50 rows": (f"/api/v1/series/{code}/", f"/plain/records/?indicator={code}&limit=50", 1.0),
    }
    found, ok = {}, []
    for name, (one, other, wanted) in costs.items():
        ask(one), ask(other)
        found[name] = cpu(lambda one=one: ask(one), times)  # type: ignore[misc]
        ok.append(compare(name, found[name], cpu(lambda other=other: ask(other), max(2, times // 3)), wanted))  # type: ignore[misc]
    near, far = found["list, page 1"], found[f"list, page {DEEP}"]
    print(f"page {DEEP} costs {far / near:.2f} of page 1")
    return [*ok, far < near * 1.25]


def tables(ask: Asking, rows: int) -> bool:
    ask.rows(f"/api/v1/records.csv?fields={OURS}", 1_000)
    found = []
    for _turn in range(2):
        count, ours, first = ask.rows(f"/api/v1/records.csv?fields={OURS}", rows)
        plain_count, theirs, _first = ask.rows("/plain/records/csv/", min(rows, 50_000))
        found.append((ours / count, theirs / plain_count, first, count))
    ours, theirs, first, count = min(found)
    fine = theirs / ours >= 4
    print(f"CSV of {count:,} rows: {1 / ours:,.0f} rows a second of CPU, plain {1 / theirs:,.0f}: {theirs / ours:.1f} ×; "
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
    ask = Asking()
    print(
        f"{Record.objects.count():,} records, {Record.objects.filter(measure='level').count():,} match the list's filter"
    )
    print(f"{'':34s} {'ours':>13s} {'plain':>13s}")
    fine = lists_and_details(ask, asked.times)
    fine += [tables(ask, 50_000), memory(asked.rows)]
    sys.exit(not all(fine))


if __name__ == "__main__":
    main()
