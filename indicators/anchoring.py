"""How a record finds its words again after an edit. Pure: texts and numbers in, a span or None out; linear in the text.

Shape of an anchor: W3C Web Annotation's TextPositionSelector and TextQuoteSelector. Never attaches to other digits, and
where it is not clear which words are meant it says None: a person decides, the machine does not guess.

`Following` knows the text from before the edit and so every place where the same words stood; `locate` has only the anchor,
for words that were gone for a while. `bench/anchors.py` measures both.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

CONTEXT = 32  # characters kept on either side of the quotation
ENOUGH = 8  # of them that must still stand beside it when nothing else is known

# A number is one piece, with its 万 or 亿: no part of one is ever another's.
PIECE = re.compile(r"\d+(?:[.,．]\d+)*[十百千万亿]*|[〇零一二三四五六七八九十百千万亿两]+|[A-Za-z]+|.", re.S)
# So many pieces in a row that stand once before and once after are the same words, wherever they went.
UNMISTAKABLE = 12
# Between words that stayed, fewer will do; the longest first.
BETWEEN = (8, 5, 4, 3, 2)
# Where one statement ends and the next begins, the strongest first.
ENDS = ("\n", "。；！？;!?", "，、：,:|")
STRONG = ENDS[0] + ENDS[1]
SENTENCE = re.compile(f"[{STRONG}]")
FURTHEST = 96  # characters in front of a figure that may say what it is of
CLAUSE = re.compile(r"[\n。；！？;!?，、：,:|()（）]")
# Words that go with any figure, and so do not say which one it is.
COMMON = frozenset(
    "同比去上今本年月季度期末增长下降上升回落减少加幅快慢提高达到实现完成为是约近超过了的较和与及其中元万亿个百分点家人户位第一二三四五六七八九十两共有"
)

Span = tuple[int, int]


@dataclass(frozen=True)
class Anchor:
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


def describe(text: str, start: int, end: int) -> Anchor:
    return Anchor(start, end, text[start:end], text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT])


def locate(anchor: Anchor, text: str) -> Span | None:
    """Where the anchor's words stand in `text` now, or None when they are gone or no place is clearly theirs."""
    if describe(text, anchor.start, anchor.end) == anchor:
        return anchor.start, anchor.end
    scores = sorted(
        ((_context(anchor, text, start), start) for start in _whole_occurrences(anchor.exact, text)), reverse=True
    )
    if not scores or scores[0][0] < ENOUGH or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    start = scores[0][1]
    return start, start + len(anchor.exact)


class Following:
    """Where the words of one text stand in a later one."""

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before, after
        # For each piece of the earlier text: whether more than a few words beside it stayed.
        self._sure: list[bool] = []

    def find(self, anchor: Anchor) -> Span | None:
        """Where the anchor's words are now. An anchor of some older text has only its own words to go by."""
        if describe(self.before, anchor.start, anchor.end) != anchor:
            return locate(anchor, self.after)
        return self.span(anchor.start, anchor.end)

    def span(self, start: int, end: int) -> Span | None:
        """Where the words at [start, end) of the earlier text stand in the later one; None if they, or what they were said
        of, are there no more."""
        if self.before == self.after:
            return start, end
        if not start < end <= len(self.before):
            return None
        first, last = self._old.at(start), self._old.at(end - 1)
        there = self._way[first]
        if there < 0 or any(self._way[first + n] != there + n for n in range(last - first + 1)):
            return None
        moved = self._new.starts[there] + start - self._old.starts[first]
        found = moved, moved + end - start
        says_the_same = _says_the_same if self._sure[first] else _surely_says_the_same
        return found if says_the_same(self.before, (start, end), self.after, found) else None

    def place(self, start: int, end: int) -> Span | None:
        """What stands in the later text between the words that stood on either side of [start, end): where a figure that
        was changed has to be looked for."""
        if not start < end <= len(self.before):
            return None
        first, last = self._old.at(start), self._old.at(end - 1)
        left = self._way[first - 1] if first else -1
        right = self._way[last + 1] if last + 1 < len(self._way) else len(self._new.pieces)
        if (first and left < 0) or not left < right - 1:
            return None
        return self._new.starts[left + 1], self._new.starts[right]

    @cached_property
    def _old(self) -> "_Pieces":
        return _Pieces(self.before)

    @cached_property
    def _new(self) -> "_Pieces":
        return _Pieces(self.after)

    @cached_property
    def _way(self) -> list[int]:
        """For each piece of the earlier text its place in the later one, or -1."""
        old, new = self._old.pieces, self._new.pieces
        way, taken = [-1] * len(old), [False] * len(new)
        runs = [
            _from_the_start(old, new),
            _from_the_end(old, new),
            *_runs(old, new, _Window(0, len(old), 0, len(new)), UNMISTAKABLE),
        ]
        _mark(_whole_statements(_untangled(runs, old, new), old, new), way, taken)
        self._sure = [there >= 0 for there in way]
        for length in BETWEEN:
            for window in list(_between(way, taken)):
                _mark(_in_order(_untangled(_runs(old, new, window, length), old, new)), way, taken)
        return way


