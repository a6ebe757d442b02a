"""What changed for the public, as a stream that another system can follow: every publication, correction and withdrawal, in
one order, each exactly once (docs/adr/0018).

A change is written down in the transaction that decides it, and gets its position in the stream once it has come about: a
scheduled version when its time has come, none when it never does. Positions are given one transaction after the other, to
changes that are committed. So what stands before a position is complete for ever, and a follower who has read up to one has
missed nothing.
"""

from datetime import datetime
from typing import Any

from django.db import connections, transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.freezing import Frozen, lay_triggers
from articles.models import Article, Revision
from portal.models import Change

CHANGES = Frozen("portal_change", when="{row}.position IS NOT NULL", unique=(("position",),))
AT_ONCE = 1000  # changes that get their positions in one transaction


def freeze_changes(using: str = "default", **kwargs: Any) -> None:
    lay_triggers(connections[using], [CHANGES])


def note_publication(revision: Revision, **kwargs: Any) -> None:
    """Receiver of revision_published: the version before, if the public reads one, ends where this one begins."""
    begins: Any = revision.visible_from
    replaced = revision.article.revisions.ever_read(begins).filter(visible_until=begins)
    kind = Change.Kind.CORRECTED if replaced.exists() else Change.Kind.PUBLISHED
    Change(kind=kind, revision=revision, at=begins).save(force_insert=True)


def note_withdrawal(article: Article, **kwargs: Any) -> None:
    """Receiver of article_withdrawn. Of an article that nobody could read yet, nothing has changed."""
    ends: Any = article.withdrawn_at
    last = article.revisions.ever_read(ends).filter(visible_until=ends).first()
    if last:
        gone = Change(kind=Change.Kind.WITHDRAWN, revision=last, at=ends)
        gone.reason = article.withdrawn_reason
        gone.save(force_insert=True)


def after(position: int, most: int, now: datetime | None = None) -> QuerySet[Change]:
    """The next changes that have come about by `now`, at most `most`, by position. One query more than the list, unless
    something waits for its position."""
    give_positions(now or timezone.now())
    return Change.objects.filter(position__gt=position).order_by("position")[:most]


def give_positions(now: datetime) -> None:
    due = Change.objects.filter(position=None, at__lte=now)
    while due.exists():
        with transaction.atomic():
            # Two at once: the second waits for the rows that the first has taken, and then finds none of them left.
            waiting = list(due.select_for_update().order_by("at", "id")[:AT_ONCE])
            read = set(Revision.objects.ever_read(now).filter(changes__in=waiting).values_list("pk", flat=True))
            came_about = [change for change in waiting if change.revision_id in read]
            last = Change.objects.aggregate(last=Coalesce(Max("position"), 0))["last"]
            for change in came_about:
                last += 1
                change.position = last
            Change.objects.bulk_update(came_about, ["position"], batch_size=200)
            never = [change.pk for change in waiting if change.revision_id not in read]
            Change.objects.filter(pk__in=never).delete()
