"""The addresses below /api/."""

from typing import Any

from django.urls import include, path, re_path
from rest_framework.routers import DefaultRouter

from articles.api import Columns, Regions
from indicators.api import Indicators, Topics
from portal.api.views import Articles, Docs, Nowhere, Records, Root, Schema


class Router(DefaultRouter):
    APIRootView = Root
    include_format_suffixes = False
    root_view_name = "api-root"


ENDPOINTS: dict[str, Any] = {
    "articles": Articles,
    "records": Records,
    "indicators": Indicators,
    "topics": Topics,
    "regions": Regions,
    "columns": Columns,
}
router = Router()
for name, view in ENDPOINTS.items():
    router.register(name, view, basename=f"api-{name.removesuffix('s')}")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(url_name="api-schema"), name="api-docs"),
    re_path("", Nowhere.as_view()),
]
