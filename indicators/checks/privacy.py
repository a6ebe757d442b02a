"""Personal data that a bulletin must not carry (个人信息保护法 Art. 6 and 34: no more than the duty needs). Pure text.

What is found is never repeated in full: a finding is shown, logged and sent on.
"""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.checks.registry import Remark, register
from indicators.checks.subject import Subject
from indicators.models import Severity

ID_CARD = re.compile(r"(?<![0-9A-Za-z.])[1-9]\d{16}[\dXx](?![0-9A-Za-z])", re.ASCII)
# ISO 7064 MOD 11-2, as GB 11643 sets it for citizens' numbers.
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
CHECK_DIGITS = "10X98765432"
MOBILE = re.compile(r"(?<![0-9A-Za-z.+-])(?:\+?86[ -]?)?1[3-9]\d([ -]?)\d{4}\1\d{4}(?![0-9A-Za-z]|\.\d)", re.ASCII)
LANDLINE = re.compile(r"(?<![\d.-])(?:[(（]0\d{2,3}[)）] ?|0\d{2,3}[-—－ ])[2-8]\d{6,7}(?!\d)", re.ASCII)
# 13800000000元 is an amount.
UNIT_FOLLOWS = re.compile(r"\s?(?:[元人次吨件个户家亩株只头美%％]|千瓦|平方|立方|万|亿)")


@register("id-card", gettext_lazy("公民身份号码"), severity=Severity.SEVERE)
def shows_an_id_card(subject: Subject) -> Iterator[Remark]:
    """Eighteen digits with a true check digit and a birthday that may be."""
    for match in ID_CARD.finditer(subject.text):
        if is_id_card(match[0], subject.published_on):
            yield Remark(
                _("疑似公民身份号码“%(masked)s”。公开的公报不应含有，请删去或隐去中间几位。")
                % {"masked": masked(match[0])},
                match.span(),
            )


@register("mobile", gettext_lazy("手机号码"), severity=Severity.WARNING)
def shows_a_mobile_number(subject: Subject) -> Iterator[Remark]:
    for match in MOBILE.finditer(subject.text):
        if not UNIT_FOLLOWS.match(subject.text, match.end()):
            yield Remark(
                _("疑似手机号码“%(masked)s”。如属个人，请删去；如为对外公布的联系电话，可写明后通过。")
                % {"masked": masked(match[0])},
                match.span(),
            )


@register("landline", gettext_lazy("固定电话"), severity=Severity.HINT)
def shows_a_landline(subject: Subject) -> Iterator[Remark]:
    for match in LANDLINE.finditer(subject.text):
        yield Remark(
            _("文中有固定电话“%(masked)s”。请确认是对外公布的单位电话。") % {"masked": masked(match[0])}, match.span()
        )


def is_id_card(number: str, today: date) -> bool:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number[:17], strict=True))
    return date(1900, 1, 1) <= born <= today and CHECK_DIGITS[total % 11] == number[17].upper()


def masked(number: str) -> str:
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"
