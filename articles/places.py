"""Where bulletins belong: the site's columns and the country's regions."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.links import address

DEEPEST_COLUMN = 3


class NamedInEnglish(models.Model):
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language; Chinese where no English one was given."""
        return (get_language() == "en" and self.name_en) or self.name


class Column(NamedInEnglish):
    """栏目: a section of the site, at most three levels deep."""

    slug = models.SlugField(_("网址名"), unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级栏目")
    )
    position = models.PositiveSmallIntegerField(_("排序"), default=0)
    description = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("栏目")
        verbose_name_plural = _("栏目")
        ordering = ["position", "id"]

    def get_absolute_url(self) -> str:
        return address("column", self.slug)

    def clean(self) -> None:
        levels, parent = 1, self.parent
        while parent:
            if parent.pk == self.pk or levels >= DEEPEST_COLUMN:
                raise ValidationError({"parent": _("栏目最多三级，且不能以自己为上级。请另选上级栏目。")})
            levels, parent = levels + 1, parent.parent


class RegionQuerySet(models.QuerySet["Region"]):
    def named(self, name: str) -> "RegionQuerySet":
        """Places called this, by full name first, else by a short one (浙江 for 浙江省)."""
        full = self.filter(name=name)
        return full if full.exists() else self.filter(short_names__contains=f"|{name}|")


class Region(models.Model):
    """地区: an administrative unit by GB/T 2260; 全国 is 000000."""

    code = models.CharField(_("代码"), max_length=6, unique=True, validators=[RegexValidator(r"^\d{6}$")])
    name = models.CharField(_("名称"), max_length=60, db_index=True)
    # |浙江|浙|: bars on both sides, so that one LIKE finds a whole name on either database.
    short_names = models.CharField(_("简称"), max_length=100, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级地区")
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("地区")
        verbose_name_plural = _("地区")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("region", self.code)

    @property
    def other_names(self) -> list[str]:
        return [name for name in self.short_names.split("|") if name]

    def ancestors(self) -> Iterator["Region"]:
        place = self.parent
        while place:
            yield place
            place = place.parent
