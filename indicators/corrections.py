"""What a new version corrects, written down when it is published; and what became of one figure from version to version."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from articles.models import Revision
from indicators import comparing
from indicators.models import Correction, Record


def write_down(revision: Revision) -> None:
    """Ties each figure to the same figure of the version before, and writes down those that are stated otherwise or no more."""
    Record.objects.filter(revision=revision).update(origin=None)
    before = version_corrected_by(revision)
    if before is None:
        return
    found = comparing.pair(before, revision)
    for was, now in found.pairs:
        now.origin_id = was.origin_id or was.pk
    Record.objects.bulk_update([now for _was, now in found.pairs], ["origin"])
    kinds = set(Correction.Kind.values)
    Correction.objects.bulk_create(
        Correction(revision=revision, kind=change.kind, before=change.before, after=change.after)
        for change in comparing.changes(found)
        if change.kind in kinds and change.before
    )


def version_corrected_by(revision: Revision) -> Revision | None:
    """The last version before it that readers may look up: not one whose time never came, nor one that was withdrawn."""
    published = revision.article.revisions.filter(state=Revision.State.PUBLISHED, number__lt=revision.number)
    shown = published.filter(Q(visible_until=None) | Q(visible_until__gt=F("visible_from")))
    return shown.filter(number__gt=revision.article.withdrawn_through or 0).order_by("-number").first()


@dataclass
class Appearance:
    """One version of a bulletin, and the figure as that version states it, if it does."""

    revision: Revision
    record: Record | None
    is_changed: bool = False


def history(record: Record, at: datetime | None = None) -> list[Appearance]:
    """The figure in each version of its bulletin that the public may look up, oldest first. Two queries."""
    versions = Revision.objects.once_visible(at).filter(article=record.revision.article_id).order_by("number")
    shown = list(versions.only("number", "visible_from", "visible_until", "correction_note", "published_on", "article"))
    first = record.origin_id or record.pk
    # By their versions: few records have an origin, and a database that has counted them goes through all records instead.
    same = Record.objects.stated().filter(Q(pk=first) | Q(origin=first), revision__in=[each.pk for each in shown])
    by_version = {row.revision_id: row for row in same.order_by("pk")}
    found: list[Appearance] = []
    for version in shown:
        now = by_version.get(version.pk)
        last = next((one.record for one in reversed(found) if one.record), None)
        found.append(
            Appearance(version, now, bool(now and last and comparing.value_of(now) != comparing.value_of(last)))
        )
    return found