class _Pieces:
    def __init__(self, text: str) -> None:
        self.pieces: list[str] = []
        self.starts: list[int] = []
        for match in PIECE.finditer(text):
            self.pieces.append(match[0])
            self.starts.append(match.start())
        self.starts.append(len(text))

    def at(self, offset: int) -> int:
        return bisect_right(self.starts, offset, hi=len(self.pieces)) - 1


@dataclass(frozen=True)
class _Run:
    """`length` pieces that are the same from `old` on and from `new` on; once more, before anything was cut off: `whole`."""

    old: int
    new: int
    length: int
    whole: int

    def cut(self, drop: int, keep: int) -> "_Run":
        """Without its first `drop` pieces, and at most `keep` of the rest."""
        return _Run(self.old + drop, self.new + drop, max(min(self.length - drop, keep), 0), self.whole)


@dataclass(frozen=True)
class _Window:
    """Pieces [old, old_end) and [new, new_end)."""

    old: int
    old_end: int
    new: int
    new_end: int


def _from_the_start(old: Sequence[str], new: Sequence[str]) -> _Run:
    length = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        length += 1
    return _Run(0, 0, length, length)


def _from_the_end(old: Sequence[str], new: Sequence[str]) -> _Run:
    length = _from_the_start(old[::-1], new[::-1]).length
    return _Run(len(old) - length, len(new) - length, length, length)


def _runs(old: Sequence[str], new: Sequence[str], within: _Window, length: int) -> list[_Run]:
    """Stretches that contain `length` pieces in a row that stand once on either side, as far as they go on being the same."""
    here = _once(old, within.old, within.old_end, length)
    there = _once(new, within.new, within.new_end, length)
    runs: list[_Run] = []
    reached: dict[int, int] = {}  # by diagonal: how far the last run on it goes
    for words, i in here.items():
        j = there.get(words, -1)
        if i < 0 or j < 0 or reached.get(j - i, -1) > i:
            continue
        back = 0
        while i - back > within.old and j - back > within.new and old[i - back - 1] == new[j - back - 1]:
            back += 1
        on = length
        while i + on < within.old_end and j + on < within.new_end and old[i + on] == new[j + on]:
            on += 1
        runs.append(_Run(i - back, j - back, back + on, back + on))
        reached[j - i] = i + on
    return runs


def _once(pieces: Sequence[str], start: int, end: int, length: int) -> dict[tuple[str, ...], int]:
    """Every `length` pieces in a row → where they stand, or -1 when that is more than one place."""
    found: dict[tuple[str, ...], int] = {}
    for at in range(start, end - length + 1):
        words = tuple(pieces[at : at + length])
        found[words] = -1 if words in found else at
    return found


def _untangled(runs: Iterable[_Run], old: Sequence[str], new: Sequence[str]) -> list[_Run]:
    """No piece in two runs, on either side. Where two overlap, each keeps its own side of the end of a statement."""
    apart = _apart(sorted(runs, key=lambda run: (run.old, run.length)), old, lambda run: run.old)
    apart = _apart(sorted(apart, key=lambda run: (run.new, run.length)), new, lambda run: run.new)
    return sorted(apart, key=lambda run: run.old)


def _apart(runs: list[_Run], pieces: Sequence[str], start_of: Callable[[_Run], int]) -> list[_Run]:
    kept: list[_Run] = []
    for run in runs:
        if not run.length:
            continue
        last = kept[-1] if kept else None
        if last is None or start_of(last) + last.length <= start_of(run):
            kept.append(run)
            continue
        end = start_of(last) + last.length
        if start_of(run) + run.length <= end:
            continue  # All of it is the other's.
        split = _end_of_statement(pieces, start_of(run), end)
        until, since = (split, split) if split is not None else (start_of(run), end)
        kept[-1] = last.cut(0, until - start_of(last))
        if not kept[-1].length:
            kept.pop()
        kept.append(run.cut(since - start_of(run), run.length))
    return kept


def _end_of_statement(pieces: Sequence[str], start: int, end: int) -> int | None:
    """Behind the last piece in [start, end) that ends a statement."""
    for marks in ENDS:
        for at in range(end - 1, start - 1, -1):
            if pieces[at] in marks:
                return at + 1
    return None


