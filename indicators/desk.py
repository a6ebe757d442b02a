"""校对台: a draft's text and the records that were read from it, side by side; every decision is one small form.

The pages work as plain forms. The script sends the same forms with `X-Desk` and puts the parts that come back in their
places. Who may decide is articles.publishing's to say; what may still change once published is the database's.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from lxml import etree, html

from articles.admin import user_of
from articles.body import Mark, annotate, parse
from articles.models import Region, Revision
from articles.publishing import may_edit
from indicators import anchoring, catalogue
from indicators.admin import RecordForm
from indicators.extraction import Context, extract
from indicators.extraction import Record as Reading
from indicators.extraction.accounting import account
from indicators.extraction.normalise import width
from indicators.extraction.periods import Time
from indicators.extraction.pipeline import read
from indicators.models import Indicator, Record, Severity
from indicators.recording import set_canonical

if TYPE_CHECKING:
    from indicators.checks import Finding

Status = Record.Status
# What a batch may be asked to confirm: the reader's own estimate that a record is right in every field.
LEVELS = ["0.95", "0.9", "0.8", "0.7"]
BY_HAND = "hand"  # the rule of a record that a person added
TALLY_SECONDS = 300
LONGEST_WORDS = 100  # of Record.exact
# What a decision rests on: a record that differs in any of these from what the page showed is another record.
SHOWN = [
    "name", "measure", "value", "value_max", "unit", "modifier", "comparison", "scope", "period_start", "period_end",
    "region_id", "region_name", "assertion", "indicator_id", "exact", "status", "decided_by_id", "decided_at",
]  # fmt: skip
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


class IndicatorByName(forms.ModelChoiceField):
    """An entry of the catalogue by any of its names or its code: to be typed, not picked from a thousand."""

    def prepare_value(self, value: Any) -> Any:
        found = Indicator.objects.filter(pk=value).first() if isinstance(value, int) else None
        return found.name if found else value

    def to_python(self, value: Any) -> Any:
        words = (value or "").strip()
        if not words:
            return None
        found = catalogue.match([words]).get(words) or Indicator.objects.filter(code=words).first()
        if not found:
            raise ValidationError(_("指标目录里没有这个名称或代码。请改用目录里的名称;也可以不填,留待以后对上。"))
        return found


class RegionByName(forms.ModelChoiceField):
    """A place by its name, or by name and code where there are several of one name."""

    def prepare_value(self, value: Any) -> Any:
        found = Region.objects.filter(pk=value).first() if isinstance(value, int) else None
        return f"{found.name} {found.code}" if found else value

    def to_python(self, value: Any) -> Any:
        words = (value or "").strip()
        if not words:
            return None
        code = re.search(r"\b\d{6}\b", words, re.ASCII)
        found = list(Region.objects.filter(code=code[0]) if code else Region.objects.named(words)[:5])
        if not found:
            raise ValidationError(_("没有这个地区。请填写全称(如 钱塘区)或六位代码。"))
        if len(found) > 1:
            choices = "、".join(f"{place.name} {place.code}" for place in found)
            raise ValidationError(_("叫这个名称的地区不止一个,请写明代码:%(choices)s") % {"choices": choices})
        return found[0]


class DeskForm(RecordForm):
    """The record form with fields that a keyboard fills and that need no script."""

    indicator = IndicatorByName(
        Indicator.objects, label=_("指标"), required=False, widget=forms.TextInput(attrs={"list": "desk-indicators"})
    )
    region = RegionByName(
        Region.objects, label=_("地区"), required=False, widget=forms.TextInput(attrs={"list": "desk-regions"})
    )

    class Meta(RecordForm.Meta):
        widgets = {
            "period_start": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "period_end": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "comparison": forms.TextInput(attrs={"list": "desk-comparisons"}),
            "status": forms.HiddenInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "desk_%s")
        super().__init__(*args, **kwargs)

    def clean_status(self) -> str:
        """Whether the words are gone is for the text to say."""
        status = self.cleaned_data["status"]
        if status == Status.DETACHED:
            raise ValidationError(_("请选择确认、排除或待核对。"))
        return status


def token(record: Record) -> str:
    """Names what the page showed of a record; anything decided or mended since makes another."""
    shown = "\x1f".join(str(getattr(record, name)) for name in SHOWN)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def save_token(revision: Revision) -> str:
    return revision.saved_at.isoformat()


def may_decide(revision: Revision, user: Any) -> bool:
    """On a published version one thing is left to say: that a candidate is right."""
    return may_edit(revision, user) or (revision.is_published and user.has_perm("articles.change_revision"))


def may_look(user: Any) -> bool:
    return any(user.has_perm(f"articles.{verb}_revision") for verb in ("view", "change", "review"))


def places_of(words: str, text: str) -> list[int]:
    """Where the words stand, as a whole number each time: 5% is not in 12.5%."""
    before = r"(?<![\d.．])" if words[:1].isdigit() else ""
    after = r"(?![.．]?\d)" if words[-1:].isdigit() else ""
    return [found.start() for found in re.finditer(before + re.escape(words) + after, text)] if words else []


def findings_of(revision: Revision) -> "list[Finding]":
    try:
        from indicators.checks import check
    except ImportError:
        return []
    return check(revision)


# --- what the page shows ---------------------------------------------------------------------------------------------


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
    findings: "list[Finding]" = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    tally: tuple[int, int] | None = None  # how often the rule was right, of how often

    @property
    def is_conflicting(self) -> bool:
        return any(finding.severity != Severity.HINT for finding in self.findings)

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
    def is_detached(self) -> bool:
        return self.state == Status.DETACHED


def is_dismissed(record: Record) -> bool:
    return record.rule == BY_HAND and record.status == Status.REJECTED and not record.value


@dataclass
class View:
    """Everything that the page and its parts are drawn from."""

    revision: Revision
    user: Any
    cards: list[Card]
    other: Counter[str]  # numerals that are no records, by class
    title: SafeString
    body: SafeString

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
        open_ = [card.record for card in self.cards if card.record and is_open(card.record) and not card.is_conflicting]
        counts = [(level, sum((record.confidence or 0) >= float(level) for record in open_)) for level in LEVELS]
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
        many = [moment for moment, count in acts.items() if count > 1]
        return (max(many).isoformat(), acts[max(many)]) if many else None


def is_open(record: Record) -> bool:
    """The machine's proposal as it made it: nobody has decided on it or mended it."""
    return record.status == Status.CANDIDATE and record.decided_at is None


