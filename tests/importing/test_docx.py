"""Word files: what they hold is kept, and what is not kept is told."""

import contextlib
import time
from datetime import datetime

import pytest

from articles.importing import ImportRefused, images, read_bulletin, store
from articles.importing.dates import BEIJING
from articles.importing.docx.numbering import numeral
from articles.models import Article
from tests.importing.samples import PROSE
from tests.importing.word import (
    NAMESPACES,
    TYPES,
    W,
    cell,
    field,
    level,
    numbering,
    p,
    picture,
    png,
    r,
    table,
    text_box,
    word,
    zipped,
)  # fmt: skip

TOP = p("钱塘区上半年经济平稳增长") + p("发布日期:2023-08-10 10:23  来源:钱塘新区报")


def draft_of(body: str, **parts):
    return read_bulletin(word(TOP + p(PROSE) + body, **parts), "公报.docx")


def body_of(body: str, **parts) -> str:
    """What comes of it behind the first paragraph."""
    return draft_of(body, **parts).body.removeprefix(f"<p>{PROSE}</p>")


def loss_of(body: str, **parts) -> list[tuple[str, int, str]]:
    return [(str(loss.kind), loss.count, loss.detail) for loss in draft_of(body, **parts).loss]


def test_title_fields_and_words():
    draft = draft_of(p(f"{PROSE}(王岩 李四)"))
    assert (draft.title, draft.source) == ("钱塘区上半年经济平稳增长", "钱塘新区报")
    assert draft.published_on == datetime(2023, 8, 10, 10, 23, tzinfo=BEIJING)
    assert draft.authors == ("王岩", "李四")
    assert draft.body == f"<p>{PROSE}</p><p>{PROSE}</p>"
    assert draft.loss == ()


def test_a_strict_file_reads_the_same():
    document = f"<w:document {NAMESPACES}><w:body>{TOP}{p(PROSE)}{p('工业', '1')}{p(PROSE)}</w:body></w:document>"
    strict = document.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    draft = read_bulletin(word("", parts={"word/document.xml": strict}), "a.docx")
    assert draft.body == f"<p>{PROSE}</p><h2>工业</h2><p>{PROSE}</p>"


# Headings


@pytest.mark.parametrize(
    ("style", "tag"), [("1", "h2"), ("2", "h3"), ("3", "h3"), ("own", "h2")]
)  # fmt: skip
def test_headings_by_style(style, tag):
    assert body_of(p("综合", "1") + p(PROSE) + p("工业", style) + p(PROSE)).endswith(
        f"<{tag}>工业</{tag}><p>{PROSE}</p>"
    )


def test_headings_by_outline_level():
    assert "<h2>工业</h2>" in body_of(p("工业", extra='<w:outlineLvl w:val="0"/>') + p(PROSE))


def test_the_only_first_heading_on_top_is_the_title():
    body = p("上半年经济运行情况", "1") + p(PROSE) + p("工业", "2") + p(PROSE) + p("汽车", "3") + p(PROSE)
    draft = read_bulletin(word(body), "a.docx")
    assert draft.title == "上半年经济运行情况"
    assert draft.body == f"<p>{PROSE}</p><h2>工业</h2><p>{PROSE}</p><h3>汽车</h3><p>{PROSE}</p>"


def test_the_title_style_is_the_title():
    draft = read_bulletin(word(p("内部资料") + p("上半年经济运行情况", "a3") + p(PROSE)), "a.docx")
    assert draft.title == "上半年经济运行情况"


@pytest.mark.parametrize("look", ["<w:b/>", '<w:rFonts w:eastAsia="黑体"/>'])
def test_short_paragraphs_that_are_all_bold_are_headings(look):
    assert "<h2><strong>工业平稳</strong></h2>" in body_of(p("工业平稳", look=look) + p(PROSE))


def test_bold_by_style_counts_and_a_heading_that_is_a_sentence_is_none():
    assert "<h2><strong>工业平稳</strong></h2>" in body_of(p("工业平稳", "bold") + p(PROSE))
    assert body_of(p(PROSE, "2")) == f"<p>{PROSE}</p>"


def test_styles_that_are_based_on_each_other_are_read():
    assert body_of(p(PROSE, "loop")) == f"<p>{PROSE}</p>"


# Runs


