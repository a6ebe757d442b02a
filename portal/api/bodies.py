"""What is posted: JSON or a file, no larger than the address takes. Whatever cannot be read is a problem in words, never a fault."""

import json
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.parsers import BaseParser, MultiPartParser

LARGEST_JSON = 3 * 1024 * 1024  # bytes; half a million characters, escaped at worst


class TooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too_large"


class Json(BaseParser):
    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        content = read(stream, parser_context, LARGEST_JSON)
        try:
            data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
        except UnicodeDecodeError:
            raise exceptions.ParseError(_("内容不是正确的 UTF-8 文字。")) from None
        except (ValueError, RecursionError):
            raise exceptions.ParseError(_("内容不是正确的 JSON，或嵌套太深。")) from None
        if not isinstance(data, dict):
            raise exceptions.ParseError(_('内容须是一个 JSON 对象，如 {"text": "…"}。'))
        return data


class Form(MultiPartParser):
    """A file with what is said of it, as a browser's form sends it."""

    largest: ClassVar[int]

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        _refuse_large(parser_context, self.largest)
        try:
            return super().parse(stream, media_type, parser_context)
        except exceptions.ParseError:
            raise exceptions.ParseError(_("表单无法读取。请按 multipart/form-data 发送。")) from None


def read(stream: Any, context: Any, largest: int) -> bytes:
    _refuse_large(context, largest)
    content: bytes = stream.read(largest + 1)
    if len(content) > largest:
        raise TooLarge(_too_large(largest))
    return content


def _refuse_large(context: Any, largest: int) -> None:
    """By what the sender says of it, before a byte is read."""
    said = context["request"].META.get("CONTENT_LENGTH") or "0"
    if not said.isdigit() or int(said) > largest:
        raise TooLarge(_too_large(largest))


def _too_large(largest: int) -> str:
    return _("内容超过 %(n)d MB。请分成几次发送。") % {"n": largest // (1024 * 1024)}


def _no_constant(name: str) -> None:
    raise ValueError(name)
