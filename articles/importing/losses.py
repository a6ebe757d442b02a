"""What a draft does not have from its file, or has otherwise: told to the editor before anything is stored."""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_EXAMPLES, LONGEST_EXAMPLE = 20, 80


class Kind(enum.StrEnum):
    FURNITURE = "furniture"
    CHANGES = "tracked-changes"
    COMMENTS = "comments"
    HEADERS = "headers-and-footers"
    REPEATED = "repeated-lines"
    TEXT_BOXES = "text-boxes"
    FOOTNOTES = "footnotes"
    CONTENTS = "table-of-contents"
    MERGED_CELLS = "merged-cells"
    INNER_TABLES = "inner-tables"
    REBUILT_TABLES = "rebuilt-tables"
    LIST_LEVELS = "list-levels"
    FORMULAS = "formulas"
    SYMBOLS = "symbols"
    RAISED = "raised-and-lowered"
    STRUCK = "struck-out"
    HIDDEN = "hidden"
    READINGS = "readings"
    EMBEDDED = "embedded"
    PICTURES_UNREAD = "pictures-unread"
    PICTURES_ELSEWHERE = "pictures-elsewhere"
    PICTURES_LEFT = "pictures-left"
    PICTURES_MOVED = "pictures-moved"
    PICTURES_TRACKING = "pictures-tracking"
    LINKS = "links"
    SCRIPTS = "scripts-and-styles"
    TITLE = "title"
    DATE = "date"


SENTENCES: dict[Kind, str | Promise] = {
    Kind.FURNITURE: _("去掉了 %(n)d 处不属于正文的文字，如导航、打印、编辑署名。"),
    Kind.CHANGES: _("文件中有 %(n)d 处修订，已按“接受所有修订”处理。请核对改动之处。"),
    Kind.COMMENTS: _("去掉了 %(n)d 条批注。请确认批注的意见已经处理。"),
    Kind.HEADERS: _("去掉了 %(n)d 处页眉、页脚。其中如有正文需要的内容，请补入正文。"),
    Kind.REPEATED: _("去掉了 %(n)d 行每页重复的页眉、页脚和页码。"),
    Kind.TEXT_BOXES: _("%(n)d 个文本框的文字已放到所在段落之后。请核对位置。"),
    Kind.FOOTNOTES: _("%(n)d 条脚注、尾注已移到正文末尾，正文中以[1]、[2]标出。"),
    Kind.CONTENTS: _("去掉了 %(n)d 行目录。"),
    Kind.MERGED_CELLS: _("表格中有 %(n)d 个合并单元格，已保留。请核对表格。"),
    Kind.INNER_TABLES: _("%(n)d 个套在表格里的表格已变成文字。请核对，必要时改为单独的表格。"),
    Kind.REBUILT_TABLES: _("%(n)d 个表格是按文字位置重新排成的。请逐格核对。"),
    Kind.LIST_LEVELS: _("%(n)d 个下级列表项已并入上一级列表。"),
    Kind.FORMULAS: _("%(n)d 个公式已变成普通文字或没有读出。请核对。"),
    Kind.SYMBOLS: _("%(n)d 个特殊字体的符号没有读出。请对照原文件补上。"),
    Kind.RAISED: _("%(n)d 处上标、下标已变成普通文字。请核对，以免 10⁸ 之类读成 108。"),
    Kind.STRUCK: _("%(n)d 处画了删除线的文字仍然保留。如已作废，请删去。"),
    Kind.HIDDEN: _("去掉了 %(n)d 处隐藏的文字。"),
    Kind.READINGS: _("去掉了 %(n)d 处注音。"),
    Kind.EMBEDDED: _("%(n)d 个嵌入的对象（图表、附件、视频等）没有导入。请另存为图片或附件后加入。"),
    Kind.PICTURES_UNREAD: _("%(n)d 张图片读不出来，位置已留出。请另存为 JPEG 或 PNG 后在该处上传。"),
    Kind.PICTURES_ELSEWHERE: _("%(n)d 张图片在别处，没有随文字带来，位置已留出。请另存后上传。"),
    Kind.PICTURES_LEFT: _("PDF 中的 %(n)d 张图片没有导入。请从原文件另存后，在正文中该处加入。"),
    Kind.PICTURES_MOVED: _("表格里的 %(n)d 张图片已移到表格之后。"),
    Kind.PICTURES_TRACKING: _("去掉了 %(n)d 张看不见的图片（多用于跟踪读者）。"),
    Kind.LINKS: _("%(n)d 个没有有效网址的链接已变成普通文字。"),
    Kind.SCRIPTS: _("去掉了 %(n)d 处脚本、样式和控件。"),
    Kind.TITLE: _("没有认出标题。请填写标题。"),
    Kind.DATE: _("没有认出可用的发布日期。请填写日期。"),
}


@dataclass(frozen=True)
class Loss:
    """detail: the words concerned, a line each, the first ones of them. str() is a sentence in the editor's language."""

    kind: Kind
    detail: str = ""
    count: int = 1

    def __str__(self) -> str:
        return str(SENTENCES[self.kind]) % {"n": self.count}


class Losses:
    """Counts what is lost while a file is read; one Loss a kind, in the order of Kind."""

    def __init__(self) -> None:
        self._counts: dict[Kind, int] = {}
        self._examples: dict[Kind, list[str]] = {}

    def add(self, kind: Kind, example: str = "", count: int = 1) -> None:
        self._counts[kind] = self._counts.get(kind, 0) + count
        examples = self._examples.setdefault(kind, [])
        if len(examples) < MOST_EXAMPLES and (words := " ".join(example[: LONGEST_EXAMPLE * 4].split())):
            examples.append(words if len(words) <= LONGEST_EXAMPLE else words[: LONGEST_EXAMPLE - 1] + "…")

    def add_all(self, kind: Kind, examples: Iterable[str]) -> None:
        for example in examples:
            self.add(kind, example)

    def __iter__(self) -> Iterator[Loss]:
        for kind in Kind:
            if count := self._counts.get(kind):
                yield Loss(kind, "\n".join(self._examples[kind]), count)
