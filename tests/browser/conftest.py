"""The real thing: the demonstration data in a database of its own, the server that `make run` starts, real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # In CI a browser is installed; its absence there is a failure, not a skip.
    if CHROMIUM or os.environ.get("CI"):
        return
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running server with the demonstration data; its editor is `editor`, password `password()`."""
    with serving(tmp_path_factory.mktemp("site"), "portal_browser", ONE_PERSON_OFFICE="1") as server:
        password.value = server.password
        yield server.address


class Server(NamedTuple):
    address: str
    password: str  # of the account `editor`
    manage: Callable[..., str]  # runs a command in the server's surroundings, answers with what it prints


@contextmanager
def serving(folder: Path, database: str, **settings: str) -> Iterator[Server]:
    """What `make run` does, in a folder and a database of its own, at a free port."""
    environment = os.environ | {"DATA_DIR": str(folder), "DATABASE_URL": fresh_database(database), "DEBUG": "0"}
    environment |= settings
    program = [sys.executable, str(ROOT / "manage.py")]

    def manage(*words: str) -> str:
        return subprocess.run(
            [*program, *words], env=environment, check=True, cwd=ROOT, capture_output=True, text=True
        ).stdout

    manage("migrate", "--verbosity", "0")
    secret = manage("seed").rsplit(":", 1)[1].strip()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*program, "runserver", "--noreload", f"127.0.0.1:{port}"],
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(address, server, folder / "server.log")
            yield Server(address, secret, manage)
        finally:
            server.terminate()
            server.wait(10)


class password:
    value = ""


def fresh_database(name: str) -> str:
    """An empty database of this name beside the one under test; on SQLite the data folder's own."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return ""
    import psycopg

    name += os.environ.get("PYTEST_XDIST_WORKER", "")  # each process has its own
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            pytest.fail(f"the server stopped: {log.read_text()[-2000:]}")
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For a file's tests only: while it runs, so does a loop of asyncio, in which Django's tests of other files ask no database."""
    assert CHROMIUM, "Chromium is needed here: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


class Visit:
    """A page, and all that went wrong on it: errors in the console, failed or foreign requests."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.faults: list[str] = []
        page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda r: self.faults.append(f"foreign: {r.url}") if self.is_foreign(r.url) else None)

    def is_foreign(self, url: str) -> bool:
        return not url.startswith((self.site, "data:", "blob:", "about:"))

    def go(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Visit]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    yield Visit(context.new_page(), site)
    context.close()


@pytest.fixture
def without_script(chromium: Browser, site: str) -> Iterator[Visit]:
    context: BrowserContext = chromium.new_context(java_script_enabled=False)
    yield Visit(context.new_page(), site)
    context.close()
