"""Figures found as figures: by what they are of (规上工业增加值 2023, with a place or without), by what they say (352.4亿元,
三百五十二点四亿元), or by both, as a sentence has them (规上工业增加值达到352.4亿元)."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import reduce
from itertools import islice
from operator import or_

from django.conf import settings
from django.db.models import Q

from indicators.catalogue import successors
from indicators.extraction.days import month_end
from indicators.extraction.units import UnknownUnit, canonical
from indicators.models import Indicator, Record, spelling_key
from portal import known_names
from portal.search_ways import in_figures
from portal.search_words import LONGEST_QUERY, fold

MOST_ENTRIES, MOST_SHOWN, LOOKED_AT = 3, 6, 60
FEWEST_INSIDE = 4
LARGEST = Decimal(10) ** 22  # what the canonical column holds
FIRST_YEAR, LAST_YEAR = 1900, 2199
# 2023年上半年, 2023年1-6月, 2023年二季度, 2023年6月, 2023年, 2023; folded, so every dash of a range may come.
PERIOD = re.compile(
    r"(?<!\d)(?P<year>(?:19|2[01])\d\d)(?:年(?:(?P<half>[上下])半年|(?P<quarter>[一二三四1-4])季度"
    r"|(?:(?P<first>1[0-2]|[1-9])\s?[-‐–—~至到]\s?)?(?P<month>1[0-2]|[1-9])月(?:份)?|全年|度)?)?(?![\d.,%])"
)
AMOUNT = re.compile(r"(?P<sign>[-−])?(?P<number>\d{1,22}(?:,\d{3})*(?:\.\d{1,8})?)(?P<unit>[^\d\s]{0,10})")
MOST_AMOUNTS = 8  # of one sentence
NUMBER = re.compile(r"(?<![\d.])[-−]?\d{1,22}(?:,\d{3})*(?:\.\d{1,8})?(?=[^\d\s年月日])")
LONGEST_UNIT = 8
SCALES = {"万": 10**4, "亿": 10**8}  # 352.4亿, of whatever
QUARTERS = "一二三四"


@dataclass
class Asked:
    """What a query asks of figures. `words` are those that are left when period and place are taken out."""

    words: list[str] = field(default_factory=list)
    period: tuple[date, date] | None = None
    region: int | None = None  # its key
    entries: list[Indicator] = field(default_factory=list)
    amount: Q | None = None


def understand(query: str) -> Asked:
    """Only its first LONGEST_QUERY characters count."""
    plain = in_figures(fold(query[:LONGEST_QUERY]))
    asked = Asked(amount=_amount(plain))
    if asked.amount is not None:
        return asked
    if found := PERIOD.search(plain):
        asked.period = _days(found)
        plain = f"{plain[: found.start()]} {plain[found.end() :]}"
    asked.words = [word for word in plain.split() if len(word) > 1][:MOST_ENTRIES]
    known = known_names.names()
    asked.region = next((places[0] for word in asked.words if (places := known.places(word))), None)
    asked.entries = _entries(asked.words, known)
    if not asked.entries:
        asked.entries = list(dict.fromkeys(entry for _key, entry in known.inside(spelling_key(plain))))
        asked.region = asked.region or known.place_inside(plain)
        asked.amount = _amounts(plain) if asked.entries else None
    asked.entries = asked.entries[: MOST_ENTRIES if asked.amount is None else MOST_AMOUNTS]
    return asked


def found(asked: Asked) -> list[Record]:
    """Those that answer, the best first: of the place that is asked for (else our own), levels before rates, confirmed ones
    before those that nobody has looked at, the newest of each."""
    records = Record.objects.public().with_sources().select_related("indicator__merged_into")
    if asked.amount is not None and not asked.entries:
        return list(records.filter(asked.amount).order_by("-ends", "-id")[:MOST_SHOWN])
    if asked.amount is not None:
        keys = [key for entry in asked.entries for key in successors(pk=entry.pk).values_list("pk", flat=True)]
        said = records.filter(asked.amount, indicator__in=keys).order_by("-ends", "-id")[:LOOKED_AT]
        elsewhere = [bool(asked.region) and record.region_id != asked.region for record in said]
        ranked = sorted(zip(elsewhere, said, strict=True), key=lambda pair: (pair[0], _rank(pair[1], asked.period)))
        return [record for _elsewhere, record in ranked][:MOST_SHOWN]
    shown: list[Record] = []
    for entry in asked.entries:
        stated = records.filter(indicator__in=list(successors(pk=entry.pk).values_list("pk", flat=True)))
        if asked.period:
            stated = stated.filter(ends__gte=asked.period[0], ends__lte=asked.period[1])
        here = asked.region or next(iter(known_names.names().places(settings.SITE_REGION)), None)
        own = list(stated.filter(region=here).order_by("-ends", "-id")[:LOOKED_AT]) if here else []
        near = own or ([] if asked.region else list(stated.order_by("-ends", "-id")[:LOOKED_AT]))
        shown += sorted(near, key=lambda record: _rank(record, asked.period))[:2]
    return shown[:MOST_SHOWN]


def _rank(record: Record, period: tuple[date, date] | None) -> tuple[object, ...]:
    exactly = (record.period_start, record.period_end) == period
    is_target = record.assertion == Record.Assertion.TARGET
    order = list(Record.Measure.values).index(record.measure)
    confirmed = record.status == Record.Status.CONFIRMED
    # Of two that end on one day, the whole year before its last quarter.
    begins = (record.period_start or record.ends).toordinal()
    return (
        not exactly,
        is_target,
        record.scope != "",
        -record.ends.toordinal(),
        begins,
        order,
        not confirmed,
        -record.pk,
    )


def _entries(words: list[str], known: known_names.Names) -> list[Indicator]:
    """Entries called exactly so first, then those whose name holds a word; the shorter name is the likelier one."""
    keys = [key for word in words if len(key := spelling_key(word)) > 1]
    exact = [entry for key in keys for entry in known.indicators.get(key, [])]
    # 经济 stands in half of the catalogue: a short word means an entry only where it is its whole name.
    holding = [] if exact else [pair for key in keys if len(key) >= FEWEST_INSIDE for pair in known.holding(key)]
    holding.sort(key=lambda pair: len(pair[0]))
    return list(dict.fromkeys([*exact, *(entry for _key, entry in holding)]))[:MOST_ENTRIES]


def _amount(plain: str) -> Q | None:
    """352.4亿元, 12.4%, 35240000000: by the amount in the standard unit; a bare number also as it is written."""
    matched = AMOUNT.fullmatch(plain)
    if matched is None or PERIOD.fullmatch(plain):
        return None
    sign = "-" if matched["sign"] else ""
    number = matched["number"].replace(",", "")
    try:
        value = Decimal(sign + number)
        if matched["unit"] in SCALES:
            value *= SCALES[matched["unit"]]
        elif matched["unit"]:
            value, unit, _dimension = canonical(value, matched["unit"])
            return Q(canonical_value=value, canonical_unit=unit) if abs(value) < LARGEST else None
    except (UnknownUnit, InvalidOperation):
        return None
    if abs(value) >= LARGEST:
        return None
    return Q(canonical_value=value) if matched["unit"] else Q(canonical_value=value) | Q(value=sign + number)


def _amounts(plain: str) -> Q | None:
    """Any of the amounts that stand in a sentence, each with the longest unit that its next characters make."""
    found: list[Q] = []
    for number in islice(NUMBER.finditer(plain), MOST_AMOUNTS):
        after = plain[number.end() : number.end() + LONGEST_UNIT]
        said = (_amount(number[0] + after[:size]) for size in range(len(after), 0, -1))
        if amount := next((amount for amount in said if amount is not None), None):
            found.append(amount)
    return reduce(or_, found) if found else None


def _days(found: re.Match[str]) -> tuple[date, date]:
    year = int(found["year"])
    if found["half"]:
        first, last = (1, 6) if found["half"] == "上" else (7, 12)
    elif found["quarter"]:
        number = QUARTERS.find(found["quarter"]) + 1 or int(found["quarter"])
        first, last = 3 * number - 2, 3 * number
    elif found["month"]:
        last = int(found["month"])
        first = int(found["first"] or last)
    else:
        first, last = 1, 12
    return date(year, min(first, last), 1), month_end(year, max(first, last))
