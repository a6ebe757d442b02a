"""What a bulletin still lacks, and the words that the office watches."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.checks.registry import Remark, register
from indicators.checks.subject import Subject
from indicators.extraction import Context, coverage
from indicators.models import Severity

# What numbers a table, an annex or a row, a clock's minutes, the 100 that an index is measured by, and what hangs on letters or a
# dash: nobody would make a record of them.
NUMBERED = re.compile(r"(?:[表图]|附件|附表|附图|序号|\d[时点]|=|[A-Za-z0-9号][-—])[ ]?$")
ROW_STARTS = re.compile(r"(?:^|\n)\| ?$")
ROW_NUMBER = re.compile(r"\d{1,3} ?\|")


@register("alt", gettext_lazy("图片没有说明"), severity=Severity.SEVERE)
def lacks_alt_text(subject: Subject) -> Iterator[Remark]:
    """Publishing refuses it too; here it is said early."""
    for picture in subject.pictures:
        if picture.has_file and not picture.alt.strip():
            yield Remark(
                _("图片“%(name)s”没有说明文字。请为看不见图片的读者写明图中内容。") % {"name": picture.name},
                facts=(picture.name,),
            )


@register("picture", gettext_lazy("图片没有文件"), severity=Severity.HINT)
def lacks_a_picture(subject: Subject) -> Iterator[Remark]:
    for picture in subject.pictures:
        if not picture.has_file:
            yield Remark(
                _("正文为图片“%(name)s”留了位置，但没有图片文件。请上传，或从正文中删去。") % {"name": picture.name},
                facts=(picture.name,),
            )


@register("source", gettext_lazy("没有信息来源"), severity=Severity.WARNING)
def lacks_a_source(subject: Subject) -> Iterator[Remark]:
    if not subject.source.strip():
        yield Remark(_("没有填写信息来源。请填写提供这篇公报的单位。"), facts=("source",))


@register("column", gettext_lazy("没有栏目"), severity=Severity.WARNING)
def lacks_a_column(subject: Subject) -> Iterator[Remark]:
    if not subject.column.strip():
        yield Remark(_("没有选择栏目。请选择栏目。"), facts=("column",))


@register("undecided", gettext_lazy("未识别的数字"), severity=Severity.HINT)
def leaves_numbers_undecided(subject: Subject) -> Iterator[Remark]:
    """Numbers that the reader neither took for a figure nor for a name, a time or a code, and nobody has made a record of."""
    context = Context(published_on=subject.published_on, region=subject.region, title=subject.title)
    held = [*((figure.start, figure.end) for figure in subject.figures), *subject.excluded]
    for span in coverage(subject.text, context).spans["undecided"]:
        known = any(start < span.end and span.start < end for start, end in held)
        if not known and not _only_numbers(subject.text, span.start):
            yield Remark(
                _("数字“%(words)s”既没有识别为指标，也不像名称、时间或编号。如是指标，请补一条记录；如不是，可忽略。")
                % {"words": subject.text[span.start : span.end]},
                (span.start, span.end),
            )


@register("words", gettext_lazy("敏感词和规范表述"), severity=Severity.WARNING)
def uses_a_watched_word(subject: Subject) -> Iterator[Remark]:
    """Words of the office's list, each with its own severity; not where they stand inside their proper form."""
    for watched in subject.watched:
        proper = list(_places(watched.proper, subject.text)) if watched.word in watched.proper else []
        for start, end in _places(watched.word, subject.text):
            if any(left <= start and end <= right for left, right in proper):
                continue
            sentence = (
                _("“%(word)s”应写作“%(proper)s”。") if watched.proper else _("“%(word)s”在关注词表中，请斟酌或删去。")
            )
            said = sentence % {"word": watched.word, "proper": watched.proper}
            note = f"({watched.note})" if watched.note else ""
            yield Remark(said + note, (start, end), severity=Severity(watched.severity))


def _only_numbers(text: str, start: int) -> bool:
    before = text[max(start - 4, 0) : start]
    return bool(NUMBERED.search(before) or (ROW_STARTS.search(before) and ROW_NUMBER.match(text, start)))


def _places(word: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(word) if word else -1
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + len(word))
