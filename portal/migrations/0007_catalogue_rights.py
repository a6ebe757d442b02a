"""The groups that an office has already get what newer ones are made with: the care of the catalogue (portal/roles.py). Rights
are only added, and only this once; what an office takes away again stays away."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

VIEWED = {"articles": ["column", "region"], "indicators": ["alias", "checksetting", "indicator", "merger", "topic", "watchedword"]}
CARE = {
    "编辑": {"indicators": {"alias": "add change"}},
    "审核": {
        "articles": {"column": "add change", "region": "add change"},
        "indicators": {
            "alias": "add change delete", "indicator": "add change", "topic": "add change delete",
            "watchedword": "add change delete",
        },
    },
    "签发": {"indicators": {"checksetting": "add change delete", "watchedword": "add change delete"}},
}  # fmt: skip


def give(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(using).filter(name__in=CARE)
    if not groups:
        return  # a new portal: they are made with all their rights once everything is migrated
    for label in VIEWED:
        create_permissions(installed.get_app_config(label), using=using, apps=apps, verbosity=0)
    every = apps.get_model("auth", "Permission").objects.using(using)
    for group in groups:
        wanted = {(label, f"view_{model}") for label, models in VIEWED.items() for model in models}
        for label, models in CARE[group.name].items():
            wanted |= {(label, f"{act}_{model}") for model, acts in models.items() for act in acts.split()}
        for label, codename in wanted:
            group.permissions.add(*every.filter(content_type__app_label=label, codename=codename))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_index_intervals"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("indicators", "0006_newest_of_each_sort"),
        ("otp_totp", "0003_add_timestamps"),
        ("portal", "0006_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondFactor",
            fields=[],
            options={
                "verbose_name": "两步验证器",
                "verbose_name_plural": "两步验证器",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("otp_totp.totpdevice",),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
