"""Beside a bulletin's words: a figure's card, a link to a quotation, a report of an error; the last two without script too."""

CARD = "#card:not([hidden])"


def test_a_figures_card_opens_stays_and_closes(visit):
    page = visit.go("/articles/1/")
    figure = page.locator(".prose a.figure").first
    figure.hover()
    page.wait_for_selector(CARD)
    assert figure.inner_text() in page.inner_text("#card")
    page.hover("#card a")
    page.wait_for_timeout(500)
    assert page.is_visible(CARD), "the pointer may rest on it"
    page.keyboard.press("Escape")
    assert not page.is_visible(CARD)
    page.keyboard.press("Escape")
    page.mouse.move(0, 0)
    page.locator(".prose a.figure").nth(1).evaluate("(link) => link.previousElementSibling?.focus() ?? link.focus()")
    page.keyboard.press("Tab")
    page.wait_for_selector(CARD)
    page.click("#card a")
    page.wait_for_url("**/records/*/")
    assert visit.faults == []


def test_the_first_tap_shows_the_card_and_the_second_leads_on(chromium, site):
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(f"{site}/articles/1/")
    figure = page.locator(".prose a.figure").first
    figure.tap()
    page.wait_for_selector(CARD)
    box = page.locator("#card").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    figure.tap()
    page.wait_for_url("**/records/*/")
    context.close()


def test_an_elder_page_has_no_card(visit):
    page = visit.go("/elder/articles/1/")
    page.locator(".prose a.figure").first.hover()
    page.wait_for_timeout(600)
    assert page.locator("#card").count() == 0


def test_selected_words_become_a_link_and_a_report(visit):
    page = visit.go("/articles/1/")
    page.evaluate(
        """() => {
          const range = document.createRange(), words = document.querySelector("#p2").firstChild;
          range.setStart(words, 0);
          range.setEnd(words, 6);
          getSelection().addRange(range);
        }"""
    )
    page.wait_for_selector("#quote-tools:not([hidden])")
    said = page.evaluate("getSelection().toString()")
    assert "#p2:~:text=" in page.locator("#quote-tools a").first.evaluate("(link) => link.href")
    page.click("#quote-tools a >> nth=1")
    page.wait_for_url("**/report/**")
    assert page.input_value("#id_quote") == said
    assert visit.faults == []


def test_an_error_is_reported_without_script(without_script):
    page = without_script.go("/elder/articles/1/")
    page.click("text=我要纠错")
    page.click("form.report button")
    # In the page's own words and language, not in the browser's.
    assert "请写明错在哪里" in page.get_by_role("alert").inner_text()
    page.fill("#id_message", "这里的数字与附表不一致")
    page.wait_for_timeout(3500)
    page.click("form.report button")
    page.wait_for_url("**/elder/reports/*/")
    assert "这里的数字与附表不一致" in page.inner_text("main")
    assert page.context.cookies() == []


def test_the_figures_are_at_hand_below_the_text_without_script(without_script):
    page = without_script.go("/articles/1/")
    page.click("text=表格 >> nth=0")
    assert page.url.endswith("#data")
    page.click("#data summary")
    shown = page.locator("#data tbody tr")
    assert shown.first.is_visible()
    words = shown.first.locator("a").inner_text()
    shown.first.locator("a").click()
    page.wait_for_url("**/records/*/")
    assert words[-3:] in page.inner_text("main")
