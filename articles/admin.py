"""The editors' desk for bulletins, in plain Django admin: forms and columns only; the verbs are in articles.publishing."""

from collections.abc import Callable
from typing import Any

from csp.constants import NONCE, SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from articles import (
    bringing_in,
    catalogue_admin,  # noqa: F401 columns and regions register there
    drafting,
    log_admin,  # noqa: F401 the log registers there
    previews_admin,
    publishing,
    saves_admin,
)
from articles.addresses import address_of, user_of
from articles.body import picture_alts, picture_names
from articles.forms import PictureForm, RevisionForm, StepForm
from articles.models import Act, Article, Picture, Region, Revision
from articles.publishing import By
from articles.report_admin import ReportAdmin
from articles.reports import Report


class PictureInline(admin.TabularInline):
    model = Picture
    form = PictureForm
    fields = ["name", "upload", "alt"]
    extra = 0

    def get_fields(self, request: HttpRequest, obj: Revision | None = None) -> Any:
        return self.fields if self.has_change_permission(request, obj) else ["name", "alt"]

    # Whoever may work on the bulletin works on its pictures.
    def has_view_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return request.user.has_perm("articles.view_revision") or request.user.has_perm("articles.change_revision")

    def has_change_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return may_work_on(request, obj)

    has_add_permission = has_delete_permission = has_change_permission


def by_whom(request: HttpRequest) -> By:
    return By(user_of(request), address_of(request))


def may_work_on(request: HttpRequest, revision: Revision | None) -> bool:
    """On a new text, whoever writes; on one that there is, by its state."""
    if revision is None:
        return request.user.has_perm("articles.change_revision") or request.user.has_perm("articles.review_revision")
    return publishing.may_edit(revision, request.user)


