"""PDFs with a text layer: paragraphs, headings and tables from where the words stand."""

import contextlib
import subprocess
import sys
import time
from datetime import datetime

import pytest

from articles.importing import Draft, ImportRefused, read_bulletin
from articles.importing import pdf as pdfs
from articles.importing.dates import BEIJING
from tests.importing.portable import LEFT, SIZE, STEP, TOP, Text, pdf, prose

LONG = "上半年全区经济运行总体平稳稳中有进主要指标好于预期增长动力持续增强结构不断优化实现地区生产总值512.3亿元。"
OTHER = "数字经济核心产业增加值75亿元占全区的比重为14.6%。"
HEAD: list[Text] = [(140, 780, 24, "钱塘区上半年经济平稳增长"), (180, 750, SIZE, "发布日期:2023-08-10")]


def draft_of(*pages: list[Text], **options) -> Draft:
    return read_bulletin(pdf(*pages, **options), "公报.pdf")


def told(draft: Draft) -> list[tuple[str, int]]:
    return [(str(loss.kind), loss.count) for loss in draft.loss]


def test_lines_become_paragraphs():
    draft = draft_of(HEAD + prose(LONG) + prose(OTHER, TOP - 3 * STEP))
    assert draft.title == "钱塘区上半年经济平稳增长"
    assert draft.published_on == datetime(2023, 8, 10, tzinfo=BEIJING)
    assert draft.body == f"<p>{LONG}</p><p>{OTHER}</p>"
    assert draft.loss == ()


def test_a_paragraph_goes_on_over_the_page():
    first, second = prose(LONG)[:2], [(x, TOP, size, words) for x, _y, size, words in prose(LONG)[2:]]
    assert draft_of(HEAD + first, second + prose(OTHER, TOP - STEP)).body == f"<p>{LONG}</p><p>{OTHER}</p>"


def test_a_title_of_two_lines_is_one():
    lines = [(140.0, 800.0, 24.0, "钱塘区上半年经济平稳增长"), (200.0, 768.0, 24.0, "新动能加快成长")]
    draft = read_bulletin(pdf(lines + prose(LONG) + prose(OTHER, TOP - 3 * STEP)), "a.pdf")
    assert draft.title == "钱塘区上半年经济平稳增长新动能加快成长"


@pytest.mark.parametrize("bold", [True, False])
def test_headings(bold):
    heading = [(LEFT + 32, TOP - 3 * STEP, SIZE, "工业平稳增长")]
    draft = draft_of(
        HEAD + prose(LONG) + heading + prose(LONG, TOP - 4 * STEP), bold=frozenset({"工业平稳增长"} if bold else ())
    )
    assert draft.body == f"<p>{LONG}</p><h2>工业平稳增长</h2><p>{LONG}</p>"


def test_running_heads_and_page_numbers_go():
    def page(number: int) -> list[Text]:
        return [(200, 815, 10, "钱塘区统计公报"), *prose(LONG if number else OTHER), (290, 40, 10, f"— {number + 1} —")]

    draft = draft_of(HEAD + page(0), page(1), page(2))
    assert draft.body == f"<p>{OTHER}</p><p>{LONG}</p><p>{LONG}</p>"
    assert told(draft) == [("repeated-lines", 6)]
    assert "钱塘区统计公报" in draft.loss[0].detail


def test_a_sentence_at_the_top_of_every_page_stays():
    assert draft_of(HEAD + prose(OTHER), prose(OTHER), prose(OTHER)).body == f"<p>{OTHER}</p>" * 3


TABLE: list[Text] = [
    (100, 500, SIZE, "指标"), (260, 500, SIZE, "单位"), (420, 500, SIZE, "数值"),
    (100, 474, SIZE, "总值"), (260, 474, SIZE, "亿元"), (420, 474, SIZE, "512"),
]  # fmt: skip


def test_words_in_columns_are_a_table():
    draft = draft_of(HEAD + prose(LONG) + TABLE + prose(OTHER, 420))
    assert draft.body == (
        f"<p>{LONG}</p><table><thead><tr><th>指标</th><th>单位</th><th>数值</th></tr></thead>"
        f"<tbody><tr><td>总值</td><td>亿元</td><td>512</td></tr></tbody></table><p>{OTHER}</p>"
    )
    assert told(draft) == [("rebuilt-tables", 1)]


def test_ruled_cells_are_told_apart_however_near_and_their_lines_joined():
    cells = [
        (92.0, 500.0, SIZE, "指标"), (126.0, 500.0, SIZE, "数值"), (92.0, 474.0, SIZE, "生产"), (126.0, 474.0, SIZE, "51"), (92.0, 452.0, SIZE, "总值"),
    ]  # fmt: skip
    rules = [(x, 440.0, x, 522.0) for x in (90.0, 125.0, 165.0)] + [(90.0, y, 165.0, y) for y in (440.0, 496.0, 522.0)]
    body = draft_of(HEAD + prose(LONG) + cells + prose(OTHER, 400), rules=rules).body
    assert "<tr><th>指标</th><th>数值</th></tr>" in body
    assert "<tr><td>生产总值</td><td>51</td></tr>" in body


