"""A portal in use is brought up to date: its published rows do not stand in the way, and are frozen again afterwards."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def manage(folder: Path, *words: str) -> None:
    environment = os.environ | {"DATA_DIR": str(folder), "DATABASE_URL": ""}
    subprocess.run([sys.executable, "manage.py", *words], env=environment, cwd=ROOT, check=True, capture_output=True)


def test_a_table_that_published_rows_stand_in_can_be_rebuilt(tmp_path):
    manage(tmp_path, "migrate", "--verbosity", "0")
    manage(tmp_path, "seed")
    # Any rebuild will do: take the index table's app back and forth, which runs a plan with every trigger in place.
    manage(tmp_path, "migrate", "portal", "0001", "--verbosity", "0")
    manage(tmp_path, "migrate", "--verbosity", "0")
    database = sqlite3.connect(tmp_path / "portal.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="frozen"):
        database.execute("UPDATE articles_revision SET title = 'x'")
