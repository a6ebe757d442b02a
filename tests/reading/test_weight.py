"""What a page weighs on the wire: HTML, stylesheets and scripts, compressed, without pictures."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from indicators.models import Record
from tests.conftest import Town

PAGE = 60 * 1024  # bytes
SCRIPTS = 12 * 1024  # of all public pages together
PARTS = re.compile(r'<(?:link rel="stylesheet" href|script src)="(/static/[^"]+)"')


def size_of(static_path: str) -> int:
    found = finders.find(static_path.removeprefix("/static/"))
    assert found, static_path
    with open(found, "rb") as file:
        return len(gzip.compress(file.read()))


@pytest.mark.parametrize("mode", ["", "/elder", "/en"])
def test_no_page_is_heavy(client: Client, town: Town, mode: str) -> None:
    scripts: set[str] = set()
    record = Record.objects.public()[0]
    for path in [
        "/", "/columns/news/", "/archive/", "/indicators/", "/indicators/gdp/", "/regions/330114/", "/search/?q=生产",
        "/verify/", "/accessibility/", town.corrected.get_absolute_url(), f"/articles/{town.corrected.pk}/versions/",
        f"/articles/{town.corrected.pk}/figures/", f"/articles/{town.corrected.pk}/print/", f"/records/{record.pk}/",
    ]:  # fmt: skip
        html = client.get(mode + path).content
        parts = PARTS.findall(html.decode())
        weight = len(gzip.compress(html)) + sum(map(size_of, parts))
        assert weight <= PAGE, (path, weight)
        scripts |= {part for part in parts if part.endswith(".js")}
    assert sum(map(size_of, scripts)) <= SCRIPTS, scripts


def test_the_style_guide_is_for_developers(client: Client, db, settings) -> None:
    assert client.get("/styleguide/").status_code == 404
    settings.DEBUG = True
    page = client.get("/styleguide/").content.decode()
    tokens = re.findall(r"<code>--([a-z0-9-]+)</code>", page)
    assert {"paper", "ink", "brand", "mark", "s1", "s7"} <= set(tokens)
    assert len(gzip.compress(page.encode())) < PAGE
    assert "style=" not in page
