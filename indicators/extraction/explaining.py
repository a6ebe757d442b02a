"""Why each record says what it says: the sentence with marks, the rule, and where each field was found."""

from __future__ import annotations

from indicators.extraction.accounting import Coverage
from indicators.extraction.normalise import width
from indicators.extraction.records import Context, Record
from indicators.extraction.sentences import lines, sentences

_WHERE = {
    "own clause": "本小句", "sentence": "本句", "paragraph": "前文同段", "heading": "小标题", "title": "标题或导语",
    "publication date": "发布日期", "context": "公报所属地区", "front": "数字前的词", "noun": "数字后的名词",
    "bearer": "前一指标的主体", "before": "同句前一指标", "clause before": "前一小句的主语", "list": "并列名单",
    "place only": "换了地区的同一指标", "paragraph name": "前文同段", "verb": "同列动词", "metric": "前一指标的量",
    "rank of": "前一指标", "whole": "数字后的整体", "bracket": "括号前的词", "task": "前面的任务数", "of noun": "数字后的名词",
    "largest": "数字后的名词", "table": "表头", "unit line": "单位行",
}  # fmt: skip
_FIELDS = {"period": "时间", "region": "地区", "indicator": "名称", "unit": "单位"}


def explain(text: str, context: Context, records: list[Record], spans: Coverage) -> str:
    """Plain text for a terminal. `records` belong to `text`, in order."""
    out = [
        f"发布日期 {context.published_on.isoformat()}，地区 {context.region}，标题 {context.title or '（无）'}",
        spans.summary(),
        "",
    ]
    at = 0
    normal = width(text)
    for line in lines(normal):
        for start, end in sentences(normal, line.start, line.end):
            own = []
            while at < len(records) and records[at].start < end:
                if records[at].start >= start:
                    own.append(records[at])
                at += 1
            if own:
                out.append(_marked(text, start, end, own))
                out.extend(_reasons(record) for record in own)
                out.append("")
    return "\n".join(out)


def _marked(text: str, start: int, end: int, own: list[Record]) -> str:
    parts, at = [], start
    for record in own:
        parts += [text[at : record.start], "【", record.text, "】"]
        at = record.end
    return "".join([*parts, text[at:end]]).strip()


def _reasons(record: Record) -> str:
    period = f"{record.period_start or '—'} 至 {record.period_end or '—'}"
    value = record.value if record.value_max is None else f"{record.value}—{record.value_max}"
    head = f"  {record.text}：{record.indicator}，{record.measure} {value} {record.unit}，{period}，{record.region}"
    extra = [
        x
        for x in (record.modifier, record.comparison, record.scope, record.assertion)
        if x and x not in ("exact", "actual")
    ]
    sources = "；".join(f"{_FIELDS.get(field, field)}取自{_WHERE.get(where, where)}" for field, where in record.sources)
    tail = f"    规则 {record.rule}；可信度 {record.confidence:.2f}；{sources}"
    return f"{head}{'，' + '，'.join(extra) if extra else ''}\n{tail}"
