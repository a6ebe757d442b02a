"""核对一段文字: every figure of a pasted paragraph against what the archive says, or once said. Reads only.

A paragraph often leaves out what its bulletin has said before: the year, or the place. Such a figure is looked for by its
value; where one with enough digits is found, the others are taken to be of the same place and time.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Region, Revision
from indicators import catalogue
from indicators.checks import phrases
from indicators.checks.rounding import Interval, interval
from indicators.checks.subject import Period, Thing, period, years_before
from indicators.extraction import Context, extract
from indicators.extraction import Record as Reading
from indicators.extraction.places import NATION, guess
from indicators.models import Indicator, Record, spelling_key

LONGEST = 5000  # characters: some pages of a report
MOST_FIGURES = 300
MOST_STATEMENTS = 5000
TELLING_DIGITS = 3  # 512.3 is found by itself; 5% is the growth of half the country
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class TextRefused(ValueError):
    """The text cannot be looked into; the message tells its owner what to do."""


class State(models.TextChoices):
    SAME = "same", gettext_lazy("一致")
    DIFFERENT = "different", gettext_lazy("不同")
    SUPERSEDED = "superseded", gettext_lazy("已更正")
    UNDECIDED = "undecided", gettext_lazy("无法比较")
    NOT_FOUND = "not_found", gettext_lazy("未找到")


@dataclass(frozen=True)
class Verdict:
    """What the archive says of one figure; start and end count code points of the pasted text."""

    start: int
    end: int
    exact: str
    state: State
    sentence: str
    reading: Reading
    statement: Record | None = None  # what the public reads of it now; its revision says where
    superseded: Record | None = None  # the statement that is no longer public and said the same


@dataclass
class _Asked:
    """One figure of the text, and what the text leaves open of it."""

    reading: Reading
    indicator: Indicator | None
    interval: Interval | None
    period: Period
    region: str
    open_year: bool  # the text names no year
    undated: bool  # nor any time at all
    unplaced: bool
    assumed_end: date | None = None  # of a figure without a time: the end of the period that the others are of

    @cached_property
    def thing(self) -> Thing:
        return _thing(self.reading, self.indicator.pk if self.indicator else None)

    @property
    def is_open(self) -> bool:
        return self.open_year or self.undated or self.unplaced

    @property
    def is_telling(self) -> bool:
        return len(re.sub(r"\D", "", self.reading.value).strip("0")) >= TELLING_DIGITS

    def fits(self, statement: Record) -> bool:
        theirs = interval(statement)
        return self.interval is not None and theirs is not None and self.interval.meets(theirs)

    def is_of_the_time(self, statement: Record) -> bool:
        if self.assumed_end:
            return statement.period_end == self.assumed_end
        return period(statement) == self.period


def verify_text(
    text: str,
    published_on: date | None = None,
    region: Region | str | None = None,
    at: datetime | None = None,
) -> list[Verdict]:
    """A verdict for every figure, in text order.

    `published_on` and `region` say when and of which place the text is, where it does not say so itself; `at` is the moment
    whose archive is asked (default: now). Five queries, and three more where the text leaves place or time open. Raises
    TextRefused for what is too long.
    """
    if len(text) > LONGEST:
        raise TextRefused(_("文字超过 %(n)d 字。请分段核对。") % {"n": LONGEST})
    at = at or timezone.now()
    asked = _read(text, published_on, str(region) if region else None, at)
    if len(asked) > MOST_FIGURES:
        raise TextRefused(_("文字中的数字超过 %(n)d 个。请分段核对。") % {"n": MOST_FIGURES})
    entries = _entries(asked)
    statements = _statements(asked, entries, at)
    if _settle_what_is_open(asked, statements):
        statements |= _statements(asked, entries, at)
    by_thing: dict[Thing, list[Record]] = defaultdict(list)
    for statement in statements.values():
        by_thing[_thing_of(statement)].append(statement)
    return [_verdict(one, by_thing.get(one.thing, []), at) for one in asked]


def _read(text: str, published_on: date | None, region: str | None, at: datetime) -> list[_Asked]:
    day = published_on or timezone.localdate(at)
    place = region or guess(text)
    readings = extract(text, Context(published_on=day, region=place or NATION, title=""))
    entries = catalogue.match({reading.indicator for reading in readings})
    yearless = published_on is None and not YEAR.search(text)
    return [
        _Asked(
            reading=reading,
            indicator=entries.get(reading.indicator),
            interval=interval(reading),
            period=(reading.period_start, reading.period_end),
            region=reading.region,
            open_year=yearless,
            undated=published_on is None and _source(reading, "period") == "publication date",
            unplaced=place is None and _source(reading, "region") == "context",
        )
        for reading in readings
    ]


def _source(reading: Reading, field: str) -> str:
    return dict(reading.sources).get(field, "")


def _thing(figure: Reading | Record, indicator: int | None) -> Thing:
    """Without the place, which is compared apart: the text may leave it open."""
    name = figure.indicator if isinstance(figure, Reading) else figure.name
    plain = figure.measure == Record.Measure.LEVEL
    return Thing(
        f"#{indicator}" if indicator else spelling_key(name),
        "",
        figure.measure,
        "" if plain else figure.comparison or "",
        "" if plain else spelling_key(figure.scope or ""),
        figure.assertion,
    )


def _thing_of(statement: Record) -> Thing:
    entry = catalogue.meant(statement)
    return _thing(statement, entry.pk if entry else None)


def _entries(asked: list[_Asked]) -> dict[int, list[int]]:
    """Each entry that is meant, with itself and those merged into it: published records keep pointing at the old ones."""
    found: dict[int, list[int]] = defaultdict(list)
    meant = {one.indicator.pk for one in asked if one.indicator}
    for pk, successor in catalogue.successors(pk__in=meant).values_list("pk", "merged_into"):
        found[successor or pk].append(pk)
    return found


def _statements(asked: list[_Asked], entries: dict[int, list[int]], at: datetime) -> dict[int, Record]:
    """Everything that the public could ever read by `at` of these things, by their periods; of what the text leaves open, by
    value. One query for what the catalogue knows, one for the other names, and one for places."""
    names = {one.reading.indicator for one in asked if one.indicator is None}
    places = list(Region.objects.filter(name__in={one.region for one in asked}).values_list("pk", flat=True))
    ends = {end for one in asked if (end := one.assumed_end or one.period[1])}
    in_time = Q(region__in=places, period_end__in=ends)
    by_value = Q()
    for one in asked:
        if one.is_open and one.is_telling and one.indicator and one.interval and not one.assumed_end:
            low, high = one.interval.low, one.interval.high
            if low is not None and high is not None and max(abs(low), abs(high)) < Decimal(10) ** 20:
                # Each value with its own entries: without them PostgreSQL tries every value on every entry's records.
                by_value |= Q(
                    indicator__in=entries[one.indicator.pk],
                    measure=one.reading.measure,
                    canonical_value__gt=low,
                    canonical_value__lt=high,
                )
    known = _ever_public(at).filter(
        in_time | by_value if by_value else in_time, indicator__in=[pk for same in entries.values() for pk in same]
    )
    unknown = _ever_public(at).filter(in_time, indicator=None, name__in=names)
    return {record.pk: record for query in (known, unknown) for record in query[:MOST_STATEMENTS]}


def _ever_public(at: datetime) -> models.QuerySet[Record]:
    seen = Revision.objects.once_visible(at).filter(pk=OuterRef("revision_id"))
    return (
        Record.objects.stated()
        .with_sources()
        .select_related("indicator__merged_into")
        .filter(Exists(seen))
        .order_by("-revision__published_on", "-pk")
    )


def _settle_what_is_open(asked: list[_Asked], statements: dict[int, Record]) -> bool:
    """Takes the place and time that most of the telling figures were found at for all that the text leaves open.

    True where that changes what to look for."""
    found: Counter[tuple[str, Period, int]] = Counter()
    for one in asked:
        if not one.is_open or not one.is_telling:
            continue
        homes = {
            (statement.region_name, period(statement), _years_ahead(one, statement))
            for statement in statements.values()
            if _thing_of(statement) == one.thing and one.fits(statement) and _may_be(one, statement)
        }
        found.update(homes)
    if not found:
        return False
    (place, (_start, end), years), _count = max(found.items(), key=lambda item: (item[1], item[0][1][1] or date.min))
    for one in asked:
        if one.unplaced:
            one.region = place
        if one.undated:
            one.assumed_end = end
        elif one.open_year and years:
            one.period = (years_before(one.period[0], years), years_before(one.period[1], years))
    return True


def _may_be(one: _Asked, statement: Record) -> bool:
    """Whether nothing that the text does say speaks against this statement."""
    if not one.unplaced and statement.region_name != one.region:
        return False
    if one.undated:
        return True
    if one.open_year:
        years = _years_ahead(one, statement)
        return years >= 0 and period(statement) == tuple(years_before(day, years) for day in one.period)
    return one.is_of_the_time(statement)


def _years_ahead(one: _Asked, statement: Record) -> int:
    """By how many years the reading's time lies after the statement's; 0 for what has no time of its own."""
    ends = one.period[1], statement.period_end
    return 0 if one.undated or None in ends else ends[0].year - ends[1].year  # type: ignore[union-attr]


def _verdict(one: _Asked, statements: Iterable[Record], at: datetime) -> Verdict:
    of_it = [s for s in statements if s.region_name == one.region and one.is_of_the_time(s)]
    here = [statement for statement in of_it if _is_comparable(one, statement)]
    public = [statement for statement in here if _is_public(statement, at)]
    fitting = next((statement for statement in public if one.fits(statement)), None)
    gone = next((s for s in here if s not in public and one.fits(s)), None)
    if fitting:
        said = _("与存档一致：%(bulletin)s写“%(there)s”（%(region)s，%(period)s）。") % _about(fitting)
        return _say(one, State.SAME, said, fitting)
    if gone:
        now = next(iter(_of_the_same_bulletin(gone, public)), None) or next(iter(public), None)
        if now:
            said = _("存档早先的版本这样写，现已改为“%(there)s”（%(bulletin)s；%(region)s，%(period)s）。") % _about(
                now
            )
        else:
            said = _("这个数字出自已不公开的版本（%(region)s，%(period)s），存档现在没有这个数字。") % _about(gone)
        return _say(one, State.SUPERSEDED, said, now, gone)
    if public:
        said = _("与存档不同：%(bulletin)s写“%(there)s”（%(region)s，%(period)s）。") % _about(public[0])
        return _say(one, State.DIFFERENT, said, public[0])
    if other := next((statement for statement in of_it if _is_public(statement, at)), None):
        said = _("无法比较：%(bulletin)s写“%(there)s”（%(region)s，%(period)s），单位不同。") % _about(other)
        return _say(one, State.UNDECIDED, said, other)
    return _say(one, State.NOT_FOUND, _("存档中没有找到同一指标、地区和时期的数字。"))


def _say(one: _Asked, state: State, said: str, now: Record | None = None, gone: Record | None = None) -> Verdict:
    reading = one.reading
    return Verdict(reading.start, reading.end, reading.text, state, said, reading, now, gone)


def _about(statement: Record) -> dict[str, str]:
    return {**phrases.about(statement), "bulletin": phrases.bulletin(statement), "there": statement.exact}


def _is_comparable(one: _Asked, statement: Record) -> bool:
    theirs = interval(statement)
    return one.interval is not None and theirs is not None and theirs.unit == one.interval.unit


def _is_public(statement: Record, at: datetime) -> bool:
    """Whether the version that states it is the one that the public reads at that moment (`once_visible` has seen to its
    beginning)."""
    until = statement.revision.visible_until
    return until is None or until > at


def _of_the_same_bulletin(gone: Record, public: Iterable[Record]) -> Iterator[Record]:
    return (statement for statement in public if statement.revision.article_id == gone.revision.article_id)
