"""What a record's confidence is worth: `python -m bench.calibrate FOLDER… [--write]`.

Fits the weights of `indicators/extraction/confidence.tsv` to labelled bulletins (those beside the checkout, the project's own, and the
folders given), and shows for bulletins left out of the fitting, a tenth of them at a time, how many of the records of each band were
wholly right. A bulletin that the rules were written on says less than one that they were not: it weighs a third.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
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
SEEN = 0.35  # weight of a record of a bulletin that the rules were written on
RIDGE = 1.5  # pulls the weight of a rare sign towards nothing
BANDS = (confidence.CERTAIN, 0.8, 0.7, 0.6, 0.5, 0.0)


@dataclass(frozen=True, slots=True)
class Case:
    """One record as the fitting sees it."""

    document: str
    seen: bool
    signs: tuple[str, ...]
    right: bool


def cases(documents: Sequence[Document], seen: bool) -> Iterator[Case]:
    for document in documents:
        kept: list[tuple[str, ...]] = []

        def keep(signs: Sequence[str], kept: list[tuple[str, ...]] = kept) -> float:
            kept.append(tuple(signs))
            return 0.5

        with patch.object(confidence, "of", keep):
            predicted = [record.to_json() for record in extract(document.text, document.context)]
        pairs = match(document.gold, predicted)
        right = {id(offered) for wanted, offered in pairs if all(agrees(name, wanted, offered) for name in FIELDS)}
        for signs, record in zip(kept, predicted, strict=True):
            yield Case(document.name, seen, signs, id(record) in right)


def design(found: Sequence[Case], names: Sequence[str]) -> Array:
    at = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(found), len(names) + 1))
    matrix[:, -1] = 1  # the base
    for row, case in enumerate(found):
        matrix[row, [at[sign] for sign in case.signs]] = 1
    return matrix


def fit(matrix: Array, right: Array, weight: Array) -> Array:
    """Logistic regression by Newton's method."""
    weights = np.zeros(matrix.shape[1])
    ridge = np.eye(matrix.shape[1]) * RIDGE
    ridge[-1, -1] = 0.001
    for _ in range(40):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (weight * (right - chance)) - ridge @ weights
        bend = (matrix * (weight * chance * (1 - chance))[:, None]).T @ matrix + ridge
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def left_out(matrix: Array, right: Array, weight: Array, documents: Array) -> Array:
    """The chance of each record by weights that its bulletin had no part in."""
    names = sorted(set(documents.tolist()))
    random.Random(1).shuffle(names)
    chance = np.zeros(len(right))
    for fold in range(10):
        out = np.isin(documents, names[fold::10])
        weights = fit(matrix[~out], right[~out], weight[~out])
        chance[out] = 1 / (1 + np.exp(-matrix[out] @ weights))
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
        "folders", nargs="*", type=Path, metavar="FOLDER", help="NAME.txt, NAME.gold.jsonl, NAME.meta.json"
    )
    parser.add_argument("--write", action="store_true", help="write the weights into the table")
    options = parser.parse_args()
    seen = [*gold.shared(), *(document for document in gold.own() if document.kind == "bulletins")]
    others = [document for folder in options.folders for document in gold.folder(folder)]
    found = [*cases(seen, True), *cases(others, False)]
    found = [case for case in found if not case.signs[0].startswith("table")]
    names = sorted({sign for case in found for sign in case.signs})
    matrix = design(found, names)
    right = np.array([float(case.right) for case in found])
    unseen = np.array([not case.seen for case in found])
    weight = np.where(unseen, 1.0, SEEN) if unseen.any() else np.ones(len(found))
    chance = left_out(matrix, right, weight, np.array([case.document for case in found]))
    for title, part in (("all", unseen | ~unseen), ("of the folders given", unseen)):
        if part.any():
            print("\n".join(bands(title, chance[part], right[part])))
    if options.write:
        write(dict(zip([*names, "base"], fit(matrix, right, weight), strict=True)), matrix.sum(axis=0))
    return 0


def write(fitted: dict[str, float], counts: Array) -> None:
    """The new weights beside the notes that the table has; rows of tables stay as they are."""
    head, *rows = TABLE.read_text("utf-8").splitlines()
    old = {row.split("\t")[0]: row for row in rows}
    notes = {name: row.split("\t")[2] for name, row in old.items()}
    kept = [row for name, row in old.items() if name.startswith("table")]
    lines = [f"{name}\t{fitted[name]:.2f}\t{notes.get(name, '')}" for name in ("base", *sorted(set(fitted) - {"base"}))]
    TABLE.write_text("\n".join([head, *lines, *kept]) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
