"""Records in a reader's words, and in the tables that readers look them up in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles.models import Region
from indicators.catalogue import meant
from indicators.fragments import fragment
from indicators.loading import load, said
from indicators.models import LONG_AGO, Indicator, Record, RecordQuerySet

QUARTERS = [gettext_lazy("一季度"), gettext_lazy("二季度"), gettext_lazy("三季度"), gettext_lazy("四季度")]
COMPARISONS = {"yoy": gettext_lazy("同比"), "previous": gettext_lazy("比上期"), "annual_average": gettext_lazy("年均")}
SENTENCE_ENDS = "。！？!?\n"
CLAUSE_ENDS = "，,；;、"
LONGEST_SENTENCE = 240
LABEL = re.compile(r"\s*[〔【\[]\s*([^〕】\]\d]{2,12}?)\s*[〕】\]]")  # with digits it is a number of the office's own
# What the demonstration's own bulletins are marked with; an office's other marks stay as it wrote them.
LABELS = {"演示数据": gettext_lazy("演示数据")}
POINTS = {"个百分点", "百分点"}


# In words


def period_words(start: date | None, end: date | None) -> str:
    """2023年1—6月, 2023年二季度, 2023年, 截至2023年6月末 …"""
    return _period_words(start, end, get_language())


@lru_cache(maxsize=4096)
def _period_words(start: date | None, end: date | None, language: str | None) -> str:
    """Kept, for a page of a series says the same few periods hundreds of times."""
    if end is None:
        return _("时期未说明")
    month_ends = (end + timedelta(days=1)).day == 1
    if start is None:
        if month_ends:
            return _("截至%(month)s末") % {"month": date_format(end, _("Y年n月"))}
        return _("截至%(day)s") % {"day": date_format(end, _("Y年n月j日"))}
    if start == end:
        return date_format(end, _("Y年n月j日"))
    if start.day != 1 or not month_ends:
        return _range(start, end, _("Y年n月j日"), _("n月j日"))
    if start.month == 1 and end.month == 12:
        if start.year == end.year:
            return date_format(end, _("Y年"))
        return f"{start.year}—{date_format(end, _('Y年'))}"
    if start.year != end.year:
        return _range(start, end, _("Y年n月"), _("Y年n月"))
    if start.month == end.month:
        return date_format(end, _("Y年n月"))
    if start.month % 3 == 1 and end.month == start.month + 2:
        return _("%(year)s年%(quarter)s") % {"year": start.year, "quarter": QUARTERS[start.month // 3]}
    return date_format(start, _("Y年n—")) + date_format(end, _("n月"))


def _range(start: date, end: date, whole: str, rest: str) -> str:
    return f"{date_format(start, whole)}—{date_format(end, rest if start.year == end.year else whole)}"


def value_words(record: Record) -> str:
    """The figure as prose says it: 约352.4亿元, 下降3.1%, 提高0.3个百分点, 第四."""
    if record.measure == Record.Measure.RANK:
        return record.exact
    unit = "" if record.unit == "1" else record.unit
    negative = record.value.startswith("-")
    upper = f"—{record.value_max.lstrip('-')}{unit}" if record.value_max else ""
    amount = f"{record.value.lstrip('-')}{unit}{upper}"
    if record.modifier != Record.Modifier.EXACT:
        amount = f"{record.get_modifier_display()}{amount}"
    if record.measure == Record.Measure.GROWTH:
        return (_("下降%(amount)s") if negative else _("增长%(amount)s")) % {"amount": amount}
    if record.measure == Record.Measure.CHANGE:
        if record.unit in POINTS:
            return (_("降低%(amount)s") if negative else _("提高%(amount)s")) % {"amount": amount}
        return (_("减少%(amount)s") if negative else _("增加%(amount)s")) % {"amount": amount}
    return f"−{amount}" if negative else amount


def comparison_words(record: Record) -> str:
    """With what it is compared: 同比, 环比, 比2020年, 与全省相比."""
    if record.comparison == "base:region":
        return _("与%(place)s相比") % {"place": record.scope or _("其他地区")}
    if record.comparison.startswith("base:"):
        return _("比%(year)s年") % {"year": record.comparison.removeprefix("base:")}
    return str(COMPARISONS.get(record.comparison, record.comparison))


def plain_number(value: Decimal | None) -> str:
    """35,240,000,000: exact, grouped, without the zeros that only the column's type adds."""
    if value is None:
        return ""
    whole, _point, rest = f"{value:,f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def label_of(title: str) -> str:
    """演示数据 of 〔演示数据〕钱塘区2022年工业经济…: what a bulletin's title says of all its figures, for where they stand alone."""
    found = LABEL.match(title)
    return found[1] if found else ""


