"""Accounts at the desk: people by one name, groups whose rights are read in Chinese, and second factors that a lost telephone
makes an administrator take away. Nobody sees another's secret."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp import admin as one_time_codes  # noqa: F401 registers what is replaced here
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.models import SecondFactor

ACTS = {"add": _("可以增加"), "change": _("可以修改"), "delete": _("可以删除"), "view": _("可以查看")}


class RightsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, right: Permission) -> str:
        model = right.content_type.model_class()
        act = ACTS.get(right.codename.removesuffix(f"_{right.content_type.model}"), right.name)
        return f"{model._meta.verbose_name_plural if model else right.content_type}:{act}"


def rights() -> Any:
    """What the desk shows may be allowed; the rest of the tables has no page that would ask."""
    shown = ContentType.objects.get_for_models(*admin.site._registry, for_concrete_models=False).values()
    every = Permission.objects.filter(content_type__in=[kind.pk for kind in shown])
    return every.select_related("content_type").order_by("content_type__app_label", "content_type__model", "codename")


for model in (User, Group, TOTPDevice):
    admin.site.unregister(model)


@admin.register(Group)
class DeskGroupAdmin(GroupAdmin):
    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **kwargs, **in_chinese(db_field))


def in_chinese(field: Any) -> dict[str, Any]:
    return {"form_class": RightsField, "queryset": rights()} if field.related_model is Permission else {}


class PasswordForm(AdminPasswordChangeForm):
    """Sets a password; an account that is to be closed is switched off instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


@admin.register(User)
class DeskUserAdmin(UserAdmin):
    """Chinese names are one name: it is kept in first_name, which the log and the pages show."""

    change_password_form = PasswordForm
    list_display = ["username", "first_name", "groups_shown", "rank_shown", "last_login"]
    list_filter = ["groups", "is_active", "is_superuser"]
    search_fields = ["username", "first_name", "last_name", "email"]
    fieldsets = [
        (None, {"fields": ["username", "password", "first_name", "email"]}),
        (_("权限"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("重要日期"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["username", "first_name", "password1", "password2", "groups"],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("组"))
    def groups_shown(self, user: User) -> str:
        return "、".join(group.name for group in user.groups.all())

    @admin.display(description=_("状态"))
    def rank_shown(self, user: User) -> Any:
        if not user.is_active:
            return _("已停用")
        return _("管理员") if user.is_superuser else _("在用")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **kwargs, **in_chinese(db_field))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "first_name":
            field.label, field.help_text = _("姓名"), _("操作日志和稿件上写的名字")
        return field

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        # An account here is for the desk; one that may not enter it is for nothing.
        obj.is_staff = obj.is_staff or not change
        super().save_model(request, obj, form, change)


@admin.register(SecondFactor)
class SecondFactorAdmin(admin.ModelAdmin):
    """Made by their owners at the first login; here they are looked at and taken away."""

    list_display = ["user", "confirmed_shown", "created_at_shown", "last_used_at_shown"]
    list_display_links = None
    list_select_related = ["user"]
    search_fields = ["user__username", "user__first_name"]
    actions = ["delete_selected"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SecondFactor | None = None) -> bool:
        return False

    @admin.display(description=_("状态"), ordering="confirmed")
    def confirmed_shown(self, factor: SecondFactor) -> Any:
        return _("已启用") if factor.confirmed else _("还没有扫码")

    @admin.display(description=_("建立时间"), ordering="created_at")
    def created_at_shown(self, factor: SecondFactor) -> Any:
        return factor.created_at

    @admin.display(description=_("最近使用"), ordering="last_used_at")
    def last_used_at_shown(self, factor: SecondFactor) -> Any:
        return factor.last_used_at
