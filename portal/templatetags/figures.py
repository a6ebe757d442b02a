from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from indicators.models import Record
from portal import figures, selection, snippets, tables

register = template.Library()

register.filter("value_words", figures.value_words)
register.filter("comparison_words", figures.comparison_words)
register.filter("plain_number", figures.plain_number)
register.filter("label", figures.label_of)
register.filter("quotation", figures.quotation_of)
register.filter("fragment", figures.fragment_of)
register.filter("months_name", selection.months_name)
register.filter("percent_words", tables.percent_words)


@register.filter
def period(of: Any) -> str:
    """Of a record, or of a row of a table."""
    start: date | None = of.period_start if isinstance(of, Record) else of.start
    end: date | None = of.period_end if isinstance(of, Record) else of.end
    return figures.period_words(start, end)


@register.filter
def marked(text: str, words: list[str]) -> SafeString:
    return snippets.marked(text, words)


@register.simple_tag(takes_context=True)
def marked_as(context: dict[str, Any], label: str, kind: str = "") -> SafeString:
    """演示数据 where figures stand without the title that says it; on an English page in English."""
    words = figures.label_words(label)
    in_chinese = context["in_chinese"] if words == label else ""
    return format_html("<span{}{}>{}</span>", format_html(' class="{}"', kind) if kind else "", in_chinese, words)


@register.simple_tag
def site_region() -> str:
    return settings.SITE_REGION
