"""What other bulletins have said: contradictions, growth that does not fit, and slips of 亿 and 万."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.checks import phrases
from indicators.checks.registry import Remark, register
from indicators.checks.rounding import Interval, distance, earlier_level, in_unit, interval
from indicators.checks.subject import YEARS_BACK, Period, Subject, period, thing, years_before
from indicators.models import Record, Severity

LEVEL, GROWTH, CHANGE = Record.Measure.LEVEL, Record.Measure.GROWTH, Record.Measure.CHANGE
# A change may be of the level or of its growth, a rank among the large or the fast: too much is left to the reader.
COMPARED = {LEVEL, GROWTH, Record.Measure.SHARE}
# Their growth is at constant prices, their levels are at current ones (notes of the statistics bureau's bulletins): the two
# never fit exactly, and only a gap that no price explains is worth a word.
REAL_GROWTH = ("增加值", "生产总值", "GDP", "gdp", "总产值", "收入", "消费支出")
PRICES = Decimal("0.12")
# Below it the year before was probably revised; above it something is more likely wrong.
REVISION = Decimal("0.03")
SLIPS = [10, 100, 10_000, 100_000_000]
NEAR_SLIP = Decimal("1.4")  # how far beside ×10 a value may lie that is a slip of ×10 and a year's growth
SMALL = 100  # a count below it may well grow tenfold
AMOUNTS = {"元", "美元", "%"}


@register("contradiction", gettext_lazy("与已发布的数字不一致"), severity=Severity.SEVERE)
def contradicts_the_archive(subject: Subject) -> Iterator[Remark]:
    """The same indicator, place, period and measure was published with a value that rounding does not explain."""
    for figure in subject.sure:
        if figure.measure not in COMPARED:
            continue
        own = interval(figure)
        others = [
            (other, theirs)
            for other in subject.published.get((thing(figure), period(figure)), [])
            if (theirs := interval(other)) and own and theirs.unit == own.unit
        ]
        # Where the archive is divided, agreeing with one of its bulletins is enough.
        if not own or not others or any(own.meets(theirs) for _other, theirs in others):
            continue
        other = others[0][0]
        yield Remark(
            _(
                "%(name)s（%(region)s，%(period)s）这里写“%(here)s”，已发布的%(bulletin)s写“%(there)s”。"
                "请核对数字，以及记录的时期、地区；如数据已修订或口径不同，请在正文中说明。"
            )
            % {
                **phrases.about(figure),
                "here": figure.exact,
                "bulletin": phrases.bulletin(other),
                "there": other.exact,
            },
            (figure.start, figure.end),
            (figure.pk, other.pk),
            (*phrases.facts(figure), other.value, other.unit, other.modifier),
        )


class Pair(NamedTuple):
    """A level that the text states with its rate of growth, and the level of a year before with who says so."""

    level: Record
    growth: Record
    before: Record


@register("level-growth", gettext_lazy("数值、增速与上年数不相符"), severity=Severity.WARNING)
def growth_does_not_fit(subject: Subject) -> Iterator[Remark]:
    """The level of the year before that level and growth imply, as far as rounding leaves it open, is not the published one."""
    for level, growth, before in _pairs(subject):
        now, rate, then = interval(level), interval(growth), interval(before)
        implied = earlier_level(now, rate) if now and rate else None
        if not implied or not then or implied.unit != then.unit or implied.meets(then) or _slip(level, before):
            continue
        gap = distance(implied, then)
        if gap <= (PRICES if any(word in level.name for word in REAL_GROWTH) else 0):
            continue
        source = phrases.bulletin(before) if before.revision_id != level.revision_id else _("本文")
        yield Remark(
            _(
                "%(name)s%(level)s、同比%(growth)s，推算上年同期应为%(implied)s，而%(bulletin)s写“%(there)s”。"
                "请核对数值和增速；如增速按可比口径或可比价计算、上年数已修订，可写明后通过。"
            )
            % {
                **phrases.about(level),
                "level": level.exact,
                "growth": growth.exact if not growth.value.startswith("-") else f"-{growth.exact.lstrip('-')}",
                "implied": in_unit(implied, level.unit),
                "bulletin": source,
                "there": before.exact,
            },
            (growth.start, growth.end),
            (level.pk, growth.pk, before.pk),
            (*phrases.facts(level), *phrases.facts(growth), before.value, before.unit),
            Severity.HINT if gap < REVISION else None,
        )


@register("change-growth", gettext_lazy("增减量与增速不相符"), severity=Severity.WARNING)
def change_does_not_fit(subject: Subject) -> Iterator[Remark]:
    """Level, absolute change and rate of growth of one thing, all in the text: two of them give the third."""
    for level, growth in _with_growth(subject):
        for change in subject.stated.get((thing(level, CHANGE)._replace(comparison="yoy"), period(level)), []):
            now, rate, more = interval(level), interval(growth), interval(change)
            if not now or not rate or not more or more.unit != now.unit:
                continue
            implied = earlier_level(now, rate)
            if implied and not implied.meets(now + -more):
                yield Remark(
                    _(
                        "%(name)s%(level)s、增减%(change)s、增速%(growth)s不相符：按增速推算，上年同期为%(implied)s；"
                        "按增减量推算，为%(other)s。请核对这三个数；如为可比口径，可写明后通过。"
                    )
                    % {
                        **phrases.about(level),
                        "level": level.exact,
                        "change": change.exact,
                        "growth": growth.exact,
                        "implied": in_unit(implied, level.unit),
                        "other": in_unit(now + -more, level.unit),
                    },
                    (change.start, change.end),
                    (level.pk, change.pk, growth.pk),
                    (*phrases.facts(level), *phrases.facts(change), *phrases.facts(growth)),
                )


@register("unit-jump", gettext_lazy("数量级与历史数据相差悬殊"), severity=Severity.SEVERE)
def jumps_by_a_unit(subject: Subject) -> Iterator[Remark]:
    """About ten, a hundred, ten thousand times the earlier value of the same thing: most often 亿 for 万, or a lost point."""
    for figure in subject.sure:
        if figure.measure != LEVEL or figure.assertion != Record.Assertion.ACTUAL:
            continue
        for years in range(1, YEARS_BACK + 1):
            earlier = subject.published.get((thing(figure), _earlier_period(figure, years)), [])
            if earlier:
                break
        else:
            continue
        power = _slip(figure, earlier[0])
        if power is None or any(_slip(figure, other) is None for other in earlier) or _is_explained(figure, subject):
            continue
        yield Remark(
            _(
                "%(name)s这里写“%(here)s”，与%(then)s的“%(there)s”（%(bulletin)s）相差约 %(power)s 倍。"
                "请检查单位（亿、万）和小数点。"
            )
            % {
                **phrases.about(figure),
                "here": figure.exact,
                "then": phrases.period(*period(earlier[0])),
                "there": earlier[0].exact,
                "bulletin": phrases.bulletin(earlier[0]),
                "power": power,
            },
            (figure.start, figure.end),
            (figure.pk, earlier[0].pk),
            (*phrases.facts(figure), earlier[0].value, earlier[0].unit),
            Severity.WARNING if power < 10_000 else None,
        )


def _pairs(subject: Subject) -> Iterator[Pair]:
    for level, growth in _with_growth(subject):
        then = _earlier_period(level, 1)
        inside = subject.stated.get((thing(level), then), [])
        if found := [*inside, *subject.published.get((thing(level), then), [])]:
            # One bulletin that fits is enough; else the newest statement is the one to compare with.
            fitting = [before for before in found if _fits(level, growth, before)]
            yield Pair(level, growth, (fitting or found)[0])


def _with_growth(subject: Subject) -> Iterator[tuple[Record, Record]]:
    """Each plain level with the year-on-year rate that the text gives for the same thing and time."""
    rates = {
        (thing(figure), period(figure)): figure
        for figure in subject.sure
        if figure.measure == GROWTH and figure.comparison == "yoy" and not figure.value_max
    }
    for figure in subject.sure:
        if figure.measure != LEVEL or figure.value_max or figure.unit in ("%", "％", "‰"):
            continue
        rate = rates.get((thing(figure, GROWTH)._replace(comparison="yoy"), period(figure)))
        if rate:
            yield figure, rate


def _fits(level: Record, growth: Record, before: Record) -> bool:
    now, rate, then = interval(level), interval(growth), interval(before)
    implied = earlier_level(now, rate) if now and rate else None
    return bool(implied and then and implied.meets(then))


def _slip(figure: Record, other: Record) -> int | None:
    a, b = figure.canonical_value, other.canonical_value
    if not a or not b or figure.canonical_unit != other.canonical_unit or (a > 0) != (b > 0):
        return None
    ratio = max(abs(a), abs(b)) / min(abs(a), abs(b))
    if figure.canonical_unit not in AMOUNTS and min(abs(a), abs(b)) < SMALL:
        return None
    return next((power for power in SLIPS if power / NEAR_SLIP <= ratio <= power * NEAR_SLIP), None)


def _is_explained(figure: Record, subject: Subject) -> bool:
    """The text itself says that it grew so much."""
    rate = [f for f in subject.figures if f.measure == GROWTH and thing(f, LEVEL) == thing(figure)]
    large = [_percent(interval(f)) for f in rate]
    return any(percent is not None and abs(percent) >= (300 if percent > 0 else 80) for percent in large)


def _percent(rate: Interval | None) -> Decimal | None:
    if rate is None or rate.high is None:
        return None
    return rate.high * 100 if rate.unit == "倍" else rate.high


def _earlier_period(figure: Record, years: int) -> Period:
    return years_before(figure.period_start, years), years_before(figure.period_end, years)
