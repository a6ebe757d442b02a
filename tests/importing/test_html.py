"""Saved pages: meta tags, the main content, and what surrounds it."""

from datetime import datetime

import pytest

from articles.importing import ImportRefused
from articles.importing.dates import BEIJING
from tests.importing.samples import PROSE, draft_of

META = """<meta name="SiteName" content="区政府"><meta name="ColumnName" content="经济运行">
<meta name="ArticleTitle" content="上半年经济运行情况"><meta name="PubDate" content="2023-08-10 10:23">
<meta name="ContentSource" content="东湖日报"><meta name="Author" content="沈霖,雷秋红"><meta name="Description" content="半年数据">"""
TOP = """<div class="top"><a href="/elder/">老年版入口</a> <a href="/">退出老年版</a></div><ul class="nav"><li><a href="/">首页</a></li></ul>
<div class="breadcrumb">当前位置:<a href="/">首页</a> &gt; 经济运行</div>"""
SHOWN = '<h1>上半年经济运行情况</h1><div class="info">发布日期:2023-08-10 10:23 信息来源:东湖日报 字号:[大 中 小]</div>'
CONTENT = f"<p>{PROSE}</p><h2>工业</h2><p>{PROSE}</p>"
FOOT = """<p><a onclick="window.print()">打印本页</a> <a>关闭窗口</a></p><div class="related"><a>另一篇公报的标题</a></div>
<div class="footer"><p>版权所有:区政府。未经许可,不得转载本站内容。</p></div>"""
CLEAN = CONTENT


def page(content: str = CONTENT, meta: str = META, shown: str = SHOWN, title: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{meta}<title>{title}</title></head><body>{TOP}"
        f"<div class='article'>{shown}<div class='text'>{content}</div>{FOOT}</div></body></html>"
    )


def test_the_meta_tags_of_a_government_page_are_taken():
    draft = draft_of(page(), "a.html")
    assert draft.title == "上半年经济运行情况"
    assert draft.published_on == datetime(2023, 8, 10, 10, 23, tzinfo=BEIJING)
    assert (draft.source, draft.authors) == ("东湖日报", ("沈霖", "雷秋红"))
    assert (draft.summary, draft.column_name) == ("半年数据", "经济运行")
    assert draft.body == CLEAN


def test_without_meta_tags_the_page_itself_is_read():
    draft = draft_of(page(meta=""), "a.html")
    assert (draft.title, draft.source) == ("上半年经济运行情况", "东湖日报")
    assert draft.published_on == datetime(2023, 8, 10, 10, 23, tzinfo=BEIJING)
    assert draft.body == CLEAN


@pytest.mark.parametrize(
    "title", ["全区上半年经济运行情况_区政府", "全区上半年经济运行情况 - 经济运行 - 区政府", "全区上半年经济运行情况"]
)
def test_the_title_tag_serves_without_the_name_of_the_site(title):
    draft = draft_of(page(meta="", shown="<div>发布日期:2023-08-10</div>", title=title), "a.html")
    assert draft.title == "全区上半年经济运行情况"


def test_a_date_without_time_in_the_tag_takes_the_time_that_the_page_shows():
    draft = draft_of(page(meta=META.replace(" 10:23", "")), "a.html")
    assert draft.published_on == datetime(2023, 8, 10, 10, 23, tzinfo=BEIJING)


def test_scripts_and_handlers_are_dropped_and_the_rest_is_kept():
    content = f"<script>alert(1)</script><p onclick='x()'>{PROSE}<a href='javascript:x()'>链接</a></p><style>p{{}}</style><iframe src='//x'></iframe>"
    assert draft_of(page(content), "a.html").body == f"<p>{PROSE}链接</p>"


