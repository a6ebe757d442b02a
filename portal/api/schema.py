"""The schema: what every operation can be asked and can answer besides what it is for."""

import json
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy
from drf_spectacular.openapi import AutoSchema

PROBLEM = {
    "type": "object",
    "description": gettext_lazy("RFC 9457 的错误说明"),
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": gettext_lazy("错误种类的网址；about:blank 表示 title 和 status 已说明"),
        },
        "title": {"type": "string", "description": gettext_lazy("错误的名称")},
        "status": {"type": "integer", "description": gettext_lazy("HTTP 状态码")},
        "detail": {"type": "string", "description": gettext_lazy("错在哪里，怎样改正")},
        "instance": {"type": "string", "format": "uri-reference", "description": gettext_lazy("出错的地址")},
        "errors": {
            "type": "array",
            "description": gettext_lazy("各参数的错误"),
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {
                    "parameter": {"type": "string", "description": gettext_lazy("参数或字段的名称")},
                    "detail": {"type": "string", "description": gettext_lazy("这个参数错在哪里")},
                    "allowed": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": gettext_lazy("可用的参数或值"),
                    },
                },
            },
        },
    },
}
ALWAYS = {
    "400": gettext_lazy("参数的名称或值有误"),
    "406": gettext_lazy("没有所要的格式"),
    "500": gettext_lazy("服务器出错"),
}
OF_WHAT_IS_POSTED = {"413": gettext_lazy("内容太大"), "415": gettext_lazy("不支持这种内容格式")}
OF_WHAT_IS_LIMITED = {
    "401": gettext_lazy("令牌无效，或需要令牌"),
    "403": gettext_lazy("令牌没有这项用途"),
    "429": gettext_lazy("请求太多；Retry-After 说明几秒后再试"),
}
OF_WHAT_IS_BROUGHT = {
    "409": gettext_lazy("同一公报已存在"),
    "422": gettext_lazy("公报无法接受，或 Idempotency-Key 已用于另一个请求"),
}
OF_ONE = {"404": gettext_lazy("没有这一项")}
OF_A_FILE = {"416": gettext_lazy("文件没有 Range 所要的部分；Content-Range 说明文件有多大")}
OF_WHAT_CAN_GO = {"410": gettext_lazy("已撤回，或已被新版本取代")}
NAMED_BY = {"id": gettext_lazy("编号"), "slug": gettext_lazy("网址名或代码"), "code": gettext_lazy("代码")}
CAN_GO = ("/articles/{id}/", "/records/{id}/")


WITHDRAWN = {
    "type": "object",
    "description": gettext_lazy("当时公开、后来撤回的公报"),
    "required": ["article", "title", "withdrawn_at", "reason", "page_url"],
    "properties": {
        "article": {"type": "integer", "description": gettext_lazy("公报编号")},
        "title": {"type": "string", "description": gettext_lazy("公报标题")},
        "withdrawn_at": {"type": ["string", "null"], "format": "date-time", "description": gettext_lazy("何时撤回")},
        "reason": {"type": "string", "description": gettext_lazy("撤回原因")},
        "page_url": {"type": "string", "format": "uri", "description": gettext_lazy("撤回说明的网页")},
    },
}
# draft-ietf-httpapi-ratelimit-headers-10
LIMITS = {
    "RateLimit-Policy": {"description": gettext_lazy("每多少秒（w）可问几次（q）"), "schema": {"type": "string"}},
    "RateLimit": {"description": gettext_lazy("还可问几次（r），多少秒（t）后重新计数"), "schema": {"type": "string"}},
}
# Answers that the demonstration data give, a page cut to one row.
EXAMPLES = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
BINARY = {"type": "string", "format": "binary"}


class Operation(AutoSchema):
    """With what a view declares for itself: its parameters, and that it will go."""

    def is_deprecated(self) -> bool:
        return bool(getattr(self.view, "ending", None)) or super().is_deprecated()

    def get_override_parameters(self) -> list[Any]:
        own = getattr(self.view, "own_parameters", None)
        return list(own()) if own else []


def describe_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    result["components"]["schemas"] |= {"Problem": PROBLEM, "Withdrawn": WITHDRAWN}
    for path, operations in result["paths"].items():
        answers = ALWAYS | (OF_ONE if "{" in path else {})
        if any(part in path for part in CAN_GO):
            answers |= OF_WHAT_CAN_GO
        if path.endswith("{file}"):
            answers |= OF_WHAT_CAN_GO | OF_A_FILE
        for method, operation in operations.items():
            operation["tags"] = [translation.gettext(tag) for tag in operation.get("tags", [])]
            for parameter in operation.get("parameters", []):
                parameter.setdefault("description", NAMED_BY.get(parameter["name"], ""))
            shown = EXAMPLES["answers"].get(path)
            if shown and "application/json" in operation["responses"].get("200", {}).get("content", {}):
                operation["responses"]["200"]["content"]["application/json"]["example"] = shown
            for kind, content in operation["responses"].get("200", {}).get("content", {}).items():
                if "json" not in kind and "yaml" not in kind:
                    content["schema"] = {"type": "string"} if kind.startswith("text/") else BINARY
            if any(parameter["name"] == "fields" for parameter in operation.get("parameters", [])):
                _may_be_trimmed(result["components"]["schemas"], operation["responses"])
            if method == "get" and "/drafts/" not in path:
                operation["responses"].setdefault(
                    "304", {"description": gettext_lazy("没有改变：If-None-Match 中的 ETag 仍然有效")}
                )
            posted = OF_WHAT_IS_POSTED | OF_WHAT_IS_LIMITED if method == "post" else {}
            if "/drafts/" in path:
                posted |= OF_WHAT_IS_LIMITED | (OF_WHAT_IS_BROUGHT if method == "post" else {})
            operation["responses"] |= {s: _response(words, s) for s, words in (answers | posted).items()}
    return result


def _may_be_trimmed(components: dict[str, Any], responses: dict[str, Any]) -> None:
    """OpenAPI cannot say that a field is there unless `fields` was asked for: of such an answer no field is required."""
    described = responses["200"]["content"]["application/json"]["schema"]
    while "$ref" in described:
        described = components[described["$ref"].rsplit("/", 1)[1]]
        described = described.get("properties", {}).get("results", {}).get("items", described)
    described.pop("required", None)
    described["description"] = gettext_lazy("不用 fields 时各字段都有；用了，只有所要的字段")


def _response(description: Any, status: str) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if status in EXAMPLES["problems"]:
        content["example"] = EXAMPLES["problems"][status]
    response: dict[str, Any] = {"description": description, "content": {"application/problem+json": content}}
    if status == "429":
        seconds = {"description": gettext_lazy("几秒后再试"), "schema": {"type": "integer"}}
        response["headers"] = {"Retry-After": seconds} | LIMITS
    return response
