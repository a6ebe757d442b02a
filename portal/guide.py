"""The editors' guide at the desk: docs/editor-guide.md and its pictures, for whoever may log in. One text, on every
installation, read here as on a code host: the pictures lie beside it under the same relative address."""

import struct
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from markdown_it import MarkdownIt

GUIDE = settings.ROOT / "docs" / "editor-guide.md"
PICTURES = settings.ROOT / "docs" / "editor-guide"


class Guide(NamedTuple):
    html: SafeString
    parts: list[tuple[str, str]]  # id and words of each heading of the second order


@cache
def read(file: Path) -> Guide:
    """Our own file, so its HTML is ours; Markdown that would bring HTML of its own is not let through all the same."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(file.read_text(encoding="utf-8"))
    parts: list[tuple[str, str]] = []
    for token, inside in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open" and token.tag == "h2":
            token.attrSet("id", f"part-{len(parts) + 1}")
            parts.append((str(token.attrs["id"]), inside.content))
        for picture in inside.children or ():
            if picture.type == "image":
                wide, high = size(PICTURES / Path(str(picture.attrs["src"])).name)
                picture.attrs |= {"width": wide, "height": high, "loading": "lazy"}
        if token.type == "fence":
            token.info = ""  # a class for colours that we do not have
    # The page has its own first heading.
    body = tokens[3:] if tokens and tokens[0].tag == "h1" else tokens
    return Guide(mark_safe(markdown.renderer.render(body, markdown.options, {})), parts)  # noqa: S308


def size(png: Path) -> tuple[int, int]:
    """Width and height in pixels, from the header (PNG, third edition, 11.2.1), so that a page does not jump as it loads."""
    with png.open("rb") as file:
        wide, high = struct.unpack(">II", file.read(24)[16:])
    return wide, high


def page(request: HttpRequest) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": _("编辑指南"), "guide": read(GUIDE)}
    return TemplateResponse(request, "admin/guide.html", context | {"is_nav_sidebar_enabled": False})


@cache_control(private=True, max_age=3600)
def picture(request: HttpRequest, name: str) -> FileResponse:
    file = PICTURES / f"{name}.png"
    if not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), content_type="image/png")
