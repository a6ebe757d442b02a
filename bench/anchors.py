"""Do records find their words again after an edit? `python -m bench.anchors`, over the demonstration bulletins and the texts
beside the checkout, where there are any.

A text is a row of characters that know where they came from, so an edit keeps the truth by itself: a record's words are
where all its characters went, or gone when one of them is. Every record of the text is asked after every edit:

right     found where its words went, or not found because they are gone
detached  not found, though its words are there: a person has to decide again
wrong     found anywhere else
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from articles import body as bodies
from indicators.anchoring import Following, describe
from indicators.extraction import Context, extract

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
CONTEXT = Context(published_on=date(2024, 2, 1), region="钱塘区")
SEED = 20240201
RETYPED = {
    "同比增长": "比上年同期增长", "比上年": "较上年", "同比": "与去年同期相比", "实现": "完成", "达到": "达", "达": "达到",
    "其中": "当中", "分别": "各自", "全区": "全区全年", "全市": "我市", "全省": "我省", "全国": "我国", "累计": "总共",
    "增长": "增加", "下降": "回落", "超过": "超", "左右": "上下", "我们": "大家", "推进": "推动", "提高": "提升", "共": "一共",
    "，": "、", "为": "是", "的": "之", "完成": "实现", "已": "已经", "较": "比", "新增": "增加了", "占": "占到",
}  # fmt: skip
ADDED = [
    "总体来看,", "据统计,", "初步核算,", "今年以来,", "据有关部门介绍,", "从全年看,", "按可比价格计算,", "总的来说,",
]  # fmt: skip
SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
CLAUSE = re.compile(r"[^，、。；！？\n]+[，、。；！？]?")
PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]+)*")
NUMBER = re.compile(r"\d+(?:\.\d+)?")

UNLIKE = 24  # characters in a row that two bulletins do not share by chance
TYPED = "上年同期,全区共有此类项目18个,总投资23.6亿元,同比增长9.8%。"

# A character and where it stood before the edit; None for what the edit brought.
Letters = list[tuple[str, int | None]]


def words(letters: Iterable[tuple[str, int | None]]) -> str:
    return "".join(letter for letter, _from in letters)


def typed(text: str) -> Letters:
    return [(letter, None) for letter in text]


@dataclass(frozen=True)
class Desk:
    """An editor with a text, and other bulletins to copy from."""

    chance: random.Random
    others: Sequence[str]

    def choose(self, letters: Letters, kind: re.Pattern[str]) -> tuple[int, int]:
        spans = [match.span() for match in kind.finditer(words(letters)) if match[0].strip()]
        return self.chance.choice(spans) if spans else (0, 0)

    def copied(self, kind: re.Pattern[str]) -> str:
        """From another bulletin."""
        found = [match[0] for match in kind.finditer(self.chance.choice(self.others)) if len(match[0]) > 5]
        return self.chance.choice(found or ADDED)


def insert_words(desk: Desk, letters: Letters) -> Letters:
    at, _end = desk.choose(letters, CLAUSE)
    return [*letters[:at], *typed(desk.chance.choice(ADDED)), *letters[at:]]


def insert_sentence(desk: Desk, letters: Letters) -> Letters:
    _start, at = desk.choose(letters, SENTENCE)
    return [*letters[:at], *typed(desk.copied(SENTENCE)), *letters[at:]]


def insert_paragraph(desk: Desk, letters: Letters) -> Letters:
    at, _end = desk.choose(letters, PARAGRAPH)
    return [*letters[:at], *typed(desk.copied(PARAGRAPH) + "\n\n"), *letters[at:]]


def deletion(kind: re.Pattern[str]) -> Edit:
    def delete(desk: Desk, letters: Letters) -> Letters:
        start, end = desk.choose(letters, kind)
        return [*letters[:start], *letters[end:]]

    return delete


def movement(kind: re.Pattern[str]) -> Edit:
    def move(desk: Desk, letters: Letters) -> Letters:
        start, end = desk.choose(letters, kind)
        moved, rest = letters[start:end], [*letters[:start], *letters[end:]]
        at, _end = desk.choose(rest, kind)
        gap = typed("\n\n") if kind is PARAGRAPH else []
        return [*rest[:at], *moved, *gap, *rest[at:]]

    return move


def copy_paragraph(desk: Desk, letters: Letters) -> Letters:
    """Below itself, as the beginning of another one."""
    start, end = desk.choose(letters, PARAGRAPH)
    return [*letters[:end], *typed("\n\n" + words(letters[start:end])), *letters[end:]]


def change_figure(desk: Desk, letters: Letters) -> Letters:
    """A digit, or to a value that stands elsewhere in the text."""
    text = words(letters)
    numbers = list(NUMBER.finditer(text))
    if not numbers:
        return letters
    number = desk.chance.choice(numbers)
    new = desk.chance.choice(numbers)[0]
    if desk.chance.random() < 0.6 or new == number[0]:
        at = desk.chance.randrange(len(number[0]))
        digit = number[0][at]
        changed = str((int(digit) + desk.chance.randint(1, 8)) % 10) if digit.isdigit() else ""
        new = number[0][:at] + changed + number[0][at + 1 :]
    return [*letters[: number.start()], *typed(new), *letters[number.end() :]]


def swap_figures(desk: Desk, letters: Letters) -> Letters:
    """Two figures of one paragraph typed over with each other's value."""
    start, end = desk.choose(letters, PARAGRAPH)
    numbers = list(NUMBER.finditer(words(letters[start:end])))
    if len(numbers) < 2:
        return change_figure(desk, letters)
    one, two = sorted(desk.chance.sample(numbers, 2), key=lambda number: number.start())
    if one[0] == two[0]:
        return letters
    part = letters[start:end]
    between = part[one.end() : two.start()]
    swapped = [*part[: one.start()], *typed(two[0]), *between, *typed(one[0]), *part[two.end() :]]
    return [*letters[:start], *swapped, *letters[end:]]


