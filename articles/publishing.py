"""Publishing, correcting and withdrawing: one verb, one home, one transaction (design.md §4)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import archive
from articles.body import picture_names
from articles.models import Article, Picture, Revision
from articles.signals import article_withdrawn, revision_published


class CannotPublish(Exception):
    """Carries every reason, in the editor's words."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def obstacles(revision: Revision) -> Iterator[str]:
    """Every reason why this revision cannot be published now; the admin and the command print the same list."""
    if revision.is_published:
        yield _("该版本已经发布。要修改,请先新建一个版本。")
        return
    if not revision.title:
        yield _("没有标题。请填写标题。")
    if not revision.body:
        yield _("没有正文。请填写正文。")
    if revision.published_on > timezone.now():
        yield _("发布日期在将来。请改为今天或更早的日期。")
    undescribed = revision.pictures.exclude(file="").filter(alt="").count()
    if undescribed:
        yield ngettext(
            "有 %(n)d 张图片没有说明文字。请为看不见图片的读者填写。",
            "有 %(n)d 张图片没有说明文字。请为看不见图片的读者填写。",
            undescribed,
        ) % {"n": undescribed}


@transaction.atomic
def publish(revision: Revision, *, by: User | None, visible_from: datetime | None = None) -> Revision:
    """Freezes words and records, has the page drawn, seals the hash. Raises CannotPublish and then changes nothing."""
    # Two publishers, one winner: the second waits here and then finds the revision published.
    Article.objects.select_for_update().get(pk=revision.article_id)
    revision.refresh_from_db()
    if reasons := list(obstacles(revision)):
        raise CannotPublish(reasons)
    _drop_places_that_the_body_no_longer_has(revision)
    revision.visible_from = visible_from or timezone.now()
    revision.published_by = by
    revision.article.revisions.lasting_past(revision.visible_from).update(visible_until=revision.visible_from)
    answers = revision_published.send(sender=Revision, revision=revision)
    parts: list[Any] = [answer for _receiver, answer in answers if isinstance(answer, bytes)]
    sequence, revision.previous_sha256 = _end_of_chain()
    revision.sequence = sequence + 1
    revision.sha256 = archive.seal(sealed_bytes(revision, parts), revision.previous_sha256)
    revision.state = Revision.State.PUBLISHED
    revision.save(
        update_fields=[
            "state", "visible_from", "published_by", "page", "sequence", "sha256", "previous_sha256", "saved_at",
        ]
    )  # fmt: skip
    if revision.article.withdrawn_at:
        Article.objects.filter(pk=revision.article_id).update(withdrawn_at=None, withdrawn_reason="")
    return revision


@transaction.atomic
def withdraw(article: Article, *, reason: str) -> None:
    """Ends what the public sees, now and as scheduled. The page then answers 410 with the reason; nothing is deleted."""
    if not reason.strip():
        raise CannotPublish([_("请写明撤回原因,读者会看到它。")])
    Article.objects.select_for_update().get(pk=article.pk)
    article.refresh_from_db()
    now = timezone.now()
    if not article.revisions.lasting_past(now).exists():
        raise CannotPublish([_("该公报没有公开的版本,无需撤回。")])
    article.withdrawn_at, article.withdrawn_reason = now, reason.strip()
    article.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    # One scheduled for later never becomes visible: its interval is empty.
    article.revisions.lasting_past(now).update(visible_until=Greatest(F("visible_from"), Value(now, DateTimeField())))
    article_withdrawn.send(sender=Article, article=article)


@transaction.atomic
def new_draft(published: Revision, *, by: User | None) -> Revision:
    """The next version as a draft with the same words and pictures; an unfinished one is returned instead of a second."""
    Article.objects.select_for_update().get(pk=published.article_id)
    newest = published.article.newest
    if not newest.is_published:
        return newest
    copied = ["article", "title", "subtitle", "source", "authors", "published_on", "summary", "body"]
    draft = Revision(number=newest.number + 1, created_by=by, **{name: getattr(published, name) for name in copied})
    draft.save()
    Picture.objects.bulk_create(
        Picture(revision=draft, **_without_identity(picture)) for picture in published.pictures.all()
    )
    return draft


def sealed_bytes(revision: Revision, parts: Iterable[bytes]) -> bytes:
    """What the hash covers: the words, when and by whose office, the pictures, the originals, and what receivers froze."""
    fields: dict[str, object] = {
        "article": revision.article_id,
        "number": revision.number,
        "sequence": revision.sequence,
        "title": revision.title,
        "subtitle": revision.subtitle,
        "source": revision.source,
        "authors": revision.authors,
        "published_on": _utc(revision.published_on),
        "summary": revision.summary,
        "body": revision.body,
        "text": revision.text,
        "correction_note": revision.correction_note,
        "visible_from": _utc(revision.visible_from),
        "pictures": [[p.name, p.alt, p.sha256] for p in revision.pictures.all()],
        "originals": sorted(revision.article.originals.values_list("sha256", flat=True)),
    }
    return b"\n".join([archive.canonical(fields), *parts])


def _utc(moment: datetime | None) -> str | None:
    return moment.astimezone(timezone.get_fixed_timezone(0)).isoformat() if moment else None


def _end_of_chain() -> tuple[int, str]:
    """Sequence and hash of the last link, locked, so that two publications in one second cannot both follow it.

    The first two ever have no row to lock; the unique sequence then lets one of them fail whole.
    """
    sealed = Revision.objects.filter(sequence__isnull=False).order_by("-sequence")
    while (newest := sealed.values_list("pk", flat=True).first()) is not None:
        sequence, sha256 = Revision.objects.select_for_update().values_list("sequence", "sha256").get(pk=newest)
        if sequence and not sealed.filter(sequence__gt=sequence).exists():
            return sequence, sha256
    return 0, ""


def _drop_places_that_the_body_no_longer_has(revision: Revision) -> None:
    revision.pictures.exclude(name__in=picture_names(revision.body)).delete()


def _without_identity(picture: Picture) -> dict[str, Any]:
    return {f.attname: getattr(picture, f.attname) for f in Picture._meta.fields if f.name not in {"id", "revision"}}
