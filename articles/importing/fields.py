"""What the lines around a bulletin say of it: date with time, source, authors."""

import re
from dataclasses import dataclass, field

from articles.importing import furniture
from articles.importing.dates import Written, find_date, unclear

LONGEST_LINE = 300
LONGEST_SOURCE = 100
LONGEST_ORGANISATION = 30
ORGANISATION = re.compile(r"[\u4e00-\u9fff]{2,}(?:局|队|厅|委|会|府|办|办公室|中心|部|院|署|报|社)")
MOST_LABELS = 12
# Kind of field → its labels, the most telling first: where a page gives several, the earlier one wins.
LABELS = {
    "date": [
        "发布日期", "发布时间", "发文日期", "发文时间", "发稿时间", "发表时间", "稿件时间", "信息时间", "公开日期",
        "发布于", "时间", "日期",
        "成文日期", "生成日期", "录入时间", "更新时间", "更新日期",
    ],
    "source": [
        "信息来源", "文章来源", "稿件来源", "新闻来源", "内容来源", "来源", "稿源", "文章出处", "出处", "来稿单位",
        "供稿单位",
        "信息提供", "供稿", "发布机构", "发布单位", "发文机关",
    ],
    "author": ["作者", "撰稿人", "撰稿", "撰文", "文字"],
    "editor": ["责任编辑", "值班编辑", "网络编辑", "责编", "编辑", "编审", "审核", "审校", "校对", "审签", "监制",
    "初审", "复审", "终审", "录入"],
    "furniture": ["浏览次数", "阅读次数", "点击次数", "访问次数", "浏览量", "阅读量", "点击量", "访问量", "点击数",
    "浏览数", "字号", "字体", "分享到"],
}  # fmt: skip
KIND = {label: kind for kind, labels in LABELS.items() for label in labels}
RANK = {label: rank for labels in LABELS.values() for rank, label in enumerate(labels)}
# Two-character labels are often spaced out: 来 源：
_SPACED = "|".join(
    r"[ \u3000]{0,4}".join(label) if len(label) == 2 else label for label in sorted(KIND, key=len, reverse=True)
)
# After a Chinese character it is the end of another word: 数据来源, 召开时间.
LABEL = re.compile(rf"(?<![\u4e00-\u9fffA-Za-z])(?P<label>{_SPACED})\s*[:：]")
# 时间:… is a field only with a date behind it; a notice may use the word for anything.
WEAK_DATE_LABELS = {"时间", "日期"}
# At the end of a text only these are told apart from a notice's own lines.
SURE_AT_THE_END = {
    "发布日期",
    "发布时间",
    "信息来源",
    "文章来源",
    "稿件来源",
    "新闻来源",
    "来源",
    "供稿",
    "供稿单位",
    "来稿单位",
}
BROADCAST = re.compile(r"(?P<source>《[^《》]{1,20}》)\s*[(（]\s*(?P<date>[0-9]{8})\s*[)）]")
GLUED_SENTENCE = re.compile(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日.*[。！？]$")


@dataclass
class Fields:
    """What was found; `rest` is prose that a careless copy glued to a field."""

    dates: list[tuple[int, Written]] = field(default_factory=list)
    sources: list[tuple[int, str]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    rest: str = ""

    def take(self, other: "Fields") -> None:
        self.dates += other.dates
        self.sources += other.sources
        self.authors += [name for name in other.authors if name not in self.authors]
        self.dropped += other.dropped

    @property
    def date(self) -> Written | None:
        return min(self.dates, key=lambda found: found[0])[1] if self.dates else None

    @property
    def source(self) -> str:
        return min(self.sources, key=lambda found: found[0])[1] if self.sources else ""


def read_line(line: str) -> Fields | None:
    """Fields of a line that holds nothing else; None for any other line."""
    line = line.strip().strip("【】[]｜|").strip()
    if not line or len(line) > LONGEST_LINE:
        return None
    labels = list(LABEL.finditer(line))
    if not labels:
        return _unlabelled(line)
    if len(labels) > MOST_LABELS:
        return None
    found = Fields()
    if not _read_lead(line[: labels[0].start()], found):
        return None
    ends = [label.start() for label in labels[1:]] + [len(line)]
    for label, end in zip(labels, ends, strict=True):
        name = re.sub(r"\s", "", label["label"])
        found.labels.add(name)
        if not _read_value(name, line[label.end() : end].strip(" \u3000\u00a0\t|｜/·-"), found):
            return None
    return found


def _read_lead(lead: str, found: Fields) -> bool:
    """Before the first label: nothing, furniture, or the date without its label (2023-08-10 10:23 来源:…)."""
    lead = lead.strip(" \u3000\u00a0\t|｜/·-[]【】()（）")
    if not lead:
        return True
    if furniture.certainty(lead):
        found.dropped.append(lead)
        return True
    if alone := _unlabelled(lead):
        found.take(alone)
        return True
    return False


def _read_value(label: str, value: str, found: Fields) -> bool:
    kind, rank = KIND[label], RANK[label]
    if kind == "furniture":
        return len(value) <= 60 and not furniture.SENTENCE.search(value)
    if kind == "editor":
        return len(value) <= 30 and not furniture.SENTENCE.search(value)
    if kind == "date":
        return _read_date(label, value, found)
    value, behind = furniture.without_trailing(value[:LONGEST_LINE])
    if behind:
        found.dropped.append(behind)
    if kind == "author":
        names = split_names(value)
        if len(value) > 60 or furniture.SENTENCE.search(value) or not names:
            return False
        found.authors += names
        return True
    return _read_source(rank, value, found)


def _read_date(label: str, value: str, found: Fields) -> bool:
    written = find_date(value)
    if not written or value[: written.start].strip(" [【(（"):
        # 时间:会后 is no date line; 发布日期:(empty) is one that says nothing; 发布日期:2023年8月 has to be mended.
        if label in WEAK_DATE_LABELS or len(value) > 30 or furniture.SENTENCE.search(value):
            return False
        if any(c.isdigit() for c in value):
            found.dates.append((RANK[label], Written(value, 0, len(value), None, False, is_unclear=True)))
        return True
    behind = value[written.end :].strip(" \u3000\u00a0\t|｜/·-]】)）")
    if behind:
        rest, dropped = furniture.without_trailing("  " + behind)
        found.dropped += [dropped] if dropped else []
        if rest and furniture.certainty(rest):
            found.dropped.append(rest)
        elif rest and (len(rest) > 30 or re.search(r"[,，。；！？:：]", rest)):
            return False
        elif rest:
            # 时间:2023-08-10 10:23  钱塘新区报 — whatever labelled source there is wins over it.
            found.sources.append((len(RANK), rest))
    found.dates.append((RANK[label], written))
    return True


def _read_source(rank: int, value: str, found: Fields) -> bool:
    if glued := GLUED_SENTENCE.search(value):
        found.rest = glued[0]
        value = value[: glued.start()].strip()
    if not value:
        return True
    if len(value) > LONGEST_SOURCE or furniture.SENTENCE.search(value):
        return False
    found.sources.append((rank, re.sub(r"\s+", " ", value).strip(" ,，;；|｜")))
    return True


def _unlabelled(line: str) -> Fields | None:
    """A date that stands alone, also in parentheses, or beside the office that gave the text out (统计局  2023年8月10日);
    《新闻联播》 (20250117)."""
    if broadcast := BROADCAST.fullmatch(line):
        written = find_date(broadcast["date"])
        if written:
            return Fields(dates=[(len(RANK), written)], sources=[(len(RANK), broadcast["source"])])
    if len(line) > 60:
        return None
    if written := unclear(line):
        return Fields(dates=[(len(RANK), written)])
    bare = line.strip("()（）[]【】 \u3000\t")
    written = find_date(bare)
    if not written:
        return None
    beside = (bare[: written.start].strip(), bare[written.end :].strip(" \u3000日"))
    if not any(beside):
        return Fields(dates=[(len(RANK), written)])
    office = "".join(beside)
    if not all(beside) and len(office) <= LONGEST_ORGANISATION and ORGANISATION.fullmatch(office):
        return Fields(dates=[(len(RANK), written)], sources=[(len(RANK), office)])
    return None


def split_names(value: str) -> list[str]:
    """沈霖,雷秋红 徐佳伟 → three names. A name that is spaced out (沈 霖) is one."""
    value = re.sub(
        r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]{1,4}([\u4e00-\u9fff])(?![\u4e00-\u9fff])", r"\1\2", value
    )
    return [name for name in re.split(r"[\s,，、;；/|]+", value) if name]
