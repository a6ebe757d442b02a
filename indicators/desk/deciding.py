"""What people decide on records: confirm, reject, mend, add, many at once and back. Each act is one transaction, says who
and when, and is refused when the record is no longer what the page showed."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from articles.publishing import may_edit
from indicators import anchoring, catalogue
from indicators.checks import check
from indicators.checks.answering import with_answers
from indicators.extraction import Context, extract
from indicators.models import Record
from indicators.recording import set_canonical

Status = Record.Status
BY_HAND = "hand"  # the rule of a record that a person added
# What a decision rests on: a record that differs in any of these from what the page showed is another record.
SHOWN = [
    "name", "measure", "value", "value_max", "unit", "modifier", "comparison", "scope", "period_start", "period_end",
    "region_id", "region_name", "assertion", "indicator_id", "exact", "status", "decided_by_id", "decided_at",
]  # fmt: skip


def token(record: Record) -> str:
    """Names what the page showed of a record; anything decided or mended since makes another."""
    shown = "\x1f".join(str(getattr(record, name)) for name in SHOWN)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def save_token(revision: Revision) -> str:
    return revision.saved_at.isoformat()


def may_decide(revision: Revision, user: Any) -> bool:
    """On a published version one thing is left to say: that a candidate is right."""
    return may_edit(revision, user) or (revision.is_published and user.has_perm("articles.change_revision"))


def is_open(record: Record) -> bool:
    """The machine's proposal as it made it: nobody has decided on it or mended it."""
    return record.status == Status.CANDIDATE and record.decided_at is None


def is_dismissed(record: Record) -> bool:
    return record.rule == BY_HAND and record.status == Status.REJECTED and not record.value


def places_of(words: str, text: str) -> list[int]:
    """Where the words stand, as a whole number each time: 5% is not in 12.5%."""
    before = r"(?<![\d.．])" if words[:1].isdigit() else ""
    after = r"(?![.．]?\d)" if words[-1:].isdigit() else ""
    return [found.start() for found in re.finditer(before + re.escape(words) + after, text)] if words else []


class Refused(Exception):
    """Nothing was written; the page is to be shown as things stand, with the reason."""


GONE = _("原文里已经没有这些字。请先为它找到新的位置，或者排除。")


def _stamp(record: Record, user: Any) -> None:
    record.decided_by, record.decided_at, record.reopened = user, timezone.now(), ""


def hold(revision_pk: int, pk: int, seen: str) -> Record:
    """The record, locked, if it is still what the page showed. Only inside a transaction."""
    records = Record.objects.select_for_update(of=("self",)).select_related("revision")
    record = records.defer("revision__body", "revision__text", "revision__page").filter(pk=pk).first()
    if record is None or record.revision_id != revision_pk:
        raise Refused(_("这条记录已经不在了：正文保存后重新读过。下面是现在的样子。"))
    if token(record) != seen:
        raise Refused(_("有人先您一步改动了这条记录。您的决定没有存入；下面是现在的样子，请看过再定。"))
    return record


