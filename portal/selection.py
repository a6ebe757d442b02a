"""What a reader chose to see of an indicator: the query string read, held against what there is, and put back together.

The page, its picture and its download take the same query string, so that each can be bookmarked and none can differ.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Region
from indicators.catalogue import match, successors
from indicators.deriving import MONTHS, differences
from indicators.models import Indicator, Record
from indicators.period_kinds import Kind, code
from indicators.series import Series, kinds, series, statements
from indicators.targets import Outcome, outcomes
from portal.charts.shapes import PICTURES
from portal.figures import period_words

MOST_PLACES = 8
PLACES_BY_DEFAULT = 4
MOST_OFFERED = 60
PICTURE_NAMES = {"line": gettext_lazy("折线"), "bar": gettext_lazy("柱形"), "rank": gettext_lazy("排名")}
COMPARISONS = {"yoy": gettext_lazy("同比"), "previous": gettext_lazy("环比"), "annual_average": gettext_lazy("年均")}
CODE = re.compile(r"[0-9]{6}")
Option = tuple[str, Any]


class Unknown(Exception):
    """Something in the address that there is not; says what there is instead."""

    def __init__(self, name: str, label: str | Promise, given: str, allowed: Sequence[Option], words: str = "") -> None:
        super().__init__(name)
        self.name, self.label, self.given, self.allowed, self.words = name, label, given[:60], allowed, words


@dataclass
class Selection:
    indicator: Indicator
    other: Indicator | None
    offered: list[dict[str, Any]]  # places with data: region, region__code, region__name, n; those with most first
    offered_more: int  # how many places are not among them
    places: list[str] = field(default_factory=list)  # codes, as chosen or by default
    chosen: bool = False  # whether the reader chose the places
    measures: list[Option] = field(default_factory=list)
    measure: str = Record.Measure.LEVEL
    comparisons: list[Option] = field(default_factory=list)
    comparison: str = ""
    kinds: list[Option] = field(default_factory=list)
    kind: Kind = Kind.YEAR
    throughs: list[int] = field(default_factory=list)
    through: int | None = None
    pictures: list[Option] = field(default_factory=list)
    picture: str = "line"
    periods: list[Option] = field(default_factory=list)  # of a rank, newest first
    period: str = ""
    is_index: bool = False
    with_derived: bool = False
    records: list[Record] = field(default_factory=list)  # of the places, newest period first
    series: list[Series] = field(default_factory=list)
    cumulative: list[Series] = field(default_factory=list)  # whatever the kind: what can be subtracted
    was_cut: bool = False

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """Every target of the places, of every measure, and what came of it."""
        return outcomes(self.records)

    @cached_property
    def alike(self) -> Counter[tuple[int, str, str]]:
        """How many series there are of one indicator, place and scope: more than one where the units differ."""
        return Counter((one.indicator.pk, one.region_name, one.scope) for one in self.series)

    def query(self, **changed: Any) -> str:
        """The query string that leads to this choice; with something changed, to another."""
        asked: dict[str, Any] = {
            "region": self.places if self.chosen else [],
            "with": self.other.code if self.other else "",
            "measure": self.measure,
            "comparison": self.comparison if len(self.comparisons) > 1 else "",
            "kind": self.kind.value,
            "through": self.through or "",
            "picture": self.picture,
            "period": self.period if self.picture == "rank" else "",
            "scale": "index" if self.is_index else "",
            "derived": "1" if self.with_derived else "",
            **changed,
        }
        return urlencode({name: value for name, value in asked.items() if value}, doseq=True)


def select(entry: Indicator, merged: list[int], asked: QueryDict, limit: int) -> Selection:
    """Two queries, one or two more with a second indicator. `merged`: the keys of the entry and of those merged into it.

    Raises Unknown for what the address asks and there is not. What there is without a value stays a choice without series.
    """
    other = _other(entry, asked.get("with", ""))
    both = [*merged, *(successors(pk=other.pk).values_list("pk", flat=True) if other else [])]
    offered, more = _places(merged)
    found = Selection(entry, other, offered, more)
    picture = one_of("picture", _("图形"), asked, [(name, PICTURE_NAMES[name]) for name in PICTURES])
    _choose_places(found, asked.getlist("region"), is_rank=picture == "rank")
    by_code = {place["region__code"]: place["region"] for place in offered}
    if not found.chosen:
        _default_places(found, everywhere=picture == "rank")
    everywhere = picture == "rank" and not found.chosen
    regions = None if everywhere else [by_code[place] for place in found.places if place in by_code]
    records = statements(both, regions, limit)
    found.was_cut = len(records) == limit
    found.records = [r for r in records if r.region]
    _choose_measure(found, asked)
    _choose_kind(found, asked)
    _choose_picture(found, asked, picture)
    found.is_index = one_of("scale", _("刻度"), asked, [("index", _("指数"))]) == "index" and found.picture != "rank"
    found.with_derived = one_of("derived", _("推算值"), asked, [("1", _("显示"))]) == "1"
    return found


def one_of(name: str, label: str, asked: QueryDict, allowed: Sequence[Option]) -> str:
    given = asked.get(name, "")
    if given and given not in [value for value, _label in allowed]:
        raise Unknown(name, label, given, allowed)
    return given


def _other(entry: Indicator, given: str) -> Indicator | None:
    """By code or by any name that the catalogue knows."""
    words = given.strip()[:120].replace("\x00", "")
    if not words:
        return None
    found = Indicator.objects.filter(code=words).select_related("merged_into").first()
    found = (found.merged_into or found) if found else match([words]).get(words)
    if found is None:
        hint = _("请写指标的全称、别名或代码，可以先在数据目录里查找。")
        raise Unknown("with", _("对照指标"), given, [], hint)
    return None if found.pk == entry.pk else found


def _places(merged: list[int]) -> tuple[list[dict[str, Any]], int]:
    """One look-up in the index for each place there is, instead of a walk through everything that is said of the indicator."""
    of_place = {"indicator__in": merged, "region": OuterRef("pk"), "period_end__isnull": False}
    # Only the order is by all records; whether a place is there is asked of what the public reads.
    many = Record.objects.filter(**of_place).order_by().values("region").annotate(n=Count("pk")).values("n")
    known = Region.objects.filter(Exists(Record.objects.public().filter(**of_place))).annotate(n=Subquery(many))
    named = {"region": F("pk"), "region__code": F("code"), "region__name": F("name")}
    places: list[Any] = list(known.order_by().values("n", **named))
    places.sort(key=lambda p: (p["region__name"] != settings.SITE_REGION, -p["n"], p["region__code"]))
    return places, max(len(places) - MOST_OFFERED, 0)


def _choose_places(found: Selection, given: list[str], *, is_rank: bool) -> None:
    codes = list(dict.fromkeys(code for code in given if code))
    known = {place["region__code"] for place in found.offered}
    allowed = [(place["region__code"], place["region__name"]) for place in found.offered[:MOST_OFFERED]]
    strange = [code for code in codes if code not in known]
    # A place that there is, only without data of this indicator, is no mistake of the reader's.
    if strange and not _are_places(strange[:MOST_PLACES]):
        raise Unknown("region", _("地区"), strange[0], allowed)
    if len(codes) > (MOST_OFFERED if is_rank else MOST_PLACES):
        words = _("一次最多比较%(n)s个地区，请去掉几个；要看更多地区，可选图形“排名”。") % {"n": MOST_PLACES}
        raise Unknown("region", _("地区"), "、".join(codes), allowed, words)
    found.places, found.chosen = codes, bool(codes)


def offered_for(found: Selection) -> list[dict[str, Any]]:
    """The places that a form offers: those with most data, and those that are chosen."""
    return [p for n, p in enumerate(found.offered) if n < MOST_OFFERED or p["region__code"] in found.places]


def _are_places(codes: list[str]) -> bool:
    return all(CODE.fullmatch(each) for each in codes) and Region.objects.filter(code__in=codes).count() == len(codes)


def _default_places(found: Selection, *, everywhere: bool) -> None:
    codes = [place["region__code"] for place in found.offered]
    found.places = codes if everywhere else codes[:PLACES_BY_DEFAULT]


def _choose_measure(found: Selection, asked: QueryDict) -> None:
    every = [(value, label) for value, label in Record.Measure.choices]
    given = one_of("measure", _("类型"), asked, every)
    actual = Record.Assertion.ACTUAL
    counts = Counter(r.measure for r in found.records if r.assertion == actual)
    found.measures = [(value, label) for value, label in every if counts[value] or value == given]
    best = (
        Record.Measure.LEVEL if counts[Record.Measure.LEVEL] else max(counts, key=lambda m: counts[m], default="level")
    )
    found.measure = given or best
    said = Counter(r.comparison for r in found.records if r.measure == found.measure and r.assertion == actual)
    offered = [(value, comparison_name(value)) for value, _n in said.most_common() if value]
    chosen = one_of("comparison", _("比较"), asked, offered or list(COMPARISONS.items()))
    found.comparisons = offered
    found.comparison = chosen or ("yoy" if said["yoy"] else offered[0][0] if offered else "")


def comparison_name(value: str) -> str:
    if value.startswith("base:") and value != "base:region":
        return _("比%(year)s年") % {"year": value.removeprefix("base:")}
    return str(COMPARISONS.get(value, _("与其他地区相比") if value == "base:region" else value))


def _choose_kind(found: Selection, asked: QueryDict) -> None:
    counts = kinds(found.records, found.measure)
    given = one_of("kind", _("时期"), asked, [(kind.value, kind.label) for kind in Kind])
    # A whole year is the last of the months since January too; for what is shown first it counts as a year.
    best = max(Kind, key=lambda kind: counts[kind] - (counts[Kind.YEAR] if kind == Kind.CUMULATIVE else 0))
    found.kind = Kind(given) if given else best
    found.cumulative = of_kind(found, found.records, Kind.CUMULATIVE)
    # Of a kind that bulletins state, it does not matter whether it could be derived as well.
    unstated = [kind for kind in MONTHS if not counts[kind]]
    derived = {kind for kind in unstated if any(differences(one, None, kind) for one in found.cumulative)}
    found.kinds = [(k.value, k.label) for k in Kind if counts[k] or k == found.kind or k in derived]
    found.series = of_kind(found, found.records, found.kind)
    if found.kind == Kind.CUMULATIVE:
        found.throughs = sorted({point.end.month for one in found.series for point in one.points})
        allowed = [(str(month), months_name(month)) for month in found.throughs]
        through = one_of("through", _("累计到"), asked, allowed)
        if through:
            found.through = int(through)
            for one in found.series:
                one.points = [point for point in one.points if point.end.month == found.through]
            found.series = [one for one in found.series if one.points]


def months_name(month: int) -> str:
    return _("1月") if month == 1 else _("1—%(month)s月") % {"month": month}


def of_kind(found: Selection, records: Iterable[Record], kind: Kind) -> list[Series]:
    """Of the chosen measure and comparison; places in the order chosen, the indicator of the page before the other."""
    every = series(records, measure=found.measure, kind=kind, comparison=found.comparison)
    entries = [found.indicator.pk, *([found.other.pk] if found.other else [])]
    order = {place: n for n, place in enumerate(found.places)}
    ours = [one for one in every if one.region and one.region.code in order and one.indicator.pk in entries]
    return sorted(ours, key=lambda one: (entries.index(one.indicator.pk), order[one.region.code]))  # type: ignore[union-attr]


def _choose_picture(found: Selection, asked: QueryDict, given: str) -> None:
    long = any(len(one.points) > 1 for one in found.series)
    found.picture = given or ("line" if long else "bar")
    found.pictures = [(name, PICTURE_NAMES[name]) for name in PICTURES]
    if found.picture != "rank":
        return
    periods = {(p.end, p.start) for one in found.series for p in one.points}
    ordered = sorted(periods, key=lambda each: (each[0], each[1] or each[0]), reverse=True)
    found.periods = [(code(start, end), period_words(start, end)) for end, start in ordered]
    chosen = one_of("period", _("时期"), asked, found.periods)
    # Where nothing was chosen: the newest that most places have.
    counts = Counter(code(p.start, p.end) for one in found.series for p in one.points)
    best = max(found.periods, key=lambda option: counts[option[0]], default=("", ""))
    found.period = chosen or best[0]
