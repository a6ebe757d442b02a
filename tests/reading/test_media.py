"""A picture is shown as long as its bulletin is, and nothing else of the storage ever is."""

import pytest
from django.test import Client

from articles.models import Picture, PreviewLink
from articles.pictures import attach
from articles.publishing import By, publish, withdraw
from tests.conftest import Town
from tests.publishing.test_pictures import photograph


@pytest.fixture
def picture(town: Town, settings, tmp_path) -> Picture:
    settings.MEDIA_ROOT = tmp_path
    revision = town.draft.newest
    revision.body += '<figure><img src="图1.jpg"><figcaption>图1</figcaption></figure>'
    revision.save()
    picture = Picture.objects.create(revision=revision, name="图1.jpg", alt="一幅示意图")
    attach(picture, photograph())
    return picture


@pytest.fixture
def address(picture: Picture) -> str:
    return f"/media/{picture.renditions[0]['webp']}"


def status(client: Client, address: str) -> int:
    return client.get(address).status_code


def test_a_public_one_may_be_kept_for_a_day(client: Client, picture, address, django_assert_num_queries) -> None:
    publish(picture.revision, by=By())
    with django_assert_num_queries(1):
        answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert set(answer.headers["Cache-Control"].split(", ")) == {"public", "max-age=86400"}
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    page = client.get(picture.revision.get_absolute_url()).content.decode()
    assert address in page
    assert "</source>" not in page


def test_it_goes_with_its_bulletin(client: Client, picture, address) -> None:
    publish(picture.revision, by=By())
    withdraw(picture.revision.article, by=By(), reason="数据口径有误")
    assert status(client, address) == 404


def test_a_draft_has_it_for_editors_and_whoever_holds_a_link(client: Client, town: Town, picture, address) -> None:
    assert status(client, address) == 404
    client.force_login(town.stranger)
    assert status(client, address) == 404
    client.force_login(town.editor)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    client.logout()
    link = PreviewLink.objects.create(revision=picture.revision, created_by=town.editor)
    assert address in client.get(link.get_absolute_url()).content.decode()
    assert status(client, address) == 200
    PreviewLink.objects.update(created_at=link.created_at - PreviewLink.LASTS)
    assert status(client, address) == 404


def test_nothing_else_of_the_storage_is_served(client: Client, picture, address) -> None:
    publish(picture.revision, by=By())
    assert picture.file.storage.exists(picture.file.name)
    name, folder = picture.file.name, address.rpartition("/")[0]
    for other in [
        f"/media/pictures/../{name}",
        f"/media/pictures/%2e%2e/{name}",
        f"{folder}/../../../{name}",
        f"/media/{name}",
        f"/media/pictures/{name}",
        address.upper(),
        address.replace(".webp", ".png"),
        address.replace("480", "481"),
        f"{address}%0A",
    ]:
        assert client.get("/", PATH_INFO=other.replace("%2e", ".").replace("%0A", "\n")).status_code == 404, other
