"""Figures before → after between two versions of a bulletin, and who else still states the old one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Region, Revision
from articles.named_saves import SavedWords
from indicators import recording
from indicators.anchoring import Following
from indicators.models import Record

KINDS = {
    "changed": _("数值改动"),
    "described": _("指标或时期改动"),
    "added": _("新增"),
    "removed": _("删去"),
}
MOST_WATCHED = 60  # changed figures of one comparison that other bulletins are searched for


@dataclass
class FigureChange:
    kind: str
    before: Record | None
    after: Record | None
    # What other bulletins that the public reads still state as it was.
    elsewhere: list[Record] = field(default_factory=list)

    @property
    def label(self) -> Any:
        return KINDS[self.kind]

    @property
    def record(self) -> Record:
        """The one that says what the figure is of: as it is now, or was last."""
        return self.after or self.before  # type: ignore[return-value]  # one of the two is always there


def chosen(versions: list[Revision], shown: Revision, earlier: str, later: str) -> tuple[Revision, Revision]:
    """The two that were asked for by number; else this one and the one before it (the first: itself and the next)."""
    by_number = {str(version.number): version for version in versions}
    numbers = [version.number for version in versions]
    at = numbers.index(shown.number)
    before = by_number.get(earlier) or versions[max(at - 1, 0)]
    after = by_number.get(later) or versions[min(1, len(versions) - 1) if at == 0 else at]
    return before, after


@dataclass(frozen=True)
class Pairing:
    """The figures of two versions, and which of them are the same figure."""

    old: list[Record]
    new: list[Record]
    pairs: list[tuple[Record, Record]]


def pair(before: Revision, after: Revision) -> Pairing:
    return _paired(before.text, _stated(before), after.text, _stated(after))


def _paired(before: str, old: list[Record], after: str, new: list[Record]) -> Pairing:
    return Pairing(old, new, _pairs(old, new, Following(before, after)))


def changed_figures(before: Revision, after: Revision) -> list[FigureChange]:
    """In the order of the later text, what was removed where it stood in the earlier one."""
    return changes(pair(before, after))


def changed_since(save: SavedWords, other: Revision | SavedWords, draft: Revision) -> list[FigureChange]:
    """The same of a named save, which keeps words only: its figures are those that the version it is held against, or the draft,
    would have if these words came back."""
    if isinstance(other, Revision):
        version, new = other, _stated(other)
    else:
        version, new = draft, figures_in(other, draft)
    return changes(_paired(save.text, figures_in(save, version), other.text, new))


def figures_in(save: SavedWords, version: Revision) -> list[Record]:
    """What is decided of the version's figures goes for those that stand in these words too; the rest is read. Nothing stored."""
    following = Following(version.text, save.text)
    spans: list[tuple[int, int]] = []
    found: list[Record] = []
    for record in version.records.select_related("indicator", "region").order_by("start", "id"):
        span = following.span(record.start, record.end)
        if span is None or record.status == Record.Status.DETACHED:
            continue
        spans.append(span)
        if record.status != Record.Status.REJECTED:
            record.start, record.end = span
            found.append(record)
    place = (save.region_id and Region.objects.filter(pk=save.region_id).first()) or version.place
    for record in recording.figures_of(save.text, save.published_on, place):
        if not any(record.start < end and start < record.end for start, end in spans):
            found.append(record)
    return sorted(found, key=lambda record: record.start)


def changes(found: Pairing) -> list[FigureChange]:
    old, new = found.old, found.new
    partner = {id(was): now for was, now in found.pairs}
    taken = {id(now) for _was, now in found.pairs}
    ordered: list[tuple[tuple[float, int], FigureChange]] = []
    at = -1.0
    for was in old:
        now = partner.get(id(was))
        at = max(at, float(now.start)) if now else at
        if now is None:
            ordered.append(((at, 1), FigureChange("removed", was, None)))
        elif value_of(was) != value_of(now):
            ordered.append(((now.start, 0), FigureChange("changed", was, now)))
        elif _what(was) != _what(now):
            ordered.append(((now.start, 0), FigureChange("described", was, now)))
    ordered += [((now.start, 0), FigureChange("added", None, now)) for now in new if id(now) not in taken]
    return [change for _place, change in sorted(ordered, key=lambda each: each[0])]


