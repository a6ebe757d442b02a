"""A picture is kept as it came; what readers get is drawn anew, in their size, without the place where it was taken."""

import io
import struct
import zlib

import pytest
from PIL import Image

from articles.models import Picture
from articles.pictures import PictureRefused, attach
from articles.publishing import By, publish


@pytest.fixture
def picture(town, settings, tmp_path) -> Picture:
    settings.MEDIA_ROOT = tmp_path
    revision = town.draft.newest
    revision.body += '<figure><img src="图1.jpg"><figcaption>图1</figcaption></figure>'
    revision.save()
    return Picture.objects.create(revision=revision, name="图1.jpg", alt="一幅示意图")


def photograph(size=(1000, 800), place=True, turned=False) -> bytes:
    image = Image.new("RGB", size, "teal")
    exif = image.getexif()
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 18.0, 0.0), 3: "E", 4: (120.0, 20.0, 0.0)})
        exif[0x010F] = "Maker"
    if turned:
        exif[0x0112] = 6
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def test_place_data_is_gone_from_what_is_served_and_the_original_is_kept(picture, client):
    content = photograph()
    assert b"Maker" in content
    attach(picture, content)
    assert picture.file.read() == content
    publish(picture.revision, by=By())
    page = client.get(picture.revision.get_absolute_url()).content.decode()
    assert all(f"/media/{rendition['webp']}" in page for rendition in picture.renditions)
    assert f"/media/{picture.renditions[-1]['jpeg']}" in page, "for browsers without WebP"
    for rendition in picture.renditions:
        for kind in ("webp", "jpeg"):
            answer = client.get(f"/media/{rendition[kind]}")
            served = b"".join(answer.streaming_content)
            assert not Image.open(io.BytesIO(served)).getexif()
            assert b"Maker" not in served
    assert 'alt="一幅示意图"' in page
    assert client.get(f"/media/{picture.file.name}").status_code == 404


def test_a_picture_that_was_taken_upright_is_shown_upright(picture):
    attach(picture, photograph((1000, 800), turned=True))
    assert (picture.width, picture.height) == (800, 1000)


def test_a_place_whose_file_never_came_is_not_shown(picture, client):
    publish(picture.revision, by=By())
    page = client.get(picture.revision.get_absolute_url()).content.decode()
    assert "图1.jpg" not in page
    assert "<figure" not in page


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 40,000 × 40,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是能读取的图片"),
        (photograph()[:300], "不是能读取的图片"),
        (bomb(), "像素过多"),
        (b"\xff\xd8" + b"0" * (20 * 1024 * 1024), "20 MB"),
    ],
)
def test_what_cannot_be_a_picture_is_refused_with_a_reason(picture, content, words, tmp_path):
    with pytest.raises(PictureRefused, match=words):
        attach(picture, content)
    picture.refresh_from_db()
    assert not picture.file
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_published_picture_needs_words_for_those_who_cannot_see_it(picture):
    from articles.publishing import obstacles

    picture.alt = ""
    attach(picture, photograph())
    assert "说明文字" in " ".join(obstacles(picture.revision))
