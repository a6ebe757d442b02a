"""Gold of two kinds: the project's own (`tests/gold`, one readable file a stage) and folders in the contract's JSON Lines.

Own gold is written like this; a case begins with its name and ends where the next one begins:

    [units-007]
    @ region=绍兴市 published=2024-02-20
    全年用电量达到512.6亿千瓦时。
      512.6亿千瓦时  unit=亿千瓦时

Lines that begin with two spaces are the records, in text order: the mention's own words, two spaces, then fields by the
names of the data contract (`period=2023-01-01..2023-06-30`, a stock `period=..2023-06-30`, `-` for null). Every number that
counts is listed; a mention has only those fields that the case is about. `@` sets the context (published, region, title):
right after a case's name for this case, else from there on. Under `@ whole` a record is complete: fields left out have
their usual value (`level`, `exact`, `actual`, nothing), value and unit are read off the mention, and period and region are
those that `@` sets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bench.scoring import Labelled
from indicators.extraction import Context

ROOT = Path(__file__).parents[1]
OWN = ROOT / "tests" / "gold"
SHARED = ROOT.parent / "shared"

ALL_FIELDS = {
    "indicator",
    "measure",
    "value",
    "value_max",
    "unit",
    "modifier",
    "comparison",
    "scope",
    "period",
    "region",
    "assertion",
}
CONTEXT_FIELDS = {"published", "region", "title", "period", "kind", "whole"}
USUAL: dict[str, Any] = {
    "measure": "level",
    "value_max": None,
    "modifier": "exact",
    "comparison": None,
    "scope": None,
    "assertion": "actual",
}
_PAIR = re.compile(r"([a-z_]+)=(\S+)")
_PLAIN = re.compile(r"(?P<value>\d[\d,]*(?:\.\d+)?)(?:余|多)?(?P<unit>\D*)")


class BadGold(ValueError):
    """A gold file that does not say what it means."""


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    kind: str
    text: str
    context: Context
    gold: tuple[Labelled, ...]
    whole: bool = True
    # which fields each record states; all of them in a whole document
    stated: tuple[frozenset[str], ...] = field(default=())


def own(folder: Path = OWN) -> list[Document]:
    """Every case, table and bulletin of the project's own gold, in the order of the files."""
    return [document for path in sorted(folder.glob("**/*.gold")) for document in read(path)]


def shared() -> list[Document]:
    """The labelled documents beside the checkout, where there are any."""
    return [*folder(SHARED / "corpus"), *folder(SHARED / "seeds")]


def folder(path: Path) -> Iterator[Document]:
    """`NAME.txt` with `NAME.gold.jsonl` and, for the context, `NAME.meta.json`."""
    for gold in sorted(path.glob("*.gold.jsonl")):
        name = gold.name.removesuffix(".gold.jsonl")
        meta_path = gold.with_name(f"{name}.meta.json")
        meta = json.loads(meta_path.read_text("utf-8")) if meta_path.exists() else FOUNDING
        records = tuple(json.loads(line) for line in gold.read_text("utf-8").splitlines() if line.strip())
        context = Context(date.fromisoformat(meta["published"]), meta["region"], meta.get("title"))
        yield Document(name, meta["kind"], gold.with_name(f"{name}.txt").read_text("utf-8"), context, records)


# The founding bulletin has its context in prose only.
FOUNDING = {"kind": "seed", "region": "钱塘区", "published": "2023-08-10"}


def read(path: Path) -> Iterator[Document]:
    """The cases of one file. Raises BadGold with file and case where something cannot be understood."""
    common: dict[str, str] = {}
    name, lines, settings, records = "", list[str](), common, list[str]()

    def finished() -> Iterator[Document]:
        if name:
            try:
                yield _document(name, path, lines, settings, records)
            except ValueError as error:
                raise BadGold(f"{path.name}: {name}: {error}") from error

    for line in path.read_text("utf-8").splitlines():
        if re.fullmatch(r"\[[\w-]+\]", line):
            yield from finished()
            name, lines, settings, records = line[1:-1], [], dict(common), []
        elif line.startswith("# "):
            continue
        elif line.startswith("@ "):
            # Right after a case's name it is the case's own; anywhere else it holds from there on.
            own_settings = name and not lines
            (settings if own_settings else common).update(_settings(line[2:], path))
        elif line.startswith("  "):
            records.append(line[2:])
        elif name:
            lines.append(line)
        elif line:
            raise BadGold(f"{path.name}: {line!r} stands before the first case")
    yield from finished()


def _settings(line: str, path: Path) -> dict[str, str]:
    found = dict(_PAIR.findall(line)) | ({"whole": "yes"} if "whole" in line.split() else {})
    if unknown := found.keys() - CONTEXT_FIELDS:
        raise BadGold(f"{path.name}: unknown setting {', '.join(sorted(unknown))}")
    return found


def _document(name: str, path: Path, lines: list[str], settings: dict[str, str], records: list[str]) -> Document:
    text = "\n".join(lines).strip("\n")
    whole = "whole" in settings
    kind = settings.get("kind", path.stem)
    context = Context(date.fromisoformat(settings["published"]), settings["region"], settings.get("title"))
    gold, stated, at = [], [], 0
    for line in records:
        words, _, rest = line.partition("  ")
        fields: dict[str, Any] = {key: None if value == "-" else value for key, value in _PAIR.findall(rest)}
        if unknown := fields.keys() - ALL_FIELDS:
            raise BadGold(f"unknown field {', '.join(sorted(unknown))}")
        start = _find(words, text, at)
        at = start + len(words)
        record = {"start": start, "end": at, "text": words} | (_completed(words, fields, settings) if whole else fields)
        if record.get("period"):
            first, _, last = str(record["period"]).partition("..")
            record["period"] = {"start": first or None, "end": last}
        stated.append(frozenset(ALL_FIELDS if whole else fields))
        gold.append(record)
    return Document(name, kind, text, context, tuple(gold), whole, tuple(stated))


def _completed(words: str, fields: dict[str, Any], settings: dict[str, str]) -> dict[str, Any]:
    record = {**USUAL, "region": settings["region"], "period": settings.get("period")}
    if plain := _PLAIN.fullmatch(words):
        record |= {"value": plain["value"].replace(",", ""), "unit": plain["unit"] or "1"}
    record |= fields
    if missing := [key for key in ("indicator", "value", "unit", "period") if not record.get(key)]:
        raise BadGold(f"{words} lacks {', '.join(missing)}")
    return record


def _find(words: str, text: str, at: int) -> int:
    """Where the mention stands at or after `at`, never inside a longer number."""
    before = r"(?<![\d.])" if words[:1].isdigit() else ""
    after = r"(?![\d.]\d|\d)" if words[-1:].isdigit() else ""
    found = re.compile(before + re.escape(words) + after).search(text, at)
    if not found:
        raise BadGold(f"{words} is not in the text, or not in this order")
    return found.start()
