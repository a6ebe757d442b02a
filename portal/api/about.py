"""What OPTIONS answers: which methods, parameters and formats an address knows."""

from typing import Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request
from rest_framework.reverse import reverse


class About(BaseMetadata):
    def determine_metadata(self, request: Request, view: Any) -> dict[str, Any]:
        view.action = getattr(view, "action_map", {}).get("get")  # whose parameters they are
        return {
            "methods": view.allowed_methods,
            "parameters": view.parameters(),
            "formats": [renderer.media_type for renderer in view.renderer_classes],
            "accepts": [parser.media_type for parser in view.parser_classes] if "POST" in view.allowed_methods else [],
            "documentation": reverse("api-docs", request=request),
        }