def test_bold_paragraphs_are_headings():
    content = f"<p>{PROSE}</p><p><strong>工业平稳</strong></p><p>{PROSE}{PROSE}</p><p><b>这是一句重要的话。</b></p><p>{PROSE}</p>"
    body = draft_of(page(content), "a.html").body
    assert "<h2><strong>工业平稳</strong></h2>" in body
    assert "<p><strong>这是一句重要的话。</strong></p>" in body


def test_tables_lists_and_pictures_are_kept():
    content = f"<p>{PROSE}</p><p><img src='./a_files/02.png' alt='园区'></p><table><tr><td>总值</td><td>21</td></tr></table><ul><li>一</li></ul>"
    draft = draft_of(page(content), "a.html")
    assert [p.name for p in draft.pictures] == ["02.png"]
    assert 'alt="园区"' in draft.body
    assert "<td>21</td>" in draft.body
    assert "<li>一</li>" in draft.body


def test_a_byline_is_taken_from_inside_inline_markup():
    draft = draft_of(page(f"<p>{PROSE}</p><p>{PROSE}<span>(<b>王岩</b> 李四)</span></p>"), "a.html")
    assert draft.authors == ("王岩", "李四")
    assert draft.body == f"<p>{PROSE}</p>" * 2


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "utf-8", "gb18030"])
def test_the_declared_encoding_is_believed(charset):
    from articles.importing import read_bulletin

    source = page().replace("charset='utf-8'", f"charset='{charset}'").encode("gb18030" if "gb" in charset else charset)
    assert read_bulletin(source, "a.html").title == "上半年经济运行情况"


def test_a_page_under_the_name_of_a_text_is_still_a_page():
    assert draft_of(page(), "a.txt").body == CLEAN


def test_content_that_the_page_hides_is_no_content():
    assert draft_of(page(f'<p style="display:none">暗藏的一句话。</p>{CONTENT}'), "a.html").body == CLEAN


@pytest.mark.parametrize("depth", [150, 5_000, 100_000])
def test_absurd_nesting_is_refused(depth):
    with pytest.raises(ImportRefused, match="嵌套"):
        draft_of(page("<div>" * depth + CONTENT), "a.html")


@pytest.mark.parametrize(
    "source", ["<html></html>", "<html><body><script>x</script></body></html>", "<title>只有标题的网页</title>"]
)
def test_a_page_without_content_is_refused(source):
    with pytest.raises(ImportRefused, match="没有"):
        draft_of(source, "a.html")


def told(draft) -> dict[str, int]:
    return {str(loss.kind): loss.count for loss in draft.loss}


def test_what_a_page_loses_is_told():
    content = (
        f"<script>x()</script><style>p{{}}</style><p onclick='x()'>{PROSE}<a href='javascript:x()'>链接</a></p>"
        f"<iframe src='//x'></iframe><p style='display:none'>暗藏</p><p>{PROSE}</p><img src='//e.org/a.png'><img width=1 height=1 src='//e.org/t.gif'>"
    )
    losses = told(draft_of(page(content), "a.html"))
    furniture = losses.pop("furniture")
    assert furniture >= 4  # menu, path, related pages, foot
    assert losses == {
        "scripts-and-styles": 4, "links": 1, "embedded": 1, "hidden": 1, "pictures-elsewhere": 1, "pictures-tracking": 1,
    }  # fmt: skip


def test_a_picture_inside_the_page_comes_with_its_bytes():
    import base64

    from tests.importing.word import png

    content = f"<p>{PROSE}</p><img src='data:image/png;base64,{base64.b64encode(png()).decode()}' alt='园区'>"
    picture = draft_of(page(content), "a.html").pictures[0]
    assert (picture.name, picture.alt, picture.content) == ("图片.png", "园区", png())


def test_a_saved_page_of_wechat_hides_its_content_until_a_script_runs():
    content = f'<h1>一则公报</h1><div id="js_content" style="visibility: hidden; opacity: 0;"><p>{PROSE}</p></div>'
    assert draft_of(content, "a.html").body == f"<p>{PROSE}</p>"
