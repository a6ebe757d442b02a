"""How well figures are read: `make score`. Mention and record F1, each field, by kind of document, and what confidence means.

The labelled documents beside the checkout (`../shared`) are scored where present, the project's own gold always.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from bench import gold
from bench.gold import Document
from bench.scoring import FIELDS, Score, agrees, match, overlap
from indicators.extraction import extract

FIELD_GROUPS = {"period": ("period_start", "period_end")}


def predict(document: Document) -> list[dict[str, Any]]:
    return [record.to_json() for record in extract(document.text, document.context)]


def failures(document: Document) -> Iterator[str]:
    """Why a case does not hold: mentions that differ from those listed, and stated fields that differ."""
    predicted = predict(document)
    for wanted, stated in zip(document.gold, document.stated, strict=True):
        offered = next((record for record in predicted if overlap(wanted, record)), None)
        if offered is None:
            yield f"{wanted['text']} was not found"
            continue
        predicted.remove(offered)
        if offered["text"] != wanted["text"]:
            yield f"{wanted['text']} was read as {offered['text']}"
        for name in sorted(stated):
            for part in FIELD_GROUPS.get(name, (name,)):
                # A value whose unit the case leaves open is compared as it is written.
                if not agrees(part, {"unit": offered["unit"], **wanted}, offered):
                    yield f"{wanted['text']}: {name} is {offered[name]!r}, gold {wanted[name]!r}"
    for record in predicted:
        yield f"{record['text']} is no record ({record['indicator']})"


def wrong_records(document: Document) -> list[int]:
    """The numbers, from 1, of a whole document's gold records that were not read wholly right; 0 for spurious ones."""
    predicted = predict(document)
    pairs = match(document.gold, predicted)
    right = {id(g) for g, p in pairs if all(agrees(name, g, p) for name in FIELDS)}
    wrong = [number for number, record in enumerate(document.gold, 1) if id(record) not in right]
    return ([0] if len(predicted) > len(pairs) else []) + wrong


def gaps(documents: Iterable[Document]) -> Iterator[str]:
    """Names of the cases that do not hold, as `known_gaps.txt` lists them."""
    for document in documents:
        if document.kind == "bulletins":
            yield from (f"{document.name}/{number}" for number in wrong_records(document))
        elif any(failures(document)):
            yield document.name


def score(documents: Iterable[Document]) -> dict[str, Score]:
    """By kind of document, and under `all` together."""
    scores: dict[str, Score] = defaultdict(Score)
    for document in documents:
        predicted = predict(document)
        for kind in (document.kind, "all"):
            scores[kind].add(document.name, document.gold, predicted)
    return scores


def report(title: str, scores: dict[str, Score]) -> Iterator[str]:
    yield f"{title}\n  {'':16}{'docs':>5}{'gold':>6}{'pred':>6}  mention P     R    F1   record P     R    F1"
    for kind, found in sorted(scores.items(), key=lambda item: (item[0] == "all", item[0])):
        mention, record = found.mention, found.record
        yield (
            f"  {kind:16}{found.documents:5}{found.gold:6}{found.predicted:6}"
            f"{mention.precision:11.3f} {mention.recall:.3f} {mention.f1:.3f}"
            f"{record.precision:11.3f} {record.recall:.3f} {record.f1:.3f}"
        )
    together = scores["all"]
    yield "  fields over matched mentions: " + "  ".join(f"{name} {together.accuracy(name):.3f}" for name in FIELDS)
    yield "  confidence    records  right  share"
    for band in sorted({band for band, _ in together.bands}, reverse=True):
        right, wrong = together.bands[band, True], together.bands[band, False]
        yield f"  {band / 10:.1f} and over{right + wrong:10}{right:7}{right / (right + wrong):7.3f}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.score", description=__doc__)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list up to N disagreements of each part")
    parser.add_argument("--documents", action="store_true", help="a line for each document as well")
    parser.add_argument(
        "--gaps", action="store_true", help="only the own cases that do not hold, as known_gaps.txt lists them"
    )
    parser.add_argument("--json", action="store_true", help="one object with the figures of all parts")
    options = parser.parse_args()
    own = gold.own()
    if options.gaps:
        print("\n".join(gaps(own)))
        return 0
    parts = {"shared": gold.shared(), "own": [document for document in own if document.whole]}
    results = {name: score(documents) for name, documents in parts.items() if documents}
    if options.json:
        print(json.dumps({name: {kind: _figures(s) for kind, s in found.items()} for name, found in results.items()}))
        return 0
    for name, found in results.items():
        print(
            "\n".join(
                report(
                    f"{name}: {'labelled documents beside the checkout' if name == 'shared' else 'tests/gold'}", found
                )
            )
        )
        if options.documents:
            for document in parts[name]:
                alone = score([document])["all"]
                print(f"  {document.name:34} mention {alone.mention.f1:.3f}  record {alone.record.f1:.3f}")
        for disagreement in found["all"].disagreements[: options.errors]:
            print(f"  {disagreement}")
        print()
    _cases([document for document in own if not document.whole], options.errors)
    return 0


def _cases(cases: list[Document], errors: int) -> None:
    stages: dict[str, list[list[str]]] = defaultdict(list)
    for case in cases:
        stages[case.kind].append([f"{case.name}: {reason}" for reason in failures(case)])
    if stages:
        print("own: cases by stage that hold, of all")
    for stage, found in sorted(stages.items()):
        print(f"  {stage:16}{sum(not reasons for reasons in found):5} of {len(found)}")
    for reason in [reason for found in stages.values() for reasons in found for reason in reasons][:errors]:
        print(f"  {reason}")


def _figures(found: Score) -> dict[str, Any]:
    return {
        "documents": found.documents,
        "gold": found.gold,
        "predicted": found.predicted,
        "mention": round(found.mention.f1, 4),
        "record": round(found.record.f1, 4),
        "fields": {name: round(found.accuracy(name), 4) for name in FIELDS},
    }


if __name__ == "__main__":
    sys.exit(main())
