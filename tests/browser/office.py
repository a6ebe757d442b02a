"""An office of three: who writes, who reviews, who signs; and what they do at the desk, as the editors' guide tells it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Server, Visit

PASSWORD = "Yangshan-2023"
PEOPLE = {"bianji": ("林晓", "编辑"), "shenhe": ("周敏", "审核"), "qianfa": ("顾宁", "签发")}


def hire(server: Server) -> None:
    """The three accounts, each in its group."""
    server.manage(
        "shell",
        "-c",
        "from django.contrib.auth.models import Group, User\n"
        f"for name, (called, group) in {PEOPLE!r}.items():\n"
        f"    user = User.objects.create_user(name, password={PASSWORD!r}, first_name=called, is_staff=True)\n"
        "    user.groups.add(Group.objects.get(name=group))\n",
    )


@dataclass
class Person:
    """Somebody with a browser of their own, logged in."""

    visit: Visit

    @classmethod
    def at(cls, browser: Browser, server: Server, name: str, password: str = PASSWORD) -> "Person":
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        person = cls(Visit(context.new_page(), server.address))
        person.log_in(name, password)
        return person

    @property
    def page(self) -> Page:
        return self.visit.page

    def log_in(self, name: str, password: str) -> None:
        page = self.visit.go("/admin/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", password)
        page.click("[type=submit]")
        page.wait_for_url("**/admin/")

    def paste(self, text: str, stop: Callable[[], object] = bool) -> None:
        """The whole text into 导入公报, as it comes from the clipboard; ends at what was recognised."""
        page = self.visit.go("/admin/articles/revision/bring-in/")
        page.evaluate("text => navigator.clipboard.writeText(text)", text)
        page.focus("#paste")
        page.keyboard.press("Control+V")
        expect(page.locator("#paste")).not_to_have_value("")
        stop()
        page.click("[type=submit].default")
        page.wait_for_url(re.compile(r"/bring-in/\d+/$"))

    def open_task(self, name: str, title: str) -> None:
        """From 我的待办 to the bulletin."""
        page = self.visit.go("/admin/")
        page.click(f".desk-tasks a:has-text('{name}')")
        page.click(f"th.field-title a:text-is('{title}')")
        page.wait_for_url("**/change/**")

    def to_desk(self) -> None:
        self.page.click(".object-tools >> text=校对台")
        self.page.wait_for_url("**/desk/**")

    def decide_all(self) -> None:
        """By keyboard only: C confirms a candidate, X throws out a number that is no figure."""
        page = self.page
        for _ in range(page.locator(".desk-card").count() + 1):
            page.wait_for_selector("#desk:not([aria-busy])")
            if "全部核对完了" in page.inner_text("#desk-status"):
                return
            selected = page.locator(".desk-card.is-selected")
            page.keyboard.press("x" if selected.get_attribute("data-state") == "undecided" else "c")
        raise AssertionError(f"not all decided: {page.inner_text('.desk-coverage')}")

    def open_findings(self) -> Locator:
        return self.page.locator("#desk-checks .desk-finding[data-severity=severe]:not([data-settled])")

    def answer_all(self, reason: str, stop: Callable[[], object] = bool) -> int:
        """Every severe finding let stand for a reason, by keyboard; answers with how many there were."""
        page, asked = self.page, 0
        while self.open_findings().count():
            asked += 1
            left = self.open_findings().count()
            page.keyboard.press("f")
            finding = page.locator(".desk-finding:focus")
            finding.locator("input[name=reason]").fill(reason)
            if asked == 1:
                stop()
            page.keyboard.press("Enter")
            expect(self.open_findings()).to_have_count(left - 1)
            page.wait_for_selector("#desk:not([aria-busy])")
        return asked

    def save_and_submit(self) -> None:
        self.page.click("[name=_submit]")
        self.page.wait_for_selector(".messagelist .success")

    def step(self, label: str, **fields: str) -> None:
        """A step of the flow, from the desk or the bulletin's page; fields of its page by their names."""
        page = self.page
        page.click(f".desk-steps >> text='{label}'" if "/desk/" in page.url else f".object-tools >> text='{label}'")
        page.wait_for_url(re.compile(r"/(step|withdraw)/"))
        for name, words in fields.items():
            page.fill(f"[name={name}]", words)
        page.click(f".submit-row [type=submit][value='{label}']")
        page.wait_for_selector(".messagelist .success")


def change_words(page: Page, before: str, after: str) -> None:
    """In the editor: the words are selected where they stand first, and typed over."""
    found = page.evaluate(
        """before => {
            const editor = document.querySelector(".ProseMirror[contenteditable=true]");
            const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(before);
                if (at < 0) continue;
                editor.focus();
                getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + before.length);
                return true;
            }
            return false;
        }""",
        before,
    )
    assert found, f"{before} stands nowhere"
    page.keyboard.insert_text(after)
    expect(page.locator(".ProseMirror[contenteditable=true]")).to_contain_text(after)