def find_elsewhere(changes: Iterable[FigureChange], article: int) -> None:
    """Fills in, for each figure whose value changed, the other bulletins' records that state the old one. One query."""
    pairs = [(change, change.before) for change in changes if change.kind == "changed" and change.before]
    watched = [(change, was) for change, was in pairs if _can_be_watched(was)][:MOST_WATCHED]
    if not watched:
        return
    wanted = Q()
    for _change, was in watched:
        wanted |= Q(
            indicator=was.indicator_id,
            region=was.region_id,
            measure=was.measure,
            period_start=was.period_start,
            period_end=was.period_end,
            canonical_value=was.canonical_value,
            canonical_unit=was.canonical_unit,
        )
    stated = Record.objects.public().with_sources().filter(wanted).exclude(revision__article=article)
    found: dict[Any, list[Record]] = defaultdict(list)
    for record in stated.order_by("-revision__published_on", "revision", "start"):
        found[_watched(record)].append(record)
    for change, was in watched:
        change.elsewhere = found[_watched(was)]


def _stated(revision: Revision) -> list[Record]:
    return list(revision.records.stated().select_related("indicator", "region").order_by("start", "id"))


def _pairs(old: list[Record], new: list[Record], following: Following) -> list[tuple[Record, Record]]:
    """By their words first, then by the place between words that stayed, then by what they are figures of."""
    open_old, open_new = dict(enumerate(old)), dict(enumerate(new))
    found: list[tuple[Record, Record]] = []

    def pair(i: int, j: int) -> None:
        found.append((open_old.pop(i), open_new.pop(j)))

    by_span = {(record.start, record.end): j for j, record in open_new.items()}
    for i, was in enumerate(old):
        span = following.span(was.start, was.end)
        if span and (j := by_span.get(span)) in open_new and j is not None:
            pair(i, j)
    for i, was in list(open_old.items()):
        place = following.place(was.start, was.end)
        if place:
            here = [j for j, now in open_new.items() if place[0] <= now.start < place[1] and _is_like(was, now)]
            same = [j for j in here if _what(open_new[j]) == _what(was)] or here
            if len(same) == 1:
                pair(i, same[0])
    for same_of in (_what, _what_without_place):
        groups: dict[Any, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for i, was in open_old.items():
            groups[same_of(was)][0].append(i)
        for j, now in open_new.items():
            groups[same_of(now)][1].append(j)
        for one, two in groups.values():
            # Several of one name on either side: no guess.
            if len(one) == len(two) == 1:
                pair(one[0], two[0])
    return found


def value_of(record: Record) -> tuple[Any, ...]:
    if record.canonical_unit:
        return record.canonical_value, record.canonical_max, record.canonical_unit, record.modifier
    return record.value, record.value_max, record.unit, record.modifier


def _what(record: Record) -> tuple[Any, ...]:
    return *_what_without_place(record), record.region_name, record.scope, record.comparison


def _what_without_place(record: Record) -> tuple[Any, ...]:
    name = record.indicator_id or record.name
    return name, record.measure, record.period_start, record.period_end, record.assertion


def _is_like(was: Record, now: Record) -> bool:
    return was.measure == now.measure and (was.canonical_unit or was.unit) == (now.canonical_unit or now.unit)


def _can_be_watched(record: Record) -> bool:
    return bool(record.indicator_id and record.period_end and record.canonical_value is not None)


def _watched(record: Record) -> tuple[Any, ...]:
    period = record.period_start, record.period_end
    return record.indicator_id, record.region_id, record.measure, *period, record.canonical_value, record.canonical_unit
