"""Who may do what, as groups that an office puts its people into: 编辑 write, 审核 review, 签发 publish (三审三校, design.md §4)."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

WRITE = ["add_revision", "change_revision", "delete_revision", "view_revision", "view_act"]
GROUPS = {
    "编辑": WRITE,
    "审核": ["view_revision", "review_revision", "view_act"],
    "签发": ["view_revision", "publish_revision", "withdraw_revision", "view_act"],
}


def make_groups(using: str = "default", apps: Any = installed, **kwargs: Any) -> None:
    """After each migration: groups that are missing are made; what an office has changed in one stays as it is."""
    try:
        Group = apps.get_model("auth", "Group")
        Permission = apps.get_model("auth", "Permission")
    except LookupError:
        return
    # Permissions are written after migrations too, and perhaps after us.
    create_permissions(installed.get_app_config("articles"), using=using, apps=apps, verbosity=0)
    for name, codenames in GROUPS.items():
        group, made = Group.objects.using(using).get_or_create(name=name)
        if made:
            allowed = Permission.objects.using(using).filter(content_type__app_label="articles", codename__in=codenames)
            group.permissions.set(allowed)
