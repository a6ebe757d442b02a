"""What every page shows: the site's names and numbers, the menu, and the way into and out of each reading mode."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.models import Column
from articles.prepared import Prepared
from portal.modes import SIZES, Mode

# A longer one is left behind when a reader changes mode: four links to it would make the page heavy.
LONGEST_QUERY_STRING = 2000
COLUMNS = Prepared(Column.objects.all)
CHINESE = mark_safe(' lang="zh-CN"')


def site(request: HttpRequest) -> dict[str, Any]:
    mode: Mode = getattr(request, "mode", Mode())
    # One slash only: a link to //example.org/ would leave the site.
    path = "/" + escape_uri_path(request.path_info).lstrip("/")
    query = request.META.get("QUERY_STRING", "")
    here = path + (f"?{query}" if query and len(query) <= LONGEST_QUERY_STRING else "")
    return {
        "site": settings.SITE,
        "mode": mode,
        # One query, and only on pages that draw the menu.
        "columns": SimpleLazyObject(lambda: menu_of(columns_of(request))),
        # For words that stay Chinese on an English page: <h1{{ in_chinese }}>.
        "in_chinese": CHINESE if mode.english else "",
        "canonical_url": SimpleLazyObject(lambda: request.build_absolute_uri(path)),
        "elder_url": Mode(mode.english, True).prefix + here,
        "ordinary_url": Mode(mode.english, False).prefix + here,
        "chinese_url": mode._replace(english=False).prefix + here,
        "english_url": mode._replace(english=True).prefix + here,
        "type_sizes": SimpleLazyObject(lambda: type_sizes(mode, here)),
    }


def type_sizes(mode: Mode, here: str) -> list[tuple[str, str, bool]]:
    """Elder mode's steps of type, each with its name, the same page's address in it, and whether it is the present one."""
    names = [_("标准"), _("大"), _("特大"), _("最大")]
    steps = zip(SIZES, names, strict=True)
    return [(name, mode._replace(size=size).prefix + here, size == mode.size) for size, name in steps]


class Menu(list[Column]):
    """The columns of the first level, each with `below`, its columns one level down."""

    @property
    def said(self) -> str:
        """All that the menu shows of them: what a drawn one is kept under."""
        return repr([(column.pk, column.slug, column.label) for column in self])


def columns_of(request: HttpRequest) -> list[Column]:
    """All columns, read once a request; each knows its parent and, as `below`, the columns one level down."""
    known: list[Column] | None = getattr(request, "columns", None)
    if known is None:
        known = request.columns = COLUMNS()  # type: ignore[attr-defined]
        menu_of(known)
    return known


def menu_of(columns: list[Column]) -> Menu:
    by_key = {column.pk: column for column in columns}
    for column in columns:
        column.below = [other for other in columns if other.parent_id == column.pk]  # type: ignore[attr-defined]
        column.parent = by_key.get(column.parent_id)  # type: ignore[arg-type]
    return Menu(column for column in columns if column.parent_id is None)
