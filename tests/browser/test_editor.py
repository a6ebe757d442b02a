"""An editor's work in real Chromium: write, see the figures found, mend one, publish, correct, withdraw."""

import pytest

from tests.browser.conftest import password


@pytest.fixture
def desk(visit):
    page = visit.go("/admin/login/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", password.value)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    return visit


def test_from_a_pasted_text_to_a_published_page_and_back(desk):
    page = desk.go("/admin/articles/revision/add/")
    page.fill("#id_title", "七月份工业运行简况")
    page.fill("#id_published_on_0", "2019-08-15")  # a year of which the demonstration says nothing
    page.fill("#id_source", "区统计局")
    page.select_option("#id_column", index=1)
    assert page.inner_text(".field-region .select2-selection").strip().endswith("钱塘区"), "the office's own place"
    page.click(".ProseMirror[contenteditable=true]")
    page.keyboard.insert_text("1-7月,全区规上工业增加值463.5亿元,同比增长8.2%。")
    page.click("[name=_continue]")
    page.wait_for_url("**/change/")
    page.click(".desk-records summary")
    assert "463.5亿元" in page.inner_text(".desk-records")
    page.click(".desk-records mark >> text=463.5亿元")
    page.wait_for_url("**/desk/**")
    page.keyboard.press("c")
    page.wait_for_selector(".desk-card[data-state=confirmed]")
    page.go_back()
    page.click("[name=_publish]")
    # One figure is undecided: it goes out for a reason.
    page.wait_for_selector("text=还有 1 条记录待核对")
    page.fill("#id_because", "增速随后核对")
    page.click(".desk-step [type=submit]")
    page.wait_for_selector(".messagelist .success")
    assert page.is_visible("text=增速随后核对")
    assert page.is_visible("text=已发布的版本不能改动")
    admin_address = page.url

    page.click("text=查看网页")
    page.wait_for_url("**/articles/*/")
    assert page.inner_text("a.figure >> nth=0") == "463.5亿元"
    public_address = page.url
    page.click("a.figure >> nth=0")
    assert "已确认" in page.inner_text("main")

    page.goto(admin_address)
    page.click("text=修改（新建版本）")
    page.wait_for_selector(".ProseMirror[contenteditable=true]")
    page.fill("#id_correction_note", "增速原写为8.2%,应为8.4%。")
    page.click(".ProseMirror[contenteditable=true] p")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("1-7月,全区规上工业增加值463.5亿元,同比增长8.4%。")
    page.click("[name=_publish]")
    page.fill("#id_because", "已向来源单位核实")
    page.click(".desk-step [type=submit]")
    page.wait_for_selector(".messagelist .success")
    page.goto(public_address)
    assert "8.4%" in page.inner_text("main")
    assert "应为8.4%" in page.inner_text("main")

    page.go_back()
    page.click("text=撤回")
    page.fill("#reason", "测试撤回")
    page.click("[type=submit] >> text=撤回")
    assert page.goto(public_address).status == 410
    assert "测试撤回" in page.inner_text("main")


def test_opening_and_saving_in_the_editor_loses_nothing(desk):
    """Every demonstration bulletin: headings, tables, lists, pictures go through the editor and come back the same."""
    page = desk.go("/admin/articles/revision/")
    for link in [a.get_attribute("href") for a in page.query_selector_all("th.field-title a")][:12]:
        page = desk.go(link)
        page.click("text=修改（新建版本）")
        page.wait_for_selector(".ProseMirror[contenteditable=true]")
        before = page.evaluate("document.querySelector('#id_body').defaultValue")
        page.click("[name=_continue]")
        page.wait_for_selector(".messagelist .success")
        assert page.evaluate("document.querySelector('#id_body').defaultValue") == before
