"""A selection as rows: the same values as its picture, with what is said against each, for the page and for download."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.csv_files import without_formula
from indicators.checks.rounding import Interval, in_unit
from indicators.deriving import Difference, Implied, implied_growth
from indicators.loading import said
from indicators.models import Record
from indicators.period_kinds import Kind
from indicators.series import Point, Series, series
from indicators.targets import Outcome
from portal.charts.making import derived_for, name_of, ranking
from portal.charts.shapes import Chart, place_in
from portal.figures import comparison_words, period_words, plain_number
from portal.selection import Selection

MOST_ROWS = 120


@dataclass
class Against:
    """Another statement about the same period."""

    record: Record
    difference: str  # how much more the newest says: −1亿元; "" where that cannot be said
    is_rounding: bool


@dataclass
class Row:
    name: str
    series: Series
    point: Point
    disagreeing: list[Against] = field(default_factory=list)
    superseded: list[Against] = field(default_factory=list)
    implied: Implied | None = None
    panel: int | None = None
    # In the panel's box, in parts of it, from the upper left corner.
    x: str = ""
    y: str = ""

    @property
    def start(self) -> date | None:
        return self.point.start

    @property
    def end(self) -> date:
        return self.point.end

    @property
    def record(self) -> Record:
        return self.point.newest

    @property
    def said(self) -> str:
        beside = [said(*(against.record for against in group)) for group in (self.disagreeing, self.superseded)]
        implied = said(self.implied.before, self.implied.level) if self.implied else ""
        return f"{said(self.record)} {len(self.point.repeated)} {beside} {implied} {self.name} {self.panel} {self.x} {self.y}"


def rows_of(selection: Selection, chart: Chart | None) -> list[Row]:
    """The newest period first, within it the places in their order; in a rank, the places by value."""
    if selection.picture == "rank":
        found = [Row(name_of(selection, one), one, point) for one, point in ranking(selection)]
    else:
        found = [Row(name_of(selection, one), one, point) for one in selection.series for point in one.points]
        found.sort(key=lambda row: (row.end, row.start or row.end), reverse=True)
    found = found[:MOST_ROWS]
    where = _places(chart)
    levels = _levels(selection)
    for row in found:
        row.disagreeing = [_against(row.point, record) for record in row.point.disagreeing]
        row.superseded = [_against(row.point, record) for record in row.point.superseded]
        if levels and row.series.comparison == "yoy":
            row.implied = implied_growth(_same_place(levels, row.series), row.point, row.start, row.end)
        row.panel, row.x, row.y = where.get(str(row.record.pk), (None, "", ""))
    return found


def count_rows(selection: Selection) -> int:
    if selection.picture == "rank":
        return len(ranking(selection))
    return sum(len(one.points) for one in selection.series)


def _places(chart: Chart | None) -> dict[str, tuple[int, str, str]]:
    found = {}
    for n, panel in enumerate(chart.panels if chart else ()):
        for line in panel.lines:
            for mark in line.marks:
                x, y = place_in(panel, mark)
                if chart and chart.picture == "rank":
                    x, y = 1 - y, x
                if mark.key:
                    found[mark.key] = (n, f"{x:.4f}", f"{y:.4f}")
    return found


def _levels(selection: Selection) -> list[Series]:
    if selection.measure != Record.Measure.GROWTH:
        return []
    return series(selection.records, measure=Record.Measure.LEVEL, kind=selection.kind)


def _same_place(levels: list[Series], growth: Series) -> list[Series]:
    return [
        o for o in levels if (o.indicator.pk, o.region, o.scope) == (growth.indicator.pk, growth.region, growth.scope)
    ]


def _against(point: Point, record: Record) -> Against:
    difference = point.difference(record)
    if difference is None:
        return Against(record, "", is_rounding=False)
    unit = "" if point.newest.unit == "1" else point.newest.unit
    if unit in ("%", "％"):
        unit = _("个百分点")
    sign = "+" if difference > 0 else "−"
    return Against(record, f"{sign}{plain_number(abs(difference))}{unit}", point.is_rounding(record))


@dataclass
class DerivedRow:
    name: str
    difference: Difference
    value: str
    bounds: str

    @property
    def start(self) -> date:
        return self.difference.start

    @property
    def end(self) -> date:
        return self.difference.end


def derived_rows(selection: Selection) -> list[DerivedRow]:
    """What follows from cumulative values for the places chosen, newest first; apart from what is stated."""
    found, seen = [], set()
    for one in _bases(selection):
        for d in derived_for(selection, one):
            if (d.whole.pk, d.part.pk) in seen:
                continue
            seen.add((d.whole.pk, d.part.pk))
            unit = d.whole.unit
            value = (
                in_unit(Interval(d.value, d.value, d.bounds.unit), unit, 4).partition("—")[0].rstrip("0").rstrip(".")
            )
            found.append(DerivedRow(name_of(selection, one), d, f"{value}{unit}", in_unit(d.bounds, unit)))
    return sorted(found, key=lambda row: row.end, reverse=True)[:MOST_ROWS]


def _bases(selection: Selection) -> list[Series]:
    """Also places of which no bulletin states a quarter or month at all."""
    if selection.kind not in (Kind.QUARTER, Kind.MONTH) or selection.measure != Record.Measure.LEVEL:
        return []
    known = {(one.indicator.pk, one.region, one.scope, one.unit) for one in selection.series}
    bare = [
        one for one in selection.cumulative
        if (one.indicator.pk, one.region, one.scope, one.unit) not in known
    ]  # fmt: skip
    return [*selection.series, *bare]


def outcomes_of(selection: Selection) -> list[Outcome]:
    """Targets of the chosen places, of every measure."""
    return selection.outcomes[:MOST_ROWS]


def percent_words(bounds: Interval) -> str:
    """5.92%—6.04%: what two levels give, with their rounding."""
    return in_unit(bounds, "%")


# Download


def as_csv(request: HttpRequest, selection: Selection, filename: str) -> HttpResponse:
    """UTF-8 with BOM and CRLF (RFC 4180): every statement of the selection with its basis, stated or derived, and its source."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    out = csv.writer(answer)
    out.writerow([
        _("指标"), _("指标代码"), _("地区"), _("地区代码"), _("类型"), _("比较"), _("范围"), _("时期"), _("时期起"), _("时期止"),
        _("来历"), _("数值"), _("上限"), _("单位"), _("修饰"), _("标准值"), _("标准单位"), _("状态"), _("公报"), _("发布日期"), _("版本"),
        _("网址"),
    ])  # fmt: skip
    for cells in _lines(request, selection):
        out.writerow([without_formula(cell) if at not in NUMBERS else cell for at, cell in enumerate(cells)])
    return answer


