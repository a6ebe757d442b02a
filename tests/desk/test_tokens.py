"""Tokens are made, limited and revoked in the admin; the secret is on one page, once."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from portal.models import Token

ADMIN = "/admin/portal/token/"


@pytest.fixture
def admin(client, town):
    client.force_login(User.objects.create_superuser("guanli", password="a-long-enough-phrase"))
    return client


def make(admin, town, **fields):
    tomorrow = timezone.localtime() + timedelta(days=1)
    said = {
        "name": "统计局发布平台",
        "user": town.editor.pk,
        "scopes": ["draft:write"],
        "expires_at_0": tomorrow.strftime("%Y-%m-%d"),
        "expires_at_1": "12:00:00",
    }
    return admin.post(f"{ADMIN}add/", said | fields)


def test_the_secret_is_shown_once_and_works(admin, town, client):
    page = make(admin, town)
    secret = re.search(">(gbp_[^<]+)<", page.content.decode())[1]
    assert "no-store" in page.headers["Cache-Control"]
    token = Token.objects.get()
    assert token.created_by.username == "guanli"
    for address in (ADMIN, f"{ADMIN}{token.pk}/change/"):
        assert secret not in admin.get(address).content.decode()
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/drafts/999/", headers=headers).status_code == 404
    assert "127.0.0.1" in admin.get(f"{ADMIN}{token.pk}/change/").content.decode()
    admin.post(ADMIN, {"action": "revoke", "_selected_action": [token.pk]})
    assert client.get("/api/v1/drafts/999/", headers=headers).status_code == 401
    assert admin.get(f"{ADMIN}{token.pk}/delete/").status_code == 403


def test_a_token_is_limited_afterwards_without_a_new_secret(admin, town):
    make(admin, town)
    token = Token.objects.get()
    before = token.sha256
    said = {"name": "平台", "scopes": ["verify"], "column": town.column.pk, "expires_at_0": "2030-01-01"}
    assert admin.post(f"{ADMIN}{token.pk}/change/", said | {"expires_at_1": "00:00"}).status_code == 302
    token.refresh_from_db()
    assert (token.name, token.scopes, token.column, token.sha256) == ("平台", ["verify"], town.column, before)
    assert token.user == town.editor


def test_what_is_not_filled_in_is_asked_for(admin, town):
    assert "errornote" in make(admin, town, scopes=[]).content.decode()
    assert not Token.objects.exists()


def test_the_groups_of_the_desk_make_no_tokens(client, town):
    client.force_login(town.publisher)
    assert client.get(ADMIN).status_code == 403
