"""Dates and times as bulletins write them → an aware datetime in Asia/Shanghai. Nothing is guessed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from articles.importing.errors import ImportRefused

BEIJING = ZoneInfo("Asia/Shanghai")
# Full-width digits and marks, one for one, so that positions stay.
HALF_WIDTH = str.maketrans("０１２３４５６７８９：／．－　\u00a0\t", "0123456789:/.-   ")
DIGITS = {**{c: i for i, c in enumerate("〇一二三四五六七八九")}, "○": 0, "零": 0, "Ｏ": 0, "O": 0, "正": 1}
EARLIEST_YEAR = 1900

DAY = r"""
    (?<![0-9])
    (?: (?P<y>[0-9]{4}) \ {0,2} [-/.年] \ {0,2} (?P<m>[0-9]{1,2}) \ {0,2} [-/.月] \ {0,2} (?P<d>[0-9]{1,2})
        (?! [0-9] (?! [0-9]? \ ? :)) (?: \ {0,2} 日)?
      | (?P<cy>[〇○零ＯO一二三四五六七八九]{4}) 年 (?P<cm>[正一二三四五六七八九十]{1,2}) 月 (?P<cd>[一二三四五六七八九十]{1,3}) 日
      | (?P<py>(?:19|20)[0-9]{2}) (?P<pm>[0-9]{2}) (?P<pd>[0-9]{2}) (?![0-9]) )
"""
TIME = r"""
    (?: [ T,，]{0,8} (?: [(（]? (?:星期|周) [一二三四五六日天] [)）]? )? [ T]{0,8}
        (?P<half>凌晨|早上|上午|中午|下午|晚上)? \ {0,2}
        (?P<hour>[0-9]{1,2}) \ ? [:时点] \ ? (?P<minute>[0-9]{1,2})
        (?: \ ? [:分] \ ? (?P<second>[0-9]{1,2}) (?: \.[0-9]{1,6} )? )? \ ? [分秒]? \ ?
        (?P<zone> Z | [+-][0-9]{2}:?[0-9]{2} )? )?
"""
MOMENT = re.compile(DAY + TIME, re.VERBOSE)
SHORT_YEAR = re.compile(r"[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?: +[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?")


@dataclass(frozen=True)
class Written:
    """A date as it stands in a line; `at` is None where no calendar has it (2023-02-30) or where it cannot be told."""

    written: str
    start: int
    end: int
    at: datetime | None
    has_time: bool
    is_unclear: bool = False


def find_date(line: str, start: int = 0) -> Written | None:
    """The first date of the line. Linear in its length."""
    line = line.translate(HALF_WIDTH)
    found = MOMENT.search(line, start)
    if not found:
        return None
    return Written(found[0].strip(), found.start(), found.end(), _moment(found), found["hour"] is not None)


def unclear(line: str) -> Written | None:
    """A line that is a date with a year of two digits (23-08-09 06:04): which of the numbers is the year, it does not say."""
    line = line.strip()
    found = SHORT_YEAR.fullmatch(line.translate(HALF_WIDTH)) if len(line) <= 40 else None
    return Written(line, 0, len(line), None, True, is_unclear=True) if found else None


def moment(written: Written, now: datetime) -> datetime:
    """Raises ImportRefused for a day that does not exist and for one that is still to come."""
    if written.is_unclear:
        raise ImportRefused(
            _("看不懂发布日期“%(date)s”。请把年份写成四位，如 2023-08-10，或用 --published 给出日期。")
            % {"date": written.written}
        )
    if written.at is None:
        raise ImportRefused(
            _("发布日期“%(date)s”不存在。请改正日期，或用 --published 给出正确的日期。") % {"date": written.written}
        )
    if written.at > now:
        raise ImportRefused(
            _("发布日期“%(date)s”在将来。请改正日期，或用 --published 给出今天或更早的日期。")
            % {"date": written.written}
        )
    return written.at


def read_date(words: str, now: datetime) -> datetime:
    """A date that somebody gave, and nothing beside it. Raises ImportRefused."""
    found = find_date(words)
    if not found or words.translate(HALF_WIDTH)[: found.start].strip() or words[found.end :].strip():
        raise ImportRefused(
            _("看不懂日期“%(date)s”。请写成 2023-08-10 或 2023-08-10 10:23 的样子。") % {"date": words[:40]}
        )
    return moment(found, now)


def _moment(found: re.Match[str]) -> datetime | None:
    year, month, day = (_number(found[a] or found[b] or found[c] or "") for a, b, c in zip(*_NAMES, strict=True))
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if found["half"] in {"下午", "晚上"} and hour < 12:
        hour += 12
    if year < EARLIEST_YEAR:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(found["zone"])).astimezone(BEIJING)
    except (ValueError, OverflowError):
        return None


_NAMES = (("y", "m", "d"), ("cy", "cm", "cd"), ("py", "pm", "pd"))


def _zone(written: str | None) -> ZoneInfo | timezone:
    if not written:
        return BEIJING
    if written == "Z":
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    return timezone((1 if written[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _number(written: str) -> int:
    """08 → 8, 二〇二三 → 2023, 二十一 → 21; 0, which no date has, for what is no number (十十)."""
    if written.isdigit() and written.isascii():
        return int(written)
    if "十" not in written:
        return int("".join(str(DIGITS[c]) for c in written) or 0)
    tens, _ten, ones = written.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)