NUMBERS = {11, 12, 15}  # may begin with a minus


def _lines(request: HttpRequest, selection: Selection) -> Iterator[list[str]]:
    for one in selection.series:
        for point in one.points:
            yield _line(request, one, point.newest, _("公报所写，最新"))
            for record in point.disagreeing:
                yield _line(request, one, record, _("另一处写法"))
            for record in point.superseded:
                yield _line(request, one, record, _("更正前"))
    for row in derived_rows(selection):
        d = row.difference
        source = _("推算：%(whole)s减%(part)s") % {
            "whole": period_words(d.whole.period_start, d.whole.period_end),
            "part": period_words(d.part.period_start, d.part.period_end),
        }
        yield [
            selection.indicator.label, selection.indicator.code, row.name, d.whole.region.code if d.whole.region else "",
            str(Record.Measure.LEVEL.label), "", d.whole.scope, period_words(d.start, d.end), d.start.isoformat(), d.end.isoformat(),
            source, "", "", "", "", _plain(d.value), d.bounds.unit, row.bounds, "", "", "", "",
        ]  # fmt: skip
    for outcome in outcomes_of(selection):
        entry = outcome.target.indicator
        yield _record_line(
            request,
            entry.label if entry else outcome.target.name,
            entry.code if entry else "",
            outcome.target,
            _("目标"),
        )


def _line(request: HttpRequest, one: Series, record: Record, source: str) -> list[str]:
    return _record_line(request, one.indicator.label, one.indicator.code, record, source)


def _record_line(request: HttpRequest, name: str, code: str, record: Record, source: str) -> list[str]:
    start, end = record.period_start, record.period_end
    return [
        name, code, record.region_name, record.region.code if record.region else "", str(record.get_measure_display()),
        comparison_words(record), record.scope, period_words(start, end), start.isoformat() if start else "",
        end.isoformat() if end else "", source, record.value, record.value_max, record.unit, str(record.get_modifier_display()),
        _plain(record.canonical_value), record.canonical_unit, str(record.get_status_display()), record.revision.title,
        timezone.localdate(record.revision.published_on).isoformat(), str(record.revision.number),
        request.build_absolute_uri(record.get_absolute_url()),
    ]  # fmt: skip


def _plain(value: Decimal | None) -> str:
    return plain_number(value).replace(",", "")
