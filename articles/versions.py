"""What changed between two versions of a bulletin, for side by side reading; and an earlier one taken up again.

Blocks are aligned first, then the words of a changed block (articles.aligning).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing
from articles.aligning import Effort, Run, align, words
from articles.body import parse
from articles.models import Article, Picture, Revision
from articles.publishing import By, CannotPublish

ALIKE = 0.35  # share of two blocks' pairs of characters from which on one is the other, changed
MOST_TO_PAIR = 2_500  # removed blocks times added ones that are compared each with each
STATES = {
    "same": gettext_lazy("未改"),
    "changed": gettext_lazy("改动"),
    "added": gettext_lazy("新增"),
    "removed": gettext_lazy("删去"),
    "moved_away": gettext_lazy("移走"),
    "moved_here": gettext_lazy("移来"),
    "markup": gettext_lazy("只改格式"),
}
KINDS = {
    "h2": gettext_lazy("标题"), "h3": gettext_lazy("小标题"), "p": gettext_lazy("段落"), "ul": gettext_lazy("列表"), "ol": gettext_lazy("列表"),
    "table": gettext_lazy("表格"), "figure": gettext_lazy("图片"),
}  # fmt: skip
FIELDS = ["title", "subtitle", "source", "authors", "published_on", "summary", "correction_note"]


@dataclass(frozen=True)
class Block:
    kind: str
    # A table's cells by row; of every other block one row of one cell.
    cells: tuple[tuple[str, ...], ...]
    markup: str

    @property
    def text(self) -> str:
        return "\n".join(" ".join(row) for row in self.cells)


Cells = list[list[list[Run]]]


@dataclass(frozen=True)
class Row:
    """One block on either side; a side that has it not is empty."""

    kind: str
    state: str
    before: Cells
    after: Cells

    @property
    def label(self) -> Any:
        return STATES[self.state]

    @property
    def what(self) -> Any:
        return KINDS.get(self.kind, "")


@dataclass(frozen=True)
class FieldChange:
    label: Any
    before: list[Run]
    after: list[Run]


class Words(Protocol):
    """A version, or a draft's words that were kept under a name (articles.named_saves)."""

    @property
    def body(self) -> Any: ...
    @property
    def pictures(self) -> Any: ...


@dataclass(frozen=True)
class Comparison:
    before: Any
    after: Any
    fields: list[FieldChange]
    rows: list[Row]

    @property
    def counts(self) -> list[tuple[Any, int]]:
        states = Counter(row.state for row in self.rows)
        return [(label, states[state]) for state, label in STATES.items() if states[state] and state != "same"]

    @property
    def is_empty(self) -> bool:
        return not self.fields and not self.counts

    @property
    def excerpts(self) -> list[Row | int]:
        """What changed, each with the block before and behind it; the rest as numbers of blocks left out."""
        shown: list[Row | int] = []
        for index, row in enumerate(self.rows):
            near = self.rows[max(index - 1, 0) : index + 2]
            if any(other.state != "same" for other in near):
                shown.append(row)
            elif shown and isinstance(shown[-1], int):
                shown[-1] += 1
            else:
                shown.append(1)
        return shown


def compare(before: Words, after: Words) -> Comparison:
    effort = Effort()
    fields = []
    for name in FIELDS:
        was, now = _shown(getattr(before, name)), _shown(getattr(after, name))
        if was != now:
            left, right = words(was, now, effort)
            fields.append(FieldChange(Revision._meta.get_field(name).verbose_name, left, right))  # type: ignore[union-attr]
    return Comparison(before, after, fields, list(_rows(blocks(before), blocks(after), effort)))


def blocks(words: Words) -> list[Block]:
    pictures = {picture.name: picture for picture in words.pictures.all()}
    return [_block(element, pictures) for element in parse(words.body)]


@transaction.atomic
def restore(earlier: Revision, *, by: By) -> Revision:
    """An earlier version as the next draft. Nothing is overwritten: while a draft is open, it has to be finished first."""
    Article.objects.select_for_update().get(pk=earlier.article_id)
    newest = earlier.article.newest
    if not newest.is_published:
        raise CannotPublish([_("第 %(n)d 版还在修改中。请先发布或删除它，再恢复旧版本。") % {"n": newest.number}])
    return publishing.new_draft(earlier, by=by, note=_("内容取自第 %(n)d 版") % {"n": earlier.number})


def _shown(value: Any) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if hasattr(value, "tzinfo") else str(value)


def _block(element: Any, pictures: dict[str, Picture]) -> Block:
    # Serialised by its parts: the markup tells a changed link or a bolder word from one that is the same.
    markup = "".join(f"<{node.tag} {sorted(node.attrib.items())}>{node.text}" for node in element.iter())
    if element.tag == "table":
        captions = tuple((_text(caption),) for caption in element.iterchildren("caption"))
        rows = tuple(tuple(_text(cell) for cell in row if cell.tag in {"td", "th"}) for row in element.iter("tr"))
        return Block("table", captions + rows, markup)
    if element.tag == "figure":
        name = next((image.get("src", "") for image in element.iter("img")), "")
        picture = pictures.get(name)
        alt = picture.alt if picture and picture.alt else next((i.get("alt", "") for i in element.iter("img")), "")
        caption = next((_text(caption) for caption in element.iter("figcaption")), "")
        # The file by the beginning of its hash: another picture under the same name is another picture.
        parts = [name, f"SHA-256 {picture.sha256[:12]}" if picture and picture.sha256 else "", alt, caption]
        return Block("figure", (("\n".join(filter(None, parts)),),), markup)
    if element.tag in {"ul", "ol"}:
        return Block(element.tag, (("\n".join(_text(item) for item in element.iterchildren("li")),),), markup)
    return Block(element.tag, ((_text(element),),), markup)


