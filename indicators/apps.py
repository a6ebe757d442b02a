from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "indicators"
    verbose_name = _("指标")

    def ready(self) -> None:
        from articles.models import Revision
        from articles.signals import revision_published, revision_saved, step_asked
        from indicators import receivers

        post_migrate.connect(receivers.freeze_records, sender=self)
        pre_save.connect(receivers.remember_text, sender=Revision)
        revision_saved.connect(receivers.read_figures)
        revision_published.connect(receivers.write_down_corrections)
        revision_published.connect(receivers.seal_records)
        step_asked.connect(receivers.ask_before_a_step)