@contextmanager
def one_act() -> Iterator[None]:
    """One transaction; a version that was published in between refuses what its triggers refuse."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(_("这个版本刚刚发布，只能确认待核对的记录。")) from error


def decide(revision_pk: int, pk: int, status: str, seen: str, user: Any) -> Record:
    """Confirms, rejects or reopens one record. Raises Refused, PermissionDenied; then nothing is changed."""
    with one_act():
        record = hold(revision_pk, pk, seen)
        if not may_decide(record.revision, user):
            raise PermissionDenied
        confirms = (record.status, status) == (Status.CANDIDATE, Status.CONFIRMED)
        if not confirms and not may_edit(record.revision, user):
            raise Refused(_("已发布的版本里，只能确认待核对的记录。要改动，请新建一个版本。"))
        if record.status == Status.DETACHED and status != Status.REJECTED:
            raise Refused(GONE)
        record.status = status
        _stamp(record, user)
        decision = {"status": status, "decided_by": user, "decided_at": record.decided_at}
        if not record.revision.is_published:
            decision["reopened"] = record.reopened
        Record.objects.filter(pk=pk).update(**decision)
    return record


def hold_to_mend(revision_pk: int, pk: int, seen: str, user: Any) -> Record:
    """The record, locked, for whoever may edit it now."""
    record = hold(revision_pk, pk, seen)
    if not may_edit(record.revision, user):
        raise PermissionDenied
    if record.status == Status.DETACHED:
        raise Refused(GONE)
    return record


def take_back(revision: Revision, pk: int, seen: str) -> None:
    """“Not a figure” taken back: the number is undecided again."""
    with one_act():
        record = hold(revision.pk, pk, seen)
        if is_dismissed(record):
            record.delete()


def put_back(revision: Revision, pk: int, at: int, seen: str, user: Any) -> None:
    """A detached record to the very words that it had, at a place that a person chose. Never to other words."""
    with one_act():
        text = text_held(revision)
        record = hold(revision.pk, pk, seen)
        if record.status != Status.DETACHED or at not in places_of(record.exact, text):
            raise Refused(_("这里的字和记录的原文不一样，没有改动。"))
        _anchor(record, at, at + len(record.exact), text)
        record.status = Status.CANDIDATE
        _stamp(record, user)
        record.save()


def confirm_many(revision: Revision, level: str, seen: str, user: Any) -> tuple[int, datetime]:
    """Every untouched proposal that the reader is at least that sure of and that no check objects to: how many, and the one
    moment of all. None of another text than the page showed."""
    doubtful = {
        pk for asked in with_answers(revision, check(revision)) if asked.objects for pk in asked.finding.records
    }
    moment = timezone.now()
    with one_act():
        if save_token(Revision.objects.select_for_update().only("saved_at").get(pk=revision.pk)) != seen:
            raise Refused(_("正文刚刚保存过，记录已重新读过。请看过再确认。"))
        untouched = Record.objects.filter(revision=revision, status=Status.CANDIDATE, decided_at=None)
        sure = untouched.filter(confidence__gte=float(level)).exclude(pk__in=doubtful)
        return sure.update(status=Status.CONFIRMED, decided_by=user, decided_at=moment), moment


def undo_many(revision: Revision, moment: datetime, user: Any) -> int:
    """What confirm_many() did, and nobody touched since, is again as it was: an untouched proposal."""
    done = Record.objects.filter(revision=revision, status=Status.CONFIRMED, decided_by=user, decided_at=moment)
    with one_act():
        return done.update(status=Status.CANDIDATE, decided_by=None, decided_at=None)


def mend(record: Record, changed: Iterable[str], user: Any) -> None:
    """Writes what an editor changed in a record, and what follows from it."""
    record.region_name = record.region.name if record.region else record.region_name
    _stamp(record, user)
    set_canonical(record)
    record.save()
    if "indicator" in changed and record.indicator:
        catalogue.confirm(record.name, record.indicator)


def text_held(revision: Revision) -> str:
    """The text as it is stored now; nobody saves another before this transaction ends."""
    return Revision.objects.select_for_update().only("text").get(pk=revision.pk).text


def _anchor(record: Record, start: int, end: int, text: str) -> None:
    anchor = anchoring.describe(text, start, end)
    record.start, record.end, record.exact = anchor.start, anchor.end, anchor.exact
    record.prefix, record.suffix = anchor.prefix, anchor.suffix


def blank(revision: Revision, words: str, at: int) -> Record:
    """A record for words that the machine passed over, with what can be told of it beforehand."""
    plain = unicodedata.normalize("NFKC", words)
    day = timezone.localdate(revision.published_on)
    found = extract(plain, Context(published_on=day, region=revision.place.name, title=""))
    record = Record(revision=revision, rule=BY_HAND, status=Status.CONFIRMED, measure=Record.Measure.LEVEL)
    number = re.search(r"-?\d[\d,]*(?:\.\d+)?", plain)
    if found:
        reading = found[0]
        record.measure, record.value, record.value_max = reading.measure, reading.value, reading.value_max or ""
        record.unit, record.modifier = reading.unit, reading.modifier
    elif number:
        record.value, record.unit = number[0].replace(",", ""), plain[number.end() :].strip()[:30]
    record.region, record.region_name = revision.place, revision.place.name
    record.period_end = day
    before = revision.records.stated().filter(start__lte=at).select_related("region").order_by("-start").first()
    if before:
        record.period_start, record.period_end = before.period_start, before.period_end
        record.region, record.region_name = before.region, before.region_name
    return record


def start_record(revision: Revision, words: str, at: int) -> Record:
    """An unsaved record on these words, if they still stand there. Only inside a transaction."""
    text = text_held(revision)
    if not words or text[at : at + len(words)] != words:
        raise Refused(_("正文已经改过，这些字不在原来的位置了。请重新选中。"))
    record = blank(revision, words, at)
    _anchor(record, at, at + len(words), text)
    return record


def dismiss(record: Record, user: Any) -> None:
    """A number that is no figure: kept as a rejected record, so that it follows its words and is not asked about again."""
    record.name, record.value, record.value_max, record.unit = gettext("不是指标"), "", "", ""
    record.status = Status.REJECTED
    _stamp(record, user)
    record.save()
