"""预览链接 in the desk: addresses under which a draft may be read without an account."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.addresses import user_of
from articles.models import Revision


def urls() -> list[Any]:
    return [path("<int:pk>/previews/", admin.site.admin_view(previews_view), name="articles_revision_previews")]


def previews_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The links under which this draft may be read without an account; POST makes one, or revokes one."""
    revision = get_object_or_404(Revision.objects.select_related("article"), pk=pk)
    if not any(request.user.has_perm(f"articles.{verb}_revision") for verb in ("view", "change")):
        raise PermissionDenied
    if request.method == "POST":
        if revoked := request.POST.get("revoke", ""):
            given = revision.previews.filter(pk=revoked if revoked.isdecimal() else 0, revoked_at=None)
            given.update(revoked_at=timezone.now())
        else:
            revision.previews.create(created_by=user_of(request))
        return HttpResponseRedirect(request.path)
    open_links = [link for link in revision.previews.select_related("created_by") if link.is_open]
    context = {
        **admin.site.each_context(request),
        "opts": Revision._meta,
        "revision": revision,
        "links": [(link, request.build_absolute_uri(link.get_absolute_url())) for link in open_links],
        "title": _("预览链接"),
    }
    return TemplateResponse(request, "admin/articles/revision/previews.html", context)
