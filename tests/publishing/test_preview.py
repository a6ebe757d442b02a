"""A draft may be shown to somebody without an account, for two days, until it is taken back; nobody else sees it."""

from datetime import timedelta

import pytest

from articles.models import PreviewLink
from tests.publishing.test_admin import LIST


@pytest.fixture
def link(client, town) -> PreviewLink:
    client.force_login(town.editor)
    client.post(f"{LIST}{town.draft.newest.pk}/previews/")
    client.logout()
    return PreviewLink.objects.get()


def test_the_page_the_elder_page_and_the_print_view_are_shown_without_an_account(client, town, link):
    for address in ("", "print/"):
        for mode in ("", "/elder", "/en"):
            answer = client.get(f"{mode}/preview/{link.key}/{address}")
            assert answer.status_code == 200
            assert town.draft.newest.title in answer.content.decode()
            assert "777亿元" in answer.content.decode()
            assert "no-store" in answer.headers["Cache-Control"]
            assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_link_ends_after_two_days_and_when_it_is_revoked(client, town, link):
    address = f"/preview/{link.key}/"
    PreviewLink.objects.update(created_at=link.created_at - timedelta(hours=49))
    assert client.get(address).status_code == 404
    PreviewLink.objects.update(created_at=link.created_at)
    client.force_login(town.editor)
    assert link.key in client.get(f"{LIST}{link.revision_id}/previews/").content.decode()
    client.post(f"{LIST}{link.revision_id}/previews/", {"revoke": link.pk})
    assert client.get(address).status_code == 404
    assert client.get("/preview/some-other-key/").status_code == 404


def test_strangers_make_no_links(client, town):
    client.force_login(town.stranger)
    assert client.post(f"{LIST}{town.draft.newest.pk}/previews/").status_code == 403
    assert not PreviewLink.objects.exists()
