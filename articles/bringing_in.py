"""导入公报: the page on which an editor pastes a text or drops files, sees what was recognised and lost, mends it, and stores it.

Nothing of a bulletin is stored before the editor has seen it; until then the bytes wait in `Incoming`, for a day.
"""

import json
from dataclasses import replace
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.addresses import address_of
from articles.forms import DayAndTime
from articles.importing import LARGEST_FILE, AlreadyStored, Draft, ImportRefused, read_bulletin, read_paste, store
from articles.importing.bundle import LARGEST_BUNDLE, files_in, is_bundle
from articles.models import Article, Column, Incoming, Region
from articles.publishing import By

MOST_FILES = 50


class Line(NamedTuple):
    """What became of one file: where to look at it, or or why not."""

    filename: str
    check_url: str = ""
    error: str = ""
    title: str = ""


class DraftForm(forms.Form):
    """What was recognised, for correction."""

    title = forms.CharField(label=gettext_lazy("标题"), max_length=200)
    subtitle = forms.CharField(label=gettext_lazy("副标题"), max_length=200, required=False)
    published_on = DayAndTime(label=gettext_lazy("发布日期"))
    source = forms.CharField(label=gettext_lazy("信息来源"), max_length=100, required=False)
    authors = forms.CharField(
        label=gettext_lazy("作者"), max_length=200, required=False, help_text=gettext_lazy("多人以空格分隔")
    )
    summary = forms.CharField(
        label=gettext_lazy("摘要"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    column = forms.ModelChoiceField(Column.objects, label=gettext_lazy("栏目"))
    region = forms.ModelChoiceField(
        Region.objects,
        label=gettext_lazy("地区"),
        widget=AutocompleteSelect(Article._meta.get_field("region"), admin.site),
    )

    def clean_published_on(self) -> Any:
        day = self.cleaned_data["published_on"]
        if day > timezone.now():
            raise forms.ValidationError(_("发布日期在将来。请改为今天或更早的日期。"))
        return day


def take_in(user: User, filename: str, content: bytes, *, is_paste: bool = False) -> list[Line]:
    """Reads a file (or each file of a zip) and puts it by for the editor to look at; nothing of it is stored yet."""
    Incoming.objects.filter(at__lt=timezone.now() - Incoming.LASTS).delete()
    try:
        if is_paste or not is_bundle(content, filename):
            return [_put_by(Incoming(user=user, filename=filename[-200:], content=content, is_paste=is_paste))]
        names = [entry.filename for entry in files_in(content)][:MOST_FILES]
        bundle = Incoming.objects.create(user=user, filename=filename[-200:], content=content)
        return [_put_by(Incoming(user=user, filename=name[-200:], bundle=bundle)) for name in names]
    except ImportRefused as refusal:
        return [Line(filename, error=str(refusal))]


def _put_by(incoming: Incoming) -> Line:
    try:
        draft, _content = _read(incoming)
    except ImportRefused as refusal:
        return Line(incoming.filename, error=str(refusal))
    incoming.save()
    return Line(incoming.filename, reverse("admin:articles_incoming", args=[incoming.pk]), title=draft.title)


def _read(incoming: Incoming) -> tuple[Draft, bytes]:
    """The draft, and the very bytes that it was read from."""
    if incoming.bundle:
        inside = files_in(bytes(incoming.bundle.content))
        entry = next((entry for entry in inside if entry.filename[-200:] == incoming.filename), None)
        if entry is None:
            raise ImportRefused(_("没有这个文件。请检查文件名和所在的文件夹。"))
        draft = read_bulletin(entry.content, entry.filename, mends=True)
        return draft.with_pictures(entry.picture), entry.content
    content = bytes(incoming.content)
    if incoming.is_paste:
        clipboard = json.loads(content)
        return read_paste(clipboard["html"] or None, clipboard["text"] or None, mends=True), content
    return read_bulletin(content, incoming.filename, mends=True), content


def bring_in_view(request: HttpRequest) -> HttpResponse:
    """GET: the page. POST: files, or a paste. One text that was read leads straight to its page of recognition."""
    user = _editor(request)
    lines: list[Line] = []
    if request.method == "POST":
        for file in request.FILES.getlist("files")[:MOST_FILES]:
            size = file.size or 0
            name = file.name or _("未命名")
            if size > (LARGEST_BUNDLE if name.lower().endswith(".zip") else LARGEST_FILE):
                lines.append(Line(name, error=_("文件超过 20 MB。请确认选对了文件，或分成几篇分别导入。")))
            else:
                lines += take_in(user, name, file.read())
        pasted = {"html": request.POST.get("html", ""), "text": request.POST.get("text", "")}
        if pasted["html"].strip() or pasted["text"].strip():
            lines += take_in(user, _("粘贴的文字"), json.dumps(pasted).encode(), is_paste=True)
        if not lines:
            lines = [Line("", error=_("请粘贴文字，或选择文件。"))]
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"lines": [line._asdict() for line in lines]})
        if len(lines) == 1 and lines[0].check_url:
            return HttpResponseRedirect(lines[0].check_url)
    context = {**admin.site.each_context(request), "title": _("导入公报"), "lines": lines}
    return TemplateResponse(request, "admin/articles/bring_in.html", context)


