"""The bulletin on paper: a small number at each figure, which its row in the appendix bears; links as notes; where to find it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lxml import etree, html

from articles.models import Revision
from indicators.models import Record
from portal import contents, reading


@dataclass
class AppendixRow:
    """A figure in the appendix. number: as beside its words; two records of the same words share one."""

    number: int
    record: Record


@dataclass
class Sheet:
    page: SafeString
    appendix: list[AppendixRow] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def has_candidates(self) -> bool:
        return any(row.record.status == Record.Status.CANDIDATE for row in self.appendix)


def sheet_of(revision: Revision, absolute: str, prefix: str = "") -> Sheet:
    """The sheet of a version, of a draft as well. absolute: `https://host`, which our own addresses need on paper.
    prefix: of the reading mode that figures' links stay in."""
    page = revision.page if revision.is_published else reading.page_of(revision)
    records = Record.objects.filter(revision=revision).stated().select_related("region").order_by("start", "-end")
    return sheet(reading.for_mode(page, prefix), records, absolute)


def sheet(page: str, records: Iterable[Record], absolute: str) -> Sheet:
    """The reading page with its numbers.

    page: safe HTML as reading.page_of() draws it. records: the revision's stated ones by `start`.
    """
    root = html.fragment_fromstring(contents.without_pins(page), create_parent="div")
    numbers = _number_figures(root)
    links = _number_links(root, absolute)
    whole = (root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in root)
    rows, last = [], 0
    for record in records:
        # Words that are no link of their own are another record's words, or stand inside somebody's link.
        last = numbers.get(record.pk, last)
        rows.append(AppendixRow(last, record))
    # lxml does not know that <source> has no end.
    return Sheet(mark_safe(whole.replace("</source>", "")), rows, links)  # noqa: S308 -- drawn by reading.page_of()


def _number_figures(root: html.HtmlElement) -> dict[int, int]:
    """Record to number. A figure that is half bold is two links to one address; the number follows the second."""
    last: dict[str, html.HtmlElement] = {}
    for link in root.iter("a"):
        if link.get("class") == "figure":
            last[link.get("href")] = link
    for number, link in enumerate(last.values(), 1):
        _put_after(link, "n", str(number))
    return {int(address.rstrip("/").rpartition("/")[2]): number for number, address in enumerate(last, 1)}


def _number_links(root: html.HtmlElement, absolute: str) -> list[str]:
    addresses: list[str] = []
    for link in [link for link in root.iter("a") if link.get("class") != "figure" and link.get("href")]:
        address = absolute + link.get("href") if link.get("href").startswith("/") else link.get("href")
        if address not in addresses:
            addresses.append(address)
        _put_after(link, "note", f"[{addresses.index(address) + 1}]")
    return addresses


def _put_after(link: html.HtmlElement, kind: str, words: str) -> None:
    sign = etree.Element("sup", {"class": kind})
    sign.text, sign.tail, link.tail = words, link.tail, None
    link.addnext(sign)


def square_code(address: str) -> SafeString:
    """A QR code of an address as inline SVG, sized by the stylesheet; its title is what a screen reader says, in the PDF too."""
    drawn = segno.make_qr(address, error="m").svg_inline(
        border=2,
        omitsize=True,
        svgclass="square-code",
        lineclass=None,
        title=_("二维码：%(address)s") % {"address": address},
    )
    return mark_safe(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308 -- made of nothing but rectangles


def css_string(words: str) -> str:
    """Words as a CSS string: every sign that could end it, or a line, is written as its number (CSS Syntax 3, 4.3.7)."""
    return '"' + "".join(c if c.isalnum() or c in " ,.:;·(),。、：《》“”—/%" else f"\\{ord(c):x} " for c in words) + '"'
