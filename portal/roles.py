"""Who may do what, as groups that an office puts its people into: 编辑 write, 审核 review, 签发 publish (三审三校, design.md §4).

The catalogue is the reviewers': they see every bulletin and answer for what its figures are called. Editors look everything up
and add the other names of an indicator, as they do at the desk by choosing it; how strict the checks are is for those who sign.
What is pointed at from elsewhere (indicators, regions, columns) is merged or renamed, not deleted.
"""

from typing import Any

from django.apps import apps as installed

LOOK_UP = [
    "articles.view_act", "articles.view_column", "articles.view_region", "articles.view_revision",
    "indicators.view_alias", "indicators.view_checksetting", "indicators.view_indicator", "indicators.view_merger",
    "indicators.view_topic", "indicators.view_watchedword",
]  # fmt: skip
GROUPS = {
    "编辑": [
        *LOOK_UP,
        *(f"articles.{act}_revision" for act in ("add", "change", "delete")),
        *(f"indicators.{act}_alias" for act in ("add", "change")),
    ],
    "审核": [
        *LOOK_UP,
        "articles.review_revision",
        *(f"articles.{act}_{kind}" for act in ("add", "change") for kind in ("column", "region")),
        *(f"indicators.{act}_indicator" for act in ("add", "change")),
        *(f"indicators.{act}_{kind}" for act in ("add", "change", "delete") for kind in ("alias", "topic", "watchedword")),
    ],
    "签发": [
        *LOOK_UP,
        "articles.publish_revision",
        "articles.withdraw_revision",
        *(f"indicators.{act}_{kind}" for act in ("add", "change", "delete") for kind in ("checksetting", "watchedword")),
    ],
}  # fmt: skip


def make_groups(using: str = "default", apps: Any = installed, **kwargs: Any) -> None:
    """After each migration of this room, the last: groups that are missing are made; what an office has changed in one stays
    as it is."""
    try:
        Group = apps.get_model("auth", "Group")
        Permission = apps.get_model("auth", "Permission")
    except LookupError:
        return
    for name, rights in GROUPS.items():
        group, made = Group.objects.using(using).get_or_create(name=name)
        if made:
            group.permissions.set(permissions(Permission.objects.using(using), rights))


def permissions(every: Any, rights: list[str]) -> list[Any]:
    """The rows of these rights, each written as `app.codename`."""
    wanted = set(rights)
    return [
        one for one in every.select_related("content_type") if f"{one.content_type.app_label}.{one.codename}" in wanted
    ]
