"""Reading modes by address: /elder/… is the same site in elder mode, /en/… the same site in English, /en/elder/… both.

The prefix is taken off before a view is looked up and put before every reversed link, so that a reader stays in the mode.
/elder/150/… is elder mode in type half as large again. No cookie, no script, no negotiation: every page can be bookmarked, cached and printed (design.md §5, docs/adr/0004).
"""

from collections.abc import Callable
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import SimpleTemplateResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

WITHOUT_ELDER = ("/admin/", "/api/", "/media/", "/static/")
WITH_ELDER_ALL_THE_SAME = "/api/docs/"


# Of elder mode's own size (24 px), in percent: up to 200 % more.
SIZES = (100, 150, 200, 300)


class Mode(NamedTuple):
    english: bool = False
    elder: bool = False
    size: int = 100

    @property
    def prefix(self) -> str:
        """What stands before an ordinary address: "", "/en", "/elder", "/elder/150", "/en/elder" …"""
        larger = f"/{self.size}" if self.size != SIZES[0] else ""
        return ("/en" if self.english else "") + (f"/elder{larger}" if self.elder else "")

    @property
    def language(self) -> str:
        return "en" if self.english else "zh-hans"


def split(path: str) -> tuple[Mode, str]:
    """`/en/elder/150/articles/7/` → (Mode(english=True, elder=True, size=150), `/articles/7/`)."""
    english, path = _take("/en", path)
    elder, path = _take("/elder", path)
    for size in SIZES[1:] if elder else ():
        larger, path = _take(f"/{size}", path)
        if larger:
            return Mode(english, elder, size), path
    return Mode(english, elder), path


PREFIXES = {Mode(english, elder, size).prefix for english in (False, True) for elder in (False, True) for size in SIZES}


def _take(prefix: str, path: str) -> tuple[bool, str]:
    if path.startswith(prefix + "/"):
        return True, path[len(prefix) :]
    return False, path


class ReadingModeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in PREFIXES - {""}:
            return HttpResponsePermanentRedirect(request.path + "/")
        mode, path = split(request.path_info)
        if mode.elder and path.startswith(WITHOUT_ELDER) and not path.startswith(WITH_ELDER_ALL_THE_SAME):
            raise Http404
        request.mode = mode  # type: ignore[attr-defined]
        request.path_info = path
        before = get_script_prefix()
        set_script_prefix(before.rstrip("/") + mode.prefix + "/")
        try:
            with translation.override(mode.language):
                response = self.get_response(request)
                # A template response is drawn later, by others; its links must be made while the prefix stands.
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
        finally:
            set_script_prefix(before)
        response.headers.setdefault("Content-Language", "en" if mode.english else "zh-CN")
        return response
