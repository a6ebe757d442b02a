"""What `make run` starts with: columns, regions, catalogue and demonstration bulletins from seeds/, each only into an empty
table, so that a second start changes nothing that people have changed since."""

import csv
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from articles import pictures
from articles.importing import read_bulletin, store
from articles.importing.assembling import Draft
from articles.models import Article, Column, Region, Revision
from articles.publishing import By, publish, withdraw
from indicators.models import Alias, Indicator, Record, Topic, spelling_key

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
EDITOR = "editor"
BEIJING = ZoneInfo("Asia/Shanghai")


def rows(name: str) -> Iterator[dict[str, str]]:
    """Lines of seeds/<name>.tsv as dictionaries; lists inside a cell are divided by |."""
    with (SEEDS / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


@transaction.atomic
def load_columns() -> int:
    if Column.objects.exists():
        return 0
    made: dict[str, Column] = {}
    for position, row in enumerate(rows("columns")):
        made[row["slug"]] = Column.objects.create(
            slug=row["slug"],
            name=row["name"],
            name_en=row["name_en"],
            description=row["description"],
            parent=made.get(row["parent"]),
            position=position,
        )
    return len(made)


@transaction.atomic
def load_regions() -> int:
    if Region.objects.exists():
        return 0
    ids: dict[str, int] = {}
    # A place's code sorts after its parent's, so three layers are enough: country, provinces, then what lies in them.
    waiting = list(rows("regions"))
    while waiting:
        layer = [row for row in waiting if not row["parent"] or row["parent"] in ids]
        if not layer:
            raise ValueError(f"seeds/regions.tsv: {waiting[0]['code']} has no parent {waiting[0]['parent']}")
        Region.objects.bulk_create(
            Region(
                code=row["code"],
                name=row["name"],
                short_names=f"|{row['short_names']}|" if row["short_names"] else "",
                parent_id=ids.get(row["parent"]),
            )
            for row in layer
        )
        ids.update(Region.objects.filter(code__in=[row["code"] for row in layer]).values_list("code", "pk"))
        waiting = [row for row in waiting if row["code"] not in ids]
    return len(ids)


@transaction.atomic
def load_catalogue() -> int:
    if Indicator.objects.exists():
        return 0
    topics = {
        row["slug"]: Topic.objects.get_or_create(
            slug=row["slug"], defaults={"name": row["name"], "name_en": row["name_en"]}
        )[0]
        for row in rows("topics")
    }
    count = 0
    for row in rows("catalogue"):
        indicator = Indicator.objects.create(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            dimension=row["dimension"],
            note=row["note"],
        )
        indicator.topics.set([topics[slug] for slug in row["topics"].split("|") if slug])
        names = [name for name in row["aliases"].split("|") if name and name != row["name"]]
        Alias.objects.bulk_create(Alias(indicator=indicator, name=name, key=spelling_key(name)) for name in names)
        count += 1
    return count


@transaction.atomic
def load_bulletins() -> int:
    """By the same functions that an office's files come in by, published, with their pictures."""
    if Article.objects.exists():
        return 0
    count = 0
    for row in rows("bulletins"):
        file = SEEDS / "bulletins" / row["file"]
        content = file.read_bytes()
        draft = read_bulletin(content, file.name)
        if row["corrects"]:
            _correct(draft, row)
            count += 1
            continue
        article = store(
            draft,
            content=content,
            filename=file.name,
            column=Column.objects.get(slug=row["column"]),
            region=Region.objects.get(name=row["region"]),
            published_on=_day(row),
        )
        revision = article.newest
        for name, _, alt in (pair.partition("=") for pair in row["picture_alt"].split("|") if pair):
            picture = revision.pictures.get(name=name)
            picture.alt = alt
            pictures.attach(picture, (file.parent / "pictures" / name).read_bytes())
        _confirm(revision, row)
        publish(revision, by=By(), reason=gettext("演示数据"))
        if row["withdrawn"]:
            withdraw(article, by=By(), reason=row["withdrawn"])
        count += 1
    return count


def _correct(draft: Draft, row: dict[str, str]) -> None:
    """A new version of a bulletin that was loaded before, with what it says of itself."""
    earlier = Article.objects.get(originals__filename=row["corrects"]).newest
    revision = Revision(
        article=earlier.article,
        number=earlier.number + 1,
        title=draft.title,
        source=draft.source,
        authors=earlier.authors,
        published_on=_day(row),
        body=draft.body,
        correction_note=row["correction_note"],
    )
    revision.save()
    _confirm(revision, row)
    publish(revision, by=By())


def _confirm(revision: Revision, row: dict[str, str]) -> None:
    """What was looked at when the demonstration was made; the rest stays as the program read it."""
    looked_at = revision.records.filter(indicator__code__in=row["confirmed"].split("|"))
    looked_at.update(status=Record.Status.CONFIRMED)


def _day(row: dict[str, str]) -> datetime:
    return datetime.strptime(row["published"], "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


def make_editor() -> str | None:
    """An account for the first start; its password, which nothing keeps, or None where there are accounts already."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(EDITOR, password=password, first_name="编辑")
    return password
