"""The snapshots that `manage.py snapshot` has written: which there are, and their files."""

import base64
import os
import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api import Link, Links
from portal import snapshots
from portal.api.open import Gone, Open
from portal.api.ranges import OutOfRange, Stretch, span
from portal.snapshots import MANIFEST, Snapshot

LATEST = "latest"
RANGE = gettext_lazy(
    "只要文件的一段，如 bytes=1000-1999、bytes=1000-、bytes=-500；断了的下载由此续传。几段的不理会，答整个文件"
)
IF_RANGE = gettext_lazy("续传的是这一 ETag 的文件；文件不是它时答整个文件")
KINDS = {"csv": "text/csv; charset=utf-8; header=present", "parquet": "application/vnd.apache.parquet"}


class FileShape(serializers.Serializer):
    name = serializers.CharField(help_text=gettext_lazy("文件名"))
    bytes = serializers.IntegerField(help_text=gettext_lazy("字节数"))
    sha256 = serializers.CharField(help_text=gettext_lazy("SHA-256 校验值"))
    url = Link(help_text=gettext_lazy("下载"))


class FileColumnShape(serializers.Serializer):
    name = serializers.CharField(help_text=gettext_lazy("列名"))
    type = serializers.CharField(help_text=gettext_lazy("Parquet 文件中的类型"))
    description = serializers.CharField(help_text=gettext_lazy("说明"))


class FilesOfATableShape(serializers.Serializer):
    name = serializers.CharField(help_text=gettext_lazy("articles、records、indicators、regions 之一"))
    rows = serializers.IntegerField(help_text=gettext_lazy("行数"))
    columns = FileColumnShape(many=True, help_text=gettext_lazy("各列"))
    files = FileShape(many=True, help_text=gettext_lazy("同一张表的各种格式"))


class SnapshotShape(serializers.Serializer):
    name = serializers.CharField(help_text=gettext_lazy("以开始的时刻命名"))
    made_at = serializers.DateTimeField(help_text=gettext_lazy("内容是这一时刻对外公开的"))
    cursor = serializers.CharField(help_text=gettext_lazy("从这里起跟随变更：changes/?since="))
    tables = FilesOfATableShape(many=True, help_text=gettext_lazy("各表"))
    manifest_url = Link(help_text=gettext_lazy("清单文件，内容与此处相同"))
    changes_url = Link(help_text=gettext_lazy("此后的变更"))


class SnapshotsShape(serializers.Serializer):
    results = SnapshotShape(many=True, help_text=gettext_lazy("新的在前，不分页；其中有后来撤回的公报的，不再列出"))


class Snapshots(Open):
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="snapshots_list",
        summary=gettext_lazy("快照"),
        tags=[gettext_noop("同步")],
        description=gettext_lazy("每夜写成的全部公开数据：CSV 和 Parquet 文件，附行数、列、字节数和 SHA-256。"),
        responses=SnapshotsShape,
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        links = Links(request)
        found = [one for one in snapshots.taken(settings.SNAPSHOTS_DIR) if one.is_clean]
        return Response({"results": [written(one, links) for one in found]})


