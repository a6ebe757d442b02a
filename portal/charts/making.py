"""From a reader's selection to the shapes of its picture, and to the words that say the same."""

from collections import Counter
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from indicators.catalogue import meant
from indicators.deriving import Difference, differences
from indicators.extraction.units import UnknownUnit, lookup
from indicators.models import Record
from indicators.period_kinds import Kind, code, kinds_of, position
from indicators.series import Point, Series
from indicators.targets import Outcome
from portal.charts.shapes import Chart, Line, Mark, Panel
from portal.figures import comparison_words, label_of, label_words, period_words, value_words
from portal.selection import Selection

MOST_PERIODS = 120  # of a series, newest
MOST_RANKED = 30


def chart_of(selection: Selection) -> Chart | None:
    """None where fewer than two values could be drawn."""
    drawable = [one for one in selection.series if one.unit]
    values = sum(len(one.points) for one in drawable)
    if values < 2:
        return None
    panels = _rank_panels(selection, drawable) if selection.picture == "rank" else _panels(selection, drawable)
    notes = []
    stated = [line for panel in panels for line in panel.lines if line.role == "stated"]
    if any(not mark.is_confirmed for line in stated for mark in line.marks):
        hollow = _("空心点") if selection.picture == "line" else _("虚线框")
        notes.append(_("%(hollow)s：程序读出，编辑尚未核对。") % {"hollow": hollow})
    if selection.picture == "line" and any(one.gaps for one in drawable):
        notes.append(_("线断开处没有公布数。"))
    if selection.kind == Kind.CUMULATIVE and selection.picture != "rank":
        notes.append(_("每个点是从1月起的累计数，不是单月数。"))
    if selection.picture == "line" and any(panel.y_range[0] > 0 for panel in panels):
        notes.append(_("纵轴不从0起。"))
    labels, is_all = _labels(selection)
    if labels:
        words = _("公报标题标明“%(label)s”。") if is_all else _("部分数字出自标题标明“%(label)s”的公报。")
        notes.append(words % {"label": labels})
    return Chart(selection.picture, title(selection), " ".join(summary(selection)), tuple(notes), tuple(panels))


def drawn(selection: Selection) -> list[Point]:
    if selection.picture == "rank":
        return [point for _one, point in ranking(selection)]
    return [point for one in selection.series if one.unit for point in one.points]


def _labels(selection: Selection) -> tuple[str, bool]:
    """What the titles of the bulletins say of the figures that are drawn, and whether all of them do."""
    said = [label_words(label_of(point.newest.revision.title)) for point in drawn(selection)]
    return _("、").join(sorted(set(filter(None, said)))), all(said)


def sources(selection: Selection) -> str:
    """Of a picture that stands alone: from how many bulletins, and how new the newest is."""
    revisions = {point.newest.revision_id: point.newest.revision for point in drawn(selection)}
    newest = max(timezone.localtime(revision.published_on) for revision in revisions.values())
    said = {"n": len(revisions), "day": date_format(newest, _("Y年n月j日"))}
    return _("数据出自%(n)s篇公报，最近一篇发布于%(day)s。") % said


def title(selection: Selection, name: str = "") -> str:
    """Of the whole picture, or of one indicator's panel."""
    names = name or selection.indicator.label
    if selection.other and not name:
        names = _("%(a)s与%(b)s") % {"a": names, "b": selection.other.label}
    what = "" if selection.measure == Record.Measure.LEVEL else str(Record.Measure(selection.measure).label)
    when = dict(selection.periods).get(selection.period) if selection.picture == "rank" else selection.kind.label
    return " ".join((_("%(names)s%(what)s（%(when)s）") % {"names": names, "what": what, "when": when}).split())


def summary(selection: Selection) -> list[str]:
    """The picture in words: for each series its stretch, its newest value, its highest and its lowest."""
    if selection.picture == "rank":
        return _ranking_in_words(selection)
    return [_in_words(selection, one) for one in selection.series]


def name_of(selection: Selection, one: Series) -> str:
    """What sets a series apart from its neighbours."""
    place = one.region.name if one.region else one.region_name
    parts = [place]
    if selection.other:
        parts.append(one.indicator.label)
    if one.scope:
        parts.append(one.scope)
    if selection.alike[one.indicator.pk, one.region_name, one.scope] > 1 and one.unit:
        parts.append(one.unit)
    return " ".join(parts)


def _in_words(selection: Selection, one: Series) -> str:
    first, last = one.points[0], one.points[-1]
    said = {"name": name_of(selection, one), "when": _when(last), "value": _value(last.newest)}
    if len(one.points) == 1:
        return _("%(name)s：%(when)s%(value)s。") % said
    amounts = [p for p in one.points if p.newest.canonical_value is not None]
    high = max(amounts, key=lambda p: p.newest.canonical_value or 0, default=last)
    low = min(amounts, key=lambda p: p.newest.canonical_value or 0, default=first)
    said |= {"first": _when(first), "n": str(len(one.points)), "high": _value(high.newest), "high_when": _when(high),
             "low": _value(low.newest), "low_when": _when(low)}  # fmt: skip
    return (
        _(
            "%(name)s：%(first)s到%(when)s共%(n)s个数，最新%(value)s，最高%(high)s（%(high_when)s），最低%(low)s（%(low_when)s）。"
        )
        % said
    )


