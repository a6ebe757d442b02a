"""What is held is what would be drawn now, whatever was done to the archive; and what was not touched stays held."""

import random
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Column, Region, Revision
from articles.publishing import By, new_draft, publish, withdraw
from indicators.merging import merge, take_back
from indicators.models import Alias, Indicator, Merger, Record, Topic
from tests.conftest import BEIJING, Town, write

MODES = ["", "/elder", "/en", "/en/elder"]
NAMES = ["地区生产总值", "规上工业增加值", "固定资产投资", "一般公共预算收入"]
SHARE_LOOKED_AT = 0.08
PLACES = ["钱塘区", "杭州市"]


class Clock:
    """Moved by hand: what is scheduled comes when a test says so."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock, now = Clock(), timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + clock.ahead)
    return clock


@pytest.fixture
def clients(db, settings) -> tuple[Client, Client]:
    """One that holds pages, one that draws each anew."""
    clients = []
    for holds in (True, False):
        settings.HOLD_PAGES = holds
        clients.append(Client())
        clients[-1].get("/robots.txt")  # its middleware is put together at the first request
    return clients[0], clients[1]


@pytest.fixture
def archive(town: Town) -> Town:
    for number, name in enumerate(NAMES[1:]):
        entry = Indicator.objects.create(code=f"entry-{number}", name=name, name_en=f"Entry {number}", dimension="金额")
        entry.topics.add(Topic.objects.get())
    Column.objects.create(slug="data", name="数据发布", name_en="Data")
    chance = random.Random(1)
    for year in range(2019, 2024):
        publish(bulletin(town, chance, year), by=By(), reason="已核对")
    return town


def bulletin(town: Town, chance: random.Random, year: int) -> Revision:
    place = Region.objects.get(name=chance.choice(PLACES))
    column = chance.choice(list(Column.objects.all()))
    said = "".join(
        f"{place.name}实现{name}{chance.randint(10, 900)}.5亿元,同比增长{chance.randint(1, 9)}.1%。"
        for name in chance.sample(NAMES, 2)
    )
    title = f"{place.name}{year}年{chance.choice(['经济运行情况', '数据发布'])}"
    return write(
        (column, place), title, f"<p>{year}年,{said}</p>", datetime(year, 12, chance.randint(1, 28), 9, tzinfo=BEIJING)
    )


# What editors do


def publishes(town: Town, chance: random.Random, clock: Clock) -> None:
    publish(bulletin(town, chance, chance.randint(2018, 2023)), by=By(), reason="已核对")


def schedules(town: Town, chance: random.Random, clock: Clock) -> None:
    later = timezone.now() + timedelta(minutes=5)
    publish(bulletin(town, chance, chance.randint(2018, 2023)), by=By(), visible_from=later, reason="已核对")


def corrects(town: Town, chance: random.Random, clock: Clock, visible_from: datetime | None = None) -> None:
    known = Revision.objects.visible()
    draft = new_draft(chance.choice(list(known)), by=By())
    if draft.number == 1:
        return
    draft.body = draft.body.replace(".5亿元", f".{chance.randint(6, 9)}亿元")
    draft.title += "(更正)"
    draft.column = chance.choice(list(Column.objects.all()))
    draft.correction_note = "数值有误。"
    draft.save()
    record = chance.choice([*draft.records.all()])
    record.indicator = chance.choice(list(Indicator.objects.all()))
    record.region = chance.choice(list(Region.objects.all()))
    record.save()
    publish(draft, by=By(), visible_from=visible_from, reason="已核对")


def schedules_a_correction(town: Town, chance: random.Random, clock: Clock) -> None:
    corrects(town, chance, clock, timezone.now() + timedelta(minutes=5))


def time_passes(town: Town, chance: random.Random, clock: Clock) -> None:
    clock.ahead += timedelta(minutes=6)


def withdraws(town: Town, chance: random.Random, clock: Clock) -> None:
    withdraw(chance.choice(list(Revision.objects.visible())).article, by=By(), reason="口径有误")


def brings_back(town: Town, chance: random.Random, clock: Clock) -> None:
    for article in Article.objects.filter(withdrawn_at__isnull=False)[:1]:
        draft = new_draft(article.newest, by=By())
        draft.correction_note = "重新核对。"
        draft.save()
        publish(draft, by=By(), reason="已核对")


def confirms(town: Town, chance: random.Random, clock: Clock) -> None:
    for record in chance.sample(list(Record.objects.public().filter(status=Record.Status.CANDIDATE)), 2):
        Record.objects.filter(pk=record.pk).update(status=Record.Status.CONFIRMED)


def gives_to_another_entry(town: Town, chance: random.Random, clock: Clock) -> None:
    record = chance.choice(list(Record.objects.public()))
    Record.objects.filter(pk=record.pk).update(indicator=chance.choice(list(Indicator.objects.all())))


def renames_an_indicator(town: Town, chance: random.Random, clock: Clock) -> None:
    entry = chance.choice(list(Indicator.objects.all()))
    entry.name, entry.note = f"{entry.name}{chance.randint(1, 9)}", "口径说明"
    entry.home_position = chance.choice([None, 1, 2])
    entry.save()


def merges(town: Town, chance: random.Random, clock: Clock) -> None:
    left = list(Indicator.objects.filter(merged_into=None))
    if len(left) > 1:
        gone, into = chance.sample(left, 2)
        merge(gone, into, by=By())


def takes_a_merger_back(town: Town, chance: random.Random, clock: Clock) -> None:
    for merger in Merger.objects.filter(undone_at=None)[:1]:
        take_back(merger, by=By())


def renames_other_things(town: Town, chance: random.Random, clock: Clock) -> None:
    kind = chance.choice([Column, Region, Topic])
    thing = chance.choice(list(kind.objects.all()))
    if kind is not Region or thing.name not in PLACES:
        thing.name += "新"
    else:
        thing.short_names += "新称|"
    thing.save()


def changes_the_catalogue(town: Town, chance: random.Random, clock: Clock) -> None:
    entry = chance.choice(list(Indicator.objects.all()))
    Alias.objects.create(indicator=entry, name=f"别名{Alias.objects.count()}")
    entry.topics.set(chance.sample(list(Topic.objects.all()), chance.randint(0, 1)))
    Topic.objects.create(slug=f"t{Topic.objects.count()}", name="另一主题")


ACTS = [
    publishes, schedules, corrects, schedules_a_correction, time_passes, withdraws, brings_back, confirms,
    gives_to_another_entry,
    renames_an_indicator, merges, takes_a_merger_back, renames_other_things, changes_the_catalogue,
]  # fmt: skip


def addresses(town: Town) -> list[str]:
    """Of every kind of page, for everything that was ever published."""
    found = [
        "/", "/archive/", "/archive/2023/7/", "/search/?q=生产总值", "/search/?q=增加值 2020", "/search/?q=别名", "/site-map/", "/indicators/",
        "/indicators/?data=1", "/corrections/", "/feed.xml", "/corrections/feed.xml", "/topics/general/feed.xml", "/sitemap.xml",
        "/sitemap-bulletins.xml", "/sitemap-indicators.xml", "/sitemap-regions.xml", "/verify/", "/accessibility/",
    ]  # fmt: skip
    for column in Column.objects.all():
        found += [column.get_absolute_url(), f"{column.get_absolute_url()}feed.xml"]
    for place in Region.objects.filter(name__in=PLACES):
        found.append(place.get_absolute_url())
    for entry in Indicator.objects.all():
        own = entry.get_absolute_url()
        found += [own, f"{own}feed.xml", f"{own}series.csv", f"{own}?picture=rank", f"{own}?with=gdp"]
    for article in Article.objects.filter(revisions__state="published").distinct():
        own = article.get_absolute_url()
        found += [
            own,
            f"{own}print/",
            f"{own}figures/",
            f"{own}figures.csv",
            f"{own}versions/",
            f"{own}v1/",
            f"{own}v1/print.css",
        ]
        found.append(f"{own}versions/1..2/")
    for record in Record.objects.filter(revision__state="published"):
        found += [f"/records/{record.pk}/", f"/records/{record.pk}/card/"]
    return found


@pytest.mark.parametrize("seed", range(3))
def test_what_is_held_is_what_would_be_drawn(
    clients: tuple[Client, Client], archive: Town, clock: Clock, seed: int
) -> None:
    holding, drawing = clients
    chance = random.Random(seed)
    acts = chance.sample(ACTS, len(ACTS))
    for act in [None, *acts]:
        if act:
            act(archive, chance, clock)
        # A part of all each time: what was held through several acts is looked at as well.
        for address in addresses(archive):
            if chance.random() > SHARE_LOOKED_AT:
                continue
            whole = chance.choice(MODES) + address
            held, drawn = holding.get(whole), drawing.get(whole)
            said = f"{whole} after {act.__name__ if act else 'nothing'}"
            assert held.status_code == drawn.status_code, said
            if b"<feed" in drawn.content and b"<entry>" not in drawn.content:
                continue  # says at what second it was asked for
            assert held.content == drawn.content, said


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


STAYS_HELD = 2  # the whole archive's token, then those of what the page shows


def test_a_publication_drops_only_what_it_changes(clients: tuple[Client, Client], archive: Town) -> None:
    holding, _drawing = clients
    untouched = [
        "/columns/data/",
        "/indicators/entry-1/",
        f"/articles/{archive.live.pk}/print/",
        "/site-map/",
        f"/articles/{archive.live.pk}/",
    ]
    changed = ["/", "/columns/news/", "/indicators/gdp/", "/search/?q=生产总值", "/regions/330100/"]
    for address in untouched + changed:
        queries(holding, address)
    place = archive.column, archive.city
    publish(
        write(
            place,
            "杭州市2022年经济",
            "<p>2022年,杭州市地区生产总值812.5亿元。</p>",
            datetime(2023, 1, 1, 9, tzinfo=BEIJING),
        ),
        by=By(),
    )
    assert [address for address in untouched if queries(holding, address) > STAYS_HELD] == []
    assert [address for address in changed if queries(holding, address) <= STAYS_HELD] == []
    # Found right once, a page costs one query again.
    assert [address for address in untouched if queries(holding, address) > 1] == []


def test_a_decision_drops_only_its_bulletin_and_its_series(clients: tuple[Client, Client], archive: Town) -> None:
    holding, _drawing = clients
    record = Record.objects.get(revision__article=archive.live, value="512.3")
    untouched = [
        "/columns/news/",
        "/archive/",
        "/regions/330100/",
        "/indicators/entry-1/",
        f"/articles/{archive.corrected.pk}/print/",
    ]
    changed = [record.get_absolute_url(), "/indicators/gdp/", f"/articles/{archive.live.pk}/figures/", "/"]
    for address in untouched + changed:
        queries(holding, address)
    Record.objects.filter(pk=record.pk).update(status="confirmed")
    assert [address for address in untouched if queries(holding, address) > STAYS_HELD] == []
    assert [address for address in changed if queries(holding, address) <= STAYS_HELD] == []


def test_a_rename_drops_only_pages_that_bear_the_name(clients: tuple[Client, Client], archive: Town) -> None:
    holding, _drawing = clients
    untouched = ["/columns/news/", "/indicators/entry-1/", f"/articles/{archive.live.pk}/"]
    for address in [*untouched, "/indicators/gdp/"]:
        queries(holding, address)
    archive.gdp.name = "本地生产总值"
    archive.gdp.save()
    assert [address for address in untouched if queries(holding, address) > STAYS_HELD] == []
    assert "本地生产总值" in holding.get("/indicators/gdp/").content.decode()


def test_a_version_that_comes_by_itself_drops_only_what_it_changes(
    clients: tuple[Client, Client], archive: Town, clock: Clock
) -> None:
    holding, _drawing = clients
    schedules_at = timezone.now() + timedelta(minutes=5)
    place = archive.column, archive.city
    coming = write(
        place, "定时的公报", "<p>2022年,杭州市地区生产总值812.5亿元。</p>", datetime(2023, 1, 1, 9, tzinfo=BEIJING)
    )
    publish(coming, by=By(), visible_from=schedules_at)
    untouched = ["/columns/data/", "/indicators/entry-1/", f"/articles/{archive.live.pk}/"]
    changed = ["/", "/columns/news/", "/indicators/gdp/", "/regions/330100/"]
    for address in untouched + changed:
        queries(holding, address)
    clock.ahead = timedelta(minutes=6)
    assert [address for address in untouched if queries(holding, address) > STAYS_HELD + 1] == []  # one asks what came
    assert [address for address in changed if queries(holding, address) <= STAYS_HELD + 1] == []
    assert "定时的公报" in holding.get("/").content.decode()


def test_a_page_drawn_while_something_landed_is_not_held(clients: tuple[Client, Client], archive: Town) -> None:
    """A publication that lands between two queries of a page: what the page read before is old."""
    holding, _drawing = clients
    landed = []

    def lands_after_the_list_was_read(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if not landed and sql.startswith("SELECT") and "published_on" in sql:
            landed.append(sql)
            publish(archive.draft.newest, by=By())
        return answer

    with connection.execute_wrapper(lands_after_the_list_was_read):
        holding.get("/columns/news/")
    assert landed
    assert "尚未公开" in holding.get("/columns/news/").content.decode()
