"""How fast figures are read: `make bench`. Beside two other readers in the same run; on long and on hostile texts.

Time is the processor's, so that other work on the machine counts little. Absolute numbers are this machine's; what may be
compared elsewhere are the ratios: to the other readers, and of the time per character of a long text to that of a short one
(1.0 is linear).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bench import gold
from bench.gold import Document
from bench.scoring import Labelled, Rates, Score, base_value, overlap
from indicators.extraction import Context, extract, stream

CONTEXT = Context(published_on=date(2023, 8, 3), region="钱塘区")
MEGABYTES = (0.5, 1, 2, 4)
HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "7" * n,
    "commas": lambda n: "," * n,
    "1,1,1,…": lambda n: "1," * (n // 2),
    "nested brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "1(1(1(…": lambda n: "1(" * (n // 2),
    "亿": lambda n: "亿" * n,
    "1亿1亿…": lambda n: "1亿" * (n // 2),
    "第": lambda n: "第" * n,
    "一": lambda n: "一" * n,
    "、": lambda n: "、" * n,
    "分别增长5%、5%…": lambda n: "分别增长" + "5%、" * (n // 3),
    "其中": lambda n: "其中" * (n // 2),
    "one sentence": lambda n: "全市规模以上工业增加值增长5%," * (n // 16),
    "table bars": lambda n: "|" * n,
    "one table": lambda n: "| 指标 | 数 |\n|---|---|\n" + "| 增加值(亿元) | 5.1 |\n" * (n // 18),
    "line ends": lambda n: "\n" * n,
    "12%12%…": lambda n: "12%" * (n // 3),
    "2023年2023年…": lambda n: "2023年" * (n // 5),
}
HOSTILE_SIZES = (100_000, 1_000_000)
LONGEST = 120  # seconds that one measurement may take
LONG = 300  # characters from which on a text is a bulletin; short ones measure the cost of a call
MONEY = ("元", "美元", "港元", "欧元")


def megabytes(size: float) -> str:
    """Bulletins one after another, until they fill so many megabytes of UTF-8."""
    texts = [document.text for document in documents() if document.whole]
    together = "\n\n".join(texts)
    filled = len(together.encode())
    return (
        "\n\n".join([together] * (int(size * 1_000_000 / filled) + 1))
        .encode()[: int(size * 1_000_000)]
        .decode("utf-8", "ignore")
    )


def documents() -> list[Document]:
    return [*gold.shared(), *gold.own()]


def measure(text: str) -> dict[str, float]:
    """Seconds and peak memory of one reading, in this process; meant for a process of its own."""
    extract("上半年增加值352.4亿元,增长12.4%。", CONTEXT)
    before = peak()
    started = time.process_time()
    records = sum(1 for _ in stream(text, CONTEXT))
    return {
        "seconds": time.process_time() - started,
        "characters": len(text),
        "records": records,
        "base": before,
        "peak": peak(),
    }


def peak() -> float:
    """Most memory that this process ever held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # rusage would count what the parent held before this program was started
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / (1 << 10)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1 << 20) if sys.platform == "darwin" else held / (1 << 10)


def apart(kind: str, size: float) -> dict[str, float] | None:
    """`measure` in a process of its own; None where it takes too long or fails."""
    command = [sys.executable, "-m", "bench.extraction", "--one", kind, str(size)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, cwd=gold.ROOT)
    except subprocess.TimeoutExpired:
        return None
    result: dict[str, float] | None = json.loads(done.stdout) if done.returncode == 0 else None
    return result


def growth() -> Iterator[str]:
    yield "Long texts (bulletins in a row)          characters/s   time per character   peak memory, of which the reading"
    base = 0.0
    for size in MEGABYTES:
        found = apart("megabytes", size)
        if found is None:
            yield f"  {size:4} MB  failed or took more than {LONGEST} s"
            continue
        each = found["seconds"] / found["characters"]
        base = base or each
        yield (
            f"  {size:4} MB {found['characters']:9,.0f} characters {1 / each:14,.0f}"
            f"{each / base:12.2f} × the first {found['peak']:10.0f} MB{found['peak'] - found['base']:10.0f} MB"
        )


def hostile() -> Iterator[str]:
    yield f"Hostile texts, {HOSTILE_SIZES[1]:,} characters       seconds   time per character   peak memory"
    for kind in HOSTILE:
        small, large = (apart(kind, size) for size in HOSTILE_SIZES)
        if small is None or large is None:
            yield f"  {kind:30} failed or took more than {LONGEST} s"
            continue
        ratio = large["seconds"] / large["characters"] / (small["seconds"] / small["characters"])
        yield f"  {kind:30}{large['seconds']:13.2f}{ratio:10.2f} × a tenth {large['peak']:12.0f} MB"


def ours(read: Sequence[Document], rounds: int = 3) -> tuple[float, list[list[Labelled]]]:
    """Seconds of the fastest of some rounds, and the records by document."""
    best, predicted = float("inf"), list[list[Labelled]]()
    for _ in range(rounds):
        started = time.process_time()
        found = [extract(document.text, document.context) for document in read]
        best = min(best, time.process_time() - started)
        predicted = [[record.to_json() for record in records] for records in found]
    return best, predicted


