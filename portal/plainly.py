"""比一比: a figure and its growth in one plain line for elder readers, made only of what an editor has confirmed.

规上工业增加值352.4亿元, 同比增长12.4% → 比去年同期多12.4%，约多39亿元. The amount is what the two figures of the bulletin leave
open; where that is too wide to say in two digits, the line says the rate alone. Never from levels of two bulletins.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from articles.models import Revision
from indicators.checks.rounding import interval
from indicators.extraction.units import UnknownUnit, canonical
from indicators.models import Record

# Of the amount: beyond this width two digits would say more than is known.
WIDEST = Decimal("0.12")


@dataclass(frozen=True)
class Comparison:
    level: Record
    words: str


def of_bulletin(revision: Revision) -> list[Comparison]:
    """In the order of the text; one query."""
    confirmed = Record.objects.filter(
        revision=revision,
        status=Record.Status.CONFIRMED,
        assertion=Record.Assertion.ACTUAL,
        measure__in=[Record.Measure.LEVEL, Record.Measure.GROWTH],
    )
    return pairs(confirmed.order_by("start", "id"))


def pairs(records: Iterable[Record]) -> list[Comparison]:
    """Each level with the year-on-year growth that the same bulletin states of the same thing, place, period and scope."""
    levels: list[Record] = []
    growths: dict[tuple[object, ...], Record] = {}
    for record in records:
        if record.measure == Record.Measure.LEVEL:
            levels.append(record)
        elif record.comparison == "yoy":
            growths.setdefault(_thing(record), record)
    found = [(level, growths.get(_thing(level))) for level in levels]
    return [Comparison(level, line) for level, growth in found if growth and (line := compared(level, growth))]


def _thing(record: Record) -> tuple[object, ...]:
    place = record.region_id or record.region_name
    return record.name, place, record.period_start, record.period_end, record.scope


def compared(level: Record, growth: Record) -> str:
    """`比去年同期多12.4%，约多39亿元`; empty for what cannot be said so plainly (ranges, 超过, other units)."""
    rate = _decimal(growth)
    if rate is None or growth.unit != "%" or growth.value_max or growth.modifier != Record.Modifier.EXACT:
        return ""
    if rate == 0:
        return _("和去年同期一样")
    size = growth.value.lstrip("-")
    said = _("比去年同期多%(rate)s%%") if rate > 0 else _("比去年同期少%(rate)s%%")
    line = said % {"rate": size}
    amount = _amount(level, growth)
    if amount:
        line += (_("，约多%(amount)s") if rate > 0 else _("，约少%(amount)s")) % {"amount": amount}
    return line


def _amount(level: Record, growth: Record) -> str:
    """What a year's growth comes to, in the level's own unit, in two digits; empty where that is not known so well."""
    levels, rates = interval(level), interval(growth)
    if level.value_max or levels is None or rates is None or None in (*levels[:2], *rates[:2]):
        return ""
    ends = [
        size * (rate / 100) / (1 + rate / 100)
        for size in levels[:2]
        for rate in rates[:2]
        if size is not None and rate is not None and rate > -100
    ]
    if len(ends) < 4:
        return ""
    low, high = sorted(abs(end) for end in (min(ends), max(ends)))
    middle = (low + high) / 2
    if not middle or min(ends) < 0 < max(ends) or (high - low) / middle > WIDEST:
        return ""
    try:
        factor = canonical(Decimal(1), level.unit)[0]
    except UnknownUnit:
        return ""
    return f"{_two_digits(middle / factor)}{'' if level.unit == '1' else level.unit}"


def _two_digits(number: Decimal) -> str:
    step = Decimal(1).scaleb(number.adjusted() - 1)
    return format(number.quantize(step) if step < 1 else (number / step).quantize(Decimal(1)) * step, "f")


def _decimal(record: Record) -> Decimal | None:
    try:
        return Decimal(record.value)
    except ArithmeticError:
        return None
