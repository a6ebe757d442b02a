"""What the checks look at, gathered once: plain values and rows in memory, so that no check asks the database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Picture, Revision
from indicators.catalogue import meant, successors
from indicators.models import CheckSetting, Record, WatchedWord, spelling_key

# How sure the reader must be of a figure that nobody has confirmed before another figure is held against it. Three quarters of
# the figures of a new bulletin reach it and seven in ten of those are wholly right (docs/extraction.md); a wrong one seldom
# meets another of the same name, place and period.
SURE = 0.4
YEARS_BACK = 3
MOST_STATEMENTS = 5000  # of the archive, newest first; a bulletin has some hundred figures with some vintages each


class Thing(NamedTuple):
    """What is measured, where and how: two figures of one thing and one period state the same."""

    name: str
    region: str
    measure: str
    comparison: str
    scope: str
    assertion: str


Period = tuple[date | None, date | None]
Statement = tuple[Thing, Period]


def thing(record: Record, measure: str | None = None) -> Thing:
    entry = meant(record)
    name = f"#{entry.pk}" if entry else spelling_key(record.name)
    region = f"#{record.region_id}" if record.region_id else record.region_name
    kind = measure or record.measure
    plain = kind == Record.Measure.LEVEL
    return Thing(
        name,
        region,
        kind,
        "" if plain else record.comparison,
        "" if plain else spelling_key(record.scope),
        record.assertion,
    )


def period(record: Record) -> Period:
    return record.period_start, record.period_end


def years_before(day: date | None, years: int) -> date | None:
    """The same day of an earlier year; 29 February becomes the 28th, and the 28th stays the end of its month's period."""
    if day is None or day.year <= years:
        return None
    try:
        earlier = day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
    leap = (earlier.year % 4 == 0 and earlier.year % 100 != 0) or earlier.year % 400 == 0
    return earlier.replace(day=29) if leap and (day.month, day.day) == (2, 28) else earlier


class Illustration(NamedTuple):
    name: str
    alt: str
    has_file: bool


@dataclass(frozen=True)
class Subject:
    """A draft with what is known around it."""

    title: str
    text: str
    published_on: date
    region: str
    source: str = ""
    column: str = ""
    pictures: tuple[Illustration, ...] = ()
    figures: tuple[Record, ...] = ()  # as stated, in text order
    excluded: tuple[tuple[int, int], ...] = ()  # spans of what an editor said is no figure
    earlier: tuple[Record, ...] = ()  # what other bulletins say that the public reads now, newest first
    watched: tuple[WatchedWord, ...] = field(default=())

    @cached_property
    def sure(self) -> list[Record]:
        """The figures that may be held against others: confirmed, or read with enough certainty."""
        sure = []
        before: Record | None = None
        astray = False
        for figure in self.figures:
            astray = self._place_is_doubtful(before, figure, astray)
            if figure.status == Record.Status.CONFIRMED or ((figure.confidence or 0) >= SURE and not astray):
                sure.append(figure)
            before = figure
        return sure

    def _place_is_doubtful(self, before: Record | None, figure: Record, astray: bool) -> bool:
        """The paragraph was of another place, and nothing is said of coming back from there to this one."""
        between = self.text[before.end : figure.start] if before else "\n"
        if "\n" in between or figure.region_name[:2] in between:
            return False
        return astray or before is not None and before.region_name != figure.region_name

    @cached_property
    def stated(self) -> dict[Statement, list[Record]]:
        """The sure figures by thing and period."""
        return _by_statement(self.sure)

    @cached_property
    def published(self) -> dict[Statement, list[Record]]:
        """The archive's statements by thing and period."""
        return _by_statement(self.earlier)


def _by_statement(records: Iterable[Record]) -> dict[Statement, list[Record]]:
    found: dict[Statement, list[Record]] = defaultdict(list)
    for record in records:
        found[thing(record), period(record)].append(record)
    return dict(found)


def gather(revision: Revision, records: Sequence[Record] | None = None) -> Subject:
    """Five queries, whatever the length of the text and the size of the archive: place, records, pictures, archive, words.
    What the caller has loaded already is not asked for again."""
    placed = revision
    if not _has_its_place(revision):
        places = ["column", "region", "article__column", "article__region"]
        placed = Revision.objects.select_related(*places).defer("body", "text", "page").get(pk=revision.pk)
    if records is None:
        records = list(revision.records.select_related("indicator__merged_into"))
    figures = tuple(record for record in records if record.is_stated)
    return Subject(
        title=revision.title,
        text=revision.text,
        published_on=timezone.localdate(revision.published_on),
        region=placed.place.name,
        source=revision.source,
        column=(placed.column or placed.article.column).name,
        pictures=tuple(_illustration(picture) for picture in revision.pictures.all()),
        figures=figures,
        excluded=tuple((r.start, r.end) for r in records if r.status == Record.Status.REJECTED),
        earlier=tuple(_earlier(figures, placed.article_id)),
        watched=tuple(WatchedWord.objects.all()),
    )


def _has_its_place(revision: Revision) -> bool:
    """Column and region, its own and the article's, are loaded."""

    def is_loaded(owner: Revision | Article, name: str) -> bool:
        return getattr(owner, f"{name}_id") is None or name in owner._state.fields_cache

    return is_loaded(revision, "article") and all(
        is_loaded(owner, name) for owner in (revision, revision.article) for name in ("column", "region")
    )


def settings() -> dict[str, str]:
    return dict(CheckSetting.objects.values_list("code", "severity"))


def _illustration(picture: Picture) -> Illustration:
    return Illustration(picture.name, picture.alt, bool(picture.file))


# What checks ask of a published figure. A long bulletin is held against some thousand: every column more is time.
COMPARED = [
    "name", "measure", "value", "value_max", "unit", "modifier", "canonical_value", "canonical_unit", "comparison", "scope",
    "period_start", "period_end", "region_id", "region_name", "assertion", "exact", "indicator__merged_into",
    "indicator__merged_into__code", "revision__title", "revision__published_on",
]  # fmt: skip


def _earlier(figures: Iterable[Record], own: int) -> Iterable[Record]:
    """What the other bulletins of the archive say of the same indicators and places, for the same periods and those of some
    years before. What this article itself said is no contradiction: a new version is there to change it."""
    matched = [
        (entry, figure) for figure in figures if (entry := meant(figure)) and figure.region_id and figure.period_end
    ]
    ends, starts = (
        {years_before(getattr(figure, name), years) for _entry, figure in matched for years in range(YEARS_BACK + 1)}
        for name in ("period_end", "period_start")
    )
    begins = Q(period_start__in=starts - {None}) | (Q(period_start=None) if None in starts else Q())
    return (
        Record.objects.public()
        .select_related("indicator__merged_into", "revision")
        .only(*COMPARED)
        .filter(
            begins,
            indicator__in=successors(pk__in={entry.pk for entry, _figure in matched}),
            region__in={figure.region_id for _entry, figure in matched},
            period_end__in=ends - {None},
        )
        .exclude(revision__article=own)
        .order_by("-revision__published_on", "-id")[:MOST_STATEMENTS]
    )
