"""How to cite what the portal publishes: GB/T 7714-2015, electronic documents online ([EB/OL])."""

from datetime import date

from django.conf import settings
from django.utils import timezone

from articles.models import Revision
from indicators.models import Record


def citation(revision: Revision, address: str, read_on: date, record: Record | None = None) -> str:
    """责任者. 题名[EB/OL]. 版本. (发布日期)[引用日期]. 网址. — a first version is not named as one (8.3); the address is the
    version's own, so that what was cited can be read when another has taken its place."""
    title = f"{revision.title}: {record.name}{record.exact}" if record else revision.title
    edition = f"{revision.number}版. " if revision.number > 1 else ""
    published = timezone.localdate(revision.published_on)
    return (
        f"{revision.source or settings.SITE['owner']}. {title}[EB/OL]. {edition}"
        f"({published.isoformat()})[{read_on.isoformat()}]. {address}."
    )
