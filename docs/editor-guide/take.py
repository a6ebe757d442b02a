"""The pictures of docs/editor-guide.md, taken anew: `make guide`. A server, three accounts and a text of our own words, in
real Chromium; the same steps as tests/browser/test_office_day.py, by the same hands."""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, Server, serving
from tests.browser.office import Person, change_words, hire

HERE = Path(__file__).parent
TITLE = "钱塘区2023年1-7月工业和消费简报"
TEXT = f"""老年版入口
退出老年版

{TITLE}

发布日期:2023-08-18 09:00    信息来源:区统计局

这是一篇演示稿，数字只用来说明编辑台怎样用，不是统计数据。

工业

1-7月，全区规上工业增加值410.8亿元，同比增长6.9%；其中1-6月352.4亿元。上半年，高新技术产业增加值290亿元。

到7月底，在库规上工业企业612家，其中盈利企业468家。二季度新开工技改项目37个，计划投资24.6亿元。

消费

1-7月，社会消费品零售总额198.3亿元，同比增长5.6%。网上零售占三成，实体商贸企业有1260家。

以上数据截至2023年7月32日。

(演示组)

打印本页 关闭窗口
"""
PARAGRAPH = "今年1-6月，全区规上工业增加值352.4亿元，高新技术产业增加值290亿元，研发人员3.1万人。"
WIDE, HIGH = 1280, 800


def take(page: Page, name: str, *at: str, high: int = HIGH, whole: str = "", hide: str = "") -> None:
    """What is seen now, as a small PNG. `at`: what the reader has to find, framed. `whole`: what must be in the picture."""
    page.set_viewport_size({"width": WIDE, "height": high})
    page.evaluate("scrollTo(0, 0)")
    if whole:
        page.locator(whole).first.evaluate("part => scrollTo(0, part.getBoundingClientRect().top - 90)")
    for part in at:
        page.locator(part).first.evaluate(
            "part => { part.style.outline = '3px solid #c2410c'; part.style.outlineOffset = '3px'; }"
        )
    masks = [page.locator(hide)] if hide else []
    shot = page.screenshot(mask=masks, mask_color="#d4d4d4", animations="disabled", caret="hide")
    for part in at:
        page.locator(part).first.evaluate("part => { part.style.outline = part.style.outlineOffset = ''; }")
    # Flat areas and text: 48 colours are enough, and a tenth of the size.
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(48, dither=Image.Dither.NONE)
    picture.save(HERE / f"{name}.png", optimize=True)
    print(f"{name}.png {(HERE / f'{name}.png').stat().st_size // 1024} KB")


def bring_in(editor: Person) -> None:
    page = editor.visit.go("/admin/")
    take(page, "front", "#user-tools a[href='/admin/guide/']", ".desk-tasks >> nth=1", high=700)
    editor.visit.go("/admin/articles/revision/")
    take(page, "list", ".object-tools a[href*='bring-in']", high=620)
    editor.paste(TEXT, stop=lambda: take(page, "paste", "#paste", ".submit-row input", high=760))
    take(page, "recognised", "#id_title", "#id_source", high=1000)
    page.fill("#id_summary", "1-7月工业和消费的几个主要数字。")
    page.select_option("#id_column", label="要闻动态")
    take(page, "loss", ".desk-loss", "[value='存为草稿']", whole=".field-summary, #id_column", high=760)
    page.click("[value='存为草稿']")
    page.wait_for_url("**/change/")
    page.wait_for_selector(".ProseMirror[contenteditable=true]")
    take(page, "draft", ".object-tools", "details.desk-findings", high=900)


def desk(editor: Person) -> None:
    page = editor.page
    editor.to_desk()
    take(page, "desk", ".desk-coverage", ".desk-card.is-selected", high=860)
    page.keyboard.press("?")
    take(page, "keys", high=760)
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.wait_for_selector(".desk-card .desk-edit")
    take(page, "mend", ".desk-card .desk-edit", whole=".desk-columns", high=860)
    page.keyboard.press("Escape")
    page.fill("#desk-add-words", "1260家")
    page.keyboard.press("Enter")
    page.wait_for_selector("#desk-sheet .desk-edit")
    take(page, "add", "#desk-add", "#desk-sheet", whole=".desk-columns", high=860)
    page.keyboard.press("Escape")
    page.select_option("select[name=level]", index=0)
    take(page, "batch", ".desk-acts form", high=420)
    page.locator(".desk-card").first.focus()
    editor.decide_all()
    page.reload()
    take(page, "checks", "#desk-checks", high=760)
    editor.answer_all(
        "来源单位如此写，已核实", stop=lambda: take(page, "answer", ".desk-finding:focus-within form", high=760)
    )
    take(page, "answered", ".desk-steps", "#desk-checks", high=620)


def flow(editor: Person, reviewer: Person, signer: Person) -> None:
    page = editor.page
    page.click(".desk-steps >> text='送审'")
    take(page, "submit", ".submit-row input", high=760)
    page.click(".submit-row [type=submit]")
    page.wait_for_selector(".messagelist .success")
    page = reviewer.visit.go("/admin/")
    take(page, "tasks", ".desk-tasks >> nth=0", high=520)
    reviewer.open_task("等我审核", TITLE)
    take(page, "review", ".object-tools", high=620)
    page.click(".object-tools >> text='退回'")
    page.fill("[name=reason]", "“以上数据截至”的日期不对，请改。")
    take(page, "send-back", "[name=reason]", high=620)
    page.click(".submit-row [type=submit]")
    page.wait_for_selector(".messagelist .success")
    page.close()
    editor.open_task("我的草稿", TITLE)
    page = editor.page
    take(page, "returned", ".desk-note strong", high=620)
    page.wait_for_selector(".ProseMirror[contenteditable=true]")
    change_words(page, "7月32日", "7月31日")
    take(page, "save", ".submit-row.desk-publish", whole=".submit-row.desk-publish", high=520)
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist .success")