def test_looks_and_links_are_kept():
    link = f'<w:hyperlink r:id="l1">{r("年报")}</w:hyperlink>'
    body = body_of(p("增长", runs=r("6.1", "<w:b/>") + r("%", "<w:b/>") + r("左右", "<w:i/>") + link),
                   relations={"l1": ("hyperlink", "https://example.org/a?b=1&amp;c=2")})  # fmt: skip
    assert body == ('<p>增长<strong>6.1%</strong><em>左右</em><a href="https://example.org/a?b=1&amp;c=2">年报</a></p>')


def test_a_link_by_field_is_kept():
    code = ' HYPERLINK "https://example.org/" \\o "x" '
    assert body_of(p("见", runs=field(code, r("年报")))) == '<p>见<a href="https://example.org/">年报</a></p>'


@pytest.mark.parametrize(
    ("markup", "relations"),
    [
        (f'<w:hyperlink r:id="l1">{r("年报")}</w:hyperlink>', {"l1": ("hyperlink", "javascript:alert(1)")}),
        (f'<w:hyperlink r:id="l1">{r("年报")}</w:hyperlink>', {"l1": ("hyperlink", "file:///c:/a.doc")}),
        (f'<w:hyperlink w:anchor="_a">{r("年报")}</w:hyperlink>', {}),
        (field(' HYPERLINK \\l "_a" ', r("年报")), {}),
    ],
)
def test_links_without_an_address_are_opened_and_told(markup, relations):
    draft = draft_of(p("见", runs=markup), relations=relations)
    assert draft.body.endswith("<p>见年报</p>")
    assert [(loss.kind, loss.count) for loss in draft.loss] == [("links", 1)]


def test_page_numbers_and_other_fields_keep_what_they_show():
    assert body_of(p("共", runs=field(" NUMPAGES ", r("3")) + r("页"))) == "<p>共3页</p>"


def test_a_field_that_is_never_closed_hides_no_further_paragraph():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert body_of(p("甲", runs=begin) + p(PROSE)) == f"<p>甲</p><p>{PROSE}</p>"


def test_raised_digits_stay_raised():
    up, down = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    assert body_of(p("10", runs=r("8", up) + r("千瓦时,CO") + r("2", down))) == "<p>10⁸千瓦时,CO₂</p>"
    assert loss_of(p("x", runs=r("丁", up))) == [("raised-and-lowered", 1, "丁")]


def test_line_breaks_stay_and_page_breaks_go():
    runs = '<w:r><w:br/></w:r><w:r><w:t>乙</w:t><w:br w:type="page"/></w:r>'
    assert body_of(p("甲", runs=runs)) == "<p>甲<br>乙</p>"


def test_symbols_of_wingdings():
    box, unknown = (
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
        '<w:r><w:sym w:font="Wingdings" w:char="F021"/></w:r>',
    )
    draft = draft_of(p("完成", runs=box + unknown))
    assert draft.body.endswith("<p>完成☑</p>")
    assert [(loss.kind, loss.count) for loss in draft.loss] == [("symbols", 1)]


# Lists and numbers


DOTTED = level(0, "bullet", "·") + level(1, "bullet", "-")
CHAPTERS = (
    level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%1.%2.%3")
)


def test_dots_are_a_list_and_inner_ones_join_it():
    body = p("抓项目", item=(1, 0)) + p("优环境", item=(1, 1)) + p(PROSE)
    draft = draft_of(body, parts={"word/numbering.xml": numbering(DOTTED)})
    assert draft.body.endswith(f"<ul><li>抓项目</li><li>优环境</li></ul><p>{PROSE}</p>")
    assert [(loss.kind, loss.count) for loss in draft.loss] == [("list-levels", 1)]


def test_numbers_in_a_row_are_a_list():
    body = p("抓项目", item=(1, 0)) + p("优环境", item=(1, 0))
    assert body_of(body, parts={"word/numbering.xml": numbering(level(0, "decimal", "%1."))}) == (
        "<ol><li>抓项目</li><li>优环境</li></ol>"
    )


def test_numbers_that_prose_parts_are_written_out_and_go_on():
    body = p("抓项目", item=(1, 0)) + p(PROSE) + p("优环境", item=(1, 0)) + p(PROSE)
    assert body_of(body, parts={"word/numbering.xml": numbering(level(0, "decimal", "%1."))}) == (
        f"<h2>1. 抓项目</h2><p>{PROSE}</p><h2>2. 优环境</h2><p>{PROSE}</p>"
    )


