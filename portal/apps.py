from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.apps import DefaultConfig


class OneTimeCodesConfig(DefaultConfig):
    """django-otp's one-time codes, under a name that the desk's users understand."""

    default = False
    verbose_name = _("两步验证")


class PortalConfig(AppConfig):
    default = True
    name = "portal"
    verbose_name = _("门户")

    def ready(self) -> None:
        from articles.signals import article_withdrawn, revision_published
        from portal import changes, printout, reading, search_index, watching
        from portal.roles import make_groups

        pre_migrate.connect(watching.lift, sender=self)
        post_migrate.connect(watching.watch, sender=self)
        post_migrate.connect(changes.freeze_changes, sender=self)
        post_migrate.connect(make_groups, sender=self)

        revision_published.connect(reading.draw_page)
        revision_published.connect(search_index.index_revision)
        revision_published.connect(printout.make_soon)
        revision_published.connect(changes.note_publication)
        article_withdrawn.connect(changes.note_withdrawal)
