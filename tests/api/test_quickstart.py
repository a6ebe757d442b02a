"""The quick starts of docs/api.md, as a reader would run them, against the server that `make run` starts."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import serving

ROOT = Path(__file__).parents[2]


def blocks(file: str) -> list[tuple[str, str]]:
    return re.findall(r"```(\w+)\n(.*?)```", (ROOT / "docs" / file).read_text(encoding="utf-8"), re.S)


BLOCKS = blocks("api.md")
RUN_BY = {
    "python": [sys.executable, "-c"],
    "r": ["Rscript", "-e"],
    "sh": ["sh", "-c"],
    "js": ["node", "--input-type=module", "-e"],
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("quickstart"), "portal_quickstart") as server:
        yield server.address


def test_there_is_a_quick_start_for_every_tool_that_was_promised():
    assert {"python", "r", "sh", "js", "powerquery"} <= {language for language, _code in BLOCKS}


def test_the_guide_has_the_same_code_in_both_languages():
    assert blocks("api.zh-hans.md") == BLOCKS


@pytest.mark.parametrize(("language", "code"), [block for block in BLOCKS if block[0] in RUN_BY])
def test_the_quick_start_runs(site, language, code):
    tool = {"sh": "curl"}.get(language, RUN_BY[language][0])
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed here")
    done = subprocess.run(
        [*RUN_BY[language], code.replace("http://127.0.0.1:8000", site)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_notebook_redraws_an_indicator_from_the_api(site, tmp_path):
    notebook = json.loads((ROOT / "examples" / "notebook.ipynb").read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert not any(cell.get("outputs") for cell in notebook["cells"])
    picture = tmp_path / "picture.png"
    # A notebook shows the value of a cell's last line, so the frames are given over to nobody here.
    program = "\n\n".join(
        [*code, f"figure.savefig({str(picture)!r})", "print(name, sorted(years.columns), len(years))"]
    )
    surroundings = os.environ | {"PORTAL": site, "MPLBACKEND": "Agg", "MPLCONFIGDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", program],
        env=surroundings, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "地区生产总值" in done.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")
