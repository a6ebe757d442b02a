"""Two entries of the catalogue that mean the same become one, as one act that can be taken back.

Nothing of what was published changes: the entry that goes says where it went (`merged_into`), and everything that reads
records asks for an entry together with those merged into it (indicators.catalogue). So taking back is to say so no longer.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.publishing import By
from indicators.catalogue import successors
from indicators.models import Indicator, Merger, Record


class CannotMerge(Exception):
    """Carries the reason, in words for whoever takes care of the catalogue."""


@dataclass(frozen=True)
class Effect:
    """What merging would do, for whoever has to decide."""

    gone: Indicator
    into: Indicator
    public: int  # records of the one that goes, which readers see
    others: int  # in drafts, earlier versions and withdrawn bulletins
    aliases: list[str]
    followers: list[Indicator]  # merged into the one that goes; they come along
    both: int  # places and periods for which both state the same measure
    reason_against: str


def effect(gone: Indicator, into: Indicator) -> Effect:
    """Looks only."""
    known = Record.objects.filter(indicator__in=successors(pk=gone.pk))
    public = Record.objects.public().filter(indicator__in=successors(pk=gone.pk)).count()
    said = ["region", "period_start", "period_end", "measure", "comparison"]
    of_either = Record.objects.public().filter(
        Q(indicator__in=successors(pk=gone.pk)) | Q(indicator__in=successors(pk=into.pk))
    )
    entry = Q(indicator=gone) | Q(indicator__merged_into=gone)
    both = (
        of_either.order_by()
        .values(*said)
        .annotate(here=Count("pk", filter=entry), there=Count("pk", filter=~entry))
        .filter(here__gt=0, there__gt=0, region__isnull=False, period_end__isnull=False)
        .count()
    )
    return Effect(
        gone=gone,
        into=into,
        public=public,
        others=known.count() - public,
        aliases=list(gone.aliases.order_by("name").values_list("name", flat=True)),
        followers=list(gone.merged.all()),
        both=both,
        reason_against=_reason_against(gone, into),
    )


def _reason_against(gone: Indicator, into: Indicator) -> str:
    if gone.pk == into.pk:
        return _("请选择两个不同的指标。")
    for entry in (gone, into):
        if entry.merged_into:
            both = {"name": entry.name, "into": entry.merged_into.name}
            return _("“%(name)s”已并入“%(into)s”。请选择最终的指标。") % both
    if gone.dimension != into.dimension:
        said = {"one": gone.dimension, "other": into.dimension}
        return _("两个指标的计量不同（%(one)s、%(other)s），数值不能放在一起比较。如果是填错了，请先改正。") % said
    return ""


@transaction.atomic
def merge(gone: Indicator, into: Indicator, *, by: By) -> Merger:
    """Raises CannotMerge and then changes nothing."""
    gone, into = _hold(gone, into)
    if reason := _reason_against(gone, into):
        raise CannotMerge(reason)
    followers = list(gone.merged.values_list("pk", flat=True))
    Indicator.objects.filter(pk__in=[gone.pk, *followers]).update(merged_into=into)
    merger = Merger.objects.create(gone=gone, into=into, user=by.user, address=by.address)
    merger.followers.set(followers)
    return merger


@transaction.atomic
def take_back(merger: Merger, *, by: By) -> None:
    """Each entry stands by itself again, and what had been merged into the one that went goes back to it."""
    merger = Merger.objects.select_for_update(of=("self",)).select_related("gone", "into").get(pk=merger.pk)
    gone, into = _hold(merger.gone, merger.into)
    if merger.undone_at:
        raise CannotMerge(_("这次合并已经撤销过了。"))
    if gone.merged_into_id != into.pk:
        later = gone.merged_into.name if gone.merged_into else "—"
        raise CannotMerge(
            _("“%(name)s”后来又并入了“%(into)s”。请先撤销那一次合并。") % {"name": into.name, "into": later}
        )
    merger.followers.filter(merged_into=into).update(merged_into=gone)
    Indicator.objects.filter(pk=gone.pk).update(merged_into=None)
    merger.undone_at, merger.undone_by = timezone.now(), by.user
    merger.save(update_fields=["undone_at", "undone_by"])


def _hold(one: Indicator, other: Indicator) -> tuple[Indicator, Indicator]:
    """Both as they are now, and nobody else's until this is done; in one order, so that two mergers do not wait for each other."""
    held = {
        entry.pk: entry
        for entry in Indicator.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    }
    return held[one.pk], held[other.pk]
