"""Accounts at the desk: a second factor, leaving when idle, and what a password must be made of (standards: GB/T 22239-2019
7.1.4.1 and 8.1.4.1; OWASP ASVS 6 and 7). Lock-out is django-axes, one-time codes are django-otp; here is what joins them."""

import time
from collections.abc import Callable
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

PASSES_ON = ("articles.review_revision", "articles.publish_revision")
RENEWED_EVERY = 60  # seconds; so that not every request writes a session


class ThreeKinds:
    """A password of three kinds of signs, as assessors of 等保 ask; OWASP advises against it, so a setting turns it off."""

    def validate(self, password: str, user: Any = None) -> None:
        kinds = [str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum()]
        if sum(any(kind(sign) for sign in password) for kind in kinds) < 3:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("密码须包含小写字母、大写字母、数字、符号中的至少三种。")


def needs_second_factor(user: Any) -> bool:
    return bool(settings.SECOND_FACTOR) and any(user.has_perm(permission) for permission in PASSES_ON)


class DeskSessionMiddleware:
    """Renews the session while somebody works, and asks for the second factor before anything else of the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/") and request.user.is_authenticated:
            # What the page sends by itself is no sign that somebody is there.
            if not (request.path_info.endswith("/autosave/") and "changed" not in request.POST):
                renew(request)
            if self.must_verify(request):
                return HttpResponseRedirect(f"{reverse('second-factor')}?next={request.path}")
        return self.get_response(request)

    def must_verify(self, request: HttpRequest) -> bool:
        free = ("/admin/second-factor/", "/admin/logout/", "/admin/jsi18n/")
        verified = request.user.is_verified()  # type: ignore[union-attr]
        return not verified and not request.path_info.startswith(free) and needs_second_factor(request.user)


def renew(request: HttpRequest) -> None:
    now = int(time.time())
    if now - request.session.get("seen", 0) >= RENEWED_EVERY:
        request.session["seen"] = now


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^\d{6}$",
        label=gettext_lazy("六位验证码"),
        error_messages={"invalid": gettext_lazy("验证码是六位数字。")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """The first time: a secret to scan, then a code that proves it. Later: a code."""
    user = request.user
    if not isinstance(user, User):
        return redirect(f"{reverse('admin:login')}?next={request.path}")
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first() or _unproven(user)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        # verify_token() counts failures and waits longer after each; a code works once.
        if device.verify_is_allowed()[0] and device.verify_token(form.cleaned_data["code"]):
            if not device.confirmed:
                device.confirmed = True
                device.save(update_fields=["confirmed"])
            otp_login(request, device)
            return HttpResponseRedirect(_next(request))
        form.add_error("code", _("验证码不对或已用过。请等手机上出现新的六位数字再输入。"))
    context = {
        **admin.site.each_context(request),
        "title": _("两步验证"),
        "form": form,
        "device": device,
        "next": _next(request),
        "qr": "" if device.confirmed else _qr(device),
    }
    return TemplateResponse(request, "admin/second_factor.html", context)


def _unproven(user: User) -> TOTPDevice:
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "totp"})[0]


def _qr(device: TOTPDevice) -> str:
    drawn = segno.make(device.config_url, error="m")
    return mark_safe(drawn.svg_inline(scale=5, dark="#000", light="#fff", omitsize=False))  # noqa: S308 our own drawing


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("admin:index")
