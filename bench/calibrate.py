"""What a record's confidence is worth: `python -m bench.calibrate [FOLDER|FILE…] [--closed FOLDER…] [--write]`.

Fits the weights of `indicators/extraction/confidence.tsv` and shows, for bulletins left out of the fitting, a tenth of them at a time, how
many of the records of each band were wholly right.

What counts is how a bulletin is read for the first time: once rules have been written on it, it says nothing of the next one. So whoever
labels bulletins reads them once before looking at the errors and keeps what came of it: `--keep FILE FOLDER…` writes a line for each
record with its signs and whether it was right. Such files are given here; a folder is taken as if read for the first time. The bulletins beside the
checkout and the project's own are what the rules were written on: they are shown, and fitted to only where nothing else is given.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from bench import gold
from bench.gold import Document
from bench.scoring import FIELDS, agrees, match
from indicators.extraction import confidence, extract

Array = NDArray[np.float64]
TABLE = Path(confidence.__file__).with_name("confidence.tsv")
RIDGE = 20  # pulls weights towards nothing: what only a few bulletins have says little of others
BANDS = (confidence.CERTAIN, 0.8, 0.7, 0.6, 0.5, 0.3, 0.0)


@dataclass(frozen=True, slots=True)
class Case:
    """One record as the fitting sees it."""

    document: str
    signs: tuple[str, ...]
    right: bool


def cases(documents: Iterable[Document]) -> Iterator[Case]:
    """The records of prose; tables have weights of their own."""
    for document in documents:
        given: list[tuple[str, ...]] = []

        def keep(signs: Sequence[str], given: list[tuple[str, ...]] = given) -> float:
            given.append(tuple(signs))
            return 0.5

        with patch.object(confidence, "of", keep):
            predicted = [record.to_json() for record in extract(document.text, document.context)]
        pairs = match(document.gold, predicted)
        right = {id(offered) for wanted, offered in pairs if all(agrees(name, wanted, offered) for name in FIELDS)}
        for signs, record in zip(given, predicted, strict=True):
            if not signs[0].startswith("table"):
                yield Case(document.name, signs, id(record) in right)


def kept(path: Path) -> Iterator[Case]:
    """A folder's cases, or those of a file that an earlier reading wrote."""
    if path.is_dir():
        yield from cases(gold.folder(path))
        return
    for line in path.read_text("utf-8").splitlines():
        document, signs, right = json.loads(line)
        yield Case(document, tuple(signs), right)


def design(found: Sequence[Case], names: Sequence[str]) -> Array:
    at = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(found), len(names) + 1))
    matrix[:, -1] = 1  # the base
    for row, case in enumerate(found):
        matrix[row, [at[sign] for sign in case.signs if sign in at]] = 1
    return matrix


def fit(matrix: Array, right: Array) -> Array:
    """Logistic regression by Newton's method."""
    weights = np.zeros(matrix.shape[1])
    ridge = np.eye(matrix.shape[1]) * RIDGE
    ridge[-1, -1] = 0.001
    for _ in range(40):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (right - chance) - ridge @ weights
        bend = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + ridge
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def odds(matrix: Array, weights: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-matrix @ weights)), np.float64)


def left_out(matrix: Array, right: Array, documents: Array) -> Array:
    """The chance of each record by weights that its bulletin had no part in."""
    names = sorted(set(documents.tolist()))
    random.Random(1).shuffle(names)
    chance = np.zeros(len(right))
    for fold in range(10):
        out = np.isin(documents, names[fold::10])
        weights = fit(matrix[~out], right[~out])
        chance[out] = odds(matrix[out], weights)
    return chance


def bands(title: str, chance: Array, right: Array) -> Iterator[str]:
    yield f"{title}: {len(right)} records, {right.mean():.3f} wholly right"
    above = 2.0
    for edge in BANDS:
        inside = (chance >= edge) & (chance < above)
        above = edge
        if inside.any():
            yield f"  {edge:.3f} and over{inside.sum():7}{right[inside].mean():8.3f}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.calibrate", description=__doc__)
    parser.add_argument(
        "given", nargs="*", type=Path, help="folders of NAME.txt, NAME.gold.jsonl, NAME.meta.json; files of --keep"
    )
    parser.add_argument(
        "--closed", nargs="*", type=Path, default=[], help="folders or files that have no part in the fitting"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="write what the first reading of the folders gave, and no more"
    )
    parser.add_argument("--write", action="store_true", help="write the weights into the table")
    options = parser.parse_args()
    first = [case for path in options.given for case in kept(path)]
    if options.keep:
        lines = (json.dumps([case.document, case.signs, case.right], ensure_ascii=False) for case in first)
        options.keep.write_text("\n".join(lines) + "\n", "utf-8")
        return 0
    seen = list(cases([*gold.shared(), *(document for document in gold.own() if document.kind == "bulletins")]))
    found = first or seen
    names = sorted({sign for case in found for sign in case.signs})
    matrix, right = design(found, names), _right(found)
    weights = fit(matrix, right)
    chance = left_out(matrix, right, np.array([case.document for case in found]))
    print("\n".join(bands("left out of the fitting", chance, right)))
    apart = [("what the rules were written on", seen)] if first else []
    for title, other in [*apart, *((path.name, list(kept(path))) for path in options.closed)]:
        print("\n".join(bands(title, odds(design(other, names), weights), _right(other))))
    if options.write:
        write(dict(zip([*names, "base"], weights, strict=True)))
    return 0


def _right(found: Sequence[Case]) -> Array:
    return np.array([float(case.right) for case in found])


def write(fitted: dict[str, float]) -> None:
    """The new weights beside the notes that the table has. Rows of tables move against the base, so that their cells stay as sure."""
    head, *rows = TABLE.read_text("utf-8").splitlines()
    old = {sign: (float(weight), note) for sign, weight, note in (row.split("\t") for row in rows)}
    moved = old["base"][0] - round(fitted["base"], 2)
    weights = {name: fitted[name] for name in ("base", *sorted(set(fitted) - {"base"}))}
    weights |= {name: weight + moved for name, (weight, _note) in old.items() if name.startswith("table")}
    lines = [f"{name}\t{weight:.2f}\t{old[name][1] if name in old else ''}" for name, weight in weights.items()]
    TABLE.write_text("\n".join([head, *lines]) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
