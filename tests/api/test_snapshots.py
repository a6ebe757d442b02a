"""A snapshot is the whole public archive of one moment in files that can be checked, or it is not there at all."""

import csv
import hashlib
import json

import pytest
from django.core.management import CommandError, call_command
from pyarrow import parquet

from articles.models import Revision
from articles.publishing import By, withdraw
from indicators.models import Indicator, Record


@pytest.fixture
def snapshot(tmp_path, town, figures):
    def take(**options):
        call_command("snapshot", str(tmp_path / "bulk"), **options)
        name = (tmp_path / "bulk" / "latest.txt").read_text().strip()
        folder = tmp_path / "bulk" / name
        return folder, json.loads((folder / "manifest.json").read_text())

    return take


def test_the_files_hold_what_the_public_reads_and_match_their_checksums(snapshot):
    folder, manifest = snapshot()
    stated = Record.objects.stated().filter(revision__in=Revision.objects.visible())
    rows = {name: table["rows"] for name, table in manifest["tables"].items()}
    assert rows == {
        "articles": Revision.objects.visible().count(),
        "records": stated.count(),
        "indicators": Indicator.objects.count(),
        "regions": 4,
    }
    for name, table in manifest["tables"].items():
        for file in table["files"]:
            content = (folder / file["name"]).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
            read = list(csv.DictReader(lines))
        assert len(read) == table["rows"]
        columns = [column["name"] for column in table["columns"]]
        assert list(read[0]) == columns == parquet.read_schema(folder / f"{name}.parquet").names
        assert all(column["description"] for column in table["columns"])
    assert {path.name for path in folder.iterdir()} == {"manifest.json"} | {
        f"{name}.{form}" for name in rows for form in ("csv", "parquet")
    }


def test_who_goes_on_from_its_cursor_misses_nothing_and_gets_nothing_twice(snapshot, town, api):
    _folder, manifest = snapshot()
    assert api("changes/", since=manifest["cursor"])["results"] == []
    withdraw(town.live, by=By(), reason="误发")
    (change,) = api("changes/", since=manifest["cursor"])["results"]
    assert (change["kind"], change["article"]) == ("withdrawn", town.live.pk)


def test_the_api_lists_them_and_hands_out_their_files(settings, tmp_path, snapshot, api, client):
    settings.SNAPSHOTS_DIR = tmp_path / "bulk"
    assert api.results("snapshots/") == []
    folder, manifest = snapshot()
    (listed,) = api.results("snapshots/")
    assert (listed["name"], listed["made_at"], listed["cursor"]) == (
        folder.name,
        manifest["made_at"],
        manifest["cursor"],
    )
    assert api(listed["changes_url"])["results"] == []
    for table in listed["tables"]:
        assert table["rows"] == manifest["tables"][table["name"]]["rows"]
        for file in table["files"]:
            answer = client.get(file["url"])
            content = b"".join(answer.streaming_content)
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
            assert answer.headers["ETag"] == f'"{file["sha256"]}"'
            for known in (
                {"If-None-Match": answer.headers["ETag"]},
                {"If-Modified-Since": answer.headers["Last-Modified"]},
            ):
                assert client.get(file["url"], headers=known).status_code == 304
    assert client.get(listed["manifest_url"]).getvalue() == (folder / "manifest.json").read_bytes()
    newest = client.get("/api/v1/snapshots/latest/records.parquet")
    assert (newest.status_code, newest.headers["Location"]) == (
        302,
        f"http://testserver/api/v1/snapshots/{folder.name}/records.parquet",
    )
    for nowhere in ("latest/secret", f"{folder.name}/..", f"{folder.name}/latest.txt", "20200101T000000/records.csv"):
        assert client.get(f"/api/v1/snapshots/{nowhere}").status_code == 404


@pytest.fixture
def offered(settings, tmp_path, snapshot):
    """The address of a file, and its bytes."""
    settings.SNAPSHOTS_DIR = tmp_path / "bulk"
    folder, _manifest = snapshot()
    return f"/api/v1/snapshots/{folder.name}/records.csv", (folder / "records.csv").read_bytes()