def test_numbers_of_chapters_are_words_of_the_text():
    body = "".join(
        p(words, item=(1, at)) + p(PROSE)
        for words, at in [("综合", 0), ("农业", 1), ("工业", 1), ("财政", 0), ("收入", 1)]
    )
    outline = body_of(body, parts={"word/numbering.xml": numbering(CHAPTERS)}).split(f"<p>{PROSE}</p>")
    assert outline == ["<h2>一、综合</h2>", "<h3>（一）农业</h3>", "<h3>（二）工业</h3>", "<h2>二、财政</h2>", "<h3>（一）收入</h3>", ""]  # fmt: skip


def test_a_numbered_heading_style_carries_its_number():
    assert "<h2>一、综合</h2>" in body_of(
        p("综合", "1", item=(1, 0)) + p(PROSE), parts={"word/numbering.xml": numbering(CHAPTERS)}
    )


@pytest.mark.parametrize(
    ("number", "style", "written"),
    [(1, "chineseCounting", "一"), (10, "chineseCounting", "十"), (12, "chineseCounting", "十二"), (20, "chineseCounting", "二十"),
     (105, "chineseCountingThousand", "一百零五"), (110, "chineseCounting", "一百一十"), (1001, "chineseCounting", "一千零一"),
     (4, "upperRoman", "IV"), (28, "lowerLetter", "bb"), (3, "decimalEnclosedCircle", "③"), (0, "chineseCounting", "0"),
     (7, "decimalZero", "07"), (10**9, "upperRoman", "1000000000"), (5, "unheardOf", "5")],
)  # fmt: skip
def test_numerals(number, style, written):
    assert numeral(number, style) == written


# Tables


def test_a_table_keeps_rows_cells_and_head():
    rows = table(cell("指标") + cell("数值"), cell("总值") + cell("21"))
    assert body_of(rows) == (
        "<table><thead><tr><th>指标</th><th>数值</th></tr></thead><tbody><tr><td>总值</td><td>21</td></tr></tbody></table>"
    )


def test_merged_cells_span():
    restart, down = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = table(
        cell("地区", restart) + cell("产业", '<w:gridSpan w:val="2"/>'),
        cell("", down) + cell("一产") + cell("二产"),
        cell("甲区") + cell("1") + cell("2"),
    )
    draft = draft_of(rows)
    assert draft.body.endswith(
        '<table><thead><tr><th rowspan="2">地区</th><th colspan="2">产业</th></tr><tr><th>一产</th><th>二产</th></tr></thead>'
        "<tbody><tr><td>甲区</td><td>1</td><td>2</td></tr></tbody></table>"
    )
    assert [(loss.kind, loss.count, loss.detail) for loss in draft.loss] == [("merged-cells", 2, "地区\n产业")]


def test_a_table_of_one_cell_is_a_frame():
    assert body_of(table(cell(p(PROSE) + p(PROSE)))) == f"<p>{PROSE}</p>" * 2


def test_several_paragraphs_of_a_cell_are_lines():
    assert "<td>甲<br>乙</td>" in body_of(table(cell(p("甲") + p("乙")) + cell("丙")))


def test_a_table_inside_a_table_becomes_words():
    inner = table(cell("一") + cell("二"), cell("三") + cell("四"))
    draft = draft_of(table(cell(inner) + cell("外")))
    assert "<td>一 二<br>三 四</td><td>外</td>" in draft.body
    assert [(loss.kind, loss.count) for loss in draft.loss] == [("inner-tables", 1)]


def test_a_picture_in_a_table_stands_behind_it():
    rows = table(cell(p("图", runs=picture("p1"))) + cell("乙"))
    draft = draft_of(rows, relations={"p1": ("image", "media/a.png")}, parts={"word/media/a.png": png()})
    assert draft.body.endswith('</table><figure><img src="a.png" alt=""></figure>')
    assert [(loss.kind, loss.count) for loss in draft.loss] == [("pictures-moved", 1)]


def test_a_table_of_five_thousand_cells_is_taken_and_one_of_thirty_thousand_refused():
    began = time.monotonic()
    assert body_of(table(*[cell("21") * 10] * 500)).count("<td>") == 5_000
    assert time.monotonic() - began < 15
    with pytest.raises(ImportRefused, match="2 万格"):
        body_of(table(*[cell("21") * 10] * 3_000))


# Pictures


def with_picture(content: bytes, name: str = "media/image1.png", **more):
    return draft_of(
        p(PROSE, runs=picture("p1", **more)), relations={"p1": ("image", name)}, parts={f"word/{name}": content}
    )


