"""POST /extract/ and /verify/: the figures of a text, and what the archive says of them. Nothing of the text is stored."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api import Links
from articles.filters import FIRST_DAY, LAST_DAY, RegionField
from articles.models import Region
from indicators.api_figures import FigureShape, VerdictShape, figure, verdict
from indicators.recording import figures_of
from indicators.verifying import LONGEST, TextRefused, verify_text
from portal.api import bearer
from portal.api.limited import Limited
from portal.models import Token
from portal.verify import SECONDS, TIMES

TIMES_WITH_TOKEN = 600

LONGEST_EXTRACTED = 50_000  # characters: longer than a yearly communique


class PlaceField(serializers.CharField):
    """A region by code, name or short name, as in the filters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            help_text=gettext_lazy("地区的代码或名称；不写时：extract 按本站的地区，verify 按数值在存档中找"), **kwargs
        )

    def to_internal_value(self, data: Any) -> Region | None:
        try:
            return RegionField(required=False).clean(super().to_internal_value(data))  # type: ignore[no-any-return]
        except forms.ValidationError as error:
            raise ValidationError(error.messages) from None


class AskedShape(serializers.Serializer):
    longest: ClassVar[int]
    text = serializers.CharField(
        trim_whitespace=False, help_text=gettext_lazy("要读的文字；位置按其中的 Unicode 码位计，CR LF 计为一")
    )
    published_on = serializers.DateField(
        required=False, help_text=gettext_lazy("文字的日期，“今年”“去年”由它推算；不写时按今天")
    )
    region = PlaceField(required=False)

    def validate_text(self, text: str) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > self.longest:
            raise ValidationError(
                _("文字有 %(n)d 字，超过 %(most)d 字。请分段发送。") % {"n": len(text), "most": self.longest}
            )
        return text

    def validate_published_on(self, day: date) -> date:
        if not FIRST_DAY <= day <= LAST_DAY:
            years = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
            raise ValidationError(_("请填写 %(first)d 年到 %(last)d 年之间的日期。") % years)
        return day

    def to_internal_value(self, data: Any) -> Any:
        refuse_unknown(data, self.fields)
        return super().to_internal_value(data)


class ExtractShape(AskedShape):
    longest = LONGEST_EXTRACTED


class VerifyShape(AskedShape):
    longest = LONGEST


class FiguresShape(serializers.Serializer):
    figures = FigureShape(many=True, help_text=gettext_lazy("文字中的数，按先后"))


class VerdictsShape(serializers.Serializer):
    verdicts = VerdictShape(many=True, help_text=gettext_lazy("每个数与存档相比，按先后"))


def refuse_unknown(data: Any, known: Any) -> None:
    allowed = list(known)
    errors = {
        name[:60]: [
            {"detail": _("没有这一项。可用的：%(names)s。") % {"names": _("、").join(allowed)}, "allowed": allowed}
        ]
        for name in data
        if name not in known
    }
    if errors:
        raise ValidationError(errors)


SENTENCE = {"text": "上半年，全区实现地区生产总值512.3亿元，同比增长6.1%。", "published_on": "2023-07-20"}
EXAMPLE = OpenApiExample("一句话", value=SENTENCE, request_only=True)


class OfAText(Limited):
    """Open to all; a token that has the scope may ask more often, counted by itself."""

    authentication_classes: ClassVar[list[Any]] = [bearer.Bearer]
    scope: ClassVar[Token.Scope]
    seconds = SECONDS

    def times(self) -> int:
        return TIMES_WITH_TOKEN if self.request.auth else TIMES

    def who(self) -> str:
        return f"token-{bearer.demand(self.request, self.scope).pk}" if self.request.auth else super().who()


class Extract(OfAText):
    what, scope = "extract", Token.Scope.EXTRACT

    @extend_schema(
        operation_id="extract_create",
        summary=gettext_lazy("读出一段文字中的数"),
        tags=[gettext_noop("读数")],
        description=gettext_lazy("不存任何内容。每分钟 20 次，用有此用途的令牌 600 次，见 RateLimit 响应头。"),
        request=ExtractShape,
        responses=FiguresShape,
        examples=[EXAMPLE],
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        asked = valid(ExtractShape(data=request.data))
        day = asked.get("published_on") or timezone.localdate()
        place = (
            asked.get("region") or Region.objects.named(settings.SITE_REGION).first() or Region(code="", name="全国")
        )
        records = figures_of(asked["text"], timezone.make_aware(datetime.combine(day, time(12))), place)
        links = Links(request)
        return Response({"figures": [figure(record, links) for record in records]})


class Verify(OfAText):
    what, scope = "verify", Token.Scope.VERIFY

    @extend_schema(
        operation_id="verify_create",
        summary=gettext_lazy("核对一段文字中的数"),
        tags=[gettext_noop("读数")],
        description=gettext_lazy(
            "与存档相比，不存任何内容；与网页“核对”相同。每分钟 20 次，用有此用途的令牌 600 次，见 RateLimit 响应头。"
        ),
        request=VerifyShape,
        responses=VerdictsShape,
        examples=[EXAMPLE],
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        asked = valid(VerifyShape(data=request.data))
        try:
            found = verify_text(asked["text"], asked.get("published_on"), asked.get("region"))
        except TextRefused as refusal:
            raise ValidationError({"text": [str(refusal)]}) from None
        links = Links(request)
        return Response({"verdicts": [verdict(one, links) for one in found]})


def valid(asked: serializers.Serializer) -> dict[str, Any]:
    asked.is_valid(raise_exception=True)
    return asked.validated_data  # type: ignore[no-any-return]