def incoming_view(request: HttpRequest, pk: int) -> HttpResponse:
    """What was recognised in one text, and what was lost of it. POST stores it as a draft."""
    user = _editor(request)
    waiting = get_object_or_404(Incoming.objects.select_related("bundle"), pk=pk, user=user)
    try:
        draft, content = _read(waiting)
    except ImportRefused as refusal:  # a rule has changed since it was put by
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:articles_bring_in"))
    form = DraftForm(request.POST) if request.method == "POST" else DraftForm(initial=_recognised(draft))
    if request.method == "POST" and form.is_valid():
        try:
            article = _store(form.cleaned_data, draft, waiting, content, By(user, address_of(request)))
        except AlreadyStored as known:
            messages.warning(request, str(known))
            return HttpResponseRedirect(reverse("admin:articles_revision_change", args=[known.article.newest.pk]))
        except ImportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            waiting.delete()
            desk = reverse("admin:articles_revision_desk", args=[article.newest.pk])
            said = format_html('{} <a href="{}">{}</a>', _("已存为草稿。"), desk, _("到校对台核对数字"))
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin:articles_revision_change", args=[article.newest.pk]))
    context = {
        **admin.site.each_context(request),
        "title": _("核对识别结果"),
        "form": form,
        "media": form.media,
        "draft": draft,
        "waiting": waiting,
    }
    return TemplateResponse(request, "admin/articles/incoming.html", context)


def _recognised(draft: Draft) -> dict[str, Any]:
    columns = list(Column.objects.all())
    column = next((column for column in columns if column.name == draft.column_name), columns[0] if columns else None)
    return {
        "title": draft.title,
        "subtitle": draft.subtitle,
        "published_on": draft.published_on,
        "source": draft.source,
        "authors": " ".join(draft.authors),
        "summary": draft.summary,
        "column": column,
        "region": Region.objects.named(settings.SITE_REGION).first(),
    }


def _store(data: dict[str, Any], draft: Draft, waiting: Incoming, content: bytes, by: By) -> Article:
    mended = replace(
        draft,
        title=data["title"],
        subtitle=data["subtitle"],
        source=data["source"],
        authors=tuple(data["authors"].split()),
        summary=data["summary"],
    )
    return store(
        mended,
        content=content,
        filename=waiting.filename,
        column=data["column"],
        region=data["region"],
        published_on=data["published_on"],
        by=by,
    )


def _editor(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.has_perm("articles.add_revision"):
        raise PermissionDenied
    return request.user
