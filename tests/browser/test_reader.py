"""A reader's way through the site in real Chromium, with the demonstration bulletins."""

import re

import pytest

PAGES = [
    "/",
    "/columns/news/",
    "/archive/",
    "/articles/1/",
    "/articles/1/print/",
    "/articles/1/versions/",
    "/indicators/",
    "/indicators/gdp/",
    "/regions/330000/",
    "/search/?q=数字经济",
    "/search/?q=没有这样的词",
    "/no-such-page/",
]


def test_from_the_home_page_to_the_sentence_behind_a_number(visit):
    page = visit.go("/")
    page.fill("input[name=q]", "数字经济")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    page.click("main a[href*='/articles/']")
    page.wait_for_url("**/articles/*/")
    title = page.inner_text("h1")
    words = page.inner_text("a.figure >> nth=0")
    page.click("a.figure >> nth=0")
    page.wait_for_url("**/records/*/")
    assert words in page.inner_text("main")
    assert title in page.inner_text("main")
    assert visit.faults == []


def test_a_figure_leads_to_its_indicator_and_its_other_values(visit):
    page = visit.go("/indicators/gdp/")
    rows = page.locator("main table tbody tr")
    assert rows.count() >= 5
    page.click("main table a[href*='/records/'] >> nth=0")
    page.wait_for_url(re.compile(r"/records/\d+/"))  # and from there to the very words
    assert "地区生产总值" in page.inner_text("main")


def test_elder_mode_is_entered_and_left_on_the_same_page(visit):
    page = visit.go("/articles/1/")
    title = page.inner_text("h1")
    page.click("text=老年版入口")
    page.wait_for_url("**/elder/articles/1/")
    assert page.inner_text("h1") == title
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('article p, main p')).fontSize)")
    assert size >= 24, "18 pt: 适老化 APP specification 1.1"
    page.click("a.figure >> nth=0")
    page.wait_for_url("**/elder/records/*/")
    page.click("text=退出老年版")
    page.wait_for_url("**/records/*/")
    assert "/elder/" not in page.url


def test_the_print_view_has_its_two_words_and_opens_no_dialog(visit):
    page = visit.go("/articles/1/")
    page.evaluate("() => { window.print = () => { window.printed = true } }")
    page.click("text=打印本页")
    page.wait_for_url("**/print/")
    page.evaluate("() => { window.print = () => { window.printed = true } }")
    assert page.evaluate("window.printed") is None
    page.click("text=打印本页")
    assert page.evaluate("window.printed") is True
    page.click("text=关闭窗口")
    page.wait_for_url("**/articles/1/")


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("mode", ["", "/elder", "/en"])
def test_no_page_scrolls_sideways_or_complains(visit, mode, width):
    visit.page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page = visit.go(mode + path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{mode}{path} is {wide} px too wide at {width}"
    assert [fault for fault in visit.faults if "404 (Not Found)" not in fault] == []


def test_everything_works_without_script(without_script):
    page = without_script.go("/")
    page.click("main a[href*='/articles/'] >> nth=0")
    page.wait_for_url("**/articles/*/")
    page.click("a.figure >> nth=0")
    page.wait_for_url("**/records/*/")
    page.click("text=老年版入口")
    page.wait_for_url("**/elder/records/*/")
    page = without_script.go("/articles/1/print/")
    assert page.is_visible("text=打印本页")
    page.click("text=关闭窗口")
    page.wait_for_url("**/articles/1/")


def test_chinese_is_spoken_whatever_the_browser_asks_for(visit):
    page = visit.go("/")
    assert page.get_attribute("html", "lang") == "zh-CN"
    page = visit.go("/en/")
    assert page.get_attribute("html", "lang") == "en"


def test_the_api_docs_need_nobody_else(visit):
    page = visit.go("/api/docs/")
    page.click("text=一个指标的数列")
    page.fill("input[name=code]", "gdp")
    page.click("form.try button")
    page.wait_for_url("**/api/v1/series/gdp/**")
    assert visit.faults == []