def retype_sentence(desk: Desk, letters: Letters) -> Letters:
    """Other words, the same figures; sometimes with a few words more."""
    start, end = desk.choose(letters, SENTENCE)
    sentence = words(letters[start:end])
    out: Letters = typed(desk.chance.choice(ADDED)) if desk.chance.random() < 0.4 else []
    at = 0
    while at < len(sentence):
        old = next((old for old in RETYPED if sentence.startswith(old, at) and desk.chance.random() < 0.6), "")
        if old:
            out += typed(RETYPED[old])
            at += len(old)
        else:
            out.append(letters[start + at])
            at += 1
    return [*letters[:start], *out, *letters[end:]]


def several(desk: Desk, letters: Letters) -> Letters:
    """What is done between two saves: two to five of the others, each once: figures swapped twice are as they were. No copies:
    of one whose original is deleted or moved next, nobody could say which of the two it is."""
    kinds = [edit for edit in EDITS.values() if edit not in {copy_paragraph, several}]
    for edit in desk.chance.sample(kinds, k=desk.chance.randint(2, 5)):
        letters = edit(desk, letters)
    return letters


Edit = Callable[[Desk, Letters], Letters]
EDITS: dict[str, Edit] = {
    "insert words": insert_words,
    "insert a sentence": insert_sentence,
    "insert a paragraph": insert_paragraph,
    "delete a clause": deletion(CLAUSE),
    "delete a sentence": deletion(SENTENCE),
    "delete a paragraph": deletion(PARAGRAPH),
    "move a sentence": movement(SENTENCE),
    "move a paragraph": movement(PARAGRAPH),
    "copy a paragraph": copy_paragraph,
    "change a figure": change_figure,
    "swap two figures": swap_figures,
    "retype a sentence": retype_sentence,
    "several at once": several,
}


@dataclass
class Tally:
    edits: Counter[str] = field(default_factory=Counter)
    anchors: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    faults: list[str] = field(default_factory=list)

    @property
    def together(self) -> Counter[str]:
        return sum(self.anchors.values(), Counter())

    @property
    def share_right(self) -> float:
        return self.together["right"] / max(self.together.total(), 1)


def measure(texts: Sequence[str], edits: int, seed: int = SEED) -> Tally:
    chance = random.Random(seed)
    desks = {text: Desk(chance, _others(text, texts)) for text in texts}
    figures = {text: sorted({(record.start, record.end) for record in extract(text, CONTEXT)}) for text in texts}
    tally = Tally()
    kinds = list(EDITS)
    for number in range(edits):
        kind, text = kinds[number % len(kinds)], chance.choice(texts)
        edited = EDITS[kind](desks[text], [(letter, at) for at, letter in enumerate(text)])
        tally.edits[kind] += 1
        _judge(kind, text, figures[text], edited, tally)
    return tally


