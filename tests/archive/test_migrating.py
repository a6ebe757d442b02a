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


def test_the_groups_of_a_portal_in_use_get_the_care_of_the_catalogue_once(tmp_path):
    manage(tmp_path, "migrate", "--verbosity", "0")
    manage(tmp_path, "migrate", "portal", "0006", "--verbosity", "0")
    database = sqlite3.connect(tmp_path / "portal.sqlite3")
    database.execute("DELETE FROM auth_group_permissions")
    database.commit()
    manage(tmp_path, "migrate", "--verbosity", "0")
    held = """SELECT count(*) FROM auth_group_permissions JOIN auth_group g ON g.id = group_id
        JOIN auth_permission p ON p.id = permission_id WHERE g.name = '审核' AND p.codename = 'change_indicator'"""
    assert database.execute(held).fetchone() == (1,)
    database.execute("DELETE FROM auth_group_permissions")
    database.commit()
    manage(tmp_path, "migrate", "--verbosity", "0")
    assert database.execute(held).fetchone() == (0,), "what an office takes away stays away"
