"""The root, the schema, and every address that is not there."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils.encoding import escape_uri_path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import APIRootView

from portal.api.open import SHORT_CACHE, Open

OTHERS = ("changes", "snapshots", "drafts", "extract", "verify", "schema", "docs")


class Root(Open, APIRootView):
    """接口的各个地址。"""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().get(request, *args, **kwargs)
        response.data |= {name: reverse(f"api-{name}", request=request) for name in OTHERS}
        return response


class Nowhere(Open):
    """Any other address below /api/: the error of an API, not a page; or the way to the address with a stroke at its end."""

    schema = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        path = request.path_info + "/"
        if getattr(resolve(path).func, "cls", Nowhere) is Nowhere:
            return super().dispatch(request, *args, **kwargs)
        query = request.META.get("QUERY_STRING", "")
        address = escape_uri_path(request.path + "/") + (f"?{query}" if query else "")
        return HttpResponse(status=301 if request.method in {"GET", "HEAD"} else 308, headers={"Location": address})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotFound(_("没有这个地址或这一项。"))


class Schema(SpectacularAPIView):
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]

    def _get_schema_response(self, request: Request) -> Response:
        response = Response(document(get_language() or ""))
        response["Cache-Control"] = SHORT_CACHE
        return response


@lru_cache(maxsize=4)
def document(language: str) -> dict[str, Any]:
    """Drawing it up costs a few hundred milliseconds, and it changes with the program only."""
    return SchemaGenerator().get_schema(request=None, public=True)
