"""接口令牌 in the admin: made, limited and revoked there; the secret is shown once."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.addresses import user_of
from portal import accounts_admin, tokens  # noqa: F401 accounts register there
from portal.models import Token

LASTS = timedelta(days=365)


class TokenForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("用途"), choices=Token.Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Token
        fields = ("name", "user", "scopes", "column", "expires_at")


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    form = TokenForm
    list_display = ("name", "user", "column", "is_open", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("user", "column")
    search_fields = ("name",)
    actions = ("revoke",)
    told = ("created_at", "created_by", "last_used_at", "last_used_from", "revoked_at")

    @admin.display(boolean=True, description=gettext_lazy("可用"))
    def is_open(self, token: Token) -> bool:
        return token.is_open

    def get_fields(self, request: HttpRequest, obj: Token | None = None) -> Any:
        return [*TokenForm.Meta.fields, *(self.told if obj else ())]

    def get_readonly_fields(self, request: HttpRequest, obj: Token | None = None) -> Any:
        # Another account is another token: what was brought in stays with the account that stood for it.
        return ("user", *self.told) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"expires_at": timezone.now() + LASTS}

    def save_model(self, request: HttpRequest, obj: Token, form: Any, change: bool) -> None:
        if change:
            obj.save()
        else:
            obj.created_by = user_of(request)
            request.token_secret = tokens.make(obj)  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Token, post_url_continue: Any = None) -> HttpResponse:
        """The page itself, not a message after a redirect: that would put the secret into a cookie."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("令牌已建立"),
            "token": obj,
            "secret": request.token_secret,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/portal/token_made.html", context)

    @admin.action(description=gettext_lazy("撤销所选的令牌"), permissions=["change"])
    def revoke(self, request: HttpRequest, chosen: Any) -> None:
        for token in chosen:
            tokens.revoke(token)
            self.log_change(request, token, _("撤销令牌"))
        said = ngettext("已撤销 %(n)d 个令牌，立即生效。", "已撤销 %(n)d 个令牌，立即生效。", len(chosen))
        self.message_user(request, said % {"n": len(chosen)}, messages.SUCCESS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # revoked instead: who brought in what stays known
