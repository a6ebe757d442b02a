"""The search index, one row a published version; the stream of changes; other systems that may write by the API."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import Column, Revision


class ArchiveState(models.Model):
    """One row: see portal/watching.py."""

    token = models.CharField(max_length=36)
    renewed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.token


class ArchivePart(models.Model):
    """One row a part of the archive that has ever changed: see portal/parts.py."""

    name = models.CharField(max_length=60, primary_key=True)
    token = models.CharField(max_length=36)

    def __str__(self) -> str:
        return self.name


class SearchEntry(models.Model):
    """The grams beside it live in the database's own index (portal/search_index.py)."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, primary_key=True, related_name="search")
    # The day of publication, and a number within the day: the order in which search goes through the archive.
    key = models.BigIntegerField(unique=True)
    title = models.TextField()
    text = models.TextField()

    def __str__(self) -> str:
        return self.title


class Change(models.Model):
    """变更: one change of what the public reads. Frozen once it has its position (portal/changes.py)."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", "发布"
        CORRECTED = "corrected", "更正"
        WITHDRAWN = "withdrawn", "撤回"

    kind = models.CharField(max_length=10, choices=Kind)
    # The version that appeared; of a withdrawal, the one that was public until then.
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    # 1, 2, 3 …; nothing yet for what is scheduled.
    position = models.PositiveBigIntegerField(null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["at", "id"], condition=models.Q(position=None), name="change_waiting")]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"


class Token(models.Model):
    """接口令牌: lets another system do by the API what its scopes allow, on behalf of an account. The secret itself is not kept."""

    class Scope(models.TextChoices):
        DRAFT_WRITE = "draft:write", _("送来草稿")
        EXTRACT = "extract", _("读出文字中的数")
        VERIFY = "verify", _("核对文字")

    name = models.CharField(_("名称"), max_length=60, unique=True, help_text=_("哪个系统使用它，如 统计局发布平台"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="tokens",
        verbose_name=_("代表的账号"),
        help_text=_("送来的草稿记在这个账号名下；账号须有新增稿件的权限"),
    )
    scopes: Any = models.JSONField(_("用途"), default=list)
    column = models.ForeignKey(
        Column,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("只可写入的栏目"),
        help_text=_("不选则不限栏目"),
    )
    expires_at = models.DateTimeField(_("到期时间"))
    # Of 256 random bits: nobody finds them by trying, so one round of hashing is enough.
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, editable=False)
    last_used_at = models.DateTimeField(_("最近使用"), null=True, editable=False)
    last_used_from = models.GenericIPAddressField(_("最近使用的地址"), null=True, editable=False)

    class Meta:
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.expires_at and self.user.is_active


class KeptAnswer(models.Model):
    """What was answered to a request with an Idempotency-Key: the same one again within a day gets the same again."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    # Of what was asked: another question under the same key is a mistake.
    sha256 = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="key_answered_once")]

    def __str__(self) -> str:
        return self.key


class SecondFactor(TOTPDevice):
    """两步验证: django-otp's device, by a name that the desk's users understand."""

    class Meta:
        proxy = True
        verbose_name = _("两步验证器")
        verbose_name_plural = _("两步验证器")

    def __str__(self) -> str:
        return str(self.user)