def _others(text: str, texts: Sequence[str]) -> list[str]:
    """Bulletins that are not another printing of this one: what is deleted here and copied from there has only moved."""
    return [other for other in texts if _shingles(text).isdisjoint(_shingles(other))] or [TYPED]


@cache
def _shingles(text: str) -> frozenset[str]:
    bare = re.sub(r"\W", "", text)
    return frozenset(bare[at : at + UNLIKE] for at in range(len(bare) - UNLIKE))


def _judge(kind: str, text: str, figures: list[tuple[int, int]], edited: Letters, tally: Tally) -> None:
    after = words(edited)
    went = {came: at for at, (_letter, came) in enumerate(edited) if came is not None}
    following = Following(text, after)
    for start, end in figures:
        truth = _truth(start, end, went, after)
        found = following.find(describe(text, start, end))
        verdict = "right" if found == truth else "detached" if found is None else "wrong"
        tally.anchors[kind][verdict] += 1
        if verdict != "right":
            there = after[max(found[0] - 16, 0) : found[1] + 8] if found else "-"
            was = text[max(start - 16, 0) : end + 8]
            tally.faults.append(f"{verdict:8} {kind}: {was!r} → {there!r}".replace("\\n", "↵"))


def _truth(start: int, end: int, went: dict[int, int], after: str) -> tuple[int, int] | None:
    first = went.get(start)
    if first is None or any(went.get(start + n) != first + n for n in range(end - start)):
        return None
    last = first + end - start
    # 5% is there no more where digits were put in front of it.
    before, behind = after[first - 1 : first], after[last : last + 1]
    if after[first].isdigit() and before.isdigit() or after[last - 1].isdigit() and behind.isdigit():
        return None
    return first, last


def demonstration() -> Iterator[str]:
    for path in sorted((ROOT / "seeds" / "bulletins").iterdir()):
        if path.suffix in {".txt", ".md", ".html"}:
            source = path.read_text("utf-8")
            yield bodies.to_text("", bodies.clean(source)).strip() if path.suffix == ".html" else source


def corpus() -> Iterator[str]:
    for name in ("corpus", "seeds"):
        yield from (path.read_text("utf-8") for path in sorted((SHARED / name).glob("*.txt")))


def table(tally: Tally) -> Iterator[str]:
    yield f"{'edit':20} {'edits':>6} {'anchors':>8} {'right':>8} {'%':>8} {'detached':>9} {'wrong':>6}"
    for kind, counts in [*tally.anchors.items(), ("all", tally.together)]:
        total = counts.total()
        edits = tally.edits[kind] if kind in tally.edits else tally.edits.total()
        share = 100 * counts["right"] / max(total, 1)
        yield f"{kind:20} {edits:6} {total:8} {counts['right']:8} {share:8.2f} {counts['detached']:9} {counts['wrong']:6}"


def speed(texts: Sequence[str]) -> Iterator[str]:
    """Seconds for a text of so many characters with a paragraph taken from its middle to its front; linear, or hostile."""
    long = "\n\n".join(texts)
    made: dict[str, Callable[[int], str]] = {
        "bulletins": lambda n: (long * (n // len(long) + 1))[:n],
        "5%、5%、…": lambda n: "5%、" * (n // 3),
        "line ends": lambda n: "\n" * n,
        "digits": lambda n: "7" * n,
        "one table": lambda n: "| 增加值 | 5.1 |\n" * (n // 14),
    }
    for name, make in made.items():
        seconds = []
        for size in (10_000, 100_000):
            text = make(size)
            half = len(text) // 2
            started = time.process_time()
            Following(text, text[half : half + 400] + text[:half] + text[half + 401 :]).span(0, 1)
            seconds.append(time.process_time() - started)
        yield f"{name:20} 10,000 characters {seconds[0]:6.3f} s   100,000 characters {seconds[1]:6.3f} s"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--faults", type=int, default=0, help="print so many of what was not right")
    asked = parser.parse_args(arguments)
    texts = [*demonstration(), *corpus()]
    tally = measure(texts, asked.edits, asked.seed)
    print(f"{len(texts)} texts, {sum(map(len, texts)):,} characters, seed {asked.seed}")
    print("\n".join(table(tally)))
    print("\n".join(sorted(tally.faults, reverse=True)[: asked.faults]))
    print("\n".join(speed(texts)))
    return 0 if tally.share_right >= 0.995 and not tally.together["wrong"] else 1


if __name__ == "__main__":
    sys.exit(main())
