"""Tokens of other systems: made, found, used, revoked. The secret is shown once; the database holds its hash alone."""

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from portal.models import Token

MARK = "gbp_"  # by which a secret is recognised where it should not be
NOTED_EVERY = timedelta(minutes=1)  # so that not every request writes


def make(token: Token) -> str:
    """Saves the token and gives its secret, which nobody can be told again."""
    secret = MARK + secrets.token_urlsafe(32)
    token.sha256 = _hash(secret)
    token.save(force_insert=True)
    return secret


def find(secret: str) -> Token | None:
    """The token of a secret, if it may be used now."""
    token = Token.objects.select_related("user", "column").filter(sha256=_hash(secret)).first()
    return token if token and token.is_open else None


def note_use(token: Token, address: str | None) -> None:
    now = timezone.now()
    if token.last_used_at is None or token.last_used_from != address or token.last_used_at < now - NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now, last_used_from=address)


def revoke(token: Token) -> None:
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
