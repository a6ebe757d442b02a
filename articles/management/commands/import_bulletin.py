"""Brings bulletins in: one JSON line a file on stdout; what is refused is said on stderr as well, and the status is 1."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import pictures
from articles.body import picture_name
from articles.importing import (
    LARGEST_FILE,
    AlreadyStored,
    Draft,
    ImportRefused,
    count_of,
    read_bulletin,
    store,
    too_large,
)
from articles.importing.dates import BEIJING, read_date
from articles.models import Article, Column, Region, Revision
from articles.publishing import By, CannotPublish, publish


class Command(BaseCommand):
    help = (
        "导入公报文件(纯文本、Markdown、网页),每个文件输出一行 JSON。"
        "放在文件旁边(或 pictures、文件名_files 文件夹中)的同名图片一并存入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="公报文件")
        parser.add_argument("--column", metavar="SLUG", help="栏目的网址名;不写时按网页注明的栏目,否则用第一个栏目")
        parser.add_argument("--region", metavar="NAME", help="公报所述地区的名称或代码;不写时用 SITE_REGION")
        parser.add_argument("--published", metavar="DATE", help="发布日期,如 2023-08-10 或 “2023-08-10 10:23”")
        parser.add_argument("--publish", action="store_true", help="导入后立即发布")

    def handle(self, *args: Any, **options: Any) -> None:
        refused = 0
        for name in options["files"]:
            try:
                line = bring_in(Path(name), options)
            except (ImportRefused, CannotPublish) as error:
                refused += 1
                line = {"error": str(error)}
                self.stderr.write(f"{name}: {error}")
            self.stdout.write(json.dumps({"file": name, **line}, ensure_ascii=False))
        if refused:
            raise CommandError(_("有 %(n)d 个文件没有导入。") % {"n": refused})


@transaction.atomic
def bring_in(file: Path, options: dict[str, Any]) -> dict[str, Any]:
    """One file, one transaction: its line of output, or ImportRefused or CannotPublish and nothing stored."""
    content = read_file(file)
    given = read_date(options["published"], timezone.now()) if options["published"] else None
    draft = read_bulletin(content, file.name, published_on=given)
    try:
        article = store(
            draft,
            content=content,
            filename=file.name,
            column=find_column(options["column"], draft),
            region=find_region(options["region"] or settings.SITE_REGION),
        )
        is_duplicate = False
        attach_pictures(article.newest, file)
    except AlreadyStored as known:
        article, is_duplicate = known.article, True
    revision = article.newest
    if options["publish"] and not revision.is_published:
        revision = publish(revision, by=By())
    return line_of(article, revision, is_duplicate)


def line_of(article: Article, revision: Revision, is_duplicate: bool) -> dict[str, Any]:
    published_on: datetime = revision.published_on
    return {
        "article": article.pk,
        "title": revision.title,
        "published_on": published_on.astimezone(BEIJING).isoformat(),
        "source": revision.source,
        "authors": revision.author_list,
        **count_of(revision),
        "state": revision.state,
        "duplicate": is_duplicate,
    }


def read_file(file: Path) -> bytes:
    try:
        if not file.exists():
            raise ImportRefused(_("没有这个文件。请检查文件名和所在的文件夹。"))
        if not file.is_file():
            raise ImportRefused(_("这不是一个文件。请给出公报文件,不要给出文件夹。"))
        if file.stat().st_size > LARGEST_FILE:
            raise ImportRefused(too_large())
        return file.read_bytes()
    except (OSError, ValueError) as error:
        raise ImportRefused(_("读不了这个文件。请检查它的权限,或换一个位置再试。")) from error


def find_column(slug: str | None, draft: Draft) -> Column:
    columns = list(Column.objects.all())
    if not columns:
        raise ImportRefused(_("还没有栏目。请先在管理后台建立栏目。"))
    if slug is None:
        return next((column for column in columns if column.name == draft.column_name), columns[0])
    for column in columns:
        if column.slug == slug:
            return column
    known = "、".join(f"{column.slug}({column.name})" for column in columns)
    raise ImportRefused(_("没有栏目“%(slug)s”。现有栏目:%(known)s。") % {"slug": slug, "known": known})


def find_region(name: str) -> Region:
    found = list(Region.objects.filter(code=name) if name.isdigit() else Region.objects.named(name))[:20]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ImportRefused(
            _("没有地区“%(name)s”。请用 --region 给出全称(如 浙江省、钱塘区)或六位代码,或先在管理后台建立该地区。")
            % {"name": name}
        )
    places = "、".join(f"{region.code}({region.parent}{region.name})" for region in found)
    raise ImportRefused(
        _("有几个地区叫“%(name)s”。请用 --region 给出代码:%(places)s。") % {"name": name, "places": places}
    )


def attach_pictures(revision: Revision, file: Path) -> None:
    """Pictures that lie beside the file, as a browser or an office saves them. Raises ImportRefused for one that is none."""
    waiting = {picture.name: picture for picture in revision.pictures.all()}
    for path in beside(file) if waiting else ():
        picture = waiting.pop(picture_name(path.name), None)
        if picture is None:
            continue
        try:
            pictures.attach(picture, path.read_bytes())
        except pictures.PictureRefused as error:
            raise ImportRefused(_("图片 %(name)s:%(error)s") % {"name": path.name, "error": error}) from error
        except OSError as error:
            raise ImportRefused(_("读不了图片 %(name)s。请检查它的权限。") % {"name": path.name}) from error


def beside(file: Path) -> Iterator[Path]:
    for folder in (
        file.parent,
        file.parent / "pictures",
        file.parent / f"{file.stem}_files",
        file.parent / f"{file.stem}.files",
    ):
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if path.is_file() and path != file)
