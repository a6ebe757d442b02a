"""What a bulletin says against itself: two values for one thing, parts larger than their whole, a title that says otherwise."""

import functools
import operator
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.checks import phrases
from indicators.checks.archive import COMPARED
from indicators.checks.registry import Remark, register
from indicators.checks.rounding import Interval, interval
from indicators.checks.subject import Subject, Thing, period, thing
from indicators.models import Record, Severity

LEVEL = Record.Measure.LEVEL
# Rates that are of a whole and cannot pass it; 完成率 and 增长率 can.
OF_A_WHOLE = re.compile(
    r"(?:覆盖率|普及率|就业率|失业率|合格率|优良率|优良天数比例|优良天数比率|达标率|城镇化率|满意率|入学率|巩固率|参保率|绿化率|森林覆盖率)$"
)
OF_WHICH = re.compile(r"其中[,，:：]?")
CLOSES = re.compile(r"[。！？；;!?\n]")
# Names whose values add up to that of a third. {} is what they have in common.
PARTITIONS = [
    (["第一产业增加值", "第二产业增加值", "第三产业增加值"], ["地区生产总值", "国内生产总值", "生产总值", "GDP"]),
    (["{}出口", "{}进口"], ["{}进出口"]),
    (["{}出口额", "{}进口额"], ["{}进出口额", "{}进出口总额"]),
    (["{}出口总额", "{}进口总额"], ["{}进出口总额"]),
    (["{}出口总值", "{}进口总值"], ["{}进出口总值"]),
    (["城镇{}", "农村{}"], ["{}", "全社会{}", "城乡{}"]),
    (["城镇{}", "乡村{}"], ["{}", "全社会{}", "城乡{}"]),
    (["税收收入", "非税收入"], ["一般公共预算收入", "地方一般公共预算收入"]),
]
TIME_OF_A_TITLE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?P<part>上半年|[一二三四前]?三?季度|1[—-]\d{1,2}月|\d{1,2}月)"
)
OWN_PLACE = re.compile(r"^全[国省市区县旗]")
# 完成预算的104%: the whole of such a share may be passed.
MAY_BE_PASSED = re.compile(r"预算|计划|目标|任务|同期|上年|去年|年度")
PLANNED = re.compile(r"总投资|计划|规划|合同|协议|累计")
NOT_ADDED = re.compile(r"人均|平均|均|率$|指数|比重|比例")


@register("two-values", gettext_lazy("同一指标前后两个数"), severity=Severity.WARNING)
def says_two_values(subject: Subject) -> Iterator[Remark]:
    """One name, place and period, and two values that rounding does not reconcile."""
    stated: dict[tuple[Thing, tuple[object, object], str], list[tuple[Record, Interval]]] = defaultdict(list)
    for figure in subject.sure:
        if figure.start < len(subject.title) or figure.measure not in COMPARED or _is_loose(figure, subject):
            continue
        if own := interval(figure):
            stated[thing(figure), period(figure), own.unit].append((figure, own))
    for figures in stated.values():
        for (first, one), (second, other) in pairwise(figures):
            if one.meets(other) or _between(subject.text, first, second):
                continue
            yield Remark(
                _(
                    "“%(name)s”（%(region)s，%(period)s）前面写“%(first)s”，这里写“%(second)s”。请核对，改正其中一处；或改正记录的时期、地区、名称。"
                )
                % {**phrases.about(second), "first": first.exact, "second": second.exact},
                (second.start, second.end),
                (first.pk, second.pk),
                (*phrases.facts(first), *phrases.facts(second)),
            )


@register("share", gettext_lazy("占比超过百分之百"), severity=Severity.SEVERE)
def share_exceeds_the_whole(subject: Subject) -> Iterator[Remark]:
    for figure in subject.figures:
        of_a_whole = (figure.measure == Record.Measure.SHARE and not MAY_BE_PASSED.search(figure.scope)) or (
            figure.measure == LEVEL and OF_A_WHOLE.search(figure.name) is not None
        )
        value = figure.canonical_value
        if of_a_whole and figure.canonical_unit == "%" and value is not None and not 0 <= value <= 100:
            yield Remark(
                _("“%(name)s”为%(here)s，占比不会小于 0 或超过 100%%。请核对这个数。")
                % {"name": figure.name, "here": figure.exact},
                (figure.start, figure.end),
                (figure.pk,),
                phrases.facts(figure),
            )


