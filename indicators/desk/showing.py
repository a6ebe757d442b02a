"""What the desk shows of one version: every number of its text, what became of it, and why."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from articles.publishing import may_edit
from indicators.checks import check
from indicators.checks.answering import Asked, may_answer, with_answers
from indicators.coverage import cover
from indicators.desk.deciding import Status, is_dismissed, is_open, may_decide, token
from indicators.desk.marking import draw
from indicators.extraction import Context
from indicators.extraction import Record as Reading
from indicators.extraction.accounting import account
from indicators.extraction.normalise import width
from indicators.extraction.periods import Time
from indicators.extraction.pipeline import read
from indicators.models import Record, Severity

# What a batch may be asked to confirm: the reader's own estimate that a record is right in every field.
LEVELS = ["0.95", "0.9", "0.8", "0.7"]
TALLY_SECONDS = 300
CLASSES = {
    "name": _("个名称"),
    "time": _("个时间"),
    "code": _("个代号"),
    "ordinal": _("个序数"),
    "identifier": _("个编号"),
}
WHERE = {
    "own clause": _("本小句"),
    "sentence": _("本句"),
    "paragraph": _("前文同段"),
    "paragraph name": _("前文同段"),
    "heading": _("小标题"),
    "title": _("标题或导语"),
    "publication date": _("发布日期"),
    "context": _("公报所属地区"),
    "front": _("数字前的词"),
    "noun": _("数字后的名词"),
    "of noun": _("数字后的名词"),
    "largest": _("数字后的名词"),
    "bearer": _("前一指标的主体"),
    "before": _("同句前一指标"),
    "clause before": _("前一小句的主语"),
    "list": _("并列名单"),
    "place only": _("换了地区的同一指标"),
    "verb": _("同列动词"),
    "metric": _("前一指标的量"),
    "rank of": _("前一指标"),
    "whole": _("数字后的整体"),
    "bracket": _("括号前的词"),
    "task": _("前面的任务数"),
    "table": _("表头"),
    "unit line": _("单位行"),
}
FIELDS = {"period": _("时期"), "indicator": _("名称"), "region": _("地区"), "unit": _("单位")}


@dataclass
class Card:
    """One entry of the list: a record, or a number that nobody has decided on."""

    key: str
    start: int
    record: Record | None = None
    words: str = ""
    end: int = 0
    mark: str = ""  # key of the mark in the text; records that share words share it
    numbers: int = 0  # numerals of the text that this accounts for
    findings: list[Asked] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    tally: tuple[int, int] | None = None  # how often the rule was right, of how often

    @property
    def target(self) -> str:
        return f"card-{self.key}"

    @property
    def rule(self) -> str:
        """The rule that read it, in words: what it reads, and where it finds the name. figure.amount/growth/front, table/level."""
        kind, measure, where, *_rest = [*(self.record.rule if self.record else "").split("/"), "", ""]
        reads = dict(Record.Measure.choices).get(measure, measure)
        place = WHERE.get(where.replace("_", " "), where) if where else WHERE.get(kind, kind)
        return f"{reads}({place})"

    @property
    def is_conflicting(self) -> bool:
        return any(asked.objects for asked in self.findings)

    @property
    def state(self) -> str:
        return self.record.status if self.record else "undecided"

    @property
    def label(self) -> Any:
        return self.record.get_status_display() if self.record else _("未定")

    @property
    def token(self) -> str:
        return token(self.record) if self.record else ""

    @property
    def is_dismissed(self) -> bool:
        """A number that somebody said is no figure at all."""
        return bool(self.record) and is_dismissed(self.record)  # type: ignore[arg-type]

    @property
    def is_open(self) -> bool:
        """May be confirmed with others at once."""
        return bool(self.record and is_open(self.record)) and not self.is_conflicting

    @property
    def is_detached(self) -> bool:
        return self.state == Status.DETACHED


@dataclass
class Spot:
    """A finding, and the words that it speaks of: a card's, or its own mark in the text."""

    asked: Asked
    card: Card | None = None
    mark: str = ""
    state = "finding"
    is_detached = False

    @property
    def start(self) -> int:
        return self.asked.finding.place[0] if self.asked.finding.place else 0

    @property
    def end(self) -> int:
        return self.asked.finding.place[1] if self.asked.finding.place else 0

    @property
    def key(self) -> str:
        return f"f{self.start}"

    @property
    def target(self) -> str:
        return self.asked.anchor

    @property
    def is_conflicting(self) -> bool:
        return self.asked.objects

    @property
    def goal(self) -> str:
        """Where a click leads: the card of its record, or the words themselves."""
        return self.card.target if self.card else f"mark-{self.mark}" if self.mark else ""