def _text(element: Any) -> str:
    nodes = element.xpath("descendant::text() | descendant::br")
    return "".join(node if isinstance(node, str) else "\n" for node in nodes).strip()


def _rows(old: list[Block], new: list[Block], effort: Effort) -> Iterator[Row]:
    pairs = align([(b.kind, b.cells) for b in old], [(b.kind, b.cells) for b in new], effort)
    pairs = [*_with_changed(old, new, pairs), (len(old), len(new))]
    partner_old, partner_new = {i for i, _j in pairs}, {j for _i, j in pairs}
    gone = Counter((b.kind, b.cells) for i, b in enumerate(old) if i not in partner_old)
    come = Counter((b.kind, b.cells) for j, b in enumerate(new) if j not in partner_new)
    i = j = 0
    for next_i, next_j in pairs:
        for block in old[i:next_i]:
            state = "moved_away" if come[block.kind, block.cells] else "removed"
            yield Row(block.kind, state, _plain(block, "del"), [])
        for block in new[j:next_j]:
            state = "moved_here" if gone[block.kind, block.cells] else "added"
            yield Row(block.kind, state, [], _plain(block, "ins"))
        if next_i < len(old):
            yield _row(old[next_i], new[next_j], effort)
        i, j = next_i + 1, next_j + 1


def _row(was: Block, now: Block, effort: Effort) -> Row:
    if was.cells == now.cells:
        state = "same" if (was.kind, was.markup) == (now.kind, now.markup) else "markup"
        return Row(now.kind, state, _plain(was, "same"), _plain(now, "same"))
    left, right = _cells(was.cells, now.cells, effort)
    return Row(now.kind, "changed", left, right)


def _plain(block: Block, kind: str) -> Cells:
    return [[[Run(kind, cell)] if cell else [] for cell in row] for row in block.cells]


def _cells(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]], effort: Effort) -> tuple[Cells, Cells]:
    """Rows of a table beside each other; a changed row's cells by their places."""
    left: Cells = []
    right: Cells = []
    i = j = 0
    for next_i, next_j in [*align(old, new, effort), (len(old), len(new))]:
        was, now = old[i:next_i], new[j:next_j]
        for a, b in zip(was, now, strict=False):
            size = max(len(a), len(b))
            pairs = [words(x, y, effort) for x, y in zip(_filled(a, size), _filled(b, size), strict=True)]
            left.append([pair[0] for pair in pairs][: len(a)])
            right.append([pair[1] for pair in pairs][: len(b)])
        left += [[[Run("del", cell)] for cell in row] for row in was[len(now) :]]
        right += [[[Run("ins", cell)] for cell in row] for row in now[len(was) :]]
        if next_i < len(old):
            left.append([[Run("same", cell)] for cell in old[next_i]])
            right.append([[Run("same", cell)] for cell in new[next_j]])
        i, j = next_i + 1, next_j + 1
    return left, right


def _filled(row: tuple[str, ...], size: int) -> tuple[str, ...]:
    return row + ("",) * (size - len(row))


def _with_changed(old: list[Block], new: list[Block], pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Between blocks that stayed, the ones that are each other's earlier and later form."""
    pairs_of = {id(block): _pairs_of(block) for block in [*old, *new]}
    found: list[tuple[int, int]] = []
    i = j = 0
    for next_i, next_j in [*pairs, (len(old), len(new))]:
        was, now = range(i, next_i), range(j, next_j)

        def alike(a: int, b: int) -> float:
            one, two = pairs_of[id(old[a])], pairs_of[id(new[b])]
            if (old[a].kind in {"table", "figure"} or new[b].kind in {"table", "figure"}) and old[a].kind != new[
                b
            ].kind:
                return 0
            share = 2 * len(one & two) / max(len(one) + len(two), 1)
            return share if share >= ALIKE else 0

        if len(was) * len(now) <= MOST_TO_PAIR:
            found += _best_in_order(was, now, alike)
        else:
            found += [(a, b) for a, b in zip(was, now, strict=False) if alike(a, b)]
        if next_i < len(old):
            found.append((next_i, next_j))
        i, j = next_i + 1, next_j + 1
    return found


def _pairs_of(block: Block) -> set[str]:
    text = block.text
    return {text[at : at + 2] for at in range(max(len(text) - 1, 1))}


def _best_in_order(was: range, now: range, alike: Any) -> list[tuple[int, int]]:
    """The pairs, in order, whose likeness adds up to most."""
    best = [[0.0] * (len(now) + 1) for _row in range(len(was) + 1)]
    share = [[alike(a, b) for b in now] for a in was]
    for x in range(len(was) - 1, -1, -1):
        for y in range(len(now) - 1, -1, -1):
            paired = best[x + 1][y + 1] + share[x][y] if share[x][y] else 0
            best[x][y] = max(best[x + 1][y], best[x][y + 1], paired)
    pairs, x, y = [], 0, 0
    while x < len(was) and y < len(now):
        if share[x][y] and best[x][y] == best[x + 1][y + 1] + share[x][y]:
            pairs.append((was[x], now[y]))
            x, y = x + 1, y + 1
        elif best[x][y] == best[x + 1][y]:
            x += 1
        else:
            y += 1
    return pairs
