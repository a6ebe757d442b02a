"""A bulletin's page by its parts: places to link to, the table of contents, the date under the text.

Places are put in when the page is drawn (portal.reading); what a request reads off the page it reads by patterns: in a page of
ours `<p>`, `<h2>` and `<h3>` bear no attributes of an author's, and the bulletin's own < and " stand as entities.
"""

import html
import re
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from articles.importing.dates import find_date

BLOCK = re.compile(r"<(p|h2|h3)>(.*?)</\1>", re.S)
HEADING = re.compile(r'<(h2|h3) id="(h\d+)">(.*?)</\1>', re.S)
PIN = re.compile(r'<a class="pin"[^>]*></a>')
PARAGRAPH = re.compile(r"<p[^>]*>(.*?)</p>", re.S)
OPENING = 120  # characters
TAG = re.compile(r"<[^>]*>")
# A browser looks for whole words, and knows where a Chinese word ends by nothing so surely as by a mark.
MARKS = re.compile(r"[\s，。；：、！？（）《》“”,;:!?()]+")
LONGEST_FOUND = 60  # characters of one part of a text fragment
FEWEST_HEADINGS = 3
LONGEST_SIGNATURE = 40


class Heading(NamedTuple):
    anchor: str
    words: str


def with_places(page: str) -> str:
    """The page with an id on every heading (h1, h2 …) and paragraph (p1, p2 …); each paragraph ends with a link to itself that
    names its first and last words, for browsers that can find words (text fragments)."""
    counts = {"h": 0, "p": 0}

    def place(found: re.Match[str]) -> str:
        tag, inside = found[1], found[2]
        kind = tag[0]
        counts[kind] += 1
        anchor = f"{kind}{counts[kind]}"
        pin = ""
        if tag == "p":
            href = html.escape(f"#{anchor}{fragment(_plain(inside))}")
            pin = f'<a class="pin" href="{href}" aria-label="本段的链接"></a>'
        return f'<{tag} id="{anchor}">{inside}{pin}</{tag}>'

    return BLOCK.sub(place, page)


def opening(page: str) -> str:
    """The first words of the text, for whoever lists the page without having read it."""
    first = PARAGRAPH.search(page)
    return _plain(first[1])[:OPENING].strip() if first else ""


def without_pins(page: str) -> str:
    """For paper, which nobody clicks."""
    return PIN.sub("", page)


def fragment(words: str) -> str:
    """`:~:text=first clause,last clause`, or nothing where there are no words. Chinese stands as it is: the browser encodes it."""
    clauses = [clause for clause in MARKS.split(words) if clause]
    if not clauses:
        return ""
    ends = clauses[:1] if len(clauses) == 1 else [clauses[0], clauses[-1]]
    return ":~:text=" + ",".join(_encoded(clause[:LONGEST_FOUND]) for clause in ends)


def headings(page: str) -> list[Heading]:
    """The headings of a long text: those of the first level where there are enough of them, else of both; else none."""
    found = [(tag, Heading(anchor, _plain(inside))) for tag, anchor, inside in HEADING.findall(page)]
    of_first_level = [heading for tag, heading in found if tag == "h2"]
    chosen = of_first_level if len(of_first_level) >= FEWEST_HEADINGS else [heading for _tag, heading in found]
    return chosen if len(chosen) >= FEWEST_HEADINGS else []


def signed_on(page: str, published_on: date) -> date | None:
    """落款日期: the day that the last paragraph bears, a line of its own, where it is not the day of publication."""
    last = page.rfind("<p")
    words = _plain(page[last:]).strip() if last >= 0 else ""
    if not words or len(words) > LONGEST_SIGNATURE:
        return None
    written = find_date(words)
    if written is None or written.at is None or words[written.end :].strip(" )）"):
        return None
    day = written.at.date()
    return day if day != published_on else None


def _plain(inside: str) -> str:
    return html.unescape(TAG.sub("", inside.replace("<br>", "\n")))


def _encoded(words: str) -> str:
    # - and , and & part the pieces of a text fragment from one another.
    return "".join(c if ord(c) > 127 else quote(c, safe="").replace("-", "%2D") for c in words)
