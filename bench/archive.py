"""A made-up archive of any size, for measuring: `python -m bench.archive --articles 10000 --records 60`.

Into the database that the environment names (DATABASE_URL, DATA_DIR), which must have no bulletins: nobody's archive gets made-up
figures by mistake. What comes out is an archive like any other: words, anchors, pages, hashes and search index are made by the
portal's own functions, so `manage.py verify` finds nothing wrong with it. What is saved is the reading (the figures are known
before the sentence is) and a query a row. The same seed gives the same archive.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from articles import archive  # noqa: E402
from articles.models import Article, Column, Region, Revision  # noqa: E402
from articles.publishing import sealed_bytes  # noqa: E402
from indicators import anchoring  # noqa: E402
from indicators.extraction.days import month_end  # noqa: E402
from indicators.models import Indicator, Record  # noqa: E402
from indicators.receivers import sealed_records  # noqa: E402
from indicators.recording import set_canonical  # noqa: E402
from portal import reading, search_index, seeding  # noqa: E402
from portal.models import Change  # noqa: E402

BEIJING = ZoneInfo("Asia/Shanghai")
BATCH = 200  # bulletins a transaction
FIRST_YEAR, LAST_YEAR = 2006, 2025
# Of what kind a thing is: the unit that bulletins write it in, the range of its values, decimals.
UNITS = {
    "金额": ("亿元", 3, 4000, 1), "计数": ("个", 10, 900, 0), "比率": ("%", 2, 99, 1), "户数": ("家", 20, 3000, 0),
    "重量": ("万吨", 1, 800, 2), "面积": ("万平方米", 5, 900, 1), "人数": ("万人", 1, 300, 2), "人次": ("万人次", 10, 5000, 1),
    "长度": ("公里", 20, 2000, 0), "电量": ("亿千瓦时", 5, 900, 1), "体积": ("亿立方米", 1, 90, 2),
}  # fmt: skip
OPENINGS = [
    "全力稳增长",
    "项目建设提速",
    "市场活力增强",
    "民生保障有力",
    "创新动能积聚",
    "开放水平提升",
    "结构持续优化",
]
SENTENCES = ["{place}{name}{value}", "全年工作中,{name}达到{value}", "据统计,{name}{value}", "{place}实现{name}{value}"]
GROWN = [",同比增长{rate}", ",比上年同期增长{rate}", ",增速为{rate}"]
FALLEN = [",同比下降{rate}", ",比上年同期下降{rate}"]
BRIDGES = [
    "各项工作扎实推进。",
    "企业预期稳步改善,重点产业链运行平稳。",
    "有关部门加强调度,及时解决困难。",
    "服务质量继续提高。",
]


@dataclass
class Words:
    """A text that grows, and the figures that were written into it: (record, start, end)."""

    parts: list[str]
    length: int
    figures: list[tuple[Record, int, int]]

    def write(self, words: str) -> None:
        self.parts.append(words)
        self.length += len(words)

    def state(self, words: str, record: Record) -> None:
        self.figures.append((record, self.length, self.length + len(words)))
        self.write(words)


def months(chance: random.Random, year: int) -> tuple[date | None, date, str]:
    """A period of that year as bulletins write it: 上半年, 1—9月, 一季度, 5月, 全年."""
    kind = chance.choice(["year", "half", "quarter", "month", "sum", "sum"])
    if kind == "year":
        return date(year, 1, 1), date(year, 12, 31), f"{year}年"
    if kind == "half":
        return date(year, 1, 1), date(year, 6, 30), f"{year}年上半年"
    if kind == "quarter":
        number = chance.randrange(4)
        return date(year, 3 * number + 1, 1), month_end(year, 3 * number + 3), f"{year}年{'一二三四'[number]}季度"
    month = chance.randint(2, 11)
    if kind == "month":
        return date(year, month, 1), month_end(year, month), f"{year}年{month}月"
    return date(year, 1, 1), month_end(year, month), f"{year}年1—{month}月"


def bulletin(
    chance: random.Random, number: int, of: int, records: int, places: list[Region], entries: list[Indicator],
    columns: list[Column],
) -> tuple[Revision, list[Record]]:  # fmt: skip
    year = FIRST_YEAR + (LAST_YEAR - FIRST_YEAR + 1) * number // of
    start, end, words = months(chance, year)
    # Half of all bulletins are the place's own, the rest are its neighbours'.
    place = places[0] if chance.random() < 0.5 else chance.choice(places)
    title = f"{place.name}{words}{chance.choice(['经济运行情况', '国民经济发展简况', '主要数据发布', '工作进展通报'])}"
    text = Words([title], len(title), [])
    chosen = chance.sample(entries, min(len(entries), records // 2 + 1))
    while len(text.figures) < records:
        if len(text.figures) % 12 == 0:
            text.write("\n\n" + words + "," + chance.choice(OPENINGS) + "。" + chance.choice(BRIDGES))
        entry = chosen[len(text.figures) // 2 % len(chosen)]
        unit, low, high, decimals = UNITS[entry.dimension]
        value = f"{chance.uniform(low, high):.{decimals}f}"
        common = {
            "indicator": entry, "name": entry.name, "period_start": start, "period_end": end, "region": place,
            "region_name": place.name, "rule": "made-up", "confidence": 0.9,
            "status": Record.Status.CONFIRMED if chance.random() < 0.8 else Record.Status.CANDIDATE,
        }  # fmt: skip
        before, after = chance.choice(SENTENCES).format(place=place.name, name=entry.name, value="\x00").split("\x00")
        text.write(before)
        text.state(value + unit, Record(measure="level", value=value, unit=unit, **common))
        text.write(after)
        if len(text.figures) < records:
            rate = chance.uniform(-6, 15)
            before, after = chance.choice(FALLEN if rate < 0 else GROWN).format(rate="\x00").split("\x00")
            text.write(before)
            shown = f"{abs(rate):.1f}"
            signed = f"-{shown}" if rate < 0 else shown
            text.state(f"{shown}%", Record(measure="growth", value=signed, unit="%", comparison="yoy", **common))
            text.write(after)
        text.write("。")
    whole = "".join(text.parts)
    paragraphs = whole.split("\n\n")[1:]
    day = datetime(end.year, end.month, end.day, 9, tzinfo=BEIJING) + timedelta(days=chance.randint(8, 30))
    revision = Revision(
        title=title, source="区统计局", published_on=day + timedelta(seconds=chance.randrange(30_000)), text=whole,
        body="".join(f"<p>{paragraph}</p>" for paragraph in paragraphs), visible_from=day + timedelta(hours=10),
    )  # fmt: skip
    revision.article = Article(column=chance.choice(columns), region=place)
    found = []
    for record, opens, closes in text.figures:
        anchor = anchoring.describe(whole, opens, closes)
        record.start, record.end, record.exact = anchor.start, anchor.end, anchor.exact
        record.prefix, record.suffix = anchor.prefix, anchor.suffix
        record.revision = revision
        set_canonical(record)
        found.append(record)
    return revision, found


def fill(articles: int, records: int, seed: int = 7) -> Iterator[int]:
    """Writes so many bulletins of so many figures each; yields how many there are after each transaction."""
    if Article.objects.exists():
        sys.exit("This database has bulletins. Name an empty one by DATABASE_URL or DATA_DIR.")
    seeding.load_columns()
    seeding.load_regions()
    seeding.load_catalogue()
    chance = random.Random(seed)
    home = Region.objects.get(name=settings.SITE_REGION)
    places = [home, *Region.objects.filter(parent=home.parent).exclude(pk=home.pk)]
    places += list(Region.objects.filter(parent=home.parent.parent if home.parent else None))
    entries = [entry for entry in Indicator.objects.order_by("pk") if entry.dimension in UNITS]
    columns = list(Column.objects.all())
    sequence, sha256 = 0, ""
    for first in range(0, articles, BATCH):
        made = [
            bulletin(chance, number, articles, records, places, entries, columns)
            for number in range(first, min(first + BATCH, articles))
        ]
        with transaction.atomic():
            Article.objects.bulk_create([revision.article for revision, _records in made])
            for revision, _records in made:
                revision.article = revision.article  # takes over the key that it has now
                revision.visible_from, revision.goes_public = None, revision.visible_from  # type: ignore[attr-defined]
            Revision.objects.bulk_create([revision for revision, _records in made])
            for revision, found in made:
                for record in found:
                    record.revision = revision
            # While the bulletins are drafts: a trigger lets no record into a published one.
            Record.objects.bulk_create([record for _revision, found in made for record in found], batch_size=1000)
            for revision, _records in made:
                sequence += 1
                revision.visible_from = revision.goes_public  # type: ignore[attr-defined]
                revision.page = reading.page_of(revision)
                revision.sequence, revision.previous_sha256 = sequence, sha256
                parts = [sealed_records(revision)]
                revision.sha256 = sha256 = archive.seal(sealed_bytes(revision, parts), sha256)
                revision.state = Revision.State.PUBLISHED
                revision.save(update_fields=["state", "visible_from", "page", "sequence", "sha256", "previous_sha256"])
                search_index.index_revision(revision)
            note_changes([revision for revision, _records in made], sequence - len(made))
        yield first + len(made)


def note_changes(published: list[Revision], position: int) -> None:
    """The stream of changes, as portal.changes writes it; `position` is the last one so far."""
    Change.objects.bulk_create(
        [
            Change(kind=Change.Kind.PUBLISHED, revision=revision, at=revision.visible_from, position=number)
            for number, revision in enumerate(published, position + 1)
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--records", type=int, default=60, help="figures a bulletin")
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    for done in fill(asked.articles, asked.records):
        print(f"\r{done} bulletins, {done / (time.perf_counter() - began):.0f} a second", end="", file=sys.stderr)
    print(file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")


if __name__ == "__main__":
    main()
