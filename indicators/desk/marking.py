"""The text as the desk shows it: a link on every number that a card of the list speaks of."""

from collections.abc import Sequence
from typing import Protocol

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from lxml import etree, html

from articles.annotating import Mark, annotate
from articles.body import parse
from articles.models import Revision


class Marked(Protocol):
    """What is shown at a span of the text."""

    @property
    def key(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...

    mark: str  # set here: the key whose mark stands on the words

    @property
    def target(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def is_conflicting(self) -> bool: ...
    @property
    def is_detached(self) -> bool: ...


def draw(revision: Revision, cards: Sequence[Marked], spots: Sequence[Marked] = ()) -> tuple[SafeString, SafeString]:
    """Title and body with a link for every card that has words there, and for every spot where no card is. Those that share
    words share the first one's mark."""
    marked: list[Marked] = []
    for card in cards:
        if card.is_detached or card.end <= card.start:
            continue
        if marked and card.start < marked[-1].end:
            card.mark = marked[-1].mark
            continue
        card.mark = card.key
        marked.append(card)
    for spot in spots:
        shared = next((card for card in marked if card.start < spot.end and spot.start < card.end), None)
        spot.mark = shared.mark if shared else spot.key
        if not shared:
            marked.append(spot)
    marked.sort(key=lambda each: each.start)
    by_key = {card.key: card for card in marked}
    end_of_title = len(revision.title)
    title, at = SafeString(""), 0
    for card in marked:
        if card.end <= end_of_title:
            link = format_html(
                '<a class="desk-mark" id="mark-{0}" href="#{4}" data-mark="{0}" data-state="{1}"{2}>{3}</a>',
                card.key,
                card.state,
                mark_safe(" data-conflict") if card.is_conflicting else "",
                revision.title[card.start : card.end],
                card.target,
            )
            title += format_html("{}{}", revision.title[at : card.start], link)
            at = card.end
    title += format_html("{}", revision.title[at:])

    blocks = parse(revision.body)
    for block in blocks:
        etree.strip_tags(block, "a")  # a link inside a link cannot be; here the figures go before
    plain = "".join(html.tostring(block, encoding="unicode", with_tail=False) for block in blocks)
    marks = [
        Mark(card.start, card.end, f"#{card.target}", card.key, "desk-mark", f"mark-{card.key}")
        for card in marked
        if card.start > end_of_title
    ]
    root = html.fragment_fromstring(annotate(revision.title, plain, marks), create_parent="div")
    for link in list(root.iter("a")):
        data = link[0]
        card = by_key[data.get("value", "")]
        link.set("data-mark", card.key)
        link.set("data-state", card.state)
        if card.is_conflicting:
            link.set("data-conflict", "")
        data.drop_tag()
    for image in root.iter("img"):
        image.set("src", reverse("admin:articles_revision_picture", args=[revision.pk, image.get("src") or "-"]))
    for table in list(root.iter("table")):
        frame = html.Element(
            "div", {"class": "desk-scroll", "role": "region", "tabindex": "0", "aria-label": gettext("表格")}
        )
        table.getparent().replace(table, frame)
        frame.append(table)
    body = (root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in root)
    return title, mark_safe(body)  # noqa: S308 - a clean body (articles.body), and links made of our own keys
