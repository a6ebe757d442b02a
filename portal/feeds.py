"""Atom feeds (RFC 4287). An entry's id is a tag URI of the site's own domain: it stays when host names, modes or titles change."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Column, Revision, RevisionQuerySet
from indicators.catalogue import successors
from indicators.models import Indicator, Record, Topic
from portal import corrections, figures
from portal.parts import of_indicator, shows

ENTRIES = 30


def tag(day: datetime, what: str) -> str:
    """tag:www.example.gov.cn,2023-07-20:articles/7 (RFC 4151)."""
    return f"tag:{settings.SITE['domain']},{timezone.localtime(day):%Y-%m-%d}:{what}"


class Bulletins(Feed):
    """Entries are bulletins; `updated` moves when a version replaces another."""

    feed_type = Atom1Feed
    author_name = settings.SITE["owner"]
    subtitle = gettext_lazy("最新公报")

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        shows(request, "bulletins")

    def title(self) -> str:
        return settings.SITE["name"]

    def link(self) -> str:
        return reverse("home")

    def items(self, obj: Any) -> QuerySet[Revision]:
        return self.bulletins(obj)[:ENTRIES]

    def bulletins(self, obj: Any) -> RevisionQuerySet:
        return Revision.objects.visible().for_lists()

    def item_guid(self, item: Revision) -> str:
        return tag(item.article.created_at, f"articles/{item.article_id}")

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


class OfColumn(Bulletins):
    def get_object(self, request: HttpRequest, slug: str) -> Column:
        column = get_object_or_404(Column, slug=slug)
        shows(request, f"column:{column.pk}")
        return column

    def title(self, column: Column) -> str:  # type: ignore[override]
        return f"{column.label} - {settings.SITE['name']}"

    def link(self, column: Column) -> str:  # type: ignore[override]
        return column.get_absolute_url()

    def bulletins(self, column: Column) -> RevisionQuerySet:
        return super().bulletins(column).inside(column)


class OfTopic(Bulletins):
    """Bulletins that state an indicator of the topic."""

    def get_object(self, request: HttpRequest, slug: str) -> Topic:
        shows(request, "bulletins", "figures", "catalogue")
        return get_object_or_404(Topic, slug=slug)

    def title(self, topic: Topic) -> str:  # type: ignore[override]
        return f"{topic.label} - {settings.SITE['name']}"

    def link(self, topic: Topic) -> str:  # type: ignore[override]
        return f"{reverse('catalogue')}?topic={topic.slug}"

    def bulletins(self, topic: Topic) -> RevisionQuerySet:
        # EXISTS, bulletin by bulletin from the newest on: the topic's records of all years are never gathered.
        stated = Record.objects.stated().filter(revision=OuterRef("pk"), indicator__in=successors(topics=topic))
        return super().bulletins(topic).filter(Exists(stated))


class OfIndicator(Feed):
    """Entries are figures: what each new bulletin states of the indicator."""

    feed_type = Atom1Feed
    author_name = settings.SITE["owner"]

    def get_object(self, request: HttpRequest, code: str) -> Indicator:
        entry = get_object_or_404(Indicator.objects.select_related("merged_into"), code=code)
        shows(request, *of_indicator(entry), *of_indicator(entry.merged_into or entry))
        return entry.merged_into or entry

    def title(self, entry: Indicator) -> str:
        return f"{entry.label} - {settings.SITE['name']}"

    def link(self, entry: Indicator) -> str:
        return entry.get_absolute_url()

    def items(self, entry: Indicator) -> QuerySet[Record]:
        stated = Record.objects.public().filter(indicator__in=successors(pk=entry.pk)).with_sources()
        return stated.order_by("-id")[:ENTRIES]

    def item_guid(self, item: Record) -> str:
        return tag(item.revision.created_at, f"records/{item.pk}")

    def item_title(self, item: Record) -> str:
        said = f"{figures.comparison_words(item)}{figures.value_words(item)}"
        return f"{item.region_name} {figures.period_words(item.period_start, item.period_end)} {item.name} {said}"

    def item_description(self, item: Record) -> str:
        return item.revision.title

    def item_pubdate(self, item: Record) -> datetime:
        return item.revision.published_on

    def item_updateddate(self, item: Record) -> datetime | None:
        return item.revision.visible_from


class Corrections(Feed):
    feed_type = Atom1Feed
    author_name = settings.SITE["owner"]

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        shows(request, "bulletins", "figures", "catalogue")

    def title(self) -> str:
        return f"{_('更正')} - {settings.SITE['name']}"

    def link(self) -> str:
        return reverse("corrections")

    def items(self) -> list[Revision]:
        newest = corrections.corrected().order_by("-visible_from", "-id")[:ENTRIES]
        return corrections.with_figures(list(newest))

    def item_guid(self, item: Revision) -> str:
        return tag(item.article.created_at, f"articles/{item.article_id}/v{item.number}")

    def item_link(self, item: Revision) -> str:
        return reverse("version", args=[item.article_id, item.number])

    def item_title(self, item: Revision) -> str:
        return _("更正：%(title)s") % {"title": item.title}

    def item_description(self, item: Revision) -> str:
        """The note, then each figure before and after."""
        lines = [item.correction_note]
        for change in item.figures:  # type: ignore[attr-defined]
            now = figures.value_words(change.after) if change.after else _("删去")
            lines.append(f"{change.record.name}{_('：')}{figures.value_words(change.before)} → {now}")
        return "\n".join(lines)

    def item_pubdate(self, item: Revision) -> datetime | None:
        return item.visible_from

    def item_updateddate(self, item: Revision) -> datetime | None:
        return item.visible_from
