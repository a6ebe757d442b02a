"""Series: what bulletins state of one indicator, place and measure, period by period.

`statements()` asks the database once; everything else here works on its rows. Nothing is filled in, smoothed or converted:
a period that no bulletin states is not there, and where two bulletins disagree both are kept (docs/adr/0020).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from articles.models import Region, Revision
from indicators.catalogue import meant
from indicators.checks.rounding import interval
from indicators.loading import load
from indicators.models import Indicator, Record
from indicators.period_kinds import STEPS, Kind, kinds_of, position

# Of one page or download; newest first, so that what is left out is the oldest.
MOST_STATEMENTS = 3000


@dataclass
class Point:
    """One period of a series, with everything that is said of it. All are statements of published bulletins."""

    start: date | None
    end: date
    newest: Record  # what counts: the latest bulletin's, and of one bulletin the confirmed one
    repeated: list[Record] = field(default_factory=list)  # other statements of the same value
    disagreeing: list[Record] = field(default_factory=list)  # other values that the public still reads, newest first
    superseded: list[Record] = field(default_factory=list)  # other values that a correction has replaced, newest first

    def difference(self, other: Record) -> Decimal | None:
        """How much more the newest statement says, in the unit that it is written in; None where there is no number."""
        if self.newest.canonical_value is None or other.canonical_value is None or not self.newest.canonical_value:
            return None
        per = Decimal(self.newest.value.replace(",", "")) / self.newest.canonical_value
        return ((self.newest.canonical_value - other.canonical_value) * per).quantize(Decimal("0.0001")).normalize()

    def is_rounding(self, other: Record) -> bool:
        """Whether one true value may be behind both."""
        ours, theirs = interval(self.newest), interval(other)
        return bool(ours and theirs and ours.meets(theirs))


@dataclass
class Series:
    """Points of one kind of period, oldest first, in one canonical unit. `region` is None where the place has no code."""

    indicator: Indicator
    region: Region | None
    region_name: str
    measure: str
    comparison: str
    scope: str
    unit: str  # canonical; "" where the unit is not in the table: such figures are listed, never drawn
    kind: Kind
    points: list[Point] = field(default_factory=list)

    def runs(self) -> list[list[Point]]:
        """Parts without a gap. A line is drawn within a run only; the months since January start anew each year, unless
        all points are of the same months (1—6月 of every year)."""
        if not self.points:
            return []
        steps, is_mixed = self._steps(), self._is_mixed
        found = [[self.points[0]]]
        for before, after in pairwise(self.points):
            starts_anew = is_mixed and before.end.year != after.end.year
            step = None if starts_anew else steps.get(after.end.year, steps.get(None))
            if step is not None and _months(before, after) <= step:
                found[-1].append(after)
            else:
                found.append([after])
        return found

    @property
    def gaps(self) -> int:
        """How many breaks are there because nothing was published, not because a year began."""
        is_mixed = self._is_mixed
        return sum(
            1
            for before, after in pairwise(self.runs())
            if not (is_mixed and after[0].end.year == before[-1].end.year + 1)
        )

    @property
    def _is_mixed(self) -> bool:
        """Months since January, now of fewer and now of more."""
        return self.kind == Kind.CUMULATIVE and len({point.end.month for point in self.points}) > 1

    def _steps(self) -> dict[int | None, int]:
        """Months from one point to the next where nothing is missing, of a year or (None) of all. Where no rule says it, habit
        does: who publishes quarterly leaves no gap between 1—3月 and 1—6月."""
        if self.kind in STEPS:
            return {None: STEPS[self.kind]}
        if self.kind == Kind.CUMULATIVE and not self._is_mixed:
            return {None: 12}
        longest = 3 if self.kind == Kind.CUMULATIVE else 12
        found: dict[int | None, int] = {}
        for before, after in pairwise(self.points):
            year = after.end.year if self.kind == Kind.CUMULATIVE else None
            if year is None or before.end.year == year:
                found[year] = min(found.get(year, longest), _months(before, after))
        return found


def _months(before: Point, after: Point) -> int:
    return round(position(after.end) - position(before.end))


def statements(
    indicators: Collection[int], regions: Collection[int] | None = None, limit: int = MOST_STATEMENTS
) -> list[Record]:
    """What the public may read of these entries (and of those merged into them, if their keys are given), newest period
    first; of these places or of all. Superseded versions are among them (`is_current` tells), withdrawn ones are not.
    One query, and none for what indicators.loading names later."""
    readable = Revision.objects.once_visible().filter(article__withdrawn_at=None, pk=OuterRef("revision_id"))
    found = Record.objects.stated().filter(Exists(readable), indicator__in=indicators, period_end__isnull=False)
    if regions is not None:
        found = found.filter(region__in=regions)
    return load(found.order_by(F("period_end").desc(), "-id")[:limit])


def is_current(record: Record, now: datetime | None = None) -> bool:
    """Whether the public reads its version now; else a correction has taken its place."""
    until = record.revision.visible_until
    return until is None or until > (now or timezone.now())


def kinds(records: Iterable[Record], measure: str) -> Counter[Kind]:
    """How many periods of each kind are stated as actual values of this measure, place by place."""
    periods = {
        (record.region_id, record.indicator_id, record.period_start, record.period_end)
        for record in records
        if record.measure == measure and record.assertion == Record.Assertion.ACTUAL
    }
    return Counter(kind for _region, _entry, start, end in periods for kind in kinds_of(start, end))


def series(records: Iterable[Record], *, measure: str, kind: Kind, comparison: str = "") -> list[Series]:
    """Actual values only, never targets. A point is there only if a version that the public reads now states it.

    Args:
        records: of `statements()`, in any order.
        measure: of Record.Measure; `comparison` says with what, for growth, change and multiples ("" takes all apart).
        kind: of which kind of period; no other kind is ever among the points.

    Returns one Series for each indicator, place, comparison, scope and canonical unit, in the order of first appearance.
    """
    now = timezone.now()
    entries: dict[int | None, Indicator | None] = {}
    wanted: dict[tuple[object, ...], Series] = {}
    said: dict[tuple[object, ...], dict[tuple[date | None, date], list[Record]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for record in records:
        if (
            record.measure != measure
            or record.assertion != Record.Assertion.ACTUAL
            or (comparison and record.comparison != comparison)
            or kind not in kinds_of(record.period_start, record.period_end)
        ):
            continue
        if record.indicator_id not in entries:
            entries[record.indicator_id] = meant(record)
        entry = entries[record.indicator_id]
        if entry is None:
            continue
        place = record.region_id or record.region_name
        key: tuple[object, ...] = (entry.pk, place, record.comparison, record.scope, record.canonical_unit)
        if key not in wanted:
            wanted[key] = Series(
                entry, record.region, record.region_name, measure, record.comparison, record.scope, record.canonical_unit, kind
            )  # fmt: skip
        said[key][record.period_start, record.period_end].append(record)  # type: ignore[index]  # kinds_of asks for an end
    for key, periods in said.items():
        points = [point(start, end, records, now) for (start, end), records in periods.items()]
        wanted[key].points = sorted((p for p in points if p), key=lambda p: (p.end, p.start or p.end))
    return [found for found in wanted.values() if found.points]


def point(start: date | None, end: date, records: Collection[Record], now: datetime | None = None) -> Point | None:
    """What is said of one period, sorted out; None where only superseded versions say anything."""
    now = now or timezone.now()
    ordered = sorted(records, key=_newness, reverse=True) if len(records) > 1 else records
    current = [record for record in ordered if is_current(record, now)]
    if not current:
        return None
    newest = current[0]
    found = Point(start, end, newest)
    if len(records) == 1:
        return found
    # What a version says that is gone interests only where it is not said any more.
    kept = {_amount(record) for record in current}
    for record in ordered:
        if record is newest:
            continue
        amount = _amount(record)
        if amount == _amount(newest):
            if is_current(record, now):
                found.repeated.append(record)
            continue
        beside = found.disagreeing if is_current(record, now) else found.superseded
        if (is_current(record, now) or amount not in kept) and all(_amount(r) != amount for r in beside):
            beside.append(record)
    return found


def _newness(record: Record) -> tuple[object, ...]:
    """The latest bulletin counts; of one bulletin the confirmed figure, and of those the first."""
    revision = record.revision
    bulletin = revision.published_on, revision.article_id, revision.number
    return *bulletin, record.status == Record.Status.CONFIRMED, -record.start


def _amount(record: Record) -> tuple[object, ...]:
    value = record.canonical_value if record.canonical_value is not None else record.value
    return value, record.canonical_max, record.canonical_unit
