"""Elder mode's reading aids in a real browser. Headless Chromium has no voice: where one is needed, a stand-in takes its place."""

STAND_IN = """
window.said = [];
class Utterance { constructor(text) { this.text = text; } }
Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "zh-CN" }],
  speak: (one) => { window.said.push(one.text); window.finish = () => one.onend(); },
  cancel: () => {},
} });
"""


def test_a_browser_without_a_chinese_voice_says_so(visit):
    page = visit.go("/elder/articles/1/")
    page.get_by_role("button", name="朗读本页").click()
    page.get_by_text("没有中文语音").wait_for()
    assert visit.faults == []


def test_sentences_are_marked_as_they_are_read(visit):
    visit.page.add_init_script(STAND_IN)
    page = visit.go("/elder/articles/1/")
    before = page.locator(".prose").inner_text()
    page.get_by_role("button", name="朗读本页").click()
    page.locator(".now").first.wait_for()
    assert page.locator(".now").all_inner_texts() == [page.locator("h1").inner_text()]
    for _ in range(6):
        page.evaluate("window.finish()")
    assert len(page.evaluate("window.said")) == 7
    marked = "".join(page.locator(".now").all_inner_texts())
    assert marked.strip()
    assert marked.strip() in page.locator("main").inner_text().replace("\n", "")
    assert not any(c.isdigit() for c in "".join(page.evaluate("window.said")))

    page.get_by_role("button", name="暂停").click()
    page.evaluate("window.finish()")
    assert len(page.evaluate("window.said")) == 7
    page.get_by_role("button", name="接着读").click()
    assert page.evaluate("window.said.at(-1) === window.said.at(-2)")
    page.get_by_role("button", name="停止").click()
    assert page.locator(".now").count() == 0
    assert page.locator(".prose").inner_text() == before
    assert visit.faults == []


def test_the_ruler_and_the_pointer_are_remembered(visit):
    page = visit.go("/elder/")
    page.get_by_role("button", name="阅读尺").press("Enter")
    page = visit.go("/elder/articles/1/")
    assert page.get_by_role("button", name="阅读尺").get_attribute("aria-pressed") == "true"
    page.mouse.move(200, 300)
    assert abs(page.locator(".ruler-line").bounding_box()["y"] - 300) < 40
    page.get_by_role("button", name="大鼠标").click()
    assert "pointer.svg" in page.evaluate("getComputedStyle(document.querySelector('h1')).cursor")
    assert visit.faults == []


def test_the_largest_type_fits_a_phone(visit):
    visit.page.set_viewport_size({"width": 390, "height": 800})
    for path in ["/elder/300/", "/elder/300/articles/1/", "/elder/300/indicators/", "/elder/300/search/?q=生产"]:
        page = visit.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        size = page.evaluate("getComputedStyle(document.querySelector('main p')).fontSize")
        assert float(size.removesuffix("px")) >= 72, path
        # The words grow and the space around them does not: a button is not a column of characters.
        for name in ["退出老年版", "首页"]:
            box = page.get_by_role("link", name=name, exact=True).first.bounding_box()
            assert box["width"] > box["height"], (path, name, box)


def test_on_a_telephone_the_text_begins_on_the_first_screen(visit):
    visit.page.set_viewport_size({"width": 390, "height": 844})
    for path in ["/elder/articles/1/", "/elder/records/1/", "/elder/150/articles/1/"]:
        page = visit.go(path)
        title = page.locator("main h1").bounding_box()
        assert title["y"] + title["height"] < 844, path


def test_what_is_chosen_is_told_apart_in_forced_colours(visit):
    visit.page.emulate_media(forced_colors="active")
    page = visit.go("/elder/200/")
    width = "(e) => getComputedStyle(e).borderTopWidth"
    for group in [".sizes a", ".menu a"]:
        chosen = page.locator(f"{group}[aria-current]").evaluate(width)
        assert chosen != page.locator(f"{group}:not([aria-current])").first.evaluate(width), group
    edges = page.locator(".menu a").evaluate_all(
        "(all) => all.map((e) => [getComputedStyle(e).borderTopColor, getComputedStyle(e).backgroundColor])"
    )
    assert all(edge != ground for edge, ground in edges)


def test_without_script_the_sizes_are_links_and_nothing_else_is_promised(without_script):
    page = without_script.go("/elder/articles/1/")
    page.get_by_role("link", name="特大").click()
    assert page.url.endswith("/elder/200/articles/1/")
    assert not page.get_by_role("button", name="朗读本页").is_visible()