def _ranking_in_words(selection: Selection) -> list[str]:
    ranked = ranking(selection)
    if not ranked:
        return []
    named = _("；").join(
        f"{n}. {name_of(selection, one)} {_value(p.newest)}" for n, (one, p) in enumerate(ranked[:10], 1)
    )
    more = _("，共%(n)s个地区") % {"n": len(ranked)} if len(ranked) > 10 else ""
    return [_("%(when)s：%(named)s%(more)s。") % {"when": _when(ranked[0][1]), "named": named, "more": more}]


def ranking(selection: Selection) -> list[tuple[Series, Point]]:
    """Places by their value in the chosen period, the largest first; of one unit, the one that most are in."""
    found = [
        (one, point) for one in selection.series for point in one.points
        if one.unit and one.indicator.pk == selection.indicator.pk and not one.scope
        and code(point.start, point.end) == selection.period and point.newest.canonical_value is not None
    ]  # fmt: skip
    unit = Counter(one.unit for one, _point in found).most_common(1)
    found = [(one, point) for one, point in found if unit and one.unit == unit[0][0]]
    return sorted(found, key=lambda pair: pair[1].newest.canonical_value or 0, reverse=True)


def _when(point: Point) -> str:
    return period_words(point.start, point.end).strip()


def _value(record: Record) -> str:
    return comparison_words(record) + value_words(record)


# Panels


def _panels(selection: Selection, drawable: list[Series]) -> list[Panel]:
    """A panel a unit and an indicator; one panel for all where everything is shown as an index."""
    style = {code: n for n, code in enumerate(selection.places)}
    if selection.is_index:
        return [_index_panel(selection, drawable)]
    groups: dict[tuple[int, str], list[Series]] = {}
    for one in drawable:
        groups.setdefault((one.indicator.pk, one.unit), []).append(one)
    aims = selection.outcomes
    found = []
    for series in groups.values():
        unit, factor = written_unit([p.newest for one in series for p in one.points])
        lines = [
            Line(name_of(selection, one), _runs(one, factor), style[one.region.code] if one.region else n)
            for n, one in enumerate(series)
        ]  # fmt: skip
        if len({line.style for line in lines}) < len(lines):
            lines = [Line(line.label, line.runs, n) for n, line in enumerate(lines)]
        beside: dict[float, str] = {}
        for n, one in enumerate(series):
            loose, periods = _loose(selection, one, aims, factor, lines[n].style)
            lines += loose
            beside |= periods
        found.append(_panel(selection, series[0], unit, lines, beside))
    return found


def _runs(one: Series, factor: Decimal) -> tuple[tuple[Mark, ...], ...]:
    kept = {id(point) for point in one.points[-MOST_PERIODS:]}
    runs = []
    for run in one.runs():
        marks = [_mark(p.newest, p.end, factor, str(p.newest.pk)) for p in run if id(p) in kept]
        runs.append(tuple(mark for mark in marks if mark))
    return tuple(run for run in runs if run)


def _mark(record: Record, end: date, factor: Decimal, key: str = "") -> Mark | None:
    if record.canonical_value is None:
        return None
    low, high = record.canonical_value, record.canonical_max
    y = low if high is None else (low + high) / 2
    confirmed = record.status == Record.Status.CONFIRMED
    if high is None:
        return Mark(position(end), float(y / factor), _value(record), confirmed, key=key)
    return Mark(
        position(end), float(y / factor), _value(record), confirmed, float(low / factor), float(high / factor), key
    )


def _loose(
    selection: Selection, one: Series, aims: list[Outcome], factor: Decimal, style: int
) -> tuple[list[Line], dict[float, str]]:
    """Beside a series, never in it: what follows by subtraction, and what was aimed at; with the names of their periods."""
    found: list[Line] = []
    periods: dict[float, str] = {}
    if derived := derived_for(selection, one) if selection.with_derived else []:
        marks = [
            Mark(position(d.end), float(d.value / factor), period_words(d.start, d.end), is_confirmed=False)
            for d in derived
        ]
        label = _("%(name)s（由累计数相减推算）") % {"name": name_of(selection, one)}
        found.append(Line(label, (tuple(marks),), style, "derived"))
        periods |= {position(d.end): short_period(selection.kind, d.start, d.end) for d in derived}
    aimed = []
    for record in _aimed_at(selection, one, aims):
        if record.period_end and (mark := _mark(record, record.period_end, factor)):
            aimed.append(mark)
            periods[mark.x] = short_period(selection.kind, record.period_start, record.period_end)
    if aimed:
        found.append(Line(_("%(name)s（目标）") % {"name": name_of(selection, one)}, (tuple(aimed),), style, "target"))
    return found, periods