def others(python: Path, read: Sequence[Document]) -> dict[str, Any]:
    """What `bench/others.py` found. Texts go in by line, which suits the others better than whole documents."""
    lines = [document.text.split("\n") for document in read]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "texts.json"), Path(folder, "mentions.json")
        source.write_text(json.dumps([line for of_one in lines for line in of_one]), "utf-8")
        command = [str(python), str(Path(__file__).with_name("others.py")), str(source), str(target)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            return {"others": {"error": done.stderr.strip().splitlines()[-1]}}
        results: dict[str, Any] = json.loads(target.read_text("utf-8"))
    for found in results.values():
        if "error" not in found:
            found["mentions"] = list(joined(lines, found["mentions"]))
    return results


def joined(lines: list[list[str]], by_line: list[list[Labelled]]) -> Iterator[list[Labelled]]:
    """Mentions by line → mentions by document, with offsets into the document."""
    at = 0
    for of_one in lines:
        start, mentions = 0, list[Labelled]()
        for line in of_one:
            mentions += [{**m, "start": m["start"] + start, "end": m["end"] + start} for m in by_line[at]]
            start, at = start + len(line) + 1, at + 1
        yield mentions


def mention_rates(golds: Iterable[Sequence[Labelled]], predicted: Iterable[Sequence[Labelled]]) -> Rates:
    """Mentions that overlap and state the same value, in favour of a reader of numbers: no sign is asked of it, and further
    numbers inside a mention that it found (the end of a range) are not held against it."""
    n_gold = n_predicted = hits = 0
    for wanted, offered in zip(golds, predicted, strict=True):
        free = sorted(offered, key=lambda m: m["start"])
        n_gold += len(wanted)
        for record in wanted:
            inside = [m for m in free if overlap(record, m)]
            found = next((m for m in inside if size(m) == size(record)), None)
            if found is not None:
                hits += 1
                n_predicted += 1
                free = [m for m in free if m not in inside]
        n_predicted += len(free)
    return Rates.of(hits, n_predicted, n_gold)


def size(record: Labelled) -> object:
    value = base_value(record)
    return None if value is None else abs(value)


def beside(python: Path | None) -> Iterator[str]:
    read = documents()
    whole = [document for document in read if document.whole]
    characters = sum(len(document.text) for document in read)
    seconds, predicted = ours(read)
    rate = characters / seconds
    score = Score()
    for document, records in zip(read, predicted, strict=True):
        if document.whole:
            score.add(document.name, document.gold, records)
    yield f"Speed over {len(read)} texts, {characters:,} characters; mention F1 over the {len(whole)} that are labelled whole"
    yield "                                     characters/s    ours is   mention P     R    F1   of money alone P     R    F1"
    yield line(
        "ours, whole records",
        rate,
        1,
        score.mention,
        money_rates(whole, [p for d, p in zip(read, predicted, strict=True) if d.whole]),
    )
    long = [document for document in whole if len(document.text) > LONG]
    seconds, _ = ours(long)
    yield f"    of {len(long)} bulletins, without tables and cases: {sum(len(d.text) for d in long) / seconds:,.0f} characters/s"
    if python is None:
        return
    for name, found in others(python, read).items():
        if "error" in found:
            yield f"  {name} does not run here: {found['error']}"
            continue
        theirs = [m for d, m in zip(read, found["mentions"], strict=True) if d.whole]
        speed = characters / found["seconds"]
        rates = mention_rates([d.gold for d in whole], theirs)
        yield line(f"{name} {found['version']}", speed, rate / speed, rates, money_rates(whole, theirs))
        yield f"    start-up {found['start_up']:.1f} s; failed on {found['failed']} lines"


def money_rates(whole: Sequence[Document], predicted: Sequence[Sequence[Labelled]]) -> Rates:
    """The same over amounts of money, which is all that JioNLP claims to find."""
    golds = [[r for r in document.gold if str(r["unit"]).endswith(MONEY)] for document in whole]
    # A reader that gives no unit says with its words whether it means money.
    offered = [
        [m for m in found if str(m["unit"] or m["text"]).endswith(MONEY) or m["text"].endswith(MONEY)]
        for found in predicted
    ]
    return mention_rates(golds, offered)


def line(name: str, rate: float, ratio: float, rates: Rates, money: Rates) -> str:
    return (
        f"  {name:32}{rate:15,.0f}{ratio:9.1f} ×{rates.precision:12.3f} {rates.recall:.3f} {rates.f1:.3f}"
        f"{money.precision:20.3f} {money.recall:.3f} {money.f1:.3f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.extraction", description=__doc__)
    parser.add_argument("--others", type=Path, metavar="PYTHON", help="an interpreter that has bench/requirements.txt")
    parser.add_argument("--one", nargs=2, metavar=("KIND", "SIZE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        kind, amount = options.one[0], float(options.one[1])
        text = megabytes(amount) if kind == "megabytes" else HOSTILE[kind](int(amount))
        print(json.dumps(measure(text)))
        return 0
    for part in (beside(options.others), growth(), hostile()):
        for row in part:
            print(row, flush=True)
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
