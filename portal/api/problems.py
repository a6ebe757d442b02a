"""Errors as RFC 9457 problem details, in the language of the address."""

import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.signals import got_request_exception
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

TITLES = {
    400: gettext_lazy("请求有误"),
    401: gettext_lazy("需要登录"),
    403: gettext_lazy("没有权限"),
    404: gettext_lazy("没有找到"),
    405: gettext_lazy("不支持这种方法"),
    406: gettext_lazy("没有所要的格式"),
    409: gettext_lazy("与已有的冲突"),
    410: gettext_lazy("不再公开"),
    413: gettext_lazy("内容太大"),
    415: gettext_lazy("不支持这种内容格式"),
    416: gettext_lazy("没有所要的部分"),
    422: gettext_lazy("内容无法接受"),
    429: gettext_lazy("请求太多"),
    500: gettext_lazy("服务器出错"),
}
logger = logging.getLogger("django.request")


def problem(exc: Exception, context: dict[str, Any]) -> Response:
    """REST framework's EXCEPTION_HANDLER. A fault of our own is logged like any other view's, and answered in this shape too."""
    request = context["request"]
    if isinstance(exc, (SuspiciousOperation, BadRequest)):
        exc = exceptions.ParseError(_("请求无法读取。"))
    response = exception_handler(exc, context)
    if response is None:
        logger.error("%s: %s", TITLES[500], request.path, exc_info=exc)
        got_request_exception.send(sender=problem, request=request._request)
        return Response(_body(500, request.path, _("请稍后再试。")), 500, content_type="application/problem+json")
    detail = getattr(exc, "detail", "")
    errors = list(_errors(detail)) if isinstance(detail, dict) else []
    words = " ".join(_("%(parameter)s：%(detail)s") % error for error in errors)
    # The words of REST framework and Django for an unknown address name their models.
    words = words or (str(detail) if response.status_code != 404 or isinstance(exc, exceptions.NotFound) else "")
    body = _body(response.status_code, request.path, words or _("没有这个地址或这一项。"))
    if errors:
        body["errors"] = errors
    response.data, response.content_type = body, "application/problem+json"
    return response


def _body(status: int, instance: str, detail: str) -> dict[str, Any]:
    title = str(TITLES.get(status, status))
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": escape_uri_path(instance),
    }


def _errors(detail: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """One entry for each message about each parameter; some name what is allowed."""
    for parameter, messages in detail.items():
        for message in messages:
            said = message if isinstance(message, dict) else {"detail": message}
            yield {"parameter": parameter, **said}