def look(revision: Revision, user: Any) -> View:
    """Reads the text once more: for the numbers that are no records, and for why each record says what it says."""
    records = list(revision.records.select_related("indicator", "region", "decided_by").order_by("start", "end", "id"))
    day = timezone.localdate(revision.published_on)
    context = Context(published_on=day, region=revision.article.region.name, title=revision.title)
    readings, mentions, left, times = read(revision.text, context)
    spans = account(width(revision.text), readings, mentions, left, times).spans

    cards = [Card(f"r{r.pk}", r.start, r, r.exact, r.end) for r in records]
    other = _account_for(cards, spans, revision.text)
    cards.sort(key=lambda card: (card.start, card.end, card.key))
    by_record = {card.record.pk: card for card in cards if card.record}
    for finding in findings_of(revision):
        for pk in finding.records:
            if pk in by_record:
                by_record[pk].findings.append(finding)
    _explain(cards, readings, times, revision.text)
    title, body = _draw(revision, cards)
    return View(revision, user, cards, other, title, body)


def _account_for(cards: list[Card], spans: dict[str, list[Any]], text: str) -> Counter[str]:
    """Every numeral to the card that holds it; one that no card holds and that should be a record is undecided."""
    standing = [card for card in cards if not card.is_detached]
    standing.sort(key=lambda card: (card.state == Status.REJECTED, card.start))
    holders: dict[int, Card] = {}
    for card in standing:
        for at in range(card.start, card.end):
            holders.setdefault(at, card)
    other: Counter[str] = Counter()
    for name, found in spans.items():
        for start, end in found:
            holder = next((holders[at] for at in range(start, end) if at in holders), None)
            if holder:
                holder.numbers += 1
            elif name in CLASSES:
                other[name] += 1
            else:
                cards.append(Card(f"n{start}", start, None, text[start:end], end, numbers=1))
    return other


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