def test_two_columns_of_prose_are_read_one_after_the_other():
    left = [(60.0, TOP - n * STEP, 12.0, f"左栏第{n}行的文字写满这一栏不留空") for n in range(10)]
    right = [(320.0, TOP - n * STEP, 12.0, f"右栏第{n}行的文字写满这一栏不留空") for n in range(10)]
    body = draft_of(HEAD + left + right).body
    assert "<table" not in body
    assert body.index("左栏第9行") < body.index("右栏第0行")


def test_lines_of_contents_go():
    draft = draft_of(
        HEAD + [(LEFT, 700.0, SIZE, "一、综合……………………2"), (LEFT, 674.0, SIZE, "二、工业……………………5")] + prose(LONG, 600)
    )
    assert draft.body == f"<p>{LONG}</p>"
    assert told(draft) == [("table-of-contents", 2)]


def test_radicals_that_stand_for_characters_are_mended():
    assert draft_of(HEAD + prose("⼯业增⻓势头良好数据⻅附表。")).body == "<p>工业增长势头良好数据见附表。</p>"


def test_a_watermark_is_no_text():
    turned = f"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <{'内部资料'.encode('utf-16-be').hex()}> Tj ET"
    words = "".join(
        f"BT /F1 {s} Tf {x} {y} Td <{w.encode('utf-16-be').hex()}> Tj ET\n" for x, y, s, w in HEAD + prose(LONG)
    )
    draft = draft_of([], raw=(words + turned).encode())
    assert draft.body == f"<p>{LONG}</p>"
    assert told(draft) == [("repeated-lines", 1)]


def test_pictures_are_told():
    image = "q 200 0 0 100 100 300 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"
    words = "".join(
        f"BT /F1 {s} Tf {x} {y} Td <{w.encode('utf-16-be').hex()}> Tj ET\n" for x, y, s, w in HEAD + prose(LONG)
    )
    assert told(draft_of([], raw=(words + image).encode())) == [("pictures-left", 1)]


@pytest.mark.parametrize("encoding", ["UniGB-UCS2-H", "UniGB-UTF16-H"])
def test_fonts_that_are_not_embedded_are_read(encoding):
    assert draft_of(HEAD + prose(LONG), encoding=encoding).body == f"<p>{LONG}</p>"


# What is refused


STANDARD = "<</Filter/Standard/V 1/R 2/O<" + "00" * 32 + ">/U<" + "00" * 32 + ">/P -4>>"


REFUSED = {
    "a scan": (pdf([]), "扫描件"),
    "a scan with a stamp": (pdf(*[[(90.0, 700.0, 12.0, "第1页")]] * 3), "扫描件"),
    "a locked one": (pdf(prose(LONG), trailer=f"/Encrypt {STANDARD}/ID[<00><00>]"), "密码"),
    "half a file": (pdf(HEAD + prose(LONG))[:300], "PDF"),
    "only a beginning": (b"%PDF-1.7\n", "损坏"),
    "no PDF": (b"hello", "不是 PDF"),
    "a font without its code": (pdf([(90.0, 700.0, 12.0, "\ufffe\uffff" * 30)]), "PDF"),
    "too many pages": (pdf(*[[(90.0, 700.0, 12.0, "一")]] * 201), "50 万字"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_says_why(name):
    content, says = REFUSED[name]
    with pytest.raises(ImportRefused, match=says):
        read_bulletin(content, "a.pdf")


def test_a_pdf_under_another_name_is_still_one():
    assert read_bulletin(pdf(HEAD + prose(LONG)), "公报.txt").body == f"<p>{LONG}</p>"


def test_what_never_ends_is_stopped(monkeypatch, tmp_path):
    program = tmp_path / "slow.py"
    program.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(pdfs, "SECONDS", 0.5)
    monkeypatch.setattr(pdfs, "PROGRAM", program)
    with pytest.raises(ImportRefused, match="过于复杂"):
        read_bulletin(pdf(prose(LONG)), "a.pdf")


HOSTILE = {
    "many words": b"BT /F1 12 Tf 90 700 Td " + b"<4e00> Tj 0 -0.01 Td " * 60_000 + b"ET",
    "one place": b"BT /F1 12 Tf 90 700 Td " + b"<4e00> Tj -12 0 Td " * 60_000 + b"ET",
    "many rules": b"".join(b"%d 0 m %d 800 l S\n" % (n % 590, n % 590) for n in range(60_000)) + b"BT /F1 12 Tf 90 700 Td <" + b"4e00" * 40 + b"> Tj ET",
    "no end": b"BT /F1 12 Tf (" * 100_000, "nested": b"[" * 200_000, "saved": b"q " * 500_000, "inline picture": b"BI /W 9 ID " + b"x" * 1_000_000,
    "unpacked": b" " * 200_000_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_answered_within_the_limit(name):
    content = pdf([], raw=HOSTILE[name])
    began = time.monotonic()
    with contextlib.suppress(ImportRefused):
        read_bulletin(content, "a.pdf")
    assert time.monotonic() - began < pdfs.SECONDS + 10


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of memory there")
def test_the_reader_holds_itself_to_its_limit_of_memory():
    code = f"import runpy; runpy.run_path({str(pdfs.PROGRAM)!r})['limit'](); bytearray(3 << 30)"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert "MemoryError" in done.stderr
