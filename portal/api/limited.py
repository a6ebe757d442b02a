"""Addresses that cost the server more than a page: open to all, so often a minute and no more, and they say how often."""

from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from portal import limits
from portal.api.bodies import Json
from portal.api.open import Open


class TooOften(exceptions.APIException):
    status_code = 429
    default_code = "too_often"

    def __init__(self, wait: int) -> None:
        super().__init__(_("请求太多。请过 %(n)d 秒再试。") % {"n": wait})
        self.wait = wait  # REST framework makes Retry-After of it


class Limited(Open):
    """`what` is counted together wherever it is asked for. RateLimit headers: draft-ietf-httpapi-ratelimit-headers-10."""

    http_method_names = ["post", "options"]
    parser_classes: ClassVar[list[Any]] = [Json]
    renderer_classes: ClassVar[list[Any]] = [JSONRenderer]
    what: ClassVar[str]
    seconds = 60
    used: limits.Use | None = None

    def times(self) -> int:
        raise NotImplementedError

    def who(self) -> str:
        return limits.household(self.request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS":
            self.used = limits.use(self.who(), self.what, self.times(), self.seconds)
            if self.used.is_too_often:
                raise TooOften(self.used.resets)

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        if self.used:
            response.headers["RateLimit-Policy"] = f'"{self.what}";q={self.times()};w={self.seconds}'
            response.headers["RateLimit"] = f'"{self.what}";r={self.used.left};t={self.used.resets}'
        return response
