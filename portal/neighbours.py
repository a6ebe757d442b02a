"""The bulletins before and after this one that state the same indicator of the same place."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Model, OuterRef, QuerySet, Subquery
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


class Lead(NamedTuple):
    """The bulletin's first own level: the figure that it opens with."""

    indicator: int
    region: int
    period_end: date


def with_lead(versions: QuerySet[Revision]) -> QuerySet[Revision]:
    """Each with what lead_of() reads."""
    # The place as an expression: with the column, SQLite takes the index of all that is said of the place.
    own = Record.objects.stated().alias(place=Coalesce("region_id", 0)).filter(
        revision=OuterRef("pk"), place=OuterRef("article__region"), indicator__isnull=False, period_end__isnull=False,
        measure=Record.Measure.LEVEL, assertion=Record.Assertion.ACTUAL, scope="",
    ).order_by("start", "id")  # fmt: skip
    return versions.annotate(
        lead_indicator=Subquery(own.values("indicator")[:1]), lead_ends=Subquery(own.values("period_end")[:1])
    )


def lead_of(revision: Revision) -> Lead | None:
    """Of a version that was read by with_lead()."""
    indicator: int | None = revision.lead_indicator  # type: ignore[attr-defined]
    return Lead(indicator, revision.article.region_id, revision.lead_ends) if indicator else None  # type: ignore[attr-defined]


def parts_of(lead: Lead | None) -> list[str]:
    """What the neighbours depend on, as portal.parts names it."""
    return [f"series:{lead.indicator}:{lead.region}"] if lead else []


def of(revision: Revision, lead: Lead | None) -> Neighbours:
    """One query, which reads a stretch of an index on either side of the period and no more, however long the series is."""
    if lead is None:
        return Neighbours([], [])
    rows = ALIKE(
        article=revision.article_id,
        indicator=lead.indicator,
        region=lead.region,
        ends=lead.period_end,
        at=timezone.now(),
    )
    here = revision.published_on, revision.pk
    earlier = [row for row in rows if (row.published_on, row.pk) < here]
    later = [row for row in rows if (row.published_on, row.pk) > here]
    return Neighbours(earlier[:SHOWN], later[::-1][:SHOWN])


def _alike(article: int, indicator: int, region: int, ends: date, at: datetime) -> QuerySet[Revision]:
    alike = Record.objects.public(at).filter(indicator=indicator, region=region, measure=Record.Measure.LEVEL)
    others = alike.exclude(revision__article=article)
    before = others.filter(period_end__lt=ends).order_by("-period_end").values("revision")[:LOOKED_AT]
    after = others.filter(period_end__gte=ends).order_by("period_end").values("revision")[:LOOKED_AT]
    found = Revision.objects.filter(pk__in=either(Revision, before, after)).only("title", "published_on", "article")
    return found.order_by("-published_on", "-id")


def either(model: type[Model], *parts: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Keys of the model's rows that one of these queries names. As a UNION: of pk IN (…) OR pk IN (…) PostgreSQL makes a walk
    through the whole table. Each wrapped, because SQLite takes no LIMIT inside a UNION."""
    wrapped = [model._default_manager.filter(pk__in=part).order_by().values("pk") for part in parts]
    return wrapped[0].union(*wrapped[1:])


ALIKE = Prepared(_alike)
