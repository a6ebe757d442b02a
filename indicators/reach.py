"""Between which numbers the records lie of bulletins that were published in certain days."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Max, Min, OuterRef, Subquery

from articles.filters import midnight
from articles.models import Revision
from indicators.models import Record

NOTHING, LAST = (0, 0), 2**63 - 1


def of_days(state: str | None, since: date | None, until: date | None) -> tuple[int, int] | None:
    """First and last number; nothing where the archive has no `state` under which the answer could be kept."""
    return _of_days(state, since, until) if state else None


@lru_cache(maxsize=500)
def _of_days(_state: str, since: date | None, until: date | None) -> tuple[int, int]:
    """Asked of all versions, drafts too: when one comes out, the archive's state is another."""
    revisions = Revision.objects.order_by()
    if since:
        revisions = revisions.filter(published_on__gte=midnight(since))
    if until:
        revisions = revisions.filter(published_on__lt=midnight(until + timedelta(days=1)))
    own = Record.objects.filter(revision=OuterRef("pk")).values("pk")
    ends: dict[str, Any] = {}
    if since:
        ends |= revisions.annotate(low=Subquery(own.order_by("pk")[:1])).aggregate(first=Min("low"))
    if until:
        ends |= revisions.annotate(high=Subquery(own.order_by("-pk")[:1])).aggregate(last=Max("high"))
    if None in ends.values():
        return NOTHING
    return ends.get("first", 0), ends.get("last", LAST)