def _whole_statements(runs: list[_Run], old: Sequence[str], new: Sequence[str]) -> list[_Run]:
    """Of runs that changed places only what begins with a statement: people move sentences, and an end of one that turns up
    elsewhere (亿元,增长4.2%) is of another thing there."""
    stayed = _heaviest_in_order(runs)
    kept = []
    for run in runs:
        if run not in stayed:
            starts = (
                n for n in range(run.length) if _is_beginning(old, run.old + n) and _is_beginning(new, run.new + n)
            )
            drop = next(starts, run.length)
            run = run.cut(drop, run.length)
        kept.append(run)
    return kept


def _is_beginning(pieces: Sequence[str], at: int) -> bool:
    return at == 0 or pieces[at - 1] in STRONG


def _heaviest_in_order(runs: list[_Run]) -> set[_Run]:
    """The body of the text, that nobody moved: run by run, the longest first, what does not cross what is in it already.
    As long as they were before others took their ends: else two values that changed places take what lies between along."""
    body: list[_Run] = []
    for run in sorted(runs, key=lambda run: (-run.whole, -run.length)):
        at = bisect_right(body, run.old, key=lambda other: other.old)
        if (at == 0 or body[at - 1].new < run.new) and (at == len(body) or run.new < body[at].new):
            body.insert(at, run)
    return set(body)


def _in_order(runs: list[_Run]) -> list[_Run]:
    """Of short runs only such as cross no other: what changed places needs more to be known by."""
    least, later = [0] * len(runs), sys.maxsize
    for index in range(len(runs) - 1, -1, -1):
        least[index], later = later, min(later, runs[index].new)
    kept, furthest = [], -1
    for run, first_later in zip(runs, least, strict=True):
        if furthest < run.new < first_later:
            kept.append(run)
        furthest = max(furthest, run.new)
    return kept


def _mark(runs: Iterable[_Run], way: list[int], taken: list[bool]) -> None:
    for run in runs:
        for n in range(run.length):
            way[run.old + n] = run.new + n
            taken[run.new + n] = True


def _between(way: list[int], taken: list[bool]) -> Iterator[_Window]:
    """What is open yet between two neighbours that both stayed, in this order, with nothing of elsewhere between them."""
    at, size = 0, len(way)
    free = _length_of_free(taken)
    while at < size:
        if way[at] >= 0:
            at += 1
            continue
        end = at
        while end < size and way[end] < 0:
            end += 1
        left = way[at - 1] if at else -1
        right = way[end] if end < size else len(taken)
        if left + 1 < right and free[left + 1] >= right - left - 1:
            yield _Window(at, end, left + 1, right)
        at = end


def _length_of_free(taken: list[bool]) -> list[int]:
    """At each place, how many in a row from it on are not taken."""
    free = [0] * (len(taken) + 1)
    for at in range(len(taken) - 1, -1, -1):
        free[at] = 0 if taken[at] else free[at + 1] + 1
    return free


def _says_the_same(before: str, span: Span, after: str, found: Span) -> bool:
    """Not when the statement is now of something else: 工业增长5% is not 投资增长5%."""
    was, now = _subject(before, span, CLAUSE), _subject(after, found, CLAUSE)
    return not was or not now or bool(was & now)


def _surely_says_the_same(before: str, span: Span, after: str, found: Span) -> bool:
    """The same, where only a few words beside the figure stayed: then its sentence has to speak of the same."""
    was, now = _subject(before, span, SENTENCE), _subject(after, found, SENTENCE)
    return was == now or 3 * len(was & now) >= max(min(len(was), len(now)), 1)


def _subject(text: str, span: Span, unit: re.Pattern[str]) -> set[str]:
    """The characters in front of a figure, within its clause or sentence, that say what it is a figure of."""
    before = text[max(span[0] - FURTHEST, 0) : span[0]]
    return {c for c in unit.split(before)[-1] if "\u4e00" <= c <= "\u9fff"} - COMMON


def _whole_occurrences(exact: str, text: str) -> list[int]:
    """Starts of `exact` where it is not part of a longer number (5% inside 12.5% is another figure)."""
    found: list[int] = []
    at = text.find(exact) if exact else -1
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(exact) : at + len(exact) + 1]
        if not (_belongs_to_number(before) and exact[0].isdigit() or exact[-1].isdigit() and _belongs_to_number(after)):
            found.append(at)
        at = text.find(exact, at + 1)
    return found


def _belongs_to_number(character: str) -> bool:
    return character.isdigit() or character in {".", "．"}


def _context(anchor: Anchor, text: str, start: int) -> int:
    """How many characters beside the words are still those of the anchor."""
    end = start + len(anchor.exact)
    return _shared(anchor.prefix[::-1], text[max(start - CONTEXT, 0) : start][::-1]) + _shared(
        anchor.suffix, text[end : end + CONTEXT]
    )


def _shared(a: str, b: str) -> int:
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count