class StateFilter(admin.SimpleListFilter):
    title = _("状态")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*Revision.State.choices, ("withdrawn", _("已撤回"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "withdrawn":
            return queryset.filter(article__withdrawn_at__isnull=False)
        if self.value():
            return queryset.filter(state=self.value(), article__withdrawn_at=None)
        return queryset


def may_publish_at_once(request: HttpRequest) -> bool:
    steps = (permission for _before, _after, permission in publishing.TRANSITIONS.values())
    return settings.ONE_PERSON_OFFICE and all(request.user.has_perm(permission) for permission in steps)


def may_take(user: User, verb: str) -> bool:
    return verb in publishing.TRANSITIONS and user.has_perm(publishing.TRANSITIONS[verb][2])


def returned(revision: Revision, log: list[Act]) -> Act | None:
    """The sending back that brought this draft here, whatever was saved or kept since."""
    steps = [act for act in log if act.verb in publishing.TRANSITIONS and act.revision_number == revision.number]
    return (
        steps[0] if steps and steps[0].verb == Act.Verb.SEND_BACK and revision.state == Revision.State.DRAFT else None
    )


def acts_of(revision: Revision) -> Any:
    return Act.objects.filter(article_number=revision.article_id).select_related("user")[:20]


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    """One row an article: its newest version. A published one is read only; 修改 makes the next version."""

    form = RevisionForm
    inlines = [PictureInline]
    list_display = ["title", "column_shown", "region_shown", "state_shown", "day_shown", "source", "number"]
    list_filter = [StateFilter, ("article__column", admin.RelatedOnlyFieldListFilter), "published_on"]
    search_fields = ["title", "text", "source", "authors"]
    search_help_text = _("在标题、正文、来源和作者中查找")
    date_hierarchy = "published_on"
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False  # a draft has no page; a published one has a link of its own
    change_form_template = "admin/articles/revision/change_form.html"

    class Media:
        css = {"all": ["desk.css"]}
        js = ["autosave.js", "editor_words.js"]

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request).select_related("article__column", "article__region")
        if request.resolver_match and request.resolver_match.url_name == "articles_revision_changelist":
            return queryset.newest_of_each_article().defer("body", "text", "page")
        return queryset

    @admin.display(description=_("正文"))
    def words(self, revision: Revision) -> str:
        return revision.text

    @admin.display(description=_("栏目"), ordering="article__column__position")
    def column_shown(self, revision: Revision) -> str:
        return revision.article.column.label

    @admin.display(description=_("地区"), ordering="article__region__code")
    def region_shown(self, revision: Revision) -> str:
        return revision.article.region.name

    @admin.display(description=_("发布日期"), ordering="published_on")
    def day_shown(self, revision: Revision) -> str:
        return f"{timezone.localtime(revision.published_on):%Y-%m-%d}"

    @admin.display(description=_("状态"), ordering="state")
    def state_shown(self, revision: Revision) -> Any:
        return _("已撤回") if revision.article.withdrawn_at else revision.get_state_display()

    def get_fieldsets(self, request: HttpRequest, obj: Revision | None = None) -> Any:
        words = ["title", "subtitle", ("published_on", "source", "authors"), ("column", "region"), "summary", "body"]
        if obj and not may_work_on(request, obj):
            words = ["title", "subtitle", ("published_on", "source", "authors"), "summary", "words"]
        if obj and obj.number > 1:
            words.append("correction_note")
        if may_work_on(request, obj):
            words.append("known")
        return [(None, {"fields": words})]

    def get_readonly_fields(self, request: HttpRequest, obj: Revision | None = None) -> Any:
        return ["words"] if obj and not may_work_on(request, obj) else []

    def has_change_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return may_work_on(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        # What may not be changed because of its state may still be looked at.
        return super().has_view_permission(request, obj) or request.user.has_perm("articles.change_revision")

    def has_delete_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj is not None and obj.state == Revision.State.DRAFT

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/change/<str:name>", view(self.picture_view), name="articles_revision_picture"),
            path("bring-in/", view(bringing_in.bring_in_view), name="articles_bring_in"),
            path("bring-in/<int:pk>/", view(bringing_in.incoming_view), name="articles_incoming"),
            path("autosave/", view(self.autosave_view), name="articles_revision_autosave_new"),
            path("<int:pk>/autosave/", view(self.autosave_view), name="articles_revision_autosave"),
            path("<int:pk>/new-version/", view(self.new_version_view), name="articles_revision_new_version"),
            path("<int:pk>/withdraw/", view(self.withdraw_view), name="articles_revision_withdraw"),
            path("<int:pk>/step/<slug:verb>/", view(self.step_view), name="articles_revision_step"),
            *previews_admin.urls(),
            *saves_admin.urls(),
            *super().get_urls(),
        ]

    @method_decorator(csp_update({"script-src": [SELF, NONCE]}))
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = extra_context or {}
        user = user_of(request)
        revision = self.get_object(request, object_id) if object_id else None
        if request.method == "POST" and revision and self.is_closed(request, revision):
            drafting.autosave(user, revision, request.POST.dict())
            self.message_user(request, drafting.what_happened(revision), messages.WARNING)
            return self._to(revision)
        if revision:
            log = list(acts_of(revision))
            context |= {"steps": publishing.allowed(revision, user), "log": log, "returned": returned(revision, log)}
        if request.method == "GET":
            if revision and may_work_on(request, revision):
                drafting.enter(revision, user)
                context["others"] = drafting.others_in(revision, user)
            if not revision or not revision.is_published:
                context["unsaved"] = drafting.unsaved(user, revision)
        context["at_once"] = may_publish_at_once(request)
        return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        # The editor's import map is an inline script by its nature; the nonce lets this one through.
        context["media"] = Media(nonce=getattr(request, "csp_nonce", "")) + context["media"]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Revision | None:
        """With ?restore, as the form would be with what was typed and never saved; only the form, nothing is stored."""
        revision: Revision | None = super().get_object(request, object_id, from_field)
        if revision and request.method == "GET" and "restore" in request.GET:
            kept = drafting.unsaved(user_of(request), revision)
            for name, words in (kept.words if kept else {}).items():
                setattr(revision, name, words)
        return revision

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        kept = drafting.unsaved(user_of(request), None) if "restore" in request.GET else None
        usual = {"published_on": timezone.now(), "region": Region.objects.named(settings.SITE_REGION).first()}
        return {**usual, **super().get_changeform_initial_data(request), **(kept.words if kept else {})}

    def is_closed(self, request: HttpRequest, revision: Revision) -> bool:
        """Somebody has taken it a step further, while this person, who may write, perhaps still has it open."""
        waits = not revision.is_published and not may_work_on(request, revision)
        return waits and request.user.has_perm("articles.change_revision")

    def autosave_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """POST of the form as it stands, every few seconds; answers with JSON: who else is in the draft, or (409) why it cannot
        be saved any more. The words are kept either way. POST of `leave` says that the page is closed."""
        revision = get_object_or_404(Revision, pk=pk) if pk else None
        closed = revision is not None and self.is_closed(request, revision)
        if request.method != "POST" or not (closed or may_work_on(request, revision)):
            raise PermissionDenied
        user = user_of(request)
        if request.POST.get("discard"):
            drafting.forget(user, revision)
            return self._to(revision) if revision else HttpResponseRedirect(reverse("admin:articles_revision_add"))
        if revision and request.POST.get("leave"):
            drafting.leave(revision, user)
            return JsonResponse({})
        if request.POST.get("changed"):
            drafting.autosave(user, revision, request.POST.dict())
        if revision and closed:
            return JsonResponse({"closed": drafting.what_happened(revision)}, status=409)
        others = []
        if revision:
            drafting.enter(revision, user)
            others = [str(other.get_full_name() or other) for other in drafting.others_in(revision, user)]
        return JsonResponse({"others": others})

    def save_model(self, request: HttpRequest, obj: Revision, form: RevisionForm, change: bool) -> None:
        column, region = form.cleaned_data["column"], form.cleaned_data["region"]
        obj.column, obj.region = column, region
        if change:
            # Until something of it is published nobody knows another place; after that, publishing moves it.
            if not obj.article.revisions.filter(state=Revision.State.PUBLISHED).exists():
                Article.objects.filter(pk=obj.article_id).update(column=column, region=region)
                obj.article.column, obj.article.region = column, region
        else:
            obj.article = Article.objects.create(column=column, region=region)
            obj.created_by = user_of(request)
        obj.save()
        drafting.forget(user_of(request), obj if change else None)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        revision = form.instance
        known = set(revision.pictures.values_list("name", flat=True))
        Picture.objects.bulk_create(
            Picture(revision=revision, name=name) for name in picture_names(revision.body) if name not in known
        )
        # What is typed into the editor's picture dialog need not be typed again.
        for name, alt in picture_alts(revision.body).items():
            revision.pictures.filter(name=name, alt="").update(alt=alt[:300])

    def response_add(self, request: HttpRequest, obj: Revision, post_url_continue: str | None = None) -> HttpResponse:
        return self._step_if_asked(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Revision) -> HttpResponse:
        return self._step_if_asked(request, obj) or super().response_change(request, obj)

    def _step_if_asked(self, request: HttpRequest, revision: Revision) -> HttpResponse | None:
        """What the buttons beside 保存 ask for once the words are saved. What stands in the way is shown on the step's page."""
        if "_keep" in request.POST:
            return HttpResponseRedirect(reverse("admin:articles_revision_saves", args=[revision.pk]))
        asked = {"_submit": Act.Verb.SUBMIT, "_approve": Act.Verb.APPROVE, "_publish": publishing.AT_ONCE}
        verb = next((verb for name, verb in asked.items() if name in request.POST), None)
        if verb is None:
            return None
        if self._do(request, revision, verb, {}):
            return self._to(revision)
        return HttpResponseRedirect(reverse("admin:articles_revision_step", args=[revision.pk, verb]))

    def _try(self, request: HttpRequest, act: Callable[[], object], done: Any) -> bool:
        """Says when it is done; what refused it is listed on the step's page."""
        try:
            act()
        except publishing.CannotPublish:
            return False
        self.message_user(request, done, messages.SUCCESS)
        return True

    def _to(self, revision: Revision) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:articles_revision_change", args=[revision.pk]))

    def step_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One step of the flow. GET shows what stands in its way and asks for what it needs (a reason, a time), POST does it."""
        placed = Revision.objects.select_related("column", "region", "article__column", "article__region")
        revision = get_object_or_404(placed.defer("page"), pk=pk)
        user = user_of(request)
        if not may_publish_at_once(request) if verb == publishing.AT_ONCE else not may_take(user, verb):
            raise PermissionDenied
        asked = [] if verb in publishing.BACK else publishing.questions(verb, revision, By(user))
        why = [question for question in asked if question.yields]
        form = StepForm(request.POST if request.method == "POST" else None, verb=verb, asks_why=bool(why))
        if request.method == "POST" and form.is_valid() and self._do(request, revision, verb, form.cleaned_data):
            return self._to(revision)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "revision": revision,
            "form": form,
            "verb": verb,
            "title": publishing.label_of(verb),
            "stops": (stops := publishing.in_the_way(verb, revision, user, asked)),
            "stops_above": stops,
            "why": why,
            "log": acts_of(revision),
        }
        return TemplateResponse(request, "admin/articles/revision/step.html", context)

    def _do(self, request: HttpRequest, revision: Revision, verb: str, given: dict[str, Any]) -> bool:
        by, why = by_whom(request), given.get("because", "")
        done = _("《%(title)s》：%(done)s。") % {"title": revision.title, "done": publishing.label_of(verb)}
        acts: dict[str, Callable[[], object]] = {
            Act.Verb.SUBMIT: lambda: publishing.submit(revision, by=by, reason=why),
            Act.Verb.APPROVE: lambda: publishing.approve(revision, by=by, reason=why),
            Act.Verb.SEND_BACK: lambda: publishing.send_back(revision, by=by, reason=given["reason"]),
            Act.Verb.RECALL: lambda: publishing.recall(revision, by=by),
            Act.Verb.PUBLISH: lambda: publishing.publish(
                revision, by=by, visible_from=given["visible_from"], reason=why
            ),
            publishing.AT_ONCE: lambda: publishing.publish_at_once(revision, by=by, reason=why),
        }
        return self._try(request, acts[verb], done)

    def new_version_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self._posted(request, pk, "articles.change_revision")
        draft = publishing.new_draft(revision, by=by_whom(request))
        self.message_user(request, _("这是第 %(n)d 版的草稿。发布后它将代替现在公开的版本。") % {"n": draft.number})
        return HttpResponseRedirect(reverse("admin:articles_revision_change", args=[draft.pk]))

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET asks for the reason, POST withdraws."""
        revision = get_object_or_404(Revision.objects.select_related("article"), pk=pk)
        if not request.user.has_perm("articles.withdraw_revision"):
            raise PermissionDenied
        if request.method == "POST":
            try:
                reason = request.POST.get("reason", "")[:200]
                publishing.withdraw(revision.article, by=by_whom(request), reason=reason)
            except publishing.CannotPublish as refusal:
                self.message_user(request, " ".join(refusal.reasons), messages.ERROR)
            else:
                self.message_user(request, _("《%(title)s》已撤回。") % {"title": revision.title}, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:articles_revision_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "revision": revision,
            "title": _("撤回公报"),
        }
        return TemplateResponse(request, "admin/articles/revision/withdraw.html", context)

    def _posted(self, request: HttpRequest, pk: int, permission: str) -> Revision:
        if request.method != "POST" or not request.user.has_perm(permission):
            raise PermissionDenied
        return get_object_or_404(Revision.objects.select_related("article"), pk=pk)

    def picture_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
        """The body names its pictures by file name; inside the editor that name leads here."""
        picture = get_object_or_404(Picture, revision=pk, name=name)
        if not request.user.has_perm("articles.view_revision") and not request.user.has_perm(
            "articles.change_revision"
        ):
            raise PermissionDenied
        if not picture.file:
            # Seen in the editor, so that a place that waits for its picture is not deleted by accident.
            waiting = render_to_string("admin/articles/revision/waiting.svg", {"picture": picture})
            return HttpResponse(waiting, content_type="image/svg+xml")
        storage = picture.file.storage
        return FileResponse(storage.open(picture.renditions[0]["jpeg"]), content_type="image/jpeg")

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Revision) -> None:
        """A draft that was never published goes with its article; a later draft goes alone."""
        article = obj.article
        obj.delete()
        if not article.revisions.exists():
            article.delete()


admin.site.register(Report, ReportAdmin)
