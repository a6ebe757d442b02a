"""Each thing that cannot be taken has its own sentence, and nothing else is ever raised."""

import contextlib
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body as bodies
from articles.importing import ImportRefused, read_bulletin
from articles.importing.bundle import files_in, is_bundle
from tests.importing.portable import pdf, prose
from tests.importing.samples import HEAD, PROSE, draft_of
from tests.importing.word import NAMESPACES, cell, numbering, p, picture, png, table, text_box, word, zipped

BULLETIN = f"{HEAD}{PROSE}\n"

REFUSED = [
    (b"", "空"), (b" \r\n\t\n", "空"), ("\ufeff \n".encode(), "没有文字"),
    (b"PK\x03\x04" + bytes(100), "损坏"), (b"MZ\x90\x00", "不能导入"), (b"\x89PNG\r\n\x1a\n", "不能导入"),
    (b"\xd0\xcf\x11\xe0", "旧版"), (b"{\\rtf1 }", "不能导入"), (b"a\x00b", "不能导入"),
    (b"\x01\x02\x03\x04" * 50, "不能导入"), (b"\xff\xfe\x00", "编码"), (b"\xff\xff\xff\xfa", "编码"),
    (BULLETIN.encode()[:-3] + b"\n", "编码"), ("é à ü".encode("latin-1") * 5, "编码"),
    (f"{PROSE}\n\n{PROSE}".encode(), "没有标题"), ("标题".encode(), "没有正文"),
    ("标题\n\n2023-08-10\n\n打印本页".encode(), "没有正文"),
    (("长" * 201 + f"\n\n{PROSE}").encode(), "201"), (b"x" * 20_000_000, "50 万字"), (b"x" * (20 * 1024 * 1024 + 1), "20 MB"),
    (("题\n\n" + "一\n" * 20_001).encode(), "2 万行"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "says"), REFUSED, ids=[f"{says}-{i}" for i, (_c, says) in enumerate(REFUSED)])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_what_cannot_be_taken_says_why(content, says, name):
    with pytest.raises(ImportRefused, match=says):
        read_bulletin(content, name)


ENCODINGS = {
    "utf-8": BULLETIN.encode(), "utf-8-sig": BULLETIN.encode("utf-8-sig"), "gb18030": BULLETIN.encode("gb18030"),
    "utf-16": BULLETIN.encode("utf-16"), "utf-16-be": b"\xfe\xff" + BULLETIN.encode("utf-16-be"),
    "crlf": BULLETIN.replace("\n", "\r\n").encode(), "cr": BULLETIN.replace("\n", "\r").encode(),
    "gb18030-crlf": BULLETIN.replace("\n", "\r\n").encode("gb18030"),
}  # fmt: skip


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_encoding_reads_the_same(name):
    assert read_bulletin(ENCODINGS[name], "a.txt") == draft_of(BULLETIN)