def test_a_picture_comes_with_its_bytes_and_description():
    content = png()
    draft = with_picture(content, alt="园区一角")
    assert [(one.name, one.alt, one.content) for one in draft.pictures] == [("image1.png", "园区一角", content)]
    assert draft.body.endswith(f'<p>{PROSE}</p><figure><img src="image1.png" alt="园区一角"></figure>')


@pytest.mark.parametrize("alt", ["图片 1", "C:\\图\\IMG_01.jpg", "Picture 3", "图片包含 建筑 AI 说明已自动生成", ""])
def test_a_description_that_a_program_made_up_is_none(alt):
    assert with_picture(png(), alt=alt).pictures[0].alt == ""


@pytest.mark.parametrize(
    ("content", "name"), [(b"\xd7\xcd\xc6\x9a", "media/image1.wmf"), (b"", "media/a.png"), (png()[:40], "media/a.png")]
)
def test_a_picture_that_cannot_be_read_keeps_its_place(content, name):
    draft = with_picture(content, name)
    assert [one.content for one in draft.pictures] == [None]
    assert [(loss.kind, loss.count, loss.detail) for loss in draft.loss] == [("pictures-unread", 1, name[6:])]


def test_a_picture_elsewhere_is_not_fetched():
    draft = draft_of(p(runs=picture("p1")), relations={"p1": ("image", "https://example.org/a.png")})
    assert [(one.name, one.content) for one in draft.pictures] == [("a.png", None)]
    assert [(loss.kind, loss.detail) for loss in draft.loss] == [("pictures-elsewhere", "https://example.org/a.png")]


def test_names_of_pictures_are_unique_and_one_picture_twice_is_one():
    names = {"p1": ("image", "media/a.png"), "p2": ("image", "other/A.png"), "p3": ("image", "media/a.png")}
    draft = draft_of("".join(p(runs=picture(key)) for key in names), relations=names,
                     parts={"word/media/a.png": png(), "word/other/A.png": png(color="blue")})  # fmt: skip
    assert [one.name for one in draft.pictures] == ["a.png", "A-2.png"]


def test_more_pixels_together_than_fit_are_refused(monkeypatch, town):
    many = [(f"p{n}", f"media/{n}.png", png(100, 100, color)) for n, color in enumerate(["red", "blue", "green"])]
    given = {
        "relations": {key: ("image", name) for key, name, _content in many},
        "parts": {f"word/{name}": content for _key, name, content in many},
    }
    draft = draft_of("".join(p(runs=picture(key)) for key, _name, _content in many), **given)
    monkeypatch.setattr(images, "MOST_PIXELS_TOGETHER", 25_000)
    count = Article.objects.count()
    with pytest.raises(ImportRefused, match="像素合计"):
        draft_of("".join(p(runs=picture(key)) for key, _name, _content in many), **given)
    with pytest.raises(ImportRefused, match="像素合计"):
        store(draft, content=b"x", filename="a.docx", column=town.column, region=town.region)
    assert Article.objects.count() == count


def test_a_picture_that_would_unpack_into_gigabytes_keeps_its_place_alone():
    header = bytearray(png(8, 8))
    header[16:24] = (60_000).to_bytes(4, "big") * 2
    assert [one.content for one in with_picture(bytes(header)).pictures] == [None]