def label_words(label: str) -> str:
    """In the reader's language where it is the portal's own."""
    return str(LABELS.get(label, label))


class Sentence(NamedTuple):
    before: str
    words: str
    after: str


def sentence_of(record: Record) -> Sentence:
    """The sentence of the bulletin that states the figure, parted at its words."""
    text, start, end = record.revision.text, record.start, record.end
    opens = max(text.rfind(mark, 0, start) for mark in SENTENCE_ENDS) + 1
    closes = min([at + 1 for mark in SENTENCE_ENDS if (at := text.find(mark, end)) >= 0], default=len(text))
    before, after = text[opens:start].lstrip(), text[end:closes].rstrip()
    if len(before) > LONGEST_SENTENCE:
        before = "…" + before[-LONGEST_SENTENCE:]
    if len(after) > LONGEST_SENTENCE:
        after = after[:LONGEST_SENTENCE] + "…"
    return Sentence(before, text[start:end], after)


def quotation_of(record: Record) -> Sentence:
    """The same from the words around the figure that its record keeps, for lists that do not load texts: a long sentence is cut
    at either end, which … says."""
    opens = max(record.prefix.rfind(mark) for mark in SENTENCE_ENDS) + 1
    closes = min((at for mark in SENTENCE_ENDS if (at := record.suffix.find(mark)) >= 0), default=-1)
    cut_before = not opens and record.start > len(record.prefix)
    before = ("…" if cut_before else "") + record.prefix[opens:].lstrip()
    # Cut after a clause rather than within a number.
    kept = max(record.suffix.rfind(mark) for mark in CLAUSE_ENDS)
    after = record.suffix[: closes + 1].rstrip() if closes >= 0 else record.suffix[: kept + 1 or None] + "…"
    return Sentence(before, record.exact, after)


def fragment_of(record: Record) -> str:
    """`record-7:~:text=…`: the figure's own place on the page, and its very words for browsers that can find words."""
    return fragment(record.pk, record.exact, record.prefix, record.suffix)


# In tables


@dataclass
class Row:
    """What is said of one thing, at one place, for one period: for each measure the newest statement first."""

    start: date | None
    end: date | None
    region: Region | None
    region_name: str
    indicator: Indicator | None
    is_target: bool
    statements: list[Record] = field(default_factory=list)

    def _of(self, *measures: str) -> list[Record]:
        return [record for record in self.statements if record.measure in measures]

    @property
    def levels(self) -> list[Record]:
        return self._of(Record.Measure.LEVEL)

    @property
    def growths(self) -> list[Record]:
        return self._of(Record.Measure.GROWTH)

    @property
    def others(self) -> list[Record]:
        known = {Record.Measure.LEVEL, Record.Measure.GROWTH}
        return [record for record in self.statements if record.measure not in known]

    @property
    def said(self) -> str:
        place = f"{self.region.code} {self.region.name}" if self.region else ""
        return f"{place} {said(*self.statements)}"

    @property
    def sources(self) -> list[Record]:
        """One statement of each bulletin."""
        return list({record.revision_id: record for record in reversed(self.statements)}.values())[::-1]


def rows(records: Iterable[Record]) -> list[Row]:
    """Statements of one thing together, in the order given. Said twice alike it stands once; said differently, both stand."""
    found: dict[tuple[object, ...], Row] = {}
    for record in sorted(records, key=lambda r: (r.revision.published_on, r.revision_id), reverse=True):
        is_target = record.assertion == Record.Assertion.TARGET
        place, indicator = record.region_id or record.region_name, meant(record)
        key = (indicator, place, record.period_start, record.period_end, is_target)
        row = found.setdefault(
            key,
            Row(record.period_start, record.period_end, record.region, record.region_name, indicator, is_target),
        )
        if all(_meaning(record) != _meaning(said) for said in row.statements):
            row.statements.append(record)
    return sorted(found.values(), key=lambda row: row.end or LONG_AGO, reverse=True)


def _meaning(record: Record) -> tuple[object, ...]:
    value = record.canonical_value if record.canonical_value is not None else record.value
    return record.measure, record.comparison, record.scope, value, record.canonical_max, record.canonical_unit


def in_order_of_period(records: RecordQuerySet) -> RecordQuerySet:
    """With `place`, which portal.paging.VALUES orders by beside `ends`; neither is ever NULL."""
    return records.annotate(place=Coalesce(F("region_id"), 0))


def in_places(records: QuerySet[Record]) -> list[Record]:
    """Of in_order_of_period(), with all that rows() and a cursor ask for."""
    found = load(records)
    for record in found:
        record.place = record.region_id or 0  # type: ignore[attr-defined]
    return found
