"""How fast pages are beside a bare Django view that answers with a constant of the same size: `python -m bench.site`.

Over the archive that DATABASE_URL and DATA_DIR name (bench/archive.py makes one). Three servers of one kind, wsgiref, one process
each: the bare view without any middleware; the portal as it runs; the portal with HOLD_PAGES=0, which draws each page anew (menu,
foot and rows that it has drawn before stay kept, as after a publication: docs/adr/0022). What is
compared is the processor's time a page, which other work on the machine changes little; a ratio of 0.5 is half as many pages a
second. Search is held against ILIKE (on SQLite LIKE) over the same texts in the same run; `--only-search` does only that.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import signal
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.models import Revision  # noqa: E402
from bench import bare  # noqa: E402
from portal import search  # noqa: E402
from portal.models import SearchEntry  # noqa: E402
from portal.views import BULLETINS_A_PAGE  # noqa: E402

LETTERS = re.compile(r"[^\W_]+")


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def serve(**changed: object) -> tuple[int, int]:
    """A server in a process of its own: its number and its port."""
    server = make_server("127.0.0.1", 0, None, handler_class=Quiet)  # type: ignore[arg-type]
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        with override_settings(ALLOWED_HOSTS=["*"], **changed):
            server.set_app(WSGIHandler())
            server.serve_forever()
    server.socket.close()
    return child, server.server_port


def ask(port: int, path: str) -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path)
    answer = line.getresponse()
    content = answer.read()
    line.close()
    if answer.status != 200:
        sys.exit(f"{path} answered {answer.status}")
    return content


def worked(child: int) -> float:
    """Milliseconds of processor that a server has used so far (Linux): other work on the machine is not in it."""
    return int(Path(f"/proc/{child}/schedstat").read_text().split()[0]) / 1e6


def compare(name: str, path: str, rounds: int) -> None:
    """One page; the bare view is started anew with a constant of the page's size."""
    connection.close()
    held, drawn = serve(HOLD_PAGES=True), serve(HOLD_PAGES=False)
    content = ask(held[1], path)
    bare.CONSTANT["content"] = b"x" * len(content)
    plain = serve(ROOT_URLCONF="bench.bare", MIDDLEWARE=[])
    each: list[float] = []
    try:
        for (child, port), address, times in ((plain, "/", rounds), (held, path, rounds), (drawn, path, rounds // 4)):
            for _warm in range(5):
                ask(port, address)
            before = worked(child)
            for _round in range(times):
                ask(port, address)
            each.append((worked(child) - before) / times)
        print(
            f"{name:10} {len(content) / 1024:6.1f} KB  bare {each[0]:5.2f} ms  held {each[1]:5.2f} ms = {each[0] / each[1]:.2f}"
            f"  drawn {each[2]:6.2f} ms = {each[0] / each[2]:.3f}"
        )
    finally:
        for child, _port in (plain, held, drawn):
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)


def words(count: int) -> list[str]:
    """Pieces of two to four characters out of texts of the archive, by chance: so most are common, as most that is typed is."""
    chance = random.Random(3)
    newest = SearchEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found: list[str] = []
    while len(found) < count:
        entry = SearchEntry.objects.filter(pk__gte=chance.randint(1, newest)).order_by("pk").first()
        size, run = chance.randint(2, 4), chance.choice(LETTERS.findall(entry.text if entry else ""))
        if len(run) >= size:
            at = chance.randint(0, len(run) - size)
            found.append(run[at : at + size])
    return found


def compare_search(count: int) -> None:
    """A page of results with its count, beside what a plain comparison of all texts takes for the same word."""
    like = "ILIKE" if connection.vendor == "postgresql" else "LIKE"

    def ours(word: str) -> object:
        return search.page(search.Asked([word]), QueryDict(), BULLETINS_A_PAGE)

    def plain(word: str) -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM articles_revision WHERE text {like} %s AND visible_from IS NOT NULL "
                "ORDER BY published_on DESC, id DESC LIMIT 21",
                [f"%{word}%"],
            )
            return cursor.fetchall()

    def counted(word: str) -> object:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM articles_revision WHERE text {like} %s", [f"%{word}%"])
            return cursor.fetchone()

    ways: dict[str, Callable[[str], object]] = {
        "ours, a page and its count": ours,
        f"newest 21 by {like}": plain,
        f"all counted by {like}": counted,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for word in words(count):
        for name, way in ways.items():
            began = time.perf_counter()
            way(word)
            times[name].append(1000 * (time.perf_counter() - began))
    ours_p50 = statistics.median(times["ours, a page and its count"])
    for name, each in times.items():
        half, most = statistics.median(each), statistics.quantiles(each, n=20)[-1]
        print(
            f"search, {count} words, {name:26} p50 {half:7.2f} ms  p95 {most:7.2f} ms  ours is {ours_p50 / half:.3f} of it"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--words", type=int, default=60)
    parser.add_argument("--only-search", action="store_true")
    asked = parser.parse_args()
    newest = Revision.objects.visible(timezone.now()).order_by("-published_on").first()
    if newest is None:
        sys.exit("No bulletins here. python -m bench.archive makes an archive.")
    code = newest.records.exclude(indicator=None).values_list("indicator__code", flat=True)[0]
    pages = {
        "article": f"/articles/{newest.article_id}/",
        "home": "/",
        "list": f"/columns/{newest.article.column.slug}/",
        "search": f"/search/?q={quote('增加值')}",
        "indicator": f"/indicators/{code}/",
        "place": f"/regions/{newest.article.region.code}/",
    }
    print(
        f"{Revision.objects.count()} versions, {connection.vendor}, wsgiref, Django {django.__version__}, {settings.SITE['name']}"
    )
    for name, path in pages.items() if not asked.only_search else ():
        compare(name, path, asked.rounds)
    compare_search(asked.words)


if __name__ == "__main__":
    main()
