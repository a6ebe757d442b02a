"""Where a request came from, and from whom."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_ipv46_address
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """Behind a proxy that is trusted (HTTPS), the last address that it wrote down: what stands before it a client may have made up."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else ""
    address: str = forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        validate_ipv46_address(address)
    except ValidationError:
        return None
    return address


def user_of(request: HttpRequest) -> User:
    """Whoever is at the desk; the admin lets nobody in without an account."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
