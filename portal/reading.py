"""The reading page: drawn once, at publication, for ordinary and elder readers alike; a request only sends it."""

import re
from typing import Any
from urllib.parse import unquote

from django.template.loader import render_to_string
from django.utils import translation
from lxml import html

from articles.annotating import Mark, annotate
from articles.models import Revision
from indicators.models import Record
from portal.contents import with_places

# A figure's link exactly as annotate() writes it. In a body's own words and attributes < and " stand as entities.
OUR_LINK = re.compile(r'(?<=<a class="figure" href=")(?=/records/[1-9][0-9]*/")')


def draw_page(revision: Revision, **kwargs: Any) -> None:
    """Receiver of revision_published: publish() saves `revision.page` with the rest."""
    revision.page = page_of(revision)


def page_of(revision: Revision) -> str:
    """The body with its figures as links, its pictures in place and places to link to, as safe HTML."""
    page = _with_tables(_with_pictures(annotate(revision.title, revision.body, _marks(revision)), revision))
    return with_places(page)


def for_mode(page: str, prefix: str) -> str:
    """The same page with its figures' links inside a reading mode (/elder); the bulletin's own words stay as they are."""
    return OUR_LINK.sub(prefix, page) if prefix else page


def _marks(revision: Revision) -> list[Mark]:
    """One mark a figure; where two records share words (one number said of two things) the first is linked."""
    marks: list[Mark] = []
    for record in Record.objects.filter(revision=revision).stated().order_by("start", "-end"):
        if not marks or record.start >= marks[-1].end:
            value = record.canonical_value
            plain = format(value.normalize(), "f") if value is not None else record.value
            marks.append(Mark(record.start, record.end, f"/records/{record.pk}/", plain, anchor=f"record-{record.pk}"))
    return marks


def _with_tables(page: str) -> str:
    """Each table in a frame of its own, which scrolls where the screen is too narrow and which the keyboard can reach."""
    framed = page.replace("<table>", '<div class="scroll" role="group" tabindex="0" aria-label="表格"><table>')
    return framed.replace("</table>", "</table></div>")


def _with_pictures(page: str, revision: Revision) -> str:
    pictures = {picture.name: picture for picture in revision.pictures.all()}
    if "<figure" not in page:
        return page
    root = html.fragment_fromstring(page, create_parent="div")
    for figure in list(root.iter("figure")):
        image = figure.find("img")
        picture = pictures.get(unquote(image.get("src"))) if image is not None else None
        if picture is None or not picture.renditions:
            figure.drop_tree()  # a place that still waits for its file; the text goes on
            continue
        with translation.override(None):
            drawn = render_to_string("articles/picture.html", {"picture": picture})
        figure.replace(image, html.fragment_fromstring(drawn.strip()))
    whole = (root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in root)
    # lxml does not know that <source> has no end.
    return whole.replace("</source>", "")
