"""纠错: what a reader reports as wrong in a bulletin. Nobody is asked who they are; the editors answer on a page of its own."""

import ipaddress
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

WINDOW = timedelta(hours=1)
MOST_IN_WINDOW = 5  # from one address: a household or a small office reads together
LONGEST_QUOTE, LONGEST_MESSAGE = 500, 1000


class TooManyReports(Exception):
    """This address has reported as much as it may within the hour."""


class Report(models.Model):
    class State(models.TextChoices):
        NEW = "new", _("待处理")
        ANSWERED = "answered", _("已答复")
        DISMISSED = "dismissed", _("不予更正")

    revision = models.ForeignKey(
        "articles.Revision", on_delete=models.CASCADE, related_name="reports", verbose_name=_("稿件")
    )
    # A number, not a key: this room does not know records.
    record_number = models.PositiveBigIntegerField(_("数据编号"), null=True, editable=False)
    quote = models.CharField(_("有误的原文"), max_length=LONGEST_QUOTE, blank=True)
    message = models.TextField(_("错在哪里"), max_length=LONGEST_MESSAGE)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.NEW, db_index=True)
    answer = models.TextField(
        _("答复"), max_length=LONGEST_MESSAGE, blank=True, help_text=_("读者在回执页上会看到；不予更正的，请写明理由")
    )
    # Whoever has the address of the receipt may read it: 192 bits, nobody comes upon it by trying.
    key = models.CharField(max_length=40, unique=True, editable=False)
    # Of the address that it came from, for as long as WINDOW; see forget_senders().
    sender = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(_("处理时间"), null=True, editable=False)

    class Meta:
        verbose_name = _("读者纠错")
        verbose_name_plural = _("读者纠错")
        ordering = ["-id"]
        indexes = [models.Index(fields=["sender", "created_at"], condition=~models.Q(sender=""), name="report_sender")]

    def __str__(self) -> str:
        return self.message[:40]

    def get_absolute_url(self) -> str:
        return reverse("report-receipt", args=[self.key])


@transaction.atomic
def receive(report: Report, address: str | None) -> Report:
    """Stores it as new. Raises TooManyReports and then stores nothing."""
    forget_senders()
    report.sender = sender_of(address)
    since = timezone.now() - WINDOW
    if Report.objects.filter(sender=report.sender, created_at__gt=since).count() >= MOST_IN_WINDOW:
        raise TooManyReports
    report.key = secrets.token_urlsafe(24)
    report.save()
    return report


def sender_of(address: str | None) -> str:
    """A keyed hash: the address cannot be told from it without the site's secret. Of IPv6 the network of one line (/64)."""
    if address and ":" in address:
        address = str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return salted_hmac("articles.reports.sender", address or "", algorithm="sha256").hexdigest()


def forget_senders() -> None:
    """个人信息保护法 Art. 19: not kept longer than the limit needs. At each report, and each time that the desk lists them."""
    Report.objects.exclude(sender="").filter(created_at__lte=timezone.now() - WINDOW).update(sender="")


def may_answer(user: Any) -> bool:
    """Whoever works on bulletins answers their readers."""
    return user.has_perm("articles.change_revision") or user.has_perm("articles.review_revision")
