"""The catalogue of indicators, and the records that bulletins state. See docs/extraction.md for how they are read."""

import re
import unicodedata
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.datasets import FIRST_OTHER, OTHER, WORDS, Joined, Plain
from articles.links import address
from articles.models import NamedInEnglish, Region, Revision

NOISE = re.compile(r"[\s“”\"'‘’《》()（）·、,，。的]")
# Where a period that was not stated stands among the others: last.
LONG_AGO = date(1, 1, 1)
# The same thing in two spellings; the long one is the catalogue's.
SAME = [("规上", "规模以上"), ("限上", "限额以上"), ("社零总额", "社会消费品零售总额")]


def spelling_key(name: str) -> str:
    """What stays of a name when spelling, width and quotation marks do not count."""
    plain = NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()
    for short, long in SAME:
        plain = plain.replace(short, long)
    return plain


class Topic(NamedInEnglish):
    slug = models.SlugField(_("代码"), unique=True)

    class Meta:
        verbose_name = _("主题")
        verbose_name_plural = _("主题")
        ordering = ["id"]


class Indicator(NamedInEnglish):
    """指标: an entry of the catalogue. Merged into another, its code answers with a redirect to that one."""

    code = models.SlugField(_("代码"), max_length=80, unique=True)
    dimension = models.CharField(_("计量"), max_length=10, help_text=_("如 金额、计数、比率、面积"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="indicators", verbose_name=_("主题"))
    note = models.TextField(_("说明"), blank=True)
    home_position = models.PositiveSmallIntegerField(
        _("首页次序"),
        null=True,
        blank=True,
        help_text=_("填了的指标按此次序列在首页“主要数据”里；都不填，首页列最新确认的数据"),
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("已并入")
    )

    class Meta:
        verbose_name = _("指标")
        verbose_name_plural = _("指标")
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return address("indicator", self.code)

    def save(self, *args, **kwargs) -> None:
        """The name is kept among the aliases as well, so that one look-up finds every written form."""
        super().save(*args, **kwargs)
        Alias.objects.get_or_create(name=self.name, defaults={"indicator": self})

    def clean(self) -> None:
        if self.merged_into and self.merged_into.merged_into_id:
            raise ValidationError({"merged_into": _("目标指标本身已并入别的指标。请选择最终的指标。")})
        if other := Alias.objects.filter(name=self.name).exclude(indicator=self.pk).select_related("indicator").first():
            raise ValidationError(
                {"name": _("“%(name)s”已是指标 %(code)s 的别名。") % {"name": self.name, "code": other.indicator.code}}
            )


class Alias(models.Model):
    """A written form of an indicator's name. One form names one indicator only."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("指标"))
    name = models.CharField(_("别名"), max_length=120, unique=True)
    key = models.CharField(max_length=120, db_index=True, editable=False)

    class Meta:
        verbose_name = _("别名")
        verbose_name_plural = _("别名")

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.key = spelling_key(self.name)
        super().save(*args, **kwargs)


class Merger(models.Model):
    """指标合并: that one entry went into another, who decided it, and whether it was taken back. Kept for good."""

    gone = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name=_("并入的指标"))
    into = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name=_("保留的指标"))
    # Those that had gone into the first one before; they came along.
    followers = models.ManyToManyField(Indicator, related_name="+", blank=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
    address = models.GenericIPAddressField(_("地址"), null=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("撤销人")
    )

    class Meta:
        verbose_name = _("指标合并")
        verbose_name_plural = _("指标合并记录")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.gone} → {self.into}"


class RecordQuerySet(models.QuerySet["Record"]):
    def stated(self) -> "RecordQuerySet":
        """What a bulletin states, as far as is known: all but what an editor threw out or whose words are gone."""
        return self.exclude(status__in=NOT_STATED)

    def public(self, at: datetime | None = None) -> "RecordQuerySet":
        """Stated in a version that the public reads at `at` (default: now)."""
        # EXISTS, row by row: with IN, SQLite walks every visible revision before it looks at the first record.
        visible = Revision.objects.visible(at).filter(pk=models.OuterRef("revision_id"))
        return self.stated().filter(models.Exists(visible))

    def public_for(self, **outer: str) -> models.Subquery:
        """The newest public record whose fields are the outer row's, by its key: one look into the index of lists for each outer
        row. Asked by EXISTS, or for any record, PostgreSQL goes through all records of the archive."""
        alike = {field: models.OuterRef(name) for field, name in outer.items()}
        return models.Subquery(self.public().filter(**alike).order_by("-ends", "-id").values("pk")[:1])

    def confirmed(self) -> "RecordQuerySet":
        """What an editor has looked at and found right."""
        return self.filter(status=Record.Status.CONFIRMED)

    def with_sources(self) -> "RecordQuerySet":
        """With what a list of records shows beside them; without the bulletins' long texts."""
        return self.select_related("indicator", "region", "revision__article").defer(
            "revision__body", "revision__text", "revision__page"
        )


class Record(models.Model):
    """指标记录: one number that a bulletin states, tied to the very characters that state it."""

    class Measure(models.TextChoices):
        LEVEL = "level", _("数值")
        GROWTH = "growth", _("增速")
        CHANGE = "change", _("增减量")
        SHARE = "share", _("占比")
        RANK = "rank", _("位次")
        MULTIPLE = "multiple", _("倍数")

    class Modifier(models.TextChoices):
        EXACT = "exact", _("正好")
        ABOUT = "about", _("约")
        BELOW = "below", _("近")
        ABOVE = "above", _("超过")
        AT_LEAST = "at_least", _("不低于")
        AT_MOST = "at_most", _("不超过")

    class Assertion(models.TextChoices):
        ACTUAL = "actual", _("实际")
        TARGET = "target", _("目标")

    class Status(models.TextChoices):
        CANDIDATE = "candidate", _("待核对")
        CONFIRMED = "confirmed", _("已确认")
        REJECTED = "rejected", _("已排除")
        DETACHED = "detached", _("原文已变")

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="records", verbose_name=_("稿件"))
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="records", verbose_name=_("指标")
    )
    # As the bulletin states it.
    name = models.CharField(_("指标名称"), max_length=200)
    measure = models.CharField(_("类型"), max_length=10, choices=Measure)
    value = models.CharField(_("数值"), max_length=40)
    value_max = models.CharField(_("上限"), max_length=40, blank=True)
    unit = models.CharField(_("单位"), max_length=30)
    modifier = models.CharField(_("修饰"), max_length=10, choices=Modifier, default=Modifier.EXACT)
    comparison = models.CharField(_("比较"), max_length=30, blank=True)
    scope = models.CharField(_("范围"), max_length=120, blank=True)
    period_start = models.DateField(_("时期起"), null=True, blank=True)
    period_end = models.DateField(_("时期止"), null=True, blank=True)
    # period_end for putting in order, never empty: a column of its own, because no index helps to order by an expression here.
    ends = models.GeneratedField(
        expression=Coalesce("period_end", models.Value(LONG_AGO, models.DateField())),
        output_field=models.DateField(),
        db_persist=True,
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="records", verbose_name=_("地区")
    )
    region_name = models.CharField(_("地区名称"), max_length=60)
    assertion = models.CharField(_("性质"), max_length=10, choices=Assertion, default=Assertion.ACTUAL)
    # In the unit that values of one dimension are compared in: 352.4亿元 is 35240000000 元. Empty for a unit not in the table.
    canonical_value = models.DecimalField(_("标准值"), max_digits=30, decimal_places=8, null=True, editable=False)
    canonical_max = models.DecimalField(max_digits=30, decimal_places=8, null=True, editable=False)
    canonical_unit = models.CharField(_("标准单位"), max_length=30, blank=True, editable=False)
    # W3C Web Annotation: TextPositionSelector (code points of Revision.text) and TextQuoteSelector.
    start = models.PositiveIntegerField(editable=False, default=0)
    end = models.PositiveIntegerField(editable=False, default=0)
    exact = models.CharField(_("原文"), max_length=100, editable=False)
    prefix = models.CharField(max_length=64, editable=False, blank=True)
    suffix = models.CharField(max_length=64, editable=False, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.CANDIDATE, db_index=True)
    rule = models.CharField(_("识别规则"), max_length=80, blank=True, editable=False)
    confidence = models.FloatField(_("把握"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    # Why a decision is open again: what its sentence said then and says now.
    reopened = models.CharField(max_length=300, blank=True, editable=False)
    # Its own cells of a table, in the order of indicators.observations.OWN, each behind its mark (articles.datasets). To put them
    # together anew costs a whole table as much as all else that it needs.
    cells = models.GeneratedField(
        expression=Joined(
            (FIRST_OTHER, "id"),
            (WORDS, "name"),
            (OTHER, "measure"),
            (OTHER, "value"),
            (OTHER, "value_max"),
            (WORDS, "unit"),
            (OTHER, Plain("canonical_value")),
            (OTHER, Plain("canonical_max")),
            (WORDS, "canonical_unit"),
            (OTHER, "modifier"),
            (WORDS, "comparison"),
            (WORDS, "scope"),
            (OTHER, "assertion"),
            (OTHER, "status"),
            (WORDS, "region_name"),
            (WORDS, "exact"),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    # The same figure in the first version of the bulletin that stated it; empty where that is this one.
    origin = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, editable=False, related_name="later")

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("指标记录")
        verbose_name_plural = _("指标记录")
        ordering = ["start", "id"]
        indexes = [
            models.Index(fields=["indicator", "region", "period_end"], name="record_series"),
            # The newest of each sort for one place: without them, all that was ever said is gone through for a target that is not there.
            models.Index(fields=["indicator", "region", "assertion", "measure", "-period_end"], name="record_newest"),
            models.Index(fields=["region", "period_end"], name="record_region"),
            # Lists of one place, of one indicator and of all, newest first; figures looked up by what they say.
            models.Index(fields=["region", "-ends", "-id"], name="record_of_region"),
            models.Index(fields=["indicator", "-ends", "-id"], name="record_of_indicator"),
            models.Index(fields=["-ends", "-id"], name="record_of_all"),
            models.Index(fields=["canonical_value", "canonical_unit"], name="record_amount"),
            models.Index(fields=["value"], name="record_value"),
            # The first and the last one of a bulletin.
            models.Index(fields=["revision", "id"], name="record_of_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.exact}"

    @property
    def is_stated(self) -> bool:
        """As RecordQuerySet.stated()."""
        return self.status not in NOT_STATED

    def get_absolute_url(self) -> str:
        return address("record", self.pk)


NOT_STATED = (Record.Status.REJECTED, Record.Status.DETACHED)


class Severity(models.TextChoices):
    SEVERE = "severe", _("严重")
    WARNING = "warning", _("警告")
    HINT = "hint", _("提示")


class Answer(models.Model):
    """校核答复: why a finding of the checks was let stand, by whom and when. Kept by what the finding says of which words
    (`Finding.key`): it lasts as long as that is the same, and is asked anew when it is not. Frozen with its version."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="answers", verbose_name=_("稿件"))
    key = models.CharField(max_length=80, editable=False)
    # As it read then: the archive moves on.
    sentence = models.TextField(_("校核发现"), editable=False)
    reason = models.CharField(_("原因"), max_length=200)
    # Nobody: a command on the server.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
    address = models.GenericIPAddressField(_("地址"), null=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("校核答复")
        verbose_name_plural = _("校核答复")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["revision", "key"], name="one_answer_to_a_finding")]

    def __str__(self) -> str:
        return self.reason


class WatchedWord(models.Model):
    """敏感词、规范表述: a form of words that this office does not want in a bulletin, with the proper one."""

    word = models.CharField(_("词语"), max_length=60, unique=True)
    proper = models.CharField(
        _("规范表述"), max_length=60, blank=True, help_text=_("应当改用的写法；不应出现的词可以不填")
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)
    severity = models.CharField(_("轻重"), max_length=10, choices=Severity, default=Severity.WARNING)

    class Meta:
        verbose_name = _("关注词")
        verbose_name_plural = _("关注词")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


class CheckSetting(models.Model):
    """How much one check counts in this office; a check without a row counts as its author meant it."""

    OFF = "off"

    # Of a check in indicators/checks; not `check`, which Django has taken for its own.
    code = models.SlugField(_("校核项"), unique=True)
    severity = models.CharField(_("轻重"), max_length=10, choices=[*Severity.choices, (OFF, _("不查"))])

    class Meta:
        verbose_name = _("校核设置")
        verbose_name_plural = _("校核设置")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Correction(models.Model):
    """更正: one figure that a published version states otherwise than the version before it, or states no more. Written at
    publication, so that nobody has to compare texts to list what was corrected."""

    class Kind(models.TextChoices):
        CHANGED = "changed", _("数值改动")
        DESCRIBED = "described", _("指标或时期改动")
        REMOVED = "removed", _("删去")

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(max_length=10, choices=Kind)
    before = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey(Record, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = _("更正")
        verbose_name_plural = _("更正")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after or ''}"

    @property
    def record(self) -> Record:
        """The one that says what the figure is of: as it is now, or was last."""
        return self.after or self.before
