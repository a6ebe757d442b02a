"""What editors paste. The clipboards in clipboard/ are of our own making, in the ways of each program."""

import base64
import contextlib
import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body as bodies
from articles.importing import Draft, ImportRefused, read_paste, store
from articles.importing.dates import BEIJING
from tests.importing.samples import HEAD, PROSE
from tests.importing.word import png

CLIPBOARD = Path(__file__).parent / "clipboard"
PICTURE = png()


def paste(html: str, **options) -> Draft:
    return read_paste(html, None, **{"mends": True, **options})


def clipboard(name: str) -> Draft:
    source = (CLIPBOARD / f"{name}.html").read_text(encoding="utf-8")
    return paste(source.replace("PICTURE", base64.b64encode(PICTURE).decode()))


def told(draft: Draft) -> dict[str, int]:
    return {str(loss.kind): loss.count for loss in draft.loss if loss.kind not in {"title", "date"}}


def test_word():
    draft = clipboard("word")
    assert (draft.title, draft.source) == ("钱塘区上半年经济平稳增长", "钱塘新区报")
    assert draft.published_on == datetime(2023, 8, 10, 10, 23, tzinfo=BEIJING)
    assert draft.body == (
        "<h2>总体情况</h2><p>上半年,全区实现地区生产总值512.3亿元[1]。</p>"
        "<ul><li>抓<strong>项目</strong></li><li>优环境</li></ul>"
        "<h2>工业</h2><ol><li>增加值12亿元</li><li>发电量10⁸千瓦时</li></ol>"
        "<p>（一）龙头企业带动作用明显,全年新增规上企业12家。</p>"
        '<figure><img src="clip_image002.jpg" alt="园区一角"></figure>'
        '<table><tbody><tr><td rowspan="2">地区</td><td colspan="2">产业</td></tr>'
        "<tr><td>一产</td><td>二产<br>（亿元）</td></tr></tbody></table>"
        '<p>数据见<a href="https://example.org/a">年报</a>和附件。作废</p><p>[1] 按可比价计算。</p>'
    )
    assert told(draft) == {
        "tracked-changes": 2, "comments": 1, "footnotes": 1, "merged-cells": 2, "list-levels": 1, "struck-out": 1, "hidden": 1,
        "pictures-elsewhere": 1, "links": 1,
    }  # fmt: skip


def test_wps():
    draft = clipboard("wps")
    assert draft.title == "全区上半年经济运行情况"
    assert [(picture.name, picture.content) for picture in draft.pictures] == [("图片.png", PICTURE)]
    assert [block.tag for block in bodies.parse(draft.body)] == ["h2", "p", "ul", "figure", "table"]
    assert "<p>上半年，全区实现地区生产总值512.3亿元。</p><ul><li>抓项目</li><li>优环境</li></ul>" in draft.body
    assert told(draft) == {}


def test_wechat():
    draft = clipboard("wechat")
    assert draft.title == "钱塘区上半年经济平稳增长"
    assert [picture.content for picture in draft.pictures] == [None]
    assert draft.body.startswith(
        "<h2><strong>工业平稳</strong></h2><p>上半年，全区实现地区生产总值512.3亿元。</p>"
        "<p>其中，<strong>工业</strong>增加值120亿元。</p><figure>"
    )
    assert draft.body.endswith("<ul><li>抓项目</li><li>优环境</li></ul>")
    assert told(draft) == {"embedded": 1, "pictures-elsewhere": 1, "pictures-tracking": 1}


def test_a_hostile_web_page():
    draft = clipboard("web")
    assert draft.title == "全区上半年经济运行情况"
    for word in ("script", "alert", "onerror", "onclick", "tracker", "iframe", "style", "steal"):
        assert word not in draft.body
    assert "<strong>地区生产总值</strong>512.3亿元" in draft.body
    assert "<ol><li>抓项目</li><li>优环境</li></ol>" in draft.body
    assert told(draft) == {"embedded": 1, "pictures-tracking": 1, "links": 1, "scripts-and-styles": 5}


