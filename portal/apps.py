from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("门户")

    def ready(self) -> None:
        from articles.signals import revision_published
        from portal import reading, search

        revision_published.connect(reading.draw_page)
        revision_published.connect(search.index_revision)
