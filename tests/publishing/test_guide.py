"""The editors' guide: every picture is there and small, every picture is told in words, and only who works here reads it."""

import re

from portal.guide import GUIDE, PICTURES, read, size


def test_whoever_may_log_in_reads_the_guide_with_its_pictures(client, town):
    client.force_login(town.editor)
    assert "/admin/guide/" in client.get("/admin/").content.decode()
    page = client.get("/admin/guide/").content.decode()
    pictures = re.findall(r'<img src="(editor-guide/[^"]+)" alt="([^"]*)"', page)
    assert len(pictures) > 20
    assert all(alt for _name, alt in pictures)
    for name, _alt in pictures:
        assert client.get(f"/admin/guide/{name}").headers["Content-Type"] == "image/png"
    assert client.get("/admin/guide/editor-guide/no-such.png").status_code == 404


def test_strangers_are_asked_to_log_in(client, db):
    for address in ("/admin/guide/", "/admin/guide/editor-guide/login.png"):
        assert client.get(address).status_code == 302


def test_pictures_are_small_and_none_is_left_over():
    named = set(re.findall(r'src="editor-guide/([^"]+)"', read(GUIDE).html))
    assert named == {file.name for file in PICTURES.glob("*.png")}
    for file in PICTURES.glob("*.png"):
        assert file.stat().st_size <= 80 * 1024
        assert size(file)[0] == 1280