@dataclass
class View:
    """Everything that the page and its parts are drawn from."""

    revision: Revision
    user: Any
    cards: list[Card]
    spots: list[Spot]  # what the checks found, in the order of the text
    other: Counter[str]  # numerals that are no records, by class
    title: SafeString
    body: SafeString
    batch_moment: datetime | None = None  # of this person's last confirming at once, where the session knows it

    @property
    def may_answer(self) -> bool:
        return may_answer(self.revision, self.user)

    @property
    def found(self) -> list[tuple[str, Any, int]]:
        """How many findings of each severity still object or hint."""
        counts = Counter(spot.asked.finding.severity for spot in self.spots if not spot.asked.answer)
        return [(severity.value, severity.label, counts[severity]) for severity in Severity if counts[severity]]

    @property
    def let_stand(self) -> int:
        return sum(spot.asked.answer is not None for spot in self.spots)

    @property
    def must_be_answered(self) -> int:
        return sum(spot.asked.is_open for spot in self.spots)

    @property
    def opens_checks(self) -> bool:
        """Answering findings is the next thing to do: the figures are done."""
        waits = any(card.state in ("undecided", Status.CANDIDATE, Status.DETACHED) for card in self.cards)
        return bool(self.must_be_answered and not waits)

    @property
    def may_decide(self) -> bool:
        return may_decide(self.revision, self.user)

    @property
    def may_edit(self) -> bool:
        return may_edit(self.revision, self.user)

    @property
    def total(self) -> int:
        return sum(card.numbers for card in self.cards) + sum(self.other.values())

    def _numbers(self, *states: str) -> int:
        return sum(card.numbers for card in self.cards if card.state in states)

    @property
    def stated(self) -> int:
        return self._numbers(Status.CANDIDATE, Status.CONFIRMED)

    @property
    def rejected(self) -> int:
        return self._numbers(Status.REJECTED)

    @property
    def classes(self) -> list[tuple[int, Any]]:
        return [(self.other[name], label) for name, label in CLASSES.items() if self.other[name]]

    @property
    def undecided(self) -> list[Card]:
        return [card for card in self.cards if not card.record]

    @property
    def states(self) -> list[tuple[str, Any, int]]:
        """How many records stand in each state; all states, so that the script has a place for each count."""
        counts = Counter(card.state for card in self.cards)
        return [(status.value, status.label, counts[status]) for status in Status]

    @property
    def levels(self) -> list[tuple[str, str, int]]:
        sure = [card.record.confidence or 0 for card in self.cards if card.record and card.is_open]
        counts = [(level, sum(confidence >= float(level) for confidence in sure)) for level in LEVELS]
        return [(level, f"{float(level):.0%}", count) for level, count in counts if count]

    @property
    def batch(self) -> tuple[str, int] | None:
        """This person's last confirming of many at once: they share one moment, which no two single decisions do."""
        if not self.may_edit:
            return None
        acts = Counter(
            card.record.decided_at
            for card in self.cards
            if card.record
            and card.record.status == Status.CONFIRMED
            and card.record.decided_by_id == self.user.pk
            and card.record.decided_at
            and card.record.decided_at > self.revision.created_at
        )
        many = [moment for moment, count in acts.items() if count > 1 or moment == self.batch_moment]
        return (max(many).isoformat(), acts[max(many)]) if many else None


