"""The schema as pages for people: every operation with what it can be asked, what it answers and what it refuses.

No script: a form leads to the address that was put together (`asked`), and the browser opens that.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal import guide
from portal.api.documents import document
from portal.views import public

GUIDES = {"zh-hans": settings.ROOT / "docs" / "api.zh-hans.md", "en": settings.ROOT / "docs" / "api.md"}
WRITTEN_FOR = "http://127.0.0.1:8000"  # the address of the site in the guide's examples
DEEPEST = 4
OPERATION, FORMAT = "_operation", "_format"  # fields of the form that are no parameters of the API
JSON = "application/json"
# Suffixes of the media types that a list can be had in; JSON needs none.
SUFFIXES = {
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.apache.parquet": "parquet",
    "application/vnd.sdmx.data+csv": "sdmx.csv",
    "application/vnd.sdmx.data+json": "sdmx.json",
    "application/ld+json": "jsonld",
}


class Parameter(NamedTuple):
    name: str
    place: str  # path, query, header
    help: str
    is_required: bool
    allowed: list[str]


class Field(NamedTuple):
    path: str  # results[].article.id
    kind: str
    help: str


class Problem(NamedTuple):
    status: str
    help: str
    example: str


class Operation(NamedTuple):
    id: str
    method: str
    path: str
    tag: str
    summary: str
    help: str
    parameters: list[Parameter]
    body: list[Field]
    fields: list[Field]
    formats: list[tuple[str, str]]  # suffix and media type
    example: str
    problems: list[Problem]

    @property
    def can_be_tried(self) -> bool:
        """By who has a browser and no token."""
        return self.method == "GET" and "/drafts/" not in self.path

    @property
    def headers(self) -> list[Parameter]:
        """What no form of a browser can send."""
        return [parameter for parameter in self.parameters if parameter.place == "header"]


@lru_cache(maxsize=4)
def operations(language: str) -> dict[str, Operation]:
    schema = document(language)
    found = [
        _operation(schema, method.upper(), path, described)
        for path, methods in schema["paths"].items()
        for method, described in methods.items()
    ]
    return {one.id: one for one in found}


def _operation(schema: dict[str, Any], method: str, path: str, described: dict[str, Any]) -> Operation:
    answers = described["responses"]
    status = next((status for status in answers if status.startswith("2")), "")
    content = answers.get(status, {}).get("content", {})
    body: dict[str, Any] = next(iter(described.get("requestBody", {}).get("content", {}).values()), {})
    return Operation(
        described["operationId"],
        method,
        path,
        next(iter(described.get("tags", [])), ""),
        described.get("summary", ""),
        described.get("description", ""),
        [_parameter(parameter) for parameter in described.get("parameters", [])],
        list(_fields(schema, body.get("schema", {}))),
        list(_fields(schema, content.get(JSON, {}).get("schema", {}))),
        [(SUFFIXES.get(kind, ""), kind) for kind in content],
        _example(content.get(JSON, {})),
        [
            Problem(code, answer.get("description", ""), _example(answer["content"]["application/problem+json"]))
            for code, answer in answers.items()
            if "application/problem+json" in answer.get("content", {})
        ],
    )


def _parameter(described: dict[str, Any]) -> Parameter:
    words = described.get("description", "")
    allowed = [str(value) for value in described.get("schema", {}).get("enum", []) if value]
    return Parameter(
        described["name"], described["in"], words.partition("\n\n*")[0], described.get("required", False), allowed
    )


def _fields(schema: dict[str, Any], described: dict[str, Any], path: str = "", depth: int = 0) -> Iterator[Field]:
    """What an object holds, and the objects within it."""
    described = _resolved(schema, described)
    if described.get("type") == "array":
        yield from _fields(schema, described.get("items") or {}, f"{path}[]", depth)
    for name, inside in described.get("properties", {}).items() if depth < DEEPEST else ():
        whole = _resolved(schema, inside)
        here = f"{path}.{name}".removeprefix(".")
        yield Field(here, _kind(whole), inside.get("description") or whole.get("description", ""))
        yield from _fields(schema, whole, here, depth + 1)


def _resolved(schema: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    """Behind references; of alternatives the one that is something."""
    for key in ("allOf", "oneOf", "anyOf"):
        for choice in described.get(key, []):
            if choice.get("type") != "null" and not ("enum" in choice and choice["enum"] in ([""], [None])):
                return _resolved(schema, choice) | {k: v for k, v in described.items() if k == "description"}
    if "$ref" in described:
        target = schema["components"]["schemas"][described["$ref"].rsplit("/", 1)[1]]
        return _resolved(schema, target) | {k: v for k, v in described.items() if k == "description"}
    return described


def _kind(described: dict[str, Any]) -> str:
    if "enum" in described:
        return " | ".join(str(value) for value in described["enum"])
    kinds = described.get("type", "")
    words = " | ".join(kinds) if isinstance(kinds, list) else kinds
    return f"{words} ({described['format']})" if described.get("format") else words


def _example(content: dict[str, Any]) -> str:
    shown = content.get("example")
    if shown is None:
        shown = next((one["value"] for one in content.get("examples", {}).values()), None)
    return "" if shown is None else json.dumps(shown, ensure_ascii=False, indent=2)


def _language() -> str:
    return "en" if get_language() == "en" else "zh-hans"


@public
def docs(request: HttpRequest) -> HttpResponse:
    here = request.build_absolute_uri("/")[:-1]
    written = guide.read(GUIDES[_language()])
    # What is wider than its frame is moved by keyboard as well.
    html = mark_safe(written.html.replace(WRITTEN_FOR, here).replace("<pre>", '<pre tabindex="0">'))  # noqa: S308
    tags: dict[str, list[Operation]] = {}
    for one in operations(_language()).values():
        tags.setdefault(one.tag, []).append(one)
    return render(request, "api/docs.html", {"guide": html, "parts": written.parts, "tags": tags})


@public
def operation(request: HttpRequest, name: str) -> HttpResponse:
    one = operations(_language()).get(name)
    if one is None:
        raise Http404
    return render(request, "api/operation.html", {"operation": one, "names": (OPERATION, FORMAT)})


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """To the address that a form names: fields that were left empty are not asked for."""
    given = {name: str(value).strip() for name, value in request.GET.items() if str(value).strip()}
    one = operations(_language()).get(given.pop(OPERATION, ""))
    if one is None or not one.can_be_tried:
        raise Http404
    path, suffix = one.path, given.pop(FORMAT, "")
    for parameter in one.parameters:
        if parameter.place == "path":
            if parameter.name not in given:
                return redirect(reverse("api-operation", args=[one.id]))
            path = path.replace(f"{{{parameter.name}}}", quote(given.pop(parameter.name), safe=""))
    if suffix in SUFFIXES.values():
        path = f"{path.removesuffix('/')}.{suffix}"
    address = ("/en" if get_language() == "en" else "") + path
    return redirect(f"{address}?{urlencode(given)}" if given else address)
