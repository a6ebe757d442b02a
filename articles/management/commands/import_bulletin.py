"""Brings bulletins in: one JSON line a file on stdout; what is refused is said on stderr as well, and the status is 1."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
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
    Loss,
    bundle,
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
        "导入公报文件(Word、PDF、网页、纯文本、Markdown,或它们的压缩包),每个文件输出一行 JSON。"
        "放在文件旁边(或 pictures、文件名_files 文件夹中)的同名图片一并存入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="公报文件")
        parser.add_argument("--column", metavar="SLUG", help="栏目的网址名;不写时按网页注明的栏目,否则用第一个栏目")
        parser.add_argument("--region", metavar="NAME", help="公报所述地区的名称或代码;不写时用 SITE_REGION")
        parser.add_argument("--published", metavar="DATE", help="发布日期,如 2023-08-10 或 “2023-08-10 10:23”")
        parser.add_argument("--publish", action="store_true", help="导入后立即发布;校核有严重问题的不发布也不存入")
        parser.add_argument("--reason", metavar="WORDS", default="", help="校核有严重问题而仍要发布的原因,存入操作日志")

    def handle(self, *args: Any, **options: Any) -> None:
        refused = 0
        for name in options["files"]:
            for line in lines_of(name, options):
                if "error" in line:
                    refused += 1
                    self.stderr.write(f"{line['file']}: {line['error']}")
                self.stdout.write(json.dumps(line, ensure_ascii=False))
        if refused:
            raise CommandError(_("有 %(n)d 个文件没有导入。") % {"n": refused})


def lines_of(name: str, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A line for the file; for a zip, one for each file in it."""
    file = Path(name)
    try:
        content = read_file(file)
        if not bundle.is_bundle(content, name):
            yield line_or_refusal(name, content, lambda wanted: picture_beside(file, wanted), options)
            return
        for entry in bundle.files_in(content):
            yield line_or_refusal(f"{name}/{entry.filename}", entry.content, entry.picture, options)
    except ImportRefused as error:
        yield {"file": name, "error": str(error)}


def line_or_refusal(
    name: str, content: bytes, find_picture: Callable[[str], bytes | None], options: dict[str, Any]
) -> dict[str, Any]:
    try:
        return {"file": name, **bring_in(name, content, find_picture, options)}
    except ImportRefused as error:
        return {"file": name, "error": str(error)}
    except CannotPublish as error:
        how = _("请改正，或去掉 --publish 存为草稿后在校对台处理；确实要照原样发布的，请用 --reason 写明原因。")
        return {"file": name, "error": f"{error} {how}"}


@transaction.atomic
def bring_in(
    name: str, content: bytes, find_picture: Callable[[str], bytes | None], options: dict[str, Any]
) -> dict[str, Any]:
    """One file, one transaction: its line of output, or ImportRefused or CannotPublish and nothing stored."""
    given = read_date(options["published"], timezone.now()) if options["published"] else None
    draft = read_bulletin(content, name, published_on=given).with_pictures(find_picture)
    try:
        article = store(
            draft,
            content=content,
            filename=name,
            column=find_column(options["column"], draft),
            region=find_region(options["region"] or settings.SITE_REGION),
        )
        is_duplicate = False
    except AlreadyStored as known:
        article, is_duplicate = known.article, True
    revision = article.newest
    # A file that came in before publishes nothing that somebody has written since.
    if options["publish"] and not revision.is_published and revision.number == 1:
        revision = publish(revision, by=By(), reason=options["reason"])
    return {**line_of(article, revision, is_duplicate), "loss": [loss_of(loss) for loss in draft.loss]}


def loss_of(loss: Loss) -> dict[str, Any]:
    return {"kind": loss.kind, "count": loss.count, "says": str(loss), "detail": loss.detail}


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
            raise ImportRefused(_("这不是一个文件。请给出公报文件，不要给出文件夹。"))
        is_zip = file.suffix.lower() == ".zip"
        if file.stat().st_size > (bundle.LARGEST_BUNDLE if is_zip else LARGEST_FILE):
            raise ImportRefused(too_large())
        return file.read_bytes()
    except (OSError, ValueError) as error:
        raise ImportRefused(_("读不了这个文件。请检查它的权限，或换一个位置再试。")) from error


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
    raise ImportRefused(_("没有栏目“%(slug)s”。现有栏目：%(known)s。") % {"slug": slug, "known": known})


def find_region(name: str) -> Region:
    found = list(Region.objects.filter(code=name) if name.isdigit() else Region.objects.named(name))[:20]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ImportRefused(
            _("没有地区“%(name)s”。请用 --region 给出全称（如 浙江省、钱塘区）或六位代码，或先在管理后台建立该地区。")
            % {"name": name}
        )
    places = "、".join(f"{region.code}({region.parent}{region.name})" for region in found)
    raise ImportRefused(
        _("有几个地区叫“%(name)s”。请用 --region 给出代码：%(places)s。") % {"name": name, "places": places}
    )


def picture_beside(file: Path, name: str) -> bytes | None:
    """A picture that lies beside the file, as a browser or an office saves it. Raises ImportRefused."""
    for folder in bundle.folders_beside(PurePosixPath(file)):
        for path in sorted(Path(folder).iterdir()) if Path(folder).is_dir() else ():
            if path == file or picture_name(path.name) != name or not path.is_file():
                continue
            try:
                with path.open("rb") as picture:
                    return picture.read(pictures.LARGEST_FILE + 1)
            except OSError as error:
                raise ImportRefused(_("读不了图片 %(name)s。请检查它的权限。") % {"name": path.name}) from error
    return None