# --- the text with its marks -----------------------------------------------------------------------------------------


def _draw(revision: Revision, cards: list[Card]) -> tuple[SafeString, SafeString]:
    """Title and body with a link for every card that has words there. Cards that share words share the first one's mark."""
    marked: list[Card] = []
    for card in cards:
        if card.is_detached or card.end <= card.start:
            continue
        if marked and card.start < marked[-1].end:
            card.mark = marked[-1].mark
            continue
        card.mark = card.key
        marked.append(card)
    by_key = {card.key: card for card in marked}
    end_of_title = len(revision.title)
    title, at = SafeString(""), 0
    for card in marked:
        if card.end <= end_of_title:
            link = format_html(
                '<a class="desk-mark" id="mark-{0}" href="#card-{0}" data-mark="{0}" data-state="{1}"{2}>{3}</a>',
                card.key,
                card.state,
                mark_safe(" data-conflict") if card.is_conflicting else "",
                revision.title[card.start : card.end],
            )
            title += format_html("{}{}", revision.title[at : card.start], link)
            at = card.end
    title += format_html("{}", revision.title[at:])

    blocks = parse(revision.body)
    for block in blocks:
        etree.strip_tags(block, "a")  # a link inside a link cannot be; here the figures go before
    plain = "".join(html.tostring(block, encoding="unicode", with_tail=False) for block in blocks)
    marks = [
        Mark(card.start, card.end, f"#card-{card.key}", card.key, "desk-mark", f"mark-{card.key}")
        for card in marked
        if card.start > end_of_title
    ]
    root = html.fragment_fromstring(annotate(revision.title, plain, marks), create_parent="div")
    for link in list(root.iter("a")):
        data = link[0]
        card = by_key[data.get("value", "")]
        link.set("data-mark", card.key)
        link.set("data-state", card.state)
        if card.is_conflicting:
            link.set("data-conflict", "")
        data.drop_tag()
    for image in root.iter("img"):
        image.set("src", reverse("admin:articles_revision_picture", args=[revision.pk, image.get("src") or "-"]))
    for table in list(root.iter("table")):
        frame = html.Element(
            "div", {"class": "desk-scroll", "role": "region", "tabindex": "0", "aria-label": gettext("表格")}
        )
        table.getparent().replace(table, frame)
        frame.append(table)
    body = (root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in root)
    return title, mark_safe(body)  # noqa: S308 - a clean body (articles.body), and links made of our own keys


# --- acts ------------------------------------------------------------------------------------------------------------


class Refused(Exception):
    """Nothing was written; the page is to be shown as things stand, with the reason."""


def _stamp(record: Record, user: Any) -> None:
    record.decided_by, record.decided_at = user, timezone.now()


def _hold(revision_pk: int, pk: int, seen: str) -> Record:
    """The record, locked, if it is still what the page showed. Only inside a transaction."""
    records = Record.objects.select_for_update(of=("self",)).select_related("revision")
    record = records.defer("revision__body", "revision__text", "revision__page").filter(pk=pk).first()
    if record is None or record.revision_id != revision_pk:
        raise Refused(_("这条记录已经不在了:正文保存后重新读过。下面是现在的样子。"))
    if token(record) != seen:
        raise Refused(_("有人先您一步改动了这条记录。您的决定没有存入;下面是现在的样子,请看过再定。"))
    return record


