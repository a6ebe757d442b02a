"""核对一段文字 as a page: what is asked for, and the pasted text with its figures marked. The desk and the public site share it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.filters import FIRST_DAY, LAST_DAY, RegionField
from articles.models import Region
from indicators.verifying import LONGEST, State, TextRefused, Verdict, verify_text

# Longer ones are cut before they are sent back to their owner: nobody pastes a book to mend it in a form.
LONGEST_SHOWN = 4 * LONGEST


class PlaceField(RegionField):
    def unknown(self, value: str) -> Any:
        raise forms.ValidationError(
            _("没有叫“%(value)s”的地区。请写全称，如 钱塘区，或不填。"), params={"value": value}
        )


class VerifyForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("要核对的文字"),
        strip=False,
        error_messages={"required": gettext_lazy("请粘贴要核对的文字。")},
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": LONGEST, "aria-describedby": "text-hint"}),
    )
    region = PlaceField(
        label=gettext_lazy("地区"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "aria-describedby": "region-hint"}),
    )
    day = forms.DateField(
        label=gettext_lazy("写作日期"),
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": gettext_lazy("请写成 2023-06-30 这样的日期。")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "aria-describedby": "day-hint"}),
    )

    def clean_text(self) -> str:
        # A browser sends CR LF and counts one; offsets are of what is shown again.
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        if len(text) > LONGEST:
            too_long = _("文字有 %(n)d 字，超过 %(most)d 字。请分段核对。")
            raise forms.ValidationError(too_long, params={"n": len(text), "most": LONGEST})
        return text

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("请填写 %(first)d 年到 %(last)d 年之间的日期。") % _years())
        return day

    def verify(self) -> "Result | None":
        """The verdicts on a valid form; what the text itself forbids becomes an error of its field."""
        text, day, region = (self.cleaned_data[name] for name in ("text", "day", "region"))
        try:
            return Result(text, verify_text(text, published_on=day, region=region), region, day)
        except TextRefused as refusal:
            self.add_error("text", str(refusal))
            return None


def form_for(data: Any) -> VerifyForm:
    """The form with what was sent; a text that no one would mend here comes back cut."""
    given = data.dict()
    given["text"] = given.get("text", "")[:LONGEST_SHOWN]
    return VerifyForm(given)


def _years() -> dict[str, int]:
    return {"first": FIRST_DAY.year, "last": LAST_DAY.year}


@dataclass(frozen=True)
class Passage:
    """Words of the text; with verdicts where they are a figure (one figure may be said of two things)."""

    words: str
    verdicts: tuple["Numbered", ...] = ()

    @property
    def state(self) -> State | None:
        """The one that its reader must know first."""
        states = [one.verdict.state for one in self.verdicts]
        return min(states, key=GRAVEST.index) if states else None


@dataclass(frozen=True)
class Numbered:
    number: int
    verdict: Verdict


GRAVEST = [State.DIFFERENT, State.SUPERSEDED, State.UNDECIDED, State.NOT_FOUND, State.SAME]


@dataclass(frozen=True)
class Result:
    text: str
    verdicts: list[Verdict]
    region: Region | None
    day: date | None
    today: date = field(default_factory=timezone.localdate)

    @property
    def numbered(self) -> list[Numbered]:
        return [Numbered(number, verdict) for number, verdict in enumerate(self.verdicts, 1)]

    @property
    def passages(self) -> Iterator[Passage]:
        """The whole text in order, figures apart from the words between them."""
        at = 0
        for (start, end), same in groupby(self.numbered, key=lambda one: (one.verdict.start, one.verdict.end)):
            if start < at:  # inside another one, whose words are marked already
                continue
            if at < start:
                yield Passage(self.text[at:start])
            yield Passage(self.text[start:end], tuple(same))
            at = end
        if at < len(self.text):
            yield Passage(self.text[at:])

    @property
    def counts(self) -> list[tuple[State, int]]:
        states = [verdict.state for verdict in self.verdicts]
        return [(state, states.count(state)) for state in State if state in states]

    @property
    def summary(self) -> str:
        """How many figures, and of each state how many: …统计数字有 5 个：一致 2，不同 1…"""
        n = len(self.verdicts)
        if not n:
            return _(
                "这段文字里没有认出统计数字。请粘贴写有指标和数字的文字，如“上半年，全区实现地区生产总值512.3亿元”。"
            )
        found = ngettext("这段文字里可以核对的统计数字有 %(n)d 个", "这段文字里可以核对的统计数字有 %(n)d 个", n) % {
            "n": n
        }
        parts = _("，").join(f"{state.label} {count}" for state, count in self.counts)
        return _("%(found)s：%(parts)s。") % {"found": found, "parts": parts}

    @property
    def taken(self) -> str:
        """Of which place and time the text was taken to be, where it does not say so itself."""
        place = (
            _("文中没有写明地区的数字，按%(region)s核对；") % {"region": self.region}
            if self.region
            else _("文中没有写明地区的数字，按数值在存档中找；")
        )
        day = self.day or self.today
        said = {"year": day.year, "month": day.month, "day": day.day}
        if self.day:
            return place + _("没有写明年份的，按%(year)d年%(month)d月%(day)d日时的说法理解。") % said
        return (
            place
            + _("没有写明年份的，先按数值在存档中找，找不到时按今天（%(year)d年%(month)d月%(day)d日）理解。") % said
        )
