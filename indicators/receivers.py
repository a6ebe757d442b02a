"""What happens to records when articles say that something happened."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connections
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import archive
from articles.freezing import lay_triggers
from articles.models import Act, Revision
from articles.publishing import By, Question
from indicators import corrections, recording
from indicators.checks import answering, check
from indicators.coverage import waiting
from indicators.freezing import ANSWERS, CORRECTIONS, MERGERS, RECORDS
from indicators.models import Record

# What of a record the revision's hash covers: what was stated and where; not the catalogue's view of it.
SEALED = [
    "id", "name", "measure", "value", "value_max", "unit", "modifier", "comparison", "scope", "period_start", "period_end",
    "region_name", "region__code", "assertion", "start", "end", "exact", "canonical_value", "canonical_max",
    "canonical_unit",
]  # fmt: skip


def freeze_records(using: str = "default", **kwargs: Any) -> None:
    lay_triggers(connections[using], [RECORDS, ANSWERS, CORRECTIONS, MERGERS])


def remember_text(instance: Revision, update_fields: Any = None, **kwargs: Any) -> None:
    """What stood there before this save: by it every record finds its words again (indicators/anchoring.py)."""
    instance.is_being_added = instance.pk is None  # type: ignore[attr-defined]
    if instance.pk and not update_fields and not instance.is_published:
        texts = Revision.objects.filter(pk=instance.pk).values_list("text", flat=True)
        instance.text_before = texts.first()  # type: ignore[attr-defined]


def read_figures(revision: Revision, **kwargs: Any) -> None:
    if getattr(revision, "is_being_added", False) and (earlier := recording.version_to_follow(revision)):
        answering.carry_over(earlier, revision)
    recording.read_figures(revision)


def ask_before_a_step(revision: Revision, verb: str, by: By, reason: str, **kwargs: Any) -> list[Question]:
    """Severe findings are answered one by one; numbers that nobody has decided on go out for a reason.

    A command on the server has nobody to ask: its one reason answers every severe finding, and the log says how many
    numbers nobody has looked at.
    """
    return [*_ask_findings(revision, by, reason), *_ask_undecided(revision, verb, by)]


def _ask_findings(revision: Revision, by: By, reason: str) -> Iterator[Question]:
    desk = reverse("admin:articles_revision_desk", args=[revision.pk])
    for asked in answering.with_answers(revision, check(revision)):
        if not asked.can_be_let_stand:
            continue
        url = f"{desk}#{asked.anchor}"
        if asked.is_open and by.user is None and reason:
            asked.answer = answering.keep(revision, asked.finding, reason, by)
        if asked.is_open:
            yield Question(_("校核（严重）：%(finding)s") % {"finding": asked.finding.sentence}, url)
        elif asked.answer:
            said = {"check": asked.name, "words": asked.words(revision.text), "reason": asked.answer.reason}
            yield Question(_("校核“%(check)s”%(words)s照原样通过：%(reason)s。") % said, url, settled=True)


def _ask_undecided(revision: Revision, verb: str, by: By) -> Iterator[Question]:
    if verb == Act.Verb.APPROVE:
        return
    left = waiting(revision)
    parts = []
    if left.numbers:
        parts.append(ngettext("%(n)d 个数字未定", "%(n)d 个数字未定", left.numbers) % {"n": left.numbers})
    if left.records:
        parts.append(ngettext("%(n)d 条记录待核对", "%(n)d 条记录待核对", left.records) % {"n": left.records})
    if parts:
        desk = reverse("admin:articles_revision_desk", args=[revision.pk])
        sentence = _("还有 %(what)s。") % {"what": _("、").join(parts)}
        yield Question(sentence, f"{desk}#desk", settled=by.user is None, yields=True)


def write_down_corrections(revision: Revision, **kwargs: Any) -> None:
    corrections.write_down(revision)


def seal_records(revision: Revision, **kwargs: Any) -> bytes:
    return sealed_records(revision)


def sealed_records(revision: Revision) -> bytes:
    rows = Record.objects.filter(revision=revision).order_by("start", "id").values(*SEALED)
    content: dict[str, object] = {"records": [{k: _plain(v) for k, v in row.items()} for row in rows]}
    # Left out where there are none: versions that were sealed before answers existed keep their hashes.
    given = revision.answers.order_by("key").values("key", "sentence", "reason", "by__username", "at")
    if answers := [{k: _plain(v) for k, v in row.items()} for row in given]:
        content["answers"] = answers
    return archive.canonical(content)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if hasattr(value, "isoformat") else value
