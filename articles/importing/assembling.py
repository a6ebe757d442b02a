"""Page → Draft: furniture, fields, title and byline are taken out; what remains is the body."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _
from lxml import html
from lxml.html import HtmlElement

from articles import body as bodies
from articles.importing import dates, fields, furniture, headings
from articles.importing.bylines import find_byline
from articles.importing.errors import ImportRefused
from articles.importing.fields import Fields
from articles.importing.losses import Kind, Loss
from articles.importing.page import Block, Page, figure, paragraph
from articles.importing.text import picture_in

LONGEST_TITLE = 200
LONGEST_AUTHORS = 200
LONGEST_SUMMARY = 500
LONGEST_ALT = 300
MOST_PICTURES = 500
# A first line that is longer, or ends as a sentence does, is the first paragraph of a text without a title.
LONGEST_LIKELY_TITLE = 100
MOST_LINES_OF_FIELDS = 20
LAST_PLACE_OF_A_FIELD = 6  # blocks from the top, furniture counted
SENTENCE_ENDS = re.compile(r"[。；;，,：:.][”’\"'」』）)]*$")
PROSE_ENDS = re.compile(r"[。！!？?；;…][”’\"'」』）)]*(?:[（(][^（()）]{1,80}[)）])?$")
SUBTITLE = re.compile(r"(?:——|—|--|－－)\s*(?P<words>[^—\-].{2,198})")
AT_A_MEETING = re.compile(r"[^。]{0,30}(?:在|于)[^。]{4,60}(?:会议|大会|全会|座谈会|发布会)上")


@dataclass(frozen=True)
class DraftPicture:
    """A picture's place in the body. content: its bytes where the file brought them, else it waits for them."""

    name: str
    alt: str = ""
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Draft:
    """A bulletin as it was understood, before anything is stored.

    published_on: aware, Asia/Shanghai; None where the file gives no date. body: HTML of articles.body's subset.
    pictures: in the order of the body. column_name: what the page calls its column, a hint.
    loss: what the file has and the draft has not, or has otherwise.
    """

    title: str
    subtitle: str
    published_on: datetime | None
    source: str
    authors: tuple[str, ...]
    summary: str
    body: str
    pictures: tuple[DraftPicture, ...]
    column_name: str
    loss: tuple[Loss, ...]

    def with_pictures(self, find: Callable[[str], bytes | None]) -> "Draft":
        """The same draft with the pictures that `find` knows by their names; those that came with the file stay."""
        return replace(
            self,
            pictures=tuple(
                picture if picture.content is not None else replace(picture, content=find(picture.name))
                for picture in self.pictures
            ),
        )


class _Reading:
    """The blocks that are left, and what has been taken out of them so far."""

    def __init__(self, page: Page, mends: bool) -> None:
        self.page = page
        self.mends = mends
        self.blocks = page.blocks
        self.found = Fields()
        self.loss = page.loss
        self.title = squeeze(page.title)
        self.subtitle = squeeze(page.subtitle)[:LONGEST_TITLE]


def assemble(page: Page, *, now: datetime, published_on: datetime | None = None, mends: bool = False) -> Draft:
    """Raises ImportRefused. Where `published_on` is given, the page's own date is not judged.

    mends: an editor sees the draft before it is stored, so a title or a date that is missing or wrong is left empty.
    """
    reading = _Reading(page, mends)
    _take_lines_before(reading)
    _separate_lines(reading)
    _take_furniture_and_fields(reading)
    _take_title(reading)
    _take_what_follows_the_title(reading)
    _take_byline(reading)
    blocks = [_with_picture(block) for block in reading.blocks]
    headings.promote(blocks)
    body = _clean("".join(_markup(block.element) for block in blocks + page.notes))
    if not body:
        raise ImportRefused(_("没有正文。请确认文件中标题之后有正文后重新导入。"))
    _count_merged_cells(body, reading)
    return Draft(
        title=reading.title,
        subtitle=reading.subtitle,
        published_on=published_on or _date(reading, now),
        source=squeeze(page.source or reading.found.source)[: fields.LONGEST_SOURCE],
        authors=_authors(reading),
        summary=squeeze(page.summary)[:LONGEST_SUMMARY],
        body=body,
        pictures=_pictures(body, page.pictures),
        column_name=squeeze(page.column_name),
        loss=tuple(reading.loss),
    )