@register("parts", gettext_lazy("其中项超过总数"), severity=Severity.WARNING)
def parts_exceed_the_whole(subject: Subject) -> Iterator[Remark]:
    """其中: one part larger than what it is a part of, or parts in a row that are larger together."""
    for whole, parts in _of_which(subject):
        total = interval(whole)
        if total is None or total.high is None:
            continue
        for part in parts:
            own = interval(part)
            if own and own.low is not None and own.low >= total.high:
                yield Remark(
                    _("其中项“%(name)s”%(here)s，大于总数“%(whole)s”%(total)s。请核对这两个数。")
                    % {"name": part.name, "here": part.exact, "whole": whole.name, "total": whole.exact},
                    (part.start, part.end),
                    (whole.pk, part.pk),
                    (*phrases.facts(whole), *phrases.facts(part)),
                )
                break
        else:
            row = _in_a_row(subject.text, parts)
            least = sum((own.low or Decimal(0) for part in row if (own := interval(part))), Decimal(0))
            if len(row) > 1 and least >= total.high:
                yield Remark(
                    _("其中各项（%(parts)s）相加大于总数“%(whole)s”%(total)s。请核对；如各项有重叠，可写明后通过。")
                    % {"parts": "、".join(part.exact for part in row), "whole": whole.name, "total": whole.exact},
                    (row[0].start, row[-1].end),
                    (whole.pk, *(part.pk for part in row)),
                    (*phrases.facts(whole), *(fact for part in row for fact in phrases.facts(part))),
                )


@register("sum", gettext_lazy("分项相加与总数不符"), severity=Severity.WARNING)
def parts_do_not_add_up(subject: Subject) -> Iterator[Remark]:
    """The known divisions: three industries and the GDP, exports and imports, town and country. What rounding leaves open is
    allowed for; a sum is never forced (notes of the statistics bureau's bulletins)."""
    groups: dict[tuple[object, ...], dict[str, Record]] = defaultdict(dict)
    for figure in subject.sure:
        if figure.measure == LEVEL and figure.modifier == Record.Modifier.EXACT and not NOT_ADDED.search(figure.name):
            rest = (figure.region_name, *period(figure), figure.canonical_unit, figure.assertion)
            groups[rest].setdefault(OWN_PLACE.sub("", figure.name), figure)
    for named in groups.values():
        for whole, parts in _divided(named):
            total = interval(whole)
            rows = [own for part in parts if (own := interval(part))]
            if total is None or len(rows) < len(parts):
                continue
            if not functools.reduce(operator.add, rows).meets(total):
                yield Remark(
                    _("“%(whole)s”%(total)s，而%(parts)s相加不等于它，相差超出四舍五入的范围。请核对这几个数。")
                    % {
                        "whole": whole.name,
                        "total": whole.exact,
                        "parts": "、".join(f"{part.name}{part.exact}" for part in parts),
                    },
                    (whole.start, whole.end),
                    (whole.pk, *(part.pk for part in parts)),
                    (*phrases.facts(whole), *(fact for part in parts for fact in phrases.facts(part))),
                )


@register("title", gettext_lazy("标题与正文不一致"), severity=Severity.SEVERE)
def title_says_otherwise(subject: Subject) -> Iterator[Remark]:
    """A figure of the title that the text gives with another value."""
    edge = len(subject.title)
    body = [figure for figure in subject.figures if figure.start >= edge]
    for figure in subject.figures:
        own = interval(figure)
        if figure.end > edge or own is None:
            continue
        same = [other for other in body if other.measure == figure.measure]
        if any((theirs := interval(other)) and own.meets(theirs) for other in same):
            continue
        rivals = [
            other
            for other in same
            if other in subject.sure
            and _alike(figure, other)
            and (theirs := interval(other)) is not None
            and theirs.unit == own.unit
        ]
        if rivals:
            yield Remark(
                _("标题写“%(here)s”，正文中“%(name)s”为“%(there)s”。请核对，使标题与正文一致。")
                % {"here": figure.exact, "name": rivals[0].name, "there": rivals[0].exact},
                (figure.start, figure.end),
                (figure.pk, rivals[0].pk),
                (*phrases.facts(figure), *phrases.facts(rivals[0])),
            )


@register("title-year", gettext_lazy("标题与正文年份不一致"), severity=Severity.WARNING)
def title_names_another_year(subject: Subject) -> Iterator[Remark]:
    """The title is of 2023年上半年, the text opens with 2022年上半年 and never names the title's year."""
    body = subject.text[len(subject.title) :]
    for named in TIME_OF_A_TITLE.finditer(subject.title):
        opening = re.search(rf"(?<!\d)(?:19|20)\d\d年{re.escape(named['part'])}", body[:300])
        if opening and named["year"] not in body:
            yield Remark(
                _("标题写“%(here)s”，正文开头写“%(there)s”，正文中没有出现标题的年份。请核对。")
                % {"here": named[0], "there": opening[0]},
                named.span(),
                facts=(named[0], opening[0]),
            )


