"""The addresses below /api/."""

from typing import Any

from django.urls import include, path, re_path
from rest_framework.renderers import JSONRenderer
from rest_framework.routers import DefaultRouter
from rest_framework.urlpatterns import format_suffix_patterns

from portal.api import reference
from portal.api.changes import Changes
from portal.api.documents import Nowhere, Root, Schema
from portal.api.drafts import Drafts, OneDraft
from portal.api.files import Parquet, Xlsx
from portal.api.formats import Csv
from portal.api.linked import JsonLd
from portal.api.reading import Extract, Verify
from portal.api.sdmx import SdmxCsv, SdmxJson
from portal.api.snapshots import SnapshotFile, Snapshots
from portal.api.statistics import Observations, Series
from portal.api.views import Articles, ColumnsOfTheSite, Indicators, Records, Regions, Topics

SUFFIXES = [format.format for format in (JSONRenderer, Csv, Xlsx, Parquet, SdmxCsv, SdmxJson, JsonLd)]


class Router(DefaultRouter):
    APIRootView = Root
    include_format_suffixes = False
    root_view_name = "api-root"

    def get_urls(self) -> list[Any]:
        return format_suffix_patterns(super().get_urls(), allowed=SUFFIXES)


ENDPOINTS: dict[str, Any] = {
    "articles": Articles,
    "records": Records,
    "indicators": Indicators,
    "topics": Topics,
    "regions": Regions,
    "columns": ColumnsOfTheSite,
    "series": Series,
    "observations": Observations,
}
router = Router()
for name, view in ENDPOINTS.items():
    router.register(name, view, basename=f"api-{name}" if name == "series" else f"api-{name.removesuffix('s')}")

urlpatterns = [
    path("v1/changes/", Changes.as_view(), name="api-changes"),
    path("v1/snapshots/", Snapshots.as_view(), name="api-snapshots"),
    path("v1/snapshots/<slug:snapshot>/<str:file>", SnapshotFile.as_view(), name="api-snapshot-file"),
    path("v1/drafts/", Drafts.as_view(), name="api-drafts"),
    path("v1/drafts/<number:id>/", OneDraft.as_view(), name="api-draft"),
    path("v1/extract/", Extract.as_view(), name="api-extract"),
    path("v1/extract", Extract.as_view(schema=None)),
    path("v1/verify/", Verify.as_view(), name="api-verify"),
    path("v1/verify", Verify.as_view(schema=None)),
    path("v1/", include(router.urls)),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", reference.docs, name="api-docs"),
    path("docs/ask/", reference.asked, name="api-asked"),
    path("docs/<slug:name>/", reference.operation, name="api-operation"),
    re_path("", Nowhere.as_view()),
]