def squeeze(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


def _take_lines_before(reading: _Reading) -> None:
    for line in reading.page.lines_before:
        if found := fields.read_line(line):
            reading.found.take(found)


def _separate_lines(reading: _Reading) -> None:
    """A paragraph of several lines (<br>) that holds fields or furniture falls apart into its lines."""
    separated: list[Block] = []
    for index, block in enumerate(reading.blocks):
        if block.tag != "p" or len(block.lines) > MOST_LINES_OF_FIELDS:
            separated.append(block)
        elif len(block.lines) == 1:
            # Further down 来源:… is a note of the text's own.
            separated += _without_glued_prose(block) if index < LAST_PLACE_OF_A_FIELD else [block]
        else:
            separated += map(paragraph, block.lines) if any(map(_is_apart, block.lines)) else [block]
    reading.blocks = separated


def _without_glued_prose(block: Block) -> list[Block]:
    """来源:区政府2025年1月17日在……上作报告。 A careless copy lost the line's end behind the field."""
    found = fields.read_line(block.lines[0])
    if not found or not found.rest:
        return [block]
    return [paragraph(block.lines[0].removesuffix(found.rest)), paragraph(found.rest)]


def _is_apart(line: str) -> bool:
    return bool(furniture.certainty(line) or fields.read_line(line))


def _take_furniture_and_fields(reading: _Reading) -> None:
    first, last = _edges_of_prose(reading.blocks)
    head, tail = reading.blocks[:first], reading.blocks[last + 1 :]
    # Above the title a word that could be a heading is none.
    kept = [block for block in head if not _is_taken(block, reading, True, is_head=True)]
    for block in reading.blocks[first : last + 1]:
        if _certainty(block) is furniture.Certainty.SURE:
            reading.loss.add(Kind.FURNITURE, squeeze(block.text))
        else:
            kept.append(block)
    drops = _is_in_company(tail)
    kept += [block for block in tail if not _is_taken(block, reading, drops, is_head=False)]
    reading.blocks = kept


def _edges_of_prose(blocks: list[Block]) -> tuple[int, int]:
    """Places of the first and the last block that are surely content; the whole page is its own edge where none is."""
    first = next((index for index, block in enumerate(blocks) if _is_prose(block)), len(blocks))
    return first, next((index for index in range(len(blocks) - 1, first, -1) if _is_prose(blocks[index])), first)


def _is_prose(block: Block) -> bool:
    if block.tag == "table":
        return True
    if block.tag != "p" or _is_apart(block.text):
        return False
    return len(block.text) > LONGEST_LIKELY_TITLE or (
        len(block.text) >= 12 and bool(PROSE_ENDS.search(block.text.rstrip()[-90:]))
    )


def _certainty(block: Block) -> furniture.Certainty | None:
    """A block is furniture where all its lines are, and as surely as the least sure of them."""
    if block.tag in {"table", "figure"} or not 0 < len(block.lines) <= 30:
        return None
    found = {furniture.certainty(line) for line in block.lines}
    if None in found:
        return None
    return furniture.Certainty.AT_THE_EDGE if furniture.Certainty.AT_THE_EDGE in found else furniture.Certainty.SURE


def _is_in_company(tail: list[Block]) -> bool:
    """Below the text, words that could be a heading are furniture beside others of their kind."""
    found = [certainty for block in tail if (certainty := _certainty(block))]
    return furniture.Certainty.SURE in found or len(found) > 1


def _is_taken(block: Block, reading: _Reading, drops_likely: bool, *, is_head: bool) -> bool:
    certainty = _certainty(block)
    is_credit = block.tag == "p" and bool(furniture.EDITORS.fullmatch(block.text.strip("()（） ")))
    if certainty is furniture.Certainty.SURE or (certainty and (drops_likely or is_credit)):
        reading.loss.add(Kind.FURNITURE, squeeze(block.text))
        return True
    if block.tag not in {"p", "h2", "h3"} or len(block.lines) != 1:
        return False
    found = fields.read_line(block.lines[0])
    if not found or found.rest or not (is_head or found.labels & fields.SURE_AT_THE_END):
        return False
    reading.found.take(found)
    return True


def _take_title(reading: _Reading) -> None:
    if not reading.title:
        reading.title = _title_in_text(reading)
    else:
        _drop_repeated_title(reading)
    if len(reading.title) > LONGEST_TITLE and reading.mends:
        reading.loss.add(Kind.TITLE, reading.title)
        reading.title = ""
    if len(reading.title) > LONGEST_TITLE:
        raise ImportRefused(
            _("标题有 %(n)d 个字，超过 %(most)d 个。请缩短标题，并让它单独占第一行。")
            % {"n": len(reading.title), "most": LONGEST_TITLE}
        )


def _title_in_text(reading: _Reading) -> str:
    for index, block in enumerate(reading.blocks):
        if block.tag == "figure" or picture_in(block.text):
            continue
        title = squeeze(block.text)
        is_title = block.tag in {"p", "h2", "h3"} and not _reads_as_prose(title)
        if not is_title:
            break
        del reading.blocks[index]
        return title
    if reading.mends:
        reading.loss.add(Kind.TITLE)
        return ""
    raise ImportRefused(_("没有标题。请让标题单独占正文之前的第一行，再重新导入。"))


def _reads_as_prose(line: str) -> bool:
    is_long = len(line) > LONGEST_LIKELY_TITLE
    return bool(SENTENCE_ENDS.search(line[-6:]) or (is_long and ("。" in line or PROSE_ENDS.search(line[-90:]))))


def _drop_repeated_title(reading: _Reading) -> None:
    """The page shows the title that its meta tags give."""
    key = _key(reading.title)
    for index, block in enumerate(reading.blocks[:8]):
        if block.tag in {"p", "h2", "h3"} and _key(block.text) == key:
            del reading.blocks[index]
            return


def _key(words: str) -> str:
    return re.sub(r"\W", "", words)


def _take_what_follows_the_title(reading: _Reading) -> None:
    """Subtitle, and the offices that sign a communique below its title where no source is named."""
    offices: list[str] = []
    while reading.blocks and reading.blocks[0].tag in {"p", "h2", "h3"} and not offices[3:]:
        line = squeeze(reading.blocks[0].text)
        dashed = SUBTITLE.fullmatch(line)
        if not reading.subtitle and (dashed or AT_A_MEETING.fullmatch(line)) and not _reads_as_prose(line):
            reading.subtitle = dashed["words"] if dashed else line
        elif reading.found.dates and len(line) <= fields.LONGEST_ORGANISATION and fields.ORGANISATION.fullmatch(line):
            offices.append(line)
        else:
            break
        del reading.blocks[0]
    if offices and (reading.page.source or reading.found.source):
        reading.loss.add_all(Kind.FURNITURE, offices)
    elif offices:
        reading.found.sources.append((0, " ".join(offices)))


def _take_byline(reading: _Reading) -> None:
    """The credits in parentheses at the end, one pair or several; editors are dropped, authors and a source kept."""
    authors: list[str] = []
    for _round in range(4):
        if not reading.blocks or reading.blocks[-1].tag not in {"p", "h2", "h3"}:
            break
        block = reading.blocks[-1]
        byline = find_byline(block.text)
        if not byline or len(reading.blocks) == 1 and byline.length >= len(block.text.strip()):
            break
        if byline.source:
            reading.found.sources.append((len(fields.RANK), byline.source))
        authors = [name for name in byline.authors if name not in authors] + authors
        if not (byline.authors or byline.source):
            reading.loss.add(Kind.FURNITURE, block.text[-byline.length :].strip())
        if byline.length >= len(block.text):
            del reading.blocks[-1]
        else:
            _cut_end(block.element, byline.length)
            reading.blocks[-1] = Block(block.element, block.may_be_heading)
    reading.found.authors = authors or reading.found.authors


def _cut_end(element: HtmlElement, count: int) -> None:
    """Takes the last `count` characters of its text away, whatever nodes they stand in."""
    for node in reversed(list(element.iter())):
        for name in ("tail", "text") if node is not element else ("text",):
            words = getattr(node, name) or ""
            taken = min(len(words), count)
            if taken:
                setattr(node, name, words[: len(words) - taken])
                count -= taken
        if node.tag == "br" and count:
            count -= 1
        if not count:
            break
    for node in list(element.iterdescendants("strong", "em", "a")):
        if not "".join(node.itertext()).strip():
            node.drop_tag()


def _with_picture(block: Block) -> Block:
    name = picture_in(block.text) if block.tag in {"p", "h2", "h3"} else ""
    return figure(name) if name else block


def _date(reading: _Reading, now: datetime) -> datetime | None:
    try:
        found = _found_date(reading, now)
    except ImportRefused as error:
        if not reading.mends:
            raise
        reading.loss.add(Kind.DATE, str(error))
        return None
    if found is None and reading.mends:
        reading.loss.add(Kind.DATE)
    return found


def _found_date(reading: _Reading, now: datetime) -> datetime | None:
    shown = reading.found.date
    if reading.page.published:
        declared = dates.find_date(reading.page.published[: fields.LONGEST_LINE])
        if declared:
            is_shown_with_time = shown and shown.has_time and not declared.has_time
            if is_shown_with_time and shown and shown.at and declared.at and shown.at.date() == declared.at.date():
                return dates.moment(shown, now)
            return dates.moment(declared, now)
    return dates.moment(shown, now) if shown else None


def _authors(reading: _Reading) -> tuple[str, ...]:
    names: list[str] = []
    for name in reading.found.authors or reading.page.authors:
        if len(" ".join([*names, name])) <= LONGEST_AUTHORS:
            names.append(name)
    return tuple(names)


def _count_merged_cells(body: str, reading: _Reading) -> None:
    for block in bodies.parse(body):
        for cell in block.iter("td", "th"):
            if cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1":
                reading.loss.add(Kind.MERGED_CELLS, "".join(cell.itertext()))


def _pictures(body: str, contents: dict[str, bytes]) -> tuple[DraftPicture, ...]:
    """Described by what the page itself says: the alternative text, else the caption."""
    found: dict[str, DraftPicture] = {}
    for block in bodies.parse(body):
        for image in block.iter("img"):
            name = image.get("src", "")
            caption = next(block.iter("figcaption"), None)
            said = image.get("alt") or ("".join(caption.itertext()) if caption is not None else "")
            found.setdefault(name, DraftPicture(name, said.strip()[:LONGEST_ALT], contents.get(name)))
    if len(found) > MOST_PICTURES:
        raise ImportRefused(_("图片超过 500 张。请分成几篇分别导入。"))
    return tuple(found.values())


def _clean(source: str) -> str:
    try:
        return bodies.clean(source)
    except bodies.TooDeep as error:
        raise ImportRefused(str(error)) from error


def _markup(element: HtmlElement) -> str:
    return html.tostring(element, encoding="unicode", with_tail=False)