def test_pictures_are_stored_and_drawn(town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = with_picture(png(20, 10), alt="园区")
    article = store(draft, content=b"x", filename="a.docx", column=town.column, region=town.region)
    kept = article.newest.pictures.get()
    assert (kept.name, kept.alt, kept.width, kept.height) == ("image1.png", "园区", 20, 10)


# What is told


def test_tracked_changes_are_accepted_and_told():
    runs = (
        f'<w:ins w:id="1" w:author="王">{r("512.3")}</w:ins>'
        '<w:del w:id="2"><w:r><w:delText>500</w:delText></w:r></w:del>' + r("亿元。")
    )
    draft = draft_of(p("实现", runs=runs))
    assert draft.body.endswith("<p>实现512.3亿元。</p>")
    assert [(loss.kind, loss.count, loss.detail) for loss in draft.loss] == [("tracked-changes", 2, "+ 512.3\n− 500")]


def test_moved_words_stand_where_they_were_moved_to():
    body = p("甲", runs=f"<w:moveFrom>{r('乙')}</w:moveFrom>") + p("丙", runs=f"<w:moveTo>{r('乙')}</w:moveTo>")
    assert body_of(body) == "<p>甲</p><p>丙乙</p>"
    assert loss_of(body) == [("tracked-changes", 1, "→ 乙")]


def test_paragraphs_and_rows_that_were_deleted():
    body = p("上半年", extra="<w:rPr><w:del/></w:rPr>") + p("增长。")
    assert body_of(body) == "<p>上半年增长。</p>"
    assert loss_of(body)[0][:2] == ("tracked-changes", 1)
    rows = table(cell("甲") + cell("乙"), "<w:trPr><w:del/></w:trPr>" + cell("丙") + cell("丁"))
    assert "丙" not in body_of(rows)
    assert loss_of(rows) == [("tracked-changes", 1, "− 丙丁")]


def test_a_last_paragraph_whose_end_was_deleted_is_kept():
    assert body_of(p("增长。", extra="<w:rPr><w:del/></w:rPr>")) == "<p>增长。</p>"


def test_headers_and_footers_are_told_but_page_numbers_are_not():
    parts = {
        f"word/{name}.xml": f"<w:hdr {NAMESPACES}>{p(words)}</w:hdr>"
        for name, words in [("h1", "内部资料 注意保存"), ("f1", "— 1 —"), ("f2", "第1页 共2页")]
    }
    relations = {"h1": ("header", "h1.xml"), "f1": ("footer", "f1.xml"), "f2": ("footer", "f2.xml")}
    assert loss_of("", relations=relations, parts=parts) == [("headers-and-footers", 1, "内部资料 注意保存")]


def test_text_boxes_stand_behind_their_paragraph_once():
    body = p(PROSE, runs=text_box(p("框中的话。")))
    assert body_of(body) == f"<p>{PROSE}</p><p>框中的话。</p>"
    assert loss_of(body) == [("text-boxes", 1, "框中的话。")]


def test_formulas_become_words():
    fraction = (
        "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"
    )
    assert body_of(p("即", runs=fraction)) == "<p>即(a)/(b)</p>"
    assert loss_of(p("即", runs=fraction)) == [("formulas", 1, "(a)/(b)")]
    older = (
        '<w:r><w:object><v:shape><v:imagedata r:id="x"/></v:shape><o:OLEObject ProgID="Equation.3"/></w:object></w:r>'
    )
    assert loss_of(p("即", runs=older)) == [("formulas", 1, "")]


def test_embedded_objects_and_charts_are_told():
    sheet = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
    chart = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="9" name="图表 9"/><c:chart r:id="c1"/></wp:inline></w:drawing></w:r>'
    )
    assert loss_of(p("表", runs=sheet + chart)) == [("embedded", 2, "Excel.Sheet.12\n图表 9")]


def test_comments_are_told():
    comments = f'<w:comments {NAMESPACES}><w:comment w:id="0" w:author="王">{p("请核实")}</w:comment></w:comments>'
    body = p("甲", runs='<w:r><w:commentReference w:id="0"/></w:r>')
    given = {"relations": {"k": ("comments", "comments.xml")}, "parts": {"word/comments.xml": comments}}
    assert body_of(body, **given) == "<p>甲</p>"
    assert loss_of(body, **given) == [("comments", 1, "王: 请核实")]


def test_footnotes_stand_at_the_end_behind_the_byline():
    notes = f'<w:footnotes {NAMESPACES}><w:footnote w:id="-1" w:type="separator"/><w:footnote w:id="2">{p(" 按可比价计算。")}</w:footnote></w:footnotes>'
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    given = {"relations": {"n": ("footnotes", "footnotes.xml")}, "parts": {"word/footnotes.xml": notes}}
    draft = draft_of(p("增长6.1%", runs=mark + r("。(王岩 李四)")), **given)
    assert draft.authors == ("王岩", "李四")
    assert draft.body.endswith("<p>增长6.1%[1]。</p><p>[1] 按可比价计算。</p>")
    assert [(loss.kind, loss.count) for loss in draft.loss] == [("footnotes", 1)]


def test_a_table_of_contents_goes():
    lines = p(runs=field(' TOC \\o "1-2" ', r("一、综合 1"))) + p("二、工业 2", "toc1")
    assert body_of(lines + p(PROSE)) == f"<p>{PROSE}</p>"
    assert loss_of(lines + p(PROSE)) == [("table-of-contents", 2, "一、综合 1\n二、工业 2")]


def test_hidden_struck_and_annotated_words():
    runs = r("密", "<w:vanish/>") + r("旧数", "<w:strike/>") + (
        f"<w:r><w:ruby><w:rt>{r('tang')}</w:rt><w:rubyBase>{r('塘')}</w:rubyBase></w:ruby></w:r>"
    )  # fmt: skip
    assert body_of(p("钱", runs=runs)) == "<p>钱旧数塘</p>"
    assert {kind for kind, _n, _d in loss_of(p("钱", runs=runs))} == {"hidden", "struck-out", "readings"}


