"""Last-Modified of what the API reads: when the archive changed last, by whatever way and for whatever address.

A whole archive's date says "changed" too often for one address and never too seldom; the ETag beside it is exact.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from articles.models import Revision
from portal import watching

NEVER = datetime.max.replace(tzinfo=UTC)


class Known(NamedTuple):
    token: str
    until: datetime  # the next version whose time comes or ends
    changed: datetime


_known: Known | None = None


def last_change() -> tuple[str | None, datetime | None]:
    """The archive's token (portal.watching), and when it or a version that came or went at its time changed; no moment where that
    was just now: a date of HTTP does not tell two changes of one second apart (RFC 9110, 8.8.2.2)."""
    global _known
    state, now = watching.renewed(), timezone.now()
    if state is None:
        return None, None
    token, renewed = state
    if _known is None or _known.token != token or now >= _known.until:
        versions = Revision.objects.all()
        _known = Known(token, min([NEVER, *versions.next_changes(now)]), max([renewed, *versions.last_changes(now)]))
    return token, _known.changed if now - _known.changed > timedelta(seconds=1) else None