def decide(revision_pk: int, pk: int, status: str, seen: str, user: Any) -> Record:
    """Confirms, rejects or reopens one record. Raises Refused, PermissionDenied; then nothing is changed."""
    try:
        with transaction.atomic():
            record = _hold(revision_pk, pk, seen)
            if not may_decide(record.revision, user):
                raise PermissionDenied
            if not may_edit(record.revision, user) and (record.status, status) != (
                Status.CANDIDATE,
                Status.CONFIRMED,
            ):
                raise Refused(_("已发布的版本里,只能确认待核对的记录。要改动,请新建一个版本。"))
            if record.status == Status.DETACHED and status != Status.REJECTED:
                raise Refused(_("原文里已经没有这些字。请先为它找到新的位置,或者排除。"))
            record.status = status
            _stamp(record, user)
            Record.objects.filter(pk=pk).update(status=status, decided_by=user, decided_at=record.decided_at)
    except IntegrityError as error:  # published in between
        raise Refused(_("这个版本刚刚发布,只能确认待核对的记录。")) from error
    return record


def forget_dismissal(revision: Revision, pk: int, seen: str) -> None:
    """“Not a figure” taken back: the number is undecided again."""
    with transaction.atomic():
        record = _hold(revision.pk, pk, seen)
        if is_dismissed(record):
            record.delete()


def put_back(revision: Revision, pk: int, at: int, seen: str, user: Any) -> None:
    """A detached record to the very words that it had, at a place that a person chose. Never to other words."""
    with transaction.atomic():
        text = _text_held(revision)
        record = _hold(revision.pk, pk, seen)
        if record.status != Status.DETACHED or at not in places_of(record.exact, text):
            raise Refused(_("这里的字和记录的原文不一样,没有改动。"))
        _anchor(record, at, at + len(record.exact), text)
        record.status = Status.CANDIDATE
        _stamp(record, user)
        record.save()


def confirm_many(revision: Revision, level: str, user: Any) -> int:
    """Every untouched proposal that the reader is at least that sure of and that no check objects to; one moment for all."""
    doubtful = {pk for finding in findings_of(revision) if finding.severity != Severity.HINT for pk in finding.records}
    open_ = Record.objects.filter(
        revision=revision, status=Status.CANDIDATE, decided_at=None, confidence__gte=float(level)
    )
    return open_.exclude(pk__in=doubtful).update(status=Status.CONFIRMED, decided_by=user, decided_at=timezone.now())


def undo_many(revision: Revision, moment: datetime, user: Any) -> int:
    """What confirm_many() did, and nobody touched since, is again as it was: an untouched proposal."""
    done = Record.objects.filter(revision=revision, status=Status.CONFIRMED, decided_by=user, decided_at=moment)
    return done.update(status=Status.CANDIDATE, decided_by=None, decided_at=None)


def mend(record: Record, changed: Iterable[str], user: Any) -> None:
    """Writes what an editor changed in a record, and what follows from it."""
    record.region_name = record.region.name if record.region else record.region_name
    _stamp(record, user)
    set_canonical(record)
    record.save()
    if "indicator" in changed and record.indicator:
        catalogue.confirm(record.name, record.indicator)


def _text_held(revision: Revision) -> str:
    """The text as it is stored now; nobody saves another before this transaction ends."""
    return Revision.objects.select_for_update().only("text").get(pk=revision.pk).text


def _anchor(record: Record, start: int, end: int, text: str) -> None:
    anchor = anchoring.describe(text, start, end)
    record.start, record.end, record.exact = anchor.start, anchor.end, anchor.exact
    record.prefix, record.suffix = anchor.prefix, anchor.suffix


