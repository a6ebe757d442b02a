"""Digits and Chinese numerals → Decimal; never through floating point."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2}
STEPS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_COUNTED = r"(?=\s?[%万亿千百元吨人家户个公平亩次辆台件项])"
ARABIC = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})++(?!\d)|\d{{1,3}}(?: \d{{3}})++(?! ?\d)(?:\.\d++)?+{_COUNTED}|\d++)"
    rf"(?:[.·]\d++|(?: [.·] ?|[.·] )\d++{_COUNTED})?+"
)
CHINESE = "[零一二三四五六七八九十两百千万亿]"
_POINT = re.compile(r"[点.]")


def arabic(text: str) -> Decimal:
    """`1,079.8`, `1 079.8`, `38 . 5` and `3·5` alike. The text must match ARABIC."""
    try:
        return Decimal(text)  # most have none of these marks
    except InvalidOperation:
        return Decimal(text.replace(",", "").replace("·", ".").replace(" ", ""))


def chinese(text: str) -> Decimal | None:
    """`十七` → 17, `三点五` → 3.5, `二〇二三` → 2023, `百` → 100; None where it is no numeral."""
    whole, *rest = _POINT.split(text, maxsplit=1)
    value = _whole(whole)
    if value is None or not rest:
        return value
    if not rest[0] or any(c not in DIGITS for c in rest[0]):
        return None
    return value + Decimal("0." + "".join(str(DIGITS[c]) for c in rest[0]))


def _whole(text: str) -> Decimal | None:
    if not text or len(text) > 30:
        return None
    if len(text) > 1 and all(c in DIGITS for c in text):  # read digit by digit, as years are
        return Decimal("".join(str(DIGITS[c]) for c in text))
    total, section, digit = 0, 0, None
    last_step = 1
    for c in text:
        if c in DIGITS:
            if digit:  # 三五 inside a longer numeral says nothing certain
                return None
            digit = DIGITS[c]
            if digit == 0:
                last_step = 10
        elif c in STEPS:
            section += (1 if digit is None else digit) * STEPS[c]
            last_step, digit = STEPS[c], None
        elif c in MYRIADS:
            section += digit or 0
            if section == 0 and total == 0:
                section = 1
            total = (total + section) * MYRIADS[c] if total and MYRIADS[c] > 10**4 else total + section * MYRIADS[c]
            last_step, section, digit = MYRIADS[c], 0, None
        else:
            return None
    if digit:
        # 三万五 means 35000, 一百二 means 120; after 零 or 十 it is itself
        section += digit * (last_step // 10 if last_step > 10 else 1)
    return Decimal(total + section)


def in_chinese(number: int) -> str:
    """The usual written form of 0 ≤ number < 10**12; the counterpart of `chinese` for tests and examples."""
    if number == 0:
        return "零"
    names = "零一二三四五六七八九"
    out = ""
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group = number // size % 10**4
        if not group:
            if out and not out.endswith("零") and number % size:
                out += "零"
            continue
        part, started = "", bool(out)
        for step, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = group // step % 10
            if digit:
                part += names[digit] + mark
                started = True
            elif started and group % step and not part.endswith("零") and not (out.endswith("零") and not part):
                part += "零"
        out += part + name
    return out.removeprefix("一") if out.startswith("一十") else out