def _aimed_at(selection: Selection, one: Series, aims: list[Outcome]) -> list[Record]:
    """The targets for what a series measures, of the periods that it is shown for."""
    place = one.region and one.region.pk
    periods = {(p.start, p.end) for p in one.points}
    return [
        o.target for o in aims
        if o.target.region_id == place and meant(o.target) == one.indicator and (o.target.measure, o.target.comparison, o.target.scope, o.target.canonical_unit)
        == (one.measure, one.comparison, one.scope, one.unit) and _is_in(o, periods, selection.kind)
    ]  # fmt: skip


def _is_in(outcome: Outcome, periods: set, kind: Kind) -> bool:
    target = outcome.target
    if (target.period_start, target.period_end) in periods or (outcome.actual and (outcome.actual.period_start, target.period_end) in periods):  # fmt: skip
        return True
    return kind in kinds_of(target.period_start, target.period_end) and kind != Kind.CUMULATIVE


def derived_for(selection: Selection, one: Series) -> list[Difference]:
    """Quarters or months of the series' place that follow from its cumulative values."""
    if selection.kind not in (Kind.QUARTER, Kind.MONTH):
        return []
    same = [
        c for c in selection.cumulative
        if (c.indicator.pk, c.region_name, c.scope, c.unit) == (one.indicator.pk, one.region_name, one.scope, one.unit)
    ]  # fmt: skip
    stated = one if one.kind == selection.kind else None
    return [d for c in same for d in differences(c, stated, selection.kind)]


def _panel(
    selection: Selection, first: Series, unit: str, lines: list[Line], beside: dict[float, str] | None = None
) -> Panel:
    heading = _heading(_("单位：%(unit)s") % {"unit": unit} if unit != "1" else "", selection)
    stated = selection.series
    every = {(p.end, p.start) for one in stated if one.unit == first.unit for p in one.points[-MOST_PERIODS:]}
    labels = (beside or {}) | {position(end): short_period(selection.kind, start, end) for end, start in every}
    ticks = tuple(sorted(labels.items()))
    return Panel(
        title(selection, first.indicator.label),
        heading,
        tuple(lines),
        ticks,
        _width([x for x, _label in ticks]),
        selection.picture == "bar",
    )


def _width(xs: list[float]) -> float:
    apart = [b - a for a, b in zip(xs, xs[1:], strict=False) if b > a]
    return min(apart, default=1.0)


def _index_panel(selection: Selection, drawable: list[Series]) -> Panel:
    """Every series as a part of its own value in the first period that all have: 100."""
    common = set.intersection(*[{(p.end, p.start) for p in one.points if p.newest.canonical_value} for one in drawable])
    base = min(common, key=lambda each: (each[0], each[1] or each[0]), default=None)
    lines = []
    for n, one in enumerate(drawable):
        at = next((p for p in one.points if (p.end, p.start) == base), None)
        if at and at.newest.canonical_value:
            lines.append(Line(name_of(selection, one), _runs(one, at.newest.canonical_value / 100), n))
    words = period_words(base[1], base[0]) if base else ""
    panel = _panel(selection, drawable[0], "1", lines)
    heading = _("指数：%(period)s＝100") % {"period": words} if base else _("没有共同的时期，不能换算成指数")
    heading = _heading(heading, selection)
    return Panel(title(selection), heading, panel.lines, panel.ticks, panel.width, panel.goes_from_zero)


def _heading(words: str, selection: Selection) -> str:
    """The unit, and in the picture itself, which goes its own ways, that its figures are invented where they are."""
    labels, is_all = _labels(selection)
    if labels and not is_all:
        labels = _("部分为%(label)s") % {"label": labels}
    return " · ".join(filter(None, [words, labels]))


def _rank_panels(selection: Selection, drawable: list[Series]) -> list[Panel]:
    ranked = ranking(selection)[:MOST_RANKED]
    unit, factor = written_unit([point.newest for _one, point in ranked])
    marks, ticks = [], []
    for n, (one, point) in enumerate(ranked):
        mark = _mark(point.newest, point.end, factor, str(point.newest.pk))
        if mark:
            marks.append(Mark(float(n), mark.y, mark.words, mark.is_confirmed, key=mark.key))
            ticks.append((float(n), name_of(selection, one)))
    heading = _heading(_("单位：%(unit)s") % {"unit": unit} if unit != "1" else "", selection)
    line = Line(selection.indicator.label, (tuple(marks),), 0)
    return [
        Panel(title(selection, selection.indicator.label), heading, (line,), tuple(ticks), 1.0, goes_from_zero=True)
    ]


def written_unit(records: list[Record]) -> tuple[str, Decimal]:
    """The unit that most of the figures are written in, and how many canonical ones it is."""
    common = Counter(record.unit for record in records).most_common(1)
    unit = common[0][0] if common else "1"
    try:
        return unit, lookup(unit).factor
    except UnknownUnit:
        return unit, Decimal(1)


def short_period(kind: Kind, start: date | None, end: date) -> str:
    """A period for the foot of a picture: 1—6月 over 2023年."""
    whole = period_words(start, end)
    year = _("%(year)s年") % {"year": end.year}
    if kind == Kind.YEAR or not whole.startswith(year):
        return whole
    return f"{whole.removeprefix(year)}\n{year}"
