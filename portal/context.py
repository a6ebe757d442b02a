"""What every page shows: the site's names and numbers, the menu, and the way into and out of each reading mode."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles.models import Column
from portal.modes import Mode


def site(request: HttpRequest) -> dict[str, Any]:
    mode: Mode = getattr(request, "mode", Mode())
    query = request.META.get("QUERY_STRING", "")
    here = request.path_info + (f"?{query}" if query else "")
    return {
        "site": settings.SITE,
        "mode": mode,
        # One query, and only on pages that draw the menu.
        "columns": SimpleLazyObject(lambda: list(Column.objects.filter(parent=None))),
        "canonical_path": request.path_info,
        "elder_url": Mode(mode.english, True).prefix + here,
        "ordinary_url": Mode(mode.english, False).prefix + here,
        "chinese_url": Mode(False, mode.elder).prefix + here,
        "english_url": Mode(True, mode.elder).prefix + here,
    }
