"""An indicator's picture in a real browser: it is drawn, dark where the reader is, and its points say what they are."""

import pytest

PAGE = "/indicators/above-scale-industrial-value-added/?region=330114&kind=cumulative"


def test_points_show_their_card_by_pointer_and_by_keyboard(visit):
    page = visit.go(PAGE)
    spots = page.locator(".chart .spot")
    assert spots.count() == page.locator("table.series tbody tr").count()
    spots.nth(0).focus()
    card = page.locator(".chart .card")
    first = card.inner_text()
    assert "2020年" in first
    assert "亿元" in first
    page.keyboard.press("ArrowRight")
    assert "2021年" in card.inner_text()
    page.keyboard.press("Escape")
    assert card.is_hidden()
    spots.nth(3).hover()
    assert card.is_visible()
    card.hover()
    page.wait_for_timeout(500)
    assert card.is_visible(), "the pointer may rest on it"
    page.keyboard.press("Escape")
    assert card.is_hidden()
    # One stop on the way through the page, whatever the number of points.
    assert page.locator('.chart .spot[tabindex="0"]').count() == 1
    page.locator('.chart .spot[tabindex="0"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/*/*")
    assert visit.faults == []


def test_without_script_the_picture_and_its_table_are_there(without_script):
    page = without_script.go(PAGE)
    width = page.evaluate("document.querySelector('.chart img').naturalWidth")
    assert width > 0
    assert page.locator("table.series tbody tr").count() >= 10
    assert without_script.faults == []


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
def test_the_picture_is_dark_where_the_page_is(chromium, site, scheme, is_dark):
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site + PAGE)
    brightness = page.evaluate(
        """async () => {
          const image = document.querySelector(".chart img");
          await image.decode();
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 4;
          const pen = canvas.getContext("2d");
          pen.drawImage(image, 0, 0, 4, 4, 0, 0, 4, 4);
          return pen.getImageData(2, 2, 1, 1).data[0];
        }"""
    )
    assert (brightness < 128) is is_dark
    context.close()


@pytest.mark.parametrize("width", [320, 390])
def test_a_narrow_screen_gets_the_picture_with_large_type(chromium, site, width):
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(site + PAGE)
    assert "size=narrow" in page.evaluate("document.querySelector('.chart img').currentSrc")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