def test_a_part_of_a_file_is_had_by_its_range(offered, client):
    address, whole = offered
    size = len(whole)
    for asked, first, last in (
        ("bytes=0-0", 0, 0),
        ("bytes=10-99", 10, 99),
        ("bytes=10-", 10, size - 1),
        (f"bytes={size - 1}-{size + 1000}", size - 1, size - 1),
        ("bytes=-7", size - 7, size - 1),
        (f"bytes=-{size + 1}", 0, size - 1),
    ):
        answer = client.get(address, headers={"Range": asked, "Accept-Encoding": "gzip"})
        assert (answer.status_code, answer.getvalue()) == (206, whole[first : last + 1]), asked
        assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert answer.headers["Content-Length"] == str(last - first + 1)
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="records.csv"'
        assert "Content-Encoding" not in answer.headers


def test_a_broken_download_goes_on_where_it_broke_off(offered, client):
    address, whole = offered
    begun = client.get(address)
    tag, got = begun.headers["ETag"], begun.getvalue()[:100]
    rest = client.get(address, headers={"Range": f"bytes={len(got)}-", "If-Range": tag})
    assert (rest.status_code, got + rest.getvalue()) == (206, whole)
    assert rest.headers["ETag"] == tag
    for other in ('"another"', f"W/{tag}", begun.headers["Last-Modified"]):
        answer = client.get(address, headers={"Range": "bytes=100-", "If-Range": other})
        assert (answer.status_code, answer.getvalue()) == (200, whole), other
    assert client.get(address, headers={"Range": "bytes=100-", "If-None-Match": tag}).status_code == 304


def test_a_range_that_means_nothing_here_is_answered_with_the_whole(offered, client):
    address, whole = offered
    far = f"bytes={10**30}-"
    for asked in ("bytes=0-1,5-6", "rows=0-1", "bytes=5-2", "bytes=-", "bytes=a-b", "bytes 0-1", far):
        answer = client.get(address, headers={"Range": asked})
        assert (answer.status_code, answer.getvalue()) == (200, whole), asked
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert "Content-Range" not in answer.headers
    head = client.head(address, headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(whole)))


def test_a_range_beyond_the_end_is_refused_with_the_size(offered, client):
    address, whole = offered
    for asked in (f"bytes={len(whole)}-", "bytes=-0", "bytes=999999999999-9999999999999"):
        answer = client.get(address, headers={"Range": asked})
        assert (answer.status_code, answer.headers["Content-Type"]) == (416, "application/problem+json")
        assert answer.headers["Content-Range"] == f"bytes */{len(whole)}"
        assert str(len(whole)) in answer.json()["detail"]


def test_what_holds_a_withdrawn_bulletin_is_offered_no_more(settings, tmp_path, snapshot, town, api, client):
    settings.SNAPSHOTS_DIR = tmp_path / "bulk"
    folder, _manifest = snapshot()
    withdraw(town.live, by=By(), reason="误发")
    assert api.results("snapshots/") == []
    assert "撤回" in api(f"snapshots/{folder.name}/records.csv", answers=410)["detail"]
    api("snapshots/latest/records.csv", answers=404)
    folder.rename(folder.with_name("20200101T000000"))
    newest, _manifest = snapshot()
    assert [one["name"] for one in api.results("snapshots/")] == [newest.name]
    assert not folder.with_name("20200101T000000").exists()


def test_older_ones_are_removed_and_other_files_left_alone(snapshot, tmp_path):
    first, _manifest = snapshot()
    first.rename(first.with_name("20200101T000000"))
    (tmp_path / "bulk" / "readme.txt").write_text("我们的数据")
    newest, _manifest = snapshot(keep=1)
    assert {path.name for path in (tmp_path / "bulk").iterdir()} == {newest.name, "latest.txt", "readme.txt"}


def test_what_fails_leaves_nothing_behind(snapshot, tmp_path):
    (tmp_path / "bulk").write_text("a file, no folder")
    with pytest.raises(CommandError, match="写不了文件"):
        snapshot()
    with pytest.raises(CommandError, match="至少"):
        snapshot(keep=0)
    assert [path.name for path in tmp_path.iterdir()] == ["bulk"]