def _blank(revision: Revision, words: str, at: int) -> Record:
    """A record for words that the machine passed over, with what can be told of it beforehand."""
    plain = unicodedata.normalize("NFKC", words)
    day = timezone.localdate(revision.published_on)
    found = extract(plain, Context(published_on=day, region=revision.article.region.name, title=""))
    record = Record(revision=revision, rule=BY_HAND, status=Status.CONFIRMED, measure=Record.Measure.LEVEL)
    number = re.search(r"-?\d[\d,]*(?:\.\d+)?", plain)
    if found:
        reading = found[0]
        record.measure, record.value, record.value_max = reading.measure, reading.value, reading.value_max or ""
        record.unit, record.modifier = reading.unit, reading.modifier
    elif number:
        record.value, record.unit = number[0].replace(",", ""), plain[number.end() :].strip()[:30]
    record.region, record.region_name = revision.article.region, revision.article.region.name
    record.period_end = day
    before = revision.records.stated().filter(start__lte=at).select_related("region").order_by("-start").first()
    if before:
        record.period_start, record.period_end = before.period_start, before.period_end
        record.region, record.region_name = before.region, before.region_name
    return record


# --- pages -----------------------------------------------------------------------------------------------------------


class Desk:
    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self._revision(request, pk))

    def decision(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        """One decision: answers with the record's own part only, so that it costs little however long the bulletin is."""
        act, seen, user = request.POST.get("act", ""), request.POST.get("seen", ""), user_of(request)
        if act not in {Status.CONFIRMED, Status.REJECTED, Status.CANDIDATE}:
            return HttpResponseBadRequest()
        try:
            decided = decide(pk, record, act, seen, user)
        except Refused as refusal:
            return self._show(request, self._revision(request, pk), str(refusal), status=409)
        if not _by_script(request):
            messages.success(request, f"{decided.exact}:{decided.get_status_display()}")
            return self._back(pk, f"card-r{record}")
        card = Card(f"r{record}", decided.start, decided, decided.exact, decided.end)
        context = {"card": card, "revision": decided.revision, "may_decide": True}
        context["may_edit"] = not decided.revision.is_published
        return TemplateResponse(request, "admin/indicators/desk/decision.html", context)

    def edit(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        """GET draws the form, POST mends the record and decides on it in one."""
        revision = self._editable(request, pk)
        if request.method != "POST":
            found = get_object_or_404(Record.objects.select_related("region"), pk=record, revision=revision)
            return self._form(request, revision, found, DeskForm(instance=found), token(found))
        seen, user = request.POST.get("seen", ""), user_of(request)
        try:
            with transaction.atomic():
                held = _hold(pk, record, seen)
                if held.status == Status.DETACHED:
                    raise Refused(_("原文里已经没有这些字。请先为它找到新的位置,或者排除。"))
                form = DeskForm(request.POST, instance=held)
                if not form.is_valid():
                    return self._form(request, revision, held, form, seen, status=422)
                mend(held, form.changed_data, user)
        except Refused as refusal:
            return self._show(request, revision, str(refusal), status=409)
        return self._done(request, revision, gettext("已保存:%(record)s") % {"record": held}, f"card-r{record}")

    def put_back(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        """GET shows where a detached record's words stand now; POST puts it there."""
        revision = self._editable(request, pk)
        if request.method != "POST":
            found = get_object_or_404(Record, pk=record, revision=revision, status=Status.DETACHED)
            places = [(at, *_around(revision.text, at, found.exact)) for at in places_of(found.exact, revision.text)]
            context = {"record": found, "places": places, "seen": token(found)}
            return self._sheet(request, revision, "put_back", _("对回原文"), context)
        try:
            put_back(revision, record, _number(request, "at"), request.POST.get("seen", ""), user_of(request))
        except Refused as refusal:
            return self._show(request, revision, str(refusal), status=409)
        return self._done(request, revision, gettext("已对回原文,请核对。"), f"card-r{record}")

    def add(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: the words are looked for, and told which where they stand more than once; then the form. POST: the record."""
        revision = self._editable(request, pk)
        if request.method == "POST":
            return self._added(request, revision)
        words = request.GET.get("words", "").strip()[:LONGEST_WORDS]
        places = places_of(words, revision.text)
        chosen = request.GET.get("at", "")
        if chosen.isdecimal() and int(chosen[:9]) in places:
            places = [int(chosen[:9])]
        elif (nth := request.GET.get("nth", "")).isdecimal():
            everywhere = [found.start() for found in re.finditer(f"(?={re.escape(words)})", revision.text)]
            picked = everywhere[int(nth[:6])] if words and int(nth[:6]) < len(everywhere) else -1
            places = [picked] if picked in places else []
        if len(places) != 1:
            shown = [(at, *_around(revision.text, at, words)) for at in places]
            return self._sheet(request, revision, "places", _("添加记录"), {"words": words, "places": shown})
        record = _blank(revision, words, places[0])
        return self._form(request, revision, record, DeskForm(instance=record), save_token(revision), words, places[0])

    def _added(self, request: HttpRequest, revision: Revision) -> HttpResponse:
        words, at, user = request.POST.get("words", "")[:LONGEST_WORDS], _number(request, "at"), user_of(request)
        try:
            with transaction.atomic():
                text = _text_held(revision)
                if not words or text[at : at + len(words)] != words:
                    raise Refused(_("正文已经改过,这些字不在原来的位置了。请重新选中。"))
                record = _blank(revision, words, at)
                _anchor(record, at, at + len(words), text)
                if request.POST.get("act") == "dismiss":
                    record.name, record.value, record.value_max, record.unit = gettext("不是指标"), "", "", ""
                    record.status = Status.REJECTED
                    _stamp(record, user)
                    record.save()
                    return self._done(request, revision, gettext("已排除:%(words)s") % {"words": words})
                form = DeskForm(request.POST, instance=record)
                if not form.is_valid():
                    return self._form(request, revision, record, form, save_token(revision), words, at, status=422)
                mend(record, form.changed_data, user)
        except Refused as refusal:
            return self._show(request, revision, str(refusal), status=409)
        return self._done(request, revision, gettext("已添加:%(record)s") % {"record": record}, f"card-r{record.pk}")

    def take_back(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        revision = self._editable(request, pk)
        try:
            forget_dismissal(revision, record, request.POST.get("seen", ""))
        except Refused as refusal:
            return self._show(request, revision, str(refusal), status=409)
        return self._done(request, revision, gettext("这个数字又是未定。"))

    def batch(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision, level = self._revision(request, pk), request.POST.get("level", "")
        if not may_decide(revision, request.user):
            raise PermissionDenied
        if level not in LEVELS:
            return HttpResponseBadRequest()
        with transaction.atomic():
            now = Revision.objects.select_for_update().only("saved_at").get(pk=pk)
            if save_token(now) == request.POST.get("seen", ""):
                done = confirm_many(revision, level, user_of(request))
            else:
                done = -1
        if done < 0:
            return self._show(request, revision, gettext("正文刚刚保存过,记录已重新读过。请看过再确认。"), status=409)
        said = ngettext("一次确认了 %(n)d 条,可以撤销。", "一次确认了 %(n)d 条,可以撤销。", done) % {"n": done}
        return self._done(request, revision, said)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self._editable(request, pk)
        try:
            moment = datetime.fromisoformat(request.POST.get("moment", ""))
        except ValueError:
            return HttpResponseBadRequest()
        if timezone.is_naive(moment):
            return HttpResponseBadRequest()
        done = undo_many(revision, moment, user_of(request))
        said = ngettext("已撤销,%(n)d 条又是待核对。", "已撤销,%(n)d 条又是待核对。", done) % {"n": done}
        return self._done(request, revision, said)

    def _revision(self, request: HttpRequest, pk: int) -> Revision:
        if not may_look(request.user):
            raise PermissionDenied
        revisions = Revision.objects.select_related("article__column", "article__region").defer("page")
        return get_object_or_404(revisions, pk=pk)

    def _editable(self, request: HttpRequest, pk: int) -> Revision:
        revision = self._revision(request, pk)
        if not may_edit(revision, request.user):
            raise PermissionDenied
        return revision

    def _done(self, request: HttpRequest, revision: Revision, said: str, at: str = "desk") -> HttpResponse:
        if _by_script(request):
            return self._show(request, revision, said, at=at)
        messages.success(request, said)
        return self._back(revision.pk, at)

    def _back(self, pk: int, at: str) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('admin:articles_revision_desk', args=[pk])}#{at}")

    def _show(
        self, request: HttpRequest, revision: Revision, said: str = "", *, at: str = "", status: int = 200
    ) -> HttpResponse:
        """The whole desk, or, for the script, its parts."""
        context = {"view": look(revision, request.user), "revision": revision, "said": said, "at": at}
        context["refused"] = status != 200
        if _by_script(request):
            return TemplateResponse(request, "admin/indicators/desk/parts.html", context, status=status)
        context |= {**self.site.each_context(request), "is_nav_sidebar_enabled": False}
        context |= {"title": _("校对台"), "opts": Revision._meta}
        return TemplateResponse(request, "admin/indicators/desk/desk.html", context, status=status)

    def _sheet(
        self,
        request: HttpRequest,
        revision: Revision,
        part: str,
        title: Any,
        context: dict[str, Any],
        status: int = 200,
    ) -> HttpResponse:
        """One form: a page of its own, or, for the script, the form alone."""
        part = f"admin/indicators/desk/{part}.html"
        context = {**context, "revision": revision, "part": part}
        if _by_script(request):
            return TemplateResponse(request, part, context, status=status)
        context |= {**self.site.each_context(request), "is_nav_sidebar_enabled": False}
        context |= {"title": title, "opts": Revision._meta}
        return TemplateResponse(request, "admin/indicators/desk/sheet.html", context, status=status)

    def _form(
        self,
        request: HttpRequest,
        revision: Revision,
        record: Record,
        form: DeskForm,
        seen: str,
        words: str = "",
        at: int = 0,
        *,
        status: int = 200,
    ) -> HttpResponse:
        likely = catalogue.guess([record.name], limit=6)[record.name] if record.name else []
        own = revision.article.region
        quote = _around(revision.text, at if words else record.start, words or record.exact)
        context = {
            "record": record, "form": form, "seen": seen, "words": words, "at": at, "quote": quote, "likely": likely,
            "regions": [own, *own.ancestors(), *own.children.all()[:40]],
        }  # fmt: skip
        title = _("添加记录") if words else _("修改记录")
        return self._sheet(request, revision, "edit", title, context, status=status)


def _around(text: str, at: int, words: str) -> tuple[str, str, str]:
    """The words with what stands beside them in the same paragraph."""
    end = at + len(words)
    before = text[max(at - 24, 0) : at].rsplit("\n", 1)[-1]
    return before, text[at:end], text[end : end + 16].split("\n", 1)[0]


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Desk") == "1"


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given[:9]) if given.isascii() and given.isdigit() else -1


def urls(site: AdminSite) -> list[Any]:
    desk, view = Desk(site), site.admin_view
    name = "articles_revision_desk"
    return [
        path("<int:pk>/desk/", view(desk.page), name=name),
        path("<int:pk>/desk/add/", view(desk.add), name=f"{name}_add"),
        path("<int:pk>/desk/batch/", view(require_POST(desk.batch)), name=f"{name}_batch"),
        path("<int:pk>/desk/undo/", view(require_POST(desk.undo)), name=f"{name}_undo"),
        path("<int:pk>/desk/<int:record>/", view(require_POST(desk.decision)), name=f"{name}_decide"),
        path("<int:pk>/desk/<int:record>/edit/", view(desk.edit), name=f"{name}_edit"),
        path("<int:pk>/desk/<int:record>/put-back/", view(desk.put_back), name=f"{name}_put_back"),
        path("<int:pk>/desk/<int:record>/take-back/", view(require_POST(desk.take_back)), name=f"{name}_take_back"),
    ]
