"""Articles and their revisions, pictures and acts. See docs/adr/0002 for why a revision, and an interval, and no flag."""

import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import body as bodies
from articles.links import address
from articles.places import Column as Column
from articles.places import NamedInEnglish as NamedInEnglish
from articles.places import Region as Region
from articles.signals import revision_saved

# So many articles are sooner looked up one by one than met among all others.
FEW = 200


class Article(models.Model):
    """公报: the lasting identity. Its number is its address, which never changes and is never used again."""

    column = models.ForeignKey(Column, on_delete=models.PROTECT, related_name="articles", verbose_name=_("栏目"))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="articles", verbose_name=_("地区"))
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=200, blank=True, editable=False)
    # Versions up to this number stay withdrawn when a later one is published: what had to go does not come back.
    withdrawn_through = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("公报")
        verbose_name_plural = _("公报")

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        return address("article", self.pk)

    @property
    def newest(self) -> "Revision":
        return self.revisions.order_by("-number")[0]


class Original(models.Model):
    """The file as the office sent it, byte for byte. In the database, so that it is stored or not together with the rest
    (docs/adr/0003); its bytes are loaded only where somebody asks for them."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="originals", verbose_name=_("公报"))
    filename = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    # Of the text as it was read from the file, without white space: the same text in another file is recognised by it.
    text_sha256 = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    size = models.PositiveIntegerField(_("字节数"))
    content = models.BinaryField()
    added_at = models.DateTimeField(_("存入时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("原件")
        verbose_name_plural = _("原件")

    def __str__(self) -> str:
        return self.filename


def articles_inside(column: int) -> models.QuerySet[Article]:
    """Of the column with this key and those below it."""
    at_or_below = Q(pk=column) | Q(parent=column) | Q(parent__parent=column)
    return Article.objects.filter(column__in=Column.objects.filter(at_or_below))


class RevisionQuerySet(models.QuerySet["Revision"]):
    def lasting_past(self, at: datetime) -> "RevisionQuerySet":
        """Published for readers after `at`, whether they see it yet or not."""
        return self.filter(Q(visible_until=None) | Q(visible_until__gt=at), visible_from__isnull=False)

    def visible(self, at: datetime | None = None) -> "RevisionQuerySet":
        """The version of each article that the public reads at `at` (default: now): past, present and scheduled alike."""
        at = at or timezone.now()
        return self.lasting_past(at).filter(visible_from__lte=at)

    def next_changes(self, at: datetime) -> list[datetime]:
        """Moments after `at` at which what the public sees changes because its time has come: the earliest, if any."""
        coming = self.aggregate(
            begins=models.Min("visible_from", filter=Q(visible_from__gt=at)),
            ends=models.Min("visible_until", filter=Q(visible_until__gt=at)),
        )
        return [moment for moment in coming.values() if moment]

    def last_changes(self, at: datetime) -> list[datetime]:
        """Moments up to `at` at which what the public sees changed because its time had come: the last, if any."""
        gone_by = self.aggregate(
            began=models.Max("visible_from", filter=Q(visible_from__lte=at)),
            ended=models.Max("visible_until", filter=Q(visible_until__lte=at)),
        )
        return [moment for moment in gone_by.values() if moment]

    def once_visible(self, at: datetime | None = None) -> "RevisionQuerySet":
        """Every version that the public may still look up at `at` (default: now): it was read once, and was not withdrawn
        before a later one was published. (Of an article that is withdrawn now, all: its page says so.)"""
        gone = Q(article__withdrawn_at=None, number__lte=models.F("article__withdrawn_through"))
        return self.ever_read(at).exclude(gone)

    def ever_read(self, at: datetime | None = None) -> "RevisionQuerySet":
        """Every version that the public has ever read by `at`; not one whose time never came."""
        shown = Q(visible_until=None) | Q(visible_until__gt=models.F("visible_from"))
        return self.filter(shown, visible_from__lte=at or timezone.now())

    def newest_of_each_article(self) -> "RevisionQuerySet":
        later = Revision.objects.filter(article=models.OuterRef("article"), number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(later))

    def for_lists(self) -> "RevisionQuerySet":
        """With column and region, without the long texts that a list never shows. By a query of their own: joined, SQLite
        begins with the columns and sorts the whole archive for a list of ten."""
        articles = Article.objects.select_related("column", "region")
        return self.prefetch_related(models.Prefetch("article", articles)).defer("body", "text", "page")

    def of(self, articles: models.QuerySet[Article]) -> "RevisionQuerySet":
        """Of these articles. A few are looked up by their keys; among many, the newest are soon met by going through all
        versions by date, whereas a join would gather and sort them all."""
        few = list(articles.order_by().values_list("pk", flat=True)[: FEW + 1])
        if len(few) <= FEW:
            return self.filter(article__in=few)
        return self.among(articles)

    def inside(self, column: Column) -> "RevisionQuerySet":
        """In this column and those below it."""
        return self.of(articles_inside(column.pk))

    def among(self, articles: models.QuerySet[Article]) -> "RevisionQuerySet":
        """As of(), for many articles."""
        return self.filter(models.Exists(articles.filter(pk=models.OuterRef("article"))))


class Revision(models.Model):
    """稿件版本: one version of a bulletin. Once published, neither this program nor SQL can change it (articles/freezing.py);
    only its interval of visibility may end sooner."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("送审")
        APPROVED = "approved", _("审核通过")
        PUBLISHED = "published", _("已发布")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("公报"))
    number = models.PositiveIntegerField(_("版本号"), default=1, editable=False)
    # Where it belongs once it is published: until then the article stays where readers know it.
    column = models.ForeignKey(Column, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("栏目"))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("地区"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    title = models.CharField(_("标题"), max_length=200)
    subtitle = models.CharField(_("副标题"), max_length=200, blank=True)
    source = models.CharField(_("信息来源"), max_length=100, blank=True)
    authors = models.CharField(_("作者"), max_length=200, blank=True, help_text=_("多人以空格分隔"))
    published_on = models.DateTimeField(_("发布日期"))
    summary = models.TextField(_("摘要"), blank=True, validators=[MaxLengthValidator(500)])
    body = models.TextField(_("正文"))
    text = models.TextField(editable=False)
    page = models.TextField(editable=False, default="")
    correction_note = models.TextField(_("更正说明"), blank=True, validators=[MaxLengthValidator(1000)])
    visible_from = models.DateTimeField(_("可见起"), null=True, blank=True, editable=False)
    visible_until = models.DateTimeField(_("可见止"), null=True, blank=True, editable=False)
    # Its place in the chain of everything published here, 1, 2, 3 …; with the hashes it shows that nothing was taken out.
    sequence = models.PositiveIntegerField(_("存档序号"), null=True, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    previous_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    saved_at = models.DateTimeField(_("保存时间"), auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("公报稿件")
        verbose_name_plural = _("公报稿件")
        ordering = ["-published_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number"),
            models.CheckConstraint(
                condition=Q(visible_until=None) | Q(visible_until__gte=models.F("visible_from")),
                name="interval_is_one",
            ),
            models.CheckConstraint(
                condition=Q(visible_from=None, sequence=None) | Q(visible_from__isnull=False, sequence__isnull=False),
                name="published_is_sealed",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_on", "-id"], name="revision_newest_first"),
            # The ledger of corrections: later versions by the time at which readers got them.
            models.Index(fields=["-visible_from", "-id"], condition=Q(number__gt=1), name="revision_corrections"),
            # No index of all versions begins with visible_from: nearly every version is visible, and SQLite would sort them all for a list of ten.
            models.Index(fields=["article", "visible_from", "visible_until"], name="revision_interval"),
            # What is public, without the rows' long texts. PostgreSQL alone: SQLite goes to a row by its key whatever index there is.
            models.Index(
                fields=["id"], include=["article", "number", "visible_from", "visible_until"], name="revision_visible"
            ),
        ]
        permissions = [
            ("review_revision", _("审核公报")),
            ("publish_revision", _("签发公报")),
            ("withdraw_revision", _("撤回公报")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("article", self.article_id)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        """With its article, or for itself before a clean version followed."""
        return bool(self.article.withdrawn_at) or self.number <= (self.article.withdrawn_through or 0)

    @property
    def place(self) -> Region:
        """The bulletin's own place, by which its figures are read."""
        return self.region or self.article.region

    @property
    def author_list(self) -> list[str]:
        return self.authors.split()

    def save(self, *args, **kwargs) -> None:
        """A draft's body is cleaned and its text derived here, so that no way of writing one can leave them apart."""
        if self.is_published or kwargs.get("update_fields"):
            super().save(*args, **kwargs)
            return
        self.title = re.sub(r"\s+", " ", self.title).strip()
        self.body = bodies.clean(self.body)
        self.text = bodies.to_text(self.title, self.body)
        super().save(*args, **kwargs)
        revision_saved.send(sender=Revision, revision=self)


class Act(models.Model):
    """操作日志: who did what to which version, when and from where. Only ever added to (a trigger refuses the rest), kept for
    as long as the archive. GB/T 22239-2019 7.1.4: user, time, event, object, result; 网络安全法 Art. 23: at least six months."""

    class Verb(models.TextChoices):
        IMPORT = "import", _("导入")
        SUBMIT = "submit", _("送审")
        APPROVE = "approve", _("审核通过")
        SEND_BACK = "send_back", _("退回")
        RECALL = "recall", _("撤回送审")
        PUBLISH = "publish", _("发布")
        WITHDRAW = "withdraw", _("撤回")
        CORRECT = "correct", _("新建版本")
        KEEP = "keep", _("另存一份")
        BRING_BACK = "bring_back", _("恢复存份")

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    verb = models.CharField(_("操作"), max_length=10, choices=Verb)
    # Nobody: a command on the server. People who have acted are disabled, never deleted.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
    address = models.GenericIPAddressField(_("地址"), null=True)
    # Numbers and words, not keys: a draft may be deleted, what was done to it stays written.
    article_number = models.PositiveBigIntegerField(_("公报号"), db_index=True)
    revision_number = models.PositiveIntegerField(_("版本号"))
    title = models.CharField(_("标题"), max_length=200)
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("操作日志")
        verbose_name_plural = _("操作日志")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.title}"


class Incoming(models.Model):
    """A file that an editor has brought and not yet stored: what was recognised is shown first. Gone after a day."""

    LASTS = timedelta(days=1)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=200)
    content = models.BinaryField(default=b"")
    # A file inside a zip has no bytes here: the zip has them, and the pictures beside.
    bundle = models.ForeignKey("self", on_delete=models.CASCADE, null=True)
    # How the bytes are to be read: a file by its name, or what was on the clipboard.
    is_paste = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.filename


class PreviewLink(models.Model):
    """An address at which somebody without an account may read a draft for two days, until it is revoked."""

    LASTS = timedelta(hours=48)

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="previews", verbose_name=_("稿件"))
    # 256 bits: nobody comes upon it by trying.
    key = models.CharField(max_length=64, unique=True, default=secrets.token_urlsafe, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("预览链接")
        verbose_name_plural = _("预览链接")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.revision}"

    def get_absolute_url(self) -> str:
        return reverse("preview", args=[self.key])

    @property
    def expires_at(self) -> datetime:
        return self.created_at + self.LASTS

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.expires_at


class Presence(models.Model):
    """Somebody has this draft open."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "user"], name="present_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.seen_at}"


class Autosave(models.Model):
    """What somebody has typed and not saved, a row a person and draft (no draft: a new text). Never a version."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "user"], name="autosaved_once"),
            models.UniqueConstraint(fields=["user"], condition=Q(revision=None), name="autosaved_new_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.at}"

    @property
    def text(self) -> str:
        return bodies.to_text(self.words.get("title", ""), bodies.clean(self.words.get("body", "")))


class Printout(models.Model):
    """A published version's print view as PDF: made once, then kept as it is (articles/freezing.py)."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="printout")
    # A name in the default storage.
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.file


class NamedSave(models.Model):
    """命名保存: a draft's words as somebody chose to keep them, under a name; neither the draft itself nor a version. What is in
    it and how it comes back is in articles.named_saves."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="saves", verbose_name=_("稿件"))
    name = models.CharField(_("名称"), max_length=60)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    words = models.JSONField(editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("命名保存")
        verbose_name_plural = _("命名保存")
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["revision", "name"], name="save_name_in_revision")]

    def __str__(self) -> str:
        return self.name


class Picture(models.Model):
    """图片: belongs to one revision and is frozen with it; the body places it by its name. Without a file it is a place
    that waits for one (a pasted page names its pictures but does not bring them)."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="pictures", verbose_name=_("稿件"))
    name = models.CharField(_("正文中的名称"), max_length=100, help_text=_("与正文中图片位置的名称一致，如 02.png"))
    alt = models.CharField(
        _("图片说明"), max_length=300, blank=True, help_text=_("为看不见图片的读者写明图中内容；有图片时发布前必须填写")
    )
    file = models.FileField(_("图片文件"), upload_to="pictures", blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    # [{"width": 800, "height": 533, "webp": "pictures/…", "jpeg": "pictures/…"}, …], smallest first
    renditions = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("图片")
        verbose_name_plural = _("图片")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["revision", "name"], name="picture_name_in_revision")]

    def __str__(self) -> str:
        return self.name


# A model of its own room, registered with the rest.
from articles.reports import Report  # noqa: E402, F401