def kept(editor: Person) -> None:
    page = editor.page
    draft = page.url
    page.click(".object-tools >> text='预览'")
    page.click("[value='新建链接']")
    take(page, "preview", ".desk-table", high=460, hide=".desk-table td a")
    page.goto(draft)
    page.click(".object-tools >> text='命名保存'")
    page.fill("#id_name", "送审前")
    page.click("[type=submit].default")
    take(page, "saves", ".desk-table", high=620)
    saved = page.locator(".desk-table tbody a").get_attribute("href")
    page.goto(draft)
    page.wait_for_selector(".ProseMirror[contenteditable=true]")
    change_words(page, "24.6亿元", "25.6亿元")
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist .success")
    page.goto(draft.split("/admin/")[0] + (saved or ""))
    take(page, "save-kept", ".submit-row", high=760)
    page.click(".submit-row [type=submit]")
    page.wait_for_url("**/change/")
    # The figure's words are back; the decision on them was about the text of then.
    editor.to_desk()
    editor.decide_all()
    page.goto(draft)
    page.wait_for_selector(".ProseMirror[contenteditable=true]")


def published(editor: Person, reviewer: Person, signer: Person) -> str:
    editor.save_and_submit()
    reviewer.open_task("等我审核", TITLE)
    reviewer.step("审核通过")
    signer.open_task("等我签发", TITLE)
    page = signer.page
    page.click(".object-tools >> text='签发'")
    take(page, "sign", "[name=visible_from_0]", ".submit-row input", high=680)
    page.click(".submit-row [type=submit]")
    page.wait_for_selector(".messagelist .success")
    signed = page.url
    take(page, "signed", ".object-tools", high=560)
    return signed


def corrected(editor: Person, reviewer: Person, signer: Person, signed: str) -> None:
    page = editor.page
    page.goto(signed)
    page.click("text=修改（新建版本）")
    page.wait_for_selector(".ProseMirror[contenteditable=true]")
    change_words(page, "352.4亿元", "353.4亿元")
    page.fill("#id_correction_note", "上半年规上工业增加值原写为352.4亿元，应为353.4亿元，来源单位已更正。")
    take(page, "correction", "#id_correction_note", whole=".field-correction_note", high=620)
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist .success")
    editor.to_desk()
    editor.decide_all()
    page.reload()
    editor.answer_all("已发布的数后来修订过")
    editor.step("送审")
    reviewer.open_task("等我审核", TITLE)
    reviewer.step("审核通过")
    signer.open_task("等我签发", TITLE)
    signer.step("签发")
    page.reload()
    page.click(".object-tools >> text='版本对比'")
    take(page, "compare", ".compare-choice", ".compare-elsewhere", high=900)
    page = signer.page
    signed = page.url
    page.click(".object-tools >> text='撤回'")
    page.fill("#reason", "来源单位要求重新核实")
    take(page, "withdraw", "#reason", high=480)
    page.click(".submit-row [type=submit]")
    page.wait_for_selector(".messagelist .success")
    page.click("text=查看网页")
    page.wait_for_url("**/articles/*/")
    take(page, "withdrawn", high=560)


def verified(editor: Person) -> None:
    page = editor.visit.go("/admin/verify/")
    page.fill("textarea", PARAGRAPH)
    page.click("form.verify button")
    page.wait_for_selector("#result")
    take(page, "verify", high=860)


def tools(editor: Person) -> None:
    page = editor.visit.go("/admin/password_change/")
    take(page, "password", high=620)
    page = editor.visit.go("/admin/articles/revision/bring-in/")
    page.set_input_files(
        "#files", {"name": "旧文档.doc", "mimeType": "application/msword", "buffer": b"\xd0\xcf\x11\xe0" * 200}
    )
    page.click("[type=submit].default")
    page.wait_for_selector("#lines tbody tr")
    take(page, "refused", "#lines", high=760)


def office(keeper: Person, signer: Person) -> None:
    page = keeper.visit.go("/admin/indicators/indicator/")
    take(page, "catalogue", ".object-tools", high=620)
    page = keeper.visit.go("/admin/indicators/indicator/?q=网上零售额")
    page.check("tr:nth-child(1) .action-select")
    page.check("tr:nth-child(2) .action-select")
    page.select_option("[name=action]", "merge_two")
    page.click(".actions button")
    page.wait_for_url("**/merge/**")
    take(page, "merge", high=700)
    page = signer.visit.go("/admin/second-factor/")
    take(page, "second-factor", "#id_code", high=820, hide=".desk-qr, .desk-secret")


def all_of_them(browser: Browser, server: Server) -> None:
    hire(server)
    page = browser.new_page(viewport={"width": WIDE, "height": 560}, locale="zh-CN")
    page.goto(f"{server.address}/admin/login/")
    take(page, "login", high=480)
    page.close()
    editor, reviewer, signer = (Person.at(browser, server, name) for name in ("bianji", "shenhe", "qianfa"))
    verified(editor)
    bring_in(editor)
    desk(editor)
    flow(editor, reviewer, signer)
    reviewer = Person.at(browser, server, "shenhe")
    kept(editor)
    signed = published(editor, reviewer, signer)
    corrected(editor, reviewer, signer, signed)
    tools(editor)
    office(Person.at(browser, server, "editor", server.password), signer)


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), "portal_guide", ONE_PERSON_OFFICE="0") as server,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]) as browser,
    ):
        all_of_them(browser, server)
