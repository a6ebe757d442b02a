"""Where every view of the API starts: open to every origin, strict about parameters, in the language that was asked for."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

SHORT_CACHE = "public, max-age=60"  # a withdrawal reaches the last cache within a minute


class Gone(exceptions.APIException):
    status_code = 410
    default_code = "gone"


class Ending(NamedTuple):
    """An address that will go: set `ending` on its view, and every answer and the schema say so (RFC 9745, RFC 8594)."""

    deprecated: date
    sunset: date
    instead: str  # address of what takes its place, or of the words about it

    def headers(self) -> dict[str, str]:
        return {
            "Deprecation": f"@{_moment(self.deprecated)}",
            "Sunset": http_date(_moment(self.sunset)),
            "Link": f'<{self.instead}>; rel="deprecation"',
        }


def _moment(day: date) -> int:
    return int(timezone.make_aware(datetime(day.year, day.month, day.day)).timestamp())


class Open(APIView):
    action: str | None = None
    ending: Ending | None = None

    def parameters(self) -> list[str]:
        """The names that this address knows; any other is an error, and so is one given twice or without a value."""
        return []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(language_of(request)):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "OPTIONS":
            return
        known = self.parameters()
        errors: dict[str, list[Any]] = {}
        for name, values in request.query_params.lists():
            if name not in known:
                errors[name[:60]] = [{"detail": _unknown(known), "allowed": known}]
            elif len(values) > 1:
                errors[name] = [_("这个参数只能出现一次。")]
            elif not values[0].strip():
                errors[name] = [_("这个参数没有值。请写上值，或去掉这个参数。")]
            elif "\ufffd" in values[0]:
                errors[name] = [_("这个参数的值不是正确的 UTF-8 文字。")]
        if errors:
            raise exceptions.ValidationError(errors)

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if response.status_code >= 400:
            # An error is JSON whatever was asked for, and in a language: caches must know.
            request.accepted_renderer, request.accepted_media_type = JSONRenderer(), "application/problem+json"
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code >= 400:
            patch_vary_headers(response, ["Accept-Language"])
            response.headers["Content-Language"] = "en" if translation.get_language() == "en" else "zh-CN"
        elif request.method in {"GET", "HEAD"}:
            response.headers.setdefault("Cache-Control", SHORT_CACHE)
        if self.ending:
            links = [response.headers.get("Link", ""), self.ending.headers()["Link"]]
            for name, value in (self.ending.headers() | {"Link": ", ".join(filter(None, links))}).items():
                response.headers[name] = value
        return response


def language_of(request: HttpRequest) -> str:
    """/en/ is English; elsewhere errors are in the first language of Accept-Language that we have. Answers are the same in all."""
    if translation.get_language() == "en":
        return "en"
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if wanted == "*":
            break
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return "zh-hans"


def _unknown(known: Iterable[str]) -> str:
    if not known:
        return _("没有这个参数；此地址不接受参数。")
    return _("没有这个参数。可用的参数：%(names)s。") % {"names": _("、").join(known)}
