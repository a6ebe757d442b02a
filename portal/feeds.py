"""The feed. Links in it are ordinary addresses."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from articles.models import Revision


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
