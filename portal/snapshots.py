"""The whole archive as files for whoever wants all of it: what the API's tables say, of one moment, with checksums and with the
cursor of the stream of changes from which a mirror goes on."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from articles.api import moment
from portal import changes
from portal.api.changes import cursor_now, position_of
from portal.models import Change

# name → whether the table can be asked for as of a moment
TABLES = {"articles": True, "records": True, "indicators": False, "regions": False}
FORMATS = ("csv", "parquet")
MANIFEST = "manifest.json"


class Snapshot(NamedTuple):
    """A finished one. `is_clean`: nothing in it has been withdrawn since."""

    folder: Path
    manifest: dict[str, Any]
    is_clean: bool

    @property
    def name(self) -> str:
        return self.folder.name


def taken(folder: Path) -> list[Snapshot]:
    """Those of this archive, the newest first. Two queries for each."""
    changes.give_positions(timezone.now())
    finished = sorted((found.parent for found in folder.glob(f"*/{MANIFEST}")), key=lambda f: f.name, reverse=True)
    return [snapshot for one in finished if (snapshot := _opened(one))]


def _opened(folder: Path) -> Snapshot | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        position = position_of(manifest["cursor"])
    except (FileNotFoundError, ValidationError):
        return None  # removed meanwhile; or of what the archive was before it was restored from a backup
    held = Change.objects.filter(position__lte=position).values("revision__article")
    gone = Change.objects.filter(kind=Change.Kind.WITHDRAWN, position__gt=position, revision__article__in=held)
    return Snapshot(folder, manifest, not gone.exists())


def write(folder: Path, keep: int) -> Path:
    """A new folder below `folder`, named after the moment and complete as soon as it has that name. Removed are all but the newest
    `keep`, and those that hold what has been withdrawn since. Memory does not grow with the archive. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    begun = timezone.now()
    changes.give_positions(begun)
    name = timezone.localtime(begun).strftime("%Y%m%dT%H%M%S")
    unfinished = folder / f".{name}.{os.getpid()}.unfinished"
    unfinished.mkdir()
    try:
        with of_one_moment():
            cursor = cursor_now()
            at = timezone.now()  # later than every change up to the cursor
            manifest = {"made_at": moment(at), "cursor": cursor, "tables": _tables(unfinished, at)}
        _write(unfinished / MANIFEST, iter([json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"]))
        unfinished.rename(folder / name)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    latest = folder / f".latest.{os.getpid()}"
    _write(latest, iter([f"{name}\n".encode()]))
    latest.replace(folder / "latest.txt")
    kept = [snapshot.folder for snapshot in taken(folder) if snapshot.is_clean][:keep]
    for old in [found for found in folder.iterdir() if (found / MANIFEST).exists() and found not in kept]:
        shutil.rmtree(old)
    return folder / name


@contextmanager
def of_one_moment() -> Iterator[None]:
    """All queries see the database as it stands now, and nobody waits for them."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Immediate transactions would keep writers out for as long as the files are written.
        sqlite: Any = connection
        mode, sqlite.transaction_mode = sqlite.transaction_mode, None
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = mode


def _tables(folder: Path, at: datetime) -> dict[str, Any]:
    return {name: _table(folder, name, at if has_past else None) for name, has_past in TABLES.items()}


def _table(folder: Path, name: str, at: datetime | None) -> dict[str, Any]:
    from pyarrow import parquet

    files = []
    for form in FORMATS:
        file = folder / f"{name}.{form}"
        size, sha256 = _write(file, _asked(name, form, at))
        files.append({"name": file.name, "bytes": size, "sha256": sha256})
    schema = parquet.read_schema(folder / f"{name}.parquet")
    columns = [
        {
            "name": field.name,
            "type": str(field.type),
            "description": (field.metadata or {}).get(b"description", b"").decode(),
        }
        for field in schema
    ]
    return {"rows": parquet.read_metadata(folder / f"{name}.parquet").num_rows, "columns": columns, "files": files}


def _asked(name: str, form: str, at: datetime | None) -> Iterator[bytes]:
    """The pieces of what the API answers to anybody."""
    address = f"{reverse('api-root')}{name}.{form}"
    scheme = "https" if settings.HTTPS else "http"
    request = RequestFactory().get(
        address,
        {"as_of": at.isoformat()} if at else {},
        headers={"Host": settings.SITE["domain"]},
        secure=scheme == "https",
    )
    view, args, kwargs = resolve(address)
    response: Any = view(request, *args, **kwargs)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
    yield from response.streaming_content


def _write(file: Path, pieces: Iterator[bytes]) -> tuple[int, str]:
    sha256, size = hashlib.sha256(), 0
    with file.open("xb") as out:
        for piece in pieces:
            out.write(piece)
            sha256.update(piece)
            size += len(piece)
        out.flush()
        os.fsync(out.fileno())
    return size, sha256.hexdigest()
