from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("公报")

    def ready(self) -> None:
        from articles.freezing import freeze_articles, lift_triggers

        pre_migrate.connect(lift_triggers, sender=self)
        post_migrate.connect(freeze_articles, sender=self)
