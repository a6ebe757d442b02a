"""导入公报: paste or files; what was recognised and lost is shown, and nothing is stored before the editor says so."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Act, Article, Incoming, Original, Revision

PAGE = "/admin/articles/revision/bring-in/"
TEXT = """老年版入口

九月份工业运行简况

发布日期:2023-10-18 09:30    信息来源:东湖日报

1-9月,全区规模以上工业增加值415亿元,同比增长7.2%。

(王小明)

打印本页 关闭窗口
"""


def file(name: str, content: bytes | str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def counts() -> tuple[int, int, int]:
    return Article.objects.count(), Revision.objects.count(), Original.objects.count()


@pytest.fixture
def desk(client, town):
    client.force_login(town.editor)
    return client


def recognised(page) -> dict:
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields}


def sent(town, page, **changed) -> dict:
    data = recognised(page)
    day = data.pop("published_on")
    data |= {"published_on_0": day.strftime("%Y-%m-%d"), "published_on_1": day.strftime("%H:%M:%S")} if day else {}
    data |= {"column": town.column.pk, "region": town.region.pk}
    return {name: value for name, value in data.items() if value is not None} | changed


def test_a_file_is_recognised_shown_corrected_and_stored(desk, town):
    before = counts()
    answer = desk.post(PAGE, {"files": file("page.txt", TEXT)})
    page = desk.get(answer.url)
    assert counts() == before, "nothing is stored yet"
    assert recognised(page)["title"] == "九月份工业运行简况"
    assert recognised(page)["source"] == "东湖日报"
    assert recognised(page)["authors"] == "王小明"
    assert "去掉了" in page.content.decode()
    answer = desk.post(answer.url, sent(town, page, title="九月份工业运行情况"))
    revision = Revision.objects.get(title="九月份工业运行情况")
    assert answer.url.endswith(f"/{revision.pk}/change/")
    assert revision.records.filter(exact="415亿元").exists()
    assert bytes(revision.article.originals.get().content) == TEXT.encode()
    assert not Incoming.objects.exists()
    assert Act.objects.filter(verb="import", article_number=revision.article_id, user=town.editor).exists()


def test_a_paste_keeps_its_table(desk, town):
    html = (
        "<h1>十月份简况</h1><p class=MsoNormal style='color:red'>发布日期:2023-11-18 来源:东湖日报</p>"
        "<table><tr><th>项目</th><th>数值</th></tr><tr><td>增加值</td><td>5亿元</td></tr></table><script>alert(1)</script>"
    )
    answer = desk.post(PAGE, {"html": html, "text": "十月份简况"})
    page = desk.get(answer.url)
    desk.post(answer.url, sent(town, page, title="十月份简况", published_on_0="2023-11-18", published_on_1="09:00:00"))
    body = Revision.objects.get(title="十月份简况").body
    assert "<table>" in body
    assert "style" not in body
    assert "alert" not in body


def test_several_files_each_have_their_line(desk):
    answer = desk.post(
        PAGE, {"files": [file("a.txt", TEXT), file("b.exe", b"MZ\x00\x01\x00")]}, headers={"accept": "application/json"}
    )
    lines = json.loads(answer.content)["lines"]
    assert [(line["filename"], bool(line["check_url"]), bool(line["error"])) for line in lines] == [
        ("a.txt", True, False),
        ("b.exe", False, True),
    ]


def test_a_zip_is_taken_apart(desk, town):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("一.txt", TEXT)
        archive.writestr("二.txt", TEXT.replace("九月份", "八月份").replace("1-9月", "1-8月"))
    page = desk.post(PAGE, {"files": file("all.zip", buffer.getvalue())}).content.decode()
    assert page.count("核对并存入</a>") == 2
    waiting = Incoming.objects.get(filename="二.txt")
    address = f"{PAGE}{waiting.pk}/"
    desk.post(address, sent(town, desk.get(address)))
    assert Revision.objects.filter(title="八月份工业运行简况").exists()


def test_what_came_in_before_is_recognised(desk, town):
    for _ in range(2):
        answer = desk.post(PAGE, {"files": file("page.txt", TEXT)})
        answer = desk.post(answer.url, sent(town, desk.get(answer.url)))
    assert Revision.objects.filter(title="九月份工业运行简况").count() == 1
    assert "没有重复存入" in desk.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.txt", b""), ("x.exe", b"MZ\x00\x01"), ("x.zip", b"PK\x03\x04broken"), ("x.docx", b"nothing")],
)
def test_what_cannot_be_taken_is_refused_in_words(desk, name, content):
    before = counts()
    page = desk.post(PAGE, {"files": file(name, content)}).content.decode()
    assert "没有导入" in page
    assert "请" in page
    assert counts() == before
    assert not Incoming.objects.exclude(filename="").filter(bundle=None, is_paste=False).exists()


def test_an_empty_form_says_what_to_do(desk):
    assert "请粘贴文字，或选择文件" in desk.post(PAGE).content.decode()


def test_what_one_editor_brought_is_not_anothers(desk, town, client):
    answer = desk.post(PAGE, {"files": file("page.txt", TEXT)})
    client.force_login(town.reviewer)
    assert client.get(answer.url).status_code == 403
    assert client.get(PAGE).status_code == 403
