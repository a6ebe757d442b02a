"""The review desk in real Chromium: every figure of a draft confirmed by keyboard, without a reload; and without a script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import password


@pytest.fixture
def desk(visit):
    log_in(visit)
    yield visit
    # The next test finds the bulletin published, as it was.
    if number := re.search(r"/revision/(\d+)/desk/", visit.page.url):
        page = visit.go(f"/admin/articles/revision/{number[1]}/delete/")
        page.click("#content [type=submit]")
        page.wait_for_selector(".messagelist .success")


def log_in(visit):
    page = visit.go("/admin/login/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", password.value)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")


def new_draft(visit):
    """A later version of a demonstration bulletin, at its review desk."""
    page = visit.go("/admin/articles/revision/")
    page.click("th.field-title a >> nth=0")
    page.wait_for_url("**/change/")
    if page.is_visible("text=修改（新建版本）"):
        page.click("text=修改（新建版本）")
    page.wait_for_selector(".ProseMirror[contenteditable=true]")
    page.click(".object-tools >> text=校对台")
    page.wait_for_url("**/desk/")
    return page


def count(page, state):
    return int(page.inner_text(f".desk-states [data-count={state}]"))


def wait_until_idle(page):
    page.wait_for_selector("#desk:not([aria-busy])")


def test_all_figures_by_keyboard_and_back(desk):
    page = new_draft(desk)
    page.evaluate("window.stays = true")
    waiting = page.locator(".desk-card[data-state=candidate], .desk-card[data-state=undecided]").count()
    assert waiting > 5

    page.keyboard.press("?")
    assert page.is_visible("#desk-help >> text=下一条待核对")
    page.keyboard.press("Escape")

    # A mended field: the form opens, is filled and saved, and the next figure is reached.
    first = page.locator(".desk-card.is-selected")
    card = first.get_attribute("id")
    page.keyboard.press("e")
    page.wait_for_selector(f"#{card} .desk-edit")
    page.fill(f"#{card} [name=name]", "改过的名称")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#{card}[data-state=confirmed]")
    assert "改过的名称" in page.inner_text(f"#{card} h3")

    for _ in range(waiting):
        wait_until_idle(page)
        if "全部核对完了" in page.inner_text("#desk-status"):
            break
        key = "x" if page.locator(".desk-card.is-selected[data-state=undecided]").count() else "c"
        page.keyboard.press(key)
    wait_until_idle(page)
    assert "全部核对完了" in page.inner_text("#desk-status")
    assert count(page, "candidate") == 0
    assert count(page, "confirmed") == page.locator(".desk-card[data-state=confirmed]").count()
    assert page.locator(".desk-mark[data-state=candidate]").count() == 0
    assert page.evaluate("window.stays"), "no page was loaded anew"

    page.reload()
    assert count(page, "candidate") == 0
    page.locator(".desk-card").nth(0).click()
    page.keyboard.press("u")
    page.wait_for_selector(".desk-card.is-selected[data-state=candidate]")
    assert desk.faults == []


def test_the_keys_go_on_after_many_were_confirmed_at_once(desk):
    page = new_draft(desk)
    page.click("#desk-bar form button >> nth=0")
    page.wait_for_selector("#desk-status >> text=一次确认了")
    wait_until_idle(page)
    confirmed = count(page, "confirmed")
    assert page.locator(".desk-card:focus").count() == 1
    page.keyboard.press("u" if page.locator(".desk-card:focus[data-state=confirmed]").count() else "c")
    wait_until_idle(page)
    assert count(page, "confirmed") != confirmed


def test_a_lost_connection_is_said_and_nothing_is_decided(desk):
    page = new_draft(desk)
    card = page.locator(".desk-card.is-selected").get_attribute("id")
    page.context.set_offline(True)
    page.keyboard.press("c")
    expect(page.locator("#desk-status")).to_contain_text("没有连上服务器")
    assert page.get_attribute(f"#{card}", "data-state") == "candidate"
    page.context.set_offline(False)
    page.reload()
    assert page.get_attribute(f"#{card}", "data-state") == "candidate"
    page.keyboard.press("c")
    page.wait_for_selector(f"#{card}[data-state=confirmed]")


def with_a_slip(visit):
    """The desk of a draft that names a day which does not exist."""
    page = new_draft(visit)
    page.click(".breadcrumbs a >> nth=2")
    page.wait_for_selector(".ProseMirror[contenteditable=true]")
    page.click(".ProseMirror[contenteditable=true] > p >> nth=0")
    page.keyboard.press("Home")
    page.keyboard.insert_text("2023年2月30日,")
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist .success")
    page.click(".object-tools >> text=校对台")
    page.wait_for_url("**/desk/")
    return page


def test_a_severe_finding_is_jumped_to_and_let_stand(desk):
    page = with_a_slip(desk)
    assert page.inner_text("#desk-checks summary [data-severity=severe] b") == "1"
    page.keyboard.press("f")
    finding = page.locator(".desk-finding", has_text="2月30日")
    expect(finding).to_be_focused()
    finding.locator("text=看原文").click()
    expect(page.locator("#desk-text .desk-mark:target")).to_have_text(re.compile("2月30日"))
    finding.locator("input[name=reason]").fill("引文如此")
    page.keyboard.press("Enter")
    page.wait_for_selector(".desk-finding[data-settled] >> text=引文如此")
    assert page.locator("#desk-checks summary [data-severity=severe]").count() == 0
    assert desk.faults == []


def test_a_finding_is_answered_without_a_script(without_script, desk):
    address = re.sub(r"^https?://[^/]+", "", with_a_slip(desk).url)
    log_in(without_script)
    page = without_script.go(address)
    page.click("#desk-checks summary")
    finding = page.locator(".desk-finding", has_text="2月30日")
    finding.locator(".desk-ready button").first.click()
    # The browser opens what the address leads into.
    expect(page.locator(".desk-finding[data-settled]")).to_be_visible()
    page.locator(".desk-finding[data-settled] button", has_text="撤回").click()
    assert page.locator(".desk-finding[data-settled]").count() == 0


def test_keys_can_be_switched_off_and_do_not_act_in_fields(desk):
    page = new_draft(desk)
    before = page.locator(".desk-card.is-selected").get_attribute("id")
    page.fill("#desk-add-words", "")
    page.type("#desk-add-words", "jcx?")
    assert page.input_value("#desk-add-words") == "jcx?"
    page.uncheck("#desk-keys-on")
    page.focus(f"#{before}")
    page.keyboard.press("j")
    assert page.locator(".desk-card.is-selected").get_attribute("id") == before
    page.reload()
    assert not page.is_checked("#desk-keys-on"), "the switch is remembered"
    page.check("#desk-keys-on")
    before = page.locator(".desk-card.is-selected").get_attribute("id")
    page.focus(f"#{before}")
    page.keyboard.press("j")
    assert page.locator(".desk-card.is-selected").get_attribute("id") != before


def test_selected_words_become_a_record(desk):
    page = new_draft(desk)
    before = page.locator(".desk-card").count()
    # A month, wherever one stands last in the text: which of its like it is must come along.
    place = page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.querySelector("#desk-text"), NodeFilter.SHOW_TEXT);
            let last = null;
            while (walker.nextNode()) if (/\\d+月/.test(walker.currentNode.data)) last = walker.currentNode;
            const found = [...last.data.matchAll(/\\d+月/g)].pop();
            const range = document.createRange();
            range.setStart(last, found.index);
            range.setEnd(last, found.index + found[0].length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return found[0];
        }"""
    )
    expect(page.locator("#desk-add-words")).to_have_value(place)
    page.keyboard.press("a")
    page.wait_for_selector("#desk-sheet .desk-edit")
    assert page.inner_text("#desk-sheet mark") == place
    page.fill("#desk-sheet [name=name]", "试加的指标")
    page.fill("#desk-sheet [name=unit]", "个")
    page.click("#desk-sheet >> text=保存并确认")
    page.wait_for_selector(".desk-card h3 >> text=试加的指标")
    assert page.locator(".desk-card").count() == before + 1
    card = page.locator(".desk-card", has_text="试加的指标")
    mark = page.locator(f".desk-mark[data-mark={card.get_attribute('data-mark')}]")
    assert mark.inner_text() == place
    card.locator("text=排除").click()
    page.wait_for_selector(f"#{card.get_attribute('id')}[data-state=rejected]")
    assert desk.faults == []


def test_the_same_without_a_script(without_script, desk):
    address = re.sub(r"^https?://[^/]+", "", new_draft(desk).url)
    log_in(without_script)
    page = without_script.go(address)
    card = page.locator(".desk-card").nth(1).get_attribute("id")
    page.click(f"#{card} >> text=排除")
    assert page.get_attribute(f"#{card}", "data-state") == "rejected"
    page.click(f"#{card} >> text=改回待核对")
    assert page.get_attribute(f"#{card}", "data-state") == "candidate"
    page.click(f"#{card} >> text=修改")
    page.fill("[name=name]", "不用脚本改的名称")
    page.click("text=保存并确认")
    assert "不用脚本改的名称" in page.inner_text(f"#{card}")
    assert page.get_attribute(f"#{card}", "data-state") == "confirmed"
