"""Pictures' renditions, for where no proxy serves DATA_DIR/media/pictures. Originals are never served: they may carry places."""

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)
def rendition(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file is named by what is in it, so it may be kept for ever."""
    try:
        file = default_storage.open(f"pictures/{path}")
    except (OSError, SuspiciousFileOperation, ValueError) as error:
        raise Http404 from error
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return FileResponse(file, content_type={"webp": "image/webp"}.get(path.rsplit(".", 1)[-1], kind))