class AsItIs(BaseContentNegotiation):
    """A file is what it is, whatever `Accept` says."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return None

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class SnapshotFile(Open):
    renderer_classes = [JSONRenderer]
    content_negotiation_class = AsItIs

    @extend_schema(
        operation_id="snapshots_file",
        summary=gettext_lazy("快照的一个文件"),
        tags=[gettext_noop("同步")],
        description=gettext_lazy(
            "latest 代替名称时，转到最新一份。文件不会改变：ETag 就是 SHA-256。快照中有公报后来撤回的，答 410。"
        ),
        parameters=[
            OpenApiParameter("Range", str, OpenApiParameter.HEADER, description=RANGE),
            OpenApiParameter("If-Range", str, OpenApiParameter.HEADER, description=IF_RANGE),
            OpenApiParameter("snapshot", str, OpenApiParameter.PATH, description=gettext_lazy("快照的名称，或 latest")),
            OpenApiParameter(
                "file", str, OpenApiParameter.PATH, description=gettext_lazy("文件名，如 records.parquet")
            ),
        ],
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            (206, "application/octet-stream"): OpenApiResponse(
                OpenApiTypes.BINARY, description=gettext_lazy("Range 所要的部分")
            ),
            302: OpenApiResponse(description=gettext_lazy("latest 所指的那一份")),
            304: OpenApiResponse(description=gettext_lazy("没有改变")),
        },
    )
    def get(self, request: Request, snapshot: str, file: str, **kwargs: Any) -> HttpResponseBase:
        found = snapshots.taken(settings.SNAPSHOTS_DIR)
        if snapshot == LATEST:
            newest = next((one for one in found if one.is_clean), None)
            if newest is None or file not in sums(newest):
                raise exceptions.NotFound(_("没有这份快照，或其中没有这个文件。"))
            address = Links(request)("api-snapshot-file", newest.name, file)
            return HttpResponse(status=302, headers={"Location": address, "Cache-Control": "no-cache"})
        one = next((one for one in found if one.name == snapshot), None)
        if one is None or file not in sums(one):
            raise exceptions.NotFound(_("没有这份快照，或其中没有这个文件。"))
        if not one.is_clean:
            raise Gone(_("这份快照中有后来撤回的公报，不再提供。请用更新的快照。"))
        return sent(request, one, file)

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        if isinstance(exc, OutOfRange):
            for name, value in exc.headers.items():
                response.headers[name] = value
        return response


def sums(one: Snapshot) -> dict[str, str]:
    """File → SHA-256; of the manifest itself none is known."""
    listed = {file["name"]: file["sha256"] for table in one.manifest["tables"].values() for file in table["files"]}
    return listed | {MANIFEST: ""}


def sent(request: Request, one: Snapshot, file: str) -> HttpResponseBase:
    sha256, made = sums(one)[file], datetime.fromisoformat(one.manifest["made_at"]).timestamp()
    tag = f'"{sha256 or one.name}"'
    headers = {"ETag": tag, "Last-Modified": http_date(made), "Accept-Ranges": "bytes"}
    if sha256:
        headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"  # RFC 9530
    if answer := get_conditional_response(request._request, tag, int(made)):
        for name, value in headers.items():
            answer.headers[name] = value
        return answer
    try:
        opened = (one.folder / file).open("rb")
    except FileNotFoundError:
        raise Gone(_("这份快照刚刚被更新的取代。请用更新的快照。")) from None
    size = os.fstat(opened.fileno()).st_size
    try:
        wanted = span(asked_range(request, tag), size)
    except OutOfRange:
        opened.close()
        raise
    said: dict[str, Any] = {
        "as_attachment": file != MANIFEST,
        "filename": file,
        "content_type": KINDS.get(re.sub(r"^.*\.", "", file), "application/json"),
    }
    if wanted is None:
        return FileResponse(opened, headers=headers, **said)
    headers["Content-Range"] = f"bytes {wanted.first}-{wanted.last}/{size}"
    headers["Content-Length"] = str(wanted.length)
    return FileResponse(Stretch(opened, wanted), status=206, headers=headers, **said)


def asked_range(request: Request, tag: str) -> str:
    """Nothing where a range means nothing: HEAD, or the rest of another file than ours. A compressed file's ETag is a weak one,
    and no other bytes fit behind what was got of it."""
    if request.method != "GET" or request.headers.get("If-Range", tag) != tag:
        return ""
    return request.headers.get("Range", "")


def written(one: Snapshot, links: Links) -> dict[str, Any]:
    def address(file: str) -> str:
        return links("api-snapshot-file", one.name, file)

    tables = [
        {"name": name, **table, "files": [{**file, "url": address(file["name"])} for file in table["files"]]}
        for name, table in one.manifest["tables"].items()
    ]
    cursor = one.manifest["cursor"]
    return {
        "name": one.name,
        "made_at": one.manifest["made_at"],
        "cursor": cursor,
        "tables": tables,
        "manifest_url": address(MANIFEST),
        "changes_url": links("api-changes", since=cursor),
    }
