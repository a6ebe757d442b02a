"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): who does not know whether a request arrived sends it again, and gets
the same answer; it is done once."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions
from rest_framework.request import Request

from portal.models import KeptAnswer, Token

KEPT = timedelta(days=1)
LONGEST_KEY = 255
HEADER = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": LONGEST_KEY},
    "header",
    description=gettext_lazy("由送稿的系统起的、每篇不同的名称"),
)


class Unacceptable(exceptions.APIException):
    status_code = 422
    default_code = "unacceptable"


def key_of(request: Request) -> str:
    """Empty where none is given."""
    key: str = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise exceptions.ValidationError({"Idempotency-Key": [_("须是不超过 255 个字的可见文字。")]})
    return key


def print_of(data: Any) -> str:
    """Of what was asked: the fields, and a file by its bytes."""
    said: dict[str, Any] = {}
    for name in data:
        value = data[name]
        if hasattr(value, "chunks"):
            value = [value.name, hashlib.sha256(b"".join(value.chunks())).hexdigest()]
            data[name].seek(0)
        said[name] = value
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def kept_answer(token: Token, key: str, asked: str) -> dict[str, Any] | None:
    kept = KeptAnswer.objects.filter(token=token, key=key, at__gt=timezone.now() - KEPT).first()
    if kept is None:
        return None
    if kept.sha256 != asked:
        raise Unacceptable(_("这个 Idempotency-Key 已用于另一个请求。请换一个。"))
    return cast(dict[str, Any], kept.answer)


@transaction.atomic
def keep(request: Request, key: str, asked: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Makes the answer and keeps it, in one transaction: a refusal keeps nothing. Of two at once, the second waits here."""
    if not key:
        return make()
    KeptAnswer.objects.filter(at__lte=timezone.now() - KEPT).delete()
    try:
        with transaction.atomic():
            kept = KeptAnswer.objects.create(token=request.auth, key=key, sha256=asked)
    except IntegrityError:
        given = kept_answer(request.auth, key, asked)
        if given is None:
            raise
        return given
    answer = make()
    kept.answer = answer
    kept.save(update_fields=["answer"])
    return answer
