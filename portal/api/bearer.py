"""Who writes: a token in the Authorization header (RFC 6750), and what it allows. Cookies count for nothing here."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from articles.addresses import address_of
from articles.publishing import By
from portal import tokens
from portal.models import Token


class Bearer(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, Token] | None:
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        token = tokens.find(secret.strip())
        if token is None:
            raise exceptions.AuthenticationFailed(_("令牌无效、已到期或已撤销。请向网站管理员索取新的令牌。"))
        tokens.note_use(token, address_of(request))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = Bearer
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": gettext_lazy("网站管理员在后台“接口令牌”中建立的令牌"),
        }


def demand(request: Request, scope: Token.Scope) -> Token:
    """The request's token, which must allow this."""
    token = request.auth
    if not isinstance(token, Token):
        raise exceptions.NotAuthenticated(_("此地址需要令牌。请在 Authorization 请求头中写明：Bearer 加令牌。"))
    if scope not in token.scopes:
        raise exceptions.PermissionDenied(_("这个令牌没有“%(scope)s”的用途。请联系网站管理员。") % {"scope": scope})
    return token


def by(request: Request) -> By:
    return By(request.auth.user, address_of(request), through=request.auth.name)
