"""Lighthouse's four marks of the pages that readers meet most: `python -m bench.lighthouse http://127.0.0.1:8000`.

Of a running portal with the demonstration data. Lighthouse comes from npm (node and npm are needed) and is used for nothing else.
Exit status 1 where a mark is below 98. Measured on one's own machine: other work on it lowers the first mark.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

LIGHTHOUSE = "lighthouse@13.5.0"
PAGES = ["/articles/1/", "/", "/indicators/gdp/", f"/search/?q={quote('经济')}"]
WANTED = 98
MARKS = ["performance", "accessibility", "best-practices", "seo"]


def marks(address: str, folder: str) -> dict[str, int]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
    answer = Path(folder) / "answer.json"
    subprocess.run(
        ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={answer}",
         "--chrome-flags=--headless=new --no-sandbox"],
        env=os.environ | {"CHROME_PATH": chromium}, check=True, cwd=folder,
    )  # fmt: skip
    categories = json.loads(answer.read_text())["categories"]
    return {name: round(100 * categories[name]["score"]) for name in MARKS}


def main(portal: str) -> int:
    lowest = 100
    with tempfile.TemporaryDirectory() as folder:
        for path in PAGES:
            found = marks(portal + path, folder)
            lowest = min(lowest, *found.values())
            print(f"{path:40} " + "  ".join(f"{name} {mark}" for name, mark in found.items()), flush=True)
    return int(lowest < WANTED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
