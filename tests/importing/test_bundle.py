"""A zip brings in its files one by one; what cannot be taken of it does not stop the others."""

import io
import time
import zipfile

import pytest

from articles.importing import ImportRefused, read_bulletin
from articles.importing.bundle import files_in, is_bundle
from articles.models import Article, Original, Revision
from tests.importing.samples import HEAD, PROSE
from tests.importing.word import p, png, word, zipped

TEXT = f"{HEAD}{PROSE}\n\n02.png\n\n{PROSE}\n"
PAGE = f'<html><h1>下半年经济工作部署</h1><p>发布日期:2023-08-11</p><p>{PROSE}</p><img src="page_files/a.png"></html>'
WORD = word(p("前三季度经济运行情况") + p("发布日期:2023-10-20") + p(PROSE))


def in_zip(content: bytes) -> list[str]:
    return [entry.filename for entry in files_in(content)]


def renamed(content: bytes, name: bytes) -> bytes:
    """The zip with its only name in other bytes, as Windows writes it, without the flag for UTF-8."""
    old = b"x" * len(name)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(old.decode(), content)
    return buffer.getvalue().replace(old, name)


def test_each_file_is_a_line(town, bring_in, write_file, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    content = zipped({
        "公报/一.txt": TEXT, "公报/02.png": png(20, 10), "公报/page.html": PAGE, "公报/page_files/a.png": png(8, 8),
        "公报/page_files/part.html": PAGE, "公报/page_files/style.css": "p{}", "三.docx": WORD,
        "__MACOSX/._三.docx": b"x", "公报/.DS_Store": b"x", "公报/~$三.docx": b"x",
    })  # fmt: skip
    file = write_file(content, "两会.zip")
    lines, _err, status = bring_in(file)
    assert [line["file"].removeprefix(str(file)) for line in lines] == ["/三.docx", "/公报/page.html", "/公报/一.txt"]
    assert [line["title"] for line in lines] == [
        "前三季度经济运行情况",
        "下半年经济工作部署",
        "钱塘区上半年经济平稳增长",
    ]
    assert status == 0
    kept = {picture.name: picture.width for picture in Revision.objects.latest("pk").pictures.all()}
    assert kept == {"02.png": 20}
    assert Original.objects.get(article=lines[0]["article"]).filename == "三.docx"
    assert bytes(Original.objects.get(article=lines[0]["article"]).content) == WORD
    assert all(line["duplicate"] for line in bring_in(file)[0])


def test_a_bad_file_does_not_stop_the_others(town, bring_in, write_file):
    count = Article.objects.count()
    content = zipped({"a.txt": TEXT, "b.xlsx": b"PK\x03\x04", "c.zip": zipped({"d.txt": TEXT}), "e.exe": b"MZ\x90\x00"})
    lines, err, status = bring_in(write_file(content, "a.zip"))
    assert ["error" in line for line in lines] == [False, True, True, True]
    assert "压缩包里的压缩包" in lines[2]["error"]
    assert (status, Article.objects.count()) == (1, count + 1)
    assert "c.zip" in err


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_of_other_systems_are_read(encoding):
    assert in_zip(renamed(TEXT.encode(), "一季度公报.txt".encode(encoding))) == ["一季度公报.txt"]


def encrypted() -> bytes:
    content = bytearray(zipped({"a.txt": TEXT}))
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def lying() -> bytes:
    """Declares less than it holds."""
    content = bytearray(zipped({"a.txt": TEXT}))
    at = content.rfind(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(content)


REFUSED = {
    "a climbing name": (zipped({"../a.txt": TEXT}), "不安全"),
    "a climbing name inside": (zipped({"a/../../b.txt": TEXT}), "不安全"),
    "a climbing name of Windows": (renamed(TEXT.encode(), b"..\\..\\a.txt"), "不安全"),
    "an absolute name": (zipped({"/etc/a.txt": TEXT}), "不安全"),
    "a drive": (zipped({"C:/a.txt": TEXT}), "不安全"),
    "a password": (encrypted(), "密码"),
    "half a zip": (zipped({"a.txt": TEXT})[:-30], "损坏"),
    "a damaged entry": (lying(), "损坏"),
    "too many files": (zipped({f"{n}.txt": "" for n in range(2_001)}), "2000"),
    "a huge list of names": (zipped({f"{n:0>200}.txt": "" for n in range(9_000)}), "2000"),
    "a bomb": (zipped({f"{n}.txt": bytes(70 * 1024 * 1024) for n in range(3)}), "200 MB"),
    "nothing of use": (zipped({"a.png": png(), "__MACOSX/a.txt": TEXT}), "没有可以导入"),
    "nothing at all": (zipped({}), "没有可以导入"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_says_why_and_leaves_nothing(name, town, bring_in, write_file):
    content, says = REFUSED[name]
    count = Article.objects.count()
    began = time.monotonic()
    lines, _err, status = bring_in(write_file(content, "a.zip"))
    assert [says in line["error"] for line in lines] == [True]
    assert (status, Article.objects.count()) == (1, count)
    assert time.monotonic() - began < 5


def test_a_zip_is_no_bulletin_and_a_word_file_no_bundle():
    with pytest.raises(ImportRefused, match="压缩包"):
        read_bulletin(zipped({"a.txt": TEXT}), "a.zip")
    assert not is_bundle(WORD, "a.docx")
    assert not is_bundle(TEXT.encode(), "a.zip")
    assert is_bundle(zipped({"a.docx": WORD}, compression=zipfile.ZIP_STORED), "a")


def test_a_picture_that_is_none_refuses_its_file_alone(town, bring_in, write_file, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    lines, _err, _status = bring_in(write_file(zipped({"a/a.txt": TEXT, "a/02.png": b"none", "b.docx": WORD}), "a.zip"))
    assert ["error" in line for line in lines] == [True, False]
    assert "02.png" in lines[0]["error"]
