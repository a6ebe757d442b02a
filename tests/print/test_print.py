"""The print view: the bulletin on a sheet, with where it comes from, and nothing that opens by itself."""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import translation
from lxml import html
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTTextContainer
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from articles.models import Printout, Revision
from articles.publishing import By, publish, withdraw
from portal import printing, printout
from tests.conftest import BEIJING, Town, write


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_the_sheet_says_where_it_comes_from(client: Client, town: Town) -> None:
    page = client.get(f"/articles/{town.corrected.pk}/print/").content.decode()
    revision = Revision.objects.visible().get(article=town.corrected)
    for words in [
        "一季度经济运行情况", "东湖日报", "2023-04-20 09:00", "第2版", f"http://testserver/articles/{town.corrected.pk}/v2/",
        revision.sha256, "地区生产总值原为240亿元。", "打印本页", "关闭窗口",
    ]:  # fmt: skip
        assert words in page
    assert '<nav class="menu"' not in page


def test_paper_has_the_margins_of_the_standard() -> None:
    sheet = (Path(settings.ROOT) / "static" / "print.css").read_text()
    assert "size: A4" in sheet
    assert "margin: 37mm 26mm 35mm 28mm" in sheet


def test_no_script_prints_by_itself() -> None:
    script = (Path(settings.ROOT) / "static" / "window.js").read_text()
    assert script.index('addEventListener("click"') < script.index("window.print()")
    assert len(script) < 2048


def test_each_figure_has_the_number_of_its_row(client: Client, town: Town) -> None:
    sheet = html.fromstring(client.get(f"/articles/{town.live.pk}/print/").content.decode())
    beside = {link.text_content(): link.getnext().text for link in sheet.xpath("//a[@class='figure']")}
    rows = {row[0].text: row[2].text_content() for row in sheet.xpath("//table[@class='appendix']/tbody/tr")}
    assert len(beside) == len(rows) == 4
    for words, number in beside.items():
        digits = re.search(r"[0-9.]+|第?[一二三四]", words)
        assert digits is not None
        assert digits[0] in rows[number]


def test_links_stand_as_notes(client: Client, town: Town) -> None:
    body = '<p>见<a href="https://www.example.gov.cn/a?b=1&amp;c=2">通知</a>和<a href="/articles/1/">前文</a>,产值12亿元。</p>'
    revision = write((town.column, town.region), "有链接的公报", body, datetime(2023, 8, 1, 9, tzinfo=BEIJING))
    publish(revision, by=By())
    sheet = html.fromstring(client.get(f"/elder/articles/{revision.article_id}/print/").content.decode())
    assert [note.text for note in sheet.xpath("//ol[@class='links']/li")] == [
        "https://www.example.gov.cn/a?b=1&c=2", "http://testserver/articles/1/",
    ]  # fmt: skip
    assert [sign.text for sign in sheet.xpath("//sup[@class='note']")] == ["[1]", "[2]"]


def test_the_square_code_leads_to_this_very_version(client: Client, town: Town) -> None:
    for mode in ["", "/elder", "/en"]:
        page = client.get(f"{mode}/articles/{town.corrected.pk}/print/").content.decode()
        with translation.override("en" if mode == "/en" else "zh-hans"):
            assert printing.square_code(f"http://testserver/articles/{town.corrected.pk}/v2/") in page


def test_a_past_version_has_a_sheet_of_its_own(client: Client, town: Town) -> None:
    page = client.get(f"/articles/{town.corrected.pk}/v1/print/").content.decode()
    assert "240亿元" in page
    assert "这是以前的版本" in page
    assert (
        f"/articles/{town.corrected.pk}/v1/print/" in client.get(f"/articles/{town.corrected.pk}/v1/").content.decode()
    )


@pytest.mark.parametrize("mode", ["", "/elder", "/en"])
def test_a_sheet_costs_two_queries(client: Client, town: Town, django_assert_num_queries, mode: str) -> None:
    # The version with its bulletin, and the figures of the appendix.
    with django_assert_num_queries(2):
        assert client.get(f"{mode}/articles/{town.live.pk}/print/").status_code == 200


def test_the_head_of_a_sheet_says_title_source_and_version(client: Client, town: Town) -> None:
    answer = client.get(f"/articles/{town.corrected.pk}/v2/print.css")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "一季度经济运行情况" in answer.content.decode()
    assert "东湖日报 · 第2版" in answer.content.decode()


def test_a_title_cannot_leave_its_string() -> None:
    written = printing.css_string('甲"; } body { display: none } \\ \n乙')
    assert written.count('"') == 2
    assert not re.search(r"[\n{}]|\\(?![0-9a-f]+ )", written)


def test_nothing_is_printed_of_what_was_withdrawn(client: Client, town: Town) -> None:
    printout.printout_of(Revision.objects.visible().get(article=town.live))
    withdraw(town.live, by=By(), reason="数据口径有误")
    for address in ["print/", "print.pdf", "v1/print/", "v1/print.pdf", "v1/print.css"]:
        assert client.get(f"/articles/{town.live.pk}/{address}").status_code == 410
        assert client.get(f"/articles/{town.draft.pk}/{address}").status_code == 404


