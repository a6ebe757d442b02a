"""What the API says of figures that are no public records: read from a posted text, candidates of a draft, verdicts on a text.
See indicators.api for the shapes of records, whose fields these have."""

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from articles.api import Link, Links
from indicators.api import RecordShape, indicator_ref, plain
from indicators.models import Record
from indicators.verifying import State, Verdict


class FigureShape(RecordShape):
    id = status = article = known_from = known_until = url = page_url = quote = None  # type: ignore[assignment]


class CandidateShape(FigureShape):
    id = serializers.IntegerField(help_text=gettext_lazy("记录编号；公开之前没有网址"))
    status = serializers.ChoiceField(choices=Record.Status.choices, help_text=gettext_lazy("状态"))


class FoundShape(serializers.Serializer):
    record = serializers.IntegerField(help_text=gettext_lazy("记录编号"))
    value = serializers.CharField(help_text=gettext_lazy("数值，如公报所写"))
    unit = serializers.CharField(help_text=gettext_lazy("单位"))
    exact = serializers.CharField(help_text=gettext_lazy("公报的原话"))
    article = serializers.IntegerField(help_text=gettext_lazy("公报编号"))
    version = serializers.IntegerField(help_text=gettext_lazy("版本号"))
    url = Link(help_text=gettext_lazy("接口地址"))
    page_url = Link(help_text=gettext_lazy("网页"))


class VerdictShape(serializers.Serializer):
    start = serializers.IntegerField(help_text=gettext_lazy("自 0 起的 Unicode 码位"))
    end = serializers.IntegerField(help_text=gettext_lazy("不含此位"))
    exact = serializers.CharField(help_text=gettext_lazy("文字中的原话"))
    name = serializers.CharField(help_text=gettext_lazy("指标名称，如文字所写"))
    state = serializers.ChoiceField(choices=State.choices, help_text=gettext_lazy("与存档相比"))
    sentence = serializers.CharField(help_text=gettext_lazy("说明"))
    statement = FoundShape(allow_null=True, help_text=gettext_lazy("存档现在的说法；没有的为空值"))


def figure(record: Record, links: Links) -> dict[str, Any]:
    """Of a record that may not be stored, with its indicator and region fetched."""
    entry, place = record.indicator, record.region
    start, end = record.period_start, record.period_end
    position = {"type": "TextPositionSelector", "start": record.start, "end": record.end}
    quote = {"exact": record.exact, "prefix": record.prefix, "suffix": record.suffix}
    return {
        "indicator": indicator_ref(entry.code, entry.name, links) if entry else None,
        "name": record.name,
        "measure": record.measure,
        "value": record.value,
        "value_max": record.value_max or None,
        "unit": record.unit,
        "canonical_value": plain(record.canonical_value),
        "canonical_max": plain(record.canonical_max),
        "canonical_unit": record.canonical_unit or None,
        "modifier": record.modifier,
        "comparison": record.comparison or None,
        "scope": record.scope or None,
        "period": {"start": start and start.isoformat(), "end": end and end.isoformat()},
        "region": {
            "code": place.code if place else None,
            "name": record.region_name,
            "url": links("api-region-detail", place.code) if place else None,
        },
        "assertion": record.assertion,
        "confidence": record.confidence,
        "rule": record.rule or None,
        "selectors": [position, {"type": "TextQuoteSelector", **quote}],
    }


def candidate(record: Record, links: Links) -> dict[str, Any]:
    return {"id": record.pk, "status": record.status, **figure(record, links)}


def verdict(found: Verdict, links: Links) -> dict[str, Any]:
    return {
        "start": found.start,
        "end": found.end,
        "exact": found.exact,
        "name": found.reading.indicator,
        "state": found.state,
        "sentence": found.sentence,
        "statement": _statement(found.statement, links) if found.statement else None,
    }


def _statement(record: Record, links: Links) -> dict[str, Any]:
    return {
        "record": record.pk,
        "value": record.value,
        "unit": record.unit,
        "exact": record.exact,
        "article": record.revision.article_id,
        "version": record.revision.number,
        "url": f"{links('api-record-list')}{record.pk}/",
        "page_url": links("record", record.pk),
    }
