"""Feed and sitemaps: what other machines read of the site. Links in them are ordinary addresses."""

from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from articles.models import Column, Region, Revision
from indicators.models import Indicator, Record


class Newest(Feed):
    feed_type = Atom1Feed
    title = settings.SITE["name"]
    subtitle = _("最新公报")
    author_name = settings.SITE["owner"]
    link = reverse_lazy("home")

    def items(self) -> QuerySet[Revision]:
        return Revision.objects.visible().for_lists()[:30]

    def item_title(self, item: Revision) -> str:
        return item.title

    def item_description(self, item: Revision) -> str:
        return item.summary

    def item_pubdate(self, item: Revision) -> datetime:
        return item.published_on

    def item_updateddate(self, item: Revision) -> datetime | None:
        return item.visible_from

    def item_categories(self, item: Revision) -> list[str]:
        return [item.article.column.name]


class Bulletins(Sitemap):
    def items(self) -> QuerySet[Revision]:
        return Revision.objects.visible().for_lists().order_by("article")

    def lastmod(self, item: Revision) -> datetime | None:
        return item.visible_from


class Sections(Sitemap):
    def items(self) -> list[str]:
        pages = [reverse(name) for name in ("home", "archive", "catalogue")]
        return pages + [column.get_absolute_url() for column in Column.objects.all()]

    def location(self, item: str) -> str:
        return item


class Indicators(Sitemap):
    """Those that the published bulletins speak of."""

    def items(self) -> QuerySet[Indicator]:
        stated = Record.objects.public().order_by().values(entry=Coalesce("indicator__merged_into", "indicator"))
        return Indicator.objects.filter(pk__in=stated, merged_into=None).order_by("pk")


class Places(Sitemap):
    def items(self) -> QuerySet[Region]:
        return Region.objects.filter(pk__in=Record.objects.public().order_by().values("region")).order_by("pk")


SITEMAPS = {"bulletins": Bulletins, "sections": Sections, "indicators": Indicators, "regions": Places}
