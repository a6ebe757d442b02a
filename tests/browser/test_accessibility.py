"""WCAG 2.2 AA on every kind of page and in every mode, by axe-core; elder mode AAA contrast; keyboard; zoom; no colour at all."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PAGES = {
    "home": "/",
    "column": "/columns/news/",
    "archive": "/archive/",
    "month": "/archive/2025/1/",
    "article": "/articles/1/",
    "figures": "/articles/1/figures/",
    "versions": "/articles/1/versions/",
    "past version": "/articles/1/v1/",
    "record": "/records/1/",
    "catalogue": "/indicators/",
    "indicator": "/indicators/gdp/",
    "region": "/regions/330000/",
    "search": "/search/?q=数字经济",
    "search without result": "/search/?q=没有这样的词",
    "verify": "/verify/",
    "statement": "/accessibility/",
    "site map": "/site-map/",
    "api": "/api/docs/",
    "api operation": "/api/docs/records_list/",
    "not found": "/no-such-page/",
    "print view": "/articles/1/print/",
}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
ENHANCED = {**RULES, "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}


def faults(page: Page, options: dict) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize(
    ("mode", "scheme", "options"),
    [("", "light", RULES), ("", "dark", RULES), ("/elder", "light", ENHANCED), ("/elder", "dark", ENHANCED)],
    ids=["light", "dark", "elder", "elder-dark"],
)
def test_axe_finds_nothing(visit, mode: str, scheme: str, options: dict, path: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    assert faults(visit.go(mode + path), options) == []


@pytest.mark.parametrize("path", [PAGES["article"], PAGES["print view"], PAGES["indicator"], PAGES["record"]])
def test_axe_finds_nothing_on_paper(visit, path: str) -> None:
    visit.page.emulate_media(media="print")
    assert faults(visit.go(path), RULES) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_every_stop_of_the_keyboard_is_seen(visit, path: str) -> None:
    """WCAG 2.4.7, 2.4.11: each control in the order of the page, with an outline, inside the window."""
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.go(path)
    stops = page.evaluate(
        "document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]').length"
    )
    for _ in range(min(stops, 40)):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """async () => { await new Promise((done) => setTimeout(done, 60));
            const e = document.activeElement; const b = e.getBoundingClientRect(); const s = getComputedStyle(e);
            return [e.outerHTML.slice(0, 100) + JSON.stringify([b.top, b.bottom, innerHeight, scrollY, s.outlineStyle, s.outlineWidth]), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
                    b.bottom > 0 && b.top < innerHeight && b.width > 0] }"""
        )
        if seen[0].startswith("<body"):
            break
        assert seen[1:] == [True, True], (path, seen)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("mode", ["", "/elder"])
def test_four_hundred_percent(visit, mode: str, path: str) -> None:
    """WCAG 1.4.10: 1280 px at 400 % is 320 px; nothing scrolls sideways but tables in their own frame."""
    visit.page.set_viewport_size({"width": 320, "height": 256})
    page = visit.go(mode + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("mode", ["", "/elder", "/elder/200", "/en"])
def test_series_and_a_places_figures_are_read_without_scrolling_sideways(visit, mode: str, width: int) -> None:
    """On a telephone a row is a block; a reader's program still hears a table."""
    visit.page.set_viewport_size({"width": width, "height": 800})
    industry = "/indicators/above-scale-industrial-value-added/?region=330114&region=330108&measure="
    for path in [PAGES["region"], "/regions/330114/", f"{industry}level&kind=quarter&derived=1", f"{industry}growth"]:
        page = visit.go(mode + path)
        tables = page.locator("table.blocks")
        assert tables.count(), path
        for table in tables.all():
            wide = table.evaluate("(e) => [e.className, e.parentElement.scrollWidth - e.parentElement.clientWidth]")
            assert wide[1] <= 0, (path, wide)
            assert table.get_by_role("columnheader").count() >= 4, path
            row = table.get_by_role("row").filter(has=page.get_by_role("cell")).first
            assert row.get_by_role("rowheader").count() == 1
            assert row.get_by_role("cell").first.is_visible()


@pytest.mark.parametrize("path", [PAGES["home"], PAGES["article"], PAGES["indicator"], PAGES["search"]])
def test_text_may_be_spaced(visit, path: str) -> None:
    """WCAG 1.4.12: nothing is cut off or overlaps when a reader spaces the text."""
    visit.page.set_viewport_size({"width": 390, "height": 800})
    page = visit.go(path)
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
        document.adoptedStyleSheets = [sheet]; }"""
    )
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main *, header *')].filter((e) => e.children.length === 0 && e.textContent.trim()
        && !e.closest('.unseen, svg, .scroll') && getComputedStyle(e).overflow !== 'visible' && e.scrollWidth > e.clientWidth + 1
        && e.tagName !== 'INPUT').map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert cut == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_forced_colours_keep_figures_and_focus(visit) -> None:
    visit.page.emulate_media(forced_colors="active")
    page = visit.go(PAGES["article"])
    assert page.evaluate("getComputedStyle(document.querySelector('a.figure')).textDecorationLine") == "underline"
    page.locator("a.figure").first.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.parametrize("name", ["朗读本页", "大鼠标"])
def test_a_button_is_legible_under_the_pointer(visit, name: str) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.go("/elder/articles/1/")
    page.get_by_role("button", name=name).hover()
    assert faults(page, ENHANCED) == []


def test_reduced_motion_is_honoured(visit) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.go(PAGES["home"])
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0.01).length"
    )
    assert moving == 0