def pages_of(pdf: bytes) -> list[str]:
    return [
        "".join(box.get_text() for box in page if isinstance(box, LTTextContainer))
        for page in extract_pages(io.BytesIO(pdf))
    ]


def test_the_pdf_is_made_when_somebody_publishes_and_kept(
    client: Client, town: Town, django_capture_on_commit_callbacks, django_assert_num_queries
) -> None:
    paragraphs = "".join(f"<p>第{n}段:全区实现产值{n}亿元,同比增长5%。</p>" for n in range(1, 60))
    revision = write((town.column, town.region), "长公报", paragraphs, datetime(2023, 8, 1, 9, tzinfo=BEIJING))
    revision.state = Revision.State.APPROVED
    revision.save(update_fields=["state"])
    with django_capture_on_commit_callbacks(execute=True):
        publish(revision, by=By(user=town.publisher), reason="试")
    kept = Printout.objects.get(revision=revision)
    answer = client.get(f"/articles/{revision.article_id}/print.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert client.get(f"/elder/articles/{revision.article_id}/v1/print.pdf").content == answer.content
    assert Printout.objects.get(revision=revision) == kept

    pages = pages_of(answer.content)
    assert len(pages) > 3
    assert all(f"— {number} —" in page for number, page in enumerate(pages, 1))
    assert all("长公报" in page and "东湖日报" in page and "第1版" in page for page in pages)
    assert revision.sha256[:20] in pages[-1]
    # Tagged, in Chinese, and said to be so: PDF/UA-1.
    catalog = PDFDocument(PDFParser(io.BytesIO(answer.content))).catalog
    assert catalog["MarkInfo"]["Marked"] is True
    assert catalog["Lang"].startswith(b"zh")
    assert "StructTreeRoot" in catalog
    assert b"pdfuaid:part" in resolve1(catalog["Metadata"]).get_data()
    figures = [part for part in parts_of(catalog["StructTreeRoot"]) if part["S"].name == "Figure"]
    assert figures
    assert all(part.get("Alt") for part in figures), "the square code says where it leads"


def parts_of(part: Any) -> Iterator[dict[str, Any]]:
    """The structure of a tagged PDF, from the root down."""
    part = resolve1(part)
    if isinstance(part, list):
        for each in part:
            yield from parts_of(each)
    elif isinstance(part, dict):
        if "S" in part:
            yield part
        yield from parts_of(part.get("K", []))


def test_an_appendix_wastes_no_paper(client: Client, town: Town) -> None:
    """Its rows are one line high where their words are short: thirty of them on two sheets."""
    sentence = "".join(f"<p>甲{n}公司全年研发投入{n}.5亿元。</p>" for n in range(1, 31))
    revision = write((town.column, town.region), "企业研发", sentence, datetime(2024, 2, 1, 9, tzinfo=BEIJING))
    publish(revision, by=By(), reason="试")
    pages = pages_of(client.get(f"/articles/{revision.article_id}/print.pdf").content)
    first = next(number for number, page in enumerate(pages) if "附表：本文数据" in page)
    # The colophon may need one more.
    assert len(pages) - first <= 3


def test_a_kept_pdf_stays_as_it_is(town: Town, capsys) -> None:
    kept = printout.printout_of(Revision.objects.visible().get(article=town.live))
    for change in [
        lambda: Printout.objects.filter(pk=kept.pk).update(sha256="0"),
        lambda: Printout.objects.all().delete(),
    ]:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    default_storage.delete(kept.file)
    with pytest.raises(SystemExit):
        call_command("verify")
    assert f"PrintoutLost: PDF of version {kept.revision_id}" in capsys.readouterr().out


def test_a_server_that_cannot_make_pdf_says_what_to_do(client: Client, town: Town, monkeypatch) -> None:
    monkeypatch.setattr(printout, "_has_chinese_font", lambda: False)
    answer = client.get(f"/articles/{town.live.pk}/print.pdf")
    assert answer.status_code == 503
    assert f'href="/articles/{town.live.pk}/v1/print/"' in answer.content.decode()


def test_a_sheet_fetches_nothing_from_elsewhere() -> None:
    files = printout._our_files("http://localhost")
    for address in ["http://169.254.1.1/a.png", "file:///etc/passwd", "http://localhost/media/originals/a.docx"]:
        with pytest.raises(ValueError, match="not ours|no file"):
            files.fetch(address)


def test_what_is_printed_from_any_page_says_where_it_stands(client: Client, town: Town) -> None:
    page = client.get(town.corrected.get_absolute_url()).content.decode()
    style = f"/articles/{town.corrected.pk}/v{town.corrected.newest.number}/print.css"
    assert f'href="{style}" media="print"' in page, "title, source and version on each sheet"
    assert f'class="printed"><span>公报数据门户</span> · http://testserver{town.corrected.get_absolute_url()}<' in page
    assert (
        'class="printed"><span>公报数据门户</span> · http://testserver/indicators/<'
        in client.get("/elder/indicators/").content.decode()
    )