def look(revision: Revision, user: Any, batch_moment: datetime | None = None) -> View:
    """Reads the text once more: for the numbers that are no records, and for why each record says what it says."""
    ordered = revision.records.select_related("indicator__merged_into", "region", "decided_by")
    records = list(ordered.order_by("start", "end", "id"))
    day = timezone.localdate(revision.published_on)
    context = Context(published_on=day, region=revision.place.name, title=revision.title)
    readings, mentions, left, times = read(revision.text, context)
    spans = account(width(revision.text), readings, mentions, left, times).spans

    cards = [Card(f"r{r.pk}", r.start, r, r.exact, r.end) for r in records]
    covered = cover(records, spans, revision.text)
    for card, record in zip(cards, records, strict=True):
        card.numbers = covered.held[record.pk]
    cards += [
        Card(f"n{start}", start, None, revision.text[start:end], end, numbers=1) for start, end in covered.undecided
    ]
    cards.sort(key=lambda card: (card.start, card.end, card.key))
    spots = _spots(with_answers(revision, check(revision, records)), cards)
    _explain(cards, readings, times, revision.text)
    title, body = draw(revision, cards, [spot for spot in spots if spot.end and not spot.card])
    return View(revision, user, cards, spots, covered.other, title, body, batch_moment)


def _spots(findings: list[Asked], cards: list[Card]) -> list[Spot]:
    by_record = {card.record.pk: card for card in cards if card.record}
    spots = []
    for asked in findings:
        own = [by_record[pk] for pk in asked.finding.records if pk in by_record]
        for card in own:
            card.findings.append(asked)
        spots.append(Spot(asked, own[0] if own else None))
    return sorted(spots, key=lambda spot: (not spot.asked.is_open, not spot.asked.objects))


def _explain(cards: list[Card], readings: list[Reading], times: list[Time], text: str) -> None:
    by_span = {(reading.start, reading.end): reading for reading in readings}
    rules: dict[str, tuple[int, int]] | None = None
    for card in cards:
        record = card.record
        reading = by_span.get((card.start, card.end))
        if not record or not reading or not is_open(record) or reading.rule != record.rule:
            continue
        card.reasons = [_reason(name, where, reading, times, text) for name, where in reading.sources if name in FIELDS]
        rules = tally() if rules is None else rules
        card.tally = rules.get(record.rule, (0, 0))


def _reason(name: str, where: str, reading: Reading, times: list[Time], text: str) -> str:
    words = ""
    if name == "period":
        words = _words_of_period(reading, times, text)
    elif name == "indicator":
        words = _words_of_name(reading, text)
    elif name == "region" and where != "context":
        words = reading.region
    place = WHERE.get(where, where)
    return f"{FIELDS[name]}:“{words}”({place})" if words else f"{FIELDS[name]}:{place}"


def _words_of_period(reading: Reading, times: list[Time], text: str) -> str:
    """The words of time that mean the figure's period: the nearest before it, else the first of all."""
    same = [time for time in times if (time.first, time.last) == (reading.period_start, reading.period_end)]
    same = same or [time for time in times if time.last and time.last == reading.period_end]
    before = [time for time in same if time.start < reading.start]
    nearest = before[-1] if before else same[0] if same else None
    return text[nearest.start : nearest.end] if nearest else ""


def _words_of_name(reading: Reading, text: str) -> str:
    """The longest run of the name that stands near the figure."""
    near = text[max(reading.start - 160, 0) : reading.end + 60]
    found = SequenceMatcher(None, near, reading.indicator, autojunk=False).find_longest_match()
    return near[found.a : found.a + found.size].strip() if found.size > 1 else ""


def tally() -> dict[str, tuple[int, int]]:
    """Rule → how many of its proposals people confirmed, of how many they decided on. Kept for some minutes.

    A decision that came along from an earlier version is not counted again.
    """
    kept: dict[str, tuple[int, int]] | None = cache.get("desk.tally")
    if kept is None:
        decided = Record.objects.filter(
            status__in=[Status.CONFIRMED, Status.REJECTED], decided_at__gt=F("revision__created_at")
        ).order_by()
        rows = decided.values("rule").annotate(right=Count("id", filter=Q(status=Status.CONFIRMED)), of=Count("id"))
        kept = {row["rule"]: (row["right"], row["of"]) for row in rows}
        cache.set("desk.tally", kept, TALLY_SECONDS)
    return kept
