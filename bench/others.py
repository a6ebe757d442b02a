"""What two other readers of Chinese figures find, for `bench.extraction`; runs in an environment of its own, with neither's help.

    python bench/others.py IN.json OUT.json

IN is a list of texts. OUT has for each reader its mentions by text (`start`, `end`, `text`, `value`, `unit`) and the seconds
that the reading took, start-up apart; or the error that kept it from running.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

Mention = dict[str, Any]
Reader = Callable[[str], list[Mention]]

WARM_UP = "上半年全市实现地区生产总值6105亿元,同比增长6.2%,居全省第四位,新增企业十七家,用电1.2万千瓦时。"


def jionlp() -> Reader:
    """Money and time: JioNLP names no other figures. Times are read, since a bulletin needs them, and are no mentions."""
    import jionlp as jio

    def read(text: str) -> list[Mention]:
        jio.ner.extract_time(text, with_parsing=False)
        return [mention for money in jio.ner.extract_money(text) for mention in amounts(money)]

    def amounts(money: dict[str, Any]) -> Iterator[Mention]:
        number = money["detail"]["num"] if money.get("detail") else None
        value = number[0] if isinstance(number, list) else number
        if value is not None:
            start, end = money["offset"]
            yield {
                "start": start,
                "end": end,
                "text": money["text"],
                "value": str(value),
                "unit": money["detail"]["case"],
            }

    return read


def recognizers() -> Reader:
    """Currency, dimension, percentage, ordinal and number; what a longer kind covers is not counted again, nor what is a time."""
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_number, recognize_ordinal, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension
    from recognizers_text import Culture

    kinds = [recognize_currency, recognize_dimension, recognize_percentage, recognize_ordinal, recognize_number]

    def read(text: str) -> list[Mention]:
        taken = [(found.start, found.end + 1) for found in recognize_datetime(text, Culture.Chinese)]
        mentions = []
        for kind in kinds:
            for found in kind(text, Culture.Chinese):
                start, end = found.start, found.end + 1
                value = (found.resolution or {}).get("value")
                if value is None or any(start < stop and begin < end for begin, stop in taken):
                    continue
                taken.append((start, end))
                mentions.append({"start": start, "end": end, "text": found.text, **measured(found.text, str(value))})
        return mentions

    def measured(words: str, value: str) -> Mention:
        if words.endswith("成"):  # it gives 三成 as 30%, the gold as 3 成
            return {"value": str(float(value.rstrip("%")) / 10), "unit": "成"}
        # A power of ten inside the unit (千瓦时, 千米) is the unit's own in the gold, and scaled there.
        own = re.search(r"(千)(?:瓦时?|米|克)$", words)
        return {"value": value.rstrip("%"), "unit": own[1] if own else ""}

    return read


READERS: dict[str, tuple[str, Callable[[], Reader]]] = {
    "JioNLP": ("jionlp", jionlp),
    "Recognizers-Text": ("recognizers-text-suite", recognizers),
}


def run(package: str, make: Callable[[], Reader], texts: list[str]) -> dict[str, Any]:
    started = time.process_time()
    try:
        read = make()
        read(WARM_UP)
    except Exception as error:  # whatever keeps it from running is the result
        return {"error": f"{type(error).__name__}: {error}"}
    ready = time.process_time()
    mentions, failed = [], 0
    for text in texts:
        try:
            mentions.append(read(text))
        except Exception:
            mentions.append([])
            failed += 1
    return {
        "version": version(package),
        "start_up": ready - started,
        "seconds": time.process_time() - ready,
        "failed": failed,
        "mentions": mentions,
    }


def main() -> None:
    source, target = map(Path, sys.argv[1:3])
    logging.disable(logging.CRITICAL)  # JioNLP logs a traceback for each time that it cannot parse; spare it the cost
    texts = json.loads(source.read_text("utf-8"))
    results = {name: run(package, make, texts) for name, (package, make) in READERS.items()}
    target.write_text(json.dumps(results, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
