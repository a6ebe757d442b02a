"""Pictures' renditions, as long as the public may see a version that has them. Originals are never served: they may carry places.

No proxy may serve the folder itself: it would go on showing what was withdrawn.
"""

from typing import Any

from django.contrib import admin
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.models import Picture, PreviewLink, Revision
from portal.accounts import needs_second_factor

# As articles.pictures names them: by the first half of the original's hash, and the width. (Two uploads of one picture at
# the same moment: storage adds an underscore and seven characters to the second.)
NAME = r"pictures/[0-9a-f]{2}/[0-9a-f]{32}-[0-9]{1,5}(_[0-9A-Za-z]{7})?\.(webp|jpeg)"
HASH = slice(len("pictures/00/"), len("pictures/00/") + 32)
# A day, not for ever: a picture is withdrawn with its bulletin.
FRESH_FOR = 24 * 3600


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    known = [row for row in _shown(name[HASH]) if name in _names(row["renditions"])]
    is_public = any(row["is_public"] for row in known)
    if not known or not (is_public or any(row["is_previewed"] for row in known) or _may_see_drafts(request)):
        raise Http404
    try:
        file = default_storage.open(name)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=f"image/{name.rpartition('.')[2]}")
    if is_public:
        patch_cache_control(response, public=True, max_age=FRESH_FOR)
        # A file is named by what is in it.
        response.headers["ETag"] = f'"{name}"'
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _shown(start: str) -> list[Any]:
    """Pictures whose original's hash starts so, each with who may see it; as a range, which an index on the hash can serve."""
    now = timezone.now()
    public = Revision.objects.once_visible(now).filter(pk=OuterRef("revision"), article__withdrawn_at=None)
    previews = PreviewLink.objects.filter(
        revision=OuterRef("revision"), revoked_at=None, created_at__gt=now - PreviewLink.LASTS
    )
    alike = Picture.objects.filter(Q(sha256__gte=start) & Q(sha256__lt=f"{start}g")).order_by()
    return list(alike.values("renditions", is_public=Exists(public), is_previewed=Exists(previews)))


def _names(renditions: list[dict[str, Any]]) -> set[str]:
    return {value for row in renditions for value in row.values() if isinstance(value, str)}


def _may_see_drafts(request: HttpRequest) -> bool:
    """Whom the desk lets in, with the second factor where one is asked for."""
    user: Any = request.user
    if not (admin.site.has_permission(request) and user.has_perm("articles.view_revision")):
        return False
    return user.is_verified() or not needs_second_factor(user)
