"""A subject made of plain text, as a draft would be read; no database."""

from datetime import datetime

from articles.models import Revision
from indicators.checks import Subject
from indicators.extraction import Context, extract
from indicators.models import Record
from indicators.recording import _fill
from tests.conftest import BEIJING

PUBLISHED = datetime(2023, 8, 10, 9, tzinfo=BEIJING)


def figures(text, published=PUBLISHED, title="", region="钱塘区"):
    revision = Revision(title=title or "早先的公报", text=text, published_on=published)
    readings = extract(text, Context(published_on=published.date(), region=region, title=title))
    records = [_fill(Record(revision=revision), reading, revision) for reading in readings]
    for number, record in enumerate(records):
        record.pk = number + 1
    return tuple(records)


def subject(text, *, title="钱塘区经济运行情况", earlier=(), **given):
    whole = f"{title}\n\n{text}"
    return Subject(
        title=title,
        text=whole,
        published_on=PUBLISHED.date(),
        region="钱塘区",
        source=given.pop("source", "统计局"),
        column=given.pop("column", "要闻"),
        figures=figures(whole, title=title),
        earlier=tuple(record for words, day in earlier for record in figures(words, day)),
        **given,
    )
