"""What a page is about, for programs: schema.org as JSON-LD. A data block: the browser runs nothing of it, so that the page's
Content-Security-Policy stays as it is."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles.models import Revision
from indicators.models import Indicator, Record
from portal import figures

# As Django's json_script: nothing in the data can end the block.
ESCAPES = {ord(c): f"\\u{ord(c):04X}" for c in "<>&"}


def script(data: dict[str, Any]) -> SafeString:
    kept = {name: value for name, value in data.items() if value not in ("", None, [])}
    words = json.dumps({"@context": "https://schema.org", **kept}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{words.translate(ESCAPES)}</script>')  # noqa: S308 – escaped


def of_bulletin(revision: Revision, address: str, picture: str = "") -> dict[str, Any]:
    """NewsArticle. https://schema.org/NewsArticle, https://schema.org/correction"""
    correction = {
        "@type": "CorrectionComment",
        "text": revision.correction_note,
        "datePublished": _moment(revision.visible_from),
    }
    source = _office(revision.source or settings.SITE["owner"])
    people = [{"@type": "Person", "name": name} for name in revision.author_list]
    return {
        "@type": "NewsArticle",
        "headline": revision.title,
        "alternativeHeadline": revision.subtitle,
        "description": revision.summary,
        "datePublished": _moment(revision.published_on),
        "dateModified": _moment(revision.visible_from),
        "inLanguage": "zh-CN",
        "url": address,
        "mainEntityOfPage": address,
        "version": revision.number,
        "articleSection": revision.article.column.name,
        "contentLocation": _place(revision.article.region.name),
        "author": people or source,
        "sourceOrganization": source,
        "publisher": _office(settings.SITE["owner"]),
        "image": picture,
        "correction": correction if revision.correction_note else None,
    }


def of_record(record: Record, address: str, source: str) -> dict[str, Any]:
    """Observation. https://schema.org/Observation; `source` is the address of the very version that states it."""
    start, end = record.period_start, record.period_end
    value = record.canonical_value
    return {
        "@type": "Observation",
        "name": f"{record.name} {record.exact}",
        "url": address,
        "variableMeasured": record.name,
        "observationAbout": _place(record.region_name),
        "observationDate": end.isoformat() if end else "",
        "observationPeriod": f"{start.isoformat()}/{end.isoformat()}" if start and end else "",
        # As a string: a program's floating point would round what is exact here.
        "value": figures.plain_number(value).replace(",", "") if value is not None else record.value,
        "unitText": record.canonical_unit or record.unit,
        "isBasedOn": source,
    }


def of_indicator(entry: Indicator, address: str, table: str) -> dict[str, Any]:
    """Dataset. https://schema.org/Dataset; `table` is the address of its values as CSV."""
    return {
        "@type": "Dataset",
        "name": entry.name,
        "alternateName": entry.name_en,
        "description": entry.note or f"{settings.SITE['name']}：各公报中的{entry.name}，每个数值都能查到原话。",
        "identifier": entry.code,
        "url": address,
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "variableMeasured": entry.name,
        "publisher": _office(settings.SITE["owner"]),
        "distribution": {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": table},
    }


def _moment(at: Any) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _office(name: str) -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": name}


def _place(name: str) -> dict[str, str]:
    return {"@type": "AdministrativeArea", "name": name}