@register("future", gettext_lazy("实际数的时期在将来"), severity=Severity.WARNING)
def is_not_over_yet(subject: Subject) -> Iterator[Remark]:
    """Stated as fact, of a time that had not come when the bulletin was published."""
    for figure in subject.sure:
        begins = figure.period_start or figure.period_end
        if figure.assertion == Record.Assertion.ACTUAL and begins and begins > subject.published_on:
            yield Remark(
                _(
                    "“%(name)s”%(here)s的时期是%(period)s，晚于发布日期。请核对时期；如是目标或预计数，请把性质改为“目标”。"
                )
                % {**phrases.about(figure), "here": figure.exact},
                (figure.start, figure.end),
                (figure.pk,),
                phrases.facts(figure),
            )


def _is_loose(figure: Record, subject: Subject) -> bool:
    """A figure without a time of its own takes that of publication, and two of those need not be of one time; in a list
    with 分别 the names are the likeliest to be taken for one another's."""
    if figure.status == Record.Status.CONFIRMED:
        return False
    sentence = subject.text[max(figure.start - 60, 0) : figure.start]
    return figure.period_end == subject.published_on or "分别" in re.split(CLOSES, sentence)[-1]


def _between(text: str, first: Record, second: Record) -> bool:
    """从240家增加到300家, 分别为5%和6%: two values on purpose."""
    between = text[first.end : second.start]
    return len(between) < 40 and not CLOSES.search(between)


def _of_which(subject: Subject) -> Iterator[tuple[Record, list[Record]]]:
    """Each 其中 with the figure it divides, and the figures that it names, up to the end of the sentence or the next 其中."""
    text, levels = subject.text, [figure for figure in subject.figures if figure.measure == LEVEL]
    starts = [figure.start for figure in levels]
    marks = list(OF_WHICH.finditer(text))
    for mark, following in zip_longest(marks, marks[1:]):
        limit = following.start() if following else len(text)
        closing = CLOSES.search(text, mark.end(), limit)
        end = closing.start() if closing else limit
        start = max((m.end() for m in CLOSES.finditer(text, max(mark.start() - 200, 0), mark.start() - 1)), default=0)
        here, stop = bisect_left(starts, mark.start()), bisect_left(starts, end)
        before = levels[here - 1 : here] if here and levels[here - 1].start >= start else []
        if not before:
            continue
        whole = before[-1]
        parts = [
            figure
            for figure in levels[here:stop]
            if figure.canonical_unit == whole.canonical_unit
            and figure.canonical_unit not in ("", "%")
            and figure.period_end == whole.period_end
            and figure.region_name == whole.region_name
            and _akin(whole.name, figure.name)
        ]
        if parts:
            yield whole, parts


def _akin(whole: str, part: str) -> bool:
    """Whether a part may be one of this whole: 解决问题 and 解决重点问题, 增加值 and 高新技术产业增加值; what a project will cost is
    no part of what was spent."""
    return whole[-2:] == part[-2:] and bool(PLANNED.search(whole)) == bool(PLANNED.search(part))


def _in_a_row(text: str, parts: list[Record]) -> list[Record]:
    """The parts that are named one right after the other; what stands further on may divide the same whole another way."""
    row = parts[:1]
    for before, part in pairwise(parts):
        if not re.fullmatch(r"[、,，和及][^,，、\d]{1,16}", text[before.end : part.start]):
            break
        row.append(part)
    return row


def _divided(named: dict[str, Record]) -> Iterator[tuple[Record, list[Record]]]:
    for parts, wholes in PARTITIONS:
        head, tail = parts[0].split("{}") if "{}" in parts[0] else (parts[0], "")
        common = (
            [
                name[len(head) : len(name) - len(tail) or None]
                for name in named
                if name.startswith(head) and name.endswith(tail)
            ]
            if "{}" in parts[0]
            else [""]
        )
        for middle in common:
            members = [named.get(name.replace("{}", middle)) for name in parts]
            whole = next((named[n] for name in wholes if (n := name.replace("{}", middle)) in named), None)
            if whole and all(members):
                yield whole, [member for member in members if member]


def _alike(figure: Record, other: Record) -> bool:
    """The title shortens names; what it shortens stands in the text's name, or the other way round."""
    if figure.indicator_id and other.indicator_id:
        return figure.indicator_id == other.indicator_id and period(figure) == period(other)
    return figure.name == other.name and period(figure) == period(other)
