"""An editor's day in real Chromium, with three people and nobody passing on their own: from the pasted founding bulletin
to a published page, its correction, and its withdrawal."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Server, serving
from tests.browser.office import Person, change_words, hire
from tests.conftest import FOUNDING


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("office"), "portal_office", ONE_PERSON_OFFICE="0") as server:
        hire(server)
        yield server


@pytest.mark.skipif(not FOUNDING.exists(), reason="the founding bulletin is not beside this checkout")
def test_from_a_pasted_text_to_a_signed_bulletin_and_its_withdrawal(chromium: Browser, office: Server) -> None:
    editor, reviewer, signer = (Person.at(chromium, office, name) for name in ("bianji", "shenhe", "qianfa"))

    # Brought in: what was recognised is corrected before anything is stored.
    editor.paste(with_a_slip(FOUNDING.read_text(encoding="utf-8")))
    page = editor.page
    assert page.input_value("#id_published_on_0") == "2023/08/10"
    assert page.input_value("#id_source") == "钱塘新区报"
    page.fill("#id_source", "钱塘新区报(校)")
    title = "产业加速集聚成势"
    page.fill("#id_title", title)
    page.select_option("#id_column", label="要闻动态")
    page.click("[value='存为草稿']")
    page.wait_for_url("**/change/")
    assert page.input_value("#id_source") == "钱塘新区报(校)"

    # Every figure decided by keyboard, every severe finding answered, and off it goes.
    editor.to_desk()
    editor.decide_all()
    assert page.inner_text(".desk-undecided b") == "0"
    page.reload()
    assert editor.answer_all("来源单位如此写,已核实") == 1
    editor.step("送审")
    assert "状态：送审" in page.inner_text(".desk-note")
    assert not page.is_visible(".object-tools >> text=审核通过"), "nobody approves their own"

    reviewer.open_task("等我审核", title)
    reviewer.step("退回", reason="来源写法不规范")

    editor.open_task("我的草稿", title)
    assert page.inner_text(".desk-note strong") == "周敏 退回，原因：来源写法不规范"
    page.wait_for_selector(".ProseMirror[contenteditable=true]")
    page.fill("#id_source", "钱塘新区报")
    editor.save_and_submit()

    reviewer.open_task("等我审核", title)
    reviewer.to_desk()
    reviewer.page.click("#desk-checks summary")
    assert "来源单位如此写" in reviewer.page.inner_text("#desk-checks"), "who reviews reads the reason"
    reviewer.step("审核通过")
    signer.open_task("等我签发", title)
    signer.step("签发")
    page = signer.page
    page.click("text=查看网页")
    page.wait_for_url("**/articles/*/")
    address = page.url
    assert page.inner_text("h1") == title
    assert page.locator("a.figure", has_text="352.4亿元").count() == 1

    # A figure is corrected: version 2, with a note for readers, through the same hands.
    page = editor.page
    page.goto(f"{office.address}/admin/articles/revision/")
    page.click(f"th.field-title a:text-is('{title}')")
    page.click("text=修改（新建版本）")
    page.wait_for_selector(".ProseMirror[contenteditable=true]")
    page.fill("#id_correction_note", "规上工业增加值原为352.4亿元。")
    change_words(page, "352.4亿元", "352.6亿元")
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist .success")
    editor.to_desk()
    waiting = page.locator(".desk-card[data-state=candidate], .desk-card[data-state=detached]")
    assert waiting.count() < 5, "what was decided before stays decided"
    editor.decide_all()
    page.reload()
    editor.answer_all("已发布的数后来修订过")
    editor.step("送审")
    reviewer.open_task("等我审核", title)
    reviewer.step("审核通过")
    signer.open_task("等我签发", title)
    signer.step("签发")

    page = signer.page
    page.click(".object-tools >> text=版本对比")
    changed = page.locator("table", has_text="352.6亿元").first
    expect(changed).to_contain_text("352.4亿元")
    page.goto(address)
    assert "原为352.4亿元" in page.inner_text("main")
    assert page.locator("a.figure", has_text="352.6亿元").count() == 1

    signer.visit.go("/admin/articles/revision/")
    page.click(f"th.field-title a:text-is('{title}')")
    signer.step("撤回", reason="来源单位要求")
    for person in (editor, reviewer, signer):
        assert person.visit.faults == []
    gone = page.goto(address)
    assert gone is not None
    assert gone.status == 410
    assert "来源单位要求" in page.inner_text("main")


def with_a_slip(text: str) -> str:
    """Before the byline, a sentence that names a day which does not exist: the checks must ask about it."""
    whole, byline = text.rsplit("(", 1)
    return f"{whole}\n\n以上内容截至2023年6月31日。\n\n({byline}"