def test_a_placeholder_that_nobody_filled_in_is_nothing():
    body = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('单击此处输入文字。')}</w:sdtContent></w:sdt>"
    assert body_of(body + p(PROSE)) == f"<p>{PROSE}</p>"
    kept = f"<w:sdt><w:sdtContent>{p('已填。')}</w:sdtContent></w:sdt>"
    assert body_of(kept) == "<p>已填。</p>"


# What is refused


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def replaced(old: str, new: str) -> bytes:
    return word((TOP + p(PROSE)).replace(old, new))


REFUSED = {
    "macros by part": (word(p(PROSE), parts={"word/vbaProject.bin": b"x"}), "宏"),
    "macros by type": (word(p(PROSE), types=TYPES.replace("openxmlformats-officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main")), "宏"),
    "a password": (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100), "密码"),
    "an older file": (OLE, "旧版"),
    "half a file": (word(p(PROSE))[:-200], "损坏"),
    "a zip of something else": (zipped({"a.txt": "x"}), "压缩包"),
    "a spreadsheet": (zipped({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<a/>"}), "不是 Word"),
    "no zip": (PROSE.encode(), "不是 Word"),
    "nothing": (b"", "不是 Word"),
    "broken XML": (replaced("</w:p>", ""), "损坏"),
    "entities": (word("x", parts={"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "损坏"),
    "a climbing name": (word(p(PROSE), parts={"../../etc/passwd": b"x"}), "不安全"),
    "no text": (word(""), "没有"),
    "too many files": (word(p(PROSE), parts={f"word/{n}.xml": "" for n in range(2_001)}), "2000"),
    "deep nesting": (word("<w:sdt><w:sdtContent>" * 400 + "</w:sdtContent></w:sdt>" * 400), "损坏"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_says_why(name):
    content, says = REFUSED[name]
    with pytest.raises(ImportRefused, match=says):
        read_bulletin(content, "a.docx")


def test_a_bomb_is_refused_before_it_is_unpacked():
    content = word(p(PROSE), parts={f"word/media/{n}.png": bytes(15 * 1024 * 1024) for n in range(15)})
    began = time.monotonic()
    with pytest.raises(ImportRefused, match="200 MB"):
        read_bulletin(content, "a.docx")
    assert time.monotonic() - began < 2


def test_a_word_file_under_another_name_is_still_one():
    assert read_bulletin(word(TOP + p(PROSE)), "公报.txt").body == f"<p>{PROSE}</p>"


HOSTILE = {
    "runs": p(runs=r("甲") * 60_000), "paragraphs": p("甲") * 19_000, "changes": p(runs=f"<w:ins>{r('甲')}</w:ins>" * 20_000),
    "nested boxes": p(runs=text_box(p("x")) * 3_000), "items": p("甲", item=(1, 0)) * 15_000,
    "wide cells": table(*[cell("21", '<w:gridSpan w:val="100"/>') * 10] * 500),
    "fields": p(runs='<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 40_000),
    "links": p(runs=f'<w:hyperlink w:anchor="a">{r("甲")}</w:hyperlink>' * 20_000),
    "deep table": "<w:tbl><w:tr><w:tc>" * 70 + p("甲") + "</w:tc></w:tr></w:tbl>" * 70,
    "deep boxes": p(runs="<w:r><w:pict><w:txbxContent><w:p>" * 55 + "</w:p></w:txbxContent></w:pict></w:r>" * 55),
    "merged": table(*[cell("甲", '<w:vMerge w:val="restart"/>') + cell("乙"), *[cell("", "<w:vMerge/>") + cell("1")] * 5_000]),
    "notes": p(runs="".join(f'<w:r><w:footnoteReference w:id="{n}"/></w:r>' for n in range(15_000))),
    "deleted ends": p("甲", extra="<w:rPr><w:del/></w:rPr>") * 10_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_answered_in_seconds(name):
    parts = {"word/numbering.xml": numbering(level(0, "decimal", "%1."))}
    content = word(TOP + p(PROSE) + HOSTILE[name], parts=parts)
    began = time.monotonic()
    with contextlib.suppress(ImportRefused):
        read_bulletin(content, "a.docx")
    assert time.monotonic() - began < 20
