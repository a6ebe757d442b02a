"""What every operation of the schema can answer besides what it is for."""

from typing import Any

PROBLEM = {
    "type": "object",
    "description": "RFC 9457 的错误说明",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "错在哪里,怎样改正"},
        "instance": {"type": "string", "format": "uri-reference"},
        "errors": {
            "type": "array",
            "description": "各参数的错误",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {
                    "parameter": {"type": "string"},
                    "detail": {"type": "string"},
                    "allowed": {"type": "array", "items": {"type": "string"}, "description": "可用的参数"},
                },
            },
        },
    },
}
ALWAYS = {"400": "参数的名称或值有误", "406": "没有所要的格式", "500": "服务器出错"}
OF_ONE = {"404": "没有这一项"}
OF_WHAT_CAN_GO = {"410": "已撤回,或已被新版本取代"}
NAMED_BY = {"id": "编号", "slug": "网址名或代码", "code": "代码"}
CAN_GO = ("/articles/{id}/", "/records/{id}/")


def describe_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    result["components"]["schemas"]["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        answers = ALWAYS | (OF_ONE if "{" in path else {})
        if any(part in path for part in CAN_GO):
            answers |= OF_WHAT_CAN_GO
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                parameter.setdefault("description", NAMED_BY.get(parameter["name"], ""))
            operation["responses"] |= {status: _response(words) for status, words in answers.items()}
    return result


def _response(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}
