"""JSON-LD of records and articles: schema.org for what they are, Web Annotation (W3C, 2017) for where it is written."""

from typing import Any

from rest_framework.renderers import JSONRenderer

CONTEXT = [
    "https://schema.org/",
    {"oa": "http://www.w3.org/ns/oa#", "dcterms": "http://purl.org/dc/terms/"},
]


class JsonLd(JSONRenderer):
    media_type, format = "application/ld+json", "jsonld"
    takes_fields = False

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        view = (renderer_context or {}).get("view")
        write = {"api-article": article, "api-record": record}[view.basename] if view else record
        if "results" in data:
            graph = {"@context": CONTEXT, "@graph": [write(one) for one in data["results"]]}
            linked = graph | ({"next": data["next"]} if data["next"] else {})
        else:
            linked = {"@context": CONTEXT, **write(data)}
        return super().render(linked, accepted_media_type, renderer_context)


def article(said: dict[str, Any]) -> dict[str, Any]:
    parts = {
        "@type": "NewsArticle",
        "@id": said["url"],
        "url": said["page_url"],
        "headline": said["title"],
        "alternativeHeadline": said["subtitle"],
        "abstract": said["summary"],
        "articleBody": said.get("text"),
        "inLanguage": "zh-CN",
        "version": said["revision"],
        "datePublished": said["published_on"],
        "dateModified": said["visible_from"],
        "author": [{"@type": "Person", "name": name} for name in said["authors"]],
        "sourceOrganization": {"@type": "Organization", "name": said["source"]} if said["source"] else None,
        "articleSection": said["column"]["name"],
        "spatialCoverage": place(said["region"]),
        "correction": said["correction_note"],
        "sha256": said["sha256"],
        "hasPart": [record(one) for one in said.get("records", [])],
    }
    return {name: value for name, value in parts.items() if value not in (None, [])}


def record(said: dict[str, Any]) -> dict[str, Any]:
    entry, period, position_and_quote = said["indicator"], said["period"], said["selectors"]
    days = "/".join(filter(None, [period["start"], period["end"]]))
    parts = {
        "@type": ["Observation", "oa:Annotation"],
        "@id": said["url"],
        "url": said["page_url"],
        "name": said["name"],
        "measuredProperty": {"@type": "Property", "@id": entry["url"], "name": entry["name"]} if entry else None,
        "observationAbout": place(said["region"]),
        "observationPeriod": days or None,
        "value": said["canonical_value"] or said["value"],
        "unitText": said["canonical_unit"] or said["unit"],
        "description": f"{said['value']}{'' if said['unit'] == '1' else said['unit']}",
        "measurementTechnique": said["measure"],
        "isPartOf": {"@type": "NewsArticle", "@id": said["article"]["url"], "headline": said["article"]["title"]},
        "oa:hasTarget": {
            "@type": "oa:SpecificResource",
            "oa:hasSource": {"@id": said["article"]["version_url"]},
            "oa:hasSelector": [
                {
                    "@type": f"oa:{selector['type']}",
                    **{f"oa:{name}": value for name, value in selector.items() if name != "type"},
                }
                for selector in position_and_quote
            ],
        },
        "citation": said["quote"],
    }
    return {name: value for name, value in parts.items() if value is not None}


def place(region: dict[str, Any]) -> dict[str, Any]:
    parts = {"@type": "AdministrativeArea", "@id": region["url"], "name": region["name"], "identifier": region["code"]}
    return {name: value for name, value in parts.items() if value is not None}
