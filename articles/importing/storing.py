"""Draft → Article with its original, first revision and the places of its pictures: all of it or nothing."""

import hashlib
import re
from collections import Counter
from datetime import datetime
from pathlib import PurePath

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import body as bodies
from articles import pictures
from articles.importing import images
from articles.importing.assembling import Draft
from articles.importing.errors import ImportRefused
from articles.models import Act, Article, Column, Original, Picture, Region, Revision
from articles.publishing import By, write_down

LONGEST_FILENAME = 200


class AlreadyStored(Exception):
    """The same file, or the same text from another file, came in before."""

    def __init__(self, article: Article) -> None:
        super().__init__(_("与公报 %(number)d 相同，没有重复存入。") % {"number": article.pk})
        self.article = article


def store(
    draft: Draft,
    *,
    content: bytes,
    filename: str,
    column: Column,
    region: Region,
    published_on: datetime | None = None,
    by: By | None = None,
) -> Article:
    """One transaction, written into the log. `content` is kept byte for byte; by: whoever brought it in (default: a command).
    Raises AlreadyStored, and ImportRefused where there is no title, no date, or a picture that is none.
    """
    if not draft.title:
        raise ImportRefused(_("没有标题。请填写标题后再存入。"))
    day = published_on or draft.published_on
    if day is None:
        raise ImportRefused(_("没有找到发布日期。请在文件中写明“发布日期：2023-08-10”，或用 --published 给出。"))
    if known := _known(draft, content):
        raise AlreadyStored(known)
    images.check_together(picture.content for picture in draft.pictures if picture.content is not None)
    try:
        with transaction.atomic():
            return _create(draft, content, PurePath(filename).name, column, region, day, by or By())
    except IntegrityError:
        # Somebody stored the same file between the question and the answer.
        if known := _known(draft, content):
            raise AlreadyStored(known) from None
        raise


def count_of(revision: Revision) -> dict[str, object]:
    """What the importing command prints of a stored revision: paragraphs, headings, pictures, records by status."""
    tags = Counter(str(block.tag) for block in bodies.parse(revision.body))
    records = Counter(revision.records.values_list("status", flat=True))
    return {
        "paragraphs": tags["p"],
        "headings": tags["h2"] + tags["h3"],
        "pictures": tags["figure"],
        "records": dict(records),
    }


def _create(
    draft: Draft, content: bytes, filename: str, column: Column, region: Region, day: datetime, by: By
) -> Article:
    article = Article.objects.create(column=column, region=region)
    Original.objects.create(
        article=article,
        filename=filename[-LONGEST_FILENAME:],
        sha256=hashlib.sha256(content).hexdigest(),
        text_sha256=_text_sha256(draft),
        size=len(content),
        content=content,
    )
    revision = Revision(
        article=article,
        title=draft.title,
        subtitle=draft.subtitle,
        source=draft.source,
        authors=" ".join(draft.authors),
        published_on=day,
        summary=draft.summary,
        body=draft.body,
        created_by=by.user,
    )
    revision.save()
    places = Picture.objects.bulk_create(
        Picture(revision=revision, name=drafted.name, alt=drafted.alt) for drafted in draft.pictures
    )
    for place, drafted in zip(places, draft.pictures, strict=True):
        if drafted.content is not None:
            _attach(place, drafted.content)
    write_down(Act.Verb.IMPORT, revision, by, filename)
    return article


def _attach(picture: Picture, content: bytes) -> None:
    try:
        pictures.attach(picture, content)
    except pictures.PictureRefused as error:
        raise ImportRefused(_("图片 %(name)s：%(error)s") % {"name": picture.name, "error": error}) from error


def _known(draft: Draft, content: bytes) -> Article | None:
    same_file = Original.objects.filter(sha256=hashlib.sha256(content).hexdigest())
    same_text = Original.objects.filter(text_sha256=_text_sha256(draft))
    original = (same_file | same_text).select_related("article").defer("content").order_by("id").first()
    return original.article if original else None


def _text_sha256(draft: Draft) -> str:
    """Of the text as imported, without white space: two copies of one page differ in little else."""
    folded = re.sub(r"\s+", "", bodies.to_text(draft.title, draft.body))
    return hashlib.sha256(folded.encode()).hexdigest()
