"""The bulletins before and after this one that state the same indicator of the same place."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Revision
from articles.prepared import Prepared
from indicators.models import Record

# Statements that are looked at on either side: one bulletin may state several periods.
LOOKED_AT = 12
SHOWN = 3


@dataclass
class Neighbours:
    """Nearest first on either side; at most SHOWN each."""

    earlier: list[Revision]
    later: list[Revision]

    def __bool__(self) -> bool:
        return bool(self.earlier or self.later)


def of(revision: Revision) -> Neighbours:
    """By the bulletin's first own level: the figure that it opens with. One query, which reads a stretch of an index on
    either side of the period and no more, however long the series is."""
    rows = ALIKE(
        revision=revision.pk, article=revision.article_id, region=revision.article.region_id, at=timezone.now()
    )
    here = revision.published_on, revision.pk
    earlier = [row for row in rows if (row.published_on, row.pk) < here]
    later = [row for row in rows if (row.published_on, row.pk) > here]
    return Neighbours(earlier[:SHOWN], later[::-1][:SHOWN])


def _alike(revision: int, article: int, region: int, at: datetime) -> QuerySet[Revision]:
    # The place as an expression: with the column, SQLite takes the index of all that is said of the place.
    own = Record.objects.stated().alias(place=Coalesce("region_id", 0)).filter(revision=revision)
    lead = own.filter(
        place=region, indicator__isnull=False, period_end__isnull=False, measure=Record.Measure.LEVEL,
        assertion=Record.Assertion.ACTUAL, scope="",
    ).order_by("start", "id")  # fmt: skip
    ends = Subquery(lead.values("period_end")[:1])
    alike = Record.objects.public(at).filter(
        indicator=Subquery(lead.values("indicator")[:1]), region=region, measure=Record.Measure.LEVEL
    )
    others = alike.exclude(revision__article=article)
    before = others.filter(period_end__lt=ends).order_by("-period_end").values("revision")[:LOOKED_AT]
    after = others.filter(period_end__gte=ends).order_by("period_end").values("revision")[:LOOKED_AT]
    found = Revision.objects.filter(Q(pk__in=before) | Q(pk__in=after)).only("title", "published_on", "article")
    return found.order_by("-published_on", "-id")


ALIKE = Prepared(_alike)
