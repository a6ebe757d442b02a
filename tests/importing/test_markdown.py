"""Markdown: the structure is kept, HTML inside stays words."""

from datetime import datetime

from articles.importing.dates import BEIJING
from tests.importing.samples import PROSE, draft_of

HEAD = "# 上半年经济运行情况\n\n发布日期：2023-08-10 10:23\n来源：钱塘新区报\n\n"


def test_title_fields_headings_and_tables():
    draft = draft_of(f"{HEAD}{PROSE}\n\n## 工业\n\n{PROSE}\n\n| 城市 | 总值 |\n|---|---:|\n| 甲市 | 21 |\n", "a.md")
    assert (draft.title, draft.source) == ("上半年经济运行情况", "钱塘新区报")
    assert draft.published_on == datetime(2023, 8, 10, 10, 23, tzinfo=BEIJING)
    assert draft.body.startswith(f"<p>{PROSE}</p><h2>工业</h2><p>{PROSE}</p><table><thead><tr><th>城市</th>")


def test_a_wrapped_chinese_line_is_joined_without_a_space():
    assert draft_of(f"{HEAD}上半年,全区\n实现增长,in\n2023 **快**\n增。\n", "a.md").body == (
        "<p>上半年,全区实现增长,in 2023 <strong>快</strong>增。</p>"
    )


def test_pictures_and_lists():
    draft = draft_of(f"{HEAD}{PROSE}\n\n![园区](images/02.png)\n\n03.png\n\n- 抓项目\n- 优环境\n", "a.md")
    assert [p.name for p in draft.pictures] == ["02.png", "03.png"]
    assert "<ul><li>抓项目</li><li>优环境</li></ul>" in draft.body


def test_html_stays_words():
    body = draft_of(f"{HEAD}{PROSE}<script>alert(1)</script>\n", "a.md").body
    assert "<script" not in body


def test_front_matter_is_read():
    draft = draft_of(
        f"---\ntitle: 公报\ndate: 2023-08-10\nsource: 日报\nauthor: 沈霖、雷秋红\n---\n\n{PROSE}\n", "a.md"
    )
    assert (draft.title, draft.source, draft.authors) == ("公报", "日报", ("沈霖", "雷秋红"))
    assert draft.body == f"<p>{PROSE}</p>"