def test_a_spreadsheet():
    draft = clipboard("excel")
    assert draft.body == (
        '<table><tbody><tr><td colspan="2">全区主要指标</td></tr><tr><td>指标</td><td>数值</td></tr>'
        "<tr><td>总值</td><td>512.3</td></tr></tbody></table>"
    )
    assert told(draft) == {"merged-cells": 1, "hidden": 1}


def test_pasted_pictures_are_stored(town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    day = datetime(2023, 8, 10, tzinfo=BEIJING)
    draft = clipboard("wps")
    article = store(draft, content=b"x", filename="粘贴", column=town.column, region=town.region, published_on=day)
    assert article.newest.pictures.get().width == 8


def test_a_picture_that_is_none_keeps_its_place():
    draft = paste(f'<p>题</p><p>{PROSE}</p><img src="data:image/png;base64,AAAA">')
    assert [picture.content for picture in draft.pictures] == [None]
    assert told(draft) == {"pictures-unread": 1}


def test_plain_text_is_read_where_there_is_no_html():
    text = f"{HEAD}{PROSE}\n\n工业\n\n{PROSE}{PROSE}\n"
    for html in (None, "", " \n", "<meta charset=utf-8>", "<img>"):
        draft = read_paste(html, text)
        assert (draft.title, draft.source) == ("钱塘区上半年经济平稳增长", "东湖日报")
        assert "<h2>工业</h2>" in draft.body


def test_html_without_any_heading_or_bold_is_read_as_text_would_be():
    lines = ["钱塘区上半年经济平稳增长", PROSE, "工业", PROSE + PROSE]
    assert "<h2>工业</h2>" in paste("".join(f"<p>{line}</p>" for line in lines)).body
    bold = [*lines, "<b>农业</b>", PROSE + PROSE]
    assert "<p>工业</p>" in paste("".join(f"<p>{line}</p>" for line in bold)).body


def test_a_title_that_is_given_is_taken():
    assert paste(f"<p>{PROSE}</p>", title="一则公报").title == "一则公报"
    assert paste(f"<p>一则公报</p><p>{PROSE}</p>", title="一则公报").body == f"<p>{PROSE}</p>"


@pytest.mark.parametrize(("html", "text"), [(None, None), ("", "  \n"), ("<p> </p>", ""), ("<script>x</script>", None)])
def test_an_empty_paste_is_refused(html, text):
    with pytest.raises(ImportRefused, match="没有文字"):
        read_paste(html, text, mends=True)


ODD = {
    "a table of one cell is a frame": (f"<table><tr><td><p>{PROSE}</p><p>{PROSE}</p></td></tr></table>", f"<p>{PROSE}</p>" * 2, {}),
    "a table in a table is words": (
        "<table><tr><td>甲<table><tr><td>一</td><td>二</td></tr><tr><td>三</td></tr></table></td><td>乙</td></tr></table>",
        "<table><tbody><tr><td>甲<br>一 二<br>三</td><td>乙</td></tr></tbody></table>", {"inner-tables": 1},
    ),
    "a picture in a table stands behind it": (
        "<table><tr><td>甲<img src=a.png>乙</td><td>丙</td></tr></table><p>后。</p>",
        '<table><tbody><tr><td>甲乙</td><td>丙</td></tr></tbody></table><figure><img src="a.png" alt=""></figure><p>后。</p>',
        {"pictures-moved": 1},
    ),
    "sections side by side are paragraphs": ("<section>甲。</section><section>乙。</section>", "<p>甲。</p><p>乙。</p>", {}),
    "readings go": ("<p><ruby>塘<rt>tang</rt></ruby>。</p>", "<p>塘。</p>", {"readings": 1}),
    "a web page's own deletion stays and is told": ("<p>价<del>100</del>90元。</p>", "<p>价10090元。</p>", {"struck-out": 1}),
    "raised words that have no sign are told": ("<p>x<sup>丁</sup>。</p>", "<p>x丁。</p>", {"raised-and-lowered": 1}),
    "headers of Word's go": ("<div style='mso-element:header'><p>内部</p></div><p>甲。</p>", "<p>甲。</p>", {"headers-and-footers": 1}),
    "a link is kept": ('<p><a href=" https://example.org/\n">甲</a>。</p>', '<p><a href="https://example.org/">甲</a>。</p>', {}),
    "a relative link leads nowhere here": ('<p><a href="/a">甲</a>。</p>', "<p>甲。</p>", {"links": 1}),
    "bold by the paragraph's style": ('<p style="font-weight:bold">甲。</p>', "<p><strong>甲。</strong></p>", {}),
    "a heading by class": ('<p class="MsoHeading2">工业</p><p>甲。</p>', "<h2>工业</h2><p>甲。</p>", {}),
    "a numbered heading of Word's": (
        "<h1 style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>一、</span><![endif]>综合</h1><p>甲。</p>",
        "<h2>一、综合</h2><p>甲。</p>", {},
    ),
    "one picture twice is one": (
        '<p><img src="https://e.org/a.png"><img src="https://e.org/a.png"></p><p>甲。</p>',
        '<figure><img src="a.png" alt=""></figure>' * 2 + "<p>甲。</p>", {"pictures-elsewhere": 2},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_html(name):
    html, body, losses = ODD[name]
    draft = paste(f"<p>一则公报</p><p>{PROSE}</p>{html}")
    assert draft.body == f"<p>{PROSE}</p>{body}"
    assert told(draft) == losses


LIST = "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>甲</p>"
HOSTILE = {
    "scripts": "<script></script>甲" * 30_000, "items": LIST * 15_000, "cells": "<tr><td><p>a</p><p>b</p>" * 15_000,
    "spans": "<span style='font-weight:bold'>a</span>" * 40_000, "deep": "<section>" * 3_000, "raised": "<sup>a</sup>" * 40_000,
    "tables": "<table><tr><td>" * 30 + "x", "pictures": "<img src=https://e.org/a.png>" * 20_000, "struck": "<s>" * 90 + "甲" * 100_000,
    "comments": "<!--[if gte mso 9]>" * 50_000, "styles": "<p style='" + "mso-list:" * 20_000 + "'>甲</p>", "data": "<img src='data:" + ";a" * 200_000 + "'>",
    "hidden": "<i hidden>甲" * 20_000, "notes": "<div style='mso-element:footnote-list'>甲</div>" * 10_000, "links": "<a href=x>甲</a>" * 40_000,
    "images in cells": "<table>" + "<tr><td><img src=a.png>a</td><td>b</td></tr>" * 10_000 + "</table>", "bold": "<p style='font-weight:bold'>甲</p>" * 19_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pastes_are_answered_in_seconds(name):
    began = time.monotonic()
    with contextlib.suppress(ImportRefused):
        paste(f"<p>题</p><p>{PROSE}</p>{HOSTILE[name]}")
    assert time.monotonic() - began < 20


PIECES = st.sampled_from(
    ["标题", PROSE, "<p>", "</p>", "<p style='mso-list:l0 level1 lfo1'>", "<span style='mso-list:Ignore'>", "1.", "</span>", "<table>",
     "<tr>", "<td>", "</td>", "</table>", "<section>", "</section>", "<img src=https://e.org/a.png>", "<img src='data:image/png;base64,AA'>",
     "<del datetime=x>", "</del>", "<ins cite=x>", "<s>", "<sup>8</sup>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<h1>", "</h1>", "<o:p>",
     "<a href=x>", "</a>", "<div style='mso-element:footnote-list'>", "</div>", "<ruby>", "<rt>", "<![if !x]>", "<![endif]>", "<!--", "-->",
     "<script>", "</script>", "<i hidden>", "\x00", "\ud800", "&#0;", "<br>", "<xml>", "</xml>", "<svg>", "<math>", "<form>"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.booleans())
def test_any_paste_is_read_or_refused(html, mends):
    try:
        draft = paste(html, mends=mends)
    except ImportRefused:
        return
    assert bodies.clean(draft.body) == draft.body
    assert [picture.name for picture in draft.pictures] == bodies.picture_names(draft.body)
