"""命名保存 in the desk: the saves of a bulletin, one compared with the draft or another, one brought back."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import drafting, named_saves, versions
from articles.addresses import address_of, user_of
from articles.models import NamedSave, Revision
from articles.publishing import By, CannotPublish, may_edit


class KeepForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=named_saves.LONGEST_NAME,
        help_text=gettext_lazy("如“送审前”“领导改后”"),
        error_messages={"required": gettext_lazy("请给这一份起个名字，如“送审前”。")},
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


def urls() -> list[Any]:
    view = admin.site.admin_view
    return [
        path("<int:pk>/saves/", view(saves_view), name="articles_revision_saves"),
        path("<int:pk>/saves/<int:save>/", view(save_view), name="articles_revision_save"),
    ]


def saves_view(request: HttpRequest, pk: int) -> HttpResponse:
    """GET lists, POST keeps the draft as it was last saved."""
    draft = _draft(request, pk)
    form = KeepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            save = named_saves.keep(draft, by=_by(request), **form.cleaned_data)
        except CannotPublish as refusal:
            form.add_error(None, " ".join(refusal.reasons))
        else:
            messages.success(request, _("已存一份：%(name)s。") % {"name": save.name})
            return HttpResponseRedirect(request.path)
    context = {**_context(request, draft, _("命名保存")), "form": form, "saves": _saves(draft)}
    return TemplateResponse(request, "admin/articles/revision/saves.html", context)


def save_view(request: HttpRequest, pk: int, save: int) -> HttpResponse:
    """GET compares a save with the draft, a version or another save (?with=), POST brings it back."""
    draft = _draft(request, pk)
    kept = get_object_or_404(NamedSave.objects.select_related("revision"), pk=save, revision__article=draft.article_id)
    if request.method == "POST":
        try:
            named_saves.bring_back(kept, draft, by=_by(request), known=request.POST.get("known", ""))
        except CannotPublish as refusal:
            messages.error(request, " ".join(refusal.reasons))
            return HttpResponseRedirect(request.path)
        messages.success(request, _("已恢复“%(name)s”。原来的草稿也存了一份，在“命名保存”里。") % {"name": kept.name})
        return HttpResponseRedirect(reverse("admin:articles_revision_change", args=[draft.pk]))
    every = list(draft.article.revisions.defer("page").order_by("number"))
    others = [other for other in _saves(draft) if other.pk != kept.pk]
    chosen = request.GET.get("with", "")
    other: Any = next((version for version in every if chosen == f"v{version.number}"), draft)
    if named := next((named for named in others if chosen == f"s{named.pk}"), None):
        other = named_saves.read(named)
    context = {
        **_context(request, draft, kept.name),
        "save": kept,
        "known": drafting.token(draft),
        "comparison": versions.compare(named_saves.read(kept), other),
        "choices": [
            *(
                (f"v{v.number}", _("第 %(n)d 版，%(state)s") % {"n": v.number, "state": v.get_state_display()})
                for v in every
            ),
            *((f"s{named.pk}", named.name) for named in others),
        ],
        "chosen": f"s{named.pk}" if named else f"v{other.number}",
        "whole": request.GET.get("whole") == "1",
    }
    return TemplateResponse(request, "admin/articles/revision/save.html", context)


def _draft(request: HttpRequest, pk: int) -> Revision:
    user = user_of(request)
    if not any(user.has_perm(f"articles.{verb}_revision") for verb in ("view", "change")):
        raise PermissionDenied
    draft = get_object_or_404(Revision.objects.select_related("article", "column", "region"), pk=pk)
    if request.method == "POST" and not may_edit(draft, user):
        raise PermissionDenied
    return draft


def _saves(draft: Revision) -> Any:
    """Of all drafts of the bulletin, newest first; without the words, which no list shows."""
    return (
        NamedSave.objects.filter(revision__article=draft.article_id)
        .select_related("revision", "user")
        .defer("words", "revision__body", "revision__text", "revision__page")
    )


def _by(request: HttpRequest) -> By:
    return By(user_of(request), address_of(request))


def _context(request: HttpRequest, draft: Revision, title: str) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "opts": Revision._meta,
        "revision": draft,
        "may_edit": may_edit(draft, user_of(request)),
        "title": title,
    }
