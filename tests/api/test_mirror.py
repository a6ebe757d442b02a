"""examples/mirror.py against a running server: equal after any edits, however often it was interrupted."""

import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import fresh_database, wait_for

ROOT = Path(__file__).parents[2]
MIRROR = [sys.executable, str(ROOT / "examples" / "mirror.py")]
# Of each kind some; what is scheduled becomes public while the mirror runs, or is stopped before.
EDITS = """
import random
from datetime import timedelta
from django.utils import timezone
from articles.models import Article, Column, Region, Revision
from articles.publishing import By, CannotPublish, new_draft, publish, withdraw
chance = random.Random({seed})
for turn in range(14):
    act = chance.choice(["publish", "correct", "correct", "withdraw", "schedule"])
    articles = list(Article.objects.filter(revisions__state="published").distinct().order_by("id"))
    article = chance.choice(articles)
    if act == "publish":
        place = dict(column=Column.objects.first(), region=Region.objects.get(name="钱塘区"))
        draft = Revision(article=Article.objects.create(**place), title=f"第{{turn}}份", published_on=timezone.now(),
                         body=f"<p>全区粮食产量{{chance.randint(1, 900)}}万吨，同比增长3%。</p>")
        draft.save()
    elif act == "withdraw":
        try:
            withdraw(article, by=By(), reason="误发")
        except CannotPublish:
            pass
        continue
    else:
        draft = new_draft(article.newest, by=By())
        draft.body += f"<p>另有企业{{chance.randint(2, 90)}}家。</p>"
        draft.correction_note = "补了一句。"
        draft.save()
    later = timezone.now() + timedelta(seconds=chance.choice([1, 3])) if act == "schedule" else None
    publish(draft, by=By(), visible_from=later, reason="随手改的数与旧稿不同")
"""


class Portal:
    def __init__(self, folder: Path) -> None:
        database = fresh_database("portal_mirror")
        self.environment = os.environ | {"DATA_DIR": str(folder), "DATABASE_URL": database, "DEBUG": "0"}
        self.manage("migrate", "--verbosity", "0")
        self.manage("seed")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{free.getsockname()[1]}"

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *words]

    def manage(self, *words: str) -> None:
        subprocess.run(self.command(*words), env=self.environment, check=True, cwd=ROOT, capture_output=True)

    def edit(self, seed: int) -> None:
        self.manage("shell", "-c", EDITS.format(seed=seed))

    def all(self, path: str) -> dict[int, dict]:
        found, address = {}, f"{self.address}/api/v1/{path}/?page_size=500"
        while address:
            with urllib.request.urlopen(address, timeout=60) as answer:
                page = json.load(answer)
            found |= {one["id"]: one for one in page["results"]}
            address = page["next"]
        return found


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path)
    log = tmp_path / "server.log"
    with log.open("w") as out:
        place = portal.address.removeprefix("http://")
        words = portal.command("runserver", "--noreload", place)
        server = subprocess.Popen(words, env=portal.environment, cwd=ROOT, stdout=out, stderr=out)
        try:
            wait_for(portal.address, server, log)
            yield portal
        finally:
            server.terminate()
            server.wait(10)


def held(file: Path, table: str) -> dict[int, dict]:
    with sqlite3.connect(file) as database:
        return {pk: json.loads(words) for pk, words in database.execute(f"SELECT id, json FROM {table}")}


def test_the_mirror_ends_equal_whatever_was_edited_and_whenever_it_was_stopped(portal, tmp_path):
    file, chance = tmp_path / "mirror.sqlite3", random.Random(7)
    run = [*MIRROR, portal.address, str(file)]
    for seed in (1, 2):
        portal.edit(seed)
        for _ in range(5):
            mirror = subprocess.Popen([*run, "--page-size", "2"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.1, 1))
            mirror.kill()
            mirror.wait()
    time.sleep(3.5)  # the last that was scheduled has its time
    subprocess.run(run, check=True, capture_output=True)
    articles, records = portal.all("articles"), portal.all("records")
    assert {pk: article["revision"] for pk, article in held(file, "article").items()} == {
        pk: article["revision"] for pk, article in articles.items()
    }
    assert held(file, "record") == records
    assert len(articles) > 5
    again = subprocess.run(run, check=True, capture_output=True, text=True)
    assert again.stdout.strip() == "0"


def test_what_cannot_be_reached_is_said_and_changes_nothing(tmp_path):
    failed = subprocess.run(
        [*MIRROR, "http://127.0.0.1:9", str(tmp_path / "m.sqlite3")], capture_output=True, text=True
    )
    assert failed.returncode == 1
    assert "127.0.0.1:9" in failed.stderr
    assert held(tmp_path / "m.sqlite3", "article") == {}