HOSTILE = {
    "parentheses.txt": "(" * 400_000, "labels.txt": "来源:" * 150_000, "label lines.txt": ("来源:" * 60 + "\n") * 2_000,
    "dates.txt": ("2023-08-10 " * 20 + "\n") * 2_000, "bars.txt": ("|" * 90 + "\n") * 5_000,
    "dashes.txt": ("- " * 40 + "\n") * 5_000,
    "furniture.txt": ("大 中 小 " * 30 + "x\n") * 2_000, "spaces.txt": " " * 400_000 + "x",
    "short lines.txt": "a\n" * 19_000,
    "headings.txt": "一、甲\n\n" * 9_000, "brackets.md": "[" * 400_000, "stars.md": "*a " * 100_000,
    "quotes.md": "> " * 20_000 + "a",
    "ticks.md": "`a" * 100_000, "tags.md": "<a " * 100_000, "breaks.md": "a\n" * 19_000,
    "references.md": "[a]: b\n" * 19_000,
    "spans.html": "<p>" + "<span>a</span>" * 40_000, "scripts.html": "<h1>t</h1>" + "x。<script></script>" * 40_000,
    "cells.html": "<table>" + "<tr><td>a。</td>" * 15_000, "signs.html": "<" * 300_000,
    "comments.html": "<!--" * 100_000 + "x",
    "title.html": "<title>" + "a-" * 100_000, "links.html": "<p>" + "<a>甲</a>" * 40_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_answered_in_seconds(name):
    began = time.monotonic()
    with contextlib.suppress(ImportRefused):
        draft_of(f"# 题\n\n{HOSTILE[name]}" if name.endswith(".md") else f"题\n\n{HOSTILE[name]}", name)
    # Generous, for a busy machine: what grows by the square takes minutes.
    assert time.monotonic() - began < 20


PIECES = st.sampled_from(
    ["标题", PROSE, "发布日期:2023-08-10", "来源:", "(", "（沈霖）", "\n", "\n\n", "|", "a|b", "\t", "- ", "一、",
    "02.png", "<p>", "</p>", "<table>", "<td>",
     "<li>", "<ul>", "<h1>", "<b>", "<br>", "<figure>", "<img src=a.png>", "&#0;", "&#xD800;", "\x00", "\ufffe", "#",
     "*", "`", "[", "](", "  \n", "---\n",
     "打印本页", "责任编辑:王五", "。", "<script>", "<!--", "]]>", "<?x?>", "<title>", "\u2028", "🈶", "　　"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_any_text_is_read_or_refused(text, name):
    try:
        draft = read_bulletin(text.encode("utf-8", "surrogatepass"), name)
    except ImportRefused:
        return
    assert draft.title.strip()
    assert bodies.clean(draft.body) == draft.body
    assert [p.name for p in draft.pictures] == bodies.picture_names(draft.body)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a"]))
def test_any_bytes_are_read_or_refused(content, name):
    with contextlib.suppress(ImportRefused):
        read_bulletin(content, name)


def mutated(content: bytes):
    """The file with a few of its bytes changed, and perhaps its end cut off."""
    change = st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255))
    return st.builds(
        lambda changes, end: bytes(_with(content, changes))[:end],
        st.lists(change, max_size=8),
        st.one_of(st.none(), st.integers(0, len(content))),
    )


def _with(content: bytes, changes: list[tuple[int, int]]) -> bytearray:
    damaged = bytearray(content)
    for at, byte in changes:
        damaged[at] = byte
    return damaged


WORD = word(p("题") + p(PROSE, runs=picture("i") + text_box(p("框"))) + table(cell("甲") + cell("乙")),
            relations={"i": ("image", "media/a.png")}, parts={"word/media/a.png": png(), "word/numbering.xml": numbering()})  # fmt: skip
STORED = zipped({"[Content_Types].xml": "", "word/document.xml": f"<w:document {NAMESPACES}><w:body>{p('题')}{p(PROSE)}</w:body></w:document>"},
                compression=zipfile.ZIP_STORED)  # fmt: skip
BUNDLE = zipped({"a.txt": BULLETIN, "b.docx": WORD}, compression=zipfile.ZIP_STORED)
PDF = pdf(prose(PROSE * 3))


@settings(max_examples=150, deadline=None)
@given(st.one_of(mutated(WORD), mutated(STORED)))
def test_any_damaged_word_file_is_read_or_refused(content):
    with contextlib.suppress(ImportRefused):
        read_bulletin(content, "a.docx", mends=True)


@settings(max_examples=150, deadline=None)
@given(mutated(BUNDLE))
def test_any_damaged_zip_is_read_or_refused(content):
    with contextlib.suppress(ImportRefused):
        if is_bundle(content, "a.zip"):
            for entry in files_in(content):
                with contextlib.suppress(ImportRefused):
                    read_bulletin(entry.content, entry.filename, mends=True)


@settings(max_examples=15, deadline=None)
@given(mutated(PDF))
def test_any_damaged_pdf_is_read_or_refused(content):
    with contextlib.suppress(ImportRefused):
        read_bulletin(content, "a.pdf", mends=True)


# Any nesting of Word's elements, sensible or not.
NAMES = ["w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:ins", "w:del", "w:sdt", "w:sdtContent", "w:hyperlink", "w:pict", "w:txbxContent",
         "w:drawing", "mc:AlternateContent", "mc:Choice", "mc:Fallback", "w:ruby", "w:rt", "m:oMath", "w:object", "a:blip", "w:pPr", "w:rPr",
         "w:tcPr", "w:trPr", "w:moveFrom", "w:moveTo", "w:smartTag", "w:fldSimple", "w:altChunk"]  # fmt: skip
LEAVES = ["<w:t>甲</w:t>", "<w:br/>", "<w:tab/>", '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>',
          '<w:fldChar w:fldCharType="separate"/>', "<w:instrText> TOC </w:instrText>", '<w:vMerge w:val="restart"/>', "<w:vMerge/>",
          '<w:gridSpan w:val="3"/>', '<w:gridSpan w:val="-1"/>', "<w:b/>", "<w:vanish/>", '<w:sym w:char="zz"/>', '<w:footnoteReference w:id="1"/>',
          '<w:numPr><w:numId w:val="1"/></w:numPr>', '<w:outlineLvl w:val="x"/>', '<o:OLEObject ProgID="x"/>', '<a:blip r:embed="none"/>']  # fmt: skip
TREES = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", st.sampled_from(NAMES), st.lists(inner, max_size=4)
    ),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(TREES, max_size=6).map("".join))
def test_any_nesting_of_words_elements_is_read_or_refused(body):
    try:
        draft = read_bulletin(word(p("题") + p(PROSE) + body), "a.docx", mends=True)
    except ImportRefused:
        return
    assert bodies.clean(draft.body) == draft.body
    assert PROSE in draft.body
